//! The tests of the crates: which of them come by which mutant, and running these. They alone have limits, stopped runs and hosts.

use crate::copy::Program;
use crate::mutants::Mutant;
use crate::run::{Fate, limited, wait};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant, SystemTime};

/// What tests may take besides a multiple of their usual time.
const PATIENCE: Duration = Duration::from_secs(15);
/// What a test may take when nobody knows its usual time.
const AT_FIRST: Duration = Duration::from_secs(300);

/// A test of a program.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CrateTest {
    /// The index of its program.
    program: usize,
    /// Its name in there.
    name: String,
    /// How many milliseconds it takes without a mutant.
    millis: u64,
    /// The mutants at whose places it comes by, sorted.
    reached: Vec<u32>,
}

/// The tests of some programs.
pub struct Crates {
    programs: Vec<Program>,
    tests: Vec<CrateTest>,
}

/// A program as it was when its tests were looked at.
type State = (PathBuf, SystemTime);

impl Crates {
    /// Looks which test comes by which mutant, if that is not known of these programs already.
    ///
    /// # Errors
    /// If a program can't be started, or a file not be written.
    pub fn record(programs: Vec<Program>, folder: &Path, name: &str, threads: usize) -> io::Result<Crates> {
        let known = folder.join(format!("reached-{name}.json"));
        let states: Vec<State> = programs
            .iter()
            .map(|program| Ok((program.path.clone(), fs::metadata(&program.path)?.modified()?)))
            .collect::<io::Result<_>>()?;
        let before = fs::read(&known).ok().and_then(|bytes| serde_json::from_slice::<(Vec<State>, Vec<CrateTest>)>(&bytes).ok());
        if let Some((_, tests)) = before.filter(|(before, _)| *before == states) {
            return Ok(Crates { programs, tests });
        }
        let mut names: Vec<(usize, String)> = Vec::new();
        for (index, program) in programs.iter().enumerate() {
            names.extend(listed(program)?.into_iter().map(|name| (index, name)));
        }
        let tests = Mutex::new(Vec::new());
        crate::run::each(&names, threads, |(index, name)| {
            match recorded(&programs[*index], *index, name, folder)? {
                Ok(test) => tests.lock().map_err(|_| io::Error::other("a thread panicked"))?.push(test),
                Err(how) => eprintln!("{} {name} fails without a mutant, and is left out: {how}", programs[*index].name),
            }
            Ok(())
        })?;
        let mut tests = tests.into_inner().map_err(|_| io::Error::other("a thread panicked"))?;
        tests.sort_by_key(|test| test.millis);
        fs::write(known, serde_json::to_vec(&(states, &tests))?)?;
        Ok(Crates { programs, tests })
    }

    /// Runs the tests that come by a mutant, those of the fastest program first, until a program fails. Gives nothing if none comes by.
    ///
    /// # Errors
    /// If a program can't be started.
    pub fn run(&self, mutant: &Mutant) -> io::Result<Option<Fate>> {
        let mut of_program: BTreeMap<usize, Vec<&CrateTest>> = BTreeMap::new();
        for test in self.tests.iter().filter(|test| test.reached.binary_search(&mutant.id).is_ok()) {
            of_program.entry(test.program).or_default().push(test);
        }
        let count: usize = of_program.values().map(Vec::len).sum();
        let mut groups: Vec<(Duration, &Program, Vec<&CrateTest>)> = of_program
            .into_iter()
            .map(|(index, tests)| (Duration::from_millis(tests.iter().map(|test| test.millis).sum()), &self.programs[index], tests))
            .collect();
        groups.sort_by_key(|(time, ..)| *time);
        for (time, program, tests) in groups {
            let names: Vec<&str> = tests.iter().map(|test| test.name.as_str()).collect();
            let mut command = command(program, &names);
            command.env("WRIT_MUTANT", mutant.id.to_string());
            if let Some(how) = failure(command, PATIENCE + time * 5)? {
                return Ok(Some(Fate { key: mutant.key(), noticed_by: program.name.clone(), how }));
            }
        }
        if count == 0 {
            return Ok(None);
        }
        Ok(Some(Fate { key: mutant.key(), noticed_by: String::new(), how: format!("{count} tests of crates come by") }))
    }
}

/// Runs tests of a program.
fn command(program: &Program, tests: &[&str]) -> Command {
    let mut command = limited(&program.path);
    command.args(["--quiet", "--exact"]).args(tests).current_dir(&program.folder);
    command.env("INSTA_UPDATE", "no").env("CARGO_MANIFEST_DIR", &program.folder).env("PROPTEST_FAILURE_PERSISTENCE", "off");
    command.stdout(Stdio::piped()).stderr(Stdio::null());
    command
}

/// The names of a program's tests.
fn listed(program: &Program) -> io::Result<Vec<String>> {
    let listed = limited(&program.path).args(["--list", "--format", "terse"]).current_dir(&program.folder).output()?;
    let text = String::from_utf8_lossy(&listed.stdout);
    Ok(text.lines().filter_map(|line| Some(line.strip_suffix(": test")?.to_string())).collect())
}

/// Runs a test without a mutant and has it write down what it reaches.
fn recorded(program: &Program, index: usize, name: &str, folder: &Path) -> io::Result<Result<CrateTest, String>> {
    let file = folder.join(format!("reached-{index}-{}", name.replace("::", "-")));
    fs::write(&file, "")?;
    let mut command = command(program, &[name]);
    command.env("WRIT_REACHED", &file);
    let start = Instant::now();
    let how = failure(command, AT_FIRST)?;
    let millis = start.elapsed().as_millis() as u64;
    let mut reached: Vec<u32> = fs::read_to_string(&file)?.lines().filter_map(|line| line.parse().ok()).collect();
    fs::remove_file(file)?;
    reached.sort_unstable();
    reached.dedup();
    Ok(match how {
        Some(how) => Err(how),
        None => Ok(CrateTest { program: index, name: name.to_string(), millis, reached }),
    })
}

/// How one of a program's tests fails without a mutant, if one does.
///
/// # Errors
/// If the program can't be started.
pub fn failure_of(program: &Program) -> io::Result<Option<String>> {
    failure(command(program, &[]), AT_FIRST)
}

/// How tests fail, if they do.
fn failure(mut command: Command, limit: Duration) -> io::Result<Option<String>> {
    let ended = wait(command.spawn()?, limit)?;
    Ok(match ended.how {
        Ok(true) => None,
        Ok(false) => {
            let failed: Vec<&str> = ended.said.lines().filter_map(|line| line.strip_prefix("---- ")?.split(' ').next()).collect();
            Some(format!("fails: {}", failed.join(", ")))
        }
        Err(how) => Some(how),
    })
}
