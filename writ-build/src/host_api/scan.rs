//! What a crate offers to scripts, read from its files.

mod traits;

use super::convert::owned;
use super::items::{Access, Field, Kind, Whole};
use super::modules::{Export, Found, Home, Walk};
use super::operators::{Operator, OperatorKind};
use super::text::{Named, Names, text};
use super::{Function, Taking};
use proc_macro2::{Ident, Span};
use quote::ToTokens;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use syn::{Type, parse_quote};
use writ_compiler::host::{Api, HostField, HostFunction, HostProperty, HostType, HostTypeKind, HostValue, HostVariant, Receiver, RustItem};
use writ_compiler::library;

/// What a crate offers to scripts.
#[derive(Clone, Debug, Default)]
pub struct Scan {
    /// What it offers. Where there are errors, something is missing in it.
    pub api: Api,
    /// All files that were read: a build script watches them.
    pub files: Vec<PathBuf>,
    /// What is wrong, each as `file:line:column: message`.
    pub errors: Vec<String>,
}

/// Reads a crate from its root, `src/main.rs` or `src/lib.rs`, and the files of its modules. Paths in the result start in `package`.
pub fn scan(root: &Path, package: &Path) -> Scan {
    scan_files(&[(root, "crate")], package)
}

/// Reads files with the modules in which they stand (`("src/sim.rs", "crate::sim")`), and the files of their modules. Those of the crate's own module
/// lie beside it, those of another in a folder that is called like it, unless its file is `mod.rs`.
pub fn scan_files(files: &[(&Path, &str)], package: &Path) -> Scan {
    let mut walk = Walk::new(package);
    for (file, module) in files {
        let beside = file.parent().unwrap_or(Path::new(""));
        let owns = *module == "crate" || file.file_name().is_some_and(|name| name == "mod.rs");
        let folder = if owns { beside.to_path_buf() } else { file.with_extension("") };
        walk.file(file, module, &folder);
    }
    Scanner::new(walk).finish()
}

/// Reads the package in a folder: its library, or its program if the library exports nothing or there is none.
///
/// # Errors
/// There is neither.
pub fn scan_package(folder: &Path) -> std::io::Result<Scan> {
    let roots = ["src/lib.rs", "src/main.rs"].map(|root| folder.join(root));
    let mut read = roots.iter().filter(|root| root.is_file()).map(|root| scan(root, folder));
    let Some(first) = read.next() else {
        let message = format!("there is neither `{}` nor `{}`", roots[0].display(), roots[1].display());
        return Err(std::io::Error::new(std::io::ErrorKind::NotFound, message));
    };
    if !first.api.is_empty() || !first.errors.is_empty() {
        return Ok(first);
    }
    Ok(read.next().unwrap_or(first))
}

/// By a type's Rust name: where such types stand, and what they are.
type Known = HashMap<String, Vec<(String, Named)>>;

struct Scanner {
    walk: Walk,
    known: Known,
    found: Vec<Found>,
    api: Api,
    /// By name in scripts: where it is, and whether it is only there sometimes.
    taken: HashMap<String, (String, bool)>,
}

impl Scanner {
    fn new(mut walk: Walk) -> Scanner {
        let found = std::mem::take(&mut walk.found);
        let mut known = Known::new();
        for item in &found {
            let (name, named) = match &item.export {
                Export::Type(ty) => (ty.ident.to_string(), Named::Type(ty.name.clone())),
                Export::Alias(name, ty) => (name.to_string(), Named::Alias(Box::new(ty.clone()))),
                Export::Methods(_)
                | Export::Trait(_)
                | Export::Implementation(_)
                | Export::Function(_)
                | Export::Constant(_)
                | Export::Output(_) => continue,
            };
            known.entry(name).or_default().push((item.home.module.clone(), named));
        }
        Scanner { walk, known, found, api: Api::default(), taken: HashMap::new() }
    }

