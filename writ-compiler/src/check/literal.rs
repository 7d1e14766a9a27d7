//! Literals: numbers that take the type their context expects, strings, arrays, dictionaries, tuples.

use super::{BoundKind, Checker, error_expr};
use crate::ast::{self, UnaryOp};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Element, Entry, Expr, ExprKind, Type, TypeId};
use crate::source::Span;
use std::sync::Arc;

/// Whether an expression consists of number literals only, so that it takes the numeric type its context expects. Walks left spines in a loop.
pub(crate) fn is_numeric_literal(e: &ast::Expr) -> bool {
    let mut e = e;
    loop {
        match &e.kind {
            ast::ExprKind::Int(_) | ast::ExprKind::Float(_) => return true,
            ast::ExprKind::Unary { op: UnaryOp::Negate | UnaryOp::BitNot, operand } => e = operand,
            ast::ExprKind::Binary { op, left, right, .. } => {
                if !super::operator::is_arithmetic(*op) || !is_numeric_literal(right) {
                    return false;
                }
                e = left;
            }
            ast::ExprKind::Ternary { then, otherwise, .. } => {
                if !is_numeric_literal(then) {
                    return false;
                }
                e = otherwise;
            }
            _ => return false,
        }
    }
}

/// Whether an expression of literals holds a float literal.
pub(crate) fn has_float_literal(e: &ast::Expr) -> bool {
    let mut e = e;
    loop {
        match &e.kind {
            ast::ExprKind::Float(_) => return true,
            ast::ExprKind::Unary { operand, .. } => e = operand,
            ast::ExprKind::Binary { left, right, .. } => {
                if has_float_literal(right) {
                    return true;
                }
                e = left;
            }
            ast::ExprKind::Ternary { then, otherwise, .. } => {
                if has_float_literal(then) {
                    return true;
                }
                e = otherwise;
            }
            _ => return false,
        }
    }
}

impl Checker {
    /// An int literal; `negative` if a minus stands before it.
    pub fn int_literal(&mut self, magnitude: u64, negative: bool, hint: Option<TypeId>, span: Span) -> Expr {
        let hint = hint.map(|ty| self.optional_inner(ty).unwrap_or(ty));
        if let Some(ty) = hint.filter(|ty| !ty.is_numeric() && self.is_number(*ty)) {
            return Expr { kind: ExprKind::Int(magnitude as i64), ty, span };
        }
        let wanted = hint.filter(|ty| ty.is_numeric()).unwrap_or(TypeId::INT);
        if wanted.is_float() {
            let value = if negative { -(magnitude as f64) } else { magnitude as f64 };
            return float_expr(value, wanted, span);
        }
        let value = if negative { (magnitude as i64).wrapping_neg() } else { magnitude as i64 };
        let hex = self.program.sources.text(span).trim_start_matches('-').trim_start().starts_with("0x")
            || self.program.sources.text(span).trim_start_matches('-').trim_start().starts_with("0b");
        let limit = if negative { 1u64 << 63 } else { i64::MAX as u64 };
        if magnitude > limit && !hex {
            self.report(
                Diagnostic::error(Code::LITERAL_RANGE, span, "this number does not fit an `int`")
                    .note("an `int` goes from -9223372036854775808 to 9223372036854775807"),
            );
            return error_expr(span);
        }
        if wanted == TypeId::INT32 && i32::try_from(value).is_err() {
            if hex && magnitude <= u32::MAX as u64 {
                return Expr { kind: ExprKind::Int(i64::from(magnitude as u32 as i32)), ty: wanted, span };
            }
            self.report(
                Diagnostic::error(Code::LITERAL_RANGE, span, "this number does not fit an `int32`")
                    .note("an `int32` goes from -2147483648 to 2147483647")
                    .help("write `… as int32` if it shall wrap"),
            );
            return error_expr(span);
        }
        Expr { kind: ExprKind::Int(value), ty: wanted, span }
    }

    /// A float literal.
    pub fn float_literal(&mut self, value: f64, hint: Option<TypeId>, span: Span) -> Expr {
        let hint = hint.map(|ty| self.optional_inner(ty).unwrap_or(ty));
        let wanted = hint.filter(|ty| ty.is_float() || self.own_bound(*ty, BoundKind::Float)).unwrap_or(TypeId::FLOAT);
        float_expr(value, wanted, span)
    }

