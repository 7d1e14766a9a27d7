//! All scripts that run in both engines, with what is expected of them: cases, programs, and scripts in documents.

use crate::directives::{self, Directives};
use crate::{discovery, documents, tests_folder, wanted, workspace_folder};
use std::fs;
use std::path::{Path, PathBuf};
use writ_cli::engine::{Outcome, Ran, Script};

/// A script and what is expected of it.
#[derive(Clone, Debug)]
pub struct Test {
    /// `cases/functions/defaults`, `programs/inventory`, `docs/src/tour.md:20`.
    pub name: String,
    /// The script.
    pub script: Script,
    /// What should come out.
    pub expected: Expected,
    /// Engines that skip it, with the reason.
    pub skips: Vec<(String, String)>,
    /// Where the expectation can be rewritten.
    pub blessable: Option<PathBuf>,
}

/// What is expected of a script.
#[derive(Clone, Debug)]
pub enum Expected {
    /// The outcome, line by line.
    Lines(Vec<String>),
    /// The standard output, byte by byte; neither an error.
    Stdout(String),
    /// That it compiles and does not fail.
    Success,
    /// The test is no test, for this reason.
    Nothing(String),
}

impl Expected {
    /// What is wrong with a result, if anything.
    pub fn complaint(&self, ran: &Ran) -> Option<String> {
        let fails = |outcome: &Outcome| outcome.error.is_some() || !outcome.failures.is_empty();
        match (self, ran) {
            (Expected::Nothing(reason), _) => Some(reason.clone()),
            (_, Ran::Rejected(_) | Ran::Broken(_)) => Some(ran.to_string()),
            (Expected::Lines(expected), Ran::Outcome(outcome)) => {
                let actual = outcome.lines();
                (*expected != actual).then(|| format!("expected:\n{}\n\ncame out:\n{}", expected.join("\n"), actual.join("\n")))
            }
            (Expected::Stdout(expected), Ran::Outcome(outcome)) => {
                let actual: String = outcome.printed.iter().map(|text| format!("{text}\n")).collect();
                let first = expected.lines().zip(actual.lines()).position(|(a, b)| a != b);
                (*expected != actual || fails(outcome))
                    .then(|| format!("parts from the expected output in line {:?}; came out:\n{outcome}", first.map(|line| line + 1)))
            }
            (Expected::Success, Ran::Outcome(outcome)) => fails(outcome).then(|| outcome.to_string()),
        }
    }
}

/// All tests; those only that `WRIT_CASE` asks for.
pub fn tests() -> Vec<Test> {
    let mut tests = Vec::new();
    tests.extend(discovery::scripts_below(&tests_folder().join("cases")).iter().map(case));
    tests.extend(discovery::scripts_below(&tests_folder().join("programs")).iter().map(program));
    for document in documents() {
        tests.extend(scripts_of_document(&document));
    }
    tests
}

/// The documents whose scripts are tested: those of the workspace, and all in its `docs`.
fn documents() -> Vec<PathBuf> {
    fn below(folder: &Path) -> Vec<PathBuf> {
        let inner = |path: PathBuf| if path.is_dir() { below(&path) } else { vec![path] };
        discovery::entries(folder).into_iter().flat_map(inner).collect()
    }
    let mut documents = discovery::entries(&workspace_folder());
    documents.extend(below(&workspace_folder().join("docs")));
    documents.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    documents
}

fn script_of(name: &str, found: &discovery::FoundScript) -> Script {
    Script::from_file(name, &found.root, &found.entry)
}

fn case(found: &discovery::FoundScript) -> Test {
    let name = format!("cases/{}", found.name);
    let script = script_of(&name, found);
    let read = fs::read_to_string(found.path()).map_err(|error| error.to_string());
    match read.and_then(|source| directives::parse(&source)) {
        Ok(Directives { ticks, skips, expected }) => {
            let expected = expected.map_or_else(|| Expected::Nothing("it says nowhere what should come out".into()), Expected::Lines);
            Test { name, script: script.with_ticks(ticks), expected, skips, blessable: Some(found.path()) }
        }
        Err(reason) => Test { name, script, expected: Expected::Nothing(reason), skips: Vec::new(), blessable: None },
    }
}

fn program(found: &discovery::FoundScript) -> Test {
    let name = format!("programs/{}", found.name);
    let output = if found.entry == "main.writ" { found.root.join("expected") } else { found.path().with_extension("expected") };
    let expected = match fs::read_to_string(&output) {
        Ok(text) => Expected::Stdout(text),
        Err(error) => Expected::Nothing(format!("{}: {error}", output.display())),
    };
    let ticks =
        fs::read_to_string(found.path()).ok().and_then(|source| directives::parse(&source).ok()).map_or_else(Default::default, |d| d.ticks);
    Test { script: script_of(&name, found).with_ticks(ticks), name, expected, skips: Vec::new(), blessable: None }
}

fn scripts_of_document(document: &Path) -> Vec<Test> {
    let root = workspace_folder();
    let file_name = document.strip_prefix(&root).unwrap_or(document).to_string_lossy().replace('\\', "/");
    let text = fs::read_to_string(document).unwrap_or_default();
    let blocks = match documents::code_blocks(&text) {
        Ok(blocks) => blocks,
        Err(reason) => {
            let script = Script::from_text("main.writ", root, "").named(&file_name);
            return vec![Test { name: file_name, script, expected: Expected::Nothing(reason), skips: Vec::new(), blessable: None }];
        }
    };
    let mut tests = Vec::new();
    for block in blocks {
        let name = format!("{file_name}:{}", block.line);
        if wanted().is_some_and(|wanted| !name.contains(&wanted)) {
            continue;
        }
        let (expected, ticks) = match directives::parse(&block.source) {
            Ok(Directives { expected: Some(lines), ticks, .. }) => (Expected::Lines(lines), ticks),
            Ok(Directives { expected: None, ticks, .. }) => (Expected::Success, ticks),
            Err(reason) => (Expected::Nothing(reason), Default::default()),
        };
        let mut script = Script::from_text("main.writ", &root, block.source).with_ticks(ticks).named(&name);
        for (path, text) in block.modules {
            script = script.with_module(path, text);
        }
        tests.push(Test { name, script, expected, skips: Vec::new(), blessable: None });
    }
    tests
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chapters_of_the_book_are_among_the_documents() {
        let found = documents();
        for expected in ["README.md", "docs/src/embedding.md", "docs/src/hosting.md"] {
            assert!(found.contains(&workspace_folder().join(expected)), "{expected} is not in {found:?}");
        }
    }
}
