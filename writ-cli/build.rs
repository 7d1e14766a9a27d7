//! Puts the catalogue of mistakes into the command, for `writ explain`: the pages `docs/src/errors/CODE.md`, and the sections of `docs/src/runtime-errors.md`, one for each
//! kind of run-time error.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let docs = PathBuf::from(variable("CARGO_MANIFEST_DIR")?).join("../docs/src");
    let mut text = String::new();
    table(&mut text, "PAGES", &pages(&docs.join("errors"))?);
    table(&mut text, "RUNTIME_ERRORS", &sections(&docs.join("runtime-errors.md"))?);
    fs::write(Path::new(&variable("OUT_DIR")?).join("catalogue.rs"), text)
}

fn variable(name: &str) -> io::Result<String> {
    env::var(name).map_err(io::Error::other)
}

/// The pages of diagnostics: code and text, in order.
fn pages(folder: &Path) -> io::Result<Vec<(String, String)>> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut pages = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if path.extension().is_some_and(|extension| extension == "md") && name != "index" {
            pages.push((name, fs::read_to_string(path)?));
        }
    }
    pages.sort();
    Ok(pages)
}

/// The sections of kinds of run-time errors: those whose heading is one word, as `## DivisionByZero`.
fn sections(file: &Path) -> io::Result<Vec<(String, String)>> {
    println!("cargo::rerun-if-changed={}", file.display());
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let (mut sections, mut in_block): (Vec<(String, String)>, bool) = (Vec::new(), false);
    for line in text.lines() {
        in_block ^= line.trim_start().starts_with("```");
        if let Some(heading) = line.strip_prefix("## ").filter(|_| !in_block) {
            sections.push((heading.trim_matches(['`', ' ']).to_owned(), format!("# {heading}\n")));
        } else if let Some((_, section)) = sections.last_mut() {
            section.push_str(line);
            section.push('\n');
        }
    }
    sections.retain(|(heading, _)| heading.chars().all(char::is_alphanumeric));
    Ok(sections)
}

fn table(text: &mut String, name: &str, entries: &[(String, String)]) {
    let _ = writeln!(text, "pub const {name}: &[(&str, &str)] = &{entries:?};");
}
