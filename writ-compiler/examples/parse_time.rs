//! How long parsing takes, and that it grows linearly: with the lines of a program, with the length of a chain, with the depth of nesting.
//!
//! ```text
//! cargo run --release -p writ-compiler --example parse_time [FILE…]
//! ```
//!
//! Each row is the best of five runs; the last column, time for each unit, stays about the same down a block of rows.

use std::time::{Duration, Instant};
use writ_compiler::diagnostic::{Diagnostics, render};
use writ_compiler::source::SourceMap;
use writ_compiler::syntax::{ParseOptions, parse};

fn main() {
    let files: Vec<String> = std::env::args().skip(1).collect();
    for path in &files {
        match std::fs::read_to_string(path) {
            Ok(text) => row(path, text.lines().count(), &text),
            Err(error) => eprintln!("{path}: {error}"),
        }
    }
    if !files.is_empty() {
        return;
    }
    for lines in [10_000, 20_000, 40_000, 100_000] {
        row("lines", lines, &program(lines));
    }
    for link in [" + 1", " ?? 1", " ? 1 : 2", ".b(1)", " as int"] {
        for length in [25_000, 50_000, 100_000] {
            row(&format!("chain of `{}`", link.trim()), length, &format!("let x = a{}", link.repeat(length)));
        }
    }
    let nested = [("(", ")"), ("[", "]"), ("f(", ")"), ("-", ""), ("(x) => ", ""), ("1 + (2 * ", ")"), ("a ? ", " : 1"), ("\"${", "}\"")];
    for (open, close) in nested {
        for depth in [64, 128, 255] {
            row(&format!("nesting of `{open}`"), depth, &format!("let x = {}a{}", open.repeat(depth), close.repeat(depth)));
        }
    }
    for (open, close) in [("{ ", " }"), ("if a { ", " }"), ("func f() { ", " }"), ("when a { 1 => ", " }"), ("f(() => { ", " })")] {
        for depth in [32, 64, 127] {
            row(&format!("nesting of `{open}`"), depth, &format!("{}a{}", open.repeat(depth), close.repeat(depth)));
        }
    }
    for depth in [64, 128, 255] {
        row("nesting of `Array<`", depth, &format!("let x: {}int{} = a", "Array<".repeat(depth), ">".repeat(depth)));
    }
}

/// A program of about so many lines.
fn program(lines: usize) -> String {
    let mut text = String::new();
    for i in 0..lines / 13 {
        text.push_str(&format!(
            "// Number {i}.
func compute{i}(a: int, b: float = 1.0) -> int {{
    var total = 0
    for k in 0..a {{
        if k % 3 == 0 && a > {i} {{
            total += k * 2 - (a >> 1)
        }} else {{
            total -= helper(k, [a, {i}], name: \"x\").size
        }}
    }}
    print(\"value $total of ${{a + 1}}\")
    return total
}}
"
        ));
    }
    text
}

fn row(what: &str, size: usize, text: &str) {
    let mut best = Duration::MAX;
    for _ in 0..5 {
        let mut sources = SourceMap::default();
        let file = sources.add("generated.writ", "");
        let mut diagnostics = Diagnostics::default();
        let begin = Instant::now();
        let module = parse(file, text, ParseOptions::default(), &mut diagnostics);
        best = best.min(begin.elapsed());
        drop(module);
        if !diagnostics.is_empty() {
            let mut sources = SourceMap::default();
            sources.add(what, text);
            eprintln!("{}", render(&diagnostics.into_sorted(), &sources));
            return;
        }
    }
    println!("{what:<28} {size:>8} {:>10.3} ms {:>10.1} ns", best.as_secs_f64() * 1e3, best.as_secs_f64() * 1e9 / size as f64);
}
