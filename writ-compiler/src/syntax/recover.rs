//! Going on behind a syntax error.
//!
//! The statement (or member, or arm) with the mistake is blanked, and the piece is parsed again. So the mistake costs that statement and
//! nothing else, and the next mistake is found. Where that can't be done, the whole piece is left out.

use super::build::Builder;
use super::grammar::{Grammar, Rule};
use super::scan::{Piece, Scan};
use super::{MAX_ERRORS, error};
use crate::ast::Statement;
use crate::diagnostic::Diagnostics;
use pest::Parser;
use pest::error::{Error, InputLocation};
use std::ops::Range;

/// More mistakes than this are not looked for in one piece: each costs a pass over it.
const MAX_ERRORS_PER_PIECE: usize = 20;

/// Reports `error` and further ones of the piece, and hands over what is good in it.
pub(super) fn recover(
    builder: &Builder<'_>,
    scan: &Scan,
    piece: &Piece,
    mut error: Error<Rule>,
    errors: &mut usize,
    diagnostics: &mut Diagnostics,
    statements: &mut Vec<Statement>,
) {
    let mut source = scan.text[piece.start..piece.end].to_string();
    // Nothing before this was wrong, or it was and is cut out by now: an error there is a consequence of cutting.
    let mut clean_until = piece.start;
    for _ in 0..MAX_ERRORS_PER_PIECE {
        let at = piece.start + position(&error);
        if at < clean_until {
            return;
        }
        diagnostics.push(error::explain(builder, &scan.text, at, &error));
        *errors += 1;
        let Some(hole) = statement_at(scan, piece, at).filter(|_| *errors < MAX_ERRORS) else { return };
        clean_until = hole.end;
        let blanks: String = source[hole.start - piece.start..hole.end - piece.start]
            .chars()
            .map(|c| if c == '\n' { "\n" } else { BLANKS[c.len_utf8() - 1] })
            .collect();
        source.replace_range(hole.start - piece.start..hole.end - piece.start, &blanks);
        match Grammar::parse(Rule::piece, &source) {
            Ok(pairs) => return builder.piece(piece.start, pairs, statements),
            Err(next) => error = next,
        }
    }
}

/// As many blanks as a character has bytes.
const BLANKS: [&str; 4] = [" ", "  ", "   ", "    "];

/// Where pest stopped, as an offset in the piece.
pub(super) fn position(error: &Error<Rule>) -> usize {
    match error.location {
        InputLocation::Pos(at) => at,
        InputLocation::Span((start, _)) => start,
    }
}

/// The innermost statement around `at` that can be cut out: from the start of its first line to the start of the next statement of the same
/// block, or to the end of that block. None if it is the head of the piece itself.
fn statement_at(scan: &Scan, piece: &Piece, at: usize) -> Option<Range<usize>> {
    let behind = scan.lines.partition_point(|line| line.at <= at);
    let first = scan.lines[..behind].iter().rposition(|line| line.is_start && !line.closes)?;
    let line = &scan.lines[first];
    if line.at < piece.start || line.depth == 0 && line.at == piece.start {
        return None;
    }
    let next = scan.lines[behind..]
        .iter()
        .find(|next| if next.closes { next.depth < line.depth } else { next.depth <= line.depth && next.is_start })
        .map_or(piece.end, |next| next.at);
    Some(line.at..next.min(piece.end))
}
