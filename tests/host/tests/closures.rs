//! Every type of a parameter and a result in closures that a host registers: in the VM only.

#![allow(clippy::ptr_arg, clippy::type_complexity)] // Every form that a parameter can have.

use std::cell::Cell as Counter;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use std::sync::Arc;
use writ_host_tests::api::{self, Cell, Element, Monster};
use writ_host_tests::types_api::{Event, Spot};
use writ_runtime::host::RegisterError;
use writ_runtime::{AnyRef, Array, Dictionary, Error, ErrorKind, Function, Range, Ref, RuntimeError, Str, WeakRef, Writ};

fn numbers(writ: &mut Writ) -> Result<(), RegisterError> {
    writ.register_fn("cI64", |value: i64| value)?;
    writ.register_fn("cI32", |value: i32| value)?;
    writ.register_fn("cF32", |value: f32| value)?;
    writ.register_fn("cF64", |value: f64| value)?;
    writ.register_fn("cBool", |value: bool| !value)?;
    writ.register_fn("cU8", |value: u8| value)?;
    writ.register_fn("cU16", |value: u16| value)?;
    writ.register_fn("cU32", |value: u32| value)?;
    writ.register_fn("cU64", |value: u64| value)?;
    writ.register_fn("cUsize", |value: usize| value)?;
    writ.register_fn("cI8", |value: i8| value)?;
    writ.register_fn("cI16", |value: i16| value)?;
    writ.register_fn("cIsize", |value: isize| value)?;
    writ.register_fn("cRefs", |a: &i64, b: &u8, c: &f32| (*a, *b, *c))?;
    writ.register_fn("cHuge", || u64::MAX)?;
    writ.register_fn("cNothing", || ())?;
    Ok(())
}

fn texts(writ: &mut Writ) -> Result<(), RegisterError> {
    writ.register_fn("cChar", |value: char| value)?;
    writ.register_fn("cStr", |value: &str| value.to_owned() + "!")?;
    writ.register_fn("cStatic", |_: &str| "static")?;
    writ.register_fn("cString", |value: String| value)?;
    writ.register_fn("cStringRef", |value: &String| value.clone())?;
    writ.register_fn("cScript", |value: Str| value)?;
    writ.register_fn("cBox", |value: Box<str>| value)?;
    writ.register_fn("cRc", |value: Rc<str>| value)?;
    writ.register_fn("cArc", |value: Arc<str>| value)?;
    Ok(())
}

fn containers(writ: &mut Writ) -> Result<(), RegisterError> {
    writ.register_fn("cVec", |mut values: Vec<u8>| {
        values.reverse();
        values
    })?;
    writ.register_fn("cSlice", |values: &[f64]| values.iter().sum::<f64>())?;
    writ.register_fn("cVecRef", |values: &Vec<Str>| values.len())?;
    writ.register_fn("cVecMut", |values: &mut Vec<i64>| values.insert(0, 7))?;
    writ.register_fn("cBoth", |values: &mut Vec<i64>, more: &[i64]| values.extend(more))?;
    writ.register_fn("cFixed", |[a, b]: [u8; 2]| [b, a])?;
    writ.register_fn("cArray", |values: Array<i64>| {
        values.push(1);
        values
    })?;
    writ.register_fn("cHash", |values: HashMap<String, u8>| values.len())?;
    writ.register_fn("cHashRef", |values: &HashMap<String, u8>| values.values().map(|value| i64::from(*value)).sum::<i64>())?;
    writ.register_fn("cTree", |values: BTreeMap<i64, String>| values)?;
    writ.register_fn("cDictionary", |values: Dictionary<Str, i64>| {
        values.insert(Str::new("k"), 1);
        values
    })?;
    writ.register_fn("cMonsters", |values: HashMap<String, Vec<Ref<Monster>>>| values)?;
    writ.register_fn("cNested", |values: Vec<Option<(String, u8)>>| values)?;
    Ok(())
}

