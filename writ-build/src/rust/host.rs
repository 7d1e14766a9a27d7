//! The types of the public face: Rust's own strings, optionals, results and tuples, and how script values become them.

use super::items::{Items, View};
use super::types::tuple_name;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use writ_compiler::ir::{CoroutinePart, Type, TypeId};

impl Items<'_> {
    /// The type as hosts have it.
    pub fn host_type(&self, ty: TypeId, view: View) -> TokenStream {
        if self.is_same_for_hosts(ty) {
            return self.rust_type(ty, view);
        }
        match self.host_form(ty) {
            Form::Text => quote!(String),
            Form::Coroutine => quote!(rt::Coroutine),
            Form::Optional(inner) => {
                let inner = self.host_type(inner, view);
                quote!(Option<#inner>)
            }
            Form::Result(inner) => {
                let inner = self.host_type(inner, view);
                quote!(Result<#inner, String>)
            }
            Form::Tuple(items) => {
                let items = items.iter().map(|ty| self.host_type(*ty, view));
                quote!((#(#items,)*))
            }
            Form::Offered(name) => self.offered_type(name),
            Form::Elements(inner) => {
                let inner = self.host_type(inner, view);
                quote!(Vec<#inner>)
            }
            Form::Same => self.rust_type(ty, view),
        }
    }

    /// Whether a value type of the host's is in it, which hosts have as their own.
    pub fn has_offered(&self, ty: TypeId) -> bool {
        match self.host_form(ty) {
            Form::Offered(_) | Form::Elements(_) => true,
            Form::Optional(inner) | Form::Result(inner) => self.has_offered(inner),
            Form::Tuple(items) => items.iter().any(|ty| self.has_offered(*ty)),
            Form::Text | Form::Coroutine | Form::Same => false,
        }
    }

    /// Whether the runtime makes one of the other: a value type of the host's is in it, and beside that nothing but what every host has. Others are taken apart
    /// here.
    fn is_offered_whole(&self, ty: TypeId) -> bool {
        self.has_offered(ty) && self.is_for_all_hosts(ty)
    }

    fn is_for_all_hosts(&self, ty: TypeId) -> bool {
        match self.host_form(ty) {
            Form::Text | Form::Offered(_) | Form::Elements(_) => true,
            Form::Optional(inner) | Form::Result(inner) => self.is_for_all_hosts(inner),
            Form::Tuple(items) => items.iter().all(|ty| self.is_for_all_hosts(*ty)),
            Form::Same => ty.is_numeric() || ty == TypeId::BOOL,
            Form::Coroutine => false,
        }
    }

    /// The type of a parameter as hosts have it.
    pub fn host_parameter(&self, ty: TypeId, view: View) -> TokenStream {
        if ty == TypeId::STRING {
            quote!(&str)
        } else if self.is_same_for_hosts(ty) {
            self.parameter_type(ty, view)
        } else {
            self.host_type(ty, view)
        }
    }

    /// An error unless an object that a host passes belongs to the instance.
    pub fn owner_check(&self, ty: TypeId, name: &proc_macro2::Ident) -> TokenStream {
        match self.host_form(ty) {
            Form::Coroutine => quote!(writ.check_owner(#name.as_object())?;),
            Form::Text | Form::Optional(_) | Form::Result(_) | Form::Tuple(_) | Form::Offered(_) | Form::Elements(_) | Form::Same => {
                quote!(writ.check_owner(rt::Reference::as_object(#name))?;)
            }
        }
    }

    /// Whether a value of this type is a coroutine that was called and not started.
    pub fn is_frame(&self, ty: TypeId) -> bool {
        matches!(self.program.types.get(ty), Type::Class(class) if self.program.coroutine_part(*class) == CoroutinePart::Frame)
    }

    /// What a script's function gave that a host called: a coroutine starts.
    pub fn result_to_host(&self, ty: TypeId, value: TokenStream) -> TokenStream {
        if self.is_frame(ty) { quote!(rt::Coroutine::start(#value, writ)?) } else { self.to_host(ty, value) }
    }

    /// A script's value, given to a host.
    pub fn to_host(&self, ty: TypeId, value: TokenStream) -> TokenStream {
        if self.is_same_for_hosts(ty) {
            return value;
        }
        if self.is_offered_whole(ty) {
            let host = self.host_type(ty, View::Face);
            return quote!(<#host as rt::FromArgument>::from_argument(&#value, writ)?);
        }
        match self.host_form(ty) {
            Form::Text => quote!(String::from(#value)),
            Form::Coroutine => quote!(rt::Coroutine::of(#value)),
            Form::Optional(inner) => {
                let value = if self.is_reference(inner) { value } else { quote!(#value.into_option()) };
                self.mapped(&SOME, value, inner, &|inner, value| self.to_host(inner, value))
            }
            Form::Result(inner) => {
                let value = self.mapped(&OK, quote!(#value.into_result()), inner, &|inner, value| self.to_host(inner, value));
                quote!(#value.map_err(String::from))
            }
            Form::Tuple(items) => {
                let name = tuple_name(items.len());
                let names: Vec<_> = (0..items.len()).map(|index| format_ident!("item_{index}")).collect();
                let values = items.iter().zip(&names).map(|(ty, name)| self.to_host(*ty, quote!(#name)));
                quote!({ let rt::#name(#(#names),*) = #value; (#(#values,)*) })
            }
            Form::Offered(_) | Form::Elements(_) | Form::Same => value,
        }
    }

    /// A host's value, of the type that [`host_parameter`](Self::host_parameter) says, given to a script; owned unless it is the same type.
    pub fn of_host(&self, ty: TypeId, value: TokenStream) -> TokenStream {
        if self.is_same_for_hosts(ty) {
            return value;
        }
        if self.is_offered_whole(ty) {
            return quote!(rt::IntoResult::into_result(#value, writ)?);
        }
        match self.host_form(ty) {
            Form::Text => quote!(rt::Str::from(#value)),
            Form::Coroutine => quote!(#value.into_reference()),
            Form::Optional(inner) => {
                let value = self.mapped(&SOME, value, inner, &|inner, value| self.of_host(inner, value));
                if self.is_reference(inner) { value } else { quote!(rt::Opt::from(#value)) }
            }
            Form::Result(inner) => {
                let value = self.mapped(&OK, value, inner, &|inner, value| self.of_host(inner, value));
                quote!(rt::Res::from(#value))
            }
            Form::Tuple(items) => {
                let name = tuple_name(items.len());
                let names: Vec<_> = (0..items.len()).map(|index| format_ident!("item_{index}")).collect();
                let values = items.iter().zip(&names).map(|(ty, name)| self.of_host(*ty, quote!(#name)));
                quote!({ let (#(#names,)*) = #value; rt::#name(#(#values),*) })
            }
            Form::Offered(_) | Form::Elements(_) | Form::Same => value,
        }
    }

    fn mapped(
        &self,
        names: &(&str, &str),
        value: TokenStream,
        inner: TypeId,
        change: &dyn Fn(TypeId, TokenStream) -> TokenStream,
    ) -> TokenStream {
        if self.is_same_for_hosts(inner) {
            return value;
        }
        let changed = change(inner, quote!(value));
        if !self.has_offered(inner) {
            return quote!(#value.map(|value| #changed));
        }
        // The change may fail, which a closure could not hand on.
        let (with, without) = (format_ident!("{}", names.0), format_ident!("{}", names.1));
        match *names {
            SOME => quote!(match #value { #with(value) => #with(#changed), #without => #without }),
            _ => quote!(match #value { #with(value) => #with(#changed), #without(message) => #without(message) }),
        }
    }

    /// Whether hosts have the very type that scripts have.
    pub fn is_same_for_hosts(&self, ty: TypeId) -> bool {
        match self.host_form(ty) {
            Form::Same => true,
            // Rust's own optional already.
            Form::Optional(inner) => self.is_reference(inner) && self.is_same_for_hosts(inner),
            Form::Text | Form::Coroutine | Form::Result(_) | Form::Tuple(_) | Form::Offered(_) | Form::Elements(_) => false,
        }
    }

    fn host_form(&self, ty: TypeId) -> Form<'_> {
        match self.program.types.get(ty) {
            Type::String => Form::Text,
            Type::Optional(inner) => Form::Optional(*inner),
            Type::Result(inner) => Form::Result(*inner),
            Type::Tuple(items) => Form::Tuple(items),
            // What a call of a coroutine gives is started before a host gets it.
            Type::Class(class) if self.program.coroutine_part(*class) != CoroutinePart::None => Form::Coroutine,
            Type::Struct(id) if self.is_host_struct(*id) => Form::Offered(&self.program[*id].name),
            Type::Enum(id) if self.is_host_enum(*id) => Form::Offered(&self.program[*id].name),
            Type::Array(inner) if self.is_offered_whole(*inner) => Form::Elements(*inner),
            Type::Error
            | Type::Never
            | Type::Void
            | Type::Int
            | Type::Int32
            | Type::Float
            | Type::Float64
            | Type::Bool
            | Type::Range
            | Type::Array(_)
            | Type::Dictionary(..)
            | Type::Function(..)
            | Type::Struct(_)
            | Type::Enum(_)
            | Type::Class(_)
            | Type::Trait(_)
            | Type::Weak(_)
            | Type::Any
            | Type::Parameter(_) => Form::Same,
        }
    }
}

/// The variants of Rust's optionals and results, that with the value first.
const SOME: (&str, &str) = ("Some", "None");
const OK: (&str, &str) = ("Ok", "Err");

/// What a type is for hosts.
enum Form<'a> {
    Text,
    Coroutine,
    Optional(TypeId),
    Result(TypeId),
    Tuple(&'a [TypeId]),
    /// A value type of the host's, by its name in scripts.
    Offered(&'a str),
    /// An array of such.
    Elements(TypeId),
    Same,
}
