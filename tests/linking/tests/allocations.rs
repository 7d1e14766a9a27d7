//! Virtual calls, calls through traits and function values, fields, weak references and loops over arrays allocate nothing, in either engine;
//! suspended coroutines take little memory.

use allocation_counter::measure;
use writ_linking_tests::{loops, sleepers};
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

/// Bytes for each of many coroutines with three variables that wait.
fn bytes(mut start: impl FnMut(&mut Writ, i64), writ: &mut Writ) -> f64 {
    const COUNT: i64 = 100_000;
    start(writ, 1);
    assert!(writ.tick(1.0).unwrap().is_ok());
    let memory = measure(|| {
        start(writ, COUNT);
        assert!(writ.tick(1.0).unwrap().is_ok());
        assert!(writ.tick(1.0).unwrap().is_ok());
    });
    memory.bytes_current as f64 / COUNT as f64
}

#[test]
fn suspended_coroutines_are_small() {
    for (name, compiled) in [
        ("startKeepers", sleepers::start_keepers as fn(&mut Writ, i64) -> Result<(), writ_runtime::RuntimeError>),
        ("startSleepers", sleepers::start_sleepers),
    ] {
        let mut writ = Writ::new();
        let in_compiled = bytes(|writ, count| compiled(writ, count).unwrap(), &mut writ);
        let mut writ = Writ::new();
        writ.set_root(concat!(env!("CARGO_MANIFEST_DIR"), "/scripts"));
        let script = writ.load("sleepers.writ").unwrap();
        let in_vm = bytes(|writ, count| script.call(writ, name, (count,)).unwrap(), &mut writ);
        println!("{name}: {in_compiled} bytes compiled, {in_vm} in the VM");
        assert!(in_compiled > 0.0 && in_compiled < 160.0, "{name}, compiled: {in_compiled} bytes");
        assert!(in_vm > 0.0 && in_vm < 160.0, "{name}, in the VM: {in_vm} bytes");
    }
}
