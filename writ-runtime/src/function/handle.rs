//! Function values of any type, as a host has them that got them from a script.

use super::shape::FunctionShape;
use super::value::{Function, show};
use crate::host::{Exposed, FunctionParameters, key};
use crate::object::{Header, Value, release, retain};
use std::fmt;
use std::marker::PhantomData;
use std::ptr::NonNull;
use std::rc::Rc;

/// A function value that knows its type.
pub struct FunctionHandle {
    object: NonNull<Header>,
    ty: Rc<str>,
    /// Counts are not atomic.
    not_send: PhantomData<*const ()>,
}

impl FunctionHandle {
    /// From a function value, whose reference the handle takes over. `ty` is its type as `ir::Program::type_key` names it.
    ///
    /// # Safety
    /// `object` is a live function value of that type.
    pub(crate) unsafe fn from_raw(object: NonNull<Header>, ty: &str) -> FunctionHandle {
        FunctionHandle { object, ty: ty.into(), not_send: PhantomData }
    }

    /// The object; the handle keeps its reference.
    pub(crate) fn as_raw(&self) -> NonNull<Header> {
        self.object
    }

    /// Its type: `(int, string) -> bool`.
    pub fn ty(&self) -> &str {
        &self.ty
    }

    /// Whether an instance can call it: functions of the VM run in their own, those of compiled code and of the host in any.
    pub(crate) fn runs_in(&self, instance: u16) -> bool {
        // SAFETY: alive, and a function value.
        unsafe { self.object.as_ref().instance() == instance || FunctionShape::of(self.object).thunk.is_some() }
    }

    /// As scripts show it: `<function name>`, `<lambda>`.
    pub fn text(&self) -> String {
        // SAFETY: alive, and a function value.
        unsafe { show(self.object) }
    }

    /// As a function that can be called, if it is one of this type.
    pub fn typed<A: ParameterTypes, R: MemoryType>(&self) -> Option<Function<A, R>> {
        if *self.ty != *function_type::<A, R>() {
            return None;
        }
        // SAFETY: of that type; the new handle owns the new reference.
        unsafe {
            retain(self.object);
            Some(Function::from_object(self.object))
        }
    }
}

impl<A: ParameterTypes, R: MemoryType> From<Function<A, R>> for FunctionHandle {
    fn from(function: Function<A, R>) -> FunctionHandle {
        // SAFETY: of that type, with its reference.
        unsafe { FunctionHandle::from_raw(function.into_object(), &function_type::<A, R>()) }
    }
}

impl Clone for FunctionHandle {
    fn clone(&self) -> FunctionHandle {
        // SAFETY: alive; the copy owns the new reference.
        unsafe { retain(self.object) };
        FunctionHandle { object: self.object, ty: Rc::clone(&self.ty), not_send: PhantomData }
    }
}

impl Drop for FunctionHandle {
    fn drop(&mut self) {
        // SAFETY: the reference that this handle owns.
        unsafe { release(self.object) }
    }
}

impl PartialEq for FunctionHandle {
    fn eq(&self, other: &FunctionHandle) -> bool {
        self.object == other.object
    }
}

impl fmt::Debug for FunctionHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

/// A Rust type that lies in memory as one of scripts.
pub trait MemoryType: Exposed<Script = Self> + Value {}

impl<T: Exposed<Script = T> + Value> MemoryType for T {}

/// The parameters of a function, a tuple: `(i64, Str)`.
pub trait ParameterTypes: FunctionParameters {}

impl<P: FunctionParameters> ParameterTypes for P {}

/// The type of a function, as `ir::Program::type_key` names it.
pub(crate) fn function_type<A: ParameterTypes, R: MemoryType>() -> String {
    key(|| format!("({}) -> {}", A::type_names().join(", "), R::type_name()))
}
