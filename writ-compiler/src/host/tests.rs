use super::*;

fn api() -> Api {
    let mut api = Api::default();
    let group = api.group_mut("game");
    group.types.push(HostType {
        name: "Monster".into(),
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
