//! Compiles Writ scripts to Rust.
//!
//! ```ignore
//! // In `main` of build.rs:
//! writ_build::compile("scripts/game.writ");
//! ```
//!
//! In the program, `writ_runtime::include_modules!();` brings in a module `game` with the script's functions and types.
//! [`Builder`] has the options; [`generate`] is what they all go through.

#![warn(missing_docs)]

pub mod rust;

pub use rust::{Generated, Layout, Options, generate};
