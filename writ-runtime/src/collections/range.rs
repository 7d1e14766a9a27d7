//! Ranges of ints.

use crate::error::{self, Fallible};
use crate::text::Show;

/// The value of `a..b` between ints. The VM has it in four slots, in this order.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[repr(C)]
pub struct Range {
    /// The first value.
    pub start: i64,
    /// The bound on the other side.
    pub end: i64,
    /// Whether the bound belongs to it.
    pub inclusive: bool,
    /// From one value to the next; never 0. Below zero it runs down.
    pub step: i64,
}

impl Range {
    /// `start..end` or `start..=end`.
    #[inline]
    pub const fn new(start: i64, end: i64, inclusive: bool) -> Range {
        Range { start, end, inclusive, step: 1 }
    }

    /// How many values it has.
    #[inline]
    pub fn turns(self) -> u64 {
        let (low, high) = if self.step > 0 { (self.start, self.end) } else { (self.end, self.start) };
        if low > high || (low == high && !self.inclusive) {
            return 0;
        }
        // The distance of two ints fits 64 bits without sign.
        let distance = high.wrapping_sub(low) as u64;
        let step = self.step.unsigned_abs();
        if self.inclusive { (distance / step).saturating_add(1) } else { (distance - 1) / step + 1 }
    }

    /// Whether it has no values.
    #[inline]
    pub fn is_empty(self) -> bool {
        self.turns() == 0
    }

    /// Whether a value is one of its.
    pub fn contains(self, value: i64) -> bool {
        let (low, high) = if self.step > 0 { (self.start, self.end) } else { (self.end, self.start) };
        if value < low || value > high || (value == self.end && !self.inclusive) {
            return false;
        }
        // The distance of two ints fits 64 bits without sign.
        let distance = if self.step > 0 { value.wrapping_sub(low) } else { high.wrapping_sub(value) } as u64;
        distance.is_multiple_of(self.step.unsigned_abs())
    }

    /// Every `step`th value of it, from the first on; `step` above zero.
    ///
    /// # Errors
    /// `InvalidArgument` unless the step is positive.
    pub fn step(self, step: i64) -> Fallible<Range> {
        if step <= 0 {
            return Err(error::not_positive("step", step));
        }
        // A step that leaves the ints after the first value is as good as the largest one.
        Ok(Range { step: self.step.saturating_mul(step), ..self })
    }

    /// The same values from the last to the first.
    pub fn reversed(self) -> Range {
        match self.turns() {
            0 => Range { start: self.end, end: self.start, inclusive: false, step: self.step.saturating_neg() },
            turns => Range { start: self.nth(turns - 1), end: self.start, inclusive: true, step: self.step.saturating_neg() },
        }
    }

    /// The value with this index, which must be below [`turns`](Self::turns).
    #[inline]
    pub fn nth(self, index: u64) -> i64 {
        self.start.wrapping_add(self.step.wrapping_mul(index as i64))
    }

    /// Its values.
    #[inline]
    pub fn iter(self) -> RangeIter {
        RangeIter { next: self.start, step: self.step, left: self.turns() }
    }
}

impl IntoIterator for Range {
    type Item = i64;
    type IntoIter = RangeIter;
    #[inline]
    fn into_iter(self) -> RangeIter {
        self.iter()
    }
}

/// The values of a range.
#[derive(Clone, Debug)]
pub struct RangeIter {
    next: i64,
    step: i64,
    left: u64,
}

impl Iterator for RangeIter {
    type Item = i64;

    #[inline]
    fn next(&mut self) -> Option<i64> {
        self.left = self.left.checked_sub(1)?;
        let value = self.next;
        self.next = value.wrapping_add(self.step);
        Some(value)
    }
}

/// The values of `start..=end` between ints of one width. Counted by what is left, which the optimiser sees through, unlike a bound that may be the
/// largest int there is.
#[derive(Clone, Debug)]
pub struct Inclusive<T> {
    next: T,
    left: u64,
}

/// `start..=end` in a loop.
#[inline]
pub fn inclusive<T: Counted>(start: T, end: T) -> Inclusive<T> {
    // All 64-bit ints are one more than can be counted; nobody gets there.
    Inclusive { next: start, left: if start > end { 0 } else { start.distance(end).saturating_add(1) } }
}

/// The ints that loops count with.
pub trait Counted: Copy + PartialOrd {
    /// How much larger `end` is, which is not smaller.
    fn distance(self, end: Self) -> u64;
    /// The next int; of the largest one the smallest.
    fn following(self) -> Self;
}

macro_rules! counted {
    ($($ty:ty as $unsigned:ty;)*) => {$(
        impl Counted for $ty {
            #[inline]
            fn distance(self, end: $ty) -> u64 {
                end.wrapping_sub(self) as $unsigned as u64
            }
            #[inline]
            fn following(self) -> $ty {
                self.wrapping_add(1)
            }
        }
    )*};
}

counted! {
    i64 as u64;
    i32 as u32;
}

impl<T: Counted> Iterator for Inclusive<T> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        self.left = self.left.checked_sub(1)?;
        let value = self.next;
        self.next = value.following();
        Some(value)
    }
}

impl Show for Range {
    /// `1..3`, `1..=3`, with a step `1..10 step 2`.
    fn show(&self, out: &mut String) {
        self.start.show(out);
        out.push_str(if self.inclusive { "..=" } else { ".." });
        self.end.show(out);
        if self.step != 1 {
            out.push_str(" step ");
            self.step.show(out);
        }
    }
}
