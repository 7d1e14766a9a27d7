//! Operators of types with methods: the methods that they call.
//!
//! An operator calls the method with its name (`*` calls `multiply`). A type that goes on with operands of other types has further methods beside it,
//! which are called for what that one does not take: `multiplyScalar` for a number, `multiplyVector` for what it says. A number on the left of `*` or
//! `+` calls `…Scalar` of what is on the right, on the left of `-`, `/` and `%` `scalarSubtract` and so on. The library's functions on numbers go on with other types in the same way: `lerp(a, b, t)` calls
//! `a.lerp(b, t)` if the type of `a` has such a method.

use super::literal::is_numeric_literal;
use super::{BoundKind, Checker, FunctionIndex, FunctionInfo, MemberKind, error_expr};
use crate::ast;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{self, Expr, ExprKind, Owner, Type, TypeId};
use crate::source::Span;

/// What the names of the methods for other operands end in.
const SCALAR: &str = "Scalar";
const VECTOR: &str = "Vector";

fn is_arithmetic_method(method: &str) -> bool {
    matches!(method, "add" | "subtract" | "multiply" | "divide" | "modulo")
}

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
            let mut hint = parameters.get(i).copied();
            if is_numeric_literal(argument)
                && let Some(scalar) = self.alternative(left.ty, method, SCALAR).filter(|_| hint.is_some_and(|ty| !self.is_number(ty)))
            {
                hint = Some(scalar.1);
            }
            values.push((self.value(argument, hint), argument.span));
        }
        self.operator_method_value(left, method, sign, values, span)
    }

    /// Whether an operator has a number on its right.
    pub fn takes_scalar(&mut self, ty: TypeId, method: &str) -> bool {
        self.alternative(ty, method, SCALAR).is_some()
    }

    /// `A or B`.
    fn listed(&self, types: &[TypeId]) -> String {
        types.iter().map(|ty| format!("`{}`", self.type_name(*ty))).collect::<Vec<_>>().join(" or ")
    }

    /// Whether a type is declared by the library: nobody can give it another method.
    pub fn is_library_type(&self, ty: TypeId) -> bool {
        self.owner_of(ty).is_some_and(|owner| {
            self.is_library(match owner {
                Owner::Struct(id) => self.structs[id.0 as usize].module,
                Owner::Enum(id) => self.enums[id.0 as usize].module,
                Owner::Class(id) => self.classes[id.0 as usize].module,
                Owner::Trait(id) => self.traits[id.0 as usize].module,
            })
        })
    }

    /// The method beside an operator's that takes an operand of another kind, and what it takes.
    fn alternative(&mut self, ty: TypeId, method: &str, kind: &str) -> Option<(FunctionIndex, TypeId)> {
        if !is_arithmetic_method(method) {
            return None;
        }
        let MemberKind::Method(index) = self.member_of(ty, &format!("{method}{kind}"))?.kind else { return None };
        match &self.functions[index.0 as usize].parameters[..] {
            [only] => Some((index, only.ty)),
            _ => None,
        }
    }

    /// An operator with a number on its left, if the type of the value on its right goes on with numbers.
    pub fn scalar_on_the_left(&mut self, op: ast::BinaryOp, left: &Expr, right: &Expr, span: Span) -> Option<Expr> {
        let (method, _) = super::operator::operator_method(op)?;
        if !left.ty.is_numeric() {
            return None;
        }
        let (index, ty) = if matches!(method, "add" | "multiply") {
            self.alternative(right.ty, method, SCALAR)?
        } else {
            let mut reversed = method.to_owned();
            reversed[..1].make_ascii_uppercase();
            let MemberKind::Method(index) = self.member_of(right.ty, &format!("scalar{reversed}"))?.kind else { return None };
            let [only] = &self.functions[index.0 as usize].parameters[..] else { return None };
            (index, only.ty)
        };
        if self.numbers_meet(left.ty, ty) != Some(ty) {
            let report = self.mismatch(ty, left.ty, left.span);
            self.report(report);
            return Some(error_expr(span));
        }
        let mut before = Vec::new();
        let scalar = self.number_to(left.clone(), ty);
        let scalar = self.spill(scalar, &mut before);
        let result = self.functions[index.0 as usize].result;
        let Some(kind) = self.call_target(index, Vec::new(), vec![right.clone(), scalar], span) else { return Some(error_expr(span)) };
        self.call_ended();
        Some(super::arguments::after(before, Expr { kind, ty: result, span }))
    }

    pub fn operator_method_value(&mut self, left: Expr, method: &str, sign: &str, mut arguments: Vec<(Expr, Span)>, span: Span) -> Expr {
        let Some(MemberKind::Method(mut index)) = self.member_of(left.ty, method).map(|m| m.kind) else { return error_expr(span) };
        let mut others: Vec<TypeId> = Vec::new();
        if let ([(value, _)], Some(parameter)) = (&mut arguments[..], self.functions[index.0 as usize].parameters.first().map(|p| p.ty))
            && !self.converts(value.ty, parameter)
        {
            let (scalar, vector) = (self.alternative(left.ty, method, SCALAR), self.alternative(left.ty, method, VECTOR));
            others.extend([scalar, vector].into_iter().flatten().map(|(_, ty)| ty));
            let scalar = scalar.filter(|(_, ty)| self.numbers_meet(value.ty, *ty) == Some(*ty));
            let vector = vector.filter(|(_, ty)| self.converts(value.ty, *ty));
            if let Some((scalar, ty)) = scalar {
                let number = std::mem::replace(value, error_expr(span));
                *value = self.number_to(number, ty);
                index = scalar;
            } else if let Some((vector, _)) = vector {
                index = vector;
            }
        }
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
                let report = self.mismatch(parameter.ty, value.ty, at);
                let report =
                    if self.is_library(info.module) { report } else { report.also(info.span, format!("`{sign}` calls this method")) };
                let report = match others.first() {
                    Some(ty) if ty.is_numeric() && value.ty.is_numeric() => {
                        report.help(format!("convert it with `as {}`", self.type_name(*ty)))
                    }
                    _ if others.is_empty() => report,
                    _ => report.note(format!("`{sign}` also takes {}", self.listed(&others))),
                };
                self.report(report);
                return error_expr(span);
            }
            values.push(self.convert_unchecked(value, parameter.ty));
        }
        let Some(kind) = self.call_target(index, Vec::new(), values, span) else { return error_expr(span) };
        self.call_ended();
        Expr { kind, ty: info.result, span }
    }

    /// The method that a function of the library on numbers calls for a value of this type, which is no number.
    pub fn method_instead(&mut self, info: &FunctionInfo, ty: TypeId) -> Option<FunctionIndex> {
        let Type::Parameter(parameter) = *self.get(info.parameters.first()?.ty) else { return None };
        let bounds = &info.generics.get(parameter as usize)?.bounds;
        let on_numbers = bounds.iter().any(|bound| matches!(bound.kind, BoundKind::Number | BoundKind::Float));
        if !on_numbers || info.receiver.is_some() || !self.is_library(info.module) {
            return None;
        }
        let MemberKind::Method(index) = self.member_of(ty, &info.name)?.kind else { return None };
        let method = &self.functions[index.0 as usize];
        let alike = method.generics.is_empty() && method.parameters.len() + 1 == info.parameters.len();
        (alike && !self.is_mutating(ty, &info.name) && self.can_see(ty, &info.name)).then_some(index)
    }

    /// The arguments of such a method, behind its object.
    pub fn method_arguments(&mut self, method: FunctionIndex, values: Vec<Expr>) -> Option<Vec<Expr>> {
        let info = self.functions[method.0 as usize].clone();
        let mut values = values.into_iter();
        let mut converted: Vec<Expr> = values.next().into_iter().collect();
        for (value, parameter) in values.zip(&info.parameters) {
            let literal = matches!(value.kind, ExprKind::Int(_)) && parameter.ty.is_float();
            converted.push(if literal {
                self.number_to(value, parameter.ty)
            } else {
                self.convert_argument(value, parameter.ty, parameter, &info)
            });
        }
        converted.iter().all(|value| value.ty != TypeId::ERROR).then_some(converted)
    }
}
