//! Handles that a host keeps: of objects that are freed, destroyed, lent, or of another instance.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use writ_host_tests::aliasing_api::Body;
use writ_host_tests::api;
use writ_runtime::host::IntoResult;
use writ_runtime::{AnyRef, Array, Error, ErrorKind, Function, Ref, RuntimeError, Str, WeakRef, Writ, WritType, writ_export};

fn vm() -> Writ {
    let mut writ = Writ::new();
    api::register(&mut writ).unwrap();
    writ
}

fn body(writ: &mut Writ, value: i64) -> Ref<Body> {
    Body { value, items: Vec::new() }.into_result(writ).unwrap()
}

#[track_caller]
fn failure<T: std::fmt::Debug>(result: Result<T, Error>) -> RuntimeError {
    match result {
        Err(Error::Runtime(error)) => *error,
        other => panic!("{other:?}"),
    }
}

const FOREIGN: &str = "error[HostError]: this `Body` belongs to another instance";

#[test]
fn an_object_that_scripts_freed_lives_on_in_the_handle() {
    let mut writ = vm();
    writ.run("var kept = [Body(5)]\nfunc give() -> Body { return kept[0] }\nfunc forget() { kept.clear() }").unwrap();
    let handle: Ref<Body> = writ.call("give", ()).unwrap();
    let weak = handle.downgrade();
    writ.call::<()>("forget", ()).unwrap();
    assert_eq!(handle.borrow(&writ).value, 5);
    handle.borrow_mut(&mut writ).value = 6;
    assert_eq!(weak.get().unwrap().borrow(&writ).value, 6);
    // With the last handle it ends.
    let bytes = writ.heap_bytes();
    drop(handle);
    assert!(weak.get().is_none());
    // Weak references keep the memory, not what was in it.
    drop(weak);
    assert!(writ.heap_bytes() < bytes);
}

#[test]
fn a_handle_outlives_its_instance() {
    let mut writ = vm();
    let handle = body(&mut writ, 5);
    let weak = handle.downgrade();
    drop(writ);
    let other = vm();
    assert!(handle.try_borrow(&other).is_err_and(|error| error.to_string() == FOREIGN));
    drop(handle);
    assert!(weak.get().is_none());
}

#[test]
fn a_destroyed_object_is_refused_by_all() {
    let mut writ = vm();
    let handle = body(&mut writ, 5);
    let weak: WeakRef<Body> = handle.downgrade();
    assert_eq!(writ.destroy(&handle).unwrap().value, 5);
    assert!(writ.is_destroyed(&handle));
    assert!(weak.get().is_none());
    for error in [
        handle.try_borrow(&writ).map(|_| ()).unwrap_err(),
        handle.try_borrow_mut(&mut writ).map(|_| ()).unwrap_err(),
        Box::new(writ.destroy(&handle).unwrap_err()),
    ] {
        assert_eq!((error.kind, error.message.as_str()), (ErrorKind::HostError, "Body was destroyed"));
    }
    // A weak reference that is made later is empty, too.
    assert!(handle.downgrade().get().is_none());
    writ.run("func take(b: Body) -> int { return b.value }\nfunc pass(b: Body) -> bool { return b == b }").unwrap();
    assert_eq!(failure(writ.call::<i64>("take", (handle.clone(),))).message, "Body was destroyed");
    // The handle itself may be passed around.
    assert!(writ.call::<bool>("pass", (handle.clone(),)).unwrap());
}

#[test]
fn objects_of_another_instance_are_refused() {
    let (mut one, mut other) = (vm(), vm());
    let foreign = body(&mut other, 1);
    let own = body(&mut one, 2);
    one.run(
        "func take(b: Body) -> int { return b.value }\nfunc first(list: Array<Body>) -> int { return list[0].value }\n\
         func maybe(b: Body?) -> int { return b?.value ?? -1 }\nfunc anything(a: any) -> bool { return a is Body }\n\
         func table(d: Dictionary<string, Body>) -> int { return d.len() }",
    )
    .unwrap();
    let foreign_any: AnyRef = other.run("return Body(1)").unwrap().get().unwrap();
    for (error, name) in [
        (one.call::<i64>("take", (foreign.clone(),)).unwrap_err(), "take"),
        (one.call::<i64>("first", (vec![own.clone(), foreign.clone()],)).unwrap_err(), "first"),
        (one.call::<i64>("maybe", (Some(foreign.clone()),)).unwrap_err(), "maybe"),
        (one.call::<bool>("anything", (foreign_any,)).unwrap_err(), "anything"),
        (one.call::<i64>("table", (HashMap::from([("a".to_owned(), foreign.clone())]),)).unwrap_err(), "table"),
    ] {
        assert_eq!(error.to_string(), format!("argument 1 of `{name}` cannot be made from that value"));
    }
    assert_eq!(one.call::<i64>("take", (own,)).unwrap(), 2);
    assert_eq!(one.call::<i64>("maybe", (None::<Ref<Body>>,)).unwrap(), -1);
}

