//! Expressions: precedence, the space rules, lambdas, patterns.

use super::tree;

/// Each text as a statement of its own, with its tree.
fn check(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(tree(text), *expected, "{text}");
    }
}

#[test]
fn operators_bind_as_the_table_says() {
    check(&[
        ("a = b ? c : d ?? e", "(= a (? b c (?? d e)))"),
        ("f(a ?? b || c)", "(call f (?? a (|| b c)))"),
        ("f(a || b && c)", "(call f (|| a (&& b c)))"),
        ("f(a && b == c)", "(call f (&& a (== b c)))"),
        ("f(a == b < c)", "(call f (== a (< b c)))"),
        ("f(a < b .. c)", "(call f (< a (.. b c)))"),
        ("f(a .. b | c)", "(call f (.. a (| b c)))"),
        ("f(a | b ^ c)", "(call f (| a (^ b c)))"),
        ("f(a ^ b & c)", "(call f (^ a (& b c)))"),
        ("f(a & b << c)", "(call f (& a (<< b c)))"),
        ("f(a << b + c)", "(call f (<< a (+ b c)))"),
        ("f(a + b * c)", "(call f (+ a (* b c)))"),
        ("f(a * b as int)", "(call f (* a (as b int)))"),
        ("f(-a as int)", "(call f (as (- a) int))"),
        ("f(!a.b)", "(call f (! (. a b)))"),
        ("f(~a[0] >> 1)", "(call f (>> (~ (at a 0)) 1))"),
        ("f(a is m::A.B && a is m::B)", "(call f (&& (is a A::B) (is a m::B)))"),
        ("f(a is B && c)", "(call f (&& (is a B) c))"),
        ("f(a + 1 is B)", "(call f (is (+ a 1) B))"),
    ]);
}

#[test]
fn operators_associate() {
    check(&[
        ("f(a - b - c)", "(call f (- (- a b) c))"),
        ("f(a .. b .. c)", "(call f (.. (.. a b) c))"),
        ("f(a ?? b ?? c)", "(call f (?? a (?? b c)))"),
        ("f(a ? b : c ? d : e)", "(call f (? a b (? c d e)))"),
        ("f(a ? b ? c : d : e)", "(call f (? a (? b c d) e))"),
        ("f((a ?? b) ?? c)", "(call f (?? (?? a b) c))"),
        ("f(a as int as float)", "(call f (as (as a int) float))"),
    ]);
}

#[test]
fn a_question_mark_directly_behind_its_operand_is_postfix() {
    check(&[
        ("let x = f()? + 1", "(let @x (+ (try (call f)) 1))"),
        ("let x = a ? b : c", "(let @x (? a b c))"),
        ("let x = a ?b : c", "(let @x (? a b c))"),
        ("let x = a??b", "(let @x (?? a b))"),
        ("let x = a?.b?", "(let @x (try (?. a b)))"),
        ("let x = f()?.b", "(let @x (?. (call f) b))"),
        ("let x = f()? ? 1 : 2", "(let @x (? (try (call f)) 1 2))"),
        ("let x = a as int ? b : c", "(let @x (? (as a int) b c))"),
        ("let x = a as? int", "(let @x (as? a int))"),
        ("let x = a as int?", "(let @x (as a int?))"),
    ]);
}

#[test]
fn an_angle_bracket_directly_behind_a_name_may_open_type_arguments() {
    check(&[
        ("let x = Stack<int>()", "(let @x (call Stack<int>))"),
        ("let x = Pair<int, Array<Array<string>>>.make()", "(let @x (call (. Pair<int Array<Array<string>>> make)))"),
        ("let x = items::Stack<(int, int?)>()", "(let @x (call items::Stack<(int int?)>))"),
        ("let x = Stack<int>::make()", "(let @x (call (. Stack<int> make)))"),
        ("let x = a.map<int, Array<int>>(b)", "(let @x (call (. a map)<int Array<int>> b))"),
        ("let x = a.b<c && d>e", "(let @x (&& (< (. a b) c) (> d e)))"),
        ("f(a<b, c>d)", "(call f (< a b) (> c d))"),
        ("f(a<b, c>(d))", "(call f (call a<b c> d))"),
        ("f(a < b, c > (d))", "(call f (< a b) (> c d))"),
        ("let x = a as Array<int>", "(let @x (as a Array<int>))"),
        ("let x = a as int < b", "(let @x (< (as a int) b))"),
        ("let x = a is Foo<int> && b", "(let @x (&& (is a Foo<int>) b))"),
        ("let x = i<10 && j>3", "(let @x (&& (< i 10) (> j 3)))"),
        ("let x = a<b", "(let @x (< a b))"),
        ("let x = a >> b", "(let @x (>> a b))"),
    ]);
}

