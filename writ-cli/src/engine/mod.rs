//! Engines that run scripts, behind one trait, and what comes out of a script, in one form that can be compared.
//!
//! `writ diff` and the test suite use the same two engines: [`Vm`] interprets, [`Compiled`] goes through Rust source and rustc. Neither knows what
//! is expected of a script; an [`Outcome`] is plain data and its text form is what test cases write down.
//!
//! * `script` — where a script comes from; `outcome` — what came out; `difference` — two outcomes side by side
//! * `vm`, `compiled` — the engines; `host` — what a host offers to scripts in both

mod compiled;
mod difference;
mod host;
mod outcome;
mod script;
mod vm;

pub use compiled::{Compiled, CompiledOptions, Programs, fnv};
pub use difference::difference;
pub use host::Host;
pub use outcome::{Failure, Outcome, Ran, Remains};
pub use script::{Compilation, Script, ScriptLoader, TestCall, Ticks};
pub use vm::{Vm, VmResult};

use std::time::Duration;

/// What is said of a test that returned an error, in both engines.
fn returned_error(message: &str) -> String {
    format!("it returned Error({message:?})")
}

/// What is said of a test that does not end.
fn still_running(ticks: Ticks) -> String {
    format!("it still runs after {} ticks of {:.4} seconds", ticks.count, ticks.seconds)
}

/// Something that runs scripts.
pub trait Engine {
    /// Its name in reports: `vm`, `compiled`.
    fn name(&self) -> &'static str;

    /// Runs scripts, each in an instance of its own, and gives what came of each, in the same order, and how long it took. Whatever one script does,
    /// the others still get their results.
    fn run_timed(&mut self, scripts: &[Script]) -> Vec<(Ran, Duration)>;

    /// As [`Engine::run_timed`], without the times.
    fn run(&mut self, scripts: &[Script]) -> Vec<Ran> {
        self.run_timed(scripts).into_iter().map(|(ran, _)| ran).collect()
    }
}
