//! Sessions: what is loaded once, what later pieces see, what a failed piece leaves behind.

use writ_compiler::loader::Memory;
use writ_compiler::{Options, Session};

fn files() -> Memory {
    Memory::new()
        .with("main.writ", "import { two } from \"lib\"\nlet four = two() + two()\n")
        .with("lib.writ", "export func two() -> int { return 2 }\n")
        .with("other.writ", "import { two } from \"lib\"\nprint(two())\n")
        .with("wrong.writ", "let x: int = \"a\"\n")
}

#[test]
fn a_file_is_loaded_once() {
    let mut session = Session::new(Options::default());
    let first = session.load(&files(), "main.writ");
    let modules = session.program().modules.len();
    assert_eq!(first.files, ["main.writ", "lib.writ"].map(String::from));
    let again = session.load(&files(), "./main.writ");
    assert_eq!(again.module, first.module);
    assert!(again.files.is_empty());
    assert_eq!(session.program().modules.len(), modules);
    session.load(&files(), "other.writ");
    assert_eq!(session.program().modules.len(), modules + 1, "`lib` is there already");
}

#[test]
fn a_piece_sees_earlier_ones_and_may_declare_again() {
    let mut session = Session::new(Options::default());
    assert!(session.eval(&files(), "piece", "let a = 1\nfunc f() -> int { return a }").module.is_some());
    assert!(session.eval(&files(), "piece", "let a = f() + 1").module.is_some());
    assert!(session.eval(&files(), "piece", "let b: string = \"${a}\"").module.is_some());
}

#[test]
fn what_fails_leaves_no_trace() {
    let mut session = Session::new(Options::default());
    let before = session.program().functions.len();
    let failed = session.load(&files(), "wrong.writ");
    assert!(failed.module.is_none());
    assert_eq!(failed.diagnostics.len(), 1);
    assert_eq!(session.program().functions.len(), before);
    assert!(session.eval(&files(), "piece", "print(x)").module.is_none(), "`x` was never declared");
}
