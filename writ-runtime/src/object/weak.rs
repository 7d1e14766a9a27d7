//! References that don't keep their object alive.

use super::{Header, Object, Ref, Reference, release_weak_object, retain, retain_weak};
use std::fmt;
use std::marker::PhantomData;
use std::ptr::NonNull;

/// A reference that does not keep its object alive; `R` is the one that does: [`Ref`] or [`Dyn`](super::Dyn).
///
/// ```
/// # #[cfg(all(feature = "vm", feature = "macros"))] {
/// use writ_runtime::{Ref, WeakRef, Writ, WritType};
///
/// #[derive(WritType)]
/// struct Bird {
///     pub height: f32,
/// }
///
/// let writ = Writ::new();
/// let bird = Ref::new(&writ, Bird { height: 1.0 });
/// let weak: WeakRef<Bird> = bird.downgrade();
/// assert!(weak.get().is_some());
/// drop(bird);
/// assert!(weak.get().is_none());
/// # }
/// ```
#[repr(transparent)]
pub struct Weak<R: Reference> {
    header: NonNull<Header>,
    strong: PhantomData<(R, *const ())>,
}

/// A weak reference to an instance of a class: `WeakRef<Player>`.
pub type WeakRef<T> = Weak<Ref<T>>;

impl<R: Reference> Weak<R> {
    /// To the object of a reference.
    #[inline]
    pub fn new(reference: &R) -> Weak<R> {
        let header = reference.as_object().as_raw();
        // SAFETY: alive; the new handle owns the weak reference.
        unsafe { retain_weak(header) };
        Weak { header, strong: PhantomData }
    }

    /// The object, if it is still alive and the host did not destroy it.
    #[inline]
    pub fn get(&self) -> Option<R> {
        // SAFETY: the memory is there as long as there are weak references; a count of 0 says that the object is dead.
        unsafe {
            if self.header.as_ref().count() == 0 || self.header.as_ref().is_gone() {
                return None;
            }
            retain(self.header);
            Some(R::assume(Object::from_raw(self.header)))
        }
    }

    /// The object's address, which no other has as long as this reference is there.
    pub(crate) fn address(&self) -> usize {
        self.header.as_ptr().addr()
    }

    /// Whether both are to the same object.
    #[inline]
    pub fn same(&self, other: &Weak<R>) -> bool {
        self.header == other.header
    }

    /// What a field holds before `init` gives it its value: nobody reads it.
    #[cold]
    pub fn blank() -> Weak<R> {
        Weak::new(&R::blank())
    }
}

impl<R: Reference> Clone for Weak<R> {
    #[inline]
    fn clone(&self) -> Weak<R> {
        // SAFETY: the memory is there as long as this weak reference.
        unsafe { retain_weak(self.header) };
        Weak { header: self.header, strong: PhantomData }
    }
}

impl<R: Reference> Drop for Weak<R> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: the weak reference that this handle owns, to an instance.
        unsafe { release_weak_object(self.header) }
    }
}

impl<R: Reference> PartialEq for Weak<R> {
    fn eq(&self, other: &Weak<R>) -> bool {
        self.same(other)
    }
}

impl<R: Reference> fmt::Debug for Weak<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.get().is_some() { "Weak(alive)" } else { "Weak(gone)" })
    }
}
