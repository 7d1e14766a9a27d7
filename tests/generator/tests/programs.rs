//! Every program is accepted, ends, and the same choices give the same program.
//!
//! `WRIT_SEEDS=0..5000` runs others than the fixed ones.

use std::collections::BTreeMap;
use writ_cli::engine::{Engine, Ran, Script, Ticks, Vm};
use writ_generator::{Choices, Settings, generate};
use writ_runtime::{Error, ErrorKind, Writ};

/// More than any program needs: one that does not end is a bug of the generator.
const LIMIT: u64 = 3_000_000;

fn seeds() -> std::ops::Range<u64> {
    let Ok(text) = std::env::var("WRIT_SEEDS") else { return 0..250 };
    let (first, last) = text.split_once("..").expect("WRIT_SEEDS is like 0..100");
    first.parse().expect("a number")..last.parse().expect("a number")
}

#[test]
fn programs_are_accepted_and_end() {
    let mut errors = BTreeMap::new();
    let mut wrong = Vec::new();
    let (mut programs, mut lines, mut most) = (0, 0, std::time::Duration::ZERO);
    for seed in seeds() {
        let program = generate(&mut Choices::from_seed(seed), &Settings::default());
        programs += 1;
        lines += program.source.lines().count();
        let ticks = Ticks { count: program.ticks, seconds: program.seconds };
        let script = Script::from_text("main.writ", ".", program.source.as_str()).with_ticks(ticks);
        let mut vm = Vm { instruction_limit: Some(LIMIT), ..Vm::default() };
        for (ran, time) in vm.run_timed(&[script]) {
            if time > most {
                most = time;
                println!("seed {seed}: {time:?}, {} lines", program.source.lines().count());
            }
            match ran {
                Ran::Outcome(outcome) => {
                    let kind = outcome.error.as_ref().map_or("none", |error| error.kind.as_str());
                    *errors.entry(kind.to_string()).or_insert(0) += 1;
                    for (_, failure) in &outcome.failures {
                        *errors.entry(format!("{} in a tick", failure.kind)).or_insert(0) += 1;
                    }
                    if kind == "OutOfFuel" || kind == "StackOverflow" || kind == "OutOfMemory" {
                        wrong.push(format!("seed {seed}: {kind}\n"));
                    }
                }
                Ran::Rejected(why) => wrong.push(format!("seed {seed}: {why}")),
                Ran::Broken(why) => wrong.push(format!("seed {seed}: {why}\n")),
            }
        }
    }
    println!("{programs} programs, {lines} lines; errors: {errors:#?}");
    let some = errors.iter().filter(|(kind, _)| *kind != "none").count();
    assert!(
        wrong.is_empty(),
        "{} of {programs} are wrong:\n{}",
        wrong.len(),
        wrong.iter().take(40).map(String::as_str).collect::<String>()
    );
    assert!(programs < 200 || some >= 6, "too few kinds of errors: {errors:?}");
}

#[test]
fn the_same_choices_give_the_same_program() {
    for seed in [0, 1, 77] {
        let settings = Settings { host: true, ..Settings::default() };
        let program = generate(&mut Choices::from_seed(seed), &settings);
        assert_eq!(program, generate(&mut Choices::from_seed(seed), &settings));
    }
}

#[test]
fn bytes_that_run_out_give_a_simple_program() {
    let simple = generate(&mut Choices::from_bytes(&[]), &Settings::default());
    assert!(simple.source.lines().count() < 10, "{}", simple.source);
    let bytes: Vec<u8> = (0..=255).rev().collect();
    let program = generate(&mut Choices::from_bytes(&bytes), &Settings::default());
    let (ran, _) = Vm { instruction_limit: Some(LIMIT), ..Vm::default() }
        .run_timed(&[Script::from_text("main.writ", ".", program.source.as_str())])
        .remove(0);
    assert!(matches!(ran, Ran::Outcome(_)), "{ran:?}\n{}", program.source);
}

#[test]
fn programs_that_call_the_host_are_accepted_and_end() {
    let settings = Settings { host: true, ..Settings::default() };
    let mut wrong = Vec::new();
    let range = seeds();
    for seed in range.start..range.start + (range.end - range.start) / 2 {
        let program = generate(&mut Choices::from_seed(seed), &settings);
        let mut writ = Writ::new();
        writ_generated_host::register(&mut writ).expect("each name is there once");
        writ.set_print(|_| {});
        writ.set_instruction_limit(Some(LIMIT));
        let mut results = vec![writ.run(&program.source).map(drop)];
        if results[0].is_ok() {
            let report = (0..program.ticks).map(|_| writ.tick(program.seconds).expect("it may tick"));
            results.extend(report.flat_map(|report| report.failures).map(|failure| Err(Error::Runtime(failure.error))).collect::<Vec<_>>());
        }
        for error in results.into_iter().filter_map(Result::err) {
            let limits = [ErrorKind::OutOfFuel, ErrorKind::StackOverflow, ErrorKind::OutOfMemory];
            if !matches!(&error, Error::Runtime(error) if !limits.contains(&error.kind)) {
                wrong.push(format!("seed {seed}: {error}\n"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} are wrong:\n{}", wrong.len(), wrong.iter().take(40).map(String::as_str).collect::<String>());
}
