//! Warnings that need types or scopes: shadowed names, conditions that are always the same, floats compared for equality, results that are dropped.
//!
//! What they leave alone, because it is meant:
//!
//! * a name that hides a `let`, a parameter or a loop's variable and is made of it (`let text = text.trim()`); names with `_` in front
//! * `while true`, and a `const` as a condition: a switch
//! * `x != x` of floats, which asks for NaN; a float beside a whole number as it is written (`health == 0.0`), beside an infinity, and beside
//!   `floor(…)` and its like: these are exact

use super::function::Binding;
use super::{Checker, Symbol, mutation};
use crate::ast::{self, Ident};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{self, Expr, ExprKind, TypeId};
use crate::source::Span;

/// What was there under a name.
struct Hidden {
    span: Span,
    /// `let`, `var`, …
    what: &'static str,
    is_var: bool,
}

impl Checker {
    /// Whether warnings are wanted: not of the standard library's own code.
    pub fn lints(&self) -> bool {
        !self.program[self.module].library
    }

    /// A variable is about to be declared that may hide one; `value` is what it is made of.
    pub fn warn_shadowed(&mut self, name: &Ident, value: Option<&ast::Expr>) {
        if name.name.starts_with('_') || !self.lints() {
            return;
        }
        let Some(hidden) = self.hidden(name) else { return };
        if !hidden.is_var && value.is_some_and(|value| mutation::mentioned_in(value, &name.name)) {
            return;
        }
        let mut report = Diagnostic::warning(Code::SHADOWED, name.span, format!("`{}` hides another `{}`", name.name, name.name))
            .label("a variable of its own, until its block ends")
            .also(hidden.span, format!("the {} that it hides", hidden.what));
        report = match value {
            Some(_) if hidden.is_var => {
                report.help(format!("to change that one, leave out the keyword: `{} = …`; else give this one another name", name.name))
            }
            Some(_) | None => report.help("give one of them another name"),
        };
        self.report(report);
    }

    /// The variable of a function around, or of a block around, that a new name in the innermost scope hides. At the top level of a module its
    /// variables count too; for functions they don't, which are far from them.
    fn hidden(&mut self, name: &Ident) -> Option<Hidden> {
        let depth = self.stack.len();
        for (i, state) in self.stack.iter().enumerate().rev() {
            let scopes = state.scopes.len() - usize::from(i + 1 == depth);
            for scope in state.scopes[..scopes].iter().rev() {
                let Some((binding, span)) = scope.names.get(&name.name) else { continue };
                let Binding::Local(local) = binding else { return None };
                let info = &state.locals[local.0 as usize];
                let is_loop = state.loop_variables.contains(local);
                let is_parameter = self.program[state.function].parameters.contains(local);
                let what = if info.mutable {
                    "`var`"
                } else if is_loop {
                    "loop variable"
                } else if is_parameter {
                    "parameter"
                } else {
                    "`let`"
                };
                return Some(Hidden { span: *span, what, is_var: info.mutable });
            }
        }
        let outermost = self.stack.first()?;
        if !outermost.top_level || depth > 1 || outermost.scopes.len() < 2 {
            return None;
        }
        let entry = self.modules[self.module.0 as usize].names.get(&name.name)?;
        let Symbol::Global(global) = entry.symbol else { return None };
        let is_var = self.program[global].mutable;
        Some(Hidden { span: entry.span, what: if is_var { "`var`" } else { "`let`" }, is_var })
    }

    /// A condition that is written as `true` or `false`.
    pub fn warn_literal_condition(&mut self, e: &ast::Expr, is_loop: bool) {
        if let ast::ExprKind::Bool(value) = e.kind
            && !(is_loop && value)
            && self.lints()
        {
            let help = if value { "leave the condition out" } else { "remove what can't run" };
            self.report(
                Diagnostic::warning(Code::CONSTANT_CONDITION, e.span, format!("this condition is always {value}"))
                    .help(format!("{help}, or ask for something that can change")),
            );
        }
    }

    /// A comparison whose sides are the same variable or field.
    pub fn warn_same_sides(&mut self, op: ast::BinaryOp, left: &Expr, right: &Expr, span: Span) {
        use ast::BinaryOp::*;
        let result = match op {
            Equal | LessEqual | GreaterEqual => true,
            NotEqual | Less | Greater => false,
            Coalesce | Or | And | DotDot | DotDotEqual | BitOr | BitXor | BitAnd | ShiftLeft | ShiftRight => return,
            Add | Subtract | Multiply | Divide | Modulo => return,
        };
        if left.ty.is_float() || !same_place(left, right) || !self.lints() {
            return;
        }
        self.report(
            Diagnostic::warning(Code::CONSTANT_CONDITION, span, format!("this is always {result}: both sides are the same"))
                .help("compare with something else"),
        );
    }

