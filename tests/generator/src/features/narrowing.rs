//! Narrowing beyond a plain `if`, `?` that leaves a function, `?.` into objects.

use crate::feature::Feature;
use crate::scope::{Callable, Kind, Parameter};
use crate::types::Type;
use crate::write::{Code, Level, Want, Writer};

/// Narrowing beyond a plain `if`, `?` that leaves a function, `?.` into objects.
pub const FEATURE: Feature = Feature {
    name: "narrowing",
    weight: 8,
    items: &[(4, tries), (2, checks)],
    statements: &[(6, leave_early), (4, while_there), (4, part_of)],
    expressions: &[(10, "bool", both), (14, "P", attempt), (12, "P?", chain), (8, "T", choose)],
    ..Feature::NONE
};

/// Names of optionals that nothing changes, with the types in them.
fn optionals(w: &Writer) -> Vec<(String, Type)> {
    let of = |ty: &Type| match ty {
        Type::Optional(of) => Some((**of).clone()),
        _ => None,
    };
    w.scope
        .iter()
        .filter(|v| !v.mutable && v.text.chars().all(char::is_alphanumeric))
        .filter_map(|v| of(&v.ty).map(|of| (v.text.clone(), of)))
        .collect()
}

/// Leaves if there is nothing; behind it there is something.
fn leave_early(w: &mut Writer) -> bool {
    let known = optionals(w);
    let way = match (&w.frame.result, w.frame.loops > 0) {
        (_, true) => "continue".to_string(),
        (Some(Type::Void), false) => "return".to_string(),
        (Some(ty), false) => {
            let ty = ty.clone();
            format!("return {}", w.returned(&ty).text)
        }
        (None, false) => return false,
    };
    if known.is_empty() || w.frame.nesting + w.frame.loops == 0 {
        return false;
    }
    let (name, of) = w.choices.pick(&known).clone();

    w.line(format!("if {name} == null {{\n    {way}\n}}"));
    w.narrow(&name, &of);
    w.show(&name);
    true
}

/// A loop for as long as there is something.
fn while_there(w: &mut Writer) -> bool {
    if !w.has_room() {
        return false;
    }
    let (name, now) = (w.name("rest"), w.name("now"));
    let turns = w.choices.between(1, 4);
    w.line(format!("var {name}: int? = {turns}\nwhile {name} != null {{"));
    super::control::body(w, turns as i64, |w| {
        // First: what follows may go on with the next turn.
        w.line(format!("let {now} = {name}\n{name} = {now} > 1 ? {now} - 1 : null\nprint({now})"));
        w.declare(&now, &Type::Int, false);
        w.statement();
    });
    w.line("}");
    true
}

/// A test, and on its other side the value.
fn both(w: &mut Writer, _: &Want) -> Option<Code> {
    let known: Vec<String> = optionals(w).into_iter().filter(|(_, of)| of.is_number()).map(|(name, _)| name).collect();
    if known.is_empty() {
        return None;
    }
    let name = w.choices.pick(&known).clone();
    let text = match w.choices.below(3) {
        0 => format!("{name} != null && {name} > 2"),
        1 => format!("{name} == null || {name} < 1"),
        _ => format!("!({name} == null) && {name}.toString() != \"\""),
    };
    Some(Code::new(text, Level::Binary))
}

/// The value in one branch, something else in the other.
fn choose(w: &mut Writer, want: &Want) -> Option<Code> {
    let known: Vec<String> = optionals(w).into_iter().filter(|(_, of)| *of == want.ty).map(|(name, _)| name).collect();
    if known.is_empty() {
        return None;
    }
    let name = w.choices.pick(&known).clone();
    let other = w.exact(&want.ty);
    let grows = !want.ty.is_scalar();
    Some(Code { grows, ..Code::new(format!("{name} != null ? {name} : {}", other.operand()), Level::Lambda) })
}

