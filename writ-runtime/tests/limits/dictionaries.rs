//! Attacks by keys.

use super::{attack, failure, fuel, heap, instance, works};
use writ_runtime::{ErrorKind, Limits};

#[test]
fn keys_that_collide_for_a_known_hash_cost_no_more() {
    // Multiples of a large power of two, which the hash of the compiler's own tables puts into few places; and of the inverse of its factor.
    for key in ["i << 44", "i << 57 | i", "i * 1099511628211", "(i << 32) | (i << 16)"] {
        let source = format!(
            "func work() -> int {{ let d: Dictionary<int, int> = {{}}\n var n = 0\n while n < 20 {{ for i in 0..20000 {{ d[{key}] = i }}\n n += 1 }}\n return d.len() }}"
        );
        let mut writ = instance(&source);
        assert!(writ.with_limits(Limits::new().instructions(1_000_000), |writ| writ.call::<i64>("work", ())).unwrap() > 0);
        works(&mut writ);
    }
}

#[test]
fn long_keys_are_paid() {
    fuel("func attack() { let key = \"key\".repeat(20000)\n let d = {key: 1}\n for i in 0..50 { d[key] = d[key] + 1 } }");
    fuel("func attack() { let key = \"key\".repeat(20000)\n let d = {key: 1}\n for i in 0..50 { d.has(key) } }");
    fuel(
        "func attack() { let key = \"key\".repeat(20000)\n let d = {key: \"value\"}\n for i in 0..50 { d[key] = \"another text of some length \" .. i } }",
    );
    fuel("func attack() { let key = \"key\".repeat(20000)\n let d = {(1, key): 1}\n for i in 0..50 { d.get((1, key)) } }");
    fuel(
        "func attack() { let key = \"key\".repeat(20000)\n let d = {key: \"value\"}\n for i in 0..50 { d.set(key, \"other value\" .. i) } }",
    );
}

#[test]
fn keys_that_nest() {
    let list = "enum List { End, Cons(head: int, rest: List) }\nfunc list(n: int) -> List { var list = List.End\n for i in 0..n { list = List.Cons(i, list) }\n return list }\n";
    let deep = |body: &str| attack(&format!("{list}func attack() {{ {body} }}"), Limits::new(), ErrorKind::StackOverflow);
    deep("let d = {list(100000): 1}\n print(d.len())");
    deep("let d = {list(1): \"text of a value\"}\n print(d[list(100000)])");
    deep("let d = {list(1): 1}\n print(d.has(list(100000)))");
    deep("let d = {list(1): 1}\n d.remove(list(100000))");
    deep("let d = {list(1): \"text of a value\"}\n print(d.getOr(list(100000), \"another text\"))");
    deep("let d = {list(1): \"text of a value\"}\n d.set(list(100000), \"another text \" .. 1)");
    let mut writ = instance(&format!("{list}func some() -> int {{ let d = {{list(900): 1}}\n return d[list(900)] }}"));
    assert_eq!(writ.call::<i64>("some", ()).unwrap(), 1);
}

#[test]
fn keys_that_are_a_tree_of_one_node() {
    let tree = "enum Tree { Leaf, Node(left: Tree, right: Tree) }\nfunc tree(n: int) -> Tree { var tree = Tree.Leaf\n for i in 0..n { tree = Tree.Node(tree, tree) }\n return tree }\n";
    fuel(&format!("{tree}func attack() {{ let d = {{tree(100): 1}}\n print(d.len()) }}"));
    fuel(&format!("{tree}func attack() {{ let d = {{Tree.Leaf: 1}}\n print(d.has(tree(100))) }}"));
    fuel(&format!("{tree}func attack() {{ print(tree(100)) }}"));
    fuel(&format!("{tree}func attack() {{ print(tree(100) == tree(100)) }}"));
}

#[test]
fn a_value_for_the_host_has_an_end() {
    let source = "enum Tree { Leaf, Node(left: Tree, right: Tree) }\nfunc tree(n: int) -> Tree { var tree = Tree.Leaf\n for i in 0..n { tree = Tree.Node(tree, tree) }\n return tree }\n";
    let mut writ = instance(source);
    let before = writ.heap_bytes();
    let value = writ.call::<writ_runtime::Value>("tree", (100,)).unwrap();
    assert!(matches!(value.data(), writ_runtime::Data::Variant(..)));
    drop(value);
    assert_eq!(writ.heap_bytes(), before);
    works(&mut writ);
}

#[test]
fn gaps_are_paid() {
    fuel(
        "let d: Dictionary<int, int> = {}\nfor i in 0..50000 { d[i] = i }\nfor i in 0..49999 { d.remove(i) }\nfunc attack() { for i in 0..500 { for k in d { break } } }",
    );
}

#[test]
fn a_dictionary_that_changes_while_it_is_looped_over() {
    attack("func attack() { let d = {1: 1}\n for k in d { d[k + d.len()] = 1 } }", Limits::new(), ErrorKind::DictionaryChanged);
    heap("func attack() { let d = {1: 1}\n while true { d[d.len()] = 1\n for k in d.keys() { d[k + d.len()] = 1 } } }");
}

#[test]
fn what_replaces_a_value_needs_no_room() {
    let mut writ = instance(
        "let d: Dictionary<int, int> = {}\nfor i in 0..4 { d[i] = i }\nfunc replace() { for i in 0..4 { d[i] = d[i] + 1 } }\nfunc add() { d[4] = 4 }",
    );
    writ.call::<()>("replace", ()).unwrap();
    let limits = Limits::new().heap_bytes(writ.heap_bytes());
    writ.with_limits(limits, |writ| writ.call::<()>("replace", ())).unwrap();
    assert_eq!(failure(writ.with_limits(limits, |writ| writ.call::<()>("add", ()))).kind, ErrorKind::OutOfMemory);
    writ.call::<()>("add", ()).unwrap();
}
