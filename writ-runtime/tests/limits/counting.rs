//! The count of bytes is exact.

use super::instance;
use writ_runtime::{Array, Dictionary, Function, Limits, Str, Writ};

/// How many bytes the script's function leaves in `kept`.
#[track_caller]
fn bytes(declaration: &str, value: &str) -> usize {
    let mut writ = instance(&format!("{declaration}\nfunc keep() {{ kept = {value} }}\nfunc drop() {{ kept = null }}"));
    writ.call::<()>("keep", ()).unwrap();
    writ.call::<()>("drop", ()).unwrap();
    let before = writ.heap_bytes();
    writ.call::<()>("keep", ()).unwrap();
    let with = writ.heap_bytes();
    writ.call::<()>("drop", ()).unwrap();
    assert_eq!(writ.heap_bytes(), before);
    with - before
}

/// A header.
const HEADER: usize = 16;
/// An array object: pointer, length, room.
const ARRAY: usize = HEADER + 24;
/// A string object: sizes, and the number of characters.
const STRING: usize = HEADER + 24;

#[test]
fn arrays_to_the_byte() {
    let kept = "var kept: Array<int>? = null";
    assert_eq!(bytes(kept, "[]"), ARRAY);
    assert_eq!(bytes(kept, "[1, 2, 3, 4, 5]"), ARRAY + 5 * 8);
    // The least room that an array has.
    assert_eq!(bytes(kept, "[1]"), ARRAY + 4 * 8);
    let mut writ = instance("let a: Array<int> = []\nfunc push() { a.push(1) }\nfunc clear() { a.resize(1000, 0) }");
    let mut last = writ.heap_bytes();
    let mut steps = Vec::new();
    for _ in 0..100 {
        writ.call::<()>("push", ()).unwrap();
        steps.push(writ.heap_bytes() - last);
        last = writ.heap_bytes();
    }
    let grown: Vec<usize> = steps.into_iter().filter(|step| *step > 0).collect();
    assert_eq!(grown, [4 * 8, 4 * 8, 8 * 8, 16 * 8, 32 * 8, 64 * 8]);
    assert_eq!(bytes("var kept: Array<bool>? = null", "[true, false, true, true, false]"), ARRAY + 5);
    assert_eq!(
        bytes("struct P { x: float\n y: float }\nvar kept: Array<P>? = null", "[P(1.0, 2.0), P(1.0, 2.0), P(1.0, 2.0), P(1.0, 2.0)]"),
        ARRAY + 4 * 8
    );
}

#[test]
fn strings_to_the_byte() {
    let kept = "var kept: string? = null";
    // Up to seven bytes lie in the word.
    assert_eq!(bytes(kept, "\"a\".repeat(7)"), 0);
    assert_eq!(bytes(kept, "\"a\".repeat(8)"), STRING + 8);
    assert_eq!(bytes(kept, "\"a\".repeat(1001)"), STRING + 1001);
    assert_eq!(bytes(kept, "\"the number \" .. 12345"), STRING + 16);
}

#[test]
fn objects_closures_and_boxes_to_the_byte() {
    assert_eq!(bytes("class P { x: int = 1\n y: float = 2.0\n z: bool = true }\nvar kept: P? = null", "P()"), HEADER + 16);
    assert_eq!(bytes("class E { }\nvar kept: E? = null", "E()"), HEADER);
    assert_eq!(
        bytes("enum List { End, Cons(head: int, rest: List) }\nvar kept: List? = null", "List.Cons(1, List.Cons(2, List.End))") % 8,
        0
    );
    // The number of the function, and an int.
    let source = "var kept: (() -> int)? = null\nfunc make(n: int) -> () -> int { return () => n }";
    assert_eq!(bytes(source, "make(5)"), HEADER + 8 + 8);
    // A cell beside it.
    let source = "var kept: (() -> int)? = null\nfunc make(n: int) -> () -> int { var m = n\n return () => { m += 1\n return m } }";
    assert_eq!(bytes(source, "make(5)"), (HEADER + 8 + 8) + (HEADER + 8));
}

