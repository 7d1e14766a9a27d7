//! Closures: over variables that change, shared, in arrays and fields, returned; nested functions; function values.

use super::functions::statements;
use crate::feature::Feature;
use crate::scope::{Callable, Declared, Kind, Member, Parameter};
use crate::types::Type;
use crate::write::{Code, Level, Want, Writer};

/// Closures: over variables that change, shared, in arrays and fields, returned; nested functions; function values.
pub const FEATURE: Feature = Feature {
    name: "closures",
    weight: 10,
    items: &[(3, counter_maker), (3, higher_order), (2, holder)],
    statements: &[(8, lambda), (6, shared), (5, in_loop), (6, nested), (4, field_of_function), (3, array_of_functions)],
    expressions: &[
        (20, "(A) -> R", function_value),
        (20, "(A, B) -> R", function_value),
        (30, "(A) -> R", block_lambda),
        (20, "(A, B) -> R", block_lambda),
        (3, "bool", same),
    ],
    ..Feature::NONE
};

fn function_type(w: &mut Writer) -> (Vec<Type>, Type) {
    let parameters = (0..w.choices.below(3)).map(|_| w.some_type(0)).collect();
    (parameters, if w.choices.chance(10) { Type::Bool } else { w.some_type(1) })
}

/// A variable that holds a lambda, called at once.
fn lambda(w: &mut Writer) -> bool {
    let (parameters, result) = function_type(w);
    let ty = Type::Function(parameters.clone(), Box::new(result.clone()));
    let mutable = w.choices.chance(30);
    let name = w.variable_of(&ty, mutable);
    w.frame.work -= w.frame.repeat * 30;
    let list: Vec<String> = parameters.iter().map(|ty| w.wanted(ty).argument()).collect();
    w.show(&format!("{name}({})", list.join(", ")));
    if w.choices.chance(20) {
        w.show(&name);
    }
    true
}

/// Two closures over one variable.
fn shared(w: &mut Writer) -> bool {
    let ty = w.choices.pick(&[Type::Int, Type::String, Type::Float, Type::Int32, Type::array(Type::Int)]).clone();
    let (variable, change, read) = (w.name("state"), w.name("change"), w.name("read"));
    let value = w.literal_only(&ty);
    w.line(format!("var {variable}: {ty} = {}", value.text));
    let step = match &ty {
        Type::Array(_) => format!("{variable} = [{variable}.len(), by]"),
        Type::String => format!("{variable} ..= by"),
        Type::Int => format!("{variable} += by"),
        other => format!("{variable} += by as {other}"),
    };
    w.line(format!("let {change} = (by: int) => {{\n    {step}\n    return {variable}\n}}"));
    w.line(format!("let {read} = () => {variable}"));
    for _ in 0..1 + w.choices.below(3) {
        let by = w.exact(&Type::Int);
        w.line(format!("print({change}({}))", by.argument()));
    }
    w.line(format!("print(\"${{{variable}}} ${{{read}()}}\")"));
    w.declare(&variable, &ty, true);
    w.declare(&change, &Type::Function(vec![Type::Int], Box::new(ty.clone())), false);
    w.declare(&read, &Type::Function(Vec::new(), Box::new(ty)), false);
    true
}

/// Closures over the variables of a loop's turns.
fn in_loop(w: &mut Writer) -> bool {
    if !w.has_room() {
        return false;
    }
    let ty = w.some_type(0);
    let (list, index, local) = (w.name("makers"), w.name("i"), w.name("own"));
    w.line(format!("let {list}: Array<(int) -> {ty}> = []"));
    let turns = w.choices.between(1, 3);
    w.line(format!("for {index} in 0..{turns} {{"));
    super::control::body(w, 3, |w| {
        w.declare(&index, &Type::Int, false);
        let value = w.exact(&ty);
        w.line(format!("var {local} = {}", value.text));
        let change = w.closure(&ty, 10, |w| {
            w.scope.retain(|v| !v.narrowed);
            super::variables::assignable(w, &ty)
        });
        let code = w.closure(&ty, 10, |w| w.simple(&Want::exact(&Type::Int)));
        w.line(format!(
            "{list}.push((by: int) => {{\n    if (by + {index}) % 2 == {} & 1 {{\n        {local} = {}\n    }}\n    return {local}\n}})",
            code.operand(),
            change.text
        ));
    });
    let by = w.small(5).text;
    w.line(format!("}}\nfor make in {list} {{\n    print(make(1))\n    print(make({by}))\n}}"));
    true
}

