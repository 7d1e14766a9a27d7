//! Operators and the like, which a type has by Rust's traits and its attribute names.

use crate::wrapper::{Locals, Runtime, This, Wrapped};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{Type, parse_quote, parse_quote_spanned};
use writ_build::host_api::{Adapt, Giving, Kind, Operator, OperatorKind, Parameter, Whole, owned};

/// What is made for the operators of a type.
pub struct Operators {
    pub wrappers: TokenStream,
    pub records: Vec<TokenStream>,
}

/// All operators that a type's attribute names.
pub fn all(whole: &Whole, runtime: &Runtime) -> Operators {
    let mut made = Operators { wrappers: TokenStream::new(), records: Vec::new() };
    for operator in &whole.operators {
        one(whole, operator, runtime, &mut made);
    }
    made
}

fn one(whole: &Whole, operator: &Operator, runtime: &Runtime, made: &mut Operators) {
    let kind = operator.kind;
    let span = operator.span;
    let operand: Type = operator.operand.clone().unwrap_or_else(|| parse_quote!(Self));
    let locals = Locals::new(kind.parameters().len());
    let Locals { this, arguments, .. } = &locals;
    let (result, body) = signature(operator, &operand, this, arguments);
    let (result, body) = if matches!(kind, OperatorKind::Index | OperatorKind::IndexMut) {
        // The index is the script's: what Rust says of one that is not there must not take the host down.
        let (host, parts) = (&runtime.host, &runtime.parts);
        (parse_quote!(::core::result::Result<#result, #parts::RuntimeError>), quote!(#host::guarded(|| #body)))
    } else {
        (result, body)
    };
    let by_reference: Type = parse_quote!(&'static #operand);
    let types: Vec<Type> = match kind {
        OperatorKind::Index => vec![operand],
        OperatorKind::IndexMut => vec![operand.clone(), indexed(operator, &operand)],
        OperatorKind::Neg | OperatorKind::Display | OperatorKind::Iterator => Vec::new(),
        OperatorKind::Add
        | OperatorKind::Sub
        | OperatorKind::Mul
        | OperatorKind::Div
        | OperatorKind::Rem
        | OperatorKind::Eq
        | OperatorKind::Ord => vec![by_reference],
    };
    let parameters: Vec<Parameter> =
        kind.parameters().iter().zip(types).map(|(name, ty)| Parameter { name: (*name).to_owned(), ty, adapt: Adapt::AsIs }).collect();
    let this = match (&whole.kind, kind.changes()) {
        (_, false) => This::Shared,
        (Kind::Class(_), true) => This::Changed,
        (Kind::Value { .. } | Kind::Enum(_), true) => This::Place,
    };
    let wrapped = Wrapped {
        name: kind.script_name(),
        doc: "",
        group: "",
        span,
        wrapper: format_ident!("{}", kind.wrapper(), span = span),
        home: quote!(Self::),
        visibility: quote!(pub),
        this,
        reenters: false,
        parameters: &parameters,
        result: &result,
        conditions: &[],
        bounds: TokenStream::new(),
    };
    made.wrappers.extend(wrapped.function(runtime, &locals, &body));
    made.records.push(wrapped.record(runtime));
}

/// What an index gives.
fn indexed(operator: &Operator, operand: &Type) -> Type {
    let span = operator.span;
    operator.result.clone().unwrap_or_else(|| parse_quote_spanned!(span=> <Self as ::core::ops::Index<#operand>>::Output))
}

/// The result of an operator, and the expression that calls it.
fn signature(operator: &Operator, operand: &Type, this: &Ident, arguments: &[Ident]) -> (Type, TokenStream) {
    let (kind, span) = (operator.kind, operator.span);
    let copy = |value: &Ident| quote!(::core::clone::Clone::clone(#value));
    let name = Ident::new(kind.trait_name(), span);
    let method = |method: &str| Ident::new(method, span);
    match kind {
        OperatorKind::Add | OperatorKind::Sub | OperatorKind::Mul | OperatorKind::Div | OperatorKind::Rem => {
            let method = method(kind.option());
            let of = quote_spanned!(span=> ::core::ops::#name<#operand>);
            let result = operator.result.clone().unwrap_or_else(|| parse_quote!(<Self as #of>::Output));
            let (this, other) = (copy(this), copy(&arguments[0]));
            (result, quote!(<Self as #of>::#method(#this, #other)))
        }
        OperatorKind::Neg => {
            let of = quote_spanned!(span=> ::core::ops::Neg);
            let result = operator.result.clone().unwrap_or_else(|| parse_quote!(<Self as #of>::Output));
            let this = copy(this);
            (result, quote!(<Self as #of>::neg(#this)))
        }
        OperatorKind::Eq | OperatorKind::Ord => {
            let method = method(if kind == OperatorKind::Eq { "eq" } else { "lt" });
            let other = &arguments[0];
            (parse_quote!(bool), quote_spanned!(span=> <Self as ::core::cmp::#name>::#method(#this, #other)))
        }
        OperatorKind::Display => {
            (parse_quote!(::std::string::String), quote_spanned!(span=> <Self as ::std::string::ToString>::to_string(#this)))
        }
        OperatorKind::Index => {
            let index = &arguments[0];
            let value = quote_spanned!(span=> <Self as ::core::ops::Index<#operand>>::index(#this, #index));
            (indexed(operator, operand), quote!(::core::clone::Clone::clone(#value)))
        }
        OperatorKind::IndexMut => {
            let (index, value) = (&arguments[0], &arguments[1]);
            let place = quote_spanned!(span=> <Self as ::core::ops::IndexMut<#operand>>::index_mut(#this, #index));
            (parse_quote!(()), quote!(*#place = #value))
        }
        OperatorKind::Iterator => {
            let item = operator.result.clone().unwrap_or_else(|| parse_quote!(Self));
            let optional: Type = parse_quote!(::core::option::Option<#item>);
            let next = quote_spanned!(span=> <Self as ::core::iter::Iterator>::next(#this));
            match owned(&optional) {
                Ok(given) => (given.ty, given.how.apply(next)),
                Err(_) => (optional, Giving::AsIs.apply(next)),
            }
        }
    }
}
