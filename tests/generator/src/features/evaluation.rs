//! The order of evaluation: operands that print.

use super::members::places;
use crate::feature::Feature;
use crate::types::Type;
use crate::write::{Code, Want, Writer};

/// The order of evaluation: operands that print.
pub const FEATURE: Feature = Feature {
    name: "evaluation",
    weight: 6,
    statements: &[(6, assignment), (4, entry)],
    expressions: &[(10, "T", noted)],
    ..Feature::NONE
};

/// A value, and a line that says when it was evaluated.
fn note(w: &mut Writer, value: &Code, ty: &Type) -> Code {
    let noted = w.helper("noted", "func noted<T>(value: T, label: string) -> T {\n    print(label)\n    return value\n}");
    let label = w.name("n");
    Code::postfix(format!("{noted}({}, \"{label}\")", value.argument())).with(&[value], ty)
}

fn noted(w: &mut Writer, want: &Want) -> Option<Code> {
    if matches!(want.ty, Type::Function(..) | Type::Void) {
        return None;
    }
    let value = w.exact(&want.ty);
    Some(note(w, &value, &want.ty))
}

/// `a[i()] += v()`.
fn assignment(w: &mut Writer) -> bool {
    let known: Vec<(String, Type)> = w
        .scope
        .iter()
        .filter_map(|v| match &v.ty {
            Type::Array(item) if item.is_number() || **item == Type::String => Some((v.text.clone(), (**item).clone())),
            _ => None,
        })
        .collect();
    if known.is_empty() {
        return field(w);
    }
    let (array, item) = w.choices.pick(&known).clone();
    let index = w.small(3);
    let index = note(w, &index, &Type::Int);
    let line = if item == Type::String {
        let value = w.literal_only(&Type::String);
        let value = note(w, &value, &Type::String);
        format!("{array}[{}] ..= {}", index.text, value.text)
    } else {
        let value = w.exact(&item);
        let value = note(w, &value, &item);
        let op = *w.choices.pick(&["=", "+=", "-=", "*="]);
        format!("{array}[{}] {op} {}", index.text, value.text)
    };
    if w.risks() {
        w.line(line)
    } else {
        w.line(format!("if {array}.len() > 2 {{\n    {line}\n}}"))
    }
    w.show(&array);
    true
}

/// `object().field = value()`.
fn field(w: &mut Writer) -> bool {
    let known: Vec<(String, Type)> = places(w).into_iter().filter(|(_, ty)| ty.is_number()).collect();
    if known.is_empty() {
        return false;
    }
    let (place, ty) = w.choices.pick(&known).clone();
    let value = w.exact(&ty);
    let value = note(w, &value, &ty);
    w.line(format!("{place} -= {}", value.text));
    w.show(&place);
    true
}

/// A dictionary and an array whose parts print.
fn entry(w: &mut Writer) -> bool {
    let ty = w.some_of('E');
    let values: Vec<Code> = (0..3)
        .map(|_| {
            let value = w.exact(&ty);
            note(w, &value, &ty)
        })
        .collect();
    let keys: Vec<Code> = (0..2).map(|i| note(w, &Code::postfix(format!("\"k{i}\"")), &Type::String)).collect();
    w.line(format!("print([{}, {}])", values[0].text, values[1].text));
    w.line(format!("print({{{}: {}, {}: {}}})", keys[0].text, values[2].text, keys[1].text, values[1].text));
    true
}
