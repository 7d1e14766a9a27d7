//! Variables that closures share, module variables, boxes.

use crate::depth::{RED_ZONE, STACK_PIECE};
use crate::error::{self, Fallible};
use crate::natives::dictionary::Key;
use crate::object::{ElementLayout, Header, ObjectKind, Shape, Value, allocate, free, release, retain};
use crate::text::Str;
use std::alloc::Layout;
use std::cell::UnsafeCell;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::ops::Deref;
use std::ptr::NonNull;

/// A counted object with one value; lies in memory as the VM's record of that layout.
#[repr(C)]
struct One<T> {
    header: Header,
    value: UnsafeCell<T>,
}

fn new_one<T>(shape: &'static Shape, value: T) -> NonNull<One<T>> {
    let object = allocate(Layout::new::<One<T>>()).cast::<One<T>>();
    // SAFETY: fresh memory of that layout.
    unsafe { object.write(One { header: Header::new(shape), value: UnsafeCell::new(value) }) };
    object
}

unsafe fn drop_one<T>(object: NonNull<Header>) {
    let object = object.cast::<One<T>>();
    // SAFETY: called once, for a dead object of that type.
    unsafe {
        object.as_ref().value.get().drop_in_place();
        free(object.cast(), Layout::new::<One<T>>());
    }
}

/// Reads a place whose value `clone` can't reach.
///
/// # Safety
/// `place` holds a value, and nobody else changes it meanwhile.
#[inline]
unsafe fn read<T: Clone>(place: *mut T) -> T {
    // SAFETY: the caller's promise.
    unsafe { (*place).clone() }
}

macro_rules! handle {
    ($name:ident, $kind:literal, $object_kind:ident, $bound:path, $layout:ident) => {
        impl<T: $bound> $name<T> {
            const SHAPE: &'static Shape = &Shape {
                name: $kind,
                kind: ObjectKind::$object_kind,
                element: Some(const { &ElementLayout::$layout::<T>() }),
                key: None,
                drop: drop_one::<T>,
            };

            /// With this value.
            pub fn new(value: T) -> $name<T> {
                $name { object: new_one(Self::SHAPE, value), value: PhantomData }
            }

            #[inline]
            fn place(&self) -> *mut T {
                // SAFETY: alive.
                unsafe { self.object.as_ref().value.get() }
            }

            /// Whether both are the same object.
            #[inline]
            pub fn same(&self, other: &$name<T>) -> bool {
                self.object == other.object
            }
        }

        impl<T: $bound> Clone for $name<T> {
            #[inline]
            fn clone(&self) -> $name<T> {
                // SAFETY: alive; the copy owns the new reference.
                unsafe { retain(self.object.cast()) };
                $name { object: self.object, value: PhantomData }
            }
        }

        impl<T: $bound> Drop for $name<T> {
            #[inline]
            fn drop(&mut self) {
                // SAFETY: the reference that this handle owns.
                unsafe { release(self.object.cast()) }
            }
        }
    };
}

/// Hash and equality of what nests deeper than the native stack has room for go on on a piece of the heap.
fn with_stack<R>(look: impl FnOnce() -> R) -> R {
    stacker::maybe_grow(RED_ZONE, STACK_PIECE, look)
}

macro_rules! boxed {
    ($(#[$doc:meta])* $name:ident, $bound:path, $layout:ident) => {
        $(#[$doc])*
        #[repr(transparent)]
        pub struct $name<T: $bound> {
            object: NonNull<One<T>>,
            value: PhantomData<(*mut T, T)>,
        }

        handle!($name, "Boxed", Boxed, $bound, $layout);

        impl<T: $bound> Deref for $name<T> {
            type Target = T;
            #[inline]
            fn deref(&self) -> &T {
                // SAFETY: alive, and never changed.
                unsafe { &*self.place() }
            }
        }

        impl<T: $bound> From<T> for $name<T> {
            fn from(value: T) -> $name<T> {
                $name::new(value)
            }
        }

        impl<T: $bound + PartialEq> PartialEq for $name<T> {
            fn eq(&self, other: &$name<T>) -> bool {
                with_stack(|| **self == **other)
            }
        }

        impl<T: $bound + Eq> Eq for $name<T> {}

        impl<T: $bound + Hash> Hash for $name<T> {
            fn hash<H: Hasher>(&self, state: &mut H) {
                with_stack(|| (**self).hash(state));
            }
        }

        impl<T: $bound + fmt::Debug> fmt::Debug for $name<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                with_stack(|| (**self).fmt(f))
            }
        }
    };
}

boxed!(
    /// A value that does not change, on the heap: payloads of recursive enums.
    Boxed,
    Value,
    of
);
boxed!(
    /// As [`Boxed`], of enums that can be keys of dictionaries: their hash and equality can be asked for where only the object is known.
    BoxedKey,
    Key,
    of_key
);

/// A variable that closures share.
#[repr(transparent)]
pub struct Cell<T: Value> {
    object: NonNull<One<T>>,
    value: PhantomData<(*mut T, T)>,
}

handle!(Cell, "Cell", Cell, Value, of);

impl<T: Value> Cell<T> {
    /// The value.
    #[inline]
    pub fn get(&self) -> T {
        // SAFETY: a value is there; `clone` doesn't reach into the cell.
        unsafe { read(self.place()) }
    }

    /// Assigns.
    #[inline]
    pub fn set(&self, value: T) {
        // SAFETY: the old value is dropped after the write, when nothing refers into the cell.
        drop(unsafe { self.place().replace(value) });
    }

