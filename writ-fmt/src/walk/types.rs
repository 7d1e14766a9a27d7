//! Types, type arguments, type parameters and bounds. They don't break, unless a comment makes them.

use super::{Sep, Walker};
use crate::doc::Doc;
use writ_compiler::ast::{Generics, Ident, TypeExpr, TypeExprKind};
use writ_compiler::stack::deep;

impl Walker<'_> {
    /// A type, with the parentheses around it.
    pub(super) fn ty(&mut self, ty: &TypeExpr) -> Doc {
        deep(|| {
            let around = self.parentheses_before(ty.span.start as usize).saturating_sub(self.parentheses_within(ty));
            self.ty_in(ty, around)
        })
    }

    fn ty_in(&mut self, ty: &TypeExpr, around: usize) -> Doc {
        let mut parts = Vec::new();
        for _ in 0..around {
            parts.push(self.take("("));
            parts.push(self.gap(Sep::Tight).doc);
        }
        match &ty.kind {
            TypeExprKind::Named { name, arguments, .. } => parts.push(self.named(name, arguments)),
            TypeExprKind::Optional(inner) => {
                parts.push(self.ty(inner));
                parts.push(self.take("?"));
            }
            TypeExprKind::Tuple(elements) => parts.push(self.type_list(("(", ")"), elements)),
            TypeExprKind::Function { parameters, result } => {
                parts.push(self.type_list(("(", ")"), parameters));
                parts.push(self.result(result));
            }
        }
        for _ in 0..around {
            parts.push(self.gap(Sep::Tight).doc);
            parts.push(self.take(")"));
        }
        self.docs.concat(parts)
    }

    /// How many `(` stand before the offset.
    fn parentheses_before(&self, end: usize) -> usize {
        let mut at = self.next();
        let mut count = 0;
        while at < end && self.text[at..].starts_with('(') {
            count += 1;
            at = crate::trivia::trivia(self.text, at + 1).next;
        }
        count
    }

    /// How many of the parentheses before a type are closed before its `?`: they are around what is optional, and its span leaves them out.
    fn parentheses_within(&self, ty: &TypeExpr) -> usize {
        let TypeExprKind::Optional(inner) = &ty.kind else { return 0 };
        let mut at = crate::trivia::trivia(self.text, inner.span.end as usize).next;
        let mut count = 0;
        while at < ty.span.end as usize && self.text[at..].starts_with(')') {
            count += 1;
            at = crate::trivia::trivia(self.text, at + 1).next;
        }
        count + deep(|| self.parentheses_within(inner))
    }

    /// A name with what it is in (`items::Sword`, `Shape.Circle`), and type arguments.
    pub(super) fn named(&mut self, name: &Ident, arguments: &[TypeExpr]) -> Doc {
        let mut parts = Vec::new();
        let end = name.span.end as usize;
        loop {
            parts.push(self.word());
            if self.at >= end || self.lost.is_some() {
                break;
            }
            let mark = if self.sees("::") { "::" } else { "." };
            parts.push(self.take(mark));
        }
        if !arguments.is_empty() {
            parts.push(self.type_arguments(arguments));
        }
        self.docs.concat(parts)
    }

    /// `<A, B>`.
    pub(super) fn type_arguments(&mut self, arguments: &[TypeExpr]) -> Doc {
        self.type_list(("<", ">"), arguments)
    }

    fn type_list(&mut self, brackets: (&str, &str), types: &[TypeExpr]) -> Doc {
        self.names_or_types(brackets, types.len(), |walker, index| walker.ty(&types[index]))
    }

    fn names_or_types(&mut self, (open, close): (&str, &str), count: usize, mut each: impl FnMut(&mut Self, usize) -> Doc) -> Doc {
        let mut parts = vec![self.take(open)];
        for index in 0..count {
            if index > 0 {
                parts.push(self.docs.text(","));
            }
            parts.push(self.gap(if index == 0 { Sep::Tight } else { Sep::Space }).doc);
            parts.push(each(self, index));
            self.skip(',');
        }
        parts.push(self.gap(Sep::Tight).doc);
        parts.push(self.take(close));
        self.docs.concat(parts)
    }

    /// `: T`.
    pub(super) fn behind_colon(&mut self, ty: &TypeExpr) -> Doc {
        let colon = self.take(":");
        let gap = self.gap(Sep::Space).doc;
        let ty = self.ty(ty);
        self.docs.concat(vec![colon, gap, ty])
    }

    /// ` -> T`.
    pub(super) fn result(&mut self, ty: &TypeExpr) -> Doc {
        let arrow = self.then(Sep::Space, "->");
        let gap = self.gap(Sep::Space).doc;
        let ty = self.ty(ty);
        self.docs.concat(vec![arrow, gap, ty])
    }

    /// `<T, U>` behind a declared name; nothing if there is none.
    pub(super) fn type_parameters(&mut self, generics: &Generics) -> Doc {
        let names = &generics.parameters;
        if names.is_empty() {
            return self.docs.nothing();
        }
        self.names_or_types(("<", ">"), names.len(), |walker, index| walker.verbatim(names[index].span))
    }

    /// ` where T : A, U : B`; nothing if there is none.
    pub(super) fn bounds(&mut self, generics: &Generics) -> Doc {
        let mut parts = Vec::new();
        for (index, bound) in generics.bounds.iter().enumerate() {
            if index == 0 {
                parts.push(self.then(Sep::Space, "where"));
                parts.push(self.gap(Sep::Space).doc);
            } else {
                parts.push(self.docs.text(","));
                parts.push(self.gap(Sep::Fill).doc);
            }
            parts.push(self.verbatim(bound.parameter.span));
            parts.push(self.then(Sep::Space, ":"));
            parts.push(self.gap(Sep::Space).doc);
            parts.push(self.ty(&bound.bound));
            if index + 1 < generics.bounds.len() {
                self.skip(',');
            }
        }
        let doc = self.docs.concat(parts);
        self.docs.indent(doc)
    }
}
