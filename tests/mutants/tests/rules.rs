//! What the rules make of a text, and that they find the engines.

use std::collections::BTreeSet;
use std::fs;
use writ_mutants::mutants::{Kind, Mutant, candidates, choose};
use writ_mutants::render::render;
use writ_mutants::sites::{Rule, Rules, sites};
use writ_mutants::workspace_folder;

/// All that can be done to the body of a function, as the changes are told, without those that concern all of it.
fn changes_with(body: &str, rules: Rules) -> Vec<String> {
    let text = format!("fn f() {{ {body} }}");
    let found = sites(&text, rules).expect("it is Rust");
    let variants = found.sites.into_iter().flat_map(|site| site.variants);
    variants.filter(|variant| variant.rule != Rule::Default).map(|variant| variant.change).collect()
}

fn changes(body: &str) -> Vec<String> {
    changes_with(body, Rules::default())
}

#[track_caller]
fn assert_changes(body: &str, expected: &[&str]) {
    assert_eq!(changes(body), expected, "{body}");
}

#[test]
fn operators_have_neighbours() {
    assert_changes("a + b", &["`a + b` becomes `a - b`"]);
    assert_changes("a < b", &["`a < b` becomes `a <= b`", "`a < b` becomes `a > b`"]);
    assert_changes("a && !b", &["`a && !b` becomes `a || !b`", "`!b` becomes `b`"]);
    assert_changes("a -= b", &["`a -= b` becomes `a += b`"]);
    assert_changes("let c = unsafe { a } + b;", &[]);
    assert_changes("a as u8 > b", &["`a as u8 > b` becomes `a as u8 >= b`", "`a as u8 > b` becomes `(a as u8) < b`"]);
}

#[test]
fn conditions_are_negated_unless_they_bind() {
    assert_changes("if a {}", &["`a` becomes `!(a)`"]);
    assert_changes("if a == b {}", &["`a == b` becomes `a != b`"]);
    assert_changes("if let A = a && b {}", &[]);
    assert_changes("while a() {}", &["`a()` becomes `false`"]);
    assert_changes("match a { b if c => {} _ => {} }", &["`c` becomes `!(c)`"]);
}

#[test]
fn literals_become_others() {
    assert_changes("0u8", &["`0u8` becomes `1u8`"]);
    assert_changes("[7; 20]", &["`7` becomes `8`"]);
    assert_changes("true", &["`true` becomes `false`"]);
    assert_changes("1.5", &["`1.5` becomes `2.5`"]);
    assert_changes("\"text\"", &[]);
}

#[test]
fn calls_change() {
    assert_changes("a.trim_start()", &["`a.trim_start()` becomes `a.trim_end()`", "`a.trim_start()` becomes `a`"]);
    assert_changes("f(a, b)", &["`f(a, b)` becomes `f(b, a)`"]);
    assert_changes("f(a, a)", &[]);
    assert_changes("f(a)", &["`f(a)` becomes `a`"]);
}

#[test]
fn statements_are_left_out() {
    assert_changes("f();", &["`f();` is left out"]);
    assert_changes("let a = b; return;", &[]);
    assert_changes("debug_assert!(a < b);", &[]);
}

#[test]
fn functions_return_plain_values() {
    let found = sites("fn f() -> bool { g }", Rules::default()).expect("it is Rust");
    let changes: Vec<&str> = found.sites[0].variants.iter().map(|variant| variant.change.as_str()).collect();
    assert_eq!(changes, ["the whole function becomes `return false`", "the whole function becomes `return true`"]);
}

#[test]
fn macros_are_read_where_they_can_be() {
    assert_changes("set!(a + b)", &["`a + b` becomes `a - b`"]);
    assert_changes("compare!(==)", &["`compare!(==)` becomes `compare!(!=)`"]);
    assert_changes("matches!(a, 1 | 2)", &[]);
    let found = sites("macro_rules! m { ($a:expr) => { fn f() { $a + 1.5 } }; }", Rules::default()).expect("it is Rust");
    let changes: Vec<&str> = found.sites.iter().flat_map(|site| &site.variants).map(|variant| variant.change.as_str()).collect();
    assert_eq!(changes[1..], ["`$a + 1.5` becomes `$a - 1.5`", "`1.5` becomes `2.5`"]);
}

#[test]
fn generated_code_changes_by_tokens() {
    assert_changes("quote!(#a && #b)", &["`quote!(#a && #b)` becomes `quote!(#a || #b)`"]);
    assert_changes("quote!(f(#a, #b))", &["`quote!(f(#a, #b))` becomes `quote!(f(#b, #a))`"]);
    assert_changes("quote!(#a.clone())", &["`quote!(#a.clone())` becomes `quote!(#a)`"]);
}

#[test]
fn tests_and_constants_are_left_alone() {
    let text = "const A: i32 = 1 + 2; #[test] fn t() { a + b } #[cfg(test)] mod tests { fn f() { a + b } } const fn c() { a + b }";
    assert_eq!(sites(text, Rules::default()).expect("it is Rust").sites, []);
}

const HANDLERS: &str = "handlers! { $ [machine pc op] Op::Load => { let d = data!(); set!(d) }, Op::Is | Op::Not => set!(b!()),
    slow load_far => set!(a + b), }";

