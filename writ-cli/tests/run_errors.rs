//! What `writ run` shows of run-time errors: kind and message, the line of the script, the trace.

mod common;

use common::Folder;

/// Runs the script and compares what is on standard error.
#[track_caller]
fn assert_error(folder: &Folder, arguments: &[&str], expected: &str) {
    let finished = folder.writ(arguments);
    assert_eq!(finished.code, Some(1), "{finished:?}");
    assert_eq!(finished.stderr, expected);
}

#[test]
fn the_line_stands_between_message_and_trace() {
    let folder = Folder::new("error_line");
    folder.write("game.writ", "func divide(a: int, b: int) -> int {\n    return a / b // no\n}\nprint(divide(1, 0))\n");
    let expected = "\
error[DivisionByZero]: division by zero
 --> game.writ:2
  |
2 |     return a / b // no
  |     ^^^^^^^^^^^^
  at divide (game.writ:2)
  at <module> (game.writ:4)
";
    assert_error(&folder, &["run", "game.writ"], expected);
}

#[test]
fn errors_in_modules_show_the_module() {
    let folder = Folder::new("error_module");
    folder.write("scripts/game.writ", "import { first } from \"lib/lists\"\n\nprint(first([]))\n");
    folder.write("scripts/lib/lists.writ", "export func first(items: Array<int>) -> int { return items[0] }\n");
    let expected = "\
error[IndexOutOfBounds]: index 0 out of bounds for length 0
 --> scripts/lib/lists.writ:1
  |
1 | export func first(items: Array<int>) -> int { return items[0] }
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  at first (lib/lists.writ:1)
  at <module> (game.writ:3)
";
    assert_error(&folder, &["run", "scripts/game.writ"], expected);
}

#[test]
fn errors_in_ticks_show_their_line() {
    let folder = Folder::new("error_tick");
    folder.write("game.writ", "func walk() {\n    yield\n    panic(\"a wall\")\n}\nstart walk()\n");
    let expected = "\
in tick 2: error[Panic]: a wall
 --> game.writ:3
  |
3 |     panic(\"a wall\")
  |     ^^^^^^^^^^^^^^^
  at walk (game.writ:3) [coroutine]
";
    assert_error(&folder, &["run", "game.writ", "--ticks", "5"], expected);
}

/// `map` and the others are written in Writ; what is shown is the line of the script that called them, or that they called.
#[test]
fn errors_inside_of_the_library_show_the_script() {
    let folder = Folder::new("error_library");
    folder.write("game.writ", "let list = [3, 1]\nlet sorted = list.map((n) => 10 / (n - 1))\nprint(sorted)\n");
    let expected = "\
error[DivisionByZero]: division by zero
 --> game.writ:2
  |
2 | let sorted = list.map((n) => 10 / (n - 1))
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  at <lambda> (game.writ:2)
  at <module> (game.writ:2)
";
    assert_error(&folder, &["run", "game.writ"], expected);
    folder.write("game.writ", "print(\"a\".repeat(-1))\n");
    let finished = folder.writ(&["run", "game.writ"]);
    assert!(finished.stderr.contains(" --> game.writ:1\n"), "{finished:?}");
}

#[test]
fn messages_stay_as_they_are() {
    let folder = Folder::new("error_message");
    folder.write("game.writ", "panic(\"one\\n  at two (three.writ:4)\")\n");
    let expected = "\
error[Panic]: one
  at two (three.writ:4)
 --> game.writ:1
  |
1 | panic(\"one\\n  at two (three.writ:4)\")
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  at <module> (game.writ:1)
";
    assert_error(&folder, &["run", "game.writ"], expected);
}

#[test]
fn long_traces_keep_their_count() {
    let folder = Folder::new("error_recursion");
    folder.write("game.writ", "func f(n: int) -> int {\n    return f(n + 1) + 1\n}\nf(0)\n");
    let finished = folder.writ(&["run", "game.writ"]);
    let start = "error[StackOverflow]: call depth limit reached\n --> game.writ:2\n  |\n2 |     return f(n + 1) + 1\n  |     ^^^^^^^^^^^^^^^^^^^\n  at f (game.writ:2)\n";
    assert!(finished.stderr.contains("  at f (game.writ:2)\n  ... ") && finished.stderr.contains(" more\n  at f"), "{}", finished.stderr);
    let head = start.lines().skip(1).collect::<Vec<_>>().join("\n");
    assert!(finished.stderr.contains(&head), "{}", finished.stderr);
}

#[test]
fn standard_input_has_lines_too() {
    let folder = Folder::new("error_input");
    let finished = folder.writ_with_input(&["run", "-"], b"let d: Dictionary<string, int> = {}\nprint(d[\"bob\"])\n");
    let expected = "\
error[KeyNotFound]: key not found: \"bob\"
 --> -:2
  |
2 | print(d[\"bob\"])
  | ^^^^^^^^^^^^^^^
  at <module> (stdin.writ:2)
";
    assert_eq!((finished.code, finished.stdout.as_str(), finished.stderr.as_str()), (Some(1), "", expected));
}