#[test]
fn objects_of_another_instance_are_refused_by_what_a_script_does_with_them() {
    let (mut one, mut other) = (vm(), vm());
    let foreign = body(&mut other, 1);
    one.run(
        "func get(b: Body) -> int { return b.value }\nfunc set(b: Body) -> int { b.value = 1\n return 1 }\n\
         func method(b: Body) -> int { return b.dot(Body(1)) }\nfunc argument(b: Body) -> int { return Body(1).dot(b) }\n\
         func changes(b: Body) -> int { return Body(1).merge(b) }\nfunc changed(b: Body) -> int { return Body(1).pour(b) }\n\
         func both(b: Body) -> int { return b.merge(b) }\nfunc shown(b: Body) -> int { return \"$b\".len() }\n\
         func reenters(b: Body) -> int { return b.whileRead(() => 1) }\nfunc ended(b: Body) -> int { return destroyBody(b) }\n\
         func list(all: Array<Body>) -> int { return all[0].value }",
    )
    .unwrap();
    for name in ["get", "set", "method", "argument", "changes", "changed", "both", "shown", "reenters", "ended"] {
        let function: Function<(Ref<Body>,), i64> = one.function(name).unwrap();
        // While the other instance's host looks into the object, nobody else may change it.
        let looked = foreign.borrow(&other);
        let error = function.call(&mut one, (foreign.clone(),)).unwrap_err();
        assert_eq!((looked.value, error.to_string().lines().next()), (1, Some(FOREIGN)), "{name}");
    }
    let list: Function<(Array<Ref<Body>>,), i64> = one.function("list").unwrap();
    let error = list.call(&mut one, (Array::from_vec(vec![foreign.clone()]),)).unwrap_err();
    assert_eq!(error.to_string(), format!("{FOREIGN}\n  at list (<script>:12)"));
}

#[test]
fn objects_of_script_classes_of_another_instance_as_any() {
    // The classes and functions of the one have the numbers of others in the other.
    let (mut one, mut other) = (vm(), vm());
    one.run(
        "trait Named { func name() -> string }\nclass Own with Named {\n    func name() -> string { return \"own\" }\n}\n\
         func shown(a: any) -> int { return \"$a\".len() }\nfunc isOwn(a: any) -> bool { return a is Own }\n\
         func cast(a: any) -> int { return (a as Own).name().len() }\nfunc named(a: any) -> int { return (a as Named).name().len() }\n\
         func first(list: Array<any>) -> int { return \"${list[0]}\".len() }\nfunc all(list: Array<any>) -> int { return \"$list\".len() }\n\
         func equal(a: any) -> bool { return a == Own() }",
    )
    .unwrap();
    other
        .run(
            "func pad() {}\nfunc more() {}\nclass Far {\n    x = 5\n    func toString() -> string { return \"far $x\" }\n}\n\
             func make() -> any { return Far() }",
        )
        .unwrap();
    let far: AnyRef = other.call("make", ()).unwrap();
    const FAR: &str = "error[HostError]: this `Far` belongs to another instance";
    const CAST: &str = "error[CastFailed]: cast failed";
    for (name, expected) in [("shown", FAR), ("cast", CAST), ("named", CAST)] {
        let function: Function<(AnyRef,), i64> = one.function(name).unwrap();
        let error = function.call(&mut one, (far.clone(),)).unwrap_err().to_string();
        assert_eq!(error.lines().next(), Some(expected), "{name}");
    }
    for name in ["isOwn", "equal"] {
        let function: Function<(AnyRef,), bool> = one.function(name).unwrap();
        assert!(!function.call(&mut one, (far.clone(),)).unwrap(), "{name}");
    }
    for name in ["first", "all"] {
        let function: Function<(Array<AnyRef>,), i64> = one.function(name).unwrap();
        let error = function.call(&mut one, (Array::from_vec(vec![far.clone()]),)).unwrap_err().to_string();
        assert_eq!(error.lines().next(), Some(FAR), "{name}");
    }
}

