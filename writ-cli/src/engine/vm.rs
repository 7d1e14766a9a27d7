//! The engine that interprets.

use super::outcome::{KEPT_OF_TEST, Printed};
use super::{Engine, Failure, Host, Outcome, Ran, Remains, Script, TestCall, Ticks};
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::rc::Rc;
use std::time::{Duration, Instant};
use writ_runtime::natives::random::random_int;
use writ_runtime::object::{live_bytes, live_objects};
use writ_runtime::{CompiledProgram, Coroutine, Data, Error, Module, RuntimeError, Value, Writ};

/// Runs scripts in the VM, each in an instance of its own.
///
/// ```
/// use writ_cli::engine::{Engine, Ran, Script, Vm};
///
/// let script = Script::from_text("main.writ", ".", "print(1 + 1)\nreturn [1]");
/// let [Ran::Outcome(outcome)] = &Vm::default().run(&[script])[..] else { panic!("it runs") };
/// assert_eq!(outcome.lines(), ["output:", "| 2", "value: [1]"]);
/// ```
#[derive(Clone, Debug)]
pub struct Vm {
    /// After how many instructions a script is stopped; never if there is no limit.
    pub instruction_limit: Option<u64>,
    /// What random numbers begin with, if not with the instance's own seed.
    pub seed: Option<i64>,
    /// How many bytes of heap a script may have; as many as there are if there is no limit.
    pub heap_limit: Option<usize>,
    /// Whether scripts go through the passes that only make them faster.
    pub optimize: bool,
    /// What the host offers.
    pub host: Option<Host>,
}

impl Default for Vm {
    fn default() -> Vm {
        Vm { instruction_limit: None, seed: None, heap_limit: None, optimize: true, host: None }
    }
}

/// What came of a script in the VM.
#[derive(Debug)]
pub enum VmResult {
    /// It ran.
    Done {
        /// The module's value as `print` shows it.
        value: Option<String>,
        /// The coroutines that failed, with the tick in which that was, from 1 on.
        failures: Vec<(u32, Box<RuntimeError>)>,
        /// What else is wrong with the test that was called.
        complaint: Option<String>,
    },
    /// It ended in a run-time error.
    Failed(Box<RuntimeError>),
    /// It does not compile: the diagnostics as text.
    Rejected(String),
    /// The engine can't do it: a function that is larger than bytecode can be.
    Broken(String),
}

/// A program that was compiled, and whose it is.
type Known = Option<(PathBuf, String, CompiledProgram)>;

impl Vm {
    /// Runs a script; what it prints goes to `sink`, call by call.
    pub fn run_with(&self, script: &Script, sink: impl FnMut(&str) + 'static) -> VmResult {
        let mut writ = self.instance(script, sink);
        let module = self.register(&mut writ).and_then(|()| writ.load(&script.entry));
        Self::go_on(&mut writ, script, module)
    }

    fn instance(&self, script: &Script, sink: impl FnMut(&str) + 'static) -> Writ {
        let mut writ = Writ::new();
        writ.set_print(sink);
        writ.set_instruction_limit(self.instruction_limit);
        if let Some(seed) = self.seed {
            writ.set_random_seed(seed);
        }
        writ.set_heap_limit(self.heap_limit);
        writ.set_optimize(self.optimize);
        writ.set_loader(script.loader());
        writ
    }

    fn register(&self, writ: &mut Writ) -> Result<(), Error> {
        self.host.as_ref().map_or(Ok(()), |host| (host.register)(writ).map_err(Error::Host))
    }

    /// What follows loading.
    fn go_on(writ: &mut Writ, script: &Script, module: Result<Module, Error>) -> VmResult {
        let done = module.and_then(|module| match &script.test {
            Some(test) => Self::call_test(writ, script.ticks, &module, test),
            None => {
                let value = (!module.value().is_void()).then(|| module.value().to_string());
                let failures = Self::tick(writ, script.ticks, |_| true)?;
                Ok(VmResult::Done { value, failures, complaint: None })
            }
        });
        match done {
            Ok(done) => done,
            Err(Error::Runtime(error)) => VmResult::Failed(error),
            Err(Error::Compile(error)) => VmResult::Rejected(script.render(&error.diagnostics, &error.sources)),
            Err(error) => VmResult::Broken(error.to_string()),
        }
    }

    /// Calls `tick` as often as is said, for as long as `goes_on`. Gives what failed.
    fn tick(writ: &mut Writ, ticks: Ticks, goes_on: impl Fn(&Writ) -> bool) -> Result<Vec<(u32, Box<RuntimeError>)>, Error> {
        let mut failures = Vec::new();
        for tick in 1..=ticks.count {
            if !goes_on(writ) {
                break;
            }
            let report = writ.tick(ticks.seconds).map_err(|error| Error::Host(error.to_string()))?;
            failures.extend(report.failures.into_iter().map(|failure| (tick, failure.error)));
        }
        Ok(failures)
    }

