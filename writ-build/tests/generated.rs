//! What scripts become: the source and the Rust beside each other.

use writ_build::{Options, generate};
use writ_compiler::Session;
use writ_compiler::loader::Memory;

/// The inner module of a script, which is where its own text is; what every module has is left out.
fn inner(source: &str) -> String {
    let text = whole(source);
    let start = text.find("    pub mod game {").unwrap_or(0);
    format!("{}\n----\n{}", source.trim(), &text[start..])
}

/// The part of a script's module that its host sees.
fn face(source: &str) -> String {
    let text = whole(source);
    let (start, end) =
        (text.find("mod __face {").unwrap_or(0), text.find("#[allow(\n    dead_code,\n    irrefutable").unwrap_or(text.len()));
    format!("{}\n----\n{}", source.trim(), &text[start..end])
}

/// The functions of a script without what makes, shows and loads things.
fn functions_of(source: &str) -> String {
    let text = whole(source);
    let (start, end) = (text.find("        pub fn size(text").unwrap_or(0), text.find("        pub fn node_show(").unwrap_or(text.len()));
    format!("{}\n----\n{}", source.trim(), &text[start..end])
}

/// What scripts that are loaded beside a program see of it, and the functions by which they call it and it calls them.
fn linked(source: &str) -> String {
    let text = whole(source);
    let (start, end) = (text.find("    pub static PROGRAM").unwrap_or(0), text.find("    pub mod game {").unwrap_or(text.len()));
    let mut functions = String::new();
    let mut inside = false;
    for line in text[end..].lines() {
        inside |= line.starts_with("        pub fn ") && (line.contains("_thunk(") || line.contains("_script("));
        if inside {
            functions += &format!("{line}\n");
        }
        inside &= line != "        }";
    }
    format!("{}\n----\n{}{functions}", source.trim(), &text[start..end])
}

fn whole(source: &str) -> String {
    let mut session = Session::new(writ_compiler::Options::default());
    let loaded = session.load(&Memory::new().with("game.writ", source), "game.writ");
    assert!(loaded.module.is_some(), "{}", writ_compiler::diagnostic::render(&loaded.diagnostics, &loaded.sources));
    generate(session.program(), &Options::default()).text
}

#[test]
fn functions() {
    insta::assert_snapshot!(inner(
        r#"
// Half of it.
func halve(amount: int, parts: int) -> int {
    return amount / parts
}

func greet(name: string, times: int = 2) -> string {
    var text = ""
    for i in 0..times { text ..= "Hello, $name! " }
    return text
}

func type(match: int) -> int { return match << 1 }
"#
    ));
}

#[test]
fn structs_and_enums() {
    insta::assert_snapshot!(inner(
        r#"
struct Vec2 {
    x: float
    y: float
    func scale(by: float) { x *= by; y *= by }
}

enum Shape { Dot, Circle(center: Vec2, r: float), Group(parts: Array<Shape>, label: string) }

func describe(shape: Shape) -> string {
    return when shape {
        is Dot => "dot"
        is Circle(_, r) if r > 10.0 => "large circle"
        is Circle(center, _) => "circle at ${center.x}"
        is Group(parts, label) => "$label of ${parts.len()}"
    }
}

func stretch(shapes: Array<Vec2>) {
    shapes[0].scale(2.0)
    shapes[1].x += 1.0
}
"#
    ));
}

#[test]
fn the_same_script_gives_the_same_text() {
    let source = "var n = 0\nfunc next() -> int { n += 1\n return n }\nlet f = () => next()\nprint(f())";
    assert_eq!(inner(source), inner(source));
}

#[test]
fn chains_and_nesting_fit_the_stack() {
    let sum = vec!["n"; 300].join(" + ");
    let nested = format!("{}n{}", "(".repeat(200), ")".repeat(200));
    assert!(
        inner(&format!("func sum(n: int) -> int {{ return {sum} }}\nfunc same(n: int) -> int {{ return {nested} }}")).contains("fn sum")
    );
}

