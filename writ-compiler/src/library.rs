//! The declaration files of the standard library, and what stands in them.
//!
//! A file is a module of the library, whose name is the file's, or a further part of the module before it. It is parsed when a script names something in it for the first time, once per process.
//! Where a name stands is found without parsing: every declaration at top level begins in the first column.

use crate::ast;
use crate::diagnostic::Diagnostics;
use crate::source::FileId;
use crate::syntax::{ParseOptions, parse};
use std::collections::HashMap;
use std::sync::OnceLock;

/// A declaration file.
#[derive(Clone, Copy, Debug)]
pub struct File {
    /// The name of the module.
    pub module: &'static str,
    /// What diagnostics call the file.
    pub path: &'static str,
    /// Its text.
    pub text: &'static str,
}

macro_rules! files {
    ($($module:literal $(($($more:literal)*))?)*) => {
        /// The declaration files, in the order in which they are declared. Each is the file of its place in a session's source map.
        pub const FILES: &[File] = &[$(files!(@ $module, $module), $($(files!(@ $module, $more),)*)?)*];
    };
    (@ $module:literal, $file:literal) => {
        File { module: $module, path: concat!("std/", $file, ".writ"), text: include_str!(concat!("std/", $file, ".writ")) }
    };
}

files! {
    "core" "math" "interpolation" "string" "array" "dictionary" "range" "coroutine"
    "vectors" ("matrices" "quaternion" "color" "geometry")
    "tween" "timer" "random" "noise" "regex" "json" "time" "io" "reflect"
}

/// The structs of the library that are types of the runtime, of the same names and with the same fields (`xAxis` is `x_axis`): so hosts have them as well.
pub const VALUE_TYPES: &[&str] =
    &["Vector2", "Vector3", "Vector4", "Quaternion", "Matrix3", "Matrix4", "Color", "Rectangle", "BoundingBox"];

/// The struct of the library that a type has in scripts, by the type's name in Rust: one of [`VALUE_TYPES`] itself, or what `glam` calls it.
pub fn value_type(rust: &str) -> Option<&'static str> {
    const GLAM: [(&str, &str); 6] =
        [("Vec2", "Vector2"), ("Vec3", "Vector3"), ("Vec4", "Vector4"), ("Quat", "Quaternion"), ("Mat3", "Matrix3"), ("Mat4", "Matrix4")];
    let of_glam = GLAM.iter().find(|(name, _)| *name == rust).map(|(_, script)| *script);
    of_glam.or_else(|| VALUE_TYPES.iter().copied().find(|name| *name == rust))
}

/// Where a name at top level is declared.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Item {
    /// The file, by its place in [`FILES`].
    pub file: usize,
    /// Only the library itself may name it.
    pub private: bool,
    /// It is a type.
    pub is_type: bool,
}

/// Where a name is declared; none if it is none of the library's.
pub(crate) fn item(name: &str) -> Option<Item> {
    names().get(name).copied()
}

/// The module of a name that scripts may use, if the host turned that on.
pub(crate) fn module_of(name: &str) -> Option<&'static str> {
    item(name).filter(|item| !item.private).map(|item| FILES[item.file].module)
}

/// All names that scripts may use, in no order, with their modules.
pub(crate) fn visible_names() -> impl Iterator<Item = (&'static str, &'static str)> {
    visible(|_| true)
}

/// Those of [`visible_names`] that are types.
pub(crate) fn visible_types() -> impl Iterator<Item = (&'static str, &'static str)> {
    visible(|item| item.is_type)
}

fn visible(is: impl Fn(&Item) -> bool) -> impl Iterator<Item = (&'static str, &'static str)> {
    names().iter().filter(move |(_, item)| !item.private && is(item)).map(|(name, item)| (*name, FILES[item.file].module))
}

/// Where all names at top level are declared.
fn names() -> &'static HashMap<&'static str, Item> {
    static NAMES: OnceLock<HashMap<&'static str, Item>> = OnceLock::new();
    NAMES.get_or_init(|| {
        let lines = FILES.iter().enumerate().flat_map(|(file, at)| at.text.lines().map(move |line| (file, line)));
        lines.filter_map(|(file, line)| declared(file, line)).collect()
    })
}

/// The name that a line of a file declares at top level.
fn declared(file: usize, line: &'static str) -> Option<(&'static str, Item)> {
    if line.starts_with([' ', '/', '}']) {
        return None;
    }
    let mut words = line.split_ascii_whitespace();
    let kind = words.by_ref().find(|word| matches!(*word, "func" | "struct" | "class" | "trait" | "enum" | "const"))?;
    let name = words.next()?;
    let end = name.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(name.len());
    Some((&name[..end], Item { file, private: line.starts_with("private "), is_type: !matches!(kind, "func" | "const") }))
}

/// The tree of a file, by its place in [`FILES`].
pub(crate) fn tree(file: usize) -> &'static ast::Module {
    static TREES: [OnceLock<ast::Module>; FILES.len()] = [const { OnceLock::new() }; FILES.len()];
    TREES[file].get_or_init(|| {
        let mut diagnostics = Diagnostics::default();
        let options = ParseOptions { library: true, ..ParseOptions::default() };
        let tree = parse(FileId(file as u32), FILES[file].text, options, &mut diagnostics);
        debug_assert!(!diagnostics.has_errors(), "{}: {diagnostics:?}", FILES[file].path);
        tree
    })
}

/// Whether a file adds methods to built-in types: these have no names by which they could be found.
pub(crate) fn extends_types(file: usize) -> bool {
    FILES[file].text.lines().any(|line| line.starts_with("extend "))
}
