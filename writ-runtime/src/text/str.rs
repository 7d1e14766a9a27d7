//! The string word.

use super::heap::{self, HeapStr};
use super::{INLINE_MAX, StaticStr, TAG_HEAP, TAG_INLINE, TAG_MASK, count_chars};
use crate::error::{self, Fallible};
#[cfg(feature = "vm")]
use crate::object::release_shared;
use crate::object::{Header, release, retain};
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::num::NonZeroU64;
use std::ops::Deref;
use std::ptr::NonNull;

/// A script's string: immutable, one word, cheap to copy.
#[repr(transparent)]
pub struct Str {
    bits: NonZeroU64,
    /// Counts are not atomic.
    not_send: PhantomData<*const ()>,
}

const _: () = assert!(size_of::<Option<Str>>() == 8);

/// A string word, taken apart.
enum Form {
    Inline,
    Static(&'static StaticStr),
    Heap(NonNull<HeapStr>),
}

impl Str {
    /// A text of up to seven bytes.
    #[inline]
    pub(super) fn inline(text: &str) -> Str {
        debug_assert!(text.len() <= INLINE_MAX);
        let mut bytes = [0; 8];
        bytes[0] = ((text.len() as u8) << 2) | TAG_INLINE as u8;
        bytes[1..=text.len()].copy_from_slice(text.as_bytes());
        // SAFETY: the tag makes it an inline word, not 0.
        unsafe { Str::from_bits(u64::from_le_bytes(bytes)) }
    }

    fn heap(parts: [&str; 2], capacity: usize) -> Str {
        let object = heap::new(parts, capacity);
        // SAFETY: the object's one reference moves into the word; its address is a multiple of 8, so the tag is that of the heap.
        unsafe { Str::from_bits(object.as_ptr().expose_provenance() as u64 | TAG_HEAP) }
    }

    /// A string with this text.
    pub fn new(text: &str) -> Str {
        if text.len() <= INLINE_MAX { Str::inline(text) } else { Str::heap([text, ""], 0) }
    }

    /// The empty string.
    #[inline]
    pub fn empty() -> Str {
        Str::inline("")
    }

    /// A string of one character.
    pub fn from_char(character: char) -> Str {
        Str::inline(character.encode_utf8(&mut [0; 4]))
    }

    /// Two texts joined.
    pub fn join(left: &str, right: &str) -> Str {
        let len = left.len() + right.len();
        if len > INLINE_MAX {
            return Str::heap([left, right], 0);
        }
        let mut bytes = [0; INLINE_MAX];
        bytes[..left.len()].copy_from_slice(left.as_bytes());
        bytes[left.len()..len].copy_from_slice(right.as_bytes());
        // SAFETY: two texts behind each other are a text.
        Str::inline(unsafe { std::str::from_utf8_unchecked(&bytes[..len]) })
    }

    /// The word; its reference now belongs to the caller.
    #[inline]
    pub fn into_bits(self) -> u64 {
        let bits = self.bits.get();
        std::mem::forget(self);
        bits
    }

    /// The word; the string keeps its reference.
    #[inline]
    pub fn bits(&self) -> u64 {
        self.bits.get()
    }

    /// A string from its word, with the reference that came with it.
    ///
    /// # Safety
    /// `bits` came from `into_bits`, once.
    #[inline]
    pub unsafe fn from_bits(bits: u64) -> Str {
        // SAFETY: no string's word is 0.
        Str { bits: unsafe { NonZeroU64::new_unchecked(bits) }, not_send: PhantomData }
    }

    /// Looks at a slot as a string, without counting.
    ///
    /// # Safety
    /// `bits` is the word of a live string.
    #[inline]
    pub unsafe fn borrow_bits(bits: &u64) -> &Str {
        // SAFETY: `Str` is transparent, and the word is not 0.
        unsafe { &*std::ptr::from_ref(bits).cast::<Str>() }
    }

    /// One more reference to the string of a word; nothing if it is 0.
    ///
    /// # Safety
    /// `bits` is 0 or the word of a live string.
    #[inline]
    pub unsafe fn retain_bits(bits: u64) {
        if bits & TAG_MASK == TAG_HEAP
            && let Some(object) = NonNull::new(std::ptr::with_exposed_provenance_mut::<Header>(bits as usize))
        {
            // SAFETY: the caller's promise.
            unsafe { retain(object) }
        }
    }

