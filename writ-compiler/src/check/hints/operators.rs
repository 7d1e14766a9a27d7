//! What to do where an operator is not defined for its operands.

use crate::ast;
use crate::check::operator::operator_method;
use crate::check::{Checker, error_expr};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Expr, TypeId};
use crate::source::Span;

impl Checker {
    /// Reports an operator between values that it is not defined for.
    pub fn operator_error(&mut self, op: ast::BinaryOp, op_span: Span, left: &Expr, right: &Expr, span: Span) -> Expr {
        let sign = self.program.sources.text(op_span).to_string();
        let (a, b) = (self.type_name(left.ty), self.type_name(right.ty));
        let report = Diagnostic::error(Code::OPERATOR, op_span, format!("`{sign}` is not defined between `{a}` and `{b}`"))
            .also(left.span, format!("`{a}`"))
            .also(right.span, format!("`{b}`"));
        let optional = [left, right].into_iter().find(|e| self.optional_inner(e.ty).is_some());
        let own = [left, right].into_iter().find(|e| self.own_parameter(e.ty).is_some()).map(|e| self.type_name(e.ty));
        let number_first = left.ty.is_numeric() && operator_method(op).is_some_and(|(method, _)| self.takes_scalar(right.ty, method));
        let report = if let Some(own) = own {
            if left.ty != right.ty {
                report.help(format!("convert the other side: `… as {own}`"))
            } else if matches!(op, ast::BinaryOp::Less | ast::BinaryOp::LessEqual | ast::BinaryOp::Greater | ast::BinaryOp::GreaterEqual) {
                report.help(format!("say that `{own}` has an order: `where {own} : Comparable`"))
            } else {
                report.help(format!("say that `{own}` is a number: `where {own} : Number`"))
            }
        } else if [left.ty, right.ty].contains(&TypeId::ANY) {
            report.help("test what is in the `any` with `is`, or cast it with `as`")
        } else if optional.is_some() {
            report.help("it may be `null`: test it first, or say what to use instead with `?? …`")
        } else if matches!(op, ast::BinaryOp::BitAnd | ast::BinaryOp::BitOr) && left.ty == TypeId::BOOL && right.ty == TypeId::BOOL {
            report.help(format!("conditions are joined with `{sign}{sign}`"))
        } else if sign == "*" && left.ty == TypeId::STRING && right.ty.is_int() {
            report.help("a string is repeated by `.repeat(count)`")
        } else if matches!(op, ast::BinaryOp::Subtract | ast::BinaryOp::Multiply | ast::BinaryOp::Divide | ast::BinaryOp::Modulo)
            && (left.ty == TypeId::STRING || right.ty == TypeId::STRING)
        {
            report.help("read a number from a string with `.toInt()` or `.toFloat()`, which give `null` if it is none")
        } else if sign == "+"
            && (left.ty.is_numeric() || right.ty.is_numeric())
            && (left.ty == TypeId::STRING || right.ty == TypeId::STRING)
        {
            let (a, b) = (self.program.sources.text(left.span).to_string(), self.program.sources.text(right.span).to_string());
            let text = if left.ty == TypeId::STRING { &a } else { &b };
            let report = if a.len() + b.len() < 60 && !a.contains('\n') && !b.contains('\n') {
                report.help(format!("`..` joins a string with any value: `{a} .. {b}`")).unsafe_fix(op_span, "..")
            } else {
                report.help("`..` joins a string with any value: `a .. b`").unsafe_fix(op_span, "..")
            };
            // A literal is no number in disguise.
            if text.starts_with('"') || text.len() > 40 {
                report
            } else {
                report.help(format!("to calculate, read the number from the string: `{text}.toInt()` gives it, or `null`"))
            }
        } else if sign == "+" && (left.ty == TypeId::STRING || right.ty == TypeId::STRING) {
            report.help("`..` joins a string with any value: `a .. b`").unsafe_fix(op_span, "..")
        } else if number_first {
            report.note(format!("`{sign}` has a number on its right only: `{b}` comes first"))
        } else if let (Some((method, _)), true) = (operator_method(op), self.owner_of(left.ty).is_some() && !self.is_library_type(left.ty))
        {
            report.help(format!("give `{a}` a method `{method}`"))
        } else {
            report
        };
        self.report(report);
        error_expr(span)
    }
}
