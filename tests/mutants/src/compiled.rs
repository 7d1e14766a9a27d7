//! Operations of the runtime that only compiled code calls: cases are compiled once, with the runtime of the copy, and run with each mutant on.

use crate::mutants::Mutant;
use crate::run::Fate;
use std::io;
use std::path::Path;
use std::time::Duration;
use writ_cli::engine::{Compiled, CompiledOptions, Programs, Script};
use writ_tests::suite::{Test, tests};

/// The cases that are compiled: every so many of all, which are alike in what they need of the runtime, and all of these chapters.
const EVERY: usize = 12;
/// Chapters of what compiled code calls directly.
const CHAPTERS: &[&str] = &["arrays", "dictionaries", "strings", "ranges", "weak", "objects", "iterators"];
/// How long a script may run.
const LIMIT: Duration = Duration::from_secs(5);
/// How many modules are in one package.
const IN_SHARD: usize = 130;

/// The programs of cases, compiled with the runtime of the copy.
pub struct Cases {
    tests: Vec<Test>,
    programs: Programs,
}

impl Cases {
    /// Compiles them.
    ///
    /// # Errors
    /// If they do not build, or one fails without a mutant.
    pub fn build(copy: &Path) -> io::Result<Cases> {
        let is_meant = |index: usize, test: &Test| {
            index.is_multiple_of(EVERY) || test.name.split('/').nth(1).is_some_and(|chapter| CHAPTERS.contains(&chapter))
        };
        let tests: Vec<Test> =
            tests().into_iter().enumerate().filter(|(index, test)| is_meant(*index, test)).map(|(_, test)| test).collect();
        let scripts: Vec<Script> = tests.iter().map(|test| test.script.clone()).collect();
        let options = CompiledOptions {
            shards: scripts.len().div_ceil(IN_SHARD),
            time_limit: LIMIT,
            project: Some(copy.to_path_buf()),
            ..CompiledOptions::for_scripts("mutants-of-the-runtime", scripts.len())
        };
        eprintln!("{} cases to compile", scripts.len());
        let programs = Compiled::new(options).build(&scripts, &|_, script| {
            let program = script.compile().program.ok_or("it does not compile")?;
            Ok(writ_build::generate(&program, &writ_build::Options { runner: true, ..Default::default() }).text)
        })?;
        let cases = Cases { tests, programs };
        match cases.noticed(0)? {
            Some((test, how)) => Err(io::Error::other(format!("{test} fails without a mutant: {how}"))),
            None => Ok(cases),
        }
    }

    /// The first case that fails with a mutant, and how.
    fn noticed(&self, mutant: u32) -> io::Result<Option<(String, String)>> {
        let mut noticed = None;
        self.programs.run(&[("WRIT_MUTANT", &mutant.to_string())], &mut |index, ran| {
            let test = &self.tests[index];
            noticed = test.expected.complaint(ran).map(|how| (test.name.clone(), how));
            noticed.is_none()
        })?;
        Ok(noticed)
    }

    /// Runs all cases until one notices a mutant.
    ///
    /// # Errors
    /// If a program can't be started.
    pub fn run(&self, mutant: &Mutant) -> io::Result<Option<Fate>> {
        let fate = |(test, how)| Fate { key: mutant.key(), noticed_by: format!("{test}, compiled"), how };
        Ok(self.noticed(mutant.id)?.map(fate))
    }
}
