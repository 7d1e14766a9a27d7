//! `#[derive(WritType)]`: what all types have, and classes; `values` has the value types.

use crate::operators;
use crate::values;
use crate::wrapper::{Locals, Runtime, This, Wrapped, errors, place, quiet};
use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Item, Type, parse_quote};
use writ_build::host_api::{self, Access, Adapt, Field, Kind, OperatorKind, Parameter, Problems, Whole};

pub fn expand(item: TokenStream) -> TokenStream {
    let mut problems = Problems::default();
    let whole = match syn::parse2::<Item>(item) {
        Ok(Item::Struct(item)) => host_api::structure(&item, &mut problems),
        Ok(Item::Enum(item)) => host_api::enumeration(&item, &mut problems),
        Ok(other) => {
            problems.push(&other, "scripts can be given structs and enums");
            return errors(&problems);
        }
        Err(error) => return error.to_compile_error(),
    };
    if !problems.is_empty() {
        return errors(&problems);
    }
    let runtime = Runtime::new(whole.crate_path.as_ref());
    let parts = match &whole.kind {
        Kind::Class(fields) => class(&whole, fields, &runtime),
        Kind::Value { fields, same } => {
            let operators = operators::all(&whole, &runtime);
            if *same { values::same(&whole, fields, operators, &runtime) } else { values::structure(&whole, fields, operators, &runtime) }
        }
        Kind::Enum(variants) => values::enumeration(&whole, variants, operators::all(&whole, &runtime), &runtime),
    };
    let name = &whole.ident;
    let Parts { items, wrappers, kind, properties, operators } = parts;
    let quiet = quiet();
    let host = &runtime.host;
    let (script, doc, group, place) = (&whole.name, &whole.doc, &whole.group, place(name.span()));
    let traits = whole.traits.iter().map(|path| quote_spanned!(path.span()=> <Self as #path>::__writ_trait));
    let of_traits = whole.traits.iter().map(|path| quote_spanned!(path.span()=> <Self as #path>::__writ_methods()));
    quote! {
        #items

        #quiet
        impl #name {
            #wrappers
        }

        #[automatically_derived]
        impl #host::Describe for #name {
            fn describe() -> #host::TypeRecord {
                #host::TypeRecord {
                    name: #script,
                    doc: #doc,
                    kind: #kind,
                    properties: const { &[#(#properties),*] },
                    traits: const { &[#(#traits),*] },
                    group: #group,
                    #place,
                }
            }

            fn functions() -> ::std::vec::Vec<#host::FunctionRecord> {
                #[allow(unused_imports)]
                use #host::NoMethods as _;
                let operators: &'static [#host::FunctionRecord] = const { &[#(#operators),*] };
                [operators, #host::Methods::<Self>::list() #(, #of_traits)*].concat()
            }
        }
    }
}

/// What is made for a type.
pub struct Parts {
    /// Beside it.
    pub items: TokenStream,
    /// Members of it.
    pub wrappers: TokenStream,
    /// Its `TypeKind`.
    pub kind: TokenStream,
    /// Records of its properties.
    pub properties: Vec<TokenStream>,
    /// Records of its operators.
    pub operators: Vec<TokenStream>,
}

/// A type's name as `Exposed` gives it, and what is the same for every type.
pub fn exposed(whole: &Whole, script: &TokenStream, optional: &TokenStream, runtime: &Runtime) -> TokenStream {
    let (ident, name, host) = (&whole.ident, &whole.name, &runtime.host);
    quote! {
        #[automatically_derived]
        impl #host::Exposed for #ident {
            type Script = #script;
            type Optional = #optional;
            fn type_name() -> ::std::string::String {
                #host::named::<Self>(#name)
            }
        }
    }
}

fn class(whole: &Whole, fields: &[Field], runtime: &Runtime) -> Parts {
    let Runtime { host, parts, .. } = runtime;
    let (ident, name) = (&whole.ident, &whole.name);
    let shows = whole.operators.iter().any(|operator| operator.kind == OperatorKind::Display);
    let show = if shows { quote!(#host::show_display::<#ident>) } else { quote!(#host::show_name) };
    let exposed = exposed(whole, &quote!(#parts::Ref<Self>), &quote!(::core::option::Option<#parts::Ref<Self>>), runtime);
    let items = quote! {
        #[automatically_derived]
        impl #parts::Class for #ident {
            type Handle = #parts::Object;
            type Table = ();
            fn shape() -> &'static #parts::ClassShape {
                static SHAPE: #parts::ClassShape = #host::host_shape::<#ident>(#name, &[], &[], #show);
                &SHAPE
            }
        }

        #[automatically_derived]
        impl #host::HostClass for #ident {
            fn try_clone(&self) -> ::core::option::Option<Self> {
                #[allow(unused_imports)]
                use #host::NoClones as _;
                #host::Clones::<Self>::copy(self)
            }
        }

        #exposed

        #[automatically_derived]
        impl #host::IntoResult for #ident {
            fn into_result(self, writ: &mut #parts::Writ) -> #parts::Fallible<#parts::Ref<Self>> {
                ::core::result::Result::Ok(#parts::Ref::new(writ, self))
            }
        }
    };
    let (mut wrappers, mut properties) = (TokenStream::new(), Vec::new());
    for field in fields {
        properties.push(property(field, &mut wrappers, runtime));
    }
    let operators = operators::all(whole, runtime);
    wrappers.extend(operators.wrappers);
    Parts {
        items,
        wrappers,
        kind: quote!(#host::TypeKind::Class(<Self as #parts::Class>::shape)),
        properties,
        operators: operators.records,
    }
}

/// The record of a property; its wrappers are added to those that there are.
fn property(field: &Field, wrappers: &mut TokenStream, runtime: &Runtime) -> TokenStream {
    let host = &runtime.host;
    let Field { member, name, doc, ty, .. } = field;
    let word = field.word();
    let span = ty.span();
    let accessor = |what: &str| Ident::new(&format!("__writ_{what}_{word}"), span);
    let nothing: Type = parse_quote!(());
    let value = [Parameter { name: "value".to_owned(), ty: ty.clone(), adapt: Adapt::AsIs }];
    let getter = Wrapped {
        name,
        doc,
        group: "",
        span: member.span(),
        wrapper: accessor("get"),
        home: quote!(Self::),
        visibility: quote!(pub),
        this: This::Shared,
        reenters: false,
        parameters: &[],
        result: ty,
        conditions: &[],
        bounds: TokenStream::new(),
    };
    let locals = Locals::new(0);
    let this = &locals.this;
    wrappers.extend(getter.function(runtime, &locals, &quote_spanned!(span=> ::core::clone::Clone::clone(&#this.#member))));
    let get = getter.thunk(runtime);
    let set = if field.access == Access::Write {
        let setter = Wrapped { wrapper: accessor("set"), this: This::Changed, parameters: &value, result: &nothing, ..getter };
        let locals = Locals::new(1);
        let (this, argument) = (&locals.this, &locals.arguments[0]);
        wrappers.extend(setter.function(runtime, &locals, &quote!(#this.#member = #argument)));
        let set = setter.thunk(runtime);
        quote!(::core::option::Option::Some(#set))
    } else {
        quote!(::core::option::Option::None)
    };
    let place = place(field.member.span());
    let type_name = quote_spanned!(span=> <#ty as #host::Exposed>::type_name);
    quote! {
        #host::PropertyRecord {
            name: #name,
            doc: #doc,
            ty: #type_name,
            get: #get,
            set: #set,
            place: #host::field_place::<#ty>(::core::mem::offset_of!(Self, #member)),
            #place,
        }
    }
}
