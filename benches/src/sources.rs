//! Generated sources for the front end: long ones and deeply nested ones.

use std::fmt::Write;

/// A source of about so many lines: structs, enums and functions with the statements that game scripts are made of, no two alike.
pub fn long(lines: usize) -> String {
    let mut out = String::new();
    let mut written = 0;
    let mut i = 0;
    while written < lines {
        let before = out.len();
        unit(&mut out, i);
        written += out[before..].bytes().filter(|b| *b == b'\n').count();
        i += 1;
    }
    out
}

fn unit(out: &mut String, i: usize) {
    let _ = write!(
        out,
        r#"
// Unit {i}: what it is worth and how it fights.
struct Unit{i} {{
    name: string
    health: float = {health}.0
    level: int = {level}

    func isAlive() -> bool {{ return health > 0.0 }}

    func hurt(amount: float) {{
        health = max(health - amount, 0.0)
        if health < 10.0 && level > 2 {{
            level -= 1
        }}
    }}
}}

enum State{i} {{ Idle, Walking(speed: float), Fighting(target: int, damage: float) }}

func describe{i}(state: State{i}) -> string {{
    return when state {{
        is Walking(speed) => "walks at $speed"
        is Fighting(target, damage) => "fights $target for ${{damage * 2.0}}"
        else => "idle"
    }}
}}

export func score{i}(units: Array<Unit{i}>, factor: int) -> int {{
    var total = {i}
    for unit in units {{
        if !unit.isAlive() {{ continue }}
        total += unit.level * factor + (total % {modulus})
    }}
    let names = units.map((unit) => unit.name)
    let table = {{"sum": total, "count": names.len()}}
    while total > {limit} {{
        total = total / 2 - 1
    }}
    return total + (table.get("count") ?? 0)
}}
"#,
        health = 50 + i % 50,
        level = i % 9,
        modulus = i % 17 + 2,
        limit = 1000 + i,
    );
}

/// Makes a source that nests so deep.
type Generator = fn(usize) -> String;

/// What can nest.
pub const NESTINGS: &[(&str, Generator)] = &[
    ("parentheses", |n| format!("let x = {}1{}\n", "(".repeat(n), ")".repeat(n))),
    ("array literals", |n| format!("let x = {}1{}\n", "[".repeat(n), "]".repeat(n))),
    ("dictionary literals", |n| format!("let x = {}1{}\n", "{\"a\": ".repeat(n), "}".repeat(n))),
    ("calls", |n| format!("func f(x: int) -> int {{ return x }}\nlet x = {}1{}\n", "f(".repeat(n), ")".repeat(n))),
    ("indexing", |n| format!("let a = [0]\nlet x = {}0{}\n", "a[".repeat(n), "]".repeat(n))),
    ("blocks", |n| format!("func f(c: bool) {{\n{}print(1)\n{}}}\n", "if c {\n".repeat(n - 1), "}\n".repeat(n - 1))),
    ("while blocks", |n| format!("func f(c: bool) {{\n{}print(1)\n{}}}\n", "while c {\n".repeat(n - 1), "}\n".repeat(n - 1))),
    ("lambdas", |n| format!("let x = {}1{}\n", "(() => ".repeat(n), ")".repeat(n))),
    ("negations", |n| format!("let x = {}1\n", "- ".repeat(n))),
    ("nots", |n| format!("let x = {}true\n", "!".repeat(n))),
    ("interpolations", |n| format!("let x = {}1{}\n", "\"${".repeat(n / 2), "}\"".repeat(n / 2))),
    ("conditionals", |n| format!("let c = true\nlet x = {}0{}\n", "(c ? 1 : ".repeat(n), ")".repeat(n))),
    ("when", |n| format!("let c = 1\nlet x = {}0{}\n", "when c { 1 => 0\n else => ".repeat(n / 2), "}".repeat(n / 2))),
    ("array types", |n| format!("func f(x: {}int{}) {{}}\n", "Array<".repeat(n), ">".repeat(n))),
    ("additions", |n| format!("let x = 1{}\n", " + 1".repeat(n))),
    ("concatenations", |n| format!("let x = \"a\"{}\n", " .. \"b\"".repeat(n))),
    ("conjunctions", |n| format!("let x = true{}\n", " && true".repeat(n))),
    ("comparisons", |n| format!("let x = {}true{}\n", "(1 < 2) == (".repeat(n), ")".repeat(n))),
    ("null defaults", |n| format!("let o: int? = null\nlet x = {}1\n", "o ?? ".repeat(n))),
];
