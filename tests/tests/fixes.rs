//! What `writ check --fix` makes of scripts: every script in `fixes`, with the text behind its fixes in `NAME.fixed` beside it.
//!
//! A script that begins with `// unsafe` is changed only if unsafe fixes are asked for. `// left: E0301, E0401` names the errors that no fix mends.

use libtest_mimic::{Arguments, Failed, Trial};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use writ_cli::engine::{Compilation, Script};
use writ_cli::fixing::Fixer;
use writ_compiler::diagnostic::{Applicability, Severity, render};
use writ_tests::catalogue::pages;
use writ_tests::discovery::{FoundScript, files_below, scripts_below};
use writ_tests::{blessing, tests_folder, wanted};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let found = scripts_below(&tests_folder().join("fixes"));
    let enough = found.len() > 30 || wanted().is_some();
    let mut trials = vec![Trial::test("there_are_fixes", move || if enough { Ok(()) } else { Err("the scripts were not found".into()) })];
    if wanted().is_none() && !blessing() {
        let found = found.clone();
        trials.push(Trial::test("every_code_with_a_fix_is_here", move || every_code_with_a_fix(&found)));
        trials.push(Trial::test("mistakes_never_get_worse", mistakes_never_get_worse));
    }
    trials.extend(found.into_iter().map(|script| Trial::test(script.name.clone(), move || check(&script)).with_kind("fix")));
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// All scripts with mistakes: those of `ui`, and the wrong examples of the catalogue.
fn mistakes() -> Result<Vec<Script>, Failed> {
    let mut scripts: Vec<Script> = Vec::new();
    for found in scripts_below(&tests_folder().join("ui")) {
        scripts.push(Script::from_file(&found.name, &found.root, &found.entry));
    }
    for page in pages() {
        for (index, example) in page.examples()?.into_iter().enumerate() {
            // A file that is not there: fixes are for files.
            let entry = format!("{}-{index}.writ", page.code);
            let script = Script::from_file(&entry, tests_folder().join("fixes"), &entry).with_module(&entry, example.source);
            scripts.push(example.modules.into_iter().fold(script, |script, (path, text)| script.with_module(path, text)));
        }
    }
    Ok(scripts)
}

/// Every code that comes with a fix somewhere is fixed by a script here.
fn every_code_with_a_fix(found: &[FoundScript]) -> Result<(), Failed> {
    let mut fixed = BTreeSet::new();
    for found in found {
        let script = Script::from_file(&found.name, &found.root, &found.entry);
        let applied = Fixer::new(Applicability::Unsafe).fix(&script).applied;
        fixed.extend(applied.iter().map(|applied| applied.code));
    }
    let mut offered = BTreeSet::new();
    for script in mistakes()? {
        offered.extend(script.compile().diagnostics.iter().filter(|d| d.fix.is_some()).map(|d| d.code));
    }
    let missing: Vec<String> = offered.difference(&fixed).map(ToString::to_string).collect();
    if missing.is_empty() { Ok(()) } else { Err(format!("no script in `fixes` shows the fixes of {missing:?}").into()) }
}

/// Whatever is fixed in a script with mistakes, it never has more errors afterwards, and its files are whole.
fn mistakes_never_get_worse() -> Result<(), Failed> {
    // Errors of later stages (E04, E05) come to light when the earlier ones are gone.
    let counts = |code: &str| !code.starts_with("E04") && !code.starts_with("E05");
    let count =
        |compilation: &Compilation| compilation.diagnostics.iter().filter(|d| d.severity == Severity::Error && counts(d.code.0)).count();
    let (mut fixes, mut complaints) = (0, Vec::new());
    for script in mistakes()? {
        let before = count(&script.compile());
        let fixed = Fixer::new(Applicability::Unsafe).fix(&script);
        fixes += fixed.applied.len();
        let syntax = fixed.applied.iter().any(|applied| applied.code.0.starts_with("E01"));
        if count(&fixed.compilation) > before && !syntax {
            let rendered = render(&fixed.compilation.diagnostics, &fixed.compilation.sources);
            complaints.push(format!("{} had {before} errors and has now:\n{rendered}", script.name));
        }
    }
    match (complaints.is_empty(), fixes > 100) {
        (true, true) => Ok(()),
        (true, false) => Err(format!("only {fixes} fixes were found").into()),
        (false, _) => Err(complaints.join("\n").into()),
    }
}

