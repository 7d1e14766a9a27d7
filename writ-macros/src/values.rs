//! Value types: structs and enums that scripts copy. Where scripts can't have one as Rust has it, a hidden type beside it has the form that they have.

use crate::derive_type::{Parts, exposed};
use crate::operators::Operators;
use crate::wrapper::{Runtime, quiet};
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Member, Type};
use writ_build::host_api::{Access, Field, Variant, Whole};

/// A value type that scripts have as Rust has it.
pub fn same(whole: &Whole, fields: &[Field], operators: Operators, runtime: &Runtime) -> Parts {
    let Runtime { root, host, parts } = runtime;
    let ident = &whole.ident;
    let exposed = exposed(whole, &quote!(Self), &quote!(#parts::Opt<Self>), runtime);
    let checks = fields.iter().map(|field| {
        let ty = &field.ty;
        quote_spanned!(ty.span()=> #parts::same_in_scripts::<#ty>();)
    });
    // Scripts compare values, but for those that hold what they don't compare.
    let compared = !fields.iter().any(|field| names(&field.ty, &["Array", "Dictionary", "Function"]));
    let check = Ident::new(if compared { "is_compared_value" } else { "is_value" }, ident.span());
    let whole_check = quote_spanned!(ident.span()=> #parts::#check::<#ident>(););
    let items = quote! {
        #exposed

        const _: () = {
            #(#checks)*
            #whole_check
        };

        #[automatically_derived]
        impl #host::FromArgument for #ident {
            #[inline(always)]
            fn from_argument(value: &Self, _: &#parts::Writ) -> #parts::Fallible<Self> {
                ::core::result::Result::Ok(::core::clone::Clone::clone(value))
            }
        }

        #[automatically_derived]
        impl #host::IntoResult for #ident {
            #[inline(always)]
            fn into_result(self, _: &mut #parts::Writ) -> #parts::Fallible<Self> {
                ::core::result::Result::Ok(self)
            }
        }

        #root::__by_value!([] #ident;);

        #[automatically_derived]
        impl #host::Borrowed for #ident {
            type Script = Self;
            type Hold = ();
            fn type_name() -> ::std::string::String {
                <Self as #host::Exposed>::type_name()
            }
            #[inline(always)]
            fn lend<'a>(
                value: &'a Self,
                _: &'a mut (),
                _: &#host::Call<'_>,
                _: &#parts::Writ,
            ) -> #parts::Fallible<&'a Self> {
                ::core::result::Result::Ok(value)
            }
        }
    };
    finish(items, struct_kind(fields, runtime), operators)
}

fn finish(items: TokenStream, kind: TokenStream, operators: Operators) -> Parts {
    Parts { items, wrappers: operators.wrappers, kind, properties: Vec::new(), operators: operators.records }
}

