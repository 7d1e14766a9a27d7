//! What two versions of a file differ in, if that is only the bodies of functions.
//!
//! Both are scanned, and their pieces compared as texts without comments. Pieces that differ are parsed in both versions; the text around the bodies of their
//! functions has to be the same.

use super::build::Builder;
use super::grammar::{Grammar, Rule};
use super::scan::{self, Piece, Scan};
use super::{MAX_SOURCE_BYTES, ParseOptions, STACK_BASE, STACK_PER_LEVEL, recover};
use crate::ast::{Allow, FunctionDecl, Name, Statement, StatementKind};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{FileId, Kept, Span};
use pest::Parser;
use std::ops::Range;
use std::sync::Arc;

/// A version of a file.
#[derive(Clone, Copy)]
pub(crate) struct Version<'a> {
    /// Its id in the source map.
    pub file: FileId,
    /// The whole of it.
    pub text: &'a str,
}

/// How two versions differ.
#[derive(Default)]
pub(crate) struct Difference {
    /// The functions whose bodies differ, in the order of the text.
    pub bodies: Vec<ChangedBody>,
    /// What is the same, in the order of the text.
    pub kept: Vec<Kept>,
    /// The comments of the pieces that differ which silence warnings.
    pub allows: Vec<Allow>,
}

/// A function whose body is another one.
pub(crate) struct ChangedBody {
    /// The type that it is a method of.
    pub owner: Option<Name>,
    /// As it was.
    pub old: Arc<FunctionDecl>,
    /// As it is.
    pub new: Arc<FunctionDecl>,
}

/// Compares two versions. None, and an error is reported, if the new one does not parse or they differ in more than bodies.
pub(crate) fn difference(old: Version<'_>, new: Version<'_>, diagnostics: &mut Diagnostics) -> Option<Difference> {
    if new.text.len() > MAX_SOURCE_BYTES {
        // The very message that a first load has.
        super::parse(new.file, new.text, ParseOptions::default(), diagnostics);
        return None;
    }
    let errors = diagnostics.error_count();
    let scans = (scan::scan(old.file, old.text, &mut Diagnostics::default()), scan::scan(new.file, new.text, diagnostics));
    let compare = Compare { old: (old, &scans.0), new: (new, &scans.1) };
    let need = STACK_BASE + scans.0.depth.max(scans.1.depth) * STACK_PER_LEVEL;
    let mut difference = Difference::default();
    let result = match diagnostics.error_count() > errors {
        true => return None,
        false => stacker::maybe_grow(need, need, || compare.pieces(&mut difference, diagnostics)),
    };
    if diagnostics.error_count() > errors {
        return None;
    }
    match result {
        Ok(()) => Some(difference),
        Err(at) => {
            diagnostics.push(elsewhere(Span::new(new.file, at.start, at.end)));
            None
        }
    }
}

/// What is said of a change that is not in the body of a function.
fn elsewhere(span: Span) -> Diagnostic {
    Diagnostic::error(Code::RELOAD, span, "what changed here is not the body of a function")
        .note("declarations, and statements of the top level, which ran already, stay as they are while a script runs")
        .help("load the script into a new instance")
}

struct Compare<'a> {
    old: (Version<'a>, &'a Scan),
    new: (Version<'a>, &'a Scan),
}

/// The functions of a statement with what they are members of.
type Functions<'a> = Vec<(Option<&'a Name>, &'a Arc<FunctionDecl>)>;

