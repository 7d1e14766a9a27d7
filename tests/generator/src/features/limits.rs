//! What is at the edge of the machine: constants, functions with many slots, fields that `init` sets late, values read too early, long literals.

use crate::feature::Feature;
use crate::scope::{Callable, Home, Parameter, Variable};
use crate::types::Type;
use crate::write::{Want, Writer};

/// What is at the edge of the machine: constants, functions with many slots, fields that `init` sets late, values read too early, long literals.
pub const FEATURE: Feature = Feature {
    name: "limits",
    items: &[(5, constant), (2, many_slots), (2, late_field), (2, early), (2, rows)],
    statements: &[(2, multi_line), (1, long_array), (6, alive), (2, changed_dictionary)],
    failures: &["let #table = {\"a\": 1}\nfor #key in #table {\n    print(#key)\n    #table[#key .. \"!\"] = `int`\n}"],
    ..Feature::NONE
};

fn constant(w: &mut Writer) {
    let (name, ty) =
        (w.name("LIMIT"), w.choices.pick(&[Type::Int, Type::Float, Type::String, Type::Bool, Type::Int32, Type::Float64]).clone());
    let value = match &ty {
        Type::Int => "(3 + 4 * 2) << 2 ^ 5".to_string(),
        Type::Float64 => "1.0 / 3.0".to_string(),
        Type::String => "\"a\" .. 1 .. \"b\"".to_string(),
        Type::Bool => "1 < 2 && !false".to_string(),
        other => w.literal_only(other).text,
    };
    w.item(|w| w.line(format!("const {name}: {ty} = {value}")));
    w.scope.push(Variable { text: name, ty, mutable: false, home: Home::Module, narrowed: false, length: None });
}

/// A function with more locals than the machine makes room for without asking, that calls itself.
fn many_slots(w: &mut Writer) {
    let name = w.name("wide");
    let count = w.choices.between(18, 30);
    let ty = w.choices.pick(&[Type::Int, Type::Float, Type::Int32]).clone();
    w.item(|w| {
        w.line(format!("func {name}(depth: int, a: {ty}) -> {ty} {{\n    if depth <= 0 {{\n        return a\n    }}"));
        for i in 0..count {
            w.line(format!("    let l{i} = (a, \"t{i}\", a * {}, depth)", i % 5));
        }
        w.line(format!("    let below = {name}(depth - 1, l{}.2)", count - 1));
        let sum: Vec<String> = (0..count).map(|i| format!("l{i}.{}", if i % 2 == 0 { 0 } else { 2 })).collect();
        w.line(format!("    return below - ({})\n}}", sum.join(" + ")));
    });
    let outer = w.name("narrow");
    w.item(|w| w.line(format!("func {outer}(a: {ty}) -> {ty} {{\n    return {name}(3, a)\n}}")));
    w.callables.push(Callable::function(&outer, vec![Parameter { name: "a".into(), ty: ty.clone(), default: false }], ty, 150));
}

/// An array of structs with a field of each width, written in place.
fn rows(w: &mut Writer) {
    let (row, fill) = (w.name("Row"), w.name("fill"));
    let (a, b) = (w.choices.between(1, 9), w.choices.pick(&["0.5", "2.25", "-0.0"]));
    w.item(|w| w.line(format!("struct {row} {{\n    a: int\n    b: float64\n    c: int32\n    d: float\n    e: bool\n}}")));
    w.item(|w| {
        w.line(format!("func {fill}(n: int) -> int {{\n    let rows: Array<{row}> = [{row}({a}, {b}, 2, 1.5, true), {row}(3, 1.0, -4, 2.0, false)]"));
        w.line("    for i in 0..rows.len() {\n        rows[i].a += n\n        rows[i].b = sqrt(rows[i].b + 2.0)\n        rows[i].c -= 1\n        rows[i].d *= 2.0");
        w.line("        rows[i].e = !rows[i].e && rows[i].a > 3\n    }\n    print(rows)\n    return rows[1].a\n}");
    });
    w.callables.push(Callable::function(&fill, vec![Parameter { name: "n".into(), ty: Type::Int, default: false }], Type::Int, 60));
}

