//! The sessions in `docs/src/tools.md`, which have to be what really comes out. `WRIT_BLESS=1` writes them.
//!
//! Blocks below the comment `session: …` are looked at: with a path, the block is a file; with `shell`, what follows each line that begins with `$` is
//! the output of that; with `repl`, the same with `writ>`.

#![cfg(unix)]

#[expect(dead_code, reason = "commands run in a shell here")]
mod common;

use common::Folder;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use writ_compiler::syntax::is_incomplete;

/// A block between fences.
struct Block {
    /// What the comment above says.
    session: String,
    /// The indices of its first line, and of the line behind its last.
    lines: (usize, usize),
}

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the crate is in a workspace").to_path_buf()
}

fn blocks(lines: &[&str]) -> Vec<Block> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let session = lines[at].strip_prefix("<!-- session: ").and_then(|rest| rest.strip_suffix(" -->"));
        let (Some(session), Some(first)) = (session, lines.get(at + 1).filter(|line| line.starts_with("```")).map(|_| at + 2)) else {
            at += 1;
            continue;
        };
        let end = first + lines[first..].iter().position(|line| *line == "```").expect("the block ends");
        found.push(Block { session: session.to_string(), lines: (first, end) });
        at = end;
    }
    found
}

/// What a command prints to standard output and standard error together.
fn shell(folder: &Folder, command: &str) -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_writ")).parent().expect("it is in a folder");
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap_or_default());
    let output = Command::new("sh")
        .args(["-c", &format!("exec 2>&1; {command}")])
        .current_dir(folder.path("."))
        .env("PATH", path)
        .output()
        .expect("there is a shell");
    String::from_utf8(output.stdout).expect("the command writes UTF-8").replace(&workspace().display().to_string(), "/home/you/writ")
}

/// The commands of a block with what they print.
fn run_shell(folder: &Folder, block: &[&str]) -> String {
    let mut out = String::new();
    for command in block.iter().filter_map(|line| line.strip_prefix("$ ")) {
        let _ = write!(out, "$ {command}\n{}", shell(folder, command));
    }
    out
}

/// The inputs of a block with what comes of them.
fn run_repl(folder: &Folder, block: &[&str]) -> String {
    let mut inputs: Vec<String> = Vec::new();
    for line in block {
        match (line.strip_prefix("writ> "), inputs.last_mut()) {
            (Some(input), _) => inputs.push(input.to_string()),
            (None, Some(last)) if is_incomplete(last) => {
                let _ = write!(last, "\n{line}");
            }
            (None, _) => {}
        }
    }
    let (mut out, mut before) = (String::new(), String::new());
    for count in 1..=inputs.len() {
        folder.write("inputs", inputs[..count].join("\n") + "\n");
        let now = shell(folder, "writ repl < inputs");
        let new = now.strip_prefix(&before).unwrap_or_else(|| panic!("a session does the same each time:\n{before}\n{now}"));
        let _ = write!(out, "writ> {}\n{new}", inputs[count - 1]);
        before = now;
    }
    out
}

/// A line without its times: `(0.1 ms)`, `(1.2 ms in the VM, 0.0 ms compiled)`.
fn without_times(line: &str) -> String {
    match line.rsplit_once(" (") {
        Some((before, time)) if line.starts_with("test ") && time.ends_with(')') => before.to_string(),
        Some(_) | None => line.to_string(),
    }
}

#[test]
fn sessions_are_what_comes_out() {
    let page = workspace().join("docs/src/tools.md");
    let text = fs::read_to_string(&page).expect("the page is there");
    let mut lines: Vec<&str> = text.lines().collect();
    let folder = Folder::new("tools_page");
    let blocks = blocks(&lines);
    assert!(blocks.len() >= 12, "the blocks were not found");
    let came_out: Vec<Option<String>> = blocks
        .iter()
        .map(|block| {
            let inside = &lines[block.lines.0..block.lines.1];
            match block.session.as_str() {
                "shell" => Some(run_shell(&folder, inside)),
                "repl" => Some(run_repl(&folder, inside)),
                path => {
                    folder.write(path, inside.join("\n") + "\n");
                    None
                }
            }
        })
        .collect();
    let mut complaints = String::new();
    for (block, came_out) in blocks.iter().zip(&came_out).rev() {
        let Some(came_out) = came_out else { continue };
        let found: Vec<String> = lines[block.lines.0..block.lines.1].iter().map(|line| without_times(line)).collect();
        if found != came_out.lines().map(without_times).collect::<Vec<_>>() {
            let _ = write!(complaints, "docs/src/tools.md:{}:\n{came_out}\n", block.lines.0 + 1);
            lines.splice(block.lines.0..block.lines.1, came_out.lines());
        }
    }
    if std::env::var_os("WRIT_BLESS").is_some() {
        fs::write(&page, lines.join("\n") + "\n").expect("the page can be written");
    } else {
        assert!(complaints.is_empty(), "{complaints}");
    }
}
