//! Characters that no script contains: most come from other languages, and their users read what Writ has for it.

use super::{Last, MAX_STRAY, Scanner};
use crate::diagnostic::Code;
use crate::source::Span;

impl Scanner<'_> {
    /// Reports the character here and blanks it, with what belongs to it.
    pub(super) fn stray(&mut self) {
        let Some(found) = self.text[self.at..].chars().next() else { return };
        let end = self.at + found.len_utf8();
        let taken = match found {
            '\'' | '`' | '“' | '‘' => self.foreign_string(found),
            '#' => self.hash(),
            _ => false,
        };
        if !taken {
            self.lone(found, end);
        }
    }

    fn lone(&mut self, found: char, end: usize) {
        let start = self.at;
        self.at = end;
        self.blank(start, end);
        self.break_piece();
        // One report for all of its kind on a line, and not too many of those.
        if self.last_stray.replace((self.line_number, found)) == Some((self.line_number, found)) || self.too_many() {
            return;
        }
        let message = match found {
            '\0' => "a NUL byte does not belong in a script".to_string(),
            _ if found.is_control() || found.is_whitespace() => {
                format!("the character U+{:04X} does not belong in a script", u32::from(found))
            }
            _ => format!("unexpected character `{found}`"),
        };
        let mut error = self.error(Code::INVALID_CHARACTER, start, end, message);
        if let Some(help) = help(found, self.bytes.get(end).copied()) {
            error = error.help(help);
        }
        error.report(self);
    }

    fn too_many(&mut self) -> bool {
        self.stray += 1;
        self.stray > MAX_STRAY
    }

    fn line_end(&self) -> usize {
        self.bytes[self.at..].iter().position(|byte| *byte == b'\n').map_or(self.bytes.len(), |length| self.at + length)
    }

    /// A string in other quotes; false if it does not end on its line.
    fn foreign_string(&mut self, quote: char) -> bool {
        let (start, line_end) = (self.at, self.line_end());
        if self.trailing_comment(start) {
            return true;
        }
        let closing = match quote {
            '“' => '”',
            '‘' => '’',
            other => other,
        };
        let inside = start + quote.len_utf8();
        // A template of several lines is one mistake, too.
        let limit = if quote == '`' { self.text.len() } else { line_end };
        let Some(length) = self.text[inside..limit].find(closing) else { return false };
        let content = &self.text[inside..inside + length];
        let end = inside + length + closing.len_utf8();
        self.last = Last::Operand;
        self.blank(start, end);
        self.break_piece();
        let lines = content.matches('\n').count();
        let too_many = self.too_many();
        self.at = end;
        if !too_many {
            let error = self.error(Code::INVALID_CHARACTER, start, end, "strings are written in straight double quotes");
            let error = if lines > 0 {
                error.help("a string of several lines stands between `\"\"\"`; values stand in it as `$name` and `${a + b}`")
            } else {
                // A `$` in a template means what it does in Writ; elsewhere it is a dollar.
                let escaped = content.replace('"', "\\\"");
                let meant = if quote == '`' { format!("\"{escaped}\"") } else { format!("\"{}\"", escaped.replace('$', "\\$")) };
                error.help(format!("write `{meant}`")).fix(Span::new(self.file, start, end), meant)
            };
            error.report(self);
        }
        for _ in 0..lines {
            self.begin_number();
        }
        true
    }

    /// The quote stands in a comment of Lua's behind code.
    fn trailing_comment(&mut self, at: usize) -> bool {
        let line_start = self.text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let before = &self.text[line_start..at];
        match before.find("-- ").filter(|dashes| !before[..*dashes].contains('"')) {
            Some(dashes) => {
                self.foreign_comment(line_start + dashes, 2);
                true
            }
            None => false,
        }
    }

    /// `#` of a comment, or of Lua's length.
    fn hash(&mut self) -> bool {
        let start = self.at;
        let behind = &self.text[start + 1..];
        let length = behind.find(|c: char| !(c == '_' || c == '.' || c.is_alphanumeric())).unwrap_or(behind.len());
        let name = behind[..length].trim_end_matches('.');
        if self.last == Last::Operator && !name.is_empty() {
            let end = start + 1 + name.len();
            let meant = format!("{name}.len()");
            self.at = end;
            self.last = Last::Operand;
            if !self.too_many() {
                self.error(Code::INVALID_CHARACTER, start, end, "Writ has no `#`")
                    .help(format!("write `{meant}`"))
                    .fix(Span::new(self.file, start, end), meant)
                    .report(self);
            }
            return true;
        }
        self.foreign_comment(start, 1);
        true
    }

    /// Whether a comment of Lua's begins at this line's first token.
    pub(super) fn is_lua_comment(&self) -> bool {
        let dashes = self.text[self.at..].trim_start_matches('-');
        let is_text = dashes.strip_prefix(' ').is_some_and(|text| text.starts_with(char::is_alphabetic));
        self.last == Last::Start && self.text[self.at..].starts_with("--") && (is_text || dashes.starts_with("[["))
    }

    /// A comment that begins at `start` with so many bytes of other signs: the line's rest is not looked at.
    pub(super) fn foreign_comment(&mut self, start: usize, width: usize) {
        let end = self.line_end();
        self.blank(start, end);
        self.at = end;
        if !self.too_many() {
            self.error(Code::INVALID_CHARACTER, start, start + width, "comments begin with `//`")
                .fix(Span::new(self.file, start, start + width), "//")
                .report(self);
        }
        self.break_piece();
    }
}

/// What to say of a character that other languages use.
fn help(found: char, next: Option<u8>) -> Option<&'static str> {
    match found {
        '\'' | '`' | '“' | '”' | '‘' | '’' => Some("strings are written in straight double quotes: \"text\""),
        '@' => Some("there are no annotations; what the host sees is `public` or `export`"),
        '$' if next == Some(b'"') => Some("a string needs no `$` before it: values stand in any string, as `$name` or `${a + b}`"),
        '$' => Some("a name has no `$` before it; in a string, `$name` stands for its value"),
        '\\' => Some("a line goes on by itself behind an operator, a comma or an open bracket"),
        '\u{a0}' | '\u{2000}'..='\u{200b}' | '\u{3000}' => Some("it looks like a blank; type a plain one"),
        _ => None,
    }
}
