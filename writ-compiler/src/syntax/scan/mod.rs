//! One linear pass over the text before pest reads it.
//!
//! It finds what pest would find late or explain badly (strings, comments and brackets that are not closed, characters that no program
//! contains), caps nesting so that nothing behind it can run out of stack, and prepares a copy for pest: comments are blanked, lines that
//! continue the one before are joined to it, and a `<` that opens type arguments is marked, so that the grammar needs no unbounded look
//! ahead. The copy has the same length as the text, so that offsets agree. It also notes where statements begin, by which `mod` splits the text into pieces and `recover` finds its way on.

mod allow;
mod brackets;
mod stray;
mod tokens;

pub(super) use allow::is_allow;
pub(super) use brackets::MAX_NESTING;

use crate::ast::Allow;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{FileId, Span};
use brackets::{Brackets, Kind, Quote};

/// Stands in the copy for a `<` that has its `>`.
pub(super) const OPEN_ANGLE: u8 = 1;

/// More mistakes than this many stray characters are not reported one by one.
const MAX_STRAY: usize = 20;

/// What the pass found.
pub(super) struct Scan {
    /// The copy for pest.
    pub text: String,
    /// The pieces in order; together they cover the text up to where the pass gave up.
    pub pieces: Vec<Piece>,
    /// The first token of each line that has one.
    pub lines: Vec<Line>,
    /// The deepest nesting of all kinds taken together, from which the need for stack follows.
    pub depth: usize,
    /// The comments that silence warnings.
    pub allows: Vec<Allow>,
}

/// Statements of the top level that are parsed at once.
pub(super) struct Piece {
    /// Offset of its first byte.
    pub start: usize,
    /// Offset behind its last byte.
    pub end: usize,
    /// A mistake in it was reported already, and pest would stumble over the same.
    pub is_broken: bool,
}

/// The first token of a line.
pub(super) struct Line {
    /// Its offset.
    pub at: usize,
    /// How many brackets are open before it; a closing brace that begins a line counts as closed.
    pub depth: usize,
    /// Whether a statement or member may begin here: the innermost bracket is a brace, and the line does not continue the one before.
    pub is_start: bool,
    /// Whether it begins with a closing brace.
    pub closes: bool,
}

/// Runs the pass.
pub(super) fn scan(file: FileId, text: &str, diagnostics: &mut Diagnostics) -> Scan {
    let mut scanner = Scanner::new(file, text, diagnostics);
    let finished = scanner.run();
    let end = if finished { text.len() } else { scanner.pieces.pop().map_or(0, |piece| piece.start) };
    let starts: Vec<usize> = scanner.pieces.iter().skip(1).map(|piece| piece.start).chain([end]).collect();
    for (piece, end) in scanner.pieces.iter_mut().zip(starts) {
        piece.end = end;
    }
    Scan {
        // Only ASCII was written, and only over whole characters: the bytes are UTF-8 again.
        text: String::from_utf8(scanner.copy).unwrap_or_else(|_| text.to_string()),
        depth: scanner.brackets.deepest,
        allows: allow::scopes(file, text, &scanner.allows, &scanner.lines),
        pieces: scanner.pieces,
        lines: scanner.lines,
    }
}

/// Whether the text breaks off in the middle of something, so that more text may still make it right: a bracket, multi-line string or block comment is
/// open at its end, or an operator or comma is the last that is there.
pub(super) fn is_incomplete(text: &str) -> bool {
    let mut diagnostics = Diagnostics::default();
    let mut scanner = Scanner::new(FileId(0), text, &mut diagnostics);
    scanner.breaks_off = Some(false);
    scanner.run() && scanner.breaks_off == Some(true)
}

/// What stood before, as far as the pass has to know.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    /// An operand is complete: a name, a literal, a closing bracket.
    Operand,
    /// A name, directly behind which `<` may open type arguments.
    Word,
    /// An operator, opening bracket or comma: the line goes on.
    Operator,
    /// A statement or member begins.
    Start,
}

/// A `<` that may open type arguments.
struct Angle {
    at: usize,
    brackets: usize,
}

struct Scanner<'a> {
    file: FileId,
    text: &'a str,
    bytes: &'a [u8],
    copy: Vec<u8>,
    at: usize,
    brackets: Brackets,
    angles: Vec<Angle>,
    pieces: Vec<Piece>,
    lines: Vec<Line>,
    line_number: u32,
    line_start: usize,
    is_line_start: bool,
    last: Last,
    stray: usize,
    last_stray: Option<(u32, char)>,
    /// A string was not closed: brackets that seem open afterwards may well have been closed inside it.
    has_open_string: bool,
    /// Where comments begin that silence warnings.
    allows: Vec<usize>,
    /// Whether the text was found to break off at its end; `None` if nobody asks.
    breaks_off: Option<bool>,
    diagnostics: &'a mut Diagnostics,
}

