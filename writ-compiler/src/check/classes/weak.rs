//! `Weak<T>`.

use crate::ast::{Argument, Ident};
use crate::check::arguments::plural;
use crate::check::{Checker, error_expr};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Expr, ExprKind, Type, TypeId};
use crate::source::Span;

impl Checker {
    /// `Weak<T>` as a type.
    pub fn weak_type(&mut self, inner: TypeId, span: Span) -> TypeId {
        if inner == TypeId::ERROR {
            return inner;
        }
        if self.is_object(inner) || matches!(self.get(inner), Type::Parameter(_)) {
            return self.intern(Type::Weak(inner));
        }
        let what = self.a_type(inner);
        let report = Diagnostic::error(Code::BOUND, span, format!("a `Weak` refers to an object, not to {what}"));
        self.report(report.help("the type in it is a class or a trait"));
        TypeId::ERROR
    }

    /// `Weak(object)`.
    pub fn make_weak(&mut self, arguments: &[Argument], hint: Option<TypeId>, span: Span) -> Expr {
        let [Argument { name: None, spread: false, value }] = arguments else {
            let found = plural(arguments.len(), "argument");
            self.report(Diagnostic::error(Code::ARGUMENTS, span, format!("`Weak` takes 1 argument, found {found}")));
            return self.give_up(arguments, span);
        };
        let wanted = hint.map(|ty| self.optional_inner(ty).unwrap_or(ty)).and_then(|ty| match self.get(ty) {
            Type::Weak(inner) => Some(*inner),
            _ => None,
        });
        let object = self.value(value, wanted);
        if object.ty == TypeId::ERROR {
            return error_expr(span);
        }
        let object = match wanted {
            Some(inner) if self.converts(object.ty, inner) => self.convert_unchecked(object, inner),
            _ => object,
        };
        if let Some(inner) = self.optional_inner(object.ty).filter(|inner| self.is_object(*inner)) {
            let report = self.mismatch(inner, object.ty, object.span);
            self.report(report);
            return error_expr(span);
        }
        let ty = self.weak_type(object.ty, object.span);
        if ty == TypeId::ERROR {
            return error_expr(span);
        }
        Expr { kind: ExprKind::MakeWeak(Box::new(object)), ty, span }
    }

    /// `weak.get()`, if a value is a weak reference and that is called.
    pub fn weak_get(&mut self, value: Expr, name: &Ident, arguments: &[Argument], span: Span) -> Result<Expr, Expr> {
        let Type::Weak(inner) = *self.get(value.ty) else { return Err(value) };
        if &*name.name != "get" {
            return Err(value);
        }
        if !arguments.is_empty() {
            self.report(Diagnostic::error(Code::ARGUMENTS, span, format!("`get` takes no arguments, found {}", arguments.len())));
            return Ok(self.give_up(arguments, span));
        }
        let ty = self.optional(inner);
        Ok(Expr { kind: ExprKind::WeakGet(Box::new(value)), ty, span })
    }
}
