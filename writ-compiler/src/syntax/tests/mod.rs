//! Tests of the grammar.

mod declarations;
mod errors;
mod expressions;
mod limits;
mod print;
mod programs;
mod statements;
mod text;

use super::*;
use crate::source::SourceMap;

/// The module and the rendered diagnostics of a text.
fn run(text: &str, options: ParseOptions) -> (Module, String) {
    let mut map = SourceMap::default();
    let file = map.add("a.writ", text);
    let mut diagnostics = Diagnostics::default();
    let module = parse(file, text, options, &mut diagnostics);
    (module, crate::diagnostic::render(&diagnostics.into_sorted(), &map))
}

/// The tree of a text without mistakes.
fn tree(text: &str) -> String {
    let (module, diagnostics) = run(text, ParseOptions::default());
    assert_eq!(diagnostics, "", "in {text:?}");
    print::module(&module)
}

/// The tree of a library file.
fn library_tree(text: &str) -> String {
    let (module, diagnostics) = run(text, ParseOptions { library: true, ..ParseOptions::default() });
    assert_eq!(diagnostics, "", "in {text:?}");
    print::module(&module)
}

/// The diagnostics of a text as `line:column code message`, and the tree of what is left.
fn errors(text: &str) -> (Vec<String>, String) {
    let mut map = SourceMap::default();
    let file = map.add("a.writ", text);
    let mut diagnostics = Diagnostics::default();
    let module = parse(file, text, ParseOptions::default(), &mut diagnostics);
    let list = diagnostics.into_sorted();
    let lines = list.iter().map(|d| {
        let (line, column) = map.file(file).line_column(d.primary.span.start);
        format!("{line}:{column} {} {}", d.code, d.message)
    });
    (lines.collect(), print::module(&module))
}

/// One diagnostic that a text has.
fn error(text: &str) -> String {
    let (mut list, _) = errors(text);
    assert_eq!(list.len(), 1, "in {text:?}: {list:?}");
    list.remove(0)
}
