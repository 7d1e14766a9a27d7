//! The figures of the page on performance are those of `benches/README.md`.

use std::collections::BTreeMap;
use std::fs;
use writ_docs_check::pages::{folder, package};

/// The cells of the rows of tables, by the first one; of two rows with one name the first.
fn rows(text: &str) -> BTreeMap<String, Vec<String>> {
    let cells = |line: &str| line.trim_matches('|').split('|').map(|cell| cell.trim().trim_matches('`').to_owned()).collect::<Vec<_>>();
    let mut found = BTreeMap::new();
    for row in text.lines().filter(|line| line.starts_with("| ")).map(cells) {
        found.entry(row[0].clone()).or_insert(row);
    }
    found
}

#[test]
fn the_figures_are_those_of_the_benchmarks() {
    let measured = rows(&fs::read_to_string(package().join("../../benches/README.md")).unwrap());
    let shown = rows(&fs::read_to_string(folder().join("performance.md")).unwrap());
    let shown: Vec<_> = shown.into_values().filter(|row| row[1..].iter().all(|cell| cell.parse::<f64>().is_ok())).collect();
    assert!(shown.len() >= 10, "the figures were not found");
    for row in shown {
        // Name, native, compiled, × native, VM, Lua, VM / Lua.
        let of = measured.get(&row[0]).unwrap_or_else(|| panic!("{} is not measured", row[0]));
        assert_eq!((&row[1], &row[2]), (&of[3], &of[6]), "{}", row[0]);
    }
}
