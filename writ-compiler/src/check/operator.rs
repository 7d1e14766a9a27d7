//! Operators: arithmetic, comparison, logic, ranges and concatenation, `??`, and the methods that operators call.

use super::condition::Facts;
use super::literal::{has_float_literal, is_numeric_literal};
use super::{BoundKind, Checker, error_expr};
use crate::ast::{self, UnaryOp};
use crate::diagnostic::{Applicability, Code, Diagnostic, Fix, suggest};
use crate::ir::{self, Block, Expr, ExprKind, Pattern, Statement, StatementKind, Type, TypeId};
use crate::source::Span;

/// One operator of a chain and what stands on its right.
struct Step<'a> {
    op: ast::BinaryOp,
    op_span: Span,
    right: &'a ast::Expr,
    span: Span,
}

/// How many operators of one flat chain stand in one tree; longer chains go on from a temporary, so that no tree gets deep.
const CHAIN: usize = 64;

impl Checker {
    pub fn unary(&mut self, op: UnaryOp, operand: &ast::Expr, hint: Option<TypeId>, span: Span) -> Expr {
        if op == UnaryOp::Negate {
            match &operand.kind {
                ast::ExprKind::Int(magnitude) => return self.int_literal(*magnitude, true, hint, span),
                ast::ExprKind::Float(value) => return self.float_literal(-value, hint, span),
                _ => {}
            }
        }
        let hint = match op {
            UnaryOp::Not => Some(TypeId::BOOL),
            // Of what is expected only a number says something of the operand: the result converts to `any` and to optionals.
            UnaryOp::Negate | UnaryOp::BitNot => {
                hint.map(|hint| self.optional_inner(hint).unwrap_or(hint)).filter(|hint| self.is_number(*hint))
            }
        };
        let value = self.value(operand, hint);
        if value.ty == TypeId::ERROR {
            return error_expr(span);
        }
        let (fits, ir_op, method) = match op {
            UnaryOp::Negate => (self.is_number(value.ty), ir::UnaryOp::Negate, "negate"),
            UnaryOp::Not => (value.ty == TypeId::BOOL, ir::UnaryOp::Not, ""),
            UnaryOp::BitNot => (value.ty.is_int(), ir::UnaryOp::BitNot, ""),
        };
        if fits {
            let ty = value.ty;
            return Expr { kind: ExprKind::Unary { op: ir_op, operand: Box::new(value) }, ty, span };
        }
        let sign = match op {
            UnaryOp::Negate => "-",
            UnaryOp::Not => "!",
            UnaryOp::BitNot => "~",
        };
        if !method.is_empty() && self.has_method(value.ty, method) {
            return self.operator_method(value, method, sign, Vec::new(), span);
        }
        let name = self.type_name(value.ty);
        let report = Diagnostic::error(Code::OPERATOR, span, format!("`{sign}` is not defined for `{name}`"));
        let report = match op {
            UnaryOp::Not => report.help("`!` negates a `bool`"),
            UnaryOp::Negate if self.owner_of(value.ty).is_some() && !self.is_library_type(value.ty) => {
                report.help(format!("give `{name}` a method `negate()`"))
            }
            UnaryOp::Negate | UnaryOp::BitNot => report,
        };
        self.report(report);
        error_expr(span)
    }

    /// A binary expression.
    pub fn binary(&mut self, e: &ast::Expr, hint: Option<TypeId>) -> Expr {
        let ast::ExprKind::Binary { op, op_span, left, right } = &e.kind else { return error_expr(e.span) };
        if flat(*op) { self.chain(e, hint) } else { self.single(*op, *op_span, left, right, hint, e.span) }
    }

