//! Reflection across the engines: a compiled program that looks into objects of the VM's classes, and scripts that look into those of compiled ones.

use super::prints;
use std::cell::RefCell;
use std::rc::Rc;
use writ_linking_tests::{game, inspect};
use writ_runtime::{AnyRef, Function, Writ};

/// What a script prints that imports all of `inspect`.
#[track_caller]
fn inspected(script: &str, expected: &[&str]) {
    let mut writ = Writ::new();
    let lines = Rc::new(RefCell::new(Vec::new()));
    let sink = Rc::clone(&lines);
    writ.set_print(move |line| sink.borrow_mut().push(line.to_owned()));
    writ.link(inspect::module()).expect("it links");
    writ.link(game::module()).expect("the game links");
    if let Err(error) = writ.run(&format!("import * as inspect from \"inspect\"\n{script}")) {
        lines.borrow_mut().extend(error.to_string().lines().map(str::to_owned));
    }
    assert_eq!(*lines.borrow(), expected);
}

#[test]
fn compiled_code_looks_into_compiled_objects() {
    let mut writ = Writ::new();
    let thing = inspect::any_thing(&mut writ).unwrap();
    assert_eq!(inspect::describe(&mut writ, &thing).unwrap(), "Thing [\"name\", \"parts\", \"weight\"] [\"rename\", \"split\", \"size\"]");
    assert_eq!(inspect::json(&mut writ, &thing).unwrap(), "{\"name\":\"thing\",\"parts\":[],\"weight\":1.0}");
}

