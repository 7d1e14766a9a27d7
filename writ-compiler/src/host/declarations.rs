//! Records as declarations in Writ.

use super::{Api, Group, HostFunction, HostTrait, HostType, HostTypeKind, Receiver, RustItem};
use std::fmt::Write;

impl Api {
    /// Everything as a file of declarations: for the checker, for editors and for people.
    pub fn declarations(&self) -> String {
        let mut out = String::new();
        for group in &self.groups {
            group.declare(&mut out);
        }
        out
    }
}

impl Group {
    fn declare(&self, out: &mut String) {
        if !self.name.is_empty() {
            if !out.is_empty() {
                out.push('\n');
            }
            let _ = writeln!(out, "// ---- {} ----", self.name);
        }
        for definition in &self.traits {
            item(out);
            definition.declare(out);
        }
        for ty in &self.types {
            item(out);
            ty.declare(out);
        }
        for function in &self.functions {
            item(out);
            function.declare(out, "");
        }
        for value in &self.values {
            item(out);
            doc(out, "", &value.doc);
            let _ = writeln!(out, "native let {}: {}{}", value.name, value.ty, place(value.rust.as_ref()));
        }
    }
}

/// A blank line before each but the first declaration.
fn item(out: &mut String) {
    if !out.is_empty() {
        out.push('\n');
    }
}

fn doc(out: &mut String, indent: &str, text: &str) {
    for line in text.lines() {
        let _ = writeln!(out, "{}", format!("{indent}// {line}").trim_end());
    }
}

/// Where it is in Rust, as a comment behind the declaration: messages that show the line show it too.
fn place(rust: Option<&RustItem>) -> String {
    rust.map_or_else(String::new, |rust| format!("  // {}:{}", rust.file, rust.line))
}

impl HostTrait {
    fn declare(&self, out: &mut String) {
        doc(out, "", &self.doc);
        let _ = writeln!(out, "trait {} {{{}", self.name, place(self.rust.as_ref()));
        for function in &self.functions {
            doc(out, "    ", &function.doc);
            let _ = writeln!(out, "    {}{}", function.signature(), place(function.rust.as_ref()));
        }
        out.push_str("}\n");
    }
}

impl HostType {
    fn declare(&self, out: &mut String) {
        doc(out, "", &self.doc);
        let word = match self.kind {
            HostTypeKind::Class => "class",
            HostTypeKind::Struct(_) => "struct",
            HostTypeKind::Enum(_) => "enum",
        };
        let with = if self.traits.is_empty() { String::new() } else { format!(" with {}", self.traits.join(", ")) };
        let _ = writeln!(out, "{word} {}{with} {{{}", self.name, place(self.rust.as_ref()));
        match &self.kind {
            HostTypeKind::Class => {}
            HostTypeKind::Struct(fields) => {
                for field in fields {
                    doc(out, "    ", &field.doc);
                    let private = if field.public { "" } else { "private " };
                    let _ = writeln!(out, "    {private}{}: {}", field.name, field.ty);
                }
            }
            HostTypeKind::Enum(variants) => {
                for variant in variants {
                    doc(out, "    ", &variant.doc);
                    let _ = writeln!(out, "    {}{},", variant.name, payload(&variant.fields));
                }
            }
        }
        for property in &self.properties {
            doc(out, "    ", &property.doc);
            let binding = if property.writable { "var" } else { "let" };
            let _ = writeln!(out, "    native {binding} {}: {}{}", property.name, property.ty, place(property.rust.as_ref()));
        }
        for function in &self.functions {
            function.declare(out, "    ");
        }
        out.push_str("}\n");
    }
}

fn payload(fields: &[(String, String)]) -> String {
    if fields.is_empty() { String::new() } else { format!("({})", list(fields)) }
}

fn list(parameters: &[(String, String)]) -> String {
    parameters.iter().map(|(name, ty)| format!("{name}: {ty}")).collect::<Vec<_>>().join(", ")
}

impl HostFunction {
    fn declare(&self, out: &mut String, indent: &str) {
        doc(out, indent, &self.doc);
        let context = if self.reenters { " context" } else { "" };
        let (mutates, is_static) = match self.receiver {
            Receiver::None if !indent.is_empty() => ("", "static "),
            Receiver::None | Receiver::Object => ("", ""),
            Receiver::Place => (" mutates", ""),
        };
        let _ = writeln!(out, "{indent}native{context}{mutates} {is_static}{}{}", self.signature(), place(self.rust.as_ref()));
    }

    /// `func spawn(name: string) -> Monster`
    pub fn signature(&self) -> String {
        let result = if self.result == "void" { String::new() } else { format!(" -> {}", self.result) };
        format!("func {}({}){result}", self.name, list(&self.parameters))
    }
}
