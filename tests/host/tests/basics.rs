//! What a host offers, used by scripts in both engines.

use writ_host_tests::{api, basics};
use writ_runtime::{Error, Writ};

fn vm() -> Writ {
    let mut writ = Writ::new();
    api::register(&mut writ).unwrap();
    writ.set_root("scripts");
    writ.load("basics").unwrap();
    writ
}

/// Runs a function in both engines; gives what both gave.
macro_rules! both {
    ($function:ident, $name:literal, $ty:ty) => {{
        let compiled = basics::$function(&mut Writ::new()).map(|value| format!("{value:?}")).map_err(|error| error.to_string());
        let interpreted = vm().call::<$ty>($name, ()).map(|value| format!("{value:?}")).map_err(|error| match error {
            Error::Runtime(error) => error.to_string(),
            other => panic!("{other}"),
        });
        assert_eq!(compiled, interpreted, "compiled and VM differ in {}", $name);
        compiled
    }};
}

#[test]
fn both_engines_give_the_same() {
    let text = |result: Result<String, String>| result.unwrap().trim_matches('"').to_owned();
    assert_eq!(text(both!(fields, "fields", String)), "rat! (60) Vector2(x: 4.0, y: 4.0) 7 7 []");
    assert_eq!(text(both!(methods, "methods", String)), "80.0 55.0 5.0");
    assert_eq!(
        text(both!(values, "values", String)).replace('\\', ""),
        "Cell(column: 251, row: 3) Success(Cell(column: 254, row: 3)) Error(\"551 is off the board\") \
         [Cell(column: 251, row: 3), Cell(column: 2, row: 2)] true"
    );
    assert_eq!(text(both!(enums, "enums", String)), "[Element.Water, Element.Fire, Mixed(share: 0.75)] mixed 0.75");
    assert_eq!(
        text(both!(functions, "functions", String)).replace('\\', ""),
        "9.5 Vector2(x: -1.0, y: 2.0) 3.5 {\"a\": 2, \"b\": 1} Success(12) Error(\"invalid digit found in string\") 18"
    );
    assert_eq!(text(both!(arrays, "arrays", String)).replace('\\', ""), "[1, 2, 1, 2, 1] {\"x\": 1, \"filled\": 4} 5");
    assert_eq!(
        text(both!(traits, "traits", String)).replace('\\', ""),
        "[\"m (60) has 60.0 left, true m (-20) has -20.0 left, false\", \"<Wall> has 10.0 left, true <Wall> has -30.0 left, false\"] \
         true true false false -22.0"
    );
    assert_eq!(text(both!(operators, "operators", String)), "11 true true true true 9");
    assert_eq!(text(both!(parts, "parts", String)), "Vector2(x: 1.0, y: 6.0) 3.0");
    assert_eq!(text(both!(objects, "objects", String)), "true true m (100) null m");
}

#[test]
fn both_engines_give_the_same_errors() {
    assert_eq!(
        both!(narrow, "narrow", ()).unwrap_err(),
        "error[InvalidArgument]: -1 does not fit `u16`, which holds 0 to 65535\n  at narrow (basics.writ:62)"
    );
    assert_eq!(
        both!(swapped, "swapped", ()).unwrap_err(),
        "error[BorrowConflict]: one `Monster` is passed twice to a function that changes it\n  at swapped (basics.writ:67)"
    );
    assert_eq!(both!(copied, "copied", f32).unwrap(), "75.0");
    assert_eq!(
        both!(no_cell, "noCell", i64).unwrap_err().lines().next(),
        Some("error[HostError]: index out of bounds: the len is 1 but the index is 5")
    );
    let in_use = both!(in_use, "inUse", f32).unwrap_err();
    assert!(in_use.starts_with("error[BorrowConflict]: this `Monster` is in use by a function of the host\n  at <lambda>"), "{in_use}");
    assert_eq!(both!(looked_at, "lookedAt", f32).unwrap(), "200.0");
}

#[test]
fn after_a_panic_of_the_host_scripts_go_on() {
    let mut writ = vm();
    writ.register_fn("broken", |text: &str| -> i64 { panic!("{text}") }).unwrap();
    writ.run("func fails() -> int { return broken(\"no\") }").unwrap();
    let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| writ.call::<i64>("fails", ())));
    assert_eq!(caught.unwrap_err().downcast_ref::<String>().map(String::as_str), Some("no"));
    assert_eq!(writ.run("return 1 + 1").unwrap().to_string(), "2");
    assert!(writ.tick(1.0).unwrap().is_ok());
}
