//! Arguments and results of natives between slots and Rust.

use crate::collections::{Array, Range};
use crate::object::{ElementLayout, Header, Res, Value};
use crate::text::Str;
use crate::vm::interp::Context;
use crate::vm::interp::memory::{object, object_bits};
use std::ptr::NonNull;

/// What can be read from the slots of an argument; references are borrowed.
pub(super) trait Argument {
    /// Reads it.
    ///
    /// # Safety
    /// Such a value is in the slots, and outlives what is made of it.
    unsafe fn read(slots: *const u64) -> Self;
}

/// What can be written to the slots of a result; references move.
pub(super) trait Give {
    /// Writes it.
    ///
    /// # Safety
    /// There is room.
    unsafe fn give(self, slots: *mut u64);
}

macro_rules! scalars {
    ($($ty:ty: |$slot:ident| $read:expr, |$value:ident| $write:expr;)*) => {$(
        impl Argument for $ty {
            unsafe fn read(slots: *const u64) -> $ty {
                // SAFETY: the caller's promise.
                let $slot = unsafe { *slots };
                $read
            }
        }

        impl Give for $ty {
            unsafe fn give(self, slots: *mut u64) {
                let $value = self;
                // SAFETY: the caller's promise.
                unsafe { *slots = $write }
            }
        }

        impl Give for Option<$ty> {
            unsafe fn give(self, slots: *mut u64) {
                // SAFETY: the caller's promise; an optional scalar has a slot for whether there is one.
                unsafe {
                    *slots = u64::from(self.is_some());
                    match self {
                        Some(value) => value.give(slots.add(1)),
                        None => *slots.add(1) = 0,
                    }
                }
            }
        }
    )*};
}

scalars! {
    i64: |slot| slot as i64, |value| value as u64;
    i32: |slot| slot as i32, |value| i64::from(value) as u64;
    f64: |slot| f64::from_bits(slot), |value| value.to_bits();
    f32: |slot| f32::from_bits(slot as u32), |value| u64::from(value.to_bits());
    bool: |slot| slot != 0, |value| u64::from(value);
}

impl Argument for &Str {
    unsafe fn read(slots: *const u64) -> Self {
        // SAFETY: the caller's promise.
        unsafe { Str::borrow_bits(&*slots) }
    }
}

impl Argument for Range {
    unsafe fn read(slots: *const u64) -> Range {
        // SAFETY: the caller's promise; its four fields.
        unsafe { Range { start: *slots as i64, end: *slots.add(1) as i64, inclusive: *slots.add(2) != 0, step: *slots.add(3) as i64 } }
    }
}

impl Argument for NonNull<Header> {
    unsafe fn read(slots: *const u64) -> Self {
        // SAFETY: the caller's promise: an object, which is never null.
        unsafe { object(*slots).unwrap_unchecked() }
    }
}

impl Give for () {
    unsafe fn give(self, _: *mut u64) {}
}

impl Give for std::convert::Infallible {
    unsafe fn give(self, _: *mut u64) {
        match self {}
    }
}

impl Give for Str {
    unsafe fn give(self, slots: *mut u64) {
        // SAFETY: the caller's promise.
        unsafe { *slots = self.into_bits() }
    }
}

impl Give for Option<Str> {
    unsafe fn give(self, slots: *mut u64) {
        // SAFETY: the caller's promise.
        unsafe { *slots = self.map_or(0, Str::into_bits) }
    }
}

/// What takes this number of slots.
pub(super) trait Slots {
    /// How many.
    const SLOTS: usize;
}

macro_rules! slots {
    ($($ty:ty: $slots:literal)*) => {$(
        impl Slots for $ty {
            const SLOTS: usize = $slots;
        }
    )*};
}

slots! { (): 0 i64: 1 bool: 1 Str: 1 }

impl<T: Value> Slots for Array<T> {
    const SLOTS: usize = 1;
}

