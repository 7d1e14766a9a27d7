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
fn a_generic_of_an_earlier_piece_has_instances_in_later_ones() {
    let mut session = Session::new(Options::default());
    let mut good = |text: &str| {
        let loaded = session.eval(&files(), "piece", text);
        assert!(loaded.module.is_some(), "{text}: {:?}", loaded.diagnostics);
        session.program().structs.len()
    };
    let declared = good("let step = 2\nstruct Box<T> { value: T\n public func next(n: int) -> int { return n + step } }");
    assert_eq!(declared, 0, "a declaration makes nothing");
    assert_eq!(good("func boxed<T>(value: T) -> Box<T> { return Box(value) }\nlet a = boxed(1)"), 1);
    assert_eq!(good("let b: Box<int> = boxed(2)\nprint(b.next(1))"), 1, "the same instance");
    assert_eq!(good("let c = Box(boxed(\"x\"))\nprint(c)"), 3);
    // Declared again it is another type.
    assert_eq!(good("struct Box<T> { other: T }\nlet d = Box(1)\nprint(d.other)"), 4);
    let failed = session.eval(&files(), "piece", "let e: Box<float> = boxed(1.5)");
    assert!(failed.module.is_none(), "`boxed` gives the first `Box`");
    assert_eq!(session.program().structs.len(), 4);
}

#[test]
fn a_wrong_generic_is_told_once() {
    let mut session = Session::new(Options::default());
    let text = "func twice<T>(x: T) -> T { return x + x }\nprint(twice(1))\nprint(twice(\"a\"))\nprint(twice([1]))";
    let failed = session.eval(&files(), "piece", text);
    let messages: Vec<_> = failed.diagnostics.iter().map(|d| d.message.as_str()).collect();
    assert_eq!(messages, ["`+` is not defined between `T` and `T`"]);
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

#[test]
fn linked_modules_are_imported_by_their_paths() {
    let mut session = Session::new(Options::default());
    let items = "export struct Item { name: string }\nexport func item(name: string) -> Item { return Item(name) }\n";
    let game = "import { Item, item } from \"lib/items\"\nexport func sword() -> Item { return item(\"sword\") }\n";
    let linked = session.link(&[("lib/items", items), ("game", game)]);
    assert!(linked.module.is_some(), "{:?}", linked.diagnostics);
    let modules: Vec<_> = session.program().modules.iter().map(|module| (module.path.as_str(), module.linked)).collect();
    assert_eq!(modules, [("<std>", false), ("lib/items", true), ("game", true)]);
    // Again is nothing new, and a script finds them without a file.
    assert_eq!(session.link(&[("game", "nonsense")]).module, linked.module);
    let text = "import { sword } from \"game\"\nimport { Item } from \"lib/items\"\nlet first: Item = sword()\n";
    let loaded = session.eval(&Memory::new(), "mod.writ", text);
    assert!(loaded.module.is_some(), "{:?}", loaded.diagnostics);
    assert!(!session.program()[loaded.module.unwrap()].linked);
}

#[test]
fn linked_source_that_does_not_compile_is_reported() {
    let mut session = Session::new(Options::default());
    let linked = session.link(&[("game", "func f() -> int { return \"\" }")]);
    assert!(linked.module.is_none() && !linked.diagnostics.is_empty());
    assert_eq!(session.program().modules.len(), 1);
}
