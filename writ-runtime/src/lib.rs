//! What running Writ scripts need, whichever engine runs them: objects, strings, collections, errors, the standard library and the host API;
//! under the feature `vm` (on by default) also the loader, the bytecode and the interpreter.
//!
//! * [`object`] — what every heap object begins with, how it is counted and freed, how values lie in memory
//! * [`text`] — [`Str`], the one-word string
//! * [`collections`] — arrays, dictionaries, ranges
//! * [`function`] — function values, shared variables
//! * [`coroutine`] — the scheduler, what a tick reports, handles of coroutines
//! * [`error`] — run-time errors and their traces
//! * [`values`] — vectors, matrices and other values of the library, as hosts have them
//! * [`natives`] — the standard library's bodies in Rust
//! * [`Writ`] — an instance; [`Limits`] — what its scripts may take
//!
//! Generated code uses [`__private`] and nothing else.

#![warn(missing_docs)]

#[cfg(not(target_endian = "little"))]
compile_error!("strings of up to seven bytes live inside a little-endian word");

pub mod collections;
pub mod coroutine;
#[doc(hidden)]
pub mod crossing;
mod depth;
pub mod error;
pub mod function;
mod generated;
pub mod host;
mod library;
mod limits;
#[doc(hidden)]
pub mod link;
pub mod natives;
pub mod object;
pub mod ops;
mod reflect;
mod states;
pub mod text;
pub mod values;
#[cfg(feature = "vm")]
pub mod vm;
mod writ;

#[doc(hidden)]
pub mod __private;

pub use collections::{Array, Dictionary, Range};
pub use coroutine::{Coroutine, CoroutineFailure, TickReport};
pub use depth::{Depth, deepen};
pub use error::{At, ErrorKind, Fallible, FunctionInfo, RuntimeError};
pub use function::Function;
#[cfg(feature = "vm")]
pub use function::{FunctionHandle, MemoryType, ParameterTypes};
pub use library::Access;
pub use limits::Limits;
pub use object::{AnyRef, Dyn, Opt, Ref, Res, WeakRef};
pub use text::Str;
#[cfg(feature = "vm")]
pub use vm::load::{
    CompileError, CompiledProgram, Data, Error, Evaluated, FromScript, Interrupter, Module, Progress, Reload, StoppedCall, ToScript, Value,
};
pub use writ::Writ;
#[cfg(feature = "macros")]
pub use writ_macros::{WritType, exported, include_script, writ_export};

/// Brings in the modules that `writ_build::compile` made in build.rs: one for each script, named like its file.
///
/// ```ignore
/// writ_runtime::include_modules!();
/// let damage = combat::damage(&mut writ, 20, 3)?;
/// ```
#[macro_export]
macro_rules! include_modules {
    () => {
        include!(concat!(env!("OUT_DIR"), "/writ_modules.rs"));
    };
}
