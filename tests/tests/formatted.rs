//! Every program and case, formatted, does in the VM what it does as it is written.

use std::fs;
use std::path::{Path, PathBuf};
use writ_cli::engine::{Engine, Ran, Script, Vm};
use writ_tests::discovery::files_below;
use writ_tests::suite::{Expected, Test, tests};

/// A script whose modules are formatted copies in a folder of the test's own.
fn formatted(test: &Test, folder: &Path) -> Script {
    let script = &test.script;
    let copies = folder.join(&test.name);
    // A folder with `main.writ` is one script with all modules in it; else the folder's other files are scripts of their own.
    let files: Vec<PathBuf> = if script.entry == "main.writ" { files_below(&script.root) } else { vec![script.root.join(&script.entry)] };
    for file in files {
        let text = fs::read_to_string(&file).expect("scripts are text");
        // Some modules are wrong on purpose.
        let text = writ_fmt::format(&text).unwrap_or(text);
        let copy = copies.join(file.strip_prefix(&script.root).expect("below its root"));
        fs::create_dir_all(copy.parent().expect("below the folder")).expect("the target folder can be written");
        fs::write(copy, text).expect("the target folder can be written");
    }
    Script::from_file(test.name.clone(), copies, script.entry.clone()).with_ticks(script.ticks)
}

/// A result without the lines in traces, which move.
fn without_lines(ran: &Ran) -> String {
    let text = ran.to_string();
    let mut pieces = text.split(".writ:");
    let mut out = pieces.next().unwrap_or_default().to_string();
    for piece in pieces {
        out.push_str(".writ:");
        out.push_str(piece.trim_start_matches(|c: char| c.is_ascii_digit()));
    }
    out
}

#[test]
fn formatted_scripts_do_the_same() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("formatted");
    let _ = fs::remove_dir_all(&folder);
    let mut all = tests();
    all.retain(|test| test.name.starts_with("programs/") || test.name.starts_with("cases/"));
    let copies: Vec<Script> = all.iter().map(|test| formatted(test, &folder)).collect();
    let originals: Vec<Script> = all.iter().map(|test| test.script.clone()).collect();
    let mut vm = Vm::default();
    let (before, after) = (vm.run(&originals), vm.run(&copies));
    let mut wrong = Vec::new();
    let mut programs = 0;
    for (test, (before, after)) in all.iter().zip(before.iter().zip(&after)) {
        if let Expected::Stdout(_) = test.expected {
            programs += 1;
            if let Some(complaint) = test.expected.complaint(after) {
                wrong.push(format!("{}: {complaint}", test.name));
            }
        }
        let (before, after) = (without_lines(before), without_lines(after));
        if before != after {
            wrong.push(format!("{}:\n{before}\nbecame\n{after}", test.name));
        }
    }
    assert!(programs >= 30 && all.len() > 500 || writ_tests::wanted().is_some(), "the scripts were not found");
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), all.len(), wrong.join("\n\n"));
}