impl<'a> Scanner<'a> {
    fn new(file: FileId, text: &'a str, diagnostics: &'a mut Diagnostics) -> Scanner<'a> {
        Scanner {
            file,
            text,
            bytes: text.as_bytes(),
            copy: text.as_bytes().to_vec(),
            at: 0,
            brackets: Brackets::new(),
            angles: Vec::new(),
            pieces: vec![Piece { start: 0, end: 0, is_broken: false }],
            lines: Vec::new(),
            line_number: 0,
            line_start: 0,
            is_line_start: true,
            last: Last::Start,
            stray: 0,
            last_stray: None,
            has_open_string: false,
            allows: Vec::new(),
            breaks_off: None,
            diagnostics,
        }
    }
}

impl Scanner<'_> {
    /// Goes through the text; false if it gave up inside the last piece.
    fn run(&mut self) -> bool {
        if self.bytes.starts_with("\u{feff}".as_bytes()) {
            self.blank(0, 3);
            self.at = 3;
        }
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b' ' => self.at += 1,
                b'\t' | b'\r' => {
                    self.copy[self.at] = b' ';
                    self.at += 1;
                }
                b'\n' => self.newline(),
                b'/' if self.peek(1) == Some(b'/') => self.line_comment(),
                b'/' if self.peek(1) == Some(b'*') => self.block_comment(),
                _ => {
                    if self.is_line_start {
                        self.begin_line(byte);
                    }
                    if self.is_lua_comment() {
                        self.foreign_comment(self.at, 2);
                        continue;
                    }
                    self.token(byte);
                    if let Some(message) = self.brackets.overflow {
                        self.error(Code::TOO_DEEP, self.at.saturating_sub(1), self.at, message)
                            .help(format!("at most {MAX_NESTING} levels are allowed; name parts of the code with `let` or `func`"))
                            .report(self);
                        return false;
                    }
                }
            }
        }
        self.look_at_end();
        self.finish_brackets();
        true
    }

    /// The end of the text: does it break off? What is wrong already gets no better by more text.
    fn look_at_end(&mut self) {
        if self.breaks_off == Some(false) && !self.diagnostics.has_errors() {
            self.breaks_off = Some(self.brackets.depth() > 0 || self.last == Last::Operator);
        }
    }

    /// A string or comment of several lines is open at the end of the text.
    fn open_at_end(&mut self) {
        if self.breaks_off == Some(false) && !self.diagnostics.has_errors() {
            self.breaks_off = Some(true);
        }
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    fn blank(&mut self, start: usize, end: usize) {
        for byte in &mut self.copy[start..end] {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
    }

    fn newline(&mut self) {
        self.at += 1;
        self.begin_number();
        self.is_line_start = true;
        if self.last != Last::Operator {
            let next = self.bytes[self.at..].iter().find(|byte| !byte.is_ascii_whitespace());
            if next != Some(&b'>') {
                self.angles.clear();
            }
        }
    }

    fn begin_number(&mut self) {
        self.line_number += 1;
        self.line_start = self.at;
    }

    fn begin_line(&mut self, byte: u8) {
        self.is_line_start = false;
        let rest = &self.bytes[self.at..];
        let goes_on = matches!(byte, b'.' | b'?' | b':') || rest.starts_with(b"&&") || rest.starts_with(b"||");
        if goes_on {
            self.join_lines();
        }
        let continues = goes_on || self.last == Last::Operator || self.word_at(self.at) == "else";
        if !continues && self.brackets.in_braces() {
            self.brackets.end_statement();
            self.last = Last::Start;
        }
        let closes = byte == b'}';
        let depth = self.brackets.depth();
        self.lines.push(Line {
            at: self.at,
            depth: if closes { depth.saturating_sub(1) } else { depth },
            is_start: !continues && self.brackets.in_braces(),
            closes,
        });
        // A word that can't go on with what was before begins a piece.
        if depth == 0 && !continues && (byte.is_ascii_alphabetic() || byte == b'_') && !tokens::continues_line(self.word_at(self.at)) {
            self.pieces.push(Piece { start: self.at, end: 0, is_broken: false });
        }
    }

    /// Blanks the newlines before a line that continues the one before.
    fn join_lines(&mut self) {
        for byte in self.copy[..self.at].iter_mut().rev().take_while(|byte| byte.is_ascii_whitespace()) {
            *byte = b' ';
        }
    }

    fn line_comment(&mut self) {
        let end = self.bytes[self.at..].iter().position(|byte| *byte == b'\n').map_or(self.bytes.len(), |length| self.at + length);
        if allow::is_allow(&self.text[self.at..end]) {
            self.allows.push(self.at);
        }
        self.blank(self.at, end);
        self.at = end;
    }

    fn block_comment(&mut self) {
        let start = self.at;
        let mut depth = 0usize;
        loop {
            match (self.peek(0), self.peek(1)) {
                (Some(b'/'), Some(b'*')) => {
                    depth += 1;
                    self.at += 2;
                }
                (Some(b'*'), Some(b'/')) => {
                    depth -= 1;
                    self.at += 2;
                    if depth == 0 {
                        break;
                    }
                }
                (Some(b'\n'), _) => self.newline(),
                (Some(_), _) => self.at += 1,
                (None, _) => {
                    self.open_at_end();
                    self.error(Code::UNTERMINATED, start, start + 2, "this block comment is not closed")
                        .help("block comments nest: each `/*` needs its own `*/`")
                        .report(self);
                    break;
                }
            }
        }
        self.blank(start, self.at);
    }

    /// Reads a string from its opening quotes, or goes on with it behind an interpolation.
    fn string(&mut self, quote: Quote) {
        loop {
            match self.bytes.get(self.at) {
                Some(b'\\') => {
                    self.at += 1;
                    if !matches!(self.bytes.get(self.at), None | Some(b'\n')) {
                        self.at += self.char_length();
                    }
                }
                Some(b'$') if self.peek(1) == Some(b'{') => {
                    self.at += 2;
                    self.open(Kind::Interpolation(quote), self.at - 2);
                    return;
                }
                Some(b'"') if quote.is_block && self.bytes[self.at..].starts_with(b"\"\"\"") => {
                    self.at += 3;
                    break;
                }
                Some(b'"') if !quote.is_block => {
                    self.at += 1;
                    break;
                }
                Some(b'\n') if quote.is_block => {
                    self.at += 1;
                    self.begin_number();
                }
                Some(b'\n') | None => {
                    self.unterminated_string(quote);
                    break;
                }
                Some(byte) if byte.is_ascii_control() && !matches!(byte, b'\t' | b'\r') => self.stray(),
                Some(_) => self.at += 1,
            }
        }
        self.last = Last::Operand;
    }

    fn unterminated_string(&mut self, quote: Quote) {
        if quote.is_block {
            self.open_at_end();
        }
        // `"cost: ${price"` has one quote too many because its brace is missing: that is what to say.
        if let Some(at) = self.brackets.interpolation_on_line(self.line_number)
            && !quote.is_block
        {
            self.error(Code::UNTERMINATED, at, at + 2, "this `${` is not closed by `}`").report(self);
        } else {
            let (width, help) = if quote.is_block {
                (3, "a multi-line string ends in `\"\"\"`")
            } else {
                (1, "a string ends on its line; `\"\"\"` opens one of several lines")
            };
            self.error(Code::UNTERMINATED, quote.at, quote.at + width, "this string is not closed").help(help).report(self);
        }
        self.has_open_string = true;
        // Its line's closing brackets stand inside the string.
        self.brackets.forget_line(self.line_number);
    }

    fn char_length(&self) -> usize {
        self.text[self.at..].chars().next().map_or(1, char::len_utf8)
    }

    fn break_piece(&mut self) {
        if let Some(piece) = self.pieces.last_mut() {
            piece.is_broken = true;
        }
    }

    fn error(&self, code: Code, start: usize, end: usize, message: impl Into<String>) -> Found {
        Found(Diagnostic::error(code, Span::new(self.file, start, end), message))
    }
}

/// A diagnostic on its way to the sink.
struct Found(Diagnostic);

impl Found {
    fn help(self, text: impl Into<String>) -> Found {
        Found(self.0.help(text))
    }

    fn also(self, span: Span, text: impl Into<String>) -> Found {
        Found(self.0.also(span, text))
    }

    fn label(self, text: impl Into<String>) -> Found {
        Found(self.0.label(text))
    }

    fn fix(self, span: Span, replacement: impl Into<String>) -> Found {
        Found(self.0.fix(span, replacement))
    }

    /// Reports it; the piece that it stands in is not shown to pest.
    fn report(self, scanner: &mut Scanner<'_>) {
        scanner.break_piece();
        scanner.diagnostics.push(self.0);
    }
}
