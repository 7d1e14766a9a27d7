//! Classes: inheritance, `init`, overrides, `super`, setters, computed properties, fields set late, statics, casts, `Weak`.

use super::functions::parameters;
use super::structs::{METHOD_WORK, declare_fields, field_type, fields, method, operators};
use super::variables::assignable;
use crate::feature::Feature;
use crate::scope::{Callable, Declared, Frame, Home, Kind, Member, Parameter, Variable};
use crate::types::Type;
use crate::write::{Code, Want, Writer};

/// Classes: inheritance, `init`, overrides, `super`, setters, computed properties, fields set late, statics, casts, `Weak`.
pub const FEATURE: Feature = Feature {
    name: "classes",
    weight: 12,
    items: &[(18, declare)],
    statements: &[(6, alias), (4, forget), (5, cast)],
    expressions: &[(20, "bool", tests), (14, "bool", identity), (12, "T", try_cast), (8, "O?", weak), (20, "any", boxed)],
    ..Feature::NONE
};

/// What a subclass has to know of its base.
struct Base {
    declared: Declared,
    constructor: Vec<Parameter>,
    has_init: bool,
    /// The methods that it may override.
    methods: Vec<Callable>,
}

fn some_base(w: &mut Writer) -> Option<Base> {
    let known: Vec<Declared> = w.declared.iter().filter(|d| d.kind == Kind::Class && d.parameters == 0 && d.extensible).cloned().collect();
    if known.is_empty() || !w.choices.chance(55) {
        return None;
    }
    let declared = w.choices.pick(&known).clone();
    let ty = Type::named(&declared.name);
    let constructor = w.callables.iter().find(|c| c.text == declared.name && c.receiver.is_none())?.parameters.clone();
    let own = |c: &&Callable| c.receiver.as_ref() == Some(&ty) && c.dynamic && !c.coroutine;
    let methods = w.callables.iter().filter(own).cloned().collect();
    Some(Base { has_init: declared.has_init, declared, constructor, methods })
}

