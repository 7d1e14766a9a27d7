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
use writ_tests::discovery::{FoundScript, files_below, scripts_below};
use writ_tests::{blessing, tests_folder, wanted};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let found = scripts_below(&tests_folder().join("fixes"));
    let enough = found.len() > 30 || wanted().is_some();
    let mut trials = vec![Trial::test("there_are_fixes", move || if enough { Ok(()) } else { Err("the scripts were not found".into()) })];
    trials.extend(found.into_iter().map(|script| Trial::test(script.name.clone(), move || check(&script)).with_kind("fix")));
    libtest_mimic::run(&arguments, trials).exit_code()
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
