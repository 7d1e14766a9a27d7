//! The page on errors at run time is complete and true: every kind and every message of the runtime is on it, and each comes out of a case (which runs in
//! both engines), or the page names tests that are there. `WRIT_BLESS=1` adds the messages that are missing on the page to their sections.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use writ_tests::discovery::{entries, scripts_below};
use writ_tests::{blessing, tests_folder, workspace_folder};

const PAGE: &str = "docs/src/runtime-errors.md";
const MESSAGES: &str = "writ-runtime/src/error/messages.rs";

fn read(path: &str) -> String {
    fs::read_to_string(workspace_folder().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// A message with `{}` for all that differs.
fn form(message: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in message.chars() {
        match c {
            '{' => {
                out.push_str("{}");
                inside = true;
            }
            '}' => inside = false,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out
}

/// Whether a message is one of a form.
fn matches(form: &str, message: &str) -> bool {
    let mut parts = form.split("{}");
    let first = parts.next().unwrap_or("");
    let Some(mut rest) = message.strip_prefix(first) else { return false };
    let others: Vec<&str> = parts.collect();
    let Some((last, between)) = others.split_last() else { return rest.is_empty() };
    for part in between {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.len() >= last.len() && rest.ends_with(last)
}

/// The sources of the runtime, but for the table of messages.
fn runtime_sources() -> Vec<String> {
    fn below(folder: &Path, found: &mut Vec<String>) {
        for path in entries(folder) {
            if path.is_dir() {
                below(&path, found);
            } else if !path.ends_with(MESSAGES) {
                found.push(fs::read_to_string(path).unwrap());
            }
        }
    }
    let mut found = Vec::new();
    below(&workspace_folder().join("writ-runtime/src"), &mut found);
    assert!(found.len() > 50, "the sources of the runtime were not found");
    found
}

/// What scripts can be told: kind and form, with the message as the page writes it.
type Messages = BTreeMap<(String, String), String>;

/// The entries of the table of messages: the name of each, its kind and its text.
fn table() -> Vec<(String, String, String)> {
    let table = read(MESSAGES);
    let table = table.split_once("messages! {").expect("the table of messages").1.split_once("\n}\n").expect("its end").0;
    let entries = table.split(";\n").filter_map(|entry| {
        let (left, right) = entry.split_once(") => ")?;
        let name = left.lines().last()?.trim().split_once('(')?.0;
        let (kind, rest) = right.split_once(',').expect("a kind, then its text");
        let text = literal(rest).unwrap_or_else(|| panic!("no text in {entry}"));
        Some((name.to_owned(), kind.to_owned(), text))
    });
    let found: Vec<_> = entries.collect();
    assert!(found.len() > 25, "the messages were not found");
    found
}

/// What the table, and the library's declarations in Writ, can say.
fn of_runtime() -> Messages {
    let mut found = Messages::new();
    let mut add = |kind: &str, text: &str| found.insert((kind.to_owned(), form(text)), text.to_owned());
    for (_, kind, text) in table() {
        match &*text {
            // Made of a condition: the page has both forms.
            "{}" if kind == "AssertionFailed" => {
                add(&kind, "assertion failed");
                add(&kind, "assertion failed: {message}");
            }
            // What is passed to it: the texts are found below.
            "{message}" if kind == "InvalidArgument" => {}
            _ => {
                add(&kind, &text);
            }
        }
    }
    for path in entries(&workspace_folder().join("writ-compiler/src/std")) {
        let text = fs::read_to_string(path).unwrap();
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        for line in code {
            for call in ["invalidArgument(\"", "refuse(\""] {
                for (at, _) in line.match_indices(call) {
                    add("InvalidArgument", &of_script(&line[at + call.len()..]));
                }
            }
        }
    }
    found
}

/// The text of a script's literal up to its closing quote, with `{name}` for what is interpolated.
fn of_script(text: &str) -> String {
    let (mut out, mut depth) = (String::new(), 0);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if depth == 0 => break,
            '$' if chars.peek() == Some(&'{') => {}
            '$' => {
                let mut name = String::new();
                while let Some(c) = chars.next_if(|c| c.is_alphanumeric() || *c == '_') {
                    name.push(c);
                }
                out.push_str(&format!("{{{name}}}"));
            }
            c => {
                depth += i32::from(c == '{') - i32::from(c == '}');
                out.push(c);
            }
        }
    }
    out
}

/// Messages of the table that nothing raises: functions for those to come.
fn unused() -> BTreeSet<(String, String)> {
    let sources = runtime_sources();
    let raised = |name: &str| {
        let (path, call) = (format!("error::{name}"), format!("{name}("));
        sources.iter().any(|text| text.contains(&path) || text.contains(&call))
    };
    table().into_iter().filter(|(name, ..)| !raised(name)).map(|(_, kind, text)| (kind, form(&text))).collect()
}

/// The first string literal of a text, without its escapes.
fn literal(text: &str) -> Option<String> {
    let (_, rest) = text.split_once('"')?;
    let mut out = String::new();
    let mut chars = rest.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => return Some(out),
            '\\' => out.extend(chars.next()),
            c => out.push(c),
        }
    }
    None
}

/// The kinds of `ErrorKind`.
fn kinds() -> Vec<String> {
    let text = read("writ-runtime/src/error/mod.rs");
    let list = text.split_once("kinds! {").expect("the list of kinds").1.split_once("\n}").expect("its end").0;
    let names = list.lines().map(str::trim).filter(|line| !line.starts_with("//"));
    names.filter_map(|line| line.strip_suffix(',')).map(str::to_owned).collect()
}

/// A message on the page.
struct Listed {
    kind: String,
    form: String,
    /// Functions with their files: `Both: `name` in `path`.`
    tests: Vec<(String, String)>,
}

/// The messages of the page.
fn listed() -> Vec<Listed> {
    let mut found: Vec<Listed> = Vec::new();
    let (mut kind, mut inside, mut in_list) = (String::new(), false, false);
    for line in read(PAGE).lines() {
        if line.starts_with("```") {
            inside = !inside;
        } else if inside {
            continue;
        } else if let Some(name) = line.strip_prefix("## ") {
            kind = name.to_owned();
        } else if let Some(item) = line.strip_prefix("- ").filter(|item| item.starts_with('`') && !kind.is_empty()) {
            let fence = if item.starts_with("``") { "``" } else { "`" };
            let (text, rest) = item[fence.len()..].split_once(fence).unwrap_or_else(|| panic!("{line}"));
            let quoted: Vec<&str> = rest.split('`').skip(1).step_by(2).collect();
            let names = rest.split('`').step_by(2).skip(1).zip(quoted.windows(2));
            let tests = names.filter(|(between, _)| *between == " in ").map(|(_, pair)| (pair[0].to_owned(), pair[1].to_owned())).collect();
            found.push(Listed { kind: kind.clone(), form: form(text.trim()), tests });
            in_list = true;
            continue;
        }
        in_list = in_list && !line.is_empty();
        assert!(!in_list || !line.contains("` in `"), "the tests of a message stand on its line: {line}");
    }
    assert!(found.len() > 25, "the messages of the page were not found");
    found
}

/// The errors with which cases end: kind and message.
fn of_cases() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for script in scripts_below(&tests_folder().join("cases")) {
        for line in fs::read_to_string(script.path()).unwrap().lines() {
            let Some((before, error)) = line.split_once("error[") else { continue };
            if !(before == "// " || before.starts_with("// tick ")) {
                continue;
            }
            let Some((kind, message)) = error.split_once("]: ") else { continue };
            found.push((kind.to_owned(), message.to_owned()));
        }
    }
    found
}

