//! Strings.

use super::{Sep, Walker};
use crate::doc::Doc;
use crate::trivia::breaks_in_interpolation;
use writ_compiler::source::Span;

/// How much further to the right the lines of a `"""` string stand than the line on which it begins.
const SHIFT: isize = 4;

impl Walker<'_> {
    /// A string as it is written. The lines of a `"""` string move with its closing line, whose indentation is no part of its text.
    pub(super) fn string(&mut self, span: Span) -> Doc {
        let literal = self.text.get(span.start as usize..span.end as usize).unwrap_or_default();
        if !literal.contains('\n') {
            return self.verbatim(span);
        }
        let gap = self.gap(Sep::Tight).doc;
        if self.at != span.start as usize {
            self.lose();
        }
        self.at = self.at.max(span.end as usize);
        let lines = moved(literal).unwrap_or_else(|| literal.split('\n').map(|line| (None, line.into())).collect());
        let lines = self.docs.lines(lines);
        self.docs.concat(vec![gap, lines])
    }
}

/// The lines without the indentation of the closing one, if all of them have it.
fn moved(literal: &str) -> Option<Vec<(Option<isize>, Box<str>)>> {
    if !literal.starts_with("\"\"\"") || breaks_in_interpolation(literal) {
        return None;
    }
    let last = literal.rsplit('\n').next()?;
    let indent = &last[..last.len() - last.trim_start().len()];
    let mut lines = literal.split('\n');
    let mut moved: Vec<(Option<isize>, Box<str>)> = vec![(None, lines.next()?.trim_end().into())];
    for line in lines {
        let text = match line.strip_prefix(indent) {
            Some(text) => text,
            // A shorter line of blanks is an empty one.
            None if indent.starts_with(line) => "",
            None => return None,
        };
        moved.push((Some(SHIFT), text.into()));
    }
    Some(moved)
}
