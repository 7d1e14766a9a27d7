//! Patterns of a `when`: what they may be for a subject of a type, and the names they bind.

use super::condition::VariantTest;
use super::constant::Constant;
use super::{Checker, MemberKind};
use crate::ast::{self, Ident, PatternKind};
use crate::diagnostic::{Applicability, Code, Diagnostic, Fix};
use crate::ir::{BinaryOp, Expr, ExprKind, Owner, Pattern, StructId, Type, TypeId};
use crate::source::Span;
use std::collections::BTreeSet;

impl Checker {
    /// Checks a pattern against a value of type `ty`; its names are bound in the innermost scope. After a report it fits all.
    pub fn pattern(&mut self, pattern: &ast::Pattern, ty: TypeId) -> Pattern {
        crate::stack::deep(|| self.pattern_kind(pattern, ty))
    }

    fn pattern_kind(&mut self, pattern: &ast::Pattern, ty: TypeId) -> Pattern {
        let span = pattern.span;
        match &pattern.kind {
            PatternKind::Any => Pattern::Any,
            PatternKind::Bind(name) => {
                self.warn_shadowed(name, None);
                Pattern::Bind(self.new_variable(&name.name, ty, false, name.span))
            }
            PatternKind::Value(value) => self.value_pattern(value, ty),
            PatternKind::Range { start, end, inclusive } => self.range_pattern(start, end, *inclusive, ty, span),
            PatternKind::Null => {
                if ty == TypeId::ANY {
                    let local = self.state().temporary(ty, span);
                    let subject = self.local_expr(local, span);
                    let test = self.any_is_null(subject, span);
                    return Pattern::Test { local, test: Box::new(test) };
                }
                if ty == TypeId::ERROR || self.optional_inner(ty).is_some() {
                    return if ty == TypeId::ERROR { Pattern::Any } else { Pattern::Null };
                }
                let what = self.a_type(ty);
                self.pattern_error(span, format!("{what} is never `null`")).note("only an `Optional` can be `null`").emit(self)
            }
            PatternKind::Is { ty: written, fields } => self.is_pattern(written, fields.as_deref(), ty, span),
            PatternKind::Tuple(items) => self.tuple_pattern(items, ty, span),
            PatternKind::Struct { ty: written, fields } => self.struct_pattern(written, fields, ty),
        }
    }

    /// A value: fits what equals it.
    fn value_pattern(&mut self, e: &ast::Expr, ty: TypeId) -> Pattern {
        if let Some(report) = self.forgotten_is(e, ty) {
            self.report(report);
            return Pattern::Any;
        }
        let mut value = self.value(e, Some(ty));
        if value.ty == TypeId::NEVER {
            value = self.no_value(e.span);
        }
        if ty == TypeId::ERROR || value.ty == TypeId::ERROR {
            return Pattern::Any;
        }
        if value.ty == ty {
            if let Some(pattern) = self.literal_pattern(&value) {
                return pattern;
            }
        } else if let Some(inner) = self.optional_inner(ty)
            && self.optional_inner(value.ty).is_none()
        {
            // An optional equals a value if the value inside does.
            let pattern = if value.ty == inner { self.literal_pattern(&value) } else { None };
            let pattern = pattern.unwrap_or_else(|| self.equal_pattern(value, inner, e.span));
            return Pattern::Some(Box::new(pattern));
        }
        self.equal_pattern(value, ty, e.span)
    }

    /// The pattern that says of a type with few values, of an int or of a string what `==` with the value says; none for all else.
    fn literal_pattern(&mut self, value: &Expr) -> Option<Pattern> {
        match &value.kind {
            ExprKind::Int(number) => Some(Pattern::Int(*number)),
            ExprKind::Bool(value) => Some(Pattern::Bool(*value)),
            ExprKind::String(text) => Some(Pattern::String(text.clone())),
            ExprKind::Null => Some(Pattern::Null),
            ExprKind::Variant { variant, fields, .. } if fields.is_empty() && !self.has_method(value.ty, "equals") => {
                Some(Pattern::Variant { variant: *variant, fields: Vec::new() })
            }
            ExprKind::Unary { .. } | ExprKind::Binary { .. } if value.ty.is_int() => match Constant::evaluate(value) {
                Ok(Constant::Int(number)) => Some(Pattern::Int(number)),
                Ok(Constant::Int32(number)) => Some(Pattern::Int(i64::from(number))),
                Ok(Constant::Float(_) | Constant::Float64(_) | Constant::Bool(_) | Constant::String(_)) | Err(_) => None,
            },
            _ => None,
        }
    }

