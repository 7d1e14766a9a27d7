//! Whole programs parse, in every way that lines may end.

use super::super::*;
use super::{errors, print, tree};

const PROGRAMS: [&str; 6] = [
    include_str!("../../../tests/programs/cutscene.writ"),
    include_str!("../../../tests/programs/dungeon.writ"),
    include_str!("../../../tests/programs/event_bus.writ"),
    include_str!("../../../tests/programs/expression.writ"),
    include_str!("../../../tests/programs/leaderboard.writ"),
    include_str!("../../../tests/programs/spells_core.writ"),
];

#[test]
fn programs_parse() {
    for text in PROGRAMS {
        assert_eq!(tree(&text.replace('\n', "\r\n")), tree(text));
    }
}

/// A tree does not depend on how the text is split into pieces: in a block there is only one.
#[test]
fn statements_mean_the_same_in_a_block() {
    for text in PROGRAMS {
        let flat = tree(text).replace('\n', "; ");
        assert_eq!(tree(&format!("{{\n{text}\n}}")), format!("{{{flat}}}"));
    }
}

/// Parses a text in so many groups of pieces; None if a group has a mistake.
fn in_groups(text: &str, threads: usize) -> Option<String> {
    let mut diagnostics = Diagnostics::default();
    let file = crate::source::FileId(0);
    let scan = scan::scan(file, text, &mut diagnostics);
    let parts = parse_groups(file, text, &scan, ParseOptions::default(), threads)?;
    let statements = parts.into_iter().flat_map(|(statements, _)| statements).collect();
    Some(print::module(&Module { file, statements, allows: scan.allows }))
}

#[test]
fn threads_change_nothing() {
    let source: String =
        (0..300).map(|i| format!("// {i}\nfunc f{i}(n: int) -> int {{\n    return n * {i}\n}}\nlet v{i} = [f{i}(1), {i}]\n")).collect();
    let whole = tree(&source);
    for threads in [2, 3, 7, 1000] {
        assert_eq!(in_groups(&source, threads).as_ref(), Some(&whole), "{threads} threads");
    }
    assert_eq!(in_groups("", 3).as_deref(), Some(tree("").as_str()));
    // With a mistake the whole is parsed in order.
    let broken = source.replace("return n * 250", "return n * * 250");
    assert_eq!(in_groups(&broken, 3), None);
    let (found, _) = errors(&broken);
    assert_eq!(found, ["1253:16 E0101 expected an expression, found `*`"]);
}
