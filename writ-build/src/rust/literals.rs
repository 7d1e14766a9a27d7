//! Literals of numbers.

use super::code::Code;
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use writ_compiler::ir::TypeId;

/// An int; with its type if nothing around it says it.
pub fn int_literal(value: i64, ty: TypeId, typed: bool) -> Code {
    let small = ty == TypeId::INT32;
    if value == i64::MIN {
        return Code::postfix(quote!(i64::MIN));
    }
    if small && value == i64::from(i32::MIN) {
        return Code::postfix(quote!(i32::MIN));
    }
    let size = value.unsigned_abs();
    let digits: Literal = match (typed, small) {
        (true, true) => Literal::i32_suffixed(size as i32),
        (true, false) => Literal::i64_suffixed(size as i64),
        (false, _) => Literal::u64_unsuffixed(size),
    };
    if value < 0 { Code::unary(quote!(-#digits)) } else { Code::postfix(quote!(#digits)) }
}

/// A float; with its type if nothing around it says it.
pub fn float_literal(value: f64, ty: TypeId, typed: bool) -> Code {
    let single = ty == TypeId::FLOAT;
    let name = if single { quote!(f32) } else { quote!(f64) };
    if value.is_nan() {
        return Code::postfix(quote!(#name::NAN));
    }
    if value.is_infinite() {
        return if value > 0.0 { Code::postfix(quote!(#name::INFINITY)) } else { Code::postfix(quote!(#name::NEG_INFINITY)) };
    }
    let digits = if single { format!("{:?}", value.abs() as f32) } else { format!("{:?}", value.abs()) };
    let digits = if typed { format!("{digits}_{name}") } else { digits };
    let digits: TokenStream = match digits.parse::<Literal>() {
        Ok(literal) => quote!(#literal),
        Err(_) => quote!(#name::NAN), // `{:?}` of a finite float is a literal.
    };
    if value.is_sign_negative() { Code::unary(quote!(-#digits)) } else { Code::postfix(digits) }
}
