//! What a host offers to scripts, read from its Rust source: for the macros, which make it callable, and for the back end, which calls it.
//!
//! Both read an item by the same functions, so that both say the same of it.
//!
//! * `attributes` — `#[writ(…)]` and `#[writ_export(…)]`
//! * `items` — types, `impl` blocks, functions and constants as both need them; `operators` — those that a type's attributes name
//! * `traits` — traits and their `impl` blocks
//! * `convert` — in which form a function gets its arguments, and how its result becomes one that scripts can be given
//! * `text` — Rust types as scripts write them
//! * `modules` — the files of a crate, from its root by `mod`; `scan` — what they export, as records

// Rust's syntax is syn's, and grows: what is not handled here scripts don't have.
#![allow(clippy::wildcard_enum_match_arm)]

mod attributes;
mod convert;
mod functions;
mod items;
mod modules;
mod operators;
mod scan;
#[cfg(test)]
mod tests;
mod text;
mod traits;

pub use convert::{Adapt, Given, Giving, given, owned, passed};
pub use functions::{Constant, Function, Methods, Parameter, Taking, constant, function, methods};
pub use items::{Access, Field, Kind, Variant, Whole, enumeration, structure};
pub use operators::{Operator, OperatorKind};
pub use scan::{Scan, scan, scan_files, scan_package};
pub use text::{Named, Names, text};
pub use traits::{Implementation, Trait, definition, implementation};

use proc_macro2::Span;
use syn::spanned::Spanned;

/// What is wrong with an item.
#[derive(Clone, Debug)]
pub struct Problem {
    /// Where.
    pub span: Span,
    /// What, for whoever wrote it.
    pub message: String,
}

/// All that is wrong with what is read.
#[derive(Clone, Debug, Default)]
pub struct Problems(pub Vec<Problem>);

impl Problems {
    /// Adds one.
    pub fn push(&mut self, at: &impl Spanned, message: impl Into<String>) {
        self.at(at.span(), message);
    }

    /// Adds one.
    pub fn at(&mut self, span: Span, message: impl Into<String>) {
        self.0.push(Problem { span, message: message.into() });
    }

    /// Whether all is well.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
