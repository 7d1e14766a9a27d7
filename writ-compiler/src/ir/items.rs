//! What a program consists of: structs, enums, functions, globals, natives, modules.

use super::{Block, ClassId, EnumId, Expr, FuncId, FunctionFacts, GlobalId, LocalId, ModuleId, StructId, TraitId, TypeId};
use crate::ast::Name;
use crate::source::{FileId, Span};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A module: one script file.
#[derive(Clone, Debug)]
pub struct Module {
    /// The path as scripts name it, without `.writ`: `items/sword`.
    pub path: String,
    /// Its file.
    pub file: FileId,
    /// The function that runs the top-level statements; its result is the module's value.
    pub init: FuncId,
    /// The synthesized function that shows the module's value as `print` does; none if it has no value.
    pub show_value: Option<FuncId>,
    /// Modules that are initialised before it, in order.
    pub imports: Vec<ModuleId>,
    /// What the host sees: exported functions, variables and types, in the order of the text.
    pub exports: Vec<Export>,
    /// The `//` block at the top of the file, if a blank line follows it.
    pub doc: Option<String>,
    /// The standard library: its functions have no frames in a trace.
    pub library: bool,
    /// Compiled into the host: its variables are the host's, its top level ran there, and what the host offers of its functions and classes is used
    /// as it is.
    pub linked: bool,
}

/// A name that the host (and other modules, if `exported`) can use.
#[derive(Clone, Debug)]
pub struct Export {
    /// The name in the script.
    pub name: Name,
    /// What it names.
    pub item: ExportItem,
    /// Whether it is written `export`; functions and variables of the entry module are visible to the host also without.
    pub exported: bool,
}

/// What an [`Export`] names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportItem {
    /// A function.
    Function(FuncId),
    /// A module variable.
    Global(GlobalId),
    /// A struct.
    Struct(StructId),
    /// An enum.
    Enum(EnumId),
    /// A class.
    Class(ClassId),
    /// A trait.
    Trait(TraitId),
}

/// A struct; values, copied on assignment, laid out as `#[repr(C)]`.
#[derive(Clone, Debug)]
pub struct StructDef {
    /// The name, with type arguments if it was generic (`Pair<int, string>`); values are shown without them.
    pub name: Name,
    /// Where it is declared.
    pub module: ModuleId,
    /// Documentation.
    pub doc: Option<String>,
    /// The stored fields, in order.
    pub fields: Vec<FieldDef>,
    /// All its functions, in order: methods, static methods, getters, setters.
    pub methods: Vec<FuncId>,
    /// The declared name.
    pub span: Span,
}

/// A stored field.
#[derive(Clone, Debug)]
pub struct FieldDef {
    /// The name.
    pub name: Name,
    /// The type.
    pub ty: TypeId,
    /// Whether the host sees it.
    pub public: bool,
    /// Documentation.
    pub doc: Option<String>,
}

/// An enum of any of the three kinds. Constants (`Alive(100)`) are no payload: the checker lowers their fields to functions of the variant.
#[derive(Clone, Debug)]
pub struct EnumDef {
    /// The name as shown.
    pub name: Name,
    /// Where it is declared.
    pub module: ModuleId,
    /// Documentation.
    pub doc: Option<String>,
    /// The variants; a variant's index is its ordinal.
    pub variants: Vec<VariantDef>,
    /// All its functions, in order.
    pub methods: Vec<FuncId>,
    /// The declared name.
    pub span: Span,
}

impl EnumDef {
    /// Whether no variant has a payload: such an enum is a bare number in both engines.
    pub fn is_plain(&self) -> bool {
        self.variants.iter().all(|v| v.fields.is_empty())
    }
}

/// A variant of an enum.
#[derive(Clone, Debug)]
pub struct VariantDef {
    /// The name.
    pub name: Name,
    /// Documentation.
    pub doc: Option<String>,
    /// The payload.
    pub fields: Vec<VariantField>,
}

/// A field of a variant's payload.
#[derive(Clone, Debug)]
pub struct VariantField {
    /// The name.
    pub name: Name,
    /// The type.
    pub ty: TypeId,
    /// Whether the field has to be boxed because the enum would contain itself without an indirection. Computed when the enum is declared.
    pub boxed: bool,
}

/// What sort of function it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FunctionKind {
    /// A function at top level, or a nested one (then it may have captures).
    Plain,
    /// A method with `self` as its first parameter. `mutates`: it changes `self`'s fields; then the caller passes a place, the
    /// method works on a copy of what is there, and the copy is written back when the method returns (in, out).
    Method { mutates: bool },
    /// A static method, a constructor or the function of an enum's constant.
    Static,
    /// A lambda.
    Lambda,
    /// The top-level statements of a module.
    ModuleInit,
    /// Made by the compiler (structural equality, showing): has no frame in a trace.
    Synthetic,
}