    fn finish(mut self) -> Scan {
        let found = std::mem::take(&mut self.found);
        self.check_methods(&found);
        self.check_implementations(&found);
        for item in &found {
            match &item.export {
                Export::Type(ty) => {
                    if self.take(&item.home, &ty.name, ty.ident.span(), !ty.conditions.is_empty()) {
                        let made = self.host_type(&item.home, ty, &found);
                        self.api.group_mut(&ty.group).types.push(made);
                    }
                }
                Export::Function(function) => {
                    if self.take(&item.home, &function.name, function.ident.span(), !function.conditions.is_empty()) {
                        let path = format!("{}::{}", item.home.module, function.wrapper());
                        let made = self.host_function(&item.home, function, None, false, path);
                        self.api.group_mut(&function.group).functions.push(made);
                    }
                }
                Export::Constant(constant) => {
                    if self.take(&item.home, &constant.name, constant.ident.span(), !constant.conditions.is_empty()) {
                        let ty = self.text(&item.home, &constant.result.ty, None);
                        let path = format!("{}::__writ_{}", item.home.module, constant.ident.to_string().trim_start_matches("r#"));
                        let rust = place(&item.home, path, constant.ident.span());
                        let made = HostValue { name: constant.name.clone(), doc: constant.doc.clone(), ty, rust };
                        self.api.group_mut(&constant.group).values.push(made);
                    }
                }
                Export::Trait(definition) => {
                    if self.take(&item.home, &definition.name, definition.ident.span(), !definition.conditions.is_empty()) {
                        let made = self.host_trait(&item.home, definition);
                        self.api.group_mut(&definition.group).traits.push(made);
                    }
                }
                Export::Methods(_) | Export::Implementation(_) | Export::Alias(..) | Export::Output(_) => {}
            }
        }
        Scan { api: self.api, files: self.walk.files, errors: self.walk.errors }
    }

    /// Takes a name in scripts; says so if something else has it.
    fn take(&mut self, home: &Home, name: &str, span: Span, sometimes: bool) -> bool {
        let here = format!("{}:{}", home.file, span.start().line);
        match self.taken.get(name) {
            // Of two that are there under conditions one is there, as far as anybody knows.
            Some((_, true)) if sometimes => false,
            Some((other, _)) => {
                let message = format!("scripts know `{name}` from {other} already: give one of them another name by `rename`");
                self.walk.error(home, span, &message);
                false
            }
            None => {
                self.taken.insert(name.to_owned(), (here, sometimes));
                true
            }
        }
    }

    /// Exported `impl` blocks belong to exported types, one to each.
    fn check_methods(&mut self, found: &[Found]) {
        for (index, item) in found.iter().enumerate() {
            let Export::Methods(methods) = &item.export else { continue };
            let Some((home, ty)) = type_of(found, &item.home, &methods.ident) else {
                let message = format!("functions are exported of a type with `#[derive(WritType)]`, and `{}` has none", methods.ident);
                self.walk.error(&item.home, methods.ident.span(), &message);
                continue;
            };
            let same = |other: &&Found| {
                let Export::Methods(methods) = &other.export else { return false };
                type_of(found, &other.home, &methods.ident).is_some_and(|(_, other)| std::ptr::eq(other, ty))
            };
            if let (Some(other), true) = (found[..index].iter().find(same), methods.conditions.is_empty()) {
                let message = format!(
                    "a type exports one `impl`, and that of `{}` is in {}:{}",
                    methods.ident,
                    other.home.file,
                    other.span().start().line
                );
                self.walk.error(&item.home, methods.ident.span(), &message);
            }
            let is_class = matches!(ty.kind, Kind::Class(_));
            let changing = methods.functions.iter().find(|function| function.taking == Some(Taking::Changed));
            if let (Some(function), true) = (changing, is_class == methods.value) {
                let message = if is_class {
                    format!("`{}` is a class ({}:{}): leave `value` out", ty.name, home.file, ty.ident.span().start().line)
                } else {
                    format!("`{}` is a value type ({}:{}): write `#[writ_export(value)]`", ty.name, home.file, ty.ident.span().start().line)
                };
                self.walk.error(&item.home, function.ident.span(), &message);
            }
        }
    }

