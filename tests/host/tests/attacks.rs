//! Attacks by scripts through the host: they end in an error, and the instance works afterwards. That on the VM alone is in the runtime's tests of limits.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;
use writ_host_tests::aliasing_api::Body;
use writ_host_tests::{api, attacks};
use writ_runtime::object::live_objects;
use writ_runtime::{Array, Error, ErrorKind, Function, Limits, Ref, RuntimeError, Str, Writ};

const MB: usize = 1 << 20;

fn vm(source: &str) -> Writ {
    let mut writ = Writ::new();
    writ.set_print(|_| ());
    api::register(&mut writ).unwrap();
    writ.run(source).unwrap();
    writ
}

#[track_caller]
fn failure<T>(result: Result<T, Error>) -> RuntimeError {
    match result {
        Err(Error::Runtime(error)) => *error,
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("it did not fail"),
    }
}

/// Calls `attack` under limits: it fails, and leaves an instance that works.
#[track_caller]
fn attack(writ: &mut Writ, limits: Limits, kind: ErrorKind) -> RuntimeError {
    let error = failure(writ.with_limits(limits, |writ| writ.call::<()>("attack", ())));
    assert_eq!(error.kind, kind, "{error}");
    works(writ);
    error
}

#[track_caller]
fn works(writ: &mut Writ) {
    let text = writ.run("let works = Body(2)\nworks.whileChanged(() => 1)\nreturn \"$works\"").unwrap();
    assert_eq!(text.to_string(), "Body 4 [2]");
}

// ---- recursion ----

#[test]
fn recursion_through_a_callback() {
    let mut writ = vm("func down(x: int) -> int { return twice(down, x + 1) }\nfunc attack() { down(0) }");
    let error = attack(&mut writ, Limits::new(), ErrorKind::StackOverflow);
    // What was left out is counted.
    assert!(error.to_string().contains("at down (<script>:1)") && error.trace.omitted() > 100, "{error}");
    attack(&mut writ, Limits::new().call_depth(50), ErrorKind::StackOverflow);
    attack(&mut writ, Limits::new().call_depth(1), ErrorKind::StackOverflow);
}

#[test]
fn recursion_through_two_functions_alternately() {
    let mut writ = vm("func one(x: int) -> int { return twice(two, x) }\nfunc two(x: int) -> int { return sumWhile([x], one) }\n\
         func attack() { one(0) }");
    attack(&mut writ, Limits::new(), ErrorKind::StackOverflow);
    attack(&mut writ, Limits::new().call_depth(101), ErrorKind::StackOverflow);
}

#[test]
fn recursion_through_methods() {
    let mut writ = vm("func down() -> int { return Body(1).whileChanged(down) }\nfunc attack() { down() }");
    attack(&mut writ, Limits::new(), ErrorKind::StackOverflow);
    let mut writ =
        vm("let b = Body(1)\nfunc down() -> int { return b.whileRead(down) }\nfunc attack() { down() }\nfunc free() { b.value = 2 }");
    attack(&mut writ, Limits::new(), ErrorKind::StackOverflow);
    // All of the many that borrowed it gave it back.
    writ.call::<()>("free", ()).unwrap();
}

#[test]
fn recursion_with_the_library_between() {
    let mut writ = vm("func down(x: int) -> int { return [x, x].map((y) => twice(down, y))[0] }\nfunc attack() { down(0) }");
    attack(&mut writ, Limits::new(), ErrorKind::StackOverflow);
    let mut writ = vm(
        "func less(a: int, b: int) -> bool { let list = [2, 1]\n list.sortBy((x, y) => sumWhile([1], (z) => less(x, y) ? 1 : 0) == 1)\n return true }\n\
         func attack() { less(1, 2) }",
    );
    attack(&mut writ, Limits::new(), ErrorKind::StackOverflow);
}

