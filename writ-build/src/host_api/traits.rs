//! Traits with `#[writ_export]`, and `impl` blocks of them.

use super::attributes;
use super::convert;
use super::functions::{Function, Taking, read};
use super::{Problems, items};
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Attribute, FnArg, ImplItem, ItemImpl, ItemTrait, Path, PathArguments, TraitItem, TypeParamBound, Visibility};

/// A trait.
#[derive(Clone, Debug)]
pub struct Trait {
    /// The name in Rust; it says where the trait stands.
    pub ident: Ident,
    /// Who sees it.
    pub visibility: Visibility,
    /// The name in scripts.
    pub name: String,
    /// Documentation.
    pub doc: String,
    /// The methods that scripts call.
    pub functions: Vec<Function>,
    /// The group to which it belongs; empty for none.
    pub group: String,
    /// When it is there at all.
    pub conditions: Vec<Attribute>,
    /// The runtime's path, if the attribute names one.
    pub crate_path: Option<Path>,
}

/// An `impl` of a trait. It makes nothing of its own: that scripts may use it the type says, which is looked up.
#[derive(Clone, Debug)]
pub struct Implementation {
    /// The trait.
    pub of: Path,
    /// The name of the type.
    pub ident: Ident,
    /// When it is there at all.
    pub conditions: Vec<Attribute>,
}

/// Reads a trait behind `#[writ_export(options)]`: its methods, but those with `#[writ(skip)]`.
pub fn definition(options: TokenStream, item: &ItemTrait, problems: &mut Problems) -> Trait {
    let of = attributes::of_export(options, &["rename", "group", "crate"], problems);
    if let Some(parameter) = item.generics.params.first() {
        problems.push(parameter, "scripts can't be given a generic trait");
    }
    for bound in &item.supertraits {
        // What has no methods scripts don't miss.
        if !matches!(bound, TypeParamBound::Lifetime(_)) {
            let message = "scripts don't see what this trait builds on: types that have both name both in `traits(…)`. What only Rust is to \
                           know stands behind `where Self:`";
            problems.push(bound, message);
        }
    }
    let mut functions: Vec<Function> = Vec::new();
    for member in &item.items {
        let (attrs, what) = match member {
            TraitItem::Fn(member) => (&member.attrs, "methods"),
            TraitItem::Const(member) => (&member.attrs, "constants"),
            TraitItem::Type(member) => (&member.attrs, "types"),
            other => {
                problems.push(other, "only methods of a trait are exported, and a macro hides what it makes");
                continue;
            }
        };
        let of = attributes::of_member(attrs, &["rename", "skip"], problems);
        if of.skip.is_some() {
            continue;
        }
        let TraitItem::Fn(member) = member else {
            problems.push(member, format!("a trait of scripts has no {what}: hide this one by `#[writ(skip)]`"));
            continue;
        };
        let before = problems.0.len();
        let function = read(&member.attrs, &item.vis, &member.sig, of.rename, problems);
        let ident = &member.sig.ident;
        match function.taking {
            Some(Taking::Shared | Taking::Changed) => {}
            // What is wrong with it may be its receiver.
            None | Some(Taking::Value) if problems.0.len() > before => {}
            Some(Taking::Value) => problems.push(ident, "scripts call methods of a trait that take `&self` or `&mut self`: skip this one"),
            None => problems.push(ident, "a trait of scripts has no static functions: hide this one by `#[writ(skip)]`"),
        }
        let types = member.sig.inputs.iter().filter(|input| matches!(input, FnArg::Typed(_))).map(ToTokens::to_token_stream);
        for tokens in types.chain([member.sig.output.to_token_stream()]) {
            if let Some(span) = own_type(tokens) {
                problems.at(span, "who calls this doesn't know what `Self` is: name the type, or hide the method by `#[writ(skip)]`");
            }
        }
        let function = Function { member: true, ..function };
        if functions.iter().any(|other| other.name == function.name && other.conditions.is_empty() && function.conditions.is_empty()) {
            problems.push(ident, format!("two functions of `{}` are called `{}` in scripts", item.ident, function.name));
        }
        functions.push(function);
    }
    Trait {
        ident: item.ident.clone(),
        visibility: item.vis.clone(),
        name: of.rename.unwrap_or_else(|| item.ident.unraw().to_string()),
        doc: attributes::doc(&item.attrs),
        functions,
        group: of.group,
        conditions: attributes::conditions(&item.attrs),
        crate_path: of.crate_path,
    }
}

/// Where `Self` stands in a type.
fn own_type(tokens: TokenStream) -> Option<Span> {
    tokens.into_iter().find_map(|token| match token {
        TokenTree::Ident(ident) if ident == "Self" => Some(ident.span()),
        TokenTree::Group(group) => own_type(group.stream()),
        TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => None,
    })
}

/// Reads an `impl` block of a trait behind `#[writ_export(options)]`.
pub fn implementation(options: TokenStream, item: &ItemImpl, of: &Path, problems: &mut Problems) -> Option<Implementation> {
    attributes::of_export(options, &["crate"], problems);
    for member in &item.items {
        let ImplItem::Fn(member) = member else { continue };
        if let Some(attribute) = member.attrs.iter().find(|attribute| attributes::is_named(attribute, "writ")) {
            problems.push(attribute, "what scripts see of a trait stands in the trait");
        }
    }
    if let Some(parameter) = item.generics.params.first() {
        problems.push(parameter, "scripts can't be given a generic type");
        return None;
    }
    if let Some(segment) = of.segments.iter().find(|segment| !matches!(segment.arguments, PathArguments::None)) {
        problems.push(segment, "scripts can't be given a generic trait");
        return None;
    }
    let Some(segment) = convert::last(&item.self_ty).filter(|segment| segment.arguments.is_none()) else {
        problems.push(&item.self_ty, "a trait is exported of a type with `#[derive(WritType)]`, by its name");
        return None;
    };
    Some(Implementation { of: of.clone(), ident: segment.ident.clone(), conditions: attributes::conditions(&item.attrs) })
}

/// Refuses traits that are named of a type that can't have them.
pub(super) fn refuse_traits(traits: &[Path], kind: &items::Kind, problems: &mut Problems) {
    let what = match kind {
        items::Kind::Class(_) => return,
        items::Kind::Value { .. } => "value type",
        items::Kind::Enum(_) => "enum",
    };
    if let Some(path) = traits.first() {
        problems.at(path.span(), format!("only classes have traits of the host, and this is a {what}").replace("a enum", "an enum"));
    }
}
