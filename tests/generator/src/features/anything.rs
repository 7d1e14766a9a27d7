//! `any`, reflection and JSON.

use crate::feature::Feature;
use crate::scope::{Kind, Member};
use crate::types::Type;
use crate::write::{Code, Level, Want, Writer};

/// `any`, reflection and JSON.
pub const FEATURE: Feature = Feature {
    name: "anything",
    weight: 8,
    statements: &[(5, kinds), (5, reflect), (3, json), (3, encode)],
    expressions: &[(20, "T", cast)],
    rules: "
        string = typeof(`any`)
        bool = instanceof(`any`, \"int\")
        bool = instanceof(`any`, \"Array\")
        bool = `any` == `any`
        bool = `any` != `any`
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
        bool = `any` is int
        bool = `any` is string
        string? = `any` as? string
        int? = `any` as? int
        float? = `any` as? float
    ",
    failures: &["print(given<any>(`int`) as string)", "print(toJson(() => 1))", "print(parseJson(`string`).value)"],
    ..Feature::NONE
};

/// `as` of an `any` that holds such a value, or seldom not.
fn cast(w: &mut Writer, want: &Want) -> Option<Code> {
    if !w.settles(&want.ty) {
        return None;
    }
    let inside = if w.risks() { w.some_type(0) } else { want.ty.clone() };
    let value = w.exact(&inside);
    let any = w.given(&Type::Any, &value);
    Some(Code::new(format!("{} as {}", any.text, want.ty), Level::Binary).with(&[&value], &want.ty))
}

/// `when` over what an `any` holds.
fn kinds(w: &mut Writer) -> bool {
    if !w.has_room() {
        return false;
    }
    let value = w.exact(&Type::Any);
    let name = w.name("thing");
    w.line(format!("let {name}: any = {}", value.text));
    w.open(format!("when {name} {{"));
    let mut types = vec![Type::Int, Type::String, Type::Bool, Type::Float];
    types.extend(w.declared.iter().filter(|d| d.kind != Kind::Trait && d.parameters == 0 && !d.functions && !d.foreign).map(|d| Type::named(&d.name)));
    for _ in 0..1 + w.choices.below(3) {
        // Once each: an arm that can't be reached narrows nothing.
        let at = w.choices.below(types.len());
        let ty = types.remove(at);
        w.line(format!("is {ty} => {{"));
        w.scoped(|w| {
            w.narrow(&name, &ty);
            w.indented(|w| {
                w.show(&name);
                w.statement();
            });
        });
        w.line("}");
    }
    w.line(format!("else => print(\"else ${{{name}}}\")"));
    w.close("}");
    w.declare(&name, &Type::Any, false);
    true
}

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
        .filter(|c| c.receiver.as_ref() == Some(&ty) && !c.coroutine && c.cost * w.frame.repeat < w.frame.work && (w.frame.dynamic || !c.dynamic))
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
    let known: Vec<Type> =
        w.declared.iter().filter(|d| matches!(d.kind, Kind::Class | Kind::Struct) && d.parameters == 0 && !d.functions && !d.foreign).map(|d| Type::named(&d.name)).collect();
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
