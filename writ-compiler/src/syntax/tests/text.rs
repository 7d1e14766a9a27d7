//! Strings, comments and newlines.

use super::{error, tree};
use crate::syntax::is_incomplete;

#[test]
fn strings_have_escapes_and_interpolation() {
    assert_eq!(tree(r#"f("a\n\t\r\0\\\"\$\u{1F600}")"#), "(call f (str \"a\\n\\t\\r\\0\\\\\\\"$😀\"))");
    assert_eq!(tree(r#"f("$a b$self.x ${a.b("}")} $5 $")"#), r#"(call f (str a " b" self ".x " (call (. a b) (str "}")) " $5 $"))"#);
    assert_eq!(tree(r#"f("${"${"${x}"}"}")"#), "(call f (str (str (str x))))");
    assert_eq!(
        tree(r#"f("${ {"a": 1} } ${ (() => { return 2 })() }")"#),
        r#"(call f (str (dict (str "a"):1) " " (call (fn () {(return 2)}))))"#
    );
    assert_eq!(tree("f(\"\", \"// no comment /*\")"), r#"(call f (str) (str "// no comment /*"))"#);
}

#[test]
fn long_strings_lose_their_indentation() {
    assert_eq!(tree("let a = \"\"\"\n    one\n      two\n\n    three\n    \"\"\""), "(let @a (str \"one\\n  two\\n\\nthree\"))");
    assert_eq!(tree("let a = \"\"\"\n\"\"\""), "(let @a (str))");
    assert_eq!(
        tree("let a = \"\"\"\n  a \"quoted\" ${b} \"\" \\\"\"\"\n  $c\n  \"\"\".trim()"),
        "(let @a (call (. (str \"a \\\"quoted\\\" \" b \" \\\"\\\" \\\"\\\"\\\"\\n\" c) trim)))"
    );
    assert_eq!(tree("let a = \"\"\"\r\n  x\r\n  y\r\n  \"\"\"\r\n"), "(let @a (str \"x\\ny\"))");
    assert_eq!(tree("let a = \"\"\"\n  $b\n c\n  \"\"\""), "(let @a (str b \"\\nc\"))");
}

#[test]
fn long_strings_begin_and_end_on_lines_of_their_own() {
    assert_eq!(error("let a = \"\"\"x\n\"\"\""), "1:9 E0101 the text of a `\"\"\"` string begins on the line below it");
    assert_eq!(error("let a = \"\"\"\n  x\"\"\""), "2:4 E0101 the closing `\"\"\"` stands on a line of its own");
}

#[test]
fn comments_are_blanks() {
    assert_eq!(tree("a /* x /* nested */ y */ = /**/ 1 // end"), "(= a 1)");
    assert_eq!(tree("a(1, // one\n  2 /* two\n */ )"), "(call a 1 2)");
    assert_eq!(tree("a /* a newline\n in a comment */ b"), "a\nb");
    assert_eq!(tree(&format!("{}a{}", "/*".repeat(5000), "*/".repeat(5000))), "");
}

#[test]
fn comments_above_a_declaration_document_it() {
    assert_eq!(tree("// one\n//  two\n/// three\nfunc f() { }"), "#\"one\\n two\\nthree\" (func f () {})");
    assert_eq!(tree("// far\n\nfunc f() { }"), "(func f () {})");
    assert_eq!(tree("let a = 1 // not this\nlet b = 2"), "(let @a 1)\n(let @b 2)");
    assert_eq!(
        tree("// s\nexport struct S {\n    // x\n    x: int\n    // f\n    func f() { }\n}"),
        "#\"s\" (export struct S #\"x\" (x :int) #\"f\" (func f () {}))"
    );
    assert_eq!(tree("enum E {\n    // a\n    A,\n    // b\n    B\n}"), "(enum E #\"a\" A #\"b\" B)");
}

#[test]
fn a_newline_ends_a_statement() {
    assert_eq!(tree("a\nb; c;;\n\n;d"), "a\nb\nc\nd");
    assert_eq!(tree("return\na"), "(return)\na");
    assert_eq!(tree("a\n(b)\n[c]"), "a\nb\n[c]");
    assert_eq!(tree("a\n-b"), "a\n(- b)");
    assert_eq!(tree("\u{feff}a\r\nb\r\n"), "a\nb");
}

#[test]
fn a_newline_behind_an_operator_does_not() {
    for operator in ["+", "-", "*", "/", "%", "<<", ">>", "&", "|", "^", "..", "..=", "<", "<=", ">", ">=", "==", "!=", "&&", "||", "??"] {
        assert_eq!(tree(&format!("let x = a {operator}\n\n  b")), format!("(let @x ({operator} a b))"));
    }
    for operator in ["=", "+=", "-=", "*=", "/=", "%=", "..="] {
        assert_eq!(tree(&format!("x {operator}\n  b")), format!("({operator} x b)"));
    }
    assert_eq!(tree("let f = (x) =>\n  x"), "(let @f (fn (x) x))");
    assert_eq!(tree("func f() ->\n  int { }"), "(func f () ->int {})");
    assert_eq!(tree("func f(\n  a: int,\n  b: int,\n) { }"), "(func f (a:int b:int) {})");
    assert_eq!(tree("let a: Dictionary<string,\n  int> = {\n \"a\"\n:\n1\n}"), "(let @a :Dictionary<string int> (dict (str \"a\"):1))");
}

#[test]
fn some_lines_continue_the_one_before() {
    for operator in ["??", "||", "&&", "..", "..="] {
        assert_eq!(tree(&format!("let x = a // why\n\n  {operator} b")), format!("(let @x ({operator} a b))"));
    }
    assert_eq!(tree("a\n  .b()\n  ?.c"), "(?. (call (. a b)) c)");
    assert_eq!(tree("let x = a\n  ? b\n  : c"), "(let @x (? a b c))");
    assert_eq!(tree("if a\n  && b { }\nelse { }"), "(if (&& a b) {} {})");
}

#[test]
fn in_brackets_any_operator_may_begin_a_line() {
    assert_eq!(tree("f(a\n  + b\n  - c\n  as int\n  ,\n d\n)"), "(call f (- (+ a b) (as c int)) d)");
    assert_eq!(tree("let x = [\n  a\n  * 2\n]"), "(let @x [(* a 2)])");
    assert_eq!(tree("let x = {a\n: b\n + c}"), "(let @x (dict a:(+ b c)))");
    assert_eq!(tree("f(() => {\n  a\n  -b\n})"), "(call f (fn () {a; (- b)}))");
    assert_eq!(error("f(a\n  (b))"), "2:3 E0101 expected `)`, found `(`");
    assert_eq!(error("let x = [\n  a\n  [b]\n]"), "3:3 E0101 expected `]`, found `[`");
}

#[test]
fn a_text_that_breaks_off_is_incomplete() {
    for text in [
        "func f() {",
        "func f() {\n    print(1)\n",
        "print(1,",
        "print(1,\n",
        "let a = [",
        "let x =",
        "let x = 1 + // one more\n",
        "let f = (x: int) =>",
        "func f() ->",
        "let t = \"\"\"\n  text",
        "print(\"a ${1 +",
        "/* not",
        "let x = a &&",
        "x as",
    ] {
        assert!(is_incomplete(text), "{text:?}");
    }
    for text in [
        "",
        "\n",
        "// ends with +",
        "let x = 1",
        "let x = \"abc",
        "f(]",
        "}",
        "let x = a?",
        "let x: int?",
        "if a { b() }",
        "let t = \"\"\"\n  text\n  \"\"\"",
        "let x = @ {",
        &"(".repeat(1000),
    ] {
        assert!(!is_incomplete(text), "{text:?}");
    }
}
