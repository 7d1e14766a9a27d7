use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use writ_runtime::{Error, Writ};

fn files(folder: &Path, out: &mut Vec<(PathBuf, String)>) {
    let mut entries: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    if folder.join("main.writ").exists() {
        out.push((folder.to_owned(), "main.writ".into()));
        return;
    }
    for path in entries {
        if path.is_dir() {
            files(&path, out)
        } else if path.extension().is_some_and(|e| e == "writ") {
            out.push((folder.to_owned(), path.file_name().unwrap().to_string_lossy().into_owned()));
        }
    }
}

fn outcome(root: &Path, entry: &str, limit: Option<u64>) -> Result<Vec<String>, String> {
    let lines = Rc::new(RefCell::new(Vec::new()));
    let sink = lines.clone();
    let mut writ = Writ::new();
    writ.set_print(move |line| sink.borrow_mut().push(line.to_owned()));
    writ.set_root(root);
    writ.set_instruction_limit(limit);
    let result = writ.load(entry.strip_suffix(".writ").unwrap());
    drop(writ);
    let mut out = Vec::new();
    let printed = lines.borrow();
    if !printed.is_empty() {
        out.push("output:".into());
        for text in printed.iter() {
            for line in text.split('\n') {
                out.push(format!("| {line}").trim_end().to_owned());
            }
        }
    }
    match result {
        Ok(module) => {
            if !module.value().is_void() {
                out.push(format!("value: {}", module.value()).trim_end().replace('\n', "\\n"));
            }
        }
        Err(Error::Runtime(error)) => {
            for line in error.to_string().lines() {
                out.push(line.to_owned());
            }
        }
        Err(error) => return Err(error.to_string()),
    }
    if out.is_empty() {
        out.push("output: none".into());
    }
    Ok(out)
}

fn expected(source: &str) -> Vec<String> {
    let lines: Vec<&str> = source.lines().collect();
    let mut start = lines.len();
    let is = |l: &str| l.starts_with("// output:") || l.starts_with("// value:") || l.starts_with("// error[");
    if let Some(i) = lines.iter().position(|l| is(l)) {
        start = i;
    }
    lines[start..]
        .iter()
        .filter(|l| l.starts_with("//"))
        .map(|l| l.trim_start_matches("//").trim_end().strip_prefix(' ').unwrap_or("").to_owned())
        .collect()
}

#[test]
fn cases() {
    let top = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/cases");
    let mut all = Vec::new();
    files(&top, &mut all);
    let wanted = std::env::var("CASE").ok();
    let (mut good, mut bad) = (0, 0);
    for (root, entry) in all {
        let name = root.join(&entry).strip_prefix(&top).unwrap().display().to_string();
        if wanted.as_ref().is_some_and(|w| !name.contains(w.as_str())) {
            continue;
        }
        let source = std::fs::read_to_string(root.join(&entry)).unwrap();
        eprintln!("-- {name}");
        let before = writ_runtime::object::live_objects();
        let run = |limit| {
            std::panic::catch_unwind(|| outcome(&root, &entry, limit))
                .unwrap_or_else(|p| Err(format!("PANIC {}", p.downcast_ref::<String>().cloned().unwrap_or_default())))
        };
        let actual = run(None);
        let after = writ_runtime::object::live_objects();
        let limited = run(Some(u64::MAX));
        let expected = expected(&source);
        let mut complaints = Vec::new();
        match &actual {
            Ok(a) if *a == expected => {}
            Ok(a) => complaints.push(format!("EXPECTED\n{}\nGOT\n{}", expected.join("\n"), a.join("\n"))),
            Err(e) => complaints.push(format!("ERROR {e}")),
        }
        if limited != actual {
            complaints.push("limited differs".into());
        }
        if after != before {
            complaints.push(format!("LEAK {}", after as i64 - before as i64));
        }
        if complaints.is_empty() {
            good += 1
        } else {
            bad += 1;
            println!("=== {name}\n{}", complaints.join("\n"));
        }
    }
    println!("good {good} bad {bad}");
    assert_eq!(bad, 0);
}

#[test]
#[ignore]
fn dump() {
    let path = std::env::var("FILE").unwrap();
    let mut session = writ_compiler::Session::new(Default::default());
    let mut memory = writ_compiler::loader::Memory::default();
    let source = std::fs::read_to_string(path).unwrap();
    let loaded = session.eval(&memory, "x", &source);
    println!("{:?}", loaded.diagnostics);
    println!("{}", writ_compiler::ir::print::program(session.program()));
    println!("{}", writ_runtime::vm::disassemble(session.program()).unwrap());
    let _ = &mut memory;
}
