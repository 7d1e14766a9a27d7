//! What the commands do with good input.

mod common;

use common::Folder;

#[test]
fn run_prints_what_the_script_prints() {
    let folder = Folder::new("run_prints");
    folder.write("game.writ", "import { twice } from \"lib/math\"\nprint(\"hello\")\nprint(twice(21))\n");
    folder.write("lib/math.writ", "export func twice(x: int) -> int { return x * 2 }\n");
    let finished = folder.writ(&["run", "game.writ"]);
    assert_eq!((finished.code, finished.stdout.as_str(), finished.stderr.as_str()), (Some(0), "hello\n42\n", ""));
}

#[test]
fn run_reads_standard_input() {
    let folder = Folder::new("run_input");
    let finished = folder.writ_with_input(&["run", "-"], b"print(1 + 2)\n");
    assert_eq!((finished.code, finished.stdout.as_str()), (Some(0), "3\n"), "{finished:?}");
}

#[test]
fn an_empty_file_runs() {
    let folder = Folder::new("run_empty");
    folder.write("empty.writ", "");
    let finished = folder.writ(&["run", "empty.writ"]);
    assert_eq!((finished.code, finished.stdout.as_str(), finished.stderr.as_str()), (Some(0), "", ""));
}

#[test]
fn run_reports_errors_with_their_trace() {
    let folder = Folder::new("run_error");
    folder.write("game.writ", "func divide(a: int, b: int) -> int {\n    return a / b\n}\nprint(1)\nprint(divide(1, 0))\n");
    let finished = folder.writ(&["run", "game.writ"]);
    assert_eq!((finished.code, finished.stdout.as_str()), (Some(1), "1\n"));
    let (head, trace) = ("error[DivisionByZero]: division by zero\n", "\n  at divide (game.writ:2)\n  at <module> (game.writ:5)\n");
    assert!(finished.stderr.starts_with(head) && finished.stderr.ends_with(trace), "{}", finished.stderr);
}

#[test]
fn endless_recursion_is_an_error() {
    let folder = Folder::new("run_recursion");
    folder.write("game.writ", "func f(n: int) -> int { return f(n + 1) + 1 }\nprint(f(0))\n");
    let finished = folder.writ(&["run", "game.writ"]);
    assert_eq!(finished.code, Some(1), "{finished:?}");
    assert!(finished.stderr.starts_with("error[StackOverflow]"), "{finished:?}");
}

#[test]
fn diagnostics_name_the_file_as_the_user_gave_it() {
    let folder = Folder::new("run_paths");
    folder.write("scripts/game.writ", "import { x } from \"lib\"\nprint(x)\n");
    folder.write("scripts/lib.writ", "export let x: int = \"a\"\n");
    let finished = folder.writ(&["run", "scripts/game.writ"]);
    assert_eq!(finished.code, Some(2));
    assert!(finished.stderr.contains("scripts/lib.writ:1:21"), "{}", finished.stderr);
    let finished = folder.writ(&["check", "./scripts/../scripts/game.writ"]);
    assert!(finished.stderr.contains("./scripts/../scripts/lib.writ:1:21"), "{}", finished.stderr);
}

#[test]
fn check_says_nothing_about_good_scripts() {
    let folder = Folder::new("check_good");
    folder.write("a.writ", "print(1)\n");
    folder.write("b/c.writ", "import { x } from \"d\"\nprint(x)\n");
    folder.write("b/d.writ", "export let x = 1\n");
    for paths in [&["check", "a.writ", "b"][..], &["check", "."]] {
        let finished = folder.writ(paths);
        assert_eq!((finished.code, finished.stdout.as_str(), finished.stderr.as_str()), (Some(0), "", ""));
    }
    let finished = folder.writ(&["check", "--format", "json", "a.writ"]);
    assert_eq!((finished.code, finished.stdout.as_str()), (Some(0), "[]\n"));
}

#[test]
fn check_says_each_mistake_once() {
    let folder = Folder::new("check_once");
    folder.write("a.writ", "import { x } from \"lib\"\nprint(x)\n");
    folder.write("b.writ", "import { x } from \"lib\"\nprint(x)\n");
    folder.write("lib.writ", "export let x: int = \"a\"\n");
    let finished = folder.writ(&["check", "."]);
    assert_eq!(finished.code, Some(2));
    assert_eq!(finished.stderr.matches("lib.writ:1:21").count(), 1, "{}", finished.stderr);
}

#[test]
fn build_writes_rust_ir_and_bytecode() {
    let folder = Folder::new("build");
    folder.write("game.writ", "export func twice(x: int) -> int { return x * 2 }\n");
    let rust = folder.writ(&["build", "game.writ"]);
    assert!(rust.code == Some(0) && rust.stdout.contains("fn twice"), "{rust:?}");
    for what in ["ir", "bytecode"] {
        let text = folder.writ(&["build", "game.writ", "--emit", what]);
        assert!(text.code == Some(0) && text.stdout.contains("twice"), "{text:?}");
    }
    let silent = folder.writ(&["build", "game.writ", "-o", "out.rs"]);
    assert_eq!((silent.code, silent.stdout.as_str()), (Some(0), ""));
    assert_eq!(std::fs::read_to_string(folder.path("out.rs")).expect("it was written"), rust.stdout);
    let nowhere = folder.writ(&["build", "game.writ", "-o", "no/such/folder/out.rs"]);
    assert_eq!(nowhere.code, Some(2), "{nowhere:?}");
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_no_panic() {
    use std::process::{Command, Stdio};
    let folder = Folder::new("pipe");
    folder.write("game.writ", "for i in 0..200000 { print(i) }\n");
    let mut child = Command::new(env!("CARGO_BIN_EXE_writ"))
        .args(["run", "game.writ"])
        .current_dir(folder.path("."))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the command ends");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn run_takes_a_seed() {
    let folder = Folder::new("run_seed");
    folder.write("game.writ", "print(random() == Random(-5).random())\n");
    for (arguments, printed) in [(&["run", "game.writ", "--seed", "-5"][..], "true\n"), (&["run", "game.writ"][..], "false\n")] {
        let finished = folder.writ(arguments);
        assert_eq!((finished.code, finished.stdout.as_str(), finished.stderr.as_str()), (Some(0), printed, ""));
    }
}
