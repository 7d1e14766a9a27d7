//! Brackets: what is open, how deep everything nests, and what is not closed.

use super::{Last, Scanner};
use crate::diagnostic::Code;
use crate::source::Span;

/// How deep brackets and blocks, prefix operators, and branches of `? :` may nest.
pub(in crate::syntax) const MAX_NESTING: usize = 256;

/// A string that an interpolation interrupts.
#[derive(Clone, Copy)]
pub(super) struct Quote {
    /// Offset of its opening quotes.
    pub at: usize,
    /// Whether it is a `"""` string.
    pub is_block: bool,
}

/// The kinds of brackets.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    /// `(`
    Paren,
    /// `[`
    Square,
    /// `{`
    Brace,
    /// `${`
    Interpolation(Quote),
}

impl Kind {
    pub(super) fn opening(self) -> &'static str {
        match self {
            Kind::Paren => "(",
            Kind::Square => "[",
            Kind::Brace => "{",
            Kind::Interpolation(_) => "${",
        }
    }

    pub(super) fn closing(self) -> u8 {
        match self {
            Kind::Paren => b')',
            Kind::Square => b']',
            Kind::Brace | Kind::Interpolation(_) => b'}',
        }
    }
}

struct Open {
    kind: Kind,
    at: usize,
    line: u32,
    /// How far the line on which it stands is indented.
    indent: usize,
    /// What was pending around it.
    outer: Pending,
}

/// Operators of one bracket level that wait for the end of their operand.
#[derive(Clone, Copy, Default)]
struct Pending {
    /// `-`, `!`, `~`, `start`, `yield` directly before an operand.
    prefixes: usize,
    /// `=>` and `->` whose right side goes on.
    arrows: usize,
    /// `?` whose `:` is to come.
    ternaries: usize,
}

/// The open brackets and how deep things nest.
pub(super) struct Brackets {
    stack: Vec<Open>,
    now: Pending,
    /// The sums over all levels around the current one.
    outer: Pending,
    /// A brace that was probably meant to be closed before another one of less indentation was.
    suspect: Option<usize>,
    /// The deepest nesting of all kinds together.
    pub deepest: usize,
    /// What nests too deep.
    pub overflow: Option<&'static str>,
}

impl Brackets {
    pub(super) fn new() -> Brackets {
        Brackets { stack: Vec::new(), now: Pending::default(), outer: Pending::default(), suspect: None, deepest: 0, overflow: None }
    }

    pub(super) fn depth(&self) -> usize {
        self.stack.len()
    }

    pub(super) fn in_braces(&self) -> bool {
        self.stack.last().is_none_or(|open| matches!(open.kind, Kind::Brace))
    }

    /// Where the `${` of this line is that is still open.
    pub(super) fn interpolation_on_line(&self, line: u32) -> Option<usize> {
        let open = self.stack.last()?;
        (matches!(open.kind, Kind::Interpolation(_)) && open.line == line).then_some(open.at)
    }

    /// Drops the brackets that were opened on this line, but for braces of blocks.
    pub(super) fn forget_line(&mut self, line: u32) {
        while let Some(open) = self.stack.last()
            && open.line == line
            && !matches!(open.kind, Kind::Brace)
        {
            self.pop();
        }
    }

    pub(super) fn prefix(&mut self) {
        self.now.prefixes += 1;
        self.measure();
    }

    pub(super) fn arrow(&mut self) {
        self.now.arrows += 1;
        self.measure();
    }

    pub(super) fn question(&mut self) {
        self.now.ternaries += 1;
        self.measure();
    }

    pub(super) fn colon(&mut self) {
        self.now.ternaries = self.now.ternaries.saturating_sub(1);
    }

    /// An operand is complete, and with it its prefixes.
    pub(super) fn operand(&mut self) {
        self.now.prefixes = 0;
    }

    /// A statement or an element of a list is complete.
    pub(super) fn end_statement(&mut self) {
        self.now = Pending::default();
    }

    fn push(&mut self, kind: Kind, at: usize, line: u32, indent: usize) {
        let now = std::mem::take(&mut self.now);
        self.outer.prefixes += now.prefixes;
        self.outer.arrows += now.arrows;
        self.outer.ternaries += now.ternaries;
        self.stack.push(Open { kind, at, line, indent, outer: now });
        self.measure();
    }

    fn pop(&mut self) -> Option<Open> {
        let open = self.stack.pop()?;
        self.outer.prefixes -= open.outer.prefixes;
        self.outer.arrows -= open.outer.arrows;
        self.outer.ternaries -= open.outer.ternaries;
        self.now = Pending { prefixes: 0, ..open.outer };
        Some(open)
    }

    /// So many lists of type arguments are open, perhaps: they need stack, too.
    pub(super) fn type_arguments(&mut self, open: usize) {
        let Pending { prefixes, arrows, ternaries } = self.pending();
        self.deepest = self.deepest.max(self.stack.len() + prefixes + arrows + ternaries + open);
    }

