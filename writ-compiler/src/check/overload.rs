//! Operators of a script's own types: the methods that they call.

use super::{Checker, MemberKind, error_expr};
use crate::ast;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{self, Expr, ExprKind, TypeId};
use crate::source::Span;

impl Checker {
    /// `>`, `<=`, `>=` of a type that has only `lt`: the operands are evaluated in the order written.
    pub fn compare_by_lt(&mut self, op: ast::BinaryOp, left: Expr, right: Expr, right_span: Span, span: Span) -> Expr {
        let swapped = matches!(op, ast::BinaryOp::Greater | ast::BinaryOp::LessEqual);
        let mut before = Vec::new();
        let (first, second, second_span) = if swapped {
            let left = self.spill(left, &mut before);
            let left_span = left.span;
            let right = self.spill(right, &mut before);
            (right, left, left_span)
        } else {
            (left, right, right_span)
        };
        let less = self.operator_method_value(first, "lt", "<", vec![(second, second_span)], span);
        if less.ty == TypeId::ERROR || op == ast::BinaryOp::Greater {
            return super::arguments::after(before, less);
        }
        let not = Expr { kind: ExprKind::Unary { op: ir::UnaryOp::Not, operand: Box::new(less) }, ty: TypeId::BOOL, span };
        super::arguments::after(before, not)
    }

    /// An operator as a call of a method, its arguments still unchecked.
    pub fn operator_method(&mut self, left: Expr, method: &str, sign: &str, arguments: Vec<&ast::Expr>, span: Span) -> Expr {
        let Some(MemberKind::Method(index)) = self.member_of(left.ty, method).map(|m| m.kind) else { return error_expr(span) };
        let parameters: Vec<TypeId> = self.functions[index.0 as usize].parameters.iter().map(|p| p.ty).collect();
        let mut values = Vec::new();
        for (i, argument) in arguments.into_iter().enumerate() {
            values.push((self.value(argument, parameters.get(i).copied()), argument.span));
        }
        self.operator_method_value(left, method, sign, values, span)
    }

    pub fn operator_method_value(&mut self, left: Expr, method: &str, sign: &str, arguments: Vec<(Expr, Span)>, span: Span) -> Expr {
        let Some(MemberKind::Method(index)) = self.member_of(left.ty, method).map(|m| m.kind) else { return error_expr(span) };
        let info = self.functions[index.0 as usize].clone();
        if info.parameters.len() != arguments.len() {
            self.report(
                Diagnostic::error(
                    Code::OPERATOR,
                    span,
                    format!("`{sign}` calls `{method}`, which takes {} arguments instead of {}", info.parameters.len(), arguments.len()),
                )
                .also(info.span, "declared here"),
            );
            return error_expr(span);
        }
        let mut values = vec![left];
        for ((value, at), parameter) in arguments.into_iter().zip(&info.parameters) {
            if !self.converts(value.ty, parameter.ty) {
                let report = self.mismatch(parameter.ty, value.ty, at).also(info.span, format!("`{sign}` calls this method"));
                self.report(report);
                return error_expr(span);
            }
            values.push(self.convert_unchecked(value, parameter.ty));
        }
        let Some(kind) = self.call_target(index, Vec::new(), values, span) else { return error_expr(span) };
        self.call_ended();
        Expr { kind, ty: info.result, span }
    }
}