    /// The pattern that compares with `==`.
    fn equal_pattern(&mut self, value: Expr, ty: TypeId, span: Span) -> Pattern {
        let local = self.state().temporary(ty, span);
        let subject = Expr { kind: ExprKind::Local(local), ty, span };
        let numbers = ty.is_numeric() && value.ty.is_numeric();
        if !numbers && self.common_type(ty, value.ty).is_none() {
            let (wanted, found) = (self.a_type(ty), self.a_type(value.ty));
            return self.pattern_error(span, format!("{wanted} never equals {found}")).emit(self);
        }
        let test = self.equality(subject, value, false, span, span);
        if test.ty == TypeId::ERROR { Pattern::Any } else { Pattern::Test { local, test: Box::new(test) } }
    }

    /// `Circle(r)` for `is Circle(r)`, where `r` is no name yet; `North` for `Direction.North`.
    fn forgotten_is(&mut self, e: &ast::Expr, ty: TypeId) -> Option<Diagnostic> {
        let inner = self.optional_inner(ty).unwrap_or(ty);
        let Type::Enum(id) = *self.get(inner) else { return None };
        match &e.kind {
            ast::ExprKind::Name(name) => {
                let known = self.program[id].variants.iter().any(|variant| variant.name == name.name);
                if !known || self.find(&name.name).is_some() {
                    return None;
                }
                let full = format!("{}.{}", self.program[id].name, name.name);
                let report = Diagnostic::error(Code::UNKNOWN_NAME, name.span, format!("there is no `{}` here", name.name));
                Some(
                    report
                        .note("a bare name in an arm is a value")
                        .help(format!("write `{full}` or `is {}`", name.name))
                        .fix(name.span, full),
                )
            }
            ast::ExprKind::Call { callee, arguments } => {
                let variant = match &callee.kind {
                    ast::ExprKind::Name(name) | ast::ExprKind::Member { name, .. } => name.name.clone(),
                    _ => return None,
                };
                if !self.program[id].variants.iter().any(|v| v.name == variant) {
                    return None;
                }
                let mut unknown = Vec::new();
                for argument in arguments {
                    if let ast::ExprKind::Name(name) = &argument.value.kind
                        && self.find(&name.name).is_none()
                    {
                        unknown.push(name);
                    }
                }
                let first = *unknown.first()?;
                for name in unknown {
                    self.new_variable(&name.name, TypeId::ERROR, false, name.span);
                }
                let report = Diagnostic::error(Code::UNKNOWN_NAME, first.span, format!("there is no `{}` here", first.name));
                Some(
                    report
                        .note("without `is`, an arm is a value to compare with")
                        .help(format!("to take the variant apart write `is {variant}(…)`"))
                        .fix(e.span.start_point(), "is "),
                )
            }
            _ => None,
        }
    }

