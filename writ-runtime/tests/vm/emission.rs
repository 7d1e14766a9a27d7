//! What the emitter makes of small functions.

use super::build::*;
use writ_compiler::loader::Memory;
use writ_compiler::{Options, Session};

/// The disassembly of one function of a script.
fn function(source: &str, name: &str) -> String {
    let mut session = Session::new(Options::default());
    let loaded = session.eval(&Memory::default(), "test.writ", source);
    assert!(loaded.module.is_some(), "{:?}", loaded.diagnostics);
    let all = writ_runtime::vm::disassemble(session.program()).unwrap();
    let head = format!("{name} (");
    let found = all.split("\n\n").find(|text| text.starts_with(&head));
    found.unwrap_or_else(|| panic!("no {name} in {all}")).trim_end().to_owned()
}

#[test]
fn fib_takes_few_instructions() {
    let mut machine = machine(&fib());
    assert_eq!(call(&mut machine, 0, &[20]), Ok(6765));
    assert_eq!(
        disassembly(&machine).trim(),
        "\
fib (1 results, 1 parameters, 0 captures, 5 slots, counted)
   0  ge_i64_imm_jump      r1, 2 -> 3
   1  move                 r0, r1
   2  return               
   3  add_i64_imm          r3, r1, -1
   4  call_counted         r2, fib
   5  add_i64_imm          r4, r1, -2
   6  call_counted         r3, fib
   7  add_i64              r0, r2, r3
   8  return               
   9  unreachable"
    );
}

#[test]
fn a_counting_loop_is_two_instructions_a_turn() {
    let source = "func sum(n: int) -> int {\n    var total = 0\n    for i in 0..n { total += i }\n    return total\n}";
    assert_eq!(
        function(source, "sum"),
        "\
sum (1 results, 1 parameters, 0 captures, 4 slots)
   0  load_imm             r2, 0
   1  load_imm             r3, 0
   2  le_i64_jump          r1, r3 -> 5
   3  add_i64              r2, r2, r3
   4  for_range            r3, r1 -> 3
   5  move                 r0, r2
   6  return               
   7  unreachable"
    );
}

#[test]
fn fields_of_elements_are_read_and_written_in_place() {
    let source = "struct P { x: float64\n y: float64 }\nfunc step(points: Array<P>, i: int) { points[i].y += points[i].x }";
    let code = function(source, "step");
    assert!(code.contains("element_get_64") && code.contains("element_set_64"), "{code}");
    assert!(!code.contains("retain") && !code.contains("load_value"), "{code}");
}

#[test]
fn borrowed_strings_are_not_counted() {
    let code = function(
        "func size(text: string) -> int { return text.len() }\nfunc twice(text: string) -> int { return size(text) + size(text) }",
        "twice",
    );
    assert!(!code.contains("retain") && !code.contains("release"), "{code}");
}

#[test]
fn division_by_constants_is_division() {
    let mut writ = writ_runtime::Writ::new();
    let powers: Vec<u32> = vec![1, 2, 3, 7, 31, 32, 61, 62];
    let mut source =
        "func quotient(x: int, y: int) -> int { return x / y }\nfunc rest(x: int, y: int) -> int { return x % y }\n".to_owned();
    for power in &powers {
        let divisor = 1i64 << power;
        source +=
            &format!("func q{power}(x: int) -> int {{ return x / {divisor} }}\nfunc r{power}(x: int) -> int {{ return x % {divisor} }}\n");
    }
    source += "func q7i(x: int32) -> int32 { return x / 8 }\nfunc r7i(x: int32) -> int32 { return x % 8 }\n";
    writ.run(&source).unwrap();
    let edges = [0, 1, 2, 5, 7, 8, 9, 127, 128, 129, u32::MAX as i64, 1 << 32, (1 << 62) - 1, 1 << 62, i64::MAX];
    let values = edges.iter().flat_map(|value| [*value, -value, -value - 1]);
    for value in values {
        for power in &powers {
            let divisor = 1i64 << power;
            assert_eq!(writ.call::<i64>(&format!("q{power}"), (value,)).unwrap(), value / divisor, "{value} / {divisor}");
            assert_eq!(writ.call::<i64>(&format!("r{power}"), (value,)).unwrap(), value % divisor, "{value} % {divisor}");
        }
        for divisor in edges.iter().flat_map(|value| [*value, -value]).filter(|divisor| *divisor != 0) {
            assert_eq!(writ.call::<i64>("quotient", (value, divisor)).unwrap(), value.wrapping_div(divisor), "{value} / {divisor}");
            assert_eq!(writ.call::<i64>("rest", (value, divisor)).unwrap(), value.wrapping_rem(divisor), "{value} % {divisor}");
        }
        assert_eq!(writ.call::<i32>("q7i", (value as i32,)).unwrap(), value as i32 / 8);
        assert_eq!(writ.call::<i32>("r7i", (value as i32,)).unwrap(), value as i32 % 8);
    }
    assert!(writ.call::<i64>("quotient", (1i64, 0i64)).is_err());
}

