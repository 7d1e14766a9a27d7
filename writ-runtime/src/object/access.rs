//! What generated code does with objects: fields one at a time, by closures that capture nothing, and calls through tables.

use super::class::class_of;
use super::{Class, Maybe, Object, Ref, Reference};
use crate::error::{self, Fallible};
use crate::text::Str;
use crate::writ::Writ;
use std::mem::ManuallyDrop;
use std::ops::Deref;

/// The fields of an instance. A trait, so that its methods stand in nobody's way where a host calls a script's methods on a [`Ref`].
pub trait Fields<T: Class> {
    /// A field's value: `part` leads to it and captures nothing.
    fn get_field<R: Clone, F: FnOnce(&T) -> &R>(&self, part: F) -> R;
    /// A look at a field that is a reference, without counting it. Only good as long as nothing can change the field: generated code uses it at once.
    fn peek_field<R, F: FnOnce(&T) -> &R>(&self, part: F) -> Peek<R>;
    /// Writes a field; what was there is dropped after the write.
    fn set_field<R, F: FnOnce(&mut T) -> &mut R>(&self, part: F, value: R);
    /// `object.field op= by`: `change` makes the new value of the old one and `by`, and captures nothing either.
    fn update_field<R: Clone, V, F: FnOnce(&mut T) -> &mut R, G: FnOnce(R, V) -> R>(&self, part: F, change: G, by: V);
    /// `object.text ..= more`.
    fn append_field<F: FnOnce(&mut T) -> &mut Str>(&self, part: F, more: &str);
    /// The functions of its slots.
    fn slot_table(&self) -> &'static T::Table;
}

impl<T: Class> Fields<T> for Ref<T> {
    #[inline(always)]
    fn get_field<R: Clone, F: FnOnce(&T) -> &R>(&self, part: F) -> R {
        const { assert!(size_of::<F>() == 0, "the way to a field captures nothing") };
        // SAFETY: alive; `clone` and a closure without captures can't reach the object in another way.
        unsafe { part(&*self.place()).clone() }
    }

    #[inline(always)]
    fn peek_field<R, F: FnOnce(&T) -> &R>(&self, part: F) -> Peek<R> {
        const { assert!(size_of::<F>() == 0, "the way to a field captures nothing") };
        // SAFETY: as in `get_field`. The copy is never dropped, and is gone before the field changes: generated code runs nothing in between.
        unsafe { Peek::new(part(&*self.place())) }
    }

    #[inline(always)]
    fn set_field<R, F: FnOnce(&mut T) -> &mut R>(&self, part: F, value: R) {
        const { assert!(size_of::<F>() == 0, "the way to a field captures nothing") };
        // SAFETY: as in `get_field`; the old value is dropped when nothing refers into the object any more.
        drop(unsafe { std::mem::replace(part(&mut *self.place()), value) });
    }

    #[inline(always)]
    fn update_field<R: Clone, V, F: FnOnce(&mut T) -> &mut R, G: FnOnce(R, V) -> R>(&self, part: F, change: G, by: V) {
        const { assert!(size_of::<F>() + size_of::<G>() == 0, "the way to a field captures nothing") };
        // SAFETY: as in `get_field`.
        unsafe {
            let place = part(&mut *self.place());
            *place = change(place.clone(), by);
        }
    }

    #[inline]
    fn append_field<F: FnOnce(&mut T) -> &mut Str>(&self, part: F, more: &str) {
        const { assert!(size_of::<F>() == 0, "the way to a field captures nothing") };
        // SAFETY: as in `get_field`; `more` borrows no field, since nothing lends one out.
        unsafe { part(&mut *self.place()).append(more) };
    }

    #[inline(always)]
    fn slot_table(&self) -> &'static T::Table {
        // SAFETY: the table of a class begins with that of each class that it extends.
        unsafe { &*class_of(Reference::as_object(self).as_raw()).table.cast::<T::Table>() }
    }
}

/// A reference that owns no count.
#[derive(Debug)]
#[repr(transparent)]
pub struct Peek<R>(ManuallyDrop<R>);

impl<R> Peek<R> {
    /// Of what lies at a place.
    ///
    /// # Safety
    /// There is an `R`, and it stays there as long as the look lasts.
    #[inline(always)]
    pub unsafe fn new(place: *const R) -> Peek<R> {
        // SAFETY: the caller's promise; the copy is never dropped.
        Peek(unsafe { place.cast::<ManuallyDrop<R>>().read() })
    }
}

impl<R> Deref for Peek<R> {
    type Target = R;
    #[inline(always)]
    fn deref(&self) -> &R {
        &self.0
    }
}

/// A new instance. The value comes first: what makes it may need the instance.
#[inline]
pub fn new<T: Class>(value: T, writ: &Writ) -> Ref<T> {
    Ref::new(writ, value)
}

/// The same reference as one of another type, where the checker proved that the object is of it.
#[inline(always)]
pub fn handle<R: Reference>(reference: &impl Reference) -> &R {
    const { assert!(size_of::<R>() == size_of::<Object>()) };
    // SAFETY: all implementations of `Reference` are transparent wrappers of one `Object`.
    unsafe { &*std::ptr::from_ref(reference.as_object()).cast::<R>() }
}

/// `is T`.
#[inline]
pub fn is<R: Reference>(reference: &impl Reference) -> bool {
    R::fits(reference.as_object())
}

/// A field that `init` gives its value late.
///
/// # Errors
/// `Uninitialized`.
#[inline]
pub fn check_init<M: Maybe>(value: M, name: &str) -> Fallible<M::Value> {
    value.into_value().ok_or_else(|| error::uninitialized(name))
}

impl Reference for Object {
    #[inline]
    fn as_object(&self) -> &Object {
        self
    }
    #[inline]
    fn into_object(self) -> Object {
        self
    }
    #[inline]
    fn assume(object: Object) -> Object {
        object
    }
    #[inline]
    fn fits(_: &Object) -> bool {
        true
    }
}