#[test]
fn objects_of_another_instance_as_results() {
    let (mut one, mut other) = (vm(), vm());
    let foreign = body(&mut other, 1);
    one.run("func get(b: Body) -> int { return b.value }").unwrap();
    let get: Function<(Ref<Body>,), i64> = one.function("get").unwrap();
    // The function is of the one instance, the object too: not of the other.
    let own = body(&mut one, 2);
    let refusal = "error[HostError]: this `function` belongs to another instance";
    assert_eq!(get.call(&mut other, (own.clone(),)).unwrap_err().to_string(), refusal);
    let kept = get.clone();
    other.register_fn("foreignFunction", move || kept.clone()).unwrap();
    let error = failure(other.run("return foreignFunction()(Body(1))"));
    assert_eq!(error.to_string(), format!("{refusal}\n  at <module> (<script>:1)"));
    assert_eq!(get.call(&mut one, (own,)).unwrap(), 2);
    let kept = foreign.clone();
    one.register_fn("foreignBody", move || kept.clone()).unwrap();
    one.register_global("foreignGlobal", foreign.clone()).unwrap();
    let kept = foreign.clone();
    one.register_fn("foreignBodies", move || vec![Some(kept.clone())]).unwrap();
    let kept = foreign.downgrade();
    one.register_fn("foreignWeak", move || kept.clone()).unwrap();
    for source in ["foreignBody()", "foreignGlobal", "foreignBodies()", "foreignWeak()"] {
        let error = failure(one.run(&format!("let x = {source}\nreturn 1")));
        assert_eq!(error.to_string(), format!("{FOREIGN}\n  at <module> (<script>:1)"), "{source}");
    }
}

#[test]
fn functions_of_another_instance_in_an_array() {
    let (mut one, mut other) = (vm(), vm());
    one.run("func callAll(list: Array<(int) -> int>) -> int { var n = 0\n for f in list { n += f(1) }\n return n }").unwrap();
    other.run("let text = [\"captured\"]\nfunc make() -> (int) -> int { let held = text\n return (x) => x + held.len() }").unwrap();
    let foreign: Function<(i64,), i64> = other.call("make", ()).unwrap();
    let own = Function::from_fn(|_: &mut Writ, (x,): (i64,)| Ok(x * 10));
    type Functions = Array<Function<(i64,), i64>>;
    let all: Function<(Functions,), i64> = one.function("callAll").unwrap();
    assert_eq!(all.call(&mut one, (Array::from_vec(vec![own.clone()]),)).unwrap(), 10);
    let error = all.call(&mut one, (Array::from_vec(vec![own, foreign.clone()]),)).unwrap_err();
    assert_eq!(error.to_string(), "error[HostError]: this `function` belongs to another instance\n  at callAll (<script>:2)");
    assert_eq!(foreign.call(&mut other, (1,)).unwrap(), 2);
}

#[test]
fn values_of_another_instance_as_any() {
    let (mut one, mut other) = (vm(), vm());
    one.run("func equal(list: Array<any>) -> bool { return list[0] == list[1] }\nlet own: Array<any> = [1]").unwrap();
    other.run("func pad() {}\nfunc text(n: int) -> any { return \"text $n\" }").unwrap();
    let texts: Vec<AnyRef> = [1i64, 1].map(|n| other.call("text", (n,)).unwrap()).into();
    let equal: Function<(Array<AnyRef>,), bool> = one.function("equal").unwrap();
    let error = equal.call(&mut one, (Array::from_vec(texts),)).unwrap_err();
    assert_eq!(error.to_string().lines().next(), Some("error[HostError]: this `string` belongs to another instance"));
}

#[test]
fn a_module_of_another_instance() {
    let (mut one, mut other) = (vm(), vm());
    let module = one.evaluate("<a>", "let x = 1\nfunc get() -> int { return x }").unwrap().module;
    let refusal = "the module belongs to another instance";
    assert_eq!(module.call::<i64>(&mut other, "get", ()).unwrap_err().to_string(), refusal);
    assert_eq!(module.get::<i64>(&mut other, "x").unwrap_err().to_string(), refusal);
    assert_eq!(module.function::<(), i64>(&mut other, "get").unwrap_err().to_string(), refusal);
    assert_eq!(module.call::<i64>(&mut one, "get", ()).unwrap(), 1);
}

#[test]
fn two_types_of_one_name() {
    mod one {
        use super::*;
        #[derive(Debug, WritType)]
        pub struct Thing {
            pub size: u8,
        }
        #[writ_export]
        impl Thing {
            pub fn new() -> Thing {
                Thing { size: 1 }
            }
        }
    }
    mod other {
        use super::*;
        #[derive(Debug, WritType)]
        pub struct Thing {
            pub size: String,
            pub more: [u64; 8],
        }
        #[writ_export]
        impl Thing {
            pub fn new() -> Thing {
                Thing { size: "big".to_owned(), more: [7; 8] }
            }
        }
    }
    let (mut first, mut second) = (Writ::new(), Writ::new());
    first.register_type::<one::Thing>().unwrap();
    second.register_type::<other::Thing>().unwrap();
    let source = "let thing = Thing()\nfunc show() -> string { return \"${thing.size}\" }\nfunc give() -> Thing { return thing }\n\
                  func take(t: Thing) -> string { return \"${t.size}\" }";
    first.run(source).unwrap();
    second.run(source).unwrap();
    assert_eq!((first.call::<String>("show", ()).unwrap().as_str(), second.call::<String>("show", ()).unwrap().as_str()), ("1", "big"));
    let thing: Ref<one::Thing> = first.call("give", ()).unwrap();
    assert_eq!(thing.borrow(&first).size, 1);
    // The name is the same, the type is not.
    assert!(matches!(second.call::<Ref<one::Thing>>("give", ()), Err(Error::Host(_))));
    assert!(matches!(first.call::<Ref<other::Thing>>("give", ()), Err(Error::Host(_))));
    assert!(matches!(second.call::<String>("take", (thing.clone(),)), Err(Error::Host(_))));
    // Nor can both be in one instance.
    assert_eq!(first.register_type::<other::Thing>().err().unwrap().to_string(), "`Thing` is registered already");
}

