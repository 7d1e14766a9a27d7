//! Declarations and statements.

use super::{Expr, Generics, Ident, Pattern, TypeExpr};
use crate::source::Span;
use std::sync::Arc;

/// A statement or declaration.
#[derive(Clone, Debug)]
pub struct Statement {
    /// Which.
    pub kind: StatementKind,
    /// Its text.
    pub span: Span,
}

/// The kinds of statements and declarations.
#[derive(Clone, Debug)]
pub enum StatementKind {
    /// `import …`, at top level only (the checker says so).
    Import(Import),
    /// `func`, at top level or nested.
    Function(Arc<FunctionDecl>),
    /// `struct`.
    Struct(Arc<TypeDecl>),
    /// `class`.
    Class(Arc<TypeDecl>),
    /// `trait`.
    Trait(Arc<TypeDecl>),
    /// `enum`.
    Enum(Arc<EnumDecl>),
    /// `extend Array<T> { … }`: methods of a built-in type; only the standard library's declaration files may say it.
    Extend(Arc<ExtendDecl>),
    /// `const`, `let`, `var`.
    Variable(Box<Variable>),
    /// `target = value`, `target += value`, `(a, b) = value`, …
    Assign { target: Expr, op: AssignOp, op_span: Span, value: Expr },
    /// An expression for its effect, incl. `when`, `return`, `break`, `continue`.
    Expression(Expr),
    /// `if`/`else if`/`else`; an `else if` is an `If` as the only statement of `otherwise`.
    If { condition: Expr, then: Block, otherwise: Option<Block> },
    /// `while`.
    While { condition: Expr, body: Block },
    /// `for name in iterable`, `for first, second in iterable`.
    For { first: Ident, second: Option<Ident>, iterable: Expr, body: Block },
    /// `{ … }` as a statement of its own.
    Block(Block),
    /// `arena { … }`.
    Arena(Block),
}

/// `{ … }`.
#[derive(Clone, Debug)]
pub struct Block {
    /// The statements.
    pub statements: Vec<Statement>,
    /// From brace to brace.
    pub span: Span,
}

/// The assignment operators.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AssignOp {
    /// `=`
    Set,
    /// `+=`
    Add,
    /// `-=`
    Subtract,
    /// `*=`
    Multiply,
    /// `/=`
    Divide,
    /// `%=`
    Modulo,
    /// `..=`
    Append,
}

/// An import.
#[derive(Clone, Debug)]
pub struct Import {
    /// What is imported.
    pub names: ImportNames,
    /// The path as written, without quotes.
    pub path: String,
    /// The path with its quotes.
    pub path_span: Span,
}

/// What an import brings in.
#[derive(Clone, Debug)]
pub enum ImportNames {
    /// `import { a, b } from`.
    Named(Vec<Ident>),
    /// `import * as name from`.
    All(Ident),
}

/// What can stand before a declaration.
#[derive(Clone, Debug, Default)]
pub struct Modifiers {
    /// `export`.
    pub exported: Option<Span>,
    /// `public` or `private`.
    pub visibility: Visibility,
    /// `static`.
    pub is_static: Option<Span>,
    /// `open` before `class`.
    pub open: Option<Span>,
    /// `native`, and what follows it in declaration files: `fails`, `context`, `mutates`.
    pub native: Option<Native>,
}

/// `native`, `native fails`, `native context`: a body in Rust. Only in the declaration files of the standard library, and in what a host declares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Native {
    /// Can end in a run-time error.
    pub fails: bool,
    /// Needs the instance (`&mut Writ`). Of a host's function: scripts may run before it returns.
    pub context: bool,
    /// A method that changes the value whose method it is.
    pub mutates: bool,
}

/// Visibility as written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Visibility {
    /// Nothing: the module.
    #[default]
    Module,
    /// `public`.
    Public,
    /// `private`.
    Private,
}

/// A function, method, `init`, accessor-less member function.
#[derive(Clone, Debug)]
pub struct FunctionDecl {
    /// The `//` block directly above, without the slashes.
    pub doc: Option<String>,
    /// What stands before `func`.
    pub modifiers: Modifiers,
    /// The name; `init` for a constructor.
    pub name: Ident,
    /// Type parameters and bounds.
    pub generics: Generics,
    /// The parameters.
    pub parameters: Vec<Parameter>,
    /// The result type; none means `void`.
    pub result: Option<TypeExpr>,
    /// None: a trait method without body, or a native function.
    pub body: Option<Block>,
    /// From the first modifier to the end of the body.
    pub span: Span,
    /// From the first modifier to the end of the signature.
    pub signature_span: Span,
}