/// A field that a method of the base might read before `init` has set it.
fn late_field(w: &mut Writer) {
    let (base, below, ty) = (w.name("Early"), w.name("Late"), w.some_type(0));
    let value = w.literal_only(&ty);
    let reads = if w.choices.chance(15) { "print(\"early ${late}\")" } else { "print(\"not yet\")" };
    w.item(|w| {
        w.line(format!("class {base} {{\n    count: int\n\n    init(count: int) {{\n        self.count = count\n        self.ready()\n    }}\n    func ready() {{ print(\"ready ${{count}}\") }}\n}}"));
    });
    w.item(|w| {
        w.line(format!(
            "class {below} extends {base} {{\n    late: {ty}\n\n    init(count: int) {{\n        super.init(count)\n        late = {}\n        self.ready2()\n    }}\n    func ready() {{ {reads} }}\n    func ready2() {{ print(\"late ${{late}} ${{count}}\") }}\n}}",
            value.text
        ));
    });
    let make = w.name("makeLate");
    w.item(|w| w.line(format!("func {make}(n: int) -> int {{\n    return {below}(n).count\n}}")));
    w.callables.push(Callable::function(&make, vec![Parameter { name: "n".into(), ty: Type::Int, default: false }], Type::Int, 20));
}

/// A variable of the module that a function reads, mostly after its declaration.
fn early(w: &mut Writer) {
    let (reader, variable, ty) = (w.name("reader"), w.name("late"), w.some_type(0));
    w.item(|w| w.line(format!("func {reader}() -> {ty} {{\n    return {variable}\n}}")));
    w.late.push((reader, variable, ty));
}

/// Calls such a function before or after the declaration.
fn alive(w: &mut Writer) -> bool {
    if w.frame.result.is_some() || w.frame.nesting > 0 || w.late.is_empty() {
        return false;
    }
    let (reader, variable, ty) = w.late.remove(0);
    if w.rest < 50 && w.choices.chance(30) {
        w.line(format!("print({reader}())"));
    }
    let value = w.wanted(&ty);
    w.line(format!("var {variable}: {ty} = {}\nprint({reader}())", value.text));
    w.declare(&variable, &ty, true);
    w.callables.push(Callable::function(&reader, Vec::new(), ty, 3));
    true
}

fn multi_line(w: &mut Writer) -> bool {
    let name = w.name("page");
    let (first, second) = (w.exact(&Type::String), w.some_type(1));
    let second = w.exact(&second);
    if first.text.contains('\n') || second.text.contains('\n') {
        return false;
    }
    w.line(format!(
        "let {name} = \"\"\"\n    first ${{{}}}\n      \"second\"\\t${{{}}}\n\n    end\n    \"\"\"\nprint({name})",
        first.argument(),
        second.argument()
    ));
    true
}

fn long_array(w: &mut Writer) -> bool {
    let ty = w.choices.pick(&[Type::Int, Type::Bool, Type::Float, Type::String]).clone();
    let items: Vec<String> = (0..40).map(|_| w.literal(&Want::of(&ty)).text).collect();
    let name = w.name("long");
    w.line(format!("let {name}: Array<{ty}> = [{}]\nprint({name}.len())\nprint({name}[33])", items.join(", ")));
    true
}

/// A loop over a dictionary that gets another key meanwhile.
fn changed_dictionary(w: &mut Writer) -> bool {
    if !w.risks() || w.frame.lambda {
        return false;
    }
    let name = w.name("table");
    let value = w.exact(&Type::Int);
    w.line(format!(
        "let {name} = {{\"a\": 1, \"b\": 2}}\nfor key, value in {name} {{\n    print(key)\n    {name}[key .. \"!\"] = {}\n}}",
        value.text
    ));
    true
}
