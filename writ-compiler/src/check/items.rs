//! What the checker knows of declarations.

use super::constant::Constant;
use crate::ast::{self, Name};
use crate::ir::{EnumId, FuncId, GlobalId, ModuleId, StructId, TypeId};
use crate::source::Span;
use std::collections::HashMap;
use std::sync::Arc;

/// An index into `Checker::functions`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct FunctionIndex(pub u32);

/// What a name at module level stands for.
#[derive(Clone, Debug)]
pub(crate) enum Symbol {
    Function(FunctionIndex),
    /// A variable; the id is there from the moment that its declaration is checked.
    Global(GlobalId),
    /// A variable of this module whose declaration stands further down.
    Later,
    Constant(Constant),
    Struct(StructId),
    Enum(EnumId),
    /// `import * as name`.
    Module(ModuleId),
    /// Declared, but of a kind that is not supported yet, or wrong: reported already.
    Broken,
}

/// A name at module level.
#[derive(Clone, Debug)]
pub(crate) struct ModuleName {
    pub symbol: Symbol,
    pub span: Span,
    pub exported: bool,
    /// Came in by an import; true once it is used.
    pub import: Option<bool>,
}

/// The names of a module.
#[derive(Clone, Debug, Default)]
pub(crate) struct ModuleScope {
    pub names: HashMap<Name, ModuleName>,
    /// In the order of the text, for whatever walks over them.
    pub order: Vec<Name>,
}

/// What is known of a struct.
#[derive(Clone, Debug)]
pub(crate) struct StructInfo {
    pub decl: Arc<ast::TypeDecl>,
    pub module: ModuleId,
    pub ty: TypeId,
    pub members: Members,
    /// For each stored field: its index in the declaration, and its default.
    pub stored: Vec<(usize, Option<DefaultValue>)>,
    /// Names of the methods that change `self`, and `name.set` of setters (these always do).
    pub mutating: Vec<Name>,
    /// `init`, if the struct writes one.
    pub init: Option<FunctionIndex>,
}

/// What is known of an enum.
#[derive(Clone, Debug)]
pub(crate) struct EnumInfo {
    pub decl: Arc<ast::EnumDecl>,
    pub module: ModuleId,
    pub ty: TypeId,
    pub members: Members,
}

/// What is known of a class.
#[derive(Clone, Debug)]
pub(crate) struct ClassInfo {
    pub module: ModuleId,
    pub ty: TypeId,
    pub members: Members,
}

/// What is known of a trait.
#[derive(Clone, Debug)]
pub(crate) struct TraitInfo {
    pub module: ModuleId,
    pub ty: TypeId,
    pub members: Members,
}

/// The members of a type.
#[derive(Clone, Debug, Default)]
pub(crate) struct Members {
    pub by_name: HashMap<Name, Member>,
    /// In the order of the text.
    pub order: Vec<Name>,
}

/// A member of a type.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub kind: MemberKind,
    pub visibility: ast::Visibility,
    pub span: Span,
}

/// What a member is.
#[derive(Clone, Debug)]
pub(crate) enum MemberKind {
    /// A field: its index among the stored fields (none if it is computed without storage), getter and setter.
    Field {
        stored: Option<u32>,
        ty: TypeId,
        getter: Option<FuncId>,
        setter: Option<FuncId>,
    },
    Method(FunctionIndex),
    StaticMethod(FunctionIndex),
    StaticField(GlobalId),
    Constant(Constant),
    /// A field of an enum's constants: a function of the value.
    ConstantField {
        function: FuncId,
        ty: TypeId,
    },
    /// A variant of the enum.
    Variant(u32),
}

/// What is known of a function.
#[derive(Clone, Debug)]
pub(crate) struct FunctionInfo {
    pub name: Name,
    pub module: ModuleId,
    pub span: Span,
    /// Type parameters, those of an extended type first; `Type::Parameter(i)` in the signature is the i-th.
    pub generics: Vec<TypeParameter>,
    /// The receiver's type of a library method (`Array<T>`), in terms of the parameters.
    pub receiver: Option<TypeId>,
    /// Without `self`.
    pub parameters: Vec<ParameterInfo>,
    pub result: TypeId,
    pub target: Target,
}

/// A type parameter with its bounds.
#[derive(Clone, Debug)]
pub(crate) struct TypeParameter {
    pub name: Name,
    pub bounds: Vec<BoundKind>,
}

/// The built-in bounds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum BoundKind {
    Number,
    Float,
    Comparable,
    Equatable,
    Hashable,
}

/// A parameter of a function.
#[derive(Clone, Debug)]
pub(crate) struct ParameterInfo {
    pub name: Name,
    pub ty: TypeId,
    pub default: Option<DefaultValue>,
    pub rest: bool,
}

/// The default of a parameter or field.
#[derive(Clone, Debug)]
pub(crate) enum DefaultValue {
    /// A constant: stands in the call itself.
    Constant(Constant),
    /// Anything else: a synthetic function without parameters that gives it.
    Function(FuncId),
}

/// What a call of a function becomes.
#[derive(Clone, Debug)]
pub(crate) enum Target {
    /// A function of the program; `nested` ones may have captures.
    Function { id: FuncId, nested: bool },
    /// Rust.
    Native { name: String, fails: bool, context: bool, owned: Vec<bool> },
    /// A function of the library, to instantiate from its declaration.
    Generic(Arc<ast::FunctionDecl>),
}

/// A body that is still to be checked.
#[derive(Clone, Debug)]
pub(crate) struct PendingBody {
    pub function: FuncId,
    pub module: ModuleId,
    pub source: BodySource,
    /// The types that the type parameters in scope stand for.
    pub type_arguments: HashMap<Name, TypeId>,
    /// The type of `self`, and whether the body may change it.
    pub self_type: Option<(TypeId, bool)>,
}

/// Where a body comes from.
#[derive(Clone, Debug)]
pub(crate) enum BodySource {
    Function(Arc<ast::FunctionDecl>),
    /// Getter of the field at this index of the declaration.
    Getter(Arc<ast::TypeDecl>, usize),
    /// Setter of the field at this index of the declaration.
    Setter(Arc<ast::TypeDecl>, usize),
    /// `init` of a struct.
    Init(Arc<ast::FunctionDecl>),
    /// A default that is no constant, and the type whose static members it sees.
    Default(ast::Expr, Option<TypeId>),
}