    /// One reference less to the string of a word; nothing if it is 0.
    ///
    /// # Safety
    /// `bits` is 0 or the word of a string whose reference the caller owns and gives up.
    #[inline]
    pub unsafe fn release_bits(bits: u64) {
        if bits & TAG_MASK == TAG_HEAP
            && let Some(object) = NonNull::new(std::ptr::with_exposed_provenance_mut::<Header>(bits as usize))
        {
            // SAFETY: the caller's promise.
            unsafe { release(object) }
        }
    }

    /// As [`Self::release_bits`], if that is not the last reference: whether it is done.
    ///
    /// # Safety
    /// As there.
    #[cfg(feature = "vm")]
    #[inline(always)]
    pub(crate) unsafe fn release_shared_bits(bits: u64) -> bool {
        if bits & TAG_MASK == TAG_HEAP
            && let Some(object) = NonNull::new(std::ptr::with_exposed_provenance_mut::<Header>(bits as usize))
        {
            // SAFETY: the caller's promise.
            return unsafe { release_shared(object) };
        }
        true
    }

    #[inline]
    fn form(&self) -> Form {
        let bits = self.bits.get();
        let address = (bits & !TAG_MASK) as usize;
        match bits & TAG_MASK {
            TAG_INLINE => Form::Inline,
            // SAFETY: not 0, as the word is not and its tag is.
            TAG_HEAP => Form::Heap(unsafe { NonNull::new_unchecked(std::ptr::with_exposed_provenance_mut(address)) }),
            // SAFETY: the tag says that it is a literal, and these live for ever.
            _ => Form::Static(unsafe { &*std::ptr::with_exposed_provenance(address) }),
        }
    }

    /// The text of an inline word.
    #[inline]
    fn inline_text(&self) -> &str {
        let len = (self.bits.get() >> 2) as usize & INLINE_MAX;
        // SAFETY: the bytes lie behind the lowest one of the word, which `self` is; they are UTF-8.
        unsafe {
            let start = std::ptr::from_ref(self).cast::<u8>().add(1);
            std::str::from_utf8_unchecked(std::slice::from_raw_parts(start, len))
        }
    }

    /// The text.
    #[inline]
    pub fn as_str(&self) -> &str {
        match self.form() {
            Form::Inline => self.inline_text(),
            Form::Static(literal) => literal.as_str(),
            // SAFETY: alive as long as this reference; appending needs `&mut`.
            Form::Heap(object) => unsafe { heap::text(object) },
        }
    }

    /// How many characters: what `len()` gives to scripts.
    #[inline]
    pub fn char_count(&self) -> usize {
        match self.form() {
            Form::Inline => count_chars(self.inline_text().as_bytes()),
            Form::Static(literal) => literal.chars(),
            // SAFETY: alive.
            Form::Heap(object) => unsafe { heap::chars(object) },
        }
    }

    /// Whether every character is one byte, so that a character's index is its offset.
    #[inline]
    pub fn is_ascii(&self) -> bool {
        self.char_count() == self.as_str().len()
    }

    /// The offset in bytes of a character, or of the end; None beyond.
    pub fn offset_of(&self, index: usize) -> Option<usize> {
        let text = self.as_str();
        if self.is_ascii() {
            return (index <= text.len()).then_some(index);
        }
        let mut offsets = text.char_indices().map(|(offset, _)| offset).chain(std::iter::once(text.len()));
        offsets.nth(index)
    }

    /// The character at an index.
    #[inline]
    pub fn char_at(&self, index: i64) -> Option<char> {
        let index = usize::try_from(index).ok()?;
        let text = self.as_str();
        if self.is_ascii() { text.as_bytes().get(index).map(|byte| *byte as char) } else { text.chars().nth(index) }
    }

    /// `text[i]`: a string of one character.
    ///
    /// # Errors
    /// `IndexOutOfBounds` if there is no such character.
    #[inline]
    pub fn index(&self, index: i64) -> Fallible<Str> {
        match self.char_at(index) {
            Some(character) => Ok(Str::from_char(character)),
            None => Err(error::index_out_of_bounds(index, self.char_count())),
        }
    }

