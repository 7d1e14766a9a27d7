//! What Rust code does with handles: identity, equality, weak references, texts and optionals.
#![cfg(feature = "vm")]

use writ_runtime::__private::{Maybe, Opt, Show, Weak, natives};
use writ_runtime::object::{live_bytes, live_objects};
use writ_runtime::{AnyRef, Array, Dictionary, Function, Str, Writ};

#[test]
fn handles_of_collections_are_the_same_if_the_object_is() {
    let (one, other) = (Array::<i64>::new(), Array::<i64>::new());
    assert!(one.same(&one.clone()) && !one.same(&other));
    let (one, other) = (Dictionary::<i64, i64>::default(), Dictionary::<i64, i64>::default());
    assert!(one.same(&one.clone()) && !one.same(&other));
}

#[test]
fn objects_are_equal_by_identity_and_boxes_by_their_value() {
    let mut writ = Writ::new();
    writ.run("class P { x: int = 1 }\nfunc object() -> any { return P() }\nfunc number(n: int) -> any { return n }").unwrap();
    let mut make = |name: &str, n: Option<i64>| match n {
        Some(n) => writ.call::<AnyRef>(name, (n,)).unwrap(),
        None => writ.call::<AnyRef>(name, ()).unwrap(),
    };
    let (object, other) = (make("object", None), make("object", None));
    let (three, again, four) = (make("number", Some(3)), make("number", Some(3)), make("number", Some(4)));
    let mut equal = |one: &AnyRef, other: &AnyRef| {
        let depth = writ.depth();
        one.equals(other, &mut writ, depth).unwrap()
    };
    assert!(equal(&object, &object.clone()) && !equal(&object, &other));
    assert!(equal(&three, &again) && !equal(&three, &four) && !equal(&three, &object));
}

#[test]
fn weak_references_tell_whether_their_object_is_there() {
    let mut writ = Writ::new();
    writ.run("class P { x: int = 1 }\nfunc object() -> any { return P() }").unwrap();
    let object = writ.call::<AnyRef>("object", ()).unwrap();
    let other = writ.call::<AnyRef>("object", ()).unwrap();
    let (weak, to_other) = (Weak::new(&object), Weak::new(&other));
    assert!(weak.same(&weak.clone()) && weak == weak.clone());
    assert!(!weak.same(&to_other) && weak != to_other);
    assert_eq!(format!("{weak:?}"), "Weak(alive)");
    assert!(weak.get().is_some());
    drop(object);
    assert_eq!(format!("{weak:?}"), "Weak(gone)");
    assert!(weak.get().is_none() && to_other.get().is_some());
}

#[test]
fn texts_are_shown_and_made_of_what_there_is() {
    let text = Str::new("a text that is long");
    assert_eq!(text.to_text().as_str(), "a text that is long");
    let mut out = String::from("<");
    "one".to_owned().show(&mut out);
    text.show(&mut out);
    assert_eq!(out, "<onea text that is long");
    assert_eq!(Str::default().as_str(), "");
    assert_eq!(String::from(text.clone()), "a text that is long");
    assert_eq!(Str::from("abc").as_str(), "abc");
}

#[test]
fn optionals_become_each_other() {
    assert_eq!(Opt::from(Some(3)).into_option(), Some(3));
    assert_eq!(Option::from(Opt::Some(3)), Some(3));
    assert_eq!(Option::<i64>::from(Opt::None), None);
    let mut value = Some(3);
    *value.value_mut().unwrap() += 1;
    assert_eq!((value.value().copied(), value.into_value()), (Some(4), Some(4)));
    let mut value = Opt::Some(3);
    *value.value_mut().unwrap() += 1;
    assert_eq!(value.into_value(), Some(4));
}

#[test]
fn functions_are_shown_by_their_name() {
    let mut writ = Writ::new();
    writ.run("func named() -> int { return 1 }\nfunc give() -> () -> int { return named }\nfunc lambda() -> () -> int { return () => 1 }")
        .unwrap();
    let mut shown = |name: &str| {
        let function = writ.call::<Function<(), i64>>(name, ()).unwrap();
        natives::function::show(&function).as_str().to_owned()
    };
    assert_eq!(shown("give"), "<function named>");
    assert_eq!(shown("lambda"), "<lambda>");
}

#[test]
fn nothing_is_counted_where_nothing_is() {
    std::thread::spawn(|| {
        assert_eq!((live_bytes(), live_objects()), (0, 0));
        let array = Array::<i64>::new();
        array.push(1);
        assert_eq!((live_bytes(), live_objects()), (72, 1));
        drop(array);
        let flags = Array::<bool>::new();
        let empty = live_bytes();
        for _ in 0..100 {
            natives::array::insert(&flags, 0, true).unwrap();
        }
        assert!((100..=200).contains(&(live_bytes() - empty)), "{}", live_bytes() - empty);
        drop(flags);
        assert_eq!((live_bytes(), live_objects()), (0, 0));
    })
    .join()
    .unwrap();
}
