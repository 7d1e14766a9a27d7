//! Scripts in the VM with a program that is compiled into the host.

#[path = "linking/calls.rs"]
mod calls;
#[path = "linking/classes.rs"]
mod classes;
#[path = "linking/coroutines.rs"]
mod coroutines;
#[path = "linking/host.rs"]
mod host;
#[path = "linking/layouts.rs"]
mod layouts;
#[path = "linking/mistakes.rs"]
mod mistakes;
#[path = "linking/reflection.rs"]
mod reflection;
#[path = "linking/ticks.rs"]
mod ticks;

use std::cell::RefCell;
use std::rc::Rc;
use writ_linking_tests::game;
use writ_runtime::Writ;

/// An instance with the game linked, and the lines that it prints.
fn linked() -> (Writ, Rc<RefCell<Vec<String>>>) {
    let mut writ = Writ::new();
    let lines = Rc::new(RefCell::new(Vec::new()));
    let sink = Rc::clone(&lines);
    writ.set_print(move |line| sink.borrow_mut().push(line.to_owned()));
    writ.link(game::module()).expect("the game links");
    (writ, lines)
}

/// What a script prints.
#[track_caller]
fn prints(script: &str, expected: &[&str]) {
    let (mut writ, lines) = linked();
    if let Err(error) = writ.run(script) {
        panic!("{error}");
    }
    assert_eq!(*lines.borrow(), expected);
}

/// The error that a script ends with.
#[track_caller]
fn fails(script: &str) -> String {
    let (mut writ, _) = linked();
    match writ.run(script) {
        Ok(_) => panic!("the script does not fail"),
        Err(error) => error.to_string(),
    }
}
