//! Division by a constant, without dividing.
//!
//! The quotient is the upper half of a product: H. S. Warren, "Hacker's Delight", 2nd edition, 2013, chapter 10, and T. Granlund and P. L. Montgomery,
//! "Division by Invariant Integers using Multiplication", 1994. A processor divides 64 bits in 25 to 90 cycles, and multiplies them in 3.

/// What to multiply and shift by, for a divisor.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Divisor {
    /// To multiply with; if its highest bit is set, it stands for 2^64 less, and the value is added.
    pub multiplier: u64,
    /// By how many bits the upper half of the product is shifted to the right.
    pub shift: u16,
    /// The divisor itself.
    pub by: u32,
}

impl Divisor {
    /// That of a number, if it is from 2 to 2^31 - 1.
    pub fn new(by: i64) -> Option<Divisor> {
        let by = u32::try_from(by).ok().filter(|by| *by >= 2 && *by <= i32::MAX as u32)?;
        let wide = u128::from(by);
        // The largest value that leaves a remainder of one less than the divisor: for it the quotient is hardest to hit.
        let hardest = (1u128 << 63) - 1 - (1u128 << 63) % wide;
        // 2^64 times 2^shift; the bound holds at a shift of 31 at the latest.
        let shift = (0u16..31).find(|shift| (1u128 << (64 + shift)) > hardest * (wide - (1u128 << (64 + shift)) % wide)).unwrap_or(31);
        let power = 1u128 << (64 + shift);
        Some(Divisor { multiplier: ((power + wide - power % wide) / wide) as u64, shift, by })
    }
}

/// `value / by`, towards 0, by the multiplier and the shift of a [`Divisor`].
#[inline(always)]
pub fn quotient(value: i64, multiplier: u64, shift: u16) -> i64 {
    let multiplier = multiplier as i64;
    let upper = ((i128::from(value) * i128::from(multiplier)) >> 64) as i64;
    // A multiplier that is negative as an `i64` is 2^64 too small.
    let upper = upper.wrapping_add(value & (multiplier >> 63));
    (upper >> (shift & 63)).wrapping_add((value as u64 >> 63) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(value: i64, by: i64) {
        let divisor = Divisor::new(by).expect("a divisor from 2 on");
        let found = quotient(value, divisor.multiplier, divisor.shift);
        assert_eq!(found, value / by, "{value} / {by}");
    }

    #[test]
    fn the_ends_of_the_range() {
        for by in (2..2000).chain((1..31).flat_map(|power| [(1 << power) - 1, 1 << power, (1 << power) + 1])).chain([i64::from(i32::MAX)]) {
            if by < 2 {
                continue;
            }
            for near in
                [i64::MIN, i64::MIN / 2, -by * by, -by, 0, by, by * by, i64::MAX / 2, i64::MAX - 2 * by, i64::MAX, i64::MAX - i64::MAX % by]
            {
                for offset in -2..=2 {
                    check(near.saturating_add(offset), by);
                }
            }
        }
    }

    #[test]
    fn what_is_no_divisor() {
        for by in [i64::MIN, -7, -1, 0, 1, 1 << 31, i64::MAX] {
            assert_eq!(Divisor::new(by), None, "{by}");
        }
    }

    proptest! {
        #[test]
        fn any_value_by_any_divisor(value: i64, by in 2i64..=i64::from(i32::MAX)) {
            check(value, by);
            check(value >> 32, by);
        }
    }
}
