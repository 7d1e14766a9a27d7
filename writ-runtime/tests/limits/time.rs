//! The limit of the time. How long things take is nobody's promise: only that they end is tested.

use super::{attack, failure, instance, works};
use std::time::Duration;
use writ_runtime::{ErrorKind, Limits, Progress};

#[test]
fn loops_end() {
    attack("func attack() { while true { } }", Limits::new().time(Duration::from_millis(20)), ErrorKind::OutOfFuel);
    attack(
        "func attack() { var s = \"\"\n while true { s = \"text \".repeat(1000) } }",
        Limits::new().time(Duration::from_millis(20)),
        ErrorKind::OutOfFuel,
    );
}

#[test]
fn it_says_what_it_was() {
    let mut writ = instance("func attack() { while true { } }\nfunc small() -> int { return 1 }");
    writ.set_limits(Limits::new().time(Duration::from_millis(10)));
    let error = failure(writ.call::<()>("attack", ()));
    assert!(error.to_string().contains("time limit reached"), "{error}");
    writ.set_limits(Limits::new().time(Duration::from_secs(3600)).instructions(100_000));
    let error = failure(writ.call::<()>("attack", ()));
    assert!(error.to_string().contains("instruction limit reached"), "{error}");
    assert_eq!(writ.call::<i64>("small", ()).unwrap(), 1);
    works(&mut writ);
}

#[test]
fn ticks_and_steps_have_their_own() {
    let mut writ = instance("func busy() { while true { }\n yield }\nfunc go() { start busy() }\nfunc attack() { while true { } }");
    writ.set_limits(Limits::new().time(Duration::from_millis(10)));
    writ.call::<()>("go", ()).unwrap();
    let report = writ.tick(0.1).unwrap();
    assert_eq!(report.failures.len(), 1);
    assert!(report.failures[0].error.to_string().contains("time limit reached"));
    let Progress::Stopped(call) = writ.call_stepwise::<()>("attack", (), u64::MAX).unwrap() else { panic!("it never ends") };
    assert!(matches!(writ.resume(call, 1), Ok(Progress::Stopped(_))));
    works(&mut writ);
}
