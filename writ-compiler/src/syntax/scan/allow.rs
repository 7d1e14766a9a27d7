//! Comments that silence warnings: `// allow(unused-local)`.
//!
//! On a line of its own such a comment is about the statement, declaration or member that begins below it, the whole of it; at the end of a line about
//! that line. Before anything else in the file and with a blank line below, it is about the whole file.

use super::Line;
use crate::ast::Allow;
use crate::source::{FileId, Span};

/// The words behind the slashes.
const WORD: &str = "allow(";

/// Whether a line's comment is one.
pub(in crate::syntax) fn is_allow(comment: &str) -> bool {
    comment.trim_start_matches('/').trim_start().starts_with(WORD)
}

/// What the comments that begin at these offsets name, and where they silence it.
pub(super) fn scopes(file: FileId, text: &str, starts: &[usize], lines: &[Line]) -> Vec<Allow> {
    starts.iter().map(|at| Allow { codes: codes(file, text, *at), scope: scope(file, text, *at, lines) }).collect()
}

fn codes(file: FileId, text: &str, at: usize) -> Vec<(String, Span)> {
    let line = text[at..].lines().next().unwrap_or("");
    let Some(open) = line.find(WORD) else { return Vec::new() };
    let start = open + WORD.len();
    let inside = &line[start..line[start..].find(')').map_or(line.len(), |length| start + length)];
    let mut codes = Vec::new();
    let mut offset = at + start;
    for part in inside.split(',') {
        let code = part.trim();
        let from = offset + (part.len() - part.trim_start().len());
        if !code.is_empty() {
            codes.push((code.to_string(), Span::new(file, from, from + code.len())));
        }
        offset += part.len() + 1;
    }
    codes
}

fn scope(file: FileId, text: &str, at: usize, lines: &[Line]) -> Span {
    let line_start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let line_end = text[at..].find('\n').map_or(text.len(), |length| at + length);
    if !text[line_start..at].trim().is_empty() {
        return Span::new(file, line_start, line_end);
    }
    let below = lines.partition_point(|line| line.at < at);
    let rest = text.get(line_end + 1..).unwrap_or("");
    if below == 0 && rest.lines().find(|line| !line.trim_start().starts_with("//")).is_none_or(|line| line.trim().is_empty()) {
        return Span::new(file, 0, text.len());
    }
    let Some(first) = lines.get(below) else { return Span::new(file, at, line_end) };
    // As far as to the next statement of the same block, or to the end of that block.
    let end = lines[below + 1..]
        .iter()
        .find(|next| if next.closes { next.depth < first.depth } else { next.depth <= first.depth && next.is_start })
        .map_or(text.len(), |next| next.at);
    Span::new(file, first.at, end)
}
