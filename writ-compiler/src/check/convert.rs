//! What converts to what without being asked (LANGUAGE.md, chapter 2).

use super::{Checker, error_expr};
use crate::diagnostic::{Applicability, Code, Diagnostic, suggest};
use crate::ir::{Conversion, Expr, ExprKind, Pattern, Type, TypeId};
use crate::source::Span;

impl Checker {
    /// Converts a value implicitly; a report and an error expression if there is no such conversion.
    pub fn convert(&mut self, value: Expr, target: TypeId) -> Expr {
        if self.converts(value.ty, target) {
            return self.convert_unchecked(value, target);
        }
        let span = value.span;
        let report = self.mismatch(target, value.ty, span);
        self.report(report);
        error_expr(span)
    }

    /// The report that a type was expected and another found, with what could be done.
    pub fn mismatch(&self, expected: TypeId, found: TypeId, span: Span) -> Diagnostic {
        let (wanted, got) = (self.type_name(expected), self.type_name(found));
        let message = if found == TypeId::VOID {
            format!("expected `{wanted}`, found nothing: this gives no value")
        } else {
            format!("expected `{wanted}`, found `{got}`")
        };
        let report = Diagnostic::error(Code::MISMATCH, span, message);
        if found == TypeId::NEVER || matches!(self.get(found), Type::Optional(TypeId::NEVER)) {
            return report.help(format!("what may be `null` has the type `{wanted}?`"));
        }
        let inner = self.optional_inner(found);
        if inner.is_some_and(|inner| self.converts(inner, expected)) {
            return report.help("it may be `null`: test it first, or say what to use instead with `?? …`");
        }
        if let Some(help) = self.object_help(expected, found) {
            return report.help(help);
        }
        if expected.is_numeric() && found.is_numeric() {
            // An int becomes a float without losing what scripts count; everything else cuts something off.
            let applicability = if expected.is_float() && found.is_int() { Applicability::Safe } else { Applicability::Unsafe };
            let fix = suggest::behind(&self.program.sources, span, &format!(" as {wanted}"), applicability);
            return report.help(format!("convert it with `as {wanted}`")).with_fix(fix);
        }
        let source = self.program.sources.text(span);
        if expected.is_numeric() && found == TypeId::STRING && source.starts_with('"') {
            let inside = source.trim_matches('"');
            return if inside.parse::<f64>().is_ok() { report.help(format!("a number stands without quotes: `{inside}`")) } else { report };
        }
        if expected.is_numeric() && found == TypeId::STRING {
            let (method, default) = if expected.is_int() { ("toInt", "0") } else { ("toFloat", "0.0") };
            return report
                .help(format!("read the number with `.{method}()`, which is `null` if the text is none: `text.{method}() ?? {default}`"));
        }
        if let Type::Function(..) = self.get(expected)
            && !matches!(self.get(found), Type::Function(..))
        {
            return report.help("a function is handed on by its name, without `()`; or write a lambda: `() => …`");
        }
        if expected == TypeId::STRING && found != TypeId::VOID {
            let fix = (found.is_numeric() || found == TypeId::BOOL)
                .then(|| suggest::behind(&self.program.sources, span, ".toString()", Applicability::Unsafe))
                .flatten();
            return report.help("make a string of it with `.toString()` or `\"${…}\"`").with_fix(fix);
        }
        if let Type::Result(inner) = self.get(found)
            && self.converts(*inner, expected)
        {
            return report.help("it may be an `Error`: pass that on with `?`, or say what to use instead with `?? …`");
        }
        if let Type::Result(inner) = self.get(expected)
            && self.converts(found, *inner)
        {
            return report.help("wrap it: `Success(…)`").with_fix(Some(suggest::around(span, "Success(", ")", Applicability::Safe)));
        }
        report
    }

    /// Whether a value of `from` converts to `to` implicitly.
    pub fn converts(&self, from: TypeId, to: TypeId) -> bool {
        if from == to || from == TypeId::ERROR || to == TypeId::ERROR || from == TypeId::NEVER {
            return true;
        }
        if self.own_traits(from).iter().any(|own| self.converts(*own, to)) {
            return true;
        }
        match (self.get(from), self.get(to)) {
            (Type::Int32, Type::Int) | (Type::Float, Type::Float64) => true,
            // `null`, `Error(…)`, `[]`, `{}` whose type the context has not said yet.
            (_, Type::Any) => self.can_be_any(from),
            (Type::Optional(a), Type::Optional(b)) => {
                *a == TypeId::NEVER || *b == TypeId::ANY || (self.is_object(*a) && self.converts(*a, *b))
            }
            (Type::Result(a), Type::Result(_)) | (Type::Array(a), Type::Array(_)) => *a == TypeId::NEVER,
            (Type::Dictionary(_, a), Type::Dictionary(..)) => *a == TypeId::NEVER,
            (Type::Class(class), Type::Class(base)) => self.program.extends(*class, *base),
            (Type::Class(class), Type::Trait(id)) => self.class_has_trait(*class, *id),
            (Type::Trait(id), Type::Trait(parent)) => self.trait_extends(*id, *parent),
            (Type::Class(_) | Type::Trait(_), Type::Weak(inner)) => self.converts(from, *inner),
            (_, Type::Optional(inner)) => self.converts(from, *inner),
            _ => false,
        }
    }

