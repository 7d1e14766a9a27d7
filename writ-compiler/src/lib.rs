//! The front end of Writ: source files to typed IR, and every diagnostic.
//!
//! ```text
//! source ──► syntax ──► ast ──► check ──► ir::Program ──► passes
//! ```
//!
//! A [`loader::SourceLoader`] reads the files (the crate does no other I/O), and diagnostics are collected. [`Session`] is the way in for all who compile:
//! the VM (which goes on adding modules), the build script, the macro and the command line.

#![warn(missing_docs)]

pub mod ast;
mod check;
mod console;
pub mod diagnostic;
pub mod host;
pub mod ir;
pub mod library;
pub mod loader;
mod modules;
pub mod passes;
mod reload;
mod session;
pub mod source;
pub mod stack;
pub mod syntax;

pub use modules::LibraryModules;
pub use reload::{Changes, Reloaded};
pub use session::{Loaded, Options, Session};
