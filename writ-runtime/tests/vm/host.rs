//! Loading, running and calling from the host.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use writ_compiler::loader::Memory;
use writ_runtime::object::live_objects;
use writ_runtime::{AnyRef, Error, ErrorKind, Function, Str, Value, Writ};

fn message<T: std::fmt::Debug>(result: Result<T, Error>) -> String {
    result.unwrap_err().to_string()
}

#[test]
fn runs_form_a_session() {
    let mut writ = Writ::new();
    assert!(writ.run("let x = 2\nfunc twice(n: int) -> int { return n * x }").unwrap().is_void());
    assert_eq!(writ.run("return twice(21)").unwrap().get::<i64>(), Some(42));
    writ.run("func twice(n: int) -> string { return \"$n$n\" }").unwrap();
    assert_eq!(writ.run("return [twice(1)]").unwrap().to_string(), "[\"11\"]");
    assert!(matches!(writ.run("return nothing"), Err(Error::Compile(_))));
    assert_eq!(writ.run("return x").unwrap().to_string(), "2");
}

#[test]
fn arguments_and_results_are_rust_types() {
    let mut writ = Writ::new();
    writ.run(
        "func all(a: int, b: int32, c: float, d: float64, e: bool, f: string) -> string { return \"$a $b $c $d $e $f\" }
func lengths(words: Array<string>) -> Dictionary<string, int> {
    let result: Dictionary<string, int> = {}
    for word in words { result[word] = word.len() }
    return result
}
func maybe(x: int?) -> (int, string?) { return (x ?? -1, x == null ? null : \"some\") }
func half(x: int) -> Result<int> {
    if x % 2 != 0 { return Error(\"odd\") }
    return Success(x / 2)
}
func total(of: Dictionary<string, float64>) -> float64 {
    var sum: float64 = 0.0
    for key, value in of { sum += value }
    return sum
}",
    )
    .unwrap();
    let before = live_objects();
    assert_eq!(writ.call::<String>("all", (1, 2i32, 0.5f32, 0.25, true, "a longer text")).unwrap(), "1 2 0.5 0.25 true a longer text");
    let words = vec!["one".to_owned(), "a longer word".to_owned()];
    let lengths: HashMap<String, i64> = writ.call("lengths", (words,)).unwrap();
    assert_eq!(lengths["a longer word"], 13);
    assert_eq!(writ.call::<(i64, Option<String>)>("maybe", (Some(3i64),)).unwrap(), (3, Some("some".into())));
    assert_eq!(writ.call::<(i64, Option<String>)>("maybe", (None::<i64>,)).unwrap(), (-1, None));
    assert_eq!(writ.call::<Result<i64, String>>("half", (8,)).unwrap(), Ok(4));
    assert_eq!(writ.call::<Result<i64, String>>("half", (7,)).unwrap(), Err("odd".into()));
    assert_eq!(writ.call::<f64>("total", (BTreeMap::from([("a", 1.5), ("b", 2.0)]),)).unwrap(), 3.5);
    assert_eq!(writ.call::<Value>("half", (2,)).unwrap().to_string(), "Success(1)");
    assert_eq!(live_objects(), before);
}

#[test]
fn a_mismatch_names_both_types() {
    let mut writ = Writ::new();
    writ.run("func f(a: int, b: Array<string>) -> bool { return true }\nlet n = 1").unwrap();
    assert_eq!(
        message(writ.call::<bool>("f", (1, vec![2i64]))),
        "parameter `b` of `f` is of type `Array<string>`, but the host passes `Vec<i64>`"
    );
    assert_eq!(message(writ.call::<bool>("f", (1,))), "`f` takes 2 arguments, but the host passes 1");
    assert_eq!(message(writ.call::<i64>("f", (1, Vec::<String>::new()))), "`f` returns `bool`, but the host expects `i64`");
    assert_eq!(message(writ.call::<i64>("g", ())), "there is no function `g`");
    assert_eq!(message(writ.get::<bool>("n")), "`n` is of type `int`, but the host expects `bool`");
    assert_eq!(writ.get::<i64>("n").unwrap(), 1);
}

#[test]
fn modules_are_loaded_once_and_called() {
    let mut memory = Memory::default();
    memory.insert("main.writ", "import { add } from \"lib\"\nprint(\"main\")\nexport func go() -> int { return add(1) }\nreturn add(41)");
    memory.insert("lib.writ", "print(\"lib\")\nexport func add(n: int) -> int { return n + 1 }");
    let lines = Rc::new(RefCell::new(Vec::new()));
    let sink = Rc::clone(&lines);
    let mut writ = Writ::new();
    writ.set_print(move |line| sink.borrow_mut().push(line.to_owned()));
    writ.set_loader(memory);
    let module = writ.load("main").unwrap();
    assert_eq!(module.value().get::<i64>(), Some(42));
    assert_eq!(module.call::<i64>(&mut writ, "go", ()).unwrap(), 2);
    assert_eq!(*lines.borrow(), ["lib", "main"]);
}

#[test]
fn an_error_has_a_trace_and_leaks_nothing() {
    let mut writ = Writ::new();
    writ.run(
        "struct Bag {
    items: Array<string>
    func put(n: int) {
        items = [\"a text that is long\", \"b\"]
        check(items, n)
    }
}
func check(items: Array<string>, n: int) -> string {
    let copy = items.map((s) => s .. \" and more of it\")
    for text in copy { let quotient = 10 / n }
    return copy[n]
}
func go(n: int) -> string {
    let bags = [Bag([\"some long old text\"])]
    bags[0].put(n)
    var bag = bags[0]
    bag.put(n)
    return \"done, and long enough\"
}",
    )
    .unwrap();
    // The lambda without captures becomes one object, which stays.
    assert_eq!(writ.call::<String>("go", (1,)).unwrap(), "done, and long enough");
    let before = live_objects();
    assert_eq!(
        message(writ.call::<String>("go", (0,))),
        "error[DivisionByZero]: division by zero\n  at check (<script>:10)\n  at Bag.put (<script>:5)\n  at go (<script>:15)"
    );
    let Err(Error::Runtime(error)) = writ.call::<String>("go", (2,)) else { panic!("index 2 is out of bounds") };
    assert_eq!(error.kind, ErrorKind::IndexOutOfBounds);
    assert_eq!(live_objects(), before);
}

#[test]
fn functions_go_both_ways() {
    let before = writ_runtime::object::live_objects();
    {
        let mut writ = Writ::new();
        writ.run(
            "func adder(by: int) -> (int) -> int { return (x: int) => x + by }
             func apply(f: (int) -> int, x: int) -> int { return f(x) }
             func greet(f: (string, bool) -> string) -> string { return f(\"a name that is long\", true) }
             func fail(x: int) -> int { return 1 / x }
             func failing() -> (int) -> int { return fail }",
        )
        .unwrap();
        let add: Function<(i64,), i64> = writ.call("adder", (5_i64,)).unwrap();
        let other: Function<(i64,), i64> = writ.call("adder", (7_i64,)).unwrap();
        assert_eq!(add.call(&mut writ, (1,)).unwrap() + other.call(&mut writ, (10,)).unwrap(), 23);
        assert_eq!(writ.call::<i64>("apply", (add, 2_i64)).unwrap(), 7);
        let double = Function::from_fn(|_, (x,): (i64,)| Ok(x * 2));
        assert_eq!(writ.call::<i64>("apply", (double.clone(), 21_i64)).unwrap(), 42);
        let greet = Function::from_fn(|_, (name, loud): (Str, bool)| Ok(Str::from(format!("{name}{}", if loud { "!" } else { "" }))));
        assert_eq!(writ.call::<String>("greet", (greet,)).unwrap(), "a name that is long!");
        // What a script calls may call the script.
        let nested: Function<(i64,), i64> = Function::from_fn(move |writ, (x,)| double.call(writ, (x + 1,)));
        assert_eq!(writ.call::<i64>("apply", (nested, 1_i64)).unwrap(), 4);
        let failing: Function<(i64,), i64> = writ.call("failing", ()).unwrap();
        let error = failing.call(&mut writ, (0,)).unwrap_err();
        assert_eq!(error.to_string(), "error[DivisionByZero]: division by zero\n  at fail (<script>:4)");
        // Of another type.
        let error = writ.call::<Function<(i32,), i64>>("failing", ()).unwrap_err();
        assert!(error.to_string().contains("Function<(int32) -> int>"), "{error}");
    }
    assert_eq!(writ_runtime::object::live_objects(), before);
}

#[test]
fn a_function_of_the_host_that_calls_the_script_that_called_it() {
    let mut writ = Writ::new();
    writ.run(
        "func down(f: (int) -> int, x: int) -> int { return x == 0 ? 0 : 1 + f(x - 1) }
         var again: ((int) -> int)? = null
         func loop(x: int) -> int { return down(again.value, x) }
         func set(f: (int) -> int) { again = f }
         func looping() -> (int) -> int { return loop }",
    )
    .unwrap();
    let script: Function<(i64,), i64> = writ.call("looping", ()).unwrap();
    let host = Function::from_fn(move |writ, (x,): (i64,)| script.call(writ, (x,)));
    writ.call::<()>("set", (host,)).unwrap();
    assert_eq!(writ.call::<i64>("loop", (50_i64,)).unwrap(), 50);
    let error = writ.call::<i64>("loop", (1_000_000_i64,)).unwrap_err();
    assert!(error.to_string().starts_with("error[StackOverflow]"), "{error}");
    assert_eq!(writ.call::<i64>("loop", (3_i64,)).unwrap(), 3);
}

#[test]
fn objects_are_handles() {
    let mut writ = Writ::new();
    writ.run(
        "class Item { name: string  func toString() -> string { return \"item $name\" } }
         class Other { x: int = 1 }
         func make(name: string) -> Item { return Item(name) }
         func other() -> Other { return Other() }
         func name(item: Item) -> string { return item.name }
         func both(value: any) -> string { return \"$value\" }",
    )
    .unwrap();
    let item: AnyRef = writ.call("make", ("sword",)).unwrap();
    assert_eq!(writ.call::<String>("name", (item.clone(),)).unwrap(), "sword");
    assert_eq!(writ.call::<String>("both", (item.clone(),)).unwrap(), "item sword");
    let other: AnyRef = writ.call("other", ()).unwrap();
    let error = writ.call::<String>("name", (other,)).unwrap_err();
    assert!(error.to_string().contains("argument 1 of `name`"), "{error}");
    let mut second = Writ::new();
    second.run("func show(value: any) -> string { return \"$value\" }").unwrap();
    assert!(second.call::<String>("show", (item,)).is_err());
}
