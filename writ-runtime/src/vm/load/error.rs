//! What can go wrong between host and script.

use crate::error::RuntimeError;
use std::fmt;
use writ_compiler::Loaded;
use writ_compiler::diagnostic::{Diagnostic, render};
use writ_compiler::source::SourceMap;

/// Why a script was not loaded, or a call did not come back with a value.
///
/// ```
/// use writ_runtime::{Error, ErrorKind, Writ};
///
/// let mut writ = Writ::new();
/// match writ.run("print(1 / 0)") {
///     Err(Error::Compile(error)) => eprintln!("{}", error.rendered()),
///     Err(Error::Runtime(error)) => {
///         assert_eq!(error.kind, ErrorKind::DivisionByZero);
///         assert_eq!(error.to_string(), "error[DivisionByZero]: division by zero\n  at <module> (<script>:1)");
///     }
///     Err(other) => eprintln!("{other}"),
///     Ok(_) => unreachable!(),
/// }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The script does not compile.
    Compile(CompileError),
    /// The script failed while it ran.
    Runtime(Box<RuntimeError>),
    /// The host asked for something that there is not: a function, another type.
    Host(String),
}

/// The mistakes in a script.
#[derive(Debug)]
pub struct CompileError {
    /// Errors and warnings, ordered by file and position.
    pub diagnostics: Vec<Diagnostic>,
    /// The files that they point into.
    pub sources: SourceMap,
    rendered: String,
}

impl CompileError {
    pub(super) fn new(diagnostics: Vec<Diagnostic>, sources: SourceMap) -> CompileError {
        let rendered = render(&diagnostics, &sources);
        CompileError { diagnostics, sources, rendered }
    }

    /// All of them as text.
    pub fn rendered(&self) -> &str {
        &self.rendered
    }
}

impl Error {
    /// What a piece that did not compile says.
    pub(super) fn compile(loaded: Loaded) -> Error {
        Error::Compile(CompileError::new(loaded.diagnostics, loaded.sources))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Compile(error) => f.write_str(error.rendered.trim_end()),
            Error::Runtime(error) => error.fmt(f),
            Error::Host(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for Error {}

impl From<RuntimeError> for Error {
    fn from(error: RuntimeError) -> Error {
        Error::Runtime(Box::new(error))
    }
}

impl From<Box<RuntimeError>> for Error {
    fn from(error: Box<RuntimeError>) -> Error {
        Error::Runtime(error)
    }
}
