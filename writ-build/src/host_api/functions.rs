//! Functions, constants and `impl` blocks with `#[writ_export]`.

use super::Problems;
use super::attributes;
use super::convert::{self, Adapt, Given};
use super::items::is_public;
use proc_macro2::{Ident, TokenStream};
use syn::ext::IdentExt;
use syn::{
    Attribute, FnArg, GenericParam, ImplItem, ItemConst, ItemFn, ItemImpl, Pat, Path, ReceiverKind, Safety, Signature, Type, Visibility,
    parse_quote,
};
use writ_compiler::host::camel_case;

/// How a method takes its object.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Taking {
    /// `self`
    Value,
    /// `&self`
    Shared,
    /// `&mut self`
    Changed,
}

/// A function or method.
#[derive(Clone, Debug)]
pub struct Function {
    /// The name in Rust; it says where the function stands.
    pub ident: Ident,
    /// Who sees it.
    pub visibility: Visibility,
    /// Whether it stands in an `impl` block or a trait.
    pub member: bool,
    /// The name in scripts.
    pub name: String,
    /// Documentation.
    pub doc: String,
    /// How it takes its object, if it is a method of one.
    pub taking: Option<Taking>,
    /// Whether it takes `&mut Writ`: scripts may run before it returns.
    pub reenters: bool,
    /// The parameters behind these.
    pub parameters: Vec<Parameter>,
    /// The result.
    pub result: Given,
    /// When it is there at all.
    pub conditions: Vec<Attribute>,
    /// The group to which it belongs; empty for none.
    pub group: String,
    /// The runtime's path, if the attribute names one.
    pub crate_path: Option<Path>,
}

impl Function {
    /// The name of the wrapper: `__writ_` and the name. A method may be called like the wrapper of a property or an operator: it is another one then
    /// (`__writ_fn_get_health`).
    pub fn wrapper(&self) -> String {
        let name = self.ident.unraw().to_string();
        let looks_like_others = self.member && ["get_", "set_", "op_", "fn_"].iter().any(|start| name.starts_with(start));
        format!("__writ_{}{name}", if looks_like_others { "fn_" } else { "" })
    }
}

/// A parameter.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// The name in scripts.
    pub name: String,
    /// The type whose `Param` makes the argument ready.
    pub ty: Type,
    /// What is done with it before the function gets it.
    pub adapt: Adapt,
}

/// A constant.
#[derive(Clone, Debug)]
pub struct Constant {
    /// The name in Rust; it says where the constant stands.
    pub ident: Ident,
    /// Who sees it.
    pub visibility: Visibility,
    /// The name in scripts.
    pub name: String,
    /// Documentation.
    pub doc: String,
    /// The type, and how the constant becomes that.
    pub result: Given,
    /// When it is there at all.
    pub conditions: Vec<Attribute>,
    /// The group to which it belongs; empty for none.
    pub group: String,
    /// The runtime's path, if the attribute names one.
    pub crate_path: Option<Path>,
}

/// The exported functions of a type.
#[derive(Clone, Debug)]
pub struct Methods {
    /// The type, as the block names it.
    pub ty: Type,
    /// Its name.
    pub ident: Ident,
    /// The functions.
    pub functions: Vec<Function>,
    /// Whether the attribute says that it is a value type: `&mut self` changes the place where the value lies.
    pub value: bool,
    /// When the block is there at all.
    pub conditions: Vec<Attribute>,
    /// The runtime's path, if the attribute names one.
    pub crate_path: Option<Path>,
}

/// Reads a function behind `#[writ_export(options)]`.
pub fn function(options: TokenStream, item: &ItemFn, problems: &mut Problems) -> Function {
    let of = attributes::of_export(options, &["rename", "group", "crate"], problems);
    let mut function = read(&item.attrs, &item.vis, &item.sig, of.rename, problems);
    if function.taking.is_some() {
        problems.push(&item.sig.ident, "a method is exported with its `impl` block");
    }
    function.group = of.group;
    function.crate_path = of.crate_path;
    function
}

/// Reads a constant behind `#[writ_export(options)]`.
pub fn constant(options: TokenStream, item: &ItemConst, problems: &mut Problems) -> Constant {
    let of = attributes::of_export(options, &["rename", "group", "crate"], problems);
    let result = convert::owned(&item.ty).unwrap_or_else(|(span, message)| {
        problems.at(span, message);
        nothing()
    });
    if let Some(parameter) = item.generics.params.first() {
        problems.push(parameter, "scripts can't read a generic constant");
    }
    if item.ident == "_" {
        problems.push(&item.ident, "an exported constant needs a name");
    }
    Constant {
        ident: item.ident.clone(),
        visibility: item.vis.clone(),
        name: of.rename.unwrap_or_else(|| camel_case(&item.ident.to_string())),
        doc: attributes::doc(&item.attrs),
        result,
        conditions: attributes::conditions(&item.attrs),
        group: of.group,
        crate_path: of.crate_path,
    }
}

