//! The typed array.

use super::elements::Elements;
use crate::error::Fallible;
use crate::object::{ElementLayout, Header, ObjectKind, Peek, Shape, Value, account, allocate, blank_object, free, release, retain};
use crate::text::Str;
use std::alloc::Layout;
use std::cell::UnsafeCell;
use std::fmt;
use std::marker::PhantomData;
use std::mem::ManuallyDrop;
use std::ptr::NonNull;

/// The payload of an array object: the parts of a `Vec` of its elements.
#[derive(Debug)]
#[repr(C)]
pub struct ArrayData {
    /// The first element; dangling if there is no room for any.
    pub elements: *mut u8,
    /// How many there are.
    pub len: usize,
    /// For how many there is room.
    pub capacity: usize,
}

/// An array object.
#[repr(C)]
pub(super) struct ArrayObject {
    header: Header,
    pub(super) data: UnsafeCell<ArrayData>,
}

/// A script's array: shared and mutable.
#[repr(transparent)]
pub struct Array<T: Value> {
    object: NonNull<ArrayObject>,
    elements: PhantomData<*mut T>,
}

impl<T: Value> Array<T> {
    const ELEMENT: &'static ElementLayout = &ElementLayout::of::<T>();
    const SHAPE: &'static Shape =
        &Shape { name: "Array", kind: ObjectKind::Array, element: Some(Self::ELEMENT), key: None, drop: drop_typed::<T> };

    /// An empty array.
    pub fn new() -> Array<T> {
        Array::from_vec(Vec::new())
    }

    /// What a field holds before `init` gives it its value: nobody looks into it.
    #[cold]
    pub fn blank() -> Array<T> {
        Array { object: blank_object().cast(), elements: PhantomData }
    }

    /// An array of these elements, which are not moved.
    pub fn from_vec(elements: Vec<T>) -> Array<T> {
        let mut elements = ManuallyDrop::new(elements);
        let data = ArrayData { elements: elements.as_mut_ptr().cast(), len: elements.len(), capacity: elements.capacity() };
        let array = Array { object: new_object(Self::SHAPE, data), elements: PhantomData };
        account::add(array.instance(), array.data().capacity.wrapping_mul(size_of::<T>()));
        array
    }

    /// The object.
    #[inline]
    pub fn as_object(&self) -> NonNull<Header> {
        self.object.cast()
    }

    /// The object, whose reference now belongs to the caller.
    pub fn into_object(self) -> NonNull<Header> {
        ManuallyDrop::new(self).object.cast()
    }

    /// An array from its object, with the reference that came with it.
    ///
    /// # Safety
    /// `object` is an array whose elements lie in memory as `T` does.
    pub unsafe fn from_object(object: NonNull<Header>) -> Array<T> {
        Array { object: object.cast(), elements: PhantomData }
    }

    #[inline]
    fn data(&self) -> &ArrayData {
        // SAFETY: alive; the returned reference is used for loads before anything else happens (only this module calls it).
        unsafe { &*self.object.as_ref().data.get() }
    }

    /// The elements, for code that runs nothing of a script meanwhile.
    #[inline]
    pub(crate) fn with_slice<R>(&self, look: impl FnOnce(&[T]) -> R) -> R {
        let data = self.data();
        // SAFETY: `len` elements lie there, and `look` neither runs scripts nor touches this array in another way.
        look(unsafe { std::slice::from_raw_parts(data.elements.cast::<T>(), data.len) })
    }

    /// The elements as a `Vec`, for code that runs nothing of a script meanwhile.
    #[inline]
    pub(crate) fn with_vec<R>(&self, change: impl FnOnce(&mut Vec<T>) -> R) -> R {
        /// Writes the parts back, also if `change` panics.
        struct Back<T>(*mut ArrayData, ManuallyDrop<Vec<T>>, u16, usize);
        impl<T> Drop for Back<T> {
            #[inline]
            fn drop(&mut self) {
                let capacity = self.1.capacity();
                if capacity != self.3 && size_of::<T>() > 0 {
                    account::add(self.2, capacity.wrapping_sub(self.3).wrapping_mul(size_of::<T>()));
                }
                let data = ArrayData { elements: self.1.as_mut_ptr().cast(), len: self.1.len(), capacity: self.1.capacity() };
                // SAFETY: the array is alive as long as the handle that `with_vec` borrows.
                unsafe { self.0.write(data) }
            }
        }
        let place = self.data_place();
        // SAFETY: the payload is a `Vec`'s parts; meanwhile the object is empty, so nobody else can reach the elements.
        let mut back = unsafe {
            let data = place.replace(ArrayData { elements: NonNull::<T>::dangling().as_ptr().cast(), len: 0, capacity: 0 });
            let elements = Vec::from_raw_parts(data.elements.cast::<T>(), data.len, data.capacity);
            Back(place, ManuallyDrop::new(elements), self.instance(), data.capacity)
        };
        change(&mut back.1)
    }

