//! Generic functions, classes, structs and enums, with bounds.

use crate::feature::Feature;
use crate::scope::{Callable, Declared, Kind, Parameter};
use crate::types::Type;
use crate::write::Writer;

/// Generic functions, classes, structs and enums, with bounds.
pub const FEATURE: Feature =
    Feature { name: "generics", items: &[(8, function), (3, boxes), (3, pairs), (3, maybe), (2, stack)], ..Feature::NONE };

/// Name with type parameters, parameters, result, bounds, body.
type Function = (&'static str, &'static [(&'static str, &'static str)], &'static str, &'static str, &'static str);

/// A generic function: its name and parameters, what it gives, its bounds, its body. `@` is its name.
const FUNCTIONS: [Function; 8] = [
    ("pick<T>", &[("a", "T"), ("b", "T"), ("first", "bool")], "T", "", "return first ? a : b"),
    ("flip<T, U>", &[("a", "T"), ("b", "U")], "(U, T)", "", "return (b, a)"),
    ("occurs<T>", &[("items", "[E]"), ("of", "E")], "int", " where T : Equatable", "return items.count((x: T) => x == of)"),
    (
        "largest<T>",
        &[("items", "[C]"), ("least", "C")],
        "C",
        " where T : Comparable",
        "var best = least\n    for index, item in items {\n        if item > best && index < 6 {\n            best = item\n        }\n    }\n    return best",
    ),
    ("mix<T>", &[("a", "N"), ("b", "N")], "N", " where T : Number", "return a * b + a - b"),
    ("table<T, U>", &[("key", "K"), ("value", "U")], "[K: U]", " where T : Hashable", "return {key: value}"),
    ("twice<T, U>", &[("f", "(T) -> U"), ("x", "T")], "(U, U)", "", "return (f(x), f(x))"),
    ("shown<T>", &[("x", "T"), ("times", "int")], "string", "", "return times > 0 ? \"${x};\" .. @(x, 0) : \"${x}\""),
];

fn letters(ty: &str, bounded: bool) -> String {
    // The letter says to the generator what the bound says to the checker.
    let text = Type::read(ty).to_string();
    if bounded { text.replace(['E', 'C', 'N', 'K'], "T") } else { text }
}

fn parameters(list: &[(&str, &str)]) -> Vec<Parameter> {
    list.iter().map(|(name, ty)| Parameter { name: (*name).to_string(), ty: Type::read(ty), default: false }).collect()
}

fn function(w: &mut Writer) {
    let (head, list, result, bounds, body) = *w.choices.pick(&FUNCTIONS);
    let (stem, generic) = head.split_at(head.find('<').unwrap_or(head.len()));
    let name = w.name(stem);
    w.item(|w| {
        let written: Vec<String> = list.iter().map(|(name, ty)| format!("{name}: {}", letters(ty, !bounds.is_empty()))).collect();
        let result = letters(result, !bounds.is_empty());
        w.line(format!("func {name}{generic}({}) -> {result}{bounds} {{\n    {}\n}}", written.join(", "), body.replace('@', &name)));
    });
    w.callables.push(Callable::function(&name, parameters(list), Type::read(result), 70));
}

fn open(name: &str, letters: &[char]) -> Type {
    Type::Named(name.to_string(), letters.iter().map(|letter| Type::Open(*letter)).collect())
}

fn boxes(w: &mut Writer) {
    let name = w.name("Box");
    w.item(|w| {
        w.line(format!(
            "class {name}<T> {{\n    content: T\n    changes: int = 0\n\n    func get() -> T {{ return content }}\n    func put(next: T) -> T {{\n        let before = content\n        content = next\n        changes += 1\n        return before\n    }}\n    func mapped<U>(f: (T) -> U) -> {name}<U> {{ return {name}(f(content)) }}\n    func toString() -> string {{ return \"{name} of ${{content}}\" }}\n}}"
        ));
    });
    let ty = open(&name, &['T']);
    let mut declared = Declared::new(&name, Kind::Class);
    declared.parameters = 1;
    w.declared.push(declared);
    w.callables.push(Callable::function(&name, parameters(&[("content", "T")]), ty.clone(), 2));
    w.callables.push(Callable::method(ty.clone(), "get", Vec::new(), Type::Open('T'), 3));
    w.callables.push(Callable::method(ty.clone(), "put", parameters(&[("next", "T")]), Type::Open('T'), 6));
    let f = parameters(&[("f", "(T) -> U")]);
    w.callables.push(Callable::method(ty, "mapped", f, open(&name, &['U']), 40));
}

fn pairs(w: &mut Writer) {
    let name = w.name("Pair");
    w.item(|w| {
        w.line(format!(
            "struct {name}<A, B> {{\n    first: A\n    second: B\n\n    func swapped() -> {name}<B, A> {{ return {name}(second, first) }}\n    func left() -> A {{ return first }}\n}}"
        ));
    });
    let ty = open(&name, &['A', 'B']);
    let mut declared = Declared::new(&name, Kind::Struct);
    (declared.parameters, declared.patterns) = (2, false);
    w.declared.push(declared);
    w.callables.push(Callable::function(&name, parameters(&[("first", "A"), ("second", "B")]), ty, 2));
    w.callables.push(Callable::method(open(&name, &['B', 'A']), "swapped", Vec::new(), open(&name, &['A', 'B']), 4));
    w.callables.push(Callable::method(open(&name, &['A', 'B']), "left", Vec::new(), Type::Open('A'), 3));
}

fn maybe(w: &mut Writer) {
    let (name, none, just) = (w.name("Maybe"), w.name("None"), w.name("Just"));
    w.item(|w| {
        w.line(format!(
            "enum {name}<T> {{\n    {none}, {just}(value: T)\n\n    func orElse(other: T) -> T {{\n        return when self {{\n            is {just}(found) => found\n            else => other\n        }}\n    }}\n}}"
        ));
    });
    let ty = open(&name, &['T']);
    let mut declared = Declared::new(&name, Kind::Enum);
    declared.parameters = 1;
    w.declared.push(declared);
    w.callables.push(Callable::function(&format!("{name}.{none}"), Vec::new(), ty.clone(), 0));
    w.callables.push(Callable::function(&format!("{name}.{just}"), parameters(&[("value", "T")]), ty.clone(), 1));
    w.callables.push(Callable::method(ty, "orElse", parameters(&[("other", "T")]), Type::Open('T'), 5));
}

/// A stack that is used in a function of its own: what grows in it stays there.
fn stack(w: &mut Writer) {
    let (name, item, used) = (w.name("Stack"), w.some_type(0), w.name("stacked"));
    w.item(|w| {
        w.line(format!(
            "class {name}<T> where T : Equatable {{\n    private items: Array<T> = []\n\n    func push(item: T) -> {name}<T> {{\n        items.push(item)\n        return self\n    }}\n    func pop() -> T? {{ return items.pop() }}\n    func has(item: T) -> bool {{ return items.contains(item) }}\n    func size() -> int {{ return items.len() }}\n}}"
        ));
    });
    let item = if w.is_equatable(&item) { item } else { Type::Int };
    w.item(|w| {
        w.line(format!(
            "func {used}(a: {item}, b: {item}) -> int {{\n    let stack = {name}<{item}>().push(a).push(b)\n    print(\"${{stack.pop()}} ${{stack.has(b)}} ${{stack.has(a)}}\")\n    return stack.size()\n}}"
        ));
    });
    let list = ["a", "b"].map(|name| Parameter { name: name.into(), ty: item.clone(), default: false });
    w.callables.push(Callable::function(&used, list.to_vec(), Type::Int, 25));
}