    /// `==` or `!=` of floats. `x != x` is the question for NaN.
    pub fn warn_float_equality(&mut self, left: &Expr, right: &Expr, negated: bool, span: Span) {
        if !self.lints() {
            return;
        }
        if let Some(nan) = [left, right].into_iter().find(|side| matches!(side.kind, ExprKind::Float(value) if value.is_nan())) {
            let result = negated;
            self.report(
                Diagnostic::warning(
                    Code::CONSTANT_CONDITION,
                    span,
                    format!("this is always {result}: NaN equals nothing, not even itself"),
                )
                .also(nan.span, "this is NaN")
                .help("ask with `isNaN(…)`"),
            );
            return;
        }
        if self.is_exact(left) || self.is_exact(right) || same_place(left, right) {
            return;
        }
        let sign = if negated { ">" } else { "<" };
        self.report(
            Diagnostic::warning(Code::FLOAT_EQUALITY, span, "floats are compared for equality")
                .note("most decimal fractions have no exact float, so that results differ in the last digits: `0.1 + 0.2` is not `0.3` as `float64`")
                .help(format!("compare how far apart they are: `abs(a - b) {sign} 0.001`")),
        );
    }

    /// Whether a float is a whole number as written, an infinity, or rounded to a whole number.
    fn is_exact(&self, value: &Expr) -> bool {
        match &value.kind {
            ExprKind::Float(value) => value.is_infinite() || value.fract() == 0.0,
            ExprKind::Int(_) => true,
            ExprKind::Convert { operand, .. } => operand.ty.is_int() || self.is_exact(operand),
            ExprKind::Unary { op: ir::UnaryOp::Negate, operand } => self.is_exact(operand),
            ExprKind::CallNative { native, .. } => {
                let name = self.program[*native].name.as_str();
                ["floor", "ceil", "round", "trunc"]
                    .iter()
                    .any(|exact| name.strip_prefix(exact).is_some_and(|rest| !rest.starts_with(char::is_alphabetic)))
            }
            _ => false,
        }
    }

    /// `x == null` of what can't be `null` here.
    pub fn warn_known_null_test(&mut self, value: &Expr, negated: bool, span: Span) {
        if self.is_narrowed(value) && self.lints() {
            let name = self.program.sources.text(value.span).to_string();
            self.report(
                Diagnostic::warning(Code::CONSTANT_CONDITION, span, format!("this is always {negated}: `{name}` has a value here"))
                    .note("a test above, or the value it was given, says that it is not `null`")
                    .help("remove the test"),
            );
        }
    }

    /// `x is T` of what is always a `T`.
    pub fn warn_known_type_test(&mut self, value: TypeId, target: TypeId, span: Span) {
        if value != TypeId::ANY && self.converts(value, target) && self.own_parameters.is_empty() && self.lints() {
            let (what, wanted) = (self.a_type(value), self.a_type(target));
            let same = if value == target { format!("this is {what}") } else { format!("{what} is {wanted}") };
            self.report(
                Diagnostic::warning(Code::CONSTANT_CONDITION, span, format!("this is always true: {same}")).help("remove the test"),
            );
        }
    }

    /// The value of a statement that is a call, and a `Result`.
    pub fn warn_dropped_result(&mut self, value: &Expr) {
        if !matches!(self.get(value.ty), ir::Type::Result(_)) || !self.lints() {
            return;
        }
        self.report(
            Diagnostic::warning(Code::DROPPED_RESULT, value.span, "the `Result` of this call is dropped, and with it any error")
                .help("look at it with `when` or `.isSuccess`, pass an error on with `?`, or drop it on purpose: `let _ = …`"),
        );
    }
}

/// Whether two expressions read the same variable, or the same field of it.
fn same_place(a: &Expr, b: &Expr) -> bool {
    match (&a.kind, &b.kind) {
        (ExprKind::Local(x), ExprKind::Local(y)) => x == y,
        (ExprKind::Global { global: x, .. }, ExprKind::Global { global: y, .. }) => x == y,
        (ExprKind::Field { base: x, index: i }, ExprKind::Field { base: y, index: j })
        | (ExprKind::Item { base: x, index: i }, ExprKind::Item { base: y, index: j })
        | (ExprKind::ObjectField { object: x, index: i }, ExprKind::ObjectField { object: y, index: j }) => i == j && same_place(x, y),
        (ExprKind::Narrow(x), ExprKind::Narrow(y)) => same_place(x, y),
        (ExprKind::CheckInit { value: x, .. }, ExprKind::CheckInit { value: y, .. }) => same_place(x, y),
        _ => false,
    }
}
