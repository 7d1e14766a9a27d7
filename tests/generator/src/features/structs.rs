//! Structs: fields of all widths, methods, mutating ones, setters, statics, operators.

use super::functions::parameters;
use crate::feature::Feature;
use crate::scope::{Callable, Declared, Frame, Home, Kind, Member, Operator, Parameter, Variable};
use crate::types::Type;
use crate::write::Writer;

/// Structs: fields of all widths, methods, mutating ones, setters, statics, operators.
pub const FEATURE: Feature = Feature { name: "structs", items: &[(14, declare)], ..Feature::NONE };

/// How much work one call of a method may do: what an override that nobody has written yet is counted as.
pub const METHOD_WORK: i64 = 40;

/// A type for a field.
pub fn field_type(w: &mut Writer) -> Type {
    match w.choices.below(6) {
        0..=2 => w.choices.pick(&[Type::Int, Type::Float, Type::Bool, Type::Int32, Type::Float64]).clone(),
        3 => w.some_type(0),
        _ => w.some_type(1),
    }
}

/// Makes the fields of `self` known in a method.
pub fn declare_fields(w: &mut Writer, fields: &[Member], mutable: bool) {
    for field in fields {
        let text = if w.choices.chance(25) { format!("self.{}", field.name) } else { field.name.clone() };
        w.scope.push(Variable {
            text,
            ty: field.ty.clone(),
            mutable: mutable && field.mutable,
            home: Home::Field,
            narrowed: false,
            length: None,
        });
    }
}

/// Writes the fields of a type, and gives them and the parameters of its memberwise constructor.
pub fn fields(w: &mut Writer, count: usize) -> (Vec<Member>, Vec<Parameter>) {
    let mut members: Vec<Member> = Vec::new();
    let mut parameters: Vec<Parameter> = Vec::new();
    for _ in 0..count {
        let (name, ty) = (w.name("f"), field_type(w));
        let default = w.choices.chance(35) || parameters.last().is_some_and(|p| p.default);
        let visible = if w.choices.chance(40) { "public " } else { "" };
        let value = if default { format!(" = {}", w.literal_only(&ty).text) } else { String::new() };
        w.line(format!("{visible}{name}: {ty}{value}"));
        if ty.is_number() && w.choices.chance(20) {
            let limit = w.choices.pick(&["100", "7", "0"]).to_string();
            w.line(format!("    set(value) {{ field = value > {limit} ? {limit} : value }}"));
        }
        members.push(Member { name: name.clone(), ty: ty.clone(), mutable: true });
        parameters.push(Parameter { name, ty, default });
    }
    (members, parameters)
}

/// Writes a method with a body, and makes it known.
#[allow(clippy::too_many_arguments)] // A method has so many parts.
pub fn method(
    w: &mut Writer,
    owner: &Type,
    name: &str,
    parameters: &[Parameter],
    result: &Type,
    fields: &[Member],
    frame: Frame,
    mutates: bool,
) -> crate::write::Done {
    let list: Vec<String> = parameters.iter().map(|p| format!("{}: {}", p.name, p.ty)).collect();
    let arrow = if *result == Type::Void { String::new() } else { format!(" -> {result}") };
    w.line(format!("func {name}({}){arrow} {{", list.join(", ")));
    let ((), done) = w.function(frame, |w| {
        declare_fields(w, fields, mutates);
        w.declare("self", owner, false);
        for parameter in parameters {
            w.declare(&parameter.name, &parameter.ty, false);
        }
        w.indented(|w| {
            let fields: Vec<Member> = fields.iter().filter(|f| f.mutable).cloned().collect();
            if mutates && !fields.is_empty() {
                let field = w.choices.pick(&fields).clone();
                let value = super::variables::assignable(w, &field.ty);
                w.line(format!("self.{} = {}", field.name, value.text));
            }
            for _ in 0..w.choices.below(3) {
                w.statement();
            }
            if *result != Type::Void {
                let value = w.wanted(result);
                w.line(format!("return {}", value.text));
            }
        });
    });
    w.line("}");
    done
}