fn wrapped(writ: &mut Writ) -> Result<(), RegisterError> {
    writ.register_fn("cOpt", |value: Option<u8>| value.map(|value| value + 1))?;
    writ.register_fn("cOptText", |value: Option<String>| value)?;
    writ.register_fn("cOptObject", |value: Option<Ref<Monster>>| value)?;
    writ.register_fn("cOptCell", |value: Option<Cell>| value)?;
    writ.register_fn("cOptEnum", |value: Option<Element>| value)?;
    writ.register_fn("cResult", |value: i64| -> Result<u8, String> { u8::try_from(value).map_err(|error| error.to_string()) })?;
    writ.register_fn("cResultStatic", |value: bool| -> Result<(), &'static str> {
        if value { Ok(()) } else { Err("no") }
    })?;
    writ.register_fn("cResultBoxed", |text: &str| -> Result<f64, Box<dyn std::error::Error>> { Ok(text.parse()?) })?;
    writ.register_fn("cResultIn", |value: Result<i64, String>| value.unwrap_or_else(|text| text.len() as i64))?;
    writ.register_fn("cRaise", |text: &str| -> Result<i64, RuntimeError> { Err(RuntimeError::new(ErrorKind::NullValue, text)) })?;
    writ.register_fn("cTwo", |(a, b): (u8, String)| (b, a))?;
    writ.register_fn("cEight", |value: (u8, u8, u8, u8, bool, f32, String, Cell)| value)?;
    writ.register_fn("cRange", |range: Range| (range.start, range.end, range))?;
    Ok(())
}

fn own_types(writ: &mut Writ) -> Result<(), RegisterError> {
    writ.register_fn("cCell", |value: Cell| Cell { column: value.row, row: value.column })?;
    writ.register_fn("cCellRef", |value: &Cell| value.column)?;
    writ.register_fn("cSpot", |value: &Spot| *value)?;
    writ.register_fn("cElement", |value: Element| value)?;
    writ.register_fn("cEvent", |value: Event| value)?;
    writ.register_fn("cLook", |value: &Monster| value.name.clone())?;
    writ.register_fn("cChange", |value: &mut Monster, other: &Monster| value.health += other.health)?;
    writ.register_fn("cRef", |value: Ref<Monster>| value)?;
    writ.register_fn("cRefs2", |values: Vec<Ref<Monster>>| values.into_iter().rev().collect::<Vec<_>>())?;
    writ.register_fn("cWeak", |value: WeakRef<Monster>| value.get())?;
    writ.register_fn("cAny", |value: AnyRef| value)?;
    writ.register_fn("cNew", |name: &str| Monster::new(name))?;
    writ.register_fn("cMaybe", |name: Option<String>| name.map(|name| Monster::new(&name)))?;
    Ok(())
}

fn functions(writ: &mut Writ) -> Result<(), RegisterError> {
    writ.register_fn("cCall", |writ: &mut Writ, act: Function<(i64, Str), Str>| act.call(writ, (3, Str::new("x"))))?;
    writ.register_fn("cCallObject", |writ: &mut Writ, act: Function<(Ref<Monster>,), f32>, of: Ref<Monster>| act.call(writ, (of,)))?;
    writ.register_fn("cCallSpot", |writ: &mut Writ, act: Function<(Spot,), Spot>| act.call(writ, (Spot { x: 1.0, y: 2.0 },)))?;
    writ.register_fn("cMake", |by: i64| Function::from_fn(move |_, (value,): (i64,)| Ok::<i64, RuntimeError>(value * by)))?;
    writ.register_fn("cChanging", |writ: &mut Writ, value: &mut Monster, act: Function<(), f32>| -> Result<(), RuntimeError> {
        value.health = act.call(writ, ())?;
        Ok(())
    })?;
    let count = Rc::new(Counter::new(0));
    writ.register_fn("cCount", move || {
        count.set(count.get() + 1);
        count.get()
    })?;
    writ.register_fn("cTwelve", |a: u8, b: u8, c: u8, d: u8, e: u8, f: u8, g: u8, h: u8, i: u8, j: u8, k: u8, l: &str| {
        format!("{}{l}", [a, b, c, d, e, f, g, h, i, j, k].iter().map(|value| i64::from(*value)).sum::<i64>())
    })?;
    Ok(())
}

fn vm() -> Writ {
    let mut writ = Writ::new();
    api::register(&mut writ).unwrap();
    for register in [numbers, texts, containers, wrapped, own_types, functions] {
        register(&mut writ).unwrap();
    }
    writ
}

