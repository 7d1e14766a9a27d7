//! Diagnostics as text in the manner of rustc.
//!
//! ```text
//! error[E0301]: expected `int`, found `string`
//!  --> game.writ:3:14
//!   |
//! 3 | let x: int = "a"
//!   |        ---   ^^^ this is a `string`
//!   |        |
//!   |        because of this type
//!   |
//!   = help: write a number
//! ```

mod json;
mod line;
#[cfg(test)]
mod tests;

pub(crate) use json::quote_json;
pub use json::render_json;

use super::{Diagnostic, Label, Severity};
use crate::source::{FileId, SourceMap, Span};
use line::Line;
use std::fmt::Write;

/// How to render.
#[derive(Clone, Copy, Default, Debug)]
pub struct RenderOptions {
    /// Colours by ANSI escapes, for a terminal.
    pub color: bool,
}

/// All diagnostics as plain text, each followed by a blank line.
pub fn render(diagnostics: &[Diagnostic], sources: &SourceMap) -> String {
    render_with(diagnostics, sources, RenderOptions::default())
}

/// All diagnostics as text, each followed by a blank line.
pub fn render_with(diagnostics: &[Diagnostic], sources: &SourceMap, options: RenderOptions) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        Renderer { sources, style: Style { color: options.color }, out: &mut out }.diagnostic(diagnostic);
        out.push('\n');
    }
    out
}

/// One line of a file, marked whole, as diagnostics show it: for what is known to have happened on a line, but not where on it. Nothing if the file
/// has no such line, or nothing is on it.
///
/// ```text
///  --> game.writ:2
///   |
/// 2 |     return a / b
///   |     ^^^^^^^^^^^^
/// ```
pub fn render_line(file: FileId, line: u32, sources: &SourceMap, options: RenderOptions) -> String {
    let source = sources.file(file);
    if line == 0 {
        return String::new();
    }
    let text = source.line_text(line);
    let code = without_comment(text);
    let start = code.chars().take_while(|c| c.is_whitespace()).count();
    let end = code.trim_end().chars().count();
    if end <= start {
        return String::new();
    }
    let label = Label { span: Span::new(file, 0, 0), text: String::new() };
    let mark = Mark { label: &label, is_primary: true, line, start, end };
    let mut out = String::new();
    let width = line.to_string().len();
    let place = format!("{}:{line}", source.path);
    Renderer { sources, style: Style { color: options.color }, out: &mut out }.excerpt(file, &place, &[&mark], width, "-->", Paint::Error);
    out
}

/// A line without the `//` comment at its end; strings may contain `//`.
fn without_comment(line: &str) -> &str {
    let mut in_string = false;
    let mut chars = line.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => in_string = !in_string,
            '\\' if in_string => {
                chars.next();
            }
            '/' if !in_string && chars.peek().is_some_and(|(_, next)| *next == '/') => {
                let code = &line[..at];
                // Of a line that is a comment the comment is all that there is.
                return if code.trim().is_empty() { line } else { code };
            }
            _ => {}
        }
    }
    line
}

/// What is coloured.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Paint {
    Error,
    Warning,
    Frame,
    Bold,
}

impl Paint {
    fn of(severity: Severity) -> Paint {
        match severity {
            Severity::Error => Paint::Error,
            Severity::Warning => Paint::Warning,
        }
    }
}

#[derive(Clone, Copy)]
struct Style {
    color: bool,
}

impl Style {
    fn paint(self, paint: Paint, text: &str) -> String {
        if !self.color || text.is_empty() {
            return text.to_string();
        }
        let code = match paint {
            Paint::Error => "1;31",
            Paint::Warning => "1;33",
            Paint::Frame => "1;34",
            Paint::Bold => "1",
        };
        format!("\x1b[{code}m{text}\x1b[0m")
    }
}

/// The word for a severity.
fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// A label with its place: 1-based line, 0-based columns in characters on that line.
struct Mark<'a> {
    label: &'a Label,
    is_primary: bool,
    line: u32,
    start: usize,
    end: usize,
}

struct Renderer<'a> {
    sources: &'a SourceMap,
    style: Style,
    out: &'a mut String,
}

