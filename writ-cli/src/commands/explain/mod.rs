//! `writ explain`: what a diagnostic or a run-time error means, from the pages of the book.

mod markdown;

use super::EXIT_INPUT;
use clap::Args;
use std::collections::BTreeSet;
use std::io::{self, IsTerminal};
use std::process::ExitCode;
use writ_compiler::diagnostic::{CODES, near};

/// The pages, made by the build script: `PAGES` by code, `RUNTIME_ERRORS` by kind.
mod catalogue {
    include!(concat!(env!("OUT_DIR"), "/catalogue.rs"));
}

/// Explains a mistake: what it means, a wrong example, and the right one.
#[derive(Args)]
pub struct Explain {
    /// The code of a diagnostic, as `E0301`, or the kind of a run-time error, as `DivisionByZero`. Without it: a list of all.
    code: Option<String>,
}

impl Explain {
    pub fn execute(self) -> io::Result<ExitCode> {
        let style = markdown::Style { is_terminal: io::stdout().is_terminal() };
        let Some(wanted) = self.code else {
            super::output(&list());
            return Ok(ExitCode::SUCCESS);
        };
        match find(&wanted) {
            Some(page) => {
                super::output(&markdown::render(page, style));
                Ok(ExitCode::SUCCESS)
            }
            None => {
                super::report(&format!("error: there is no mistake `{wanted}`"));
                match nearest(&wanted) {
                    Some(meant) => super::report(&format!("help: did you mean `{meant}`?")),
                    None => super::report("help: `writ explain` lists all"),
                }
                Ok(ExitCode::from(EXIT_INPUT))
            }
        }
    }
}

/// Every page with its name.
fn pages() -> impl Iterator<Item = &'static (&'static str, &'static str)> {
    catalogue::PAGES.iter().chain(catalogue::RUNTIME_ERRORS)
}

/// The page of a code or kind, whether its letters are large or small. `error[E0301]`, as it is copied from a message, is understood, too.
fn find(wanted: &str) -> Option<&'static str> {
    let bare = wanted.trim().trim_end_matches([':', ']']);
    let bare = bare.rsplit('[').next().unwrap_or(bare);
    pages().find(|(name, _)| name.eq_ignore_ascii_case(bare)).map(|(_, page)| *page)
}

/// What was probably meant: also `301` and `E301` for `E0301`.
fn nearest(wanted: &str) -> Option<&'static str> {
    let upper = wanted.to_ascii_uppercase();
    let digits = upper.trim_start_matches(['E', 'W', '0']);
    let padded: Vec<String> = ["E", "W"]
        .iter()
        .filter(|letter| !upper.starts_with(['E', 'W']) || upper.starts_with(**letter))
        .map(|letter| format!("{letter}{digits:0>4}"))
        .collect();
    let exact = pages().find(|(name, _)| padded.iter().any(|code| code == name));
    exact.map(|(name, _)| *name).or_else(|| near::nearest(wanted, pages().map(|(name, _)| *name)))
}

/// All codes and kinds with their titles.
fn list() -> String {
    let mut out = String::from("Errors and warnings:\n");
    for (code, title) in CODES {
        out.push_str(&format!("  {code}  {title}\n"));
    }
    if !catalogue::RUNTIME_ERRORS.is_empty() {
        out.push_str("\nErrors at run time:\n");
        for (kind, _) in catalogue::RUNTIME_ERRORS {
            out.push_str(&format!("  {kind}\n"));
        }
    }
    out
}

/// What is said behind diagnostics with these codes, a blank line below the last: that there is more to read about them.
pub fn hint<'a>(codes: impl IntoIterator<Item = &'a str>) -> String {
    let codes: BTreeSet<&str> = codes.into_iter().filter(|code| find(code).is_some()).collect();
    let mut codes = codes.into_iter();
    let Some(first) = codes.next() else { return String::new() };
    let others: Vec<&str> = codes.collect();
    if others.is_empty() {
        return format!("\nfor more about this, try `writ explain {first}`");
    }
    format!("\nfor more about one of these, try `writ explain {first}`; the others: {}", others.join(", "))
}

/// The codes in diagnostics that are text already: those of the lines that head one.
pub fn codes_of(rendered: &str) -> impl Iterator<Item = &str> {
    let heads = rendered.lines().filter_map(|line| line.strip_prefix("error[").or_else(|| line.strip_prefix("warning[")));
    heads.filter_map(|rest| rest.split_once("]: ")).map(|(code, _)| code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_pages_however_they_are_written() {
        let page = find("E0301").unwrap();
        assert!(page.starts_with("# E0301"));
        for written in ["e0301", "error[E0301]", "error[E0301]:", "[E0301]", " E0301 "] {
            assert_eq!(find(written), Some(page), "{written}");
        }
        assert_eq!(find("E9999"), None);
        assert_eq!(find(""), None);
    }

    #[test]
    fn suggests_what_was_meant() {
        assert_eq!(nearest("301"), Some("E0301"));
        assert_eq!(nearest("e301"), Some("E0301"));
        assert_eq!(nearest("W1"), Some("W0001"));
        assert_eq!(nearest("E0031"), Some("E0301"), "a swap");
        assert_eq!(nearest("something"), None);
    }

    #[test]
    fn every_code_has_a_page() {
        let pages: Vec<&str> = catalogue::PAGES.iter().map(|(name, _)| *name).collect();
        let codes: Vec<&str> = CODES.iter().map(|(code, _)| code.0).collect();
        assert_eq!(pages, codes, "docs/src/errors has a page for each code, and no other");
    }

    #[test]
    fn hints_name_each_code_once() {
        assert_eq!(hint([]), "");
        assert_eq!(hint(["E9999"]), "");
        assert_eq!(hint(["E0301", "E0301"]), "\nfor more about this, try `writ explain E0301`");
        assert_eq!(hint(["W0002", "E0301", "E0201"]), "\nfor more about one of these, try `writ explain E0201`; the others: E0301, W0002");
        let rendered = "error[E0301]: expected\n --> a.writ:1:1\n  |\n1 | error[E0302]: no\n\nwarning[W0001]: never\n";
        assert_eq!(codes_of(rendered).collect::<Vec<_>>(), ["E0301", "W0001"]);
    }
}
