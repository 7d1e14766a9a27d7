//! Methods of `int` and `int32`.

/// Methods of one width.
macro_rules! methods {
    ($int:ty, $pow:ident) => {
        use crate::error::Fallible;
        use crate::text::Str;

        /// To the power of `exponent`; wraps.
        #[inline]
        pub fn pow(x: $int, exponent: i64) -> Fallible<$int> {
            crate::ops::$pow(x, exponent)
        }

        /// The sum, unless it would wrap.
        #[inline]
        pub fn checked_add(x: $int, other: $int) -> Option<$int> {
            x.checked_add(other)
        }

        /// The difference, unless it would wrap.
        #[inline]
        pub fn checked_sub(x: $int, other: $int) -> Option<$int> {
            x.checked_sub(other)
        }

        /// The product, unless it would wrap.
        #[inline]
        pub fn checked_mul(x: $int, other: $int) -> Option<$int> {
            x.checked_mul(other)
        }

        /// How many bits are set.
        #[inline]
        pub fn count_ones(x: $int) -> i64 {
            i64::from(x.count_ones())
        }

        /// In base 16, with a sign.
        pub fn to_hex(x: $int) -> Str {
            let sign = if x < 0 { "-" } else { "" };
            Str::from(format!("{sign}{:x}", x.unsigned_abs()))
        }

        /// In base 2, with a sign.
        pub fn to_binary(x: $int) -> Str {
            let sign = if x < 0 { "-" } else { "" };
            Str::from(format!("{sign}{:b}", x.unsigned_abs()))
        }
    };
}

methods!(i64, pow_i64);

/// Methods of `int32`.
pub mod int32 {
    methods!(i32, pow_i32);
}
