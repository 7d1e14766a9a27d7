//! `writ repl`, with inputs from a pipe.

mod common;

use common::{Finished, Folder};

fn repl(folder: &Folder, input: &str) -> Finished {
    let finished = folder.writ_with_input(&["repl"], input.as_bytes());
    assert_eq!(finished.code, Some(0), "{finished:?}");
    finished
}

/// What inputs without mistakes print.
#[track_caller]
fn assert_prints(test: &str, input: &str, expected: &str) {
    let finished = repl(&Folder::new(test), input);
    assert_eq!((finished.stdout.as_str(), finished.stderr.as_str()), (expected, ""));
}

#[test]
fn expressions_show_value_and_type() {
    assert_prints(
        "repl_values",
        "2 + 3\n\"a\" .. 1\n[1.5]\nlet x = 4\nx as float\nprint(\"no value\")\nsqrt(2.0)\n(1, \"a\\n\")\n{\"a\": 1}\n{1: 2}.get(3)\n(n: int) => n\n",
        "5 : int\n\"a1\" : string\n[1.5] : Array<float>\n4.0 : float\nno value\n1.4142135 : float\n(1, \"a\\n\") : (int, string)\n{\"a\": 1} : Dictionary<string, int>\nnull : int?\n<lambda> : (int) -> int\n",
    );
}

#[test]
fn an_input_may_have_several_lines() {
    assert_prints(
        "repl_lines",
        "func double(\n    x: int\n) -> int {\n\n    return x *\n        2\n}\n\nlet text = \"\"\"\n    {\n    \"\"\"\ntext\ndouble(\n21)\n/* a\ncomment */ 1\n",
        "\"{\" : string\n42 : int\n1 : int\n",
    );
}

#[test]
fn a_session_goes_on_after_mistakes() {
    let input = "var n = 1\nn +* 2\nlet s: int = \"a\"\nfunc fail() {\n    n = 2\n    panic(\"stop\")\n}\nfail()\nn\nnothing\nn + 1\n";
    let finished = repl(&Folder::new("repl_mistakes"), input);
    assert_eq!(finished.stdout, "2 : int\n3 : int\n", "{finished:?}");
    for part in [
        " --> <input 2>:1:",
        "error[E0301]: expected `int`, found `string`\n --> <input 3>:1:14\n",
        "error[Panic]: stop\n --> <input 4>:3\n  |\n3 |     panic(\"stop\")\n  |     ^^^^^^^^^^^^^\n  at fail (<input 4>:3)\n  at <module> (<input 5>:1)\n",
        "error[E0201]: there is no `nothing` here",
    ] {
        assert!(finished.stderr.contains(part), "{part} is not in {}", finished.stderr);
    }
}

#[test]
fn names_can_be_declared_again() {
    assert_prints(
        "repl_again",
        "let x = 1\nlet x = \"two\"\nx\nstruct P { x: int = 1 }\nvar p = P()\np.x = 5\np\nstruct P { y: bool = true }\nP().y\n",
        "\"two\" : string\nP(x: 5) : P\ntrue : bool\n",
    );
}

#[test]
fn types_and_times() {
    let finished = repl(
        &Folder::new("repl_types"),
        "func twice(x: int) -> int { print(\"called\"); return x * 2 }\n:type twice(1)\n:type twice\n:t print(1)\n:type 1 +* 2\n:time twice(4)\n",
    );
    let (before, time) = finished.stdout.rsplit_once("took ").expect("it says the time");
    assert_eq!(before, "int\n(int) -> int\nvoid\ncalled\n8 : int\n");
    assert!(time.ends_with("s\n"), "{time}");
    assert!(finished.stderr.contains(" --> <type>:1:"), "{}", finished.stderr);
}

#[test]
fn files_are_loaded_again_after_a_change() {
    let folder = Folder::new("repl_load");
    folder.write("scripts/game.writ", "import { base } from \"rules\"\nfunc damage() -> int { return base * 2 }\nprint(\"loaded\")\n");
    folder.write("scripts/rules.writ", "export const base = 5\n");
    let finished = repl(&folder, ":load scripts/game.writ\ndamage()\n:load nowhere.writ\nimport { base } from \"scripts/rules\"\nbase\n");
    assert_eq!(finished.stdout, "loaded\n10 : int\n5 : int\n");
    assert!(finished.stderr.starts_with("error: cannot read `nowhere.writ`: ") && finished.stderr.lines().count() == 1, "{finished:?}");

    folder.write("fails.writ", "func broken() {\n    assert(1 == 2)\n}\n");
    let finished = folder.writ_with_input(&["repl", "fails.writ"], b"broken()\n");
    assert!(finished.stderr.contains(" --> fails.writ:2\n  |\n2 |     assert(1 == 2)\n"), "{finished:?}");
}

