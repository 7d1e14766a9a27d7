//! Strings of more than seven bytes: header, sizes, bytes, in one block.

use super::count_chars;
use crate::object::{Header, ObjectKind, Shape, account, allocate_growing, free_growing};
use std::alloc::{Layout, handle_alloc_error, realloc};
use std::cell::Cell;
use std::mem::offset_of;
use std::ptr::NonNull;

/// The number of characters is not known yet.
const UNKNOWN: usize = usize::MAX;

/// A counted string. Its bytes follow.
#[repr(C)]
pub(super) struct HeapStr {
    pub(super) header: Header,
    len: usize,
    capacity: usize,
    /// The number of characters, once somebody asked.
    chars: Cell<usize>,
    bytes: [u8; 0],
}

static SHAPE: Shape = Shape { name: "string", kind: ObjectKind::String, element: None, key: None, drop: drop_str };

fn memory_layout(capacity: usize) -> Layout {
    match Layout::from_size_align(size(capacity), align_of::<HeapStr>().max(8)) {
        Ok(layout) => layout,
        // More than half of the address space: as if the system refused.
        Err(_) => handle_alloc_error(Layout::new::<HeapStr>()),
    }
}

/// The bytes of a string object.
///
/// # Safety
/// The object has room for them.
#[inline]
unsafe fn bytes(object: NonNull<HeapStr>) -> *mut u8 {
    // SAFETY: the bytes follow the struct in the same block.
    unsafe { object.cast::<u8>().as_ptr().add(offset_of!(HeapStr, bytes)) }
}

/// How many bytes an object with room for so many bytes of text takes.
pub(super) const fn size(capacity: usize) -> usize {
    // The size of a layout is that without padding behind it.
    offset_of!(HeapStr, bytes).saturating_add(capacity)
}

/// How many bytes more an object takes after [`append`].
///
/// # Safety
/// The object is alive.
#[cfg(feature = "vm")]
pub(super) unsafe fn growth(object: NonNull<HeapStr>, more: usize) -> usize {
    // SAFETY: the caller's promise.
    let (len, capacity) = unsafe { ((*object.as_ptr()).len, (*object.as_ptr()).capacity) };
    let needed = len.saturating_add(more);
    if needed <= capacity { 0 } else { larger(needed, capacity) - capacity }
}

/// The capacity of a string that has to grow.
fn larger(needed: usize, capacity: usize) -> usize {
    needed.max(capacity.saturating_mul(2))
}

/// A new object with this text and room for more.
pub(super) fn new(parts: [&str; 2], capacity: usize) -> NonNull<HeapStr> {
    let len = parts[0].len() + parts[1].len();
    let capacity = capacity.max(len);
    let object = allocate_growing(memory_layout(capacity)).cast::<HeapStr>();
    // SAFETY: fresh memory with room for the struct and `capacity` bytes.
    unsafe {
        object.write(HeapStr { header: Header::new(&SHAPE), len, capacity, chars: Cell::new(UNKNOWN), bytes: [] });
        let to = bytes(object);
        to.copy_from_nonoverlapping(parts[0].as_ptr(), parts[0].len());
        to.add(parts[0].len()).copy_from_nonoverlapping(parts[1].as_ptr(), parts[1].len());
    }
    object
}

/// The text.
///
/// # Safety
/// The object is alive as long as `'a`, and nobody appends to it meanwhile.
#[inline]
pub(super) unsafe fn text<'a>(object: NonNull<HeapStr>) -> &'a str {
    // SAFETY: `len` bytes of UTF-8 follow the struct.
    unsafe { std::str::from_utf8_unchecked(std::slice::from_raw_parts(bytes(object), (*object.as_ptr()).len)) }
}

/// Whether the number of characters is known.
///
/// # Safety
/// The object is alive.
#[cfg(feature = "vm")]
pub(super) unsafe fn knows_chars(object: NonNull<HeapStr>) -> bool {
    // SAFETY: the caller's promise.
    unsafe { (*object.as_ptr()).chars.get() != UNKNOWN }
}

/// The number of characters, computed once.
///
/// # Safety
/// The object is alive.
#[inline]
pub(super) unsafe fn chars(object: NonNull<HeapStr>) -> usize {
    // SAFETY: the caller's promise.
    unsafe {
        let known = (*object.as_ptr()).chars.get();
        if known != UNKNOWN {
            return known;
        }
        let count = count_chars(text(object).as_bytes());
        (*object.as_ptr()).chars.set(count);
        count
    }
}

/// Appends to an object that nobody else holds; the object may move.
///
/// # Safety
/// The caller has the only reference. `more` does not lie in the object.
pub(super) unsafe fn append(mut object: NonNull<HeapStr>, more: &str) -> NonNull<HeapStr> {
    // SAFETY: alive and not shared; memory and layout belong together.
    unsafe {
        let (len, capacity) = ((*object.as_ptr()).len, (*object.as_ptr()).capacity);
        let needed = len + more.len();
        if needed > capacity {
            let larger = larger(needed, capacity);
            let layout = memory_layout(larger);
            match NonNull::new(realloc(object.cast().as_ptr(), memory_layout(capacity), layout.size())) {
                Some(moved) => object = moved.cast(),
                None => handle_alloc_error(layout),
            }
            (*object.as_ptr()).capacity = larger;
            account::add((*object.as_ptr()).header.instance(), larger - capacity);
        }
        bytes(object).add(len).copy_from_nonoverlapping(more.as_ptr(), more.len());
        (*object.as_ptr()).len = needed;
        let chars = &(*object.as_ptr()).chars;
        if chars.get() != UNKNOWN {
            chars.set(chars.get() + count_chars(more.as_bytes()));
        }
    }
    object
}

unsafe fn drop_str(object: NonNull<Header>) {
    // SAFETY: called once, for a dead string.
    unsafe {
        let capacity = (*object.cast::<HeapStr>().as_ptr()).capacity;
        free_growing(object.cast(), memory_layout(capacity));
    }
}
