//! What the checker knows of declarations.

use super::constant::Constant;
use crate::ast::{self, Name};
use crate::ir::{ClassId, EnumId, FuncId, GlobalId, ModuleId, StructId, TraitId, TypeId};
use crate::source::Span;
use std::collections::{BTreeSet, HashMap};
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
    /// A value of the host's: the function that reads it.
    HostValue(FuncId),
    Struct(StructId),
    Enum(EnumId),
    Class(ClassId),
    Trait(TraitId),
    /// A generic type: a type only with arguments.
    GenericType(GenericIndex),
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
    /// How many structs and enums are one in the other in its values, itself the first; 0 if that was not looked at.
    pub nested: usize,
    /// What it is an instance of.
    pub generic: Option<Arc<Instance>>,
}

/// What is known of an enum.
#[derive(Clone, Debug)]
pub(crate) struct EnumInfo {
    pub decl: Arc<ast::EnumDecl>,
    pub module: ModuleId,
    pub ty: TypeId,
    pub members: Members,
    /// As of structs.
    pub nested: usize,
    /// What it is an instance of.
    pub generic: Option<Arc<Instance>>,
}

/// An index into `Checker::generic_types`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct GenericIndex(pub u32);

/// What is known of the declaration of a generic type.
#[derive(Clone, Debug)]
pub(crate) struct GenericType {
    pub decl: GenericDecl,
    pub module: ModuleId,
    pub parameters: Vec<TypeParameter>,
    /// Static fields, shared by all instances.
    pub statics: HashMap<Name, MemberKind>,
}

/// The declaration of a generic type.
#[derive(Clone, Debug)]
pub(crate) enum GenericDecl {
    Struct(Arc<ast::TypeDecl>),
    Enum(Arc<ast::EnumDecl>),
    Class(Arc<ast::TypeDecl>),
    Trait(Arc<ast::TypeDecl>),
}

impl GenericType {
    /// The declared name.
    pub fn name(&self) -> &ast::Ident {
        match &self.decl {
            GenericDecl::Struct(decl) | GenericDecl::Class(decl) | GenericDecl::Trait(decl) => &decl.name,
            GenericDecl::Enum(decl) => &decl.name,
        }
    }

    /// The names of all its members.
    pub fn member_names(&self) -> BTreeSet<String> {
        let (methods, variants) = match &self.decl {
            GenericDecl::Struct(decl) | GenericDecl::Class(decl) | GenericDecl::Trait(decl) => (&decl.methods, Vec::new()),
            GenericDecl::Enum(decl) => (&decl.methods, decl.variants.iter().map(|v| v.name.name.to_string()).collect()),
        };
        let fields = self.fields().iter().map(|field| field.name.name.to_string());
        fields.chain(methods.iter().map(|method| method.name.name.to_string())).chain(variants).collect()
    }

    /// Its fields.
    pub fn fields(&self) -> &[ast::Field] {
        match &self.decl {
            GenericDecl::Struct(decl) | GenericDecl::Class(decl) | GenericDecl::Trait(decl) => &decl.fields,
            GenericDecl::Enum(decl) => &decl.fields,
        }
    }
}

/// What a type with type arguments was made of.
#[derive(Clone, Debug)]
pub(crate) struct Instance {
    pub generic: GenericIndex,
    pub arguments: Vec<TypeId>,
    /// The arguments by the names of the parameters: in scope where members are declared and bodies checked.
    pub names: TypeScope,
}

/// What the type parameters in scope stand for.
pub(crate) type TypeScope = Arc<HashMap<Name, TypeId>>;

/// How far the declaration of a type has come. Each stage may rely on it that all types have all earlier ones behind them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Stage {
    /// Fields and variants with written types.
    Fields,
    /// Whether it holds itself.
    Sizes,
    /// Signatures of methods.
    Methods,
    /// Fields without a written type, static fields, accessors.
    Values,
    /// Which methods change `self`; and sizes again, with the fields whose types came since.
    Mutating,
    /// Defaults of fields and parameters.
    Defaults,
    /// Bodies: all is declared.
    Bodies,
}

impl Stage {
    /// What comes next.
    pub fn next(self) -> Stage {
        match self {
            Stage::Fields => Stage::Sizes,
            Stage::Sizes => Stage::Methods,
            Stage::Methods => Stage::Values,
            Stage::Values => Stage::Mutating,
            Stage::Mutating => Stage::Defaults,
            Stage::Defaults | Stage::Bodies => Stage::Bodies,
        }
    }
}

