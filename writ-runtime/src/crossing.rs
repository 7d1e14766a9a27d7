//! What crosses from the VM to compiled code: arguments and results in memory.

#![allow(unsafe_code)] // Memory that the VM laid out.

use crate::object::Value;
use std::marker::PhantomData;

/// The arguments of a call and the place of its result, each laid out as compiled code has values of its type. The caller owns the arguments. It goes by
/// value, in registers: an instruction of the VM that lent one of its locals could not go on with the next one by a jump.
#[derive(Debug)]
pub struct Crossing<'a> {
    arguments: *const u8,
    result: *mut u8,
    lifetime: PhantomData<&'a mut u8>,
}

impl<'a> Crossing<'a> {
    /// For a call.
    ///
    /// # Safety
    /// `arguments` holds a value at each offset that the called thunk asks for, of its type; `result` has room for the result and the right
    /// alignment. Both last as long as `'a`.
    pub unsafe fn new(arguments: *const u8, result: *mut u8) -> Crossing<'a> {
        Crossing { arguments, result, lifetime: PhantomData }
    }

    /// The argument that lies `offset` bytes from the first.
    #[inline]
    pub fn argument<T: Value>(&self, offset: usize) -> &'a T {
        // SAFETY: the thunk was generated for the signature by which the VM laid the arguments out.
        unsafe { &*self.arguments.add(offset).cast::<T>() }
    }

    /// Takes the first argument, which the function changes, out of its place; with it the others, which begin `rest` bytes further on.
    #[inline]
    pub fn split_place<T: Value>(&self, rest: usize) -> (T, Crossing<'a>) {
        // SAFETY: as in `argument`; `put_back` follows, before anybody looks there again.
        let first = unsafe { self.arguments.cast::<T>().read() };
        (first, Crossing { arguments: self.arguments.wrapping_add(rest), result: self.result, lifetime: PhantomData })
    }

    /// Puts what [`Self::split_place`] took back into its place.
    #[inline]
    pub fn put_back<T: Value>(&mut self, first: T) {
        // SAFETY: the arguments of such a call lie in memory that may be written; what was there was taken out.
        unsafe { self.arguments.cast_mut().cast::<T>().write(first) }
    }

    /// Gives the result. Called once.
    #[inline]
    pub fn give<T: Value>(self, value: T) {
        // SAFETY: as in `argument`.
        unsafe { self.result.cast::<T>().write(value) }
    }
}