/// A function inside another one, with captures.
fn nested(w: &mut Writer) -> bool {
    if !w.has_room() || w.frame.nesting + u32::from(w.frame.result.is_some()) == 0 {
        return false;
    }
    let (name, result) = (w.name("inner"), w.some_type(1));
    let parameters: Vec<Parameter> =
        (0..w.choices.below(3)).map(|_| Parameter { name: w.name("a"), ty: w.some_type(0), default: false }).collect();
    let list: Vec<String> = parameters.iter().map(|p| format!("{}: {}", p.name, p.ty)).collect();
    w.line(format!("func {name}({}) -> {result} {{", list.join(", ")));
    w.closure(&result, 30, |w| {
        w.scope.retain(|v| !v.narrowed);
        for parameter in &parameters {
            w.declare(&parameter.name, &parameter.ty, false);
        }
        statements(w, 2, &result);
    });
    w.line("}");
    for _ in 0..1 + w.choices.below(2) {
        let list: Vec<String> = parameters.iter().map(|p| w.wanted(&p.ty).argument()).collect();
        w.frame.work -= 30 * w.frame.repeat;
        w.show(&format!("{name}({})", list.join(", ")));
    }
    let types = parameters.into_iter().map(|p| p.ty).collect();
    w.declare(&name, &Type::Function(types, Box::new(result)), false);
    true
}

/// A function that returns closures over its own variable.
fn counter_maker(w: &mut Writer) {
    let (name, ty) = (w.name("counter"), w.choices.pick(&[Type::Int, Type::Float64, Type::Int32]).clone());
    w.item(|w| {
        let first = w.literal_only(&ty);
        w.line(format!("func {name}(step: {ty}) -> () -> {ty} {{\n    var count: {ty} = {}\n    return () => {{\n        count += step\n        return count\n    }}\n}}", first.text));
    });
    let parameters = vec![Parameter { name: "step".into(), ty: ty.clone(), default: false }];
    w.callables.push(Callable::function(&name, parameters, Type::Function(Vec::new(), Box::new(ty)), 3));
}

/// A function that takes a function.
fn higher_order(w: &mut Writer) {
    let (name, from, to) = (w.name("apply"), w.some_type(0), w.some_type(1));
    let ty = Type::Function(vec![from.clone()], Box::new(to.clone()));
    w.item(|w| {
        w.line(format!("func {name}(f: {ty}, to: {from}, times: int = 2) -> {to} {{\n    for i in 0..(times & 3) {{\n        print(f(to))\n    }}\n    return f(to)\n}}"));
    });
    let parameters = vec![
        Parameter { name: "f".into(), ty, default: false },
        Parameter { name: "to".into(), ty: from, default: false },
        Parameter { name: "times".into(), ty: Type::Int, default: true },
    ];
    w.callables.push(Callable::function(&name, parameters, to, 160));
}

/// A class with a field that is a function.
fn holder(w: &mut Writer) {
    let name = w.name("Holder");
    let mut declared = Declared::new(&name, Kind::Class);
    declared.functions = true;
    let (from, to) = (w.some_type(0), w.some_type(0));
    let ty = Type::Function(vec![from.clone()], Box::new(to));
    w.item(|w| w.line(format!("class {name} {{\n    label: string\n    run: {ty}\n    func twice(of: {from}) -> string {{ return \"${{run(of)}} ${{self.run(of)}}\" }}\n}}")));
    declared.fields = vec![
        Member { name: "label".into(), ty: Type::String, mutable: true },
        Member { name: "run".into(), ty: ty.clone(), mutable: true },
    ];
    let parameters = declared.fields.iter().map(|f| Parameter { name: f.name.clone(), ty: f.ty.clone(), default: false }).collect();
    w.callables.push(Callable::function(&name, parameters, Type::named(&name), 2));
    w.declared.push(declared);
}

