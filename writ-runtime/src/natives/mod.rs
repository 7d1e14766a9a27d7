//! The standard library's bodies in Rust, for generated code and (by their meaning) for the VM.
//!
//! What is declared as `native func Type.name` in `writ-compiler/src/std/*.writ` is `natives::type::name` here (snake_case); functions without
//! receiver are in [`core`]. Parameters are borrowed (plain values are passed), bare type parameters are taken; none of these functions panics
//! or calls back into a script. [`TABLE`] lists them; a test holds it against the declarations.

pub mod array;
pub mod core;
pub mod coroutine;
pub mod dictionary;
pub mod float;
pub mod function;
pub mod int;
pub mod io;
pub mod json;
pub mod noise;
mod number;
pub mod random;
pub mod range;
pub mod regex;
pub mod string;
mod table;
#[cfg(test)]
mod tests;
pub mod time;
mod to_json;

pub use float::float64;
pub use int::int32;
pub use number::{Float, Number};
pub use table::TABLE;

use crate::error::{self, Fallible};

/// The bounds of a slice: both from 0 to the length, in order.
pub(crate) fn bounds(start: i64, end: i64, len: usize) -> Fallible<(usize, usize)> {
    let within = |index: i64| match usize::try_from(index) {
        Ok(index) if index <= len => Ok(index),
        _ => Err(error::index_out_of_bounds(index, len)),
    };
    match (within(start)?, within(end)?) {
        (first, last) if first <= last => Ok((first, last)),
        _ => Err(error::crossed_bounds(start, end)),
    }
}
