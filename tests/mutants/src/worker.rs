//! The program that runs tests with a mutant. It is built in the copy, where the engines have their mutants; each process has one of them on.
//!
//! What it says are JSON objects, a line each: see [`Recorded`], [`Verdict`] and [`SaidOfCode`].

use crate::mutants::fnv;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::collections::BTreeMap;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::exit;
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};
use writ_cli::engine::{Engine, Ran, Script, Ticks, Vm};
use writ_compiler::ir::Program;
use writ_generator::{Choices, Generated, Settings};
use writ_tests::suite::{Expected, Test, tests};

/// How many generated programs are run.
const GENERATED: u64 = 200;

/// The functions of the copy's module `mutants`.
pub struct Switch {
    /// Switches one on.
    pub set: fn(u32),
    /// Gives those that are reached.
    pub reached: fn(&mut dyn FnMut()) -> Vec<u32>,
}

/// What a test does without mutants.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Recorded {
    /// Its name.
    pub name: String,
    /// What is wrong with it.
    pub complaint: Option<String>,
    /// A hash of what comes out, with what is left behind it.
    pub came: u64,
    /// How long it takes.
    pub nanos: u64,
    /// The mutants at whose places it comes by.
    pub reached: Vec<u32>,
}

/// What came of the tests with a mutant.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Verdict {
    /// The test that noticed; none did if it is empty.
    pub test: String,
    /// How.
    pub how: String,
}

/// A test to run.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Task {
    /// The index.
    pub index: usize,
    /// A hash of what comes out without a mutant.
    pub came: u64,
    /// How many milliseconds it may take.
    pub limit: u64,
}

/// What is asked of mutants of the emitter of Rust.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CodeOrder {
    /// The mutants.
    pub mutants: Vec<u32>,
    /// For how many scripts another code of each is wanted.
    pub wanted: usize,
    /// The indices of the scripts that are looked at.
    pub scripts: Vec<usize>,
}

/// What is said meanwhile, in this order for each script.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum SaidOfCode {
    /// A script begins that these mutants have to do with.
    Script(usize, Vec<u32>),
    /// The code with a mutant is generated: if nothing follows, this is to blame.
    Trying(u32),
    /// The code with this mutant is another, or there is none for this reason.
    Code(u32, Result<String, String>),
    /// That was all.
    Done,
}

/// The program, with what it is asked for in its arguments.
pub fn main(switch: &Switch) {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // A panic is one way to notice a mutant; nobody reads what it says.
    std::panic::set_hook(Box::new(|_| {}));
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["record", of] => record(switch, &scripts(of), &run),
        ["run", of, mutant, tasks] => say(&check(switch, &scripts(of), number(mutant), &read::<Vec<Task>>(tasks))),
        ["write", order] => write(switch, read::<CodeOrder>(order)),
        _ => {
            eprintln!("expected `record SCRIPTS`, `run SCRIPTS MUTANT TASKS` or `write ORDER`; the scripts are `tests` or `generated`");
            exit(2);
        }
    }
}

fn number(text: &str) -> u32 {
    text.parse().expect("a number")
}

/// What stands in a file as JSON.
fn read<T: DeserializeOwned>(path: &str) -> T {
    serde_json::from_slice(&std::fs::read(Path::new(path)).expect("the file can be read")).expect("the file has what is needed")
}

