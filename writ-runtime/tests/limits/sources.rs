//! Attacks by source text, and what a new instance reads.

use super::{instance, works};
use writ_compiler::loader::Memory;
use writ_runtime::{Error, Limits, Writ};

#[track_caller]
fn rejected<T>(result: Result<T, Error>) -> String {
    match result {
        Ok(_) => panic!("it was loaded"),
        Err(Error::Compile(error)) => error.rendered().to_owned(),
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn a_new_instance_reads_no_files() {
    let mut writ = Writ::new();
    let error = rejected(writ.load("Cargo"));
    assert!(error.contains("this instance reads no files: call `set_root`"), "{error}");
    let error = rejected(writ.run("import { x } from \"secret\"\nprint(x)"));
    assert!(error.contains("this instance reads no files: call `set_root`"), "{error}");
    assert_eq!(writ.run("return 1").unwrap().to_string(), "1");
}

#[test]
fn large_sources_are_not_parsed() {
    let mut writ = instance("");
    let before = writ.heap_bytes();
    writ.set_limits(Limits::new().source_bytes(1000));
    let error = rejected(writ.run(&"let x = 1\n".repeat(101)));
    assert!(error.contains("more than the 1000 that may be loaded at once"), "{error}");
    // What does not even parse is not looked at either.
    let error = rejected(writ.run(&"(((((((((((".repeat(1000)));
    assert_eq!(error.matches("error").count(), 1, "{error}");
    writ.run(&format!("let a = 1 //{}", "x".repeat(900))).unwrap();
    assert_eq!(writ.heap_bytes(), before);
    works(&mut writ);
}

#[test]
fn imports_count_together() {
    let mut files = Memory::new().with("main.writ", "import { x0 } from \"a0\"\nprint(x0)");
    for index in 0..100 {
        files.insert(
            format!("a{index}.writ"),
            format!("import {{ x{} }} from \"a{}\"\nexport let x{index} = 1 //{}", index + 1, index + 1, "z".repeat(100)),
        );
    }
    files.insert("a100.writ", "export let x100 = 1");
    files.insert("small.writ", "export let x = 1");
    files.insert("huge.writ", "x".repeat(1 << 20));
    let mut writ = instance("");
    writ.set_loader(files);
    writ.set_limits(Limits::new().source_bytes(5000));
    let error = rejected(writ.load("main"));
    assert!(error.contains("more than the 5000"), "{error}");
    let error = rejected(writ.load("huge"));
    assert!(error.contains("more than the 5000"), "{error}");
    let error = rejected(writ.run("import { x } from \"huge\"\nprint(x)"));
    assert!(error.contains("more than the 5000"), "{error}");
    assert_eq!(writ.load("small").unwrap().get::<i64>(&mut writ, "x").unwrap(), 1);
    works(&mut writ);
}

#[test]
fn source_that_nests() {
    let mut writ = instance("");
    for open in ["(", "[", "{", "-", "!", "if true {", "func f() {", "() => "] {
        let error = rejected(writ.run(&format!("let x = {}", open.repeat(100_000))));
        assert!(error.contains("error"), "{error}");
    }
    let error = rejected(writ.run(&format!("let x = {}1{}", "(".repeat(300), ")".repeat(300))));
    assert!(error.contains("256"), "{error}");
    // A flat chain may be long.
    let long = format!("return 1{}", " + 1".repeat(20_000));
    assert_eq!(writ.run(&long).unwrap().to_string(), "20001");
    works(&mut writ);
}