#[test]
fn every_kind_and_every_message_is_on_the_page() {
    let listed = listed();
    let on_page: BTreeSet<(String, String)> = listed.iter().map(|one| (one.kind.clone(), one.form.clone())).collect();
    let unused = unused();
    let missing: Vec<_> = of_runtime().into_iter().filter(|(key, _)| !on_page.contains(key) && !unused.contains(key)).collect();
    if blessing() && !missing.is_empty() {
        fs::write(workspace_folder().join(PAGE), with_messages(&read(PAGE), &missing)).unwrap();
        return;
    }
    assert!(missing.is_empty(), "{PAGE} lacks these messages; WRIT_BLESS=1 adds them: {missing:#?}");
    let page = read(PAGE);
    let sections: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    assert_eq!(sections, kinds(), "the sections of {PAGE} are the kinds of `ErrorKind`, in its order");
    let silent: Vec<String> = kinds().into_iter().filter(|kind| !listed.iter().any(|one| one.kind == *kind)).collect();
    assert!(silent.is_empty(), "no message is listed for {silent:?}");
}

/// The page with more messages, each behind the last one of the first list of its section.
fn with_messages(page: &str, missing: &[((String, String), String)]) -> String {
    let mut lines: Vec<String> = page.lines().map(str::to_owned).collect();
    for ((kind, _), text) in missing {
        let fence = if text.contains('`') { "``" } else { "`" };
        let pad = if text.contains('`') { " " } else { "" };
        let start = lines.iter().position(|line| line.strip_prefix("## ") == Some(kind)).expect("each kind has a section");
        let first = start + lines[start..].iter().position(|line| line.starts_with("- `")).expect("each kind has messages");
        let end = lines[first..].iter().position(|line| line.is_empty()).map_or(lines.len(), |length| first + length);
        lines.insert(end, format!("- {fence}{pad}{text}{pad}{fence}"));
    }
    lines.join("\n") + "\n"
}