    /// A type as scripts write it; a name that stands for nothing where there is an error.
    fn text(&mut self, home: &Home, ty: &Type, own: Option<&str>) -> String {
        let known = &self.known;
        let find = |path: &syn::Path| {
            let name = path.segments.last()?.ident.to_string();
            let Some(places) = known.get(&name) else {
                return Some(Named::Type(library::value_type(&name)?.to_owned()));
            };
            // Of several types of one name that of the same module is meant, or that of the module that the path names.
            let before = path.segments.iter().rev().nth(1).map(|segment| format!("::{}", segment.ident));
            let in_module = places.iter().find(|(module, _)| *module == home.module && before.is_none());
            let by_path = || places.iter().find(|(module, _)| before.as_ref().is_some_and(|before| module.ends_with(before)));
            in_module.or_else(by_path).or(places.first()).map(|(_, named)| named.clone())
        };
        match text(ty, &Names { own, find: &find }) {
            Ok(text) => text,
            Err((span, message)) => {
                self.walk.error(home, span, &message);
                "void".to_owned()
            }
        }
    }

    fn host_function(&mut self, home: &Home, function: &Function, own: Option<&str>, is_value: bool, path: String) -> HostFunction {
        let receiver = match function.taking {
            None => Receiver::None,
            Some(Taking::Value | Taking::Shared) => Receiver::Object,
            Some(Taking::Changed) => {
                if is_value {
                    Receiver::Place
                } else {
                    Receiver::Object
                }
            }
        };
        HostFunction {
            name: function.name.clone(),
            doc: function.doc.clone(),
            receiver,
            parameters: function.parameters.iter().map(|parameter| (parameter.name.clone(), self.text(home, &parameter.ty, own))).collect(),
            result: self.text(home, &function.result.ty, own),
            reenters: function.reenters,
            rust: place(home, path, function.ident.span()),
        }
    }

    fn host_type(&mut self, home: &Home, ty: &Whole, found: &[Found]) -> HostType {
        let path = format!("{}::{}", home.module, ty.ident);
        let own = Some(&*ty.name);
        let mut properties = Vec::new();
        let kind = match &ty.kind {
            Kind::Class(fields) => {
                properties.extend(fields.iter().map(|field| self.property(home, field, ty, &path)));
                HostTypeKind::Class
            }
            Kind::Value { fields, .. } => HostTypeKind::Struct(fields.iter().map(|field| self.field(home, field, own)).collect()),
            Kind::Enum(variants) => {
                let variants = variants.iter().filter(|variant| !variant.skipped).map(|variant| HostVariant {
                    name: variant.name.clone(),
                    doc: variant.doc.clone(),
                    fields: variant.fields.iter().map(|field| (field.name.clone(), self.text(home, &field.ty, own))).collect(),
                });
                HostTypeKind::Enum(variants.collect())
            }
        };
        let is_value = !matches!(ty.kind, Kind::Class(_));
        let mut functions: Vec<HostFunction> = Vec::new();
        for operator in &ty.operators {
            functions.extend(self.operator(home, ty, operator, is_value, &path, found));
        }
        for item in found {
            let Export::Methods(methods) = &item.export else { continue };
            if !type_of(found, &item.home, &methods.ident).is_some_and(|(_, of)| std::ptr::eq(of, ty)) {
                continue;
            }
            for function in &methods.functions {
                let made = self.host_function(&item.home, function, own, is_value, format!("{path}::{}", function.wrapper()));
                let same_property = properties.iter().any(|property| property.name == made.name);
                if same_property || functions.iter().any(|other| other.name == made.name) {
                    if function.conditions.is_empty() && methods.conditions.is_empty() {
                        let other = if same_property { "field" } else { "function" };
                        let message = format!("`{}` has a {other} `{}` already: rename or skip one of them", ty.name, made.name);
                        self.walk.error(&item.home, function.ident.span(), &message);
                    }
                    continue;
                }
                functions.push(made);
            }
        }
        let traits = self.traits_of(home, ty, &properties, &mut functions, found);
        let rust = place(home, path, ty.ident.span());
        HostType { name: ty.name.clone(), id: 0, doc: ty.doc.clone(), kind, traits, properties, functions, rust }
    }

    fn property(&mut self, home: &Home, field: &Field, ty: &Whole, path: &str) -> HostProperty {
        HostProperty {
            name: field.name.clone(),
            doc: field.doc.clone(),
            ty: self.text(home, &field.ty, Some(&ty.name)),
            writable: field.access == Access::Write,
            rust: place(home, format!("{path}::__writ_get_{}", field.word()), syn::spanned::Spanned::span(&field.member)),
        }
    }

    fn field(&mut self, home: &Home, field: &Field, own: Option<&str>) -> HostField {
        let ty = self.text(home, &field.ty, own);
        HostField { name: field.name.clone(), doc: field.doc.clone(), ty, public: field.access != Access::Hidden }
    }

