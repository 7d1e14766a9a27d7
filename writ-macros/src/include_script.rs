//! `include_script!`.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use std::path::{Path, PathBuf};
use syn::parse::{Parse, ParseStream};
use syn::{LitStr, Path as RustPath, Token};
use writ_build::{Layout, Output, Request, compile_scripts, single};

/// `"scripts/game.writ", root = "scripts", host = "src/main.rs", crate = ::my_engine::writ`
struct Arguments {
    script: LitStr,
    root: Option<LitStr>,
    host: Option<LitStr>,
    crate_path: Option<RustPath>,
}

impl Parse for Arguments {
    fn parse(input: ParseStream<'_>) -> syn::Result<Arguments> {
        let mut arguments = Arguments { script: input.parse()?, root: None, host: None, crate_path: None };
        while !input.is_empty() {
            input.parse::<Token![,]>()?;
            if input.is_empty() {
                break;
            }
            if input.peek(Token![crate]) {
                input.parse::<Token![crate]>()?;
                input.parse::<Token![=]>()?;
                arguments.crate_path = Some(input.parse()?);
                continue;
            }
            let name: syn::Ident = input.parse()?;
            let place = match name.to_string().as_str() {
                "root" => &mut arguments.root,
                "host" => &mut arguments.host,
                _ => return Err(syn::Error::new(name.span(), "expected `root = \"…\"`, `host = \"…\"` or `crate = …`")),
            };
            input.parse::<Token![=]>()?;
            *place = Some(input.parse()?);
        }
        Ok(arguments)
    }
}

pub fn expand(input: TokenStream) -> TokenStream {
    let arguments: Arguments = match syn::parse2(input) {
        Ok(arguments) => arguments,
        Err(error) => return error.to_compile_error(),
    };
    let span = arguments.script.span();
    let (request, read) = match request(&arguments) {
        Ok(request) => request,
        Err(message) => return error(span, &message),
    };
    let mut output = compile_scripts(&request);
    output.files.extend(read);
    match &output.text {
        Some(text) => match text.parse::<TokenStream>() {
            Ok(tokens) => {
                let watched = watched(&output, span);
                quote_spanned!(span=> #watched #tokens)
            }
            Err(problem) => error(span, &format!("writ-build wrote Rust that does not parse: {problem}")),
        },
        None => {
            let rendered = output.rendered(writ_build::Severity::Error);
            let watched = watched(&output, span);
            let error = error(span, &format!("the script does not compile\n{}", rendered.trim_end()));
            quote_spanned!(span=> #watched #error)
        }
    }
}

/// What is compiled, and the files of Rust that were read for what the host offers.
fn request(arguments: &Arguments) -> Result<(Request, Vec<PathBuf>), String> {
    let package = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).ok_or("there is no CARGO_MANIFEST_DIR: is this not cargo?")?;
    let script = package.join(arguments.script.value());
    let mut request = single(&script, Layout::Inline);
    if let Some(root) = &arguments.root {
        let root = package.join(root.value());
        let outside = || format!("script `{}` lies outside of the root folder `{}`", shown(&script, &package), shown(&root, &package));
        request.scripts = vec![script.strip_prefix(&root).map_err(|_| outside())?.to_path_buf()];
        request.root = root;
    }
    if let Some(path) = &arguments.crate_path {
        request.options.crate_path = quote::quote!(#path).to_string();
    }
    let mut read = Vec::new();
    if let Some(host) = &arguments.host {
        let scan = writ_build::host_api::scan(&package.join(host.value()), &package);
        if !scan.errors.is_empty() {
            return Err(scan.errors.join("\n"));
        }
        request.api = scan.api;
        read = scan.files;
    }
    Ok((request, read))
}

/// Makes rustc watch all files that were read.
fn watched(output: &Output, span: Span) -> TokenStream {
    let files = output.files.iter().filter_map(|file| std::path::absolute(file).ok());
    let files = files.filter(|file| file.is_file()).filter_map(|file| file.to_str().map(str::to_owned));
    files.map(|file| quote_spanned!(span=> const _: &[u8] = include_bytes!(#file);)).collect()
}

fn error(span: Span, message: &str) -> TokenStream {
    quote_spanned!(span=> ::core::compile_error!(#message);)
}

fn shown(path: &Path, package: &Path) -> String {
    path.strip_prefix(package).unwrap_or(path).display().to_string()
}
