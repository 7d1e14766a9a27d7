//! Types that `for` runs over: with `next`, with `iterator`.

use crate::feature::Feature;
use crate::scope::{Callable, Declared, Kind, Parameter};
use crate::types::Type;
use crate::write::{Want, Writer};

/// Types that `for` runs over: with `next`, with `iterator`.
pub const FEATURE: Feature = Feature { name: "iterators", items: &[(4, countdown), (3, walk)], statements: &[(6, run)], ..Feature::NONE };

fn countdown(w: &mut Writer) {
    let name = w.name("Countdown");
    let kind = *w.choices.pick(&["class", "struct"]);
    w.item(|w| {
        w.line(format!("{kind} {name} {{\n    left: int\n\n    func next() -> int? {{\n        if left <= 0 {{\n            return null\n        }}\n        left -= 1\n        return left\n    }}\n}}"));
    });
    let mut declared = Declared::new(&name, if kind == "class" { Kind::Class } else { Kind::Struct });
    declared.iterates = Some(Type::Int);
    declared.patterns = false;
    w.declared.push(declared);
    w.callables.push(Callable::function(
        &name,
        vec![Parameter { name: "left".into(), ty: Type::Int, default: false }],
        Type::named(&name),
        2,
    ));
}

fn walk(w: &mut Writer) {
    let (name, items, item) = (w.name("Walk"), w.name("Items"), w.some_plain(0));
    w.item(|w| {
        w.line(format!(
            "class {name} {{\n    list: Array<{item}>\n    private place: int = 0\n\n    func next() -> {item}? {{\n        place += 1\n        return list.tryGet(place - 1)\n    }}\n}}"
        ));
    });
    w.item(|w| {
        w.line(format!(
            "class {items} {{\n    list: Array<{item}>\n\n    func iterator() -> {name} {{\n        print(\"iterator of {items}\")\n        return {name}(list)\n    }}\n}}"
        ));
    });
    for name in [name, items] {
        let mut declared = Declared::new(&name, Kind::Class);
        declared.iterates = Some(item.clone());
        w.declared.push(declared);
        let list = Parameter { name: "list".into(), ty: Type::array(item.clone()), default: false };
        w.callables.push(Callable::function(&name, vec![list], Type::named(&name), 2));
    }
}

fn run(w: &mut Writer) -> bool {
    let known: Vec<(Type, Type)> = w.declared.iter().filter_map(|d| d.iterates.clone().map(|item| (Type::named(&d.name), item))).collect();
    if known.is_empty() || !w.has_room() {
        return false;
    }
    let (ty, item) = w.choices.pick(&known).clone();
    let over = w.expression(&Want::exact(&ty));
    let (name, turns) = (w.name("item"), w.name("turns"));
    w.line(format!("var {turns} = 0\nfor {name} in {} {{", over.receiver()));
    super::control::body(w, 6, |w| {
        w.declare(&name, &item, false);
        w.line(format!("{turns} += 1\nif {turns} > 5 {{\n    break\n}}"));
        w.show(&name);
        w.statement();
    });
    w.line("}");
    true
}
