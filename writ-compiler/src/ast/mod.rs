//! The syntax tree: a file as written, before anything is known of names and types.
//!
//! `syntax` makes it, `check` consumes it, and nothing else sees it. Every node has the span of its text.
//! The whole language parses, also what the checker answers with "not supported yet".

#[allow(missing_docs)] // The fields of a variant are described with the variant.
mod expr;
#[allow(missing_docs)] // As above.
mod item;
#[allow(missing_docs)] // As above.
mod types;

pub use expr::*;
pub use item::*;
pub use types::*;

use crate::source::{FileId, Span};
use std::sync::Arc;

/// A name, shared by all that mention it.
pub type Name = Arc<str>;

/// A name where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ident {
    /// The name.
    pub name: Name,
    /// Where it stands.
    pub span: Span,
}

/// A source file.
#[derive(Clone, Debug)]
pub struct Module {
    /// The file.
    pub file: FileId,
    /// Imports, declarations and statements, in the order of the text.
    pub statements: Vec<Statement>,
    /// The comments that silence warnings.
    pub allows: Vec<Allow>,
}

/// A comment `// allow(unused-local, W0003)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allow {
    /// What it names, each with its place.
    pub codes: Vec<(String, Span)>,
    /// Where it silences: the statement below, its own line, or the whole file.
    pub scope: Span,
}
