//! Types: structs and enums with `#[derive(WritType)]`.

use super::attributes::{self, OfMember, OfType};
use super::operators::Operator;
use super::traits::refuse_traits;
use super::{Problems, convert};
use crate::rust::{Case, Scope};
use proc_macro2::Ident;
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Attribute, Fields, GenericParam, Generics, Index, ItemEnum, ItemStruct, Member, Path, Type, Visibility};
use writ_compiler::host::camel_case;

/// A type.
#[derive(Clone, Debug)]
pub struct Whole {
    /// The name in Rust; it says where the type stands.
    pub ident: Ident,
    /// Who sees it.
    pub visibility: Visibility,
    /// The name in scripts.
    pub name: String,
    /// Documentation.
    pub doc: String,
    /// What sort of type.
    pub kind: Kind,
    /// Operators and the like.
    pub operators: Vec<Operator>,
    /// The traits of the host that it has, in the order in which they are named.
    pub traits: Vec<Path>,
    /// The group to which it belongs; empty for none.
    pub group: String,
    /// When it is there at all.
    pub conditions: Vec<Attribute>,
    /// The runtime's path, if the attribute names one.
    pub crate_path: Option<Path>,
}

/// The sorts of types.
#[derive(Clone, Debug)]
pub enum Kind {
    /// A reference type; the fields that are properties.
    Class(Vec<Field>),
    /// A value type; all its fields. `same`: whether scripts may have it as Rust has it, as far as one sees.
    Value {
        /// The fields.
        fields: Vec<Field>,
        /// Whether it is `repr(C)`, and its fields have the names that scripts' structs have.
        same: bool,
    },
    /// An enum.
    Enum(Vec<Variant>),
}

/// Who may use a field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Access {
    /// No script.
    Hidden,
    /// Scripts read it.
    Read,
    /// Scripts read and write it.
    Write,
}

/// A field.
#[derive(Clone, Debug)]
pub struct Field {
    /// The name or the number in Rust.
    pub member: Member,
    /// The name in scripts.
    pub name: String,
    /// Documentation.
    pub doc: String,
    /// The type in Rust.
    pub ty: Type,
    /// Who may use it.
    pub access: Access,
    /// The name in the form that scripts have: as the back end names fields.
    pub mirror: Ident,
}

impl Field {
    /// The name as a part of others: `health`, `0`.
    pub fn word(&self) -> String {
        match &self.member {
            Member::Named(name) => name.unraw().to_string(),
            Member::Unnamed(index) => index.index.to_string(),
        }
    }
}

/// A variant.
#[derive(Clone, Debug)]
pub struct Variant {
    /// The name in Rust.
    pub ident: Ident,
    /// The name in scripts.
    pub name: String,
    /// Documentation.
    pub doc: String,
    /// The payload.
    pub fields: Vec<Field>,
    /// Whether scripts don't have it.
    pub skipped: bool,
    /// The name in the form that scripts have.
    pub mirror: Ident,
}

fn refuse_generics(generics: &Generics, problems: &mut Problems) {
    if let Some(parameter) = generics.params.first() {
        let message = match parameter {
            GenericParam::Lifetime(_) => "a type of scripts owns what it has: it can't have lifetimes",
            GenericParam::Type(_) | GenericParam::Const(_) => {
                "scripts can't be given a generic type: wrap the instance that they need in a type of its own"
            }
        };
        problems.push(parameter, message);
    }
}

/// Reads a struct.
pub fn structure(item: &ItemStruct, problems: &mut Problems) -> Whole {
    refuse_generics(&item.generics, problems);
    let of = attributes::of_type(&item.attrs, problems);
    let kind = if of.value.is_some() {
        let fields = fields(&item.fields, problems, |visibility, of, problems| {
            if let Some(span) = of.readonly.or(of.get).or(of.set) {
                problems.at(span, "a value's fields are read and written; hide this one by `skip`, or make the type a class");
            }
            let shown = of.skip.is_none() && (is_public(visibility) || of.any);
            if shown { Access::Write } else { Access::Hidden }
        });
        let plain = |field: &Field| {
            field.access == Access::Write
                && matches!(&field.member, Member::Named(name) if *name == field.mirror)
                && camel_case(&field.word()) == field.name
        };
        let same = is_c(&item.attrs) && !fields.is_empty() && fields.iter().all(|field| plain(field) && !is_certainly_other(&field.ty));
        Kind::Value { fields, same }
    } else {
        let mut fields = fields(&item.fields, problems, class_access);
        fields.retain(|field| field.access != Access::Hidden);
        Kind::Class(fields)
    };
    refuse_traits(&of.traits, &kind, problems);
    whole(&item.ident, &item.vis, &item.attrs, of, kind)
}

