//! Traits: required methods, defaults, traits that extend traits, values of trait types.

use super::functions::parameters;
use super::structs::METHOD_WORK;
use crate::feature::Feature;
use crate::scope::{Callable, Declared, Frame, Kind, Member, Parameter};
use crate::types::Type;
use crate::write::Writer;

/// Traits: required methods, defaults, traits that extend traits, values of trait types.
pub const FEATURE: Feature = Feature { name: "traits", items: &[(6, declare)], ..Feature::NONE };

/// Writes a trait and a class that has it.
fn declare(w: &mut Writer) {
    let name = w.name("Able");
    let ty = Type::named(&name);
    let mut declared = Declared::new(&name, Kind::Trait);
    let above: Vec<Declared> =
        w.declared.iter().filter(|d| d.kind == Kind::Trait && d.parameters == 0 && !d.requirements.is_empty()).cloned().collect();
    let above = if !above.is_empty() && w.choices.chance(35) { Some(w.choices.pick(&above).clone()) } else { None };
    let mut made = Vec::new();
    w.item(|w| {
        let with = above.as_ref().map_or(String::new(), |d| format!(" with {}", d.name));
        w.open(format!("trait {name}{with} {{"));
        for _ in 0..1 + w.choices.below(2) {
            let (method, parameters) = (w.name("act"), parameters(w, 2));
            let result = if w.choices.chance(20) { Type::Void } else { w.some_type(1) };
            let list: Vec<String> = parameters.iter().map(|p| format!("{}: {}", p.name, p.ty)).collect();
            let arrow = if result == Type::Void { String::new() } else { format!(" -> {result}") };
            let default = !declared.requirements.is_empty() && w.choices.chance(60);
            if default {
                w.line(format!("func {method}({}){arrow} {{", list.join(", ")));
                body(w, &ty, &parameters, &result, &[]);
                w.line("}");
            } else {
                w.line(format!("func {method}({}){arrow}", list.join(", ")));
            }
            let callable = Callable { dynamic: true, ..Callable::method(ty.clone(), &method, parameters, result, METHOD_WORK + 2) };
            if !default {
                declared.requirements.push(callable.clone());
            }
            made.push(callable);
        }
        w.close("}");
    });
    if let Some(above) = above {
        declared.supertypes = above.supertypes.clone();
        declared.supertypes.push(Type::named(&above.name));
        declared.requirements.splice(0..0, above.requirements);
    }
    let class = w.name("Actor");
    let class_type = Type::named(&class);
    let mut actor = Declared::new(&class, Kind::Class);
    actor.extensible = true;
    actor.supertypes = declared.supertypes.clone();
    actor.supertypes.push(ty.clone());
    let mut arguments = Vec::new();
    let implemented = declared.clone();
    w.item(|w| {
        w.open(format!("class {class} with {name} {{"));
        let count = w.choices.below(3);
        (actor.fields, arguments) = super::structs::fields(w, count);
        implement(w, &implemented, &class_type, &actor.fields.clone());
        w.close("}");
    });
    w.callables.push(Callable::function(&class, arguments, class_type, 3));
    w.declared.push(declared);
    w.declared.push(actor);
    w.callables.extend(made);
}

fn body(w: &mut Writer, owner: &Type, parameters: &[Parameter], result: &Type, fields: &[Member]) {
    w.function(Frame { dynamic: false, ..Frame::of(result.clone(), METHOD_WORK) }, |w| {
        super::structs::declare_fields(w, fields, true);
        if w.declaration(owner).is_some() {
            w.declare("self", owner, false);
        }
        for parameter in parameters {
            w.declare(&parameter.name, &parameter.ty, false);
        }
        super::functions::statements(w, 2, result);
    });
}

/// Writes the methods that a trait asks for.
pub fn implement(w: &mut Writer, of: &Declared, owner: &Type, fields: &[Member]) {
    for callable in &of.requirements {
        let list: Vec<String> = callable.parameters.iter().map(|p| format!("{}: {}", p.name, p.ty)).collect();
        let arrow = if callable.result == Type::Void { String::new() } else { format!(" -> {}", callable.result) };
        w.line(format!("func {}({}){arrow} {{", callable.text, list.join(", ")));
        body(w, owner, &callable.parameters, &callable.result, fields);
        w.line("}");
    }
}

/// A trait for a class to have that it has not yet.
pub fn some(w: &mut Writer, already: &[Type]) -> Vec<Declared> {
    let known: Vec<Declared> = w
        .declared
        .iter()
        .filter(|d| d.kind == Kind::Trait && d.parameters == 0 && !d.requirements.is_empty() && !already.contains(&Type::named(&d.name)))
        .cloned()
        .collect();
    let fits = |d: &Declared| d.supertypes.iter().all(|above| !already.contains(above));
    let known: Vec<Declared> = known.into_iter().filter(fits).collect();
    if known.is_empty() || !w.choices.chance(30) {
        return Vec::new();
    }
    vec![w.choices.pick(&known).clone()]
}