#[test]
fn dot_dot_equals_assigns_only_behind_the_place_that_begins_a_statement() {
    check(&[
        ("text ..= 1", "(..= text 1)"),
        ("a.b[0] ..= \"x\" .. 1", "(..= (at (. a b) 0) (.. (str \"x\") 1))"),
        ("let r = 1..=3", "(let @r (..= 1 3))"),
        ("for i in a..=b { }", "(for i in (..= a b) {})"),
        ("f(a..=b)", "(call f (..= a b))"),
        ("a + b ..= c", "(..= (+ a b) c)"),
    ]);
}

#[test]
fn lambdas() {
    check(&[
        ("let f = (x: int) => x * 2", "(let @f (fn (x:int) (* x 2)))"),
        ("let f = () => { }", "(let @f (fn () {}))"),
        ("let f = (a, b) -> int => a", "(let @f (fn (a b) ->int a))"),
        ("let f = (a) => (b) => a + b", "(let @f (fn (a) (fn (b) (+ a b))))"),
        ("let f = (a) => a ? 1 : 2", "(let @f (fn (a) (? a 1 2)))"),
        ("f((a) =>\n    a + 1, 2)", "(call f (fn (a) (+ a 1)) 2)"),
        ("f((a: (int) -> bool) => { return a }, [1])", "(call f (fn (a:((int)->bool)) {(return a)}) [1])"),
        ("let f = g ?? (a) => a ?? 1", "(let @f (?? g (fn (a) (?? a 1))))"),
        ("let x = (a, b)", "(let @x (tuple a b))"),
        ("let x = (a)", "(let @x a)"),
    ]);
}

#[test]
fn literals() {
    check(&[
        ("f(9223372036854775808)", "(call f 9223372036854775808)"),
        ("f(-9223372036854775808)", "(call f (- 9223372036854775808))"),
        ("f(0xFFFF_FFFF_FFFF_FFFF, 0b1010, 1_000)", "(call f 18446744073709551615 10 1000)"),
        ("f(1.0, 2.5e-3, 1e3, 1_0.5)", "(call f 1.0 0.0025 1000.0 10.5)"),
        ("f(1.max(2), 1..2, 1.5..2.5)", "(call f (call (. 1 max) 2) (.. 1 2) (.. 1.5 2.5))"),
        ("f(t.0.1, t.0)", "(call f (. (. t 0) 1) (. t 0))"),
        ("f([a, ...b,], {k: v, ...d, \"x\": {}})", "(call f [a ...b] (dict k:v ...d (str \"x\"):(dict)))"),
        ("f(true, false, null, self, super.m())", "(call f true false null self (call (. super m)))"),
        ("f({a ? b : c: d})", "(call f (dict (? a b c):d))"),
    ]);
}

#[test]
fn calls() {
    check(&[
        ("f(a, b: 1, ...c)", "(call f a b:1 ...c)"),
        ("f(once: true, from: start,)", "(call f once:true from:start)"),
        ("f(a ? b : c, x: d ? e : f)", "(call f (? a b c) x:(? d e f))"),
        ("f(items::x)", "(call f items::x)"),
        ("f (x) [0] .y", "(. (at (call f x) 0) y)"),
        ("f()()()", "(call (call (call f)))"),
    ]);
}

