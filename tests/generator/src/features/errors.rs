//! Steps that fail at run time, which no guard keeps from it.

use crate::feature::Feature;
use crate::types::Type;
use crate::write::Writer;

/// Steps that fail at run time, which no guard keeps from it.
pub const FEATURE: Feature = Feature {
    name: "errors",
    statements: &[(2, checked)],
    failures: &[
        "assert(`bool`, \"assertion of ${`int`}\")",
        "assert(false)",
        "panic(\"end of ${`int`}\")",
        "print(`int` / (`int` & 1))",
        "print(`int32` % ((`int` & 1) as int32))",
        "print([1, 2][`int`])",
        "print(\"abc\"[`int`])",
        "print({\"a\": 1}[`string`])",
        "print({1: true, 2: false}[`int`])",
        "print(`int?`.value)",
        "print(`string!`.value)",
        "print(`int!`.error)",
        "print(`P?`.value)",
        "given<Array<int>>([1, 2])[`int`] += 1",
        "given<Dictionary<bool, int>>({true: 1})[`bool`] -= 2",
    ],
    ..Feature::NONE
};

/// An assertion that holds.
fn checked(w: &mut Writer) -> bool {
    let value = w.small(9);
    let other = w.exact(&Type::Int);
    w.line(format!("assert({} - {} < 9, \"never\")", value.text, other.operand().len() & 1));
    true
}
