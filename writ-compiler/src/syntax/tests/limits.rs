//! Limits: nesting, size, chains.

use super::{error, errors, run, tree};
use crate::syntax::{MAX_SOURCE_BYTES, ParseOptions};

/// Runs on a stack of the size that Rust gives to threads.
fn on_small_stack(test: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(test);
    assert!(thread.is_ok_and(|thread| thread.join().is_ok()));
}

/// `open` and `close` around a core, `depth` times.
fn nested(depth: usize, open: &str, core: &str, close: &str) -> String {
    format!("{}{core}{}", open.repeat(depth), close.repeat(depth))
}

const NESTED: [(&str, &str, &str); 21] = [
    ("(", "1", ")"),
    ("[", "1", "]"),
    ("f(", "1", ")"),
    ("a[", "1", "]"),
    ("({1: ", "1", "})"),
    ("-", "1", ""),
    ("!", "a", ""),
    ("~", "a", ""),
    ("(x) => ", "1", ""),
    ("1 + (", "1", ")"),
    ("a ? ", "1", " : 2"),
    ("{ ", "1", " }"),
    ("if a { ", "b", " }"),
    ("when a { 1 => { ", "b", " } }"),
    ("f(() => { ", "b", " })"),
    ("when a { 1 => ", "b", " }"),
    ("when { a => return a + [", "b", "] }"),
    ("func f(a: int = () => { ", "b", " }) { }"),
    ("struct S { x: int = 1 + f(() => { ", "b", " }) }"),
    ("func f() { ", "b", " }"),
    ("\"${", "b", "}\""),
];

#[test]
fn deep_nesting_parses_on_a_small_stack() {
    on_small_stack(|| {
        for (open, core, close) in NESTED {
            let brackets = open.matches(['(', '[', '{']).count() - open.matches([')']).count();
            let arrows = open.matches("=>").count();
            let depth = 256 / brackets.max(arrows).max(1);
            let text = nested(depth, open, core, close);
            let (module, diagnostics) = run(&text, ParseOptions::default());
            assert_eq!(diagnostics, "", "{open}");
            assert_eq!(module.statements.len(), 1, "{open}");
        }
        let types = format!("let a: {} = 1", nested(256, "Array<", "int", ">"));
        assert_eq!(run(&types, ParseOptions::default()).1, "");
        let arrows = format!("let a: {}int = 1", "() -> ".repeat(256));
        assert_eq!(run(&arrows, ParseOptions::default()).1, "");
    });
}

#[test]
fn deeper_nesting_is_refused() {
    on_small_stack(|| {
        for (open, core, close) in NESTED {
            for depth in [300, 100_000] {
                let (list, _) = errors(&nested(depth, open, core, close));
                assert_eq!(list.len(), 1, "{open}: {list:?}");
                assert!(list.iter().all(|line| line.contains("E0103")), "{open}: {list:?}");
            }
        }
        assert!(error(&format!("let a: {}", nested(100_000, "Array<", "int", ">"))).starts_with("1:"));
        assert!(error(&format!("let a: {}int", "() -> ".repeat(100_000))).contains("E0103"));
        assert!(error(&format!("let a: int{}", "?".repeat(100_000))).contains("E0103"));
    });
}

#[test]
fn flat_chains_have_no_limit() {
    on_small_stack(|| {
        let check = |link: &str, length: usize| {
            let (module, diagnostics) = run(&format!("let x = a{}", link.repeat(length)), ParseOptions::default());
            assert_eq!(diagnostics, "", "{link}");
            assert_eq!(module.statements.len(), 1);
        };
        for link in [" + 1", " ?? 1", " ? 1 : 2", ".b()"] {
            check(link, 100_000);
        }
        for link in [" .. 1", " && a", "()", "[0]", "?.b", " as int", " is A", " - -1", "\n  .b()"] {
            check(link, 10_000);
        }
        assert_eq!(run(&format!("let x = [{}]", "a<b, ".repeat(10_000)), ParseOptions::default()).1, "");
    });
}

#[test]
fn long_chains_of_else_are_refused() {
    on_small_stack(|| {
        assert_eq!(run(&format!("if a {{ }}{} else {{ }}", " else if b { }".repeat(255)), ParseOptions::default()).1, "");
        assert!(error(&format!("if a {{ }}{}", " else if b { }".repeat(20_000))).contains("E0103"));
    });
}

#[test]
fn large_files_are_refused() {
    let text = " ".repeat(MAX_SOURCE_BYTES + 1);
    assert!(error(&text).contains("E0104"));
    assert_eq!(tree(&" ".repeat(MAX_SOURCE_BYTES)), "");
}

#[test]
fn unusual_files_parse() {
    assert_eq!(tree(""), "");
    assert_eq!(tree("\n\n  // nothing\n"), "");
    assert!(tree(&format!("let x = \"{}\"", "y".repeat(1 << 20))).len() > 1 << 20);
    // A binary file: some of its bytes are reported, not all.
    assert_eq!(errors(&"\0".repeat(100_000)).0.len(), 1);
    assert_eq!(errors(&"\0\n\x01".repeat(100_000)).0.len(), 20);
}

/// No text whatever makes the parser panic.
#[test]
fn mutilated_programs_do_not_panic() {
    on_small_stack(|| {
        let source = include_str!("../../../tests/programs/spells_core.writ");
        let cut: Vec<usize> = source.char_indices().map(|(at, _)| at).step_by(29).collect();
        for at in cut {
            run(&source[..at], ParseOptions::default());
            run(&source[at..], ParseOptions::default());
            for junk in ["(", ")", "{", "}", "\"", "?", "=>", "..=", "when ", "/*", "$", "\n", "<", "5"] {
                run(&format!("{}{junk}{}", &source[..at], &source[at..]), ParseOptions::default());
            }
        }
    });
}
