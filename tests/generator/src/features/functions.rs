//! Functions: parameters, defaults, rest, recursion with a depth, calls, function values.

use crate::feature::Feature;
use crate::scope::{Callable, Frame, Parameter};
use crate::types::Type;
use crate::write::{Code, Done, Level, Want, Writer};

/// Functions: parameters, defaults, rest, recursion with a depth, calls, function values.
pub const FEATURE: Feature = Feature {
    name: "functions",
    weight: 25,
    items: &[(30, function), (8, recursive)],
    statements: &[(14, call)],
    expressions: &[(40, "T", call_expression), (10, "T", call_value)],
    ..Feature::NONE
};

/// How much work one call may do.
const WORK: i64 = 250;

/// Some parameters with names of their own.
pub fn parameters(w: &mut Writer, most: usize) -> Vec<Parameter> {
    (0..w.choices.below(most + 1)).map(|_| Parameter { name: w.name("a"), ty: w.some_type(1), default: false }).collect()
}

/// The list of parameters as it is written, with the defaults.
pub fn header(w: &mut Writer, parameters: &mut [Parameter], rest: Option<(&str, &Type)>) -> String {
    let count = parameters.len();
    let defaults = w.choices.below(3).min(count);
    let mut list = Vec::new();
    for (index, parameter) in parameters.iter_mut().enumerate() {
        let mut text = format!("{}: {}", parameter.name, parameter.ty);
        if index >= count - defaults && w.choices.chance(60) || index > 0 && list.last().is_some_and(|l: &String| l.contains(" = ")) {
            let value = w.literal(&Want::of(&parameter.ty));
            parameter.default = true;
            text += &format!(" = {}", value.text);
        }
        list.push(text);
    }
    if let Some((name, ty)) = rest {
        list.push(format!("...{name}: {ty}"));
    }
    list.join(", ")
}

/// Writes the statements of a body and its `return`.
pub fn statements(w: &mut Writer, most: usize, result: &Type) {
    w.indented(|w| {
        for _ in 0..1 + w.choices.below(most) {
            w.statement();
        }
        if *result != Type::Void {
            let value = w.wanted(result);
            w.line(format!("return {}", value.text));
        }
    });
}

fn function(w: &mut Writer) {
    let name = w.name("work");
    let result = if w.choices.chance(20) { Type::Void } else { w.some_type(1) };
    let mut parameters = parameters(w, 3);
    let rest = w.choices.chance(15).then(|| (w.name("rest"), w.some_type(0)));
    let known = parameters.clone();
    let mut done = Done { cost: 0, dynamic: false };
    w.item(|w| {
        let header = header(w, &mut parameters, rest.as_ref().map(|(name, ty)| (name.as_str(), ty)));
        let arrow = if result == Type::Void { String::new() } else { format!(" -> {result}") };
        w.line(format!("func {name}({header}){arrow} {{"));
        let ((), of_body) = w.function(Frame::of(result.clone(), WORK), |w| {
            for parameter in &known {
                w.declare(&parameter.name, &parameter.ty, false);
            }
            if let Some((name, ty)) = &rest {
                w.declare(name, &Type::array(ty.clone()), false);
            }
            statements(w, 4, &result);
        });
        done = of_body;
        w.line("}");
    });
    let rest = rest.map(|(_, ty)| ty);
    w.callables.push(Callable { rest, dynamic: done.dynamic, ..Callable::function(&name, parameters, result, done.cost) });
}

/// A function that calls itself with a depth that gets smaller.
fn recursive(w: &mut Writer) {
    let name = w.name("descend");
    let result = w.choices.pick(&[Type::Int, Type::Float64, Type::Int32, Type::Bool]).clone();
    let ty = w.some_type(0);
    let twice = w.choices.chance(30);
    let turns = if twice { 15 } else { 6 };
    let mut done = Done { cost: 0, dynamic: false };
    w.item(|w| {
        w.line(format!("func {name}(depth: int, by: {ty}) -> {result} {{"));
        let ((), of_body) = w.function(Frame::of(result.clone(), WORK), |w| {
            w.frame.repeat = turns;
            w.declare("by", &ty, false);
            w.declare("depth", &Type::Int, false);
            w.indented(|w| {
                let end = w.wanted(&result);
                w.line(format!("if depth <= 0 {{\n    return {}\n}}", end.text));
                w.statement();
                let value = w.wanted(&ty);
                if result == Type::Bool {
                    w.line(format!("return !{name}(depth - 1, {})", value.argument()));
                } else if twice {
                    let other = w.wanted(&ty);
                    w.line(format!("return {name}(depth - 1, {}) - {name}(depth - 2, {})", value.argument(), other.argument()));
                } else {
                    let step = w.exact(&result);
                    w.line(format!("return {name}(depth - 1, {}) + {}", value.argument(), step.operand()));
                }
            });
        });
        done = of_body;
        w.line("}");
    });
    let outer = w.name("start");
    w.item(|w| w.line(format!("func {outer}(by: {ty}) -> {result} {{\n    return {name}({}, by)\n}}", if twice { 3 } else { 5 })));
    let parameters = vec![Parameter { name: "by".into(), ty, default: false }];
    w.callables.push(Callable { dynamic: done.dynamic, ..Callable::function(&outer, parameters, result, done.cost + 3) });
}

/// A call as a statement.
fn call(w: &mut Writer) -> bool {
    let known: Vec<usize> = (0..w.callables.len()).filter(|at| w.callables[*at].cost > 0 && w.can_call(&w.callables[*at])).collect();
    if known.is_empty() {
        return false;
    }
    let callable = w.callables[*w.choices.pick(&known)].clone();
    let mut bindings = crate::types::Bindings::default();
    let mut letters = Vec::new();
    callable.result.letters(&mut letters);
    for letter in letters {
        let ty = w.some_of(letter);
        bindings.bind(letter, ty);
    }
    let ty = callable.result.bound(&bindings);
    let Some(code) = w.call(&callable, &Want::exact(&ty)) else { return false };
    if ty == Type::Void || (w.choices.chance(30) && code.level == Level::Postfix) {
        w.line(code.text);
    } else {
        let text = code.operand();
        w.show(&text);
    }
    true
}

fn call_expression(w: &mut Writer, want: &Want) -> Option<Code> {
    w.some_call(want)
}

/// A call of a function value that is called at once or has a name.
fn call_value(w: &mut Writer, want: &Want) -> Option<Code> {
    let known: Vec<(String, Vec<Type>)> = w
        .scope
        .iter()
        .filter_map(|v| match &v.ty {
            Type::Function(parameters, result) if **result == want.ty => Some((v.text.clone(), parameters.clone())),
            _ => None,
        })
        .collect();
    if w.frame.work < w.frame.repeat * 60 {
        return None;
    }
    w.frame.work -= w.frame.repeat * 30;
    if known.is_empty() || w.choices.chance(20) {
        let parameters = [w.some_type(0)];
        let lambda = w.lambda(&parameters, &want.ty, |w, want| w.expression(want));
        let value = w.wanted(&parameters[0]);
        return Some(Code::postfix(format!("{}({})", lambda.receiver(), value.argument())).with(&[&lambda, &value], &want.ty));
    }
    let (name, parameters) = w.choices.pick(&known).clone();
    let values: Vec<Code> = parameters.iter().map(|ty| w.wanted(ty)).collect();
    let list: Vec<String> = values.iter().map(Code::argument).collect();
    let mut code = Code::postfix(format!("{name}({})", list.join(", ")));
    code.grows = !want.ty.is_scalar();
    Some(code)
}