    fn operator(
        &mut self,
        home: &Home,
        ty: &Whole,
        operator: &Operator,
        is_value: bool,
        path: &str,
        found: &[Found],
    ) -> Option<HostFunction> {
        let own = Some(&*ty.name);
        let kind = operator.kind;
        let operand: Type = operator.operand.clone().unwrap_or_else(|| parse_quote!(Self));
        let written = self.text(home, &operand, own);
        let gives = match kind {
            OperatorKind::Eq | OperatorKind::Ord => "bool".to_owned(),
            OperatorKind::Display => "string".to_owned(),
            OperatorKind::Iterator => {
                let item = operator.result.clone()?;
                match owned(&parse_quote!(::core::option::Option<#item>)) {
                    Ok(given) => self.text(home, &given.ty, own),
                    Err((span, message)) => {
                        self.walk.error(home, span, &message);
                        return None;
                    }
                }
            }
            OperatorKind::Add
            | OperatorKind::Sub
            | OperatorKind::Mul
            | OperatorKind::Div
            | OperatorKind::Rem
            | OperatorKind::Neg
            | OperatorKind::Index
            | OperatorKind::IndexMut => {
                match operator.result.clone().map(|ty| (home.clone(), ty)).or_else(|| output_of(found, ty, operator)) {
                    Some((home, result)) => self.text(&home, &result, own),
                    None if matches!(kind, OperatorKind::Index | OperatorKind::IndexMut) => {
                        let message =
                            format!("what this gives can't be seen in the source: write `{} = \"{written} -> …\"`", kind.option());
                        self.walk.error(home, operator.span, &message);
                        return None;
                    }
                    None => ty.name.clone(),
                }
            }
        };
        let (types, result) = match kind {
            OperatorKind::IndexMut => (vec![written, gives], "void".to_owned()),
            OperatorKind::Index
            | OperatorKind::Add
            | OperatorKind::Sub
            | OperatorKind::Mul
            | OperatorKind::Div
            | OperatorKind::Rem
            | OperatorKind::Neg
            | OperatorKind::Eq
            | OperatorKind::Ord
            | OperatorKind::Display
            | OperatorKind::Iterator => (vec![written], gives),
        };
        Some(HostFunction {
            name: kind.script_name().to_owned(),
            doc: String::new(),
            receiver: if is_value && kind.changes() { Receiver::Place } else { Receiver::Object },
            parameters: kind.parameters().iter().map(|name| (*name).to_owned()).zip(types).collect(),
            result,
            reenters: false,
            rust: place(home, format!("{path}::{}", kind.wrapper()), operator.span),
        })
    }
}

/// The type whose functions a block exports.
fn type_of<'a>(found: &'a [Found], home: &Home, ident: &Ident) -> Option<(&'a Home, &'a Whole)> {
    let types = || {
        found.iter().filter_map(|item| {
            let Export::Type(ty) = &item.export else { return None };
            (ty.ident == *ident).then_some((&item.home, ty))
        })
    };
    types().find(|(of, _)| of.module == home.module).or_else(|| types().next())
}

/// What the implementation of an operator's trait says that it gives.
fn output_of(found: &[Found], ty: &Whole, operator: &Operator) -> Option<(Home, Type)> {
    let name = if operator.kind == OperatorKind::IndexMut { "Index" } else { operator.kind.trait_name() };
    let own = |operand: &str| operand == "Self" || ty.ident == operand;
    let operand = operator.operand.as_ref().map(|operand| operand.to_token_stream().to_string());
    found.iter().find_map(|item| {
        let Export::Output(output) = &item.export else { return None };
        let same = match (&output.operand, &operand) {
            (Some(one), Some(other)) => one == other || (own(one) && own(other)),
            (Some(one), None) | (None, Some(one)) => own(one),
            (None, None) => true,
        };
        (output.definition == name && ty.ident == output.of && same).then(|| (item.home.clone(), output.output.clone()))
    })
}

#[allow(clippy::unnecessary_wraps)] // As records have it.
fn place(home: &Home, path: String, span: Span) -> Option<RustItem> {
    Some(RustItem { path, file: home.file.clone(), line: span.start().line as u32 })
}
