//! `#[writ_export]` and `exported!`.

use crate::traits;
use crate::wrapper::{Locals, Runtime, This, Wrapped, errors, place, quiet, record_name, seen_by};
use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Attribute, ImplItem, Item, ItemConst, ItemFn, ItemImpl, Path};
use writ_build::host_api::{self, Function, Problems, Taking};

pub fn expand(options: TokenStream, item: TokenStream) -> TokenStream {
    let mut problems = Problems::default();
    let made = match syn::parse2::<Item>(item.clone()) {
        Ok(Item::Fn(function)) => of_function(options, &function, &mut problems),
        Ok(Item::Const(constant)) => of_constant(options, &constant, &mut problems),
        Ok(Item::Impl(block)) => return of_impl(options, block),
        Ok(Item::Trait(definition)) => return traits::definition(options, definition),
        Ok(other) => {
            let is_type = matches!(other, Item::Struct(_) | Item::Enum(_));
            let all = "`#[writ_export]` exports functions, constants, traits and `impl` blocks";
            let message = if is_type { "types are exported by `#[derive(WritType)]`" } else { all };
            problems.push(&other, message);
            TokenStream::new()
        }
        Err(error) => return error.to_compile_error(),
    };
    let made = if problems.is_empty() { made } else { errors(&problems) };
    quote!(#item #made)
}

/// The call of a function, as its wrapper makes it.
pub fn call(function: &Function, home: &TokenStream, locals: &Locals) -> TokenStream {
    let Locals { this, writ, .. } = locals;
    let span = function.ident.span();
    let this = function.taking.map(|taking| match taking {
        // A value is taken out of a copy: an object stays with the scripts.
        Taking::Value => quote_spanned!(span=> ::core::clone::Clone::clone(#this),),
        Taking::Shared | Taking::Changed => quote!(#this,),
    });
    let writ = function.reenters.then(|| quote!(#writ,));
    let arguments = locals.adapted(&function.parameters);
    let ident = &function.ident;
    let call = quote_spanned!(span=> #home #ident(#this #writ #(#arguments),*));
    function.result.how.apply(call)
}

/// A function, as the parts are made of it.
pub fn wrapped<'a>(function: &'a Function, home: TokenStream, visibility: TokenStream, value: bool) -> Wrapped<'a> {
    let this = match function.taking {
        None => This::None,
        Some(Taking::Value | Taking::Shared) => This::Shared,
        Some(Taking::Changed) => {
            if value {
                This::Place
            } else {
                This::Changed
            }
        }
    };
    Wrapped {
        name: &function.name,
        doc: &function.doc,
        group: &function.group,
        span: function.ident.span(),
        wrapper: Ident::new(&function.wrapper(), function.ident.span()),
        home,
        visibility,
        this,
        reenters: function.reenters,
        parameters: &function.parameters,
        result: &function.result.ty,
        conditions: &function.conditions,
        bounds: TokenStream::new(),
    }
}

fn of_function(options: TokenStream, item: &ItemFn, problems: &mut Problems) -> TokenStream {
    let function = host_api::function(options, item, problems);
    let runtime = Runtime::new(function.crate_path.as_ref());
    let locals = Locals::new(function.parameters.len());
    let visibility = seen_by(&function.visibility);
    let wrapped = wrapped(&function, TokenStream::new(), visibility.clone(), false);
    let wrapper = wrapped.function(&runtime, &locals, &call(&function, &TokenStream::new(), &locals));
    let record = wrapped.record(&runtime);
    let (name, quiet, host, conditions) = (record_name(&function.ident.unraw()), quiet(), &runtime.host, &function.conditions);
    quote! {
        #wrapper
        #(#conditions)*
        #quiet
        #visibility static #name: #host::FunctionRecord = #record;
    }
}

fn of_constant(options: TokenStream, item: &ItemConst, problems: &mut Problems) -> TokenStream {
    let constant = host_api::constant(options, item, problems);
    let runtime = Runtime::new(constant.crate_path.as_ref());
    let locals = Locals::new(0);
    let (ident, visibility) = (&constant.ident, seen_by(&constant.visibility));
    let wrapped = Wrapped {
        name: &constant.name,
        doc: &constant.doc,
        group: &constant.group,
        span: ident.span(),
        wrapper: Ident::new(&format!("__writ_{}", ident.unraw()), ident.span()),
        home: TokenStream::new(),
        visibility: visibility.clone(),
        this: This::None,
        reenters: false,
        parameters: &[],
        result: &constant.result.ty,
        conditions: &constant.conditions,
        bounds: TokenStream::new(),
    };
    let wrapper = wrapped.function(&runtime, &locals, &constant.result.how.apply(ident));
    let thunk = wrapped.thunk(&runtime);
    let (record, quiet, host, conditions) = (record_name(&ident.unraw()), quiet(), &runtime.host, &constant.conditions);
    let (name, doc, group, ty, place) = (&constant.name, &constant.doc, &constant.group, &constant.result.ty, place(ident.span()));
    let ty = quote_spanned!(ty.span()=> <#ty as #host::Exposed>::type_name);
    quote! {
        #wrapper
        #(#conditions)*
        #quiet
        #visibility static #record: #host::ValueRecord = #host::ValueRecord {
            name: #name,
            doc: #doc,
            ty: #ty,
            thunk: #thunk,
            group: #group,
            #place,
        };
    }
}

fn of_impl(options: TokenStream, mut block: ItemImpl) -> TokenStream {
    let mut problems = Problems::default();
    if let Some((of, _)) = &block.trait_ {
        host_api::implementation(options, &block, of, &mut problems);
        let errors = errors(&problems);
        block.items.iter_mut().for_each(without_ours);
        return quote!(#block #errors);
    }
    let methods = host_api::methods(options, &block, &mut problems);
    block.items.iter_mut().for_each(without_ours);
    let Some(methods) = methods.filter(|_| problems.is_empty()) else {
        let errors = errors(&problems);
        return quote!(#block #errors);
    };
    let runtime = Runtime::new(methods.crate_path.as_ref());
    let host = &runtime.host;
    let (mut wrappers, mut records) = (TokenStream::new(), Vec::new());
    for function in &methods.functions {
        let locals = Locals::new(function.parameters.len());
        let wrapped = wrapped(function, quote!(Self::), quote!(pub), methods.value);
        wrappers.extend(wrapped.function(&runtime, &locals, &call(function, &quote!(Self::), &locals)));
        let (record, conditions) = (wrapped.record(&runtime), &function.conditions);
        records.push(quote!(#(#conditions)* #record));
    }
    let (ty, conditions) = (&methods.ty, &methods.conditions);
    let of = quote_spanned!(ty.span()=> #host::MethodsOf);
    quote! {
        #block

        #(#conditions)*
        impl #ty {
            #wrappers
        }

        #(#conditions)*
        #[automatically_derived]
        impl #of for #ty {
            const METHODS: &'static [#host::FunctionRecord] = &[#(#records),*];
        }
    }
}

fn without_ours(member: &mut ImplItem) {
    if let ImplItem::Fn(member) = member {
        member.attrs.retain(is_not_ours);
    }
}

/// What was for these macros the compiler does not know.
pub fn is_not_ours(attribute: &Attribute) -> bool {
    attribute.path().segments.last().is_none_or(|segment| segment.ident != "writ")
}

/// `exported!(sim::spawn)`
pub fn exported(input: TokenStream) -> TokenStream {
    let mut path: Path = match syn::parse2(input) {
        Ok(path) => path,
        Err(error) => return error.to_compile_error(),
    };
    if let Some(last) = path.segments.last_mut() {
        last.ident = record_name(&last.ident.unraw());
    }
    quote!(&#path)
}