fn say(what: &impl Serialize) {
    let line = serde_json::to_string(what).expect("plain data");
    // Whoever started this reads it.
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// The scripts that are run: those of the tests, or such as nobody wrote.
fn scripts(of: &str) -> Vec<Test> {
    if of == "tests" { tests() } else { (0..GENERATED).map(generated).collect() }
}

/// The generated program with this seed. What comes out of it without a mutant is what is expected of it.
fn generated(seed: u64) -> Test {
    let settings = Settings { host: false, ..Settings::default() };
    let Generated { source, ticks, seconds, .. } = writ_generator::generate(&mut Choices::from_seed(seed), &settings);
    let name = format!("generated program {seed}");
    let script = Script::from_text("main.writ", ".", source).named(&name).with_ticks(Ticks { count: ticks, seconds });
    Test { name, script, expected: Expected::Success, skips: Vec::new(), blessable: None }
}

/// Runs a test in the VM: what is wrong with it, and a hash of what comes out with what is left.
fn run(test: &Test) -> (Option<String>, u64) {
    let ran = Vm::default().run(std::slice::from_ref(&test.script)).pop().expect("a result for each script");
    let left = if let Ran::Outcome(outcome) = &ran { outcome.remains.to_string() } else { String::new() };
    let complaint = match (&test.expected, &ran) {
        // A generated program may well fail.
        (Expected::Success, Ran::Outcome(_)) => None,
        (expected, _) => expected.complaint(&ran),
    };
    (complaint, fnv(&format!("{ran}\n{left}")))
}

fn record(switch: &Switch, tests: &[Test], act: &dyn Fn(&Test) -> (Option<String>, u64)) {
    (switch.set)(0);
    for test in tests {
        let start = Instant::now();
        let mut result = (None, 0);
        let reached = (switch.reached)(&mut || result = act(test));
        let (complaint, came) = result;
        say(&Recorded { name: test.name.clone(), complaint, came, nanos: start.elapsed().as_nanos() as u64, reached });
    }
}

/// When the test that runs must have ended, and its name.
static DEADLINE: Mutex<Option<(Instant, String)>> = Mutex::new(None);

/// Ends the program if a test takes too long.
fn watch() {
    loop {
        thread::sleep(Duration::from_millis(50));
        let deadline = DEADLINE.lock().ok().and_then(|deadline| deadline.clone());
        if let Some((deadline, test)) = deadline
            && Instant::now() > deadline
        {
            say(&Verdict { test, how: "took too long".to_string() });
            exit(0);
        }
    }
}

fn check(switch: &Switch, tests: &[Test], mutant: u32, tasks: &[Task]) -> Verdict {
    (switch.set)(mutant);
    thread::spawn(watch);
    for task in tasks {
        let test = &tests[task.index];
        if let Ok(mut deadline) = DEADLINE.lock() {
            *deadline = Some((Instant::now() + Duration::from_millis(task.limit), test.name.clone()));
        }
        let (complaint, came) = run(test);
        if let Some(complaint) = complaint {
            return Verdict { test: test.name.clone(), how: complaint };
        }
        if came != task.came {
            return Verdict { test: test.name.clone(), how: "other output, or other objects are left".to_string() };
        }
    }
    Verdict { test: String::new(), how: String::new() }
}

/// How long generating the code of a script may take.
const GENERATING: Duration = Duration::from_secs(30);

/// The Rust code of a program, as the compiled engine has it.
fn generate(program: &Program) -> Result<String, String> {
    let options = writ_build::Options { runner: true, ..Default::default() };
    catch_unwind(AssertUnwindSafe(|| writ_build::generate(program, &options).text)).map_err(|_| "the emitter panicked".to_string())
}

/// For each mutant the code of the first scripts that is another with it.
fn write(switch: &Switch, order: CodeOrder) {
    (switch.set)(0);
    let tests = tests();
    let mut left: BTreeMap<u32, usize> = order.mutants.iter().map(|id| (*id, order.wanted)).collect();
    thread::spawn(watch);
    for index in order.scripts {
        let test = &tests[index];
        let Some(program) = test.script.compile().program else { continue };
        let mut before = Ok(String::new());
        let mut reached = (switch.reached)(&mut || before = generate(&program));
        reached.retain(|id| left.contains_key(id));
        say(&SaidOfCode::Script(index, reached.clone()));
        for id in reached {
            say(&SaidOfCode::Trying(id));
            if let Ok(mut deadline) = DEADLINE.lock() {
                *deadline = Some((Instant::now() + GENERATING, test.name.clone()));
            }
            (switch.set)(id);
            let after = generate(&program);
            (switch.set)(0);
            if before != after {
                say(&SaidOfCode::Code(id, after));
                match left.get_mut(&id) {
                    Some(count) if *count > 1 => *count -= 1,
                    _ => _ = left.remove(&id),
                }
            }
        }
        if let Ok(mut deadline) = DEADLINE.lock() {
            *deadline = None;
        }
    }
    say(&SaidOfCode::Done);
}