    /// A chain of arithmetic and `..`. Its left spine is walked in a loop, so that a flat chain may have any length.
    fn chain(&mut self, e: &ast::Expr, hint: Option<TypeId>) -> Expr {
        let mut steps = Vec::new();
        let mut first = e;
        while let ast::ExprKind::Binary { op, op_span, left, right } = &first.kind
            && flat(*op)
        {
            steps.push(Step { op: *op, op_span: *op_span, right, span: first.span });
            first = left;
        }
        steps.reverse();
        let numeric_hint = hint.map(|ty| self.optional_inner(ty).unwrap_or(ty)).filter(|ty| self.is_number(*ty));
        let mut done = 0;
        let mut value = if is_numeric_literal(first) {
            // The literals at the start are one expression of literals: it takes the type of the context or of what it meets.
            let literals = steps.iter().take_while(|s| is_arithmetic(s.op) && is_numeric_literal(s.right)).count();
            let float = has_float_literal(first) || steps[..literals].iter().any(|s| has_float_literal(s.right));
            let fitting = |ty: Option<TypeId>| match ty {
                // Beside an int the float literal takes the width that the context expects.
                Some(ty) if float && ty.is_int() => Some(numeric_hint.filter(|ty| ty.is_float()).unwrap_or(TypeId::FLOAT)),
                None if float => Some(TypeId::FLOAT),
                other => other,
            };
            match steps.get(literals) {
                Some(step) if is_arithmetic(step.op) => {
                    let right = self.value(step.right, numeric_hint);
                    let inner = self.optional_inner(right.ty).unwrap_or(right.ty);
                    let left = self.literals(first, &steps[..literals], fitting(Some(inner).filter(|ty| self.is_number(*ty))));
                    done = literals + 1;
                    self.apply(step.op, step.op_span, left, right, step.right, step.span)
                }
                Some(_) => {
                    done = literals;
                    self.literals(first, &steps[..literals], fitting(None))
                }
                None => {
                    done = literals;
                    self.literals(first, &steps, fitting(numeric_hint))
                }
            }
        } else {
            let hint = if is_arithmetic(steps[0].op) { numeric_hint } else { None };
            self.value(first, hint)
        };
        let mut statements = Vec::new();
        for (i, step) in steps.iter().enumerate().skip(done) {
            value = self.binary_op(step.op, step.op_span, value, step.right, numeric_hint, step.span);
            if i % CHAIN == CHAIN - 1 && i + 1 < steps.len() && !matches!(value.kind, ExprKind::Concat(_)) {
                value = self.spill(value, &mut statements);
            }
        }
        if statements.is_empty() {
            return value;
        }
        let (ty, span) = (value.ty, value.span);
        Expr { kind: ExprKind::Block(Block { statements, value: Some(Box::new(value)), span }), ty, span }
    }

    fn literals(&mut self, first: &ast::Expr, steps: &[Step], hint: Option<TypeId>) -> Expr {
        let mut value = self.value(first, hint);
        for step in steps {
            let hint = if matches!(step.op, ast::BinaryOp::ShiftLeft | ast::BinaryOp::ShiftRight) { Some(TypeId::INT) } else { hint };
            let right = self.value(step.right, hint);
            value = self.apply(step.op, step.op_span, value, right, step.right, step.span);
        }
        value
    }

    /// `&&`, `||`, `??`, comparisons, `..=`.
    fn single(&mut self, op: ast::BinaryOp, op_span: Span, left: &ast::Expr, right: &ast::Expr, hint: Option<TypeId>, span: Span) -> Expr {
        use ast::BinaryOp::*;
        match op {
            And | Or => return self.logic(op == Or, left, right, span),
            Coalesce => return self.coalesce(left, right, hint, span),
            Equal | NotEqual => {
                let left_null = matches!(left.kind, ast::ExprKind::Null);
                if left_null || matches!(right.kind, ast::ExprKind::Null) {
                    return self.compare_null(if left_null { right } else { left }, op == NotEqual, span);
                }
            }
            Add | Subtract | Multiply | Divide | Modulo | BitAnd | BitOr | BitXor | ShiftLeft | ShiftRight | DotDot => {}
            DotDotEqual | Less | LessEqual | Greater | GreaterEqual => {}
        }
        if is_numeric_literal(left) {
            let right_value = self.value(right, None);
            let left_hint = self.number_hint(right_value.ty, left);
            let left_value = self.value(left, left_hint);
            return self.apply(op, op_span, left_value, right_value, right, span);
        }
        let left_value = self.value(left, None);
        self.binary_op(op, op_span, left_value, right, None, span)
    }

