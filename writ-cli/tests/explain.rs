//! `writ explain`, the hints at it, and the pages on mistakes that only a file can show: too large, no text, not there.

mod common;

use common::{Finished, Folder};
use std::fs;
use std::path::Path;

fn page(code: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/src/errors").join(format!("{code}.md"));
    fs::read_to_string(path).expect("every code has a page")
}

/// The text of a block of a page.
fn block(page: &str, info: &str) -> String {
    let fence = format!("```{info}\n");
    let start = page.find(&fence).expect("the page has such a block") + fence.len();
    let end = page[start..].find("```").expect("the block ends");
    page[start..start + end].to_owned()
}

#[test]
fn a_page_is_shown() {
    let folder = Folder::new("a_page_is_shown");
    for written in ["E0301", "e0301", "error[E0301]"] {
        let Finished { code, stdout, stderr } = folder.writ(&["explain", written]);
        assert_eq!((code, stderr.as_str()), (Some(0), ""), "{written}");
        assert!(stdout.starts_with("E0301: a value has another type than expected\n\n"), "{stdout}");
        assert!(stdout.contains("\n    let lives: int = \"three\"\n"), "examples are indented: {stdout}");
        assert!(!stdout.contains("```") && !stdout.contains('\x1b'), "{stdout}");
    }
}

#[test]
fn all_codes_are_listed() {
    let Finished { code, stdout, .. } = Folder::new("all_codes_are_listed").writ(&["explain"]);
    assert_eq!(code, Some(0));
    assert!(stdout.contains("\n  E0101  the text does not follow the grammar\n"), "{stdout}");
    assert!(stdout.contains("\n  W0005  an import is never used\n"), "{stdout}");
}

#[test]
fn an_unknown_code_gets_a_near_one() {
    let folder = Folder::new("an_unknown_code_gets_a_near_one");
    for (written, said) in [
        ("E0031", "error: there is no mistake `E0031`\nhelp: did you mean `E0301`?\n"),
        ("301", "error: there is no mistake `301`\nhelp: did you mean `E0301`?\n"),
        ("something", "error: there is no mistake `something`\nhelp: `writ explain` lists all\n"),
        ("", "error: there is no mistake ``\nhelp: `writ explain` lists all\n"),
    ] {
        let finished = folder.writ(&["explain", written]);
        assert_eq!((finished.code, finished.stderr.as_str(), finished.stdout.as_str()), (Some(2), said, ""));
    }
}

#[test]
fn diagnostics_end_with_a_hint_at_the_page() {
    let folder = Folder::new("diagnostics_end_with_a_hint_at_the_page");
    folder.write("one.writ", "let x: int = true\nlet y: int = true\n");
    folder.write("two.writ", "let x: int = true\nfunc f() {\n    let unused = 1\n}\nf()\n");
    folder.write("good.writ", "print(1)\n");
    for command in ["run", "check"] {
        let said = folder.writ(&[command, "one.writ"]).stderr;
        assert!(said.ends_with("\nfor more about this, try `writ explain E0301`\n"), "{said}");
        assert_eq!(said.matches("writ explain").count(), 1, "once, behind the last: {said}");
        assert_eq!(folder.writ(&[command, "good.writ"]).stderr, "");
    }
    let said = folder.writ(&["check", "two.writ"]).stderr;
    assert!(said.contains("\nfor more about one of these, try `writ explain E0301`; the others: W0002\n"), "{said}");
    let json = folder.writ(&["check", "--format", "json", "one.writ"]);
    assert_eq!(json.stderr, "", "JSON has the codes");
}

/// Runs the command of a page in a folder, and compares what it says with what the page shows.
#[track_caller]
fn assert_page(code: &str, folder: &Folder) {
    let page = page(code);
    let command = block(&page, "sh");
    let words: Vec<&str> = command.split_whitespace().collect();
    assert_eq!(words[0], "writ", "{command}");
    let finished = folder.writ(&words[1..]);
    assert_eq!(finished.code, Some(2), "{finished:?}");
    let (shown, said) = (block(&page, "text"), finished.stderr);
    assert!(said.starts_with(&shown), "the page of {code} shows:\n{shown}\nthe command says:\n{said}");
    assert!(shown.starts_with(&format!("error[{code}]")), "{shown}");
}

#[test]
fn pages_on_files() {
    let folder = Folder::new("pages_on_files");
    let huge = fs::File::create(folder.path("huge.writ")).expect("the target folder can be written");
    huge.set_len(20_000_000).expect("sparse files work here");
    assert_page("E0104", &folder);
    assert_page("E0110", &folder);
    fs::create_dir(folder.path("scripts")).expect("the target folder can be written");
    assert_page("E0111", &folder);
    folder.write("old.writ", b"print(\"caf\xe9\")\n");
    assert_page("E0112", &folder);
}

#[cfg(unix)]
#[test]
fn a_page_on_what_is_no_file() {
    let folder = Folder::new("socket");
    // The path of a socket has to be short.
    let near = std::env::temp_dir().join(format!("writ-explain-{}", std::process::id()));
    let socket = std::os::unix::net::UnixListener::bind(&near).expect("a socket in the folder for temporary files");
    std::os::unix::fs::symlink(&near, folder.path("door.writ")).expect("the target folder can be written");
    assert_page("E0113", &folder);
    drop(socket);
    let _ = fs::remove_file(near);
}

#[test]
fn kinds_of_run_time_errors_are_explained() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/src/runtime-errors.md");
    let folder = Folder::new("kinds_of_run_time_errors_are_explained");
    let Finished { stdout: list, .. } = folder.writ(&["explain"]);
    let Ok(text) = fs::read_to_string(path) else {
        // The page is made elsewhere: without it nothing is promised.
        assert!(!list.contains("Errors at run time"), "{list}");
        return;
    };
    for kind in ["DivisionByZero", "Panic", "IndexOutOfBounds", "Cancelled"] {
        assert!(text.contains(&format!("\n## {kind}\n")), "{kind} has a section");
        let Finished { code, stdout, .. } = folder.writ(&["explain", &kind.to_lowercase()]);
        assert_eq!(code, Some(0));
        assert!(stdout.starts_with(&format!("{kind}\n\n")) && stdout.len() > 100, "{stdout}");
        assert!(list.contains(&format!("\n  {kind}\n")), "{list}");
    }
    let Finished { code, stderr, .. } = folder.writ(&["explain", "DivisonByZero"]);
    assert_eq!((code, stderr.as_str()), (Some(2), "error: there is no mistake `DivisonByZero`\nhelp: did you mean `DivisionByZero`?\n"));
}
