//! Coroutines: start, waits, children, values, cancelling, owners that die, errors in ticks.

use super::functions::parameters;
use crate::feature::Feature;
use crate::scope::{Callable, Frame};
use crate::types::Type;
use crate::write::{Code, Want, Writer};

/// Coroutines: start, waits, children, values, cancelling, owners that die, errors in ticks.
pub const FEATURE: Feature = Feature {
    name: "coroutines",
    weight: 25,
    items: &[(20, coroutine), (4, owned)],
    statements: &[(14, start), (25, wait), (6, handle), (4, until)],
    expressions: &[(10, "T", child)],
    ..Feature::NONE
};

/// How much work one coroutine may do.
const WORK: i64 = 200;

fn coroutine(w: &mut Writer) {
    if !w.settings.ticks {
        return;
    }
    let name = w.name("task");
    let result = if w.choices.chance(30) { Type::Void } else { w.some_type(1) };
    let parameters = parameters(w, 2);
    let list: Vec<String> = parameters.iter().map(|p| format!("{}: {}", p.name, p.ty)).collect();
    let mut dynamic = false;
    w.item(|w| {
        let arrow = if result == Type::Void { String::new() } else { format!(" -> {result}") };
        w.line(format!("func {name}({}){arrow} {{", list.join(", ")));
        let frame = Frame { coroutine: true, steady: false, ..Frame::of(result.clone(), WORK) };
        let ((), done) = w.function(frame, |w| {
            for parameter in &parameters {
                w.declare(&parameter.name, &parameter.ty, false);
            }
            w.indented(|w| {
                for _ in 0..w.choices.below(3) {
                    w.statement();
                }
                let wait = *w.choices.pick(&["yield", "yield waitForFrames(2)", "yield waitForSeconds(0.3)", "yield waitForFrames(0)"]);
                w.line(wait);
                for _ in 0..w.choices.below(4) {
                    w.statement();
                }
                if w.choices.chance(20) && w.settings.ticks {
                    w.failure();
                }
                w.line(format!("print(\"{name} ends\")"));
                if result != Type::Void {
                    let value = w.wanted(&result);
                    w.line(format!("return {}", value.text));
                }
            });
        });
        dynamic = done.dynamic;
        w.line("}");
    });
    w.callables.push(Callable { coroutine: true, dynamic, grows: true, ..Callable::function(&name, parameters, result, WORK + 2) });
}

/// A class whose coroutine ends with the object.
fn owned(w: &mut Writer) {
    if !w.settings.ticks {
        return;
    }
    let (name, owner, drop, walk) = (w.name("Walker"), w.name("owner"), w.name("drop"), w.name("walk"));
    let (turns, after) = (w.choices.between(1, 4), w.choices.below(4));
    w.item(|w| {
        w.line(format!(
            "class {name} {{\n    steps: int = 0\n\n    func {walk}(most: int) -> int {{\n        for i in 0..most {{\n            yield\n            steps += i\n            print(\"{name} ${{steps}}\")\n        }}\n        return steps\n    }}\n    func begin() -> Coroutine {{ return start {walk}({turns}) }}\n}}"
        ));
    });
    w.item(|w| {
        w.line(format!(
            "func {drop}() {{\n    var {owner}: {name}? = {name}()\n    let handle = {owner}.value.begin()\n    print(\"${{yield {owner}.value.{walk}({turns})}}\")\n    yield waitForFrames({after})\n    {owner} = null\n    yield\n    print(handle.isRunning)\n}}"
        ));
    });
    w.callables.push(Callable { coroutine: true, ..Callable::function(&drop, Vec::new(), Type::Void, 40) });
}

fn some_coroutine(w: &mut Writer, want: Option<&Type>) -> Option<Callable> {
    let fits = |c: &&Callable| {
        c.coroutine && want.is_none_or(|ty| c.result == *ty) && c.cost * w.frame.repeat < w.frame.work && (w.frame.dynamic || !c.dynamic)
    };
    let known: Vec<Callable> = w.callables.iter().filter(fits).cloned().collect();
    if known.is_empty() || w.frame.lambda { None } else { Some(w.choices.pick(&known).clone()) }
}

fn call_text(w: &mut Writer, callable: &Callable) -> Option<String> {
    let callable = Callable { coroutine: false, ..callable.clone() };
    let result = callable.result.clone();
    w.call(&callable, &Want::of(&result)).map(|code| code.text)
}

fn start(w: &mut Writer) -> bool {
    if w.frame.steady {
        return false;
    }
    let Some(callable) = some_coroutine(w, None) else { return false };
    let Some(text) = call_text(w, &callable) else { return false };
    w.line(format!("start {text}"));
    true
}

/// Starts what the program has not started so often yet.
pub fn start_all(w: &mut Writer) {
    for _ in 0..w.choices.below(4) {
        start(w);
    }
}

fn handle(w: &mut Writer) -> bool {
    if w.frame.steady {
        return false;
    }
    let Some(callable) = some_coroutine(w, None) else { return false };
    let Some(text) = call_text(w, &callable) else { return false };
    let name = w.name("handle");
    w.line(format!("let {name} = start {text}\nprint(\"${{{name}}} ${{{name}.isRunning}}\")"));
    if w.frame.coroutine && w.choices.chance(60) {
        w.line("yield");
    }
    if w.choices.chance(50) {
        w.line(format!("{name}.cancel()\nprint({name}.isRunning)"));
    }
    true
}

fn wait(w: &mut Writer) -> bool {
    if !w.frame.coroutine {
        return false;
    }
    match w.choices.below(6) {
        0..2 => w.line("yield"),
        2 => {
            let frames = w.exact(&Type::Int);
            w.line(format!("yield waitForFrames({} & 3)", frames.operand()));
        }
        3 => {
            let seconds = *w.choices.pick(&["0.0", "0.1", "0.25", "0.5", "1"]);
            w.line(format!("yield waitForSeconds({seconds})"));
        }
        4 => {
            let condition = w.lambda(&[], &Type::Bool, |w, want| w.expression(want));
            w.frame.work -= 60 * w.frame.repeat;
            w.line(format!("yield waitUntil({})", condition.text));
        }
        _ => {
            let Some(callable) = some_coroutine(w, None) else {
                w.line("yield");
                return true;
            };
            let Some(text) = call_text(w, &callable) else { return false };
            w.line(format!("yield {text}"));
        }
    }
    true
}

/// A wait for what another coroutine changes.
fn until(w: &mut Writer) -> bool {
    if !w.frame.coroutine {
        return false;
    }
    let known: Vec<(String, Type)> =
        w.scope.iter().filter(|v| v.mutable && v.ty.is_int()).map(|v| (v.text.clone(), v.ty.clone())).collect();
    if known.is_empty() {
        return false;
    }
    let (name, _) = w.choices.pick(&known).clone();
    let before = w.name("before");
    w.line(format!("let {before} = {name}\nyield waitUntil(() => {name} != {before} || {before} > 3)\nprint({name})"));
    true
}

/// `yield child()` as a value, anywhere in an expression.
fn child(w: &mut Writer, want: &Want) -> Option<Code> {
    if !w.frame.coroutine {
        return None;
    }
    let callable = some_coroutine(w, Some(&want.ty))?;
    let text = call_text(w, &callable)?;
    let mut code = Code::postfix(format!("(yield {text})"));
    code.grows = !want.ty.is_scalar();
    Some(code)
}
