//! `when`: as a statement and as an expression, with all kinds of patterns.

use crate::feature::Feature;
use crate::scope::Kind;
use crate::types::Type;
use crate::write::{Code, Want, Writer};

/// `when`: as a statement and as an expression, with all kinds of patterns.
pub const FEATURE: Feature = Feature {
    name: "when",
    weight: 12,
    statements: &[(12, statement), (3, dense)],
    expressions: &[(10, "T", expression), (4, "T", conditions)],
    ..Feature::NONE
};

/// A pattern and what it binds.
struct Pattern {
    text: String,
    binds: Vec<(String, Type)>,
}

fn plain(text: impl Into<String>) -> Pattern {
    Pattern { text: text.into(), binds: Vec::new() }
}

/// A type that patterns take apart.
fn subject(w: &mut Writer) -> Type {
    match w.choices.below(4) {
        0 => w.choices.pick(&[Type::Int, Type::String, Type::Bool, Type::Int32, Type::Float]).clone(),
        1 => Type::Tuple(vec![w.some_type(0), w.some_type(0)]),
        2 => {
            let of = w.some_plain(0);
            if w.choices.chance(50) { Type::optional(of) } else { Type::Result(Box::new(of)) }
        }
        _ => {
            let known: Vec<Type> = w
                .declared
                .iter()
                .filter(|d| {
                    matches!(d.kind, Kind::Enum | Kind::Struct)
                        && d.parameters == 0
                        && !d.functions
                        && !(d.kind == Kind::Enum && d.variants.is_empty())
                })
                .map(|d| Type::named(&d.name))
                .collect();
            if known.is_empty() { Type::Int } else { w.choices.pick(&known).clone() }
        }
    }
}

/// A pattern inside another, or as an alternative: may bind.
fn inner(w: &mut Writer, ty: &Type, depth: u32) -> Pattern {
    if depth == 0 || w.choices.chance(40) {
        if w.choices.chance(40) {
            return plain("_");
        }
        let name = w.name("b");
        return Pattern { text: name.clone(), binds: vec![(name, ty.clone())] };
    }
    test(w, ty, depth).unwrap_or_else(|| plain("_"))
}

/// A pattern that does not fit all values.
fn test(w: &mut Writer, ty: &Type, depth: u32) -> Option<Pattern> {
    match ty {
        Type::Int | Type::Int32 if w.choices.chance(35) => {
            let start = w.choices.below(5) as i64 - 2;
            let end = start + w.choices.below(4) as i64;
            Some(plain(if w.choices.chance(50) { format!("{start}..{}", end + 1) } else { format!("{start}..={end}") }))
        }
        Type::Float if w.choices.chance(40) => Some(plain(*w.choices.pick(&["0.0..1.5", "-1.0..=2.0"]))),
        Type::Int | Type::Int32 | Type::Float | Type::Float64 | Type::String | Type::Bool => Some(plain(w.literal(&Want::of(ty)).text)),
        Type::Optional(of) => {
            if w.choices.chance(50) {
                return Some(plain("null"));
            }
            match &**of {
                Type::Int | Type::String | Type::Bool => Some(plain(w.literal(&Want::of(of)).text)),
                _ => None,
            }
        }
        Type::Result(of) => {
            let success = w.choices.chance(60);
            let of = if success { (**of).clone() } else { Type::String };
            if of == Type::Void {
                return None;
            }
            let part = inner(w, &of, depth - 1);
            Some(Pattern { text: format!("is {}({})", if success { "Success" } else { "Error" }, part.text), binds: part.binds })
        }
        Type::Tuple(items) => {
            let parts: Vec<Pattern> = items.clone().iter().map(|item| inner(w, item, depth - 1)).collect();
            let texts: Vec<&str> = parts.iter().map(|p| p.text.as_str()).collect();
            Some(Pattern { text: format!("({})", texts.join(", ")), binds: parts.into_iter().flat_map(|p| p.binds).collect() })
        }
        Type::Named(name, _) => {
            let declared = w.declaration(ty)?.clone();
            match declared.kind {
                Kind::Enum if !declared.variants.is_empty() => {
                    let (case, payload) = w.choices.pick(&declared.variants).clone();
                    let parts: Vec<Pattern> = payload.iter().map(|p| inner(w, &p.ty, depth - 1)).collect();
                    let texts: Vec<&str> = parts.iter().map(|p| p.text.as_str()).collect();
                    let qualified = if w.choices.chance(30) { format!("{name}.{case}") } else { case };
                    let payload = if texts.is_empty() || w.choices.chance(20) { String::new() } else { format!("({})", texts.join(", ")) };
                    let binds = if payload.is_empty() { Vec::new() } else { parts.into_iter().flat_map(|p| p.binds).collect() };
                    Some(Pattern { text: format!("is {qualified}{payload}"), binds })
                }
                Kind::Struct if !declared.fields.is_empty() && declared.patterns => {
                    let fields = declared.fields.clone();
                    let parts: Vec<(String, Pattern)> = fields.iter().map(|f| (f.name.clone(), inner(w, &f.ty, depth - 1))).collect();
                    let texts: Vec<String> = parts.iter().map(|(name, p)| format!("{name}: {}", p.text)).collect();
                    Some(Pattern {
                        text: format!("{name}({})", texts.join(", ")),
                        binds: parts.into_iter().flat_map(|(_, p)| p.binds).collect(),
                    })
                }
                Kind::Enum | Kind::Struct | Kind::Class | Kind::Trait => None,
            }
        }
        _ => None,
    }
}

