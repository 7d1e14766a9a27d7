//! Types with `[]` and `[]=`, private members, static functions, generic traits: what a class may have beyond the usual.

use crate::feature::Feature;
use crate::scope::{Callable, Declared, Kind, Parameter};
use crate::types::Type;
use crate::write::{Want, Writer};

/// Types with `[]` and `[]=`, private members, static functions, generic traits: what a class may have beyond the usual.
pub const FEATURE: Feature = Feature { name: "indexing", items: &[(4, grid), (3, source)], statements: &[(6, write)], ..Feature::NONE };

fn grid(w: &mut Writer) {
    let (name, item) = (w.name("Grid"), w.choices.pick(&[Type::Int, Type::String, Type::Float, Type::Bool, Type::Int32]).clone());
    let kind = *w.choices.pick(&["class", "struct"]);
    let values: Vec<String> = (0..4).map(|_| w.literal_only(&item).text).collect();
    w.item(|w| {
        w.line(format!(
            "{kind} {name} {{\n    private cells: Array<{item}> = [{}]\n    private static var made: int = 0\n    writes: int = 0\n\n    func at(index: int) -> {item} {{\n        print(\"at ${{index}}\")\n        return cells[index & 3]\n    }}\n    func setAt(index: int, value: {item}) {{\n        print(\"setAt ${{index}} ${{value}}\")\n        cells[index & 3] = value\n        writes += 1\n    }}\n    private static func count() -> int {{\n        made += 1\n        return made\n    }}\n    static func create() -> {name} {{\n        print(\"{name} ${{count()}}\")\n        return {name}()\n    }}\n}}",
            values.join(", ")
        ));
    });
    let mut declared = Declared::new(&name, if kind == "class" { Kind::Class } else { Kind::Struct });
    (declared.patterns, declared.indexed) = (false, Some(item.clone()));
    declared.operators = vec![crate::scope::Operator { text: "[]".into(), right: Type::Int, result: item }];
    w.declared.push(declared);
    w.callables.push(Callable::function(&name, Vec::new(), Type::named(&name), 6));
    w.callables.push(Callable::function(&format!("{name}.create"), Vec::new(), Type::named(&name), 8));
}

/// `grid[i] = …`, `grid[i] op= …`.
fn write(w: &mut Writer) -> bool {
    let known: Vec<(Type, Type)> = w.declared.iter().filter_map(|d| d.indexed.clone().map(|item| (Type::named(&d.name), item))).collect();
    if known.is_empty() {
        return false;
    }
    let (ty, item) = w.choices.pick(&known).clone();
    let name = w.name("grid");
    let value = w.expression(&Want::exact(&ty));
    w.line(format!("var {name} = {}", value.text));
    for _ in 0..1 + w.choices.below(3) {
        let index = w.exact(&Type::Int);
        let place = format!("{name}[{}]", index.text);
        let line = if item.is_number() || item == Type::String {
            super::variables::update_of(w, &place, &item)
        } else {
            format!("{place} = {}", w.wanted(&item).text)
        };
        w.line(line);
    }
    w.line(format!("print(\"${{{name}.writes}} ${{{name}[1]}}\")"));
    w.declare(&name, &ty, true);
    true
}

/// A generic trait that two classes have, and a function that takes any of them.
fn source(w: &mut Writer) {
    let (name, item) = (w.name("Source"), w.some_type(0));
    let (fixed, echo, drain) = (w.name("Fixed"), w.name("Echo"), w.name("drain"));
    let value = w.literal_only(&item).text;
    w.item(|w| {
        w.line(format!("trait {name}<T> {{\n    func read() -> T\n    func pair() -> (T, T) {{ return (read(), read()) }}\n}}"));
    });
    w.item(|w| {
        w.line(format!("class {fixed} with {name}<{item}> {{\n    reads: int = 0\n\n    func read() -> {item} {{\n        reads += 1\n        print(\"read ${{reads}}\")\n        return {value}\n    }}\n}}"));
    });
    w.item(|w| {
        w.line(format!("class {echo}<T> with {name}<T> {{\n    private content: T\n\n    init(content: T) {{ self.content = content }}\n    func read() -> T {{ return content }}\n    func pair() -> (T, T) {{\n        print(\"pair of {echo}\")\n        return (content, read())\n    }}\n}}"));
    });
    w.item(|w| {
        w.line(format!("func {drain}(first: {item}, flag: bool) -> ({item}, {item}) {{\n    let source: {name}<{item}> = flag ? {fixed}() : {echo}(first)\n    print(source.read())\n    return source.pair()\n}}"));
    });
    let parameters = [("first", item.clone()), ("flag", Type::Bool)].map(|(name, ty)| Parameter { name: name.into(), ty, default: false });
    w.callables.push(Callable::function(&drain, parameters.to_vec(), Type::Tuple(vec![item.clone(), item]), 30));
}
