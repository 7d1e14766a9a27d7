//! The vectors of the crate `glam`, as scripts see them: for scans of a host's source. Their bodies are in `writ-runtime`, under its feature `glam`,
//! where a test holds them against this.

use super::{HostField, HostFunction, HostType, HostTypeKind, Receiver, RustItem};

/// Name in Rust, name in scripts, fields.
const TYPES: &[(&str, &str, &[&str])] = &[("Vec2", "Vector2", &["x", "y"]), ("Vec3", "Vector3", &["x", "y", "z"])];

/// Names and types.
type Parameters = &'static [(&'static str, &'static str)];

/// Name, parameters, result, documentation; `Self` is the vector.
const FUNCTIONS: &[(&str, Parameters, &str, &str)] = &[
    ("length", &[], "float", "How long it is."),
    ("lengthSquared", &[], "float", "The square of its length."),
    ("normalized", &[], "Self", "Of length 1 in the same direction; of length 0 if it has none."),
    ("dot", &[("other", "Self")], "float", "The dot product."),
    ("distance", &[("other", "Self")], "float", "How far the other point is away."),
    ("lerp", &[("other", "Self"), ("t", "float")], "Self", "The point on the way to the other one: this one at 0, that one at 1."),
    ("clampLength", &[("min", "float"), ("max", "float")], "Self", "No shorter than `min` and no longer than `max`."),
    ("min", &[("other", "Self")], "Self", "The smaller of each part."),
    ("max", &[("other", "Self")], "Self", "The larger of each part."),
    ("abs", &[], "Self", "Each part without its sign."),
    ("floor", &[], "Self", "Each part rounded down."),
    ("add", &[("other", "Self")], "Self", "`+`"),
    ("subtract", &[("other", "Self")], "Self", "`-`"),
    ("multiply", &[("by", "float")], "Self", "`*`"),
    ("divide", &[("by", "float")], "Self", "`/`"),
    ("negate", &[], "Self", "`-` before it"),
];

/// The name that a vector of `glam` has in scripts.
pub fn script_name(rust: &str) -> Option<&'static str> {
    TYPES.iter().find(|(name, ..)| *name == rust).map(|(_, script, _)| *script)
}

/// The vector that has a name in Rust.
pub fn of_rust_name(rust: &str) -> Option<HostType> {
    TYPES.iter().find(|(name, ..)| *name == rust).map(|(rust, script, fields)| describe(rust, script, fields))
}

fn describe(rust: &str, script: &str, fields: &[&str]) -> HostType {
    let named = |ty: &str| if ty == "Self" { script.to_owned() } else { ty.to_owned() };
    let item = |path: String| Some(RustItem { path, file: "glam".to_owned(), line: 1 });
    let functions = FUNCTIONS.iter().map(|(name, parameters, result, doc)| HostFunction {
        name: (*name).to_owned(),
        doc: (*doc).to_owned(),
        receiver: Receiver::Object,
        parameters: parameters.iter().map(|(name, ty)| ((*name).to_owned(), named(ty))).collect(),
        result: named(result),
        reenters: false,
        rust: item(format!("::writ_runtime::host::glam::{script}::{name}")),
    });
    HostType {
        name: script.to_owned(),
        id: 0,
        doc: format!("A vector, `glam::{rust}` in Rust."),
        kind: HostTypeKind::Struct(
            fields
                .iter()
                .map(|name| HostField { name: (*name).to_owned(), doc: String::new(), ty: "float".to_owned(), public: true })
                .collect(),
        ),
        traits: Vec::new(),
        properties: Vec::new(),
        functions: functions.collect(),
        rust: item(format!("::writ_runtime::host::glam::reexport::{rust}")),
    }
}