#[test]
fn instructions_do_nothing_but_step_over_their_data() {
    let rules = Rules { instructions: true, ..Rules::default() };
    let found = sites(HANDLERS, rules).expect("it is Rust");
    let nothing = |name: &str| {
        let site = found.sites.iter().find(|site| site.variants.iter().any(|v| v.change == format!("`{name}` does nothing")))?;
        let variant = site.variants.iter().find(|v| v.rule == Rule::Instruction && v.change.contains(name))?;
        Some((variant.text.clone(), variant.when.clone()))
    };
    assert_eq!(nothing("Load"), Some(("pc = pc.add(1)".into(), None)));
    assert_eq!(nothing("Not"), Some(("()".into(), Some("op == Op::Not".into()))));
    let changes = |text: &str| found.sites.iter().any(|site| site.variants.iter().any(|v| v.change == text));
    assert!(changes("`b!()` becomes `c!()`") && changes("`a + b` becomes `a - b`"));
    // What is left of an instruction in seldom cases is none of its own.
    assert!(!changes("`load_far` does nothing"));
}

#[test]
fn arms_of_emitters_do_nothing() {
    let rules = Rules { opcodes: true, ..Rules::default() };
    let expected = ["the arm for `a` does nothing", "`Op::AddI64` becomes `Op::AddI32`", "`Op::AddI64` becomes `Op::SubI64`"];
    assert_eq!(changes_with("match x { a => Op::AddI64, b => {} }", rules), expected);
}

/// The text with all mutants in it, numbered from 1 on.
fn rendered(text: &str) -> writ_mutants::render::Rendered {
    let found = sites(text, Rules { const_functions: true, ..Rules::default() }).expect("it is Rust");
    let number =
        |site: usize, variant: usize| Some((found.sites[..site].iter().map(|s| s.variants.len()).sum::<usize>() + variant + 1) as u32);
    render(text, &found, &number)
}

#[test]
fn mutants_stand_behind_questions() {
    let on = "::writ_ops::mutants::on";
    assert_eq!(
        rendered("fn f() { g(1); }").text,
        format!(
            "fn f() {{if {on}(1) {{ return; }}  if {on}(2) {{  }} else {{ (if {on}(3) {{ 1 }} else {{ g((if {on}(4) {{ 0 }} else {{ 1 }})) }}); }} }}"
        )
    );
    assert_eq!(
        rendered("const fn f() -> A { a < b }").text,
        format!("      fn f() -> A {{ (if {on}(1) {{ a <= b }} else if {on}(2) {{ a > b }} else {{ a < b }}) }}")
    );
}

#[test]
fn the_smallest_is_blamed() {
    let rendered = rendered("fn f() { g(1); }");
    let at = |text: &str| rendered.text.find(text).map(|at| at..at + 1).expect("it is there");
    assert_eq!(rendered.blamed(&at("g((")), [3]);
    assert_eq!(rendered.blamed(&at("0 }")), [4]);
    assert_eq!(rendered.blamed(&at("return")), [1]);
    assert_eq!(rendered.blamed(&at("fn f")), [] as [u32; 0]);
}

#[test]
fn each_function_gets_its_share() {
    let mutant = |id: u32, function: &str, rule: Rule| Mutant {
        id,
        kind: Kind::Instructions,
        file: "a.rs".into(),
        line: 1,
        function: function.into(),
        rule,
        change: format!("{id}"),
    };
    let mut all: Vec<Mutant> = (1..20).map(|id| mutant(id, "f", Rule::Literal)).collect();
    all.extend([mutant(20, "f", Rule::Instruction), mutant(21, "g", Rule::Literal)]);
    let chosen: Vec<u32> = choose(&all).iter().map(|mutant| mutant.id).collect();
    assert_eq!(chosen.len(), 3);
    assert!(chosen.contains(&20) && chosen.contains(&21), "{chosen:?}");
    assert_eq!(choose(&all), choose(&all));
}

#[test]
fn each_instruction_can_do_nothing() {
    let table = fs::read_to_string(workspace_folder().join("writ-runtime/src/vm/bytecode/instruction.rs")).expect("it is there");
    let (_, table) = table.split_once("\ninstructions! {").expect("the table is there");
    let lines = table.lines().map(str::trim).filter(|line| line.ends_with(';') && line.contains('"'));
    let names: BTreeSet<&str> = lines.filter_map(|line| line.split(' ').next()).collect();
    assert!(names.len() > 150, "{names:?}");
    let all = candidates(&workspace_folder()).expect("the engines can be read");
    let mutants = all.mutants.iter().filter(|mutant| mutant.rule == Rule::Instruction);
    let broken: BTreeSet<&str> = mutants.filter_map(|mutant| mutant.change.split('`').nth(1)).collect();
    assert_eq!(names.difference(&broken).collect::<Vec<_>>(), [] as [&&str; 0]);
}

#[test]
fn the_engines_can_be_written_with_all_mutants() {
    let all = candidates(&workspace_folder()).expect("the engines can be read");
    for kind in Kind::ALL {
        assert!(all.mutants.iter().filter(|mutant| mutant.kind == kind).count() > 500, "{kind:?}");
    }
    for source in &all.sources {
        let rendered = render(&source.text, &source.found, &|site, variant| source.numbers.get(&(site, variant)).copied());
        if let Err(error) = syn::parse_file(&rendered.text) {
            let line = rendered.text.lines().nth(error.span().start().line - 1).unwrap_or_default();
            panic!("{}: {error}: {line}", source.path);
        }
    }
}
