//! Call depth and instructions.

use writ_runtime::object::live_objects;
use writ_runtime::{Error, ErrorKind, RuntimeError, Writ};

fn error<T: std::fmt::Debug>(result: Result<T, Error>) -> Box<RuntimeError> {
    match result {
        Err(Error::Runtime(error)) => error,
        other => panic!("{other:?}"),
    }
}

const RECURSION: &str = "func down(n: int) -> int { return n == 0 ? 0 : 1 + down(n - 1) }
func endless(text: string) -> int { return endless(text .. \"more and more\") + 1 }
struct Counter { names: Array<string>
    func grow() { names = names.concat([\"a name of some length\"])
        grow() } }
func method() { var counter = Counter([])
    counter.grow() }
var f = (n: int) => n
func closure() { let text = \"a text of some length\"
    f = (n: int) => f(n + text.len()) + 1
    f(0) }";

#[test]
fn the_depth_of_calls_is_limited_exactly() {
    let mut writ = Writ::new();
    writ.run(RECURSION).unwrap();
    assert_eq!(writ.call::<i64>("down", (9_999,)).unwrap(), 9_999);
    assert_eq!(error(writ.call::<i64>("down", (10_000,))).kind, ErrorKind::StackOverflow);
    writ.set_max_call_depth(100);
    assert_eq!(writ.call::<i64>("down", (99,)).unwrap(), 99);
    assert_eq!(error(writ.call::<i64>("down", (100,))).kind, ErrorKind::StackOverflow);
    writ.set_max_call_depth(200_000);
    assert_eq!(writ.call::<i64>("down", (199_999,)).unwrap(), 199_999);
}

#[test]
fn an_overflow_has_a_trace_and_leaks_nothing() {
    let mut writ = Writ::new();
    writ.run(RECURSION).unwrap();
    let before = live_objects();
    let overflow = error(writ.call::<i64>("endless", ("x",)));
    assert_eq!(overflow.kind, ErrorKind::StackOverflow);
    assert!(overflow.to_string().contains("at endless (<script>:2)"), "{overflow}");
    assert_eq!(error(writ.call::<()>("method", ())).kind, ErrorKind::StackOverflow);
    assert_eq!(live_objects(), before);
    // The module variable holds the last function, and goes with the instance.
    assert_eq!(error(writ.call::<()>("closure", ())).kind, ErrorKind::StackOverflow);
    assert_eq!(writ.call::<i64>("down", (5,)).unwrap(), 5);
}

#[test]
fn frames_of_many_slots_fit() {
    let mut source = "func wide(n: int) -> int {\n".to_owned();
    for index in 0..300 {
        source += &format!("    let v{index} = n + {index}\n");
    }
    source += "    if n == 0 { return 0 }\n    let rest = wide(n - 1)\n    return rest + v299 - v0\n}\n";
    let mut writ = Writ::new();
    writ.run(&source).unwrap();
    assert_eq!(writ.call::<i64>("wide", (9_000,)).unwrap(), 9_000 * 299);
}

#[test]
fn instructions_are_limited() {
    let mut writ = Writ::new();
    writ.run("func forever() { while true { } }\nfunc some(n: int) -> string { var text = \"\"\n    for i in 0..n { text ..= \"so many times, \" }\n    return text }").unwrap();
    writ.set_instruction_limit(Some(1_000));
    assert_eq!(error(writ.call::<()>("forever", ())).kind, ErrorKind::OutOfFuel);
    let before = live_objects();
    assert_eq!(error(writ.call::<String>("some", (2_000,))).kind, ErrorKind::OutOfFuel);
    assert_eq!(live_objects(), before);
    assert_eq!(writ.call::<String>("some", (1,)).unwrap(), "so many times, ");
    writ.set_instruction_limit(None);
    assert!(writ.call::<String>("some", (2_000,)).is_ok());
}

#[test]
fn jumps_that_are_too_far_for_a_short_one() {
    let mut source = "func long(n: int) -> int {\n    var x = 0\n    while x < n {\n".to_owned();
    for index in 0..12_000 {
        source += &format!("        x = x + n * {index} - n * {index}\n");
    }
    source += "        x += 1\n    }\n    return x\n}\n";
    let mut writ = Writ::new();
    writ.run(&source).unwrap();
    assert_eq!(writ.call::<i64>("long", (3,)).unwrap(), 3);
}