fn declare(w: &mut Writer) {
    let name = w.name("Thing");
    let base = some_base(w);
    let ty = Type::named(&name);
    let mut declared = Declared::new(&name, Kind::Class);
    declared.extensible = true;
    if let Some(base) = &base {
        declared.supertypes = base.declared.supertypes.clone();
        declared.supertypes.push(Type::named(&base.declared.name));
        declared.fields = base.declared.fields.clone();
    }
    let traits = super::traits::some(w, &declared.supertypes);
    let mut made = Vec::new();
    w.item(|w| {
        let extends = base.as_ref().map_or(String::new(), |base| format!(" extends {}", base.declared.name));
        let with: Vec<String> = traits.iter().map(|t| t.name.clone()).collect();
        let with = if with.is_empty() { String::new() } else { format!(" with {}", with.join(", ")) };
        w.open(format!("class {name}{extends}{with} {{"));
        let own_init = base.as_ref().is_some_and(|b| b.has_init) || w.choices.chance(30);
        let count = w.choices.below(4);
        let mut inherited = base.as_ref().map_or(Vec::new(), |b| b.constructor.clone());
        let (members, constructor) = if own_init {
            init(w, base.as_ref(), count)
        } else {
            let (members, own) = fields(w, count);
            inherited.extend(own);
            (members, inherited)
        };
        declared.has_init = own_init;
        let first_own = declared.fields.len();
        declared.fields.extend(members);
        if w.choices.chance(30) {
            declared.fields.push(computed(w, &declared.fields.clone()));
        }
        let mut constructor = constructor;
        // Its own methods don't know it: nothing makes an object of the type yet.
        let link = w.choices.chance(20).then(|| Member { name: w.name("next"), ty: Type::optional(ty.clone()), mutable: true });
        if let Some(link) = &link {
            w.line(format!("{}: {} = null", link.name, link.ty));
            if !own_init {
                constructor.push(Parameter { name: link.name.clone(), ty: link.ty.clone(), default: true });
            }
        }
        if w.choices.chance(20) {
            let (total, of) = (w.name("count"), field_type(w));
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
        made.push(Callable::function(&name, constructor, ty.clone(), 12));
        overrides(w, &ty, base.as_ref(), &declared.fields.clone());
        for implemented in &traits {
            super::traits::implement(w, implemented, &ty, &declared.fields.clone());
        }
        for _ in 0..w.choices.below(3) {
            let (method_name, parameters, result) =
                (w.name("method"), parameters(w, 2), if w.choices.chance(20) { Type::Void } else { w.some_type(1) });
            let frame = Frame::of(result.clone(), METHOD_WORK);
            method(w, &ty, &method_name, &parameters, &result, &declared.fields.clone(), frame, true);
            made.push(Callable { dynamic: true, ..Callable::method(ty.clone(), &method_name, parameters, result, METHOD_WORK + 2) });
        }
        if base.is_none() && w.choices.chance(25) {
            declared.operators = operators(w, &name, &declared.fields[first_own..]);
            declared.comparable = declared.operators.iter().any(|o| o.text == "<");
        }
        if w.choices.chance(25) {
            let shown: Vec<String> =
                declared.fields.iter().filter(|m| m.ty.is_scalar() || m.ty == Type::String).map(|m| format!("${{{}}}", m.name)).collect();
            w.line(format!("func toString() -> string {{ return \"{name}({})\" }}", shown.join(", ")));
        }
        w.close("}");
        declared.fields.extend(link);
    });
    declared.supertypes.extend(traits.iter().map(|t| Type::named(&t.name)));
    w.declared.push(declared);
    w.callables.extend(made);
}

/// Fields without values and an `init` that gives them theirs.
fn init(w: &mut Writer, base: Option<&Base>, count: usize) -> (Vec<Member>, Vec<Parameter>) {
    let mut members = Vec::new();
    let mut parameters = Vec::new();
    let mut lines = Vec::new();
    let mut late = Vec::new();
    for _ in 0..count.max(1) {
        let (name, ty) = (w.name("f"), field_type(w));
        w.line(format!("{name}: {ty}"));
        if w.choices.chance(50) {
            let parameter = w.name("a");
            lines.push(format!("self.{name} = {parameter}"));
            parameters.push(Parameter { name: parameter, ty: ty.clone(), default: false });
        } else {
            late.push((name.clone(), ty.clone()));
        }
        members.push(Member { name, ty, mutable: true });
    }
    let list: Vec<String> = parameters.iter().map(|p| format!("{}: {}", p.name, p.ty)).collect();
    w.line(format!("init({}) {{", list.join(", ")));
    w.function(Frame { dynamic: false, ..Frame::of(Type::Void, 10) }, |w| {
        w.indented(|w| {
            let before = w.choices.chance(50);
            let super_call = base.map(|base| {
                let arguments: Vec<String> = base.constructor.iter().map(|p| w.literal_only(&p.ty).argument()).collect();
                format!("super.init({})", arguments.join(", "))
            });
            if let (Some(call), true) = (&super_call, before) {
                w.line(call);
            }
            for line in &lines {
                w.line(line);
            }
            for parameter in &parameters {
                w.declare(&parameter.name, &parameter.ty, false);
            }
            for (name, ty) in &late {
                let value = w.wanted(ty);
                w.line(format!("{name} = {}", value.text));
            }
            if let (Some(call), false) = (&super_call, before) {
                w.line(call);
            }
            if w.choices.chance(40) {
                let name = &w.choices.pick(&members).name.clone();
                w.line(format!("print(\"init ${{{name}}}\")"));
            }
        });
    });
    w.line("}");
    (members, parameters)
}

/// A property without storage, with a setter or not.
fn computed(w: &mut Writer, known: &[Member]) -> Member {
    let numbers: Vec<Member> = known.iter().filter(|m| m.ty.is_number() && m.mutable).cloned().collect();
    let name = w.name("view");
    if numbers.is_empty() {
        w.line(format!("{name}: int\n    get {{ return 7 }}"));
        return Member { name, ty: Type::Int, mutable: false };
    }
    let of = w.choices.pick(&numbers).clone();
    w.line(format!("{name}: {}\n    get {{ return {} * 2 }}", of.ty, of.name));
    let mutable = w.choices.chance(50);
    if mutable {
        w.line(format!("    set(value) {{\n        print(\"set {name} ${{value}}\")\n        {} = value - 1\n    }}", of.name));
    }
    Member { name, ty: of.ty, mutable }
}

/// Overrides of some methods of the base, most with a call of what they override.
fn overrides(w: &mut Writer, ty: &Type, base: Option<&Base>, known: &[Member]) {
    for callable in base.map_or(&[][..], |base| &base.methods) {
        if !w.choices.chance(60) || callable.mutates {
            continue;
        }
        let list: Vec<String> = callable.parameters.iter().map(|p| format!("{}: {}", p.name, p.ty)).collect();
        let arrow = if callable.result == Type::Void { String::new() } else { format!(" -> {}", callable.result) };
        w.line(format!("func {}({}){arrow} {{", callable.text, list.join(", ")));
        w.function(Frame { dynamic: false, ..Frame::of(callable.result.clone(), METHOD_WORK) }, |w| {
            declare_fields(w, known, true);
            w.declare("self", ty, false);
            for parameter in &callable.parameters {
                w.declare(&parameter.name, &parameter.ty, false);
            }
            w.indented(|w| {
                if w.choices.chance(50) {
                    w.statement();
                }
                let names: Vec<&str> = callable.parameters.iter().map(|p| p.name.as_str()).collect();
                let above = format!("super.{}({})", callable.text, names.join(", "));
                let calls = w.choices.chance(60);
                match (calls, &callable.result) {
                    (true, Type::Void) => w.line(above),
                    (true, _) => w.line(format!("return {above}")),
                    (false, Type::Void) => w.line(format!("print(\"{}\")", callable.text)),
                    (false, result) => {
                        let value = w.wanted(result);
                        w.line(format!("return {}", value.text));
                    }
                }
            });
        });
        w.line("}");
    }
}

fn classes(w: &Writer) -> Vec<Type> {
    w.declared.iter().filter(|d| d.kind == Kind::Class && d.parameters == 0 && !d.functions).map(|d| Type::named(&d.name)).collect()
}

/// A second name of an object, through which it changes.
fn alias(w: &mut Writer) -> bool {
    let classes = classes(w);
    let known: Vec<(String, Type)> = w.scope.iter().filter(|v| classes.contains(&v.ty)).map(|v| (v.text.clone(), v.ty.clone())).collect();
    if known.is_empty() {
        return false;
    }
    let (first, ty) = w.choices.pick(&known).clone();
    let name = w.name("same");
    let fields: Vec<Member> = w.declaration(&ty).map_or(Vec::new(), |d| d.fields.iter().filter(|f| f.mutable).cloned().collect());
    w.line(format!("let {name} = {first}"));
    if !fields.is_empty() {
        let field = w.choices.pick(&fields).clone();
        let value = assignable(w, &field.ty);
        w.line(format!("{name}.{} = {}\nprint({first}.{})", field.name, value.text, field.name));
    }
    w.line(format!("print({name} == {first})"));
    w.declare(&name, &ty, false);
    true
}

/// A weak reference to an object that goes at the end of a block.
fn forget(w: &mut Writer) -> bool {
    let classes = classes(w);
    if classes.is_empty() || !w.has_room() {
        return false;
    }
    let ty = w.choices.pick(&classes).clone();
    let (weak, object) = (w.name("weak"), w.name("object"));
    w.line(format!("var {weak}: Weak<{ty}>? = null\nif true {{"));
    let value = w.exact(&ty);
    w.line(format!("    let {object} = {}\n    {weak} = {object}\n    print({weak}?.get().hasValue)\n}}", value.text));
    w.line(format!("print({weak})"));
    true
}

/// Looks whether an object of a base is one of a subclass, and uses it as that.
fn cast(w: &mut Writer) -> bool {
    let classes = classes(w);
    let mut pairs = Vec::new();
    for below in &classes {
        for above in w.declaration(below).map_or(Vec::new(), |d| d.supertypes.clone()) {
            pairs.push((above, below.clone()));
        }
    }
    if pairs.is_empty() || !w.has_room() {
        return false;
    }
    let (above, below) = w.choices.pick(&pairs).clone();
    let name = w.name("some");
    let value = w.wanted(&above);
    w.line(format!("let {name}: {above} = {}", value.text));
    w.line(format!("if {name} is {below} {{"));
    w.scoped(|w| {
        w.narrow(&name, &below);
        w.indented(|w| {
            w.statement();
            w.show(&name);
        });
    });
    w.line("} else {");
    w.line(format!("    print(\"no {below}\")\n}}"));
    w.declare(&name, &above, false);
    if w.risks() {
        w.line(format!("print({name} as {below})"));
    }
    true
}

fn tests(w: &mut Writer, _: &Want) -> Option<Code> {
    let classes = classes(w);
    if classes.is_empty() {
        return None;
    }
    let ty = w.choices.pick(&classes).clone();
    let traits: Vec<Type> =
        w.declared.iter().filter(|d| d.kind == Kind::Trait && d.parameters == 0).map(|d| Type::named(&d.name)).collect();
    if !traits.is_empty() && w.choices.chance(50) {
        let (value, able) = (w.exact(&Type::Any), w.choices.pick(&traits).clone());
        return Some(Code::new(format!("{} is {able}", value.operand()), crate::write::Level::Compare));
    }
    let of = if w.choices.chance(50) { Type::Any } else { w.declaration(&ty)?.supertypes.first().cloned().unwrap_or(Type::Any) };
    let value = w.exact(&of);
    Some(Code::new(format!("{} is {ty}", value.operand()), crate::write::Level::Compare))
}

/// Whether two names are of one object.
fn identity(w: &mut Writer, _: &Want) -> Option<Code> {
    let kinds: &[Kind] = if w.choices.chance(50) { &[Kind::Class] } else { &[Kind::Trait] };
    let known: Vec<Type> = w
        .declared
        .iter()
        .filter(|d| kinds.contains(&d.kind) && d.parameters == 0 && !d.functions && !d.operators.iter().any(|o| o.text == "=="))
        .map(|d| Type::named(&d.name))
        .collect();
    if known.is_empty() {
        return None;
    }
    let ty = w.choices.pick(&known).clone();
    let (left, right, op) = (w.exact(&ty), w.exact(&ty), *w.choices.pick(&["==", "!="]));
    let is_class = w.declaration(&ty).is_some_and(|d| d.kind == Kind::Class);
    let text = if is_class && w.choices.chance(40) {
        format!("Weak({}) {op} Weak({})", left.argument(), right.argument())
    } else {
        format!("{} {op} {}", left.operand(), right.operand())
    };
    Some(Code::new(text, crate::write::Level::Compare))
}

/// `as?` of something wider.
fn try_cast(w: &mut Writer, want: &Want) -> Option<Code> {
    let Type::Optional(of) = &want.ty else { return None };
    let wide = match &**of {
        Type::Int | Type::String | Type::Bool | Type::Float => Type::Any,
        Type::Named(..) if w.declaration(of).is_some_and(|d| d.kind == Kind::Class && d.parameters == 0) => {
            w.declaration(of).and_then(|d| d.supertypes.first().cloned()).unwrap_or(Type::Any)
        }
        _ => return None,
    };
    let value = w.exact(&wide);
    Some(Code::new(format!("{} as? {of}", value.operand()), crate::write::Level::Binary))
}

fn weak(w: &mut Writer, want: &Want) -> Option<Code> {
    let Type::Optional(of) = &want.ty else { return None };
    let value = w.exact(of);
    Some(Code::postfix(format!("Weak({}).get()", value.argument())))
}

fn boxed(w: &mut Writer, want: &Want) -> Option<Code> {
    let ty = w.some_type(1);
    if ty == Type::Any {
        return None;
    }
    let value = w.exact(&ty);
    Some(if want.exact { w.given(&Type::Any, &value) } else { value })
}