    /// The type that a literal takes beside an operand of this type.
    fn number_hint(&self, beside: TypeId, literal: &ast::Expr) -> Option<TypeId> {
        let inner = self.optional_inner(beside).unwrap_or(beside);
        if !self.is_number(inner) || (inner.is_int() && has_float_literal(literal)) { None } else { Some(inner) }
    }

    pub fn binary_op(&mut self, op: ast::BinaryOp, op_span: Span, left: Expr, right: &ast::Expr, hint: Option<TypeId>, span: Span) -> Expr {
        if let Some((name, sign)) = operator_method(op)
            && self.has_method(left.ty, name)
        {
            return self.operator_method(left, name, sign, vec![right], span);
        }
        let right_hint = match op {
            ast::BinaryOp::ShiftLeft | ast::BinaryOp::ShiftRight => Some(TypeId::INT),
            ast::BinaryOp::DotDot | ast::BinaryOp::DotDotEqual => None,
            _ if is_numeric_literal(right) => {
                self.number_hint(left.ty, right).or(hint.filter(|ty| left.ty.is_int() && ty.is_float() && is_arithmetic(op)))
            }
            _ if is_arithmetic(op) => hint.filter(|ty| self.is_number(*ty)),
            _ if left.ty.is_numeric() => None,
            _ => Some(left.ty),
        };
        let right_value = self.value(right, right_hint);
        self.apply(op, op_span, left, right_value, right, span)
    }

    fn apply(&mut self, op: ast::BinaryOp, op_span: Span, left: Expr, right: Expr, right_source: &ast::Expr, span: Span) -> Expr {
        use ast::BinaryOp::*;
        if left.ty == TypeId::ERROR || right.ty == TypeId::ERROR {
            return error_expr(span);
        }
        if let Some((name, sign)) = operator_method(op)
            && self.has_method(left.ty, name)
        {
            return self.operator_method_value(left, name, sign, vec![(right, right_source.span)], span);
        }
        if let Some(value) = self.scalar_on_the_left(op, &left, &right, span) {
            return value;
        }
        self.warn_same_sides(op, &left, &right, span);
        match op {
            Add if left.ty == TypeId::STRING && right.ty == TypeId::STRING => concat(left, right, span),
            Add | Subtract | Multiply | Divide | Modulo => {
                if let Some(ty) = self.numbers_meet(left.ty, right.ty) {
                    return self.arithmetic(ir_op(op), left, right, ty, span);
                }
                self.operator_error(op, op_span, &left, &right, span)
            }
            BitAnd | BitOr | BitXor => {
                if left.ty.is_int() && right.ty.is_int() {
                    let ty = super::convert::arithmetic_type(left.ty, right.ty);
                    return self.arithmetic(ir_op(op), left, right, ty, span);
                }
                self.operator_error(op, op_span, &left, &right, span)
            }
            ShiftLeft | ShiftRight => {
                if left.ty.is_int() && right.ty.is_int() {
                    let ty = left.ty;
                    let right = self.number_to(right, TypeId::INT);
                    return Expr { kind: ExprKind::Binary { op: ir_op(op), left: Box::new(left), right: Box::new(right) }, ty, span };
                }
                self.operator_error(op, op_span, &left, &right, span)
            }
            Less | LessEqual | Greater | GreaterEqual => {
                if let Some(ty) = self.numbers_meet(left.ty, right.ty) {
                    return self.comparison(ir_op(op), left, right, ty, span);
                }
                if left.ty == right.ty && (left.ty == TypeId::STRING || self.own_bound(left.ty, BoundKind::Comparable)) {
                    let ty = left.ty;
                    return self.comparison(ir_op(op), left, right, ty, span);
                }
                if left.ty == right.ty && self.has_method(left.ty, "lt") {
                    return self.compare_by_lt(op, left, right, right_source.span, span);
                }
                self.operator_error(op, op_span, &left, &right, span)
            }
            Equal | NotEqual => self.equality(left, right, op == NotEqual, op_span, span),
            DotDot | DotDotEqual => self.dot_dot(op == DotDotEqual, left, right, op_span, span),
            And | Or | Coalesce => error_expr(span),
        }
    }

