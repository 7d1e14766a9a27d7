//! Optionals and results: tests, narrowing, `??`, `?`, `.value`.

use crate::feature::Feature;
use crate::types::Type;
use crate::write::{Code, Want, Writer};

/// Optionals and results: tests, narrowing, `??`, `?`, `.value`.
pub const FEATURE: Feature = Feature {
    name: "optionals",
    weight: 15,
    statements: &[(6, narrow)],
    expressions: &[(10, "T", value)],
    rules: "
        P = `P?` ?? `P`
        P = `P!` ?? `P`
        bool = `P?`.hasValue
        bool = `P?` == null
        bool = `P?` != null
        bool = `P!`.isSuccess
        int? = `string?`?.len()
        int? = `[T]?`?.len()
    ",
    ..Feature::NONE
};

/// `if x.hasValue { … }` on a variable.
fn narrow(w: &mut Writer) -> bool {
    let known: Vec<(String, Type)> = w
        .scope
        .iter()
        .filter(|v| !v.mutable)
        .filter_map(|v| match &v.ty {
            Type::Optional(of) => Some((v.text.clone(), (**of).clone())),
            _ => None,
        })
        .collect();
    if known.is_empty() || !w.has_room() {
        return false;
    }
    let (name, of) = w.choices.pick(&known).clone();
    let test = *w.choices.pick(&[".hasValue", " != null"]);
    w.line(format!("if {name}{test} {{"));
    w.scoped(|w| {
        w.narrow(&name, &of);
        w.indented(|w| {
            w.statement();
            w.show(&name);
        });
    });
    w.line("}");
    true
}

/// `.value`, seldom of nothing.
fn value(w: &mut Writer, want: &Want) -> Option<Code> {
    if matches!(want.ty, Type::Optional(_)) || !w.risks() {
        return None;
    }
    let ty = if w.choices.chance(50) { Type::optional(want.ty.clone()) } else { Type::Result(Box::new(want.ty.clone())) };
    let code = w.exact(&ty);
    Some(Code::postfix(format!("{}.value", code.receiver())).with(&[&code], &want.ty))
}
