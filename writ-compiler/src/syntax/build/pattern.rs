//! Patterns of `when`, and the targets of `let (a, b)`.

use super::{Builder, parts};
use crate::ast::{BinaryOp, Expr, ExprKind, Pattern, PatternKind, TypeExpr, TypeExprKind};
use crate::syntax::grammar::{Node, Rule};
use std::mem::replace;

impl Builder<'_> {
    /// `pattern`. A bare name binds inside other patterns and before a guard (`binds`), and is a value elsewhere.
    pub(super) fn pattern(&self, node: Node<'_>, binds: bool) -> Pattern {
        let span = self.span(&node);
        let Some(inner) = node.into_inner().next() else { return Pattern { kind: PatternKind::Value(self.missing(span)), span } };
        let kind = match inner.as_rule() {
            Rule::is_pattern => self.is_pattern(inner),
            Rule::tuple_pattern => {
                let mut elements: Vec<Node<'_>> = inner.into_inner().flat_map(parts).collect();
                match elements.pop() {
                    // Parentheses around one pattern only group.
                    Some(only) if elements.is_empty() => return self.pattern(only, binds),
                    Some(last) => {
                        elements.push(last);
                        PatternKind::Tuple(elements.into_iter().map(|element| self.pattern(element, true)).collect())
                    }
                    None => {
                        self.report(self.error(span, "expected a pattern in `()`"));
                        PatternKind::Any
                    }
                }
            }
            Rule::struct_pattern => {
                let mut ty = None;
                let mut fields = Vec::new();
                for part in parts(inner) {
                    match part.as_rule() {
                        Rule::named_type => ty = Some(self.named_type(part)),
                        _ => {
                            let mut field = parts(part);
                            if let (Some(name), Some(pattern)) = (field.next(), field.next()) {
                                fields.push((self.ident(&name), self.pattern(pattern, true)));
                            }
                        }
                    }
                }
                PatternKind::Struct { ty: ty.unwrap_or(TypeExpr { kind: TypeExprKind::Tuple(Vec::new()), span }), fields }
            }
            _ => value_pattern(self.expression(inner), binds),
        };
        Pattern { kind, span }
    }

    /// `is_pattern`: `is Type`, `is Variant(a, b)`.
    pub(super) fn is_pattern(&self, node: Node<'_>) -> PatternKind {
        let span = self.span(&node);
        let mut ty = None;
        let mut fields = None;
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::r#type | Rule::variant_type => ty = Some(self.ty(part)),
                Rule::pattern_list => fields = Some(self.pattern_list(part)),
                _ => {}
            }
        }
        PatternKind::Is { ty: ty.unwrap_or(TypeExpr { kind: TypeExprKind::Tuple(Vec::new()), span }), fields }
    }

    fn pattern_list(&self, node: Node<'_>) -> Vec<Pattern> {
        parts(node).map(|element| self.pattern(element, true)).collect()
    }

    /// `target`: a name or names in parentheses.
    pub(super) fn target(&self, node: Node<'_>) -> Pattern {
        let span = self.span(&node);
        let Some(inner) = node.into_inner().next() else { return Pattern { kind: PatternKind::Any, span } };
        let kind = match inner.as_rule() {
            Rule::identifier if inner.as_str() == "_" => PatternKind::Any,
            Rule::identifier => PatternKind::Bind(self.ident(&inner)),
            _ => PatternKind::Tuple(parts(inner).map(|element| self.target(element)).collect()),
        };
        Pattern { kind, span }
    }
}

/// What an expression at the place of a pattern means.
fn value_pattern(mut value: Expr, binds: bool) -> PatternKind {
    match &mut value.kind {
        ExprKind::Name(name) if &*name.name == "_" => PatternKind::Any,
        ExprKind::Name(name) if binds => PatternKind::Bind(name.clone()),
        ExprKind::Null => PatternKind::Null,
        ExprKind::Binary { op, left, right, .. } if is_range(*op) && !is_string(left) && !is_string(right) => {
            let error = || Expr { kind: ExprKind::Error, span: value.span };
            PatternKind::Range { start: replace(left, error()), end: replace(right, error()), inclusive: *op == BinaryOp::DotDotEqual }
        }
        _ => PatternKind::Value(value),
    }
}

fn is_range(op: BinaryOp) -> bool {
    matches!(op, BinaryOp::DotDot | BinaryOp::DotDotEqual)
}

/// `"a" .. name` joins.
fn is_string(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::String(_))
}
