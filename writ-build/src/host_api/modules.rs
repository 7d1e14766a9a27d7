//! The files of a crate, from its root by `mod`, and what they export.

use super::attributes::is_named;
use super::items::{Whole, enumeration, structure};
use super::{
    Constant, Function, Implementation, Methods, Problem, Problems, Trait, constant, definition, function, implementation, methods,
};
use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use std::fs;
use std::path::{Path, PathBuf};
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{
    Attribute, Fields, File, ImplItem, Item, ItemImpl, ItemMod, Meta, PathArguments, Token, TraitItem, TraitItemConst, TraitItemFn,
    TraitItemType, Type, UseTree,
};

/// Where an item is.
#[derive(Clone, Debug)]
pub(super) struct Home {
    /// The module: `crate::sim`.
    pub module: String,
    /// The file, relative to the package.
    pub file: String,
}

/// What an item is to scripts, or to those that are.
pub(super) enum Export {
    Type(Whole),
    Methods(Methods),
    Trait(Trait),
    Implementation(Implementation),
    Function(Function),
    Constant(Constant),
    /// `type Health = f32;`
    Alias(syn::Ident, Type),
    /// `impl Add<f32> for Point { type Output = Point; }`
    Output(Output),
}

/// What an implementation of a trait says that its operator gives.
pub(super) struct Output {
    /// The last part of the trait's name.
    pub definition: String,
    /// The first type between its `<` and `>`, as text.
    pub operand: Option<String>,
    /// The name of the type.
    pub of: String,
    /// `Output`, or `Item`.
    pub output: Type,
}

/// What was found, and where.
pub(super) struct Found {
    pub home: Home,
    pub export: Export,
}

/// What a walk over the files has found.
#[derive(Default)]
pub(super) struct Walk {
    /// The folder that shown paths start in.
    package: PathBuf,
    pub found: Vec<Found>,
    /// All files that were read.
    pub files: Vec<PathBuf>,
    /// `file:line:column: message`
    pub errors: Vec<String>,
}

/// A place in the tree of modules.
struct Place<'a> {
    home: &'a Home,
    /// The file.
    file: &'a Path,
    /// Where the files of its modules are.
    folder: &'a Path,
    /// Whether it is a module inside of a file.
    inline: bool,
}

impl Walk {
    pub fn new(package: &Path) -> Walk {
        Walk { package: package.to_path_buf(), ..Walk::default() }
    }

    /// Reads a file and those that its modules are in. `folder` is where these are.
    pub fn file(&mut self, file: &Path, module: &str, folder: &Path) {
        let shown = file.strip_prefix(&self.package).unwrap_or(file).display().to_string().replace('\\', "/");
        let home = Home { module: module.to_owned(), file: shown };
        if self.files.iter().any(|other| other == file) {
            return;
        }
        self.files.push(file.to_path_buf());
        let text = match fs::read_to_string(file) {
            Ok(text) => text,
            Err(error) => return self.errors.push(format!("{}: cannot read it: {error}", home.file)),
        };
        match syn::parse_file(&text) {
            Ok(File { items, .. }) => self.items(&items, &Place { home: &home, file, folder, inline: false }),
            Err(error) => self.error(&home, error.span(), &error.to_string()),
        }
    }

    pub fn error(&mut self, home: &Home, span: Span, message: &str) {
        let start = span.start();
        self.errors.push(format!("{}:{}:{}: {message}", home.file, start.line, start.column + 1));
    }

    fn items(&mut self, items: &[Item], place: &Place<'_>) {
        for item in items {
            if let Item::Use(item) = item {
                let mut renamed = Vec::new();
                renames(&item.tree, &mut Vec::new(), &mut renamed);
                self.found.extend(renamed.into_iter().map(|export| Found { home: place.home.clone(), export }));
            }
            let attributes = attributes_of(item);
            if attributes.iter().any(is_for_tests) {
                continue;
            }
            let mut problems = Problems::default();
            let export = self.export(item, place, &mut problems);
            for Problem { span, message } in &problems.0 {
                self.error(place.home, *span, message);
            }
            // What has mistakes is kept, so that what names it is none.
            self.found.extend(export.map(|export| Found { home: place.home.clone(), export }));
        }
    }

