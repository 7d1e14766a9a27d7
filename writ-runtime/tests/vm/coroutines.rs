//! Coroutines of the VM, as a host starts, ticks and ends them.

use std::cell::RefCell;
use std::rc::Rc;
use writ_runtime::object::live_objects;
use writ_runtime::{AnyRef, Coroutine, Error, ErrorKind, Function, Value, Writ};

/// An instance and what it prints.
fn with(source: &str) -> (Writ, Rc<RefCell<Vec<String>>>) {
    let mut writ = Writ::new();
    let lines: Rc<RefCell<Vec<String>>> = Rc::default();
    let sink = lines.clone();
    writ.set_print(move |line| sink.borrow_mut().push(line.to_owned()));
    writ.run(source).unwrap();
    (writ, lines)
}

/// Ticks; gives what was printed and what failed.
fn tick(writ: &mut Writ, lines: &RefCell<Vec<String>>) -> String {
    let report = writ.tick(0.1).unwrap();
    let mut all = std::mem::take(&mut *lines.borrow_mut());
    all.extend(report.failures.iter().map(ToString::to_string));
    all.join(" ")
}

const WALK: &str = "func walk(name: string) -> int {
    for i in 0..3 {
        print(\"$name$i\")
        yield
    }
    return 7
}";

#[test]
fn a_call_starts_a_coroutine() {
    let before = live_objects();
    {
        let (mut writ, lines) = with(WALK);
        let handle: Coroutine = writ.call("walk", ("a",)).unwrap();
        writ.call::<()>("walk", ("b",)).unwrap();
        let value: Value = writ.call("walk", ("c",)).unwrap();
        assert_eq!((value.to_string(), format!("{handle:?}")), ("<Coroutine walk>".to_owned(), "<Coroutine walk>".to_owned()));
        let any: AnyRef = writ.call("walk", ("d",)).unwrap();
        assert_ne!(value.get::<AnyRef>().unwrap(), any);
        assert_eq!((handle.is_running(&writ), writ.active_coroutine_count()), (true, 4));
        assert_eq!(tick(&mut writ, &lines), "a0 b0 c0 d0");
        value.get::<Coroutine>().unwrap().cancel(&mut writ);
        assert_eq!(tick(&mut writ, &lines), "a1 b1 d1");
        assert_eq!(tick(&mut writ, &lines), "a2 b2 d2");
        assert_eq!((tick(&mut writ, &lines), handle.is_running(&writ)), (String::new(), false));
        // The value of a coroutine is not for the host.
        let error = writ.call::<i64>("walk", ("x",)).unwrap_err();
        assert_eq!(error.to_string(), "`walk` returns `Coroutine<int>`, but the host expects `i64`");
        assert_eq!(writ.active_coroutine_count(), 0);
    }
    assert_eq!(live_objects(), before);
}

