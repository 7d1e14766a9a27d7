//! Rust types as scripts write them.

use super::convert::{arguments, last, raises};
use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::{Path, PathArguments, Type};

/// What a name stands for.
#[derive(Clone, Debug)]
pub enum Named {
    /// A type that scripts know by this name.
    Type(String),
    /// Another name for a type.
    Alias(Box<Type>),
}

/// What is known of names where a type stands.
pub struct Names<'a> {
    /// What scripts call `Self`.
    pub own: Option<&'a str>,
    /// What a path stands for, by all that was read.
    pub find: &'a dyn Fn(&Path) -> Option<Named>,
}

/// Aliases of aliases end somewhere.
const DEEPEST: usize = 32;

/// A type as scripts write it.
///
/// # Errors
/// What scripts have no type for, and where that is.
pub fn text(ty: &Type, names: &Names<'_>) -> Result<String, (Span, String)> {
    write(ty, names, DEEPEST)
}

fn write(ty: &Type, names: &Names<'_>, depth: usize) -> Result<String, (Span, String)> {
    let of = |ty: &Type| write(ty, names, depth.saturating_sub(1));
    if depth == 0 {
        return Err((ty.span(), "this type goes on without end".into()));
    }
    match ty {
        Type::Reference(reference) => return of(&reference.elem),
        Type::Paren(paren) => return of(&paren.elem),
        Type::Group(group) => return of(&group.elem),
        Type::Slice(slice) => return Ok(format!("Array<{}>", of(&slice.elem)?)),
        Type::Array(array) => return Ok(format!("Array<{}>", of(&array.elem)?)),
        Type::Tuple(tuple) if tuple.elems.is_empty() => return Ok("void".into()),
        Type::Tuple(tuple) => return Ok(format!("({})", tuple.elems.iter().map(of).collect::<Result<Vec<_>, _>>()?.join(", "))),
        _ => {}
    }
    let (Some(segment), Type::Path(path)) = (last(ty), ty) else { return Err((ty.span(), "scripts have no such type".into())) };
    if path.qself.is_some() {
        return Err((ty.span(), "name the type: its name can't be looked up in the source".into()));
    }
    let inner = arguments(segment);
    let name = segment.ident.to_string();
    if inner.is_empty() {
        if name == "Self" {
            return names.own.map(str::to_owned).ok_or((ty.span(), "there is no `Self` here".into()));
        }
        match (names.find)(&path.path) {
            Some(Named::Type(name)) => return Ok(name),
            Some(Named::Alias(ty)) => return of(&ty),
            None => {}
        }
    }
    let written = match (name.as_str(), &inner[..]) {
        ("i64" | "u8" | "u16" | "u32" | "u64" | "usize" | "i8" | "i16" | "isize", []) => "int".into(),
        ("i32", []) => "int32".into(),
        ("f32", []) => "float".into(),
        ("f64", []) => "float64".into(),
        ("bool", []) => "bool".into(),
        ("char" | "str" | "String" | "Str", []) => "string".into(),
        ("Range", []) => "Range".into(),
        ("AnyRef", []) => "any".into(),
        ("Box" | "Rc" | "Arc" | "Cow", [text]) if is_str(text) => "string".into(),
        ("Cow" | "Ref", [value]) => of(value)?,
        ("Vec" | "Array", [element]) => format!("Array<{}>", of(element)?),
        ("HashMap" | "BTreeMap" | "Dictionary", [key, value] | [key, value, _]) => format!("Dictionary<{}, {}>", of(key)?, of(value)?),
        ("Option", [value]) => optional(of(value)?),
        ("Result", [value, error]) if raises(error) => of(value)?,
        ("Result", [value] | [value, _]) => format!("Result<{}>", of(value)?),
        ("Fallible", [value]) => of(value)?,
        ("WeakRef" | "Weak", [value]) => format!("Weak<{}>", of(value)?),
        ("Function", [Type::Tuple(parameters), result]) => {
            let parameters = parameters.elems.iter().map(of).collect::<Result<Vec<_>, _>>()?;
            format!("({}) -> {}", parameters.join(", "), of(result)?)
        }
        ("i128" | "u128", []) => return Err((ty.span(), format!("scripts have no numbers of 128 bits: `{name}`"))),
        (_, []) => return Err((ty.span(), format!("scripts don't know `{name}`: a type of this crate needs `#[derive(WritType)]`"))),
        _ => return Err((ty.span(), format!("scripts don't know the generic type `{name}`"))),
    };
    // Lifetimes say nothing to scripts, but nothing that has them gets this far.
    debug_assert!(!matches!(segment.arguments, PathArguments::Parenthesized(_)));
    Ok(written)
}

/// `int?`; `() -> int?` would be a function that gives one.
fn optional(name: String) -> String {
    if name.contains("->") { format!("Optional<{name}>") } else { format!("{name}?") }
}

fn is_str(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.is_ident("str"))
}