#[test]
fn compiled_code_looks_into_objects_of_the_vm() {
    inspected(
        "class Chair extends inspect::Thing {
    public legs: int = 4
        set(value) { field = value > 9 ? 9 : value }
    public func sit(times: int) -> string { return \"$name $times\" }
    func split(by: int) -> int { return super.split(by) + legs }
}
struct Size { public width: int }
let chair = Chair()
print(inspect::describe(chair))
print(inspect::write(chair, \"legs\", 20))
print(inspect::write(chair, \"weight\", -1.0))
print(inspect::write(chair, \"legs\", \"x\"))
print(inspect::read(chair, \"legs\"))
print(inspect::run(chair, \"sit\", [2]))
print(inspect::run(chair, \"split\", [5]))
print(inspect::run(chair, \"rename\", [\"stool\"]))
print(inspect::isA(chair, \"Chair\"))
print(inspect::isA(chair, \"Thing\"))
print(inspect::isA(chair, \"Sized\"))
print(inspect::describe(Size(3)))
print(inspect::json([Size(3)]))
print(inspect::json({\"a\": (1, chair)}))",
        &[
            "Chair [\"name\", \"parts\", \"weight\", \"legs\"] [\"rename\", \"split\", \"sit\", \"size\"]",
            "Success()",
            "Success()",
            "Error(\"expected `int` for `legs` of `Chair`, found `string`\")",
            "Success(9)",
            "Success(\"thing 2\")",
            "Success(11)",
            "Success(\"stool!\")",
            "true",
            "true",
            "true",
            "Size [\"width\"] []",
            "[{\"width\":3}]",
            "{\"a\":[1,{\"name\":\"stool!\",\"parts\":[],\"weight\":0.0,\"legs\":9}]}",
        ],
    );
}

#[test]
fn scripts_look_into_objects_of_compiled_code() {
    inspected(
        "let thing = inspect::thing()
print(fields(thing))
print(setField(thing, \"weight\", -5.0))
print(setField(thing, \"parts\", [1 as any, \"two\", thing.weight]))
print(invoke(thing, \"rename\", [\"box\", \"?\"]))
print(invoke(thing, \"rename\", [1]))
print(toJson(thing))
for value in inspect::boxed() { print(\"${typeof(value)} ${toJson(value)} ${inspect::json(value)}\") }",
        &[
            "[\"name\", \"parts\", \"weight\"]",
            "Success()",
            "Success()",
            "Success(\"box?\")",
            "Error(\"expected `string` for argument `to` of `rename`, found `int`\")",
            "{\"name\":\"box?\",\"parts\":[1,\"two\",0.0],\"weight\":0.0}",
            "int 1 1",
            "string \"a\" \"a\"",
            "Point {\"x\":1,\"y\":2} {\"x\":1,\"y\":2}",
            "Thing {\"name\":\"thing\",\"parts\":[],\"weight\":1.0} {\"name\":\"thing\",\"parts\":[],\"weight\":1.0}",
        ],
    );
}

#[test]
fn what_fails_in_the_other_engine_has_its_trace() {
    inspected(
        "class Knife extends inspect::Thing { func split(by: int) -> int { return super.split(by) } }
func cut() { print(inspect::run(Knife(), \"split\", [0])) }
cut()",
        &[
            "error[DivisionByZero]: division by zero",
            "  at Thing.split (inspect.writ:12)",
            "  at Knife.split (<script>:2)",
            "  at run (inspect.writ:21)",
            "  at cut (<script>:3)",
            "  at <module> (<script>:4)",
        ],
    );
}

#[test]
fn values_that_hold_each_other_across_the_engines_end_in_an_error() {
    inspected(
        "class Loop extends inspect::Thing { public next: any = 1 }
let one = Loop()
one.next = [one]
one.parts.push(one.next)
print(inspect::json(one))",
        &[
            "error[InvalidArgument]: values nest too deep to be written as JSON: more than 128 levels",
            "  at json (inspect.writ:18)",
            "  at <module> (<script>:6)",
        ],
    );
}

#[test]
fn scripts_look_into_objects_of_a_program_that_does_not_reflect() {
    prints(
        "import { Monster, Boss, keep } from \"game\"
class Rat extends Monster { public tail: int = 2  func title() -> string { return \"rat\" } }
let boss = Boss(\"Bron\", \"King\")
print(typeof(boss))
print(instanceof(boss, \"Monster\"))
print(fields(boss))
print(methods(Rat(\"r\")))
print(setField(boss, \"level\", -4))
print(setField(boss, \"strength\", 5))
print(setField(boss, \"strength\", 5 as int32))
print(setField(boss, \"friend\", Rat(\"r\")))
print(setField(boss, \"isAlive\", false))
print(\"${boss.level} ${boss.strength} ${boss.friend?.title()}\")
print(invoke(boss, \"attack\", [3]))
print(invoke(boss, \"title\", []))
print(invoke(boss, \"greet\", [\"all\"]))
print(invoke(boss, \"fail\", [5]))
print(toJson(Rat(\"r\")))",
        &[
            "Boss",
            "true",
            "[\"name\", \"health\", \"strength\", \"mood\", \"home\", \"friend\", \"rival\", \"tags\", \"isAlive\", \"level\", \"rank\"]",
            "[\"title\", \"attack\", \"damage\", \"dies\", \"moodAfter\", \"fail\", \"twin\", \"call\", \"greet\"]",
            "Success()",
            "Error(\"expected `int32` for `strength` of `Boss`, found `int`\")",
            "Success()",
            "Success()",
            "Error(\"`isAlive` of `Boss` can't be set: it is read-only\")",
            "1 5 rat",
            "Success(15)",
            "Success(\"King Bron\")",
            "Success(\"King Bron greets all\")",
            "Success(2)",
            "{\"name\":\"r\",\"health\":10.0,\"strength\":3,\"mood\":\"Calm\",\"home\":null,\"friend\":null,\"tags\":[],\"level\":1,\"tail\":2}",
        ],
    );
}

#[test]
fn objects_that_are_not_known_here() {
    // Of a compiled program that the VM's scripts are not linked with, and of a class of the VM's that compiled code is given without them.
    const UNKNOWN: &str = "error[InvalidArgument]: nothing is known here of what a `Thing` has";
    let mut writ = Writ::new();
    writ.run("func look(value: any) -> int { return typeof(value).len() }\nclass Thing { }\nfunc make() -> any { return Thing() }")
        .unwrap();
    let thing = inspect::any_thing(&mut writ).unwrap();
    let look: Function<(AnyRef,), i64> = writ.function("look").unwrap();
    let error = look.call(&mut writ, (thing,)).unwrap_err().to_string();
    assert_eq!(error.lines().next(), Some(UNKNOWN));

    let mut writ = Writ::new();
    writ.run("class Thing { }\nfunc make() -> any { return Thing() }").unwrap();
    let thing: AnyRef = writ.call("make", ()).unwrap();
    let error = inspect::json(&mut writ, &thing).unwrap_err().to_string();
    assert_eq!(error.lines().next(), Some(UNKNOWN));
}
