//! Enums of all three kinds: plain, with constants, with payloads, recursive ones too.

use super::structs::field_type;
use crate::feature::Feature;
use crate::scope::{Callable, Declared, Kind, Member, Parameter};
use crate::types::{Bindings, Type};
use crate::write::{Code, Level, Want, Writer};

/// Enums of all three kinds: plain, with constants, with payloads, recursive ones too.
pub const FEATURE: Feature = Feature {
    name: "enums",
    weight: 12,
    items: &[(5, plain), (4, constants), (7, payloads), (2, recursive)],
    expressions: &[(10, "string", name), (10, "int", ordinal), (10, "[T]", values), (10, "bool", is_variant), (8, "bool", same)],
    ..Feature::NONE
};

fn variants(w: &mut Writer, enum_name: &str, declared: &mut Declared, made: &mut Vec<Callable>) -> Vec<String> {
    let names: Vec<String> = (0..w.choices.between(2, 5)).map(|_| w.name("Case")).collect();
    for name in &names {
        declared.variants.push((name.clone(), Vec::new()));
        made.push(Callable::function(&format!("{enum_name}.{name}"), Vec::new(), Type::named(enum_name), 0));
    }
    names
}

fn plain(w: &mut Writer) {
    let name = w.name("Way");
    let mut declared = Declared::new(&name, Kind::Enum);
    declared.hashable = true;
    let mut made = Vec::new();
    let names = variants(w, &name, &mut declared, &mut made);
    w.item(|w| {
        if w.choices.chance(50) {
            w.line(format!("enum {name} {{ {} }}", names.join(", ")));
            return;
        }
        w.line(format!("enum {name} {{\n    {}\n", names.join(",\n    ")));
        let method = w.name("turned");
        w.line(format!(
            "    func {method}(by: int) -> {name} {{\n        return {name}.values()[((ordinal + by) % {0} + {0}) % {0}]\n    }}\n}}",
            names.len()
        ));
        let parameters = vec![Parameter { name: "by".into(), ty: Type::Int, default: false }];
        made.push(Callable::method(Type::named(&name), &method, parameters, Type::named(&name), 8));
    });
    w.declared.push(declared);
    w.callables.extend(made);
}

fn constants(w: &mut Writer) {
    let name = w.name("Grade");
    let mut declared = Declared::new(&name, Kind::Enum);
    declared.hashable = true;
    let mut made = Vec::new();
    let names = variants(w, &name, &mut declared, &mut made);
    let types: Vec<Type> = (0..w.choices.between(1, 2))
        .map(|_| w.choices.pick(&[Type::Int, Type::String, Type::Float, Type::Bool, Type::Float64]).clone())
        .collect();
    w.item(|w| {
        let cases: Vec<String> = names
            .iter()
            .map(|case| {
                let values: Vec<String> = types.iter().map(|ty| w.literal_only(ty).text).collect();
                format!("{case}({})", values.join(", "))
            })
            .collect();
        w.line(format!("enum {name} {{\n    {}\n", cases.join(",\n    ")));
        for ty in &types {
            let field = w.name("field");
            w.line(format!("    {field}: {ty}"));
            declared.fields.push(Member { name: field, ty: ty.clone(), mutable: false });
        }
        let (method, field) = (w.name("says"), declared.fields[0].name.clone());
        w.line(format!("    func {method}() -> string {{ return \"${{name}} ${{{field}}}\" }}\n}}"));
        made.push(Callable::method(Type::named(&name), &method, Vec::new(), Type::String, 5));
    });
    w.declared.push(declared);
    w.callables.extend(made);
}

fn payloads(w: &mut Writer) {
    let name = w.name("Shape");
    let ty = Type::named(&name);
    let mut declared = Declared::new(&name, Kind::Enum);
    let mut cases = Vec::new();
    for index in 0..w.choices.between(2, 4) {
        let case = w.name("Form");
        let count = if index == 0 { w.choices.below(2) } else { w.choices.between(1, 3) };
        let payload: Vec<Parameter> = (0..count).map(|_| Parameter { name: w.name("p"), ty: field_type(w), default: false }).collect();
        let list: Vec<String> = payload.iter().map(|p| format!("{}: {}", p.name, p.ty)).collect();
        cases.push(if list.is_empty() { case.clone() } else { format!("{case}({})", list.join(", ")) });
        let cost = if payload.is_empty() { 0 } else { 1 };
        w.callables.push(Callable::function(&format!("{name}.{case}"), payload.clone(), ty.clone(), cost));
        declared.equatable &= payload.iter().all(|p| w.is_equatable(&p.ty));
        declared.variants.push((case, payload));
    }
    w.item(|w| {
        w.line(format!("enum {name} {{\n    {}", cases.join(",\n    ")));
        if w.choices.chance(40) {
            let method = w.name("kind");
            let arms: Vec<String> =
                declared.variants.iter().enumerate().map(|(i, (case, _))| format!("            is {case} => {i}")).collect();
            w.line(format!("\n    func {method}() -> int {{\n        return when self {{\n{}\n        }}\n    }}", arms.join("\n")));
            w.callables.push(Callable::method(ty.clone(), &method, Vec::new(), Type::Int, 5));
        }
        w.line("}");
    });
    w.declared.push(declared);
}