/// A parameter of a function.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// The name.
    pub name: Ident,
    /// The type.
    pub ty: TypeExpr,
    /// The default.
    pub default: Option<Expr>,
    /// `...rest: T`: takes what is left as an `Array<T>`.
    pub rest: bool,
    /// The whole parameter.
    pub span: Span,
}

/// A struct, class or trait.
#[derive(Clone, Debug)]
pub struct TypeDecl {
    /// The `//` block directly above.
    pub doc: Option<String>,
    /// What stands before the keyword.
    pub modifiers: Modifiers,
    /// The name.
    pub name: Ident,
    /// Type parameters and bounds.
    pub generics: Generics,
    /// `extends Base`.
    pub base: Option<TypeExpr>,
    /// `with A, B`.
    pub traits: Vec<TypeExpr>,
    /// Fields in order.
    pub fields: Vec<Field>,
    /// Methods and `init`, in order.
    pub methods: Vec<Arc<FunctionDecl>>,
    /// The whole declaration.
    pub span: Span,
}

/// A field, computed property or static field.
#[derive(Clone, Debug)]
pub struct Field {
    /// The `//` block directly above.
    pub doc: Option<String>,
    /// What stands before the name.
    pub modifiers: Modifiers,
    /// `let` or `var` of a static field.
    pub binding: Option<VariableKind>,
    /// The name.
    pub name: Ident,
    /// The type; may be missing where there is a default.
    pub ty: Option<TypeExpr>,
    /// The default.
    pub default: Option<Expr>,
    /// `get { … }` or `get => expression` written as a block.
    pub getter: Option<Accessor>,
    /// `set(value) { … }`.
    pub setter: Option<Accessor>,
    /// The whole field.
    pub span: Span,
}

/// `get { … }` or `set(value) { … }`.
#[derive(Clone, Debug)]
pub struct Accessor {
    /// The setter's parameter.
    pub parameter: Option<Ident>,
    /// The body.
    pub body: Block,
    /// The whole accessor.
    pub span: Span,
}

/// An enum.
#[derive(Clone, Debug)]
pub struct EnumDecl {
    /// The `//` block directly above.
    pub doc: Option<String>,
    /// What stands before the keyword.
    pub modifiers: Modifiers,
    /// The name.
    pub name: Ident,
    /// Type parameters and bounds.
    pub generics: Generics,
    /// `with A, B`.
    pub traits: Vec<TypeExpr>,
    /// The variants in order.
    pub variants: Vec<Variant>,
    /// The constants' fields (`health: int` for `Alive(100)`), in order.
    pub fields: Vec<Field>,
    /// Methods.
    pub methods: Vec<Arc<FunctionDecl>>,
    /// The whole declaration.
    pub span: Span,
}

/// A variant of an enum.
#[derive(Clone, Debug)]
pub struct Variant {
    /// The `//` block directly above.
    pub doc: Option<String>,
    /// The name.
    pub name: Ident,
    /// What follows the name.
    pub payload: VariantPayload,
    /// The whole variant.
    pub span: Span,
}

/// What follows a variant's name.
#[derive(Clone, Debug)]
pub enum VariantPayload {
    /// Nothing.
    None,
    /// `Alive(100)`: values of the enum's fields.
    Constants(Vec<Argument>),
    /// `Circle(r: float)`.
    Fields(Vec<(Ident, TypeExpr)>),
}

/// `extend Array<T> { … }`.
#[derive(Clone, Debug)]
pub struct ExtendDecl {
    /// The type; its arguments name the type parameters.
    pub target: Ident,
    /// The type parameters and bounds.
    pub generics: Generics,
    /// Static values (`int.MAX`).
    pub fields: Vec<Field>,
    /// The methods.
    pub methods: Vec<Arc<FunctionDecl>>,
    /// The whole declaration.
    pub span: Span,
}

/// `const`, `let` or `var`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum VariableKind {
    /// A compile-time constant.
    Const,
    /// Set once.
    Let,
    /// Mutable.
    Var,
}

/// A declaration of variables.
#[derive(Clone, Debug)]
pub struct Variable {
    /// The `//` block directly above.
    pub doc: Option<String>,
    /// What stands before the keyword.
    pub modifiers: Modifiers,
    /// The keyword.
    pub kind: VariableKind,
    /// A name, or names in parentheses. Only `Pattern::Bind`, `Any` and `Tuple` occur.
    pub target: Pattern,
    /// The type.
    pub ty: Option<TypeExpr>,
    /// The value.
    pub value: Option<Expr>,
}

/// An argument of a call or a variant's constant.
#[derive(Clone, Debug)]
pub struct Argument {
    /// `name:` before it.
    pub name: Option<Ident>,
    /// `...` before it.
    pub spread: bool,
    /// The value.
    pub value: Expr,
}
