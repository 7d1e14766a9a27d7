//! What every operator means: `writ_ops`, with its errors turned into run-time errors.

pub use writ_ops::{
    abs_i32, abs_i64, clamp_f32, clamp_f64, f32_to_f64, f32_to_i32, f32_to_i64, f64_to_f32, f64_to_i32, f64_to_i64, i32_to_f32, i32_to_f64,
    i32_to_i64, i64_to_f32, i64_to_f64, i64_to_i32, max_f32, max_f64, min_f32, min_f64, quote, rem_f32, rem_f64, shl_i32, shl_i64,
    show_bool, show_f32, show_f64, show_i32, show_i64, shr_i32, shr_i64, sign_f32, sign_f64, sign_i32, sign_i64,
};

use crate::error::{self, Fallible};

macro_rules! fallible {
    ($($(#[$doc:meta])* $name:ident($($parameter:ident: $ty:ty),*) -> $result:ty, $error:expr;)*) => {$(
        $(#[$doc])*
        #[inline]
        pub fn $name($($parameter: $ty),*) -> Fallible<$result> {
            match writ_ops::$name($($parameter),*) {
                Ok(value) => Ok(value),
                Err(_) => Err($error),
            }
        }
    )*};
}

fallible! {
    /// `/`: truncates toward zero.
    div_i64(a: i64, b: i64) -> i64, error::division_by_zero();
    /// `/`: truncates toward zero.
    div_i32(a: i32, b: i32) -> i32, error::division_by_zero();
    /// `%`: has the sign of the left operand.
    rem_i64(a: i64, b: i64) -> i64, error::division_by_zero();
    /// `%`: has the sign of the left operand.
    rem_i32(a: i32, b: i32) -> i32, error::division_by_zero();
    /// `pow`: wraps; a negative exponent is an error.
    pow_i64(base: i64, exponent: i64) -> i64, error::negative("exponent", exponent);
    /// `pow`: wraps; a negative exponent is an error.
    pow_i32(base: i32, exponent: i64) -> i32, error::negative("exponent", exponent);
}