    /// Arithmetic between numbers that meet in `ty`.
    pub fn arithmetic(&mut self, op: ir::BinaryOp, left: Expr, right: Expr, ty: TypeId, span: Span) -> Expr {
        let (left, right) = (self.number_to(left, ty), self.number_to(right, ty));
        Expr { kind: ExprKind::Binary { op, left: Box::new(left), right: Box::new(right) }, ty, span }
    }

    fn comparison(&mut self, op: ir::BinaryOp, left: Expr, right: Expr, ty: TypeId, span: Span) -> Expr {
        let (left, right) = if ty.is_numeric() { (self.number_to(left, ty), self.number_to(right, ty)) } else { (left, right) };
        Expr { kind: ExprKind::Binary { op, left: Box::new(left), right: Box::new(right) }, ty: TypeId::BOOL, span }
    }

    /// `==` and `!=` between values.
    pub fn equality(&mut self, left: Expr, right: Expr, negated: bool, op_span: Span, span: Span) -> Expr {
        if left.ty == TypeId::ERROR || right.ty == TypeId::ERROR {
            return error_expr(span);
        }
        let objects = self.is_object(left.ty) && self.is_object(right.ty);
        let both = if left.ty.is_numeric() && right.ty.is_numeric() {
            Some(super::convert::arithmetic_type(left.ty, right.ty))
        } else if self.never_same(left.ty, right.ty) {
            None
        } else if objects && !self.converts(left.ty, right.ty) && !self.converts(right.ty, left.ty) {
            // A class that has the trait may extend the other one: the same object under two names.
            Some(TypeId::ANY)
        } else {
            self.common_type(left.ty, right.ty)
        };
        let Some(ty) = both.filter(|ty| *ty != TypeId::VOID && *ty != TypeId::NEVER) else {
            let (a, b) = (self.a_type(left.ty), self.a_type(right.ty));
            let with_text = [left.ty, right.ty].contains(&TypeId::STRING) && (left.ty.is_numeric() || right.ty.is_numeric());
            let report = Diagnostic::error(Code::OPERATOR, op_span, format!("{a} can't be compared with {b}"))
                .also(left.span, a)
                .also(right.span, b);
            self.report(if with_text {
                report.help("make a number of the string, `text.toInt()`, or a string of the number, `number.toString()`")
            } else {
                report
            });
            return error_expr(span);
        };
        let (left, right) = (self.meeting(left, ty), self.meeting(right, ty));
        if ty.is_float() {
            self.warn_float_equality(&left, &right, negated, span);
        }
        self.equal(left, right, negated, span)
    }

    /// Equality of two values of one type.
    pub fn equal(&mut self, left: Expr, right: Expr, negated: bool, span: Span) -> Expr {
        let ty = left.ty;
        let direct = match self.get(ty) {
            Type::Int | Type::Int32 | Type::Float | Type::Float64 | Type::Bool | Type::String | Type::Function(..) => true,
            Type::Enum(id) => self.program[*id].is_plain() && !self.has_method(ty, "equals"),
            Type::Trait(_) | Type::Weak(_) => true,
            _ => false,
        };
        if direct {
            let op = if negated { ir::BinaryOp::NotEqual } else { ir::BinaryOp::Equal };
            return Expr { kind: ExprKind::Binary { op, left: Box::new(left), right: Box::new(right) }, ty: TypeId::BOOL, span };
        }
        if matches!(self.get(ty), Type::Class(_) | Type::Any) {
            return self.object_equality(left, right, negated, span);
        }
        let function = self.equality_function(ty);
        let equal = Expr { kind: ExprKind::Call { function, captures: Vec::new(), arguments: vec![left, right] }, ty: TypeId::BOOL, span };
        if negated {
            Expr { kind: ExprKind::Unary { op: ir::UnaryOp::Not, operand: Box::new(equal) }, ty: TypeId::BOOL, span }
        } else {
            equal
        }
    }