#[test]
fn dictionaries_come_back_to_nothing() {
    let kept = "var kept: Dictionary<int, int>? = null\nfunc make(n: int) -> Dictionary<int, int> { let d: Dictionary<int, int> = {}\n for i in 0..n { d[i] = i }\n for i in 0..n { if i % 3 != 0 { d.remove(i) } }\n for i in n..n + n { d[i] = i }\n return d }";
    let empty = bytes(kept, "make(0)");
    for n in [1, 4, 5, 100, 1000, 5000] {
        let bytes = bytes(kept, &format!("make({n})"));
        // An entry is hash, key and value; beside it the table has at least a number and a byte.
        assert!(bytes - empty >= n * 24 + n * 5, "{bytes} for {n}");
        assert!(bytes - empty <= 16 * n * (24 + 5) + 200, "{bytes} for {n}");
    }
}

#[test]
fn a_limit_is_exact_to_the_byte() {
    let mut writ = instance("func make(n: int) -> int { return \"a\".repeat(n).len() }");
    writ.call::<i64>("make", (100,)).unwrap();
    let limits = Limits::new().heap_bytes(writ.heap_bytes() + STRING + 1000);
    assert_eq!(writ.with_limits(limits, |writ| writ.call::<i64>("make", (1000,))).unwrap(), 1000);
    let error = writ.with_limits(limits, |writ| writ.call::<i64>("make", (1001,))).unwrap_err().to_string();
    assert!(error.starts_with(&format!("error[OutOfMemory]: cannot allocate {} bytes\n", STRING + 1001)), "{error}");
    let mut writ = instance("func make(n: int) -> int { let a = [1]\n a.resize(n, 1)\n return a.len() }");
    let limits = Limits::new().heap_bytes(writ.heap_bytes() + ARRAY + 1000 * 8);
    assert_eq!(writ.with_limits(limits, |writ| writ.call::<i64>("make", (1000,))).unwrap(), 1000);
    assert!(writ.with_limits(limits, |writ| writ.call::<i64>("make", (1001,))).is_err());
}

#[test]
fn handles_of_the_host_count_until_they_go() {
    let mut one = instance(
        "class P { x: int = 1 }\nfunc give() -> (string) -> string { let p = \"a text of the script's \" .. 1\n return (s: string) => s .. p }\nfunc object() -> any { return P() }",
    );
    let mut other = Writ::new();
    other.run("let x = 1").unwrap();
    let (before, others) = (one.heap_bytes(), other.heap_bytes());
    let function = one.call::<Function<(Str,), Str>>("give", ()).unwrap();
    let object = one.call::<writ_runtime::AnyRef>("object", ()).unwrap();
    let with = one.heap_bytes();
    assert!(with > before + STRING);
    // Whatever runs meanwhile.
    other.run("let y = [1, 2, 3]").unwrap();
    assert_eq!(one.heap_bytes(), with);
    let others = (others, other.heap_bytes());
    drop((function, object));
    assert_eq!(one.heap_bytes(), before);
    assert_eq!(other.heap_bytes(), others.1);
    assert!(others.1 > others.0);
}

#[test]
fn what_the_host_makes_is_its_own() {
    let mut writ = Writ::new();
    writ.run("func f() { }").unwrap();
    let before = writ.heap_bytes();
    let (array, table, text) = (Array::<i64>::new(), Dictionary::<i64, i64>::default(), Str::new("a text of the host's"));
    (0..100).for_each(|n| array.push(n));
    (0..100).for_each(|n| table.insert(n, n));
    assert_eq!(writ.heap_bytes(), before);
    drop((array, table, text));
    assert_eq!(writ.heap_bytes(), before);
}

#[test]
fn numbers_of_instances_are_used_again_when_nothing_is_left() {
    let kept = {
        let mut writ = instance("func text() -> () -> string { let t = \"a text that stays \" .. 1\n return () => t }");
        writ.call::<Function<(), Str>>("text", ()).unwrap()
    };
    for _ in 0..100 {
        let mut writ = instance("func f() { }");
        let empty = writ.heap_bytes();
        writ.call::<()>("f", ()).unwrap();
        // None of them begins with what another one left.
        assert_eq!(writ.heap_bytes(), empty);
        assert!(empty < 10_000, "{empty}");
    }
    drop(kept);
}
