//! Reflection in a session: classes come before and after it is first used.

use proptest::prelude::*;
use std::sync::OnceLock;
use writ_runtime::{AnyRef, CompiledProgram, Error, Function, Writ};

fn text(writ: &mut Writ, source: &str) -> String {
    match writ.run(source) {
        Ok(value) => value.get::<String>().unwrap_or_else(|| value.to_string()),
        Err(error) => error.to_string(),
    }
}

#[test]
fn classes_from_before_its_first_use_are_looked_into() {
    let mut writ = Writ::new();
    writ.run("class Player { public name: string = \"Ann\"  public func hit(by: int) -> int { return by * 2 } }").unwrap();
    writ.run("let player: any = Player()\nlet number: any = 1").unwrap();
    assert_eq!(text(&mut writ, "return \"${typeof(player)} ${fields(player)} ${typeof(number)}\""), "Player [\"name\"] int");
    assert_eq!(text(&mut writ, "return \"${invoke(player, \"hit\", [4])} ${toJson(player)}\""), "Success(8) {\"name\":\"Ann\"}");
}

#[test]
fn classes_that_come_later_are_looked_into() {
    let mut writ = Writ::new();
    writ.run("func look(value: any) -> string { return \"${typeof(value)} ${fields(value)} ${toJson(value)}\" }").unwrap();
    assert_eq!(text(&mut writ, "return look(1)"), "int [] 1");
    writ.run("class Enemy { public strength: int = 3 }").unwrap();
    assert_eq!(text(&mut writ, "return look(Enemy())"), "Enemy [\"strength\"] {\"strength\":3}");
    assert_eq!(text(&mut writ, "return look([1.5])"), "Array<float> [] [1.5]");
    assert_eq!(text(&mut writ, "struct Point { public x: int }\nreturn look(Point(2))"), "Point [\"x\"] {\"x\":2}");
}

#[test]
fn a_class_that_is_declared_again_has_members_of_its_own() {
    let mut writ = Writ::new();
    writ.run("class Item { public old: int = 1 }\nlet first: any = Item()\nlet shown = toJson(first)").unwrap();
    writ.run("class Item { public new: int = 2 }\nlet second: any = Item()").unwrap();
    assert_eq!(text(&mut writ, "return \"${toJson(first)} ${toJson(second)} $shown\""), "{\"old\":1} {\"new\":2} {\"old\":1}");
    assert_eq!(text(&mut writ, "return \"${first is Item} ${instanceof(first, \"Item\")}\""), "false true");
}

#[test]
fn what_does_not_compile_leaves_no_trace() {
    let mut writ = Writ::new();
    writ.run("class Item { public size: int = 1 }").unwrap();
    assert!(matches!(writ.run("return fields(Item()) + 1"), Err(Error::Compile(_))));
    assert!(matches!(writ.run("class Other { public x: int = 1 }\nreturn toJson(Other().y)"), Err(Error::Compile(_))));
    assert_eq!(text(&mut writ, "class Other { public z: int = 1 }\nreturn \"${fields(Item())} ${fields(Other())}\""), "[\"size\"] [\"z\"]");
}

#[test]
fn a_piece_without_reflection_pays_nothing_until_then() {
    let mut writ = Writ::new();
    writ.run("class Item { public size: int = 1 }\nlet item: any = Item()").unwrap();
    assert_eq!(text(&mut writ, "return \"$item\""), "<Item>");
    assert_eq!(text(&mut writ, "return getField(item, \"size\")"), "Success(1)");
}

#[test]
fn objects_of_another_instance_are_refused() {
    let (mut one, mut two) = (Writ::new(), Writ::new());
    one.run("class Item { public size: int = 1 }\nfunc make() -> any { return Item() }").unwrap();
    two.run("class Item { public size: int = 1 }\nfunc look(value: any) -> int { return toJson(value).len() }").unwrap();
    let item: AnyRef = one.call("make", ()).unwrap();
    let look: Function<(AnyRef,), i64> = two.function("look").unwrap();
    let error = look.call(&mut two, (item,)).unwrap_err().to_string();
    assert_eq!(error.lines().next(), Some("error[HostError]: this `Item` belongs to another instance"));
}

#[test]
fn compiled_once_it_runs_in_many_instances() {
    let program = Writ::new().compile("class Item { public size: int = 1 }\nfunc go() -> string { return toJson(Item()) }").unwrap();
    for _ in 0..2 {
        let mut writ = Writ::new();
        writ.load_compiled(&program).unwrap();
        assert_eq!(writ.call::<String>("go", ()).unwrap(), "{\"size\":1}");
        assert_eq!(text(&mut writ, "class Late { public x: int = 1 }\nreturn toJson([Late()])"), "[{\"x\":1}]");
    }
}

