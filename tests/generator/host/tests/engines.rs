//! What the host offers is the same in both engines.

use writ_generated_host::{everything, register};
use writ_runtime::Writ;

#[test]
fn everything_is_the_same_in_both_engines() {
    let mut compiled = Writ::new();
    let first = everything::all(&mut compiled).expect("it does not fail");
    let mut vm = Writ::new();
    register(&mut vm).expect("each name is there once");
    vm.set_root("scripts");
    vm.load("everything").expect("it loads");
    let second: String = vm.call("all", ()).expect("it does not fail");
    assert_eq!(first, second);
    assert!(first.contains("a 3 [3] 8 true 16 true counter b b c 7"), "{first}");
}