fn table(rows: &[(&str, &str)]) {
    let mut writ = vm();
    let mut wrong = Vec::new();
    for (source, expected) in rows {
        // The last line gives the value.
        let (before, value) = source.rsplit_once('\n').unwrap_or(("", source));
        let found = match writ.run(&format!("{{\n{before}\nreturn \"${{{value}}}\"\n}}")) {
            Ok(value) => value.to_string(),
            Err(Error::Runtime(error)) => format!("{}: {}", error.kind, error.message),
            Err(other) => other.to_string(),
        };
        if found != *expected {
            wrong.push(format!("{source}\n  expected {expected}\n  found    {found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn numbers_and_texts() {
    table(&[
        ("[cI64(-9223372036854775808), cI64(9223372036854775807)]", "[-9223372036854775808, 9223372036854775807]"),
        ("[cI32(2147483647), cI32(-2147483648)]", "[2147483647, -2147483648]"),
        ("(cF32(0.1), cF64(0.1), cBool(true), cBool(false))", "(0.1, 0.1, false, true)"),
        ("[cU8(0), cU8(255), cU16(65535), cU32(4294967295)]", "[0, 255, 65535, 4294967295]"),
        ("[cU64(9223372036854775807), cUsize(9223372036854775807)]", "[9223372036854775807, 9223372036854775807]"),
        ("[cI8(-128), cI8(127), cI16(-32768), cI16(32767), cIsize(-1)]", "[-128, 127, -32768, 32767, -1]"),
        ("cU8(256)", "InvalidArgument: 256 does not fit `u8`, which holds 0 to 255"),
        ("cU8(-1)", "InvalidArgument: -1 does not fit `u8`, which holds 0 to 255"),
        ("cU16(65536)", "InvalidArgument: 65536 does not fit `u16`, which holds 0 to 65535"),
        ("cU32(-1)", "InvalidArgument: -1 does not fit `u32`, which holds 0 to 4294967295"),
        ("cU64(-1)", "InvalidArgument: -1 does not fit `u64`, which holds 0 to 18446744073709551615"),
        ("cUsize(-1)", "InvalidArgument: -1 does not fit `usize`, which holds 0 to 18446744073709551615"),
        ("cI8(128)", "InvalidArgument: 128 does not fit `i8`, which holds -128 to 127"),
        ("cI16(-32769)", "InvalidArgument: -32769 does not fit `i16`, which holds -32768 to 32767"),
        ("cRefs(1, 2, 0.5)", "(1, 2, 0.5)"),
        ("cRefs(1, 256, 0.5)", "InvalidArgument: 256 does not fit `u8`, which holds 0 to 255"),
        ("cHuge()", "InvalidArgument: 18446744073709551615 does not fit `int`"),
        ("cNothing()\n1", "1"),
        ("cChar(\"🦀\")", "🦀"),
        ("cChar(\"ab\")", "InvalidArgument: \"ab\" is not one character"),
        ("cStr(\"ä\") .. cStatic(\"x\") .. cString(\"s\") .. cStringRef(\"r\")", "ä!staticsr"),
        ("cScript(\"a\") .. cBox(\"b\") .. cRc(\"c\") .. cArc(\"d\") .. cString(\"\")", "abcd"),
    ]);
}

#[test]
fn containers_and_wrapped_values() {
    table(&[
        ("cVec([1, 2, 255])", "[255, 2, 1]"),
        ("cVec([1, 2, 256])", "InvalidArgument: 256 does not fit `u8`, which holds 0 to 255"),
        ("(cSlice([1.5, 2.0]), cVecRef([\"a\", \"b\"]))", "(3.5, 2)"),
        ("let list = [1]\nlet same = list\ncVecMut(list)\n(list, same)", "([7, 1], [7, 1])"),
        ("let list = [1, 2]\ncBoth(list, list)\nlist", "[1, 2, 1, 2]"),
        ("cFixed([1, 2])", "[2, 1]"),
        ("cFixed([1])", "InvalidArgument: an array of 2 elements is needed, found 1"),
        ("let list = [5]\nlet same = cArray(list)\nsame.push(2)\nlist", "[5, 1, 2]"),
        ("(cHash({\"a\": 1, \"b\": 2}), cHashRef({\"a\": 1, \"b\": 2}))", "(2, 3)"),
        ("cHashRef({\"a\": -1})", "InvalidArgument: -1 does not fit `u8`, which holds 0 to 255"),
        ("cTree({2: \"b\", 1: \"a\"})", "{1: \"a\", 2: \"b\"}"),
        ("let d = {\"z\": 9}\nlet same = cDictionary(d)\n(d, d == same)", "({\"z\": 9, \"k\": 1}, true)"),
        ("let m = Monster(\"m\")\ncMonsters({\"a\": [m], \"b\": []})", "{\"a\": [m (100)], \"b\": []}"),
        ("cNested([null, (\"a\", 1)])", "[null, (\"a\", 1)]"),
        ("cNested([null, (\"a\", 300)])", "InvalidArgument: 300 does not fit `u8`, which holds 0 to 255"),
        ("[cOpt(1), cOpt(null)]", "[2, null]"),
        ("cOpt(-1)", "InvalidArgument: -1 does not fit `u8`, which holds 0 to 255"),
        ("(cOptText(\"a\"), cOptText(null))", "(\"a\", null)"),
        ("let m = Monster(\"m\")\n(cOptObject(m), cOptObject(null), cOptObject(m) == m)", "(m (100), null, true)"),
        ("(cOptCell(Cell(1, 2)), cOptCell(null))", "(Cell(column: 1, row: 2), null)"),
        ("(cOptEnum(Element.Fire), cOptEnum(Element.Mixed(0.5)), cOptEnum(null))", "(Element.Fire, Mixed(share: 0.5), null)"),
        ("(cResult(1), cResult(-1))", "(Success(1), Error(\"out of range integral type conversion attempted\"))"),
        ("(cResultStatic(true), cResultStatic(false))", "(Success(), Error(\"no\"))"),
        ("(cResultBoxed(\"1.5\"), cResultBoxed(\"x\"))", "(Success(1.5), Error(\"invalid float literal\"))"),
        ("(cResultIn(Success(5)), cResultIn(Error(\"three\")))", "(5, 5)"),
        ("cRaise(\"raised\")", "NullValue: raised"),
        ("cTwo((1, \"a\"))", "(\"a\", 1)"),
        ("cEight((1, 2, 3, 4, true, 0.5, \"s\", Cell(1, 2)))", "(1, 2, 3, 4, true, 0.5, \"s\", Cell(column: 1, row: 2))"),
        ("cRange(1..=3)", "(1, 3, 1..=3)"),
    ]);
}

#[test]
fn types_and_functions() {
    table(&[
        ("(cCell(Cell(1, 2)), cCellRef(Cell(3, 4)), cSpot(Spot(1.0, 2.0)))", "(Cell(column: 2, row: 1), 3, Spot(x: 1.0, y: 2.0))"),
        ("cCell(Cell(1, 256))", "InvalidArgument: 256 does not fit `u8`, which holds 0 to 255"),
        ("(cElement(Element.Water), cEvent(Event.Many([Event.Said(\"x\")])))", "(Element.Water, Many(value: [Said(value: \"x\")]))"),
        ("cEvent(Event.Hit(-1, Spot(1.0, 1.0)))", "InvalidArgument: -1 does not fit `u16`, which holds 0 to 65535"),
        ("let m = Monster(\"m\")\ncChange(m, m)\ncChange(m, Monster(\"n\"))\n(cLook(m), m)", "(\"m\", m (300))"),
        ("let m = Monster(\"m\")\n(cRef(m) == m, cRefs2([m, Monster(\"n\")]), cAny(m) is Monster)", "(true, [n (100), m (100)], true)"),
        ("let m = Monster(\"m\")\n(cWeak(m), cAny(1), cAny(\"s\"))", "(m (100), 1, \"s\")"),
        ("(cNew(\"a\"), cMaybe(\"b\"), cMaybe(null))", "(a (100), b (100), null)"),
        ("cCall((n, s) => \"$n$s\")", "3x"),
        ("cCallObject((m) => m.health + 1.0, Monster(\"m\"))", "101.0"),
        ("cCallSpot((s) => Spot(s.y, s.x))", "Spot(x: 2.0, y: 1.0)"),
        ("let f = cMake(3)\n(f(2), [1, 2].map(f))", "(6, [3, 6])"),
        ("let m = Monster(\"m\")\ncChanging(m, () => 5.0)\nm", "m (5)"),
        ("let m = Monster(\"m\")\ncChanging(m, () => m.health)\nm", "BorrowConflict: this `Monster` is in use by a function of the host"),
        ("cCount() + cCount() * 10", "21"),
        ("cTwelve(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, \"x\")", "66x"),
    ]);
}

#[test]
fn a_type_that_is_not_registered() {
    let mut writ = Writ::new();
    writ.register_fn("spawn", |name: &str| Monster::new(name)).unwrap();
    let error = writ.run("return 1").unwrap_err().to_string();
    assert_eq!(error, "a registered function uses the type `Monster`, which is not registered");
}
