//! What Writ's operators on numbers mean, and how numbers and strings are shown: in one place for the compiler (which folds constants) and the
//! runtime (which runs scripts), so that a constant and the same computation at run time never differ.
//!
//! * [`int`] — integer operators that are more than Rust's wrapping ones: division, shifts, powers
//! * [`float`] — remainder, smallest and largest
//! * [`convert`] — `as` and the implicit conversions between numbers
//! * [`show`] — the text of a number, a bool, a quoted string
//!
//! All else (`+`, `-`, `*`, comparisons) is Rust's `wrapping_*` method or operator of the same name.
//!
//! ```
//! use writ_ops::{DivisionByZero, div_i64, f32_to_i32, show_f32};
//!
//! assert_eq!((div_i64(-7, 2), div_i64(1, 0)), (Ok(-3), Err(DivisionByZero)));
//! assert_eq!((f32_to_i32(1e20), f32_to_i32(f32::NAN)), (i32::MAX, 0));
//! let mut text = String::new();
//! show_f32(&mut text, 5.0);
//! assert_eq!(text, "5.0");
//! ```

#![no_std]
#![warn(missing_docs)]

extern crate alloc;
#[cfg(test)]
extern crate std;

pub mod convert;
pub mod float;
pub mod int;
pub mod show;

pub use convert::*;
pub use float::*;
pub use int::*;
pub use show::*;
