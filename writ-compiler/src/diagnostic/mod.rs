//! Diagnostics: one type for every mistake that Writ reports about a script, from a stray token to a wrong argument of a host function.
//!
//! `codes` lists every code with its title, `allow` drops the warnings that a script silences, `follow_ups` what says a mistake once more, `render` turns diagnostics into
//! text or JSON, `near` finds the name that was probably meant, `fix` says how a tool can mend a mistake. A stage hands diagnostics to a [`Diagnostics`] sink; nothing prints
//! them on its way.

mod allow;
mod codes;
pub mod fix;
mod follow_ups;
pub mod near;
mod render;
pub(crate) mod suggest;

pub use codes::{CODES, Code};
pub use fix::{Applicability, Edit, Fix};
pub(crate) use render::quote_json;
pub use render::{RenderOptions, render, render_json, render_line, render_with};

use crate::source::{SourceMap, Span};

/// How serious a diagnostic is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord)]
pub enum Severity {
    /// The script runs, but something in it is likely not meant.
    Warning,
    /// The script does not compile.
    Error,
}

/// A span with a few words on its part in the mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// What is pointed at.
    pub span: Span,
    /// What it is; may be empty for the primary span.
    pub text: String,
}

/// A mistake in a script, or a warning about it.
///
/// ```
/// use writ_compiler::diagnostic::{Code, Diagnostic, render};
/// use writ_compiler::source::{SourceMap, Span};
///
/// let mut sources = SourceMap::default();
/// let file = sources.add("shop.writ", "let price = 3\nprint(prise)\n");
/// let diagnostic = Diagnostic::error(Code::UNKNOWN_NAME, Span::new(file, 20, 25), "there is no `prise` here").near("prise", ["price"]);
/// assert_eq!(
///     render(&[diagnostic], &sources),
///     "error[E0201]: there is no `prise` here
///  --> shop.writ:2:7
///   |
/// 2 | print(prise)
///   |       ^^^^^
///   |
///   = help: did you mean `price`?
///
/// "
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Error or warning.
    pub severity: Severity,
    /// The stable code, as `E0301`.
    pub code: Code,
    /// Short, lower-case, no full stop.
    pub message: String,
    /// The smallest responsible span, and what is there.
    pub primary: Label,
    /// Other places involved.
    pub secondary: Vec<Label>,
    /// Further facts, one sentence each.
    pub notes: Vec<String>,
    /// What to do about it.
    pub help: Vec<String>,
    /// How a tool can mend it.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// An error at `span`.
    pub fn error(code: Code, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Severity::Error, code, span, message.into())
    }

    /// A warning at `span`.
    pub fn warning(code: Code, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Severity::Warning, code, span, message.into())
    }

    fn new(severity: Severity, code: Code, span: Span, message: String) -> Diagnostic {
        Diagnostic {
            severity,
            code,
            message: shortened(message),
            primary: Label { span, text: String::new() },
            secondary: Vec::new(),
            notes: Vec::new(),
            help: Vec::new(),
            fix: None,
        }
    }

    /// Says what the primary span is.
    pub fn label(mut self, text: impl Into<String>) -> Diagnostic {
        self.primary.text = text.into();
        self
    }

    /// Points at another place involved.
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Diagnostic {
        self.secondary.push(Label { span, text: text.into() });
        self
    }

    /// Adds a note.
    pub fn note(mut self, text: impl Into<String>) -> Diagnostic {
        self.notes.push(text.into());
        self
    }

    /// Adds a help line.
    pub fn help(mut self, text: impl Into<String>) -> Diagnostic {
        self.help.push(text.into());
        self
    }

    /// Adds the near name among `candidates` as help, if there is one.
    pub fn near<'a>(self, wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Diagnostic {
        match near::nearest(wanted, candidates) {
            Some(name) => self.help(format!("did you mean `{name}`?")),
            None => self,
        }
    }
}

/// The longest message, in characters.
const MAX_MESSAGE: usize = 600;

/// A message that quotes a name of a megabyte helps nobody: it keeps its start and its end.
fn shortened(message: String) -> String {
    let length = message.chars().count();
    if length <= MAX_MESSAGE {
        return message;
    }
    let (start, end) = (message.chars().take(MAX_MESSAGE / 2), message.chars().skip(length - MAX_MESSAGE / 4));
    start.chain(['…']).chain(end).collect()
}

