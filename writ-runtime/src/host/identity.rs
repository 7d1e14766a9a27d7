//! Which Rust type a name stands for: two types may have one name in scripts, in different instances, and must never be taken for each other.

use std::any::TypeId;
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

/// A number for each Rust type that scripts see, the same in the whole process; from 1 on.
fn number(ty: TypeId) -> u32 {
    static NUMBERS: LazyLock<Mutex<HashMap<TypeId, u32>>> = LazyLock::new(Mutex::default);
    let mut numbers = NUMBERS.lock().unwrap_or_else(PoisonError::into_inner);
    let next = numbers.len() as u32 + 1;
    *numbers.entry(ty).or_insert(next)
}

/// What is done with names of the host's types.
#[derive(Default)]
struct Naming {
    /// They are written as `ir::Program::type_key` does.
    keys: bool,
    /// What was named, with its number.
    mentioned: Vec<(String, u32)>,
}

thread_local! {
    static NAMING: RefCell<Naming> = RefCell::default();
}

/// The name of a type of the host's. What is named while a signature is written is known to belong to it.
pub fn named<T: 'static>(name: &str) -> String {
    let number = number(TypeId::of::<T>());
    NAMING.with_borrow_mut(|naming| {
        naming.mentioned.push((name.to_owned(), number));
        if naming.keys { format!("<host>::{name}#{number}") } else { name.to_owned() }
    })
}

/// The name of a value type of the library. Where it is named, no type of the host's may have its name: it would be taken for that one.
pub(crate) fn named_of_library(name: &str) -> String {
    NAMING.with_borrow_mut(|naming| {
        naming.mentioned.push((name.to_owned(), OF_LIBRARY));
        if naming.keys { format!("<std>::{name}") } else { name.to_owned() }
    })
}

/// What stands for the number of a type of the library.
pub(crate) const OF_LIBRARY: u32 = 0;

/// Whether types are written as `ir::Program::type_key` does, not as scripts do.
pub(super) fn writes_keys() -> bool {
    NAMING.with_borrow(|naming| naming.keys)
}

#[cfg(feature = "vm")]
fn while_naming<R>(keys: bool, write: impl FnOnce() -> R) -> (R, Vec<(String, u32)>) {
    let outer = NAMING.replace(Naming { keys, mentioned: Vec::new() });
    let result = write();
    (result, NAMING.replace(outer).mentioned)
}

/// Writes types as `ir::Program::type_key` does.
#[cfg(feature = "vm")]
pub(crate) fn key(write: impl FnOnce() -> String) -> String {
    while_naming(true, write).0
}

/// Writes something, and says which types of the host's it names.
#[cfg(feature = "vm")]
pub(super) fn mentions<R>(write: impl FnOnce() -> R) -> (R, Vec<(String, u32)>) {
    while_naming(false, write)
}

/// The number of a type.
#[cfg(feature = "vm")]
pub(super) fn number_of<T: 'static>() -> u32 {
    number(TypeId::of::<T>())
}