    /// `==` of objects: `equals` of their class, or identity.
    fn object_equality(&mut self, left: Expr, right: Expr, negated: bool, span: Span) -> Expr {
        let equal = self.synth.equal(&mut self.program, left, right, span);
        match equal.kind {
            ExprKind::Binary { op: ir::BinaryOp::Equal, left, right } if negated => {
                Expr { kind: ExprKind::Binary { op: ir::BinaryOp::NotEqual, left, right }, ty: TypeId::BOOL, span }
            }
            kind if negated => not(Expr { kind, ty: TypeId::BOOL, span }, span),
            kind => Expr { kind, ty: TypeId::BOOL, span },
        }
    }

    fn compare_null(&mut self, other: &ast::Expr, negated: bool, span: Span) -> Expr {
        let value = self.unnarrowed(other, None);
        self.null_test(value, negated, span)
    }

    fn null_test(&mut self, value: Expr, negated: bool, span: Span) -> Expr {
        if value.ty == TypeId::ERROR {
            return error_expr(span);
        }
        if value.ty == TypeId::ANY {
            let test = self.any_is_null(value, span);
            return if negated { not(test, span) } else { test };
        }
        if self.optional_inner(value.ty).is_none() {
            let what = self.a_type(value.ty);
            self.report(
                Diagnostic::error(Code::OPERATOR, span, format!("{what} is never `null`")).note("only an `Optional` can be `null`"),
            );
            return error_expr(span);
        }
        self.warn_known_null_test(&value, negated, span);
        let test = Expr { kind: ExprKind::IsSome(Box::new(value)), ty: TypeId::BOOL, span };
        if negated {
            test
        } else {
            Expr { kind: ExprKind::Unary { op: ir::UnaryOp::Not, operand: Box::new(test) }, ty: TypeId::BOOL, span }
        }
    }

    fn dot_dot(&mut self, inclusive: bool, left: Expr, right: Expr, op_span: Span, span: Span) -> Expr {
        if left.ty.is_int() && right.ty.is_int() {
            let (start, end) = (self.number_to(left, TypeId::INT), self.number_to(right, TypeId::INT));
            return Expr { kind: ExprKind::Range { start: Box::new(start), end: Box::new(end), inclusive }, ty: TypeId::RANGE, span };
        }
        if inclusive || (left.ty != TypeId::STRING && right.ty != TypeId::STRING) {
            let (a, b) = (self.type_name(left.ty), self.type_name(right.ty));
            let sign = if inclusive { "..=" } else { ".." };
            let report = Diagnostic::error(Code::OPERATOR, op_span, format!("`{sign}` is not defined between `{a}` and `{b}`"))
                .also(left.span, format!("`{a}`"))
                .also(right.span, format!("`{b}`"));
            self.report(if inclusive {
                report.help("a range goes from int to int")
            } else {
                report.help("`..` makes a range of two ints, or joins a string with any value")
            });
            return error_expr(span);
        }
        let (left, right) = (self.show(left, false), self.show(right, false));
        if left.ty == TypeId::ERROR || right.ty == TypeId::ERROR {
            return error_expr(span);
        }
        concat(left, right, span)
    }

    fn logic(&mut self, or: bool, left: &ast::Expr, right: &ast::Expr, span: Span) -> Expr {
        self.warn_literal_condition(left, false);
        self.warn_literal_condition(right, false);
        let (left, facts) = self.condition(left);
        let before = self.state().narrowed.clone();
        self.assume(if or { &facts.when_false } else { &facts.when_true });
        let (right, more) = self.condition(right);
        let after = self.state().narrowed.clone();
        self.state().narrowed = before.intersection(&after).copied().collect();
        self.logic_facts = Some((span, Facts::of_logic(or, &facts, &more)));
        Expr { kind: ExprKind::Logic { or, left: Box::new(left), right: Box::new(right) }, ty: TypeId::BOOL, span }
    }

