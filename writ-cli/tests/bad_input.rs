//! Bad input: each with a diagnostic or an I/O error and exit code 2, whatever the command, and never a panic.

mod common;

use common::{Finished, Folder};
use std::fs;

/// What is wrong, the script, and what has to be in the message.
fn bad_scripts() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    vec![
        ("unclosed string", b"print(\"abc\n".to_vec(), "bad.writ:1:7"),
        ("unclosed multi-line string", b"let x = \"\"\"\nabc\n".to_vec(), "bad.writ:1:9"),
        ("unclosed interpolation", b"print(\"a ${1 + \")\n".to_vec(), "bad.writ:1:"),
        ("unclosed brace", b"func f() {\n    print(1)\n".to_vec(), "bad.writ:"),
        ("unclosed bracket", b"let a = [1, 2\n".to_vec(), "bad.writ:"),
        ("surplus brace", b"print(1)\n}\n".to_vec(), "bad.writ:2:1"),
        ("unclosed comment", b"print(1)\n/* abc\n".to_vec(), "bad.writ:2:1"),
        ("stray token", b"let x = 1\n@\n".to_vec(), "bad.writ:2:1"),
        ("wrong type", b"let x: int = \"a\"\n".to_vec(), "bad.writ:1:14"),
        (
            "10,000 nested parentheses",
            [b"let x = ".to_vec(), b"(".repeat(10_000), b"1".to_vec(), b")".repeat(10_000)].concat(),
            "bad.writ:1:",
        ),
        ("10,000 open parentheses", b"(".repeat(10_000), "bad.writ:1:"),
        ("10,000 open braces", b"{".repeat(10_000), "bad.writ:1:"),
        ("10,000 prefix operators", [b"let x = ".to_vec(), b"!".repeat(10_000), b"true".to_vec()].concat(), "bad.writ:1:"),
        ("a line of 1 MB that is one word", [b"let x = ".to_vec(), b"a".repeat(1 << 20)].concat(), "bad.writ:1:9"),
        ("a line of 1 MB of operators", [b"let x = 1".to_vec(), b" + 1".repeat(1 << 18), b" +".to_vec()].concat(), "bad.writ:1:"),
        ("a line of 1 MB of brackets", b"[]".repeat(1 << 19), "bad.writ:1:"),
        ("invalid UTF-8", b"let x = \"\xff\xfe\"\n".to_vec(), "bad.writ"),
        ("NUL bytes", b"let x = 1\n\0\0\0\n".to_vec(), "bad.writ:2:1"),
        ("only NUL bytes", vec![0; 1000], "bad.writ:1:1"),
        ("a missing import", b"import { a } from \"nowhere\"\nprint(a)\n".to_vec(), "bad.writ:1:"),
        ("an import outside the root", b"import { a } from \"../outside\"\nprint(a)\n".to_vec(), "bad.writ:1:"),
        ("an absolute import", b"import { a } from \"/etc/passwd\"\nprint(a)\n".to_vec(), "bad.writ:1:"),
        ("an import that is not exported", b"import { hidden } from \"other\"\nprint(hidden)\n".to_vec(), "bad.writ:1:10"),
        ("an import of a folder", b"import { a } from \"folder\"\nprint(a)\n".to_vec(), "bad.writ:1:"),
        ("a cyclic import", b"import { a } from \"cycle\"\nexport let b = 1\nprint(a)\n".to_vec(), "cycle"),
        ("an import of itself", b"import { a } from \"bad\"\nexport let a = 1\n".to_vec(), "bad.writ:1:"),
    ]
}

#[track_caller]
fn assert_refused(what: &str, finished: &Finished, message: &str) {
    assert_eq!(finished.code, Some(2), "{what}: {finished:?}");
    let said = format!("{}{}", finished.stdout, finished.stderr);
    assert!(said.contains(message), "{what}: `{message}` is not in:\n{said}");
    assert!(!said.contains("panicked"), "{what}: {said}");
    assert!(said.len() < 20_000, "{what}: {} bytes of messages", said.len());
}

#[test]
fn scripts_that_do_not_compile() {
    let folder = Folder::new("scripts_that_do_not_compile");
    folder.write("other.writ", "let hidden = 1\n");
    folder.write("cycle.writ", "import { b } from \"bad\"\nexport let a = b\n");
    fs::create_dir_all(folder.path("folder")).expect("the target folder can be written");
    for (what, script, message) in bad_scripts() {
        folder.write("bad.writ", &script);
        for command in
            [&["run", "bad.writ"][..], &["check", "bad.writ"], &["check", "--format", "json", "bad.writ"], &["build", "bad.writ"]]
        {
            // In JSON, line and column are fields of their own.
            let message = if command.contains(&"json") { "\"code\"" } else { message };
            assert_refused(&format!("{what}: {command:?}"), &folder.writ(command), message);
        }
        let from_input = folder.writ_with_input(&["run", "-"], &script);
        assert_eq!(from_input.code, Some(2), "{what} on standard input: {from_input:?}");
    }
}

#[test]
fn files_that_are_none() {
    let folder = Folder::new("files_that_are_none");
    fs::create_dir_all(folder.path("folder")).expect("the target folder can be written");
    let huge = fs::File::create(folder.path("huge.writ")).expect("the target folder can be written");
    huge.set_len(300_000_000).expect("sparse files work here");
    drop(huge);
    for (file, message) in [
        ("missing.writ", "missing.writ"),
        ("missing/inside.writ", "missing/inside.writ"),
        ("folder", "folder"),
        ("huge.writ", "huge.writ"),
        ("", ""),
        ("huge.writ/inside.writ", "inside.writ"),
    ] {
        assert_refused(file, &folder.writ(&["run", file]), message);
        assert_refused(file, &folder.writ(&["build", file]), message);
        assert_refused(file, &folder.writ(&["check", file]), message);
    }
    folder.write("unreadable.writ", "print(1)\n");
    if make_unreadable(&folder) {
        assert_refused("unreadable", &folder.writ(&["run", "unreadable.writ"]), "unreadable.writ");
    }
}

/// Takes away the right to read; `false` if that has no effect, as for the superuser.
#[cfg(unix)]
fn make_unreadable(folder: &Folder) -> bool {
    use std::os::unix::fs::PermissionsExt;
    let path = folder.path("unreadable.writ");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).expect("the file is ours");
    fs::read(path).is_err()
}

#[cfg(not(unix))]
fn make_unreadable(_: &Folder) -> bool {
    false
}

#[test]
fn command_lines_that_make_no_sense() {
    let folder = Folder::new("command_lines_that_make_no_sense");
    for arguments in
        [&[][..], &["run"], &["fly"], &["check"], &["run", "a.writ", "--ticks", "many"], &["build", "a.writ", "--emit", "wasm"]]
    {
        let finished = folder.writ(arguments);
        assert_eq!(finished.code, Some(2), "{arguments:?}: {finished:?}");
    }
}
