//! The page of beginners' mistakes: `docs/src/mistakes.md` is made of `docs/mistakes.txt` and of what Writ says to each script there. `WRIT_BLESS=1` writes it.

use std::fmt::Write;
use std::fs;
use writ_cli::engine::{Script, Vm, VmResult};
use writ_tests::{blessing, workspace_folder};

/// The head of the page.
const HEAD: &str = "\
# Mistakes, and what Writ says

Everybody who learns a language writes another one first. This page has the mistakes that are made most, the words in which Writ answers, and what to do. All of it is
made and checked by a test: the scripts are run, the answers are what the compiler and the engines print.

An answer begins with a code: `writ explain E0201` tells more about it. A `help` that says what to write often comes with a fix that `writ check --fix` applies.
";

/// How many mistakes the page promises at least.
const MISTAKES: usize = 60;

/// A mistake and how it is mended.
#[derive(Default)]
struct Mistake {
    group: String,
    title: String,
    from: String,
    /// How many diagnostics it gets, or run-time errors.
    answers: usize,
    script: String,
    advice: String,
    mended: String,
}

fn read(text: &str) -> Vec<Mistake> {
    let (mut found, mut group, mut in_mended): (Vec<Mistake>, String, bool) = (Vec::new(), String::new(), false);
    for line in text.lines() {
        if let Some(title) = line.strip_prefix("=== ") {
            group = title.into();
        } else if let Some(title) = line.strip_prefix("## ") {
            let (group, title) = (group.clone(), title.into());
            found.push(Mistake { group, title, answers: 1, ..Mistake::default() });
            in_mended = false;
        } else if let Some(mistake) = found.last_mut() {
            let at_head = mistake.script.is_empty();
            if let Some(from) = line.strip_prefix("from: ").filter(|_| at_head) {
                mistake.from = from.into();
            } else if let Some(answers) = line.strip_prefix("answers: ").filter(|_| at_head) {
                mistake.answers = answers.parse().expect("`answers` is a number");
            } else if let Some(advice) = line.strip_prefix("--- ").filter(|_| !in_mended) {
                mistake.advice = advice.into();
                in_mended = true;
            } else {
                let part = if in_mended { &mut mistake.mended } else { &mut mistake.script };
                part.push_str(line);
                part.push('\n');
            }
        }
    }
    for mistake in &mut found {
        mistake.mended.truncate(mistake.mended.trim_end().len());
        mistake.mended.push('\n');
    }
    found
}

fn script(text: &str) -> Script {
    Script::from_text("game.writ", workspace_folder(), text)
}

/// What Writ says to a script: every diagnostic, or how its run ends; nothing if all is well.
fn answer(text: &str) -> String {
    let script = script(text);
    let compiled = script.compile();
    if !compiled.diagnostics.is_empty() {
        return script.render(&compiled.diagnostics, &compiled.sources).trim_end().to_string();
    }
    match Vm::default().run_with(&script, |_| {}) {
        VmResult::Done { failures, .. } => failures.iter().map(|(_, error)| error.to_string()).collect::<Vec<_>>().join("\n"),
        VmResult::Failed(error) => error.to_string(),
        VmResult::Rejected(reason) | VmResult::Broken(reason) => reason,
    }
}

/// The first line of an answer, for the table.
fn summary(answer: &str) -> String {
    answer.lines().next().unwrap_or("").replace('|', "\\|")
}

/// The name by which a heading is linked to.
fn anchor(number: usize, title: &str) -> String {
    let heading = format!("{number}. {title}").to_lowercase();
    heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_')).map(|c| if c == ' ' { '-' } else { c }).collect()
}

fn page(mistakes: &[Mistake]) -> String {
    let mut out = HEAD.to_string();
    let mut group = "";
    let answers: Vec<String> = mistakes.iter().map(|mistake| answer(&mistake.script)).collect();
    for (index, (mistake, answer)) in mistakes.iter().zip(&answers).enumerate() {
        if mistake.group != group {
            group = &mistake.group;
            let _ = write!(out, "\n**{group}**\n\n| | Mistake | Writ says |\n|---|---|---|\n");
        }
        let number = index + 1;
        let title = mistake.title.replace('|', "\\|");
        let _ = writeln!(out, "| {number} | [{title}](#{}) | {} |", anchor(number, &mistake.title), summary(answer));
    }
    group = "";
    for (index, (mistake, answer)) in mistakes.iter().zip(&answers).enumerate() {
        if mistake.group != group {
            group = &mistake.group;
            let _ = write!(out, "\n## {group}\n");
        }
        let number = index + 1;
        let _ = write!(
            out,
            "\n### {number}. {}\n\n*From {}.*\n\n```writ,mistake\n{}```\n\n```text\n{answer}\n```\n\n{}\n\n```writ\n{}```\n",
            mistake.title, mistake.from, mistake.script, mistake.advice, mistake.mended
        );
    }
    out
}

fn mistakes() -> Vec<Mistake> {
    let path = workspace_folder().join("docs/mistakes.txt");
    let mistakes = read(&fs::read_to_string(path).expect("the mistakes are there"));
    assert!(mistakes.len() >= MISTAKES, "only {} mistakes", mistakes.len());
    mistakes
}

#[test]
fn the_page_is_up_to_date() {
    let path = workspace_folder().join("docs/src/mistakes.md");
    let page = page(&mistakes());
    if blessing() {
        fs::write(&path, &page).expect("the page can be written");
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    let differs = written.lines().zip(page.lines()).position(|(a, b)| a != b);
    assert!(written == page, "docs/src/mistakes.md is out of date from line {} on: `WRIT_BLESS=1` writes it", differs.unwrap_or(0) + 1);
}

#[test]
fn every_mistake_is_answered_once_with_advice() {
    for mistake in mistakes() {
        let (title, answer) = (&mistake.title, answer(&mistake.script));
        assert!(!mistake.from.is_empty() && !mistake.advice.is_empty(), "`{title}` is not complete");
        let compiled = script(&mistake.script).compile();
        let answers = if compiled.diagnostics.is_empty() { usize::from(!answer.is_empty()) } else { compiled.diagnostics.len() };
        assert_eq!(answers, mistake.answers, "`{title}` is one mistake:\n{answer}");
        for diagnostic in &compiled.diagnostics {
            // What to write instead stands in the message, in the help, or in what a tool would change; else another place says it.
            let helps = !diagnostic.help.is_empty() || !diagnostic.secondary.is_empty() || diagnostic.fix.is_some();
            assert!(helps, "`{title}` gets no help:\n{answer}");
        }
    }
}

#[test]
fn every_mended_script_is_right() {
    for mistake in mistakes() {
        assert_eq!(answer(&mistake.mended), "", "the mended script of `{}`", mistake.title);
    }
}
