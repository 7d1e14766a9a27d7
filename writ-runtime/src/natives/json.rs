//! The parser behind `parseJson`: strict JSON (RFC 8259) to a flat list of events, from which `parseJson` builds values in Writ.
//!
//! An event is a string: `{` `}` `[` `]` `n` (null) `t` `f` (booleans), or one letter and a text behind it: `s` a string, `k` a key, `i` an int, `d` another
//! number, both as they are written.

use crate::collections::Array;
use crate::object::Res;
use crate::text::Str;

/// Values nest at most so deep.
const MAX_DEPTH: usize = 128;

/// The events of a text, or where it is no JSON.
pub fn json_events(text: &Str) -> Res<Array<Str>> {
    let mut parser = Parser { text, at: 0, open: Vec::new(), events: Vec::new() };
    match parser.document() {
        Ok(()) => Res::Success(Array::from_vec(parser.events)),
        Err(what) => Res::Error(Str::from(parser.located(&what))),
    }
}

struct Parser<'a> {
    text: &'a str,
    /// The byte at which it is.
    at: usize,
    /// What was opened and is not closed: whether it is an object.
    open: Vec<bool>,
    events: Vec<Str>,
}

/// What comes after a value.
enum Next {
    Value,
    Key,
    End,
}

impl Parser<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// Whether the next byte is this one, which is passed then.
    fn take(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    fn document(&mut self) -> Result<(), String> {
        // A loop and no recursion: what nests is in `open`.
        let mut next = Next::Value;
        loop {
            self.skip_blanks();
            next = match next {
                Next::Value => self.value()?,
                Next::Key => self.key()?,
                Next::End => break,
            };
        }
        if self.peek().is_some() { Err(format!("expected the end, found {}", self.found())) } else { Ok(()) }
    }

    fn value(&mut self) -> Result<Next, String> {
        match self.peek() {
            Some(b'{') => {
                self.open(true)?;
                self.skip_blanks();
                if !self.take(b'}') {
                    return Ok(Next::Key);
                }
                self.close();
            }
            Some(b'[') => {
                self.open(false)?;
                self.skip_blanks();
                if !self.take(b']') {
                    return Ok(Next::Value);
                }
                self.close();
            }
            Some(b'"') => self.string('s')?,
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b'n') => self.word("null", "n")?,
            Some(b't') => self.word("true", "t")?,
            Some(b'f') => self.word("false", "f")?,
            _ => return Err(format!("expected a value, found {}", self.found())),
        }
        self.behind_value()
    }

    fn open(&mut self, object: bool) -> Result<(), String> {
        if self.open.len() == MAX_DEPTH {
            return Err(format!("values nest deeper than {MAX_DEPTH} levels"));
        }
        self.at += 1;
        self.open.push(object);
        self.events.push(Str::new(if object { "{" } else { "[" }));
        Ok(())
    }

    fn close(&mut self) {
        if let Some(object) = self.open.pop() {
            self.events.push(Str::new(if object { "}" } else { "]" }));
        }
    }

    /// Closes what ends behind a value.
    fn behind_value(&mut self) -> Result<Next, String> {
        while let Some(object) = self.open.last().copied() {
            self.skip_blanks();
            if self.take(b',') {
                return Ok(if object { Next::Key } else { Next::Value });
            }
            let end = if object { '}' } else { ']' };
            if !self.take(end as u8) {
                return Err(format!("expected `,` or `{end}`, found {}", self.found()));
            }
            self.close();
        }
        self.skip_blanks();
        Ok(Next::End)
    }

    fn key(&mut self) -> Result<Next, String> {
        if self.peek() != Some(b'"') {
            return Err(format!("expected a key in quotes, found {}", self.found()));
        }
        self.string('k')?;
        self.skip_blanks();
        if !self.take(b':') {
            return Err(format!("expected `:`, found {}", self.found()));
        }
        Ok(Next::Value)
    }

    fn word(&mut self, word: &str, event: &str) -> Result<(), String> {
        let rest = &self.text[self.at..];
        let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
        if &rest[..end] != word {
            return Err(format!("expected a value, found {}", self.found()));
        }
        self.at += word.len();
        self.events.push(Str::new(event));
        Ok(())
    }

    fn digits(&mut self) -> Result<(), String> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at == start { Err(format!("expected a digit, found {}", self.found())) } else { Ok(()) }
    }

    fn number(&mut self) -> Result<(), String> {
        let start = self.at;
        self.take(b'-');
        if self.take(b'0') {
            if matches!(self.peek(), Some(b'0'..=b'9')) {
                return Err("a number can't begin with 0".to_owned());
            }
        } else {
            self.digits()?;
        }
        let mut whole = true;
        if self.take(b'.') {
            whole = false;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            whole = false;
            self.at += 1;
            if !self.take(b'+') {
                self.take(b'-');
            }
            self.digits()?;
        }
        let number = &self.text[start..self.at];
        let is_int = whole && number.parse::<i64>().is_ok();
        if !is_int && !number.parse::<f64>().is_ok_and(f64::is_finite) {
            self.at = start;
            return Err("this number is too large".to_owned());
        }
        self.events.push(Str::join(if is_int { "i" } else { "d" }, number));
        Ok(())
    }

    fn string(&mut self, event: char) -> Result<(), String> {
        let opened = self.at;
        self.at += 1;
        let mut out = String::from(event);
        loop {
            let start = self.at;
            while self.peek().is_some_and(|byte| byte >= 0x20 && byte != b'"' && byte != b'\\') {
                self.at += 1;
            }
            out.push_str(&self.text[start..self.at]);
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => {
                    self.at += 1;
                    out.push(self.escape()?);
                }
                Some(_) => return Err(format!("a string can't contain {}: write it with `\\`", self.found())),
                None => {
                    self.at = opened;
                    return Err("this string does not end".to_owned());
                }
            }
        }
        self.at += 1;
        self.events.push(Str::from(out));
        Ok(())
    }

    /// The character behind `\`.
    fn escape(&mut self) -> Result<char, String> {
        let character = match self.peek() {
            Some(b @ (b'"' | b'\\' | b'/')) => char::from(b),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode(),
            _ => return Err(format!("expected an escape behind `\\`, found {}", self.found())),
        };
        self.at += 1;
        Ok(character)
    }

    /// `u` and four digits; for a character that two of them write, both.
    fn unicode(&mut self) -> Result<char, String> {
        let start = self.at - 1;
        let first = self.four_digits()?;
        let mut code = first;
        if (0xd800..0xdc00).contains(&first) && self.text[self.at..].starts_with("\\u") {
            self.at += 1;
            let second = self.four_digits()?;
            if (0xdc00..0xe000).contains(&second) {
                code = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
            }
        }
        char::from_u32(code).ok_or_else(|| {
            self.at = start;
            "this escape is half of a character".to_owned()
        })
    }

    fn four_digits(&mut self) -> Result<u32, String> {
        self.at += 1;
        let mut code = 0;
        for _ in 0..4 {
            let digit = self.peek().and_then(|byte| char::from(byte).to_digit(16));
            code = code * 16 + digit.ok_or_else(|| format!("expected four hexadecimal digits behind `\\u`, found {}", self.found()))?;
            self.at += 1;
        }
        Ok(code)
    }

    /// What stands where it is.
    fn found(&self) -> String {
        match self.text[self.at..].chars().next() {
            None => "the end".to_owned(),
            Some(c) if c.is_control() => format!("the character {}", c.escape_unicode()),
            Some(c) => format!("`{c}`"),
        }
    }

    /// A message with the line and the column at which it is, both from 1.
    fn located(&self, what: &str) -> String {
        let before = &self.text[..self.at];
        let line = before.matches('\n').count() + 1;
        let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
        format!("{what} (line {line}, column {column})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events(text: &str) -> Result<String, String> {
        match json_events(&Str::new(text)) {
            Res::Success(events) => Ok(events.to_vec().iter().map(Str::as_str).collect::<Vec<_>>().join(" ")),
            Res::Error(message) => Err(message.to_string()),
        }
    }

    #[test]
    fn what_is_json() {
        for (text, expected) in [
            ("null", "n"),
            (" [ 1 , -2.5e3 , [ ] , { } ]\n", "[ i1 d-2.5e3 [ ] { } ]"),
            (r#"{"a":{"b":[true,false]},"":"\u00e9\ud83d\ude00\n\/"}"#, "{ ka { kb [ t f ] } k sé😀\n/ }"),
            ("9223372036854775807", "i9223372036854775807"),
            ("9223372036854775808", "d9223372036854775808"),
            ("-0", "i-0"),
            ("0.0", "d0.0"),
            ("\"\u{7f}\u{2028}\"", "s\u{7f}\u{2028}"),
        ] {
            assert_eq!(events(text), Ok(expected.to_owned()), "{text}");
        }
        let deep = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert!(events(&deep(MAX_DEPTH)).is_ok());
        assert_eq!(events(&deep(MAX_DEPTH + 1)), Err("values nest deeper than 128 levels (line 1, column 129)".to_owned()));
    }

    #[test]
    fn what_is_none() {
        for (text, expected) in [
            ("", "expected a value, found the end (line 1, column 1)"),
            ("nul", "expected a value, found `n` (line 1, column 1)"),
            ("nullx", "expected a value, found `n` (line 1, column 1)"),
            ("1 2", "expected the end, found `2` (line 1, column 3)"),
            ("[1,]", "expected a value, found `]` (line 1, column 4)"),
            ("[1\n 2]", "expected `,` or `]`, found `2` (line 2, column 2)"),
            ("{\"a\":1,}", "expected a key in quotes, found `}` (line 1, column 8)"),
            ("{a:1}", "expected a key in quotes, found `a` (line 1, column 2)"),
            ("{\"a\" 1}", "expected `:`, found `1` (line 1, column 6)"),
            ("[", "expected a value, found the end (line 1, column 2)"),
            ("]", "expected a value, found `]` (line 1, column 1)"),
            ("[}", "expected a value, found `}` (line 1, column 2)"),
            ("01", "a number can't begin with 0 (line 1, column 2)"),
            ("-", "expected a digit, found the end (line 1, column 2)"),
            ("1.", "expected a digit, found the end (line 1, column 3)"),
            (".5", "expected a value, found `.` (line 1, column 1)"),
            ("+1", "expected a value, found `+` (line 1, column 1)"),
            ("1e", "expected a digit, found the end (line 1, column 3)"),
            ("[1e999]", "this number is too large (line 1, column 2)"),
            ("NaN", "expected a value, found `N` (line 1, column 1)"),
            ("\"a", "this string does not end (line 1, column 1)"),
            ("\"ä\nb\"", "a string can't contain the character \\u{a}: write it with `\\` (line 1, column 3)"),
            (r#""\x""#, "expected an escape behind `\\`, found `x` (line 1, column 3)"),
            (r#""\u12g4""#, "expected four hexadecimal digits behind `\\u`, found `g` (line 1, column 6)"),
            (r#""\ud83d""#, "this escape is half of a character (line 1, column 2)"),
            (r#""\ud83dA""#, "this escape is half of a character (line 1, column 2)"),
            ("'a'", "expected a value, found `'` (line 1, column 1)"),
            ("// a\n1", "expected a value, found `/` (line 1, column 1)"),
            ("\u{feff}1", "expected a value, found `\u{feff}` (line 1, column 1)"),
        ] {
            assert_eq!(events(text), Err(expected.to_owned()), "{text}");
        }
    }
}