/// A function.
#[derive(Clone, Debug)]
pub struct Function {
    /// The simple name, unique within its owner; for generic instances without type arguments.
    pub name: Name,
    /// The name in a trace: `divide`, `Player.takeDamage`, `Vec2.x.set`, `<lambda>`, `<module>`.
    pub frame_name: Name,
    /// Where it is declared.
    pub module: ModuleId,
    /// The type it belongs to.
    pub owner: Option<Owner>,
    /// What sort.
    pub kind: FunctionKind,
    /// Documentation.
    pub doc: Option<String>,
    /// Whether the host may see it as a member of its type.
    pub public: bool,
    /// The variables captured from the function around it, as locals of this one, in the order in which `Call` and `Closure` list them.
    pub captures: Vec<LocalId>,
    /// The parameters in order, incl. `self`; a rest parameter is its array.
    pub parameters: Vec<LocalId>,
    /// Defaults as the host may use them: constant expressions only, by parameter. Calls in scripts have their defaults filled in.
    pub defaults: Vec<Option<Expr>>,
    /// The result; `void` is `TypeId::VOID`.
    pub result: TypeId,
    /// A coroutine until `passes::coroutines` has lowered it: what it returns. `result` is the type of its frame.
    pub coroutine: Option<TypeId>,
    /// All locals: captures, parameters, variables, temporaries.
    pub locals: Vec<Local>,
    /// The body. Its value, if it has one, is the result.
    pub body: Block,
    /// The name where it is declared.
    pub span: Span,
    /// Filled in by `passes::facts`.
    pub facts: FunctionFacts,
    /// The function is the host's: it has no body.
    pub host: Option<HostFunction>,
}

/// Which functions of scripts `passes::inline` put in the place of their calls, so that they can get other bodies later.
#[derive(Clone, Debug, Default)]
pub struct Inlined {
    /// Such a function, and those that called it.
    pub callers: BTreeMap<FuncId, BTreeSet<FuncId>>,
    /// What those were before.
    pub originals: BTreeMap<FuncId, Arc<Original>>,
}

/// A function before others were put in the place of its calls.
#[derive(Clone, Debug)]
pub struct Original {
    /// The body.
    pub body: Block,
    /// The variables.
    pub locals: Vec<Local>,
}

/// A function of the host's.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HostFunction {
    /// `spawn`, `Monster.takeDamage`, `Monster.health.get`, `GRAVITY`: unique among all that a host offers.
    pub key: Name,
    /// Whether scripts may run before it returns.
    pub reenters: bool,
}

/// The path of the module of the standard library, which no script can have.
pub const LIBRARY_MODULE: &str = "<std>";

/// The path of modules that hold what a host declares.
pub const HOST_MODULE: &str = "<host>";

impl Module {
    /// Whether it is what a host declared: nothing in it is compiled.
    pub fn is_host(&self) -> bool {
        self.path == HOST_MODULE
    }
}

/// The type that a function belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Owner {
    /// A struct.
    Struct(StructId),
    /// An enum.
    Enum(EnumId),
    /// A class.
    Class(ClassId),
    /// A trait: one of its defaults.
    Trait(TraitId),
}

/// A local variable.
#[derive(Clone, Debug)]
pub struct Local {
    /// The name as written; compiler temporaries have an empty name.
    pub name: Name,
    /// The type.
    pub ty: TypeId,
    /// Whether it can be assigned after its first value.
    pub mutable: bool,
    /// How it is stored.
    pub storage: Storage,
    /// Where it is declared.
    pub span: Span,
}

/// How a local is stored.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Storage {
    /// In the function's frame. A closure that captures it gets its value.
    Slot,
    /// In a shared cell on the heap: a `var` that a closure captures and that somebody assigns after that. The closure gets the cell.
    Cell,
}

/// A module variable; also a static field of a type.
#[derive(Clone, Debug)]
pub struct Global {
    /// The name; `Player.count` for a static field.
    pub name: Name,
    /// Where it is declared.
    pub module: ModuleId,
    /// The type.
    pub ty: TypeId,
    /// Whether scripts can assign it again.
    pub mutable: bool,
    /// Documentation.
    pub doc: Option<String>,
    /// Where it is declared.
    pub span: Span,
}

/// A function of the standard library whose body is in Rust.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NativeDef {
    /// `sqrt`, `Array.push`, `string.split`, `int.pow`: the receiver's type and the name as declared in `std/*.writ`.
    pub name: String,
    /// Whether it can end in a run-time error (`native fails`).
    pub fails: bool,
    /// Whether it needs the instance (`native context`).
    pub context: bool,
    /// By parameter: declared as a bare type parameter (`value: T`); such a parameter takes its argument over, all others borrow theirs.
    pub owned: Vec<bool>,
}
