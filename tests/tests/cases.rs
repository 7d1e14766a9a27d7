//! Every case, program and documented script in the VM, compiled, and both compared.

use libtest_mimic::{Arguments, Failed, Trial};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::ExitCode;
use std::sync::{Arc, LazyLock};
use writ_cli::engine::{Compiled, CompiledOptions, Engine, Outcome, Ran, Script, Vm, difference};
use writ_tests::suite::{Test, tests};
use writ_tests::{blessing, directives, tests_folder, wanted};

/// So many packages the compiled cases are spread over: a changed case recompiles its package only.
const SHARDS: usize = 6;

/// How many skips there may be. This number only falls.
const ALLOWED_SKIPS: usize = 0;

static TESTS: LazyLock<Vec<Arc<Test>>> = LazyLock::new(|| tests().into_iter().map(Arc::new).collect());
static IN_VM: LazyLock<BTreeMap<String, Ran>> = LazyLock::new(|| run_all(&mut Vm::default()));
static COMPILED: LazyLock<BTreeMap<String, Ran>> = LazyLock::new(|| {
    // A few cases that somebody works on are built beside the large packages.
    let (workspace, shards) = if wanted().is_some() { ("some-cases", 1) } else { ("cases", SHARDS) };
    run_all(&mut Compiled::new(CompiledOptions { deny_warnings: true, shards, ..CompiledOptions::for_scripts(workspace, TESTS.len()) }))
});

fn run_all(engine: &mut dyn Engine) -> BTreeMap<String, Ran> {
    let scripts: Vec<Script> = TESTS.iter().map(|test| test.script.clone()).collect();
    TESTS.iter().map(|test| test.name.clone()).zip(engine.run(&scripts)).collect()
}

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let mut trials = vec![
        Trial::test("skips", || {
            let skips: Vec<String> = TESTS
                .iter()
                .flat_map(|test| test.skips.iter().map(|(engine, reason)| format!("{}: {engine}: {reason}", test.name)))
                .collect();
            if skips.len() == ALLOWED_SKIPS {
                Ok(())
            } else {
                Err(format!("{} skips, not {ALLOWED_SKIPS}:\n{}", skips.len(), skips.join("\n")).into())
            }
        }),
        Trial::test("there_are_cases", || {
            if TESTS.len() > 100 || wanted().is_some() { Ok(()) } else { Err("the cases were not found".into()) }
        }),
        Trial::test("what_is_left", what_is_left),
    ];
    for test in TESTS.iter() {
        let runs_in = |engine: &str| !test.skips.iter().any(|(skipped, _)| skipped == engine);
        if runs_in("vm") {
            let test = Arc::clone(test);
            trials.push(Trial::test(test.name.clone(), move || in_vm(&test)).with_kind("vm"));
        }
        if runs_in("compiled") {
            let test = Arc::clone(test);
            trials.push(Trial::test(test.name.clone(), move || meets(&test, &COMPILED[&test.name])).with_kind("compiled"));
        }
        if runs_in("vm") && runs_in("compiled") {
            let test = Arc::clone(test);
            trials.push(Trial::test(test.name.clone(), move || agree(&test)).with_kind("both"));
        }
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// Whatever a script made is gone when its instance is, but for objects that hold each other: nothing finds these. Those scripts are listed.
fn what_is_left() -> Result<(), Failed> {
    let cycles = fs::read_to_string(tests_folder().join("cases/cycles.txt"))?;
    let allowed: BTreeSet<&str> =
        cycles.lines().filter(|line| !line.starts_with('#') && wanted().is_none_or(|w| line.contains(&w))).collect();
    let leave = |ran: &Ran| matches!(ran, Ran::Outcome(Outcome { remains, .. }) if remains.objects || remains.bytes);
    let found: BTreeSet<&str> = IN_VM.iter().filter(|(_, ran)| leave(ran)).map(|(name, _)| name.as_str()).collect();
    let unexpected: Vec<&str> = found.difference(&allowed).copied().collect();
    let missing: Vec<&str> = allowed.difference(&found).copied().collect();
    if unexpected.is_empty() && missing.is_empty() {
        Ok(())
    } else {
        Err(format!("scripts that leave objects:\n{}\nand do so no more:\n{}", unexpected.join("\n"), missing.join("\n")).into())
    }
}

fn in_vm(test: &Test) -> Result<(), Failed> {
    let ran = &IN_VM[&test.name];
    if let (true, Some(path), Ran::Outcome(outcome)) = (blessing(), &test.blessable, ran) {
        let source = fs::read_to_string(path)?;
        fs::write(path, directives::bless(&source, &outcome.lines()))?;
        return Ok(());
    }
    meets(test, ran)
}

fn meets(test: &Test, ran: &Ran) -> Result<(), Failed> {
    match test.expected.complaint(ran) {
        // While expectations are rewritten, the ones read before do not count.
        Some(complaint) if !(blessing() && test.blessable.is_some() && matches!(ran, Ran::Outcome(_))) => Err(complaint.into()),
        Some(_) | None => Ok(()),
    }
}

fn agree(test: &Test) -> Result<(), Failed> {
    match difference(("vm", &IN_VM[&test.name]), ("compiled", &COMPILED[&test.name])) {
        Some(text) => Err(text.into()),
        None => Ok(()),
    }
}
