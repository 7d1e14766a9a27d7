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
const PATIENCE: Duration = Duration::from_secs(60);
/// What a test may take when nobody knows its usual time.
const AT_FIRST: Duration = Duration::from_secs(300);
/// Tests are tried in groups up to these times in milliseconds, the fastest first.
const GROUPS: &[u64] = &[100, 300, 800, 2_500, SLOW];
/// A test that takes longer is left out, unless no other comes by a mutant.
const SLOW: u64 = 10_000;

/// A test of a program.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CrateTest {
    /// The index of its program.
    #[serde(skip)]
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
        let mut before: Vec<(State, Vec<CrateTest>)> =
            fs::read(&known).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
        before.retain(|(state, _)| states.contains(state));
        let mut names: Vec<(usize, String)> = Vec::new();
        for (index, program) in programs.iter().enumerate() {
            if !before.iter().any(|(state, _)| *state == states[index]) {
                names.extend(listed(program)?.into_iter().map(|name| (index, name)));
            }
        }
        let all: Mutex<Vec<Vec<CrateTest>>> = Mutex::new(vec![Vec::new(); programs.len()]);
        crate::run::each(&names, threads, |(index, name)| {
            match recorded(&programs[*index], *index, name, folder)? {
                Ok(test) => all.lock().map_err(|_| io::Error::other("a thread panicked"))?[*index].push(test),
                Err(how) => eprintln!("{} {name} fails without a mutant, and is left out: {how}", programs[*index].name),
            }
            Ok(())
        })?;
        let all = all.into_inner().map_err(|_| io::Error::other("a thread panicked"))?;
        let mut known_now: Vec<(State, Vec<CrateTest>)> = states.into_iter().zip(all).collect();
        for (state, tests) in &mut known_now {
            if let Some((_, before)) = before.iter_mut().find(|(before, _)| before == state) {
                *tests = std::mem::take(before);
            }
        }
        fs::write(known, serde_json::to_vec(&known_now)?)?;
        let numbered = known_now
            .into_iter()
            .enumerate()
            .flat_map(|(program, (_, tests))| tests.into_iter().map(move |test| CrateTest { program, ..test }));
        let mut tests: Vec<CrateTest> = numbered.collect();
        tests.sort_by_key(|test| test.millis);
        Ok(Crates { programs, tests })
    }

    /// Runs the tests that come by a mutant, the fastest first, until one fails. Gives nothing if none comes by.
    ///
    /// # Errors
    /// If a program can't be started.
    pub fn run(&self, mutant: &Mutant) -> io::Result<Option<Fate>> {
        let mut tests: Vec<&CrateTest> = self.tests.iter().filter(|test| test.reached.binary_search(&mutant.id).is_ok()).collect();
        let fast = tests.iter().filter(|test| test.millis <= SLOW).count();
        tests.truncate(fast.max(1));
        let mut from = 0;
        for most in GROUPS.iter().copied().chain([u64::MAX]) {
            let to = tests.partition_point(|test| test.millis <= most);
            let mut of_program: BTreeMap<usize, Vec<&CrateTest>> = BTreeMap::new();
            for test in &tests[from..to] {
                of_program.entry(test.program).or_default().push(test);
            }
            from = to;
            for (program, tests) in of_program {
                let program = &self.programs[program];
                let time = Duration::from_millis(tests.iter().map(|test| test.millis).sum());
                let names: Vec<&str> = tests.iter().map(|test| test.name.as_str()).collect();
                let mut command = command(program, &names);
                command.env("WRIT_MUTANT", mutant.id.to_string());
                if let Some(how) = failure(command, PATIENCE + time * 5)? {
                    return Ok(Some(Fate { key: mutant.key(), noticed_by: program.name.clone(), how }));
                }
            }
        }
        let how = format!("{} tests of crates come by", tests.len());
        Ok((!tests.is_empty()).then(|| Fate { key: mutant.key(), noticed_by: String::new(), how }))
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