/// The sink that every stage reports to.
#[derive(Clone, Default, Debug)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
    /// How many of them are errors.
    errors: usize,
}

impl Diagnostics {
    /// Reports one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.errors += usize::from(diagnostic.severity == Severity::Error);
        self.list.push(diagnostic);
    }

    /// Whether an error was reported.
    pub fn has_errors(&self) -> bool {
        self.errors > 0
    }

    /// How many errors were reported so far: a stage asks before and after a part whether that part is sound.
    pub fn error_count(&self) -> usize {
        self.errors
    }

    /// The errors reported so far.
    pub fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.list.iter().filter(|d| d.severity == Severity::Error)
    }

    /// Whether an error was reported whose code begins with `family`.
    pub fn has_errors_of(&self, family: &str) -> bool {
        self.list.iter().any(|d| d.severity == Severity::Error && d.code.0.starts_with(family))
    }

    /// A value that was reported from the `from`th on to have the wrong type has to have another one because of `span`.
    pub fn point_at(&mut self, from: usize, value: Span, span: Span, text: impl Into<String>) {
        if let [only] = &mut self.list[from..]
            && only.code == Code::MISMATCH
            && only.primary.span == value
            && only.secondary.is_empty()
        {
            only.secondary.push(Label { span, text: text.into() });
        }
    }

    /// Puts a list before what was reported from the `at`th on.
    pub fn insert(&mut self, at: usize, list: Vec<Diagnostic>) {
        self.errors += list.iter().filter(|d| d.severity == Severity::Error).count();
        self.list.splice(at..at, list);
    }

    /// All, in the order in which they were reported.
    pub fn into_list(self) -> Vec<Diagnostic> {
        self.list
    }

    /// What was reported from the `from`th on concerns an instance of a generic: errors say which, warnings were told of the declaration.
    pub fn of_instance(&mut self, from: usize, name: &str) {
        let new = self.list.split_off(from);
        // Of type arguments that fill the screen only the start helps.
        let name = if name.len() > 100 { format!("{}…", name.chars().take(60).collect::<String>()) } else { name.to_string() };
        for diagnostic in new.into_iter().filter(|d| d.severity == Severity::Error) {
            // The innermost instance is the one that the text belongs to.
            let known = diagnostic.notes.iter().any(|note| note.starts_with("in `"));
            self.list.push(if known { diagnostic } else { diagnostic.note(format!("in `{name}`")) });
        }
    }

    /// Keeps only the first of those that say the same of one place in these spans: what is wrong with a generic is told once.
    pub fn once_within(&mut self, spans: &[Span]) {
        if spans.is_empty() {
            return;
        }
        let inside = |at: Span| spans.iter().any(|outer| outer.file == at.file && outer.start <= at.start && at.end <= outer.end);
        let mut seen = std::collections::HashSet::new();
        self.list.retain(|d| !inside(d.primary.span) || seen.insert((d.code, d.primary.span)));
        self.errors = self.list.iter().filter(|d| d.severity == Severity::Error).count();
    }

    /// Points into the latest versions of files.
    pub fn relocate(&mut self, sources: &SourceMap) {
        for diagnostic in &mut self.list {
            for label in std::iter::once(&mut diagnostic.primary).chain(&mut diagnostic.secondary) {
                label.span = sources.current(label.span);
            }
        }
    }

    /// How many were reported so far.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether nothing was reported.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Forgets all but the first `len`: a speculative check is undone.
    pub fn truncate(&mut self, len: usize) {
        let undone = self.list.drain(len.min(self.list.len())..);
        self.errors -= undone.filter(|d| d.severity == Severity::Error).count();
    }

    /// All, ordered by file and position, each once, without those that only follow from others.
    pub fn into_sorted(mut self) -> Vec<Diagnostic> {
        self.list.sort_by_key(|d| (d.primary.span.file, d.primary.span.start, d.primary.span.end, d.code));
        self.list.dedup();
        follow_ups::drop(&mut self.list);
        self.list
    }
}