    /// The sums over all levels.
    fn pending(&self) -> Pending {
        Pending {
            prefixes: self.outer.prefixes + self.now.prefixes,
            arrows: self.outer.arrows + self.now.arrows,
            ternaries: self.outer.ternaries + self.now.ternaries,
        }
    }

    fn measure(&mut self) {
        let Pending { prefixes, arrows, ternaries } = self.pending();
        self.deepest = self.deepest.max(self.stack.len() + prefixes + arrows + ternaries);
        if self.stack.len() > MAX_NESTING {
            self.overflow = Some("brackets and blocks nest too deep");
        } else if prefixes > MAX_NESTING {
            self.overflow = Some("prefix operators nest too deep");
        } else if arrows > MAX_NESTING {
            self.overflow = Some("functions nest too deep");
        } else if ternaries > MAX_NESTING {
            self.overflow = Some("`? :` nests too deep");
        }
    }
}

impl Scanner<'_> {
    /// Notes an opening bracket at `at`; the position is behind it already.
    pub(super) fn open(&mut self, kind: Kind, at: usize) {
        let indent = self.lines.last().map_or(0, |line| line.at.saturating_sub(self.line_start));
        self.last = if matches!(kind, Kind::Brace) { Last::Start } else { Last::Operator };
        self.brackets.push(kind, at, self.line_number, indent);
    }

    /// Takes a closing bracket at the current position, and goes on with the string if it ended an interpolation.
    pub(super) fn close(&mut self, byte: u8) {
        let at = self.at;
        self.at += 1;
        self.last = Last::Operand;
        if !self.brackets.stack.iter().any(|open| open.kind.closing() == byte) {
            self.report_unexpected_closing(byte, at);
            return;
        }
        while let Some(open) = self.brackets.pop() {
            if open.kind.closing() == byte {
                let is_first = self.lines.last().is_some_and(|line| line.at == at);
                let indent = at.saturating_sub(self.line_start);
                if is_first && indent < open.indent && self.brackets.suspect.is_none() {
                    self.brackets.suspect = Some(open.at);
                }
                if let Kind::Interpolation(quote) = open.kind {
                    self.string(quote);
                }
                break;
            }
            self.report_open(&open, Some(at));
        }
        let depth = self.brackets.depth();
        while self.angles.last().is_some_and(|angle| angle.brackets > depth) {
            self.angles.pop();
        }
    }

    /// Reports a closing bracket that closes nothing; it is taken for the one that was meant.
    fn report_unexpected_closing(&mut self, byte: u8, at: usize) {
        self.break_piece();
        let found = char::from(byte);
        let open = self.brackets.pop();
        if self.has_open_string {
            return;
        }
        match open {
            Some(open) => {
                let (opening, closing) = (open.kind.opening(), char::from(open.kind.closing()));
                let span = Span::new(self.file, open.at, open.at + opening.len());
                self.error(Code::SYNTAX, at, at + 1, format!("expected `{closing}`, found `{found}`"))
                    .also(span, format!("this `{opening}` is open"))
                    .report(self);
            }
            None => {
                self.error(Code::SYNTAX, at, at + 1, format!("unexpected `{found}`"))
                    .label("nothing is open here that it could close")
                    .report(self);
            }
        }
    }

    /// Reports what is still open at the end of the text: the innermost, with the others as company.
    pub(super) fn finish_brackets(&mut self) {
        let mut open = Vec::new();
        while let Some(bracket) = self.brackets.pop() {
            open.push(bracket);
        }
        if let Some(at) = self.brackets.suspect
            && let Some(last) = open.first_mut()
        {
            last.at = at;
            last.kind = Kind::Brace;
        }
        if let Some(innermost) = open.first() {
            self.report_open(innermost, None);
        }
    }

    /// The first line behind an opening bracket that is indented no more than the line that it stands on: before it the bracket should have been closed.
    fn outdented(&self, open: &Open) -> Option<usize> {
        let behind = self.lines.partition_point(|line| line.at <= open.at);
        let indent = |at: usize| at - self.text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let opening = self.lines[..behind].last().map_or(0, |line| indent(line.at));
        let line = self.lines[behind..].iter().find(|line| indent(line.at) <= opening && !line.closes)?;
        Some(line.at)
    }

    fn report_open(&mut self, open: &Open, closed_at: Option<usize>) {
        self.break_piece();
        if self.has_open_string {
            return;
        }
        let text = open.kind.opening();
        let closing = char::from(open.kind.closing());
        let mut error =
            self.error(Code::UNTERMINATED, open.at, open.at + text.len(), format!("this `{text}` is not closed by `{closing}`"));
        if let Some(at) = closed_at {
            let found = char::from(self.bytes[at]);
            error = error.also(Span::new(self.file, at, at + 1), format!("`{closing}` was expected before this `{found}`"));
        } else if let Some(line) = self.outdented(open) {
            // A word, or one character.
            let character = self.text[line..].chars().next().map_or(0, char::len_utf8);
            let end = line + self.word_at(line).len().max(character);
            error = error.also(Span::new(self.file, line, end), format!("`{closing}` was expected before this"));
        }
        error.report(self);
    }
}