fn struct_kind(fields: &[Field], runtime: &Runtime) -> TokenStream {
    let host = &runtime.host;
    let records = fields.iter().map(|Field { name, doc, ty, access, .. }| {
        let public = *access != Access::Hidden;
        quote_spanned!(ty.span()=> #host::FieldRecord { name: #name, doc: #doc, ty: <#ty as #host::Exposed>::type_name, public: #public })
    });
    quote!(#host::TypeKind::Struct(const { &[#(#records),*] }))
}

/// The name of the form that scripts have.
fn mirror_name(whole: &Whole) -> Ident {
    format_ident!("__Writ{}", whole.ident.unraw(), span = whole.ident.span())
}

/// The traits of the form that scripts have, as far as its fields have them. A type that contains itself can't be asked for them; it does so by way of an
/// array or a dictionary, which have none of them.
fn traits(whole: &Whole, mirror: &Ident, fields: &[&Field], bodies: &Bodies, runtime: &Runtime) -> TokenStream {
    let host = &runtime.host;
    let quiet = quiet();
    let Bodies { equal, hash } = bodies;
    if fields.iter().any(|field| names(&field.ty, &[&whole.ident.to_string(), "Self"])) {
        return TokenStream::new();
    }
    // The lifetime keeps the compiler from asking for the bound where the `impl` stands: it may well not hold.
    let bounds = |wanted: TokenStream| {
        let one = |field: &&Field| {
            let ty = &field.ty;
            quote_spanned!(ty.span()=> for<'holds> <#ty as #host::Exposed>::Script: #wanted)
        };
        let bounds = fields.iter().map(one);
        quote!(where #(#bounds),*)
    };
    let (comparable, total, hashable, copied) = (
        bounds(quote!(::core::cmp::PartialEq)),
        bounds(quote!(::core::cmp::Eq)),
        bounds(quote!(::core::hash::Hash)),
        bounds(quote!(::core::marker::Copy)),
    );
    quote! {
        #quiet
        impl ::core::cmp::PartialEq for #mirror #comparable {
            fn eq(&self, other: &Self) -> bool {
                #equal
            }
        }

        #quiet
        impl ::core::cmp::Eq for #mirror #total {}

        #quiet
        impl ::core::hash::Hash for #mirror #hashable {
            fn hash<H: ::core::hash::Hasher>(&self, state: &mut H) {
                #hash
            }
        }

        #quiet
        impl ::core::marker::Copy for #mirror #copied {}
    }
}

/// The bodies of `eq` and `hash`.
struct Bodies {
    equal: TokenStream,
    hash: TokenStream,
}

/// Whether a type names one of these.
fn names(ty: &Type, wanted: &[&str]) -> bool {
    fn find(tokens: TokenStream, wanted: &[&str]) -> bool {
        tokens.into_iter().any(|token| match token {
            TokenTree::Ident(ident) => wanted.iter().any(|wanted| ident == wanted),
            TokenTree::Group(group) => find(group.stream(), wanted),
            TokenTree::Punct(_) | TokenTree::Literal(_) => false,
        })
    }
    find(ty.to_token_stream(), wanted)
}

/// A value type that scripts have in a form of their own.
pub fn structure(whole: &Whole, fields: &[Field], operators: Operators, runtime: &Runtime) -> Parts {
    let Runtime { root, host, parts } = runtime;
    let (ident, mirror, quiet) = (&whole.ident, mirror_name(whole), quiet());
    let exposed = exposed(whole, &quote!(#mirror), &quote!(#parts::Opt<#mirror>), runtime);
    let declared = fields.iter().map(|Field { mirror, ty, .. }| quote_spanned!(ty.span()=> pub #mirror: <#ty as #host::Exposed>::Script));
    // Without fields it has a byte, as in scripts: values of no size have no place of their own.
    let hidden = fields.is_empty().then(|| quote!(pub empty: u8));
    let hidden_value = fields.is_empty().then(|| quote!(empty: 0));
    let members: Vec<&Member> = fields.iter().map(|field| &field.member).collect();
    let mirrors: Vec<&Ident> = fields.iter().map(|field| &field.mirror).collect();
    let from = fields.iter().map(|field| {
        let Field { member, mirror, ty, .. } = field;
        quote_spanned!(ty.span()=> #member: <#ty as #host::FromArgument>::from_argument(&value.#mirror, writ)?)
    });
    let into = fields.iter().map(|field| {
        let Field { mirror, ty, .. } = field;
        quote_spanned!(ty.span()=> <#ty as #host::IntoResult>::into_result(#mirror, writ)?)
    });
    let traits = {
        let equal = mirrors.iter().map(|name| quote!(&& self.#name == other.#name));
        let hash = mirrors.iter().map(|name| quote!(::core::hash::Hash::hash(&self.#name, state);));
        let bodies = Bodies { equal: quote!(true #(#equal)*), hash: quote!(#(#hash)*) };
        traits(whole, &mirror, &fields.iter().collect::<Vec<_>>(), &bodies, runtime)
    };
    let items = quote! {
        #quiet
        #[repr(C)]
        #[derive(::core::clone::Clone, ::core::fmt::Debug)]
        pub struct #mirror { #(#declared,)* #hidden }

        #traits

        #exposed

        #quiet
        #[automatically_derived]
        impl #host::FromArgument for #ident {
            #[inline]
            fn from_argument(value: &#mirror, writ: &#parts::Writ) -> #parts::Fallible<Self> {
                ::core::result::Result::Ok(#ident { #(#from),* })
            }
        }

        #quiet
        #[automatically_derived]
        impl #host::IntoResult for #ident {
            #[inline]
            fn into_result(self, writ: &mut #parts::Writ) -> #parts::Fallible<#mirror> {
                let #ident { #(#members: #mirrors),* } = self;
                ::core::result::Result::Ok(#mirror { #(#mirrors: #into,)* #hidden_value })
            }
        }

        #root::__by_copy!([] #ident;);
    };
    finish(items, struct_kind(fields, runtime), operators)
}

/// An enum.
pub fn enumeration(whole: &Whole, variants: &[Variant], operators: Operators, runtime: &Runtime) -> Parts {
    let Runtime { root, host, parts } = runtime;
    let (ident, mirror, quiet) = (&whole.ident, mirror_name(whole), quiet());
    let exposed = exposed(whole, &quote!(#mirror), &quote!(#parts::Opt<#mirror>), runtime);
    let known: Vec<&Variant> = variants.iter().filter(|variant| !variant.skipped).collect();
    let declared = known.iter().map(|variant| {
        let name = &variant.mirror;
        if variant.fields.is_empty() {
            return quote!(#name);
        }
        let fields =
            variant.fields.iter().map(|Field { mirror, ty, .. }| quote_spanned!(ty.span()=> #mirror: <#ty as #host::Exposed>::Script));
        quote!(#name { #(#fields),* })
    });
    let from = known.iter().map(|variant| {
        let (name, to) = (&variant.mirror, &variant.ident);
        let names = variant.fields.iter().map(|field| &field.mirror);
        let pattern = if variant.fields.is_empty() { quote!(#mirror::#name) } else { quote!(#mirror::#name { #(#names),* }) };
        let values = variant.fields.iter().map(|Field { member, mirror, ty, .. }| {
            quote_spanned!(ty.span()=> #member: <#ty as #host::FromArgument>::from_argument(#mirror, writ)?)
        });
        quote!(#pattern => #ident::#to { #(#values),* })
    });
    let into = variants.iter().map(|variant| {
        let (name, from) = (&variant.mirror, &variant.ident);
        if variant.skipped {
            let shown = &variant.name;
            return quote!(#ident::#from { .. } => return #parts::no_variant::<Self>(#shown));
        }
        let members = variant.fields.iter().map(|Field { member, mirror, .. }| quote!(#member: #mirror));
        let values = variant
            .fields
            .iter()
            .map(|Field { mirror, ty, .. }| quote_spanned!(ty.span()=> #mirror: <#ty as #host::IntoResult>::into_result(#mirror, writ)?));
        let value = if variant.fields.is_empty() { quote!(#mirror::#name) } else { quote!(#mirror::#name { #(#values),* }) };
        quote!(#ident::#from { #(#members),* } => #value)
    });
    let fields: Vec<&Field> = known.iter().flat_map(|variant| &variant.fields).collect();
    let traits = traits(whole, &mirror, &fields, &enum_bodies(&mirror, &known), runtime);
    let records = known.iter().map(|variant| {
        let Variant { name, doc, .. } = variant;
        let fields =
            variant.fields.iter().map(|Field { name, ty, .. }| quote_spanned!(ty.span()=> (#name, <#ty as #host::Exposed>::type_name)));
        quote!(#host::VariantRecord { name: #name, doc: #doc, fields: &[#(#fields),*] })
    });
    let kind = quote!(#host::TypeKind::Enum(const { &[#(#records),*] }));
    let items = quote! {
        #quiet
        #[repr(i32)]
        #[derive(::core::clone::Clone, ::core::fmt::Debug)]
        pub enum #mirror { #(#declared,)* }

        #traits

        #exposed

        #quiet
        #[automatically_derived]
        impl #host::FromArgument for #ident {
            #[inline]
            fn from_argument(value: &#mirror, writ: &#parts::Writ) -> #parts::Fallible<Self> {
                ::core::result::Result::Ok(match value { #(#from,)* })
            }
        }

        #quiet
        #[automatically_derived]
        impl #host::IntoResult for #ident {
            #[inline]
            fn into_result(self, writ: &mut #parts::Writ) -> #parts::Fallible<#mirror> {
                ::core::result::Result::Ok(match self { #(#into,)* })
            }
        }

        #root::__by_copy!([] #ident;);
    };
    finish(items, kind, operators)
}

/// As `derive` makes them: the number of a variant, unless there is only one, and its payload.
fn enum_bodies(mirror: &Ident, variants: &[&Variant]) -> Bodies {
    let with_payload = || variants.iter().filter(|variant| !variant.fields.is_empty());
    let number = |value: TokenStream| quote!(::core::mem::discriminant(#value));
    let pairs = with_payload().map(|variant| {
        let name = &variant.mirror;
        let (left, right): (Vec<Ident>, Vec<Ident>) =
            (0..variant.fields.len()).map(|index| (format_ident!("left{index}"), format_ident!("right{index}"))).unzip();
        let fields: Vec<&Ident> = variant.fields.iter().map(|field| &field.mirror).collect();
        quote! {
            (#mirror::#name { #(#fields: #left),* }, #mirror::#name { #(#fields: #right),* }) => true #(&& #left == #right)*
        }
    });
    let hashes = with_payload().map(|variant| {
        let name = &variant.mirror;
        let values: Vec<Ident> = (0..variant.fields.len()).map(|index| format_ident!("value{index}")).collect();
        let fields = variant.fields.iter().map(|field| &field.mirror);
        quote!(#mirror::#name { #(#fields: #values),* } => { #(::core::hash::Hash::hash(#values, state);)* })
    });
    let (this, other) = (number(quote!(self)), number(quote!(other)));
    let tag = (variants.len() > 1).then(|| quote!(::core::hash::Hash::hash(&#this, state);));
    Bodies {
        equal: quote! {
            #this == #other && match (self, other) { #(#pairs,)* _ => true }
        },
        hash: quote! {
            #tag
            match self { #(#hashes,)* _ => {} }
        },
    }
}
