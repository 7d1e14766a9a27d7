//! The typed intermediate representation: what both back ends read, and all they read.
//!
//! A [`Program`] is a structured tree. Every name is resolved to an id, every expression carries its type, every implicit step is explicit:
//! conversions, setters, operator methods, interpolation, narrowing, default arguments, monomorphic generics. It keeps loops, ifs and
//! matches as trees, because Rust wants them so; the VM linearises them itself.
//!
//! A program only grows: a session appends modules, functions, types and globals, and ids stay valid. Nothing in it depends on hash order.
//!
//! * `types` — the interned types; `items` — structs, enums, functions, globals, modules, natives; `classes` — classes and traits
//! * `expr` — statements, expressions, places, patterns
//! * `keys` — names that are the same in every program compiled from the same source
//! * `script_tests` — which functions are tests
//! * `facts` — what is computed once for both back ends
//! * `visit` — walking over bodies; `print`, `verify` — text form and consistency check

mod classes;
#[allow(missing_docs)] // The fields of a variant are described with the variant.
mod expr;
mod facts;
#[allow(missing_docs)] // As above.
mod items;
mod keys;
pub mod print;
mod script_tests;
mod types;
#[allow(clippy::wildcard_enum_match_arm)] // It asks for one sort of type at a time; all others are wrong there.
pub mod verify;
pub mod visit;

pub use classes::*;
pub use expr::*;
pub use facts::*;
pub use items::*;
pub use script_tests::TestFunction;
pub use types::*;

use crate::source::SourceMap;
use std::collections::HashMap;
use std::sync::Arc;

/// A whole program: the modules of a script and everything they use.
#[derive(Clone, Debug, Default)]
pub struct Program {
    /// The types that occur.
    pub types: TypeTable,
    /// Structs, by [`StructId`].
    pub structs: Vec<StructDef>,
    /// Enums, by [`EnumId`].
    pub enums: Vec<EnumDef>,
    /// Classes, by [`ClassId`]; a base before those that extend it.
    pub classes: Vec<ClassDef>,
    /// Traits, by [`TraitId`].
    pub traits: Vec<TraitDef>,
    /// Functions, by [`FuncId`]: of scripts, of the library where it is written in Writ, and synthesized ones.
    /// Shared with what a session was before a load: most of it stays.
    pub functions: Vec<Arc<Function>>,
    /// Module variables, by [`GlobalId`].
    pub globals: Vec<Global>,
    /// Functions whose body is in Rust, by [`NativeId`]; only those that the program calls.
    pub natives: Vec<NativeDef>,
    /// Modules, by [`ModuleId`], dependencies before those who import them.
    pub modules: Vec<Module>,
    /// The functions that look into objects, each with the exact class of these: only if the program reflects. Classes from before may get theirs later.
    pub reflectors: Vec<(ClassId, FuncId)>,
    /// What was put in the place of calls.
    pub inlined: Inlined,
    /// The files that spans point into.
    pub sources: SourceMap,
    /// By name, which Rust type each type of the host's is (see [`HostType::id`](crate::host::HostType::id)).
    pub host_types: HashMap<String, u32>,
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident -> $field:ident: $item:ty;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
        pub struct $name(pub u32);
        impl std::ops::Index<$name> for Program {
            type Output = $item;
            fn index(&self, id: $name) -> &$item { &self.$field[id.0 as usize] }
        }
        impl std::ops::IndexMut<$name> for Program {
            fn index_mut(&mut self, id: $name) -> &mut $item { &mut self.$field[id.0 as usize] }
        }
    )*};
}

ids! {
    /// A struct.
    StructId -> structs: StructDef;
    /// An enum.
    EnumId -> enums: EnumDef;
    /// A class.
    ClassId -> classes: ClassDef;
    /// A trait.
    TraitId -> traits: TraitDef;
    /// A module variable.
    GlobalId -> globals: Global;
    /// A native function.
    NativeId -> natives: NativeDef;
    /// A module.
    ModuleId -> modules: Module;
}

/// A function.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct FuncId(pub u32);

impl Program {
    /// Adds a function.
    pub fn add_function(&mut self, function: Function) -> FuncId {
        self.functions.push(Arc::new(function));
        FuncId(self.functions.len() as u32 - 1)
    }
}

impl std::ops::Index<FuncId> for Program {
    type Output = Function;
    fn index(&self, id: FuncId) -> &Function {
        &self.functions[id.0 as usize]
    }
}

impl std::ops::IndexMut<FuncId> for Program {
    /// A function that is shared is copied: who may find nothing to change looks first.
    fn index_mut(&mut self, id: FuncId) -> &mut Function {
        Arc::make_mut(&mut self.functions[id.0 as usize])
    }
}

/// A local variable of one function: an index into [`Function::locals`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct LocalId(pub u32);
