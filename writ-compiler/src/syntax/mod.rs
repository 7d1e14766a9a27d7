//! Text to syntax tree.
//!
//! ```text
//! text ──► scan (limits, unclosed things, comments blanked) ──► pieces ──► pest (grammar.pest) ──► build (one file per kind) ──► ast
//! ```
//!
//! A piece is a run of statements of the top level. A piece that does not parse is reported, and `recover` cuts out the statement with the
//! mistake and tries again, so that one run reports several mistakes and the rest of the tree is there. `error` turns what pest says into
//! words, `foreign` knows what other languages write. Neither pest's rules nor its pairs leave this folder.
//!
//! Time is linear in the text: see the notes in `grammar.pest`. Stack is bounded by `MAX_NESTING`, and where the calling
//! thread has too little of it left, parsing goes on on a stack of its own.

// `Rule` is pest's enum of all rules: a match over it names those that can occur at its place.
#![allow(clippy::wildcard_enum_match_arm)]

mod build;
mod difference;
mod error;
mod foreign;
mod grammar;
mod recover;
mod scan;
#[cfg(test)]
mod tests;

use crate::ast::{Module, Statement};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{FileId, Span};
use build::Builder;
pub(crate) use difference::{ChangedBody, Version, difference};
pub(crate) use foreign::type_name;
use grammar::{Grammar, Rule};
use pest::Parser;

/// The largest source file that is parsed, in bytes.
pub const MAX_SOURCE_BYTES: usize = 16 << 20;

/// More syntax errors than this are not reported for one file.
const MAX_ERRORS: usize = 100;

/// Stack that one level of nesting may take in pest and in `build`, in a debug build, with a margin.
const STACK_PER_LEVEL: usize = 40 << 10;

/// Stack that parsing takes without any nesting, with a margin.
const STACK_BASE: usize = 512 << 10;

/// A file is parsed by one thread for so many bytes of it, if the machine has as many.
const BYTES_PER_THREAD: usize = 32 << 10;

/// More threads than this parse no file.
const MAX_THREADS: usize = 8;

/// How to parse.
#[derive(Clone, Copy, Default, Debug)]
pub struct ParseOptions {
    /// The file belongs to the standard library: `native` and `extend` are understood.
    pub library: bool,
    /// The file is what a host declares: `native` is understood, and all is public.
    pub host: bool,
    /// Bytes of source that one load may have, all its files together.
    pub max_source: Option<usize>,
}

/// Parses a file. Mistakes go to `diagnostics`; what could be parsed is in the module even then.
///
/// ```
/// use writ_compiler::ast::StatementKind;
/// use writ_compiler::diagnostic::Diagnostics;
/// use writ_compiler::source::FileId;
/// use writ_compiler::syntax::{ParseOptions, parse};
///
/// let mut diagnostics = Diagnostics::default();
/// let module = parse(FileId(0), "func one() -> int { return 1 }\nfunc ( { }\n", ParseOptions::default(), &mut diagnostics);
/// // What could be read is there, in spite of the mistake.
/// assert!(matches!(&module.statements[0].kind, StatementKind::Function(function) if &*function.name.name == "one"));
/// assert!(diagnostics.has_errors());
/// ```
pub fn parse(file: FileId, text: &str, options: ParseOptions, diagnostics: &mut Diagnostics) -> Module {
    if text.len() > MAX_SOURCE_BYTES {
        let message = format!("the file has {} bytes, more than the {MAX_SOURCE_BYTES} that a script may have", text.len());
        diagnostics.push(Diagnostic::error(Code::TOO_LARGE, Span::new(file, 0, 0), message));
        return Module { file, statements: Vec::new(), allows: Vec::new() };
    }
    let scan = scan::scan(file, text, diagnostics);
    let need = STACK_BASE + scan.depth * STACK_PER_LEVEL;
    let statements = stacker::maybe_grow(need, need, || parse_pieces(file, text, &scan, options, diagnostics));
    Module { file, statements, allows: scan.allows }
}