    /// `a..b`, `a..=b`.
    fn range_pattern(&mut self, start: &ast::Expr, end: &ast::Expr, inclusive: bool, ty: TypeId, span: Span) -> Pattern {
        if let Some(inner) = self.optional_inner(ty) {
            return Pattern::Some(Box::new(self.range_pattern(start, end, inclusive, inner, span)));
        }
        let (low, high) = (self.value(start, Some(ty)), self.value(end, Some(ty)));
        if [ty, low.ty, high.ty].contains(&TypeId::ERROR) {
            return Pattern::Any;
        }
        for (bound, at) in [(ty, None), (low.ty, Some(low.span)), (high.ty, Some(high.span))] {
            if !self.is_number(bound) {
                let what = self.a_type(bound);
                let message = match at {
                    None => format!("a range never fits {what}"),
                    Some(_) => format!("a range goes from number to number, found {what}"),
                };
                return self.pattern_error(at.unwrap_or(span), message).emit(self);
            }
        }
        if ty.is_int()
            && low.ty.is_int()
            && high.ty.is_int()
            && let (Some(start), Some(end)) = (int_constant(&low), int_constant(&high))
        {
            let end = if inclusive { Some(end) } else { end.checked_sub(1) };
            // What ends before the smallest int is empty.
            return end.map_or(Pattern::IntRange { start: 0, end: -1 }, |end| Pattern::IntRange { start, end });
        }
        let local = self.state().temporary(ty, span);
        let subject = Expr { kind: ExprKind::Local(local), ty, span };
        let end_op = if inclusive { BinaryOp::LessEqual } else { BinaryOp::Less };
        let from = self.compare_numbers(BinaryOp::LessEqual, low, subject.clone(), span);
        let to = self.compare_numbers(end_op, subject, high, span);
        let test = Expr { kind: ExprKind::Logic { or: false, left: Box::new(from), right: Box::new(to) }, ty: TypeId::BOOL, span };
        Pattern::Test { local, test: Box::new(test) }
    }

    fn compare_numbers(&mut self, op: BinaryOp, left: Expr, right: Expr, span: Span) -> Expr {
        let ty = super::convert::arithmetic_type(left.ty, right.ty);
        let (left, right) = (Box::new(self.number_to(left, ty)), Box::new(self.number_to(right, ty)));
        Expr { kind: ExprKind::Binary { op, left, right }, ty: TypeId::BOOL, span }
    }

    /// `is Variant(a, b)`, `is Success(x)`, `is Error(m)`.
    fn is_pattern(&mut self, written: &ast::TypeExpr, fields: Option<&[ast::Pattern]>, ty: TypeId, span: Span) -> Pattern {
        if let Some(inner) = self.optional_inner(ty) {
            return Pattern::Some(Box::new(self.is_pattern(written, fields, inner, span)));
        }
        if ty == TypeId::ERROR {
            self.bind_as_errors(fields.unwrap_or_default());
            return Pattern::Any;
        }
        match self.variant_test(ty, written) {
            Some(Ok(VariantTest::Variant(variant))) => self.variant_pattern(variant, fields, ty, span),
            Some(Ok(VariantTest::Success)) => {
                let inner = match self.get(ty) {
                    Type::Result(inner) => *inner,
                    _ => TypeId::ERROR,
                };
                // `Result<void>` has nothing to bind.
                let inner_types = if inner == TypeId::VOID { Vec::new() } else { vec![inner] };
                let mut fields = self.payload_patterns("Success", fields, &inner_types, None, span);
                Pattern::Success(Box::new(fields.pop().unwrap_or(Pattern::Any)))
            }
            Some(Ok(VariantTest::Error)) => {
                let mut fields = self.payload_patterns("Error", fields, &[TypeId::STRING], None, span);
                Pattern::Failure(Box::new(fields.pop().unwrap_or(Pattern::Any)))
            }
            Some(Err(())) => {
                self.bind_as_errors(fields.unwrap_or_default());
                Pattern::Any
            }
            None if self.is_testable(ty) && fields.is_none() => self.type_pattern(written, ty, span).unwrap_or(Pattern::Any),
            None if self.is_testable(ty) => {
                self.bind_as_errors(fields.unwrap_or_default());
                let report = self.pattern_error(span, "objects can't be taken apart in a pattern".into());
                report.help("write `is Type` and name the members of the value").emit(self)
            }
            None => {
                self.bind_as_errors(fields.unwrap_or_default());
                let what = self.a_type(ty);
                let report = self.pattern_error(span, format!("`is` can't test {what}"));
                report.note("`is` tests objects and `any`, the variant of an enum, and `Success` or `Error` of a `Result`").emit(self)
            }
        }
    }