    /// For which instance it is counted.
    #[inline]
    fn instance(&self) -> u16 {
        // SAFETY: alive.
        unsafe { self.object.as_ref() }.header.instance()
    }

    #[inline]
    fn data_place(&self) -> *mut ArrayData {
        // SAFETY: alive.
        unsafe { self.object.as_ref().data.get() }
    }

    /// How many elements.
    #[inline]
    #[expect(clippy::len_without_is_empty, reason = "scripts' `isEmpty` is a native; generated code has no other use for it")]
    pub fn len(&self) -> i64 {
        self.data().len as i64
    }

    /// Where the elements are, for code in which nothing changes how many there are.
    #[inline]
    #[doc(hidden)]
    pub fn elements(&self) -> Elements<'_, T> {
        let data = self.data();
        // SAFETY: so many elements lie there, until the array's length changes.
        unsafe { Elements::new(data.elements.cast::<T>(), data.len) }
    }

    /// `array[i]`.
    ///
    /// # Errors
    /// `IndexOutOfBounds` if there is no such element.
    #[inline]
    pub fn get(&self, index: i64) -> Fallible<T> {
        self.elements().get(index)
    }

    /// A look at an element that is a reference, without counting it: good as long as nothing takes it out of the array.
    ///
    /// # Errors
    /// `IndexOutOfBounds` if there is no such element.
    #[inline]
    pub fn peek(&self, index: i64) -> Fallible<Peek<T>> {
        self.elements().peek(index)
    }

    /// As [`live`](Self::live), without counting the elements: for loops in which nothing takes one out of the array.
    #[inline]
    pub fn peeks(&self) -> impl Iterator<Item = Peek<T>> {
        let mut next = 0;
        std::iter::from_fn(move || {
            let item = self.elements().try_peek(next)?;
            next += 1;
            Some(item)
        })
    }

    /// The element, if there is one: for loops.
    #[inline]
    pub fn try_get(&self, index: i64) -> Option<T> {
        self.elements().try_get(index)
    }

    /// `array[i] = value`.
    ///
    /// # Errors
    /// `IndexOutOfBounds` if there is no such element.
    #[inline]
    pub fn set(&self, index: i64, value: T) -> Fallible<()> {
        self.elements().set(index, value)
    }

    /// `array[i].x`, as [`Elements::get_part`].
    ///
    /// # Errors
    /// `IndexOutOfBounds` if there is no such element.
    #[inline]
    pub fn get_part<R: Value, F: FnOnce(&T) -> &R>(&self, index: i64, part: F) -> Fallible<R> {
        self.elements().get_part(index, part)
    }

    /// `array[i].x = value`, as [`Elements::set_part`].
    ///
    /// # Errors
    /// `IndexOutOfBounds` if there is no such element.
    #[inline]
    pub fn set_part<R: Value, F: FnOnce(&mut T) -> &mut R>(&self, index: i64, part: F, value: R) -> Fallible<()> {
        self.elements().set_part(index, part, value)
    }

    /// `array[i].x += by`, as [`Elements::update_part`].
    ///
    /// # Errors
    /// `IndexOutOfBounds` if there is no such element.
    #[inline]
    pub fn update_part<R: Value, V, F, G>(&self, index: i64, part: F, change: G, by: V) -> Fallible<()>
    where
        F: FnOnce(&mut T) -> &mut R,
        G: FnOnce(R, V) -> R,
    {
        self.elements().update_part(index, part, change, by)
    }

    /// `array[i].text ..= more`, as [`Elements::append_part`].
    ///
    /// # Errors
    /// `IndexOutOfBounds` if there is no such element.
    #[inline]
    pub fn append_part<F: FnOnce(&mut T) -> &mut Str>(&self, index: i64, part: F, more: &str) -> Fallible<()> {
        self.elements().append_part(index, part, more)
    }

    /// The elements for a loop that looks at the array as it is in each turn: changes are seen, also of the length.
    #[inline]
    pub fn live(&self) -> Live<'_, T> {
        Live { array: self, next: 0 }
    }

    /// Adds an element at the end.
    #[inline]
    pub fn push(&self, value: T) {
        let place = self.data_place();
        // SAFETY: alive; growing runs no code of scripts; there is room after it.
        unsafe {
            if (*place).len == (*place).capacity {
                self.grow();
            }
            (*place).elements.cast::<T>().add((*place).len).write(value);
            (*place).len += 1;
        }
    }

    #[cold]
    #[inline(never)]
    fn grow(&self) {
        self.with_vec(|elements| elements.reserve(1));
    }

    /// Removes the last element.
    #[inline]
    pub fn pop(&self) -> Option<T> {
        let place = self.data_place();
        // SAFETY: alive; the element moves out, and the array no longer counts it.
        unsafe {
            let last = (*place).len.checked_sub(1)?;
            (*place).len = last;
            Some((*place).elements.cast::<T>().add(last).read())
        }
    }

    /// Whether both are the same array.
    #[inline]
    pub fn same(&self, other: &Array<T>) -> bool {
        self.object == other.object
    }

    /// A copy of the elements.
    pub fn to_vec(&self) -> Vec<T> {
        self.with_slice(<[T]>::to_vec)
    }
}