#[test]
fn every_message_of_the_page_is_one_of_the_runtime() {
    let mut known: BTreeSet<(String, String)> = of_runtime().into_keys().collect();
    // What stands where it is raised.
    for text in runtime_sources() {
        for (call, kind) in [("host_error(\"", "HostError"), ("invalid_argument(\"", "InvalidArgument")] {
            for (at, _) in text.match_indices(call) {
                known.extend(literal(&text[at..]).map(|text| (kind.to_owned(), form(&text))));
            }
        }
    }
    // Raised by hosts alone.
    known.insert(("Cancelled".into(), "{}".into()));
    let unknown: Vec<_> = listed().into_iter().map(|one| (one.kind, one.form)).filter(|message| !known.contains(message)).collect();
    assert!(unknown.is_empty(), "the runtime does not say what {PAGE} lists: {unknown:#?}");
}

#[test]
fn every_message_comes_out_of_a_case_or_a_test() {
    let cases = of_cases();
    // A case belongs to the form that says most: `count must …` to that, not to `{message}`.
    let listed = listed();
    let mut shown: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (kind, message) in &cases {
        let forms = listed.iter().filter(|one| one.kind == *kind && matches(&one.form, message));
        if let Some(one) = forms.max_by_key(|one| one.form.len()) {
            *shown.entry((&one.kind, &one.form)).or_default() += 1;
        }
    }
    let mut complaints = Vec::new();
    for one in &listed {
        if one.tests.is_empty() && !shown.contains_key(&(&*one.kind, &*one.form)) {
            complaints.push(format!("no case below tests/cases ends with error[{}]: {}", one.kind, one.form));
        }
        for (name, path) in &one.tests {
            let there = fs::read_to_string(workspace_folder().join(Path::new(path))).is_ok_and(|text| {
                let from = text.find(&format!("fn {name}("));
                from.is_some_and(|at| text[..at].trim_end().ends_with("#[test]"))
            });
            if !there {
                complaints.push(format!("{path} has no test {name}"));
            }
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn forms_match_what_is_meant() {
    assert_eq!(form("index {index} out of bounds for length {len}"), "index {} out of bounds for length {}");
    for (form, message, expected) in [
        ("index {} out of bounds for length {}", "index 5 out of bounds for length 3", true),
        ("index {} out of bounds for length {}", "index 5 out of bounds", false),
        ("value is null", "value is null", true),
        ("value is null", "value is null!", false),
        ("{} must be positive, found {}", "size must be positive, found 0", true),
        ("{}", "anything", true),
        ("a {}b", "a b", true),
        ("a {}b", "a", false),
    ] {
        assert_eq!(matches(form, message), expected, "{form}: {message}");
    }
    assert_eq!(of_script("$name is not ${a + b}, found $x\") }"), "{name} is not {a + b}, found {x}");
    assert_eq!(literal("x, \"a \\\"b\\\" {c}\";").as_deref(), Some("a \"b\" {c}"));
}
