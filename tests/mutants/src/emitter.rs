//! Mutants of the emitter of Rust: what they write otherwise is compiled and run. The code of many mutants is in one generated workspace; modules that
//! rustc refuses are noticed with that, the others are compared with what is expected of their scripts.

use crate::mutants::Mutant;
use crate::run::{self, Fate, Fates};
use crate::worker::{Recorded, Written};
use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use writ_cli::engine::{Compiled, CompiledOptions, Script};
use writ_tests::suite::{Test, tests};

/// For each script whose code is wanted, so many are looked at: that of many is the same with a mutant.
const LOOKED_AT: usize = 4;
/// How long that may take.
const LIMIT: Duration = Duration::from_secs(120);
/// How many modules are in one package.
const IN_SHARD: usize = 100;

/// What is compiled: a mutant, the script, and its code.
struct Changed<'a> {
    mutant: &'a Mutant,
    test: usize,
    code: String,
}

/// Tries mutants: of each the first `wanted` scripts whose code is another with it.
///
/// # Errors
/// If the worker or the compiler can't be started.
pub fn try_all(worker: &Path, folder: &Path, mutants: &[&Mutant], wanted: usize, threads: usize, fates: &Fates) -> io::Result<()> {
    let recorded = run::record(worker, "code")?;
    let changed: Mutex<Vec<Changed>> = Mutex::new(Vec::new());
    let by_id = |id: u32| mutants.iter().copied().find(|mutant| mutant.id == id);
    run::each(mutants, threads, |mutant| {
        let (fate, codes) = look(worker, folder, &recorded, mutant, wanted)?;
        let mut changed = changed.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = by_id(mutant.id) {
            changed.extend(codes.into_iter().map(|(test, code)| Changed { mutant: known, test, code }));
        }
        match fate {
            Some(fate) => fates.add(fate),
            None => Ok(()),
        }
    })?;
    let changed = changed.into_inner().unwrap_or_else(PoisonError::into_inner);
    eprintln!("{} modules to compile", changed.len());
    for part in changed.chunks(IN_SHARD * 8) {
        compile(part, fates)?;
    }
    Ok(())
}

/// A script and the code that a mutant makes of it.
type Code = (usize, String);

/// What is known without compiling, and what is to be compiled.
fn look(worker: &Path, folder: &Path, recorded: &[Recorded], mutant: &Mutant, wanted: usize) -> io::Result<(Option<Fate>, Vec<Code>)> {
    let fate = |noticed_by: &str, how: String| Some(Fate { key: mutant.key(), noticed_by: noticed_by.to_string(), how });
    let mut indices: Vec<usize> = run::tasks(recorded, mutant.id).into_iter().map(|task| task.index).collect();
    let count = indices.len();
    if count == 0 {
        return Ok((fate("", "no script comes by".to_string()), Vec::new()));
    }
    // Fast ones are small, and small ones are alike: some are taken from all over, but for the slowest.
    let looked_at = wanted * LOOKED_AT;
    if count > looked_at {
        indices = (0..looked_at).map(|i| indices[i * count * 2 / (looked_at * 3)]).collect();
    }
    let order = run::order(folder, mutant.id, &vec![(mutant.id, indices)])?;
    let said = run::said_of_code(worker, &order, wanted, LIMIT)?;
    std::fs::remove_file(order)?;
    let said = match said {
        Ok(said) => said,
        Err(how) => return Ok((fate("generating code", how), Vec::new())),
    };
    let Ok(written) = serde_json::from_str::<Written>(said.trim()) else {
        return Ok((fate("generating code", "the program ended".to_string()), Vec::new()));
    };
    let mut codes = Vec::new();
    for (test, code) in written.codes {
        match code {
            Ok(code) => codes.push((test, code)),
            Err(why) => return Ok((fate(&recorded[test].name, why), Vec::new())),
        }
    }
    let how =
        if codes.is_empty() { format!("{count} scripts come by, with the same code") } else { "its code was not compiled".to_string() };
    Ok((fate("", how), codes))
}

fn compile(changed: &[Changed], fates: &Fates) -> io::Result<()> {
    let tests: Vec<Test> = tests();
    let scripts: Vec<Script> = changed
        .iter()
        .map(|one| tests[one.test].script.clone().named(&format!("mutant {} {}", one.mutant.id, tests[one.test].name)))
        .collect();
    let options = CompiledOptions {
        shards: scripts.len().div_ceil(IN_SHARD).max(1),
        deny_warnings: true,
        time_limit: Duration::from_secs(10),
        ..CompiledOptions::for_scripts("mutants", scripts.len())
    };
    let results = Compiled::new(options).run_generated(&scripts, &|index, _| Ok(changed[index].code.clone()));
    for (one, ran) in changed.iter().zip(results) {
        let test = &tests[one.test];
        let fate = match test.expected.complaint(&ran) {
            Some(how) => Fate { key: one.mutant.key(), noticed_by: test.name.clone(), how },
            None if fates.is_noticed(one.mutant) => continue,
            None => {
                let count = changed.iter().filter(|other| other.mutant.id == one.mutant.id).count();
                Fate {
                    key: one.mutant.key(),
                    noticed_by: String::new(),
                    how: format!("other code of {count} scripts does the same, as of {}", test.name),
                }
            }
        };
        fates.add(fate)?;
    }
    Ok(())
}
