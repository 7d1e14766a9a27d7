//! Runs inputs of a fuzz target on stable Rust, without a fuzzer.
//!
//! ```text
//! cargo run -p writ-fuzzing -- vm fuzz/artifacts/vm/crash-…     shows the script that an input stands for, and runs it
//! cargo run -p writ-fuzzing -- vm --random 1000 7               a thousand inputs from the seed 7
//! ```

use std::panic::catch_unwind;
use std::process::ExitCode;
use writ_fuzzing::{Random, TARGETS, script_of};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some((target, rest)) = arguments.split_first() else { return usage() };
    let Some((_, body)) = TARGETS.iter().find(|(name, _)| name == target) else { return usage() };
    let inputs: Vec<(String, Vec<u8>)> = match rest {
        [flag, count, seed] if flag == "--random" => {
            let (Ok(count), Ok(seed)) = (count.parse::<usize>(), seed.parse::<u64>()) else { return usage() };
            let mut random = Random::new(seed);
            (0..count).map(|index| (format!("input {index}"), random.bytes())).collect()
        }
        [] => return usage(),
        files => files.iter().filter_map(|path| Some((path.clone(), std::fs::read(path).ok()?))).collect(),
    };
    let is_shown = rest[0] != "--random";
    let mut failed = 0;
    for (name, input) in inputs {
        let script = || script_of(target, &input).unwrap_or_default();
        if is_shown {
            println!("{name}:\n{}", script());
        }
        if catch_unwind(|| body(&input)).is_err() {
            failed += 1;
            println!("{name} fails: {input:?}\n{}", script());
        }
    }
    println!("{failed} failed");
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn usage() -> ExitCode {
    let targets: Vec<&str> = TARGETS.iter().map(|(name, _)| *name).collect();
    eprintln!("usage: fuzz-input {} FILE… | --random COUNT SEED", targets.join("|"));
    ExitCode::from(2)
}
