//! Virtual calls, calls through traits and function values, fields, weak references and loops over arrays allocate nothing, in either engine.

use allocation_counter::measure;
use writ_linking_tests::loops;
use writ_runtime::Writ;

/// The result of a run, and how often it allocated.
fn counted(run: impl FnOnce() -> i64) -> (i64, u64) {
    let mut result = 0;
    let info = measure(|| result = run());
    (result, info.count_total)
}

#[test]
fn loops_allocate_nothing() {
    let mut writ = Writ::new();
    writ.set_root(concat!(env!("CARGO_MANIFEST_DIR"), "/scripts"));
    let script = writ.load("loops.writ").unwrap();
    let mut in_vm = |turns: i64| counted(|| script.call::<i64>(&mut writ, "go", (turns,)).unwrap());
    in_vm(1);
    let (few, many) = (in_vm(3), in_vm(3_000));
    assert_eq!(few.1, many.1);
    assert!(few.1 > 0, "what the script makes is counted");

    let mut writ = Writ::new();
    let mut compiled = |turns: i64| counted(|| loops::go(&mut writ, turns).unwrap());
    compiled(1);
    let (compiled_few, compiled_many) = (compiled(3), compiled(3_000));
    assert_eq!(compiled_few.1, compiled_many.1);
    assert_eq!((few.0, many.0), (compiled_few.0, compiled_many.0));
}
