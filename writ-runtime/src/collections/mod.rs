//! Arrays, dictionaries, ranges.
//!
//! Each collection has two faces over the same memory: a typed handle for generated code and hosts ([`Array<T>`], [`Dictionary<K, V>`]), and
//! operations on raw objects for the VM ([`raw_array`], [`raw_dictionary`]), which knows element sizes and layouts but no Rust types.

#![allow(unsafe_code)] // Objects shared with the VM.

mod array;
mod dense;
mod dictionary;
mod elements;
mod entries;
mod range;
pub mod raw_array;
pub mod raw_dictionary;
#[cfg(test)]
mod tests;

pub use array::{Array, ArrayData, Live};
pub use dictionary::{Cursor, Dictionary};
#[doc(hidden)]
pub use elements::Elements;
pub use entries::DictionaryData;
#[doc(hidden)]
pub use range::{Counted, Inclusive, inclusive};
pub use range::{Range, RangeIter};

/// Refuses sizes that no script needs.
pub(crate) fn check_request(count: usize, size: usize) -> crate::error::Fallible<()> {
    match count.checked_mul(size) {
        Some(bytes) if bytes <= crate::object::account::MAX_REQUEST => Ok(()),
        Some(_) | None => Err(crate::error::request_too_large()),
    }
}
