//! `#[writ(…)]` and `#[writ_export(…)]`.

use super::Problems;
use super::operators::{self, Operator};
use proc_macro2::{Ident, Span, TokenStream};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, ExprLit, Lit, LitStr, Meta, Path, Token};
use writ_compiler::diagnostic::near::nearest;

/// What stands behind the name of an option.
pub(super) enum Value {
    /// Nothing: `skip`.
    None,
    /// `rename = "…"`.
    Text(LitStr),
    /// `crate = ::path`.
    Path(Path),
    /// `iterator(Item)`.
    List(TokenStream),
}

/// `rename = "…"` and its like.
pub(super) struct Entry {
    pub name: String,
    pub span: Span,
    pub value: Value,
}

impl Entry {
    /// The text behind `=`.
    pub fn text(&self, problems: &mut Problems) -> Option<LitStr> {
        if let Value::Text(text) = &self.value {
            return Some(text.clone());
        }
        problems.at(self.span, format!("`{0}` needs a text: `{0} = \"…\"`", self.name));
        None
    }

    /// Nothing may stand behind it.
    pub fn flag(&self, problems: &mut Problems) -> Option<Span> {
        if let Value::None = self.value {
            return Some(self.span);
        }
        problems.at(self.span, format!("`{}` stands alone", self.name));
        None
    }

    /// The paths in `traits(Damageable, other::Named)`.
    fn paths(&self, problems: &mut Problems) -> Vec<Path> {
        let mut all: Vec<Path> = Vec::new();
        let parsed = match &self.value {
            Value::List(tokens) => Parser::parse2(paths, tokens.clone()),
            Value::Text(text) => text.parse_with(paths),
            Value::None | Value::Path(_) => {
                Err(syn::Error::new(self.span, format!("`{0}` needs names: `{0}(Damageable, Named)`", self.name)))
            }
        };
        match parsed {
            Ok(parsed) => {
                for path in parsed {
                    if all.contains(&path) {
                        problems.push(&path, "this trait is here twice");
                    } else {
                        all.push(path);
                    }
                }
            }
            Err(error) => problems.at(error.span(), error.to_string()),
        }
        all
    }

    fn path(&self, problems: &mut Problems) -> Option<Path> {
        match &self.value {
            Value::Path(path) => return Some(path.clone()),
            Value::Text(text) => {
                if let Ok(path) = text.parse() {
                    return Some(path);
                }
            }
            Value::None | Value::List(_) => {}
        }
        problems.at(self.span, "`crate` needs the path of the runtime: `crate = ::my_engine::writ`");
        None
    }

    /// The name that scripts use.
    fn name(&self, problems: &mut Problems) -> Option<String> {
        let text = self.text(problems)?;
        let name = text.value();
        let mut characters = name.chars();
        let begins = characters.next().is_some_and(|c| c.is_alphabetic() || c == '_');
        if begins && characters.all(|c| c.is_alphanumeric() || c == '_') {
            return Some(name);
        }
        problems.at(text.span(), format!("`{name}` is no name that scripts can write"));
        None
    }
}

/// `Damageable, other::Named`
fn paths(input: ParseStream<'_>) -> syn::Result<Punctuated<Path, Token![,]>> {
    Punctuated::parse_terminated_with(input, Path::parse_mod_style)
}

/// The options in a list: `rename = "…", skip`.
fn entries(input: ParseStream<'_>) -> syn::Result<Vec<Entry>> {
    let entry = |input: ParseStream<'_>| {
        let name = input.call(Ident::parse_any)?;
        let value = if input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            if input.peek(LitStr) { Value::Text(input.parse()?) } else { Value::Path(input.call(Path::parse_mod_style)?) }
        } else if input.peek(syn::token::Paren) {
            let content;
            syn::parenthesized!(content in input);
            Value::List(content.parse()?)
        } else {
            Value::None
        };
        Ok(Entry { name: name.to_string(), span: name.span(), value })
    };
    Ok(Punctuated::<Entry, Token![,]>::parse_terminated_with(input, entry)?.into_iter().collect())
}

/// Adds what a list has, if all its names are known.
fn collect(parsed: syn::Result<Vec<Entry>>, allowed: &[&str], found: &mut Vec<Entry>, problems: &mut Problems) {
    let parsed = match parsed {
        Ok(parsed) => parsed,
        Err(error) => return problems.at(error.span(), error.to_string()),
    };
    for entry in parsed {
        if !allowed.contains(&&*entry.name) {
            let near = nearest(&entry.name, allowed.iter().copied());
            let help = near.map_or_else(|| format!("there are {}", listed(allowed)), |near| format!("did you mean `{near}`?"));
            problems.at(entry.span, format!("there is no option `{}` here: {help}", entry.name));
        } else if found.iter().any(|other: &Entry| other.name == entry.name) {
            problems.at(entry.span, format!("`{}` is here twice", entry.name));
        } else {
            found.push(entry);
        }
    }
}

