//! `writ test`: runs the tests that stand in scripts.

use super::{EXIT_FAILED, EXIT_INPUT};
use clap::{Args, ValueEnum};
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;
use writ_cli::discovery;
use writ_cli::engine::{Compiled, CompiledOptions, Engine, Outcome, Ran, Script, Ticks, Vm, difference};
use writ_compiler::diagnostic::Severity;

/// What a test may take of the heap in the VM: more is a mistake, and the machine has other things to do.
const HEAP_LIMIT: usize = 2 << 30;

/// How many lines of what a failed test printed are shown.
const SHOWN_LINES: usize = 100;

/// Runs the tests in scripts: functions without parameters at top level whose name begins with `test`.
///
/// Each test runs in an instance of its own, after its script's top level. It fails if it ends in a run-time error (`assert` is one), or returns
/// `Error(…)`. A test that is a coroutine is started and driven by ticks until it ends. The exit code is 1 if a test fails, 2 if a script does
/// not compile.
#[derive(Args)]
pub struct Test {
    /// Scripts, folders (all scripts in them; the folder is their root directory), or `-` for standard input.
    #[arg(default_value = ".")]
    paths: Vec<String>,
    /// In which engine the tests run. Compiled needs cargo, and a project that depends on `writ-runtime` in or above the current folder.
    #[arg(long, value_enum, default_value_t = Engines::Vm)]
    engine: Engines,
    /// Runs only tests that have this in `script: name`.
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
    /// Says nothing of tests that pass.
    #[arg(long, short)]
    quiet: bool,
    /// After how many instructions a test in the VM fails.
    #[arg(long, default_value_t = 1_000_000_000, value_name = "N")]
    fuel: u64,
    /// After how many seconds a compiled test fails.
    #[arg(long, default_value_t = 60.0, value_name = "SECONDS")]
    timeout: f64,
    /// How many ticks a test that is a coroutine may take.
    #[arg(long, default_value_t = 100_000, value_name = "N")]
    ticks: u32,
    /// The seconds of each tick.
    #[arg(long, default_value_t = 1.0 / 60.0, value_name = "SECONDS")]
    dt: f64,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Engines {
    /// The VM.
    Vm,
    /// Compiled to Rust.
    Compiled,
    /// Both; that they do the same is tested, too.
    Both,
}

/// What there is to run.
#[derive(Default)]
struct Found {
    /// Each test as a script that calls it.
    tests: Vec<Script>,
    /// How many the filter left out.
    left_out: usize,
    /// How many scripts do not compile.
    rejected: usize,
}

impl Test {
    pub fn execute(self) -> io::Result<ExitCode> {
        let timeout =
            Duration::try_from_secs_f64(self.timeout).map_err(|_| io::Error::other(format!("`--timeout {}` is no time", self.timeout)))?;
        if !self.dt.is_finite() || self.dt < 0.0 {
            return Err(io::Error::other(format!("`--dt {}` is no time", self.dt)));
        }
        let found = self.find()?;
        let (mut passed, mut failures) = (0, Vec::new());
        for (test, result) in found.tests.iter().zip(self.run(&found.tests, timeout)) {
            let (complaint, time) = result;
            let word = if complaint.is_some() { "FAILED" } else { "ok" };
            if complaint.is_some() || !self.quiet {
                super::output(&format!("test {} ... {word} ({time})\n", name(test)));
            }
            match complaint {
                Some(complaint) => failures.push((name(test), complaint)),
                None => passed += 1,
            }
        }
        for (name, complaint) in &failures {
            super::output(&format!("\n---- {name} ----\n{}\n", complaint.trim_end()));
        }
        super::output(&self.summary(&found, passed, failures.len()));
        Ok(match (found.rejected, failures.len()) {
            (0, 0) => ExitCode::SUCCESS,
            (0, _) => ExitCode::from(EXIT_FAILED),
            (_, _) => ExitCode::from(EXIT_INPUT),
        })
    }

    fn find(&self) -> io::Result<Found> {
        let mut found = Found::default();
        let mut seen = BTreeSet::new();
        let ticks = Ticks { count: self.ticks, seconds: self.dt };
        for path in &self.paths {
            for script in scripts(path)? {
                // A script that is named twice runs once.
                if let Ok(file) = fs::canonicalize(script.root.join(&script.entry))
                    && !seen.insert(file)
                {
                    continue;
                }
                let compiled = script.compile();
                if compiled.program.is_none() {
                    found.rejected += 1;
                    let errors: Vec<_> = compiled.diagnostics.into_iter().filter(|d| d.severity == Severity::Error).collect();
                    super::report(&format!("{}\n", script.render(&errors, &compiled.sources).trim_end()));
                    continue;
                }
                for test in compiled.tests {
                    let test = script.clone().with_ticks(ticks).with_test(test);
                    if self.filter.as_ref().is_none_or(|text| name(&test).contains(text.as_str())) {
                        found.tests.push(test);
                    } else {
                        found.left_out += 1;
                    }
                }
            }
        }
        Ok(found)
    }

