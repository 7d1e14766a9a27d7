//! Attacks on the time of the host, by work.

use super::{attack, failure, fuel, instance, works};
use std::cell::RefCell;
use std::rc::Rc;
use writ_runtime::{Error, ErrorKind, Function, Limits, Writ};

#[test]
fn loops_without_an_end() {
    fuel("func attack() { while true { } }");
    fuel("func attack() { var n = 0\n while n >= 0 { n = (n + 1) % 10 } }");
    fuel("func attack() { let a = [1]\n for x in a { a.push(x)\n if a.len() > 100 { a.truncate(1) }\n if a.len() > 50 { attack() } } }");
    fuel("func attack() { let a = [1, 2]\n for x in a { a.push(x) } }");
    fuel("func attack() { for i in 0..9223372036854775807 { } }");
    fuel("func attack() { for i in 0..=9223372036854775807 { } }");
    fuel("func attack() { let r = (0..9223372036854775807).step(2)\n for i in r { } }");
    fuel("func attack() { for i in (0..9223372036854775807).reversed() { continue } }");
    fuel("class Ones { func next() -> Optional<int> { return 1 } }\nfunc attack() { for x in Ones() { } }");
    fuel(
        "class Endless { func iterator() -> Endless { return self }\n func next() -> Optional<string> { return \"more\" } }\nfunc attack() { for x in Endless() { print(x) } }",
    );
    fuel("func attack() { while true { for c in \"characters\" { break } } }");
    fuel("func attack() { let d = {1: 2}\n while true { for k in d { continue } } }");
    fuel("func again(n: int) -> bool { return n > 0 && again(n - 1) || n > 0 && again(n - 1) }\nfunc attack() { print(again(100)) }");
}

#[test]
fn calls_without_an_end() {
    fuel("func attack() { while true { helper() } }\nfunc helper() { }");
    fuel(
        "class A { func f() -> int { return 1 } }\nclass B extends A { func f() -> int { return super.f() + 1 } }\nfunc attack() { let a: A = B()\n while true { a.f() } }",
    );
    fuel("func attack() { let f = (x: int) => x\n while true { f(1) } }");
    fuel(
        "trait T { func f() -> int }\nclass C with T { func f() -> int { return 1 } }\nfunc attack() { let t: T = C()\n while true { t.f() } }",
    );
    fuel("struct V { x: int\n func equals(other: V) -> bool { while true { } } }\nfunc attack() { print(V(1) == V(2)) }");
    fuel("class P { func toString() -> string { while true { } } }\nfunc attack() { print(P()) }");
    fuel("class P { public n: int\n get { while true { } } }\nfunc attack() { print(P().n) }");
    fuel("class P { public n: int = 0\n set(value) { while true { } } }\nfunc attack() { let p = P()\n p.n = 1 }");
}

#[test]
fn sorts_with_a_comparison_that_lies() {
    fuel(
        "func attack() { let a: Array<int> = []\n for i in 0..1000 { a.push(i * 7919 % 1000) }\n a.sortBy((x, y) => true)\n a.sortBy((x, y) => false)\n a.sortBy((x, y) => x < y) }",
    );
    fuel("func attack() { let a = [3, 1, 2]\n while true { a.sortBy((x, y) => true) } }");
    fuel(
        "func attack() { let a = [3, 1, 2]\n a.sortBy((x, y) => { a.push(1)\n return x > y })\n while true { a.sortBy((x, y) => x < y) } }",
    );
    fuel("class K { n: int\n func lt(other: K) -> bool { while true { } } }\nfunc attack() { let a = [K(1), K(2)]\n a.sort() }");
}

