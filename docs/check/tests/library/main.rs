//! The library reference is what its declarations say: the pages in `docs/src/library` are made from `writ-compiler/src/std/*.writ`.
//! `WRIT_BLESS=1` writes them, and their lines of the summary.

mod declarations;
mod page;

use declarations::{Part, read};
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use writ_docs_check::pages::{folder, package, pages};

/// The declaration files: name (`math`) and text. `core` comes first, the others in the order of their names.
fn files() -> Vec<(String, String)> {
    let folder = package().join("../../writ-compiler/src/std");
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<(String, String)> = paths
        .filter(|path| path.extension().is_some_and(|extension| extension == "writ"))
        .map(|path| (path.file_stem().unwrap().to_string_lossy().into_owned(), fs::read_to_string(&path).unwrap()))
        .collect();
    files.sort_by_key(|(name, _)| (name != "core", name.clone()));
    assert!(files.len() >= 7, "the declarations were not found");
    files
}

/// All pages that the declarations make: path below `docs/src`, text.
fn made() -> BTreeMap<String, String> {
    let modules: Vec<_> = files().into_iter().map(|(name, text)| read(&name, &text)).collect();
    let mut pages: BTreeMap<String, String> =
        modules.iter().map(|module| (format!("library/{}.md", module.name), page::of_module(module))).collect();
    pages.insert("library/index.md".into(), page::index(&modules));
    pages
}

/// The summary with the lines of the library's pages.
fn summary_with(pages: &BTreeMap<String, String>, summary: &str) -> String {
    let is_module = |line: &str| line.trim_start().starts_with("- [") && line.contains("](library/") && !line.contains("library/index.md");
    let mut out = String::new();
    for line in summary.lines().filter(|line| !is_module(line)) {
        out.push_str(line);
        out.push('\n');
        if line.contains("](library/index.md)") {
            let mut names: Vec<&str> = pages.keys().filter_map(|path| path.strip_prefix("library/")?.strip_suffix(".md")).collect();
            names.retain(|name| *name != "index");
            names.sort_by_key(|name| (*name != "core", *name));
            names.iter().for_each(|name| out.push_str(&format!("  - [{name}](library/{name}.md)\n")));
        }
    }
    out
}

#[test]
fn the_library_reference_is_up_to_date() {
    let made = made();
    let (summary_path, bless) = (folder().join("SUMMARY.md"), std::env::var_os("WRIT_BLESS").is_some());
    let summary = fs::read_to_string(&summary_path).unwrap();
    let there: BTreeMap<String, PathBuf> =
        pages().into_iter().filter(|page| page.name.starts_with("library/")).map(|page| (page.name, page.path)).collect();
    let mut complaints = Vec::new();
    for (name, text) in &made {
        let path = folder().join(name);
        if fs::read_to_string(&path).ok().as_deref() != Some(text) {
            complaints.push(format!("docs/src/{name} is not what the declarations say"));
            if bless {
                fs::write(path, text).unwrap();
            }
        }
    }
    for (name, path) in there.iter().filter(|(name, _)| !made.contains_key(*name)) {
        complaints.push(format!("docs/src/{name} has no declarations"));
        if bless {
            fs::remove_file(path).unwrap();
        }
    }
    let listed = summary_with(&made, &summary);
    if listed != summary {
        complaints.push("docs/src/SUMMARY.md lists other pages of the library".into());
        if bless {
            fs::write(summary_path, listed).unwrap();
        }
    }
    assert!(bless || complaints.is_empty(), "run this test with WRIT_BLESS=1:\n{}", complaints.join("\n"));
}

#[test]
fn everything_that_is_declared_is_described() {
    let undescribed: Vec<String> = files()
        .iter()
        .flat_map(|(name, text)| read(name, text).parts)
        .flat_map(|part| {
            let of = part.title.clone();
            part.items
                .into_iter()
                .filter(|item| item.doc.is_empty() && !item.is_plain)
                .map(move |item| format!("{of}: {}", item.declaration))
        })
        .collect();
    assert!(undescribed.is_empty(), "these declarations have no comment:\n{}", undescribed.join("\n"));
}

#[test]
fn every_kind_of_declaration_is_shown() {
    let module = read(
        "some",
        "// What it is for.\n// More of it.\n\n// A number.\nconst SIZE: int = 3\n\n// Doubles it.\nnative fails func twice<T>(x: T, n: int = 2) -> T where T : Number\n\n\
         // Two numbers.\nstruct Pair {\n    // The first one.\n    public x: float\n    y: float = 1.0\n    private hidden: int = 0\n    // None.\n    static let ZERO: Pair = Pair(0.0, 0.0)\n\
         \n    // Adds them.\n    func sum() -> float { return x + y }\n    private func inner() { }\n    // How far.\n    reach: float\n        get { return x }\n}\n\
         // A side.\nenum Side {\n    // This one.\n    Left,\n    // A far one.\n    Far(by: float)\n}\n\
         // What counts.\nclass Counter {\n    // Begins.\n    init(from: int) { }\n}\nextend int {\n    // The largest one.\n    static const MAX: int = 9\n    // Sets of bits.\n    native func ones() -> int\n}\n",
    );
    let text = page::of_module(&module);
    for expected in [
        "# some\n\nWhat it is for.\nMore of it.\n",
        "### SIZE\n\n```writ,declaration\nconst SIZE: int = 3\n```\n\nA number.\n",
        "### twice\n\n```writ,declaration\nfunc twice<T>(x: T, n: int = 2) -> T where T : Number\n```\n\nDoubles it.\n",
        "## struct Pair\n\nTwo numbers.\n",
        "### Pair.x\n\n```writ,declaration\nx: float\n```\n\nThe first one.\n",
        "### Pair.ZERO\n\n```writ,declaration\nstatic let ZERO: Pair = Pair(0.0, 0.0)\n```\n",
        "### Pair.sum\n\n```writ,declaration\nfunc sum() -> float\n```\n",
        "### Pair.reach\n\n```writ,declaration\nreach: float { get }\n```\n",
        "## enum Side\n",
        "### Side.Far\n\n```writ,declaration\nFar(by: float)\n```\n\nA far one.\n",
        "### Counter.init\n\n```writ,declaration\ninit(from: int)\n```\n",
        "## int\n\n### int.MAX\n",
        "### int.ones\n\n```writ,declaration\nfunc ones() -> int\n```\n",
    ] {
        assert!(text.contains(expected), "missing:\n{expected}\nin:\n{text}");
    }
    assert!(!text.contains("hidden") && !text.contains("inner"));
    assert_eq!(module.parts.iter().map(Part::item_count).sum::<usize>(), 12);
    assert!(page::index(&[module]).contains("[`Pair`](some.md#struct-pair)"));
}
