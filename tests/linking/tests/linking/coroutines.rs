//! Coroutines that wait for those of the other engine.

use super::linked;
use std::cell::RefCell;
use std::rc::Rc;
use writ_linking_tests::waits::{self, Held};
use writ_runtime::object::live_objects;
use writ_runtime::{Coroutine, Dyn, ErrorKind, RuntimeError, Str, Writ};

pub(super) type Lines = RefCell<Vec<String>>;

/// An instance in which a script ran, and what it prints.
pub(super) fn with(script: &str) -> (Writ, Rc<Lines>) {
    let (mut writ, lines) = linked();
    if let Err(error) = writ.run(script) {
        panic!("{error}");
    }
    (writ, lines)
}

/// Ticks; gives what was printed and what failed.
pub(super) fn tick(writ: &mut Writ, lines: &Lines) -> String {
    let report = writ.tick(0.1).expect("nothing runs");
    let mut all = lines.take();
    all.extend(report.failures.iter().map(ToString::to_string));
    all.join(" ")
}

/// What is printed in each of so many ticks.
pub(super) fn ticks(writ: &mut Writ, lines: &Lines, count: usize) -> Vec<String> {
    (0..count).map(|_| tick(writ, lines)).collect()
}

/// Where this text stands in the compiled script.
pub(super) fn line(text: &str) -> usize {
    let source = include_str!("../../scripts/waits.writ");
    let found = source.lines().position(|line| line.contains(text));
    found.expect("the text stands in the script") + 1
}

