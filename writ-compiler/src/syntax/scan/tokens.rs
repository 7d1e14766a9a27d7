//! The tokens, as far as the pass has to tell them apart.

use super::brackets::{Kind, Quote};
use super::{Angle, Last, OPEN_ANGLE, Scanner};
use crate::syntax::scan::MAX_NESTING;
use pest::unicode::{XID_CONTINUE, XID_START};

/// Words that go on with the line before although they begin one, or that want more behind them.
pub(super) fn continues_line(word: &str) -> bool {
    matches!(word, "else" | "is" | "as" | "in" | "with" | "extends" | "where" | "from")
}

impl<'a> Scanner<'a> {
    /// The word that begins at `start`; empty if none does.
    pub(super) fn word_at(&self, start: usize) -> &'a str {
        let rest = &self.text[start..];
        let ascii = rest.bytes().position(|byte| !byte.is_ascii_alphanumeric() && byte != b'_').unwrap_or(rest.len());
        if rest.as_bytes().get(ascii).is_none_or(u8::is_ascii) {
            return &rest[..ascii];
        }
        let end = rest.char_indices().find(|(_, c)| !is_word_rest(*c)).map_or(rest.len(), |(at, _)| at);
        &rest[..end]
    }

    /// Takes the token that begins with `byte`.
    pub(super) fn token(&mut self, byte: u8) {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => self.word(),
            b'0'..=b'9' => self.number(),
            b'"' => {
                self.angles.clear();
                self.brackets.operand();
                let is_block = self.bytes[self.at..].starts_with(b"\"\"\"");
                let quote = Quote { at: self.at, is_block };
                self.at += if is_block { 3 } else { 1 };
                self.string(quote);
            }
            b'(' => self.open_here(Kind::Paren),
            b'[' => self.open_here(Kind::Square),
            b'{' => self.open_here(Kind::Brace),
            b')' | b']' | b'}' => self.close(byte),
            b'.' | b',' | b';' | b':' | b'=' | b'+' | b'-' | b'*' | b'/' | b'%' | b'<' | b'>' | b'!' | b'&' | b'|' | b'^' | b'~' | b'?' => {
                self.symbol(byte)
            }
            0x80.. if self.text[self.at..].chars().next().is_some_and(XID_START) => self.word(),
            _ => self.stray(),
        }
    }

    fn word(&mut self) {
        let word = self.word_at(self.at);
        self.at += word.len();
        match word {
            "start" | "yield" => {
                self.brackets.prefix();
                self.last = Last::Word;
            }
            _ if continues_line(word) && word != "else" && word != "from" => self.last = Last::Operator,
            _ => {
                self.brackets.operand();
                self.last = Last::Word;
            }
        }
    }

    fn number(&mut self) {
        self.angles.clear();
        self.brackets.operand();
        let mut end = self.at + self.word_at(self.at).len();
        if self.bytes.get(end) == Some(&b'.') && self.bytes.get(end + 1).is_some_and(u8::is_ascii_digit) {
            end += 1;
            end += self.word_at(end).len();
        }
        self.at = end;
        self.last = Last::Operand;
    }

    fn open_here(&mut self, kind: Kind) {
        if !matches!(kind, Kind::Paren) {
            self.angles.clear();
        }
        self.at += 1;
        self.open(kind, self.at - 1);
    }

    fn symbol(&mut self, byte: u8) {
        let before = std::mem::replace(&mut self.last, Last::Operator);
        let next = self.peek(1);
        let mut length = 1;
        let mut keeps_angles = false;
        match byte {
            b'-' if next == Some(b'>') => {
                self.brackets.arrow();
                keeps_angles = true;
                length = 2;
            }
            b'=' if next == Some(b'>') => {
                self.brackets.arrow();
                length = 2;
            }
            b'-' | b'!' | b'~' if matches!(before, Last::Operator | Last::Start) || byte == b'~' || byte == b'!' && next != Some(b'=') => {
                self.brackets.prefix();
            }
            b'<' if before == Last::Word && self.is_directly_behind_word() && !matches!(next, Some(b'<' | b'=')) => {
                // Deeper than this they can't be type arguments, so they are comparisons.
                if self.angles.len() == MAX_NESTING {
                    self.angles.clear();
                }
                self.angles.push(Angle { at: self.at, brackets: self.brackets.depth() });
                self.brackets.type_arguments(self.angles.len());
                keeps_angles = true;
            }
            b'>' if self.close_angle() => {
                keeps_angles = true;
                self.last = Last::Word;
            }
            b'?' if next == Some(b'?') => length = 2,
            b'?' if next == Some(b'.') => length = 2,
            b'?' if self.is_behind_blank() => self.brackets.question(),
            b'?' => {
                keeps_angles = true;
                self.last = Last::Operand;
            }
            b':' if next == Some(b':') => {
                length = 2;
                keeps_angles = true;
            }
            b':' => self.brackets.colon(),
            b',' => {
                self.brackets.end_statement();
                keeps_angles = true;
            }
            b';' => {
                self.brackets.end_statement();
                self.last = Last::Operand;
            }
            b'.' if next == Some(b'.') => length = 2,
            b'=' | b'!' | b'<' | b'>' if next == Some(b'=') => length = 2,
            b'&' | b'|' if next == Some(byte) => length = 2,
            _ => {}
        }
        self.at += length;
        if !keeps_angles {
            self.angles.clear();
        }
    }

    /// Whether a `>` here closes type arguments; marks their `<` if so.
    fn close_angle(&mut self) -> bool {
        let Some(angle) = self.angles.pop() else { return false };
        if angle.brackets != self.brackets.depth() {
            self.angles.clear();
            return false;
        }
        self.copy[angle.at] = OPEN_ANGLE;
        true
    }

    fn is_directly_behind_word(&self) -> bool {
        self.text[..self.at].chars().next_back().is_some_and(is_word_rest)
    }

    fn is_behind_blank(&self) -> bool {
        self.at == 0 || self.copy[self.at - 1].is_ascii_whitespace()
    }
}

fn is_word_rest(c: char) -> bool {
    c == '_' || c.is_ascii_alphanumeric() || !c.is_ascii() && XID_CONTINUE(c)
}