/// `e?` where the function gives a `Result` or an optional.
fn attempt(w: &mut Writer, want: &Want) -> Option<Code> {
    if w.frame.lambda {
        return None;
    }
    let ty = match w.frame.result {
        Some(Type::Result(_)) => Type::Result(Box::new(want.ty.clone())),
        Some(Type::Optional(_)) => Type::optional(want.ty.clone()),
        _ => return None,
    };
    let value = w.exact(&ty);
    Some(Code::new(format!("{}?", value.receiver()), Level::Unary).with(&[&value], &want.ty))
}

/// Functions that hand on what went wrong.
fn tries(w: &mut Writer) {
    let (name, first, second) = (w.name("attempt"), w.some_plain(0), w.some_plain(0));
    let optional = w.choices.chance(40);
    let wrap = |ty: &Type| if optional { Type::optional(ty.clone()) } else { Type::Result(Box::new(ty.clone())) };
    let result = Type::Tuple(vec![first.clone(), second.clone()]);
    let last = if optional { "(a, y?)" } else { "Success((a, y?))" };
    w.item(|w| {
        w.line(format!(
            "func {name}(x: {}, y: {}) -> {} {{\n    let a = x?\n    print(\"{name} has ${{a}}\")\n    return {last}\n}}",
            wrap(&first),
            wrap(&second),
            wrap(&result)
        ));
    });
    let parameters = [("x", &first), ("y", &second)].map(|(name, ty)| Parameter { name: name.into(), ty: wrap(ty), default: false });
    w.callables.push(Callable::function(&name, parameters.to_vec(), wrap(&result), 8));
}

/// `object?.field`.
fn chain(w: &mut Writer, want: &Want) -> Option<Code> {
    let Type::Optional(of) = &want.ty else { return None };
    let known: Vec<(Type, String)> = w
        .declared
        .iter()
        .filter(|d| matches!(d.kind, Kind::Class | Kind::Struct) && d.parameters == 0 && !d.functions)
        .flat_map(|d| d.fields.iter().filter(|f| f.ty == **of || f.ty == want.ty).map(|f| (Type::named(&d.name), f.name.clone())))
        .collect();
    if known.is_empty() {
        return None;
    }
    let (owner, field) = w.choices.pick(&known).clone();
    let object = w.exact(&Type::optional(owner));
    Some(Code::postfix(format!("{}?.{field}", object.receiver())).with(&[&object], &want.ty))
}

/// A function whose success has no value.
fn checks(w: &mut Writer) {
    let (name, limit) = (w.name("check"), w.choices.below(5));
    w.item(|w| w.line(format!("func {name}(n: int) -> Result<void> {{\n    if n > {limit} {{\n        return Error(\"${{n}} is too much\")\n    }}\n    return Success()\n}}")));
    let outer = w.name("checked");
    w.item(|w| {
        w.line(format!(
            "func {outer}(n: int) -> string {{\n    let result = {name}(n)\n    return \"${{result}} ${{result.isSuccess}}\"\n}}"
        ))
    });
    w.callables.push(Callable::function(&outer, vec![Parameter { name: "n".into(), ty: Type::Int, default: false }], Type::String, 8));
}

/// A field of a struct in a `var` that may hold none.
fn part_of(w: &mut Writer) -> bool {
    let known: Vec<(Type, String, Type)> = w
        .declared
        .iter()
        .filter(|d| d.kind == Kind::Struct && d.parameters == 0 && !d.functions)
        .flat_map(|d| {
            d.fields.iter().filter(|f| f.mutable && f.ty.is_number()).map(|f| (Type::named(&d.name), f.name.clone(), f.ty.clone()))
        })
        .collect();
    if known.is_empty() {
        return false;
    }
    let (ty, field, of) = w.choices.pick(&known).clone();
    let (name, op) = (w.name("perhaps"), *w.choices.pick(&["=", "-=", "*="]));
    let (value, next) = (w.wanted(&Type::optional(ty.clone())), w.literal(&Want::of(&of)));
    w.line(format!("var {name}: {ty}? = {}\nif {name} != null {{\n    {name}.{field} {op} {}\n}}\nprint({name})", value.text, next.text));
    true
}