#[test]
fn classes_and_traits() {
    insta::assert_snapshot!(inner(
        r#"
// What can be hurt.
trait Damageable {
    func takeDamage(amount: float)
    func label() -> string { return "hurt" }
}

// Everything that is somewhere.
class Entity {
    name: string
    func describe() -> string { return name }
    func id() -> int { return 1 }
}

class Player extends Entity with Damageable {
    // What is left.
    public health: float = 100.0
    target: Weak<Entity>? = null
    func takeDamage(amount: float) { health -= amount }
    func describe() -> string { return super.describe() .. "!" }
}

func use(entity: Entity, target: Damageable) -> string {
    target.takeDamage(1.5)
    if entity is Player { entity.health = 2.0 }
    return entity.describe() .. entity.id()
}
"#
    ));
}

#[test]
fn coroutines() {
    insta::assert_snapshot!(inner(
        r#"
func walk(steps: int) -> string {
    for i in 0..steps {
        yield waitForSeconds(0.5)
        print("step $i")
    }
    return "there"
}

func trip() {
    let end = yield walk(3)
    print("we are $end")
}
"#
    ));
}

#[test]
fn what_a_host_sees() {
    insta::assert_snapshot!(face(
        r#"
// Everything that is somewhere.
class Entity {
    public name: string
    private hidden: int = 1
    init(name: string) { self.name = name }
    public func twin() -> Entity { return self }
    private func own() -> int { return hidden }
}
class Player extends Entity {
    public health: float = 100.0
        set(value) { field = max(value, 0.0) }
    init(name: string) { super.init(name) }
    public func twin() -> Player { return self }
}
export struct Point {
    public x: float = 1.0
    public func moved(by: float) -> Point { return Point(x + by) }
}
// How many there are.
export var score: int = 0
export let named: Dictionary<string, (Player, Point?)> = {}
export func each(act: (Player) -> bool, players: Array<Player>) -> Result<int> { return Success(players.filter(act).len()) }
export func value(state: string, depth: int) -> string { return state .. depth }
enum Mood { Calm, Wild }
// What has to be fed.
export trait Fed {
    func feed(value: int, to: Entity) -> string?
    func twice(value: int) -> string { return "${value * 2}" }
}
export class Pet with Fed {
    mood: Mood
    init(name: string, mood: Mood = Mood.Calm, friend: Entity? = null) { self.mood = mood }
    public func call(name: string, times: int = 1) -> string { return name.repeat(times) }
    public func feed(value: int, to: Entity) -> string? { return null }
}
return score
"#
    ));
}

/// What is looked at where it lies, moved instead of copied, called without a table, tested only where it can fail.
#[test]
fn what_costs_little() {
    insta::assert_snapshot!(functions_of(
        r#"
enum Tree { Leaf, Fork(left: Tree, value: int, right: Tree) }
enum Kind { Small, Large }
class Node {
    public name: string
    public next: Node? = null
    count: int = 0
    public func size() -> int { return name.len() + count }
}
class Named extends Node { public kind: Kind = Kind.Small }
var total = 0
let nodes: Array<Node> = []
let kinds: Dictionary<Kind, string> = {}

func size(text: string) -> int { return text.len() }
func around(node: Node, names: Array<string>) -> int {
    return size(node.name) + node.size() + size(names[0]) + size(kinds.getOr(Kind.Large, node.name))
}
func walk(first: Node?) -> int {
    var at = first
    var n = 0
    while at != null {
        n += at.value.size()
        at = at.value.next
    }
    total += n
    total = total * 2 + nodes.len()
    return n
}
func sum(tree: Tree) -> int {
    return when tree {
        is Fork(left, value, right) => sum(left) + value + sum(right)
        else => 0
    }
}
func count(from: int, all: int) -> int {
    if from == 0 { return all }
    return count(from - 1, all + from)
}
func longest(texts: Array<string>) -> string {
    var best = ""
    for text in texts {
        if text.len() > best.len() && text != "none" { best = text }
    }
    return best
}
func move(values: Array<int>, from: int, to: int) {
    let old = values[from]
    values[from] = values[to] / 2
    values[to + 1] += old % 7
    kinds[Kind.Small] = "moved"
}
func rename(node: Node, name: string) {
    node.name = name .. node.count
    node.name ..= "!"
    node.count += 1
    if node is Named { node.kind = Kind.Large }
}
func each(texts: Array<string>) -> int {
    let sizes = texts.map((text) => text.len())
    var all = 0
    for i in 0..sizes.len() { all += sizes[i] }
    return all
}
"#
    ));
}