/// What a script says about itself.
struct Directives {
    applicability: Applicability,
    left: BTreeSet<String>,
}

fn directives(source: &str) -> Directives {
    let comments: Vec<&str> = source.lines().map_while(|line| line.strip_prefix("// ")).collect();
    let left = comments.iter().find_map(|line| line.strip_prefix("left: ")).unwrap_or_default();
    Directives {
        applicability: if comments.contains(&"unsafe") { Applicability::Unsafe } else { Applicability::Safe },
        left: left.split(", ").filter(|code| !code.is_empty()).map(str::to_owned).collect(),
    }
}

/// The files of a script, by their paths below its root.
fn files_of(found: &FoundScript) -> Result<BTreeMap<String, (PathBuf, String)>, Failed> {
    let paths = if found.entry == "main.writ" { files_below(&found.root) } else { vec![found.path()] };
    let mut files = BTreeMap::new();
    for path in paths {
        let name = path.strip_prefix(&found.root)?.to_string_lossy().replace('\\', "/");
        let text = fs::read_to_string(&path)?;
        files.insert(name, (path.canonicalize()?, text));
    }
    Ok(files)
}

/// The errors that are left.
fn errors(compilation: &Compilation) -> BTreeSet<String> {
    compilation.diagnostics.iter().filter(|d| d.severity == Severity::Error).map(|d| d.code.to_string()).collect()
}

fn fixed_path(path: &Path) -> PathBuf {
    path.with_extension("fixed")
}

fn check(found: &FoundScript) -> Result<(), Failed> {
    let files = files_of(found)?;
    let Directives { applicability, left } = directives(&files[&found.entry].1);
    let script = Script::from_file(&found.name, &found.root, &found.entry);

    let mut fixer = Fixer::new(applicability);
    let fixed = fixer.fix(&script);
    let changed: BTreeMap<PathBuf, String> = fixer.changed().map(|(path, text)| (path.to_path_buf(), text.to_owned())).collect();
    if fixed.applied.is_empty() || changed.is_empty() {
        return Err(format!("nothing was fixed:\n{}", render(&fixed.compilation.diagnostics, &fixed.compilation.sources)).into());
    }
    for (path, _) in files.values() {
        let expected = fixed_path(path);
        match changed.get(path) {
            Some(text) if blessing() => fs::write(expected, text)?,
            Some(text) => {
                let wanted = fs::read_to_string(&expected).map_err(|error| format!("{}: {error}", expected.display()))?;
                if *text != wanted {
                    return Err(format!("expected:\n{wanted}\ncame out:\n{text}").into());
                }
            }
            None if expected.exists() => return Err(format!("{} was not changed", path.display()).into()),
            None => {}
        }
    }
    let actual = errors(&fixed.compilation);
    if actual != left {
        let rendered = render(&fixed.compilation.diagnostics, &fixed.compilation.sources);
        return Err(format!("expected {left:?} to be left, found {actual:?}:\n{rendered}").into());
    }

    if applicability == Applicability::Unsafe {
        let mut cautious = Fixer::new(Applicability::Safe);
        let done = cautious.fix(&script);
        if let Some(applied) = done.applied.first() {
            return Err(format!("this was fixed without being asked for: {applied:?}").into());
        }
    }

    let current = |path: &PathBuf, text: &String| changed.get(path).unwrap_or(text).clone();
    let again = files.iter().fold(script.clone(), |script, (name, (path, text))| script.with_module(name, current(path, text)));
    let mut second = Fixer::new(applicability);
    if let Some(applied) = second.fix(&again).applied.first() {
        return Err(format!("fixed again: {applied:?}").into());
    }

    // Where lines end in CR and LF, they still do afterwards.
    let crlf = |text: &str| text.replace('\n', "\r\n");
    let other = files.iter().fold(script, |script, (name, (_, text))| script.with_module(name, crlf(text)));
    let mut third = Fixer::new(applicability);
    third.fix(&other);
    for (path, text) in &changed {
        let actual = third.changed().find(|(other, _)| other == path).map(|(_, text)| text);
        if actual != Some(&crlf(text)) {
            return Err(format!("with CRLF came out:\n{actual:?}\ninstead of:\n{:?}", crlf(text)).into());
        }
    }
    Ok(())
}
