//! The source of the functions that look into objects.

use super::members::{Field, Members, Method, Parameter};
use crate::ast::Name;
use crate::check::Checker;
use crate::ir::{Owner, Type, TypeId, reflection};
use std::collections::HashMap;
use std::fmt::Write;

/// Source, with what the names of types in it stand for.
#[derive(Default)]
pub(super) struct Text {
    pub text: String,
    pub types: HashMap<Name, TypeId>,
}

impl Text {
    fn line(&mut self, line: impl AsRef<str>) {
        self.text.push_str(line.as_ref());
        self.text.push('\n');
    }

    /// A name for a type.
    fn ty(&mut self, ty: TypeId) -> String {
        let name = format!("T{}", ty.0);
        self.types.insert(Name::from(name.as_str()), ty);
        name
    }

    /// Gives what a function of the library makes of an argument that does not fit.
    fn refuse(&mut self, condition: &str, what: &str, expected: &str, value: &str) {
        self.line(format!("if {condition} {{ return reflectedWrong(\"{what}\", \"{expected}\", {value}) }}"));
    }
}

fn joined<'a>(names: impl Iterator<Item = &'a Name>) -> String {
    names.map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
}

impl Checker {
    /// The source of what looks into a value of a type.
    pub(super) fn reflector_text(&mut self, ty: TypeId) -> Text {
        let mut out = Text::default();
        let it = out.ty(ty);
        let members = self.reflected_members(ty);
        let type_name = self.reflected_name(ty);
        out.line(format!("func reflect(it: {it}, operation: int, name: string, arguments: Array<any>) -> Result<any> {{"));
        out.line(format!("if operation >= {} {{", reflection::JSON));
        self.json(ty, &members, &mut out);
        out.line("}");
        let fields = joined(members.fields.iter().filter(|field| field.public).map(|field| &field.name));
        let methods = joined(members.methods.iter().map(|method| &method.name));
        for (operation, names) in [(reflection::FIELDS, fields), (reflection::METHODS, methods)] {
            out.line(format!("if operation == {operation} {{\nlet names: Array<string> = [{names}]\nreturn Success(names)\n}}"));
        }
        out.line(format!("if operation == {} {{ return Success(\"{type_name}\") }}", reflection::TYPE));
        let names = self.names_of(ty).iter().map(|name| format!("name == \"{name}\"")).collect::<Vec<_>>().join(" || ");
        out.line(format!("if operation == {} {{ return Success({names}) }}", reflection::IS));
        self.getters(&type_name, &members, &mut out);
        self.setters(ty, &type_name, &members, &mut out);
        out.line(format!("if operation == {} {{", reflection::INVOKE));
        for method in &members.methods {
            self.invocation(&type_name, method, &mut out);
        }
        out.line("}");
        out.line(format!(
            "return reflectedUnknown(\"{type_name}\", operation == {} ? \"method\" : \"field\", name)\n}}",
            reflection::INVOKE
        ));
        out
    }

    /// The name of a type as `typeof` gives it.
    fn reflected_name(&self, ty: TypeId) -> String {
        // No `Optional` is boxed but that of `null`.
        if matches!(self.get(ty), Type::Optional(_)) { "null".to_owned() } else { self.type_name(ty) }
    }