    /// How many bytes of heap a string with a text of this length takes.
    #[cfg(feature = "vm")]
    pub(crate) const fn heap_size(len: usize) -> usize {
        if len <= INLINE_MAX { 0 } else { heap::size(len) }
    }

    /// How many bytes of heap [`append`](Self::append) of so many bytes allocates.
    #[cfg(feature = "vm")]
    pub(crate) fn growth(&self, more: usize) -> usize {
        match self.form() {
            // SAFETY: alive.
            Form::Heap(object) if unsafe { (*object.as_ptr()).header.is_unique() } => unsafe { heap::growth(object, more) },
            Form::Inline | Form::Static(_) | Form::Heap(_) => {
                let len = self.as_str().len().saturating_add(more);
                if len <= INLINE_MAX { 0 } else { heap::size(len.saturating_mul(2)) }
            }
        }
    }

    /// Whether to count the characters takes no look at them.
    #[cfg(feature = "vm")]
    pub(crate) fn knows_char_count(&self) -> bool {
        match self.form() {
            Form::Inline | Form::Static(_) => true,
            // SAFETY: alive.
            Form::Heap(object) => unsafe { heap::knows_chars(object) },
        }
    }

    /// Appends: in place if nobody else holds the string.
    pub fn append(&mut self, more: &str) {
        if more.is_empty() {
            return;
        }
        if let Form::Heap(object) = self.form() {
            // SAFETY: alive; with one reference it is ours alone, and `more`, a borrow beside our `&mut`, lies elsewhere. The object's new
            // address replaces the old one, whose reference it carries.
            unsafe {
                if (*object.as_ptr()).header.is_unique() {
                    let object = heap::append(object, more);
                    self.bits = NonZeroU64::new_unchecked(object.as_ptr().expose_provenance() as u64);
                    return;
                }
            }
        }
        let text = self.as_str();
        let len = text.len() + more.len();
        // Who appends once will append again.
        *self = if len <= INLINE_MAX { Str::join(text, more) } else { Str::heap([text, more], len * 2) };
    }
}

impl Clone for Str {
    #[inline]
    fn clone(&self) -> Str {
        // SAFETY: alive; the copy owns the new reference.
        unsafe {
            Str::retain_bits(self.bits.get());
            Str::from_bits(self.bits.get())
        }
    }
}

impl Drop for Str {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: the reference that this word owns.
        unsafe { Str::release_bits(self.bits.get()) }
    }
}

impl Deref for Str {
    type Target = str;
    #[inline]
    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl AsRef<str> for Str {
    fn as_ref(&self) -> &str {
        self
    }
}

impl Default for Str {
    fn default() -> Str {
        Str::empty()
    }
}

impl PartialEq for Str {
    #[inline]
    fn eq(&self, other: &Str) -> bool {
        if self.bits == other.bits {
            return true;
        }
        // A short text is always in the word.
        let either = self.bits.get() | other.bits.get();
        either & TAG_INLINE == 0 && self.as_str() == other.as_str()
    }
}

impl Eq for Str {}

impl PartialEq<str> for Str {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Str {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl PartialOrd for Str {
    fn partial_cmp(&self, other: &Str) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Str {
    /// By code point, which is the order of the bytes.
    fn cmp(&self, other: &Str) -> Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl Hash for Str {
    #[inline]
    fn hash<H: Hasher>(&self, state: &mut H) {
        if self.bits.get() & TAG_INLINE != 0 {
            // The word is the text.
            state.write_u64(self.bits.get());
        } else {
            state.write(self.as_str().as_bytes());
        }
    }
}

impl fmt::Display for Str {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self)
    }
}

impl fmt::Debug for Str {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl From<&str> for Str {
    fn from(text: &str) -> Str {
        Str::new(text)
    }
}

impl From<String> for Str {
    fn from(text: String) -> Str {
        Str::new(&text)
    }
}

impl From<&String> for Str {
    fn from(text: &String) -> Str {
        Str::new(text)
    }
}

impl From<char> for Str {
    fn from(character: char) -> Str {
        Str::from_char(character)
    }
}

impl From<Str> for String {
    fn from(text: Str) -> String {
        text.as_str().to_owned()
    }
}
