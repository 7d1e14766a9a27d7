//! What is made of a function: the wrapper that compiled scripts call, and the record with the thunk that the VM calls.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use std::path::{Path, PathBuf};
use syn::spanned::Spanned;
use syn::{Attribute, Path as RustPath, Type, Visibility};
use writ_build::host_api::{Adapt, Parameter, Problems};

/// The paths under which generated code finds the runtime.
pub struct Runtime {
    /// `::writ_runtime`
    pub root: TokenStream,
    /// `::writ_runtime::host`
    pub host: TokenStream,
    /// `::writ_runtime::host::parts`
    pub parts: TokenStream,
}

impl Runtime {
    pub fn new(path: Option<&RustPath>) -> Runtime {
        let root = path.map_or_else(|| quote!(::writ_runtime), |path| quote!(#path));
        Runtime { host: quote!(#root::host), parts: quote!(#root::host::parts), root }
    }
}

/// All problems as errors of the compiler.
pub fn errors(problems: &Problems) -> TokenStream {
    let one = |problem: &writ_build::host_api::Problem| {
        let message = &problem.message;
        quote_spanned!(problem.span=> ::core::compile_error!(#message);)
    };
    problems.0.iter().map(one).collect()
}

/// Lints that say nothing about generated code.
pub fn quiet() -> TokenStream {
    quote! {
        #[doc(hidden)]
        #[allow(
            dead_code,
            deprecated,
            non_shorthand_field_patterns,
            non_snake_case,
            non_upper_case_globals,
            private_interfaces,
            unused_variables,
            clippy::all
        )]
    }
}

/// Who sees what is made for an item: who sees the item, but at least the whole crate, as scripts' modules are somewhere in it.
pub fn seen_by(visibility: &Visibility) -> TokenStream {
    match visibility {
        Visibility::Inherited => quote!(pub(crate)),
        Visibility::Public(_) | Visibility::Restricted(_) => quote!(#visibility),
    }
}

/// `file: …, line: …` of an item.
pub fn place(span: Span) -> TokenStream {
    let file = match file_in_package(span) {
        Some(file) => quote!(#file),
        None => quote_spanned!(span=> ::core::file!()),
    };
    let line = quote_spanned!(span=> ::core::line!());
    quote!(file: #file, line: #line)
}

/// The file of a token, relative to its package.
fn file_in_package(span: Span) -> Option<String> {
    let file = std::path::absolute(span.local_file()?).ok()?;
    let package = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR")?);
    let inside: &Path = file.strip_prefix(&package).ok()?;
    Some(inside.to_str()?.replace('\\', "/"))
}

/// How a function takes its object.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum This {
    /// Not at all.
    None,
    /// Looks at it.
    Shared,
    /// Changes an object.
    Changed,
    /// Changes the place where a value lies.
    Place,
}

/// What is called, in a form in which wrappers and records are made of it.
pub struct Wrapped<'a> {
    /// The name in scripts.
    pub name: &'a str,
    pub doc: &'a str,
    pub group: &'a str,
    /// Where it stands.
    pub span: Span,
    /// The name of the wrapper.
    pub wrapper: Ident,
    /// `Self::` for members of a type.
    pub home: TokenStream,
    pub visibility: TokenStream,
    pub this: This,
    pub reenters: bool,
    /// Names and types, without the object.
    pub parameters: &'a [Parameter],
    /// What it gives, in a form that scripts can be given.
    pub result: &'a Type,
    /// What is there only if the function is.
    pub conditions: &'a [Attribute],
    /// For which types of those that have it.
    pub bounds: TokenStream,
}

/// The names of the locals in a wrapper, which no item of the host's can hide.
pub struct Locals {
    pub this: Ident,
    pub writ: Ident,
    pub arguments: Vec<Ident>,
}

impl Locals {
    pub fn new(count: usize) -> Locals {
        let local = |name: &str| Ident::new(name, Span::mixed_site());
        Locals { this: local("this"), writ: local("writ"), arguments: (0..count).map(|index| local(&format!("argument{index}"))).collect() }
    }

    /// The arguments as the function gets them.
    pub fn adapted(&self, parameters: &[Parameter]) -> Vec<TokenStream> {
        let one = |(argument, parameter): (&Ident, &Parameter)| match parameter.adapt {
            Adapt::AsIs => quote!(#argument),
            Adapt::AsDeref => quote!(::core::option::Option::as_deref(&#argument)),
            Adapt::AsRef => quote!(::core::option::Option::as_ref(&#argument)),
        };
        self.arguments.iter().zip(parameters).map(one).collect()
    }
}

impl Wrapped<'_> {
    /// The arguments as scripts have them, with the object unless that is a place. It says the same as `Parameters::Scripts`, but errors point at types.
    fn scripts(&self, runtime: &Runtime) -> TokenStream {
        let host = &runtime.host;
        let this = match self.this {
            This::None | This::Place => None,
            This::Shared => Some(quote!(&<&'static Self as #host::Param>::Script,)),
            This::Changed => Some(quote!(&<&'static mut Self as #host::Param>::Script,)),
        };
        let types = self.parameters.iter().map(|Parameter { ty, .. }| quote_spanned!(ty.span()=> &<#ty as #host::Param>::Script));
        quote!((#this #(#types,)*))
    }

    /// The result as scripts have it.
    fn script_result(&self, runtime: &Runtime) -> TokenStream {
        let (host, result) = (&runtime.host, self.result);
        quote_spanned!(result.span()=> <#result as #host::Exposed>::Script)
    }

    /// The types of the parameters with the object, unless that is a place.
    fn passed(&self) -> TokenStream {
        let this = match self.this {
            This::None | This::Place => None,
            This::Shared => Some(quote!(&'static Self,)),
            This::Changed => Some(quote!(&'static mut Self,)),
        };
        let types = self.parameters.iter().map(|parameter| &parameter.ty);
        quote!((#this #(#types,)*))
    }

    /// The function that compiled scripts call. `body` is the call, with the result already in the form that scripts can be given.
    pub fn function(&self, runtime: &Runtime, locals: &Locals, body: &TokenStream) -> TokenStream {
        let Runtime { host, parts, .. } = runtime;
        let Locals { this, writ, arguments } = locals;
        let (depth, all, result_value) = (local("depth"), local("arguments"), local("result"));
        let quiet = quiet();
        let (wrapper, visibility, result, conditions, bounds) =
            (&self.wrapper, &self.visibility, self.result, self.conditions, &self.bounds);
        let (passed, scripts, script) = (self.passed(), self.scripts(runtime), self.script_result(runtime));
        let object = match self.this {
            This::None | This::Place => None,
            This::Shared | This::Changed => Some(quote!(#this,)),
        };
        let items = quote!((#object #(#arguments,)*));
        let call = if self.reenters {
            quote!(#host::reenter::<#passed, #result>(#writ, #depth, #all, |#items, #writ| #body))
        } else {
            quote!(#host::enter::<#passed, #result>(#writ, #all, |#items| #body))
        };
        let (place, body) = if self.this == This::Place {
            let body = quote! {
                let mut #this: Self = #host::FromArgument::from_argument(place, #writ)?;
                let #result_value = {
                    let #this = &mut #this;
                    #call?
                };
                *place = #host::IntoResult::into_result(#this, #writ)?;
                ::core::result::Result::Ok(#result_value)
            };
            (Some(quote!(place: &mut <Self as #host::Exposed>::Script,)), body)
        } else {
            (None, call)
        };
        quote! {
            #(#conditions)*
            #quiet
            #[inline]
            #visibility fn #wrapper(
                #writ: &mut #parts::Writ,
                #depth: #parts::Depth,
                #place
                #all: #scripts,
            ) -> #parts::Fallible<#script> #bounds {
                #body
            }
        }
    }

    /// The thunk that the VM calls.
    pub fn thunk(&self, runtime: &Runtime) -> TokenStream {
        let host = &runtime.host;
        let (home, wrapper, passed, script) = (&self.home, &self.wrapper, self.passed(), self.script_result(runtime));
        if self.this == This::Place {
            quote!(|writ, depth, crossing| #host::cross_place::<Self, #passed, #script>(writ, depth, crossing, #home #wrapper))
        } else {
            quote!(|writ, depth, crossing| #host::cross::<#passed, #script>(writ, depth, crossing, #home #wrapper))
        }
    }

    /// The record.
    pub fn record(&self, runtime: &Runtime) -> TokenStream {
        let host = &runtime.host;
        let (name, doc, group, reenters, result) = (self.name, self.doc, self.group, self.reenters, self.result);
        let kind = match self.this {
            This::None => quote!(Static),
            This::Shared | This::Changed => quote!(Method),
            This::Place => quote!(Mutating),
        };
        let parameters = parameter_records(self.parameters, runtime);
        let thunk = self.thunk(runtime);
        let type_name = quote_spanned!(result.span()=> <#result as #host::Exposed>::type_name);
        let place = place(self.span);
        quote! {
            #host::FunctionRecord {
                name: #name,
                doc: #doc,
                kind: #host::FunctionKind::#kind,
                reenters: #reenters,
                parameters: #parameters,
                result: #type_name,
                thunk: #thunk,
                group: #group,
                #place,
            }
        }
    }
}

/// `&[("amount", …)]`
pub fn parameter_records(parameters: &[Parameter], runtime: &Runtime) -> TokenStream {
    let host = &runtime.host;
    let one = |Parameter { name, ty, .. }: &Parameter| quote_spanned!(ty.span()=> (#name, <#ty as #host::Param>::type_name));
    let all = parameters.iter().map(one);
    quote!(&[#(#all),*])
}

fn local(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
}

/// `__WRIT_spawn`, the name of the record of a function, constant or trait.
pub fn record_name(ident: &Ident) -> Ident {
    format_ident!("__WRIT_{}", ident, span = ident.span())
}