#[test]
fn work_of_the_library_is_charged() {
    fuel("func attack() { print(\"ab\".repeat(10000000).len()) }");
    fuel("func attack() { let s = \"ab\".repeat(100000)\n while true { s.contains(\"b\".repeat(100)) } }");
    fuel(
        "func attack() { let s = \"ab\".repeat(100000)\n let t = \"ab\".repeat(100000)\n var n = 0\n while n < 50 { if s == t { n += 1 } } }",
    );
    fuel(
        "func attack() { let s = \"ab\".repeat(100000)\n let t = \"ab\".repeat(100000)\n var n = 0\n while n < 50 { if s <= t { n += 1 } } }",
    );
    fuel("func attack() { let s = \"ä\".repeat(100000)\n for i in 0..50 { print(s[99999]) } }");
    fuel("func attack() { let s = \"ä\".repeat(100000)\n for i in 0..50 { print(s.charAt(99999)) } }");
    fuel("func attack() { let a = [1]\n a.resize(1000000, 1) }");
    fuel("func attack() { let a = [1]\n a.resize(20000, 1)\n for i in 0..50 { a.reverse() } }");
    fuel("func attack() { let a = [1]\n a.resize(20000, 1)\n for i in 0..50 { a.insert(0, 1)\n a.remove(0) } }");
    fuel("func attack() { let a = [1]\n a.resize(20000, 1)\n for i in 0..50 { print(a.sum()) } }");
    fuel("func attack() { let a = [1]\n a.resize(20000, 1)\n for i in 0..50 { a.clone() } }");
    fuel("func attack() { let a = [1]\n a.resize(20000, 1)\n for i in 0..50 { let b = [...a, 1] } }");
    fuel("func attack() { let a = [1]\n a.resize(20000, 1)\n for i in 0..50 { a.fill(i) } }");
    fuel("func attack() { let a = [1]\n a.resize(20000, 1)\n for i in 0..50 { a.chunks(2) } }");
    fuel("func attack() { let s = \"text \".repeat(20000)\n for i in 0..50 { print(s) } }");
    fuel("func attack() { let s = \"text \".repeat(20000)\n for i in 0..50 { let t = \"${s}!\" } }");
    fuel("func attack() { let d: Dictionary<int, int> = {}\n for i in 0..1000 { d[i] = i }\n for i in 0..50 { d.clone() } }");
    fuel(
        "func attack() { let d: Dictionary<int, int> = {}\n for i in 0..1000 { d[i] = i }\n for i in 0..200 { d.keys()\n d.values()\n d.entries() } }",
    );
}

#[test]
fn one_large_piece_of_work_is_refused_before_it_begins() {
    let mut writ = instance("func attack() { print(\"ab\".repeat(500000000)) }");
    let before = writ.heap_bytes();
    let error = failure(writ.with_limits(Limits::new().instructions(1000), |writ| writ.call::<()>("attack", ())));
    assert_eq!(error.kind, ErrorKind::OutOfFuel);
    assert_eq!(writ.heap_bytes(), before);
    // It was not paid either.
    assert!(writ.instructions_used() < 1000);
}

#[test]
fn modules_that_do_not_end() {
    let mut writ = instance("");
    writ.set_loader(
        writ_compiler::loader::Memory::new()
            .with("one.writ", "import { x } from \"two\"\nprint(x)")
            .with("two.writ", "export let x = 1\nwhile true { }")
            .with("three.writ", "export let x = 1\nvar n = 0\nwhile n < 6000 { n += 1 }")
            .with("four.writ", "import { x } from \"three\"\nvar n = x\nwhile n < 6000 { n += 1 }"),
    );
    writ.set_instruction_limit(Some(10_000));
    for entry in ["one", "two"] {
        // What failed at its top level does not run again.
        if let Err(error) = writ.load(entry) {
            assert!(matches!(error, Error::Runtime(error) if error.kind == ErrorKind::OutOfFuel));
        }
    }
    // All that one load runs counts together.
    assert_eq!(failure(writ.load("four")).kind, ErrorKind::OutOfFuel);
    assert_eq!(failure(writ.run("while true { }")).kind, ErrorKind::OutOfFuel);
    works(&mut writ);
}