#[test]
fn a_script_waits_for_compiled_coroutines() {
    let (mut writ, lines) = with(
        "import { Actor, count } from \"waits\"
         func run() {
             print(yield count(2))
             let actor = Actor(\"a\")
             print(yield actor.act(4))
             print(yield actor.twice(1))
         }
         start run()",
    );
    assert_eq!(ticks(&mut writ, &lines, 6), ["", "", "2", "5", "", "3"]);
    assert_eq!(writ.active_coroutine_count(), 0);
}

#[test]
fn both_engines_take_turns_in_the_order_of_their_starts() {
    let (mut writ, lines) = with(
        "import { tell } from \"waits\"
         func say(text: string, times: int) {
             for i in 0..times {
                 print(\"$text$i\")
                 yield
             }
         }
         start say(\"a\", 3)
         start tell(\"b\", 2)
         start say(\"c\", 1)",
    );
    waits::tell(&mut writ, "d", 3).expect("it starts");
    writ.call::<()>("say", ("e", 2)).expect("it starts");
    assert_eq!(ticks(&mut writ, &lines, 4), ["a0 b0 c0 d0 e0", "a1 b1 d1 e1", "a2 d2", ""]);
}

#[test]
fn a_compiled_coroutine_waits_for_what_a_script_overrides() {
    let (mut writ, lines) = with(
        "import { Actor, perform } from \"waits\"
         class Slow extends Actor {
             func act(n: int) -> int {
                 yield waitForFrames(2)
                 return n * 100
             }
         }
         class Quick extends Actor { func act(n: int) -> int { return -n } }
         class Both extends Actor { func act(n: int) -> int { return 7 + yield super.act(n) } }
         func run() {
             for actor in [Slow(\"s\"), Quick(\"q\"), Both(\"b\"), Actor(\"a\")] {
                 print(yield perform(actor, 3))
             }
             print(yield Both(\"b\").twice(1))
         }
         start run()",
    );
    assert_eq!(ticks(&mut writ, &lines, 7), ["", "", "3000 -30", "110", "40", "", "17"]);
}

#[test]
fn a_compiled_coroutine_waits_for_functions_of_a_script() {
    let (mut writ, lines) = with(
        "import { count, through } from \"waits\"
         class Scale {
             by: int
             func apply(n: int) -> int {
                 yield
                 return n * by
             }
         }
         func triple(n: int) -> int {
             yield
             return n * 3
         }
         func run() {
             let more = 10
             print(yield through(triple, 2))
             print(yield through((n) => n + more, 2))
             print(yield through(Scale(4).apply, 2))
             print(yield through(count, 1))
         }
         start run()",
    );
    assert_eq!(ticks(&mut writ, &lines, 7), ["", "", "18 22", "", "32", "", "1"]);
}

#[test]
fn traits_have_coroutines_of_either_engine() {
    let (mut writ, lines) = with(
        "import { Walks, race } from \"waits\"
         class Snail with Walks { func speed() -> int { return 1 } }
         class Hare with Walks {
             func speed() -> int { return 10 }
             func walk(times: int) -> int {
                 yield
                 return 1000 + times
             }
         }
         func run() {
             print(yield race(Snail(), 2))
             print(yield race(Hare(), 2))
             print(yield Snail().walk(1))
         }
         start run()",
    );
    assert_eq!(ticks(&mut writ, &lines, 5), ["", "", "2", "1002", "1"]);
}

#[test]
fn chains_across_the_engines_are_as_deep_as_calls() {
    let (mut writ, lines) = with(
        "import { Actor, perform } from \"waits\"
         class Deep extends Actor {
             func act(n: int) -> int {
                 if n == 0 {
                     yield
                     return 0
                 }
                 let below = yield perform(self, n - 1)
                 return below / 10 + 1
             }
         }
         func run(n: int) { print(yield perform(Deep(\"d\"), n)) }",
    );
    writ.call::<()>("run", (2_000,)).expect("it starts");
    assert_eq!(ticks(&mut writ, &lines, 2), ["", "20000"]);
    writ.set_call_depth_limit(1_000);
    writ.call::<()>("run", (2_000,)).expect("it starts");
    let report = writ.tick(0.1).expect("nothing runs");
    assert_eq!(report.failures.iter().map(|failure| failure.error.kind).collect::<Vec<_>>(), [ErrorKind::StackOverflow]);
    assert_eq!(writ.active_coroutine_count(), 0);
}

#[test]
fn an_error_of_a_script_arises_where_the_game_waits() {
    let (mut writ, lines) = with(
        "import { Actor, perform } from \"waits\"
class Bad extends Actor {
    func act(n: int) -> int {
        yield
        return 10 / n
    }
}
func run() {
    print(yield perform(Bad(\"b\"), 0))
}
start run()",
    );
    assert_eq!(tick(&mut writ, &lines), "");
    let report = writ.tick(0.1).expect("nothing runs");
    let expected = format!(
        "error[DivisionByZero]: division by zero
  at Bad.act (<script>:5) [coroutine]
  at perform (waits.writ:{}) [coroutine]
  at run (<script>:9) [coroutine]",
        line("let result = yield actor.act(n)")
    );
    assert_eq!(report.to_string(), expected);
    assert_eq!(report.failures[0].coroutine, "run");
    assert_eq!((lines.take().len(), writ.active_coroutine_count()), (0, 0));
}

#[test]
fn an_error_of_the_game_arises_where_a_script_waits() {
    let (mut writ, lines) = with(
        "import { divide, through } from \"waits\"
func half(n: int) -> int {
    return yield divide(n)
}
func run() {
    yield through(half, 0)
    print(\"never\")
}
func other() {
    while true {
        print(\"other\")
        yield
    }
}
start run()
start other()",
    );
    assert_eq!(tick(&mut writ, &lines), "other");
    let expected = format!(
        "other error[DivisionByZero]: division by zero
  at divide (waits.writ:{}) [coroutine]
  at half (<script>:3) [coroutine]
  at through (waits.writ:{}) [coroutine]
  at run (<script>:6) [coroutine]",
        line("return 10 / by"),
        line("yield f(yield f(n))")
    );
    assert_eq!(tick(&mut writ, &lines), expected);
    assert_eq!(tick(&mut writ, &lines), "other");
}

/// Tells when it is dropped.
struct Witness(Str, Rc<RefCell<String>>);

impl Held for Witness {
    fn label(&self, _: &mut Writ) -> Result<String, Box<RuntimeError>> {
        Ok(self.0.to_string())
    }

    fn part(&self, writ: &mut Writ, label: &str) -> Result<Dyn<dyn Held>, Box<RuntimeError>> {
        Ok(Dyn::new(writ, Witness(Str::from(label), Rc::clone(&self.1))))
    }
}

impl Drop for Witness {
    fn drop(&mut self) {
        *self.1.borrow_mut() += &self.0;
    }
}

/// The coroutines of the game that hold something, again for the VM.
const HOLDERS: &str = "import { Held, inner, outer } from \"waits\"
func outerOfScript(whole: Held, body: (Held) -> Coroutine<void>) {
    let a = whole.part(\"a\")
    let b = whole.part(\"b\")
    yield body(whole.part(\"c\"))
    print(\"never ${a.label()} ${b.label()}\")
}
func innerOfScript(whole: Held) {
    let d = whole.part(\"d\")
    let e = whole.part(\"e\")
    while d.label() != e.label() { yield }
}
func outerAndScript(whole: Held) -> Coroutine { return start outer(whole, innerOfScript) }
func scriptAndInner(whole: Held) -> Coroutine { return start outerOfScript(whole, inner) }
func compiled(whole: Held) -> Coroutine { return start outer(whole, inner) }
func script(whole: Held) -> Coroutine { return start outerOfScript(whole, innerOfScript) }
func end(it: Coroutine) { it.cancel() }";

/// The order in which a parent and a child drop what they hold when somebody ends them.
fn dropped(start: &str, end: impl FnOnce(&mut Writ, Coroutine)) -> String {
    let (mut writ, lines) = with(HOLDERS);
    let dropped: Rc<RefCell<String>> = Rc::default();
    let whole: Dyn<dyn Held> = Dyn::new(&mut writ, Witness(Str::from("w"), Rc::clone(&dropped)));
    let handle: Coroutine = writ.call(start, (whole,)).expect("it starts");
    assert_eq!(ticks(&mut writ, &lines, 2), ["", ""]);
    assert_eq!((writ.active_coroutine_count(), dropped.borrow().as_str()), (2, ""), "{start}");
    end(&mut writ, handle.clone());
    assert_eq!((writ.active_coroutine_count(), handle.is_running(&writ)), (0, false), "{start}");
    dropped.take()
}

#[test]
fn a_cancelled_parent_ends_its_child_of_the_other_engine() {
    let expected = dropped("script", |writ, handle| handle.cancel(writ));
    // The child before the parent, and what was declared last first.
    assert_eq!(expected, "edcbaw");
    for start in ["outerAndScript", "scriptAndInner", "compiled"] {
        assert_eq!(dropped(start, |writ, handle| handle.cancel(writ)), expected, "{start}");
        assert_eq!(dropped(start, |writ, handle| writ.call("end", (handle,)).expect("it ends")), expected, "{start}");
    }
}

#[test]
fn a_script_cancels_a_chain_through_both_engines() {
    let (mut writ, lines) = with(
        "import { Actor, perform } from \"waits\"
         class Idle extends Actor {
             func act(n: int) -> int {
                 while true { yield }
                 return n
             }
             func begin() -> Coroutine { return start run() }
             func run() { print(yield perform(other.value, 1)) }
             other: Actor? = null
         }
         let idle = Idle(\"i\", other: Idle(\"o\"))
         let handle = idle.begin()",
    );
    assert_eq!((tick(&mut writ, &lines).as_str(), writ.active_coroutine_count()), ("", 3));
    writ.run("handle.cancel()\nprint(handle.isRunning)").expect("it runs");
    assert_eq!((lines.take().join(" ").as_str(), writ.active_coroutine_count()), ("false", 0));
}

#[test]
fn nothing_is_left_of_coroutines_across_the_engines() {
    let before = live_objects();
    for end in [true, false] {
        let (mut writ, lines) = with(
            "import { Actor, count, perform, through } from \"waits\"
             class Idle extends Actor {
                 parts: Array<Actor> = [Actor(\"part\")]
                 func act(n: int) -> int {
                     while true { yield }
                     return n
                 }
             }
             func wait(n: int) -> int { return yield count(n) }
             func run() { yield perform(Idle(\"i\"), 1) }
             func other() { yield through(wait, 1000) }
             let one = start run()
             let two = start other()",
        );
        assert_eq!(ticks(&mut writ, &lines, 2), ["", ""]);
        assert_eq!(writ.active_coroutine_count(), 7);
        if end {
            writ.run("one.cancel()\ntwo.cancel()").expect("it runs");
            assert_eq!(writ.active_coroutine_count(), 0);
        }
    }
    assert_eq!(live_objects(), before);
}
