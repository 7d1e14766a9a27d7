//! Which diagnostics a `ui` test expects: comments under the line that they point to.
//!
//! ```text
//! let x: int = "a"
//! //           ^^^ error[E0301]: expected `int`, found `string`
//! //           help: what to do about it
//! ```
//!
//! The carets stand below the span; a span of several lines is marked up to the end of its first. Where `//` would be in the way, the
//! column is written out: `//@1 ^^^ error[…]: …`. Lines with `help:` and `note:` below the carets are checked if they are there;
//! blessing writes all of them.

use writ_compiler::diagnostic::{Diagnostic, Severity};
use writ_compiler::source::{FileId, SourceMap};

/// A diagnostic as a test writes it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Annotation {
    /// The 1-based line among those that are no annotations.
    pub line: usize,
    /// The 1-based column of the first caret.
    pub column: usize,
    /// How many carets.
    pub width: usize,
    /// `error[E0301]: message`.
    pub text: String,
    /// `help: …` and `note: …`, in order.
    pub remarks: Vec<String>,
}

/// A test's text taken apart into the script and its annotations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annotated {
    /// The annotations, in order.
    pub annotations: Vec<Annotation>,
    /// The lines that are no annotations.
    pub script: Vec<String>,
}

/// Takes a test's text apart.
pub fn parse(source: &str) -> Annotated {
    let mut found = Annotated { annotations: Vec::new(), script: Vec::new() };
    let mut below_annotation = false;
    for line in source.lines() {
        if let Some((column, width, text)) = carets(line) {
            found.annotations.push(Annotation { line: found.script.len(), column, width, text, remarks: Vec::new() });
            below_annotation = true;
        } else if let Some(remark) = remark(line).filter(|_| below_annotation) {
            found.annotations.last_mut().expect("a remark follows an annotation").remarks.push(remark);
        } else {
            found.script.push(line.to_string());
            below_annotation = false;
        }
    }
    found
}

/// The script alone, as the compiler is to see it: annotations are comments, but a diagnostic's line has to be that of the script.
pub fn script_text(annotated: &Annotated) -> String {
    annotated.script.iter().map(|line| format!("{line}\n")).collect()
}

fn carets(line: &str) -> Option<(usize, usize, String)> {
    let comment = line.trim_start().strip_prefix("//")?;
    let (column, marked) = match comment.strip_prefix('@') {
        Some(rest) => {
            let (column, rest) = rest.split_once(' ')?;
            (Some(column.parse().ok()?), rest.trim_start())
        }
        None => (None, comment.trim_start()),
    };
    let width = marked.chars().take_while(|c| *c == '^').count();
    let text = marked[width..].trim();
    let severity = text.split('[').next()?;
    if width == 0 || !matches!(severity, "error" | "warning") {
        return None;
    }
    let column = column.unwrap_or_else(|| line.chars().take_while(|c| *c != '^').count() + 1);
    Some((column, width, text.to_string()))
}

fn remark(line: &str) -> Option<String> {
    let text = line.trim_start().strip_prefix("//")?.trim();
    (text.starts_with("help: ") || text.starts_with("note: ")).then(|| text.to_string())
}

/// The diagnostics of one file as annotations, in order.
pub fn of_diagnostics(diagnostics: &[Diagnostic], sources: &SourceMap, file: FileId) -> Vec<Annotation> {
    let mut annotations: Vec<Annotation> =
        diagnostics.iter().filter(|d| d.primary.span.file == file).map(|d| of_diagnostic(d, sources)).collect();
    annotations.sort();
    annotations
}

fn of_diagnostic(diagnostic: &Diagnostic, sources: &SourceMap) -> Annotation {
    let span = diagnostic.primary.span;
    let file = sources.file(span.file);
    let (mut line, mut column) = file.line_column(span.start);
    let last_line = file.text.lines().count().max(1) as u32;
    if line > last_line {
        // The end of the text, behind the last line break, is marked behind the last line: below it there is nothing to write a comment under.
        (line, column) = (last_line, file.line_text(last_line).chars().count() as u32 + 1);
    }
    let first_line = sources.text(span).lines().next().unwrap_or("");
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let notes = diagnostic.notes.iter().map(|note| format!("note: {note}"));
    let helps = diagnostic.help.iter().map(|help| format!("help: {help}"));
    Annotation {
        line: line as usize,
        column: column as usize,
        width: first_line.chars().count().max(1),
        text: format!("{severity}[{}]: {}", diagnostic.code, diagnostic.message.replace('\n', "\\n")),
        remarks: notes.chain(helps).map(|remark| remark.replace('\n', "\\n")).collect(),
    }
}

/// The test's text with these annotations.
pub fn bless(script: &[String], annotations: &[Annotation]) -> String {
    let mut out = String::new();
    for (index, line) in script.iter().enumerate() {
        out.push_str(line);
        out.push('\n');
        for annotation in annotations.iter().filter(|a| a.line == index + 1) {
            out.push_str(&annotation.comment());
        }
    }
    out
}

impl Annotation {
    /// The comment, with its remarks.
    pub fn comment(&self) -> String {
        let carets = "^".repeat(self.width);
        let mut out = if self.column > 2 {
            format!("//{}{carets} {}\n", " ".repeat(self.column - 3), self.text)
        } else {
            format!("//@{} {carets} {}\n", self.column, self.text)
        };
        for remark in &self.remarks {
            out.push_str(&format!("//{}{remark}\n", " ".repeat(self.column.max(4) - 3)));
        }
        out
    }

    /// Whether a diagnostic is what the test expects: remarks only count where the test has some.
    pub fn matches(&self, actual: &Annotation) -> bool {
        let same_place = (self.line, self.column, self.width) == (actual.line, actual.column, actual.width);
        same_place && self.text == actual.text && (self.remarks.is_empty() || self.remarks == actual.remarks)
    }

    /// The code, as `E0301`.
    pub fn code(&self) -> &str {
        self.text.split(['[', ']']).nth(1).unwrap_or("")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEST: &str = "// A comment.\nlet x: int = \"a\"\n//           ^^^ error[E0301]: expected `int`\n//           help: convert it\nfoo\n//@1 ^^^ error[E0201]: unknown\n";

    #[test]
    fn reads_what_it_writes() {
        let parsed = parse(TEST);
        assert_eq!(parsed.script, ["// A comment.", "let x: int = \"a\"", "foo"]);
        assert_eq!((parsed.annotations[0].line, parsed.annotations[0].column, parsed.annotations[0].width), (2, 14, 3));
        assert_eq!(parsed.annotations[0].remarks, ["help: convert it"]);
        assert_eq!((parsed.annotations[1].line, parsed.annotations[1].column), (3, 1));
        assert_eq!(parsed.annotations[1].code(), "E0201");
        assert_eq!(bless(&parsed.script, &parsed.annotations), TEST);
    }

    #[test]
    fn carets_in_other_comments_are_no_annotations() {
        assert_eq!(parse("// x ^ y\n//  ^ here\n").annotations, []);
    }
}
