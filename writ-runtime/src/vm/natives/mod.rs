//! The natives as the interpreter calls them: arguments in slots, elements of any layout.
//!
//! Where types are fixed, the bodies are those of [`crate::natives`], behind wrappers that move arguments and results between slots and Rust
//! (`typed`, `coroutine`, `modules`). Arrays and dictionaries of types that only the script knows are worked on by their layouts (`array`, `dictionary`). What each
//! of them takes is in `cost` and `modules`.

#![allow(unsafe_code)] // Untagged slots: the checker proved the types.

mod array;
mod coroutine;
mod cost;
mod dictionary;
mod modules;
mod slots;
mod typed;

use super::bytecode::NativeUse;
use super::interp::NativeFunction;

pub(crate) use cost::of as cost;

/// The function for a native, for its type arguments.
pub(crate) fn find(native: &NativeUse) -> Option<NativeFunction> {
    let name = native.def.name.as_str();
    match name.split_once('.') {
        None => coroutine::plain(name).or_else(|| modules::find(name)).or_else(|| typed::plain(name, native.types.first().copied())),
        Some(("Array", method)) => array::find(method, native.types.first().copied()),
        Some(("Coroutine", method)) => coroutine::find(method),
        Some(("Dictionary", method)) => dictionary::find(method),
        Some((receiver, method)) => typed::method(receiver, method),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::natives::TABLE;
    use writ_compiler::ir::{NativeDef, TypeId};

    #[test]
    fn every_native_has_a_wrapper() {
        for (receiver, name) in TABLE {
            let name = if receiver.is_empty() { (*name).to_owned() } else { format!("{receiver}.{name}") };
            let def = NativeDef { name: name.clone(), fails: false, context: false, owned: Vec::new() };
            let native =
                NativeUse { def, types: vec![TypeId::FLOAT, TypeId::INT], arguments: Vec::new(), result: TypeId::VOID, element: None };
            assert!(find(&native).is_some(), "{name}");
            assert!(cost(&name).is_some(), "nobody says what {name} costs");
        }
    }
}
