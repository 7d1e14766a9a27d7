//! What scripts can't do: attacks on the limits of an instance, and what is left of each.
#![cfg(feature = "vm")]

#[path = "limits/coroutines.rs"]
mod coroutines;
#[path = "limits/costs.rs"]
mod costs;
#[path = "limits/counting.rs"]
mod counting;
#[path = "limits/depth.rs"]
mod depth;
#[path = "limits/dictionaries.rs"]
mod dictionaries;
#[path = "limits/heap.rs"]
mod heap;
#[path = "limits/instructions.rs"]
mod instructions;
#[path = "limits/library.rs"]
mod library;
#[path = "limits/sources.rs"]
mod sources;
#[path = "limits/stepwise.rs"]
mod stepwise;
#[path = "limits/time.rs"]
mod time;

use writ_runtime::object::live_objects;
use writ_runtime::{Error, ErrorKind, Limits, RuntimeError, Writ};

/// An instance with a script, and a function that tells whether it still works.
fn instance(source: &str) -> Writ {
    let mut writ = Writ::new();
    writ.set_print(|_| {});
    let all = format!(
        "{source}\nfunc works() -> string {{ let parts: Array<string> = []\n    for i in 0..10 {{ parts.push(\"part \" .. i) }}\n    return parts.join(\", \") }}"
    );
    if let Err(error) = writ.run(&all) {
        panic!("{error}");
    }
    writ
}

#[track_caller]
fn works(writ: &mut Writ) {
    let text = writ.call::<String>("works", ()).expect("the instance works on");
    assert!(text.starts_with("part 0, part 1") && text.ends_with("part 9"), "{text}");
}

#[track_caller]
fn failure<T>(result: Result<T, Error>) -> Box<RuntimeError> {
    match result {
        Ok(_) => panic!("the attack came through"),
        Err(Error::Runtime(error)) => error,
        Err(other) => panic!("{other}"),
    }
}

/// Calls `attack` of a script: it has to end with an error of that kind, leave nothing behind, and the instance works on; and once more.
#[track_caller]
fn attack(source: &str, limits: Limits, kind: ErrorKind) {
    let mut writ = instance(source);
    works(&mut writ);
    // Values of plain functions are made once.
    failure(writ.with_limits(limits, |writ| writ.call::<()>("attack", ())));
    let before = (writ.heap_bytes(), live_objects());
    let error = failure(writ.with_limits(limits, |writ| writ.call::<()>("attack", ())));
    assert_eq!(error.kind, kind, "{error}");
    assert_eq!((writ.heap_bytes(), live_objects()), before, "something is left");
    works(&mut writ);
    assert_eq!((writ.heap_bytes(), live_objects()), before, "something is left of what worked");
}

/// A megabyte.
const MB: usize = 1 << 20;

#[track_caller]
fn heap(source: &str) {
    attack(source, Limits::new().heap_bytes(MB), ErrorKind::OutOfMemory);
}

#[track_caller]
fn fuel(source: &str) {
    attack(source, Limits::new().instructions(10_000), ErrorKind::OutOfFuel);
}
