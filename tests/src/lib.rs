//! What the test suites share.
//!
//! * `discovery` — which files are cases, programs, diagnostics tests
//! * `directives` — what a case expects, in the comments at its end, and how that is rewritten
//! * `annotations` — which diagnostics a `ui` test expects, in comments under the lines that they point to
//! * `catalogue` — the pages on mistakes, with their examples
//! * `documents` — the scripts inside of Markdown files
//! * `suite` — cases, programs and documents as one list of scripts with what is expected of them
//!
//! Environment: `WRIT_CASE=text` runs only what has the text in its name, `WRIT_BLESS=1` rewrites expectations to what came out.

pub mod annotations;
pub mod catalogue;
pub mod directives;
pub mod discovery;
pub mod documents;
pub mod suite;

use std::path::PathBuf;

/// The folder of this package: `tests`.
pub fn tests_folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The folder of the workspace.
pub fn workspace_folder() -> PathBuf {
    let mut folder = tests_folder();
    folder.pop();
    folder
}

/// The part of a name that `WRIT_CASE` asks for.
pub fn wanted() -> Option<String> {
    std::env::var("WRIT_CASE").ok().filter(|text| !text.is_empty())
}

/// Whether expectations are to be rewritten.
pub fn blessing() -> bool {
    std::env::var("WRIT_BLESS").is_ok_and(|value| value == "1")
}