/// A tree, built and walked to a small depth.
fn recursive(w: &mut Writer) {
    let (name, item) = (w.name("Tree"), w.some_type(0));
    let ty = Type::named(&name);
    let (leaf, node) = (w.name("Leaf"), w.name("Node"));
    let (grow, count) = (w.name("grow"), w.name("count"));
    let value = w.literal_only(&item).text;
    w.item(|w| {
        w.line(format!("enum {name} {{ {leaf}, {node}(left: {name}, item: {item}, right: {name}) }}"));
    });
    w.item(|w| {
        w.line(format!(
            "func {grow}(depth: int) -> {name} {{\n    if depth <= 0 {{\n        return {name}.{leaf}\n    }}\n    return {name}.{node}({grow}(depth - 1), {value}, {grow}(depth - 2))\n}}"
        ));
    });
    w.item(|w| {
        w.line(format!(
            "func {count}(tree: {name}) -> int {{\n    return when tree {{\n        is {leaf} => 0\n        is {node}(left, item, right) => {count}(left) + 1 + {count}(right)\n    }}\n}}"
        ));
    });
    let some = w.name("tree");
    w.item(|w| w.line(format!("func {some}(depth: int) -> {name} {{\n    return {grow}(depth & 3)\n}}")));
    let depth = vec![Parameter { name: "depth".into(), ty: Type::Int, default: false }];
    let mut declared = Declared::new(&name, Kind::Enum);
    declared.equatable = w.is_equatable(&item);
    w.declared.push(declared);
    w.callables.push(Callable::function(&format!("{name}.{leaf}"), Vec::new(), ty.clone(), 0));
    w.callables.push(Callable::function(&some, depth, ty.clone(), 60));
    w.callables.push(Callable::function(&count, vec![Parameter { name: "tree".into(), ty, default: false }], Type::Int, 80));
}

fn enums(w: &Writer) -> Vec<Declared> {
    w.declared.iter().filter(|d| d.kind == Kind::Enum && d.parameters == 0 && !d.variants.is_empty()).cloned().collect()
}

fn some_enum(w: &mut Writer, plain: bool) -> Option<Declared> {
    let known: Vec<Declared> =
        enums(w).into_iter().filter(|d| !plain || d.variants.iter().all(|(_, payload)| payload.is_empty())).collect();
    if known.is_empty() { None } else { Some(w.choices.pick(&known).clone()) }
}

fn name(w: &mut Writer, _: &Want) -> Option<Code> {
    let declared = some_enum(w, true)?;
    Some(w.template(&format!("`{}`.name", declared.name), Bindings::default(), &Type::Int))
}

fn ordinal(w: &mut Writer, _: &Want) -> Option<Code> {
    let declared = some_enum(w, true)?;
    Some(w.template(&format!("`{}`.ordinal", declared.name), Bindings::default(), &Type::Int))
}

fn values(w: &mut Writer, want: &Want) -> Option<Code> {
    let Type::Array(of) = &want.ty else { return None };
    let declared = w.declaration(of)?;
    let plain = declared.kind == Kind::Enum && declared.hashable && declared.parameters == 0 && !declared.variants.is_empty();
    plain.then(|| Code::postfix(format!("{of}.values()")))
}

fn is_variant(w: &mut Writer, _: &Want) -> Option<Code> {
    let declared = some_enum(w, false)?;
    let (case, _) = w.choices.pick(&declared.variants).clone();
    let value = w.exact(&Type::named(&declared.name));
    // Of what is only known to be of the enum here, a test still asks all of it.
    if w.scope.iter().any(|v| v.narrowed && v.text == value.text) {
        return None;
    }
    let qualified = if w.choices.chance(50) { format!("{}.{case}", declared.name) } else { case };
    Some(Code::new(format!("{} is {qualified}", value.operand()), Level::Compare))
}

/// Whether two values of a plain enum are the same.
fn same(w: &mut Writer, _: &Want) -> Option<Code> {
    let declared = some_enum(w, true)?;
    let ty = Type::named(&declared.name);
    let (left, right, op) = (w.exact(&ty), w.exact(&ty), *w.choices.pick(&["==", "!="]));
    Some(Code::new(format!("{} {op} {}", left.operand(), right.operand()), Level::Compare))
}
