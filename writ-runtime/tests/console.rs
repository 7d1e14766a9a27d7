//! What consoles use: pieces with a value, and stopping what runs.

use writ_runtime::{Error, ErrorKind, Progress, Writ};

/// An instance in which each `print` asks to stop.
fn stopping() -> Writ {
    let mut writ = Writ::new();
    let interrupter = writ.interrupter();
    writ.set_print(move |_| interrupter.interrupt());
    writ
}

#[track_caller]
fn assert_interrupted<T: std::fmt::Debug>(result: Result<T, Error>) {
    match result {
        Err(Error::Runtime(error)) => assert_eq!((error.kind, error.message.as_str()), (ErrorKind::Cancelled, "interrupted")),
        other => panic!("it was not stopped: {other:?}"),
    }
}

#[test]
fn a_script_is_stopped_and_the_session_goes_on() {
    let mut writ = stopping();
    assert_interrupted(writ.run("var n = 0\nprint(1)\nwhile true { n += 1 }"));
    assert!(writ.get::<i64>("n").expect("it is there") > 0);
    // Loops of the library charge as others do.
    assert_interrupted(writ.run("print(1)\nlet a = [1, 2, 3]\nwhile true { let b = a.map((x) => x + 1) }"));
    assert_eq!(writ.run("return n > 0").expect("it runs").to_string(), "true");
}

#[test]
fn a_request_concerns_only_what_runs() {
    let mut writ = stopping();
    writ.run("print(1)").expect("it ended before anybody looked");
    let interrupter = writ.interrupter();
    interrupter.interrupt();
    writ.run("var n = 0\nwhile n < 100000 { n += 1 }").expect("nothing ran when it was asked for");
}

#[test]
fn a_tick_is_stopped_whole() {
    let mut writ = stopping();
    writ.run("var n = 0\nfunc endless() { print(1)\n while true { n += 1 } }\nfunc walk() { endless(); yield }\nfunc late() { n = -1; yield }\nstart walk()\nstart late()")
        .expect("it runs");
    let report = writ.tick(0.1).expect("it ticks");
    assert_eq!(report.failures.len(), 1);
    assert_eq!(report.failures[0].error.kind, ErrorKind::Cancelled);
    assert!(writ.get::<i64>("n").expect("it is there") > 0, "the other coroutine has its turn in the next tick");
    assert!(writ.tick(0.1).expect("it ticks").is_ok());
    assert_eq!(writ.get::<i64>("n").expect("it is there"), -1);
}

#[test]
fn a_call_in_steps_stops_and_may_go_on() {
    let mut writ = stopping();
    writ.run("func count() -> int { print(1)\n var n = 0\n while n < 50000 { n += 1 }\n return n }").expect("it runs");
    let Progress::Stopped(stopped) = writ.call_stepwise::<i64>("count", (), 1_000_000).expect("it is called") else {
        panic!("it did not stop")
    };
    let Progress::Done(n) = writ.resume(stopped, 1_000_000).expect("it goes on") else { panic!("it stopped again") };
    assert_eq!(n, 50_000);
}

#[test]
fn pieces_have_values_types_and_names() {
    let mut writ = Writ::new();
    writ.evaluate("<1>", "var list = [1]").expect("it runs");
    let evaluated = writ.evaluate("<2>", "list.push(2)\nlist").expect("it runs");
    assert_eq!((evaluated.module.value().to_string().as_str(), evaluated.type_name.as_deref()), ("[1, 2]", Some("Array<int>")));
    assert_eq!(writ.type_of("list.pop()").expect("it compiles").as_deref(), Some("int?"));
    assert_eq!(writ.type_of("list = []").expect("it compiles"), None);
    assert_eq!(writ.run("return list.len()").expect("it runs").to_string(), "2", "to ask for a type runs nothing");
    let Err(Error::Compile(error)) = writ.evaluate("<3>", "nothing") else { panic!("there is no such name") };
    assert!(error.rendered().contains(" --> <3>:1:1"), "{}", error.rendered());
    assert!(writ.names().contains(&"list".to_string()) && writ.member_names("list").contains(&"push".to_string()));
}
