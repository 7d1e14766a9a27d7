//! Methods of `Range`.

use crate::collections::Range;
use crate::error::Fallible;
use crate::text::{Show, Str};

/// How many ints; what doesn't fit an `int` is its largest.
#[inline]
pub fn len(range: Range) -> i64 {
    i64::try_from(range.turns()).unwrap_or(i64::MAX)
}

/// Whether it has none.
#[inline]
pub fn is_empty(range: Range) -> bool {
    range.is_empty()
}

/// Whether an int is one of its.
#[inline]
pub fn contains(range: Range, value: i64) -> bool {
    range.contains(value)
}

/// Every `size`th one.
#[inline]
pub fn step(range: Range, size: i64) -> Fallible<Range> {
    range.step(size)
}

/// From the last to the first.
#[inline]
pub fn reversed(range: Range) -> Range {
    range.reversed()
}

/// The int with an index, which it has.
#[inline]
pub fn item(range: Range, index: i64) -> i64 {
    range.nth(index as u64)
}

/// Whether two are written alike: the same bounds, in the same way.
#[inline]
pub fn equals(range: Range, other: Range) -> bool {
    range == other
}

/// As `print` shows it.
pub fn show(range: Range) -> Str {
    range.to_text()
}