fn listed(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// Whether an attribute has this name, whatever path leads to it.
pub(super) fn is_named(attribute: &Attribute, name: &str) -> bool {
    attribute.path().segments.last().is_some_and(|segment| segment.ident == name)
}

/// The options of all `#[writ(…)]` among attributes; none if there is none.
fn writ_entries(attributes: &[Attribute], allowed: &[&str], problems: &mut Problems) -> Option<Vec<Entry>> {
    let mut found = None;
    for attribute in attributes.iter().filter(|attribute| is_named(attribute, "writ")) {
        let found = found.get_or_insert_with(Vec::new);
        match &attribute.meta {
            Meta::List(_) => collect(attribute.parse_args_with(entries), allowed, found, problems),
            Meta::Path(_) | Meta::NameValue(_) => problems.push(attribute, "write `#[writ(…)]`"),
        }
    }
    found
}

/// What is said of a type.
#[derive(Default)]
pub(super) struct OfType {
    pub rename: Option<String>,
    pub value: Option<Span>,
    pub class: Option<Span>,
    pub group: String,
    pub crate_path: Option<Path>,
    pub operators: Vec<Operator>,
    pub traits: Vec<Path>,
}

pub(super) fn of_type(attributes: &[Attribute], problems: &mut Problems) -> OfType {
    let names = operators::NAMES.iter().map(|(name, _)| *name);
    let allowed: Vec<&str> = ["rename", "value", "class", "group", "traits", "crate"].into_iter().chain(names).collect();
    let mut of = OfType::default();
    for entry in writ_entries(attributes, &allowed, problems).unwrap_or_default() {
        match &*entry.name {
            "rename" => of.rename = entry.name(problems),
            "value" => of.value = entry.flag(problems),
            "class" => of.class = entry.flag(problems),
            "group" => of.group = entry.text(problems).map_or_else(String::new, |text| text.value()),
            "crate" => of.crate_path = entry.path(problems),
            "traits" => of.traits = entry.paths(problems),
            _ => of.operators.extend(operators::read(&entry, problems)),
        }
    }
    if let (Some(_), Some(class)) = (of.value, of.class) {
        problems.at(class, "a type is a `class` or a `value`, not both");
    }
    of
}

/// What is said of a field, a method or a variant.
#[derive(Default)]
pub(super) struct OfMember {
    /// Whether anything is said.
    pub any: bool,
    pub rename: Option<String>,
    pub skip: Option<Span>,
    pub readonly: Option<Span>,
    pub get: Option<Span>,
    pub set: Option<Span>,
}

pub(super) fn of_member(attributes: &[Attribute], allowed: &[&str], problems: &mut Problems) -> OfMember {
    let mut of = OfMember::default();
    let Some(entries) = writ_entries(attributes, allowed, problems) else { return of };
    of.any = true;
    for entry in entries {
        match &*entry.name {
            "rename" => of.rename = entry.name(problems),
            "skip" => of.skip = entry.flag(problems),
            "readonly" => of.readonly = entry.flag(problems),
            "get" => of.get = entry.flag(problems),
            _ => of.set = entry.flag(problems),
        }
    }
    of
}

/// What is said behind `writ_export`.
#[derive(Default)]
pub(super) struct OfExport {
    pub rename: Option<String>,
    pub group: String,
    pub crate_path: Option<Path>,
    pub value: Option<Span>,
}

/// The list behind `writ_export`, as the macro gets it.
pub(super) fn of_export(list: TokenStream, allowed: &[&str], problems: &mut Problems) -> OfExport {
    let mut found = Vec::new();
    collect(Parser::parse2(entries, list), allowed, &mut found, problems);
    let mut of = OfExport::default();
    for entry in found {
        match &*entry.name {
            "rename" => of.rename = entry.name(problems),
            "group" => of.group = entry.text(problems).map_or_else(String::new, |text| text.value()),
            "crate" => of.crate_path = entry.path(problems),
            _ => of.value = entry.flag(problems),
        }
    }
    of
}

/// The text of doc comments, without the blank before each line.
pub(super) fn doc(attributes: &[Attribute]) -> String {
    let mut lines = Vec::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("doc")) {
        let Meta::NameValue(pair) = &attribute.meta else { continue };
        let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = &pair.value else { continue };
        lines.extend(text.value().split('\n').map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end().to_owned()));
    }
    lines.join("\n").trim().to_owned()
}

/// The `#[cfg(…)]` among attributes: what is made for an item is there when it is.
pub(super) fn conditions(attributes: &[Attribute]) -> Vec<Attribute> {
    attributes.iter().filter(|attribute| attribute.path().is_ident("cfg")).cloned().collect()
}