#[test]
fn nothing_catches_an_error() {
    let source = "class Guard { public n: int = 0\n func toString() -> string { attack()\n return \"caught\" } }\n\
        func attack() { let guard = Guard()\n let f = () => { while true { } }\n let r: Result<int> = run(f)\n when r { is Success(v) => print(v), is Error(m) => print(m) }\n print(guard) }\n\
        func run(f: () -> void) -> Result<int> { f()\n return Success(1) }";
    let printed = Rc::new(RefCell::new(Vec::new()));
    let mut writ = instance(source);
    let lines = Rc::clone(&printed);
    writ.set_print(move |line| lines.borrow_mut().push(line.to_owned()));
    for _ in 0..3 {
        let error = failure(writ.with_limits(Limits::new().instructions(1000), |writ| writ.call::<()>("attack", ())));
        assert_eq!(error.kind, ErrorKind::OutOfFuel);
    }
    assert!(printed.borrow().is_empty(), "{printed:?}");
    works(&mut writ);
}

#[test]
fn the_count_is_the_same_each_time() {
    let mut writ = instance(
        "func work(n: int) -> int { var sum = 0\n for i in 0..n { sum += helper(i) }\n return sum }\nfunc helper(n: int) -> int { if n < 0 { return 0 }\n return n }",
    );
    writ.set_instruction_limit(Some(1_000_000));
    let mut used = |n: i64| {
        let before = writ.instructions_used();
        writ.call::<i64>("work", (n,)).unwrap();
        writ.instructions_used() - before
    };
    let thousand = used(1000);
    assert_eq!(thousand, used(1000));
    // A call and a jump for each turn.
    assert_eq!(used(2000) - thousand, 2000);
    // The limit is exact.
    let mut limited = |limit: u64| writ.with_limits(Limits::new().instructions(limit), |writ| writ.call::<i64>("work", (1000,)));
    assert_eq!(limited(thousand).unwrap(), 499_500);
    assert!(limited(thousand - 1).is_err());
}

#[test]
fn a_function_of_the_host_gives_no_new_instructions() {
    let mut writ = instance(
        "func inner() -> () -> void { return () => { while true { } } }\nfunc attack(back: () -> void) { back()\n while true { } }",
    );
    let inner = writ.call::<Function<(), ()>>("inner", ()).unwrap();
    let before = writ.heap_bytes();
    writ.set_instruction_limit(Some(10_000));
    let calls = Rc::new(RefCell::new(0));
    let counter = Rc::clone(&calls);
    let back = Function::<(), ()>::from_fn(move |writ, ()| {
        // It tries again, and says nothing of the error.
        for _ in 0..3 {
            *counter.borrow_mut() += 1;
            assert_eq!(inner.call(writ, ()).unwrap_err().kind, ErrorKind::OutOfFuel);
        }
        Ok(())
    });
    let used = writ.instructions_used();
    assert_eq!(failure(writ.call::<()>("attack", (back.clone(),))).kind, ErrorKind::OutOfFuel);
    assert_eq!(*calls.borrow(), 3);
    assert!(writ.instructions_used() - used <= 10_000);
    works(&mut writ);
    assert_eq!(writ.heap_bytes(), before);
    drop(back);
    assert!(writ.heap_bytes() <= before);
}

#[test]
fn limits_of_one_call_end_with_it() {
    let mut writ = instance("func some(n: int) { for i in 0..n { } }");
    let limits = writ.limits().instructions(10);
    assert!(writ.with_limits(limits, |writ| writ.call::<()>("some", (100,))).is_err());
    writ.call::<()>("some", (100,)).unwrap();
    assert_eq!(writ.limits(), Limits::new());
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| writ.with_limits(limits, |_: &mut Writ| panic!("the host's"))));
    assert!(panicked.is_err());
    assert_eq!(writ.limits(), Limits::new());
    attack("func attack() { while true { } }", limits, ErrorKind::OutOfFuel);
}
