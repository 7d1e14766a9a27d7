//! What becomes of one file for each part of the grammar: `golden/NAME.writ` becomes `golden/NAME.out`. `WRIT_BLESS=1` rewrites the latter.

use std::fs;
use std::path::{Path, PathBuf};

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let entries = fs::read_dir(folder).expect("the folder is there").map(|entry| entry.expect("it can be read").path());
    let mut files: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|extension| extension == "writ")).collect();
    files.sort();
    files
}

#[test]
fn each_becomes_what_is_written_beside_it() {
    let bless = std::env::var("WRIT_BLESS").is_ok_and(|value| value == "1");
    let files = files();
    assert!(files.len() >= 14, "the files were not found");
    let mut wrong = Vec::new();
    for path in files {
        let text = fs::read_to_string(&path).expect("it is text");
        let expected_path = path.with_extension("out");
        let result = match writ_fmt::format(&text) {
            Ok(result) => result,
            Err(error) => {
                wrong.push(format!("{}: {error}", path.display()));
                continue;
            }
        };
        if bless {
            fs::write(&expected_path, &result).expect("it can be written");
        }
        let expected = fs::read_to_string(&expected_path).unwrap_or_default();
        if result != expected {
            wrong.push(format!("{} became\n{result}", path.display()));
        }
        match writ_fmt::format(&result) {
            Ok(again) if again == result => {}
            Ok(again) => wrong.push(format!("{} changes again, to\n{again}", path.display())),
            Err(error) => wrong.push(format!("{}, again: {error}", path.display())),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// No line is longer than 120 characters but for strings and comments, which are not broken.
#[test]
fn lines_are_short() {
    if std::env::var("WRIT_BLESS").is_ok() {
        return;
    }
    for path in files() {
        let result = fs::read_to_string(path.with_extension("out")).expect("it is text");
        for line in result.lines().filter(|line| !line.contains(['"', '/'])) {
            assert!(line.chars().count() <= 120, "{}: {line}", path.display());
        }
    }
}
