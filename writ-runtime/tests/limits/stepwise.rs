//! Calls that stop and go on.

use super::{MB, failure, instance, works};
use std::cell::RefCell;
use std::rc::Rc;
use writ_runtime::object::live_objects;
use writ_runtime::{Error, ErrorKind, FromScript, Function, Limits, Progress, Writ};

const WORK: &str = "class Node { public name: string\n next: Node? = null }
func build(n: int) -> string {
    var first: Node? = null
    for i in 0..n { first = Node(\"node number ${i}\", first) }
    return describe(first, 0)
}
func describe(node: Node?, depth: int) -> string {
    if node == null { return \"${depth}\" }
    let name = node.name .. \"!\"
    let rest = describe(node.next, depth + 1)
    return name.len() > 100 ? name : rest
}
struct Counter { n: int\n names: Array<string>
    func add(name: string) { self.n += 1\n self.names.push(name .. \" and more\") } }
func mutate(n: int) -> int { var counter = Counter(0, [])\n for i in 0..n { counter.add(\"a name of ${i}\") }\n return counter.n + counter.names.len() }
func texts(n: int) -> int { var all = \"\"\n for i in 0..n { all ..= \"${i}, \".repeat(i % 7) }\n return all.len() }
func sorted(n: int) -> int { let a: Array<string> = []\n for i in 0..n { a.push(\"item ${i * 7919 % n} of them\") }\n a.sortBy((x, y) => x < y)\n return a.len() }
func forever() { var text = \"a text of some length\"\n while true { text = \"a text of length ${text.len()}\" } }
func hoard() { let a = [\"some text here\"]\n while true { a.push(\"text ${a.len()} of it\") } }
func boom(n: int) -> int { for i in 0..n { } \n return 1 / (n - n) }";

/// Runs to the end, with so many instructions at a time.
fn in_steps<R: FromScript>(writ: &mut Writ, name: &str, n: i64, instructions: u64) -> Result<(R, usize), Error> {
    let mut steps = 1;
    let mut progress = writ.call_stepwise::<R>(name, (n,), instructions)?;
    loop {
        match progress {
            Progress::Done(result) => return Ok((result, steps)),
            Progress::Stopped(call) => progress = writ.resume(call, instructions)?,
        }
        steps += 1;
    }
}

#[test]
fn stops_change_nothing() {
    let mut writ = instance(WORK);
    let expected = writ.call::<String>("build", (200,)).unwrap();
    assert_eq!(expected, "200");
    let before = (writ.heap_bytes(), live_objects());
    for instructions in [1, 2, 3, 7, 100] {
        let (result, steps) = in_steps::<String>(&mut writ, "build", 200, instructions).unwrap();
        assert_eq!(result, expected);
        assert!(steps as u64 >= 300 / instructions, "{steps} steps of {instructions}");
        assert_eq!((writ.heap_bytes(), live_objects()), before);
    }
    for name in ["mutate", "texts", "sorted"] {
        let expected = writ.call::<i64>(name, (100,)).unwrap();
        let before = (writ.heap_bytes(), live_objects());
        for instructions in [1, 2, 5, 64] {
            assert_eq!(in_steps::<i64>(&mut writ, name, 100, instructions).unwrap().0, expected, "{name}, {instructions} at a time");
            assert_eq!((writ.heap_bytes(), live_objects()), before, "{name}, {instructions} at a time");
        }
    }
}

#[test]
fn what_is_dropped_releases_all_that_it_held() {
    let mut writ = instance(WORK);
    writ.call::<String>("build", (2,)).unwrap();
    writ.call::<i64>("mutate", (2,)).unwrap();
    writ.call::<i64>("sorted", (2,)).unwrap();
    let before = (writ.heap_bytes(), live_objects());
    for (name, n) in [("mutate", 50), ("texts", 50), ("sorted", 50)] {
        // In each of its places.
        for instructions in 1..200 {
            match writ.call_stepwise::<i64>(name, (n,), instructions).unwrap() {
                Progress::Stopped(call) => drop(call),
                Progress::Done(_) => break,
            }
            assert_eq!((writ.heap_bytes(), live_objects()), before, "{name} after {instructions}");
        }
    }
    for instructions in 1..100 {
        let progress = writ.call_stepwise::<String>("build", (30,), instructions).unwrap();
        drop(progress);
        assert_eq!((writ.heap_bytes(), live_objects()), before, "build after {instructions}");
    }
    works(&mut writ);
}

#[test]
fn others_run_meanwhile() {
    let mut writ = instance(WORK);
    let Progress::Stopped(mut one) = writ.call_stepwise::<String>("build", (100,), 50).unwrap() else { panic!("it takes longer") };
    let Progress::Stopped(mut two) = writ.call_stepwise::<i64>("sorted", (50,), 50).unwrap() else { panic!("it takes longer") };
    works(&mut writ);
    writ.run("func later() -> int { return 5 }").unwrap();
    assert_eq!(writ.call::<i64>("later", ()).unwrap(), 5);
    writ.set_max_call_depth(500);
    let (mut first, mut second) = (None, None);
    for _ in 0..10_000 {
        match writ.resume(one, 10).unwrap() {
            Progress::Stopped(call) => one = call,
            Progress::Done(text) => {
                first = Some(text);
                break;
            }
        }
        assert_eq!(failure(writ.call::<i64>("boom", (1,))).kind, ErrorKind::DivisionByZero);
    }
    for _ in 0..10_000 {
        match writ.resume(two, 10).unwrap() {
            Progress::Stopped(call) => two = call,
            Progress::Done(count) => {
                second = Some(count);
                break;
            }
        }
        works(&mut writ);
    }
    assert_eq!((first.as_deref(), second), (Some("100"), Some(50)));
}

#[test]
fn other_errors_end_it() {
    let mut writ = instance(WORK);
    let before = writ.heap_bytes();
    let Err(Error::Runtime(error)) = in_steps::<i64>(&mut writ, "boom", 100, 7) else { panic!("it divides by zero") };
    assert_eq!(error.kind, ErrorKind::DivisionByZero);
    assert!(error.to_string().contains("at boom"), "{error}");
    let out = writ.with_limits(Limits::new().heap_bytes(MB), |writ| {
        let mut progress = writ.call_stepwise::<()>("hoard", (), 100)?;
        loop {
            match progress {
                Progress::Done(()) => return Ok(()),
                Progress::Stopped(call) => progress = writ.resume(call, 100)?,
            }
        }
    });
    assert_eq!(failure(out).kind, ErrorKind::OutOfMemory);
    assert_eq!(writ.heap_bytes(), before);
    assert!(matches!(writ.call_stepwise::<i64>("nothing", (), 1), Err(Error::Host(_))));
}

#[test]
fn work_that_is_larger_than_a_step_waits_until_there_is_enough() {
    let mut writ = instance("func large() -> int { return \"ab\".repeat(100000).len() }");
    let (mut steps, mut progress) = (0, writ.call_stepwise::<i64>("large", (), 500).unwrap());
    let len = loop {
        match progress {
            Progress::Done(len) => break len,
            Progress::Stopped(call) => progress = writ.resume(call, 500).unwrap(),
        }
        steps += 1;
    };
    assert_eq!(len, 200_000);
    assert!((5..20).contains(&steps), "{steps}");
}

#[test]
fn it_does_not_stop_in_the_middle_of_the_host() {
    let mut writ = instance(
        "func inner() -> () -> void { return () => { while true { } } }\nfunc outer(back: () -> void) { let text = \"text ${1} of it\"\n back()\n print(text) }",
    );
    let inner = writ.call::<Function<(), ()>>("inner", ()).unwrap();
    let before = writ.heap_bytes();
    let seen = Rc::new(RefCell::new(Vec::new()));
    let kinds = Rc::clone(&seen);
    let back = Function::<(), ()>::from_fn(move |writ, ()| {
        let error = inner.call(writ, ()).unwrap_err();
        kinds.borrow_mut().push(error.kind);
        Err(error)
    });
    let error = failure(writ.call_stepwise::<()>("outer", (back.clone(),), 100));
    assert_eq!(error.kind, ErrorKind::OutOfFuel);
    assert_eq!(*seen.borrow(), [ErrorKind::OutOfFuel]);
    assert_eq!(writ.heap_bytes(), before);
    works(&mut writ);
}

#[test]
fn calls_belong_to_their_instance() {
    let mut one = instance(WORK);
    let mut two = instance(WORK);
    let before = one.heap_bytes();
    let Progress::Stopped(call) = one.call_stepwise::<()>("forever", (), 100).unwrap() else { panic!("it never ends") };
    assert!(matches!(two.resume(call, 100), Err(Error::Host(message)) if message.contains("another instance")));
    assert_eq!(one.heap_bytes(), before);
    let Progress::Stopped(call) = one.call_stepwise::<()>("forever", (), 100).unwrap() else { panic!("it never ends") };
    let live = live_objects();
    drop(one);
    let between = live_objects();
    drop(call);
    assert!(live_objects() < between && between < live);
    let mut three = instance(WORK);
    assert!(three.call_stepwise::<()>("forever", (), 100).is_ok());
}

/// What a stopped call looks at may be replaced meanwhile: it goes on with what was there.
#[test]
fn what_it_looks_at_is_replaced_meanwhile() {
    let mut writ = instance(
        "class Holder { public text: string\n public list: Array<string>\n public table: Dictionary<string, string> }\n\
         let holder = Holder(\"\", [], {})\nvar text = \"\"\nvar list: Array<string> = []\nvar table: Dictionary<string, string> = {}\n\
         func key(c: string) -> string { return \"key ${c}\".repeat(50) }\n\
         func fill(c: string) { text = c.repeat(3000)\n list = []\n table = {}\n for i in 0..100 { list.push(\"${c} and more of it\".repeat(10)) }\n\
           table[\"key\".repeat(200)] = c.repeat(30)\n\
           holder.text = c.repeat(3001)\n holder.list = list.clone()\n holder.table = table.clone() }\n\
         func natives() -> string { return text.toUpper().slice(2990, 2995) .. list.join(\"\").slice(0, 5) .. holder.text.toUpper().slice(2990, 2995) .. holder.list.join(\"\").slice(0, 5) }\n\
         func find() -> string { return table[\"key\".repeat(200)] .. holder.table[\"key\".repeat(200)] }\n\
         func insert() -> string { table[\"key\".repeat(300)] = \"value\".repeat(50)\n holder.table[\"key\".repeat(300)] = \"value\".repeat(50)\n table[\"key\".repeat(200)] ..= \"x\"\n return \"in\" }",
    );
    let long = ["a".repeat(30), "c".repeat(30)].concat();
    let expected = [("natives", "AAAAAc andCCCCCc and"), ("find", long.as_str()), ("insert", "in")];
    let refill = |writ: &mut Writ, letter: &str| {
        writ.call::<()>("fill", (letter,)).unwrap();
        (writ.heap_bytes(), live_objects())
    };
    for (name, expected) in expected {
        let before = refill(&mut writ, "a");
        for step in [1, 2, 3, 5, 9] {
            let mut progress = writ.call_stepwise::<String>(name, (), step).unwrap();
            let text = loop {
                match progress {
                    Progress::Done(text) => break text,
                    Progress::Stopped(call) => {
                        for letter in ["b", "c"] {
                            refill(&mut writ, letter);
                        }
                        progress = writ.resume(call, step).unwrap();
                    }
                }
            };
            assert_eq!(text, expected, "{name} in steps of {step}");
            assert_eq!(refill(&mut writ, "a"), before, "{name} in steps of {step}");
        }
        for step in 1..60 {
            let progress = writ.call_stepwise::<String>(name, (), step).unwrap();
            refill(&mut writ, "b");
            drop(progress);
            assert_eq!(refill(&mut writ, "a"), before, "{name} after {step}");
        }
    }
}

#[test]
fn a_panic_ends_a_call_that_could_stop() {
    let mut writ = Writ::new();
    writ.register_fn("boom", || -> i64 { std::panic::panic_any("the host's") }).unwrap();
    writ.run("func bad() -> int { return boom() }\nfunc long(n: int) -> int { var s = 0\n for i in 0..n { s += i }\n return s }").unwrap();
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| writ.call_stepwise::<i64>("bad", (), 1000)));
    assert!(panicked.is_err());
    // What runs next can't stop: it ends.
    let long: Function<(i64,), i64> = writ.function("long").unwrap();
    writ.set_instruction_limit(Some(100));
    assert_eq!(long.call(&mut writ, (1000,)).unwrap_err().kind, ErrorKind::OutOfFuel);
    assert_eq!(long.call(&mut writ, (3,)).unwrap(), 3);
}
