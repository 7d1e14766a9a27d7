//! Attacks on memory.

use super::{MB, attack, failure, heap, instance, works};
use writ_runtime::object::live_objects;
use writ_runtime::{ErrorKind, Limits};

#[test]
fn a_string_that_doubles() {
    heap("func attack() { var s = \"abcdefgh\"\n while true { s = s .. s } }");
    heap("func attack() { var s = \"abcdefgh\"\n while true { s = s + s } }");
    heap("func attack() { var s = \"abcdefgh\"\n while true { s = \"${s} and ${s}\" } }");
}

#[test]
fn a_string_that_is_appended_to() {
    heap("func attack() { var s = \"\"\n while true { s ..= \"a little more \" } }");
    heap("func attack() { var s = \"abcdefgh\"\n while true { s ..= s } }");
    heap("class Log { text: string = \"\" }\nfunc attack() { let log = Log()\n while true { log.text ..= \"a line of it\" } }");
    heap("func attack() { let texts = [\"abcdefghi\"]\n while true { texts[0] ..= texts[0] } }");
}

#[test]
fn strings_of_the_library() {
    heap("func attack() { print(\"ab\".repeat(1 << 20)) }");
    heap("func attack() { print(\"ab\".padStart(1 << 22, \"x\")) }");
    heap("func attack() { print(\"ab\".padEnd(1 << 19, \"ä\")) }");
    heap("func attack() { let s = \"a\".repeat(2000)\n print(s.replace(\"a\", s)) }");
    heap("func attack() { let s = \"ab\".repeat(2000)\n print(s.replace(\"\", s)) }");
    heap("func attack() { let s = \"a,\".repeat(100000)\n print(s.split(\",\").len()) }");
    heap("func attack() { let s = \"abcdefghi,\".repeat(30000)\n print(s.split(\",\").len()) }");
    heap("func attack() { let s = \"\\n\".repeat(200000)\n print(s.lines().len()) }");
    heap("func attack() { let s = \"x\".repeat(200000)\n print(s.chars().len()) }");
    heap("func attack() { let s = \"ab\\n\".repeat(150000)\n print(s.quoted()) }".replace("s.quoted()", "[s, s]").as_str());
    heap("func attack() { let s = \"abcdefgh\".repeat(80000)\n print(s.toUpper()) }");
    heap("func attack() { let s = \"abcdefgh\".repeat(80000)\n print(s.reversed()) }");
    heap("func attack() { let s = \"abcdefgh\".repeat(80000)\n print(s.slice(1, s.len())) }");
    heap("func attack() { let s = \" abcdefg\".repeat(80000)\n print(s.trim()) }");
    heap("func attack() { let a = [\"a long part of it\"]\n a.resize(50000, \"a long part of it\")\n print(a.join(\" and then \")) }");
}

#[test]
fn what_is_possible_is_not_refused() {
    let mut writ = instance(
        "func once() -> int { let s = \"x\".repeat(300000) .. \"needle\"\n let t = s.replace(\"needle\", \"n\".repeat(1000))\n return t.len() }\n\
         func pieces() -> int { let s = \"x\".repeat(300000) .. \",y\"\n return s.split(\",\").len() }\n\
         func slices() -> int { let s = \"x\".repeat(300000)\n var n = 0\n for i in 0..1000 { n += s.slice(i, i + 10).len() }\n return n }",
    );
    let limits = Limits::new().heap_bytes(MB).instructions(100_000);
    assert_eq!(writ.with_limits(limits, |writ| writ.call::<i64>("once", ())).unwrap(), 301_000);
    assert_eq!(writ.with_limits(limits, |writ| writ.call::<i64>("pieces", ())).unwrap(), 2);
    assert_eq!(writ.with_limits(limits, |writ| writ.call::<i64>("slices", ())).unwrap(), 10_000);
}

#[test]
fn the_stack_of_functions_with_many_locals() {
    let locals: String = (0..300).map(|i| format!("let v{i} = n + {i}\n")).collect();
    let sum = (0..300).map(|i| format!("v{i}")).collect::<Vec<_>>().join(" + ");
    let mut writ =
        instance(&format!("func wide(n: int) -> int {{ if n == 0 {{ return 0 }}\n {locals} return wide(n - 1) + ({sum}) * 0 + 1 }}"));
    // Four thousand of its frames take some megabytes more of stack than as many calls as may nest usually do. A limit of the heap has room for that, or not.
    let call =
        |writ: &mut writ_runtime::Writ, bytes| writ.with_limits(Limits::new().heap_bytes(bytes), |writ| writ.call::<i64>("wide", (4000,)));
    assert_eq!(failure(call(&mut writ, MB)).kind, ErrorKind::OutOfMemory);
    assert_eq!(call(&mut writ, 64 * MB).unwrap(), 4000);
}