    /// `a ?? b`: on an `Optional` or a `Result`.
    fn coalesce(&mut self, left: &ast::Expr, right: &ast::Expr, hint: Option<TypeId>, span: Span) -> Expr {
        // What is put into an `any` in the end is not yet in one here: its own type says whether it may be missing.
        let wanted = hint
            .filter(|ty| ![TypeId::VOID, TypeId::ERROR].contains(ty) && !matches!(self.get(*ty), Type::Any))
            .map(|ty| self.optional(ty));
        let value = self.unnarrowed(left, wanted);
        let (inner, is_result) = match self.get(value.ty) {
            Type::Optional(inner) => (*inner, false),
            Type::Result(inner) => (*inner, true),
            Type::Error => {
                self.expr(right, hint);
                return error_expr(span);
            }
            _ => {
                let name = self.type_name(value.ty);
                let rest = Span { start: value.span.end, ..span };
                let text = self.program.sources.text(rest);
                let is_all = text.trim_start().starts_with("??") && suggest::is_balanced(text);
                self.report(
                    Diagnostic::error(Code::OPERATOR, span, format!("`??` needs an `Optional` or a `Result` on its left, found `{name}`"))
                        .help("this is never `null`: leave `?? …` away")
                        .with_fix(is_all.then(|| Fix::new(Applicability::Safe, rest, ""))),
                );
                return error_expr(span);
            }
        };
        let before = self.state().narrowed.clone();
        let right_hint = if is_numeric_literal(right) { self.number_hint(inner, right).or(Some(inner)) } else { hint.or(Some(inner)) };
        let other = self.value(right, right_hint);
        self.state().narrowed = before;
        let (Some(ty), true) = (self.meet(inner, other.ty), inner != TypeId::ERROR) else {
            if other.ty != TypeId::ERROR {
                let report = self.mismatch(inner, other.ty, other.span);
                self.report(report);
            }
            return error_expr(span);
        };
        let other = self.meeting(other, ty);
        let local = self.state().temporary(inner, span);
        let found = self.local_expr(local, span);
        let found = self.meeting(found, ty);
        let (some, none) = if is_result {
            (Pattern::Success(Box::new(Pattern::Bind(local))), Pattern::Failure(Box::new(Pattern::Any)))
        } else {
            (Pattern::Some(Box::new(Pattern::Bind(local))), Pattern::Null)
        };
        two_way(value, some, found, none, other, ty, span)
    }

    /// `e?`: gives the value, or leaves the function with the error or `null`.
    pub fn try_value(&mut self, value: Expr, ok: TypeId, span: Span) -> Expr {
        let result = self.function_result();
        let is_result = matches!(self.get(value.ty), Type::Result(_));
        let leaves = match result {
            Some(ty) => match self.get(ty) {
                Type::Result(_) => is_result.then_some(ty),
                Type::Optional(_) => (!is_result).then_some(ty),
                Type::Error => return error_expr(span),
                _ => None,
            },
            None if self.state().top_level => None,
            // A lambda whose result is inferred: it gives what `?` passes on.
            None => {
                self.set_function_result(value.ty);
                Some(value.ty)
            }
        };
        let Some(result) = leaves else {
            let kind = if is_result { "a `Result`" } else { "an `Optional`" };
            let message = format!("`?` on {kind} needs a function that returns {kind}");
            let report = Diagnostic::error(Code::TRY, span, message).help("use `?? …` or `when` to say what happens here instead");
            let report = match result {
                _ if self.state().top_level => report.note("this is the top level of a module"),
                None | Some(TypeId::VOID) => report.note("this one returns nothing"),
                Some(ty) => report.note(format!("this one returns {}", self.a_type(ty))),
            };
            self.report(report);
            return error_expr(span);
        };
        let bound = self.state().temporary(ok, span);
        let found = self.local_expr(bound, span);
        let (some, none, leave) = if is_result {
            let message = self.state().temporary(TypeId::STRING, span);
            let text = self.local_expr(message, span);
            let failure = Expr { kind: ExprKind::Failure(Box::new(text)), ty: result, span };
            (Pattern::Success(Box::new(Pattern::Bind(bound))), Pattern::Failure(Box::new(Pattern::Bind(message))), failure)
        } else {
            (Pattern::Some(Box::new(Pattern::Bind(bound))), Pattern::Null, Expr { kind: ExprKind::Null, ty: result, span })
        };
        let leave = Expr { kind: ExprKind::Return(Some(Box::new(leave))), ty: TypeId::NEVER, span };
        two_way(value, some, found, none, leave, ok, span)
    }
}

