//! How Rust types are written, and what a scan says of a crate.

use super::*;
use std::path::{Path, PathBuf};
use writ_compiler::host::HostFunction;

/// A result as scripts write it.
fn result(ty: &str) -> String {
    let names =
        Names { own: Some("Monster"), find: &|path| (path.segments.last()?.ident == "Monster").then(|| Named::Type("Monster".into())) };
    match owned(&syn::parse_str(ty).unwrap()).and_then(|given| text(&given.ty, &names)) {
        Ok(text) => text,
        Err((_, message)) => format!("error: {message}"),
    }
}

/// A parameter as scripts write it.
fn parameter(ty: &str) -> String {
    let find = |path: &syn::Path| match path.segments.last()?.ident.to_string().as_str() {
        "Monster" => Some(Named::Type("Monster".into())),
        "Health" => Some(Named::Alias(Box::new(syn::parse_str("Option<f32>").unwrap()))),
        _ => None,
    };
    match passed(&syn::parse_str(ty).unwrap()).and_then(|(ty, _)| text(&ty, &Names { own: None, find: &find })) {
        Ok(text) => text,
        Err((_, message)) => format!("error: {message}"),
    }
}

#[test]
fn parameters() {
    for (rust, script) in [
        ("i64", "int"),
        ("i32", "int32"),
        ("f32", "float"),
        ("f64", "float64"),
        ("bool", "bool"),
        ("u8", "int"),
        ("usize", "int"),
        ("char", "string"),
        ("&str", "string"),
        ("&String", "string"),
        ("Str", "string"),
        ("Box<str>", "string"),
        ("std::sync::Arc<str>", "string"),
        ("Vec<u8>", "Array<int>"),
        ("&[f32]", "Array<float>"),
        ("&Vec<Monster>", "Array<Monster>"),
        ("&mut Vec<f64>", "Array<float64>"),
        ("[i32; 3]", "Array<int32>"),
        ("Array<Array<i64>>", "Array<Array<int>>"),
        ("HashMap<String, Vec<u8>>", "Dictionary<string, Array<int>>"),
        ("std::collections::HashMap<u8, f32, Hasher>", "Dictionary<int, float>"),
        ("BTreeMap<char, bool>", "Dictionary<string, bool>"),
        ("Dictionary<Str, i64>", "Dictionary<string, int>"),
        ("Option<Monster>", "Monster?"),
        ("Option<&str>", "string?"),
        ("Option<&Monster>", "Monster?"),
        ("Option<&[u8]>", "Array<int>?"),
        ("Option<Function<(i64, Str), bool>>", "Optional<(int, string) -> bool>"),
        ("Function<(), ()>", "() -> void"),
        ("Function<(Function<(i64,), i64>,), Str>", "((int) -> int) -> string"),
        ("(i64, (f32, bool))", "(int, (float, bool))"),
        ("&mut Monster", "Monster"),
        ("Ref<Monster>", "Monster"),
        ("&Ref<crate::sim::Monster>", "Monster"),
        ("WeakRef<Monster>", "Weak<Monster>"),
        ("AnyRef", "any"),
        ("writ_runtime::Range", "Range"),
        ("Result<u8, String>", "Result<int>"),
        ("Health", "float?"),
        ("&Vec<Health>", "Array<float?>"),
        ("u128", "error: scripts have no numbers of 128 bits: `u128`"),
        ("Texture", "error: scripts don't know `Texture`: a type of this crate needs `#[derive(WritType)]`"),
        ("Grid<f32>", "error: scripts don't know the generic type `Grid`"),
        ("impl Into<String>", "error: scripts can't call functions with `impl` parameters: name the type"),
        ("&dyn Display", "error: scripts can't pass `dyn` objects: name the type"),
        ("fn(i64)", "error: scripts can't pass `fn` pointers: take a `Function`"),
        ("*const u8", "error: scripts have no pointers"),
        ("Vec<&str>", "error: a reference can't stand inside of another type here: take or give the value itself"),
        ("Cow<'_, str>", "error: scripts can't pass a `Cow`: take `&str` or `String`"),
        ("Names<'a>", "error: scripts have no types with lifetimes"),
    ] {
        assert_eq!(parameter(rust), script, "{rust}");
    }
}

