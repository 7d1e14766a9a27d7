//! The Rust types of Writ types, and what the choice between copying, borrowing and cloning depends on.

use super::items::{Items, View};
use proc_macro2::TokenStream;
use quote::quote;
use writ_compiler::ir::{EnumId, StructId, Type, TypeId};

impl Items<'_> {
    /// The Rust type, as named from there.
    pub fn rust_type(&self, ty: TypeId, view: View) -> TokenStream {
        let list = |types: &[TypeId]| types.iter().map(|ty| self.rust_type(*ty, view)).collect::<Vec<_>>();
        match self.program.types.get(ty) {
            // `Error` and `Parameter` are never in a finished program; a place of type `Never` is never reached.
            Type::Error | Type::Parameter(_) | Type::Never | Type::Void => quote!(()),
            Type::Int => quote!(i64),
            Type::Int32 => quote!(i32),
            Type::Float => quote!(f32),
            Type::Float64 => quote!(f64),
            Type::Bool => quote!(bool),
            Type::String => quote!(rt::Str),
            Type::Range => quote!(rt::Range),
            Type::Array(item) => {
                let item = self.rust_type(*item, view);
                quote!(rt::Array<#item>)
            }
            Type::Dictionary(key, value) => {
                let (key, value) = (self.rust_type(*key, view), self.rust_type(*value, view));
                quote!(rt::Dictionary<#key, #value>)
            }
            Type::Optional(inner) => {
                let rust = self.rust_type(*inner, view);
                if self.is_reference(*inner) { quote!(Option<#rust>) } else { quote!(rt::Opt<#rust>) }
            }
            Type::Result(inner) => {
                let inner = self.rust_type(*inner, view);
                quote!(rt::Res<#inner>)
            }
            Type::Tuple(items) => {
                let (name, items) = (tuple_name(items.len()), list(items));
                quote!(rt::#name<#(#items),*>)
            }
            Type::Function(parameters, result) => {
                let parameters = list(parameters);
                let result = self.rust_type(*result, view);
                quote!(rt::Function<(#(#parameters,)*), #result>)
            }
            Type::Struct(id) => self.struct_path(*id, view),
            Type::Enum(id) => self.enum_path(*id, view),
            Type::Class(id) => {
                let path = self.class_path(*id, view);
                quote!(rt::Ref<#path>)
            }
            Type::Trait(id) => {
                let path = self.trait_path(*id, view);
                quote!(rt::Dyn<dyn #path>)
            }
            Type::Weak(inner) => {
                let inner = self.rust_type(*inner, view);
                quote!(rt::Weak<#inner>)
            }
            Type::Any => quote!(rt::AnyRef),
        }
    }

    /// The type of a field of an object, counted over all that it has.
    pub fn object_field_type(&self, object: TypeId, index: u32) -> TypeId {
        if let Type::Class(id) = self.program.types.get(object)
            && let Some(field) = self.program.stored_fields(*id).get(index as usize)
        {
            return field.ty;
        }
        TypeId::ERROR
    }

    /// The type of a parameter: the type itself if it is `Copy`, else a reference.
    pub fn parameter_type(&self, ty: TypeId, view: View) -> TokenStream {
        let rust = self.rust_type(ty, view);
        if self.is_copy(ty) { rust } else { quote!(&#rust) }
    }

    /// Some value of a type, which nobody sees.
    pub fn placeholder(&self, ty: TypeId, view: View) -> TokenStream {
        match self.program.types.get(ty) {
            Type::Error | Type::Parameter(_) | Type::Never | Type::Void => quote!(()),
            Type::Class(_) | Type::Trait(_) | Type::Any => quote!(rt::Reference::blank()),
            Type::Weak(_) => quote!(rt::Weak::blank()),
            Type::Int | Type::Int32 => quote!(0),
            Type::Float | Type::Float64 => quote!(0.0),
            Type::Bool => quote!(false),
            Type::String => quote!(rt::Str::empty()),
            Type::Range => quote!(rt::Range { start: 0, end: 0, inclusive: false, step: 1 }),
            Type::Array(_) => quote!(rt::Array::blank()),
            Type::Dictionary(..) => quote!(rt::Dictionary::blank()),
            Type::Optional(inner) => self.null(*inner),
            Type::Result(_) => quote!(rt::Res::Error(rt::Str::empty())),
            Type::Tuple(items) => {
                let name = tuple_name(items.len());
                let items = items.iter().map(|ty| self.placeholder(*ty, view));
                quote!(rt::#name(#(#items),*))
            }
            Type::Function(..) => quote!(rt::Function::blank()),
            Type::Struct(id) => {
                let path = self.struct_path(*id, view);
                let fields = self.program[*id].fields.iter().enumerate().map(|(index, field)| {
                    let (name, value) = (self.field(*id, index as u32), self.placeholder(field.ty, view));
                    quote!(#name: #value)
                });
                let hidden = self.program[*id].fields.is_empty().then(|| quote!(empty: 0));
                quote!(#path { #(#fields),* #hidden })
            }
            Type::Enum(id) => {
                let path = self.enum_path(*id, view);
                // A variant that does not contain the enum again: without one there would be no value at all.
                let variants = &self.program[*id].variants;
                let index = variants.iter().position(|v| v.fields.iter().all(|f| !f.boxed)).unwrap_or(0);
                let name = self.variant(*id, index as u32);
                let fields = variants.get(index).into_iter().flat_map(|v| v.fields.iter().enumerate()).map(|(i, field)| {
                    let (name, value) = (self.payload(*id, index as u32, i), self.placeholder(field.ty, view));
                    quote!(#name: #value)
                });
                let fields = fields.collect::<Vec<_>>();
                if fields.is_empty() { quote!(#path::#name) } else { quote!(#path::#name { #(#fields),* }) }
            }
        }
    }

    /// Whether a value is one counted pointer, or a string: its optional is Rust's own, with 0 for `None`.
    pub fn is_reference(&self, ty: TypeId) -> bool {
        match self.program.types.get(ty) {
            Type::String
            | Type::Array(_)
            | Type::Dictionary(..)
            | Type::Function(..)
            | Type::Class(_)
            | Type::Trait(_)
            | Type::Weak(_)
            | Type::Any => true,
            Type::Error
            | Type::Parameter(_)
            | Type::Never
            | Type::Void
            | Type::Int
            | Type::Int32
            | Type::Float
            | Type::Float64
            | Type::Bool
            | Type::Range
            | Type::Optional(_)
            | Type::Result(_)
            | Type::Tuple(_)
            | Type::Struct(_)
            | Type::Enum(_) => false,
        }
    }

    /// Whether a value may keep an instance of a class alive: then scripts can see when it ends.
    pub fn holds_objects(&self, ty: TypeId) -> bool {
        self.holds(ty, &mut Vec::new())
    }

    fn holds(&self, ty: TypeId, seen: &mut Vec<TypeId>) -> bool {
        if seen.contains(&ty) {
            return false;
        }
        seen.push(ty);
        match self.program.types.get(ty) {
            Type::Class(_) | Type::Trait(_) | Type::Any | Type::Function(..) => true,
            Type::Error
            | Type::Parameter(_)
            | Type::Never
            | Type::Void
            | Type::Int
            | Type::Int32
            | Type::Float
            | Type::Float64
            | Type::Bool
            | Type::String
            | Type::Range
            | Type::Weak(_) => false,
            Type::Array(inner) | Type::Optional(inner) | Type::Result(inner) => self.holds(*inner, seen),
            Type::Dictionary(key, value) => self.holds(*key, seen) || self.holds(*value, seen),
            Type::Tuple(items) => items.iter().any(|ty| self.holds(*ty, seen)),
            Type::Struct(id) => self.program[*id].fields.iter().any(|field| self.holds(field.ty, seen)),
            Type::Enum(id) => self.program[*id].variants.iter().flat_map(|variant| &variant.fields).any(|field| self.holds(field.ty, seen)),
        }
    }

    /// Whether a value is a reference to an instance.
    pub fn is_object(&self, ty: TypeId) -> bool {
        matches!(self.program.types.get(ty), Type::Class(_) | Type::Trait(_) | Type::Any)
    }

    /// Whether a value is a reference, or an optional one.
    pub fn is_word(&self, ty: TypeId) -> bool {
        self.is_reference(self.inside_optional(ty))
    }

    fn inside_optional(&self, ty: TypeId) -> TypeId {
        if let Type::Optional(inner) = self.program.types.get(ty) { *inner } else { ty }
    }

    /// `null` of an optional of that type.
    pub fn null(&self, inner: TypeId) -> TokenStream {
        if self.is_reference(inner) { quote!(None) } else { quote!(rt::Opt::None) }
    }

    /// The constructor (and the pattern) of a value of an optional of that type.
    pub fn some(&self, inner: TypeId) -> TokenStream {
        if self.is_reference(inner) { quote!(Some) } else { quote!(rt::Opt::Some) }
    }

    /// What an `Optional` or a `Result` holds.
    pub fn inside(&self, ty: TypeId) -> TypeId {
        if let Type::Optional(inner) | Type::Result(inner) = self.program.types.get(ty) { *inner } else { ty }
    }

    /// The struct that a type is.
    pub fn struct_of(&self, ty: TypeId) -> Option<StructId> {
        if let Type::Struct(id) = self.program.types.get(ty) { Some(*id) } else { None }
    }

    /// The enum that a type is.
    pub fn enum_of(&self, ty: TypeId) -> Option<EnumId> {
        if let Type::Enum(id) = self.program.types.get(ty) { Some(*id) } else { None }
    }

    /// Whether the Rust type is `Copy`.
    pub fn is_copy(&self, ty: TypeId) -> bool {
        self.all(ty, &|ty| match ty {
            Type::Error
            | Type::Parameter(_)
            | Type::Never
            | Type::Void
            | Type::Int
            | Type::Int32
            | Type::Float
            | Type::Float64
            | Type::Bool
            | Type::Range => Some(true),
            Type::String
            | Type::Array(_)
            | Type::Dictionary(..)
            | Type::Function(..)
            | Type::Result(_)
            | Type::Class(_)
            | Type::Trait(_)
            | Type::Weak(_)
            | Type::Any => Some(false),
            // Whether the host's are, only Rust knows.
            Type::Struct(id) if self.is_host_struct(*id) => Some(false),
            Type::Enum(id) if self.is_host_enum(*id) => Some(false),
            Type::Enum(id) if self.program[*id].variants.iter().flat_map(|v| &v.fields).any(|f| f.boxed) => Some(false),
            Type::Optional(_) | Type::Tuple(_) | Type::Struct(_) | Type::Enum(_) => None,
        })
    }

    /// Whether the Rust type is `Eq` and `Hash`, as the key of a dictionary has to be.
    pub fn is_hashable(&self, ty: TypeId) -> bool {
        self.all(ty, &|ty| match ty {
            Type::Void | Type::Int | Type::Int32 | Type::Bool | Type::String => Some(true),
            Type::Error
            | Type::Parameter(_)
            | Type::Never
            | Type::Float
            | Type::Float64
            | Type::Range
            | Type::Array(_)
            | Type::Dictionary(..)
            | Type::Function(..)
            | Type::Class(_)
            | Type::Trait(_)
            | Type::Weak(_)
            | Type::Any => Some(false),
            Type::Optional(_) | Type::Result(_) | Type::Tuple(_) | Type::Struct(_) | Type::Enum(_) => None,
        })
    }

    /// Whether values of a struct or an enum are keys of some dictionary, or stand in such: then a host's type in it has to be `Hash` and `Eq`, of which
    /// scripts know nothing.
    pub fn is_in_keys(&self, wanted: &Type) -> bool {
        let types = (0..self.program.types.len() as u32).map(|id| self.program.types.get(TypeId(id)));
        let mut keys = types.filter_map(|ty| if let Type::Dictionary(key, _) = ty { Some(*key) } else { None });
        keys.any(|key| self.has_inside(key, wanted))
    }

    /// Whether a key of a dictionary is or holds a value of a type.
    fn has_inside(&self, key: TypeId, wanted: &Type) -> bool {
        let has_parts = |ty: &Type| matches!(ty, Type::Optional(_) | Type::Result(_) | Type::Tuple(_) | Type::Struct(_) | Type::Enum(_));
        let other = |ty: &Type| if ty == wanted { Some(false) } else { (!has_parts(ty)).then_some(true) };
        self.program.types.get(key) == wanted || self.is_hashable(key) && !self.all(key, &other)
    }

    /// Whether the Rust type is `PartialEq`: handles of shared objects are not, since scripts compare what is in them.
    pub fn is_comparable(&self, ty: TypeId) -> bool {
        self.compares(ty, &mut Vec::new())
    }

    fn compares(&self, ty: TypeId, seen: &mut Vec<TypeId>) -> bool {
        // A type in itself, through a box: what is left to look at decides.
        if seen.contains(&ty) {
            return true;
        }
        seen.push(ty);
        match self.program.types.get(ty) {
            Type::Void | Type::Int | Type::Int32 | Type::Float | Type::Float64 | Type::Bool | Type::String | Type::Range => true,
            Type::Class(_) | Type::Trait(_) | Type::Weak(_) => true,
            Type::Error | Type::Parameter(_) | Type::Never | Type::Array(_) | Type::Dictionary(..) | Type::Function(..) | Type::Any => {
                false
            }
            Type::Optional(inner) | Type::Result(inner) => self.compares(*inner, seen),
            Type::Tuple(items) => items.iter().all(|ty| self.compares(*ty, seen)),
            Type::Struct(id) if self.is_host_struct(*id) => false,
            Type::Enum(id) if self.is_host_enum(*id) => false,
            Type::Struct(id) => self.program[*id].fields.iter().all(|f| self.compares(f.ty, seen)),
            Type::Enum(id) => self.program[*id].variants.iter().flat_map(|v| &v.fields).all(|f| self.compares(f.ty, seen)),
        }
    }

    /// Whether `leaf` holds for all that a value of the type consists of, also behind boxes. It answers `None` for what consists of others.
    fn all(&self, ty: TypeId, leaf: &dyn Fn(&Type) -> Option<bool>) -> bool {
        self.all_but(ty, leaf, &mut Vec::new())
    }

    fn all_but(&self, id: TypeId, leaf: &dyn Fn(&Type) -> Option<bool>, seen: &mut Vec<TypeId>) -> bool {
        // A type in itself, through a box: what is left to look at decides.
        if seen.contains(&id) {
            return true;
        }
        let ty = self.program.types.get(id);
        if let Some(answer) = leaf(ty) {
            return answer;
        }
        seen.push(id);
        match ty {
            Type::Optional(inner) | Type::Result(inner) => self.all_but(*inner, leaf, seen),
            Type::Tuple(items) => items.iter().all(|ty| self.all_but(*ty, leaf, seen)),
            Type::Struct(id) => self.program[*id].fields.iter().all(|f| self.all_but(f.ty, leaf, seen)),
            Type::Enum(id) => self.program[*id].variants.iter().flat_map(|v| &v.fields).all(|f| self.all_but(f.ty, leaf, seen)),
            Type::Error
            | Type::Parameter(_)
            | Type::Never
            | Type::Void
            | Type::Int
            | Type::Int32
            | Type::Float
            | Type::Float64
            | Type::Bool
            | Type::String
            | Type::Range
            | Type::Array(_)
            | Type::Dictionary(..)
            | Type::Function(..)
            | Type::Class(_)
            | Type::Trait(_)
            | Type::Weak(_)
            | Type::Any => false,
        }
    }
}

/// The runtime's type for tuples of that many items.
pub fn tuple_name(items: usize) -> proc_macro2::Ident {
    super::names::ident(&format!("Tuple{items}"))
}
