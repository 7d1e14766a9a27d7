//! Statements.

use super::tree;

#[test]
fn control_flow() {
    assert_eq!(tree("if a { b } else if c { d } else { e }"), "(if a {b} {(if c {d} {e})})");
    assert_eq!(tree("while a < b { a += 1 }"), "(while (< a b) {(+= a 1)})");
    assert_eq!(tree("for i in 0..n { continue }\nfor k, v in d { break }"), "(for i in (.. 0 n) {(continue)})\n(for k v in d {(break)})");
    assert_eq!(tree("for item in [\n  A(1),\n  B(2)\n] {\n  f(item)\n}"), "(for item in [(call A 1) (call B 2)] {(call f item)})");
    assert_eq!(tree("{ a }\narena { b }"), "{a}\n(arena {b})");
    assert_eq!(tree("if x == ({}) { }"), "(if (== x (dict)) {})");
}

#[test]
fn variables_and_assignments() {
    assert_eq!(tree("const A = 1\nlet b: int\nvar c: float = 2.0"), "(const @A 1)\n(let @b :int)\n(var @c :float 2.0)");
    assert_eq!(tree("let (a, (b, _)) = t"), "(let (tuple @a (tuple @b _)) t)");
    assert_eq!(tree("(a, b[0]) = (b[0], a)"), "(= (tuple a (at b 0)) (tuple (at b 0) a))");
    assert_eq!(tree("a[i].x -= f()"), "(-= (. (at a i) x) (call f))");
    assert_eq!(tree("a?.b = 1\n-a + f() -= 1"), "(= (?. a b) 1)\n(-= (+ (- a) (call f)) 1)");
    assert_eq!(tree("items::count = 1"), "(= items::count 1)");
}

#[test]
fn imports() {
    assert_eq!(
        tree("import { Sword, createSword, } from \"items/sword\"\nimport * as items from \"items\"\nimport {\n  a\n} from \"b\""),
        "(import Sword createSword \"items/sword\")\n(import * items \"items\")\n(import a \"b\")"
    );
}

#[test]
fn else_may_stand_on_its_own_line() {
    assert_eq!(tree("func f() {\n  if a { }\n  // otherwise\n  else { }\n}"), "(func f () {(if a {} {})})");
}