#[test]
fn arrays_that_grow() {
    heap("func attack() { let a: Array<int> = []\n while true { a.push(1) } }");
    heap("func attack() { let a: Array<string> = []\n while true { a.push(\"one more of them\") } }");
    heap("func attack() { let a = [1]\n while true { a.extend(a) } }");
    heap("func attack() { var a = [1]\n while true { a = a.concat(a) } }");
    heap("func attack() { var a = [1]\n while true { a = [...a, ...a] } }");
    heap("func attack() { let a = [1]\n while true { a.insert(0, 1) } }");
    heap("func attack() { let a = [\"a long text\"]\n while true { a.insert(a.len(), \"a long text\" .. a.len()) } }");
    heap("func attack() { let a = [1]\n a.resize(1 << 20, 7) }");
    heap("func attack() { let a = [\"text of some length\"]\n a.resize(1 << 20, \"other text of some length\") }");
    heap(
        "struct Big { a: int = 1\n b: int = 2\n c: string = \"some text in it\" }\nfunc attack() { let a = [Big()]\n while true { a.push(Big(c: \"text \" .. a.len())) } }",
    );
}

#[test]
fn copies_of_arrays() {
    heap("func attack() { let a = [0]\n a.resize(100000, 1)\n print(a.clone().len()) }");
    heap("func attack() { let a = [0]\n a.resize(100000, 1)\n print(a.slice(0, 99999).len()) }");
    heap("func attack() { let a = [0]\n a.resize(100000, 1)\n print(a.reversed().len()) }");
    heap("func attack() { let a = [0]\n a.resize(50000, 1)\n print(a.chunks(1).len()) }");
    heap("func attack() { let a = [0]\n a.resize(100000, 1)\n print(a.map((x) => x).len()) }");
    heap(
        "func attack() { let a: Array<int> = []\n let b = [0]\n b.resize(80000, 1)\n a.assign(b) }"
            .replace("a.assign(b)", "let c = b.sorted()\n print(c.len())")
            .as_str(),
    );
    heap("func attack() { let a = [0]\n a.resize(100, 1)\n var all = [a]\n while true { all.push(all[0].clone()) } }");
    heap("func attack() { var nest = [[1]]\n let all: Array<Array<Array<int>>> = []\n while true { all.push([[1, 2, 3], [4]]) } }");
}

#[test]
fn dictionaries_that_grow() {
    heap("func attack() { let d: Dictionary<int, int> = {}\n var i = 0\n while true { d[i] = i\n i += 1 } }");
    heap(
        "func attack() { let d: Dictionary<string, string> = {}\n var i = 0\n while true { d[\"the key number ${i}\"] = \"the value number ${i}\"\n i += 1 } }",
    );
    heap(
        "func attack() { let d: Dictionary<(int, string), int> = {}\n var i = 0\n while true { d[(i, \"the key number ${i}\")] = i\n i += 1 } }",
    );
    heap(
        "func attack() { let d: Dictionary<int, string> = {}\n for i in 0..3000 { d.set(i, \"a text of some length ${i}\") }\n let all: Array<Dictionary<int, string>> = []\n while true { all.push(d.clone()) } }",
    );
    heap(
        "func attack() { let d: Dictionary<int, int> = {}\n for i in 0..3000 { d[i] = i }\n let all: Array<Dictionary<int, int>> = []\n while true { all.push({...d, 1: 2}) } }",
    );
    heap(
        "func attack() { let all: Dictionary<int, int> = {}\n var i = 0\n while true { let d: Dictionary<int, int> = {}\n for j in 0..1000 { d[i * 1000 + j] = j }\n all.merge(d)\n i += 1 } }",
    );
    heap(
        "func attack() { let d: Dictionary<int, int> = {}\n for i in 0..12000 { d[i] = i }\n let all: Array<Array<int>> = []\n while true { all.push(d.keys())\n all.push(d.values()) } }",
    );
    heap(
        "func attack() { let d: Dictionary<int, string> = {}\n for i in 0..12000 { d[i] = \"x\" }\n let all: Array<Array<(int, string)>> = []\n while true { all.push(d.entries()) } }",
    );
}

