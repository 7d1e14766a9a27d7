//! The scripts of the repository.

#![allow(dead_code)] // Each test uses a part.

use std::fs;
use std::path::{Path, PathBuf};
use writ_compiler::syntax::ParseOptions;

/// The root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the crate lies in the workspace").to_path_buf()
}

/// All scripts with their paths below the root, in order.
pub fn scripts() -> Vec<(String, String)> {
    let root = root();
    let mut found = Vec::new();
    for folder in ["tests", "examples", "benches", "docs", "writ-compiler/src/std"] {
        collect(&root.join(folder), &mut found);
    }
    found.sort();
    let name = |path: &Path| path.strip_prefix(&root).expect("below the root").to_string_lossy().replace('\\', "/");
    found.iter().map(|path| (name(path), fs::read_to_string(path).expect("scripts are text"))).collect()
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("it can be read").path();
        if path.is_dir() {
            if !path.ends_with("target") {
                collect(&path, found);
            }
        } else if path.extension().is_some_and(|extension| extension == "writ") {
            found.push(path);
        }
    }
}

/// How a script of the repository is parsed.
pub fn options_of(path: &str) -> ParseOptions {
    ParseOptions { library: path.starts_with("writ-compiler/src/std"), ..ParseOptions::default() }
}

/// The first lines in which two texts differ.
pub fn first_difference(first: &str, second: &str) -> String {
    let at = first.lines().zip(second.lines()).take_while(|(a, b)| a == b).count();
    let excerpt = |text: &str| text.lines().skip(at).take(3).map(|line| format!("    {line}\n")).collect::<String>();
    format!("{}  and then\n{}", excerpt(first), excerpt(second))
}