#[test]
fn coroutines_go_on_by_ticks() {
    let input = "func walk() {\n    yield\n    print(\"one\")\n    yield waitForSeconds(1.0)\n    print(\"two\")\n}\nlet walker = start walk()\n:tick\n:tick\n:tick 0.25 4\nwalker.isRunning\n";
    assert_prints("repl_ticks", input, "1 coroutine runs\none\n1 coroutine runs\ntwo\nno coroutine runs\nfalse : bool\n");
    let finished = repl(
        &Folder::new("repl_ticks_fail"),
        "func f() { panic(\"no\") }\nfunc g() { yield; f() }\nstart g()\n:tick\n:tick\n:tick -1\n:tick one\n",
    );
    for part in [
        "error[Panic]: no\n --> <input 1>:1\n",
        "  at g (<input 2>:1) [coroutine]\n",
        "delta of a tick",
        "error: `:tick one` makes no sense",
    ] {
        assert!(finished.stderr.contains(part), "{part} is not in {}", finished.stderr);
    }
}

#[test]
fn commands_are_explained_and_mistakes_in_them_too() {
    let finished = repl(&Folder::new("repl_commands"), ":help\n:lod x\n:type\n:quit now\n:reset\n:\n");
    for command in [":help", ":type EXPRESSION", ":time SOURCE", ":load FILE", ":tick", ":reset", ":quit"] {
        assert!(finished.stdout.contains(command), "{command} is not in {}", finished.stdout);
    }
    let expected = "error: there is no command `:lod`; did you mean `:load`?\nerror: `:type` needs something behind it; see `:help`\nerror: nothing stands behind `:quit`\nerror: there is no command `:`; see `:help`\n";
    assert_eq!(finished.stderr, expected);
}

#[test]
fn variables_of_earlier_inputs_can_be_assigned() {
    let input = "var name = \"a\"\nname = name .. \"b\"\nname ..= \"a long text that needs the heap\"\nname\nvar list = [1]\nlist = [2, 3]\nlist[0] += 5\nlist\nfunc set(n: int) { list = [n] }\nset(9)\nlist\n";
    assert_prints("repl_assign", input, "\"aba long text that needs the heap\" : string\n[7, 3] : Array<int>\n[9] : Array<int>\n");
    // A variable whose declaration failed has no value until it is declared again.
    let input =
        "var text = \"a\".repeat(1 / 0)\ntext = \"a text that needs the heap\"\ntext\nvar text = \"again\"\ntext\nlet x = 1\nx = 2\n";
    let finished = repl(&Folder::new("repl_assign_failed"), input);
    assert_eq!(finished.stdout, "\"again\" : string\n", "{finished:?}");
    for part in ["error[DivisionByZero]", "error[Uninitialized]", "error[E0320]"] {
        assert!(finished.stderr.contains(part), "{part} is not in {}", finished.stderr);
    }
}

#[test]
fn reset_forgets_and_quit_ends() {
    let finished = repl(&Folder::new("repl_reset"), "let x = 1\n:reset\nx\n1\n:quit\nprint(\"never\")\n");
    assert_eq!(finished.stdout, "1 : int\n");
    assert!(finished.stderr.contains("there is no `x` here"), "{finished:?}");
}

#[test]
fn what_breaks_off_at_the_end_is_said() {
    let finished = repl(&Folder::new("repl_open"), "1\nprint((2\n");
    assert_eq!(finished.stdout, "1 : int\n");
    assert!(finished.stderr.contains("is not closed"), "{finished:?}");
    let finished = repl(&Folder::new("repl_no_newline"), "1 + 1");
    assert_eq!(finished.stdout, "2 : int\n");
}

#[test]
fn large_values_are_cut() {
    let finished = repl(&Folder::new("repl_large"), "let a = [0]\nwhile a.len() < 100000 { a.push(7) }\na\n");
    assert!(
        finished.stdout.len() < 11_000 && finished.stdout.ends_with("… (300000 characters) : Array<int>\n"),
        "{}",
        finished.stdout.len()
    );
}

#[test]
fn no_input_is_no_mistake() {
    let finished = Folder::new("repl_empty").writ(&["repl"]);
    assert_eq!((finished.code, finished.stdout.as_str(), finished.stderr.as_str()), (Some(0), "", ""));
}

#[test]
fn input_that_is_no_text() {
    let finished = Folder::new("repl_bytes").writ_with_input(&["repl"], b"1\n\xff\xfe\n");
    assert_eq!((finished.code, finished.stdout.as_str()), (Some(2), "1 : int\n"), "{finished:?}");
}
