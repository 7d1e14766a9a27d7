//! All scripts of the repository: what the formatter makes of them means the same, has the same comments, and stays as it is.

mod common;

use common::{options_of, scripts};
use writ_compiler::source::FileId;
use writ_fmt::{Error, format_file};

#[test]
fn every_script_is_formatted_once_and_for_all() {
    let mut formatted = 0;
    let mut wrong = Vec::new();
    for (path, text) in scripts() {
        let options = options_of(&path);
        // The formatter itself compares trees and comments, and says so if they differ.
        match format_file(FileId(0), &text, options) {
            Ok(once) => {
                formatted += 1;
                match format_file(FileId(0), &once, options) {
                    Ok(twice) if twice == once => {}
                    Ok(twice) => wrong.push(format!("{path} changes again:\n{}", common::first_difference(&once, &twice))),
                    Err(error) => wrong.push(format!("{path}, a second time: {error}")),
                }
            }
            // Cases of syntax errors.
            Err(Error::Syntax(_)) => {
                assert!(path.starts_with("tests/") && !path.starts_with("tests/programs/"), "{path} does not parse")
            }
            Err(error) => wrong.push(format!("{path}: {error}")),
        }
    }
    assert!(formatted > 500, "only {formatted} scripts were found");
    assert!(wrong.is_empty(), "{} of {formatted}:\n{}", wrong.len(), wrong.join("\n"));
}
