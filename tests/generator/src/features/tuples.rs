//! Tuples: items, destructuring, assignment to several places.

use crate::feature::Feature;
use crate::types::Type;
use crate::write::{Code, Want, Writer};

/// Tuples: items, destructuring, assignment to several places.
pub const FEATURE: Feature = Feature {
    name: "tuples",
    weight: 8,
    statements: &[(6, destructure), (3, several)],
    expressions: &[(10, "T", item), (10, "(A, B)", pair)],
    rules: "
        T = (`T`, `U`).0
        T = (`U`, `T`, `V`).1
    ",
    ..Feature::NONE
};

fn destructure(w: &mut Writer) -> bool {
    let (a, b, c) = (w.some_type(1), w.some_type(0), w.some_type(0));
    let (x, y, z) = (w.name("part"), w.name("part"), w.name("part"));
    let nested = w.choices.chance(40);
    let ty = if nested {
        Type::Tuple(vec![a.clone(), Type::Tuple(vec![b.clone(), c.clone()])])
    } else {
        Type::Tuple(vec![a.clone(), b.clone()])
    };
    let value = w.exact(&ty);
    let keyword = *w.choices.pick(&["let", "var"]);
    if nested {
        w.line(format!("{keyword} ({x}, ({y}, {z})) = {}", value.text));
        w.declare(&z, &c, keyword == "var");
    } else {
        w.line(format!("{keyword} ({x}, {y}) = {}", value.text));
    }
    w.declare(&x, &a, keyword == "var");
    w.declare(&y, &b, keyword == "var");
    w.line(format!("print(\"${{{x}}} ${{{y}}}\")"));
    true
}

/// `(a, b.c) = (…, …)` on places of all kinds.
fn several(w: &mut Writer) -> bool {
    let mut places: Vec<(String, Type)> =
        w.scope.iter().filter(|v| v.mutable && !w.holds_function(&v.ty)).map(|v| (v.text.clone(), v.ty.clone())).collect();
    places.extend(super::members::places(w));
    if places.len() < 2 {
        return false;
    }
    let (first, second) = (w.choices.pick(&places).clone(), w.choices.pick(&places).clone());
    let (a, b) = (super::variables::assignable(w, &first.1), super::variables::assignable(w, &second.1));
    w.line(format!("({}, {}) = ({}, {})", first.0, second.0, a.argument(), b.argument()));
    w.show(&first.0);
    true
}

/// An item of a tuple that a variable holds.
fn item(w: &mut Writer, want: &Want) -> Option<Code> {
    let known: Vec<String> = w
        .scope
        .iter()
        .filter_map(|v| match &v.ty {
            Type::Tuple(items) => items.iter().position(|item| *item == want.ty).map(|index| format!("{}.{index}", v.text)),
            _ => None,
        })
        .collect();
    if known.is_empty() {
        return None;
    }
    let text = w.choices.pick(&known).clone();
    Some(Code { state: !want.ty.is_scalar(), ..Code::postfix(text) })
}

fn pair(w: &mut Writer, want: &Want) -> Option<Code> {
    let Type::Tuple(items) = &want.ty else { return None };
    let items: Vec<Code> = items.iter().map(|ty| w.exact(ty)).collect();
    let list: Vec<String> = items.iter().map(Code::argument).collect();
    let parts: Vec<&Code> = items.iter().collect();
    Some(Code::postfix(format!("({})", list.join(", "))).with(&parts, &want.ty))
}