#[test]
fn results() {
    for (rust, script) in [
        ("()", "void"),
        ("Self", "Monster"),
        ("&Self", "Monster"),
        ("&'a str", "string"),
        ("&'static str", "string"),
        ("&[u8]", "Array<int>"),
        ("Cow<'static, str>", "string"),
        ("Cow<'_, [f32]>", "Array<float>"),
        ("Option<&Monster>", "Monster?"),
        ("Option<&str>", "string?"),
        ("Vec<&str>", "Array<string>"),
        ("(&str, u8)", "(string, int)"),
        ("impl Iterator<Item = &'a Monster> + 'a", "Array<Monster>"),
        ("impl ExactSizeIterator<Item = u8>", "Array<int>"),
        ("Result<(), String>", "Result<void>"),
        ("Result<&str, &'static str>", "Result<string>"),
        ("Result<f32, std::num::ParseFloatError>", "Result<float>"),
        ("std::io::Result<Vec<u8>>", "Result<Array<int>>"),
        ("Result<f32, RuntimeError>", "float"),
        ("Result<Option<u8>, Box<writ_runtime::RuntimeError>>", "int?"),
        ("Result<Option<u8>, Box<dyn Error>>", "Result<int?>"),
        ("Fallible<Self>", "Monster"),
        ("writ_runtime::Fallible<&str>", "string"),
        ("impl Display", "error: scripts can be given an `impl Iterator<Item = …>`, and no other `impl`"),
        ("<Self as Add>::Output", "error: name the type: its name can't be looked up in the source"),
    ] {
        assert_eq!(result(rust), script, "{rust}");
    }
}

