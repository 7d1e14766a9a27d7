//! Functions that get other bodies while their program runs.

use std::cell::RefCell;
use std::rc::Rc;
use writ_compiler::loader::Memory;
use writ_runtime::{Coroutine, Error, Limits, Progress, Writ};

/// An instance that loaded `game`, and what it prints.
fn with(source: &str) -> (Writ, Rc<RefCell<Vec<String>>>) {
    let mut writ = Writ::new();
    let lines: Rc<RefCell<Vec<String>>> = Rc::default();
    let sink = lines.clone();
    writ.set_print(move |line| sink.borrow_mut().push(line.to_owned()));
    writ.set_loader(Memory::new().with("game.writ", source));
    writ.load("game").unwrap_or_else(|error| panic!("{error}"));
    (writ, lines)
}

/// Reads `game` again; gives the functions that changed, or the mistakes.
fn reload(writ: &mut Writ, source: &str) -> Result<Vec<String>, String> {
    writ.set_loader(Memory::new().with("game.writ", source));
    match writ.reload("game") {
        Ok(reload) => Ok(reload.functions().to_vec()),
        Err(Error::Compile(error)) => Err(error.rendered().to_owned()),
        Err(other) => panic!("{other}"),
    }
}

fn reloaded(writ: &mut Writ, source: &str) -> String {
    reload(writ, source).unwrap().join(" ")
}

fn int(writ: &mut Writ, name: &str) -> i64 {
    writ.call(name, ()).unwrap()
}

/// The trace of a call that fails.
fn failure(writ: &mut Writ, name: &str) -> String {
    writ.call::<i64>(name, ()).unwrap_err().to_string()
}

#[test]
fn all_who_call_a_function_call_its_new_body() {
    let source = |body: &str| {
        format!(
            "class Shop {{\n sold = 0\n func sell(n: int) -> int {{ sold += n\n return price() * sold }}\n}}
            func price() -> int {{ {body} }}
            let shop = Shop()
            export func direct() -> int {{ return price() }}
            func twice() -> int {{ return direct() * 2 }}
            let value = price
            let lambda = () => price() + 1
            func byValue() -> int {{ return value() }}
            func byLambda() -> int {{ return lambda() }}
            func byMethod() -> int {{ return shop.sell(1) }}
            func mapped() -> int {{ return [1, 2].map((x) => x * price())[1] }}"
        )
    };
    let (mut writ, _) = with(&source("return 3"));
    let all = |writ: &mut Writ| ["direct", "twice", "byValue", "byLambda", "byMethod", "mapped"].map(|name| int(writ, name));
    assert_eq!(all(&mut writ), [3, 6, 3, 4, 3, 6]);
    assert_eq!(reloaded(&mut writ, &source("return 3")), "");
    assert_eq!(reloaded(&mut writ, &source("return 5")), "price");
    assert_eq!(all(&mut writ), [5, 10, 5, 6, 10, 10]);
    // One that is no single expression any more, and one that is again.
    assert_eq!(reloaded(&mut writ, &source("var sum = 0\n for i in 0..4 { sum += i }\n return sum")), "price");
    assert_eq!(all(&mut writ), [6, 12, 6, 7, 18, 12]);
    assert_eq!(reloaded(&mut writ, &source("return 1")), "price");
    assert_eq!(all(&mut writ), [1, 2, 1, 2, 4, 2]);
    // What is loaded later sees the new one too.
    assert_eq!(writ.run("import { direct } from \"game\"\nreturn direct()").unwrap().to_string(), "1");
    writ.set_optimize(false);
    assert_eq!(reloaded(&mut writ, &source("return 7")), "price");
    assert_eq!(all(&mut writ), [7, 14, 7, 8, 35, 14]);
}

