//! No block of the book goes untested: each is a test of the crate's documentation (Rust), a script that runs in both engines (Writ; `writ-tests` runs those),
//! a part of a file of this package, or text that is compared here. `WRIT_BLESS=1` writes that text.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};
use writ_build::{Builder, Severity, host_api};

/// A block between fences.
struct Block {
    /// `chapter.md:12`, of its first line.
    place: String,
    /// The index of that line.
    start: usize,
    /// What stands behind the fence: `rust`, `writ,host`.
    info: String,
    /// The comment above: `file: docs/check/build.rs` as (`file`, `docs/check/build.rs`).
    mark: Option<(String, String)>,
    text: String,
}

fn package() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The chapters with their text.
fn chapters() -> Vec<(PathBuf, String)> {
    let folder = package().join("../src");
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let chapters: Vec<_> = paths.filter(|path| path.extension().is_some_and(|e| e == "md") && !path.ends_with("SUMMARY.md")).collect();
    assert!(chapters.len() >= 2, "the chapters were not found");
    chapters.into_iter().map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect()
}

fn blocks(path: &Path, text: &str) -> Vec<Block> {
    let name = path.file_name().unwrap().to_string_lossy();
    let (mut found, mut open, mut above): (Vec<Block>, Option<Block>, &str) = (Vec::new(), None, "");
    for (index, line) in text.lines().enumerate() {
        if let Some(mut block) = open.take() {
            if line.starts_with("```") {
                found.push(block);
            } else {
                block.text.push_str(line);
                block.text.push('\n');
                open = Some(block);
            }
        } else if let Some(info) = line.trim_start().strip_prefix("```") {
            let mark = above.strip_prefix("<!-- ").and_then(|rest| rest.strip_suffix(" -->")).and_then(|mark| mark.split_once(": "));
            let mark = mark.map(|(key, value)| (key.to_owned(), value.to_owned()));
            open =
                Some(Block { place: format!("{name}:{}", index + 2), start: index + 1, info: info.to_owned(), mark, text: String::new() });
        }
        above = line;
    }
    assert!(open.is_none(), "{name} ends in a block");
    found
}

/// What the build says of a script, with paths as if it lay in `scripts`.
fn refusal(name: &str, source: &str) -> String {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let script = folder.join(format!("{name}.writ"));
    fs::write(&script, source).unwrap();
    let output = Builder::new().file(script).host_crate().output(&folder).try_compile().unwrap();
    assert!(output.text.is_none(), "{name} is not refused");
    let errors = output.rendered(Severity::Error).replace(&*folder.to_string_lossy(), "scripts");
    format!("{}\n", errors.trim_end())
}

/// What this package offers to scripts, as `writ api` prints it.
fn declarations() -> String {
    let scan = host_api::scan_package(&package()).unwrap();
    assert_eq!(scan.errors, Vec::<String>::new());
    scan.api.declarations()
}

/// The text that a block should have, if it is not what it should be.
fn complaint(block: &Block, refused: &BTreeMap<String, String>) -> Result<(), String> {
    let mark = block.mark.as_ref().map(|(key, value)| (key.as_str(), value.as_str()));
    match (&*block.info, mark) {
        // Tests of the documentation.
        ("rust" | "rust,compile_fail", None) => Ok(()),
        // Cases of `writ-tests`.
        ("writ", None) => Ok(()),
        ("rust,ignore" | "toml" | "writ,host", Some(("file", path))) => {
            // Only what this package has is built and run.
            let inside = path.strip_prefix("docs/check/").ok_or(format!("{path} does not belong to the book's package"))?;
            let file = fs::read_to_string(package().join(inside)).map_err(|error| format!("{path}: {error}"))?;
            if file.contains(&block.text) { Ok(()) } else { Err(format!("{path} has another text")) }
        }
        ("writ,host", Some(("refused", _))) => Ok(()),
        ("text", Some(("why", name))) => match refused.get(name) {
            Some(text) if *text == block.text => Ok(()),
            Some(text) => Err(text.clone()),
            None => Err(format!("no block is marked as `refused: {name}`")),
        },
        ("text", Some(("shown", "api"))) => {
            let all = declarations();
            if !block.text.is_empty() && all.starts_with(&block.text) { Ok(()) } else { Err(all) }
        }
        // `writ-cli` runs these (its test `tools_page`).
        ("text" | "writ,session", Some(("session", _))) => Ok(()),
        (info, mark) => Err(format!("no test looks at a block `{info}` with the mark {mark:?}")),
    }
}

#[test]
fn every_block_is_tested() {
    let mut complaints = Vec::new();
    for (path, text) in chapters() {
        let blocks = blocks(&path, &text);
        let refused = blocks.iter().filter_map(|block| match &block.mark {
            Some((key, name)) if key == "refused" => Some((name.clone(), refusal(name, &block.text))),
            _ => None,
        });
        let refused: BTreeMap<String, String> = refused.collect();
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        // From the last to the first, so that places stay where they are.
        for block in blocks.iter().rev() {
            let Err(complaint) = complaint(block, &refused) else { continue };
            if env::var_os("WRIT_BLESS").is_some() && block.info == "text" {
                let end = block.start + block.text.lines().count();
                lines.splice(block.start..end, complaint.lines().map(str::to_owned));
            } else {
                complaints.push(format!("{}: {complaint}", block.place));
            }
        }
        let blessed = lines.join("\n") + "\n";
        if blessed != text {
            fs::write(&path, blessed).unwrap();
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn every_chapter_is_documentation_of_this_crate_and_in_the_summary() {
    let library = fs::read_to_string(package().join("src/lib.rs")).unwrap();
    let summary = fs::read_to_string(package().join("../src/SUMMARY.md")).unwrap();
    for (path, _) in chapters() {
        let name = path.file_name().unwrap().to_string_lossy();
        assert!(library.contains(&format!("include_str!(\"../../src/{name}\")")), "{name} is not tested by src/lib.rs");
        assert!(summary.contains(&format!("({name})")), "{name} is not in the summary");
    }
}

#[test]
fn a_block_that_no_test_knows_is_found() {
    let of = |text: &str| blocks(Path::new("some.md"), text);
    for untested in [
        "```\nplain\n```\n",
        "```sh\nls\n```\n",
        "```rust,ignore\nlet x = 1;\n```\n",
        "```rust,no_run\nlet x = 1;\n```\n",
        "```text\nwords\n```\n",
        "<!-- file: README.md -->\n```toml\n[workspace]\n```\n",
        "<!-- file: docs/check/build.rs -->\n```rust,ignore\nnot in it\n```\n",
        "<!-- why: nothing -->\n```text\nwords\n```\n",
    ] {
        assert!(complaint(&of(untested)[0], &BTreeMap::new()).is_err(), "{untested}");
    }
    let found = of("a\n<!-- file: x -->\n```toml\none\n```\n```rust\ntwo\n```\n");
    assert_eq!(
        found.iter().map(|block| (&*block.place, &*block.text)).collect::<Vec<_>>(),
        [("some.md:4", "one\n"), ("some.md:7", "two\n")]
    );
    assert!(found[0].mark.is_some() && found[1].mark.is_none());
}