impl<T: Give + Slots> Give for Res<T> {
    unsafe fn give(self, slots: *mut u64) {
        // SAFETY: the caller's promise; a slot says which it is, then come those of the value, then the message. What is not there is 0.
        unsafe {
            slots.write_bytes(0, T::SLOTS + 2);
            match self {
                Res::Success(value) => {
                    *slots = 1;
                    value.give(slots.add(1));
                }
                Res::Error(message) => message.give(slots.add(1 + T::SLOTS)),
            }
        }
    }
}

impl<T: Value> Give for Array<T> {
    unsafe fn give(self, slots: *mut u64) {
        // SAFETY: the caller's promise.
        unsafe { *slots = object_bits(self.into_object()) }
    }
}

impl Give for NonNull<Header> {
    unsafe fn give(self, slots: *mut u64) {
        // SAFETY: the caller's promise.
        unsafe { *slots = object_bits(self) }
    }
}

impl Give for Range {
    unsafe fn give(self, slots: *mut u64) {
        // SAFETY: the caller's promise.
        unsafe {
            *slots = self.start as u64;
            *slots.add(1) = self.end as u64;
            *slots.add(2) = u64::from(self.inclusive);
            *slots.add(3) = self.step as u64;
        }
    }
}

impl Context<'_> {
    /// The slots of an argument.
    pub(super) fn slots(&self, index: usize) -> *mut u64 {
        self.window.wrapping_add(usize::from(self.native.arguments[index]))
    }

    /// An argument.
    ///
    /// # Safety
    /// It has this type.
    pub(super) unsafe fn argument<A: Argument>(&self, index: usize) -> A {
        // SAFETY: the caller's promise.
        unsafe { A::read(self.slots(index)) }
    }

    /// Writes the result.
    ///
    /// # Safety
    /// It has this type.
    pub(super) unsafe fn give(&self, result: impl Give) {
        // SAFETY: the caller's promise.
        unsafe { result.give(self.window) }
    }

    /// Writes an `Optional` of a value in memory, which moves; null is the empty one.
    ///
    /// # Safety
    /// The result is an `Optional` of a value with this layout.
    pub(super) unsafe fn give_optional(&self, layout: &ElementLayout, value: *const u8) {
        // SAFETY: the caller's promise.
        unsafe {
            if value.is_null() {
                self.window.write_bytes(0, usize::from(self.native.results));
            } else {
                layout.load_slots(value, self.window.add(usize::from(self.native.tagged)));
                if self.native.tagged {
                    *self.window = 1;
                }
            }
        }
    }

    /// Writes an `Optional` with a copy of a value in memory; null is the empty one.
    ///
    /// # Safety
    /// As [`give_optional`](Self::give_optional).
    pub(super) unsafe fn give_copy(&self, layout: &ElementLayout, value: *const u8) {
        // SAFETY: the caller's promise; the copy's references move to the slots.
        unsafe {
            if value.is_null() {
                return self.give_optional(layout, value);
            }
            layout.copy_slots(value, self.window.add(usize::from(self.native.tagged)));
            if self.native.tagged {
                *self.window = 1;
            }
        }
    }
}

/// Memory for a value.
pub(super) struct Scratch {
    /// Of most keys and values: without an allocation.
    small: [u64; SMALL],
    /// Of larger ones.
    large: Vec<u64>,
}

/// Words that need no allocation.
const SMALL: usize = 4;

impl Scratch {
    pub(super) fn new(bytes: usize) -> Scratch {
        let words = bytes.div_ceil(8);
        Scratch { small: [0; SMALL], large: if words > SMALL { vec![0; words] } else { Vec::new() } }
    }

    /// Where the value is, as long as this is not moved.
    pub(super) fn memory(&mut self) -> *mut u8 {
        if self.large.is_empty() { self.small.as_mut_ptr().cast() } else { self.large.as_mut_ptr().cast() }
    }
}