    /// A string, perhaps with interpolation.
    pub fn string_literal(&mut self, parts: &[ast::StringPart], span: Span) -> Expr {
        let mut out = Vec::new();
        for part in parts {
            match part {
                ast::StringPart::Text(text) => out.push(string_expr(text, span)),
                ast::StringPart::Expr(e) => {
                    let value = self.expr(e, None);
                    out.push(self.show(value, false));
                }
            }
        }
        match out.len() {
            0 => string_expr("", span),
            1 => match out.pop() {
                Some(only) if only.ty == TypeId::STRING => Expr { span, ..only },
                Some(only) => Expr { kind: ExprKind::Show(Box::new(only)), ty: TypeId::STRING, span },
                None => string_expr("", span),
            },
            _ => Expr { kind: ExprKind::Concat(out), ty: TypeId::STRING, span },
        }
    }

    /// What `Show` or `Concat` take for a value: itself, if it is a number, bool or string, else its text.
    pub fn show(&mut self, value: Expr, nested: bool) -> Expr {
        let (ty, span) = (value.ty, value.span);
        if ty == TypeId::VOID || ty == TypeId::NEVER {
            self.report_void(&value, " that could be shown", None);
            return error_expr(span);
        }
        if self.is_open(ty) {
            let open = self.open_type_report(ty, span);
            self.report(open);
            return error_expr(span);
        }
        if ty == TypeId::ERROR || ty.is_numeric() || ty == TypeId::BOOL || (ty == TypeId::STRING && !nested) {
            return value;
        }
        if ty == TypeId::ANY || self.is_object(ty) {
            return self.synth.text(&mut self.program, value, nested);
        }
        let function = self.show_function(ty, nested);
        Expr { kind: ExprKind::Call { function, captures: Vec::new(), arguments: vec![value] }, ty: TypeId::STRING, span }
    }

    /// The text of a value, as a string.
    pub fn show_string(&mut self, value: Expr) -> Expr {
        let shown = self.show(value, false);
        if shown.ty == TypeId::STRING || shown.ty == TypeId::ERROR {
            return shown;
        }
        let span = shown.span;
        Expr { kind: ExprKind::Show(Box::new(shown)), ty: TypeId::STRING, span }
    }

    /// The report that a type could not be inferred.
    pub fn open_type_report(&self, ty: TypeId, span: Span) -> Diagnostic {
        let what = match self.get(ty) {
            Type::Optional(_) => "`null`",
            Type::Result(_) => "this `Error`",
            Type::Array(_) => "`[]`",
            Type::Dictionary(..) => "`{}`",
            _ => "this",
        };
        let example = match self.get(ty) {
            Type::Array(_) => "say what will be in it: `let items: Array<string> = []`",
            Type::Dictionary(..) => "say what will be in it: `let ages: Dictionary<string, int> = {}`",
            Type::Optional(_) => "say what it may be later: `var target: string? = null`",
            _ => "write the type, as in `let name: Type = …`",
        };
        Diagnostic::error(Code::CANT_INFER, span, format!("the type of {what} can't be inferred here")).help(example)
    }

    /// `[a, ...b]`.
    pub fn array_literal(&mut self, elements: &[ast::ArrayElement], hint: Option<TypeId>, span: Span) -> Expr {
        let wanted = hint.map(|ty| self.optional_inner(ty).unwrap_or(ty)).and_then(|ty| match self.get(ty) {
            Type::Array(item) if *item != TypeId::ERROR => Some(*item),
            _ => None,
        });
        let mut values = Vec::new();
        let items: Vec<(&ast::Expr, bool)> = elements.iter().map(|e| (&e.value, e.spread)).collect();
        let mut common = wanted;
        if wanted.is_none() {
            common = self.common_of(&items, &mut values);
        } else {
            for (e, spread) in items {
                let hint = if spread { hint } else { wanted };
                let value = self.expr(e, hint);
                values.push((value, spread));
            }
        }
        let Some(item) = common else {
            let ty = self.intern(Type::Array(TypeId::NEVER));
            return Expr { kind: ExprKind::Array(Vec::new()), ty: if values.is_empty() { ty } else { TypeId::ERROR }, span };
        };
        if item == TypeId::ERROR {
            return error_expr(span);
        }
        let ty = self.intern(Type::Array(item));
        let elements =
            values
                .into_iter()
                .map(|(value, spread)| {
                    if spread {
                        Element::Spread(self.convert_spread(value, ty, item))
                    } else {
                        Element::One(self.convert_item(value, item))
                    }
                })
                .collect();
        Expr { kind: ExprKind::Array(elements), ty, span }
    }

    /// Converts an element; numbers of a literal without context meet in their common type.
    fn convert_item(&mut self, value: Expr, item: TypeId) -> Expr {
        if value.ty.is_numeric() && item.is_numeric() && value.ty != item && matches!(value.kind, ExprKind::Int(_) | ExprKind::Float(_)) {
            return self.retype_number(value, item);
        }
        self.convert(value, item)
    }

