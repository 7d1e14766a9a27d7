//! Arrays without their Rust type: what the VM works with.
//!
//! All functions are unsafe for one reason: `array` must be a live array object, and values must lie in memory as its element layout says.

use super::array::{ArrayData, ArrayObject, free_object, new_object};
use super::check_request;
use crate::error::Fallible;
use crate::object::{ElementLayout, Header, ObjectKind, Shape, account};
use std::alloc::{Layout, alloc, dealloc, handle_alloc_error, realloc};
use std::collections::HashMap;
use std::ptr::NonNull;
use std::sync::{LazyLock, Mutex, PoisonError};

/// The shape of arrays of such elements. Equal ones are made once and live for ever.
pub fn shape_of(element: &'static ElementLayout) -> &'static Shape {
    static INTERNED: LazyLock<Mutex<HashMap<usize, &'static Shape>>> = LazyLock::new(Mutex::default);
    let mut interned = INTERNED.lock().unwrap_or_else(PoisonError::into_inner);
    interned.entry(std::ptr::from_ref(element).addr()).or_insert_with(|| {
        Box::leak(Box::new(Shape { name: "Array", kind: ObjectKind::Array, element: Some(element), key: None, drop: drop_erased }))
    })
}

/// A new array with room for `capacity` elements.
pub fn new(shape: &'static Shape, capacity: usize) -> NonNull<Header> {
    let element = element_of(shape);
    let object = new_object(shape, ArrayData { elements: std::ptr::without_provenance_mut(element.align), len: 0, capacity: 0 });
    // SAFETY: just made.
    unsafe { reserve(object.cast(), capacity) };
    object.cast()
}

fn element_of(shape: &'static Shape) -> &'static ElementLayout {
    match shape.element {
        Some(element) => element,
        None => unreachable!("an array's shape has an element layout"),
    }
}

/// Pointer, length and capacity. The pointer is good until the next call that may change the array's length.
///
/// # Safety
/// A live array.
#[inline(always)]
pub unsafe fn data(array: NonNull<Header>) -> *mut ArrayData {
    // SAFETY: the caller's promise.
    unsafe { (*array.cast::<ArrayObject>().as_ptr()).data.get() }
}

/// How many elements.
///
/// # Safety
/// A live array.
#[inline(always)]
pub unsafe fn len(array: NonNull<Header>) -> usize {
    // SAFETY: the caller's promise.
    unsafe { (*data(array)).len }
}

/// The element layout.
///
/// # Safety
/// A live array.
#[inline]
pub unsafe fn element(array: NonNull<Header>) -> &'static ElementLayout {
    // SAFETY: the caller's promise.
    element_of(unsafe { array.as_ref() }.shape())
}

/// The address of an element; null if the index is out of bounds.
///
/// # Safety
/// A live array whose elements have this size.
#[inline(always)]
pub unsafe fn place(array: NonNull<Header>, index: i64, size: usize) -> *mut u8 {
    // SAFETY: in bounds; a negative index is a very large one.
    unsafe {
        let data = data(array);
        match (index as u64) < (*data).len as u64 {
            true => {
                let place = (*data).elements.add(index as usize * size);
                // Who asks whether it is null then asks once, for the length.
                std::hint::assert_unchecked(!place.is_null());
                place
            }
            false => std::ptr::null_mut(),
        }
    }
}

/// Makes room for more elements.
///
/// # Safety
/// A live array.
pub unsafe fn reserve(array: NonNull<Header>, more: usize) {
    // SAFETY: the caller's promise; block and layout belong together, as in a `Vec` of such elements.
    unsafe {
        let element = element(array);
        let data = data(array);
        let needed = (*data).len.saturating_add(more);
        if needed <= (*data).capacity {
            return;
        }
        if element.size == 0 {
            (*data).capacity = usize::MAX;
            return;
        }
        let capacity = larger(needed, (*data).capacity);
        let Some(layout) = block(element, capacity) else { handle_alloc_error(Layout::new::<ArrayData>()) };
        let elements = match block(element, (*data).capacity) {
            Some(old) if (*data).capacity > 0 => realloc((*data).elements, old, layout.size()),
            _ => alloc(layout),
        };
        if elements.is_null() {
            handle_alloc_error(layout);
        }
        account::add(array.as_ref().instance(), (capacity - (*data).capacity) * element.size);
        (*data).elements = elements;
        (*data).capacity = capacity;
    }
}

/// For how many elements there is room in an array that had to grow.
fn larger(needed: usize, capacity: usize) -> usize {
    needed.max(capacity.saturating_mul(2)).max(4)
}

/// How many bytes [`reserve`] allocates.
///
/// # Safety
/// A live array.
#[inline]
pub unsafe fn growth(array: NonNull<Header>, more: usize) -> usize {
    // SAFETY: the caller's promise.
    unsafe {
        let (len, capacity) = ((*data(array)).len, (*data(array)).capacity);
        let needed = len.saturating_add(more);
        if needed <= capacity { 0 } else { (larger(needed, capacity) - capacity).saturating_mul(element(array).size) }
    }
}

/// How many bytes [`new`] allocates.
pub fn size(element: &ElementLayout, capacity: usize) -> usize {
    let elements = if capacity == 0 { 0 } else { larger(capacity, 0).saturating_mul(element.size) };
    elements.saturating_add(size_of::<ArrayObject>())
}

fn block(element: &ElementLayout, capacity: usize) -> Option<Layout> {
    Layout::from_size_align(element.size.checked_mul(capacity)?, element.align).ok()
}

/// The place for one more element at the end, which now counts: the caller writes it at once.
///
/// # Safety
/// A live array.
#[inline]
pub unsafe fn push_place(array: NonNull<Header>, size: usize) -> *mut u8 {
    // SAFETY: the caller's promise; there is room after `reserve`.
    unsafe {
        let data = data(array);
        if (*data).len == (*data).capacity {
            reserve(array, 1);
        }
        let place = (*data).elements.add((*data).len * size);
        (*data).len += 1;
        place
    }
}

/// Takes the last element out: its address, good until the next change. Null if there is none. The reference in it moves to the caller.
///
/// # Safety
/// A live array whose elements have this size.
#[inline]
pub unsafe fn pop_place(array: NonNull<Header>, size: usize) -> *mut u8 {
    // SAFETY: the caller's promise.
    unsafe {
        let data = data(array);
        if (*data).len == 0 {
            return std::ptr::null_mut();
        }
        (*data).len -= 1;
        (*data).elements.add((*data).len * size)
    }
}

/// The place for one more element before the one at `index` (or at the end): the caller writes it at once.
///
/// # Safety
/// A live array; `index` is at most its length.
pub unsafe fn insert_place(array: NonNull<Header>, index: usize) -> *mut u8 {
    // SAFETY: the caller's promise; the elements behind move up by one.
    unsafe {
        reserve(array, 1);
        let (data, size) = (data(array), element(array).size);
        let place = (*data).elements.add(index * size);
        std::ptr::copy(place, place.add(size), ((*data).len - index) * size);
        (*data).len += 1;
        place
    }
}

/// Moves the element at `index` to `to` (with its references) and closes the gap.
///
/// # Safety
/// A live array; `index` is below its length; `to` has room.
pub unsafe fn remove(array: NonNull<Header>, index: usize, to: *mut u8) {
    // SAFETY: the caller's promise.
    unsafe {
        let (data, size) = (data(array), element(array).size);
        let place = (*data).elements.add(index * size);
        std::ptr::copy_nonoverlapping(place, to, size);
        (*data).len -= 1;
        std::ptr::copy(place.add(size), place, ((*data).len - index) * size);
    }
}

/// Shortens the array to `len` elements, if it has more.
///
/// # Safety
/// A live array.
pub unsafe fn truncate(array: NonNull<Header>, len: usize) {
    // SAFETY: the elements behind count no longer before they are dropped.
    unsafe {
        let (data, element) = (data(array), element(array));
        let old = (*data).len;
        if len < old {
            (*data).len = len;
            element.drop_values((*data).elements.add(len * element.size), old - len);
        }
    }
}

/// Empties the array.
///
/// # Safety
/// A live array.
pub unsafe fn clear(array: NonNull<Header>) {
    // SAFETY: the caller's promise.
    unsafe { truncate(array, 0) }
}

/// Appends copies of elements of another array (or of this one) that are in bounds.
///
/// # Safety
/// Live arrays of the same elements; `start + count` is at most `from`'s length.
pub unsafe fn append(array: NonNull<Header>, from: NonNull<Header>, start: usize, count: usize) {
    // SAFETY: the caller's promise; the source's address is taken after there is room, which may have moved it.
    unsafe {
        reserve(array, count);
        let element = element(array);
        let to = (*data(array)).elements.add((*data(array)).len * element.size);
        element.clone_values((*data(from)).elements.add(start * element.size), to, count);
        (*data(array)).len += count;
    }
}

/// A new array with copies of elements that are in bounds.
///
/// # Safety
/// A live array; `start + count` is at most its length.
pub unsafe fn slice(array: NonNull<Header>, start: usize, count: usize) -> NonNull<Header> {
    // SAFETY: the caller's promise. The new array has the VM's shape for these elements or the same typed one: both drop them alike.
    unsafe {
        let copy = new(array.as_ref().shape(), count);
        append(copy, array, start, count);
        copy
    }
}

/// Lengthens the array with copies of a value, or shortens it.
///
/// # Safety
/// A live array; `value` lies outside of it.
///
/// # Errors
/// `OutOfMemory` for more than any limit allows.
pub unsafe fn resize(array: NonNull<Header>, len: usize, value: *const u8) -> Fallible<()> {
    // SAFETY: the caller's promise.
    unsafe {
        let element = element(array);
        check_request(len, element.size)?;
        truncate(array, len);
        let more = len - self::len(array);
        reserve(array, more);
        if more == 0 {
            return Ok(());
        }
        // What is there is copied again, twice as many each time.
        let data = data(array);
        let first = (*data).elements.add((*data).len * element.size);
        element.clone_values(value, first, 1);
        (*data).len += 1;
        let mut filled = 1;
        while filled < more {
            let count = filled.min(more - filled);
            element.clone_values(first, first.add(filled * element.size), count);
            (*data).len += count;
            filled += count;
        }
    }
    Ok(())
}

/// Exchanges two elements that are in bounds.
///
/// # Safety
/// A live array; both indices are below its length.
pub unsafe fn swap(array: NonNull<Header>, first: usize, second: usize) {
    // SAFETY: the caller's promise; the same place twice is skipped.
    unsafe {
        let (data, size) = (data(array), element(array).size);
        if first != second {
            std::ptr::swap_nonoverlapping((*data).elements.add(first * size), (*data).elements.add(second * size), size);
        }
    }
}

/// Reverses the order.
///
/// # Safety
/// A live array.
pub unsafe fn reverse(array: NonNull<Header>) {
    // SAFETY: the caller's promise.
    unsafe {
        let len = len(array);
        for index in 0..len / 2 {
            swap(array, index, len - 1 - index);
        }
    }
}

unsafe fn drop_erased(object: NonNull<Header>) {
    // SAFETY: called once, for a dead array. Its elements count no longer before they are dropped.
    unsafe {
        let element = element(object);
        truncate(object, 0);
        let data = data(object).read();
        if data.capacity > 0
            && element.size > 0
            && let Some(layout) = block(element, data.capacity)
        {
            account::subtract(object.as_ref().instance(), layout.size());
            dealloc(data.elements, layout);
        }
        free_object(object.cast());
    }
}
