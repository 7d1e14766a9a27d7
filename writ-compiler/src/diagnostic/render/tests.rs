//! What diagnostics look like.

use super::*;
use crate::diagnostic::Code;
use crate::source::Span;

fn sources(text: &str) -> (SourceMap, impl Fn(&str) -> Span) {
    let mut map = SourceMap::default();
    let file = map.add("game.writ", text);
    let text = text.to_string();
    (map, move |part| {
        let start = text.find(part).unwrap_or(text.len());
        Span::new(file, start, start + part.len())
    })
}

#[test]
fn labels_notes_and_help() {
    let (map, at) = sources("let a = 1\nlet x: int = \"text\"\n");
    let diagnostic = Diagnostic::error(Code::SYNTAX, at("\"text\""), "expected `int`, found `string`")
        .label("this is a `string`")
        .also(at("int"), "because of this type")
        .note("strings are no numbers")
        .help("write a number\nor `toInt()`");
    let expected = "\
error[E0101]: expected `int`, found `string`
 --> game.writ:2:14
  |
2 | let x: int = \"text\"
  |        ---   ^^^^^^ this is a `string`
  |        |
  |        because of this type
  |
  = note: strings are no numbers
  = help: write a number
          or `toInt()`

";
    assert_eq!(render(&[diagnostic], &map), expected);
}

#[test]
fn several_lines_and_files() {
    let (mut map, at) = sources("a\nb\nc\nd\ne\nf\n");
    let other = map.add("items/sword.writ", "\tx = ö + y\n");
    let diagnostic = Diagnostic::warning(Code::SYNTAX, at("e"), "several places")
        .also(at("c"), "here")
        .also(at("a"), "")
        .also(Span::new(other, 10, 11), "and here");
    let expected = "\
warning[E0101]: several places
 --> game.writ:5:1
  |
1 | a
  | -
2 | b
3 | c
  | - here
4 | d
5 | e
  | ^
 ::: items/sword.writ:1:10
  |
1 |     x = ö + y
  |             - and here

";
    assert_eq!(render(&[diagnostic], &map), expected);
}

#[test]
fn long_lines_are_cut_around_the_mark() {
    let text = format!("{}WRONG{}", "x".repeat(500_000), "y".repeat(500_000));
    let (map, at) = sources(&text);
    let out = render(&[Diagnostic::error(Code::SYNTAX, at("WRONG"), "too long").label("here")], &map);
    assert!(out.contains(" --> game.writ:1:500001\n"));
    assert!(out.contains("xWRONGy") && out.contains("^^^^^ here"), "{out}");
    assert!(out.lines().all(|line| line.chars().count() < 200));
    let at_word = out.lines().find_map(|line| line.find("WRONG")).unwrap_or(0);
    let at_mark = out.lines().find_map(|line| line.find("^^^^^")).unwrap_or(0);
    // `…` has three bytes.
    assert_eq!(at_word, at_mark + 2);
}

#[test]
fn odd_spans_are_shown() {
    let (map, _) = sources("one\ntwo\0\nthree");
    let file = crate::source::FileId(0);
    for (start, end) in [(3, 3), (0, 13), (13, 13), (7, 9), (4, 4)] {
        let out = render(&[Diagnostic::error(Code::SYNTAX, Span::new(file, start, end), "odd\nmessage")], &map);
        assert!(out.contains('^') && !out.contains('\0'), "{out}");
    }
    let (empty, _) = sources("");
    assert!(render(&[Diagnostic::error(Code::SYNTAX, Span::new(file, 0, 0), "empty")], &empty).contains("game.writ:1:1"));
}

#[test]
fn colours_are_optional() {
    let (map, at) = sources("let a = 1");
    let list = [Diagnostic::error(Code::SYNTAX, at("a"), "no").label("here")];
    assert!(!render(&list, &map).contains('\x1b'));
    assert!(render_with(&list, &map, RenderOptions { color: true }).contains("\x1b[1;31merror[E0101]\x1b[0m"));
}

#[test]
fn json_has_places_in_lines_and_bytes() {
    let (map, at) = sources("ä\nlet x = \"y\"");
    let diagnostic = Diagnostic::error(Code::SYNTAX, at("\"y\""), "a \"quoted\"\nmessage").label("l").help("h").fix(at("x"), "z");
    assert_eq!(
        render_json(&[diagnostic], &map),
        "[{\"severity\":\"error\",\"code\":\"E0101\",\"message\":\"a \\\"quoted\\\"\\nmessage\",\"labels\":[{\"text\":\"l\",\"primary\":true,\
         \"file\":\"game.writ\",\"line\":2,\"column\":9,\"endLine\":2,\"endColumn\":12,\"start\":11,\"end\":14}],\"notes\":[],\"help\":[\"h\"],\
         \"fix\":{\"applicability\":\"safe\",\"edits\":[{\"file\":\"game.writ\",\"line\":2,\"column\":5,\"endLine\":2,\"endColumn\":6,\"start\":7,\"end\":8,\
         \"replacement\":\"z\"}]}}]\n"
    );
    assert_eq!(render_json(&[], &map), "[]\n");
}

#[test]
fn a_line_whose_columns_are_not_known() {
    let (map, at) = sources("func f() {\n\tlet a = \"//\" // text\n\n    // all\n}\n");
    let file = at("func").file;
    let line = |number| render_line(file, number, &map, RenderOptions::default());
    assert_eq!(line(2), " --> game.writ:2\n  |\n2 |     let a = \"//\" // text\n  |     ^^^^^^^^^^^^\n");
    assert_eq!(line(4), " --> game.writ:4\n  |\n4 |     // all\n  |     ^^^^^^\n");
    for nothing in [0, 3, 6, 100] {
        assert_eq!(line(nothing), "", "line {nothing}");
    }
}