    fn retype_number(&mut self, value: Expr, to: TypeId) -> Expr {
        match value.kind {
            ExprKind::Int(v) if to.is_float() => float_expr(v as f64, to, value.span),
            ExprKind::Int(v) if to == TypeId::INT || i32::try_from(v).is_ok() => Expr { kind: ExprKind::Int(v), ty: to, span: value.span },
            _ => self.convert(value, to),
        }
    }

    /// Checks the items of a literal without context and gives the type that all convert to. Number literals take the others' type.
    fn common_of(&mut self, items: &[(&ast::Expr, bool)], values: &mut Vec<(Expr, bool)>) -> Option<TypeId> {
        let mut common: Option<TypeId> = None;
        let mut literals = Vec::new();
        let mut failed = false;
        for (e, spread) in items {
            let hint = common.filter(|_| !*spread);
            let value = self.expr(e, hint);
            let ty = if *spread {
                match self.get(value.ty) {
                    Type::Array(item) => *item,
                    Type::Error => TypeId::ERROR,
                    _ => {
                        let name = self.type_name(value.ty);
                        self.report(Diagnostic::error(
                            Code::MISMATCH,
                            value.span,
                            format!("expected an array after `...`, found `{name}`"),
                        ));
                        TypeId::ERROR
                    }
                }
            } else {
                value.ty
            };
            failed |= ty == TypeId::ERROR;
            if ty == TypeId::VOID {
                self.report_void(&value, "", None);
                failed = true;
            }
            let literal = !*spread && is_numeric_literal(e);
            values.push((value, *spread));
            if literal {
                literals.push((ty, values.len() - 1));
                continue;
            }
            common = match common {
                None => Some(ty),
                Some(before) => match self.common_type(before, ty) {
                    Some(both) => Some(both),
                    None => {
                        if !failed {
                            self.no_common_type(before, ty, items, values.len() - 1, values);
                        }
                        failed = true;
                        Some(before)
                    }
                },
            };
        }
        for (ty, index) in literals {
            let inner = common.map(|c| self.optional_inner(c).unwrap_or(c));
            common = match (common, inner) {
                (None, _) => Some(ty),
                (Some(c), Some(inner)) if inner.is_numeric() => {
                    let meets = if inner.is_int() && ty.is_float() { super::convert::arithmetic_type(inner, ty) } else { inner };
                    let value = values[index].0.clone();
                    values[index].0 = self.retype_number(value, meets);
                    Some(if meets == inner { c } else { meets })
                }
                (Some(c), _) => self.common_type(c, ty).or_else(|| {
                    if !failed {
                        self.no_common_type(c, ty, items, index, values);
                    }
                    failed = true;
                    Some(c)
                }),
            };
        }
        if failed { Some(TypeId::ERROR) } else { common }
    }

    /// The element at `index` fits none of those that decided the type before.
    fn no_common_type(&mut self, common: TypeId, ty: TypeId, items: &[(&ast::Expr, bool)], index: usize, values: &[(Expr, bool)]) {
        let (a, b) = (self.type_name(common), self.a_type(ty));
        let other = values.iter().position(|(value, spread)| !*spread && value.ty == common);
        // Of two the later one is the one that does not fit.
        let (at, message) = match other.filter(|other| *other > index) {
            Some(other) if items.len() == 2 || values.iter().filter(|(value, _)| value.ty == common).count() == 1 => {
                let (mine, its) = (self.a_type(common), self.type_name(ty));
                (other, format!("this element is {mine}, the others are `{its}`"))
            }
            _ => (index, format!("this element is {b}, the others are `{a}`")),
        };
        let against = if at == index { other } else { Some(index) };
        let mut report = Diagnostic::error(Code::MISMATCH, items[at].0.span, message);
        if let Some(other) = against {
            let what = self.a_type(values[other].0.ty);
            report = report.also(items[other].0.span, format!("this is {what}"));
        }
        self.report(
            report
                .help("all elements of a literal have one type; what has parts of several types is a `struct` or a `class`")
                .help("to hold anything, write the type: `Array<any>`, `Dictionary<string, any>`"),
        );
    }