/// A package of these files, in a folder of its own.
fn package(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("writ-host-api-{}-{name}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    for (file, text) in files {
        let path = folder.join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

#[test]
fn a_crate_is_read_by_its_modules() {
    let folder = package(
        "modules",
        &[
            (
                "src/main.rs",
                "mod sim;\n#[path = \"other/far.rs\"]\nmod far;\nmod inside { pub mod deep; }\n#[cfg(test)] mod tests;\n#[cfg(windows)] mod windows;\n",
            ),
            (
                "src/sim/mod.rs",
                "pub mod monster;\ntype Health = f32;\n/// Now.\n#[writ_export(group = \"time\")]\npub fn now() -> Health { 0.0 }\n",
            ),
            (
                "src/sim/monster.rs",
                "#[derive(Clone, WritType)]\n#[writ(rename = \"Beast\", add, mul(f32))]\npub struct Monster { pub health: f32, cache: u128 }\n\
                 impl Mul<f32> for Monster { type Output = (f32, Self); }\n",
            ),
            (
                "src/other/far.rs",
                "mod near;\nuse crate::{sim::monster::Monster, sim::monster::Monster as M};\n#[writ_export]\nimpl Monster { pub fn new(like: &M) -> Self { todo() } fn hidden() {} }\n",
            ),
            ("src/other/near.rs", "#[writ_export]\nconst FAR: &str = \"far\";\n"),
            (
                "src/inside/deep.rs",
                "#[cfg_attr(feature = \"writ\", writ_export)]\nfn find(writ: &mut Writ, of: &Monster) -> Option<&Monster> { None }\n",
            ),
        ],
    );
    let scan = scan_package(&folder).unwrap();
    assert_eq!(scan.errors, Vec::<String>::new());
    let files: Vec<String> =
        scan.files.iter().map(|file| file.strip_prefix(&folder).unwrap().display().to_string().replace('\\', "/")).collect();
    assert_eq!(
        files,
        ["src/main.rs", "src/sim/mod.rs", "src/sim/monster.rs", "src/other/far.rs", "src/other/near.rs", "src/inside/deep.rs"]
    );
    assert_eq!(
        scan.api.declarations(),
        "class Beast {  // src/sim/monster.rs:3\n    native var health: float  // src/sim/monster.rs:3\n    \
         native func add(other: Beast) -> Beast  // src/sim/monster.rs:2\n    native func multiply(other: float) -> (float, Beast)  // src/sim/monster.rs:2\n    \
         native static func new(like: Beast) -> Beast  // src/other/far.rs:4\n}\n\nnative context func find(of: Beast) -> Beast?  // src/inside/deep.rs:2\n\n\
         native let FAR: string  // src/other/near.rs:2\n\n// ---- time ----\n\n// Now.\nnative func now() -> float  // src/sim/mod.rs:5\n"
    );
    let paths: Vec<&str> =
        scan.api.groups[0].types[0].functions.iter().filter_map(|function| Some(&*function.rust.as_ref()?.path)).collect();
    assert_eq!(
        paths,
        [
            "crate::sim::monster::Monster::__writ_op_add",
            "crate::sim::monster::Monster::__writ_op_mul",
            "crate::sim::monster::Monster::__writ_new"
        ]
    );
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn mistakes_have_places() {
    let folder = package(
        "mistakes",
        &[
            (
                "src/lib.rs",
                "mod gone;\nmod broken;\n#[writ_export]\nfn spawn(texture: Texture) {}\n#[writ_export(rename = \"spawn\")]\nfn other<T>() {}\n\
                 #[derive(WritType)]\n#[writ(valu, display = \"x\")]\nstruct Point { pub x: f32 }\n\
                 #[derive(WritType)]\n#[writ(value)]\nstruct Size { pub x: f32 }\n#[writ_export]\nimpl Size { pub fn grow(&mut self) {} pub fn late(&self, a: u8, w: &mut Writ) {} }\n\
                 #[writ_export]\nimpl Nobody {}\n#[derive(WritType)]\nstruct Dog { pub name: String }\n#[writ_export]\nimpl Dog { pub fn name(&self) -> &str { &self.name } }\n\
                 #[writ_export]\nimpl Dog {}\n",
            ),
            ("src/broken.rs", "fn 1() {}\n"),
        ],
    );
    let scan = scan(&folder.join("src/lib.rs"), &folder);
    let expected = [
        "src/lib.rs:1:5: there is no file for the module `gone`",
        "src/broken.rs:1:4: expected identifier",
        "src/lib.rs:6:10: scripts can't call generic functions",
        "src/lib.rs:8:8: there is no option `valu` here: did you mean `value`?",
        "src/lib.rs:8:14: `display` stands alone",
        "src/lib.rs:14:68: `&mut Writ` comes first, or right behind `self`",
        "src/lib.rs:14:20: `Size` is a value type (src/lib.rs:12): write `#[writ_export(value)]`",
        "src/lib.rs:16:6: functions are exported of a type with `#[derive(WritType)]`, and `Nobody` has none",
        "src/lib.rs:22:6: a type exports one `impl`, and that of `Dog` is in src/lib.rs:20",
        "src/lib.rs:4:19: scripts don't know `Texture`: a type of this crate needs `#[derive(WritType)]`",
        "src/lib.rs:6:4: scripts know `spawn` from src/lib.rs:4 already: give one of them another name by `rename`",
        "src/lib.rs:20:19: `Dog` has a field `name` already: rename or skip one of them",
    ];
    assert_eq!(scan.errors, expected);
    assert!(scan_package(Path::new("/nowhere")).is_err());
    std::fs::remove_dir_all(&folder).unwrap();
}

/// Two files of a crate: a trait in the one, what has it in the other.
fn traits(name: &str, monster: &str) -> Scan {
    let health = "/// Can be hurt.\n#[writ_export(group = \"fight\")]\npub trait Damageable {\n    fn take_damage(&mut self, amount: f32) -> f32;\n    \
                  fn is_alive(&self, writ: &mut Writ) -> bool { true }\n    #[writ(skip)]\n    fn make() -> Self;\n    #[cfg(test)]\n    fn odd(&self);\n}\n\
                  #[writ_export]\npub trait Named { fn name(&self) -> String; }\npub trait Plain {}\n";
    let folder = package(name, &[("src/lib.rs", "mod health;\nmod monster;\n"), ("src/health.rs", health), ("src/monster.rs", monster)]);
    let scan = scan_package(&folder).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    scan
}

#[test]
fn classes_have_traits() {
    let scan = traits(
        "traits",
        "use crate::health::{Damageable, Named as Called};\n#[derive(WritType)]\n#[writ(traits(Damageable, Called))]\npub struct Monster;\n\
         #[writ_export]\nimpl Damageable for Monster {}\nimpl Called for Monster {}\n\
         #[derive(WritType)]\n#[writ(traits = \"crate::health::Damageable\")]\npub struct Wall;\n",
    );
    assert_eq!(scan.errors, Vec::<String>::new());
    let functions = "    native func takeDamage(amount: float) -> float  // src/health.rs:4\n    \
                     native context func isAlive() -> bool  // src/health.rs:5\n";
    assert_eq!(
        scan.api.declarations(),
        format!(
            "trait Named {{  // src/health.rs:12\n    func name() -> string  // src/health.rs:12\n}}\n\n\
             class Monster with Damageable, Named {{  // src/monster.rs:4\n{functions}    native func name() -> string  // src/health.rs:12\n}}\n\n\
             class Wall with Damageable {{  // src/monster.rs:10\n{functions}}}\n\n// ---- fight ----\n\n// Can be hurt.\n\
             trait Damageable {{  // src/health.rs:3\n    func takeDamage(amount: float) -> float  // src/health.rs:4\n    \
             func isAlive() -> bool  // src/health.rs:5\n}}\n"
        )
    );
    let path = |function: &HostFunction| function.rust.clone().map_or_else(String::new, |rust| rust.path);
    assert_eq!(
        path(&scan.api.groups[0].types[0].functions[0]),
        "<crate::monster::Monster as crate::health::Damageable>::__writ_take_damage"
    );
    assert_eq!(path(&scan.api.groups[1].traits[0].functions[1]), "crate::health::Damageable::__writ_is_alive");
    assert_eq!(scan.api.groups[1].traits[0].rust.as_ref().unwrap().path, "crate::health::Damageable");
}

#[test]
fn mistakes_with_traits() {
    let scan = traits(
        "wrong-traits",
        "use crate::health::*;\n#[derive(WritType)]\n#[writ(traits(Damageable, Plain, Nowhere, crate::health::Damageable, Named))]\n\
         pub struct Monster { pub name: String }\n#[derive(WritType)]\npub struct Wall;\n#[writ_export]\nimpl Damageable for Wall {}\n\
         #[writ_export]\nimpl Plain for Wall {}\n#[writ_export]\nimpl Damageable for Nobody {}\n\
         #[writ_export]\ntrait Damageable { fn f(&self, texture: Texture); }\n\
         #[derive(WritType)]\n#[writ(traits(crate::health::Damageable))]\npub struct Dog;\n\
         #[writ_export]\nimpl Dog { pub fn is_alive(&self) {} }\n",
    );
    let expected = [
        "src/monster.rs:8:6: scripts don't see this: `Wall` (src/monster.rs:6) does not name `Damageable` (src/monster.rs:14): write `#[writ(traits(Damageable))]` of it",
        "src/monster.rs:10:6: `Plain` is no trait with `#[writ_export]`",
        "src/monster.rs:12:21: traits are exported of a type with `#[derive(WritType)]`, and `Nobody` has none",
        "src/monster.rs:14:41: scripts don't know `Texture`: a type of this crate needs `#[derive(WritType)]`",
        "src/monster.rs:3:27: `Plain` is no trait with `#[writ_export]`",
        "src/monster.rs:3:34: `Nowhere` is no trait with `#[writ_export]`",
        "src/monster.rs:3:43: `Monster` has the trait `Damageable` already",
        "src/monster.rs:3:70: `Monster` has a field `name` already, and `Named` (src/health.rs:12) has one: rename or skip one of them",
        "src/monster.rs:14:7: scripts know `Damageable` from src/health.rs:3 already: give one of them another name by `rename`",
        "src/monster.rs:16:15: `Dog` has a function `isAlive` of its own already, and `Damageable` (src/health.rs:5) has one: rename or skip one of them",
    ];
    assert_eq!(scan.errors, expected);
}
