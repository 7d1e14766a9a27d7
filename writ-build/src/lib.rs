//! Compiles Writ scripts to Rust.
//!
//! ```no_run
//! // In `main` of build.rs:
//! writ_build::compile("scripts/game.writ");
//! ```
//!
//! In the program, `writ_runtime::include_modules!();` brings in a module `game` with the script's functions and types.
//!
//! * [`compile`](fn@compile), [`Builder`] — for build scripts
//! * [`compile_scripts`] — the same without a word, for other tools
//! * [`host_api`] — what the host offers to its scripts, read from its Rust source
//! * [`generate`] — from the IR to text, which they all go through

#![warn(missing_docs)]

mod builder;
mod compile;
pub mod host_api;
pub mod rust;

pub use builder::{Builder, FILE_NAME, compile};
pub use compile::{Output, Request, compile_scripts, single};
pub use rust::{Generated, Layout, Options, generate};
pub use writ_compiler::diagnostic::Severity;
