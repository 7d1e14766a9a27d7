//! `is`, `as` and `as?` on objects and `any`, and what is known of a variable after a test.

use crate::ast;
use crate::check::function::{Fact, Variable};
use crate::check::operator::two_way;
use crate::check::{Checker, error_expr};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Expr, ExprKind, Pattern, Type, TypeId};
use crate::source::Span;

/// What can be said of a value of one type being of another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Relation {
    Always,
    Maybe,
    Never,
}

impl Checker {
    fn relation(&self, from: TypeId, to: TypeId) -> Relation {
        if self.converts(from, to) {
            return Relation::Always;
        }
        match (self.get(from), self.get(to)) {
            (Type::Class(a), Type::Class(b)) if self.program.extends(*b, *a) => Relation::Maybe,
            // A class that extends this one may have the trait.
            (Type::Class(_), Type::Trait(_)) | (Type::Trait(_), Type::Class(_) | Type::Trait(_)) => Relation::Maybe,
            (Type::Any, _) if self.can_be_any(to) => Relation::Maybe,
            _ => Relation::Never,
        }
    }

    /// Whether `is` with a type applies to a value: to objects and `any`, also optional ones.
    pub fn is_testable(&self, ty: TypeId) -> bool {
        let inner = self.optional_inner(ty).unwrap_or(ty);
        inner == TypeId::ANY || self.is_object(inner)
    }

    /// `value is T`.
    pub fn type_test(&mut self, value: Expr, written: &ast::TypeExpr, span: Span) -> Expr {
        let target = self.written_type(written);
        let target = self.optional_inner(target).unwrap_or(target);
        if target == TypeId::ERROR {
            return error_expr(span);
        }
        self.type_test_of(value, target, written.span, span)
    }

    fn type_test_of(&mut self, value: Expr, target: TypeId, written: Span, span: Span) -> Expr {
        if let Some(inner) = self.optional_inner(value.ty) {
            let has = |value: Expr| Expr { kind: ExprKind::IsSome(Box::new(value)), ty: TypeId::BOOL, span };
            if self.narrowable(&value).is_some() {
                let known = Expr { kind: ExprKind::Narrow(Box::new(value.clone())), ty: inner, span: value.span };
                let test = self.type_test_of(known, target, written, span);
                if test.ty == TypeId::ERROR {
                    return test;
                }
                let kind = ExprKind::Logic { or: false, left: Box::new(has(value)), right: Box::new(test) };
                return Expr { kind, ty: TypeId::BOOL, span };
            }
            let local = self.state().temporary(inner, span);
            let found = self.local_expr(local, span);
            let test = self.type_test_of(found, target, written, span);
            let no = Expr { kind: ExprKind::Bool(false), ty: TypeId::BOOL, span };
            return two_way(value, Pattern::Some(Box::new(Pattern::Bind(local))), test, Pattern::Null, no, TypeId::BOOL, span);
        }
        if self.relation(value.ty, target) == Relation::Never || target == TypeId::ANY {
            let (what, wanted) = (self.a_type(value.ty), self.a_type(target));
            let message = if target == TypeId::ANY { "everything is an `any`".into() } else { format!("{what} is never {wanted}") };
            self.report(Diagnostic::error(Code::IS, written, message));
            return error_expr(span);
        }
        let target = if value.ty == TypeId::ANY { self.any_target(target) } else { target };
        Expr { kind: ExprKind::IsType { value: Box::new(value), target }, ty: TypeId::BOOL, span }
    }

    /// The pattern `is T`; none after a report.
    pub fn type_pattern(&mut self, written: &ast::TypeExpr, ty: TypeId, span: Span) -> Option<Pattern> {
        let local = self.state().temporary(ty, span);
        let subject = self.local_expr(local, span);
        let test = self.type_test(subject, written, span);
        (test.ty != TypeId::ERROR).then(|| Pattern::Test { local, test: Box::new(test) })
    }

    /// `value as T`, `value as? T` where one of them is an object or `any`; else the value is given back.
    pub fn object_cast(&mut self, value: Expr, target: TypeId, optional: bool, span: Span) -> Result<Expr, Expr> {
        let inner = self.optional_inner(value.ty).filter(|_| optional);
        let from = inner.unwrap_or(value.ty);
        if from != TypeId::ANY && !self.is_object(from) {
            return Err(value);
        }
        if let Some(inner) = inner {
            let cast = self.optional_chain(value, inner, span, |checker, bound| match checker.object_cast(bound, target, true, span) {
                Ok(value) | Err(value) => value,
            });
            return Ok(cast);
        }
        let wanted = self.optional_inner(target).unwrap_or(target);
        match self.relation(from, wanted) {
            Relation::Always => {
                let target = if optional { self.optional(target) } else { target };
                let value = self.convert(value, target);
                Ok(Expr { span, ..value })
            }
            Relation::Maybe if optional => Ok(self.try_cast(value, wanted, span)),
            Relation::Maybe if wanted != target => Ok(self.cast_or_null(value, wanted, target, span)),
            Relation::Maybe if from == TypeId::ANY => Ok(self.any_as(value, target, true, span)),
            Relation::Maybe => Ok(Expr { kind: ExprKind::Cast { value: Box::new(value), checked: true }, ty: target, span }),
            Relation::Never => {
                let (what, wanted) = (self.a_type(from), self.a_type(wanted));
                let report = Diagnostic::error(Code::CAST, span, format!("{what} is never {wanted}"));
                self.report(report.note("`as` casts an object down to a class that extends its own, or to a trait"));
                Ok(error_expr(span))
            }
        }
    }

