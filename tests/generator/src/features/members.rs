//! What types declare, used: fields, methods, operators, changes through places; and conversions to types above.

use super::variables::{assignable, update_of};
use crate::feature::Feature;
use crate::scope::Kind;
use crate::types::Type;
use crate::write::{Code, Level, Want, Writer};

/// What types declare, used: fields, methods, operators, changes through places; and conversions to types above.
pub const FEATURE: Feature = Feature {
    name: "members",
    weight: 25,
    statements: &[(14, assign_field), (8, mutate), (6, assign_through_element), (12, structs_in_array)],
    expressions: &[(30, "T", field), (15, "T", operator), (20, "T", convert)],
    ..Feature::NONE
};

/// A field of a value of a declared type.
fn field(w: &mut Writer, want: &Want) -> Option<Code> {
    let owners: Vec<(Type, String)> = w
        .declared
        .iter()
        .filter(|d| d.parameters == 0 && !d.functions)
        .flat_map(|d| d.fields.iter().filter(|f| f.ty == want.ty).map(|f| (Type::named(&d.name), f.name.clone())))
        .collect();
    if owners.is_empty() {
        return None;
    }
    let (owner, name) = w.choices.pick(&owners).clone();
    let object = w.exact(&owner);
    Some(Code { state: !want.ty.is_scalar(), ..Code::postfix(format!("{}.{name}", object.receiver())) })
}

/// An operator that a type declares.
fn operator(w: &mut Writer, want: &Want) -> Option<Code> {
    let known: Vec<(Type, String, Type)> = w
        .declared
        .iter()
        .flat_map(|d| d.operators.iter().filter(|o| o.result == want.ty).map(|o| (Type::named(&d.name), o.text.clone(), o.right.clone())))
        .collect();
    if known.is_empty() {
        return None;
    }
    let (left, op, right) = w.choices.pick(&known).clone();
    let left = w.exact(&left);
    if right == Type::Void {
        return Some(Code::new(format!("{op}{}", left.receiver()), Level::Unary).with(&[&left], &want.ty));
    }
    let right = w.exact(&right);
    if op == "[]" {
        return Some(Code::postfix(format!("{}[{}]", left.receiver(), right.text)).with(&[&left, &right], &want.ty));
    }
    let level = if matches!(op.as_str(), "<" | "<=" | ">" | ">=" | "==" | "!=") { Level::Compare } else { Level::Binary };
    Some(Code::new(format!("{} {op} {}", left.operand(), right.operand()), level).with(&[&left, &right], &want.ty))
}

/// What converts without a cast, where the surroundings ask for the type.
fn convert(w: &mut Writer, want: &Want) -> Option<Code> {
    if want.exact {
        return None;
    }
    let from = match &want.ty {
        Type::Int => Type::Int32,
        Type::Float64 => Type::Float,
        Type::Optional(of) => (**of).clone(),
        Type::Any => w.some_type(1),
        Type::Weak(of) => (**of).clone(),
        Type::Named(..) => w.some_subtype(&want.ty)?,
        _ => return None,
    };
    if from.holds_function() {
        return None;
    }
    let code = w.exact(&from);
    let is_name = code.text.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.') && !code.literal;
    if from.is_number() && !is_name {
        // Literals in it would take the type itself, which is another test.
        return Some(Code::new(format!("{} as {from}", code.operand()), Level::Binary));
    }
    Some(code)
}

/// Places of struct types that may change and what is inside them that may be assigned.
pub fn places(w: &Writer) -> Vec<(String, Type)> {
    let mut found = Vec::new();
    for variable in &w.scope {
        inside(w, &variable.text, &variable.ty, variable.mutable, 2, &mut found);
    }
    found
}

fn inside(w: &Writer, text: &str, ty: &Type, mutable: bool, depth: u32, found: &mut Vec<(String, Type)>) {
    let Some(declared) = w.declaration(ty) else { return };
    if depth == 0 || declared.parameters > 0 || declared.functions || !(mutable || declared.kind == Kind::Class) {
        return;
    }
    for field in &declared.fields {
        let text = format!("{text}.{}", field.name);
        inside(w, &text, &field.ty, field.mutable, depth - 1, found);
        if field.mutable {
            found.push((text, field.ty.clone()));
        }
    }
}

fn write_to(w: &mut Writer, place: &str, ty: &Type) {
    let line = if (ty.is_number() || *ty == Type::String) && w.choices.chance(60) {
        update_of(w, place, ty)
    } else {
        format!("{place} = {}", assignable(w, ty).text)
    };
    w.line(line);
}

