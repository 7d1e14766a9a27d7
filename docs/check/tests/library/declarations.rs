//! Reads a declaration file into what a page shows of it.

use writ_compiler::ast::{EnumDecl, Field, FunctionDecl, StatementKind, TypeDecl, Variable, VariableKind, VariantPayload, Visibility};
use writ_compiler::diagnostic::Diagnostics;
use writ_compiler::source::{SourceMap, Span};
use writ_compiler::syntax::{ParseOptions, parse};

/// A module of the library.
pub struct Module {
    /// `math`.
    pub name: String,
    /// The comment with which its file begins.
    pub doc: String,
    /// What it declares, in order: functions and constants of its own, then one part for each type.
    pub parts: Vec<Part>,
}

/// A type with its members, or what stands outside of types.
pub struct Part {
    /// `struct Pair`, `Array<T>`; empty outside of types.
    pub title: String,
    /// `Pair`, `Array`; empty outside of types.
    pub name: String,
    pub doc: String,
    /// What stands before the members, if more is to be said than the title does: `class Tween with Updatable`.
    pub declaration: String,
    pub items: Vec<Item>,
}

/// A declaration.
pub struct Item {
    /// `sqrt`, `Array.push`.
    pub name: String,
    /// `func push(value: T)`.
    pub declaration: String,
    pub doc: String,
    /// Whether its name and types may say enough: a field of a type, a variant without values, `init`.
    pub is_plain: bool,
}

impl Part {
    pub fn item_count(&self) -> usize {
        self.items.len()
    }
}

/// The text of a file that is read.
struct Source<'a>(&'a str);

impl Source<'_> {
    fn text(&self, span: Span) -> String {
        let words: Vec<&str> = self.0[span.start as usize..span.end as usize].split_whitespace().collect();
        words.join(" ").replace("( ", "(").replace(" )", ")")
    }

    /// The comment directly above.
    fn comment_above(&self, span: Span) -> String {
        let above: Vec<&str> = self.0[..span.start as usize].lines().collect();
        let mut lines: Vec<&str> = above.iter().rev().map_while(|line| line.trim().strip_prefix("//")).map(str::trim).collect();
        lines.reverse();
        lines.join("\n")
    }
}

/// Reads a declaration file.
pub fn read(name: &str, text: &str) -> Module {
    let (mut sources, mut diagnostics) = (SourceMap::default(), Diagnostics::default());
    let file = sources.add(format!("std/{name}.writ"), text);
    let parsed = parse(file, text, ParseOptions { library: true, ..ParseOptions::default() }, &mut diagnostics);
    let source = Source(text);
    let mut free = Part { title: String::new(), name: String::new(), doc: String::new(), declaration: String::new(), items: Vec::new() };
    let mut types = Vec::new();
    for statement in &parsed.statements {
        match &statement.kind {
            StatementKind::Function(decl) => free.items.extend(source.function(decl, "")),
            StatementKind::Variable(variable) => free.items.extend(source.variable(variable)),
            StatementKind::Struct(decl) => types.extend(source.of_type("struct", decl)),
            StatementKind::Class(decl) => types.extend(source.of_type("class", decl)),
            StatementKind::Trait(decl) => types.extend(source.of_type("trait", decl)),
            StatementKind::Enum(decl) => types.extend(source.of_enum(decl)),
            StatementKind::Extend(decl) => {
                let name = decl.target.name.to_string();
                let mut items: Vec<Item> = decl.fields.iter().filter_map(|field| source.field(field, &name)).collect();
                items.extend(decl.methods.iter().filter_map(|method| source.function(method, &name)));
                let title = format!("{name}{}", parameters(&decl.generics.parameters));
                types.push(Part { title, name, doc: source.comment_above(statement.span), declaration: String::new(), items });
            }
            StatementKind::Import(_)
            | StatementKind::Assign { .. }
            | StatementKind::Expression(_)
            | StatementKind::If { .. }
            | StatementKind::While { .. }
            | StatementKind::For { .. }
            | StatementKind::Block(_)
            | StatementKind::Arena(_) => panic!("std/{name}.writ has a statement: {}", source.text(statement.span)),
        }
    }
    let parts = std::iter::once(free).chain(types).filter(|part| !part.title.is_empty() || !part.items.is_empty()).collect();
    let first: Vec<&str> = text.lines().map_while(|line| line.strip_prefix("//")).map(str::trim).collect();
    Module { name: name.to_owned(), doc: first.join("\n"), parts }
}

fn parameters(names: &[writ_compiler::ast::Ident]) -> String {
    let names: Vec<&str> = names.iter().map(|name| &*name.name).collect();
    if names.is_empty() { String::new() } else { format!("<{}>", names.join(", ")) }
}

fn qualified(of: &str, name: &str) -> String {
    if of.is_empty() { name.to_owned() } else { format!("{of}.{name}") }
}

