//! Values of the host whose types implement a script's trait: as objects that scripts hold.

use super::class::payload;
use super::{Class, ClassShape, Dyn, Object, Reference, Trait, new_instance};
use crate::error::{self, Fallible};
use crate::text::Str;
use crate::writ::Writ;
use std::cell::Cell;
use std::fmt;
use std::ptr::NonNull;

/// A class that has a trait: implemented by generated code.
pub trait Has<D: Trait + ?Sized>: Class {}

/// Types of the host behind a trait: implemented by generated code for every type that implements the Rust trait.
pub trait Wraps<T: ?Sized>: Trait {
    /// The class of objects whose payload is a [`HostValue<T>`].
    const CLASS: &'static ClassShape;
}

/// The payload of an object around a value of the host.
pub struct HostValue<T: ?Sized> {
    /// Where the value is; none if it was only lent and the call to which it was lent is over.
    value: Cell<Option<NonNull<T>>>,
    owned: bool,
}

impl<T: ?Sized> HostValue<T> {
    /// Bytes of it.
    pub const SIZE: usize = size_of::<HostValue<T>>();
    /// Its alignment.
    pub const ALIGN: usize = align_of::<HostValue<T>>();
}

impl<T: ?Sized> Drop for HostValue<T> {
    fn drop(&mut self) {
        if let (true, Some(value)) = (self.owned, self.value.get()) {
            // SAFETY: an owned value came from a box.
            drop(unsafe { Box::from_raw(value.as_ptr()) });
        }
    }
}

impl<T: ?Sized> fmt::Debug for HostValue<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HostValue").field("owned", &self.owned).finish_non_exhaustive()
    }
}

fn new_object<D: Wraps<T> + ?Sized, T: ?Sized>(writ: &Writ, value: NonNull<T>, owned: bool) -> Dyn<D> {
    let class = <D as Wraps<T>>::CLASS;
    debug_assert!(class.size == HostValue::<T>::SIZE);
    let object = new_instance(class, writ.instance());
    // SAFETY: fresh memory for a `HostValue<T>`, and the reference that came with it.
    unsafe {
        payload(object).cast::<HostValue<T>>().write(HostValue { value: Cell::new(Some(value)), owned });
        Reference::assume(Object::from_raw(object))
    }
}

impl<D: Trait + ?Sized> Dyn<D> {
    /// Passes a host's value to scripts: an object that holds it and whose methods are those of its Rust trait.
    pub fn new<T: 'static>(writ: &mut Writ, value: T) -> Dyn<D>
    where
        D: Wraps<T>,
    {
        new_object(writ, NonNull::from(Box::leak(Box::new(value))), true)
    }
}

/// The host's value in an object of the class that wraps a `T`.
fn host_value<D: Trait + ?Sized, T: ?Sized>(object: &Dyn<D>) -> &HostValue<T> {
    // SAFETY: only called from the tables of that class, and for objects that were just made; the payload is changed through its cell alone.
    unsafe { &*payload(object.as_object().as_raw()).cast::<HostValue<T>>() }
}

/// Calls a method of a host's value that a script holds: for the tables of its class.
#[doc(hidden)]
pub fn call_host<T: ?Sized, D: Trait + ?Sized, R>(
    this: &Dyn<D>,
    writ: &mut Writ,
    call: impl FnOnce(&T, &mut Writ) -> Fallible<R>,
) -> Fallible<R> {
    let Some(value) = host_value::<D, T>(this).value.get() else { return Err(error::host_value_gone()) };
    let outer = writ.set_host_object(Some((value.cast(), this.as_object().clone())));
    // SAFETY: an owned value lives as long as the object, which the caller holds; one that is lent is taken away when the loan ends.
    let result = call(unsafe { value.as_ref() }, &mut writ.go_inside());
    writ.set_host_object(outer);
    result
}

/// Runs a script's default method on a value of the host: on the object around it, or on one that is made for the call.
#[doc(hidden)]
pub fn with_host_object<D: Wraps<T> + ?Sized, T: ?Sized, R>(
    value: &T,
    writ: &mut Writ,
    call: impl FnOnce(&Dyn<D>, &mut Writ) -> Fallible<R>,
) -> Fallible<R> {
    /// Takes the value away from the object, which scripts may have kept.
    struct Loan<D: Wraps<T> + ?Sized, T: ?Sized>(Dyn<D>, std::marker::PhantomData<*const T>);
    impl<D: Wraps<T> + ?Sized, T: ?Sized> Drop for Loan<D, T> {
        fn drop(&mut self) {
            host_value::<D, T>(&self.0).value.set(None);
        }
    }
    let place = NonNull::from(value);
    match writ.host_object() {
        Some((known, object)) if *known == place.cast() && Dyn::<D>::fits(object) => {
            let object = Reference::assume(object.clone());
            call(&object, writ)
        }
        _ => {
            let loan = Loan(new_object::<D, T>(writ, place, false), std::marker::PhantomData);
            call(&loan.0, writ)
        }
    }
}

/// How scripts show a value of the host: `<Barrel>`.
#[doc(hidden)]
pub fn show_host<T: ?Sized>() -> Str {
    let name = std::any::type_name::<T>();
    let name = name.split('<').next().unwrap_or(name);
    Str::from(format!("<{}>", name.rsplit("::").next().unwrap_or(name)))
}