impl Renderer<'_> {
    fn diagnostic(&mut self, diagnostic: &Diagnostic) {
        let paint = Paint::of(diagnostic.severity);
        let head = format!("{}[{}]", severity_word(diagnostic.severity), diagnostic.code);
        let _ = writeln!(
            self.out,
            "{}{}",
            self.style.paint(paint, &head),
            self.style.paint(Paint::Bold, &format!(": {}", one_line(&diagnostic.message)))
        );
        let marks: Vec<Mark<'_>> = std::iter::once((&diagnostic.primary, true))
            .chain(diagnostic.secondary.iter().map(|label| (label, false)))
            .map(|(label, is_primary)| self.mark(label, is_primary))
            .collect();
        let last = marks.iter().map(|mark| mark.line).max().unwrap_or(1);
        let width = last.to_string().len();
        let mut files: Vec<FileId> = Vec::new();
        for mark in &marks {
            if !files.contains(&mark.label.span.file) {
                files.push(mark.label.span.file);
            }
        }
        for (index, file) in files.into_iter().enumerate() {
            let own: Vec<&Mark<'_>> = marks.iter().filter(|mark| mark.label.span.file == file).collect();
            let place = own.first().map_or(String::new(), |first| self.place(file, first));
            self.excerpt(file, &place, &own, width, if index == 0 { "-->" } else { ":::" }, paint);
        }
        if !(diagnostic.notes.is_empty() && diagnostic.help.is_empty()) {
            let _ = writeln!(self.out, "{:width$} {}", "", self.style.paint(Paint::Frame, "|"));
        }
        for note in &diagnostic.notes {
            self.trailer("note", note, width);
        }
        for help in &diagnostic.help {
            self.trailer("help", help, width);
        }
    }

    fn trailer(&mut self, word: &str, text: &str, width: usize) {
        let equals = self.style.paint(Paint::Frame, "=");
        let word = self.style.paint(Paint::Bold, word);
        let text = text.lines().collect::<Vec<_>>().join(&format!("\n{:width$}         ", ""));
        let _ = writeln!(self.out, "{:width$} {equals} {word}: {text}", "");
    }

    fn mark<'a>(&self, label: &'a Label, is_primary: bool) -> Mark<'a> {
        let file = self.sources.file(label.span.file);
        let (line, column) = file.line_column(label.span.start);
        let (end_line, end_column) = file.line_column(label.span.end);
        let start = column as usize - 1;
        // A span of several lines is marked up to the end of its first.
        let end = if end_line == line { end_column as usize - 1 } else { file.line_text(line).chars().count() };
        Mark { label, is_primary, line, start, end: end.max(start + 1) }
    }

    fn place(&self, file: FileId, mark: &Mark<'_>) -> String {
        format!("{}:{}:{}", self.sources.file(file).path, mark.line, mark.start + 1)
    }

    fn excerpt(&mut self, file: FileId, place: &str, marks: &[&Mark<'_>], width: usize, arrow: &str, paint: Paint) {
        let source = self.sources.file(file);
        let gutter = " ".repeat(width);
        let arrow = self.style.paint(Paint::Frame, arrow);
        let bar = self.style.paint(Paint::Frame, "|");
        let _ = writeln!(self.out, "{gutter}{arrow} {place}");
        let _ = writeln!(self.out, "{gutter} {bar}");
        let mut lines: Vec<u32> = marks.iter().map(|mark| mark.line).collect();
        lines.sort_unstable();
        lines.dedup();
        let mut before: Option<u32> = None;
        for number in lines {
            match before {
                Some(before) if number == before + 2 => self.source_line(source.line_text(before + 1), before + 1, width),
                Some(before) if number > before + 2 => {
                    let _ = writeln!(self.out, "{}", self.style.paint(Paint::Frame, "..."));
                }
                _ => {}
            }
            let own: Vec<&Mark<'_>> = marks.iter().filter(|mark| mark.line == number).copied().collect();
            let line = Line::new(source.line_text(number), &own);
            self.text_line(&line.text, number, width);
            for row in line.rows(self.style, paint) {
                let _ = writeln!(self.out, "{gutter} {bar} {row}");
            }
            before = Some(number);
        }
    }

    fn source_line(&mut self, text: &str, number: u32, width: usize) {
        let text = Line::new(text, &[]).text;
        self.text_line(&text, number, width);
    }

    fn text_line(&mut self, text: &str, number: u32, width: usize) {
        let number = self.style.paint(Paint::Frame, &format!("{number:>width$} |"));
        let _ = writeln!(self.out, "{number} {text}");
    }
}

/// A message never breaks the line that it heads.
fn one_line(message: &str) -> String {
    message.replace(['\n', '\r'], " ")
}
