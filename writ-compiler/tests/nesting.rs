//! Types that hold, extend or name each other without end: refused, and the stack of the host stays whole.

use writ_compiler::diagnostic::Diagnostic;
use writ_compiler::loader::NoFiles;
use writ_compiler::{Options, Session};

fn errors(source: &str) -> Vec<Diagnostic> {
    let loaded = Session::new(Options::default()).eval(&NoFiles, "<script>", source);
    loaded.diagnostics.into_iter().filter(|diagnostic| diagnostic.code.0.starts_with('E')).collect()
}

/// `count` declarations in both orders: `first`, and `next` of each and the one before it.
fn chains(count: usize, first: &str, next: impl Fn(&str, &str) -> String) -> [String; 2] {
    let name = |n: usize| format!("T{n}");
    let mut lines = vec![first.replace("FIRST", "T0")];
    lines.extend((1..count).map(|n| next(&name(n), &name(n - 1))));
    let forward = lines.join("\n");
    lines.reverse();
    [forward, lines.join("\n")]
}

#[track_caller]
fn too_large(source: &str, said: &str) {
    let errors = errors(source);
    assert!(errors.iter().any(|error| error.code.0 == "E0317" && error.message.contains(said)), "{errors:?}");
}

#[test]
fn what_nests_in_itself_ends() {
    const MANY: usize = 3_000;
    for source in chains(MANY, "struct FIRST { n: int = 1 }", |new, old| format!("struct {new} {{ a: {old} = {old}() }}")) {
        too_large(&format!("{source}\nlet d: Dictionary<T2999, int> = {{}}\nprint(T2999())"), "nests too deep: more than 100");
    }
    for source in chains(MANY, "struct FIRST { n: int = 1 }", |new, old| format!("struct {new} {{ a = {old}() }}")) {
        too_large(&format!("{source}\nprint(T2999())"), "nests too deep: more than 100");
    }
    for source in chains(MANY, "enum FIRST { A, B(n: int) }", |new, old| format!("enum {new} {{ A, B(t: ({old}, int)?) }}")) {
        too_large(&format!("{source}\nprint(T2999.A == T2999.A)"), "nests too deep: more than 100");
    }
    for source in chains(MANY, "open class FIRST { public n: int = 1 }", |new, old| format!("open class {new} extends {old} {{ }}")) {
        too_large(&source, "more than 100 classes above it");
    }
    for source in chains(MANY, "trait FIRST { func f() -> int }", |new, old| format!("trait {new} with {old} {{ }}")) {
        too_large(&source, "more than 100 traits above it");
    }
}

#[test]
fn up_to_the_limit_it_nests() {
    for source in chains(100, "struct FIRST { n: int = 1 }", |new, old| format!("struct {new} {{ a: {old} = {old}() }}")) {
        assert!(errors(&format!("{source}\nprint(T99() == T99())")).is_empty());
    }
    for source in chains(100, "enum FIRST { A, B(n: int) }", |new, old| format!("enum {new} {{ A, B(t: {old}) }}")) {
        assert!(errors(&format!("{source}\nlet d: Dictionary<T99, int> = {{T99.A: 1}}\nprint(d)")).is_empty());
    }
    for source in chains(100, "open class FIRST { public n: int = 1 }", |new, old| format!("open class {new} extends {old} {{ }}")) {
        assert!(errors(&format!("{source}\nprint(T99().n)")).is_empty());
    }
    for source in chains(100, "trait FIRST { func f() -> int }", |new, old| format!("trait {new} with {old} {{ }}")) {
        assert!(errors(&format!("{source}\nclass C with T99 {{ func f() -> int {{ return 1 }} }}\nprint(C().f())")).is_empty());
    }
}

#[test]
fn types_without_a_name_end() {
    let lines =
        |step: &str| (1..3_000).map(|n| step.replace("NEW", &format!("a{n}")).replace("OLD", &format!("a{}", n - 1))).collect::<String>();
    for step in
        ["let NEW = (OLD, OLD)\n", "let NEW = [OLD]\n", "let NEW = {1: OLD}\n", "let NEW = () => OLD\n", "let NEW = Success((OLD, 1))\n"]
    {
        too_large(&format!("let a0 = 1\n{}print(a9)", lines(step)), "a type here is too large");
    }
}

#[test]
fn objects_and_variables_have_limits() {
    let value = format!("struct S {{ {} }}", (0..900).map(|n| format!("f{n}: int = {n}\n")).collect::<String>());
    let fields = |count: usize| (0..count).map(|n| format!("public g{n}: S = S()\n")).collect::<String>();
    assert!(errors(&format!("{value}\nclass C {{ {} }}\nprint(C().g1.f1)", fields(55))).is_empty());
    too_large(&format!("{value}\nclass C {{ {} }}", fields(56)), "the fields of `C` consist of 50400 parts");
    too_large(
        &format!("{value}\nopen class B {{ {} }}\nclass C extends B {{ public last: S = S() }}", fields(55)),
        "the fields of `C` consist",
    );
    let variables = (0..1_112).map(|n| format!("let v{n} = S()\n")).collect::<String>();
    too_large(&format!("{value}\n{variables}"), "the variables of all modules consist of more than 1000000 parts");
}

#[test]
fn long_conditions_are_conditions() {
    // Each link narrows for those behind it.
    let links = |link: &str| link.repeat(10_000);
    for condition in [
        format!("a != null{}", links(" && a > 0")),
        format!("a == null{}", links(" || a > 0")),
        format!("!(a == null{})", links(" || a > 0")),
        format!("a != null{}", links(" && a > 0 || a != null")),
    ] {
        let source = format!("func f(a: int?) -> bool {{ if {condition} {{ return true }}\n return {condition} }}\nprint(f(1))");
        assert!(errors(&source).is_empty(), "{:?}", errors(&source));
    }
}