fn field_of_function(w: &mut Writer) -> bool {
    let known: Vec<Declared> = w.declared.iter().filter(|d| d.functions).cloned().collect();
    if known.is_empty() || w.frame.lambda || w.frame.work < w.frame.repeat * 120 {
        return false;
    }
    let declared = w.choices.pick(&known).clone();
    let ty = declared.fields[1].ty.clone();
    let Type::Function(parameters, _) = ty.clone() else { return false };
    w.frame.work -= w.frame.repeat * 100;
    let object = w.name("holder");
    let made = w.literal(&Want::exact(&Type::named(&declared.name)));
    w.line(format!("let {object} = {}", made.text));
    let value = w.wanted(&parameters[0]);
    w.line(format!("print({object}.run({}))", value.argument()));
    let other = w.wanted(&ty);
    let value = w.wanted(&parameters[0]);
    w.line(format!("{object}.run = {}\nprint({object}.twice({}))", other.text, value.argument()));
    true
}

fn array_of_functions(w: &mut Writer) -> bool {
    if w.frame.lambda || w.frame.work < w.frame.repeat * 120 {
        return false;
    }
    w.frame.work -= w.frame.repeat * 90;
    let ty = Type::Function(vec![Type::Int], Box::new(w.some_type(0)));
    let items: Vec<String> = (0..3).map(|_| w.wanted(&ty).argument()).collect();
    let name = w.name("functions");
    w.line(format!("let {name}: Array<{ty}> = [{}]", items.join(", ")));
    let (index, value) = (w.exact(&Type::Int), w.exact(&Type::Int));
    w.line(format!("print({name}[{} & 1]({}))", index.operand(), value.argument()));
    w.line(format!("print({name}.map((f: {ty}) => f(2)))"));
    true
}

/// A named function of the type as a value, or a `let` that holds one.
fn function_value(w: &mut Writer, want: &Want) -> Option<Code> {
    let Type::Function(parameters, result) = &want.ty else { return None };
    let fits = |c: &Callable| {
        c.receiver.is_none()
            && !c.coroutine
            && !c.grows
            && !c.dynamic
            && c.rest.is_none()
            && c.cost > 0
            && c.cost <= crate::write::LAMBDA_WORK
            && c.result == **result
            && c.text.chars().next().is_some_and(char::is_lowercase)
            && c.parameters.iter().map(|p| &p.ty).eq(parameters)
    };
    let known: Vec<String> = w.callables.iter().filter(|c| fits(c)).map(|c| c.text.clone()).collect();
    if known.is_empty() {
        return None;
    }
    Some(Code::postfix(w.choices.pick(&known).clone()))
}

/// A lambda with a block: statements, captured variables that it changes.
fn block_lambda(w: &mut Writer, want: &Want) -> Option<Code> {
    let Type::Function(parameters, result) = &want.ty else { return None };
    if w.frame.nesting > 4 {
        return None;
    }
    let names: Vec<String> = parameters.iter().map(|_| w.name("p")).collect();
    let list: Vec<String> = names.iter().zip(parameters).map(|(name, ty)| format!("{name}: {ty}")).collect();
    let text = w.apart(|w| {
        w.closure(result, crate::write::LAMBDA_WORK, |w| {
            for (name, ty) in names.iter().zip(parameters) {
                w.declare(name, ty, false);
            }
            w.indented(|w| {
                w.statement();
                let value = w.exact(result);
                w.line(format!("return {}", value.text));
            });
        });
    });
    Some(Code::new(format!("({}) => {{\n{text}\n}}", list.join(", ")), Level::Lambda))
}

/// Whether two function values are one.
fn same(w: &mut Writer, _: &Want) -> Option<Code> {
    let ty = Type::Function(vec![Type::Int], Box::new(w.some_type(0)));
    let (left, right, op) = (w.exact(&ty), w.exact(&ty), *w.choices.pick(&["==", "!="]));
    Some(Code::new(format!("{} {op} {}", left.operand(), right.operand()), Level::Compare))
}
