//! Programs that are compiled into the host, as the VM uses them: scripts that are loaded at run time import their modules, call their functions,
//! make and extend their classes.
//!
//! Generated code describes itself by these tables. Nothing is converted: the VM lays values out as compiled code does, so what crosses a call is
//! memory. Everything is matched by name: a function by its path and name, a class by its path and name with type arguments, a slot by
//! the name of the method.
//!
//! * [`LinkedProgram`] and its parts — what generated code says of itself
//! * [`call_method`], `call_closure` — from compiled code into the VM

#![allow(unsafe_code)] // Arguments and results cross as memory.

#[cfg(feature = "vm")]
use crate::collections::Array;
use crate::crossing::Crossing;
use crate::depth::Depth;
use crate::error::{self, Fallible};
#[cfg(feature = "vm")]
use crate::object::{AnyRef, Res, Tuple4};
use crate::object::{ClassShape, Header, Method, Object, Thunk, TraitShape, Value};
#[cfg(feature = "vm")]
use crate::text::Str;
use crate::writ::Writ;
use std::mem::MaybeUninit;
use std::ptr::NonNull;

/// A program that is compiled into the host.
#[derive(Debug)]
pub struct LinkedProgram {
    /// Its modules, dependencies first.
    pub modules: &'static [LinkedModule],
    /// Its functions and methods that scripts can call.
    pub functions: &'static [LinkedFunction],
    /// Its module variables and static fields.
    pub globals: &'static [LinkedGlobal],
    /// Its classes, box classes too.
    pub classes: &'static [LinkedClass],
    /// Its traits.
    pub traits: &'static [LinkedTrait],
    /// The types of its function values.
    pub function_types: &'static [LinkedFunctionType],
}

/// A module.
#[derive(Debug)]
pub struct LinkedModule {
    /// The path by which scripts import it, without `.writ`.
    pub path: &'static str,
    /// The source that was compiled.
    pub source: &'static str,
}

/// A function.
#[derive(Debug)]
pub struct LinkedFunction {
    /// `game::createSword`, `game::Monster.roar`: as `ir::Program::function_key` names it.
    pub key: &'static str,
    /// Calls it.
    pub thunk: Thunk,
}

/// A module variable or static field.
#[derive(Debug)]
pub struct LinkedGlobal {
    /// `game::score`, `game::Monster.count`.
    pub key: &'static str,
    /// Where its value lies in an instance; an error if it has none yet.
    pub address: fn(&mut Writ) -> Fallible<*mut u8>,
}

/// A class.
#[derive(Debug)]
pub struct LinkedClass {
    /// `game::Monster`, `game::Stack<int>`, `any<int>`.
    pub key: &'static str,
    /// The class.
    pub shape: &'static ClassShape,
    /// Bytes of its typed table.
    pub table_size: usize,
    /// The slots that compiled code calls through the table: what to put there in a class of the VM.
    pub overrides: &'static [LinkedSlot],
    /// Writes a payload whose fields have no values yet.
    pub blank: BlankFn,
}

/// Writes an instance's payload whose fields have no values yet: `init` gives them theirs.
#[derive(Clone, Copy, Debug)]
pub struct BlankFn(unsafe fn(*mut u8, fn()), fn());

impl BlankFn {
    /// By a function that gives one.
    pub const fn new<T>(make: fn() -> T) -> BlankFn {
        unsafe fn write<T>(place: *mut u8, make: fn()) {
            // SAFETY: `new` stored this function with a `fn() -> T`.
            unsafe {
                let make: fn() -> T = std::mem::transmute(make);
                place.cast::<T>().write(make());
            }
        }
        // SAFETY: function pointers are alike; `write` turns it back before it is called.
        BlankFn(write::<T>, unsafe { std::mem::transmute::<fn() -> T, fn()>(make) })
    }

    /// Writes it.
    ///
    /// # Safety
    /// `place` has room for a payload of the class, and its alignment.
    pub unsafe fn write(self, place: *mut u8) {
        // SAFETY: the caller's promise.
        unsafe { (self.0)(place, self.1) }
    }
}

/// An entry of a typed table.
#[derive(Debug)]
pub struct LinkedSlot {
    /// The method's name.
    pub name: &'static str,
    /// Bytes from the table's start.
    pub offset: usize,
    /// A function of the entry's type that calls the object's method through [`call_method`] or [`call_trait_method`].
    pub function: *const (),
}

