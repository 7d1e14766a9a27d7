//! Reflection and JSON.

use crate::feature::Feature;
use crate::scope::{Kind, Member};
use crate::types::Type;
use crate::write::Writer;

/// Reflection and JSON: a program that uses them has a function for each of its classes and boxes that looks into them.
pub const FEATURE: Feature = Feature {
    name: "reflection",
    weight: 8,
    statements: &[(5, reflect), (3, json), (3, encode)],
    rules: "
        bool = instanceof(`any`, \"Array\")
        bool = instanceof(`any`, \"int\")
        string = typeof(`any`)
        [string] = fields(`any`)
        [string] = methods(`any`)
        bool = hasField(`any`, \"x\")
        bool = hasMethod(`any`, \"toString\")
        any! = getField(`any`, \"x\")
        any! = parseJson(`string`)
        any! = parseJson(\"{\\\"a\\\": [1, -2.5, null, true], \\\"b\\\": {\\\"c\\\": \\\"d\\\"}}\")
        any! = parseJson(\"[1, 2\")
        string = toJson(`[N]`)
        string = toJson(`[string: int]`)
        string = toJson(`string`)
        string = toJson(`[string?]`)
        string = toJson((`int`, `bool`))
    ",
    failures: &["print(toJson(() => 1))", "print(parseJson(`string`).value)"],
    rarely: true,
    ..Feature::NONE
};

/// Fields by name: read, written, methods called.
fn reflect(w: &mut Writer) -> bool {
    let known: Vec<(Type, Vec<Member>)> = w
        .declared
        .iter()
        .filter(|d| matches!(d.kind, Kind::Class | Kind::Struct) && d.parameters == 0 && !d.functions && !d.fields.is_empty() && !d.foreign)
        .map(|d| (Type::named(&d.name), d.fields.clone()))
        .collect();
    if known.is_empty() {
        return false;
    }
    let (ty, fields) = w.choices.pick(&known).clone();
    let name = w.name("seen");
    let value = w.exact(&ty);
    w.line(format!("let {name} = {}", value.text));
    w.declare(&name, &ty, false);
    let field = w.choices.pick(&fields).clone();
    w.line(format!("print(\"${{typeof({name})}} ${{fields({name})}} ${{methods({name})}}\")"));
    w.line(format!("print(getField({name}, \"{}\"))", field.name));
    let to = if w.choices.chance(75) { w.exact(&field.ty) } else { w.exact(&Type::Any) };
    w.line(format!("print(setField({name}, \"{}\", {}))\nprint({name}.{})", field.name, to.argument(), field.name));
    let methods: Vec<(String, usize)> = w
        .callables
        .iter()
        .filter(|c| {
            c.receiver.as_ref() == Some(&ty) && !c.coroutine && c.cost * w.frame.repeat < w.frame.work && (w.frame.dynamic || !c.dynamic)
        })
        .map(|c| (c.text.clone(), c.parameters.len()))
        .collect();
    if !methods.is_empty() && w.frame.dynamic {
        let (method, count) = w.choices.pick(&methods).clone();
        w.frame.called_dynamic = true;
        w.frame.work -= 45 * w.frame.repeat;
        let list: Vec<String> = (0..count).map(|_| w.wanted(&Type::Any).argument()).collect();
        w.line(format!("print(invoke({name}, \"{method}\", [{}]))", list.join(", ")));
    }
    true
}

/// A value to JSON and back.
fn json(w: &mut Writer) -> bool {
    let known: Vec<Type> = w
        .declared
        .iter()
        .filter(|d| matches!(d.kind, Kind::Class | Kind::Struct) && d.parameters == 0 && !d.functions && !d.foreign)
        .map(|d| Type::named(&d.name))
        .collect();
    if known.is_empty() || !w.risks() {
        return false;
    }
    let ty = w.choices.pick(&known).clone();
    let value = w.exact(&ty);
    w.line(format!("print(toJson({}))", value.argument()));
    true
}

fn encode(w: &mut Writer) -> bool {
    let ty = w.choices.pick(&["[[int]]", "[string: [float]]", "[(int, string)]", "[string: int?]", "[bool]"]);
    let value = w.exact(&Type::read(ty));
    let name = w.name("json");
    w.line(format!("let {name} = toJson({})\nprint({name})\nprint(parseJson({name}))", value.argument()));
    true
}
