//! Operators on numbers, strings and plain values.

use super::calls::{Mode, in_block};
use super::code::{Code, Level};
use super::functions::Body;
use proc_macro2::TokenStream;
use quote::quote;
use writ_compiler::ir::{BinaryOp, Expr, ExprKind, Type, TypeId, UnaryOp};
use writ_compiler::source::Span;

impl Body<'_> {
    /// `-`, `!`, `~`.
    pub fn unary(&mut self, op: UnaryOp, operand: &Expr) -> Code {
        let code = self.receiver(operand);
        match op {
            UnaryOp::Negate if operand.ty.is_int() => {
                let value = code.receiver();
                Code::postfix(quote!(#value.wrapping_neg()))
            }
            UnaryOp::Negate => {
                // In parentheses also if it is a negation itself: Rust warns of `--`.
                let value = code.receiver();
                Code::unary(quote!(-#value))
            }
            UnaryOp::Not | UnaryOp::BitNot => {
                let value = code.operand();
                Code::unary(quote!(!#value))
            }
        }
    }

    /// An operation on two operands of one type.
    pub fn binary(&mut self, op: BinaryOp, left: &Expr, right: &Expr, span: Span) -> Code {
        if left.ty == TypeId::STRING {
            return self.compare_strings(op, left, right);
        }
        if let Type::Function(..) | Type::Class(_) | Type::Trait(_) | Type::Weak(_) = self.items.program.types.get(left.ty) {
            let (lets, codes) = self.operands(&[(left, Mode::Receiver), (right, Mode::Reference)], &|_| false);
            let (left, right) = (codes[0].receiver(), &codes[1].tokens);
            let same = quote!(#left.same(#right));
            let code = if op == BinaryOp::NotEqual { Code::unary(quote!(!#same)) } else { Code::postfix(same) };
            return in_block(lets, code);
        }
        let left_code = self.receiver(left);
        let right_code = self.value(right);
        let code = self.arithmetic(op, left.ty, &left_code, &right_code, Divisor::of(right), span);
        debug_assert!(!op.is_comparison() || left.ty == right.ty, "operands of one type");
        code
    }

    /// An operation on two numbers, bools or plain enums. `divisor`: what is known of the right operand.
    pub fn arithmetic(&mut self, op: BinaryOp, ty: TypeId, left: &Code, right: &Code, divisor: Divisor, span: Span) -> Code {
        let method = |name: &str| {
            let (name, left, right) = (super::names::ident(name), left.receiver(), &right.tokens);
            Code::postfix(quote!(#left.#name(#right)))
        };
        let function = |name: String| {
            let (name, left, right) = (super::names::ident(&name), &left.tokens, &right.tokens);
            Code::postfix(quote!(rt::ops::#name(#left, #right)))
        };
        let operator = |level: Level, sign: TokenStream| Code::binary(level, left, sign, right);
        let width = width(ty);
        let int = ty.is_int();
        match op {
            BinaryOp::Add if int => method("wrapping_add"),
            BinaryOp::Subtract if int => method("wrapping_sub"),
            BinaryOp::Multiply if int => method("wrapping_mul"),
            BinaryOp::Divide if int && divisor == Divisor::MinusOne => method("wrapping_div"),
            BinaryOp::Modulo if int && divisor == Divisor::MinusOne => method("wrapping_rem"),
            BinaryOp::Divide if int && !divisor.is_safe() => self.attempt(&function(format!("div_{width}")), span),
            BinaryOp::Modulo if int && !divisor.is_safe() => self.attempt(&function(format!("rem_{width}")), span),
            BinaryOp::Modulo if !int => function(format!("rem_{width}")),
            BinaryOp::Add => operator(Level::Sum, quote!(+)),
            BinaryOp::Subtract => operator(Level::Sum, quote!(-)),
            BinaryOp::Multiply => operator(Level::Product, quote!(*)),
            BinaryOp::Divide => operator(Level::Product, quote!(/)),
            BinaryOp::Modulo => operator(Level::Product, quote!(%)),
            BinaryOp::BitAnd => operator(Level::BitAnd, quote!(&)),
            BinaryOp::BitOr => operator(Level::BitOr, quote!(|)),
            BinaryOp::BitXor => operator(Level::BitXor, quote!(^)),
            BinaryOp::ShiftLeft => function(format!("shl_{width}")),
            BinaryOp::ShiftRight => function(format!("shr_{width}")),
            BinaryOp::Equal => operator(Level::Compare, quote!(==)),
            BinaryOp::NotEqual => operator(Level::Compare, quote!(!=)),
            BinaryOp::Less => operator(Level::Compare, quote!(<)),
            BinaryOp::LessEqual => operator(Level::Compare, quote!(<=)),
            BinaryOp::Greater => operator(Level::Compare, quote!(>)),
            BinaryOp::GreaterEqual => operator(Level::Compare, quote!(>=)),
        }
    }

    fn compare_strings(&mut self, op: BinaryOp, left: &Expr, right: &Expr) -> Code {
        let sign = match op {
            BinaryOp::NotEqual => quote!(!=),
            BinaryOp::Less => quote!(<),
            BinaryOp::LessEqual => quote!(<=),
            BinaryOp::Greater => quote!(>),
            BinaryOp::GreaterEqual => quote!(>=),
            BinaryOp::Equal
            | BinaryOp::Add
            | BinaryOp::Subtract
            | BinaryOp::Multiply
            | BinaryOp::Divide
            | BinaryOp::Modulo
            | BinaryOp::BitAnd
            | BinaryOp::BitOr
            | BinaryOp::BitXor
            | BinaryOp::ShiftLeft
            | BinaryOp::ShiftRight => quote!(==),
        };
        if let ExprKind::String(text) = &right.kind {
            let (left, text) = (self.receiver(left).receiver(), &**text);
            return Code::new(Level::Compare, quote!(#left.as_str() #sign #text));
        }
        let (lets, codes) = self.operands(&[(left, Mode::Place), (right, Mode::Place)], &|_| false);
        in_block(lets, Code::binary(Level::Compare, &codes[0], sign, &codes[1]))
    }
}

/// `i64`, `i32`, `f32`, `f64`.
fn width(ty: TypeId) -> &'static str {
    match ty {
        TypeId::INT32 => "i32",
        TypeId::FLOAT => "f32",
        TypeId::FLOAT64 => "f64",
        _ => "i64",
    }
}

/// What is known of the right operand of a division of ints.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Divisor {
    /// It may be 0, which is an error.
    Unknown,
    /// A constant by which everything can be divided.
    Constant,
    /// The constant by which the smallest int can't be divided in Rust; in scripts that wraps.
    MinusOne,
}

impl Divisor {
    /// What is known of an expression.
    pub fn of(expr: &Expr) -> Divisor {
        let ExprKind::Int(value) = expr.kind else { return Divisor::Unknown };
        match value {
            -1 => Divisor::MinusOne,
            0 => Divisor::Unknown,
            _ => Divisor::Constant,
        }
    }

    /// Whether a division by it can't fail.
    pub fn is_safe(self) -> bool {
        self != Divisor::Unknown
    }
}
