//! How long sources take to load: parsing (by pest, and what makes the tree of it) alone, the whole front end, and loading into the VM, for long sources and for deeply nested ones.

use crate::measure::measure;
use crate::sources;
use std::hint::black_box;
use writ_compiler::Session;
use writ_compiler::diagnostic::Diagnostics;
use writ_compiler::loader::Memory;
use writ_compiler::source::FileId;
use writ_compiler::syntax::{ParseOptions, parse};
use writ_runtime::Writ;

/// Prints both tables.
pub fn print_tables() {
    println!("| lines | parsing, ms | front end, ms | with bytecode, ms | µs per line | one function changed, ms |");
    println!("|--:|--:|--:|--:|--:|--:|");
    for lines in [1_000, 10_000, 20_000, 50_000, 100_000] {
        let source = sources::long(lines);
        let lines = source.lines().count();
        let (parsing, front_end, whole, again) = (parsing(&source), front_end(&source), load(&source), reload(&source));
        println!("| {lines} | {parsing:.1} | {front_end:.1} | {whole:.1} | {:.2} | {again:.1} |", whole * 1000.0 / lines as f64);
    }
    println!();
    println!("| nested, front end, ms | 32 | 64 | 128 | 250 |");
    println!("|---|--:|--:|--:|--:|");
    for (name, generate) in sources::NESTINGS {
        let times: Vec<String> = [32, 64, 128, 250].iter().map(|depth| format!("{:.2}", front_end(&generate(*depth)))).collect();
        println!("| {name} | {} |", times.join(" | "));
    }
}

/// Text to syntax tree, by as many threads as the parser takes.
fn parsing(source: &str) -> f64 {
    measure(|| {
        let mut diagnostics = Diagnostics::default();
        let module = parse(FileId(0), black_box(source), ParseOptions::default(), &mut diagnostics);
        assert!(!diagnostics.has_errors(), "a generated source does not parse");
        module.statements.len() as f64
    })
    .milliseconds
}

/// Parsing and checking, with a fresh session.
fn front_end(source: &str) -> f64 {
    let memory = Memory::new().with("main.writ", source);
    measure(|| {
        let loaded = Session::new(Default::default()).load(&memory, "main.writ");
        let rendered = || writ_compiler::diagnostic::render(&loaded.diagnostics, &loaded.sources);
        assert!(loaded.module.is_some(), "a generated source does not compile:\n{}", rendered());
        black_box(loaded.sources.len()) as f64
    })
    .milliseconds
}

/// Everything up to the bytecode, in a fresh instance.
fn load(source: &str) -> f64 {
    measure(|| {
        let mut writ = Writ::new();
        writ.run(black_box(source)).expect("a generated source compiles and runs");
        0.0
    })
    .milliseconds
}

/// Reading a file again of which one function in the middle changed, in an instance that runs it.
fn reload(source: &str) -> f64 {
    const BODY: &str = "return total + (table";
    let middle = source.len() / 2 + source[source.len() / 2..].find(BODY).expect("the generated source has such functions");
    let (before, behind) = (&source[..middle], &source[middle + BODY.len()..]);
    let changed = |run: u32| format!("{before}return total + {run} + (table{behind}");
    let mut writ = Writ::new();
    writ.set_loader(Memory::new().with("main.writ", source));
    writ.load("main").expect("a generated source compiles and runs");
    let mut run = 0;
    measure(|| {
        run += 1;
        writ.set_loader(Memory::new().with("main.writ", changed(run)));
        let reload = writ.reload("main").expect("one body changed");
        reload.functions().len() as f64
    })
    .milliseconds
}
