//! Operators and the like, which a type has by Rust's traits and names in its attribute: `#[writ(add, mul = "f32", display)]`.

use super::Problems;
use super::attributes::{Entry, Value};
use proc_macro2::Span;
use syn::parse::{ParseStream, Parser};
use syn::{Token, Type};

/// The kinds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OperatorKind {
    /// `Add`
    Add,
    /// `Sub`
    Sub,
    /// `Mul`
    Mul,
    /// `Div`
    Div,
    /// `Rem`
    Rem,
    /// `Neg`
    Neg,
    /// `PartialEq`
    Eq,
    /// `PartialOrd`
    Ord,
    /// `Display`
    Display,
    /// `Index`
    Index,
    /// `IndexMut`
    IndexMut,
    /// `Iterator`
    Iterator,
}

/// What attributes call them.
pub(super) const NAMES: &[(&str, OperatorKind)] = &[
    ("add", OperatorKind::Add),
    ("sub", OperatorKind::Sub),
    ("mul", OperatorKind::Mul),
    ("div", OperatorKind::Div),
    ("rem", OperatorKind::Rem),
    ("neg", OperatorKind::Neg),
    ("eq", OperatorKind::Eq),
    ("ord", OperatorKind::Ord),
    ("display", OperatorKind::Display),
    ("index", OperatorKind::Index),
    ("index_mut", OperatorKind::IndexMut),
    ("iterator", OperatorKind::Iterator),
];

/// How the options of a kind are written.
enum Form {
    /// `eq`
    Alone,
    /// `neg`, `neg = "-> Out"`
    Result,
    /// `add`, `add = "Rhs"`, `add = "Rhs -> Out"`
    Operand,
    /// `index = "usize"`, `index = "usize -> Out"`
    NeedsOperand,
    /// `iterator = "Item"`
    Item,
}

impl OperatorKind {
    /// What attributes call it.
    pub fn option(self) -> &'static str {
        NAMES.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| name)
    }

    /// The method that scripts have for it.
    pub fn script_name(self) -> &'static str {
        match self {
            OperatorKind::Add => "add",
            OperatorKind::Sub => "subtract",
            OperatorKind::Mul => "multiply",
            OperatorKind::Div => "divide",
            OperatorKind::Rem => "modulo",
            OperatorKind::Neg => "negate",
            OperatorKind::Eq => "equals",
            OperatorKind::Ord => "lt",
            OperatorKind::Display => "toString",
            OperatorKind::Index => "at",
            OperatorKind::IndexMut => "setAt",
            OperatorKind::Iterator => "next",
        }
    }

    /// The trait under `::core::ops` (or where else it is).
    pub fn trait_name(self) -> &'static str {
        match self {
            OperatorKind::Add => "Add",
            OperatorKind::Sub => "Sub",
            OperatorKind::Mul => "Mul",
            OperatorKind::Div => "Div",
            OperatorKind::Rem => "Rem",
            OperatorKind::Neg => "Neg",
            OperatorKind::Eq => "PartialEq",
            OperatorKind::Ord => "PartialOrd",
            OperatorKind::Display => "Display",
            OperatorKind::Index => "Index",
            OperatorKind::IndexMut => "IndexMut",
            OperatorKind::Iterator => "Iterator",
        }
    }

    /// The name of the wrapper.
    pub fn wrapper(self) -> String {
        format!("__writ_op_{}", self.option())
    }

    /// Whether it changes what it is called on.
    pub fn changes(self) -> bool {
        matches!(self, OperatorKind::IndexMut | OperatorKind::Iterator)
    }

    /// The names of the parameters.
    pub fn parameters(self) -> &'static [&'static str] {
        match self {
            OperatorKind::Neg | OperatorKind::Display | OperatorKind::Iterator => &[],
            OperatorKind::Index => &["index"],
            OperatorKind::IndexMut => &["index", "value"],
            OperatorKind::Add
            | OperatorKind::Sub
            | OperatorKind::Mul
            | OperatorKind::Div
            | OperatorKind::Rem
            | OperatorKind::Eq
            | OperatorKind::Ord => &["other"],
        }
    }

    fn form(self) -> Form {
        match self {
            OperatorKind::Add | OperatorKind::Sub | OperatorKind::Mul | OperatorKind::Div | OperatorKind::Rem => Form::Operand,
            OperatorKind::Neg => Form::Result,
            OperatorKind::Eq | OperatorKind::Ord | OperatorKind::Display => Form::Alone,
            OperatorKind::Index | OperatorKind::IndexMut => Form::NeedsOperand,
            OperatorKind::Iterator => Form::Item,
        }
    }
}

/// An operator that a type has.
#[derive(Clone, Debug)]
pub struct Operator {
    /// Which.
    pub kind: OperatorKind,
    /// Where it is named.
    pub span: Span,
    /// The type on the right, or of the index; none: the type itself.
    pub operand: Option<Type>,
    /// The result, where the attribute says it (`mul = "f32 -> Vec2"`); of an iterator its item.
    pub result: Option<Type>,
}

/// `Rhs -> Out`
fn signature(input: ParseStream<'_>) -> syn::Result<(Option<Type>, Option<Type>)> {
    let operand = if input.peek(Token![->]) { None } else { Some(input.parse()?) };
    let result = if input.peek(Token![->]) {
        input.parse::<Token![->]>()?;
        Some(input.parse()?)
    } else {
        None
    };
    Ok((operand, result))
}

/// The operator that an option names.
pub(super) fn read(entry: &Entry, problems: &mut Problems) -> Option<Operator> {
    let kind = NAMES.iter().find(|(name, _)| *name == entry.name)?.1;
    let parsed = match &entry.value {
        Value::None => Ok((None, None)),
        Value::Text(text) => text.parse_with(signature),
        Value::List(tokens) => signature.parse2(tokens.clone()),
        Value::Path(path) => Err(syn::Error::new_spanned(path, format!("write `{} = \"…\"`", entry.name))),
    };
    let (operand, result) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => {
            problems.at(error.span(), error.to_string());
            return None;
        }
    };
    let option = &entry.name;
    let wrong = match kind.form() {
        Form::Alone if operand.is_some() || result.is_some() => Some(format!("`{option}` stands alone")),
        Form::Result if operand.is_some() => Some(format!("write `{option}` or `{option} = \"-> Out\"`")),
        Form::NeedsOperand if operand.is_none() => {
            Some(format!("say what the index is: `{option} = \"usize\"`, or `{option} = \"usize -> Out\"`"))
        }
        Form::Item if operand.is_none() || result.is_some() => Some(format!("say what it gives: `{option} = \"Item\"`")),
        Form::Alone | Form::Result | Form::Operand | Form::NeedsOperand | Form::Item => None,
    };
    if let Some(message) = wrong {
        problems.at(entry.span, message);
        return None;
    }
    if let Some(Type::Reference(reference)) = &operand
        && !matches!(kind, OperatorKind::Iterator)
    {
        problems.push(reference, "name the type itself, without `&`");
        return None;
    }
    let (operand, result) = if let Form::Item = kind.form() { (None, operand) } else { (operand, result) };
    Some(Operator { kind, span: entry.span, operand, result })
}