fn class_access(visibility: &Visibility, of: &OfMember, problems: &mut Problems) -> Access {
    if let Some(skip) = of.skip {
        if of.readonly.or(of.get).or(of.set).is_some() {
            problems.at(skip, "`skip` hides the field: nothing else can be said of it");
        }
        return Access::Hidden;
    }
    if !is_public(visibility) && !of.any {
        return Access::Hidden;
    }
    match (of.readonly, of.get, of.set) {
        (Some(_), _, Some(set)) => {
            problems.at(set, "a field is `readonly` or can be `set`, not both");
            Access::Read
        }
        (Some(_), ..) | (None, Some(_), None) => Access::Read,
        (None, None, None) | (None, _, Some(_)) => Access::Write,
    }
}

/// Reads an enum.
pub fn enumeration(item: &ItemEnum, problems: &mut Problems) -> Whole {
    refuse_generics(&item.generics, problems);
    let of = attributes::of_type(&item.attrs, problems);
    if let Some(class) = of.class {
        problems.at(class, "an enum is a value, not a class");
    }
    let mut scope = Scope::default();
    let variants: Vec<Variant> = item.variants.iter().map(|variant| read_variant(variant, &mut scope, problems)).collect();
    if variants.iter().all(|variant| variant.skipped) {
        problems.push(&item.ident, "an enum without variants has no values that scripts could have");
    }
    let kind = Kind::Enum(variants);
    refuse_traits(&of.traits, &kind, problems);
    whole(&item.ident, &item.vis, &item.attrs, of, kind)
}

fn read_variant(variant: &syn::Variant, scope: &mut Scope, problems: &mut Problems) -> Variant {
    let of = attributes::of_member(&variant.attrs, &["rename", "skip"], problems);
    let name = of.rename.unwrap_or_else(|| variant.ident.unraw().to_string());
    let skipped = of.skip.is_some();
    let fields = if skipped {
        Vec::new()
    } else {
        fields(&variant.fields, problems, |_, of, problems| {
            if let Some(span) = of.skip.or(of.readonly).or(of.get).or(of.set) {
                problems.at(span, "a variant's payload is given to scripts as a whole; `skip` the variant instead");
            }
            Access::Write
        })
    };
    let mirror = if skipped { variant.ident.clone() } else { Ident::new(&scope.take(&name, Case::Camel), variant.ident.span()) };
    Variant { ident: variant.ident.clone(), name, doc: attributes::doc(&variant.attrs), fields, skipped, mirror }
}

fn whole(ident: &Ident, visibility: &Visibility, attrs: &[Attribute], of: OfType, kind: Kind) -> Whole {
    Whole {
        ident: ident.clone(),
        visibility: visibility.clone(),
        name: of.rename.unwrap_or_else(|| ident.unraw().to_string()),
        doc: attributes::doc(attrs),
        kind,
        operators: of.operators,
        traits: of.traits,
        group: of.group,
        conditions: attributes::conditions(attrs),
        crate_path: of.crate_path,
    }
}

/// The fields of a struct or variant. Those without a name are `value`, or `value0`, `value1` and so on.
fn fields(fields: &Fields, problems: &mut Problems, access: impl Fn(&Visibility, &OfMember, &mut Problems) -> Access) -> Vec<Field> {
    let alone = fields.len() == 1;
    let mut scope = Scope::default();
    let mut read = Vec::new();
    for (index, field) in fields.iter().enumerate() {
        let of = attributes::of_member(&field.attrs, &["rename", "skip", "readonly", "get", "set"], problems);
        let access = access(&field.vis, &of, problems);
        if access != Access::Hidden
            && let Err((span, message)) = convert::refuse(&field.ty)
        {
            problems.at(span, message);
        }
        let (member, name) = match &field.ident {
            Some(ident) => (Member::Named(ident.clone()), camel_case(&ident.to_string())),
            None => {
                let index = Index { index: index as u32, span: field.ty.span() };
                let name = if alone { "value".to_owned() } else { format!("value{}", index.index) };
                (Member::Unnamed(index), name)
            }
        };
        let name = of.rename.unwrap_or(name);
        let mirror = Ident::new(&scope.take(&name, Case::Snake), member.span());
        read.push(Field { member, name, doc: attributes::doc(&field.attrs), ty: field.ty.clone(), access, mirror });
    }
    read
}

pub(super) fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// Whether a type is `repr(C)`.
fn is_c(attrs: &[Attribute]) -> bool {
    let mut found = false;
    for attribute in attrs.iter().filter(|attribute| attribute.path().is_ident("repr")) {
        // What else `repr` may say, rustc understands.
        let _ = attribute.parse_nested_meta(|meta| {
            found |= meta.path.is_ident("C");
            Ok(())
        });
    }
    found
}

/// Whether scripts certainly have a type in another form than Rust: all others are asked for their own.
fn is_certainly_other(ty: &Type) -> bool {
    const OTHERS: &[&str] = &[
        "u8", "u16", "u32", "u64", "usize", "i8", "i16", "isize", "char", "String", "Box", "Rc", "Arc", "Vec", "HashMap", "BTreeMap",
        "Option", "Result",
    ];
    match convert::last(ty) {
        Some(segment) => OTHERS.iter().any(|other| segment.ident == other),
        None => true,
    }
}
