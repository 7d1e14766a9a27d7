//! `any`.

use crate::feature::Feature;
use crate::scope::Kind;
use crate::types::Type;
use crate::write::{Code, Level, Want, Writer};

/// `any`.
pub const FEATURE: Feature = Feature {
    name: "anything",
    weight: 8,
    statements: &[(5, kinds)],
    expressions: &[(20, "T", cast)],
    rules: "
        bool = `any` == `any`
        bool = `any` != `any`
        bool = `any` is int
        bool = `any` is string
        string? = `any` as? string
        int? = `any` as? int
        float? = `any` as? float
    ",
    failures: &["print(given<any>(`int`) as string)"],
    ..Feature::NONE
};

/// `as` of an `any` that holds such a value, or seldom not.
fn cast(w: &mut Writer, want: &Want) -> Option<Code> {
    if !w.settles(&want.ty) {
        return None;
    }
    let inside = if w.risks() { w.some_type(0) } else { want.ty.clone() };
    let value = w.exact(&inside);
    let any = w.given(&Type::Any, &value);
    Some(Code::new(format!("{} as {}", any.text, want.ty), Level::Binary).with(&[&value], &want.ty))
}

/// `when` over what an `any` holds.
fn kinds(w: &mut Writer) -> bool {
    if !w.has_room() {
        return false;
    }
    let value = w.exact(&Type::Any);
    let name = w.name("thing");
    w.line(format!("let {name}: any = {}", value.text));
    w.open(format!("when {name} {{"));
    let mut types = vec![Type::Int, Type::String, Type::Bool, Type::Float];
    types.extend(
        w.declared
            .iter()
            .filter(|d| d.kind != Kind::Trait && d.parameters == 0 && !d.functions && !d.foreign)
            .map(|d| Type::named(&d.name)),
    );
    for _ in 0..1 + w.choices.below(3) {
        // Once each: an arm that can't be reached narrows nothing.
        let at = w.choices.below(types.len());
        let ty = types.remove(at);
        w.line(format!("is {ty} => {{"));
        w.scoped(|w| {
            w.narrow(&name, &ty);
            w.indented(|w| {
                w.show(&name);
                w.statement();
            });
        });
        w.line("}");
    }
    w.line(format!("else => print(\"else ${{{name}}}\")"));
    w.close("}");
    w.declare(&name, &Type::Any, false);
    true
}
