//! Engines that run scripts, behind one trait, and what comes out of a script, in one form that can be compared.
//!
//! `writ diff` and the test suite use the same two engines: [`Vm`] interprets, [`Compiled`] goes through Rust source and rustc. Neither knows what
//! is expected of a script; an [`Outcome`] is plain data and its text form is what test cases write down.
//!
//! * `script` — where a script comes from; `outcome` — what came out; `difference` — two outcomes side by side
//! * `vm`, `compiled` — the engines

mod compiled;
mod difference;
mod outcome;
mod script;
mod vm;

pub use compiled::{Compiled, CompiledOptions};
pub use difference::difference;
pub use outcome::{Failure, Outcome, Ran};
pub use script::{Compilation, Script, ScriptLoader, Ticks};
pub use vm::{Vm, VmResult};

/// Something that runs scripts.
pub trait Engine {
    /// Its name in reports: `vm`, `compiled`.
    fn name(&self) -> &'static str;

    /// Runs scripts, each in an instance of its own, and gives what came of each, in the same order. Whatever one script does, the others still get
    /// their results.
    fn run(&mut self, scripts: &[Script]) -> Vec<Ran>;
}
