//! Literals of generated code.

use super::{INLINE_MAX, Str, TAG_INLINE, TAG_STATIC, count_chars};

/// A string literal, in a `static` of generated code.
#[derive(Debug)]
#[repr(C, align(8))]
pub struct StaticStr {
    text: &'static str,
    chars: usize,
}

impl StaticStr {
    /// A literal.
    pub const fn new(text: &'static str) -> StaticStr {
        StaticStr { text, chars: count_chars(text.as_bytes()) }
    }

    /// The text.
    #[inline]
    pub const fn as_str(&self) -> &'static str {
        self.text
    }

    /// The number of characters.
    #[inline]
    pub(super) const fn chars(&self) -> usize {
        self.chars
    }

    /// The string.
    #[inline]
    pub fn get(&'static self) -> Str {
        if self.text.len() <= INLINE_MAX {
            return Str::inline(self.text);
        }
        let address = std::ptr::from_ref(self).expose_provenance() as u64;
        debug_assert_eq!(address & (TAG_INLINE | TAG_STATIC), 0);
        // SAFETY: the address of an aligned static with its tag.
        unsafe { Str::from_bits(address | TAG_STATIC) }
    }
}
