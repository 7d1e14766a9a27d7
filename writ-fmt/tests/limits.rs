//! Scripts that nest as deep as scripts may, chains that have no end, and texts that are no scripts.

use writ_fmt::{Error, format};

/// Formats a text, and what becomes of it again, on a thread with little stack.
fn stays(text: String) -> String {
    let thread = std::thread::Builder::new().stack_size(512 << 10).spawn(move || {
        let once = format(&text).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(format(&once).expect("it parses"), once);
        once
    });
    thread.expect("threads can be started").join().expect("it does not panic")
}

#[test]
fn deep_nesting() {
    let deep = 250;
    for (open, inner, close) in [
        ("(", "1", ")"),
        ("[", "1", "]"),
        ("f(", "1", ")"),
        ("f(1, [", "2", "])"),
        ("{1: ", "2", "}"),
        ("(x) => ", "x", ""),
        ("-", "x", ""),
        ("c ? ", "1", " : 2"),
        ("when { else => ", "1", " }"),
        ("a[", "1", "]"),
    ] {
        let deep = if open.len() >= 6 { deep / 2 } else { deep };
        let text = format!("let x = {}{inner}{}\n", open.repeat(deep), close.repeat(deep));
        stays(text);
    }
    for (open, close) in [("if a { ", " }"), ("{ ", " }"), ("func f() { ", " }"), ("if a { b() } else { ", " }"), ("f(() => { ", " })")] {
        let deep = if open.starts_with('f') { deep / 2 } else { deep };
        stays(format!("{}g(){}\n", open.repeat(deep), close.repeat(deep)));
    }
    stays(format!("let x: {}int{} = 1\n", "Array<".repeat(deep), ">".repeat(deep)));
    stays(format!("let x: {}int{} = 1\n", "(".repeat(deep), ")?".repeat(deep)));
    stays(format!("when x {{ {}1{} => 1 }}\n", "(".repeat(deep), ")".repeat(deep)));
    stays(format!("class A {{ }}\n{}\n{}\n", "/* ".repeat(deep), " */".repeat(deep)));
}

#[test]
fn long_chains() {
    let long = 5_000;
    for (first, link) in [
        ("1", " + 1"),
        ("a", " && b || c"),
        ("a", ".b"),
        ("a", ".b()"),
        ("a", "[0]"),
        ("a", "(1)"),
        ("a", " ?? b"),
        ("a", " as int"),
        ("\"a\"", " .. b"),
    ] {
        let result = stays(format!("let x = {first}{}\n", link.repeat(long)));
        assert!(result.len() > long * link.len() / 2);
    }
    let result = stays(format!("let x = [{}]\n", "1, ".repeat(long)));
    assert!(result.lines().all(|line| line.len() <= 120));
    stays(format!("if a {{ b() }}{}\n", " else if a { b() }".repeat(200)));
    stays("f(x)\n".repeat(long));
}

#[test]
fn what_nests_too_deep_is_an_error_and_no_panic() {
    let text = format!("let x = {}1{}\n", "(".repeat(300), ")".repeat(300));
    assert!(matches!(format(&text), Err(Error::Syntax(_))));
}

#[test]
fn texts_that_are_no_scripts() {
    for text in [
        "let",
        "{",
        "\"",
        "/*",
        "\"\"\"",
        "${",
        "a b",
        "func f(",
        "let x = 1 +",
        "\u{0}",
        "enum E { A",
        "when x {",
        "é",
        "// é",
        "x ? y",
        "'",
    ] {
        // Only that it does not panic.
        let _ = format(text);
        let _ = format(&format!("{text}\n{text}"));
    }
}

#[test]
fn texts_without_statements() {
    assert_eq!(format("").expect("it parses"), "");
    assert_eq!(format("\n\n \t\n").expect("it parses"), "");
    assert_eq!(format("\n\n// only\n\n\n/* two */").expect("it parses"), "// only\n\n/* two */\n");
    assert_eq!(format(";;\n;").expect("it parses"), "");
}

#[test]
fn ends_of_lines_stay_as_they_are() {
    assert_eq!(
        format("let  x=1\r\n// a\r\nprint(\"\"\"\r\n  a\r\n  \"\"\")").expect("it parses"),
        "let x = 1\r\n// a\r\nprint(\"\"\"\r\n    a\r\n    \"\"\")\r\n"
    );
    assert_eq!(format("let  x=1\nlet y=2\r\n").expect("it parses"), "let x = 1\nlet y = 2\n");
    assert_eq!(format("\u{feff}let  x=1").expect("it parses"), "let x = 1\n");
}