#[test]
fn any_word_may_stand_behind_a_point() {
    check(&[("a.class.if?.in.null", "(. (?. (. (. a class) if) in) null)"), ("a\n  . b", "(. a b)")]);
}

#[test]
fn contextual_keywords_are_names_elsewhere() {
    check(&[
        ("let get = set + field", "(let @get (+ set field))"),
        ("start = 1", "(= start 1)"),
        ("start(1)", "(call start 1)"),
        ("start.x", "(. start x)"),
        ("let b = start is Foo", "(let @b (is start Foo))"),
        ("start f(1)", "(start (call f 1))"),
        ("let c = start obj.m() ?? d", "(let @c (?? (start (call (. obj m))) d))"),
        ("arena.x = 1", "(= (. arena x) 1)"),
        ("let init = arena", "(let @init arena)"),
        ("from(where, open)", "(call from where open)"),
        ("native = extend", "(= native extend)"),
        ("let starting = opening", "(let @starting opening)"),
    ]);
}

#[test]
fn yields() {
    check(&[
        ("yield", "(yield)"),
        ("yield waitForSeconds(1.0)", "(yield (call waitForSeconds 1.0))"),
        ("let x = yield f() + 1", "(let @x (+ (yield (call f)) 1))"),
        ("let x = (yield f()) ?? 2", "(let @x (?? (yield (call f)) 2))"),
        ("while a { yield }", "(while a {(yield)})"),
        ("yield; f()", "(yield)\n(call f)"),
        ("yield waitUntil(() => a)", "(yield (call waitUntil (fn () a)))"),
    ]);
}

#[test]
fn when_with_a_subject() {
    check(&[
        ("when x { 1 => a\n 2, 3 => b; else => c }", "(when x (1 => a) (2 3 => b) (else => c))"),
        ("when x {\n    0..25 => a\n    26..=100 => b\n}", "(when x ([0..25] => a) ([26..=100] => b))"),
        ("when x { -1 => a, y => b, _ => c }", "(when x ((- 1) => a) (y => b) (_ => c))"),
        ("when x { n if n > 3 => n }", "(when x (@n if (> n 3) => n))"),
        (
            "when x { is int => a\n is Circle(r) => r\n is Rect(w, _) if w > 0 => w }",
            "(when x ((is int) => a) ((is Circle (@r)) => r) ((is Rect (@w _)) if (> w 0) => w))",
        ),
        (
            "when (a, b) { (0, y) => y\n (is Foo(z), null) => z\n (A.B, 1..2) => c }",
            "(when (tuple a b) ((tuple 0 @y) => y) ((tuple (is Foo (@z)) null) => z) ((tuple (. A B) [1..2]) => c))",
        ),
        ("when v { Vec2(x: 0.0, y: b) => b\n Vec2(1.0, 2.0) => c }", "(when v ((Vec2 x=0.0 y=@b) => b) ((call Vec2 1.0 2.0) => c))"),
        (
            "when x { null => return 1\n Direction.North => break\n else => continue }",
            "(when x (null => (return 1)) ((. Direction North) => (break)) (else => (continue)))",
        ),
        ("when x { 1 => { f()\n a } }", "(when x (1 => {(call f); a}))"),
        ("let y = when x { 1 => a } + 1", "(let @y (+ (when x (1 => a)) 1))"),
        ("when x { is A.B(c) => c }", "(when x ((is A::B (@c)) => c))"),
        ("when x { (1) => a\n (b) => c }", "(when x (1 => a) (b => c))"),
    ]);
}

#[test]
fn when_without_a_subject() {
    check(&[
        ("when { a > b => 1\n (a) => 2\n c < (d) => 3\n else => 4 }", "(when ((> a b) => 1) (a => 2) ((< c d) => 3) (else => 4))"),
        ("when {\n    a\n        && b => 1\n}", "(when ((&& a b) => 1))"),
    ]);
}

#[test]
fn names_are_unicode() {
    check(&[("let größe = añb_1 + 変数", "(let @größe (+ añb_1 変数))"), ("let x = \"$größe!\"", "(let @x (str größe \"!\"))")]);
}