/// `!value`.
fn not(value: Expr, span: Span) -> Expr {
    Expr { kind: ExprKind::Unary { op: ir::UnaryOp::Not, operand: Box::new(value) }, ty: TypeId::BOOL, span }
}

/// A match on two cases that are all there are.
pub(crate) fn two_way(subject: Expr, first: Pattern, a: Expr, second: Pattern, b: Expr, ty: TypeId, span: Span) -> Expr {
    let arm = |pattern, value: Expr| ir::Arm { pattern, guard: None, span: value.span, body: super::expr::value_block(value) };
    Expr { kind: ExprKind::Match { subject: Box::new(subject), arms: vec![arm(first, a), arm(second, b)] }, ty, span }
}

/// The texts of both, as one flat list.
fn concat(left: Expr, right: Expr, span: Span) -> Expr {
    let mut parts = Vec::new();
    match left.kind {
        ExprKind::Concat(list) => parts = list,
        kind => parts.push(Expr { kind, ..left }),
    }
    match right.kind {
        ExprKind::Concat(list) => parts.extend(list),
        kind => parts.push(Expr { kind, ..right }),
    }
    Expr { kind: ExprKind::Concat(parts), ty: TypeId::STRING, span }
}

/// Operators whose left-deep chains are walked in a loop; the left operand is checked for itself.
fn flat(op: ast::BinaryOp) -> bool {
    use ast::BinaryOp::*;
    match op {
        Add | Subtract | Multiply | Divide | Modulo | BitAnd | BitOr | BitXor | ShiftLeft | ShiftRight | DotDot => true,
        And | Or | Coalesce | Equal | NotEqual | Less | LessEqual | Greater | GreaterEqual | DotDotEqual => false,
    }
}

/// Operators between numbers that give a number.
pub(crate) fn is_arithmetic(op: ast::BinaryOp) -> bool {
    flat(op) && op != ast::BinaryOp::DotDot
}

/// The method that an operator calls, and its sign.
pub(crate) fn operator_method(op: ast::BinaryOp) -> Option<(&'static str, &'static str)> {
    use ast::BinaryOp::*;
    Some(match op {
        Add => ("add", "+"),
        Subtract => ("subtract", "-"),
        Multiply => ("multiply", "*"),
        Divide => ("divide", "/"),
        Modulo => ("modulo", "%"),
        Less => ("lt", "<"),
        LessEqual => ("le", "<="),
        Greater => ("gt", ">"),
        GreaterEqual => ("ge", ">="),
        Equal | NotEqual | And | Or | Coalesce | DotDot | DotDotEqual | BitOr | BitXor | BitAnd | ShiftLeft | ShiftRight => return None,
    })
}

fn ir_op(op: ast::BinaryOp) -> ir::BinaryOp {
    use ast::BinaryOp as A;
    use ir::BinaryOp as I;
    match op {
        A::Add | A::And | A::Or | A::Coalesce | A::DotDot | A::DotDotEqual => I::Add,
        A::Subtract => I::Subtract,
        A::Multiply => I::Multiply,
        A::Divide => I::Divide,
        A::Modulo => I::Modulo,
        A::BitAnd => I::BitAnd,
        A::BitOr => I::BitOr,
        A::BitXor => I::BitXor,
        A::ShiftLeft => I::ShiftLeft,
        A::ShiftRight => I::ShiftRight,
        A::Equal => I::Equal,
        A::NotEqual => I::NotEqual,
        A::Less => I::Less,
        A::LessEqual => I::LessEqual,
        A::Greater => I::Greater,
        A::GreaterEqual => I::GreaterEqual,
    }
}

/// A statement that is an expression for its effect.
pub(crate) fn effect(value: Expr) -> Statement {
    let span = value.span;
    Statement { kind: StatementKind::Expr(value), span }
}
