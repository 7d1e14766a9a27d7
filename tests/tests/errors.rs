//! The catalogue of mistakes: every code has a page in `docs/src/errors`, and what stands on it is true. Right examples run in both engines by `cases`.

use libtest_mimic::{Arguments, Failed, Trial};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::process::ExitCode;
use writ_cli::engine::{Engine, Outcome, Ran, Script, Vm};
use writ_compiler::diagnostic::{CODES, Severity};
use writ_tests::catalogue::{Example, Kind, Page, folder, pages};
use writ_tests::{blessing, wanted, workspace_folder};

/// Codes that no text of a script shows: their pages have a command and its answer, which `writ-cli/tests/explain.rs` tries.
const SHOWN_BY_COMMANDS: &[&str] = &["E0104", "E0110", "E0111", "E0112", "E0113"];

/// Codes that two versions of a script show: their pages have both, and what is said of the second; `writ-runtime/tests/vm/reload.rs` tries such.
const SHOWN_BY_VERSIONS: &[&str] = &["E0902"];

/// How the index begins.
const INTRODUCTION: &str = concat!(
    "# Errors and warnings\n\n",
    "Everything that Writ says about a script before it runs has a code, and every code has a page: what it means, a wrong example, and the right one.\n",
    "`writ explain E0301` shows a page in the terminal.\n\n",
    "Many mistakes can be mended by the computer. `writ check --fix` changes the scripts where it is beyond doubt what was meant;\n",
    "`writ check --fix --unsafe-fixes` also where it probably is, or where something is left to be filled in. A fix that brings more errors\n",
    "than it mends is taken back.\n",
);

/// What the index says of each group of codes.
const GROUPS: &[(&str, &str)] = &[
    ("E01", "Text and files"),
    ("E02", "Names, modules, visibility"),
    ("E03", "Types and calls"),
    ("E04", "Control flow and assignment"),
    ("E05", "Patterns"),
    ("E06", "Declarations"),
    ("E07", "Constants"),
    ("E09", "Not supported yet"),
    ("W00", "Warnings"),
];

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let mut trials = vec![Trial::test("codes_and_pages", codes_and_pages), Trial::test("index", index), Trial::test("summary", summary)];
    for page in pages().into_iter().filter(|page| wanted().is_none_or(|wanted| page.code.contains(&wanted))) {
        trials.push(Trial::test(page.code.clone(), move || check(&page)).with_kind("page"));
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// Every code has a page, and every page belongs to a code.
fn codes_and_pages() -> Result<(), Failed> {
    let codes: BTreeSet<&str> = CODES.iter().map(|(code, _)| code.0).collect();
    let pages = pages();
    let found: BTreeSet<&str> = pages.iter().map(|page| page.code.as_str()).collect();
    let without: Vec<&&str> = codes.difference(&found).collect();
    let strange: Vec<&&str> = found.difference(&codes).collect();
    if without.is_empty() && strange.is_empty() {
        return Ok(());
    }
    Err(format!("codes without a page: {without:?}; pages without a code: {strange:?}").into())
}

/// The list of all codes, by groups.
fn index() -> Result<(), Failed> {
    let mut text = String::from(INTRODUCTION);
    let mut listed = 0;
    for (family, title) in GROUPS {
        let _ = write!(text, "\n## {title}\n\n");
        for (code, title) in CODES.iter().filter(|(code, _)| code.0.starts_with(family)) {
            let _ = writeln!(text, "- [{code}]({code}.md): {title}");
            listed += 1;
        }
    }
    if listed != CODES.len() {
        return Err("a code belongs to no group".into());
    }
    let path = folder().join("index.md");
    if blessing() {
        fs::write(path, text)?;
    } else if fs::read_to_string(path).unwrap_or_default() != text {
        return Err("docs/src/errors/index.md is not what the codes make it: WRIT_BLESS=1 writes it".into());
    }
    Ok(())
}

/// The book's summary lists the index and, below it, all pages; where it does not know the index yet, at its end.
fn summary() -> Result<(), Failed> {
    const INDEX: &str = "- [Errors and warnings](errors/index.md)";
    let path = workspace_folder().join("docs/src/SUMMARY.md");
    let old = fs::read_to_string(&path)?;
    let mut lines: Vec<String> = old.lines().filter(|line| !line.contains("](errors/") || *line == INDEX).map(str::to_owned).collect();
    if !lines.iter().any(|line| line == INDEX) {
        lines.push(INDEX.into());
    }
    let at = lines.iter().position(|line| line == INDEX).map_or(lines.len(), |at| at + 1);
    lines.splice(at..at, CODES.iter().map(|(code, title)| format!("  - [{code}: {title}](errors/{code}.md)")));
    let new = lines.join("\n") + "\n";
    if blessing() {
        fs::write(path, new)?;
    } else if new != old {
        return Err("docs/src/SUMMARY.md does not list all errors: WRIT_BLESS=1 writes them".into());
    }
    Ok(())
}

fn check(page: &Page) -> Result<(), Failed> {
    let title = CODES.iter().find(|(code, _)| code.0 == page.code).map(|(_, title)| *title);
    if page.title().is_none() || page.title() != title {
        return Err(format!("the page has to begin with `# {}: {}`", page.code, title.unwrap_or("…")).into());
    }
    let examples = page.examples()?;
    let count = |kind: Kind| examples.iter().filter(|example| example.kind == kind).count();
    let complete = if SHOWN_BY_COMMANDS.contains(&&*page.code) {
        count(Kind::Command) == 1 && count(Kind::Answer) == 1
    } else if SHOWN_BY_VERSIONS.contains(&&*page.code) {
        count(Kind::Right) == 2 && count(Kind::Answer) == 1
    } else {
        count(Kind::Error) + count(Kind::Warning) > 0 && count(Kind::Right) > 0 && count(Kind::Command) + count(Kind::Answer) == 0
    };
    if !complete {
        return Err("a page has a wrong example and a right one, or a command and its answer if no script can show the mistake".into());
    }
    let complaints: Vec<String> =
        examples.iter().filter_map(|example| Some(format!("line {}: {}", example.line, complaint(page, example)?))).collect();
    if complaints.is_empty() { Ok(()) } else { Err(complaints.join("\n").into()) }
}

/// What is wrong with an example, if anything.
fn complaint(page: &Page, example: &Example) -> Option<String> {
    let mut script = Script::from_text("main.writ", workspace_folder(), &example.source).named(&page.code);
    for (path, text) in &example.modules {
        script = script.with_module(path, text);
    }
    let severity = match example.kind {
        Kind::Command | Kind::Answer => return None,
        Kind::Error => Some(Severity::Error),
        Kind::Warning => Some(Severity::Warning),
        Kind::Right => None,
    };
    let compilation = script.compile();
    let rendered = script.render(&compilation.diagnostics, &compilation.sources);
    let Some(severity) = severity else {
        if !compilation.diagnostics.is_empty() {
            return Some(format!("there is something to say about it:\n{rendered}"));
        }
        return match Vm::default().run(&[script]).pop() {
            Some(Ran::Outcome(Outcome { error: None, failures, .. })) if failures.is_empty() => None,
            ran => Some(format!("it does not run well: {ran:?}")),
        };
    };
    let as_it_should_be = compilation.diagnostics.iter().all(|d| d.code.0 == page.code && d.severity == severity);
    (compilation.diagnostics.is_empty() || !as_it_should_be).then(|| format!("it should give {} and nothing else:\n{rendered}", page.code))
}
