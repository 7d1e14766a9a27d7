//! `print`, `assert`, `panic`, the functions on numbers, and all other functions without a receiver, which stand in their modules' files.

pub use super::coroutine::{wait_for_frames, wait_for_seconds, wait_until};
pub use super::io::{append_file, file_exists, list_dir, read_file, write_file};
pub use super::json::json_events;
pub use super::noise::{noise_of_plane, noise_of_space};
use super::number::{Float, Number};
pub use super::random::{
    random, random_after, random_between, random_bits, random_bool, random_chance, random_float, random_int, random_start, random_unit,
    random_within,
};
pub use super::regex::{regex_compile, regex_expand, regex_find, regex_names, regex_test, text_count, text_part};
pub use super::time::{delta_time, now};
pub use super::to_json::json_quoted;
use crate::error::{self, Fallible};
use crate::text::Str;
use crate::writ::Writ;
use std::convert::Infallible;

/// Prints a value's text.
#[inline]
pub fn print(writ: &mut Writ, value: &Str) {
    writ.print(value);
}

/// The error `AssertionFailed` unless the condition holds.
#[inline]
pub fn assert(condition: bool, message: &Str) -> Fallible<()> {
    if condition { Ok(()) } else { Err(error::assertion_failed(message)) }
}

/// The error `Panic`: `match panic(…)? {}` has every type.
#[cold]
pub fn panic(message: &Str) -> Fallible<Infallible> {
    Err(error::panicked(message))
}

/// The error `InvalidArgument`.
#[cold]
pub fn invalid_argument(message: &Str) -> Fallible<()> {
    Err(error::invalid_argument(message))
}

/// The distance from zero.
#[inline]
pub fn abs<N: Number>(x: N) -> N {
    x.abs()
}

/// The smaller one.
#[inline]
pub fn min<N: Number>(a: N, b: N) -> N {
    a.min(b)
}

/// The larger one.
#[inline]
pub fn max<N: Number>(a: N, b: N) -> N {
    a.max(b)
}

/// Not below `low` and not above `high`.
#[inline]
pub fn clamp<N: Number>(x: N, low: N, high: N) -> N {
    x.clamp(low, high)
}

/// -1, 0 or 1.
#[inline]
pub fn sign<N: Number>(x: N) -> N {
    x.sign()
}

macro_rules! on_floats {
    ($($(#[$doc:meta])* $name:ident($($parameter:ident),*) = $method:ident;)*) => {$(
        $(#[$doc])*
        #[inline]
        pub fn $name<F: Float>(x: F $(, $parameter: F)*) -> F {
            Float::$method(x $(, $parameter)*)
        }
    )*};
}

on_floats! {
    /// The largest whole number that is not larger.
    floor() = floor;
    /// The smallest whole number that is not smaller.
    ceil() = ceil;
    /// The nearest whole number; half away from zero.
    round() = round;
    /// Without what is behind the point.
    trunc() = trunc;
    /// What is behind the point.
    fract() = fract;
    /// The remainder with the sign of `y`.
    r#mod(y) = modulo;
    /// The square root.
    sqrt() = sqrt;
    /// The cubic root.
    cbrt() = cbrt;
    /// To the power of `exponent`.
    pow(exponent) = pow;
    /// e to the power of it.
    exp() = exp;
    /// The natural logarithm.
    log() = log;
    /// The logarithm to base 2.
    log2() = log2;
    /// The logarithm to base 10.
    log10() = log10;
    /// The sine.
    sin() = sin;
    /// The cosine.
    cos() = cos;
    /// The tangent.
    tan() = tan;
    /// The angle with this sine.
    asin() = asin;
    /// The angle with this cosine.
    acos() = acos;
    /// The angle with this tangent.
    atan() = atan;
    /// The angle of a point; the first parameter is its y.
    atan2(point_x) = atan2;
    /// The length of the line from the origin.
    hypot(y) = hypot;
    /// Degrees to radians.
    to_radians() = to_radians;
    /// Radians to degrees.
    to_degrees() = to_degrees;
}

/// Whether it is not a number.
#[inline]
pub fn is_na_n<F: Float>(x: F) -> bool {
    x.is_nan()
}

/// Whether it is neither infinite nor NaN.
#[inline]
pub fn is_finite<F: Float>(x: F) -> bool {
    x.is_finite()
}
