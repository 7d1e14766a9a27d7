//! Fixes: changes of the source that mend a mistake, as data. Tools apply them; the compiler only says what to change.

use super::{Diagnostic, near};
use crate::source::Span;

/// Whether a fix may be applied without asking.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord)]
pub enum Applicability {
    /// What was meant is beyond doubt, or the program does the same as before: `writ check --fix` applies it.
    Safe,
    /// Probably what was meant, but it may not be, or something is left for a person to fill in: applied only if that is asked for.
    Unsafe,
}

impl Applicability {
    /// The word for it in JSON and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Applicability::Safe => "safe",
            Applicability::Unsafe => "unsafe",
        }
    }
}

/// One piece of text in the place of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; nothing, if text is only inserted.
    pub span: Span,
    /// By what.
    pub replacement: String,
}

/// A change of the source that mends the mistake: edits that belong together. They may lie in several files and never overlap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// The edits; at least one.
    pub edits: Vec<Edit>,
    /// Whether it may be applied without asking.
    pub applicability: Applicability,
}

impl Fix {
    /// A fix of one edit.
    pub fn new(applicability: Applicability, span: Span, replacement: impl Into<String>) -> Fix {
        Fix { edits: vec![Edit { span, replacement: replacement.into() }], applicability }
    }

    /// With one more edit.
    pub fn and(mut self, span: Span, replacement: impl Into<String>) -> Fix {
        self.edits.push(Edit { span, replacement: replacement.into() });
        self
    }
}

impl Diagnostic {
    /// Attaches a fix that may be applied without asking: one edit.
    pub fn fix(self, span: Span, replacement: impl Into<String>) -> Diagnostic {
        self.with_fix(Some(Fix::new(Applicability::Safe, span, replacement)))
    }

    /// Attaches a fix that is applied only if somebody asks for it: one edit.
    pub fn unsafe_fix(self, span: Span, replacement: impl Into<String>) -> Diagnostic {
        self.with_fix(Some(Fix::new(Applicability::Unsafe, span, replacement)))
    }

    /// Asks whether the near name `meant` was meant, with a fix that is safe if `wanted` is a slip of it and of no other candidate.
    pub fn did_you_mean<'a>(self, span: Span, wanted: &str, meant: &str, candidates: impl IntoIterator<Item = &'a str>) -> Diagnostic {
        let applicability = if near::is_slip(wanted, meant, candidates) { Applicability::Safe } else { Applicability::Unsafe };
        self.help(format!("did you mean `{meant}`?")).with_fix(Some(Fix::new(applicability, span, meant)))
    }

    /// Attaches a fix, if there is one.
    pub fn with_fix(mut self, fix: Option<Fix>) -> Diagnostic {
        self.fix = fix.or(self.fix);
        self
    }
}

/// A text with edits applied, in any order; none if two of them overlap, or one lies outside of the text or within a character. Text that several
/// edits insert at one place counts as overlapping, because its order would not be known.
pub fn apply(text: &str, edits: &[&Edit]) -> Option<String> {
    let mut sorted: Vec<&Edit> = edits.to_vec();
    sorted.sort_by_key(|edit| (edit.span.start, edit.span.end));
    if sorted.windows(2).any(|pair| overlap(pair[0], pair[1])) {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for edit in sorted {
        let (start, end) = (edit.span.start as usize, edit.span.end as usize);
        out.push_str(text.get(at..start)?);
        text.get(start..end)?;
        out.push_str(&edit.replacement);
        at = end;
    }
    out.push_str(text.get(at..)?);
    Some(out)
}

/// Whether two edits of one file get in each other's way.
pub fn overlap(a: &Edit, b: &Edit) -> bool {
    let (first, second) = if (a.span.start, a.span.end) <= (b.span.start, b.span.end) { (a, b) } else { (b, a) };
    second.span.start < first.span.end || second.span.start == first.span.start
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    fn edit(start: usize, end: usize, replacement: &str) -> Edit {
        Edit { span: Span::new(FileId(0), start, end), replacement: replacement.to_owned() }
    }

    #[test]
    fn edits_are_applied_in_any_order() {
        let (first, second, third) = (edit(0, 3, "var"), edit(8, 9, "22"), edit(9, 9, "!"));
        assert_eq!(apply("let x = 1", &[&third, &second, &first]).as_deref(), Some("var x = 22!"));
        assert_eq!(apply("text", &[]).as_deref(), Some("text"));
    }

    #[test]
    fn what_overlaps_or_lies_outside_is_refused() {
        assert_eq!(apply("abcdef", &[&edit(0, 3, ""), &edit(2, 4, "")]), None);
        assert_eq!(apply("abcdef", &[&edit(1, 1, "x"), &edit(1, 1, "y")]), None, "two insertions at one place");
        assert_eq!(apply("abcdef", &[&edit(1, 1, "x"), &edit(1, 3, "y")]), None);
        assert_eq!(apply("abc", &[&edit(2, 7, "")]), None);
        assert_eq!(apply("abc", &[&edit(3, 2, "")]), None);
        assert_eq!(apply("äb", &[&edit(1, 2, "")]), None, "within a character");
        assert_eq!(apply("abcdef", &[&edit(0, 3, "x"), &edit(3, 6, "y")]).as_deref(), Some("xy"), "neighbours");
    }
}