    /// Converts where `converts` said yes.
    pub fn convert_unchecked(&mut self, value: Expr, target: TypeId) -> Expr {
        let from = value.ty;
        if from == target || from == TypeId::ERROR || target == TypeId::ERROR || from == TypeId::NEVER {
            return value;
        }
        let span = value.span;
        if target == TypeId::ANY {
            return self.as_any(value);
        }
        if self.is_open(from) && !(self.optional_inner(target).is_some() && self.optional_inner(from).is_none()) {
            return Expr { ty: target, ..value };
        }
        if let (Some(inner), Some(found)) = (self.optional_inner(target), self.optional_inner(from)) {
            let local = self.state().temporary(found, span);
            let object = self.local_expr(local, span);
            let object = self.convert_unchecked(object, inner);
            let some = Expr { kind: ExprKind::Some(Box::new(object)), ty: target, span };
            let null = Expr { kind: ExprKind::Null, ty: target, span };
            let bound = Pattern::Some(Box::new(Pattern::Bind(local)));
            return super::operator::two_way(value, bound, some, Pattern::Null, null, target, span);
        }
        if let Some(inner) = self.optional_inner(target) {
            let value = self.convert_unchecked(value, inner);
            return Expr { kind: ExprKind::Some(Box::new(value)), ty: target, span };
        }
        if let Type::Weak(inner) = *self.get(target) {
            let object = self.convert_unchecked(value, inner);
            return Expr { kind: ExprKind::MakeWeak(Box::new(object)), ty: target, span };
        }
        if self.is_object(target) {
            self.demand(from);
            self.demand(target);
            return Expr { kind: ExprKind::Upcast(Box::new(value)), ty: target, span };
        }
        let kind = if target.is_int() { Conversion::IntToInt } else { Conversion::FloatToFloat };
        Expr { kind: ExprKind::Convert { kind, operand: Box::new(value) }, ty: target, span }
    }

    /// Whether it is the type of a `null`, `Error(…)`, `[]` or `{}` alone.
    pub fn is_open(&self, ty: TypeId) -> bool {
        match self.get(ty) {
            Type::Optional(inner) | Type::Result(inner) | Type::Array(inner) | Type::Dictionary(_, inner) => {
                *inner == TypeId::NEVER || self.is_open(*inner)
            }
            Type::Tuple(items) => items.iter().any(|item| self.is_open(*item)),
            _ => false,
        }
    }

    /// The type that both convert to: one of the two, or for numbers in arithmetic the float that the int meets.
    pub fn common_type(&mut self, a: TypeId, b: TypeId) -> Option<TypeId> {
        if a == TypeId::NEVER || a == TypeId::ERROR || self.converts(a, b) {
            return Some(b);
        }
        if self.converts(b, a) {
            return Some(a);
        }
        match (self.get(a), self.get(b)) {
            (Type::Optional(inner), _) if *inner == TypeId::NEVER => Some(self.optional(b)),
            (_, Type::Optional(inner)) if *inner == TypeId::NEVER => Some(self.optional(a)),
            (Type::Class(_) | Type::Trait(_), Type::Class(_) | Type::Trait(_)) => self.common_object(a, b),
            (Type::Optional(_), _) | (_, Type::Optional(_)) => {
                let (a, b) = (self.optional_inner(a).unwrap_or(a), self.optional_inner(b).unwrap_or(b));
                let common = self.common_object(a, b)?;
                Some(self.optional(common))
            }
            _ => None,
        }
    }

    /// Converts a number to another numeric type, implicitly or by `as`.
    pub fn number_to(&mut self, value: Expr, target: TypeId) -> Expr {
        if value.ty == target || value.ty == TypeId::ERROR {
            return value;
        }
        let kind = match (value.ty.is_int(), target.is_int()) {
            (true, true) => Conversion::IntToInt,
            (true, false) => Conversion::IntToFloat,
            (false, true) => Conversion::FloatToInt,
            (false, false) => Conversion::FloatToFloat,
        };
        let span = value.span;
        Expr { kind: ExprKind::Convert { kind, operand: Box::new(value) }, ty: target, span }
    }
}

/// The type in which two numbers meet: the wider of two ints or two floats, the float of an int and a float.
pub(crate) fn arithmetic_type(a: TypeId, b: TypeId) -> TypeId {
    match (a.is_int(), b.is_int()) {
        (true, true) => {
            if a == b {
                a
            } else {
                TypeId::INT
            }
        }
        (false, false) => {
            if a == b {
                a
            } else {
                TypeId::FLOAT64
            }
        }
        (true, false) => b,
        (false, true) => a,
    }
}
