//! Looking into objects of whatever class: the functions that the compiler made for it, as compiled code finds them.
//!
//! A compiled program that reflects has a table of these functions for the classes that it knows; an object may be of a class of the VM, too, which
//! has its own.

use crate::collections::Array;
use crate::depth::Depth;
use crate::error::{self, Fallible};
use crate::object::{AnyRef, ClassShape, Object, Reference, Res};
use crate::text::Str;
use crate::writ::Writ;
use std::collections::HashMap;
use std::sync::OnceLock;

/// Does an operation on an object: one of `writ_compiler::ir::reflection`.
type ReflectFn = fn(&Object, &mut Writ, Depth, i64, &Str, &Array<AnyRef>) -> Fallible<Res<AnyRef>>;

/// What looks into the objects of one class.
#[derive(Clone, Copy, Debug)]
pub struct Reflector {
    /// The class.
    pub class: fn() -> &'static ClassShape,
    /// Looks into an object of it.
    pub call: ReflectFn,
}

/// What looks into the objects of a compiled program.
#[derive(Debug)]
pub struct Reflectors {
    list: &'static [Reflector],
    /// By the address of the class.
    by_class: OnceLock<HashMap<usize, ReflectFn>>,
}

impl Reflectors {
    /// By class.
    pub const fn new(list: &'static [Reflector]) -> Reflectors {
        Reflectors { list, by_class: OnceLock::new() }
    }

    fn of(&self, class: &ClassShape) -> Option<ReflectFn> {
        let make = || self.list.iter().map(|reflector| (std::ptr::from_ref((reflector.class)()).addr(), reflector.call)).collect();
        self.by_class.get_or_init(make).get(&std::ptr::from_ref(class).addr()).copied()
    }

    /// Does an operation on an object: by what its class has for it, else by what the nearest class has that it extends.
    pub fn call(
        &self,
        object: &impl Reference,
        writ: &mut Writ,
        depth: Depth,
        operation: i64,
        name: &Str,
        arguments: &Array<AnyRef>,
    ) -> Fallible<Res<AnyRef>> {
        let object = object.as_object();
        writ.check_owner(object)?;
        let class = object.class();
        for class in std::iter::once(class).chain(class.ancestors.iter().rev().copied()) {
            if let Some(reflect) = self.of(class) {
                return reflect(object, writ, depth, operation, name, arguments);
            }
            #[cfg(feature = "vm")]
            if let Some(function) = crate::vm::load::reflector(writ, class) {
                return crate::link::call_reflector(function, writ, depth, (object, operation, name, arguments));
            }
        }
        Err(error::no_reflector(class.shape.name))
    }
}