    fn try_cast(&mut self, value: Expr, target: TypeId, span: Span) -> Expr {
        let ty = self.optional(target);
        if value.ty != TypeId::ANY || self.is_object(target) {
            return Expr { kind: ExprKind::TryCast(Box::new(value)), ty, span };
        }
        let boxed = self.any_target(target);
        let maybe = self.optional(boxed);
        let cast = Expr { kind: ExprKind::TryCast(Box::new(value)), ty: maybe, span };
        let local = self.state().temporary(boxed, span);
        let object = self.local_expr(local, span);
        let found = Expr { kind: ExprKind::ObjectField { object: Box::new(object), index: 0 }, ty: target, span };
        let found = Expr { kind: ExprKind::Some(Box::new(found)), ty, span };
        let null = Expr { kind: ExprKind::Null, ty, span };
        two_way(cast, Pattern::Some(Box::new(Pattern::Bind(local))), found, Pattern::Null, null, ty, span)
    }

    /// `any as T?`: `null` stays `null`.
    fn cast_or_null(&mut self, value: Expr, wanted: TypeId, target: TypeId, span: Span) -> Expr {
        if value.ty != TypeId::ANY {
            let cast = Expr { kind: ExprKind::Cast { value: Box::new(value), checked: true }, ty: wanted, span };
            return self.convert_unchecked(cast, target);
        }
        let mut before = Vec::new();
        let held = self.spill(value, &mut before);
        let condition = self.any_is_null(held.clone(), span);
        let found = self.any_as(held, wanted, true, span);
        let found = Expr { kind: ExprKind::Some(Box::new(found)), ty: target, span };
        let null = Expr { kind: ExprKind::Null, ty: target, span };
        let block = super::super::expr::value_block;
        let kind = ExprKind::If { condition: Box::new(condition), then: block(null), otherwise: Some(block(found)) };
        super::super::arguments::after(before, Expr { kind, ty: target, span })
    }

    /// How to come from an object, an `any` or a weak reference to what is expected.
    pub fn object_help(&self, expected: TypeId, found: TypeId) -> Option<String> {
        let wanted = self.type_name(expected);
        match self.get(found) {
            Type::Any => Some(format!("test it with `is {wanted}`, or cast it: `as {wanted}`")),
            Type::Weak(inner) if self.converts(*inner, expected) => {
                Some("`.get()` gives the object of a weak reference, or `null` if it is gone".into())
            }
            Type::Class(_) | Type::Trait(_) if self.is_object(expected) && self.relation(found, expected) == Relation::Maybe => {
                Some(format!("test it with `is {wanted}`, or cast it down: `as {wanted}`, `as? {wanted}`"))
            }
            _ => None,
        }
    }

    /// Whether two objects can't be the same one.
    pub fn never_same(&self, a: TypeId, b: TypeId) -> bool {
        let (a, b) = (self.optional_inner(a).unwrap_or(a), self.optional_inner(b).unwrap_or(b));
        let objects = self.is_object(a) && self.is_object(b);
        objects && self.relation(a, b) == Relation::Never && self.relation(b, a) == Relation::Never
    }

    /// The variable of a tested value, and what it is if the test is true.
    pub fn tested(&self, value: &Expr, target: TypeId) -> Option<(Variable, TypeId)> {
        let mut value = value;
        while let ExprKind::Narrow(inner) | ExprKind::Upcast(inner) | ExprKind::Cast { value: inner, checked: false } = &value.kind {
            value = inner;
        }
        let variable = self.narrowable(value)?;
        match self.unboxed_type(target) {
            // The box of `null` says nothing that could be used.
            Some(boxed) if matches!(self.get(boxed), Type::Optional(_)) => None,
            Some(boxed) => Some((variable, boxed)),
            None => Some((variable, target)),
        }
    }

    /// A read of a variable as the narrowest type that tests have shown it to have.
    pub fn tested_read(&mut self, value: Expr, variable: Variable, hint: Option<TypeId>) -> Expr {
        let Some(state) = self.stack.last() else { return value };
        let found: Vec<TypeId> = state
            .narrowed
            .iter()
            .filter_map(|fact| match fact {
                Fact::Is(of, ty) if *of == variable => Some(*ty),
                Fact::Is(..) | Fact::HasValue(_) | Fact::Assigned(_) => None,
            })
            .filter(|ty| !self.converts(value.ty, *ty))
            .collect();
        if found.is_empty() || hint == Some(value.ty) {
            return value;
        }
        let fits = |ty: &&TypeId| hint.is_some_and(|hint| self.converts(**ty, hint));
        let narrowest = found.iter().find(|ty| found.iter().all(|other| self.converts(**ty, *other)));
        let Some(ty) = narrowest.or(found.iter().find(fits)).or(found.last()).copied() else { return value };
        let span = value.span;
        if value.ty == TypeId::ANY {
            return self.any_as(value, ty, false, span);
        }
        Expr { kind: ExprKind::Cast { value: Box::new(value), checked: false }, ty, span }
    }
}

/// What stands below that which narrowing made of a read.
pub(crate) fn narrowed_variable(value: &Expr) -> &Expr {
    match &value.kind {
        ExprKind::Narrow(inner) | ExprKind::Cast { value: inner, checked: false } => narrowed_variable(inner),
        _ => value,
    }
}

/// A read without what narrowing made of it.
pub(crate) fn without_narrowing(value: Expr) -> Expr {
    let (ty, span) = (value.ty, value.span);
    match value.kind {
        ExprKind::Narrow(inner) => without_narrowing(*inner),
        ExprKind::Cast { value, checked: false } => without_narrowing(*value),
        ExprKind::ObjectField { object, index } => match object.kind {
            ExprKind::Cast { value, checked: false } => without_narrowing(*value),
            kind => Expr { kind: ExprKind::ObjectField { object: Box::new(Expr { kind, ..*object }), index }, ty, span },
        },
        kind => Expr { kind, ty, span },
    }
}
