//! Whole programs parse, in every way that lines may end.

use super::tree;

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
