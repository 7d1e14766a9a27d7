//! `#[writ_export]` on traits.

use crate::export::{call, is_not_ours, wrapped};
use crate::wrapper::{Locals, Runtime, errors, parameter_records, place, quiet, record_name, seen_by};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{ItemTrait, TraitItem, TraitItemConst, TraitItemFn, TraitItemType, parse_quote};
use writ_build::host_api::{self, Function, Problems};

/// A trait gets hidden functions, which every type has that has the trait: wrappers of its methods, and what gives the records. As they are in the trait,
/// methods with bodies of their own have them too, and whoever can name the trait finds them, under whatever name.
pub fn definition(options: TokenStream, mut item: ItemTrait) -> TokenStream {
    let mut problems = Problems::default();
    let definition = host_api::definition(options, &item, &mut problems);
    for member in &mut item.items {
        if let TraitItem::Fn(TraitItemFn { attrs, .. })
        | TraitItem::Const(TraitItemConst { attrs, .. })
        | TraitItem::Type(TraitItemType { attrs, .. }) = member
        {
            attrs.retain(is_not_ours);
        }
    }
    if !problems.is_empty() {
        let errors = errors(&problems);
        return quote!(#item #errors);
    }
    let runtime = Runtime::new(definition.crate_path.as_ref());
    let host = &runtime.host;
    let ident = &definition.ident;
    // Objects of the trait (`dyn`) are possible only with `Sized`, though `HostClass` says it too.
    let bounds = quote!(where Self: ::core::marker::Sized + #host::HostClass);
    let (mut records, mut described) = (Vec::new(), Vec::new());
    for function in &definition.functions {
        let home = quote!(<Self as #ident>::);
        let locals = Locals::new(function.parameters.len());
        let mut wrapped = wrapped(function, home.clone(), TokenStream::new(), false);
        wrapped.bounds = bounds.clone();
        let wrapper = wrapped.function(&runtime, &locals, &call(function, &home, &locals));
        item.items.push(parse_quote!(#wrapper));
        let conditions = &function.conditions;
        let record = wrapped.record(&runtime);
        records.push(quote!(#(#conditions)* #record));
        let record = description(function, &runtime);
        described.push(quote!(#(#conditions)* #record));
    }
    let (name, quiet) = (record_name(&ident.unraw()), quiet());
    item.items.push(parse_quote! {
        #quiet
        fn __writ_methods() -> &'static [#host::FunctionRecord] #bounds {
            const { &[#(#records),*] }
        }
    });
    item.items.push(parse_quote! {
        #quiet
        fn __writ_trait() -> &'static #host::TraitRecord #bounds {
            &#name
        }
    });
    let (visibility, conditions) = (seen_by(&definition.visibility), &definition.conditions);
    let (script, doc, group, place) = (&definition.name, &definition.doc, &definition.group, place(ident.span()));
    quote! {
        #item

        #(#conditions)*
        #quiet
        #visibility static #name: #host::TraitRecord = #host::TraitRecord {
            name: #script,
            doc: #doc,
            functions: &[#(#described),*],
            group: #group,
            #place,
        };
    }
}

/// What the trait's own record says of a method.
fn description(function: &Function, runtime: &Runtime) -> TokenStream {
    let host = &runtime.host;
    let Function { name, doc, reenters, .. } = function;
    let parameters = parameter_records(&function.parameters, runtime);
    let result = &function.result.ty;
    let result = quote_spanned!(result.span()=> <#result as #host::Exposed>::type_name);
    let place = place(function.ident.span());
    quote! {
        #host::TraitFunctionRecord {
            name: #name,
            doc: #doc,
            reenters: #reenters,
            parameters: #parameters,
            result: #result,
            #place,
        }
    }
}
