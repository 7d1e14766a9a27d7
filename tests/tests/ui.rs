//! What the compiler says about mistakes: every script in `ui`, with its diagnostics in comments.

use libtest_mimic::{Arguments, Failed, Trial};
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use writ_compiler::Session;
use writ_compiler::diagnostic::{CODES, render};
use writ_compiler::loader::Memory;
use writ_compiler::source::FileId;
use writ_tests::annotations::{Annotated, Annotation, bless, of_diagnostics, parse, script_text};
use writ_tests::discovery::{FoundScript, files_below, scripts_below};
use writ_tests::{blessing, tests_folder, wanted};

/// Codes that no script in a text file can show, and where they are tested instead.
const TESTED_ELSEWHERE: &[(&str, &str)] = &[
    ("E0104", "a source of many megabytes: writ-cli/tests/bad_input.rs"),
    ("E0110", "a missing file: writ-cli/tests/bad_input.rs"),
    ("E0111", "a folder: writ-cli/tests/bad_input.rs"),
    ("E0112", "a file that is not UTF-8: writ-cli/tests/bad_input.rs"),
    ("E0113", "a file that can't be read: writ-cli/tests/bad_input.rs"),
    ("E0902", "a change while a script runs: writ-runtime/tests/vm/reload.rs"),
];

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let found = scripts_below(&tests_folder().join("ui"));
    let mut trials = Vec::new();
    if wanted().is_none() && !blessing() {
        let found = found.clone();
        trials.push(Trial::test("every_code_has_a_test", move || every_code_has_a_test(&found)));
    }
    trials.extend(found.into_iter().map(|script| Trial::test(script.name.clone(), move || check(&script)).with_kind("ui")));
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// A file of a test.
struct TestFile {
    /// Its path.
    path: PathBuf,
    /// Its path as the compiler knows it.
    name: String,
    annotated: Annotated,
}

fn files_of(script: &FoundScript) -> Result<Vec<TestFile>, Failed> {
    let paths = if script.entry == "main.writ" { files_below(&script.root) } else { vec![script.path()] };
    let mut files = Vec::new();
    for path in paths {
        let name = path.strip_prefix(&script.root)?.to_string_lossy().replace('\\', "/");
        let annotated = parse(&fs::read_to_string(&path)?);
        files.push(TestFile { path, name, annotated });
    }
    Ok(files)
}

fn check(script: &FoundScript) -> Result<(), Failed> {
    let files = files_of(script)?;
    let mut memory = Memory::new();
    for file in &files {
        memory.insert(&file.name, script_text(&file.annotated));
    }
    let loaded = Session::new(Default::default()).load(&memory, &script.entry);
    let mut complaints = Vec::new();
    let mut placed = 0;
    for file in &files {
        let id = (0..loaded.sources.len() as u32).map(FileId).find(|id| loaded.sources.file(*id).path == file.name);
        let actual = id.map_or_else(Vec::new, |id| of_diagnostics(&loaded.diagnostics, &loaded.sources, id));
        placed += actual.len();
        if blessing() {
            fs::write(&file.path, bless(&file.annotated.script, &actual))?;
        } else {
            complaints.extend(compare(&file.name, &file.annotated.annotations, &actual));
        }
    }
    if placed < loaded.diagnostics.len() {
        complaints.push("there are diagnostics that point into no file of the test".into());
    }
    if complaints.is_empty() {
        return Ok(());
    }
    complaints.push(render(&loaded.diagnostics, &loaded.sources));
    Err(complaints.join("\n").into())
}

fn compare(name: &str, expected: &[Annotation], actual: &[Annotation]) -> Vec<String> {
    let describe = |a: &Annotation| format!("{name}, script line {}:\n{}", a.line, a.comment());
    let missing = expected.iter().filter(|e| !actual.iter().any(|a| e.matches(a))).map(|e| format!("expected at {}", describe(e)));
    let surplus = actual.iter().filter(|a| !expected.iter().any(|e| e.matches(a))).map(|a| format!("unexpected at {}", describe(a)));
    missing.chain(surplus).collect()
}

fn every_code_has_a_test(found: &[FoundScript]) -> Result<(), Failed> {
    let mut tested = BTreeSet::new();
    for script in found {
        for file in files_of(script)? {
            tested.extend(file.annotated.annotations.iter().map(|annotation| annotation.code().to_string()));
        }
    }
    let known = |code: &str| tested.contains(code) || TESTED_ELSEWHERE.iter().any(|(elsewhere, _)| *elsewhere == code);
    let untested: Vec<String> = CODES.iter().filter(|(code, _)| !known(code.0)).map(|(code, title)| format!("{code}: {title}")).collect();
    if untested.is_empty() { Ok(()) } else { Err(format!("no ui test shows:\n{}", untested.join("\n")).into()) }
}