    fn call_test(writ: &mut Writ, ticks: Ticks, module: &Module, test: &TestCall) -> Result<VmResult, Error> {
        if !test.is_coroutine {
            let result: Value = module.call(writ, &test.name, ())?;
            let complaint = if let Data::Failure(message) = result.data() { Some(super::returned_error(message)) } else { None };
            return Ok(VmResult::Done { value: None, failures: Vec::new(), complaint });
        }
        let coroutine: Coroutine = module.call(writ, &test.name, ())?;
        let failures = Self::tick(writ, ticks, |writ| coroutine.is_running(writ))?;
        let complaint = coroutine.is_running(writ).then(|| super::still_running(ticks));
        Ok(VmResult::Done { value: None, failures, complaint })
    }

    /// Runs a script, and gives the bytecode that it became as text.
    pub fn disassembly(&self, script: &Script) -> String {
        let mut writ = self.instance(script, |_| {});
        // What fails while it runs was emitted before.
        let _ = self.register(&mut writ).and_then(|()| writ.load(&script.entry));
        writ.disassembly()
    }

    /// Runs each script in several ways, and reads it only once for those that go through the same passes. Gives what came of it in each.
    pub fn run_ways(ways: &[Vm], scripts: &[Script]) -> Vec<Vec<Ran>> {
        let run = |script: &Script| {
            let mut known: [Known; 2] = [None, None];
            ways.iter().map(|way| way.guarded(script, &mut known[usize::from(way.optimize)], true).0).collect()
        };
        scripts.iter().map(run).collect()
    }

    /// A panic is a bug of the engine; it must not cost other scripts their results.
    fn guarded(&self, script: &Script, known: &mut Known, shared: bool) -> (Ran, Duration) {
        catch_unwind(AssertUnwindSafe(|| self.outcome(script, known, shared)))
            .unwrap_or_else(|panic| (Ran::Broken(words(&*panic)), Duration::ZERO))
    }

    /// What came of a script. A program that is `shared` is compiled if it is not known, and known afterwards.
    fn outcome(&self, script: &Script, known: &mut Known, shared: bool) -> (Ran, Duration) {
        let limit = if script.test.is_some() { KEPT_OF_TEST } else { usize::MAX };
        let printed = Rc::new(RefCell::new(Printed::up_to(limit)));
        let sink = Rc::clone(&printed);
        let objects = live_objects();
        let mut writ = self.instance(script, move |text| sink.borrow_mut().push(text));
        let bytes = live_bytes();
        let start;
        let module = if let Err(error) = self.register(&mut writ) {
            start = Instant::now();
            Err(error)
        } else if shared {
            match known.take() {
                Some((root, entry, program)) if (&root, &entry) == (&script.root, &script.entry) => *known = Some((root, entry, program)),
                Some(_) | None => {}
            }
            let program = match known {
                Some((_, _, program)) => Ok(program.clone()),
                None => writ.compile_file(&script.entry),
            };
            start = Instant::now();
            program.and_then(|program| {
                let module = writ.load_compiled(&program);
                *known = Some((script.root.clone(), script.entry.clone(), program));
                module
            })
        } else {
            start = Instant::now();
            writ.load(&script.entry)
        };
        let result = Self::go_on(&mut writ, script, module);
        let time = start.elapsed();
        let random = random_int(&mut writ, i64::MIN, i64::MAX).unwrap_or_default();
        drop(writ);
        let remains = Remains { objects: live_objects() > objects, bytes: live_bytes() > bytes, random };
        let printed = printed.borrow_mut().take();
        let ran = match result {
            VmResult::Done { value, failures, complaint } => {
                let failures = failures.iter().map(|(tick, error)| (*tick, Failure::from_error(error))).collect();
                Ran::Outcome(Outcome { printed, value, error: None, failures, complaint, remains })
            }
            VmResult::Failed(error) => {
                Ran::Outcome(Outcome { printed, error: Some(Failure::from_error(&error)), remains, ..Outcome::default() })
            }
            VmResult::Rejected(diagnostics) => Ran::Rejected(diagnostics),
            VmResult::Broken(reason) => Ran::Broken(reason),
        };
        (ran, time)
    }
}

impl Engine for Vm {
    fn name(&self) -> &'static str {
        "vm"
    }

    fn run_timed(&mut self, scripts: &[Script]) -> Vec<(Ran, Duration)> {
        let mut known = None;
        // The tests of a script share what it compiles to.
        scripts.iter().map(|script| self.guarded(script, &mut known, script.test.is_some())).collect()
    }
}

/// What a panic said.
fn words(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    format!("the VM panicked: {}", text.unwrap_or("without a word"))
}
