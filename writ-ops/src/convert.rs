//! Conversions between numbers: what `as` and the implicit widenings do.

macro_rules! conversions {
    ($($(#[$doc:meta])* $name:ident: $from:ty => $to:ty;)*) => {$(
        $(#[$doc])*
        #[inline]
        pub const fn $name(value: $from) -> $to {
            value as $to
        }
    )*};
}

conversions! {
    /// Wraps.
    i64_to_i32: i64 => i32;
    /// Sign-extends.
    i32_to_i64: i32 => i64;
    /// To the nearest, ties to even.
    i64_to_f32: i64 => f32;
    /// To the nearest, ties to even.
    i64_to_f64: i64 => f64;
    /// To the nearest, ties to even.
    i32_to_f32: i32 => f32;
    /// Exact.
    i32_to_f64: i32 => f64;
    /// Truncates toward zero and saturates; NaN gives 0.
    f32_to_i64: f32 => i64;
    /// Truncates toward zero and saturates; NaN gives 0.
    f32_to_i32: f32 => i32;
    /// Truncates toward zero and saturates; NaN gives 0.
    f64_to_i64: f64 => i64;
    /// Truncates toward zero and saturates; NaN gives 0.
    f64_to_i32: f64 => i32;
    /// Exact.
    f32_to_f64: f32 => f64;
    /// To the nearest, ties to even; what is too large becomes infinite.
    f64_to_f32: f64 => f32;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_to_ints_truncate_and_saturate() {
        assert_eq!(f64_to_i64(-2.9), -2);
        assert_eq!(f64_to_i64(1e300), i64::MAX);
        assert_eq!(f32_to_i64(f32::NEG_INFINITY), i64::MIN);
        assert_eq!(f64_to_i64(f64::NAN), 0);
        assert_eq!(f64_to_i32(3e9), i32::MAX);
    }

    #[test]
    fn narrowing_ints_wraps() {
        assert_eq!(i64_to_i32(1 << 31), i32::MIN);
        assert_eq!(i64_to_i32(-1), -1);
        assert_eq!(i64_to_i32(1 << 32), 0);
    }

    #[test]
    fn ints_to_floats_round_to_nearest() {
        assert_eq!(i64_to_f32(16_777_217), 16_777_216.0);
        assert_eq!(i64_to_f64(i64::MAX), 9_223_372_036_854_775_808.0);
        assert_eq!(f64_to_f32(1e300), f32::INFINITY);
    }
}
