//! Strings: [`Str`], the one-word immutable string of both engines; [`StaticStr`], a literal in generated code; [`Text`], which joins
//! shown values; [`Show`].
//!
//! | low bits of the word | the text |
//! |---|---|
//! | `..01` | up to seven bytes, in the word's other bytes; their number in bits 2 to 4 |
//! | `..10` | a [`StaticStr`] |
//! | `..00` | a counted heap object |
//!
//! A text of up to seven bytes is always in the word. 0 never occurs, so that `Option<Str>` is one word too.

#![allow(unsafe_code)] // A tagged word and memory laid out by hand.

mod build;
mod heap;
mod literal;
mod str;
#[cfg(test)]
mod tests;

pub use build::{Show, Text};
pub use literal::StaticStr;
pub use str::Str;

/// Bytes that fit the word.
const INLINE_MAX: usize = 7;
/// The low bits that tell the forms apart.
const TAG_MASK: u64 = 0b11;
const TAG_HEAP: u64 = 0b00;
const TAG_INLINE: u64 = 0b01;
const TAG_STATIC: u64 = 0b10;

/// The number of characters.
const fn count_chars(bytes: &[u8]) -> usize {
    let (mut index, mut count) = (0, 0);
    while index < bytes.len() {
        // Every byte but the continuations begins a character.
        count += (bytes[index] & 0xC0 != 0x80) as usize;
        index += 1;
    }
    count
}
