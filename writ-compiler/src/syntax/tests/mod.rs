//! Tests of the grammar.

use super::*;
use crate::source::SourceMap;

#[test]
fn a_program_parses() {
    let mut map = SourceMap::default();
    let text = "func main() {\n    print(\"hi ${1 + 2}\")\n}\nmain()\n";
    let file = map.add("a.writ", text);
    let mut diagnostics = Diagnostics::default();
    let module = parse(file, text, ParseOptions::default(), &mut diagnostics);
    assert!(diagnostics.is_empty());
    assert_eq!(module.statements.len(), 2);
}
