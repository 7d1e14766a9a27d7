//! The records, their declarations, and what the front end makes of them.

use super::*;

fn api() -> Api {
    let mut api = Api::default();
    let group = api.group_mut("game");
    group.types.push(HostType {
        name: "Monster".into(),
        id: 0,
        doc: "Bites.\nAt night.".into(),
        kind: HostTypeKind::Class,
        traits: vec!["Damageable".into()],
        properties: vec![HostProperty { name: "health".into(), doc: String::new(), ty: "float".into(), writable: true, rust: None }],
        functions: vec![HostFunction {
            name: "new".into(),
            doc: String::new(),
            receiver: Receiver::None,
            parameters: vec![("name".into(), "string".into())],
            result: "Monster".into(),
            reenters: false,
            rust: Some(RustItem { path: "crate::Monster::__writ_new".into(), file: "src/main.rs".into(), line: 7 }),
        }],
        rust: None,
    });
    api.group_mut("").values.push(HostValue { name: "GRAVITY".into(), doc: "m/s²".into(), ty: "float".into(), rust: None });
    api
}

#[test]
fn declarations_read_like_a_script() {
    assert_eq!(
        api().declarations(),
        "// m/s²\nnative let GRAVITY: float\n\n// ---- game ----\n\n// Bites.\n// At night.\nclass Monster with Damageable {\n    native var health: float\n    \
         native static func new(name: string) -> Monster  // src/main.rs:7\n}\n"
    );
}

#[test]
fn json_has_everything() {
    let json = api().to_json();
    assert!(json.starts_with("{\"groups\":[{\"name\":\"\",\"types\":[],"), "{json}");
    assert!(json.contains("\"rust\":{\"path\":\"crate::Monster::__writ_new\",\"file\":\"src/main.rs\",\"line\":7}"), "{json}");
}

#[test]
fn rust_names_in_camel_case() {
    for (rust, script) in [
        ("take_damage", "takeDamage"),
        ("health", "health"),
        ("MAX_SPEED", "MAX_SPEED"),
        ("r#type", "type"),
        ("_private_part", "_privatePart"),
        ("to_i32", "toI32"),
        ("a__b", "aB"),
        ("x", "x"),
    ] {
        assert_eq!(camel_case(rust), script);
    }
}

// ---- as scripts see it ----

use crate::loader::Memory;
use crate::{Options, Session};

fn function(name: &str, receiver: Receiver, parameters: &[(&str, &str)], result: &str) -> HostFunction {
    let parameters = parameters.iter().map(|(name, ty)| ((*name).into(), (*ty).into())).collect();
    HostFunction { name: name.into(), doc: String::new(), receiver, parameters, result: result.into(), reenters: false, rust: None }
}

fn session() -> Session {
    let mut api = Api::default();
    let group = api.group_mut("");
    let class = |name: &str| HostType {
        name: name.into(),
        id: 0,
        doc: String::new(),
        kind: HostTypeKind::Class,
        traits: Vec::new(),
        properties: Vec::new(),
        functions: Vec::new(),
        rust: None,
    };
    let property =
        |name: &str, ty: &str, writable| HostProperty { name: name.into(), doc: String::new(), ty: ty.into(), writable, rust: None };
    let field = |name: &str, ty: &str| HostField { name: name.into(), doc: String::new(), ty: ty.into(), public: true };
    group.types.push(HostType {
        properties: vec![property("health", "float", true), property("id", "int", false)],
        functions: vec![
            function("new", Receiver::None, &[("name", "string"), ("at", "Vec2")], "Monster"),
            function("bite", Receiver::Object, &[("other", "Monster")], "float"),
        ],
        ..class("Monster")
    });
    group.types.push(class("Sealed"));
    group.types.push(HostType {
        kind: HostTypeKind::Struct(vec![field("x", "float"), field("y", "float")]),
        functions: vec![
            function("length", Receiver::Object, &[], "float"),
            function("normalize", Receiver::Place, &[], "void"),
            function("add", Receiver::Object, &[("other", "Vec2")], "Vec2"),
        ],
        ..class("Vec2")
    });
    let variant = |name: &str| HostVariant { name: name.into(), doc: String::new(), fields: Vec::new() };
    group.types.push(HostType { kind: HostTypeKind::Enum(vec![variant("Fire"), variant("Water")]), ..class("Element") });
    group.functions.push(function("spawn", Receiver::None, &[("kind", "Element")], "Monster?"));
    group.values.push(HostValue { name: "gravity".into(), doc: String::new(), ty: "float".into(), rust: None });
    api.group_mut("files").functions.push(function("readFile", Receiver::None, &[("path", "string")], "Result<string>"));
    let mut session = Session::new(Options::default());
    let loaded = session.expose(&api);
    assert!(loaded.module.is_some(), "{}", crate::diagnostic::render(&loaded.diagnostics, &loaded.sources));
    session
}

fn run(session: &mut Session, source: &str) -> String {
    let loaded = session.eval(&Memory::new(), "test", source);
    crate::diagnostic::render(&loaded.diagnostics, &loaded.sources)
}

#[test]
fn scripts_see_what_a_host_declares() {
    let mut session = session();
    let errors = run(
        &mut session,
        "var a = Monster(\"rat\", Vec2(1.0, 2.0))\na.health -= a.bite(a) + gravity\nvar v = Vec2(3.0, 4.0) + Vec2(0.5, 0.0)\nv.normalize()\nv.x = 2.0\n\
         let b = spawn(Element.Fire)\nlet f = a.bite\nprint(\"$a ${a.id} ${v.length()} ${b?.health} ${Monster.new(\"x\", v)} $f\")\n\
         print([Element.Fire, Element.Water])\nlet w: Weak<Monster> = a\nprint(v == Vec2(1.0, 1.0))\nlet _ = readFile(\"a\")\n",
    );
    assert_eq!(errors, "");
}

#[test]
fn mistakes_in_the_use_of_a_host_are_told() {
    let mut session = session();
    let errors = run(
        &mut session,
        "let m = Sealed()\nlet a = Monster(\"rat\")\nfunc f(b: Monster) { b.id = 3 }\nprint(gravty)\nclass Rat extends Monster {}\ngravity = 1.0\nlet v = Vec2(1.0, 1.0)\nv.normalize()\nlet c: Mnster? = null\n",
    );
    for part in [
        "only the host makes a `Sealed`",
        "`new` needs `at: Vec2`",
        "did you mean `gravity`?",
        "`Monster` is a type of the host and can't be extended",
        "can't assign to `gravity`",
        "`id` is computed and has no `set`",
        "did you mean `Monster`?",
    ] {
        assert!(errors.contains(part), "{part} in\n{errors}");
    }
    session.deny(["files".to_owned()]);
    let errors = run(&mut session, "readFile(\"a\")");
    assert!(errors.contains("there is no `readFile` here") && errors.contains("belongs to `files` of the host"), "{errors}");
}