impl Compare<'_> {
    /// Compares all pieces; the error is where in the new version something else differs.
    fn pieces(&self, difference: &mut Difference, diagnostics: &mut Diagnostics) -> Result<(), Range<usize>> {
        // The first piece is what stands before the first statement.
        let (old, new) = (self.old.1.pieces.as_slice(), self.new.1.pieces.as_slice());
        for (one, other) in old.iter().zip(new) {
            let (was, is) = (trimmed(self.old.1, one), trimmed(self.new.1, other));
            match self.old.1.text[was.clone()] == self.new.1.text[is.clone()] {
                true => self.keep(was, is, difference),
                false => self.piece(one, other, difference, diagnostics)?,
            }
        }
        match (old.get(new.len()), new.get(old.len())) {
            (None, None) => Ok(()),
            // The end of the text, where something is missing.
            (Some(_), _) => Err(self.new.0.text.len()..self.new.0.text.len()),
            (None, Some(piece)) => Err(first_line(self.new.1, trimmed(self.new.1, piece))),
        }
    }

    /// Compares two pieces whose texts differ.
    fn piece(&self, old: &Piece, new: &Piece, difference: &mut Difference, diagnostics: &mut Diagnostics) -> Result<(), Range<usize>> {
        let whole = (trimmed(self.old.1, old), trimmed(self.new.1, new));
        let before = parse(self.old, old, &mut Diagnostics::default());
        let errors = diagnostics.error_count();
        let after = parse(self.new, new, diagnostics);
        if diagnostics.error_count() > errors {
            // The rest may have mistakes too.
            return Ok(());
        }
        let (was, is) = (functions(&before), functions(&after));
        let place = |at: usize| first_line(self.new.1, at.min(whole.1.end)..whole.1.end);
        let mut at = (whole.0.start, whole.1.start);
        for ((owner, old), (_, new)) in was.iter().zip(&is) {
            let (Some(one), Some(other)) = (&old.body, &new.body) else { return Err(place(at.1)) };
            let bodies = (range(one.span), range(other.span));
            self.around(at.0..bodies.0.start, at.1..bodies.1.start, difference).map_err(place)?;
            match self.old.1.text[bodies.0.clone()] == self.new.1.text[bodies.1.clone()] {
                true => self.keep(bodies.0.clone(), bodies.1.clone(), difference),
                false => difference.bodies.push(ChangedBody { owner: owner.cloned(), old: Arc::clone(old), new: Arc::clone(new) }),
            }
            at = (bodies.0.end, bodies.1.end);
        }
        self.around(at.0..whole.0.end, at.1..whole.1.end, difference).map_err(place)?;
        if was.len() != is.len() {
            return Err(place(at.1));
        }
        let inside = |allow: &&Allow| whole.1.contains(&(allow.scope.start as usize));
        difference.allows.extend(self.new.1.allows.iter().filter(inside).cloned());
        Ok(())
    }

    /// Compares what is around bodies, without comments; the error is where it differs in the new version.
    fn around(&self, old: Range<usize>, new: Range<usize>, difference: &mut Difference) -> Result<(), usize> {
        let (was, is) = (&self.old.1.text[old.clone()], &self.new.1.text[new.clone()]);
        // In a string of several lines blanks say something.
        let same = match was.contains("\"\"\"") {
            true => was == is,
            false => lines(was).eq(lines(is)),
        };
        if !same {
            let equal = was.bytes().zip(is.bytes()).take_while(|(one, other)| one == other).count();
            return Err(new.start + equal);
        }
        self.keep(old, new, difference);
        Ok(())
    }

    /// Notes what stayed; where comments changed in it, its beginning and its end.
    fn keep(&self, old: Range<usize>, new: Range<usize>, difference: &mut Difference) {
        let (was, is) = (&self.old.0.text.as_bytes()[old.clone()], &self.new.0.text.as_bytes()[new.clone()]);
        let mut push = |old: usize, new: usize, length: usize| {
            if let Some(last) = difference.kept.last_mut() {
                let between = self.old.1.text.get((last.old + last.length) as usize..old).unwrap_or("?");
                // Blanks between two parts that moved alike belong to both.
                if new as u32 - last.new == old as u32 - last.old && between.trim_ascii().is_empty() {
                    last.length = (old + length) as u32 - last.old;
                    return;
                }
            }
            difference.kept.push(Kept { old: old as u32, new: new as u32, length: length as u32 });
        };
        if was == is {
            return push(old.start, new.start, was.len());
        }
        let shorter = was.len().min(is.len());
        let start = was.iter().zip(is).take_while(|(one, other)| one == other).count();
        let end = was.iter().rev().zip(is.iter().rev()).take(shorter - start).take_while(|(one, other)| one == other).count();
        push(old.start, new.start, start);
        push(old.end - end, new.end - end, end);
    }
}

/// The lines of a text in which comments are blank, without those that have nothing else.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim_end).filter(|line| !line.is_empty())
}

fn range(span: Span) -> Range<usize> {
    span.start as usize..span.end as usize
}

/// A piece without the blanks at its end, which may be comments.
fn trimmed(scan: &Scan, piece: &Piece) -> Range<usize> {
    piece.start..piece.start + scan.text[piece.start..piece.end].trim_ascii_end().len()
}

/// What stands on the first line of a part of the text.
fn first_line(scan: &Scan, part: Range<usize>) -> Range<usize> {
    let text = &scan.text[part.clone()];
    let blank = text.len() - text.trim_ascii_start().len();
    let line = text[blank..].lines().next().unwrap_or("").trim_ascii_end();
    part.start + blank..part.start + blank + line.len()
}

fn parse((version, scan): (Version<'_>, &Scan), piece: &Piece, diagnostics: &mut Diagnostics) -> Vec<Statement> {
    let builder = Builder::new(version.file, version.text, ParseOptions::default());
    let mut statements = Vec::new();
    match Grammar::parse(Rule::piece, &scan.text[piece.start..piece.end]) {
        Ok(pairs) => builder.piece(piece.start, pairs, &mut statements),
        Err(error) => recover::recover(&builder, scan, piece, error, &mut 0, diagnostics, &mut statements),
    }
    builder.finish().into_iter().for_each(|diagnostic| diagnostics.push(diagnostic));
    statements
}

/// The functions with bodies at the top level of these statements, and in their types.
fn functions(statements: &[Statement]) -> Functions<'_> {
    let mut found = Functions::new();
    for statement in statements {
        let (owner, methods) = match &statement.kind {
            StatementKind::Function(decl) => (None, std::slice::from_ref(decl)),
            StatementKind::Struct(decl) | StatementKind::Class(decl) | StatementKind::Trait(decl) => {
                (Some(&decl.name.name), decl.methods.as_slice())
            }
            StatementKind::Enum(decl) => (Some(&decl.name.name), decl.methods.as_slice()),
            _ => continue,
        };
        found.extend(methods.iter().filter(|method| method.body.is_some()).map(|method| (owner, method)));
    }
    found
}
