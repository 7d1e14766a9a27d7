//! Attacks by coroutines: all of a tick have one count of instructions.

use super::{MB, instance, works};
use writ_runtime::{ErrorKind, Limits, TickReport, Writ};

fn tick(writ: &mut Writ, limits: Limits) -> TickReport {
    writ.with_limits(limits, |writ| writ.tick(0.1)).expect("no script is running")
}

/// The kinds of the errors of a tick.
fn kinds(report: &TickReport) -> Vec<ErrorKind> {
    report.failures.iter().map(|failure| failure.error.kind).collect()
}

#[test]
fn a_bomb_that_forks() {
    let mut writ = instance("func bomb() { while true { start bomb()\n start bomb()\n yield } }\nfunc go() { start bomb() }\n");
    let before = writ.heap_bytes();
    writ.call::<()>("go", ()).unwrap();
    let limits = Limits::new().heap_bytes(MB).instructions(100_000);
    let mut failed = Vec::new();
    for _ in 0..40 {
        failed.extend(kinds(&tick(&mut writ, limits)));
    }
    assert!(failed.iter().all(|kind| matches!(kind, ErrorKind::OutOfMemory | ErrorKind::OutOfFuel)), "{failed:?}");
    assert!(failed.contains(&ErrorKind::OutOfMemory));
    assert!(writ.heap_bytes() <= MB);
    works(&mut writ);
    assert!(writ.active_coroutine_count() > 0);
    drop(writ);
    let writ = instance("func bomb() { yield }\nfunc go() { start bomb() }\n");
    assert!(writ.heap_bytes() <= before);
}

#[test]
fn loops_in_many_coroutines_share_one_count() {
    let mut writ = instance(
        "func busy() { while true { } yield }\nfunc go() { for i in 0..100 { start busy() } }".replace("{ } yield", "{ }\n yield").as_str(),
    );
    writ.call::<()>("go", ()).unwrap();
    let limits = Limits::new().instructions(1000);
    let before = writ.instructions_used();
    assert_eq!(kinds(&tick(&mut writ, limits)), [ErrorKind::OutOfFuel]);
    assert!(writ.instructions_used() - before <= 1000);
    // The others have their turn in later ticks.
    assert_eq!(kinds(&tick(&mut writ, limits)), [ErrorKind::OutOfFuel]);
    assert_eq!(writ.active_coroutine_count(), 98);
    works(&mut writ);
}

#[test]
fn conditions_without_an_end() {
    let mut writ = instance(
        "func waits() { yield waitUntil(() => { while true { } }) }\nfunc never() { yield waitUntil(() => false) }\nfunc go() { start waits()\n start never() }",
    );
    writ.call::<()>("go", ()).unwrap();
    let limits = Limits::new().instructions(1000);
    let mut failed = Vec::new();
    for _ in 0..20 {
        failed.extend(kinds(&tick(&mut writ, limits)));
    }
    assert_eq!(failed, [ErrorKind::OutOfFuel]);
    assert_eq!(writ.active_coroutine_count(), 1);
    works(&mut writ);
}

#[test]
fn children_without_an_end() {
    let mut writ = instance("func child() { yield child() }\nfunc go() { start child() }");
    writ.call::<()>("go", ()).unwrap();
    assert_eq!(kinds(&tick(&mut writ, Limits::new())), [ErrorKind::StackOverflow]);
    let before = writ.heap_bytes();
    writ.call::<()>("go", ()).unwrap();
    let report = tick(&mut writ, Limits::new().call_depth(100));
    assert_eq!(kinds(&report), [ErrorKind::StackOverflow]);
    assert_eq!((writ.active_coroutine_count(), writ.heap_bytes()), (0, before));
    writ.call::<()>("go", ()).unwrap();
    assert_eq!(kinds(&tick(&mut writ, Limits::new().heap_bytes(before + 10_000))), [ErrorKind::OutOfMemory]);
    writ.call::<()>("go", ()).unwrap();
    assert_eq!(kinds(&tick(&mut writ, Limits::new().instructions(50))), [ErrorKind::OutOfFuel]);
    assert_eq!((writ.active_coroutine_count(), writ.heap_bytes()), (0, before));
    works(&mut writ);
}

