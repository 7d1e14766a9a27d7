//! What the macros write down about the host's types and functions: the same that `writ-build` reads in the host's source.

use super::{Exposed, PlainKind};
use crate::object::{ClassShape, Thunk};

/// A type as scripts write it.
pub type TypeName = fn() -> String;

/// How a function is called.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FunctionKind {
    /// A function, or a static method of a type.
    Static,
    /// A method of an object or a value.
    Method,
    /// A method that changes the value whose method it is.
    Mutating,
}

/// A function or method.
#[derive(Clone, Copy, Debug)]
pub struct FunctionRecord {
    /// The name in scripts.
    pub name: &'static str,
    /// Documentation.
    pub doc: &'static str,
    /// How it is called.
    pub kind: FunctionKind,
    /// Whether scripts may run before it returns.
    pub reenters: bool,
    /// The parameters without the receiver.
    pub parameters: &'static [(&'static str, TypeName)],
    /// The result.
    pub result: TypeName,
    /// Calls it: the receiver is the first argument.
    pub thunk: Thunk,
    /// The group to which it belongs; empty for none.
    pub group: &'static str,
    /// The file in which it stands.
    pub file: &'static str,
    /// The line, 1-based.
    pub line: u32,
}

/// Where a plain value lies in a Rust object.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FieldPlace {
    /// Bytes from the beginning of the object.
    pub offset: usize,
    /// What lies there.
    pub kind: PlainKind,
}

/// Where a field of type `T` lies, so many bytes from the beginning of its object; none if scripts have its values in another way.
pub const fn field_place<T: Exposed>(offset: usize) -> Option<FieldPlace> {
    match T::PLAIN {
        Some(kind) => Some(FieldPlace { offset, kind }),
        None => None,
    }
}

/// What scripts read and write as if it were a field.
#[derive(Clone, Copy, Debug)]
pub struct PropertyRecord {
    /// The name in scripts.
    pub name: &'static str,
    /// Documentation.
    pub doc: &'static str,
    /// The type.
    pub ty: TypeName,
    /// Reads it: the object is the argument.
    pub get: Thunk,
    /// Writes it: the object and the value are the arguments.
    pub set: Option<Thunk>,
    /// Where it lies in the object, if the VM may read and write it there itself.
    pub place: Option<FieldPlace>,
    /// The file in which it stands.
    pub file: &'static str,
    /// The line, 1-based.
    pub line: u32,
}

/// A field of a value type.
#[derive(Clone, Copy, Debug)]
pub struct FieldRecord {
    /// The name in scripts.
    pub name: &'static str,
    /// Documentation.
    pub doc: &'static str,
    /// The type.
    pub ty: TypeName,
    /// Whether scripts see it.
    pub public: bool,
}

/// A variant of an enum.
#[derive(Clone, Copy, Debug)]
pub struct VariantRecord {
    /// The name.
    pub name: &'static str,
    /// Documentation.
    pub doc: &'static str,
    /// The payload.
    pub fields: &'static [(&'static str, TypeName)],
}

/// The sorts of types.
#[derive(Clone, Copy, Debug)]
pub enum TypeKind {
    /// Scripts share its objects.
    Class(fn() -> &'static ClassShape),
    /// A value, with its fields.
    Struct(&'static [FieldRecord]),
    /// An enum, with its variants.
    Enum(&'static [VariantRecord]),
}

/// A type.
#[derive(Clone, Copy, Debug)]
pub struct TypeRecord {
    /// The name in scripts.
    pub name: &'static str,
    /// Documentation.
    pub doc: &'static str,
    /// What sort of type.
    pub kind: TypeKind,
    /// What scripts read and write of it.
    pub properties: &'static [PropertyRecord],
    /// The traits of the host that it has.
    pub traits: &'static [fn() -> &'static TraitRecord],
    /// The group to which it belongs; empty for none.
    pub group: &'static str,
    /// The file in which it stands.
    pub file: &'static str,
    /// The line, 1-based.
    pub line: u32,
}

/// A trait of the host's.
#[derive(Clone, Copy, Debug)]
pub struct TraitRecord {
    /// The name in scripts.
    pub name: &'static str,
    /// Documentation.
    pub doc: &'static str,
    /// The methods.
    pub functions: &'static [TraitFunctionRecord],
    /// The group to which it belongs; empty for none.
    pub group: &'static str,
    /// The file in which it stands.
    pub file: &'static str,
    /// The line, 1-based.
    pub line: u32,
}

/// A method of a trait of the host's. What calls it the types have that have the trait, among their functions.
#[derive(Clone, Copy, Debug)]
pub struct TraitFunctionRecord {
    /// The name in scripts.
    pub name: &'static str,
    /// Documentation.
    pub doc: &'static str,
    /// Whether scripts may run before it returns.
    pub reenters: bool,
    /// The parameters without the receiver.
    pub parameters: &'static [(&'static str, TypeName)],
    /// The result.
    pub result: TypeName,
    /// The file in which it stands.
    pub file: &'static str,
    /// The line, 1-based.
    pub line: u32,
}

/// A constant of the host's.
#[derive(Clone, Copy, Debug)]
pub struct ValueRecord {
    /// The name in scripts.
    pub name: &'static str,
    /// Documentation.
    pub doc: &'static str,
    /// The type.
    pub ty: TypeName,
    /// Reads it.
    pub thunk: Thunk,
    /// The group to which it belongs; empty for none.
    pub group: &'static str,
    /// The file in which it stands.
    pub file: &'static str,
    /// The line, 1-based.
    pub line: u32,
}

/// A type that scripts can be given. `#[derive(WritType)]` implements it.
#[diagnostic::on_unimplemented(message = "`{Self}` is no type that scripts know", note = "add `#[derive(WritType)]` to it")]
pub trait Describe {
    /// The type.
    fn describe() -> TypeRecord;
    /// Its methods and static methods: operators and the like that its attributes name, those of its `#[writ_export] impl`, and those of the traits that its
    /// attributes name.
    fn functions() -> Vec<FunctionRecord>;
}

/// The exported functions of a type. `#[writ_export]` on its `impl` implements it.
pub trait MethodsOf {
    /// The functions.
    const METHODS: &'static [FunctionRecord];
}

/// Asks whether a type has exported functions: what it has itself is found before what [`NoMethods`] says.
#[derive(Debug)]
pub struct Methods<T>(std::marker::PhantomData<T>);

impl<T: MethodsOf> Methods<T> {
    /// The functions.
    pub fn list() -> &'static [FunctionRecord] {
        T::METHODS
    }
}

/// What types without exported functions have.
pub trait NoMethods {
    /// None.
    fn list() -> &'static [FunctionRecord] {
        &[]
    }
}

impl<T> NoMethods for Methods<T> {}

/// Asks whether a type can be cloned, as [`Methods`] asks for functions.
#[derive(Debug)]
pub struct Clones<T>(std::marker::PhantomData<T>);

impl<T: Clone> Clones<T> {
    /// A copy.
    pub fn copy(value: &T) -> Option<T> {
        Some(value.clone())
    }
}

/// What types that can't be cloned have.
pub trait NoClones<T> {
    /// None.
    fn copy(_: &T) -> Option<T> {
        None
    }
}

impl<T> NoClones<T> for Clones<T> {}