fn declare(w: &mut Writer) {
    let name = w.name("Point");
    let ty = Type::named(&name);
    let mut declared = Declared::new(&name, Kind::Struct);
    let mut made = Vec::new();
    w.item(|w| {
        w.open(format!("struct {name} {{"));
        let count = w.choices.between(1, 4);
        let (members, arguments) = fields(w, count);
        declared.equatable = members.iter().all(|m| w.is_equatable(&m.ty));
        declared.hashable = members.iter().all(|m| w.is_hashable(&m.ty));
        made.push(Callable::function(&name, arguments.clone(), ty.clone(), 1));
        if w.choices.chance(30) {
            let (total, of) = (w.name("total"), field_type(w));
            let value = w.literal_only(&of);
            w.line(format!("static var {total}: {of} = {}", value.text));
            w.scope.push(Variable {
                text: format!("{name}.{total}"),
                ty: of,
                mutable: true,
                home: Home::Module,
                narrowed: false,
                length: None,
            });
        }
        for _ in 0..w.choices.below(3) {
            let (method_name, parameters, result) =
                (w.name("method"), parameters(w, 2), if w.choices.chance(20) { Type::Void } else { w.some_type(1) });
            let mutates = w.choices.chance(50);
            let done = method(w, &ty, &method_name, &parameters, &result, &members, Frame::of(result.clone(), METHOD_WORK), mutates);
            made.push(Callable {
                mutates,
                dynamic: done.dynamic,
                ..Callable::method(ty.clone(), &method_name, parameters, result, done.cost)
            });
        }
        declared.operators = operators(w, &name, &members);
        declared.comparable = declared.operators.iter().any(|o| o.text == "<");
        if w.choices.chance(25) {
            let shown: Vec<String> =
                members.iter().filter(|m| m.ty.is_scalar() || m.ty == Type::String).map(|m| format!("${{{}}}", m.name)).collect();
            w.line(format!("func toString() -> string {{ return \"<{name} {}>\" }}", shown.join(" ")));
        }
        if w.choices.chance(25) {
            let of = w.literal_only(&ty_of_first(&members));
            let make = w.name("make");
            w.line(format!("static func {make}(n: int) -> {name} {{"));
            let frame = Frame::of(ty.clone(), METHOD_WORK);
            let callable = made[0].clone();
            w.callables.push(callable.clone());
            w.declared.push(declared.clone());
            w.function(frame, |w| {
                let value = w.literal_only(&ty);
                w.line(format!("    print(\"make ${{n}} ${{{}}}\")\n    return {}", of.argument(), value.text));
            });
            w.callables.pop();
            w.declared.pop();
            w.line("}");
            let parameters = vec![Parameter { name: "n".into(), ty: Type::Int, default: false }];
            made.push(Callable::function(&format!("{name}.{make}"), parameters, ty.clone(), METHOD_WORK));
        }
        w.close("}");
        declared.fields = members;
    });
    w.declared.push(declared);
    w.callables.extend(made);
}

fn ty_of_first(members: &[Member]) -> Type {
    match &members[0].ty {
        ty if ty.is_number() => ty.clone(),
        _ => Type::Int,
    }
}

/// Writes some operators that work on the first number among the fields.
pub fn operators(w: &mut Writer, name: &str, members: &[Member]) -> Vec<Operator> {
    let mut operators = Vec::new();
    let Some(field) = members.iter().find(|m| m.ty.is_number()).cloned() else { return operators };
    let (ty, f) = (Type::named(name), field.name);
    let mut add = |text: &str, right: Type, result: Type| operators.push(Operator { text: text.into(), right, result });
    if w.choices.chance(30) {
        w.line(format!("func add(other: {name}) -> {} {{ return self.{f} + other.{f} }}", field.ty));
        add("+", ty.clone(), field.ty.clone());
    }
    if w.choices.chance(15) {
        w.line(format!("func multiply(by: int) -> bool {{ return {f} > by }}"));
        add("*", Type::Int, Type::Bool);
    }
    if w.choices.chance(15) {
        w.line(format!("func negate() -> {} {{\n    print(\"negate {name}\")\n    return -{f}\n}}", field.ty));
        add("-", Type::Void, field.ty.clone());
    }
    if w.choices.chance(25) {
        w.line(format!("func lt(other: {name}) -> bool {{ return {f} < other.{f} }}"));
        add("<", ty.clone(), Type::Bool);
        if w.choices.chance(50) {
            w.line(format!("func ge(other: {name}) -> bool {{ return {f} >= other.{f} }}"));
            add(">=", ty.clone(), Type::Bool);
        }
    }
    if w.choices.chance(20) {
        w.line(format!("func at(index: int) -> string {{ return \"{f}[${{index}}] = ${{{f}}}\" }}"));
        add("[]", Type::Int, Type::String);
    }
    if w.choices.chance(15) {
        w.line(format!("func equals(other: {name}) -> bool {{ return {f} == other.{f} }}"));
        add("==", ty.clone(), Type::Bool);
        add("!=", ty, Type::Bool);
    }
    operators
}
