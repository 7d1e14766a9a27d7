//! Strings: concatenation, interpolation, and the library's methods.

use crate::feature::Feature;
use crate::types::Type;
use crate::write::{Code, Want, Writer};

/// Strings: concatenation, interpolation, and the library's methods.
pub const FEATURE: Feature = Feature {
    name: "text",
    weight: 20,
    expressions: &[(60, "string", interpolation), (10, "string", character)],
    rules: "
        string = `string` .. `T`
        string = `T` .. `string`
        string = `string` .. `int` .. `string`
        string = `string` + `string`
        string = `T`.toString()
        int = `string`.len()
        bool = `string`.isEmpty()
        string = `string`.trim()
        string = `string`.trimStart()
        string = `string`.trimEnd()
        string = `string`.toUpper()
        string = `string`.toLower()
        bool = `string`.contains(`string`)
        bool = `string`.startsWith(`string`)
        bool = `string`.endsWith(`string`)
        int = `string`.indexOf(`string`)
        int = `string`.lastIndexOf(`string`)
        string = `string`.replace(`string`, `string`)
        string = `string`.replaceFirst(`string`, `string`)
        [string] = `string`.split(`string`)
        [string] = `string`.lines()
        [string] = `string`.chars()
        string? = `string`.charAt(`int`)
        string = `string`.slice(0, 0)
        string = `string`.repeat(`int` & 3)
        string = `string`.padStart(`int` & 7, \"*\")
        string = `string`.padEnd(`int` & 7, \".\")
        string = `string`.reversed()
        int? = `string`.toInt()
        float? = `string`.toFloat()
        int = `string`.compare(`string`)
        string = string.fromCode(`int` & 127)
        string = \"[${`T`}]\"
    ",
    ..Feature::NONE
};

fn interpolation(w: &mut Writer, want: &Want) -> Option<Code> {
    let mut text = String::from("\"");
    let mut parts = Vec::new();
    for _ in 0..1 + w.choices.below(3) {
        text += *w.choices.pick(&["", "a ", "x=", "\\t", "é", "\\$", "}{"]);
        let ty = w.some_type(1);
        let code = w.exact(&ty);
        text += &format!("${{{}}}", code.argument());
        parts.push(code);
    }
    text += "\"";
    let parts: Vec<&Code> = parts.iter().collect();
    let mut code = Code::postfix(text).with(&parts, &want.ty);
    code.grows |= !parts.is_empty();
    Some(code)
}

/// `text[i]`, in bounds, or seldom not.
fn character(w: &mut Writer, _: &Want) -> Option<Code> {
    if w.risks() {
        let (text, index) = (w.exact(&Type::String), w.exact(&Type::Int));
        return Some(Code::postfix(format!("{}[{}]", text.receiver(), index.text)));
    }
    let index = w.exact(&Type::Int);
    Some(Code::postfix(format!("\"hé日o\"[{} & 3]", index.operand())))
}