#[test]
fn methods_of_structs_classes_and_enums_change() {
    let source = |n: i32| {
        format!(
            "struct Point {{\n x: int\n func length() -> int {{ return x + {n} }}\n func move(by: int) {{ x += by * {n} }}
                static func origin() -> Point {{ return Point(x: {n}) }}\n}}
            class Base {{\n func name() -> string {{ return \"base{n}\" }}\n}}
            class Derived extends Base {{\n func name() -> string {{ return super.name() + \"derived{n}\" }}\n}}
            enum Side {{ Left, Right\n func sign() -> int {{ return self == Side.Left ? -{n} : {n} }} }}
            let objects: Array<Base> = [Base(), Derived()]
            func all() -> string {{
                var p = Point.origin()
                p.move(2)
                return \"${{p.x}} ${{p.length()}} ${{objects[0].name()}} ${{objects[1].name()}} ${{Side.Left.sign()}}\"
            }}"
        )
    };
    let (mut writ, _) = with(&source(1));
    assert_eq!(writ.call::<String>("all", ()).unwrap(), "3 4 base1 base1derived1 -1");
    let names = "Point.length Point.move Point.origin Base.name Derived.name Side.sign";
    assert_eq!(reloaded(&mut writ, &source(2)), names);
    assert_eq!(writ.call::<String>("all", ()).unwrap(), "6 8 base2 base2derived2 -2");
}

#[test]
fn lines_follow_the_text() {
    let (mut writ, _) = with("func first() -> int { return 1 }\n\nfunc fails() -> int { return 1 / (first() - 1) }\n");
    assert!(failure(&mut writ, "fails").ends_with("at fails (game.writ:3)"));
    let second = "func first() -> int {\n    let one = 1\n    return one\n}\n\n// A comment more.\nfunc fails() -> int { return 1 / (first() - 1) }\n";
    assert_eq!(reloaded(&mut writ, second), "first");
    assert!(failure(&mut writ, "fails").ends_with("at fails (game.writ:7)"));
    // Comments alone.
    assert_eq!(reloaded(&mut writ, &format!("\n\n{second}")), "");
    assert!(failure(&mut writ, "fails").ends_with("at fails (game.writ:9)"));
    assert_eq!(reloaded(&mut writ, &format!("\n\n{}", second.replace("one = 1", "one = 2 / 0"))), "first");
    assert!(failure(&mut writ, "fails").ends_with("at first (game.writ:4)\n  at fails (game.writ:9)"));
    assert_eq!(reloaded(&mut writ, second), "first");
    assert!(failure(&mut writ, "fails").ends_with("at fails (game.writ:7)"));
}

#[test]
fn mistakes_change_nothing() {
    let old = "func price() -> int { return 3 }\nfunc twice() -> int { return price() * 2 }\n";
    let (mut writ, _) = with(old);
    let wrong = |writ: &mut Writ, body: &str| {
        let error = reload(writ, &old.replace("return 3", body)).unwrap_err();
        assert_eq!(int(writ, "twice"), 6);
        error.lines().take(2).collect::<Vec<_>>().join("\n")
    };
    let mismatch = wrong(&mut writ, "let x = 1\n return \"a\"");
    assert!(mismatch.starts_with("error[E0301]") && mismatch.ends_with("--> game.writ:2:9"), "{mismatch}");
    let syntax = wrong(&mut writ, "return (3");
    assert!(syntax.starts_with("error[E010") && syntax.contains("game.writ:1:"), "{syntax}");
    let missing = wrong(&mut writ, "");
    assert!(missing.starts_with("error[E0403]"), "{missing}");
    assert_eq!(reloaded(&mut writ, &old.replace("return 3", "return 4")), "price");
    assert_eq!(int(&mut writ, "twice"), 8);
    // An error of something else than the file that is read again, at its place in the file as it is now.
    let wrong = reload(&mut writ, "func price() -> int {\n\n return 4 }\nfunc twice() -> int { return price(1) }\n").unwrap_err();
    assert!(wrong.contains("game.writ:4:36") && wrong.contains("1 | func price() -> int {"), "{wrong}");
}

#[test]
fn what_is_no_body_is_refused() {
    let old = "// shop
import { clamp01 } from \"tools\"
let base = 3
class Shop {
    sold = 0
    double: int
        get { return sold * 2 }
    init(sold: int) { self.sold = sold }
    func sell() { sold += 1 }
}
struct Point {
    x = 0
    func show() -> int { return x }
}
trait Named { func name() -> string { return \"named\" } }
func pick<T>(a: T, b: T) -> T { return a }
func price() -> int { return base + clamp01(2) }
func total() -> int { return pick(price(), Point().show()) }
";
    let tools = "export func clamp01(x: int) -> int { return min(max(x, 0), 1) }";
    let mut writ = Writ::new();
    let files = |game: &str| Memory::new().with("game.writ", game).with("tools.writ", tools);
    writ.set_loader(files(old));
    writ.load("game").unwrap_or_else(|error| panic!("{error}"));
    let mut refused = |from: &str, to: &str| {
        assert!(old.contains(from), "{from}");
        writ.set_loader(files(&old.replace(from, to)));
        let Err(Error::Compile(error)) = writ.reload("game") else { panic!("{from} => {to} was taken") };
        let lines: Vec<&str> = error.rendered().lines().take(2).map(str::trim).collect();
        assert_eq!(writ.call::<i64>("total", ()).unwrap(), 4);
        assert!(lines[0].starts_with("error[E0902]"), "{}", error.rendered());
        format!("{} {}", &lines[0]["error[E0902]: ".len()..], lines[1])
    };
    let elsewhere = "what changed here is not the body of a function -->";
    assert_eq!(refused("let base = 3", "let base = 4"), format!("{elsewhere} game.writ:3:12"));
    assert_eq!(refused("let base = 3", "let base = 3\nlet more = 4"), format!("{elsewhere} game.writ:4:1"));
    assert_eq!(refused("sold = 0\n", "sold = 0\n    more = 0\n"), format!("{elsewhere} game.writ:6:5"));
    assert_eq!(refused("price() -> int", "price() -> int32"), format!("{elsewhere} game.writ:17:20"));
    assert_eq!(refused("sold * 2", "sold * 3"), format!("{elsewhere} game.writ:7:29"));
    assert_eq!(refused("from \"tools\"", "from \"other\""), format!("{elsewhere} game.writ:2:26"));
    assert_eq!(refused("func total() -> int { return pick(price(), Point().show()) }\n", ""), format!("{elsewhere} game.writ:18:1"));
    let stays = "can't change while a script runs --> game.writ";
    assert_eq!(refused("self.sold = sold", "self.sold = 1"), format!("the body of an `init` {stays}:8:5"));
    assert_eq!(refused("return a", "return b"), format!("the body of a generic function {stays}:16:6"));
    assert_eq!(refused("\"named\"", "\"other\""), format!("the body of a trait's method {stays}:15:20"));
    assert_eq!(
        refused("{ return x }", "{ x += 1\n return x }"),
        format!("the body of a method that changes `self` now, or does so no more, {stays}:13:10")
    );
    assert_eq!(refused("sold += 1", "yield"), format!("the body of a function that yields now, or does so no more, {stays}:9:10"));

    let missing = writ.reload("other").unwrap_err().to_string();
    assert!(missing.starts_with("error[E0902]: `other.writ` was not loaded from a file"), "{missing}");
    writ.set_loader(Memory::new());
    let gone = writ.reload("tools").unwrap_err().to_string();
    assert!(gone.starts_with("error[E0110]"), "{gone}");
    writ.set_loader(files(&old.replace("clamp01(2)", "clamp01(0)")));
    assert_eq!(writ.reload("game.writ").unwrap().functions(), ["price"]);
    assert_eq!(writ.call::<i64>("total", ()).unwrap(), 3);
}

#[test]
fn what_runs_goes_on_with_the_code_with_which_it_began() {
    let source = |n: i32| {
        format!(
            "func walk() {{ for i in 0..3 {{ print(\"{n}$i ${{step()}}\")\n yield }} }}
            func step() -> int {{ return {n} }}
            func sum(n: int) -> int {{ var sum = 0\n for i in 0..n {{ sum += {n} + deep(i) }}\n return sum }}
            func deep(i: int) -> int {{ let n = step()\n return i % 2 == 0 ? {n} : {n} / n }}"
        )
    };
    let (mut writ, lines) = with(&source(1));
    let _walk: Coroutine = writ.call("walk", ()).unwrap();
    let _ = writ.tick(0.1).unwrap();
    let Progress::Stopped(stopped) = writ.call_stepwise::<i64>("sum", (100,), 50).unwrap() else { panic!("it ended") };
    assert_eq!(reloaded(&mut writ, &source(2)), "walk step sum deep");
    let _walk: Coroutine = writ.call("walk", ()).unwrap();
    let _ = writ.tick(0.1).unwrap();
    assert_eq!(lines.take(), ["10 1", "11 2", "20 2"]);
    // Of the stopped call, what it calls is new.
    let Progress::Done(sum) = writ.resume(stopped, 1_000_000).unwrap() else { panic!("it stopped") };
    assert!((200..300).contains(&sum) && sum != 200, "{sum}");
    assert_eq!(writ.call::<i64>("sum", (100,)).unwrap(), 350);
}

#[test]
fn a_stopped_call_has_room_for_what_its_functions_call_now() {
    let source = |body: &str| {
        format!(
            "func leaf(x: int) -> int {{ {body} }}\nfunc middle(x: int) -> int {{ let y = leaf(x)\n return y + 1 }}\nfunc sum(n: int) -> int {{ var sum = 0\n for i in 0..n {{ sum += middle(i) }}\n return sum }}"
        )
    };
    let (mut writ, _) = with(&source("let y = x / 1\n return y"));
    let Progress::Stopped(stopped) = writ.call_stepwise::<i64>("sum", (10,), 5).unwrap() else { panic!("it ended") };
    // Two thousand variables at once.
    let many: String = (0..2_000).map(|i| format!("let v{i} = x / {}\n", i + 1)).collect();
    let uses: Vec<String> = (0..2_000).map(|i| format!("v{i}")).collect();
    assert_eq!(reloaded(&mut writ, &source(&format!("{many} return [{}].len() + x - 2000", uses.join(", ")))), "leaf");
    let Progress::Done(sum) = writ.resume(stopped, 1_000_000).unwrap() else { panic!("it stopped") };
    assert_eq!(sum, 55);
    assert_eq!(writ.call::<i64>("sum", (10,)).unwrap(), 55);
}

#[test]
fn a_function_that_recurses_now_counts_against_the_depth() {
    let source = |body: &str| {
        format!(
            "func a(n: int) -> int {{ let x = b(n)\n return x }}\nfunc b(n: int) -> int {{ {body} }}\nfunc start() -> int {{ return a(1) }}"
        )
    };
    let (mut writ, _) = with(&source("return n"));
    writ.set_limits(Limits::default());
    assert_eq!(int(&mut writ, "start"), 1);
    for _ in 0..2 {
        reloaded(&mut writ, &source("return a(n + 1)"));
        let error = failure(&mut writ, "start");
        assert!(error.starts_with("error[StackOverflow]"), "{error}");
        reloaded(&mut writ, &source("let y = n * 2\n return y"));
        assert_eq!(int(&mut writ, "start"), 2);
    }
    // At the very depth of a program that was so from the beginning.
    let depth = |writ: &mut Writ| failure(writ, "start").lines().count();
    reloaded(&mut writ, &source("return a(n + 1)"));
    let (mut fresh, _) = with(&source("return a(n + 1)"));
    assert_eq!(depth(&mut writ), depth(&mut fresh));
}

#[test]
fn bodies_bring_what_the_program_did_not_have() {
    let source = |body: &str| format!("var log = \"\"\nfunc act() -> string {{ {body} }}\n");
    let (mut writ, _) = with(&source("return log"));
    reloaded(
        &mut writ,
        &source("let pairs = [(1, \"one\"), (2, \"two\")]\n log = pairs.map((p) => \"${p.0}=${p.1}\").join(\", \")\n return log"),
    );
    assert_eq!(writ.call::<String>("act", ()).unwrap(), "1=one, 2=two");
    let many = "let value: any = (1.5, [true])\n func twice(x: int) -> int { return x * 2 }\n let d = {\"a\": twice(4)}\n return \"$value $d $log\"";
    reloaded(&mut writ, &source(many));
    assert_eq!(writ.call::<String>("act", ()).unwrap(), "(1.5, [true]) {\"a\": 8} 1=one, 2=two");
    assert_eq!(writ.get::<String>("log").unwrap(), "1=one, 2=two");
    // Warnings of the new body, and only those.
    writ.set_loader(Memory::new().with("game.writ", source("let unused = 1\n return log")));
    let reload = writ.reload("game").unwrap();
    assert!(reload.warnings().len() == 1 && reload.rendered_warnings().contains("game.writ:2:28"), "{}", reload.rendered_warnings());
}

#[test]
fn nothing_is_reloaded_while_a_script_runs() {
    let mut writ = Writ::new();
    let again = |writ: &mut Writ| -> String { writ.reload("game").map_or_else(|error| error.to_string(), |_| "taken".to_owned()) };
    writ.register_fn("again", again).unwrap();
    writ.set_loader(Memory::new().with("game.writ", "func one() -> string { return again() }"));
    writ.load("game").unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(writ.call::<String>("one", ()).unwrap(), "a script is already running in this instance");
    assert_eq!(writ.reload("game").unwrap().functions(), [""; 0]);
}

#[test]
fn copies_of_functions_for_lambdas_follow_them() {
    let source = |apply: &str, by: i32| {
        format!(
            "func apply(f: (int) -> int, x: int) -> int {{ {apply} }}
            func first(n: int) -> int {{
                let add = (x: int) => x + n
                return apply(add, 1) + apply((x) => x * {by}, n)
            }}
            func second() -> int {{ return first(2) }}"
        )
    };
    let (mut writ, _) = with(&source("return f(x)", 3));
    assert_eq!(int(&mut writ, "second"), 9);
    assert_eq!(reloaded(&mut writ, &source("return f(f(x))", 3)), "apply");
    assert_eq!(int(&mut writ, "second"), 23);
    assert_eq!(reloaded(&mut writ, &source("return f(f(x))", 4)), "first");
    assert_eq!(int(&mut writ, "second"), 37);
    assert_eq!(reloaded(&mut writ, &source("let g = f\n return -g(x)", 4)), "apply");
    assert_eq!(int(&mut writ, "second"), -11);
    assert_eq!(reloaded(&mut writ, &source("return f(x) / 0", 4)), "apply");
    assert!(failure(&mut writ, "second").ends_with("at apply (game.writ:1)\n  at first (game.writ:4)\n  at second (game.writ:6)"));
}
