//! What people write who come from other languages: where pest finds a token that does not fit, this looks whether somebody meant what Lua, Python,
//! JavaScript, C#, GDScript or their like write there, and says how Writ writes it.
//!
//! * `statements` words that begin a statement elsewhere: `local`, `def`, `switch`, `int x`
//! * `words` words inside of statements: `and`, `elif`, `new`, `instanceof`
//! * `signs` signs: `++`, `===`, `:` before a block, `->` in a lambda

mod signs;
mod statements;
mod words;

use super::scan::OPEN_ANGLE;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Span};

/// Where pest stopped.
pub(super) struct Place<'a> {
    file: FileId,
    /// The text without comments.
    copy: &'a str,
    /// The offset of what does not fit.
    at: usize,
    /// The offset at which its statement begins, as far as its line shows.
    start: usize,
    /// The offset of the end of its line.
    end: usize,
    /// What the grammar would have taken, in words.
    expected: &'a [&'a str],
}

/// A word and where it begins.
#[derive(Clone, Copy)]
struct Word<'a> {
    text: &'a str,
    at: usize,
}

impl Word<'_> {
    fn end(self) -> usize {
        self.at + self.text.len()
    }
}

fn is_word(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

/// What to say of a place where something stands that does not fit; none if no other language comes to mind.
pub(super) fn explain(file: FileId, copy: &str, at: usize, expected: &[&str]) -> Option<Diagnostic> {
    let line = copy[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let end = copy[at..].find('\n').map_or(copy.len(), |length| at + length);
    // The copy marks the `<` of type arguments.
    let unmarked = copy[line..end].contains(char::from(OPEN_ANGLE)).then(|| copy.replace(char::from(OPEN_ANGLE), "<"));
    let copy = unmarked.as_deref().unwrap_or(copy);
    let at = at + copy[at..end].len() - copy[at..end].trim_start().len();
    // A block that begins on the line begins a statement.
    let start = copy[line..at].rfind(['{', '}', ';']).map_or(line, |brace| line + brace + 1);
    let start = start + copy[start..at].len() - copy[start..at].trim_start().len();
    let place = Place { file, copy, at, start, end, expected };
    statements::explain(&place).or_else(|| words::explain(&place)).or_else(|| signs::explain(&place))
}

impl<'a> Place<'a> {
    /// From what does not fit to the end of its line.
    fn rest(&self) -> &'a str {
        self.copy[self.at..self.end].trim_end()
    }

    /// The statement up to what does not fit.
    fn before(&self) -> &'a str {
        self.copy[self.start..self.at].trim_end()
    }

    /// The whole statement, as far as its line shows.
    fn statement(&self) -> &'a str {
        self.copy[self.start..self.end].trim_end()
    }

    fn word_at(&self, at: usize) -> Word<'a> {
        let rest = &self.copy[at..self.end];
        Word { text: &rest[..rest.find(|c| !is_word(c)).unwrap_or(rest.len())], at }
    }

    /// The word that does not fit; empty if it is none.
    fn word(&self) -> Word<'a> {
        self.word_at(self.at)
    }

    /// The word directly before; empty if there is none.
    fn previous(&self) -> Word<'a> {
        let before = self.before();
        let from = before.char_indices().rev().take_while(|(_, c)| is_word(*c)).last().map_or(before.len(), |(at, _)| at);
        Word { text: &before[from..], at: self.start + from }
    }

    /// The first word of the statement behind what may stand before any declaration.
    fn first(&self) -> Word<'a> {
        let mut word = self.word_at(self.start);
        while matches!(word.text, "public" | "private" | "static" | "export" | "open") {
            word = self.word_at(self.skip_blanks(word.end()));
        }
        word
    }

    fn skip_blanks(&self, at: usize) -> usize {
        let rest = &self.copy[at..self.end];
        at + rest.len() - rest.trim_start().len()
    }

    fn expects(&self, what: &str) -> bool {
        self.expected.contains(&what)
    }

    fn report(&self, from: usize, to: usize, message: impl Into<String>) -> Diagnostic {
        Diagnostic::error(Code::SYNTAX, self.span(from, to), message)
    }

    fn span(&self, from: usize, to: usize) -> Span {
        Span::new(self.file, from, to)
    }

    /// `word` is to be replaced by `by`.
    fn replace(&self, word: Word<'_>, by: &str, message: impl Into<String>) -> Diagnostic {
        self.report(word.at, word.end(), message).fix(self.span(word.at, word.end()), by)
    }

    /// `word` and the blanks behind it are to go.
    fn remove(&self, word: Word<'_>, message: impl Into<String>) -> Diagnostic {
        self.report(word.at, word.end(), message).fix(self.span(word.at, self.skip_blanks(word.end())), "")
    }
}

/// What other languages call types, and what Writ does.
pub(crate) fn type_name(foreign: &str) -> Option<&'static str> {
    Some(match foreign {
        "str" | "String" | "char" | "Char" | "NSString" | "StringName" => "string",
        "boolean" | "Boolean" | "Bool" => "bool",
        "integer" | "Integer" | "Int" | "long" | "Long" | "i64" | "int64_t" => "int",
        "short" | "i32" | "Int32" | "uint" | "u32" | "byte" | "u8" => "int32",
        "double" | "Double" | "f64" | "Float64" => "float64",
        "Float" | "f32" | "single" | "real" | "number" | "Number" | "num" | "decimal" => "float",
        "object" | "Object" | "dynamic" | "Any" | "Variant" | "unknown" | "mixed" => "any",
        "None" | "Void" | "Unit" | "undefined" => "void",
        "List" | "list" | "ArrayList" | "Vec" | "Vector" | "array" | "Sequence" | "IEnumerable" | "PackedArray" => "Array",
        "dict" | "Dict" | "Map" | "HashMap" | "map" | "table" | "Record" | "IDictionary" => "Dictionary",
        "Option" | "Maybe" | "Nullable" => "Optional",
        _ => return None,
    })
}
