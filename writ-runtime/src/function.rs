//! Function values and shared variables of the typed API.

#![allow(unsafe_code)] // Objects shared with the VM.

mod cell;
mod value;

pub use cell::{Boxed, Cell, Global};
pub use value::{Function, FunctionHead};
