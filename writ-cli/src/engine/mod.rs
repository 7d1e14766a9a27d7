//! Engines that run scripts, behind one trait, and what comes out of a script, in one form that can be compared.
//!
//! `writ diff` and the test suite use the same two engines: [`Vm`] interprets, [`Compiled`] goes through Rust source and rustc. Neither knows what
//! is expected of a script; an [`Outcome`] is plain data and its text form is what test cases write down.
//!
//! * `script` — where a script comes from; `outcome` — what came out; `difference` — two outcomes side by side

mod difference;
mod outcome;
mod script;

pub use difference::difference;
pub use outcome::{Failure, Outcome, Ran};
pub use script::Ticks;