    fn variant_pattern(&mut self, variant: u32, fields: Option<&[ast::Pattern]>, ty: TypeId, span: Span) -> Pattern {
        let Some(Owner::Enum(id)) = self.owner_of(ty) else { return Pattern::Any };
        let def = &self.program[id].variants[variant as usize];
        let (name, types) = (def.name.clone(), def.fields.iter().map(|field| field.ty).collect::<Vec<_>>());
        let declared = self.enums[id.0 as usize].decl.variants.get(variant as usize).map(|variant| variant.span);
        let fields = self.payload_patterns(&name, fields, &types, declared, span);
        Pattern::Variant { variant, fields }
    }

    /// The patterns of a payload; without parentheses each fits all.
    fn payload_patterns(
        &mut self,
        name: &str,
        fields: Option<&[ast::Pattern]>,
        types: &[TypeId],
        declared: Option<Span>,
        span: Span,
    ) -> Vec<Pattern> {
        let Some(fields) = fields else { return vec![Pattern::Any; types.len()] };
        if fields.len() == types.len() {
            return fields.iter().zip(types).map(|(field, ty)| self.pattern(field, *ty)).collect();
        }
        self.bind_as_errors(fields);
        let has = match types.len() {
            0 => "holds no values".to_owned(),
            1 => "holds one value".to_owned(),
            n => format!("holds {n} values"),
        };
        let mut report = Diagnostic::error(Code::PATTERN_FIELDS, span, format!("`{name}` {has}, the pattern takes {}", fields.len()));
        if let Some(declared) = declared {
            report = report.also(declared, "declared here");
        }
        self.report(if types.is_empty() {
            let parentheses = self.program.sources.text(span).find('(').map(|at| Span { start: span.start + at as u32, ..span });
            let fix = parentheses.map(|at| Fix::new(Applicability::Safe, at, ""));
            report.help(format!("write `is {name}`")).with_fix(fix)
        } else {
            report.help("write `_` for what doesn't matter")
        });
        vec![Pattern::Any; types.len()]
    }

    /// `(a, b)`.
    fn tuple_pattern(&mut self, items: &[ast::Pattern], ty: TypeId, span: Span) -> Pattern {
        if let Some(inner) = self.optional_inner(ty) {
            return Pattern::Some(Box::new(self.tuple_pattern(items, inner, span)));
        }
        if let Type::Tuple(types) = self.get(ty)
            && types.len() == items.len()
        {
            let types = types.clone();
            return Pattern::Tuple(items.iter().zip(types).map(|(item, ty)| self.pattern(item, ty)).collect());
        }
        self.bind_as_errors(items);
        if ty == TypeId::ERROR {
            return Pattern::Any;
        }
        let message = format!("a tuple of {} never fits {}", items.len(), self.a_type(ty));
        self.pattern_error(span, message).emit(self)
    }

    /// `Vec2(x: 0.0, y: b)`.
    fn struct_pattern(&mut self, written: &ast::TypeExpr, fields: &[(Ident, ast::Pattern)], ty: TypeId) -> Pattern {
        let wanted = self.written_type(written);
        self.struct_pattern_of(wanted, written.span, fields, ty)
    }

    fn struct_pattern_of(&mut self, wanted: TypeId, written: Span, fields: &[(Ident, ast::Pattern)], ty: TypeId) -> Pattern {
        if wanted != ty
            && let Some(inner) = self.optional_inner(ty)
        {
            return Pattern::Some(Box::new(self.struct_pattern_of(wanted, written, fields, inner)));
        }
        let id = match self.get(wanted) {
            Type::Struct(id) if wanted == ty => Some(*id),
            _ => None,
        };
        let Some(id) = id else {
            self.bind_as_errors(fields.iter().map(|(_, field)| field));
            if wanted == TypeId::ERROR || ty == TypeId::ERROR {
                return Pattern::Any;
            }
            let (name, found) = (self.a_type(wanted), self.a_type(ty));
            if self.owner_of(wanted).is_some() && wanted == ty {
                let report = self.pattern_error(written, format!("{name} is no struct"));
                return report.help("the variants of an enum are tested with `is Variant(…)`").emit(self);
            }
            return self.pattern_error(written, format!("{name} never fits {found}")).emit(self);
        };
        let mut patterns = vec![Pattern::Any; self.program[id].fields.len()];
        let mut seen: Vec<&Ident> = Vec::new();
        for (name, field) in fields {
            if let Some(first) = seen.iter().find(|first| first.name == name.name) {
                let report = Diagnostic::error(Code::DUPLICATE_NAME, name.span, format!("`{}` stands twice in the pattern", name.name));
                self.report(report.also(first.span, "first here"));
                self.bind_as_errors([field]);
                continue;
            }
            seen.push(name);
            match self.pattern_field(id, ty, name) {
                Some((index, field_type)) => patterns[index as usize] = self.pattern(field, field_type),
                None => self.bind_as_errors([field]),
            }
        }
        Pattern::Struct(patterns)
    }

