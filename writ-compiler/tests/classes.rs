//! Virtual tables, what `init` has to do along its paths, fields that are assigned late: as the program says it.

use writ_compiler::ir::{ClassDef, ExprKind, Program, Type, visit};
use writ_compiler::loader::Memory;
use writ_compiler::{Options, Session};

fn program(text: &str) -> Program {
    let mut session = Session::new(Options::default());
    let loaded = session.eval(&Memory::new(), "test.writ", text);
    assert!(loaded.module.is_some(), "{:?}", loaded.diagnostics);
    session.into_program()
}

fn codes(text: &str) -> Vec<String> {
    let mut session = Session::new(Options::default());
    let loaded = session.eval(&Memory::new(), "test.writ", text);
    loaded.diagnostics.iter().map(|diagnostic| diagnostic.code.to_string()).collect()
}

fn class<'p>(program: &'p Program, name: &str) -> &'p ClassDef {
    program.classes.iter().find(|class| &*class.name == name).expect(name)
}

/// `slot: Owner.method` of each slot but that which shows.
fn table(program: &Program, name: &str) -> Vec<String> {
    let slots = class(program, name).slots.iter().skip(1);
    slots.map(|slot| format!("{}: {}", slot.name, program[slot.function].frame_name)).collect()
}

#[test]
fn overrides_keep_the_slots_of_the_base() {
    let program = program(
        "class A {\n func one() {}\n private func hidden() {}\n func two() -> A { return self }\n x: int\n get { return 1 }\n}\n\
         class B extends A {\n func three() {}\n func two() -> B { return self }\n func hidden() {}\n x: int\n get { return 2 }\n}\n",
    );
    assert_eq!(table(&program, "A"), ["x.get: A.x.get", "one: A.one", "two: A.two"]);
    assert_eq!(table(&program, "B"), ["x.get: B.x.get", "one: A.one", "two: B.two", "three: B.three", "hidden: B.hidden"]);
    let (a, b) = (class(&program, "A"), class(&program, "B"));
    assert!(a.slots.iter().zip(&b.slots).all(|(a, b)| a.declared == b.declared));
}

#[test]
fn the_nearest_default_of_a_trait_counts() {
    let program = program(
        "trait T {\n func name() -> string { return \"T\" }\n func size() -> int\n}\n\
         trait U with T {\n func name() -> string { return \"U\" }\n}\n\
         class A with T {\n func size() -> int { return 1 }\n}\n\
         class B extends A with U {}\n\
         class C extends B {\n func name() -> string { return \"C\" }\n}\n",
    );
    assert_eq!(table(&program, "A"), ["size: A.size", "name: T.name"]);
    assert_eq!(table(&program, "B"), ["size: A.size", "name: U.name"]);
    assert_eq!(table(&program, "C"), ["size: A.size", "name: C.name"]);
    for name in ["B", "C"] {
        let traits: Vec<_> = class(&program, name).traits.iter().map(|t| program[t.definition].name.to_string()).collect();
        assert_eq!(traits, ["T", "U"]);
    }
}

#[test]
fn show_is_to_string_wherever_it_comes_from() {
    let program = program(
        "trait Shown {\n func toString() -> string { return \"shown\" }\n}\nclass Plain {}\n\
         class A with Shown {}\nclass B extends A {\n func toString() -> string { return \"b\" }\n}\nclass C extends B {}\n",
    );
    let shows = |name: &str| program[class(&program, name).slots[0].function].frame_name.to_string();
    assert_eq!(["Plain", "A", "B", "C"].map(shows), ["Plain.show", "Shown.toString", "B.toString", "B.toString"]);
}

#[test]
fn fields_that_a_base_could_see_too_early_are_late() {
    let fields = |base: &str| {
        let text = format!(
            "class Base {{\n init() {{ {base} }}\n func show() {{}}\n}}\nclass Sub extends Base {{\n a: int\n b: int\n c: int = 1\n\
             init() {{\n a = 1\n super.init()\n b = 2\n }}\n}}\n"
        );
        let program = program(&text);
        let late = |field: &writ_compiler::ir::FieldDef| matches!(program.types.get(field.ty), Type::Optional(_));
        class(&program, "Sub").fields.iter().map(late).collect::<Vec<_>>()
    };
    assert_eq!(fields("print(1)"), [false, false, false]);
    assert_eq!(fields("show()"), [false, true, false]);
    assert_eq!(fields("let f = () => self"), [false, true, false]);
}

#[test]
fn setters_run_from_the_second_assignment_on() {
    let program = program(
        "class A {\n x: int\n set(value) { field = value }\n init(flag: bool) {\n x = 1\n if flag { x = 2 }\n x = 3\n }\n}\n\
         class B {\n x: int = 0\n set(value) { field = value }\n init(flag: bool) {\n if flag { x = 1 }\n x = 2\n }\n}\n",
    );
    let setters = |name: &str| {
        let init = class(&program, name).methods.iter().find(|id| &*program[**id].name == "init").expect("init");
        let mut count = 0;
        visit::each_expr(&program[*init].body, |expr| count += usize::from(matches!(expr.kind, ExprKind::CallVirtual { .. })));
        count
    };
    assert_eq!(setters("A"), 2);
    assert_eq!(setters("B"), 0, "on one path the second is the first");
}

#[test]
fn init_along_its_paths() {
    let init = |body: &str| {
        codes(&format!(
            "class Base {{\n n: int\n init(n: int) {{ self.n = n }}\n}}\nclass A extends Base {{\n x: int\n y: int = 1\n\
             init(flag: bool) {{\n{body}\n}}\n func show() {{ print(x) }}\n}}\n"
        ))
    };
    let none: [&str; 0] = [];
    assert_eq!(init("x = 1\nsuper.init(1)\nif flag { show() }"), none);
    assert_eq!(init("if flag { x = 1 } else { x = 2 }\nsuper.init(x + y)"), none);
    assert_eq!(init("super.init(1)\nif flag {\nx = 1\nreturn\n}\nx = 2"), none);
    assert_eq!(init("super.init(1)\nwhile true {\nx = 1\nif flag { break }\n}"), none);
    assert_eq!(init("super.init(1)\nfor i in 0..3 { x = i }"), ["E0405"]);
    assert_eq!(init("super.init(1)\nif flag { return }\nx = 1"), ["E0405"]);
    assert_eq!(init("x = 1\nshow()\nsuper.init(1)"), ["E0406"]);
    assert_eq!(init("x = n\nsuper.init(1)"), ["E0407"]);
    assert_eq!(init("x = 1\nif flag { super.init(1) }"), ["E0407"]);
    assert_eq!(init("x = 1\nwhile flag { super.init(1) }"), ["E0407"]);
    assert_eq!(init("x = 1"), ["E0407"]);
}