/// What is known of a class.
#[derive(Clone, Debug)]
pub(crate) struct ClassInfo {
    pub decl: Arc<ast::TypeDecl>,
    pub module: ModuleId,
    pub ty: TypeId,
    /// Its own members; those of its base are found by `find_member`.
    pub members: Members,
    /// The traits that it names itself.
    pub traits: Vec<TraitId>,
    /// For each of its own stored fields: its index in the declaration, and its default.
    pub stored: Vec<(usize, Option<DefaultValue>)>,
    /// Own stored fields that may be read before `init` assigns them.
    pub late: Vec<u32>,
    /// `init`, if it writes one.
    pub init: Option<FunctionIndex>,
    /// Its base was reported: what it inherits is not known.
    pub broken: bool,
    /// Its table is there.
    pub has_slots: bool,
    /// What it is an instance of.
    pub generic: Option<Arc<Instance>>,
}

/// What is known of a trait.
#[derive(Clone, Debug)]
pub(crate) struct TraitInfo {
    pub decl: Arc<ast::TypeDecl>,
    pub module: ModuleId,
    pub ty: TypeId,
    /// Its own methods; those of the traits that it extends are found by `find_member`.
    pub members: Members,
    /// The traits that it names behind `with`.
    pub parents: Vec<TraitId>,
    /// Its list of methods is there.
    pub has_methods: bool,
    /// What it is an instance of.
    pub generic: Option<Arc<Instance>>,
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
    /// A static value of a type of the library: the function that makes it.
    StaticValue(FunctionIndex),
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
    /// The type that it is a member of, and whether it is static. None for library methods of built-in types.
    pub owner: Option<(TypeId, bool)>,
    /// What the parameters of the type around stand for.
    pub scope: TypeScope,
}

/// A type parameter with its bounds.
#[derive(Clone, Debug)]
pub(crate) struct TypeParameter {
    pub name: Name,
    pub bounds: Vec<Bound>,
}

/// A type parameter while its own declaration is checked.
#[derive(Clone, Debug)]
pub(crate) struct OwnParameter {
    pub name: Name,
    pub bounds: Vec<Bound>,
    /// The traits that the bounds name.
    pub traits: Vec<TypeId>,
}

/// A bound of a type parameter.
#[derive(Clone, Debug)]
pub(crate) struct Bound {
    pub kind: BoundKind,
    /// As written; a trait is looked up where the bound is checked, for it may name other parameters.
    pub written: ast::TypeExpr,
}

/// The built-in bounds, and any other: a trait.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum BoundKind {
    Number,
    Float,
    Comparable,
    Equatable,
    Hashable,
    Trait,
}

/// A parameter of a function.
#[derive(Clone, Debug)]
pub(crate) struct ParameterInfo {
    pub name: Name,
    /// Where it is declared.
    pub span: Option<Span>,
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
    /// That of a generic function or type: made for each instance.
    Instance,
}

/// What a call of a function becomes.
#[derive(Clone, Debug)]
pub(crate) enum Target {
    /// A function of the program; `nested` ones may have captures.
    Function {
        id: FuncId,
        nested: bool,
    },
    /// Rust.
    Native {
        name: String,
        fails: bool,
        context: bool,
        owned: Vec<bool>,
    },
    /// A generic function, to instantiate from its declaration.
    /// A method of a trait without a body.
    Required,
    Generic(Arc<ast::FunctionDecl>),
    /// The constructor of a generic type, as a function of its type parameters.
    Constructor(GenericIndex),
    /// A static method or a variant of a generic type, as a function of its type parameters, and then the method's.
    StaticMember(GenericIndex, Name),
}

/// A body that is still to be checked.
#[derive(Clone, Debug)]
pub(crate) struct PendingBody {
    pub function: FuncId,
    pub module: ModuleId,
    pub source: BodySource,
    /// The types that the type parameters in scope stand for.
    pub type_arguments: TypeScope,
    /// The type arguments of a generic function.
    pub arguments: Option<Vec<TypeId>>,
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
    /// `init` of a class.
    ClassInit(Arc<ast::FunctionDecl>),
    /// A default that is no constant, and the type whose static members it sees.
    Default(ast::Expr, Option<TypeId>),
}
