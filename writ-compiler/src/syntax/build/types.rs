//! Types, type parameters and bounds.

use super::{Builder, parts};
use crate::ast::{Bound, Generics, Ident, TypeExpr, TypeExprKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::grammar::{Node, Rule};
use crate::syntax::scan::MAX_NESTING;

impl Builder<'_> {
    /// `type`, or `variant_type`, whose enum takes the place of a module.
    pub(super) fn ty(&self, node: Node<'_>) -> TypeExpr {
        if node.as_rule() == Rule::variant_type {
            return self.named_type(node);
        }
        let span = self.span(&node);
        let mut ty = TypeExpr { kind: TypeExprKind::Tuple(Vec::new()), span };
        for (depth, part) in node.into_inner().enumerate() {
            match part.as_rule() {
                Rule::named_type => ty = self.named_type(part),
                Rule::paren_type => ty = self.paren_type(part),
                // `?`: as deep as the tree may nest, and no deeper.
                _ if depth > MAX_NESTING => {
                    self.report(Diagnostic::error(Code::TOO_DEEP, self.span(&part), "`?` nests too deep"));
                    break;
                }
                _ => {
                    let span = ty.span.to(self.span(&part));
                    ty = TypeExpr { kind: TypeExprKind::Optional(Box::new(ty)), span };
                }
            }
        }
        ty
    }

    /// `named_type`: `int`, `items::Sword`, `Array<T>`.
    pub(super) fn named_type(&self, node: Node<'_>) -> TypeExpr {
        let span = self.span(&node);
        let (module, name, arguments) = self.name_parts(node, span);
        TypeExpr { kind: TypeExprKind::Named { module, name, arguments }, span }
    }

    /// The children that `named_type` and `reference` have in common: module, name and type arguments.
    pub(super) fn name_parts(&self, node: Node<'_>, span: Span) -> (Option<Ident>, Ident, Vec<TypeExpr>) {
        let mut module = None;
        let mut name = None;
        let mut arguments = Vec::new();
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::identifier => module = name.replace(self.ident(&part)),
                Rule::generic_arguments => arguments.extend(part.into_inner().flat_map(|list| self.type_arguments(list))),
                _ => arguments.extend(self.type_arguments(part)),
            }
        }
        let name = name.unwrap_or_else(|| Ident { name: self.name(""), span });
        (module, name, arguments)
    }

    /// `method_types`: the type arguments of a method.
    pub(super) fn method_types(&self, node: Node<'_>) -> Vec<TypeExpr> {
        node.into_inner().flat_map(|list| self.type_arguments(list)).collect()
    }

    fn type_arguments(&self, node: Node<'_>) -> Vec<TypeExpr> {
        parts(node).map(|part| self.ty(part)).collect()
    }

    fn paren_type(&self, node: Node<'_>) -> TypeExpr {
        let span = self.span(&node);
        let mut parameters = Vec::new();
        let mut result = None;
        for part in parts(node) {
            match part.as_rule() {
                Rule::type_list => parameters = self.type_arguments(part),
                _ => result = Some(Box::new(self.ty(part))),
            }
        }
        match (result, parameters.len()) {
            (Some(result), _) => TypeExpr { kind: TypeExprKind::Function { parameters, result }, span },
            // Parentheses only group: `((int) -> int)?`.
            (None, 1) => parameters.remove(0),
            (None, 0) => {
                self.report(self.error(span, "expected a type in `()`").help("a function type is written `() -> int`, nothing is `void`"));
                TypeExpr { kind: TypeExprKind::Tuple(Vec::new()), span }
            }
            (None, _) => TypeExpr { kind: TypeExprKind::Tuple(parameters), span },
        }
    }

    /// `generics`: the names behind a declared name.
    pub(super) fn generics(&self, node: Node<'_>, generics: &mut Generics) {
        generics.parameters.extend(parts(node).map(|name| self.ident(&name)));
    }

    /// `where_clause`.
    pub(super) fn where_clause(&self, node: Node<'_>, generics: &mut Generics) {
        for bound in node.into_inner().filter(|part| part.as_rule() == Rule::bound) {
            let mut inner = parts(bound);
            if let (Some(parameter), Some(ty)) = (inner.next(), inner.next()) {
                generics.bounds.push(Bound { parameter: self.ident(&parameter), bound: self.ty(ty) });
            }
        }
    }
}