#[test]
fn handles_go_in_and_out() {
    let (mut writ, lines) = with(&format!(
        "{WALK}
func begin() -> Coroutine {{ return start walk(\"x\") }}
func stop(it: Coroutine) -> bool {{
    let was = it.isRunning
    it.cancel()
    return was && !it.isRunning
}}
func same(one: any, other: Coroutine) -> bool {{ return one == other }}
let last = begin()"
    ));
    let handle: Coroutine = writ.call("begin", ()).unwrap();
    assert_eq!(tick(&mut writ, &lines), "x0 x0");
    assert!(writ.call::<bool>("same", (handle.clone(), handle.clone())).unwrap());
    let last: Coroutine = writ.get("last").unwrap();
    assert!(!writ.call::<bool>("same", (handle.clone(), last.clone())).unwrap());
    assert!(writ.call::<bool>("stop", (handle.clone(),)).unwrap());
    assert!(!handle.is_running(&writ));
    assert!(!writ.call::<bool>("stop", (handle,)).unwrap());
    assert_eq!(tick(&mut writ, &lines), "x1");
    // Those of another instance are refused.
    let mut other = Writ::new();
    other.run("func stop(it: Coroutine) { it.cancel() }").unwrap();
    assert!(matches!(other.call::<()>("stop", (last,)), Err(Error::Host(_))));
}

#[test]
fn instructions_of_a_tick_are_limited_together() {
    let source = "var turns = 0
func busy(name: string, rounds: int) {
    while true {
        for i in 0..rounds { turns += 1 }
        print(name)
        yield
    }
}
func parent() {
    yield busy(\"child\", 1000000000)
}
start busy(\"a\", 10)
start busy(\"endless\", 1000000000)
start busy(\"b\", 10)
start parent()
start busy(\"c\", 10)";
    let (mut writ, lines) = with(source);
    writ.set_instruction_limit(Some(5000));
    let first = tick(&mut writ, &lines);
    assert!(first.starts_with("a error[OutOfFuel]: instruction limit reached\n  at busy (<script>:4) [coroutine]"), "{first}");
    // Those behind it are first in their order, and have a new budget.
    let second = tick(&mut writ, &lines);
    assert!(second.starts_with("a b error[OutOfFuel]: instruction limit reached\n  at busy (<script>:4) [coroutine]"), "{second}");
    assert!(second.ends_with("\n  at parent (<script>:10) [coroutine]"), "{second}");
    assert_eq!(tick(&mut writ, &lines), "a b c");
    assert_eq!(writ.active_coroutine_count(), 3);
    writ.set_instruction_limit(None);
    assert_eq!(tick(&mut writ, &lines), "a b c");
}

#[test]
fn no_tick_and_no_call_in_the_middle() {
    let (mut writ, lines) = with(
        "func use(hook: () -> bool) -> bool { return hook() }
func later(hook: () -> bool) {
    yield
    print(hook())
    yield waitUntil(hook)
    print(\"done\")
}",
    );
    let hook = || {
        Function::<(), bool>::from_fn(|writ, ()| {
            let error = writ.tick(1.0).unwrap_err();
            assert_eq!((error.kind, error.message.as_str()), (ErrorKind::HostError, "tick was called while a script runs"));
            assert!(writ.call::<bool>("use", (Function::<(), bool>::from_fn(|_, ()| Ok(true)),)).is_err());
            writ.before_call().unwrap();
            Ok(true)
        })
    };
    assert!(writ.call::<bool>("use", (hook(),)).unwrap());
    writ.call::<()>("later", (hook(),)).unwrap();
    assert_eq!(tick(&mut writ, &lines), "");
    assert_eq!(tick(&mut writ, &lines), "true");
    assert_eq!(tick(&mut writ, &lines), "done");
    // A script that is called by a host's function that a coroutine called, and the other way round.
    let (mut writ, lines) = with(
        "func apply(f: (() -> int) -> int) {
    var n = 0
    while true {
        n += f(() => n + 1)
        print(n)
        yield
    }
}",
    );
    let twice: Function<(), i64> = Function::from_fn(|_, ()| Ok(2));
    drop(twice);
    writ.run(
        "func six() -> int { return 6 }
func give(f: () -> int) -> int { return f() + six() }
start apply(give)",
    )
    .unwrap();
    assert_eq!((tick(&mut writ, &lines), tick(&mut writ, &lines)), ("7".to_owned(), "21".to_owned()));
}

#[test]
fn sources_of_ticks() {
    let (mut writ, lines) = with(&format!("{WALK}\nfunc nothing() {{}}\nfunc fail() {{ yield\n panic(\"no\") }}"));
    writ.set_tick_source(|| 0.5);
    writ.call::<()>("walk", ("a",)).unwrap();
    assert_eq!(lines.take().join(" "), "");
    writ.call::<()>("nothing", ()).unwrap();
    assert_eq!(lines.take().join(" "), "a0");
    writ.run("print(\"run\")").unwrap();
    assert_eq!(lines.take().join(" "), "a1 run");
    assert!(writ.load("nowhere").is_err());
    assert_eq!(lines.take().join(" "), "a2");
    writ.call::<()>("fail", ()).unwrap();
    for _ in 0..3 {
        writ.call::<()>("nothing", ()).unwrap();
    }
    let failures = writ.take_coroutine_failures();
    assert_eq!((failures.len(), failures[0].coroutine.as_str()), (1, "fail"));
    writ.set_tick_source(|| f64::NAN);
    let error = writ.call::<()>("nothing", ()).unwrap_err();
    assert!(matches!(error, Error::Runtime(error) if error.kind == ErrorKind::InvalidArgument));
    writ.clear_tick_source();
    writ.call::<()>("nothing", ()).unwrap();
}

#[test]
fn owners_by_id() {
    let (mut writ, lines) = with(
        "class Enemy {
    name: string
    func patrol() {
        while true {
            print(name)
            yield
        }
    }
}
func spawn(name: string) -> Enemy {
    let enemy = Enemy(name)
    start enemy.patrol()
    return enemy
}",
    );
    let (one, two): (AnyRef, AnyRef) = (writ.call("spawn", ("one",)).unwrap(), writ.call("spawn", ("two",)).unwrap());
    writ.bind_owner_id(&one, 7);
    assert_eq!(tick(&mut writ, &lines), "one two");
    assert_eq!(writ.cancel_coroutines_for_owner(7), 1);
    assert_eq!(tick(&mut writ, &lines), "two");
    drop(two);
    assert_eq!(writ.active_coroutine_count(), 0);
}

#[test]
fn limits_of_depth_change_between_ticks() {
    let (mut writ, lines) = with(
        "func down(n: int) -> int { return n == 0 ? 0 : down(n - 1) + 1 }
func walk() {
    while true {
        print(down(500))
        yield
    }
}
start walk()",
    );
    assert_eq!(tick(&mut writ, &lines), "500");
    writ.set_max_call_depth(20_000);
    assert_eq!(tick(&mut writ, &lines), "500");
    writ.set_max_call_depth(100);
    let report = writ.tick(0.0).unwrap();
    assert_eq!(report.failures[0].error.kind, ErrorKind::StackOverflow);
    assert!(report.to_string().ends_with("at walk (<script>:4) [coroutine]"));
}

#[test]
fn what_is_loaded_later_joins() {
    let (mut writ, lines) = with(WALK);
    writ.run("start walk(\"a\")").unwrap();
    assert_eq!(tick(&mut writ, &lines), "a0");
    // A function of that name that is another one: who runs keeps the code that it has.
    writ.run("func walk(name: string) {\n    yield\n    print(\"new $name\")\n}\nstart walk(\"b\")").unwrap();
    assert_eq!(tick(&mut writ, &lines), "a1");
    assert_eq!(tick(&mut writ, &lines), "a2 new b");
    assert!(writ.run("this is wrong").is_err());
    assert_eq!(tick(&mut writ, &lines), "");
    assert_eq!(writ.active_coroutine_count(), 0);
}