#[test]
fn counting_up_looks_a_key_up_once() {
    let source = "func count(d: Dictionary<int, int>, k: int, by: int) { d[k] = d.getOr(k, 100) / by }\nfunc more(d: Dictionary<int, int>, k: int) { d[k] += 1 }";
    let code = function(source, "count");
    assert_eq!(code.matches("dictionary_find").count(), 1, "{code}");
    let code = function(source, "more");
    assert_eq!(code.matches("dictionary_find").count(), 1, "{code}");
    let mut writ = writ_runtime::Writ::new();
    writ.run(source).unwrap();
    let run = "let d: Dictionary<int, int> = {7: 40}\ncount(d, 7, 2)\ncount(d, 1, 4)\nmore(d, 7)\nmore(d, 1)\nreturn d";
    assert_eq!(writ.run(run).unwrap().to_string(), "{7: 21, 1: 26}");
    let failed = writ.run("let e: Dictionary<int, int> = {}\ncount(e, 1, 0)").unwrap_err();
    assert!(failed.to_string().contains("division by zero"));
    assert!(writ.run("more({1: 1}, 2)").unwrap_err().to_string().contains("key not found"));
}

/// How many instructions and slots functions have: one that has more has lost something that made it faster. `WRIT_BLESS=1` writes what they have now.
#[test]
fn functions_are_no_longer_than_they_were() {
    let mut session = Session::new(Options::default());
    let loaded = session.eval(&Memory::default(), "test.writ", include_str!("../limits/costs.writ"));
    assert!(loaded.module.is_some(), "{:?}", loaded.diagnostics);
    let mut sizes = String::new();
    for text in writ_runtime::vm::disassemble(session.program()).unwrap().split("\n\n") {
        let (head, code) = text.trim().split_once('\n').unwrap_or((text.trim(), ""));
        sizes += &format!("{head}: {} instructions\n", code.lines().count());
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vm/sizes.txt");
    if std::env::var_os("WRIT_BLESS").is_some() {
        std::fs::write(path, sizes).unwrap();
        return;
    }
    for (size, written) in sizes.lines().zip(include_str!("sizes.txt").lines()) {
        assert_eq!(size, written);
    }
    assert_eq!(sizes, include_str!("sizes.txt"));
}

#[test]
fn jumps_over_much_code_reach() {
    // Conditions that jump by their third operand reach some 32,000 instructions.
    let much: String = (0..9000).map(|n| format!("    sum = sum * 3 % 1009 + n / 7 + {n} % m\n")).collect();
    let source = format!(
        "func long(n: int, m: int, f: float64) -> int {{\n var sum = 0\n for i in 0..n {{\n if i == m {{ continue }}\n if f < 0.5 {{ break }}\n{much}    }}\n return sum }}"
    );
    let mut writ = writ_runtime::Writ::new();
    writ.run(&source).unwrap();
    let expected = |turns: i64, m: i64| {
        let (mut sum, n) = (0i64, turns);
        for i in 0..turns {
            if i == m {
                continue;
            }
            for k in 0..9000 {
                sum = sum * 3 % 1009 + n / 7 + k % m;
            }
        }
        sum
    };
    assert_eq!(writ.call::<i64>("long", (3i64, 2i64, 1.0f64)).unwrap(), expected(3, 2));
    assert_eq!(writ.call::<i64>("long", (2i64, 5i64, 1.0f64)).unwrap(), expected(2, 5));
    assert_eq!(writ.call::<i64>("long", (3i64, 2i64, 0.0f64)).unwrap(), 0);
}

#[test]
fn parts_far_inside_of_a_value() {
    // More than 65,535 bytes from its beginning.
    let fields = |ty: &str, value: &str| (0..21).map(|n| format!("    f{n}: {ty} = {value}\n")).collect::<String>();
    let source = format!(
        "struct A {{\n{}}}\nstruct B {{\n{}}}\nstruct C {{\n{}    text: string = \"\"\n}}\nclass Holder {{ public c: C = C()\n public n: int = 5 }}\n\
         func field() -> string {{ let h = Holder()\n h.c.f20.f20.f20 += 7\n h.c.f20.f20.f19 = 3\n h.c.text ..= \"far\"\n h.n += 1\n return \"${{h.c.f20.f20.f20}} ${{h.c.f20.f20.f19}} ${{h.c.f0.f0.f0}} ${{h.c.text}} ${{h.n}}\" }}\n\
         func captured() -> string {{ var c = C()\n let change = () => {{ c.f20.f20.f20 -= 2\n c.text = \"away\" }}\n change()\n change()\n return \"${{c.f20.f20.f20}} ${{c.text}} ${{c.f20.f20.f19}}\" }}\n\
         func element() -> string {{ let all = [C(), C()]\n all[1].f20.f20.f20 *= 9\n all[1].text ..= \"!\"\n return \"${{all[1].f20.f20.f20}} ${{all[1].text}} ${{all[0].f20.f20.f20}}\" }}",
        fields("int", "1"),
        fields("A", "A()"),
        fields("B", "B()")
    );
    let mut writ = writ_runtime::Writ::new();
    writ.run(&source).unwrap();
    assert_eq!(writ.call::<String>("field", ()).unwrap(), "8 3 1 far 6");
    assert_eq!(writ.call::<String>("captured", ()).unwrap(), "-3 away 1");
    assert_eq!(writ.call::<String>("element", ()).unwrap(), "9 ! 1");
}

#[test]
fn chains_of_operators_need_little_of_the_native_stack() {
    let source = format!("func sum(n: int) -> int {{ return {} }}", vec!["n"; 20_000].join(" + "));
    let run = move || {
        let mut writ = writ_runtime::Writ::new();
        writ.run(&source).unwrap();
        writ.call::<i64>("sum", (3i64,)).unwrap()
    };
    let thread = std::thread::Builder::new().stack_size(1 << 20).spawn(run).unwrap();
    assert_eq!(thread.join().unwrap(), 60_000);
}

#[test]
fn a_function_that_needs_too_much_is_refused_and_nothing_else() {
    // 21 * 21 * 21 ints, eight times.
    let fields = |ty: &str, value: &str| (0..21).map(|n| format!("    f{n}: {ty} = {value}\n")).collect::<String>();
    let structs =
        format!("struct A {{\n{}}}\nstruct B {{\n{}}}\nstruct C {{\n{}}}\n", fields("int", "1"), fields("A", "A()"), fields("B", "B()"));
    let locals: String = (0..8).map(|n| format!("    let c{n} = make()\n")).collect();
    let sum: Vec<String> = (0..8).map(|n| format!("c{n}.f1.f2.f3")).collect();
    let source = format!(
        "{structs}func make() -> C {{ return C() }}\nlet before = 5\nfunc small() -> int {{ return 7 }}\nfunc huge() -> int {{\n{locals}    return {}\n}}\n",
        sum.join(" + ")
    );
    let mut writ = writ_runtime::Writ::new();
    let error = writ.run(&source).unwrap_err().to_string();
    assert!(error.contains(":73:6: function `huge` needs more than 65,535 registers"), "{error}");
    // What is there besides works; what was to run did not.
    writ.run("let sum = small() + 1").unwrap();
    assert_eq!(writ.get::<i64>("sum").unwrap(), 8);
    let error = writ.run("print(before)").unwrap_err().to_string();
    assert!(error.starts_with("error[Uninitialized]"), "{error}");
    let error = writ.run("huge()").unwrap_err().to_string();
    assert!(error.starts_with("error[Panic]: the script reached code that there is none of"), "{error}");
    writ.run("let again = small()").unwrap();
    assert_eq!(writ.get::<i64>("again").unwrap(), 7);
}

#[test]
fn parameters_and_captures_that_need_too_much_are_refused() {
    let fields = |ty: &str, value: &str| (0..21).map(|n| format!("    f{n}: {ty} = {value}\n")).collect::<String>();
    let structs =
        format!("struct A {{\n{}}}\nstruct B {{\n{}}}\nstruct C {{\n{}}}\n", fields("int", "1"), fields("A", "A()"), fields("B", "B()"));
    let parameters: Vec<String> = (0..8).map(|n| format!("p{n}: C")).collect();
    let arguments = ["C()"; 8].join(", ");
    for (source, name) in [
        (format!("func wide({}) -> int {{ return p7.f0.f0.f0 }}\nprint(wide({arguments}))", parameters.join(", ")), "wide"),
        (
            format!(
                "func make() -> int {{\n{}    let f = () => {}\n    return f() }}\nprint(make())",
                (0..8).map(|n| format!("    let c{n} = C()\n")).collect::<String>(),
                (0..8).map(|n| format!("c{n}.f0.f0.f{n}")).collect::<Vec<_>>().join(" + ")
            ),
            "make",
        ),
    ] {
        let mut writ = writ_runtime::Writ::new();
        let error = writ.run(&format!("{structs}{source}")).unwrap_err().to_string();
        assert!(error.contains(&format!("function `{name}` needs more than 65,535 registers")), "{error}");
        writ.run("let two = 1 + 1").unwrap();
        assert_eq!(writ.get::<i64>("two").unwrap(), 2);
    }
}