#[test]
fn recursion_through_typed_functions_of_the_host() {
    // The function that scripts get is one of the host's, which calls what scripts gave it.
    let mut writ = Writ::new();
    writ.register_fn("wrap", |inner: Function<(i64,), i64>| -> Function<(i64,), i64> {
        Function::from_fn(move |writ, (x,): (i64,)| inner.call(writ, (x + 1,)))
    })
    .unwrap();
    writ.run("func down(x: int) -> int { return wrap(down)(x) }\nfunc attack() { down(0) }\nfunc small() -> int { return wrap((x) => x * 2)(1) }")
        .unwrap();
    let error = failure(writ.call::<()>("attack", ()));
    assert_eq!(error.kind, ErrorKind::StackOverflow);
    assert_eq!(writ.call::<i64>("small", ()).unwrap(), 4);
}

#[test]
fn recursion_in_compiled_code() {
    let mut writ = Writ::new();
    writ.set_print(|_| ());
    let small = |writ: &mut Writ| assert_eq!(attacks::small(writ).unwrap(), 9);
    for limit in [10_000, 500, 1] {
        writ.set_call_depth_limit(limit);
        for result in [
            attacks::plain(&mut writ),
            attacks::alternating(&mut writ),
            attacks::through_methods(&mut writ),
            attacks::through_one_object(&mut writ),
            attacks::through_the_library(&mut writ),
            attacks::through_a_sort(&mut writ),
        ] {
            assert_eq!(result.unwrap_err().kind, ErrorKind::StackOverflow);
        }
    }
    writ.set_call_depth_limit(10_000);
    small(&mut writ);
}

#[test]
fn recursion_in_the_vm_on_the_same_script() {
    let mut writ = Writ::new();
    writ.set_print(|_| ());
    api::register(&mut writ).unwrap();
    writ.set_root("scripts");
    writ.load("attacks").unwrap();
    for name in ["plain", "alternating", "throughMethods", "throughOneObject", "throughTheLibrary", "throughASort"] {
        assert_eq!(failure(writ.call::<i64>(name, ())).kind, ErrorKind::StackOverflow, "{name}");
    }
    assert_eq!(writ.call::<i64>("small", ()).unwrap(), 9);
}

// ---- endless loops ----

#[test]
fn an_endless_loop_in_a_callback() {
    let mut writ = vm("func attack() { twice((x) => { var n = 0\n while n >= 0 { n = 1 }\n return n }, 1) }");
    let error = attack(&mut writ, Limits::new().instructions(100_000), ErrorKind::OutOfFuel);
    assert_eq!(error.message, "instruction limit reached");
    let error = attack(&mut writ, Limits::new().time(Duration::from_millis(20)), ErrorKind::OutOfFuel);
    assert_eq!(error.message, "time limit reached");
}

#[test]
fn callbacks_share_the_limit_of_the_call() {
    // Each callback is short; the host calls them as often as the script says.
    let mut writ = vm("func attack() { let list = [0]\n list.resize(1000000, 1)\n sumWhile(list, (x) => x + 1) }\n\
         func nested(n: int) -> int { return n == 0 ? 1 : twice((x) => nested(n - 1), 1) }\nfunc few() -> int { return sumWhile([1, 2], (x) => x) }");
    attack(&mut writ, Limits::new().instructions(100_000), ErrorKind::OutOfFuel);
    // Two to the power of 40 calls.
    let error = failure(writ.with_limits(Limits::new().instructions(100_000), |writ| writ.call::<i64>("nested", (40,))));
    assert_eq!(error.kind, ErrorKind::OutOfFuel);
    assert_eq!(writ.with_limits(Limits::new().instructions(100_000), |writ| writ.call::<i64>("few", ())).unwrap(), 3);
}

#[test]
fn a_host_that_goes_on_after_the_limit() {
    // The host hides the errors of callbacks: the limit still ends the script.
    let mut writ = vm(
        "func attack() { let b = Body(1)\n while true { b.whileChangedCalm(() => { var n = 0\n while n >= 0 { n = 1 }\n return n }) } }",
    );
    attack(&mut writ, Limits::new().instructions(100_000), ErrorKind::OutOfFuel);
    attack(&mut writ, Limits::new().time(Duration::from_millis(20)), ErrorKind::OutOfFuel);
}

// ---- memory ----

