//! Every name that a declaration file of the library declares is used by a case.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use writ_compiler::library::FILES;
use writ_tests::discovery::entries;
use writ_tests::workspace_folder;

/// What operators call, and what is called by the name of its type: cases write these.
const OPERATORS: &[&str] =
    &["new", "add", "subtract", "multiply", "divide", "modulo", "negate", "equals", "lt", "le", "gt", "ge", "at", "setAt"];

/// The text of all scripts below a folder, without their comments.
fn scripts(folder: &Path, text: &mut String) {
    for path in entries(folder) {
        if path.is_dir() {
            scripts(&path, text);
        } else if path.extension().is_some_and(|extension| extension == "writ") {
            let script = fs::read_to_string(&path).expect("cases are text");
            for line in script.lines().filter(|line| !line.starts_with("//")) {
                text.push_str(line);
                text.push('\n');
            }
        }
    }
}

/// The name that a line declares for scripts, if it does.
fn declared(line: &str) -> Option<&str> {
    let words = line.trim_start();
    if words.starts_with("//") || words.starts_with("private ") || line.starts_with("     ") {
        return None;
    }
    let rest = ["func ", "static let ", "const ", "struct ", "class ", "enum "].iter().find_map(|word| {
        let at = words.find(word)?;
        (at == 0 || words[..at].split_whitespace().all(|word| matches!(word, "native" | "static" | "fails" | "context" | "mutates")))
            .then(|| &words[at + word.len()..])
    });
    // A field or a property.
    let rest =
        rest.or_else(|| Some(words).filter(|_| line.starts_with("    ") && words.split_once(':').is_some_and(|(name, _)| is_name(name))))?;
    Some(&rest[..rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len())])
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(char::is_alphanumeric)
}

/// Whether a name stands in a text as a word, behind `before`.
fn stands_in(text: &str, before: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        text[..at].ends_with(before)
            && !word(text[at + name.len()..].chars().next())
            && (!before.is_empty() || !word(text[..at].chars().last()))
    })
}

#[test]
fn every_name_of_the_library_has_a_case() {
    let cases = workspace_folder().join("tests/cases");
    let mut all = String::new();
    scripts(&cases, &mut all);
    // What a host has to turn on has its cases with a host.
    scripts(&workspace_folder().join("tests/host/scripts"), &mut all);
    let mut missing: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut names = 0;
    for file in FILES {
        // What a file with a folder of its own says of types has its cases there.
        let mut own = String::new();
        let folder = cases.join(Path::new(file.path).file_stem().expect("declaration files have names"));
        if folder.is_dir() {
            scripts(&folder, &mut own);
        }
        let members = if own.is_empty() { &all } else { &own };
        for line in file.text.lines() {
            let Some(name) = declared(line) else { continue };
            names += 1;
            let operator = OPERATORS.iter().any(|operator| matches!(name.strip_prefix(operator), Some("" | "Scalar" | "Vector")))
                || name.starts_with("scalar");
            let (text, before, field) =
                if line.starts_with("    ") { (members, ".", format!("{name}:")) } else { (&all, "", name.to_owned()) };
            if !operator && !stands_in(text, before, name) && !text.contains(&field) {
                missing.entry(file.path).or_default().push(name);
            }
        }
    }
    assert!(names > 300, "the declarations were not found: {names}");
    assert!(missing.is_empty(), "no case uses these: {missing:#?}");
}
