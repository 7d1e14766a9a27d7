//! Breaks the engines at one place at a time and shows whether a test notices.
//!
//! A mutant is a small change of the engines: an instruction that does nothing, another operator, a statement less. If all tests pass with it, they miss
//! something. To build the engines once for each mutant, as cargo-mutants does, would take days; so all of them are built in at once, each behind a
//! question whether it is on (*mutant schemata*), in a copy of the workspace in the target folder:
//!
//! * `sites` — the places of a source file at which it can be broken, and how; `mutants` — all of them, and those that are chosen
//! * `render` — a file's text with its mutants in it; `copy` — the copy, and which mutants rustc accepts; `switch` — which one is on
//! * `worker` — the program in the copy that runs tests with a mutant
//! * `run` — which scripts come by which mutant, and running these until one notices; `crates` — the same for tests of the crates
//! * `compiled` — cases that are compiled once and run with mutants of the runtime
//! * `emitter` — mutants of the emitter of Rust: code that comes out otherwise is compiled, that of many mutants at once
//! * `hosts` — the same for what the build scripts of hosts generate
//! * `report` — what came of all

pub mod compiled;
pub mod copy;
pub mod crates;
pub mod emitter;
pub mod hosts;
pub mod mutants;
pub mod render;
pub mod report;
pub mod run;
pub mod sites;
pub mod switch;
pub mod worker;

use std::path::PathBuf;

/// The folder of the workspace.
pub fn workspace_folder() -> PathBuf {
    let mut folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    folder.pop();
    folder.pop();
    folder
}