    /// `{k: v, ...d}`.
    pub fn dictionary_literal(&mut self, entries: &[ast::DictionaryEntry], hint: Option<TypeId>, span: Span) -> Expr {
        let wanted = hint.map(|ty| self.optional_inner(ty).unwrap_or(ty)).and_then(|ty| match self.get(ty) {
            Type::Dictionary(k, v) => Some((ty, *k, *v)),
            _ => None,
        });
        if entries.is_empty() && wanted.is_none() {
            let ty = self.intern(Type::Dictionary(TypeId::NEVER, TypeId::NEVER));
            return Expr { kind: ExprKind::Dictionary(Vec::new()), ty, span };
        }
        let mut spreads = Vec::new();
        for entry in entries {
            if let ast::DictionaryEntry::Spread(d) = entry {
                let hint = wanted.map(|(ty, ..)| ty);
                spreads.push(self.expr(d, hint));
            }
        }
        let wanted = wanted.or_else(|| {
            let spread = spreads.iter().find(|s| !self.is_open(s.ty))?;
            match self.get(spread.ty) {
                Type::Dictionary(k, v) => Some((spread.ty, *k, *v)),
                _ => None,
            }
        });
        if wanted.is_none() && !spreads.is_empty() {
            if spreads.iter().all(|s| s.ty != TypeId::ERROR) {
                let (name, at) = (self.type_name(spreads[0].ty), spreads[0].span);
                self.report(Diagnostic::error(Code::MISMATCH, at, format!("expected a dictionary after `...`, found `{name}`")));
            }
            return error_expr(span);
        }
        let (mut keys, mut values) = (Vec::new(), Vec::new());
        for entry in entries {
            if let ast::DictionaryEntry::Entry(k, v) = entry {
                keys.push((k, false));
                values.push((v, false));
            }
        }
        if self.bare_keys(entries) {
            values.iter().for_each(|(value, _)| self.lenient(value));
            return error_expr(span);
        }
        let (mut checked_keys, mut checked_values) = (Vec::new(), Vec::new());
        let (ty, key, value) = match wanted {
            Some((ty, key, value)) => {
                for ((k, _), (v, _)) in keys.into_iter().zip(values) {
                    checked_keys.push((self.expr_to(k, key), false));
                    checked_values.push((self.expr_to(v, value), false));
                }
                (ty, key, value)
            }
            None => {
                let key = self.common_of(&keys, &mut checked_keys).unwrap_or(TypeId::ERROR);
                let value = self.common_of(&values, &mut checked_values).unwrap_or(TypeId::ERROR);
                match self.dictionary_type(key, value, span) {
                    Some(ty) => (ty, key, value),
                    None => return error_expr(span),
                }
            }
        };
        let (mut spreads, mut keys, mut values) = (spreads.into_iter(), checked_keys.into_iter(), checked_values.into_iter());
        let mut out = Vec::new();
        for entry in entries {
            match entry {
                ast::DictionaryEntry::Entry(..) => {
                    if let (Some((k, _)), Some((v, _))) = (keys.next(), values.next()) {
                        out.push(Entry::One(self.convert_item(k, key), self.convert_item(v, value)));
                    }
                }
                ast::DictionaryEntry::Spread(_) => {
                    if let Some(d) = spreads.next() {
                        out.push(Entry::Spread(self.convert(d, ty)));
                    }
                }
            }
        }
        Expr { kind: ExprKind::Dictionary(out), ty, span }
    }

    /// The type of a dictionary literal without context.
    fn dictionary_type(&mut self, key: TypeId, value: TypeId, span: Span) -> Option<TypeId> {
        if key == TypeId::ERROR || value == TypeId::ERROR {
            return None;
        }
        if !self.satisfies(key, BoundKind::Hashable) {
            let name = self.type_name(key);
            self.report(
                Diagnostic::error(Code::BOUND, span, format!("`{name}` can't be the key of a dictionary"))
                    .help("keys are ints, bools, strings, enums, and structs and tuples of these"),
            );
            return None;
        }
        Some(self.intern(Type::Dictionary(key, value)))
    }

    /// `(a, b)`.
    pub fn tuple_literal(&mut self, items: &[ast::Expr], hint: Option<TypeId>, span: Span) -> Expr {
        let wanted = hint.map(|ty| self.optional_inner(ty).unwrap_or(ty)).and_then(|ty| match self.get(ty) {
            Type::Tuple(wanted) if wanted.len() == items.len() => Some(wanted.clone()),
            _ => None,
        });
        let mut values = Vec::new();
        for (i, item) in items.iter().enumerate() {
            let value = match &wanted {
                Some(wanted) => self.expr_to(item, wanted[i]),
                None => self.expr(item, None),
            };
            if value.ty == TypeId::VOID {
                self.report_void(&value, "", None);
                return error_expr(span);
            }
            values.push(value);
        }
        if values.iter().any(|v| v.ty == TypeId::ERROR) {
            return error_expr(span);
        }
        let ty = self.intern(Type::Tuple(values.iter().map(|v| v.ty).collect()));
        Expr { kind: ExprKind::Tuple(values), ty, span }
    }
}

/// A float of a type.
pub(crate) fn float_expr(value: f64, ty: TypeId, span: Span) -> Expr {
    let value = if ty == TypeId::FLOAT { f64::from(value as f32) } else { value };
    Expr { kind: ExprKind::Float(value), ty, span }
}

/// A string.
pub(crate) fn string_expr(text: &str, span: Span) -> Expr {
    Expr { kind: ExprKind::String(Arc::from(text)), ty: TypeId::STRING, span }
}