#[test]
fn objects_and_closures_that_hold_each_other() {
    heap(
        "class Node { next: Node? = null\n name: string = \"\" }\nfunc attack() { var first: Node? = null\n while true { first = Node(first, \"a name of some length\" .. 1) } }",
    );
    heap(
        "class Item { public n: int = 0\n init(n: int) { self.n = n } }\nfunc attack() { let all: Array<Item> = []\n while true { all.push(Item(all.len())) } }",
    );
    heap("func attack() { var f = () => 1\n while true { let g = f\n f = () => g() + 1 } }");
    heap("func attack() { let all: Array<() -> int> = []\n while true { var n = all.len()\n all.push(() => n) } }");
    heap(
        "enum List { End, Cons(head: int, rest: List) }\nfunc attack() { var list = List.End\n while true { list = List.Cons(1, list) } }",
    );
    heap("func attack() { let all: Array<any> = []\n while true { all.push(all.len()) } }");
    heap("struct Point { x: int\n y: int }\nfunc attack() { let all: Array<any> = []\n while true { all.push(Point(1, all.len())) } }");
}

#[test]
fn a_stack_of_wide_frames() {
    let mut source = "func wide(n: int) -> int {\n".to_owned();
    for index in 0..2000 {
        source += &format!("    let v{index} = n + {index}\n");
    }
    source += "    return wide(n + 1) + v1999 - v0\n}\nfunc attack() { print(wide(0)) }";
    attack(&source, Limits::new().heap_bytes(MB), ErrorKind::OutOfMemory);
}

#[test]
fn absurd_sizes_are_errors_without_a_limit() {
    let no = Limits::new();
    attack("func attack() { print(\"ab\".repeat(1 << 40)) }", no, ErrorKind::OutOfMemory);
    attack("func attack() { print(\"ab\".repeat(9223372036854775807)) }", no, ErrorKind::OutOfMemory);
    attack("func attack() { print(\"ab\".padStart(1 << 60)) }", no, ErrorKind::OutOfMemory);
    attack("func attack() { let a = [1]\n a.resize(1 << 50, 1) }", no, ErrorKind::OutOfMemory);
    attack("func attack() { let s = \"a\".repeat(1 << 20)\n print(s.replace(\"a\", s)) }", no, ErrorKind::OutOfMemory);
}

#[test]
fn what_was_there_before_an_error_stays() {
    let mut writ = instance(
        "let list = [1, 2, 3]\nlet table = {\"a\": 1}\nvar text = \"the text of a module\"\n\
         func fill() { while true { list.push(list.len()) } }\n\
         func enter() { var i = 0\n while true { table[\"another key ${i}\"] = i\n i += 1 } }\n\
         func write() { while true { text ..= text } }\n\
         func clear() { list.clear()\n table.clear()\n text = \"\" }\n\
         func sum() -> int { var n = 0\n for x in list { n += x }\n return n }",
    );
    let limits = Limits::new().heap_bytes(MB);
    for name in ["fill", "enter", "write"] {
        let error = failure(writ.with_limits(limits, |writ| writ.call::<()>(name, ())));
        assert_eq!(error.kind, ErrorKind::OutOfMemory);
        assert!(writ.heap_bytes() <= MB, "{} after {name}", writ.heap_bytes());
    }
    // Every element that was pushed is there.
    let list = writ.get::<Vec<i64>>("list").unwrap();
    assert!(list.len() > 1000 && list[3..].iter().enumerate().all(|(index, value)| *value == index as i64 + 3));
    assert_eq!(writ.call::<i64>("sum", ()).unwrap(), list.iter().sum::<i64>());
    let text = writ.get::<String>("text").unwrap();
    assert!(text.len() >= 20 && text.len().is_multiple_of("the text of a module".len()) && text.ends_with("module"));
    writ.call::<()>("clear", ()).unwrap();
    works(&mut writ);
}

#[test]
fn one_instance_does_not_pay_for_another() {
    let mut hungry = instance("let kept: Array<string> = []\nfunc attack() { while true { kept.push(\"text number ${kept.len()}\") } }");
    let mut other = instance("func some() -> string { return \"x\".repeat(100000) }");
    let before = other.heap_bytes();
    let limits = Limits::new().heap_bytes(MB);
    let error = failure(hungry.with_limits(limits, |writ| writ.call::<()>("attack", ())));
    assert_eq!(error.kind, ErrorKind::OutOfMemory);
    assert!(hungry.heap_bytes() > MB / 4);
    assert_eq!(other.heap_bytes(), before);
    assert_eq!(other.with_limits(limits, |writ| writ.call::<String>("some", ())).unwrap().len(), 100_000);
    assert_eq!(other.heap_bytes(), before);
    let live = live_objects();
    drop(hungry);
    assert!(live_objects() < live);
    assert_eq!(other.heap_bytes(), before);
}
