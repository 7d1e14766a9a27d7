//! The instructions of the interpreter.

use super::expressions::Collector;
use super::{Form, Rule, Variant};
use syn::visit::Visit;
use syn::{Arm, Pat};

/// Parts of names by which instructions are confused: the first that fits gives another instruction, if there is one of that name.
const CONFUSED: &[(&str, &str)] = &[
    ("F64", "F32"),
    ("F32", "F64"),
    ("I64", "I32"),
    ("I32", "I64"),
    ("U32", "I32"),
    ("U8", "U32"),
    ("Get64", "GetU32"),
    ("Set64", "Set32"),
    ("Set32", "Set64"),
    ("Set8", "Set32"),
    ("Load64", "LoadU32"),
    ("Store64", "Store32"),
    ("Store32", "Store64"),
    ("Store8", "Store32"),
    ("Add", "Sub"),
    ("Sub", "Add"),
    ("Mul", "Add"),
    ("Div", "Rem"),
    ("Rem", "Div"),
    ("NotLt", "NotLe"),
    ("Lt", "Le"),
    ("Le", "Lt"),
    ("Gt", "Ge"),
    ("Ge", "Gt"),
    ("Eq", "Ne"),
    ("Ne", "Eq"),
    ("IfNot", "If"),
    ("If", "IfNot"),
    ("Shl", "Shr"),
    ("Shr", "Shl"),
    ("And", "Or"),
    ("Or", "And"),
    ("Str", "Object"),
    ("Object", "Weak"),
    ("Weak", "Object"),
    ("Class", "Trait"),
    ("Trait", "Class"),
    ("Counted", ""),
    ("Large", "Counted"),
    ("Move2", "Move"),
    ("Move3", "Move2"),
    ("LoadValue", "PeekValue"),
    ("PeekValue", "LoadValue"),
    ("Retain", "Release"),
    ("ForRange", "ForInclusive"),
    ("ForInclusive", "ForRange"),
    ("Begin", "Next"),
];

/// Instructions that somebody may confuse with one; rustc says which of them exist.
pub(super) fn confused(name: &str) -> Vec<String> {
    CONFUSED.iter().filter(|(part, _)| name.contains(part)).map(|(part, other)| name.replacen(part, other, 1)).take(2).collect()
}

impl Collector<'_> {
    /// What some of them do: the instructions that do nothing, and all that can be changed in what they do.
    pub(super) fn instruction(&mut self, arm: &Arm) {
        let body = self.range(&arm.body);
        let text = &self.text[body.clone()];
        let names = instructions_of(&arm.pat);
        // An instruction that does nothing still has its data word behind it.
        let has_data = ["data!()", "part!()", "pc = pc.add(1)"].iter().any(|part| text.contains(part));
        let nothing = if has_data { "pc = pc.add(1)" } else { "()" };
        let of_the_set = names.iter().filter(|name| name.starts_with(char::is_uppercase));
        for name in of_the_set.filter(|_| text != "{}") {
            let variant = Variant {
                rule: Rule::Instruction,
                text: nothing.to_string(),
                when: (names.len() > 1).then(|| format!("op == Op::{name}")),
                change: format!("`{name}` does nothing"),
            };
            self.inside(name.clone(), |this| this.note(Form::Arm, body.clone(), variant));
        }
        self.inside(names.join("|"), |this| {
            this.visit_pat(&arm.pat);
            this.visit_expr(&arm.body);
        });
    }
}

/// The instructions that a pattern is for.
pub fn instructions_of(pattern: &Pat) -> Vec<String> {
    #[expect(clippy::wildcard_enum_match_arm, reason = "patterns of instructions are these")]
    match pattern {
        Pat::Guard(guarded) => instructions_of(&guarded.pat),
        Pat::Or(or) => or.cases.iter().flat_map(instructions_of).collect(),
        // What is left of one in seldom cases.
        Pat::Ident(name) => vec![name.ident.to_string()],
        Pat::Path(path) => path.path.segments.last().map(|last| last.ident.to_string()).into_iter().collect(),
        _ => Vec::new(),
    }
}
