//! The engine that interprets.

use super::{Engine, Failure, Outcome, Ran, Script};
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use writ_runtime::{Error, RuntimeError, Writ};

/// Runs scripts in the VM, each in an instance of its own.
#[derive(Clone, Debug, Default)]
pub struct Vm {
    /// After how many instructions a script is stopped; never if there is no limit.
    pub instruction_limit: Option<u64>,
    /// What random numbers begin with, if not with the instance's own seed.
    pub seed: Option<i64>,
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
    },
    /// It ended in a run-time error.
    Failed(Box<RuntimeError>),
    /// It does not compile: the diagnostics as text.
    Rejected(String),
    /// The engine can't do it: a function that is larger than bytecode can be.
    Broken(String),
}

impl Vm {
    /// Runs a script; what it prints goes to `sink`, call by call.
    pub fn run_with(&self, script: &Script, sink: impl FnMut(&str) + 'static) -> VmResult {
        let mut writ = Writ::new();
        writ.set_print(sink);
        writ.set_instruction_limit(self.instruction_limit);
        if let Some(seed) = self.seed {
            writ.set_random_seed(seed);
        }
        writ.set_loader(script.loader());
        match writ.load(&script.entry) {
            Ok(module) => {
                let value = (!module.value().is_void()).then(|| module.value().to_string());
                let mut failures = Vec::new();
                for tick in 1..=script.ticks.count {
                    match writ.tick(script.ticks.seconds) {
                        Ok(report) => failures.extend(report.failures.into_iter().map(|failure| (tick, failure.error))),
                        Err(error) => return VmResult::Broken(error.to_string()),
                    }
                }
                VmResult::Done { value, failures }
            }
            Err(Error::Runtime(error)) => VmResult::Failed(error),
            Err(Error::Compile(error)) => VmResult::Rejected(script.render(&error.diagnostics, &error.sources)),
            Err(error) => VmResult::Broken(error.to_string()),
        }
    }

    fn outcome(&self, script: &Script) -> Ran {
        let printed = Rc::new(RefCell::new(Vec::new()));
        let sink = Rc::clone(&printed);
        let result = self.run_with(script, move |text| sink.borrow_mut().push(text.to_string()));
        let printed = printed.take();
        match result {
            VmResult::Done { value, failures } => {
                let failures = failures.iter().map(|(tick, error)| (*tick, Failure::from_error(error))).collect();
                Ran::Outcome(Outcome { printed, value, error: None, failures })
            }
            VmResult::Failed(error) => Ran::Outcome(Outcome { printed, error: Some(Failure::from_error(&error)), ..Outcome::default() }),
            VmResult::Rejected(diagnostics) => Ran::Rejected(diagnostics),
            VmResult::Broken(reason) => Ran::Broken(reason),
        }
    }
}

impl Engine for Vm {
    fn name(&self) -> &'static str {
        "vm"
    }

    fn run(&mut self, scripts: &[Script]) -> Vec<Ran> {
        // A panic is a bug of the engine; it must not cost the other scripts their results.
        let guarded =
            |script: &Script| catch_unwind(AssertUnwindSafe(|| self.outcome(script))).unwrap_or_else(|panic| Ran::Broken(words(&*panic)));
        scripts.iter().map(guarded).collect()
    }
}

/// What a panic said.
fn words(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    format!("the VM panicked: {}", text.unwrap_or("without a word"))
}
