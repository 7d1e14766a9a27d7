//! Operators on floats that are more than Rust's. `+`, `-`, `*`, `/` and the comparisons are IEEE 754's, as in Rust.

macro_rules! float_ops {
    ($float:ty, $rem:ident, $min:ident, $max:ident, $clamp:ident, $sign:ident) => {
        /// `%`: IEEE fmod, exact on every platform.
        #[inline]
        pub fn $rem(a: $float, b: $float) -> $float {
            a % b
        }

        /// `min`: the first of equal ones (so also of `0.0` and `-0.0`); NaN only if both are.
        #[inline]
        pub fn $min(a: $float, b: $float) -> $float {
            if b < a || a.is_nan() { b } else { a }
        }

        /// `max`: the first of equal ones (so also of `0.0` and `-0.0`); NaN only if both are.
        #[inline]
        pub fn $max(a: $float, b: $float) -> $float {
            if b > a || a.is_nan() { b } else { a }
        }

        /// `clamp`: NaN stays NaN; where the limits are crossed, below the low one gives the low one.
        #[inline]
        pub fn $clamp(value: $float, low: $float, high: $float) -> $float {
            if value < low {
                low
            } else if value > high {
                high
            } else {
                value
            }
        }

        /// `sign`: -1, 1, or the zero or NaN itself.
        #[inline]
        pub fn $sign(a: $float) -> $float {
            if a > 0.0 {
                1.0
            } else if a < 0.0 {
                -1.0
            } else {
                a
            }
        }
    };
}

float_ops!(f32, rem_f32, min_f32, max_f32, clamp_f32, sign_f32);
float_ops!(f64, rem_f64, min_f64, max_f64, clamp_f64, sign_f64);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remainder_is_fmod() {
        assert_eq!(rem_f64(5.5, 2.0), 1.5);
        assert_eq!(rem_f64(-5.5, 2.0), -1.5);
        assert!(rem_f64(1.0, 0.0).is_nan());
        assert_eq!(rem_f32(1.0, f32::INFINITY), 1.0);
        assert!(rem_f64(-4.0, 2.0).is_sign_negative());
    }

    #[test]
    fn smallest_and_largest_pass_over_nan() {
        assert_eq!(min_f32(f32::NAN, 1.0), 1.0);
        assert_eq!(min_f32(1.0, f32::NAN), 1.0);
        assert_eq!(max_f64(f64::NAN, 1.0), 1.0);
        assert!(min_f64(f64::NAN, f64::NAN).is_nan());
        assert!(min_f32(-0.0, 0.0).is_sign_negative());
        assert!(max_f32(-0.0, 0.0).is_sign_negative());
        assert_eq!(clamp_f32(5.0, 0.0, 1.0), 1.0);
        assert!(clamp_f32(f32::NAN, 0.0, 1.0).is_nan());
        assert_eq!(sign_f32(-2.5), -1.0);
        assert!(sign_f64(-0.0).is_sign_negative());
    }
}
