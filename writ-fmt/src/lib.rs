//! The formatter: one style for all scripts.
//!
//! ```text
//! text ──► ast (writ-compiler) ──► walk (tree + text ──► document) ──► print ──► text ──► checked against the first
//! ```
//!
//! [`format`] keeps all comments and the meaning of a script, and what it makes stays as it is when it is formatted again. It checks itself:
//! the result is parsed, and if its tree (without positions) or its comments differ from those of the input, there is an [`Error::Internal`]
//! and no result.
//!
//! ```
//! let text = "let  xs=[1,2 , 3]  // few\nfor x in xs{print( x )}";
//! assert_eq!(writ_fmt::format(text).unwrap(), "let xs = [1, 2, 3] // few\nfor x in xs { print(x) }\n");
//! ```

#![warn(missing_docs)]

mod doc;
mod print;
mod shape;
mod trivia;
mod walk;

use std::fmt;
use writ_compiler::ast::Module;
use writ_compiler::diagnostic::{Diagnostic, Diagnostics};
use writ_compiler::source::FileId;
use writ_compiler::syntax::{ParseOptions, parse};

/// Why a text was not formatted.
#[derive(Debug)]
pub enum Error {
    /// It does not parse.
    Syntax(Vec<Diagnostic>),
    /// The result would have meant something else, or lost a comment: a mistake of the formatter.
    Internal(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Syntax(diagnostics) => {
                let first = diagnostics.first().map_or("", |diagnostic| diagnostic.message.as_str());
                write!(f, "the script does not parse: {first}")
            }
            Error::Internal(reason) => write!(f, "a mistake of the formatter: {reason}"),
        }
    }
}

impl std::error::Error for Error {}

/// Formats a script.
///
/// ```
/// assert!(matches!(writ_fmt::format("let = 1"), Err(writ_fmt::Error::Syntax(_))));
/// ```
pub fn format(text: &str) -> Result<String, Error> {
    format_file(FileId(0), text, ParseOptions::default())
}

/// Formats the text of a file, which diagnostics name; `options` as for [`parse`].
pub fn format_file(file: FileId, text: &str, options: ParseOptions) -> Result<String, Error> {
    let module = parsed(file, text, options).map_err(Error::Syntax)?;
    // Lines end alike: as the first one does.
    let has_returns = text.split_once('\n').is_some_and(|(first, _)| first.ends_with('\r'));
    let result = if text.contains("\r\n") || text.starts_with(BYTE_ORDER_MARK) {
        let plain = text.trim_start_matches(BYTE_ORDER_MARK).replace("\r\n", "\n");
        let result = lay_out(&plain, &parsed(file, &plain, options).map_err(Error::Syntax)?)?;
        if has_returns { result.replace('\n', "\r\n") } else { result }
    } else {
        lay_out(text, &module)?
    };
    if result != text {
        verify(file, text, &module, &result, options)?;
    }
    Ok(result)
}

const BYTE_ORDER_MARK: char = '\u{feff}';

fn parsed(file: FileId, text: &str, options: ParseOptions) -> Result<Module, Vec<Diagnostic>> {
    let mut diagnostics = Diagnostics::default();
    let module = parse(file, text, options, &mut diagnostics);
    if diagnostics.has_errors() { Err(diagnostics.into_sorted()) } else { Ok(module) }
}

fn lay_out(text: &str, module: &Module) -> Result<String, Error> {
    let (docs, doc) = walk::module(text, module).map_err(|at| {
        let line = text[..at.min(text.len())].matches('\n').count() + 1;
        Error::Internal(format!("it lost its way in line {line}"))
    })?;
    let mut result = print::print(&docs, doc);
    let length = result.trim_end().len();
    result.truncate(length);
    if !result.is_empty() {
        result.push('\n');
    }
    Ok(result)
}

/// Whether the result means what the text does, with the same comments.
fn verify(file: FileId, text: &str, module: &Module, result: &str, options: ParseOptions) -> Result<(), Error> {
    let again = parsed(file, result, options).map_err(|diagnostics| {
        let first = diagnostics.first().map_or("", |diagnostic| diagnostic.message.as_str());
        Error::Internal(format!("the result does not parse: {first}"))
    })?;
    if let Some(place) = shape::difference(module, &again) {
        return Err(Error::Internal(format!("the result means something else: {place}")));
    }
    if trivia::comments(text) != trivia::comments(result) {
        return Err(Error::Internal("the comments of the result are others".into()));
    }
    Ok(())
}
