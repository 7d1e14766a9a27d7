//! Mutants of the emitter of Rust: what they write otherwise is compiled and run. The code of many mutants is in one generated workspace; modules that
//! rustc refuses are noticed with that, the others are compared with what is expected of their scripts.

use crate::mutants::Mutant;
use crate::run::{self, Fate, Fates};
use crate::worker::{CodeOrder, SaidOfCode};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;
use std::time::Duration;
use writ_cli::engine::{Compiled, CompiledOptions, Script};
use writ_tests::suite::{Test, tests};

/// How many modules are in one package.
const IN_SHARD: usize = 100;

/// What is compiled: a mutant, the script, and its code.
struct Changed<'a> {
    mutant: &'a Mutant,
    test: usize,
    code: String,
}

/// Which scripts are looked at.
pub struct Among<'a> {
    /// Every so many.
    pub every: usize,
    /// With one of these in their name, if there are any.
    pub names: &'a [String],
}

impl Among<'_> {
    fn indices(&self) -> Vec<usize> {
        let is_meant = |test: &Test| self.names.is_empty() || self.names.iter().any(|name| test.name.contains(name.as_str()));
        tests().iter().enumerate().filter(|(_, test)| is_meant(test)).map(|(index, _)| index).step_by(self.every).collect()
    }
}

/// Tries mutants: of each the first `wanted` scripts whose code is another with it, of those that are looked at.
///
/// # Errors
/// If the worker or the compiler can't be started.
pub fn try_all(worker: &Path, folder: &Path, mutants: &[&Mutant], wanted: usize, among: &Among<'_>, fates: &Fates) -> io::Result<()> {
    let by_id: BTreeMap<u32, &Mutant> = mutants.iter().map(|mutant| (mutant.id, *mutant)).collect();
    let mut changed: Vec<Changed> = Vec::new();
    let mut scripts = among.indices();
    let mut left: BTreeSet<u32> = by_id.keys().copied().collect();
    let mut reached: BTreeSet<u32> = BTreeSet::new();
    loop {
        let order = run::order(folder, 0, &CodeOrder { mutants: left.iter().copied().collect(), wanted, scripts: scripts.clone() })?;
        let (mut test, mut trying, mut is_done) = (None, None, false);
        for said in run::code(worker, &order)? {
            match said {
                SaidOfCode::Script(index, ids) => {
                    (test, trying) = (Some(index), None);
                    reached.extend(ids);
                }
                SaidOfCode::Trying(id) => trying = Some(id),
                SaidOfCode::Code(id, Ok(code)) => {
                    changed.extend(test.zip(by_id.get(&id)).map(|(test, mutant)| Changed { mutant, test, code }))
                }
                SaidOfCode::Code(id, Err(how)) => {
                    left.remove(&id);
                    changed.retain(|one| one.mutant.id != id);
                    fates.add(Fate { key: by_id[&id].key(), noticed_by: "generating code".to_string(), how })?;
                }
                SaidOfCode::Done => is_done = true,
            }
        }
        match (is_done, test, trying) {
            (false, Some(index), Some(id)) => {
                left.remove(&id);
                changed.retain(|one| one.mutant.id != id);
                let how = "it ended or took too long".to_string();
                fates.add(Fate { key: by_id[&id].key(), noticed_by: "generating code".to_string(), how })?;
                // The script comes again, for those behind this one.
                scripts.retain(|script| *script >= index);
            }
            (true, ..) => break,
            (false, ..) => return Err(io::Error::other("the worker wrote no code")),
        }
    }
    changed.dedup_by_key(|one| (one.mutant.id, one.test));
    for id in &left {
        if !changed.iter().any(|one| one.mutant.id == *id) {
            let how = if reached.contains(id) { "scripts come by, with the same code" } else { "no script comes by" };
            fates.add(Fate { key: by_id[id].key(), noticed_by: String::new(), how: how.to_string() })?;
        }
    }
    eprintln!("{} modules to compile", changed.len());
    for part in changed.chunks(IN_SHARD * 8) {
        compile(part, fates)?;
    }
    Ok(())
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
    let programs = Compiled::new(options).build(&scripts, &|index, _| Ok(changed[index].code.clone()))?;
    let results = programs.run(&[], &mut |_, _| true)?;
    for (one, (ran, _)) in changed.iter().zip(results.values()) {
        let test = &tests[one.test];
        let fate = match test.expected.complaint(ran) {
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
