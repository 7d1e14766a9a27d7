//! In which form a function gets its arguments, and how what it returns becomes something that can be given to scripts: borrowed results are copied,
//! iterators collected, errors turned into their text.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::spanned::Spanned;
use syn::{GenericArgument, Lifetime, PathArguments, PathSegment, ReturnType, Type, TypeParamBound, TypeReference, parse_quote};

/// What is done with an argument before the function gets it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Adapt {
    /// Nothing.
    AsIs,
    /// `Option<String>` becomes `Option<&str>`, `Option<Vec<T>>` becomes `Option<&[T]>`.
    AsDeref,
    /// `Option<T>` becomes `Option<&T>`.
    AsRef,
}

/// The type whose `Param` makes an argument ready: borrowed ones in their `'static` form.
///
/// # Errors
/// What scripts can't pass, and where that is.
pub fn passed(ty: &Type) -> Result<(Type, Adapt), (Span, String)> {
    if let Type::Reference(reference) = ty {
        refuse(&reference.elem)?;
        let reference = TypeReference { lifetime: Some(Lifetime::new("'static", reference.and_token.span)), ..reference.clone() };
        return Ok((Type::Reference(reference), Adapt::AsIs));
    }
    if let Some(segment) = last(ty)
        && segment.ident == "Option"
        && let [Type::Reference(reference)] = &arguments(segment)[..]
        && reference.mutability.is_none()
    {
        refuse(&reference.elem)?;
        let elem = &reference.elem;
        return Ok(match &**elem {
            Type::Path(path) if path.path.is_ident("str") => (parse_quote!(::core::option::Option<::std::string::String>), Adapt::AsDeref),
            Type::Slice(slice) => {
                let element = &slice.elem;
                (parse_quote!(::core::option::Option<::std::vec::Vec<#element>>), Adapt::AsDeref)
            }
            _ => (parse_quote!(::core::option::Option<#elem>), Adapt::AsRef),
        });
    }
    if last(ty).is_some_and(|segment| segment.ident == "Cow") {
        return Err((ty.span(), "scripts can't pass a `Cow`: take `&str` or `String`".into()));
    }
    refuse(ty)?;
    Ok((ty.clone(), Adapt::AsIs))
}

/// Refuses what no script has, anywhere in a type.
///
/// # Errors
/// What it is, and where.
pub(super) fn refuse(ty: &Type) -> Result<(), (Span, String)> {
    let wrong = match ty {
        Type::ImplTrait(_) => "scripts can't call functions with `impl` parameters: name the type",
        Type::TraitObject(_) => "scripts can't pass `dyn` objects: name the type",
        Type::FnPtr(_) => "scripts can't pass `fn` pointers: take a `Function`",
        Type::Ptr(_) => "scripts have no pointers",
        Type::Never(_) => "scripts have no `!`",
        Type::Infer(_) => "name the type",
        Type::Reference(_) => "a reference can't stand inside of another type here: take or give the value itself",
        Type::Tuple(tuple) => return tuple.elems.iter().try_for_each(refuse),
        Type::Array(array) => return refuse(&array.elem),
        Type::Slice(slice) => return refuse(&slice.elem),
        Type::Paren(paren) => return refuse(&paren.elem),
        Type::Group(group) => return refuse(&group.elem),
        Type::Path(path) => {
            for segment in &path.path.segments {
                let PathArguments::AngleBracketed(list) = &segment.arguments else { continue };
                for argument in &list.args {
                    match argument {
                        GenericArgument::Type(ty) => refuse(ty)?,
                        GenericArgument::Lifetime(lifetime) => {
                            return Err((lifetime.span(), "scripts have no types with lifetimes".into()));
                        }
                        _ => {}
                    }
                }
            }
            return Ok(());
        }
        _ => "scripts have no such type",
    };
    Err((ty.span(), wrong.into()))
}

/// The last segment of a path that is a type.
pub(super) fn last(ty: &Type) -> Option<&PathSegment> {
    match ty {
        Type::Path(path) => path.path.segments.last(),
        Type::Group(group) => last(&group.elem),
        Type::Paren(paren) => last(&paren.elem),
        _ => None,
    }
}

/// The types between `<` and `>`.
pub(super) fn arguments(segment: &PathSegment) -> Vec<Type> {
    let PathArguments::AngleBracketed(list) = &segment.arguments else { return Vec::new() };
    let types = list.args.iter().filter_map(|argument| if let GenericArgument::Type(ty) = argument { Some(ty.clone()) } else { None });
    types.collect()
}

/// What a function returns, as it is given to scripts.
#[derive(Clone, Debug)]
pub struct Given {
    /// The type.
    pub ty: Type,
    /// How the function's own result becomes that.
    pub how: Giving,
}

/// How a result becomes one that owns what it has.
#[derive(Clone, Debug)]
pub enum Giving {
    /// It is one.
    AsIs,
    /// `&str`.
    Text,
    /// `&[T]`.
    Elements,
    /// `&T`.
    Clone,
    /// `Cow`.
    Owned,
    /// What an iterator gives.
    Collected(Box<Giving>),
    /// In a `Vec`.
    Each(Box<Giving>),
    /// In an `Option`.
    Inside(Box<Giving>),
    /// In a `Result`; the second: whether the error becomes its text.
    Success(Box<Giving>, bool),
    /// In a tuple.
    Parts(Vec<Giving>),
}

/// How what a function returns is given to scripts.
///
/// # Errors
/// What scripts can't be given, and where that is.
pub fn given(output: &ReturnType) -> Result<Given, (Span, String)> {
    match output {
        ReturnType::Default => Ok(Given { ty: parse_quote!(()), how: Giving::AsIs }),
        ReturnType::Type(_, ty) => owned(ty),
    }
}

/// As [`given`].
///
/// # Errors
/// As there.
pub fn owned(ty: &Type) -> Result<Given, (Span, String)> {
    let made = |ty: Type, how: Giving| Ok(Given { ty, how });
    match ty {
        Type::Group(group) => return owned(&group.elem),
        Type::Paren(paren) => return owned(&paren.elem),
        Type::Reference(reference) => {
            refuse(&reference.elem)?;
            return match &*reference.elem {
                Type::Path(path) if path.path.is_ident("str") => made(parse_quote!(::std::string::String), Giving::Text),
                Type::Slice(slice) => {
                    let elem = &slice.elem;
                    made(parse_quote!(::std::vec::Vec<#elem>), Giving::Elements)
                }
                elem => made(elem.clone(), Giving::Clone),
            };
        }
        Type::Tuple(tuple) => {
            let parts = tuple.elems.iter().map(owned).collect::<Result<Vec<_>, _>>()?;
            if parts.iter().all(|part| matches!(part.how, Giving::AsIs)) {
                return made(ty.clone(), Giving::AsIs);
            }
            let types = parts.iter().map(|part| &part.ty);
            return made(parse_quote!((#(#types,)*)), Giving::Parts(parts.iter().map(|part| part.how.clone()).collect()));
        }
        Type::ImplTrait(wanted) => {
            for bound in &wanted.bounds {
                let TypeParamBound::Trait(bound) = bound else { continue };
                let Some(segment) = bound.path.segments.last() else { continue };
                let PathArguments::AngleBracketed(list) = &segment.arguments else { continue };
                for argument in &list.args {
                    if let GenericArgument::AssocType(item) = argument
                        && item.ident == "Item"
                        && segment.ident.to_string().ends_with("Iterator")
                    {
                        let Given { ty, how } = owned(&item.ty)?;
                        return made(parse_quote!(::std::vec::Vec<#ty>), Giving::Collected(Box::new(how)));
                    }
                }
            }
            return Err((ty.span(), "scripts can be given an `impl Iterator<Item = …>`, and no other `impl`".into()));
        }
        _ => {}
    }
    let Some(segment) = last(ty) else {
        refuse(ty)?;
        return made(ty.clone(), Giving::AsIs);
    };
    let inner = arguments(segment);
    match (segment.ident.to_string().as_str(), &inner[..]) {
        ("Cow", [borrowed]) => made(owned(&parse_quote!(&#borrowed))?.ty, Giving::Owned),
        ("Option", [value]) => match owned(value)? {
            Given { how: Giving::AsIs, .. } => made(ty.clone(), Giving::AsIs),
            Given { ty, how } => made(parse_quote!(::core::option::Option<#ty>), Giving::Inside(Box::new(how))),
        },
        ("Vec", [value]) => match owned(value)? {
            Given { how: Giving::AsIs, .. } => made(ty.clone(), Giving::AsIs),
            Given { ty, how } => made(parse_quote!(::std::vec::Vec<#ty>), Giving::Each(Box::new(how))),
        },
        ("Fallible", [value]) => match owned(value)? {
            Given { how: Giving::AsIs, .. } => made(ty.clone(), Giving::AsIs),
            Given { ty: value, how } => {
                let mut kept = ty.clone();
                replace_argument(&mut kept, value);
                made(kept, Giving::Success(Box::new(how), false))
            }
        },
        ("Result", [value, error]) => {
            let Given { ty: value, how } = owned(value)?;
            let (kept, error_type) = error_kept(error);
            if kept && matches!(how, Giving::AsIs) {
                return made(ty.clone(), Giving::AsIs);
            }
            made(parse_quote!(::core::result::Result<#value, #error_type>), Giving::Success(Box::new(how), !kept))
        }
        ("Result", [value]) => {
            let Given { ty: value, how } = owned(value)?;
            made(parse_quote!(::core::result::Result<#value, ::std::string::String>), Giving::Success(Box::new(how), true))
        }
        _ => {
            refuse(ty)?;
            made(ty.clone(), Giving::AsIs)
        }
    }
}

fn replace_argument(ty: &mut Type, argument: Type) {
    if let Type::Path(path) = ty
        && let Some(segment) = path.path.segments.last_mut()
        && let PathArguments::AngleBracketed(list) = &mut segment.arguments
    {
        list.args = std::iter::once(GenericArgument::Type(argument)).collect();
    }
}

/// Whether a result keeps its error, and the error's type: what is neither a text nor a `RuntimeError` becomes its text.
fn error_kept(error: &Type) -> (bool, Type) {
    if let Type::Reference(reference) = error
        && matches!(&*reference.elem, Type::Path(path) if path.path.is_ident("str"))
        && reference.lifetime.as_ref().is_some_and(|lifetime| lifetime.ident == "static")
    {
        return (true, error.clone());
    }
    let is_raised = raises(error) || last(error).is_some_and(|segment| segment.ident == "String");
    if is_raised { (true, error.clone()) } else { (false, parse_quote!(::std::string::String)) }
}

/// Whether an error of this type ends the script's call: it is a `RuntimeError`, or a box with one.
pub(super) fn raises(error: &Type) -> bool {
    let Some(segment) = last(error) else { return false };
    segment.ident == "RuntimeError" || (segment.ident == "Box" && arguments(segment).first().is_some_and(raises))
}

impl Giving {
    /// The expression that makes it of another one.
    pub fn apply(&self, value: impl ToTokens) -> TokenStream {
        let lambda = |how: &Giving| {
            let inner = how.apply(quote!(value));
            quote!(|value| #inner)
        };
        match self {
            Giving::AsIs => value.to_token_stream(),
            Giving::Text => quote!(::std::borrow::ToOwned::to_owned(#value)),
            Giving::Elements => quote!((#value).to_vec()),
            Giving::Clone => quote!(::core::clone::Clone::clone(#value)),
            Giving::Owned => quote!((#value).into_owned()),
            Giving::Collected(how) | Giving::Each(how) => {
                let into = quote!(::core::iter::IntoIterator::into_iter(#value));
                if let Giving::AsIs = **how {
                    return quote!(::core::iter::Iterator::collect::<::std::vec::Vec<_>>(#into));
                }
                let each = lambda(how);
                quote!(::core::iter::Iterator::collect::<::std::vec::Vec<_>>(::core::iter::Iterator::map(#into, #each)))
            }
            Giving::Inside(how) => {
                let inner = lambda(how);
                quote!(::core::option::Option::map(#value, #inner))
            }
            Giving::Success(how, describes) => {
                let value = if let Giving::AsIs = **how {
                    value.to_token_stream()
                } else {
                    let inner = lambda(how);
                    quote!(::core::result::Result::map(#value, #inner))
                };
                if !describes {
                    return value;
                }
                quote!(::core::result::Result::map_err(#value, |error| ::std::string::ToString::to_string(&error)))
            }
            Giving::Parts(parts) => {
                let names: Vec<_> = (0..parts.len()).map(|index| quote::format_ident!("part{index}")).collect();
                let made = parts.iter().zip(&names).map(|(how, name)| how.apply(name));
                quote!({
                    let (#(#names,)*) = #value;
                    (#(#made,)*)
                })
            }
        }
    }
}
