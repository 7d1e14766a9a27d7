//! What instructions name: registers, constants, numbers; and what is computed with those.

use super::memory::object;
use crate::collections::raw_array;
use crate::error::{self, RuntimeError};
use std::num::NonZeroU32;

/// Defines the macros by which the loop reads the operands of the instruction at `$at`, and writes its result. They are defined inside the
/// loop since they use its variables; the first argument is a `$`, by which the macros that are defined get theirs.
// rustfmt moves the rules that begin with `$d` further to the right each time.
#[rustfmt::skip]
macro_rules! operands {
    ($d:tt $at:ident $base:ident $constants:ident) => {
        macro_rules! a {
            () => {
                usize::from((*$at).a)
            };
        }
        macro_rules! b {
            () => {
                usize::from((*$at).b)
            };
        }
        macro_rules! c {
            () => {
                usize::from((*$at).c)
            };
        }
        macro_rules! sb {
            () => {
                i64::from((*$at).b as i16)
            };
        }
        macro_rules! sc {
            () => {
                i64::from((*$at).c as i16)
            };
        }
        macro_rules! operand {
            () => {
                (*$at).operand()
            };
        }
        macro_rules! soperand {
            () => {
                i64::from((*$at).operand() as i32)
            };
        }
        macro_rules! r {
            ($d register:expr) => {
                *$base.add($d register)
            };
        }
        macro_rules! f {
            ($d register:expr) => {
                f64::from_bits(r!($d register))
            };
        }
        macro_rules! f32 {
            ($d register:expr) => {
                f32::from_bits(r!($d register) as u32)
            };
        }
        macro_rules! k {
            ($d index:expr) => {
                *$constants.add($d index as usize)
            };
        }
        macro_rules! kf {
            ($d index:expr) => {
                f64::from_bits(k!($d index))
            };
        }
        macro_rules! kf32 {
            ($d index:expr) => {
                f32::from_bits(k!($d index) as u32)
            };
        }
        macro_rules! string {
            ($d register:expr) => {
                Str::borrow_bits(&*$base.add($d register))
            };
        }
        macro_rules! set {
            ($d value:expr) => {
                r!(a!()) = $d value as u64
            };
        }
        macro_rules! set_f {
            ($d value:expr) => {
                r!(a!()) = ($d value).to_bits()
            };
        }
        macro_rules! set_f32 {
            ($d value:expr) => {
                r!(a!()) = u64::from(($d value).to_bits())
            };
        }
        macro_rules! set_i32 {
            ($d value:expr) => {
                r!(a!()) = i64::from($d value) as u64
            };
        }
    };
}

pub(super) use operands;

/// Both operands of a division, if they are so small that a processor divides them in a fraction of the time.
#[inline(always)]
pub(super) fn short(left: u64, right: u64) -> Option<(u32, NonZeroU32)> {
    if (left | right) >> 32 != 0 {
        return None;
    }
    NonZeroU32::new(right as u32).map(|right| (left as u32, right))
}

/// `value / 2^power`, towards 0; the power is 1 to 62.
#[inline(always)]
pub(super) fn divide_by_power(value: i64, power: usize) -> i64 {
    (value.wrapping_add(((value >> 63) as u64 >> (64 - power)) as i64)) >> power
}

#[cold]
#[inline(never)]
pub(super) unsafe fn out_of_bounds(array: u64, index: u64) -> Box<RuntimeError> {
    // SAFETY: a live array.
    let len = object(array).map_or(0, |array| unsafe { raw_array::len(array) });
    error::index_out_of_bounds(index as i64, len)
}

/// Keeps a conditional jump a branch. As a conditional move it would make `pc`, and with it every later instruction, wait for the operands of the
/// comparison; a predicted branch does not.
#[cold]
pub(super) fn not_taken() {}

/// The address of an element, or null.
#[inline(always)]
pub(super) unsafe fn element(array: u64, index: u64, size: usize) -> *mut u8 {
    // SAFETY: a live array whose elements have this size; never null.
    unsafe { raw_array::place(object(array).unwrap_unchecked(), index as i64, size) }
}