#[test]
fn what_coroutines_keep_is_counted() {
    let mut writ = instance(
        "func hoard() { let mine: Array<string> = []\n while true { for i in 0..100 { mine.push(\"text number ${i} of it\") }\n yield } }\nfunc go() { start hoard() }",
    );
    writ.call::<()>("go", ()).unwrap();
    let limits = Limits::new().heap_bytes(MB);
    let mut failed = Vec::new();
    for _ in 0..500 {
        failed.extend(kinds(&tick(&mut writ, limits)));
    }
    assert_eq!(failed, [ErrorKind::OutOfMemory]);
    let after = writ.heap_bytes();
    assert!(after < MB / 4, "{after}");
    writ.call::<()>("go", ()).unwrap();
    for _ in 0..500 {
        failed.extend(kinds(&tick(&mut writ, limits)));
    }
    assert_eq!(failed.len(), 2);
    assert_eq!(writ.heap_bytes(), after);
    works(&mut writ);
}

#[test]
fn a_tick_begins_anew() {
    let mut writ = instance("func some() { var n = 0\n while true { for i in 0..90 { n += 1 }\n yield } }\nfunc go() { start some() }");
    writ.call::<()>("go", ()).unwrap();
    for _ in 0..100 {
        assert!(tick(&mut writ, Limits::new().instructions(100)).failures.is_empty());
    }
    assert_eq!(kinds(&tick(&mut writ, Limits::new().instructions(80))), [ErrorKind::OutOfFuel]);
}

/// A function of the library, or a key, that costs more than there is left ends the tick as if nothing were left.
#[test]
fn what_costs_too_much_ends_the_tick() {
    for costly in ["print(\"ab\".repeat(100000))", "let d: Dictionary<string, int> = {}\n d[text] = 1", "for i in 0..5000 { }"] {
        let mut writ = instance(&format!(
            "var turns = 0\nlet text = \"ab\".repeat(100000)\nfunc costly() {{ yield\n {costly} }}\nfunc cheap() {{ while true {{ yield\n turns += 1 }} }}\n\
             func go() {{ start costly()\n start cheap() }}"
        ));
        writ.call::<()>("go", ()).unwrap();
        let limits = Limits::new().instructions(1000);
        assert!(tick(&mut writ, limits).failures.is_empty());
        assert_eq!(kinds(&tick(&mut writ, limits)), [ErrorKind::OutOfFuel], "{costly}");
        assert_eq!(writ.get::<i64>("turns").unwrap(), 0, "{costly}");
        assert!(tick(&mut writ, limits).failures.is_empty());
        assert_eq!(writ.get::<i64>("turns").unwrap(), 1, "{costly}");
    }
}

/// So does the condition of `waitUntil`.
#[test]
fn a_condition_that_costs_too_much_ends_the_tick() {
    let mut writ = instance(
        "var turns = 0\nfunc endless() -> bool { while turns < 2 { }\n return true }\nfunc waiting() { yield waitUntil(endless) }\n\
         func cheap() { while true { yield\n turns += 1 } }\nfunc go() { start waiting()\n start cheap() }",
    );
    writ.call::<()>("go", ()).unwrap();
    let limits = Limits::new().instructions(1000);
    assert!(tick(&mut writ, limits).failures.is_empty());
    assert_eq!(kinds(&tick(&mut writ, limits)), [ErrorKind::OutOfFuel]);
    assert_eq!(writ.get::<i64>("turns").unwrap(), 0);
    assert!(tick(&mut writ, limits).failures.is_empty());
    assert_eq!(writ.get::<i64>("turns").unwrap(), 1);
}

/// Between two turns of a loop over a dictionary, too, what was removed is passed over, which costs something.
#[test]
fn gaps_in_a_dictionary_are_paid() {
    let mut writ = instance(
        "let d: Dictionary<int, int> = {}\nfor i in 0..100001 { d[i] = i }\nfor i in 0..100000 { d.remove(i) }\n\
         func walk() { for key in d { yield } }\nfunc go() { start walk() }",
    );
    writ.call::<()>("go", ()).unwrap();
    assert_eq!(kinds(&tick(&mut writ, Limits::new().instructions(1000))), [ErrorKind::OutOfFuel]);
}
