//! Entries of tables: functions of one type for all that a slot or a trait's method may run.
//!
//! A caller does not know which function it gets, so an entry has what any of them may need. It passes on what its function takes, gets the module
//! variables from the instance, and says of the object what the function's class knows of it.

use super::items::{Items, View};
use super::names::{Case, PARAMETERS, Scope, ident};
use proc_macro2::TokenStream;
use quote::quote;
use writ_compiler::ir::{FuncId, Function, FunctionFacts, TraitMethod, Type, TypeId};

/// How all functions of a slot or of a trait's method are called.
pub struct Signature {
    /// The parameters with their types, the object as `this`.
    pub parameters: Vec<TokenStream>,
    /// The types alone.
    pub types: Vec<TokenStream>,
    /// The parameters' names.
    pub names: Vec<TokenStream>,
    /// `-> T`.
    pub result: TokenStream,
}

/// The signature for parameters (without the object) of these names and types.
pub fn signature(
    items: &Items<'_>,
    facts: FunctionFacts,
    this: &TokenStream,
    own: &[(&str, TypeId)],
    result: TypeId,
    view: View,
) -> Signature {
    let mut list: Vec<(TokenStream, TokenStream)> = Vec::new();
    if facts.needs_context {
        list.push((quote!(writ), quote!(&mut rt::Writ)));
    }
    if facts.counts_depth {
        list.push((quote!(depth), quote!(rt::Depth)));
    }
    list.push((quote!(this), quote!(&#this)));
    let mut scope = Scope::with(PARAMETERS);
    scope.take("this", Case::Snake);
    for (name, ty) in own {
        let name = ident(&scope.take(if name.is_empty() { "argument" } else { name }, Case::Snake));
        list.push((quote!(#name), items.parameter_type(*ty, view)));
    }
    let ty = items.rust_type(result, view);
    let result = match (may_fail(facts), result == TypeId::VOID || result == TypeId::NEVER) {
        (true, _) => quote!(-> rt::Fallible<#ty>),
        (false, false) => quote!(-> #ty),
        (false, true) => TokenStream::new(),
    };
    Signature {
        parameters: list.iter().map(|(name, ty)| quote!(#name: #ty)).collect(),
        types: list.iter().map(|(_, ty)| ty.clone()).collect(),
        names: list.into_iter().map(|(name, _)| name).collect(),
        result,
    }
}

/// The parameters of a function but the object, by name.
pub fn own_parameters(function: &Function) -> Vec<(&str, TypeId)> {
    let locals = function.parameters.iter().skip(1).map(|local| &function.locals[local.0 as usize]);
    locals.map(|local| (&*local.name, local.ty)).collect()
}

/// The parameters of a trait's method but the object, by name.
pub fn method_parameters(method: &TraitMethod) -> Vec<(&str, TypeId)> {
    method.parameters.iter().map(|(name, ty)| (&**name, *ty)).collect()
}

/// Whether what has these facts returns `Fallible`.
pub fn may_fail(facts: FunctionFacts) -> bool {
    facts.can_fail || facts.counts_depth
}

/// What an entry stands for.
pub struct Wanted<'a> {
    /// What is known of all functions behind it.
    pub facts: FunctionFacts,
    /// The type of the object.
    pub this: Type,
    /// The other parameters.
    pub own: &'a [(&'a str, TypeId)],
    /// What it gives.
    pub result: TypeId,
}

/// The entry that runs a function, as a closure.
pub fn entry(items: &Items<'_>, function: FuncId, wanted: &Wanted<'_>, view: View) -> TokenStream {
    let names = signature(items, wanted.facts, &TokenStream::new(), wanted.own, wanted.result, view).names;
    let this = if *items.program.types.get(self_type(items, function)) == wanted.this { quote!(this) } else { quote!(rt::handle(this)) };
    let own = names.len() - wanted.own.len();
    let mut arguments = vec![this];
    arguments.extend(names[own..].iter().cloned());
    let body = adapted_call(items, function, &arguments, may_fail(wanted.facts), wanted.result, view);
    quote!(|#(#names),*| #body)
}

/// A call of a function in an entry, where `writ` and `depth` are variables as far as the function needs them.
pub fn adapted_call(
    items: &Items<'_>,
    function: FuncId,
    arguments: &[TokenStream],
    fallible: bool,
    result: TypeId,
    view: View,
) -> TokenStream {
    let call = super::functions::outer_call(items, function, view, arguments);
    let def = &items.program[function];
    let fails = items.fails(function);
    let call = match converted(items, def.result, result) {
        None if fails || !fallible => call,
        None => quote!(Ok(#call)),
        Some(convert) if fails => quote!(#call.map(#convert)),
        Some(convert) if fallible => quote!(Ok(#convert(#call))),
        Some(convert) => quote!(#convert(#call)),
    };
    if def.facts.uses_globals { quote!({ let state = &super::state(writ); #call }) } else { call }
}

/// The function that turns a narrower result into the wanted one, if it is not the same.
fn converted(items: &Items<'_>, from: TypeId, to: TypeId) -> Option<TokenStream> {
    if from == to {
        return None;
    }
    if let Type::Optional(_) = items.program.types.get(from) {
        return Some(quote!((|value: Option<_>| value.map(rt::Object::upcast))));
    }
    Some(quote!(rt::Object::upcast))
}

/// The type of a function's first parameter.
pub fn self_type(items: &Items<'_>, function: FuncId) -> TypeId {
    let def = &items.program[function];
    def.parameters.first().map_or(TypeId::ERROR, |local| def.locals[local.0 as usize].ty)
}