    fn export(&mut self, item: &Item, place: &Place<'_>, problems: &mut Problems) -> Option<Export> {
        match item {
            Item::Mod(module) => {
                self.module(module, place);
                None
            }
            Item::Struct(item) => {
                let mut item = item.clone();
                item.attrs = unfolded(&item.attrs);
                unfold_fields(&mut item.fields);
                derives(&item.attrs).then(|| Export::Type(structure(&item, problems)))
            }
            Item::Enum(item) => {
                let mut item = item.clone();
                item.attrs = unfolded(&item.attrs);
                for variant in &mut item.variants {
                    variant.attrs = unfolded(&variant.attrs);
                    unfold_fields(&mut variant.fields);
                }
                derives(&item.attrs).then(|| Export::Type(enumeration(&item, problems)))
            }
            Item::Fn(item) => options(&item.attrs).map(|options| Export::Function(function(options, item, problems))),
            Item::Const(item) => options(&item.attrs).map(|options| Export::Constant(constant(options, item, problems))),
            Item::Impl(item) => match options(&item.attrs) {
                Some(options) => {
                    let mut item = item.clone();
                    for member in &mut item.items {
                        if let ImplItem::Fn(member) = member {
                            member.attrs = unfolded(&member.attrs);
                        }
                    }
                    item.items.retain(|member| !matches!(member, ImplItem::Fn(member) if member.attrs.iter().any(is_for_tests)));
                    match &item.trait_ {
                        Some((of, _)) => implementation(options, &item, of, problems).map(Export::Implementation),
                        None => methods(options, &item, problems).map(Export::Methods),
                    }
                }
                None => output(item).map(Export::Output),
            },
            Item::Trait(item) => options(&item.attrs).map(|options| {
                let mut item = item.clone();
                for member in &mut item.items {
                    if let TraitItem::Fn(TraitItemFn { attrs, .. })
                    | TraitItem::Const(TraitItemConst { attrs, .. })
                    | TraitItem::Type(TraitItemType { attrs, .. }) = member
                    {
                        *attrs = unfolded(attrs);
                    }
                }
                item.items.retain(|member| !matches!(member, TraitItem::Fn(member) if member.attrs.iter().any(is_for_tests)));
                Export::Trait(definition(options, &item, problems))
            }),
            Item::Type(item) if item.generics.params.is_empty() => Some(Export::Alias(item.ident.clone(), (*item.ty).clone())),
            _ => None,
        }
    }

    fn module(&mut self, module: &ItemMod, place: &Place<'_>) {
        let name = module.ident.to_string();
        let file_name = name.trim_start_matches("r#");
        let path = format!("{}::{name}", place.home.module);
        let folder = place.folder.join(file_name);
        if let Some((_, items)) = &module.content {
            let home = Home { module: path, file: place.home.file.clone() };
            return self.items(items, &Place { home: &home, file: place.file, folder: &folder, inline: true });
        }
        if let Some(written) = path_attribute(&module.attrs) {
            let base = if place.inline { place.folder } else { place.file.parent().unwrap_or(Path::new("")) };
            let file = base.join(written);
            let folder = file.parent().unwrap_or(Path::new("")).to_path_buf();
            return self.file(&file, &path, &folder);
        }
        let candidates = [place.folder.join(format!("{file_name}.rs")), folder.join("mod.rs")];
        match candidates.iter().find(|file| file.is_file()) {
            Some(file) => self.file(file, &path, &folder),
            // One that is only there sometimes may be missing.
            None if module.attrs.iter().any(|attribute| attribute.path().is_ident("cfg")) => {}
            None => self.error(place.home, module.ident.span(), &format!("there is no file for the module `{file_name}`")),
        }
    }
}

fn attributes_of(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        _ => &[],
    }
}

/// `#[cfg(test)]`, or `#[cfg(all(test, …))]`.
fn is_for_tests(attribute: &Attribute) -> bool {
    fn tests(meta: &Meta) -> bool {
        match meta {
            Meta::Path(path) => path.is_ident("test"),
            Meta::List(list) if list.path.is_ident("all") => list_of(list.tokens.clone()).iter().any(tests),
            Meta::List(_) | Meta::NameValue(_) => false,
        }
    }
    attribute.path().is_ident("cfg") && attribute.parse_args::<Meta>().is_ok_and(|meta| tests(&meta))
}