#[test]
fn a_large_array_for_a_host_function() {
    let mut writ = vm("func attack() { let list: Array<float64> = [1.0]\n list.resize(10000000, 1.0)\n total(list) }");
    attack(&mut writ, Limits::new().heap_bytes(MB), ErrorKind::OutOfMemory);
    // Without a limit it is lent as it is.
    let mut writ = vm("func sum() -> float64 { let list: Array<float64> = [1.0]\n list.resize(10000000, 1.0)\n return total(list) }");
    let before = writ.heap_bytes();
    assert_eq!(writ.call::<f64>("sum", ()).unwrap(), 10_000_000.0);
    assert_eq!(writ.heap_bytes(), before);
}

#[test]
fn copies_of_arrays_for_a_host_function() {
    // What is looked at while scripts run is a copy: many of them at once are counted as any memory.
    let mut writ =
        vm("let list = [1]\nlist.resize(60000, 1)\nfunc down(x: int) -> int { return sumWhile(list, down) }\nfunc attack() { down(1) }");
    let limits = Limits::new().heap_bytes(MB).call_depth(100);
    // What is made once, with the first call, stays.
    failure(writ.with_limits(limits, |writ| writ.call::<()>("attack", ())));
    let before = writ.heap_bytes();
    let error = failure(writ.with_limits(limits, |writ| writ.call::<()>("attack", ())));
    assert!(matches!(error.kind, ErrorKind::OutOfMemory | ErrorKind::StackOverflow), "{error}");
    assert_eq!(writ.heap_bytes(), before);
    works(&mut writ);
}

#[test]
fn objects_of_the_host_without_end() {
    let mut writ = vm("func attack() { let all: Array<Body> = []\n while true { all.push(Body(1)) } }\nfunc none() { }");
    writ.call::<()>("none", ()).unwrap();
    let before = writ.heap_bytes();
    let live = live_objects();
    attack(&mut writ, Limits::new().heap_bytes(MB).instructions(10_000_000), ErrorKind::OutOfMemory);
    let mut other = vm("func attack() { let all: Array<string> = []\n while true { all.push(echoString(\"some text of the host\")) } }");
    attack(&mut other, Limits::new().heap_bytes(MB).instructions(10_000_000), ErrorKind::OutOfMemory);
    drop(other);
    // What `works` declared stays.
    writ.run("let works = 1").unwrap();
    assert!(writ.heap_bytes() <= before + 4096, "{} after {before}", writ.heap_bytes());
    assert!(live_objects() <= live + 20, "{} after {live}", live_objects());
}

#[test]
fn objects_that_come_and_go_cost_nothing() {
    let mut writ =
        vm("func loop() -> int { var n = 0\n for i in 0..20000 { let b = Body(i)\n n += b.whileRead(() => 1) % 2 }\n return n }\n\
         func end() -> int { var n = 0\n for i in 0..20000 { n += destroyBody(Body(i)) % 2 }\n return n }\n\
         func kept() -> int { let b = Body(1)\n let w = Weak(b)\n destroyBody(b)\n return isAlive(w) ? 1 : 0 }");
    for name in ["loop", "end", "kept"] {
        writ.call::<i64>(name, ()).unwrap();
    }
    let (bytes, live) = (writ.heap_bytes(), live_objects());
    let limits = Limits::new().heap_bytes(bytes + MB);
    let results: Vec<i64> = ["loop", "end", "kept"].map(|name| writ.with_limits(limits, |writ| writ.call::<i64>(name, ())).unwrap()).into();
    assert_eq!(results[1..], [10_000, 0]);
    assert_eq!((writ.heap_bytes(), live_objects()), (bytes, live));
}

#[test]
fn what_a_host_function_gives_is_counted() {
    let mut writ = vm("func attack() { let all: Array<Array<int>> = []\n while true { all.push(countUp(200)) } }");
    attack(&mut writ, Limits::new().heap_bytes(MB).instructions(10_000_000), ErrorKind::OutOfMemory);
    let mut writ = vm(
        "func attack() { let all: Array<Dictionary<string, int>> = []\n while true { all.push(countWords(\"some words of a text\")) } }",
    );
    attack(&mut writ, Limits::new().heap_bytes(MB).instructions(10_000_000), ErrorKind::OutOfMemory);
}

// ---- while a call runs ----

