//! What is said of mistakes, and what is kept.

use super::{Diagnostics, FileId, ParseOptions, error, errors, parse};

#[test]
fn unclosed_things_point_at_their_opening() {
    assert_eq!(error("let a = \"abc\nlet b = 1"), "1:9 E0102 this string is not closed");
    assert_eq!(error("print(\"abc)\nlet b = 1"), "1:7 E0102 this string is not closed");
    assert_eq!(error("let a = \"\"\"\nabc"), "1:9 E0102 this string is not closed");
    assert_eq!(error("let a = \"x ${b\"\nlet c = 1"), "1:12 E0102 this `${` is not closed by `}`");
    assert_eq!(error("/* a /* b */"), "1:1 E0102 this block comment is not closed");
    assert_eq!(error("func f() {\n  a\n"), "1:10 E0102 this `{` is not closed by `}`");
    assert_eq!(error("f(a, [b)\n"), "1:6 E0102 this `[` is not closed by `]`");
    assert_eq!(error("f(a]"), "1:4 E0101 expected `)`, found `]`");
    assert_eq!(error("a\n}\nb"), "2:1 E0101 unexpected `}`");
    assert_eq!(error("func f() {\n    if a {\n        b\n}\n\nfunc g() {\n}\n"), "2:10 E0102 this `{` is not closed by `}`");
}

#[test]
fn labels_take_whole_characters() {
    // The line that begins with a character of three bytes is where the bracket should have been closed.
    let text = "let a = [1,\n\u{2192} 2\n";
    let mut diagnostics = Diagnostics::default();
    parse(FileId(0), text, ParseOptions::default(), &mut diagnostics);
    let list = diagnostics.into_sorted();
    let labels: Vec<&str> =
        list.iter().flat_map(|d| &d.secondary).filter_map(|label| text.get(label.span.start as usize..label.span.end as usize)).collect();
    assert_eq!(labels, ["\u{2192}"], "{list:?}");
}

#[test]
fn stray_characters_are_named() {
    assert_eq!(error("let a = 1 # 2"), "1:11 E0105 comments begin with `//`");
    assert_eq!(error("let a = '1'; b").split(' ').next(), Some("1:9"));
    assert_eq!(error("let a\0 = 1"), "1:6 E0105 a NUL byte does not belong in a script");
    assert_eq!(error("let a = \"x\0y\""), "1:11 E0105 a NUL byte does not belong in a script");
    assert_eq!(error("let a\u{a0}= 1"), "1:6 E0105 the character U+00A0 does not belong in a script");
    assert_eq!(error("let a = 1 $ 2"), "1:11 E0105 unexpected character `$`");
}

#[test]
fn numbers_and_escapes_are_checked() {
    assert_eq!(error("f(9223372036854775809)"), "1:3 E0106 the number is too large for an `int`");
    assert_eq!(error("f(0x1FFFFFFFFFFFFFFFF)"), "1:3 E0106 the number does not fit in 64 bits");
    assert_eq!(error("f(0b12)"), "1:3 E0106 `2` is not a binary digit");
    assert_eq!(error("f(0x)"), "1:3 E0106 expected hexadecimal digits behind `0x`");
    assert_eq!(error("f(12abc)"), "1:3 E0106 unexpected `abc` behind the number `12`");
    assert_eq!(error("f(1e)"), "1:3 E0106 `1e` is not a number");
    assert_eq!(error("f(1e999)"), "1:3 E0106 the number is too large for a `float64`");
    assert_eq!(error(r#"f("a\qb")"#), r"1:5 E0107 unknown escape `\q`");
    assert_eq!(error(r#"f("\u{110000}")"#), r"1:4 E0107 unknown escape `\u{110000}`");
    assert_eq!(error("\"$if\""), "1:3 E0101 expected a name, found the keyword `if`");
}

#[test]
fn the_first_thing_that_does_not_fit_is_named() {
    assert_eq!(error("let x = "), "1:9 E0101 expected an expression, found the end of the file");
    assert_eq!(error("let = 3"), "1:5 E0101 expected a name, found `=`");
    assert_eq!(error("let if = 3"), "1:5 E0101 expected a name, found the keyword `if`");
    assert_eq!(error("let x = 1 2"), "1:11 E0101 expected the end of the statement, found `2`");
    assert_eq!(error("func f(a) { }"), "1:8 E0101 the parameter `a` needs a type");
    assert_eq!(error("func f() -> { }"), "1:13 E0101 expected a type, found `{`");
    assert_eq!(error("f(a b)"), "1:5 E0101 a comma is missing before this");
    assert_eq!(error("for x of y { }"), "1:7 E0101 a loop runs over what stands behind `in`");
    assert_eq!(error("if a b { }"), "1:6 E0101 expected `{`, found `b`");
    assert_eq!(error("x = y = z"), "1:7 E0101 expected the end of the statement, found `=`");
    assert_eq!(error("a < b < c"), "1:7 E0101 comparisons don't chain");
    assert_eq!(error("when x { 1 => }"), "1:15 E0101 expected an expression, found `}`");
    assert_eq!(error("import { a } \"b\""), "1:14 E0101 expected `from`, found a string");
    assert_eq!(error("import { a } from \"b$c\""), "1:22 E0101 the path of an import is fixed: it has no `$`");
    assert_eq!(error("public func f() { }"), "1:1 E0605 `public` and `private` stand before members of a type");
    assert_eq!(error("class A { let x: int }"), "1:11 E0101 a field is written without `let`");
    assert_eq!(error("if a == {} { }"), "1:9 E0101 expected an expression, found `{`");
}

#[test]
fn several_mistakes_are_reported_and_the_rest_is_kept() {
    let (list, tree) = errors("let a = \nlet b = 1 1\nlet c = 2\nfunc f( { }\nlet d = 3");
    assert_eq!(list, ["1:8 E0101 expected an expression, found the end of the line", "4:7 E0102 this `(` is not closed by `)`"]);
    assert_eq!(tree, "(let @c 2)");
    let (list, tree) = errors("func f() {\n    let a = 1 +\n    let b = 2\n    g(\n        1 2\n    )\n    let c = 3\n}\nlet d = 4");
    assert_eq!(list, ["2:16 E0101 expected an expression, found the end of the line", "5:11 E0101 a comma is missing before this"]);
    assert_eq!(tree, "(func f () {(let @c 3)})\n(let @d 4)");
    let (list, tree) = errors("class A {\n    x: int = = 1\n    func f() { return }\n    y int\n    z: int\n}");
    assert_eq!(list, ["2:14 E0101 expected an expression, found `=`", "4:7 E0101 expected `:` or `=`, found `int`"]);
    assert_eq!(tree, "(class A (z :int) (func f () {(return)}))");
    let (list, tree) = errors("func f() {\n    if a b {\n        c\n    } else {\n        d\n    }\n    e\n}");
    assert_eq!(list, ["2:10 E0101 expected `{`, found `b`"]);
    assert_eq!(tree, "(func f () {e})");
}