/// Writes the arms; `body` writes what an arm does, as ` => …`.
fn arms(w: &mut Writer, ty: &Type, body: &mut dyn FnMut(&mut Writer, String)) {
    for _ in 0..1 + w.choices.below(4) {
        let Some(mut pattern) = test(w, ty, 2) else { continue };
        if pattern.binds.is_empty()
            && w.choices.chance(20)
            && let Some(other) = test(w, ty, 1)
            && other.binds.is_empty()
        {
            pattern.text = format!("{}, {}", pattern.text, other.text);
        }
        w.scoped(|w| {
            for (name, ty) in &pattern.binds {
                w.declare(name, ty, false);
            }
            let mut head = pattern.text.clone();
            if w.choices.chance(20) {
                let guard = w.exact(&Type::Bool);
                head += &format!(" if {}", guard.text);
            }
            body(w, head);
        });
    }
    // Behind `null`, the name would be of the type without it.
    if !matches!(ty, Type::Optional(_)) && w.choices.chance(25) {
        let name = w.name("b");
        w.scoped(|w| {
            w.declare(&name, ty, false);
            let guard = w.exact(&Type::Bool);
            body(w, format!("{name} if {}", guard.text));
        });
    }
    let last = *w.choices.pick(&["else", "_"]);
    w.scoped(|w| body(w, last.to_string()));
}

fn statement(w: &mut Writer) -> bool {
    if !w.has_room() {
        return false;
    }
    let ty = subject(w);
    let value = w.exact(&ty);
    w.open(format!("when {} {{", value.text));
    arms(w, &ty, &mut |w, head| {
        if w.choices.chance(12)
            && let Some(way) = way_out(w)
        {
            w.line(format!("{head} => {way}"));
            return;
        }
        w.line(format!("{head} => {{"));
        w.indented(|w| {
            let bound = w.scope.last().map(|v| v.text.clone());
            if let (Some(bound), true) = (bound, w.choices.chance(50)) {
                w.show(&bound);
            }
            w.statement();
        });
        w.line("}");
    });
    w.close("}");
    true
}

/// What leaves a loop or a function from an arm.
fn way_out(w: &mut Writer) -> Option<String> {
    if w.frame.loops > 0 {
        return Some((*w.choices.pick(&["break", "continue"])).to_string());
    }
    match w.frame.result.clone()? {
        Type::Void => Some("return".to_string()),
        ty => Some(format!("return {}", w.returned(&ty).text)),
    }
}

/// Many arms with small numbers: a jump table.
fn dense(w: &mut Writer) -> bool {
    let first = if w.choices.chance(20) { -1 } else { 0 };
    let value = w.exact(&Type::Int);
    w.open(format!("when {} & 15 {{", value.operand()));
    for number in first..first + 4 + w.choices.below(6) as i64 {
        let body = w.literal(&Want::exact(&Type::String));
        w.line(format!("{number} => print({})", body.text));
    }
    w.line("else => print(\"more\")");
    w.close("}");
    true
}

fn expression(w: &mut Writer, want: &Want) -> Option<Code> {
    if w.frame.nesting > 6 {
        return None;
    }
    let ty = subject(w);
    let value = w.exact(&ty);
    let mut grows = value.grows || value.state;
    let text = w.apart(|w| {
        arms(w, &ty, &mut |w, head| {
            let code = w.exact(&want.ty);
            grows |= code.grows || code.state;
            if w.choices.chance(25) {
                let first = w.some_type(0);
                let (name, local) = (w.name("local"), w.exact(&first));
                w.line(format!("{head} => {{\n    let {name} = {}\n    {}\n}}", local.text, code.operand()));
            } else {
                w.line(format!("{head} => {}", code.operand()));
            }
        });
    });
    let code = Code { grows: grows && !want.ty.is_scalar(), ..Code::postfix(format!("(when {} {{\n{}\n}})", value.text, indented(&text))) };
    Some(w.given(&want.ty, &code))
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("    {line}")).collect::<Vec<_>>().join("\n")
}

/// Without a subject.
fn conditions(w: &mut Writer, want: &Want) -> Option<Code> {
    let mut parts = Vec::new();
    let mut text = String::from("(when {\n");
    for _ in 0..1 + w.choices.below(2) {
        let (condition, value) = (w.exact(&Type::Bool), w.exact(&want.ty));
        text += &format!("    {} => {}\n", condition.operand(), value.operand());
        parts.push(value);
    }
    let value = w.exact(&want.ty);
    text += &format!("    else => {}\n}})", value.operand());
    parts.push(value);
    let parts: Vec<&Code> = parts.iter().collect();
    let code = Code::postfix(text).with(&parts, &want.ty);
    Some(w.given(&want.ty, &code))
}
