//! Classes and traits.

use super::{ClassId, FieldDef, FuncId, FunctionFacts, ModuleId, Program, TraitId, TypeId};
use crate::ast::Name;
use crate::source::Span;

/// A class; its instances are heap objects, laid out as a `#[repr(C)]` struct whose first field is the base's.
#[derive(Clone, Debug)]
pub struct ClassDef {
    /// The name, with type arguments if it is an instance of a generic one: `Stack<int>`.
    pub name: Name,
    /// Where it is declared.
    pub module: ModuleId,
    /// Documentation.
    pub doc: Option<String>,
    /// Whether scripts that are loaded later may extend it though it is compiled: `open class`.
    pub open: bool,
    /// What it extends.
    pub base: Option<ClassId>,
    /// Its own stored fields, in order; those of the base come before them.
    pub fields: Vec<FieldDef>,
    /// The virtual table: the base's slots at the same indices, then new ones. Slot 0 is [`SHOW_SLOT`].
    pub slots: Vec<Slot>,
    /// All its traits: inherited ones first, and the parents of each trait before it.
    pub traits: Vec<TraitImpl>,
    /// Its own functions, in order: constructor, `init`, methods, static methods, getters, setters.
    pub methods: Vec<FuncId>,
    /// The static function that makes an instance from the constructor's arguments.
    pub constructor: Option<FuncId>,
    /// The class was made by the compiler, to hold a value of this type (its one field) in an `any`.
    pub boxed: Option<TypeId>,
    /// The class is the frame of a coroutine: the function that runs it from one suspension to the next, `(self) -> int`, with one of [`signal`] as its
    /// result.
    pub resume: Option<FuncId>,
    /// The declared name.
    pub span: Span,
}

/// What the function that resumes a coroutine's frame gives.
pub mod signal {
    /// It has ended: its value is in the field for it, all its variables are gone.
    pub const ENDED: i64 = 0;
    /// It goes on at the next tick.
    pub const NEXT_TICK: i64 = 1;
    /// It waits for what it has said to the scheduler before.
    pub const WAITING: i64 = 2;
}

/// The slot of every class with the function that shows an instance: `(self) -> string`.
pub const SHOW_SLOT: u32 = 0;

/// The slot of a box class with the function that compares two boxes: `(self, other) -> bool`. Other classes have no such slot.
pub const EQUALS_SLOT: u32 = 1;

/// What the function that looks into an object (`Program::reflectors`) is asked for: `(object, operation, name, arguments: Array<any>) -> Result<any>`.
/// What it can't do is an `Error` that says why.
pub mod reflection {
    /// The names of the public fields, an `Array<string>`.
    pub const FIELDS: i64 = 0;
    /// The names of the public methods, an `Array<string>`.
    pub const METHODS: i64 = 1;
    /// The value of the field `name`.
    pub const GET: i64 = 2;
    /// Gives the field `name` the value of the one argument.
    pub const SET: i64 = 3;
    /// Calls the method `name`; `null` if it gives nothing.
    pub const INVOKE: i64 = 4;
    /// The name of the type, a `string`.
    pub const TYPE: i64 = 5;
    /// Whether the type, a base class or a trait of it is called `name`, a `bool`.
    pub const IS: i64 = 6;
    /// The object as JSON, a `string`. What is larger says how deep it lies in other values.
    pub const JSON: i64 = 7;
}

/// The class of coroutines that were started. The library has it.
pub const HANDLE_CLASS: &str = "Coroutine";

/// What a class has to do with coroutines.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CoroutinePart {
    /// Nothing.
    None,
    /// It is `Coroutine`: what `start` gives.
    Handle,
    /// It extends that: what a call of a coroutine gives, before it is started.
    Frame,
}

/// An entry of a virtual table.
#[derive(Clone, Debug)]
pub struct Slot {
    /// The method's name; `x.get`, `x.set` for accessors; `show` for the first one. Unique within a class.
    pub name: Name,
    /// The function whose parameters (but `self`) and result are the slot's: the one that declared it first. An override may return something
    /// narrower, which is the same pointer.
    pub declared: FuncId,
    /// What an instance of this very class runs.
    pub function: FuncId,
    /// What holds for all functions of the slot, of whatever class: a caller does not know which it gets. Filled in by `passes::facts`.
    pub facts: FunctionFacts,
}

/// How a class has a trait.
#[derive(Clone, Debug)]
pub struct TraitImpl {
    /// The trait.
    pub definition: TraitId,
    /// By method of the trait: what an instance of this very class runs.
    pub functions: Vec<FuncId>,
}

/// A trait.
#[derive(Clone, Debug)]
pub struct TraitDef {
    /// The name, with type arguments if it is an instance of a generic one.
    pub name: Name,
    /// Where it is declared.
    pub module: ModuleId,
    /// Documentation.
    pub doc: Option<String>,
    /// The traits that it extends, theirs before them.
    pub parents: Vec<TraitId>,
    /// Its methods, those of its parents first.
    pub methods: Vec<TraitMethod>,
    /// The declared name.
    pub span: Span,
}

/// A method of a trait.
#[derive(Clone, Debug)]
pub struct TraitMethod {
    /// The name; unique within the trait.
    pub name: Name,
    /// Documentation.
    pub doc: Option<String>,
    /// The parameters without `self`.
    pub parameters: Vec<(Name, TypeId)>,
    /// The result.
    pub result: TypeId,
    /// The body, if it has one; its `self` is of the type of the trait that declares it.
    pub default: Option<FuncId>,
    /// What holds for every class's function. Filled in by `passes::facts`.
    pub facts: FunctionFacts,
}

impl Program {
    /// The class and its bases, from the root down.
    pub fn lineage(&self, class: ClassId) -> Vec<ClassId> {
        let mut lineage = vec![class];
        let mut at = class;
        while let Some(base) = self[at].base {
            lineage.push(base);
            at = base;
        }
        lineage.reverse();
        lineage
    }

    /// All stored fields of an instance, in order.
    pub fn stored_fields(&self, class: ClassId) -> Vec<&FieldDef> {
        self.lineage(class).into_iter().flat_map(|class| &self[class].fields).collect()
    }

    /// The class in which a stored field of an instance is declared, and its index there.
    pub fn field_owner(&self, class: ClassId, index: u32) -> Option<(ClassId, u32)> {
        let mut first = 0;
        for class in self.lineage(class) {
            let count = self[class].fields.len() as u32;
            if index < first + count {
                return Some((class, index - first));
            }
            first += count;
        }
        None
    }

    /// What a class has to do with coroutines.
    pub fn coroutine_part(&self, class: ClassId) -> CoroutinePart {
        let lineage = self.lineage(class);
        let root = lineage.first().map_or(&self[class], |root| &self[*root]);
        if &*root.name != HANDLE_CLASS || !self[root.module].library {
            return CoroutinePart::None;
        }
        if lineage.len() == 1 { CoroutinePart::Handle } else { CoroutinePart::Frame }
    }

    /// Whether a class is another one or extends it.
    pub fn extends(&self, class: ClassId, base: ClassId) -> bool {
        let mut at = Some(class);
        while let Some(class) = at {
            if class == base {
                return true;
            }
            at = self[class].base;
        }
        false
    }

    /// How a class has a trait.
    pub fn trait_impl(&self, class: ClassId, definition: TraitId) -> Option<&TraitImpl> {
        self[class].traits.iter().find(|implementation| implementation.definition == definition)
    }
}