/// Names that end with their block are free again, and labels are numbered where one is in another.
#[test]
fn names_and_labels() {
    insta::assert_snapshot!(inner(
        r#"
enum Tree { Leaf(n: int), Fork(left: Tree, right: Tree) }
func again(texts: Array<string>) -> Array<int> {
    var all: Array<int> = []
    for text in texts {
        let n = text.len()
        all = [...all, n]
    }
    for text in texts {
        let n = text.len() * 2
        all = [n, ...all]
    }
    return all
}
func first(trees: Array<Tree>) -> int {
    for tree in trees {
        for other in trees {
            when tree {
                is Fork(is Leaf(n), _) if n > 5 => break
                is Fork(_, is Leaf(n)) => return n
                else => print(other)
            }
        }
    }
    return 0
}
func last(trees: Array<Tree>) {
    if trees.isEmpty() { return }
    print(trees[trees.len() - 1])
    return
}
"#
    ));
}

/// What lies in an array is looked at there, also by whatever of a class's functions runs, as long as nothing can take it away.
#[test]
fn what_stays_where_it_lies() {
    insta::assert_snapshot!(functions_of(
        r#"
class Node {
    public weight: int = 1
    public func size() -> int { return weight }
}
class Pair extends Node { public func size() -> int { return 2 * weight } }
var current: Node = Node()
func size(text: string, a: int, b: int) -> int {
    print(text)
    return text.len() + a * b
}
func pick(nodes: Array<Node>) -> int {
    current = nodes[0]
    return nodes.len() - 1
}
func sizes(nodes: Array<Node>, start: int) -> int {
    var all = start
    for node in nodes { all += node.size() }
    let last = nodes[pick(nodes)]
    return size("a", all, pick(nodes)) + last.size() + nodes[0].size()
}
func longest(nodes: Array<Node>) -> int {
    let last = nodes[pick(nodes)]
    return last.size()
}
func kind(node: Node) -> float {
    let weight = when node.weight {
        1 => {
            print("small")
            1.5
        }
        else => 2.5
    }
    for c in node.weight.toString() { print(c) }
    return weight
}
"#
    ));
}

#[test]
fn the_first_line_says_from_what_it_comes() {
    let first = whole("func f() { }").lines().next().unwrap_or_default().to_owned();
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(first, format!("// Generated by writ-build {version} from game.writ (hash 93a409b5390b1e05). Do not edit."));
}

#[test]
fn what_a_mod_sees() {
    insta::assert_snapshot!(linked(
        r#"
// What a mod may extend.
open class Item {
    public name: string
    weight: float = 1.0
    init(name: string) { self.name = name }
    public func describe(times: int = 1) -> string { return name.repeat(times) }
    public func fail() -> int { return panic("no") }
}
trait Usable { func use(on: Item) -> bool }
class Potion extends Item with Usable {
    init() { super.init("potion") }
    public func use(on: Item) -> bool { return on.name == name }
}
export enum Level { Low, High(by: int) }
export var counter = 0
export func add(a: int, b: float, items: Array<Item>) -> (int, string) {
    counter += a
    return (counter, "${b} ${items.len()}")
}
export func each(act: (Item, int) -> bool) -> bool { return act(Potion(), 1) }
"#
    ));
}
