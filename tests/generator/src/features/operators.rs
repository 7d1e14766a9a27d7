//! Operators between variables and constants on either side, as values and as conditions: the machine has instructions for each form.

use crate::feature::Feature;
use crate::types::Type;
use crate::write::{Code, Level, Want, Writer};

/// Operators between variables and constants on either side, as values and as conditions: the machine has instructions for each form.
pub const FEATURE: Feature = Feature { name: "operators", statements: &[(10, conditions), (6, values), (4, count_down)], ..Feature::NONE };

const TYPES: [Type; 4] = [Type::Int, Type::Float, Type::Float64, Type::Int32];
const ORDER: [&str; 6] = ["<", "<=", ">", ">=", "==", "!="];

/// Two local variables of a type.
fn locals(w: &mut Writer, ty: &Type) -> (String, String) {
    let (first, second) = (w.name("x"), w.name("y"));
    let (a, b) = (w.wanted(ty), w.wanted(ty));
    w.line(format!("var {first}: {ty} = {}\nlet {second}: {ty} = {}", a.text, b.text));
    w.declare(&first, ty, true);
    w.declare(&second, ty, false);
    (first, second)
}

fn operands(w: &mut Writer, ty: &Type, first: &str, second: &str) -> (String, String) {
    let constant = w.literal(&Want::of(ty)).text;
    match w.choices.below(4) {
        0 | 1 => (first.to_string(), constant),
        2 => (constant, first.to_string()),
        _ => (first.to_string(), second.to_string()),
    }
}

fn condition(w: &mut Writer, ty: &Type, first: &str, second: &str) -> String {
    let (left, right) = operands(w, ty, first, second);
    let op = w.choices.pick(&ORDER);
    let test = format!("{left} {op} {right}");
    match w.choices.below(5) {
        0 => format!("!({test})"),
        1 => {
            let (left, right) = operands(w, ty, first, second);
            format!("{test} && {left} {} {right}", w.choices.pick(&ORDER))
        }
        2 => {
            let (left, right) = operands(w, ty, first, second);
            format!("{test} || !({left} {} {right})", w.choices.pick(&ORDER))
        }
        _ => test,
    }
}

fn conditions(w: &mut Writer) -> bool {
    let ty = w.choices.pick(&TYPES).clone();
    let (first, second) = locals(w, &ty);
    for _ in 0..1 + w.choices.below(3) {
        let test = condition(w, &ty, &first, &second);
        let label = w.name("c");
        match w.choices.below(3) {
            0 => w.line(format!("if {test} {{\n    print(\"{label}\")\n}}")),
            1 => w.line(format!("if {test} {{\n    print(\"{label}\")\n}} else {{\n    print(\"not {label}\")\n}}")),
            _ => w.line(format!("print({test} ? \"{label}\" : \"not {label}\")")),
        }
    }
    let (left, right) = operands(w, &ty, &first, &second);
    let op = w.choices.pick(&ORDER);
    let line = format!("let {first}b = {left} {op} {right}\nprint({first}b)");
    w.line(line);
    true
}

fn values(w: &mut Writer) -> bool {
    let ty = w.choices.pick(&TYPES).clone();
    let (first, second) = locals(w, &ty);
    for _ in 0..1 + w.choices.below(3) {
        let (left, right) = operands(w, &ty, &first, &second);
        let op = if ty.is_int() {
            *w.choices.pick(&["+", "-", "*", "&", "|", "^", "<<", ">>", "/", "%"])
        } else {
            *w.choices.pick(&["+", "-", "*", "/", "%"])
        };
        let right = match op {
            "/" | "%" if ty.is_int() => super::variables::divisor(w, &ty).operand(),
            _ => right,
        };
        let right = if right.starts_with('-') { format!("({right})") } else { right };
        w.line(format!("{first} = {left} {op} {right}"));
        w.show(&first);
    }
    let op = if ty.is_int() { *w.choices.pick(&["-", "~"]) } else { "-" };
    let code = Code::new(format!("{op}{first}"), Level::Unary);
    w.show(&code.operand());
    true
}

/// A loop that ends by a number that becomes smaller.
fn count_down(w: &mut Writer) -> bool {
    if !w.has_room() {
        return false;
    }
    let ty = w.choices.pick(&TYPES).clone();
    let (left, end, point) = (w.name("left"), w.choices.below(3), if ty.is_int() { "" } else { ".5" });
    let turns = w.choices.between(1, 5);
    let test = match w.choices.below(4) {
        0 => format!("{left} > {end}{point}"),
        1 => format!("{left} >= {end}{point}"),
        2 => format!("{end}{point} < {left}"),
        _ => format!("!({left} <= {end}{point})"),
    };
    w.line(format!("var {left}: {ty} = {}{point}\nwhile {test} {{", end + turns));
    super::control::body(w, turns as i64 + 1, |w| {
        w.line(format!("{left} -= 1"));
        w.declare(&left, &ty, false);
        w.statement();
    });
    w.line("}");
    w.show(&left);
    w.declare(&left, &ty, false);
    true
}
