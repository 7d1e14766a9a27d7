//! The elements of an array, one at a time: what `array[i]` means.

use crate::error::{self, Fallible};
use crate::object::{Peek, Value};
use crate::text::Str;
use std::marker::PhantomData;

/// Where the elements of an array are. Generated code takes it before a loop in which nothing changes how many elements an array has, so that place
/// and length stand in registers; for a single access it is made and used at once.
#[derive(Debug)]
pub struct Elements<'a, T: Value> {
    first: *mut T,
    len: usize,
    /// The array stays alive.
    array: PhantomData<&'a T>,
}

impl<T: Value> Clone for Elements<'_, T> {
    #[inline]
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Value> Copy for Elements<'_, T> {}

impl<'a, T: Value> Elements<'a, T> {
    /// # Safety
    /// From `first` on there are `len` elements, as long as this is used.
    #[inline]
    pub(super) unsafe fn new(first: *mut T, len: usize) -> Elements<'a, T> {
        Elements { first, len, array: PhantomData }
    }

    /// How many.
    #[inline]
    #[expect(clippy::len_without_is_empty, reason = "scripts' `isEmpty` is a native; generated code has no other use for it")]
    pub fn len(&self) -> i64 {
        self.len as i64
    }

    /// The element at an index that is in bounds.
    #[inline]
    fn place(&self, index: i64) -> Option<*mut T> {
        // SAFETY: in bounds; a negative index is a very large one.
        ((index as u64) < self.len as u64).then(|| unsafe { self.first.add(index as usize) })
    }

    /// `array[i]`.
    ///
    /// # Errors
    /// `IndexOutOfBounds` if there is no such element.
    #[inline]
    pub fn get(&self, index: i64) -> Fallible<T> {
        match self.place(index) {
            // SAFETY: an element; `clone` doesn't reach into this array.
            Some(place) => Ok(unsafe { (*place).clone() }),
            None => Err(out_of_bounds(index, self.len)),
        }
    }

    /// The element, if there is one.
    #[inline]
    pub fn try_get(&self, index: i64) -> Option<T> {
        // SAFETY: as in `get`.
        self.place(index).map(|place| unsafe { (*place).clone() })
    }

    /// A look at an element that is a reference, without counting it: good as long as nothing takes it out of the array.
    ///
    /// # Errors
    /// `IndexOutOfBounds` if there is no such element.
    #[inline]
    pub fn peek(&self, index: i64) -> Fallible<Peek<T>> {
        self.try_peek(index).ok_or_else(|| out_of_bounds(index, self.len))
    }

    /// As `peek`, if there is such an element.
    #[inline]
    pub(super) fn try_peek(&self, index: i64) -> Option<Peek<T>> {
        // SAFETY: an element; generated code lets go of it before the array changes.
        self.place(index).map(|place| unsafe { Peek::new(place) })
    }

    /// `array[i] = value`.
    ///
    /// # Errors
    /// `IndexOutOfBounds` if there is no such element.
    #[inline]
    pub fn set(&self, index: i64, value: T) -> Fallible<()> {
        match self.place(index) {
            Some(place) => {
                // SAFETY: an element. What was there is dropped after the write, when nothing refers into the array.
                drop(unsafe { place.replace(value) });
                Ok(())
            }
            None => Err(out_of_bounds(index, self.len)),
        }
    }

    /// `array[i].x`: `part` leads from the element to a place in it and captures nothing.
    ///
    /// # Errors
    /// `IndexOutOfBounds` if there is no such element.
    #[inline]
    pub fn get_part<R: Value, F: FnOnce(&T) -> &R>(&self, index: i64, part: F) -> Fallible<R> {
        const { assert!(size_of::<F>() == 0, "the way into an element captures nothing") };
        match self.place(index) {
            // SAFETY: as in `get`; a closure without captures can't reach the array.
            Some(place) => Ok(unsafe { part(&*place).clone() }),
            None => Err(out_of_bounds(index, self.len)),
        }
    }

    /// `array[i].x = value`: `part` leads from the element to a place in it and captures nothing.
    ///
    /// # Errors
    /// `IndexOutOfBounds` if there is no such element.
    #[inline]
    pub fn set_part<R: Value, F: FnOnce(&mut T) -> &mut R>(&self, index: i64, part: F, value: R) -> Fallible<()> {
        const { assert!(size_of::<F>() == 0, "the way into an element captures nothing") };
        match self.place(index) {
            Some(place) => {
                // SAFETY: as in `get_part`; the old value is dropped when nothing refers into the array any more.
                drop(unsafe { std::mem::replace(part(&mut *place), value) });
                Ok(())
            }
            None => Err(out_of_bounds(index, self.len)),
        }
    }

    /// `array[i].x += by`: `part` as in `set_part`; `change` makes the new value of the old one and `by`, and captures nothing either.
    ///
    /// # Errors
    /// `IndexOutOfBounds` if there is no such element.
    #[inline]
    pub fn update_part<R: Value, V, F, G>(&self, index: i64, part: F, change: G, by: V) -> Fallible<()>
    where
        F: FnOnce(&mut T) -> &mut R,
        G: FnOnce(R, V) -> R,
    {
        const { assert!(size_of::<F>() + size_of::<G>() == 0, "the way into an element captures nothing") };
        match self.place(index) {
            Some(place) => {
                // SAFETY: as in `get_part`; closures without captures can't reach the array.
                unsafe {
                    let place = part(&mut *place);
                    *place = change(place.clone(), by);
                }
                Ok(())
            }
            None => Err(out_of_bounds(index, self.len)),
        }
    }

    /// `array[i].text ..= more`: `part` leads from the element to a string in it and captures nothing.
    ///
    /// # Errors
    /// `IndexOutOfBounds` if there is no such element.
    #[inline]
    pub fn append_part<F: FnOnce(&mut T) -> &mut Str>(&self, index: i64, part: F, more: &str) -> Fallible<()> {
        const { assert!(size_of::<F>() == 0, "the way into an element captures nothing") };
        match self.place(index) {
            Some(place) => {
                // SAFETY: as in `get_part`; `more` borrows no element, since nothing lends one out.
                unsafe { part(&mut *place).append(more) };
                Ok(())
            }
            None => Err(out_of_bounds(index, self.len)),
        }
    }

    /// As [`live`](Self::live), without counting the elements: for loops in which nothing takes one out of the array.
    #[inline]
    pub fn peeks(self) -> impl Iterator<Item = Peek<T>> {
        let mut next = 0;
        std::iter::from_fn(move || {
            let item = self.try_peek(next)?;
            next += 1;
            Some(item)
        })
    }

    /// The elements as they are in each turn of a loop.
    #[inline]
    pub fn live(self) -> impl Iterator<Item = T> {
        let mut next = 0;
        std::iter::from_fn(move || {
            let item = self.try_get(next)?;
            next += 1;
            Some(item)
        })
    }
}

/// Of two numbers and for all types, so that a loop which may fail keeps both in registers.
#[cold]
#[inline(never)]
fn out_of_bounds(index: i64, len: usize) -> Box<error::RuntimeError> {
    error::index_out_of_bounds(index, len)
}
