//! Function values and shared variables of the typed API.

#![allow(unsafe_code)] // Objects shared with the VM.

mod cell;
#[cfg(feature = "vm")]
mod handle;
mod shape;
mod value;

pub use cell::{Boxed, BoxedKey, Cell, Global};
#[cfg(feature = "vm")]
pub(crate) use handle::function_type;
#[cfg(feature = "vm")]
pub use handle::{FunctionHandle, MemoryType, ParameterTypes};
pub use shape::{FunctionShape, FunctionThunk, Parameters};
pub use value::Function;
#[cfg(feature = "vm")]
pub(crate) use value::{HOST_MARK, show};
