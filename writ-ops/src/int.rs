//! Integer operators. `+`, `-`, `*`, unary `-` wrap: use `wrapping_add` and so on.

/// An int was divided by zero.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DivisionByZero;

/// An int was raised to a negative power.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NegativeExponent;

macro_rules! int_ops {
    ($int:ty, $div:ident, $rem:ident, $shl:ident, $shr:ident, $pow:ident, $sign:ident, $abs:ident) => {
        /// `/`: truncates toward zero; the smallest int divided by -1 wraps to itself.
        ///
        /// # Errors
        /// If `b` is 0.
        #[inline]
        pub const fn $div(a: $int, b: $int) -> Result<$int, DivisionByZero> {
            if b == 0 { Err(DivisionByZero) } else { Ok(a.wrapping_div(b)) }
        }

        /// `%`: has the sign of the left operand; the smallest int modulo -1 is 0.
        ///
        /// # Errors
        /// If `b` is 0.
        #[inline]
        pub const fn $rem(a: $int, b: $int) -> Result<$int, DivisionByZero> {
            if b == 0 { Err(DivisionByZero) } else { Ok(a.wrapping_rem(b)) }
        }

        /// `<<`: the count is taken modulo the width.
        #[inline]
        pub const fn $shl(a: $int, count: i64) -> $int {
            a.wrapping_shl(count as u32)
        }

        /// `>>`: arithmetic; the count is taken modulo the width.
        #[inline]
        pub const fn $shr(a: $int, count: i64) -> $int {
            a.wrapping_shr(count as u32)
        }

        /// `pow`: wraps like multiplication.
        ///
        /// # Errors
        /// If the exponent is negative.
        #[inline]
        pub const fn $pow(base: $int, exponent: i64) -> Result<$int, NegativeExponent> {
            if exponent < 0 {
                return Err(NegativeExponent);
            }
            let (mut result, mut square, mut rest): ($int, $int, i64) = (1, base, exponent);
            while rest > 0 {
                if rest & 1 == 1 {
                    result = result.wrapping_mul(square);
                }
                square = square.wrapping_mul(square);
                rest >>= 1;
            }
            Ok(result)
        }

        /// `sign`: -1, 0 or 1.
        #[inline]
        pub const fn $sign(a: $int) -> $int {
            a.signum()
        }

        /// `abs`: that of the smallest int wraps to itself.
        #[inline]
        pub const fn $abs(a: $int) -> $int {
            a.wrapping_abs()
        }
    };
}

int_ops!(i64, div_i64, rem_i64, shl_i64, shr_i64, pow_i64, sign_i64, abs_i64);
int_ops!(i32, div_i32, rem_i32, shl_i32, shr_i32, pow_i32, sign_i32, abs_i32);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn division_truncates_and_wraps() {
        assert_eq!(div_i64(7, -2), Ok(-3));
        assert_eq!(rem_i64(7, -2), Ok(1));
        assert_eq!(rem_i64(-7, 2), Ok(-1));
        assert_eq!(div_i64(i64::MIN, -1), Ok(i64::MIN));
        assert_eq!(rem_i64(i64::MIN, -1), Ok(0));
        assert_eq!(div_i32(i32::MIN, -1), Ok(i32::MIN));
        assert_eq!(rem_i32(i32::MIN, -1), Ok(0));
        assert_eq!(div_i64(1, 0), Err(DivisionByZero));
        assert_eq!(rem_i32(1, 0), Err(DivisionByZero));
    }

    #[test]
    fn quotient_and_remainder_belong_together() {
        let values = [i64::MIN, i64::MIN + 1, -1000, -7, -1, 0, 1, 2, 7, 1000, i64::MAX - 1, i64::MAX];
        for a in values {
            for b in values.into_iter().filter(|b| *b != 0) {
                let (quotient, rest) = (div_i64(a, b).unwrap(), rem_i64(a, b).unwrap());
                assert_eq!(quotient.wrapping_mul(b).wrapping_add(rest), a, "{a} / {b}");
                assert!(rest == 0 || (rest < 0) == (a < 0), "{a} % {b}");
            }
        }
    }

    #[test]
    fn shifts_take_the_count_modulo_the_width() {
        assert_eq!(shl_i64(1, 64), 1);
        assert_eq!(shl_i64(1, 65), 2);
        assert_eq!(shl_i64(1, -1), i64::MIN);
        assert_eq!(shr_i64(-8, 1), -4);
        assert_eq!(shl_i32(1, 32), 1);
        assert_eq!(shl_i32(1, 1 << 40), 1);
        assert_eq!(shr_i32(-1, 31), -1);
    }

    #[test]
    fn powers_wrap() {
        assert_eq!(pow_i64(2, 10), Ok(1024));
        assert_eq!(pow_i64(0, 0), Ok(1));
        assert_eq!(pow_i64(2, 64), Ok(0));
        assert_eq!(pow_i64(-3, 3), Ok(-27));
        assert_eq!(pow_i64(-1, i64::MAX), Ok(-1));
        assert_eq!(pow_i32(10, 10), Ok(1_410_065_408));
        assert_eq!(pow_i64(2, -1), Err(NegativeExponent));
    }
}