fn assign_field(w: &mut Writer) -> bool {
    let places = places(w);
    if places.is_empty() {
        return false;
    }
    let (place, ty) = w.choices.pick(&places).clone();
    write_to(w, &place, &ty);
    if w.choices.chance(60) {
        w.show(&place);
    }
    true
}

/// A call of a method that changes the struct that it is called on.
fn mutate(w: &mut Writer) -> bool {
    let mut known: Vec<(String, Type)> = w.scope.iter().filter(|v| v.mutable).map(|v| (v.text.clone(), v.ty.clone())).collect();
    known.extend(places(w));
    let mut calls = Vec::new();
    for (place, ty) in known {
        for (at, callable) in w.callables.iter().enumerate() {
            if callable.mutates && callable.receiver.as_ref() == Some(&ty) && callable.cost * w.frame.repeat < w.frame.work {
                calls.push((place.clone(), at));
            }
        }
    }
    if calls.is_empty() {
        return false;
    }
    let (place, at) = w.choices.pick(&calls).clone();
    mutating_call(w, &place, at);
    w.show(&place);
    true
}

fn mutating_call(w: &mut Writer, place: &str, at: usize) {
    let mut callable = w.callables[at].clone();
    callable.receiver = None;
    callable.text = format!("{place}.{}", callable.text);
    let result = callable.result.clone();
    let Some(code) = w.call(&callable, &Want::exact(&result)) else { return };
    if result == Type::Void { w.line(code.text) } else { w.show(&code.text) }
}

/// `a[i].x = …`, `d[k].x += …`: through an element into a struct or object.
fn assign_through_element(w: &mut Writer) -> bool {
    let mut known = Vec::new();
    for variable in w.scope.clone() {
        let (item, index, guard) = match &variable.ty {
            Type::Array(item) => {
                let index = w.choices.below(3);
                (&**item, index.to_string(), format!("{}.len() > {index}", variable.text))
            }
            Type::Dictionary(key, value) => {
                let key = w.literal(&Want::of(key)).text;
                let guard = format!("{}.has({key})", variable.text);
                (&**value, key, guard)
            }
            _ => continue,
        };
        let mut found = Vec::new();
        inside(w, &format!("{}[{index}]", variable.text), item, true, 2, &mut found);
        known.extend(found.into_iter().map(|(place, ty)| (place, ty, guard.clone())));
    }
    if known.is_empty() {
        return false;
    }
    let (place, ty, guard) = w.choices.pick(&known).clone();
    let guarded = !w.risks();
    if guarded {
        w.line(format!("if {guard} {{"));
    }
    let write = |w: &mut Writer| {
        write_to(w, &place, &ty);
        w.show(&place);
    };
    if guarded {
        w.indented(write);
        w.line("}");
    } else {
        write(w);
    }
    true
}

/// An array of structs whose parts a loop reads and writes by index.
fn structs_in_array(w: &mut Writer) -> bool {
    let known: Vec<Type> = w
        .declared
        .iter()
        .filter(|d| d.kind == Kind::Struct && d.parameters == 0 && !d.foreign && d.fields.iter().any(|f| f.mutable))
        .map(|d| Type::named(&d.name))
        .collect();
    if known.is_empty() || !w.has_room() {
        return false;
    }
    let ty = w.choices.pick(&known).clone();
    let items: Vec<String> = (0..3).map(|_| w.literal(&Want::of(&ty)).text).collect();
    let name = w.name("rows");
    let index = w.name("i");
    w.line(format!("let {name}: {} = [{}]", Type::array(ty.clone()), items.join(", ")));
    w.declare(&name, &Type::array(ty.clone()), false);
    if let Some(variable) = w.scope.last_mut() {
        variable.length = Some(3);
    }
    w.line(format!("for {index} in 0..{name}.len() {{"));
    super::control::body(w, 3, |w| {
        let mut places = Vec::new();
        inside(w, &format!("{name}[{index}]"), &ty, true, 2, &mut places);
        for _ in 0..1 + w.choices.below(3) {
            let (place, ty) = w.choices.pick(&places).clone();
            // Without a call in it, the VM writes the part where it lies.
            let plain = match ty {
                Type::Int | Type::Int32 => Some("3"),
                Type::Float | Type::Float64 => Some("0.5"),
                _ => None,
            };
            match plain.filter(|_| w.choices.chance(50)) {
                Some(value) => {
                    let sign = *w.choices.pick(&["=", "+=", "-=", "*="]);
                    w.line(format!("{place} {sign} {value}"));
                }
                None => write_to(w, &place, &ty),
            }
            let (place, _) = w.choices.pick(&places).clone();
            w.show(&place);
        }
    });
    w.line("}");
    w.show(&name);
    true
}
