//! Run-time errors: kind, message and trace, the same from both engines.
//!
//! * [`RuntimeError`], [`ErrorKind`] and [`Trace`] — what the host gets
//! * [`At`] and [`FunctionInfo`] — how generated code adds frames, on the error path only
//! * the functions — every message of the language, in one place

mod frame;
mod messages;

#[doc(hidden)]
pub use frame::Calls;
pub use frame::{At, Frame, FunctionInfo, Trace};
pub use messages::*;

use std::borrow::Cow;
use std::fmt;

/// What can end in a run-time error. The error is boxed so that the good path moves one word.
pub type Fallible<T> = Result<T, Box<RuntimeError>>;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// What went wrong.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        #[non_exhaustive]
        pub enum ErrorKind { $($(#[$doc])* $name,)* }

        impl ErrorKind {
            /// The name as errors show it.
            pub const fn name(self) -> &'static str {
                match self { $(ErrorKind::$name => stringify!($name),)* }
            }
        }
    };
}

kinds! {
    /// `panic(…)`, or `.value` of an `Error`.
    Panic,
    /// The keys of a dictionary changed during a loop over it.
    DictionaryChanged,
    /// An int was divided by zero.
    DivisionByZero,
    /// A module variable was read before its declaration ran.
    Uninitialized,
    /// No such element or character.
    IndexOutOfBounds,
    /// No such key.
    KeyNotFound,
    /// The value of an empty optional.
    NullValue,
    /// A cast to something that the value is not.
    CastFailed,
    /// `assert(false)`.
    AssertionFailed,
    /// Too many calls in each other.
    StackOverflow,
    /// The limit of instructions is reached.
    OutOfFuel,
    /// The limit of memory is reached.
    OutOfMemory,
    /// An argument that the library function does not take.
    InvalidArgument,
    /// Two arguments are one object, and the host function changes it.
    BorrowConflict,
    /// The host's function failed.
    HostError,
    /// The host cancelled it.
    Cancelled,
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A run-time error.
///
/// It is shown like this:
///
/// ```text
/// error[DivisionByZero]: division by zero
///   at divide (math/utils.writ:12)
///   at Player.takeDamage (entities/player.writ:67)
/// ```
///
/// A host's function makes one to end the script's call:
///
/// ```
/// use writ_runtime::{ErrorKind, RuntimeError};
///
/// let mut error = RuntimeError::new(ErrorKind::HostError, "the door is locked");
/// error.push_frame("Door.open", "doors.writ", 12);
/// assert_eq!(error.to_string(), "error[HostError]: the door is locked\n  at Door.open (doors.writ:12)");
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RuntimeError {
    /// What went wrong.
    pub kind: ErrorKind,
    /// In words.
    pub message: String,
    /// Where, innermost first.
    pub trace: Trace,
}

impl RuntimeError {
    /// An error without a trace yet.
    #[cold]
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> RuntimeError {
        RuntimeError { kind, message: message.into(), trace: Trace::default() }
    }

    /// Adds the next outer frame. Of many, the first 20 and the last 10 are kept and those between are counted.
    #[cold]
    pub fn push_frame(&mut self, function: impl Into<Cow<'static, str>>, file: impl Into<Cow<'static, str>>, line: u32) {
        self.trace.push(Frame { function: function.into(), file: file.into(), line, coroutine: false });
    }

    /// The frame that was added last is that of a coroutine.
    #[cold]
    pub(crate) fn mark_coroutine(&mut self) {
        self.trace.mark_coroutine();
    }
}

impl fmt::Display for RuntimeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error[{}]: {}{}", self.kind, self.message, self.trace)
    }
}

impl std::error::Error for RuntimeError {}

/// Out of the box in which scripts pass it: what the host gets.
impl From<Box<RuntimeError>> for RuntimeError {
    fn from(error: Box<RuntimeError>) -> RuntimeError {
        *error
    }
}

#[cfg(test)]
mod tests;
