//! Patterns.

use super::list::PLAIN;
use super::{Sep, Walker};
use crate::doc::Doc;
use writ_compiler::ast::{Pattern, PatternKind};
use writ_compiler::stack::deep;

impl Walker<'_> {
    /// A pattern, with the parentheses around it.
    pub(super) fn pattern(&mut self, pattern: &Pattern) -> Doc {
        deep(|| {
            if self.next() < pattern.span.start as usize && self.sees("(") {
                let open = self.take("(");
                let gap = self.gap(Sep::Tight).doc;
                let inner = self.pattern(pattern);
                // A comma may stand behind the only pattern in parentheses.
                self.skip(',');
                let end = self.gap(Sep::Tight).doc;
                let close = self.take(")");
                return self.docs.concat(vec![open, gap, inner, end, close]);
            }
            self.bare_pattern(pattern)
        })
    }

    fn bare_pattern(&mut self, pattern: &Pattern) -> Doc {
        match &pattern.kind {
            PatternKind::Any | PatternKind::Null => self.verbatim(pattern.span),
            PatternKind::Bind(name) => self.verbatim(name.span),
            PatternKind::Value(value) => self.expr(value),
            PatternKind::Range { start, end, inclusive } => {
                let start = self.expr(start);
                let token = if *inclusive { "..=" } else { ".." };
                let at = self.next();
                let sep = if self.is_tight(at, token.len()) { Sep::Tight } else { Sep::Space };
                let token = self.then(sep, token);
                let gap = self.gap(sep).doc;
                let end = self.expr(end);
                self.docs.concat(vec![start, token, gap, end])
            }
            PatternKind::Is { ty, fields } => {
                let word = self.take("is");
                let gap = self.gap(Sep::Space).doc;
                let ty = self.ty(ty);
                let mut parts = vec![word, gap, ty];
                if let Some(fields) = fields {
                    parts.push(self.pattern_list(fields));
                }
                self.docs.concat(parts)
            }
            PatternKind::Tuple(elements) => self.pattern_list(elements),
            PatternKind::Struct { ty, fields } => {
                let ty = self.ty(ty);
                let fields = self.list(("(", ")"), fields.len(), PLAIN, |walker, index| {
                    let (name, pattern) = &fields[index];
                    let name = walker.verbatim(name.span);
                    let colon = walker.take(":");
                    let gap = walker.gap(Sep::Space).doc;
                    let pattern = walker.pattern(pattern);
                    walker.docs.concat(vec![name, colon, gap, pattern])
                });
                self.docs.concat(vec![ty, fields])
            }
        }
    }

    fn pattern_list(&mut self, patterns: &[Pattern]) -> Doc {
        let list = self.read_list(("(", ")"), patterns.len(), PLAIN, |walker, index| walker.pattern(&patterns[index]));
        if self.is_plain(&list) { self.lay_out_in_line(&list, None) } else { self.lay_out(&list) }
    }
}
