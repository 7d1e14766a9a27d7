//! Steps that fail at run time, mostly near the end of a program.

use crate::feature::Feature;
use crate::types::{Bindings, Type};
use crate::write::Writer;

/// Steps that fail at run time, mostly near the end of a program.
pub const FEATURE: Feature = Feature { name: "errors", statements: &[(10, fail)], ..Feature::NONE };

const FAILURES: [&str; 8] = [
    "assert(`bool`, \"assertion of #a\")",
    "assert(false)",
    "panic(\"end of ${`int`}\")",
    "print(`int` / (`int` & 1))",
    "print([1, 2][`int`])",
    "print({\"a\": 1}[`string`])",
    "print(`int?`.value)",
    "print(`string!`.value)",
];

fn fail(w: &mut Writer) -> bool {
    if w.rest > 30 || w.frame.result.is_some() || !w.choices.chance(25) {
        return false;
    }
    let body = *w.choices.pick(&FAILURES);
    if w.frame.nesting == 0 && w.choices.chance(50) {
        let condition = w.exact(&Type::Bool);
        w.line(format!("if {} {{", condition.text));
        w.indented(|w| w.lines(body, Bindings::default()));
        w.line("}");
    } else {
        w.lines(body, Bindings::default());
    }
    true
}