fn list_of(tokens: TokenStream) -> Vec<Meta> {
    Punctuated::<Meta, Token![,]>::parse_terminated.parse2(tokens).map_or_else(|_| Vec::new(), |list| list.into_iter().collect())
}

/// Attributes, with what stands in `#[cfg_attr(…)]` taken out of it.
fn unfolded(attributes: &[Attribute]) -> Vec<Attribute> {
    let mut all = Vec::new();
    for attribute in attributes {
        if !attribute.path().is_ident("cfg_attr") {
            all.push(attribute.clone());
            continue;
        }
        let Meta::List(list) = &attribute.meta else { continue };
        all.extend(list_of(list.tokens.clone()).into_iter().skip(1).map(|meta| Attribute { meta, ..attribute.clone() }));
    }
    all
}

fn unfold_fields(fields: &mut Fields) {
    for field in fields {
        field.attrs = unfolded(&field.attrs);
    }
}

fn derives(attributes: &[Attribute]) -> bool {
    attributes.iter().filter(|attribute| attribute.path().is_ident("derive")).any(|attribute| {
        let Meta::List(list) = &attribute.meta else { return false };
        list_of(list.tokens.clone()).iter().any(|meta| meta.path().segments.last().is_some_and(|segment| segment.ident == "WritType"))
    })
}

/// What stands behind `writ_export`, if it is there.
fn options(attributes: &[Attribute]) -> Option<TokenStream> {
    let attributes = unfolded(attributes);
    let attribute = attributes.iter().find(|attribute| is_named(attribute, "writ_export"))?;
    Some(match &attribute.meta {
        Meta::List(list) => list.tokens.clone(),
        Meta::Path(_) | Meta::NameValue(_) => TokenStream::new(),
    })
}

/// What `use` gives other names to.
fn renames(tree: &UseTree, before: &mut Vec<syn::Ident>, found: &mut Vec<Export>) {
    match tree {
        UseTree::Path(path) => {
            before.push(path.ident.clone());
            renames(&path.tree, before, found);
            before.pop();
        }
        UseTree::Group(group) => group.items.iter().for_each(|tree| renames(tree, before, found)),
        UseTree::Rename(renamed) => {
            let segments = before.iter().chain([&renamed.ident]);
            found.push(Export::Alias(renamed.rename.clone(), syn::parse_quote!(#(#segments)::*)));
        }
        _ => {}
    }
}

fn path_attribute(attributes: &[Attribute]) -> Option<String> {
    let attribute = attributes.iter().find(|attribute| attribute.path().is_ident("path"))?;
    let Meta::NameValue(pair) = &attribute.meta else { return None };
    let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) = &pair.value else { return None };
    Some(text.value())
}

fn output(item: &ItemImpl) -> Option<Output> {
    let (path, _) = item.trait_.as_ref()?;
    let definition = path.segments.last()?;
    let operand = match &definition.arguments {
        PathArguments::AngleBracketed(list) => list.args.first().map(|argument| argument.to_token_stream().to_string()),
        PathArguments::None | PathArguments::Parenthesized(_) => None,
    };
    let of = super::convert::last(&item.self_ty)?.ident.to_string();
    let output = item.items.iter().find_map(|member| match member {
        ImplItem::Type(ty) if ty.ident == "Output" || ty.ident == "Item" => Some(ty.ty.clone()),
        _ => None,
    })?;
    Some(Output { definition: definition.ident.to_string(), operand, of, output })
}

impl Found {
    /// Where it is, for an error.
    pub fn span(&self) -> Span {
        match &self.export {
            Export::Type(item) => item.ident.span(),
            Export::Methods(item) => item.ident.span(),
            Export::Trait(item) => item.ident.span(),
            Export::Implementation(item) => item.of.span(),
            Export::Function(item) => item.ident.span(),
            Export::Constant(item) => item.ident.span(),
            Export::Alias(name, _) => name.span(),
            Export::Output(output) => output.output.span(),
        }
    }
}