#[test]
fn loads_and_runs_inside_a_call_are_refused() {
    let mut writ = vm(
        "func attack() -> string { return runInside() .. \"; \" .. loadInside() .. \"; \" .. callInside(\"attack\") .. \"; \" .. tickInside() }",
    );
    let text: String = writ.call("attack", ()).unwrap();
    let refused = "a script is already running in this instance";
    assert_eq!(text, format!("{refused}; {refused}; {refused}; HostError: tick was called while a script runs"));
    works(&mut writ);
}

#[test]
fn registering_inside_a_call() {
    let mut writ = Writ::new();
    writ.register_fn("register", |writ: &mut Writ| -> String {
        match writ.register_fn("late", || 1i64) {
            Ok(_) => "registered".to_owned(),
            Err(error) => error.to_string(),
        }
    })
    .unwrap();
    assert_eq!(writ.run("return register()").unwrap().to_string(), "nothing can be registered while a script runs");
    assert!(matches!(writ.run("return late()"), Err(Error::Compile(_))));
    writ.register_fn("late", || 1i64).unwrap();
    assert_eq!(writ.run("return late()").unwrap().to_string(), "1");
    assert_eq!(writ.run("return 1 + 1").unwrap().to_string(), "2");
}

#[test]
fn a_limit_that_a_callback_lifts() {
    // What a host sets inside a call holds from the next call on.
    let mut writ = vm("");
    writ.register_fn("lift", |writ: &mut Writ| writ.set_instruction_limit(None)).unwrap();
    writ.run("func attack() { lift()\n var n = 0\n while true { n = 1 } }").unwrap();
    let error = failure(writ.with_limits(Limits::new().instructions(50_000), |writ| writ.call::<()>("attack", ())));
    assert_eq!(error.kind, ErrorKind::OutOfFuel);
    works(&mut writ);
}

#[test]
fn coroutines_that_callbacks_start() {
    let mut writ = vm(
        "var turns = 0\nfunc work(n: int) { turns += n\n yield\n turns += n * 10 }\nfunc attack() { twice((x) => { start work(x)\n return x + 1 }, 1) }\n\
         func endless() { start spawn() }\nfunc spawn() { twice((x) => { start spawn()\n return x }, 1)\n yield }\nfunc look() -> int { return turns }",
    );
    writ.call::<()>("attack", ()).unwrap();
    // They run from the next tick on, in their order.
    assert_eq!(writ.call::<i64>("look", ()).unwrap(), 0);
    assert!(writ.tick(0.1).unwrap().failures.is_empty());
    assert_eq!(writ.call::<i64>("look", ()).unwrap(), 3);
    assert!(writ.tick(0.1).unwrap().failures.is_empty());
    assert_eq!(writ.call::<i64>("look", ()).unwrap(), 33);
    // Each starts two more: the limit of memory ends it.
    writ.call::<()>("endless", ()).unwrap();
    let before = writ.heap_bytes();
    let limits = Limits::new().heap_bytes(before + MB).instructions(10_000_000);
    let failed = writ.with_limits(limits, |writ| (0..40).map(|_| writ.tick(0.1).unwrap().failures.len()).sum::<usize>());
    assert!(failed > 0);
    assert!(writ.heap_bytes() <= before + MB);
    works(&mut writ);
}

// ---- sorting ----

#[test]
fn a_comparison_that_calls_the_host_and_changes_the_array() {
    let mut writ = vm(
        "func attack() -> string { let list = [Body(3), Body(1), Body(2)]\n list.sortBy((a, b) => { a.whileChangedCalm(() => { list.clear()\n list.push(Body(9))\n return 1 })\n return a.value < b.value })\n return \"${list.len()}\" }\n\
         func ends() -> int { let list = [Body(3), Body(1)]\n list.sortBy((a, b) => { destroyBody(a)\n return a.value < b.value })\n return 1 }\n\
         func numbers() -> string { let list = [3, 1, 2]\n list.sortBy((a, b) => { doubleAll(list)\n return a < b })\n return \"$list\" }",
    );
    assert_eq!(writ.call::<String>("attack", ()).unwrap(), "3");
    let error = failure(writ.call::<i64>("ends", ()));
    assert_eq!((error.kind, error.message.as_str()), (ErrorKind::HostError, "Body was destroyed"));
    assert_eq!(writ.call::<String>("numbers", ()).unwrap(), "[1, 2, 3]");
    works(&mut writ);
}

