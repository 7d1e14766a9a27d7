//! Recursion without an end, in all its forms.

use super::{attack, instance};
use writ_runtime::{ErrorKind, Limits};

#[track_caller]
fn depth(source: &str) {
    attack(source, Limits::new().call_depth(500), ErrorKind::StackOverflow);
    attack(source, Limits::new(), ErrorKind::StackOverflow);
}

#[test]
fn of_functions() {
    depth("func attack() { attack() }");
    depth(
        "func attack() { one(\"text \" .. 1) }\nfunc one(s: string) { two(s .. \" more\") }\nfunc two(s: string) { one(s .. \"!\") }"
            .replace("s .. \" more\"", "\"some more \" .. 1")
            .replace("s .. \"!\"", "\"some text \" .. 2")
            .as_str(),
    );
    depth("func sum(n: int) -> int { return n + sum(n + 1) }\nfunc attack() { print(sum(0)) }");
    depth("func generic<T>(x: T, n: int) -> T { return generic(x, n + 1) }\nfunc attack() { print(generic([1], 0)) }");
    depth("func attack() { func inner(n: int) { inner(n + 1) }\n inner(0) }");
}

#[test]
fn through_lambdas() {
    depth("var f = () => 1\nfunc attack() { f = () => f() + 1\n print(f()) }");
    depth(
        "func apply(f: (int) -> int, n: int) -> int { return f(n) }\nfunc g(n: int) -> int { return apply(g, n + 1) }\nfunc attack() { print(g(0)) }",
    );
    depth("func attack() { let a = [1]\n visit(a) }\nfunc visit(a: Array<int>) { a.forEach((x) => visit(a)) }");
    depth("func attack() { let a = [2, 1]\n order(a) }\nfunc order(a: Array<int>) { a.sortBy((x, y) => { order(a)\n return x < y }) }");
}

#[test]
fn through_text_operators_and_properties() {
    depth("class P { func toString() -> string { return \"<${self}>\" } }\nfunc attack() { print(P()) }");
    depth("struct S { x: int\n func toString() -> string { return \"[${self}]\" } }\nfunc attack() { print(S(1)) }");
    depth("struct S { x: int\n func equals(other: S) -> bool { return self == other } }\nfunc attack() { print(S(1) == S(2)) }");
    depth("class V { func add(other: V) -> V { return self + other } }\nfunc attack() { V() + V() }");
    depth("class V { func at(i: int) -> int { return self[i] } }\nfunc attack() { print(V()[1]) }");
    depth("class P { public n: int\n get { return n + 1 } }\nfunc attack() { print(P().n) }");
    depth("class P { public n: int = 0\n set(value) { other(self) } }\nfunc other(p: P) { p.n = 1 }\nfunc attack() { P().n = 2 }");
    depth("class P { init() { P() } }\nfunc attack() { P() }");
    depth(
        "class Loop { func iterator() -> Loop { return self.iterator() }\n func next() -> Optional<int> { return null } }\nfunc attack() { for x in Loop().iterator() { } }",
    );
    depth("class K { n: int\n func lt(other: K) -> bool { return self < other } }\nfunc attack() { [K(1), K(2)].sort() }");
}

#[test]
fn through_tables() {
    depth(
        "class A { func f() -> int { return 1 } }\nclass B extends A { func f() -> int { return again(self) } }\nfunc again(a: A) -> int { return a.f() + 1 }\nfunc attack() { print(again(B())) }",
    );
    depth(
        "trait T { func f() -> int { return g() }\n func g() -> int }\nclass C with T { func g() -> int { return f() } }\nfunc attack() { let t: T = C()\n print(t.f()) }",
    );
    depth(
        "class A { func f() { } }\nclass B extends A { func f() { g(self) }\n func g(a: A) { super.f()\n a.f() } }\nfunc attack() { B().f() }",
    );
}

#[test]
fn a_long_list_is_shown_as_deep_as_calls_go() {
    depth(
        "class Node { next: Node? = null\n func toString() -> string { return \"(${next})\" } }\nfunc attack() { var node = Node()\n for i in 0..20000 { node = Node(node) }\n print(node) }",
    );
    depth(
        "enum List { End, Cons(head: int, rest: List) }\nfunc attack() { var list = List.End\n for i in 0..20000 { list = List.Cons(i, list) }\n print(list) }",
    );
    depth(
        "enum List { End, Cons(head: int, rest: List) }\nfunc build() -> List { var list = List.End\n for i in 0..20000 { list = List.Cons(i, list) }\n return list }\nfunc attack() { print(build() == build()) }",
    );
}

#[test]
fn one_call_has_room_for_all_of_its_locals() {
    let locals: String = (0..3000).map(|i| format!("let v{i} = n + {i}\n")).collect();
    let sum: String = (0..3000).map(|i| format!("sum += v{i}\n")).collect();
    let mut writ = instance(&format!("func wide(n: int) -> int {{ {locals} var sum = 0\n {sum} return sum }}"));
    for _ in 0..3 {
        let sum = writ.with_limits(Limits::new().call_depth(1), |writ| writ.call::<i64>("wide", (1,))).unwrap();
        assert_eq!(sum, 3000 + 2999 * 3000 / 2);
    }
}