    /// A part of the value; `part` captures nothing.
    #[inline]
    pub fn get_part<R: Value, F: FnOnce(&T) -> &R>(&self, part: F) -> R {
        const { assert!(size_of::<F>() == 0, "the way into a value captures nothing") };
        // SAFETY: a closure without captures can't reach the cell.
        unsafe { part(&*self.place()).clone() }
    }

    /// Appends to a string in the value; `part` captures nothing.
    #[inline]
    pub fn append_part<F: FnOnce(&mut T) -> &mut Str>(&self, part: F, more: &str) {
        const { assert!(size_of::<F>() == 0, "the way into a value captures nothing") };
        // SAFETY: as above; `more` borrows nothing in the cell, since nothing lends it out.
        unsafe { part(&mut *self.place()).append(more) }
    }

    /// Assigns a part of the value; `part` captures nothing.
    #[inline]
    pub fn set_part<R: Value, F: FnOnce(&mut T) -> &mut R>(&self, part: F, value: R) {
        const { assert!(size_of::<F>() == 0, "the way into a value captures nothing") };
        // SAFETY: as above; the old value is dropped when nothing refers into the cell any more.
        drop(unsafe { std::mem::replace(part(&mut *self.place()), value) });
    }
}

impl<T: Value + fmt::Debug> fmt::Debug for Cell<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Cell").field(&self.get()).finish()
    }
}

/// A module variable of a compiled program: empty until its declaration ran.
pub struct Global<T: Value> {
    value: UnsafeCell<Option<T>>,
}

impl<T: Value> Global<T> {
    /// Empty.
    pub const fn new() -> Global<T> {
        Global { value: UnsafeCell::new(None) }
    }

    /// The first value, or a new one if the module runs again.
    #[inline]
    pub fn init(&self, value: T) {
        // SAFETY: the old value is dropped after the write, when nothing refers into the variable.
        drop(unsafe { self.value.get().replace(Some(value)) });
    }

    /// The value, if the declaration ran.
    #[inline]
    pub fn try_get(&self) -> Option<T> {
        // SAFETY: `clone` doesn't reach into the variable.
        unsafe { read(self.value.get()) }
    }

    /// The value. The checker proved that it is there; what it proved wrongly would be a panic here.
    #[inline]
    pub fn get(&self) -> T {
        match self.try_get() {
            Some(value) => value,
            None => unreachable!("the checker proved that this variable has a value"),
        }
    }

    /// The value, or the error `Uninitialized`.
    ///
    /// # Errors
    /// `Uninitialized` if it has no value yet.
    #[inline]
    pub fn get_checked(&self, name: &str) -> Fallible<T> {
        self.try_get().ok_or_else(|| error::uninitialized(name))
    }

    /// The error `Uninitialized` if there is no value yet.
    ///
    /// # Errors
    /// `Uninitialized` if it has no value yet.
    #[inline]
    pub fn check(&self, name: &str) -> Fallible<()> {
        // SAFETY: only looks whether there is one.
        if unsafe { (*self.value.get()).is_some() } { Ok(()) } else { Err(error::uninitialized(name)) }
    }

    /// Where the value lies, for the VM; the error `Uninitialized` if there is none yet.
    ///
    /// # Errors
    /// `Uninitialized` if it has no value yet.
    pub fn address(&self, name: &str) -> Fallible<*mut u8> {
        // SAFETY: the address of what is there; nothing is read.
        match unsafe { &mut *self.value.get() } {
            Some(value) => Ok(std::ptr::from_mut(value).cast()),
            None => Err(error::uninitialized(name)),
        }
    }

    /// Assigns.
    #[inline]
    pub fn set(&self, value: T) {
        self.init(value);
    }

    /// A part of the value, which is there; `part` captures nothing.
    #[inline]
    pub fn get_part<R: Value, F: FnOnce(&T) -> &R>(&self, part: F) -> R {
        const { assert!(size_of::<F>() == 0, "the way into a value captures nothing") };
        // SAFETY: a closure without captures can't reach the variable.
        match unsafe { &*self.value.get() } {
            Some(value) => part(value).clone(),
            None => unreachable!("the checker proved that this variable has a value"),
        }
    }

    /// Appends to a string in the value, which is there; `part` captures nothing.
    #[inline]
    pub fn append_part<F: FnOnce(&mut T) -> &mut Str>(&self, part: F, more: &str) {
        const { assert!(size_of::<F>() == 0, "the way into a value captures nothing") };
        // SAFETY: as above; `more` borrows nothing in the variable, since nothing lends it out.
        match unsafe { &mut *self.value.get() } {
            Some(value) => part(value).append(more),
            None => unreachable!("the checker proved that this variable has a value"),
        }
    }

    /// Assigns a part of the value, which is there; `part` captures nothing.
    #[inline]
    pub fn set_part<R: Value, F: FnOnce(&mut T) -> &mut R>(&self, part: F, value: R) {
        const { assert!(size_of::<F>() == 0, "the way into a value captures nothing") };
        // SAFETY: as above; the old value is dropped when nothing refers into the variable any more.
        let old = match unsafe { &mut *self.value.get() } {
            Some(place) => std::mem::replace(part(place), value),
            None => unreachable!("the checker proved that this variable has a value"),
        };
        drop(old);
    }
}

impl<T: Value> Default for Global<T> {
    fn default() -> Global<T> {
        Global::new()
    }
}

impl<T: Value + fmt::Debug> fmt::Debug for Global<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Global").field(&self.try_get()).finish()
    }
}