// ---- errors ----

#[test]
fn an_error_in_a_callback_in_a_callback() {
    let mut writ = vm(
        "func fail(x: int) -> int { return [1][x] }\nfunc inner(x: int) -> int { return twice(fail, x) }\nfunc attack() { twice(inner, 5) }",
    );
    let error = attack(&mut writ, Limits::new(), ErrorKind::IndexOutOfBounds);
    assert_eq!(
        error.to_string(),
        "error[IndexOutOfBounds]: index 5 out of bounds for length 1\n  at fail (<script>:1)\n  at inner (<script>:2)\n  at attack (<script>:3)"
    );
}

#[test]
fn an_error_that_a_host_function_hides() {
    let mut writ = Writ::new();
    writ.register_fn("attempt", |writ: &mut Writ, act: Function<(), Str>| -> Result<String, String> {
        act.call(writ, ()).map(|text| text.to_string()).map_err(|error| format!("{}: {}", error.kind, error.message))
    })
    .unwrap();
    let source = "let list = [1]\nfunc bad() -> string { return \"${list[7]}\" }\n\
                  return [attempt(bad), attempt(() => \"${attempt(bad)}\"), attempt(() => { panic(\"no\") }), attempt(() => \"fine\")]";
    assert_eq!(
        writ.run(source).unwrap().to_string(),
        "[Error(\"IndexOutOfBounds: index 7 out of bounds for length 1\"), \
         Success(\"Error(\\\"IndexOutOfBounds: index 7 out of bounds for length 1\\\")\"), Error(\"Panic: no\"), Success(\"fine\")]"
    );
}

#[test]
fn a_host_function_that_panics() {
    // A panic of the host's is the host's: but an instance that it went through is not broken, and nothing stays lent.
    let mut writ = vm("let b = Body(1)");
    writ.register_fn("boom", || -> i64 { panic!("of the host") }).unwrap();
    writ.run("func explode() -> int { return b.whileChanged(() => boom()) }\nfunc look() -> int { return b.value }").unwrap();
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| writ.call::<i64>("explode", ())));
    assert_eq!(*panicked.unwrap_err().downcast_ref::<&str>().unwrap(), "of the host");
    drop(writ);
    works(&mut vm(""));
}

#[test]
fn handles_that_a_host_collects() {
    // A script fills what the host keeps: the host's memory, but its objects are counted for the instance.
    let kept: Rc<RefCell<Vec<Ref<Body>>>> = Rc::default();
    let into = Rc::clone(&kept);
    let mut writ = vm("func none() { }");
    writ.register_fn("keep", move |body: Ref<Body>| into.borrow_mut().push(body)).unwrap();
    writ.run("func attack() { while true { keep(Body(1)) } }").unwrap();
    let before = writ.heap_bytes();
    let error =
        failure(writ.with_limits(Limits::new().heap_bytes(before + MB).instructions(10_000_000), |writ| writ.call::<()>("attack", ())));
    assert_eq!(error.kind, ErrorKind::OutOfMemory);
    assert!(kept.borrow().len() > 1000);
    kept.borrow_mut().clear();
    assert!(writ.heap_bytes() <= before, "{} after {before}", writ.heap_bytes());
    works(&mut writ);
}

#[test]
fn arrays_that_a_host_fills_without_end() {
    let mut writ = vm("func none() { }");
    let turns = Rc::new(Cell::new(0));
    let count = Rc::clone(&turns);
    writ.register_fn("pour", move |list: Array<i64>| {
        count.set(count.get() + 1);
        assert!(count.get() < 2000, "the limit does not end it");
        (0..1000).for_each(|number| list.push(number));
    })
    .unwrap();
    writ.run("func attack() { let list = [1]\n while true { pour(list) } }").unwrap();
    attack(&mut writ, Limits::new().heap_bytes(MB).instructions(10_000_000), ErrorKind::OutOfMemory);
    assert!(turns.get() < 1000, "{}", turns.get());
}
