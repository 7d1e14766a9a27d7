//! Operators between variables and constants on either side, as values and as conditions: the machine has instructions for each form.

use crate::feature::Feature;
use crate::types::Type;
use crate::write::{Code, Level, Want, Writer};

/// Operators between variables and constants on either side, as values and as conditions: the machine has instructions for each form.
pub const FEATURE: Feature =
    Feature { name: "operators", statements: &[(10, conditions), (8, values), (6, chains), (4, count_down), (8, steps)], ..Feature::NONE };

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

/// A constant that can stand on either side of an operator.
fn constant(w: &mut Writer, ty: &Type) -> String {
    let text = w.literal(&Want::of(ty)).text;
    if text.starts_with('-') { format!("({text})") } else { text }
}

/// Operations each of which takes what the one before gave.
fn chain(w: &mut Writer, ty: &Type, [x, y, z]: [&str; 3]) -> String {
    let mut value = x.to_string();
    for _ in 0..w.choices.between(2, 5) {
        let k = constant(w, ty);
        value = match w.choices.below(16) {
            0 => format!("({value} + {y})"),
            1 => format!("({value} - {y})"),
            2 => format!("({y} - {value})"),
            3 => format!("({value} - {k})"),
            4 => format!("({k} * {value})"),
            5 => format!("({value} * {y} + {z})"),
            6 => format!("({y} * {z} + {value})"),
            7 => format!("({value} * {y} - {z})"),
            8 => format!("({y} * {z} - {value})"),
            9 => format!("({z} - {value} * {y})"),
            10 => format!("({value} - {y} * {z})"),
            11 if ty.is_int() => format!("({value} & {k})"),
            12 if ty.is_int() => format!("({value} % {})", super::variables::divisor(w, ty).operand()),
            _ if ty.is_int() => format!("({value} {} {y})", w.choices.pick(&["^", "|", "*"])),
            11 => format!("({value} / {y})"),
            12 => format!("({y} / {value})"),
            13 => format!("({value} / {k})"),
            14 => format!("({k} / {value})"),
            _ => format!("({k} - {value})"),
        };
    }
    value
}

fn chains(w: &mut Writer) -> bool {
    let ty = w.choices.pick(&TYPES).clone();
    let (first, second) = locals(w, &ty);
    let third = w.name("z");
    let line = format!("let {third}: {ty} = {}", constant(w, &ty));
    w.line(line);
    w.declare(&third, &ty, false);
    for _ in 0..1 + w.choices.below(3) {
        match w.choices.below(4) {
            0 => {
                let square = w.name("s");
                w.line(format!("let {square} = {second} + {first}\n{first} = {square} * {square}"));
                w.declare(&square, &ty, false);
            }
            1 => {
                let op = w.choices.pick(&["+=", "-="]);
                w.line(format!("{first} {op} {second} * {third}"));
            }
            _ => {
                let value = chain(w, &ty, [&first, &second, &third]);
                w.line(format!("{first} = {value}"));
            }
        }
        w.show(&first);
    }
    true
}

/// A loop whose turn ends with a step to what its condition compares.
fn steps(w: &mut Writer) -> bool {
    if !w.has_room() {
        return false;
    }
    let (at, turns, up) = (w.name("at"), w.choices.between(1, 5), w.choices.chance(50));
    let by = w.choices.between(1, 3);
    let (start, end) = if up { (0, turns * by) } else { (turns * by, 0) };
    let is_inclusive = w.choices.chance(50);
    w.line(format!("var {at} = {start}"));
    let [limit, step] = [("limit", end as i64), ("step", if up { by as i64 } else { -(by as i64) })].map(|(name, value)| {
        let name = w.name(name);
        if w.choices.chance(50) {
            return value.to_string();
        }
        w.line(format!("let {name} = {value}"));
        w.declare(&name, &Type::Int, false);
        name
    });
    let op = match (up, is_inclusive) {
        (true, false) => "<",
        (true, true) => "<=",
        (false, false) => ">",
        (false, true) => ">=",
    };
    let also = if w.choices.chance(30) { format!(" && {at} != 1000") } else { String::new() };
    w.line(format!("while {at} {op} {limit}{also} {{"));
    super::control::body(w, turns as i64 + 2, |w| {
        w.declare(&at, &Type::Int, false);
        // No statement that might go on with the next turn before the step.
        w.show(&at);
        let step = step.strip_prefix('-').map_or_else(|| format!("+= {step}"), |by| format!("-= {by}"));
        w.line(format!("{at} {step}"));
    });
    w.line("}");
    w.show(&at);
    w.declare(&at, &Type::Int, false);
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
