//! `// allow(unused-local)`: warnings that a script silences, and what is wrong with such a comment.

use super::{Code, Diagnostic, Diagnostics, Severity, near};
use crate::ast::Allow;
use crate::source::Span;

impl Diagnostics {
    /// Drops the warnings that these comments silence. Without errors (which may keep warnings from being found) it also says which comments silence
    /// nothing.
    pub fn silence(&mut self, allows: &[Allow]) {
        let named: Vec<(Span, Span, Option<Code>, &str)> = allows
            .iter()
            .flat_map(|allow| allow.codes.iter().map(|(text, span)| (allow.scope, *span, Code::find(text), text.as_str())))
            .collect();
        let silences = |warning: &Diagnostic, scope: Span, code: Option<Code>| {
            let at = warning.primary.span;
            warning.severity == Severity::Warning
                && Some(warning.code) == code
                && scope.file == at.file
                && scope.start <= at.start
                && at.start < scope.end
        };
        let mut used = vec![false; named.len()];
        self.list.retain(|diagnostic| {
            let mut kept = true;
            for ((scope, _, code, _), used) in named.iter().zip(&mut used) {
                if silences(diagnostic, *scope, *code) {
                    *used = true;
                    kept = false;
                }
            }
            kept
        });
        let complete = !self.has_errors();
        let mut found = Vec::new();
        for ((_, span, code, text), used) in named.iter().zip(used) {
            match code {
                None => found.push(unknown(text, *span)),
                Some(code) if !code.is_warning() => found.push(
                    Diagnostic::warning(Code::UNKNOWN_ALLOW, *span, format!("`{code}` is an error, and errors can't be allowed"))
                        .help("mend what the error is about; only warnings, `W…`, can be silenced"),
                ),
                Some(code) if !used && complete && *code != Code::UNUSED_ALLOW && *code != Code::UNKNOWN_ALLOW => found.push(
                    Diagnostic::warning(Code::UNUSED_ALLOW, *span, format!("there is no `{text}` here to allow"))
                        .note("such a comment is about the statement or declaration below it; at the end of a line, about that line")
                        .help("remove it"),
                ),
                Some(_) => {}
            }
        }
        found.retain(|warning| !named.iter().any(|(scope, _, code, _)| silences(warning, *scope, *code)));
        found.into_iter().for_each(|warning| self.push(warning));
    }
}

fn unknown(text: &str, span: Span) -> Diagnostic {
    let names: Vec<String> =
        super::CODES.iter().filter(|(code, _)| code.is_warning()).flat_map(|(code, _)| [code.name(), code.0.to_string()]).collect();
    let report = Diagnostic::warning(Code::UNKNOWN_ALLOW, span, format!("there is no warning `{text}`"));
    match near::nearest(text, names.iter().map(String::as_str)) {
        Some(name) => report.help(format!("did you mean `{name}`?")).fix(span, name),
        None => report.help("a warning is named as it is shown: `W0002`, or by its name: `unused-local`"),
    }
}
