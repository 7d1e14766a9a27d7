//! Rules of the house that a program can check.

use std::fs;
use std::path::{Path, PathBuf};
use writ_tests::discovery::entries;
use writ_tests::workspace_folder;

/// The longest a source file may be.
const MAX_LINES: usize = 600;

/// Folders that are not ours or not written by hand.
const SKIPPED: &[&str] = &["target", ".git"];

/// All files of the workspace with this extension, as paths below it.
fn files(extension: &str) -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, extension: &str, found: &mut Vec<PathBuf>) {
        for path in entries(folder) {
            if path.is_dir() {
                if !SKIPPED.iter().any(|skipped| path.ends_with(skipped)) {
                    walk(&path, extension, found);
                }
            } else if path.extension().is_some_and(|e| e == extension) {
                found.push(path);
            }
        }
    }
    let root = workspace_folder();
    let mut found = Vec::new();
    walk(&root, extension, &mut found);
    found
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path).expect("sources are text");
            (path.strip_prefix(&root).expect("below the root").to_path_buf(), text)
        })
        .collect()
}

/// Rust files, without those that are input of tests.
fn rust_files() -> Vec<(PathBuf, String)> {
    let mut files = files("rs");
    files.retain(|(path, _)| !path.components().any(|part| matches!(part.as_os_str().to_str(), Some("ui" | "snapshots" | "fixtures"))));
    assert!(files.len() > 20, "the sources were not found");
    files
}

fn complain(rule: &str, offenders: Vec<String>) {
    assert!(offenders.is_empty(), "{rule}:\n  {}", offenders.join("\n  "));
}

/// The code of a line: no comment, and no text of string literals. Good enough for the words that are looked for here.
fn code(line: &str) -> String {
    let mut out = String::new();
    let mut in_string = false;
    let mut previous = ' ';
    for c in line.chars() {
        match c {
            '"' if previous != '\\' && previous != '\'' => in_string = !in_string,
            '/' if previous == '/' && !in_string => {
                out.pop();
                break;
            }
            _ if !in_string => out.push(c),
            _ => {}
        }
        previous = c;
    }
    out
}

/// Whether a word stands in a line of code, not as a part of another.
fn names(line: &str, word: &str) -> bool {
    let is_part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    line.match_indices(word).any(|(at, _)| !is_part(line[..at].chars().next_back()) && !is_part(line[at + word.len()..].chars().next()))
}

/// `path:line` of each line of code for which `is_offence` holds.
fn offending_lines(files: &[(PathBuf, String)], is_offence: impl Fn(&str) -> bool) -> Vec<String> {
    let mut offenders = Vec::new();
    for (path, text) in files {
        for (index, line) in text.lines().enumerate() {
            if is_offence(&code(line)) {
                offenders.push(format!("{}:{}: {}", path.display(), index + 1, line.trim()));
            }
        }
    }
    offenders
}

#[test]
fn files_are_short() {
    let long = rust_files()
        .into_iter()
        .map(|(path, text)| (path, text.lines().count()))
        .filter(|(_, lines)| *lines > MAX_LINES)
        .map(|(path, lines)| format!("{} has {lines} lines", path.display()))
        .collect();
    complain("files have at most 600 lines; split them by subject", long);
}

#[test]
fn files_say_what_is_in_them() {
    let silent = rust_files()
        .into_iter()
        .filter(|(_, text)| !text.lines().take(3).any(|line| line.starts_with("//!")))
        .map(|(path, _)| path.display().to_string())
        .collect();
    complain("a file begins with a `//!` comment on what is in it", silent);
}

#[test]
fn back_ends_read_only_the_ir() {
    let mut back_ends = rust_files();
    back_ends.retain(|(path, _)| path.starts_with("writ-build/src/rust") || path.starts_with("writ-runtime/src/vm"));
    let offenders = offending_lines(&back_ends, |line| {
        // Not `ast::`, so that a list of imports (`use writ_compiler::{ast, ir}`) is found, too.
        names(line, "ast") || line.contains("writ_compiler::check") || line.trim_start().starts_with("use check::")
    });
    complain("a back end reads the IR and nothing else", offenders);
}

#[test]
fn there_are_no_stubs() {
    let stubs = [concat!("to", "do!"), concat!("unimple", "mented!")];
    let offenders = offending_lines(&rust_files(), |line| stubs.iter().any(|stub| line.contains(stub)));
    complain("no stubs", offenders);
}

#[test]
fn unsafe_code_is_in_the_runtime_only() {
    let mut others = rust_files();
    others.retain(|(path, _)| !path.starts_with("writ-runtime"));
    complain("only writ-runtime may contain `unsafe`", offending_lines(&others, |line| names(line, "unsafe")));
}

#[test]
fn unsafe_blocks_say_why_they_are_sound() {
    let mut offenders = Vec::new();
    for (path, text) in rust_files().iter().filter(|(path, _)| path.starts_with("writ-runtime/src")) {
        let lines: Vec<&str> = text.lines().collect();
        for (index, line) in lines.iter().enumerate() {
            let opens = code(line).contains("unsafe {") || code(line).trim_start().starts_with("unsafe impl");
            let explained = lines[index.saturating_sub(8)..=index].iter().any(|line| line.contains("SAFETY"));
            if opens && !explained {
                offenders.push(format!("{}:{}", path.display(), index + 1));
            }
        }
    }
    complain("an `unsafe` block has a `// SAFETY:` comment", offenders);
}

#[test]
fn documents_name_paths_that_exist() {
    let root = workspace_folder();
    let tops: Vec<String> = entries(&root)
        .iter()
        .filter(|path| path.is_dir())
        .filter_map(|path| Some(path.file_name()?.to_str()?.to_string()))
        .filter(|name| !SKIPPED.contains(&name.as_str()))
        .collect();
    let mut offenders = Vec::new();
    for (document, text) in files("md") {
        let folder = root.join(&document).parent().expect("a file has a folder").to_path_buf();
        let mut inside_block = false;
        for (index, line) in text.lines().enumerate() {
            let here = || format!("{}:{}", document.display(), index + 1);
            inside_block ^= line.trim_start().starts_with("```");
            for quoted in line.split('`').skip(1).step_by(2) {
                let top = quoted.split('/').next().unwrap_or("");
                let is_path = quoted.contains('/') && tops.iter().any(|name| name == top);
                // `tests/cases/CHAPTER/NAME.writ` and `tests/**` stand for many.
                let is_pattern = quoted.contains(['*', '<', ' ', '{', '…'])
                    || quoted.split(['/', '.']).any(|part| part.len() > 1 && is_placeholder(part));
                if is_path && !is_pattern && !root.join(quoted).exists() && !folder.join(quoted).exists() {
                    offenders.push(format!("{}: `{quoted}`", here()));
                }
            }
            // In code, `](` is an element that is called.
            let links = if inside_block { "" } else { line };
            for target in links.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next()) {
                if !target.is_empty() && !target.contains("://") && !folder.join(target).exists() {
                    offenders.push(format!("{}: ({target})", here()));
                }
            }
        }
    }
    complain("documents name only what exists", offenders);
}

fn is_placeholder(part: &str) -> bool {
    part.chars().all(|c| c.is_ascii_uppercase() || c == '_')
}

#[test]
fn words_are_found_in_code_only() {
    assert_eq!(code("let a = \"unsafe\"; // unsafe"), "let a = ; ");
    assert!(names("unsafe { x }", "unsafe") && !names("unsafe_code", "unsafe"));
    assert!(names("use crate::{ast, ir}", "ast") && !names("fn cast()", "ast"));
}