    /// The stored field of a struct that a pattern names.
    fn pattern_field(&mut self, id: StructId, ty: TypeId, name: &Ident) -> Option<(u32, TypeId)> {
        let member = self.member_of(ty, &name.name);
        let type_name = self.type_name(ty);
        if let Some(member) = &member {
            self.check_visible(ty, &name.name, name.span);
            if let MemberKind::Field { stored, ty, getter, .. } = &member.kind {
                if let (Some(index), None) = (stored, getter) {
                    return Some((*index, *ty));
                }
                let report = Diagnostic::error(
                    Code::PATTERN,
                    name.span,
                    format!("`{}` of `{type_name}` is computed: a pattern can't look at it", name.name),
                );
                self.report(report.also(member.span, "declared here").help("bind the whole value and test it in a guard"));
                return None;
            }
        }
        let report = Diagnostic::error(Code::UNKNOWN_MEMBER, name.span, format!("`{type_name}` has no field `{}`", name.name));
        let candidates = self.program[id].fields.iter().map(|field| field.name.to_string()).collect();
        self.report_with_near(report, &name.name, &candidates);
        None
    }

    /// Binds the names of patterns that can't be checked, so that their uses aren't reported too.
    pub fn bind_as_errors<'a>(&mut self, patterns: impl IntoIterator<Item = &'a ast::Pattern>) {
        let mut names = Vec::new();
        for pattern in patterns {
            bindings(pattern, &mut names);
        }
        let mut seen = BTreeSet::new();
        names.retain(|name| seen.insert(name.name.clone()));
        for name in names {
            self.new_variable(&name.name, TypeId::ERROR, false, name.span);
        }
    }

    fn pattern_error(&self, span: Span, message: String) -> PatternError {
        PatternError(Diagnostic::error(Code::PATTERN, span, message))
    }
}

/// A report that stands for a pattern.
struct PatternError(Diagnostic);

impl PatternError {
    fn note(self, text: impl Into<String>) -> PatternError {
        PatternError(self.0.note(text))
    }

    fn help(self, text: impl Into<String>) -> PatternError {
        PatternError(self.0.help(text))
    }

    /// Reports it; in its place stands the pattern that fits all, which causes no follow-ups.
    fn emit(self, checker: &mut Checker) -> Pattern {
        checker.report(self.0);
        Pattern::Any
    }
}

/// The names that a pattern binds.
pub(crate) fn bindings<'a>(pattern: &'a ast::Pattern, into: &mut Vec<&'a Ident>) {
    match &pattern.kind {
        PatternKind::Bind(name) => into.push(name),
        PatternKind::Is { fields: Some(inner), .. } | PatternKind::Tuple(inner) => {
            for pattern in inner {
                bindings(pattern, into);
            }
        }
        PatternKind::Struct { fields, .. } => {
            for (_, pattern) in fields {
                bindings(pattern, into);
            }
        }
        PatternKind::Any | PatternKind::Value(_) | PatternKind::Range { .. } | PatternKind::Null | PatternKind::Is { fields: None, .. } => {
        }
    }
}

/// The value of a constant int.
fn int_constant(value: &Expr) -> Option<i64> {
    match Constant::evaluate(value) {
        Ok(Constant::Int(number)) => Some(number),
        Ok(Constant::Int32(number)) => Some(i64::from(number)),
        Ok(Constant::Float(_) | Constant::Float64(_) | Constant::Bool(_) | Constant::String(_)) | Err(_) => None,
    }
}