/// Reads an `impl` block of no trait behind `#[writ_export(options)]`: its `pub` functions, but those with `#[writ(skip)]`.
pub fn methods(options: TokenStream, item: &ItemImpl, problems: &mut Problems) -> Option<Methods> {
    let of = attributes::of_export(options, &["value", "crate"], problems);
    if let Some(parameter) = item.generics.params.first() {
        problems.push(parameter, "scripts can't be given a generic type");
        return None;
    }
    let ident = match convert::last(&item.self_ty) {
        Some(segment) if segment.arguments.is_none() => segment.ident.clone(),
        _ => {
            problems.push(&item.self_ty, "methods are exported of a type with `#[derive(WritType)]`, by its name");
            return None;
        }
    };
    let mut functions: Vec<Function> = Vec::new();
    for member in &item.items {
        let ImplItem::Fn(member) = member else { continue };
        let of = attributes::of_member(&member.attrs, &["rename", "skip"], problems);
        if of.skip.is_some() {
            continue;
        }
        if !is_public(&member.vis) {
            if of.any {
                problems.push(&member.sig.ident, "only `pub` functions are exported");
            }
            continue;
        }
        let function = Function { member: true, ..read(&member.attrs, &member.vis, &member.sig, of.rename, problems) };
        if functions.iter().any(|other| other.name == function.name && other.conditions.is_empty() && function.conditions.is_empty()) {
            problems.push(&member.sig.ident, format!("two functions of `{ident}` are called `{}` in scripts", function.name));
        }
        functions.push(function);
    }
    let conditions = attributes::conditions(&item.attrs);
    Some(Methods { ty: (*item.self_ty).clone(), ident, functions, value: of.value.is_some(), conditions, crate_path: of.crate_path })
}

fn nothing() -> Given {
    Given { ty: parse_quote!(()), how: convert::Giving::AsIs }
}

/// The most parameters that a function may have, with its object.
const MOST: usize = 12;

/// Reads what functions of every sort have.
pub(super) fn read(
    attrs: &[Attribute],
    visibility: &Visibility,
    signature: &Signature,
    rename: Option<String>,
    problems: &mut Problems,
) -> Function {
    let ident = &signature.ident;
    if let Some(word) = &signature.asyncness {
        problems.push(word, "scripts can't call async functions: give them one that starts the work and another that asks for its result");
    }
    if let Safety::Unsafe(word) = &signature.safety {
        problems.push(word, "scripts can't call unsafe functions");
    }
    if let Some(abi) = &signature.abi {
        problems.push(abi, "scripts can't call `extern` functions");
    }
    if let Some(variadic) = &signature.variadic {
        problems.push(variadic, "scripts can't call variadic functions");
    }
    for parameter in &signature.generics.params {
        match parameter {
            // Lifetimes are those of borrowed arguments: a wrapper knows them.
            GenericParam::Lifetime(_) => {}
            GenericParam::Type(_) | GenericParam::Const(_) => problems.push(parameter, "scripts can't call generic functions"),
        }
    }
    let mut taking = None;
    let mut reenters = false;
    let mut parameters: Vec<Parameter> = Vec::new();
    for (index, input) in signature.inputs.iter().enumerate() {
        match input {
            FnArg::Receiver(receiver) => {
                taking = Some(match &receiver.kind {
                    ReceiverKind::Value => Taking::Value,
                    ReceiverKind::Reference(_, _, None) => Taking::Shared,
                    ReceiverKind::Reference(_, _, Some(_)) => Taking::Changed,
                    _ => {
                        problems.push(receiver, "scripts call methods that take `self`, `&self` or `&mut self`");
                        Taking::Shared
                    }
                });
            }
            FnArg::Typed(input) if is_writ(&input.ty) => {
                let shared = matches!(&*input.ty, Type::Reference(reference) if reference.mutability.is_none());
                if shared || !matches!(&*input.ty, Type::Reference(_)) {
                    problems.push(&input.ty, "take the instance as `&mut Writ`");
                } else if index != usize::from(taking.is_some()) {
                    problems.push(&input.ty, "`&mut Writ` comes first, or right behind `self`");
                }
                reenters = true;
            }
            FnArg::Typed(input) => match parameter(input, problems) {
                Some(parameter) => parameters.push(parameter),
                None => continue,
            },
        }
    }
    if parameters.len() + usize::from(taking.is_some()) > MOST {
        problems.push(&signature.inputs, format!("scripts call functions with at most {MOST} parameters"));
    }
    let result = convert::given(&signature.output).unwrap_or_else(|(span, message)| {
        problems.at(span, message);
        nothing()
    });
    Function {
        ident: ident.clone(),
        visibility: visibility.clone(),
        member: false,
        name: rename.unwrap_or_else(|| camel_case(&ident.to_string())),
        doc: attributes::doc(attrs),
        taking,
        reenters,
        parameters,
        result,
        conditions: attributes::conditions(attrs),
        group: String::new(),
        crate_path: None,
    }
}

fn parameter(input: &syn::PatType, problems: &mut Problems) -> Option<Parameter> {
    let Pat::Ident(pattern) = &*input.pat else {
        problems.push(&input.pat, "a parameter needs a name that scripts can see");
        return None;
    };
    match convert::passed(&input.ty) {
        Ok((ty, adapt)) => Some(Parameter { name: camel_case(&pattern.ident.to_string()), ty, adapt }),
        Err((span, message)) => {
            problems.at(span, message);
            None
        }
    }
}

/// Whether a type is the instance, borrowed or not.
fn is_writ(ty: &Type) -> bool {
    match ty {
        Type::Reference(reference) => is_writ(&reference.elem),
        ty => convert::last(ty).is_some_and(|segment| segment.ident == "Writ" && segment.arguments.is_none()),
    }
}
