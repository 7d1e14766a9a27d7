//! What instructions name: registers, constants, numbers; and what is computed with those.

use std::num::NonZeroU32;

/// Defines the macros by which the loop reads the operands of the instruction in `$word`, and writes its result. They are defined inside the
/// loop since they use its variables; the first argument is a `$`, by which the macros that are defined get theirs.
// rustfmt moves the rules that begin with `$d` further to the right each time.
#[rustfmt::skip]
macro_rules! operands {
    ($d:tt $word:ident $base:ident $constants:ident) => {
        macro_rules! a {
            () => {
                (($word >> 16) as u16 as usize)
            };
        }
        macro_rules! b {
            () => {
                (($word >> 32) as u16 as usize)
            };
        }
        macro_rules! c {
            () => {
                (($word >> 48) as usize)
            };
        }
        macro_rules! sb {
            () => {
                i64::from(($word >> 32) as i16)
            };
        }
        macro_rules! sc {
            () => {
                ($word as i64 >> 48)
            };
        }
        macro_rules! operand {
            () => {
                (($word >> 32) as u32)
            };
        }
        macro_rules! soperand {
            () => {
                ($word as i64 >> 32)
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
