//! Branches and loops.

use crate::feature::Feature;
use crate::types::Type;
use crate::write::Writer;

/// Branches and loops.
pub const FEATURE: Feature = Feature {
    name: "control",
    statements: &[(12, branch), (6, count_up), (6, for_range), (6, for_array), (3, for_text), (4, leave), (3, for_dictionary)],
    ..Feature::NONE
};

fn branch(w: &mut Writer) -> bool {
    if !w.has_room() {
        return false;
    }
    let condition = w.exact(&Type::Bool);
    w.line(format!("if {} {{", condition.text));
    w.block(3);
    if w.choices.chance(25) {
        let condition = w.exact(&Type::Bool);
        w.line(format!("}} else if {} {{", condition.text));
        w.block(2);
    }
    if w.choices.chance(50) {
        w.line("} else {");
        w.block(3);
    }
    w.line("}");
    true
}

/// Runs `write` as the body of a loop of so many turns.
pub fn body(w: &mut Writer, turns: i64, write: impl FnOnce(&mut Writer)) {
    w.frame.loops += 1;
    w.repeated(turns, |w| w.scoped(|w| w.indented(write)));
    w.frame.loops -= 1;
}

fn some(w: &mut Writer, most: usize) {
    for _ in 0..1 + w.choices.below(most) {
        w.statement();
    }
}

/// `while` with a counter.
fn count_up(w: &mut Writer) -> bool {
    if !w.has_room() {
        return false;
    }
    let counter = w.name("count");
    let turns = w.choices.between(1, 6);
    let endless = w.choices.chance(30);
    w.line(format!("var {counter} = 0"));
    w.declare(&counter, &Type::Int, false);
    if endless {
        w.line("while true {");
    } else {
        let also = if w.choices.chance(40) { format!(" && {}", w.exact(&Type::Bool).operand()) } else { String::new() };
        w.line(format!("while {counter} < {turns}{also} {{"));
    }
    body(w, turns as i64, |w| {
        w.line(format!("{counter} += 1"));
        if endless {
            w.line(format!("if {counter} > {turns} {{\n    break\n}}"));
        }
        some(w, 3);
    });
    w.line("}");
    true
}

fn for_range(w: &mut Writer) -> bool {
    if !w.has_room() {
        return false;
    }
    let name = w.name("i");
    let start = w.choices.below(4);
    let turns = w.choices.between(1, 6);
    let range = match w.choices.below(7) {
        0 => format!("{start}..{}", start + turns),
        1 => format!("{start}..={}", start + turns - 1),
        2 => {
            let end = w.exact(&Type::Int);
            format!("0..({} & {})", end.operand(), [1, 3, 3, 7, 7][turns % 5])
        }
        3 => format!("({}..{}).reversed()", start, start + turns),
        4 => format!("({start}..{}).step({})", start + turns * 2, 2 + turns % 2),
        5 => "(9223372036854775805..=9223372036854775807)".to_string(),
        _ => format!("{}..{start}", start + turns),
    };
    w.line(format!("for {name} in {range} {{"));
    body(w, 8, |w| {
        w.declare(&name, &Type::Int, false);
        some(w, 3);
    });
    w.line("}");
    true
}

/// Over an array that may change meanwhile; the index ends it.
fn for_array(w: &mut Writer) -> bool {
    if !w.has_room() {
        return false;
    }
    let item = w.some_type(0);
    let array = w.exact(&Type::array(item.clone()));
    let (index, name) = (w.name("index"), w.name("item"));
    w.line(format!("for {index}, {name} in {} {{", array.text));
    body(w, 8, |w| {
        w.declare(&index, &Type::Int, false);
        w.declare(&name, &item, false);
        w.line(format!("if {index} > 5 {{\n    break\n}}"));
        some(w, 3);
    });
    w.line("}");
    true
}

fn for_text(w: &mut Writer) -> bool {
    if !w.has_room() {
        return false;
    }
    let text = w.exact(&Type::String);
    let text = super::variables::short(w, &text);
    let name = w.name("letter");
    let index = w.choices.chance(40).then(|| w.name("at"));
    match &index {
        Some(index) => w.line(format!("for {index}, {name} in {} {{", text.text)),
        None => w.line(format!("for {name} in {} {{", text.text)),
    }
    body(w, 40, |w| {
        w.declare(&name, &Type::String, false);
        if let Some(index) = &index {
            w.declare(index, &Type::Int, false);
        }
        some(w, 2);
    });
    w.line("}");
    true
}

/// Over a dictionary, whose keys the body leaves alone.
fn for_dictionary(w: &mut Writer) -> bool {
    if !w.has_room() {
        return false;
    }
    let (key, value) = (w.some_of('K'), w.some_type(0));
    let of = w.exact(&Type::Dictionary(Box::new(key.clone()), Box::new(value.clone())));
    let name = w.name("key");
    let second = w.choices.chance(70).then(|| w.name("entry"));
    let turns = w.name("turns");
    w.line(format!("var {turns} = 0"));
    match &second {
        Some(second) => w.line(format!("for {name}, {second} in {} {{", of.receiver())),
        None => w.line(format!("for {name} in {} {{", of.receiver())),
    }
    let steady = std::mem::replace(&mut w.frame.steady, true);
    body(w, 8, |w| {
        w.declare(&name, &key, false);
        if let Some(second) = &second {
            w.declare(second, &value, false);
        }
        w.line(format!("{turns} += 1\nif {turns} > 6 {{\n    break\n}}"));
        some(w, 2);
    });
    w.frame.steady = steady;
    w.line("}");
    true
}

/// `break`, `continue` or `return` under a condition.
fn leave(w: &mut Writer) -> bool {
    let result = w.frame.result.clone();
    let ways: &[&str] = match (w.frame.loops > 0, &result) {
        (true, Some(_)) => &["break", "continue", "return"],
        (true, None) => &["break", "continue"],
        (false, Some(_)) => &["return"],
        (false, None) => return false,
    };
    let way = *w.choices.pick(ways);
    let condition = w.exact(&Type::Bool);
    w.line(format!("if {} {{", condition.text));
    let value = match (way, &result) {
        ("return", Some(ty)) if *ty != Type::Void => format!(" {}", w.returned(ty).text),
        _ => String::new(),
    };
    w.line(format!("    {way}{value}\n}}"));
    true
}