/// A trait.
#[derive(Debug)]
pub struct LinkedTrait {
    /// `game::Damageable`.
    pub key: &'static str,
    /// The trait.
    pub definition: &'static TraitShape,
    /// Bytes of its typed table.
    pub table_size: usize,
    /// Its methods.
    pub methods: &'static [LinkedSlot],
}

/// A type of function values.
#[derive(Debug)]
pub struct LinkedFunctionType {
    /// `(int, game::Monster) -> string`, as `ir::Program::type_key` names it.
    pub key: &'static str,
    /// What calls a function value of the VM: `Function::<(i64,), Str>::SCRIPT`.
    pub invoke: *const (),
}

// SAFETY: functions; nothing is ever changed.
unsafe impl Sync for LinkedSlot {}
// SAFETY: as above.
unsafe impl Sync for LinkedFunctionType {}

/// Stands for a method with more arguments than can cross.
///
/// # Errors
/// `HostError`.
pub fn too_many_arguments(_: &mut Writ, _: Depth, _: Crossing<'_>) -> Fallible<()> {
    Err(error::host_error("a method with so many arguments can't be called from here"))
}

/// Calls what an object of a class of the VM runs for a slot of its class. The arguments are those of the method, `self` first, in a `repr(C)` struct.
#[inline]
pub fn call_method<A: Value, R: Value>(object: &Object, slot: usize, writ: &mut Writ, depth: Depth, arguments: A) -> Fallible<R> {
    // The numbers of its methods stand for other functions in another instance.
    writ.check_owner(object)?;
    call(object.class().methods[slot], writ, depth, arguments)
}

/// Calls what an object of a class of the VM runs for a method of a trait.
#[inline]
pub fn call_trait_method<A: Value, R: Value>(
    object: &Object,
    definition: &'static TraitShape,
    method: usize,
    writ: &mut Writ,
    depth: Depth,
    arguments: A,
) -> Fallible<R> {
    writ.check_owner(object)?;
    match object.class().trait_entry(definition) {
        Some(entry) => call(entry.methods[method], writ, depth, arguments),
        None => unreachable!("an object behind a trait has it"),
    }
}

fn call<A: Value, R: Value>(method: Method, writ: &mut Writ, depth: Depth, arguments: A) -> Fallible<R> {
    let mut result = MaybeUninit::<R>::uninit();
    let (from, to) = ((&raw const arguments).cast::<u8>(), result.as_mut_ptr().cast::<u8>());
    match method {
        // SAFETY: the arguments lie there as the method's signature says; there is room for the result.
        Method::Script(function) => unsafe { call_script(writ, function, depth, from, to)? },
        Method::Compiled(thunk) => {
            // SAFETY: as above.
            let crossing = unsafe { Crossing::new(from, to) };
            thunk(writ, depth, crossing)?;
        }
    }
    // SAFETY: a call that succeeds writes its result.
    Ok(unsafe { result.assume_init() })
}

/// Calls a function of the VM that looks into an object.
#[cfg(feature = "vm")]
pub(crate) fn call_reflector(
    function: u32,
    writ: &mut Writ,
    depth: Depth,
    (object, operation, name, arguments): (&Object, i64, &Str, &Array<AnyRef>),
) -> Fallible<Res<AnyRef>> {
    let arguments = Tuple4(object.clone(), operation, name.clone(), arguments.clone());
    call(Method::Script(function), writ, depth, arguments)
}

/// Calls a function value of the VM.
pub(crate) fn call_closure<A: Value, R: Value>(object: NonNull<Header>, writ: &mut Writ, depth: Depth, arguments: A) -> Fallible<R> {
    let mut result = MaybeUninit::<R>::uninit();
    let (from, to) = ((&raw const arguments).cast::<u8>(), result.as_mut_ptr().cast::<u8>());
    // SAFETY: the arguments lie there as the function's type says; there is room for the result, which a call that succeeds writes.
    unsafe {
        enter_closure(writ, object, depth, from, to)?;
        Ok(result.assume_init())
    }
}

#[cfg(feature = "vm")]
use crate::vm::load::{enter_closure, enter_function as call_script};

#[cfg(not(feature = "vm"))]
unsafe fn call_script(_: &mut Writ, _: u32, _: Depth, _: *const u8, _: *mut u8) -> Fallible<()> {
    unreachable!("without the VM no class has a method of it")
}

#[cfg(not(feature = "vm"))]
unsafe fn enter_closure(_: &mut Writ, _: NonNull<Header>, _: Depth, _: *const u8, _: *mut u8) -> Fallible<()> {
    unreachable!("without the VM no function value is one of it")
}
