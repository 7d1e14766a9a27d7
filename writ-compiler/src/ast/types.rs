//! Types as written.

use super::Ident;
use crate::source::Span;

/// A type as written.
#[derive(Clone, Debug)]
pub struct TypeExpr {
    /// Which form.
    pub kind: TypeExprKind,
    /// Its text.
    pub span: Span,
}

/// The forms of a type.
#[derive(Clone, Debug)]
pub enum TypeExprKind {
    /// `int`, `Array<T>`, `items::Sword`: a name, perhaps in an imported module, perhaps with type arguments.
    Named { module: Option<Ident>, name: Ident, arguments: Vec<TypeExpr> },
    /// `T?`.
    Optional(Box<TypeExpr>),
    /// `(A, B)`; two or more.
    Tuple(Vec<TypeExpr>),
    /// `(A, B) -> R`; no result means `void`.
    Function { parameters: Vec<TypeExpr>, result: Box<TypeExpr> },
}

/// `<T, U>` behind a declared name and the bounds of the `where` clause.
#[derive(Clone, Debug, Default)]
pub struct Generics {
    /// The type parameters.
    pub parameters: Vec<Ident>,
    /// `T : Printable`, one for each bound written (`T : A + B` does not exist; a list repeats `T`).
    pub bounds: Vec<Bound>,
}

/// `T : Printable`.
#[derive(Clone, Debug)]
pub struct Bound {
    /// The type parameter.
    pub parameter: Ident,
    /// The trait or built-in bound.
    pub bound: TypeExpr,
}