    /// For each test what is wrong with it, and how long it took. The VM runs a test when its result is asked for.
    fn run<'a>(&self, tests: &'a [Script], timeout: Duration) -> Box<dyn Iterator<Item = (Option<String>, String)> + 'a> {
        let mut vm = Vm { instruction_limit: Some(self.fuel), heap_limit: Some(HEAP_LIMIT), ..Vm::default() };
        let in_vm = files(tests).flat_map(move |tests| vm.run_timed(tests));
        let in_rust = |tests| {
            let options = CompiledOptions { time_limit: timeout, ..CompiledOptions::for_scripts("test", files(tests).count()) };
            Compiled::new(options).run_timed(tests)
        };
        let one = |(test, (ran, time)): (&Script, (Ran, Duration))| (complaint(test, &ran), shown(time));
        match self.engine {
            Engines::Vm => Box::new(tests.iter().zip(in_vm).map(one)),
            Engines::Compiled => Box::new(tests.iter().zip(in_rust(tests)).map(one)),
            Engines::Both => Box::new(tests.iter().zip(in_vm.zip(in_rust(tests))).map(|(test, ((a, time_a), (b, time_b)))| {
                let complaint = match difference(("vm", &a), ("compiled", &b)) {
                    Some(text) => Some(format!("the engines part\n{text}")),
                    None => complaint(test, &a),
                };
                (complaint, format!("{} in the VM, {} compiled", shown(time_a), shown(time_b)))
            })),
        }
    }

    fn summary(&self, found: &Found, passed: usize, failed: usize) -> String {
        let scripts = |count: usize| if count == 1 { "1 script does".to_string() } else { format!("{count} scripts do") };
        let mut out = String::new();
        if found.tests.is_empty() {
            match &self.filter {
                Some(text) if found.left_out > 0 => out.push_str(&format!("no test has `{text}` in its name\n")),
                Some(_) | None => out.push_str("no tests found: a test is a function `func test…()` at the top level of a script\n"),
            }
        } else if !(self.quiet && failed == 0) {
            out.push('\n');
        }
        out.push_str(&format!("{passed} passed, {failed} failed"));
        if found.left_out > 0 {
            out.push_str(&format!(", {} left out", found.left_out));
        }
        if found.rejected > 0 {
            out.push_str(&format!("; {} not compile", scripts(found.rejected)));
        }
        out.push('\n');
        out
    }
}

/// The scripts that an argument stands for.
fn scripts(path: &str) -> io::Result<Vec<Script>> {
    let folder = Path::new(path);
    if folder.is_dir() {
        Ok(discovery::files_below(folder).iter().map(|file| Script::in_folder(folder, file)).collect())
    } else {
        Ok(vec![Script::from_argument(path)?])
    }
}

/// The tests, those of one file together.
fn files(tests: &[Script]) -> impl Iterator<Item = &[Script]> {
    tests.chunk_by(|a, b| (&a.root, &a.entry) == (&b.root, &b.entry))
}

fn name(test: &Script) -> String {
    format!("{}: {}", test.name, test.test.as_ref().map_or("", |call| call.name.as_str()))
}

fn shown(time: Duration) -> String {
    let milliseconds = time.as_secs_f64() * 1000.0;
    if milliseconds < 1000.0 { format!("{milliseconds:.1} ms") } else { format!("{:.2} s", milliseconds / 1000.0) }
}

/// What is wrong with a test that ran, if anything.
fn complaint(test: &Script, ran: &Ran) -> Option<String> {
    let outcome = match ran {
        Ran::Outcome(outcome) => outcome,
        Ran::Rejected(text) => return Some(format!("it does not compile:\n{text}")),
        Ran::Broken(text) => return Some(format!("the engine failed: {text}")),
    };
    let Outcome { printed, error, failures, complaint, .. } = outcome;
    if error.is_none() && failures.is_empty() && complaint.is_none() {
        return None;
    }
    let mut out = String::new();
    if !printed.is_empty() {
        let count = outcome.printed_lines().count();
        let skipped = count.saturating_sub(SHOWN_LINES);
        out.push_str(&if skipped > 0 { format!("printed, without {skipped} earlier lines:\n") } else { "printed:\n".to_string() });
        for line in outcome.printed_lines().skip(skipped) {
            out.push_str(format!("| {line}").trim_end());
            out.push('\n');
        }
    }
    if let Some(error) = error {
        out.push_str(&test.render_failure(error));
    }
    for (tick, failure) in failures {
        out.push_str(&format!("in tick {tick}: {}", test.render_failure(failure)));
    }
    if let Some(complaint) = complaint {
        out.push_str(&format!("failed: {complaint}\n"));
    }
    Some(out)
}