/// The elements of an array that may change meanwhile.
pub struct Live<'a, T: Value> {
    array: &'a Array<T>,
    next: i64,
}

impl<T: Value> Iterator for Live<'_, T> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        let item = self.array.try_get(self.next)?;
        self.next += 1;
        Some(item)
    }
}

/// A new array object.
pub(super) fn new_object(shape: &'static Shape, data: ArrayData) -> NonNull<ArrayObject> {
    let object = allocate(Layout::new::<ArrayObject>()).cast::<ArrayObject>();
    // SAFETY: fresh memory of that layout.
    unsafe { object.write(ArrayObject { header: Header::new(shape), data: UnsafeCell::new(data) }) };
    object
}

unsafe fn drop_typed<T>(object: NonNull<Header>) {
    let object = object.cast::<ArrayObject>();
    // SAFETY: called once, for a dead array of `T`.
    unsafe {
        let data = object.as_ref().data.get().read();
        account::subtract(object.as_ref().header.instance(), data.capacity.wrapping_mul(size_of::<T>()));
        drop(Vec::from_raw_parts(data.elements.cast::<T>(), data.len, data.capacity));
        free(object.cast(), Layout::new::<ArrayObject>());
    }
}

/// Gives an array object's own memory back.
///
/// # Safety
/// As [`free`]; the elements are dropped and their memory is given back.
pub(super) unsafe fn free_object(object: NonNull<ArrayObject>) {
    // SAFETY: the caller's promise.
    unsafe { free(object.cast(), Layout::new::<ArrayObject>()) }
}

impl<T: Value> Clone for Array<T> {
    #[inline]
    fn clone(&self) -> Array<T> {
        // SAFETY: alive; the copy owns the new reference.
        unsafe { retain(self.object.cast()) };
        Array { object: self.object, elements: PhantomData }
    }
}

impl<T: Value> Drop for Array<T> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: the reference that this handle owns.
        unsafe { release(self.object.cast()) }
    }
}

impl<T: Value> Default for Array<T> {
    fn default() -> Array<T> {
        Array::new()
    }
}

impl<T: Value> From<Vec<T>> for Array<T> {
    fn from(elements: Vec<T>) -> Array<T> {
        Array::from_vec(elements)
    }
}

impl<T: Value> FromIterator<T> for Array<T> {
    fn from_iter<I: IntoIterator<Item = T>>(elements: I) -> Array<T> {
        Array::from_vec(elements.into_iter().collect())
    }
}

impl<T: Value + fmt::Debug> fmt::Debug for Array<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.to_vec()).finish()
    }
}