    /// The names by which `instanceof` finds a type: its own, those of its bases and traits, also without type arguments.
    fn names_of(&mut self, ty: TypeId) -> Vec<String> {
        let mut types = vec![ty];
        if let Type::Class(class) = self.get(ty) {
            let class = *class;
            types.extend(self.program.lineage(class).into_iter().rev().map(|base| self.classes[base.0 as usize].ty));
            types.extend(self.class_traits(class).into_iter().map(|id| self.traits[id.0 as usize].ty));
        }
        let mut names: Vec<String> = Vec::new();
        for ty in types {
            let name = self.reflected_name(ty);
            let bare = match self.get(ty) {
                Type::Int => "int64".to_owned(),
                Type::Float => "float32".to_owned(),
                _ => name.split('<').next().unwrap_or_default().to_owned(),
            };
            for name in [name, bare] {
                if !name.is_empty() && !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        names
    }

    fn getters(&mut self, type_name: &str, members: &Members, out: &mut Text) {
        out.line(format!("if operation == {} {{", reflection::GET));
        for Field { name, .. } in members.fields.iter().filter(|field| field.public) {
            out.line(format!("if name == \"{name}\" {{ return Success(it.{name}) }}"));
        }
        out.line(format!("return reflectedUnknown(\"{type_name}\", \"field\", name)\n}}"));
    }

    fn setters(&mut self, ty: TypeId, type_name: &str, members: &Members, out: &mut Text) {
        out.line(format!("if operation == {} {{", reflection::SET));
        for Field { name, ty: field, settable, .. } in members.fields.iter().filter(|field| field.public) {
            out.line(format!("if name == \"{name}\" {{"));
            if !self.is_object(ty) {
                out.line(format!("return Error(\"`{name}` can't be set: `{type_name}` is a value, and an `any` holds a copy of it\")"));
            } else if *settable {
                let value = self.checked_argument(out, "arguments[0]", "value", *field, &format!("`{name}` of `{type_name}`"));
                out.line(format!("it.{name} = {value}\nreturn Success(null)"));
            } else {
                out.line(format!("return Error(\"`{name}` of `{type_name}` can't be set: it is read-only\")"));
            }
            out.line("}");
        }
        out.line("}");
    }

    /// Takes a value out of an `any`, or returns what is wrong with it. Gives the expression of the value.
    fn checked_argument(&mut self, out: &mut Text, source: &str, name: &str, ty: TypeId, what: &str) -> String {
        let (inner, optional) = match self.get(ty) {
            Type::Optional(inner) => (*inner, true),
            _ => (ty, false),
        };
        let expected = self.type_name(ty);
        let failed = if optional { format!("{name} == null && {source} != null") } else { format!("{name} == null") };
        match self.get(inner).clone() {
            Type::Any => return source.to_owned(),
            Type::Weak(class) => {
                let (weak, class) = (out.ty(inner), out.ty(class));
                out.line(format!("let {name}Object = {source} as? {class}\nvar {name} = {source} as? {weak}"));
                out.line(format!("if {name}Object != null {{ {name} = Weak({name}Object) }}"));
            }
            _ => {
                let inner = out.ty(inner);
                out.line(format!("let {name} = {source} as? {inner}"));
            }
        }
        out.refuse(&failed, what, &expected, source);
        name.to_owned()
    }

    /// A method's part of a reflector: it is called with as many arguments as there are.
    fn invocation(&mut self, type_name: &str, method: &Method, out: &mut Text) {
        let Method { name, parameters, result, coroutine, mutates } = method;
        out.line(format!("if name == \"{name}\" {{"));
        if *mutates {
            out.line(format!(
                "return Error(\"`{name}` can't be called: it changes its `{type_name}`, and an `any` holds a copy of it\")\n}}"
            ));
            return;
        }
        let rest = parameters.last().filter(|parameter| parameter.rest);
        let fixed = parameters.len() - usize::from(rest.is_some());
        let least = parameters[..fixed].iter().take_while(|parameter| !parameter.optional).count();
        let least = parameters[..fixed].iter().rposition(|parameter| !parameter.optional).map_or(0, |last| (last + 1).max(least));
        let most = if rest.is_some() { -1 } else { fixed as i64 };
        let too_many = if rest.is_some() { String::new() } else { format!(" || arguments.len() > {fixed}") };
        out.line(format!(
            "if arguments.len() < {least}{too_many} {{ return reflectedCount(\"{name}\", {least}, {most}, arguments.len()) }}"
        ));
        for count in 0..=fixed {
            let mut list: Vec<String> = (0..count).map(|index| format!("value{index}")).collect();
            if let Some(index) = count.checked_sub(1) {
                let Parameter { name: parameter, ty, .. } = &parameters[index];
                let what = format!("argument `{parameter}` of `{name}`");
                self.checked_argument(out, &format!("arguments[{index}]"), &format!("value{index}"), *ty, &what);
            }
            for (index, value) in list.iter_mut().enumerate() {
                if self.is_any(parameters[index].ty) {
                    *value = format!("arguments[{index}]");
                }
            }
            if count < least {
                continue;
            }
            if count < fixed {
                out.line(format!("if arguments.len() == {count} {{"));
            } else if let Some(rest) = rest {
                self.rest_argument(out, name, rest, fixed);
                list.push("...rest".to_owned());
            }
            let start = if *coroutine { "start " } else { "" };
            let call = format!("{start}it.{name}({})", list.join(", "));
            if *result == TypeId::VOID {
                out.line(format!("{call}\nreturn Success(null)"));
            } else {
                out.line(format!("return Success({call})"));
            }
            if count < fixed {
                out.line("}");
            }
        }
        out.line("}");
    }

    fn is_any(&self, ty: TypeId) -> bool {
        ty == TypeId::ANY || matches!(self.get(ty), Type::Optional(TypeId::ANY))
    }

    fn rest_argument(&mut self, out: &mut Text, method: &Name, rest: &Parameter, from: usize) {
        let item = out.ty(rest.ty);
        out.line(format!("let rest: Array<{item}> = []\nfor index in {from}..arguments.len() {{"));
        let value = self.checked_argument(out, "arguments[index]", "value", rest.ty, &format!("argument `{}` of `{method}`", rest.name));
        out.line(format!("rest.push({value})\n}}"));
    }

    /// The part of a reflector that gives JSON.
    fn json(&mut self, ty: TypeId, members: &Members, out: &mut Text) {
        if !self.is_data(ty) || !self.is_reflected(ty) {
            return out.line(format!("return Success(jsonRefused(\"{}\"))", self.reflected_name(ty)));
        }
        match self.get(ty).clone() {
            // The box of `null`: what is in an `Optional` has a box of its own.
            Type::Optional(_) => out.line("return Success(\"null\")"),
            Type::Int | Type::Int32 | Type::Float | Type::Float64 | Type::Bool | Type::String => {
                let value = self.json_of("it", ty);
                out.line(format!("return Success({value})"));
            }
            Type::Array(item) => {
                let value = self.json_of("item", item);
                out.line("let level = jsonLevel(operation)\nvar text = \"[\"\nfor index, item in it {");
                out.line(format!("if index > 0 {{ text ..= \",\" }}\ntext ..= {value}\n}}\nreturn Success(text .. \"]\")"));
            }
            Type::Dictionary(key, item) => {
                let value = self.json_of("item", item);
                let key = match self.get(key) {
                    Type::String => "key",
                    Type::Enum(id) if self.program[*id].is_plain() => "key.name",
                    _ => "\"${key}\"",
                };
                out.line("let level = jsonLevel(operation)\nvar text = \"{\"\nfor key, item in it {");
                out.line("if text.len() > 1 { text ..= \",\" }");
                out.line(format!("text ..= jsonQuoted({key}) .. \":\" .. {value}\n}}\nreturn Success(text .. \"}}\")"));
            }
            Type::Tuple(items) => {
                let values: Vec<String> = items.iter().enumerate().map(|(i, ty)| self.json_of(&format!("it.{i}"), *ty)).collect();
                let values = values.join(" .. \",\" .. ");
                out.line(format!("let level = jsonLevel(operation)\nreturn Success(\"[\" .. {values} .. \"]\")"));
            }
            Type::Result(item) => {
                let value = if item == TypeId::VOID { "\"null\"".to_owned() } else { self.json_of("it.value", item) };
                out.line("let level = jsonLevel(operation)");
                out.line(format!("if it.isSuccess {{ return Success(\"{{\\\"Success\\\":\" .. {value} .. \"}}\") }}"));
                out.line("return Success(\"{\\\"Error\\\":\" .. jsonQuoted(it.error) .. \"}\")");
            }
            Type::Enum(id) if self.program[id].is_plain() => out.line("return Success(jsonQuoted(it.name))"),
            Type::Enum(_) => self.json_variants(ty, out),
            _ => {
                let fields: Vec<(Name, TypeId)> = members
                    .fields
                    .iter()
                    .filter(|field| field.data && self.is_data(field.ty))
                    .map(|field| (field.name.clone(), field.ty))
                    .collect();
                let values: Vec<(String, Name, TypeId)> = fields.into_iter().map(|(name, ty)| (format!("it.{name}"), name, ty)).collect();
                let object = self.json_object(&values);
                out.line(format!("let level = jsonLevel(operation)\nreturn Success({object})"));
            }
        }
    }

    fn json_variants(&mut self, ty: TypeId, out: &mut Text) {
        let Some(Owner::Enum(id)) = self.owner_of(ty) else { return };
        out.line("let level = jsonLevel(operation)\nwhen it {");
        for variant in self.program[id].variants.clone() {
            let name = &variant.name;
            if variant.fields.is_empty() {
                out.line(format!("is {name} => {{ return Success(\"\\\"{name}\\\"\") }}"));
                continue;
            }
            let bound: Vec<String> = (0..variant.fields.len()).map(|index| format!("value{index}")).collect();
            let fields: Vec<(String, Name, TypeId)> =
                bound.iter().zip(&variant.fields).map(|(value, field)| (value.clone(), field.name.clone(), field.ty)).collect();
            let object = self.json_object(&fields);
            let list = bound.join(", ");
            out.line(format!("is {name}({list}) => {{ return Success(\"{{\\\"{name}\\\":\" .. {object} .. \"}}\") }}"));
        }
        out.line("}");
    }

    /// The expression of an object, of values with their names.
    fn json_object(&mut self, fields: &[(String, Name, TypeId)]) -> String {
        let mut text = String::new();
        for (index, (value, name, ty)) in fields.iter().enumerate() {
            let (before, value) = (if index == 0 { "{" } else { "," }, self.json_of(value, *ty));
            let _ = write!(text, "\"{before}\\\"{name}\\\":\" .. {value} .. ");
        }
        if text.is_empty() { "\"{}\"".to_owned() } else { text + "\"}\"" }
    }

    /// The expression of a value's JSON.
    fn json_of(&mut self, value: &str, ty: TypeId) -> String {
        match self.get(ty) {
            Type::Int | Type::Int32 | Type::Bool => format!("\"${{{value}}}\""),
            Type::Float | Type::Float64 => format!("jsonNumber({value})"),
            Type::String => format!("jsonQuoted({value})"),
            _ => format!("jsonPart({value}, level, arguments)"),
        }
    }
}