impl Source<'_> {
    fn function(&self, decl: &FunctionDecl, of: &str) -> Option<Item> {
        // What is private is the library's own.
        if decl.modifiers.visibility == Visibility::Private {
            return None;
        }
        let signature = self.text(decl.signature_span);
        // `public`, `native`, `fails` and the like are nothing that a caller sees.
        let words: Vec<&str> = signature.split(' ').collect();
        let start = words.iter().position(|word| *word == "func" || word.starts_with("init")).unwrap_or(0);
        let prefix = if decl.modifiers.is_static.is_some() { "static " } else { "" };
        let declaration = format!("{prefix}{}", words[start..].join(" "));
        let name = qualified(of, &decl.name.name);
        let is_plain = &*decl.name.name == "init";
        Some(Item { name, declaration, doc: decl.doc.clone().unwrap_or_default(), is_plain })
    }

    fn variable(&self, variable: &Variable) -> Option<Item> {
        let name = self.text(variable.target.span);
        if variable.modifiers.visibility == Visibility::Private {
            return None;
        }
        let declaration = format!("{} {name}{}", word(variable.kind), self.rest(variable.ty.as_ref(), variable.value.as_ref()));
        Some(Item { name, declaration, doc: variable.doc.clone().unwrap_or_default(), is_plain: false })
    }

    /// `: int = 3`.
    fn rest(&self, ty: Option<&writ_compiler::ast::TypeExpr>, value: Option<&writ_compiler::ast::Expr>) -> String {
        let ty = ty.map_or_else(String::new, |ty| format!(": {}", self.text(ty.span)));
        let value = value.map_or_else(String::new, |value| format!(" = {}", self.text(value.span)));
        ty + &value
    }

    fn field(&self, field: &Field, of: &str) -> Option<Item> {
        if field.modifiers.visibility == Visibility::Private {
            return None;
        }
        let kind = field.binding.map_or_else(String::new, |kind| format!("static {} ", word(kind)));
        let accessors = match (&field.getter, &field.setter) {
            (Some(_), None) => " { get }",
            (Some(_), Some(_)) => " { get set }",
            (None, Some(_) | None) => "",
        };
        let declaration = format!("{kind}{}{}{accessors}", field.name.name, self.rest(field.ty.as_ref(), field.default.as_ref()));
        let is_plain = field.binding.is_none() && field.getter.is_none();
        Some(Item { name: qualified(of, &field.name.name), declaration, doc: field.doc.clone().unwrap_or_default(), is_plain })
    }

    fn of_type(&self, kind: &str, decl: &TypeDecl) -> Option<Part> {
        if decl.modifiers.visibility == Visibility::Private {
            return None;
        }
        let name = decl.name.name.to_string();
        let mut items: Vec<Item> = decl.fields.iter().filter_map(|field| self.field(field, &name)).collect();
        items.extend(decl.methods.iter().filter_map(|method| self.function(method, &name)));
        let title = format!("{kind} {name}{}", parameters(&decl.generics.parameters));
        let base = decl.base.as_ref().map_or_else(String::new, |base| format!(" extends {}", self.text(base.span)));
        let traits: Vec<String> = decl.traits.iter().map(|one| self.text(one.span)).collect();
        let traits = if traits.is_empty() { String::new() } else { format!(" with {}", traits.join(", ")) };
        let declaration = if base.is_empty() && traits.is_empty() { String::new() } else { format!("{title}{base}{traits}") };
        Some(Part { title, name, doc: decl.doc.clone().unwrap_or_default(), declaration, items })
    }

    fn of_enum(&self, decl: &EnumDecl) -> Option<Part> {
        if decl.modifiers.visibility == Visibility::Private {
            return None;
        }
        let name = decl.name.name.to_string();
        let variant = |variant: &writ_compiler::ast::Variant| {
            let payload = match &variant.payload {
                VariantPayload::None => String::new(),
                VariantPayload::Constants(values) => {
                    let values: Vec<String> = values.iter().map(|argument| self.text(argument.value.span)).collect();
                    format!("({})", values.join(", "))
                }
                VariantPayload::Fields(fields) => {
                    let fields: Vec<String> = fields.iter().map(|(name, ty)| format!("{}: {}", name.name, self.text(ty.span))).collect();
                    format!("({})", fields.join(", "))
                }
            };
            let declaration = format!("{}{payload}", variant.name.name);
            let is_plain = matches!(variant.payload, VariantPayload::None);
            Item { name: qualified(&name, &variant.name.name), declaration, doc: variant.doc.clone().unwrap_or_default(), is_plain }
        };
        let mut items: Vec<Item> = decl.variants.iter().map(variant).collect();
        items.extend(decl.fields.iter().filter_map(|field| self.field(field, &name)));
        items.extend(decl.methods.iter().filter_map(|method| self.function(method, &name)));
        let title = format!("enum {name}{}", parameters(&decl.generics.parameters));
        Some(Part { title, name, doc: decl.doc.clone().unwrap_or_default(), declaration: String::new(), items })
    }
}

fn word(kind: VariableKind) -> &'static str {
    match kind {
        VariableKind::Const => "const",
        VariableKind::Let => "let",
        VariableKind::Var => "var",
    }
}