#[test]
fn deep_values_and_a_low_limit_of_calls_end_in_an_error() {
    let mut writ = Writ::new();
    writ.run("class Node { public next: Node? = null }\nfunc go() -> string { let node = Node(); node.next = node; return toJson(node) }")
        .unwrap();
    for depth in [1, 2, 5, 50, 200, 1000] {
        writ.set_call_depth_limit(depth);
        assert!(writ.call::<String>("go", ()).is_err());
    }
}

#[test]
fn either_module_works_without_the_other() {
    let mut writ = Writ::new();
    writ.disable_module("json").unwrap();
    assert_eq!(text(&mut writ, "class Item { public size: int = 1 }\nreturn \"${typeof(1)} ${fields(Item())}\""), "int [\"size\"]");
    assert!(matches!(writ.run("return toJson(1)"), Err(Error::Compile(_))));
    let mut writ = Writ::new();
    writ.disable_module("reflect").unwrap();
    assert_eq!(text(&mut writ, "class Item { public size: int = 1 }\nreturn toJson([Item()])"), "[{\"size\":1}]");
    assert!(matches!(writ.run("return typeof(1)"), Err(Error::Compile(_))));
}

/// Values of all sorts, and what can be asked of any of them: the numbers choose.
const ANYTHING: &str = "
enum Direction { North, South  public func flip() -> Direction { return self == Direction.North ? Direction.South : Direction.North } }
enum Shape { Circle(r: float), Group(shapes: Array<Shape>), Dot }
struct Vec { public x: float; public y: float  public func length() -> float { return x + y }  public func grow(by: float) { x += by } }
export trait Named { func name() -> string { return \"named\" } }
class Node with Named {
    public name2: string = \"n\"
    public next: Node? = null
    public weak: Weak<Node>? = null
    public size: int = 1
        set(value) { field = value / (value - 3) }
    public anything: any = null
    public at: Vec = Vec(1.0, 2.0)
    public list: Array<int> = [1, 2]
    public map: Dictionary<string, any> = {}
    public call: (int) -> int = (x: int) => x
    public half: int
        get { return 10 / size }
    public func add(by: int, times: int = 2) -> int { size = size + by * times; return size }
    public func link(other: Node?, ...more: Node) -> Node? { next = other; return next }
    public func keep(value: any) { anything = value }
    public func pick(list: Array<int>, index: int) -> int { return list[index] }
    public func text(shape: Shape, at: Vec) -> string { return \"$shape $at\" }
}
class Leaf extends Node { public leaf: int32 = 5 as int32  func name() -> string { return \"leaf\" } }
let names = [\"name2\", \"next\", \"weak\", \"size\", \"anything\", \"at\", \"list\", \"map\", \"call\", \"half\", \"leaf\", \"x\", \"ordinal\",
    \"add\", \"link\", \"keep\", \"pick\", \"text\", \"name\", \"flip\", \"length\", \"grow\", \"\", \"self\"]
let values: Array<any> = [0, 3, -1 as int32, 1.5, NAN, true, \"text\", null, Direction.South, Shape.Circle(2.0), Shape.Group([Shape.Dot]), Vec(1.0, 2.0),
    [1, 2], [Vec(0.0, 0.0)], {1: \"a\"}, {\"k\": [null, 1]}, (1, \"a\"), 1..5, () => 1, (x: int) => x + 1, Node(), Leaf()]
func go(value: int, name: int, first: int, second: int, kind: int) -> string {
    let (it, what) = (values[value % values.len()], names[name % names.len()])
    let (a, b) = (values[first % values.len()], values[second % values.len()])
    if kind == 0 { return \"${getField(it, what)}\" }
    if kind == 1 { return \"${setField(it, what, a)}\" }
    if kind == 2 { return \"${invoke(it, what, [])}\" }
    if kind == 3 { return \"${invoke(it, what, [a])}\" }
    if kind == 4 { return \"${invoke(it, what, [a, b])}\" }
    if kind == 5 { return toJson(it) }
    if kind == 6 { return typeof(it) .. \"${fields(it)} ${methods(it)} ${instanceof(it, what)}\" }
    return toJson([it, {what: a}, b])
}
";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Whatever is asked of whatever value: an answer or an error of the script.
    #[test]
    fn nothing_that_is_asked_panics(steps in proptest::collection::vec((0i64..22, 0i64..24, 0i64..22, 0i64..22, 0i64..8), 1..60)) {
        static PROGRAM: OnceLock<CompiledProgram> = OnceLock::new();
        let program = PROGRAM.get_or_init(|| Writ::new().compile(ANYTHING).unwrap());
        let mut writ = Writ::new();
        writ.load_compiled(program).unwrap();
        for (value, name, first, second, kind) in steps {
            match writ.call::<String>("go", (value, name, first, second, kind)) {
                Ok(text) => prop_assert!(!text.is_empty()),
                Err(Error::Runtime(error)) => prop_assert!(!error.message.is_empty()),
                Err(other) => return Err(TestCaseError::fail(other.to_string())),
            }
        }
    }
}
