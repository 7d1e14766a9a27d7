//! Declarations of variables, assignments, prints.

use crate::feature::Feature;
use crate::types::Type;
use crate::write::{Code, Level, Want, Writer};

/// Declarations of variables, assignments, prints.
pub const FEATURE: Feature = Feature {
    name: "variables",
    statements: &[(30, print), (30, declare), (20, assign), (14, update), (4, swap), (4, declare_late), (3, shadow)],
    expressions: &[(10, "T", conditional)],
    ..Feature::NONE
};

/// `print(…)` of a variable, or of any expression.
fn print(w: &mut Writer) -> bool {
    let known: Vec<String> = w.scope.iter().filter(|v| v.ty != Type::Void).map(|v| v.text.clone()).collect();
    if !known.is_empty() && w.choices.chance(60) {
        let text = w.choices.pick(&known).clone();
        w.show(&text);
        return true;
    }
    let ty = w.some_type(1);
    let code = w.exact(&ty);
    let text = code.operand();
    w.show(&text);
    true
}

fn declare(w: &mut Writer) -> bool {
    let ty = w.some_type(2);
    let mutable = w.choices.chance(60);
    let name = w.variable_of(&ty, mutable);
    if w.choices.chance(50) {
        w.show(&name);
    }
    true
}

/// A local that is assigned in both branches.
fn declare_late(w: &mut Writer) -> bool {
    let ty = w.some_type(1);
    if w.frame.nesting == 0 && w.frame.result.is_none() {
        return false;
    }
    let name = w.name("late");
    w.line(format!("let {name}: {ty}"));
    let condition = w.exact(&Type::Bool);
    w.line(format!("if {} {{", condition.text));
    let value = w.wanted(&ty);
    w.indented(|w| w.line(format!("{name} = {}", value.text)));
    w.line("} else {");
    let value = w.wanted(&ty);
    w.indented(|w| w.line(format!("{name} = {}", value.text)));
    w.line("}");
    w.declare(&name, &ty, false);
    w.show(&name);
    true
}

/// A value that may be assigned to what is there already: not made of what it would replace.
pub fn assignable(w: &mut Writer, ty: &Type) -> Code {
    let value = w.wanted(ty);
    if value.grows {
        return if *ty == Type::String { short(w, &value) } else { w.literal_only(ty) };
    }
    value
}

/// A string cut off where it gets long.
pub fn short(w: &mut Writer, text: &Code) -> Code {
    let short = w.helper("short", "func short(text: string) -> string {\n    return text.len() > 40 ? text.slice(0, 40) : text\n}");
    Code::postfix(format!("{short}({})", text.argument()))
}

fn assign(w: &mut Writer) -> bool {
    let places: Vec<(String, Type)> = w.scope.iter().filter(|v| v.mutable).map(|v| (v.text.clone(), v.ty.clone())).collect();
    if places.is_empty() {
        return false;
    }
    let (place, ty) = w.choices.pick(&places).clone();
    let value = assignable(w, &ty);
    w.line(format!("{place} = {}", value.text));
    if w.choices.chance(50) {
        w.show(&place);
    }
    true
}

/// `place op= value`.
fn update(w: &mut Writer) -> bool {
    let fits = |ty: &Type| ty.is_number() || *ty == Type::String;
    let places: Vec<(String, Type)> = w.scope.iter().filter(|v| v.mutable && fits(&v.ty)).map(|v| (v.text.clone(), v.ty.clone())).collect();
    if places.is_empty() {
        return false;
    }
    let (place, ty) = w.choices.pick(&places).clone();
    let line = update_of(w, &place, &ty);
    w.line(line);
    if w.choices.chance(50) {
        w.show(&place);
    }
    true
}

/// The line that changes a place of numbers or text by an operator.
pub fn update_of(w: &mut Writer, place: &str, ty: &Type) -> String {
    if *ty == Type::String {
        let of = w.choices.pick(&[Type::Int, Type::String, Type::Float, Type::Bool]).clone();
        let value = if of == Type::String { w.literal(&Want::exact(&of)) } else { w.exact(&of) };
        let op = if of == Type::String && w.choices.chance(50) { "+=" } else { "..=" };
        return format!("{place} {op} {}", value.operand());
    }
    let op = *w.choices.pick(&["+=", "-=", "*=", "/=", "%="]);
    let value = if matches!(op, "/=" | "%=") && ty.is_int() { divisor(w, ty) } else { w.wanted(ty) };
    format!("{place} {op} {}", value.text)
}

/// A divisor that is not 0, or seldom.
pub fn divisor(w: &mut Writer, ty: &Type) -> Code {
    if w.risks() {
        return w.wanted(ty);
    }
    if w.choices.chance(50) {
        return Code { literal: true, ..Code::new(*w.choices.pick(&["2", "1", "3", "-1", "7", "-10", "4", "16"]), Level::Unary) };
    }
    let value = w.exact(ty);
    Code { literal: value.literal, ..Code::new(format!("{} | 1", value.operand()), Level::Binary) }
}

fn swap(w: &mut Writer) -> bool {
    let places: Vec<(String, Type)> = w.scope.iter().filter(|v| v.mutable).map(|v| (v.text.clone(), v.ty.clone())).collect();
    for (index, (first, ty)) in places.iter().enumerate() {
        if let Some((second, _)) = places[index + 1..].iter().find(|(_, other)| other == ty) {
            w.line(format!("({first}, {second}) = ({second}, {first})"));
            return true;
        }
    }
    false
}

/// An inner variable with the name of an outer one.
fn shadow(w: &mut Writer) -> bool {
    let known: Vec<(String, Type)> = w
        .scope
        .iter()
        .filter(|v| v.text.chars().all(char::is_alphanumeric) && v.length.is_none())
        .map(|v| (v.text.clone(), v.ty.clone()))
        .collect();
    if known.is_empty() || !w.has_room() {
        return false;
    }
    let (name, ty) = w.choices.pick(&known).clone();
    w.line("if true {");
    w.scoped(|w| {
        w.indented(|w| {
            let value = w.exact(&ty);
            let of = Type::Tuple(vec![ty.clone(), Type::Int]);
            w.line(format!("let {name} = ({}, {})", value.argument(), w.scope.len()));
            // What the name meant outside is out of reach here.
            w.scope.retain(|v| v.text != name);
            w.declare(&name, &of, false);
            w.statement();
            w.show(&name);
        });
    });
    w.line("}");
    true
}

fn conditional(w: &mut Writer, want: &Want) -> Option<Code> {
    let condition = w.exact(&Type::Bool);
    let (then, otherwise) = (w.exact(&want.ty), w.exact(&want.ty));
    let text = format!("{} ? {} : {}", condition.operand(), then.operand(), otherwise.operand());
    Some(Code::new(text, Level::Lambda).with(&[&then, &otherwise], &want.ty).fixed(&[&then, &otherwise], &want.ty))
}
