//! The front end of Writ: source files to typed IR, and every diagnostic.
//!
//! ```text
//! source ──► syntax ──► ast ──► check ──► ir::Program ──► passes
//! ```
//!
//! The crate does no I/O: a [`loader::SourceLoader`] reads files, and diagnostics are collected. [`Session`] is the way in for all who compile:
//! the VM (which goes on adding modules), the build script, the macro and the command line.

#![warn(missing_docs)]

pub mod ast;
pub mod diagnostic;
pub mod ir;
pub mod passes;
pub mod source;
pub mod syntax;
pub mod stack;