/// Whether a text breaks off in the middle of something, so that whoever types it may want to go on on the next line: a bracket, multi-line string or
/// block comment is open, or it ends in an operator or comma. What is wrong in another way is not incomplete.
///
/// ```
/// use writ_compiler::syntax::is_incomplete;
///
/// assert!(is_incomplete("func f() {") && is_incomplete("let x = 1 +") && is_incomplete("print(1,"));
/// assert!(!is_incomplete("let x = 1") && !is_incomplete("let x = \"abc") && !is_incomplete("f(]"));
/// ```
pub fn is_incomplete(text: &str) -> bool {
    text.len() <= MAX_SOURCE_BYTES && scan::is_incomplete(text)
}

/// Parses the pieces, those of a large file by several threads. What comes out is the same with any number of them: a mistake anywhere has the whole file
/// parsed by this thread.
fn parse_pieces(file: FileId, text: &str, scan: &scan::Scan, options: ParseOptions, diagnostics: &mut Diagnostics) -> Vec<Statement> {
    let most = (scan.text.len() / BYTES_PER_THREAD).min(MAX_THREADS);
    // The system is asked only where it matters: that takes it longer than to parse some lines.
    let threads = if most > 1 { std::thread::available_parallelism().map_or(1, usize::from).min(most) } else { 1 };
    if threads > 1
        && let Some(parts) = parse_groups(file, text, scan, options, threads)
    {
        let mut statements = Vec::new();
        for (part, found) in parts {
            statements.extend(part);
            found.into_iter().for_each(|diagnostic| diagnostics.push(diagnostic));
        }
        return statements;
    }
    parse_in_order(file, text, scan, options, diagnostics)
}

/// The statements of one group of pieces, with what was found while they were built.
type Part = (Vec<Statement>, Vec<Diagnostic>);

/// Parses the pieces in as many groups as there are threads. None if one of them does not parse, or a thread could not be had.
fn parse_groups(file: FileId, text: &str, scan: &scan::Scan, options: ParseOptions, threads: usize) -> Option<Vec<Part>> {
    let parse_group = |group: &[scan::Piece]| -> Option<Part> {
        let builder = Builder::new(file, text, options);
        let mut statements = Vec::new();
        for piece in group.iter().filter(|piece| !piece.is_broken) {
            let pairs = Grammar::parse(Rule::piece, &scan.text[piece.start..piece.end]).ok()?;
            builder.piece(piece.start, pairs, &mut statements);
        }
        Some((statements, builder.finish()))
    };
    let mut groups = Vec::new();
    let mut rest = scan.pieces.as_slice();
    for left in (1..=threads).rev() {
        let start = rest.first().map_or(scan.text.len(), |piece| piece.start);
        let until = start + (scan.text.len() - start) / left;
        let (group, behind) = rest.split_at(rest.partition_point(|piece| piece.start < until));
        groups.push(group);
        rest = behind;
    }
    let (first, others) = groups.split_first()?;
    let stack = STACK_BASE + scan.depth * STACK_PER_LEVEL;
    std::thread::scope(|scope| {
        let threads = others.iter().map(|group| {
            let thread = std::thread::Builder::new().stack_size(stack);
            thread.spawn_scoped(scope, || parse_group(group)).ok()
        });
        let threads: Vec<_> = threads.collect();
        let mut parts = vec![parse_group(first)];
        parts.extend(threads.into_iter().map(|thread| thread?.join().ok()?));
        parts.into_iter().collect()
    })
}

fn parse_in_order(file: FileId, text: &str, scan: &scan::Scan, options: ParseOptions, diagnostics: &mut Diagnostics) -> Vec<Statement> {
    let builder = Builder::new(file, text, options);
    let mut statements = Vec::new();
    let mut errors = 0;
    for piece in scan.pieces.iter().filter(|piece| !piece.is_broken) {
        let source = &scan.text[piece.start..piece.end];
        match Grammar::parse(Rule::piece, source) {
            Ok(pairs) => builder.piece(piece.start, pairs, &mut statements),
            Err(error) => recover::recover(&builder, scan, piece, error, &mut errors, diagnostics, &mut statements),
        }
        if errors >= MAX_ERRORS {
            break;
        }
    }
    builder.finish().into_iter().for_each(|diagnostic| diagnostics.push(diagnostic));
    statements
}
