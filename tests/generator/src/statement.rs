//! Statements: which of all features', and blocks of them.

use crate::features::FEATURES;
use crate::types::{Bindings, Type};
use crate::write::{Code, Want, Writer};

impl Writer<'_> {
    /// Writes a statement.
    pub fn statement(&mut self) {
        self.frame.work -= self.frame.repeat;
        for _ in 0..4 {
            let mut ways = Vec::new();
            let mut weights = Vec::new();
            for (feature, emphasis) in FEATURES.iter().zip(&self.emphasis) {
                for (weight, write) in feature.statements {
                    weights.push(*weight * emphasis);
                    ways.push(*write);
                }
            }
            let Some(at) = self.choices.weighted(&weights) else { break };
            if ways[at](self) {
                return;
            }
        }
        self.line("print(\"-\")");
    }

    /// Writes some statements in a scope of their own, indented.
    pub fn block(&mut self, most: usize) {
        self.scoped(|w| {
            w.indented(|w| {
                for _ in 0..1 + w.choices.below(most) {
                    w.statement();
                }
            });
        });
    }

    /// Whether there is room for a statement with blocks in it.
    pub fn has_room(&self) -> bool {
        self.frame.nesting < 4 && self.frame.work > self.frame.repeat * 60
    }

    /// Writes statements by a template of lines: holes and `#name`s as in [`Writer::template`].
    pub fn lines(&mut self, body: &str, bindings: Bindings) -> Vec<(String, String)> {
        let mut names = Vec::new();
        let mut bindings = bindings;
        for line in body.lines() {
            let text = self.line_of(line, &mut bindings, &mut names);
            self.line(text);
        }
        names
    }

    /// Writes a step that fails, or mostly does.
    pub fn failure(&mut self) {
        let mut ways: Vec<&'static str> = Vec::new();
        for (feature, emphasis) in FEATURES.iter().zip(&self.emphasis) {
            // What the host offers is known only to programs that favour it.
            if !feature.host || *emphasis > 0 {
                ways.extend(feature.failures);
            }
        }
        let body = *self.choices.pick(&ways);
        if body.contains("given<") {
            self.given(&Type::Int, &Code::postfix("0"));
        }
        self.lines(body, Bindings::default());
    }

    fn line_of(&mut self, line: &str, bindings: &mut Bindings, names: &mut Vec<(String, String)>) -> String {
        let mut text = String::new();
        let parts: Vec<&str> = line.split('`').collect();
        for (index, part) in parts.iter().enumerate() {
            if index % 2 == 0 {
                text += &self.with_names(part, names);
                continue;
            }
            let wanted = self.open_type(part, bindings);
            let code = self.exact(&wanted);
            let after = parts.get(index + 1).copied().unwrap_or("");
            text += &if after.starts_with(['.', '[', '?']) {
                code.receiver()
            } else if text.ends_with('(') && after.starts_with(')') {
                code.argument()
            } else {
                code.operand()
            };
        }
        text
    }

    /// Declares a local or a variable of the module with a value, and gives its name.
    pub fn variable_of(&mut self, ty: &Type, mutable: bool) -> String {
        let written = self.choices.chance(50);
        let value = if written { self.wanted(ty) } else { self.expression(&Want::exact(ty)) };
        self.variable_with(ty, mutable, written, &value)
    }

    /// Declares a variable with this value.
    pub fn variable_with(&mut self, ty: &Type, mutable: bool, written: bool, value: &Code) -> String {
        let name = self.name("value");
        let keyword = if mutable { "var" } else { "let" };
        let annotation = if written { format!(": {ty}") } else { String::new() };
        self.line(format!("{keyword} {name}{annotation} = {}", value.text));
        self.declare(&name, ty, mutable);
        name
    }

    /// Prints something that may be shown, with a label.
    pub fn show(&mut self, text: &str) {
        let label = text.replace(['\\', '"', '$'], "");
        match self.choices.below(3) {
            0 => self.line(format!("print({text})")),
            1 if label.len() < 30 && !label.contains('\n') => self.line(format!("print(\"{label} = ${{{text}}}\")")),
            _ => self.line(format!("print(\"> \" .. {text})")),
        }
    }

    /// Whether a step that may fail at run time goes unguarded here: rarely, and more often near the end.
    pub fn risks(&mut self) -> bool {
        let percent = if self.rest < 35 { 4 } else { 0 };
        self.choices.chance(percent) || self.choices.below(1000) == 999
    }
}
