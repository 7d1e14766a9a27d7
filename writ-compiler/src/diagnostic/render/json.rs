//! Diagnostics as JSON, for editors and scripts.

use super::severity_word;
use crate::diagnostic::Diagnostic;
use crate::source::{SourceMap, Span};
use std::fmt::Write;

/// All diagnostics as a JSON array of objects with `severity`, `code`, `message`, `labels` (the primary one first), `notes`, `help` and
/// `fix` (`null`, or its `applicability`, `safe` or `unsafe`, and its `edits`: places with a `replacement`). A place is `file`, `line`, `column`, `endLine`, `endColumn` (1-based, columns in characters) and `start`, `end` (bytes).
pub fn render_json(diagnostics: &[Diagnostic], sources: &SourceMap) -> String {
    let mut json = Json { out: String::new(), sources };
    json.list(diagnostics, Json::diagnostic);
    json.out.push('\n');
    json.out
}

struct Json<'a> {
    out: String,
    sources: &'a SourceMap,
}

impl Json<'_> {
    fn list<T>(&mut self, items: &[T], mut each: impl FnMut(&mut Self, &T)) {
        self.out.push('[');
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.out.push(',');
            }
            each(self, item);
        }
        self.out.push(']');
    }

    fn diagnostic(&mut self, diagnostic: &Diagnostic) {
        self.out.push_str("{\"severity\":");
        self.string(severity_word(diagnostic.severity));
        self.out.push_str(",\"code\":");
        self.string(diagnostic.code.0);
        self.out.push_str(",\"message\":");
        self.string(&diagnostic.message);
        self.out.push_str(",\"labels\":");
        let labels: Vec<_> =
            std::iter::once((&diagnostic.primary, true)).chain(diagnostic.secondary.iter().map(|label| (label, false))).collect();
        self.list(&labels, |json, (label, is_primary)| {
            json.out.push_str("{\"text\":");
            json.string(&label.text);
            let _ = write!(json.out, ",\"primary\":{is_primary},");
            json.place(label.span);
            json.out.push('}');
        });
        self.out.push_str(",\"notes\":");
        self.list(&diagnostic.notes, |json, note| json.string(note));
        self.out.push_str(",\"help\":");
        self.list(&diagnostic.help, |json, help| json.string(help));
        self.out.push_str(",\"fix\":");
        match &diagnostic.fix {
            Some(fix) => {
                self.out.push_str("{\"applicability\":");
                self.string(fix.applicability.word());
                self.out.push_str(",\"edits\":");
                self.list(&fix.edits, |json, edit| {
                    json.out.push('{');
                    json.place(edit.span);
                    json.out.push_str(",\"replacement\":");
                    json.string(&edit.replacement);
                    json.out.push('}');
                });
                self.out.push('}');
            }
            None => self.out.push_str("null"),
        }
        self.out.push('}');
    }

    fn place(&mut self, span: Span) {
        let file = self.sources.file(span.file);
        let (line, column) = file.line_column(span.start);
        let (end_line, end_column) = file.line_column(span.end);
        self.out.push_str("\"file\":");
        self.string(&file.path);
        let _ = write!(
            self.out,
            ",\"line\":{line},\"column\":{column},\"endLine\":{end_line},\"endColumn\":{end_column},\"start\":{},\"end\":{}",
            span.start, span.end
        );
    }

    fn string(&mut self, text: &str) {
        self.out.push_str(&quote_json(text));
    }
}

/// A text as a JSON string.
pub(crate) fn quote_json(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            _ if c.is_control() => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            _ => out.push(c),
        }
    }
    out.push('"');
    out
}
