//! Numeric types, for natives that are generic over them.

use crate::ops;

/// `int`, `int32`, `float`, `float64`.
pub trait Number: Copy + PartialOrd + 'static {
    /// 0.
    const ZERO: Self;
    /// `+`.
    fn add(self, other: Self) -> Self;
    /// `abs`.
    fn abs(self) -> Self;
    /// `min`.
    fn min(self, other: Self) -> Self;
    /// `max`.
    fn max(self, other: Self) -> Self;
    /// `clamp`.
    fn clamp(self, low: Self, high: Self) -> Self;
    /// `sign`.
    fn sign(self) -> Self;
}

macro_rules! int {
    ($int:ty, $abs:ident, $sign:ident) => {
        impl Number for $int {
            const ZERO: $int = 0;
            #[inline]
            fn add(self, other: $int) -> $int {
                self.wrapping_add(other)
            }
            #[inline]
            fn abs(self) -> $int {
                ops::$abs(self)
            }
            #[inline]
            fn min(self, other: $int) -> $int {
                Ord::min(self, other)
            }
            #[inline]
            fn max(self, other: $int) -> $int {
                Ord::max(self, other)
            }
            #[inline]
            fn clamp(self, low: $int, high: $int) -> $int {
                // As for floats where the limits are crossed; `Ord::clamp` would panic.
                if self < low {
                    low
                } else if self > high {
                    high
                } else {
                    self
                }
            }
            #[inline]
            fn sign(self) -> $int {
                ops::$sign(self)
            }
        }
    };
}

int!(i64, abs_i64, sign_i64);
int!(i32, abs_i32, sign_i32);

macro_rules! float_number {
    ($float:ty, $min:ident, $max:ident, $clamp:ident, $sign:ident) => {
        impl Number for $float {
            const ZERO: $float = 0.0;
            #[inline]
            fn add(self, other: $float) -> $float {
                self + other
            }
            #[inline]
            fn abs(self) -> $float {
                <$float>::abs(self)
            }
            #[inline]
            fn min(self, other: $float) -> $float {
                ops::$min(self, other)
            }
            #[inline]
            fn max(self, other: $float) -> $float {
                ops::$max(self, other)
            }
            #[inline]
            fn clamp(self, low: $float, high: $float) -> $float {
                ops::$clamp(self, low, high)
            }
            #[inline]
            fn sign(self) -> $float {
                ops::$sign(self)
            }
        }
    };
}

float_number!(f32, min_f32, max_f32, clamp_f32, sign_f32);
float_number!(f64, min_f64, max_f64, clamp_f64, sign_f64);

macro_rules! float_trait {
    ($($name:ident($($other:ident),*): $narrow:expr, $wide:expr;)*) => {
        /// `float`, `float64`. What IEEE 754 defines exactly is the machine's; the transcendental functions are `libm`'s, which give the same
        /// on every platform.
        pub trait Float: Number {
            $(#[doc = concat!("`", stringify!($name), "`.")] fn $name(self $(, $other: Self)*) -> Self;)*
            /// Whether it is not a number.
            fn is_nan(self) -> bool;
            /// Whether it is neither infinite nor NaN.
            fn is_finite(self) -> bool;
        }

        impl Float for f32 {
            $(#[inline] fn $name(self $(, $other: f32)*) -> f32 { ($narrow)(self $(, $other)*) })*
            #[inline]
            fn is_nan(self) -> bool {
                f32::is_nan(self)
            }
            #[inline]
            fn is_finite(self) -> bool {
                f32::is_finite(self)
            }
        }

        impl Float for f64 {
            $(#[inline] fn $name(self $(, $other: f64)*) -> f64 { ($wide)(self $(, $other)*) })*
            #[inline]
            fn is_nan(self) -> bool {
                f64::is_nan(self)
            }
            #[inline]
            fn is_finite(self) -> bool {
                f64::is_finite(self)
            }
        }
    };
}

float_trait! {
    floor(): f32::floor, f64::floor;
    ceil(): f32::ceil, f64::ceil;
    round(): f32::round, f64::round;
    trunc(): f32::trunc, f64::trunc;
    fract(): |x: f32| if x.is_infinite() { 0.0f32.copysign(x) } else { (x - x.trunc()).copysign(x) },
        |x: f64| if x.is_infinite() { 0.0f64.copysign(x) } else { (x - x.trunc()).copysign(x) };
    modulo(y): |x: f32, y: f32| x - y * (x / y).floor(), |x: f64, y: f64| x - y * (x / y).floor();
    sqrt(): f32::sqrt, f64::sqrt;
    cbrt(): libm::cbrtf, libm::cbrt;
    pow(exponent): libm::powf, libm::pow;
    exp(): libm::expf, libm::exp;
    log(): libm::logf, libm::log;
    log2(): libm::log2f, libm::log2;
    log10(): libm::log10f, libm::log10;
    sin(): libm::sinf, libm::sin;
    cos(): libm::cosf, libm::cos;
    tan(): libm::tanf, libm::tan;
    asin(): libm::asinf, libm::asin;
    acos(): libm::acosf, libm::acos;
    atan(): libm::atanf, libm::atan;
    atan2(x): libm::atan2f, libm::atan2;
    hypot(y): libm::hypotf, libm::hypot;
    to_radians(): |x: f32| x * (std::f32::consts::PI / 180.0), |x: f64| x * (std::f64::consts::PI / 180.0);
    to_degrees(): |x: f32| x * (180.0 / std::f32::consts::PI), |x: f64| x * (180.0 / std::f64::consts::PI);
}