#[test]
fn a_lent_object_can_not_be_borrowed_by_its_handle() {
    let mut writ = vm();
    let seen = Rc::new(RefCell::new(Vec::new()));
    let handle = body(&mut writ, 3);
    let (kept, log) = (handle.clone(), Rc::clone(&seen));
    writ.register_fn("lookInside", move |writ: &mut Writ| -> i64 {
        log.borrow_mut().push(kept.try_borrow(writ).map(|body| body.value).map_err(|error| error.kind));
        log.borrow_mut().push(kept.try_borrow_mut(writ).map(|body| body.value).map_err(|error| error.kind));
        0
    })
    .unwrap();
    writ.run(
        "func reading(b: Body) -> int { return b.whileRead(() => lookInside()) }\nfunc changing(b: Body) -> int { return b.whileChanged(() => lookInside()) }",
    )
    .unwrap();
    writ.call::<i64>("reading", (handle.clone(),)).unwrap();
    assert_eq!(seen.take(), [Ok(3), Err(ErrorKind::BorrowConflict)]);
    writ.call::<i64>("changing", (handle.clone(),)).unwrap();
    assert_eq!(seen.take(), [Err(ErrorKind::BorrowConflict), Err(ErrorKind::BorrowConflict)]);
    handle.borrow_mut(&mut writ).value = 1;
    assert_eq!(handle.borrow(&writ).value, 1);
}

#[test]
fn borrow_says_why_it_panics() {
    let mut writ = vm();
    let handle = body(&mut writ, 3);
    writ.destroy(&handle).unwrap();
    let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| handle.borrow(&writ).value)).unwrap_err();
    assert_eq!(panic.downcast_ref::<String>().unwrap(), "Body was destroyed");
}

#[test]
fn scripts_call_back_only_by_functions() {
    let mut writ = vm();
    writ.set_root("scripts");
    writ.load("aliasing").unwrap();
    let text: String = writ.call("inside", ()).unwrap();
    let refusal = "a script is already running in this instance";
    assert_eq!(text, [refusal; 3].join("; "));
    // It was refused, and the instance is as it was.
    assert_eq!(writ.call::<String>("small", ()).unwrap(), "small");
    assert_eq!(writ.run("return 1 + 1").unwrap().to_string(), "2");
}

#[test]
fn an_exchanged_instance() {
    // The host puts another instance in the place of the one whose script called, and leaves it there.
    let mut writ = vm();
    writ.register_fn("exchange", |writ: &mut Writ| -> u16 {
        let before = writ.instance();
        let mut other = Writ::new();
        std::mem::swap(writ, &mut other);
        std::mem::forget(other);
        before
    })
    .unwrap();
    let result = writ.run("let n = exchange()\nlet b = Body(3)\nlet s = \"text ${b.value}\"\nreturn s");
    // Whatever it gives: nothing breaks, and a new instance works.
    assert!(matches!(&result, Ok(_) | Err(Error::Runtime(_))), "{result:?}");
    drop(writ);
    assert_eq!(vm().run("return \"${Body(3)}\"").unwrap().to_string(), "Body 3 [3]");
}

#[test]
fn a_function_of_one_instance_in_a_callback_of_another() {
    let (mut one, other) = (vm(), Rc::new(RefCell::new(vm())));
    other.borrow_mut().run("func far(b: Body) -> string { return \"far ${b.value}\" }").unwrap();
    let far: Function<(Ref<Body>,), Str> = other.borrow_mut().function("far").unwrap();
    let inside = Rc::clone(&other);
    one.register_fn("callFar", move |near: Ref<Body>| -> Result<String, RuntimeError> {
        let mut other = inside.borrow_mut();
        let copy = body(&mut other, 30);
        let fine = far.call(&mut other, (copy,))?;
        // An object of the instance that called is none of the other's.
        let refused = far.call(&mut other, (near,)).unwrap_err();
        Ok(format!("{fine}, {}", refused.message))
    })
    .unwrap();
    let text = one.run("return callFar(Body(1))").unwrap().to_string();
    assert_eq!(text, "far 30, this `Body` belongs to another instance");
}
