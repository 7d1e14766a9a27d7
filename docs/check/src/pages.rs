//! The pages of the book, and the blocks in them.

use std::fs;
use std::path::{Path, PathBuf};

/// A page of the book.
pub struct Page {
    /// Its path below `docs/src`, with `/`: `guide/text.md`.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
}

/// A block between fences.
pub struct Block {
    /// `guide/text.md:12`, of its first line.
    pub place: String,
    /// The index of that line.
    pub start: usize,
    /// What stands behind the fence: `rust`, `writ,host`.
    pub info: String,
    /// The comment above: `file: docs/check/build.rs` as (`file`, `docs/check/build.rs`).
    pub mark: Option<(String, String)>,
    /// Its lines.
    pub text: String,
}

/// The folder of this package.
pub fn package() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The folder of the pages.
pub fn folder() -> PathBuf {
    package().join("../src")
}

/// All pages but the summary, in the order of their names.
///
/// # Panics
/// If the pages can't be read.
pub fn pages() -> Vec<Page> {
    fn below(folder: &Path, prefix: &str, found: &mut Vec<Page>) {
        let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap()).collect();
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let (path, name) = (entry.path(), format!("{prefix}{}", entry.file_name().to_string_lossy()));
            if path.is_dir() {
                below(&path, &format!("{name}/"), found);
            } else if name.ends_with(".md") && name != "SUMMARY.md" {
                let text = fs::read_to_string(&path).unwrap();
                found.push(Page { name, path, text });
            }
        }
    }
    let mut found = Vec::new();
    below(&folder(), "", &mut found);
    assert!(found.len() >= 2, "the pages were not found");
    found
}

/// The blocks of a page.
///
/// # Panics
/// If it ends in a block.
pub fn blocks(name: &str, text: &str) -> Vec<Block> {
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
            let place = format!("{name}:{}", index + 2);
            open = Some(Block { place, start: index + 1, info: info.to_owned(), mark, text: String::new() });
        }
        above = line;
    }
    assert!(open.is_none(), "{name} ends in a block");
    found
}

/// The lines of a page that are in no block, with their 1-based numbers.
pub fn prose(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut inside = false;
    text.lines().enumerate().filter_map(move |(index, line)| {
        let fence = line.trim_start().starts_with("```");
        inside ^= fence;
        (!inside && !fence).then_some((index + 1, line))
    })
}
