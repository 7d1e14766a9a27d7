//! Blocks, and the statements in them.

use super::{Sep, Walker};
use crate::doc::Doc;
use writ_compiler::ast::{Block, Statement};

/// The pieces of `{ … }`: they belong into a group, of the block alone or of all blocks of an `if`.
pub(super) struct Braces {
    /// From brace to brace.
    pub doc: Doc,
}

impl Walker<'_> {
    /// Statements with line breaks between them, and the `;` behind the last one taken.
    pub(super) fn statements(&mut self, statements: &[Statement]) -> Vec<Doc> {
        let mut parts = Vec::new();
        for (index, statement) in statements.iter().enumerate() {
            if index > 0 {
                parts.push(self.gap(Sep::HardBlank).doc);
            }
            parts.push(self.statement(statement));
            while self.skip(';') {}
        }
        parts
    }

    /// A block in a group of its own.
    pub(super) fn block(&mut self, block: &Block) -> Doc {
        let braces = self.braces(block);
        self.docs.group(braces.doc)
    }

    /// A block: on one line if it was and fits, else a line for each statement.
    pub(super) fn braces(&mut self, block: &Block) -> Braces {
        let open = self.take("{");
        let is_line = self.is_on_one_line(block);
        while self.skip(';') {}
        let mut inner = Vec::new();
        for (index, statement) in block.statements.iter().enumerate() {
            if is_line {
                if index > 0 {
                    inner.push(self.docs.if_flat(";"));
                }
                inner.push(self.gap(Sep::Line).doc);
            } else {
                inner.push(self.gap(if index == 0 { Sep::Hard } else { Sep::HardBlank }).doc);
            }
            inner.push(self.statement(statement));
            while self.skip(';') {}
        }
        let doc = self.close_braces(open, inner, is_line);
        Braces { doc }
    }

    /// What stands between an opening and a closing brace; `is_line` allows it on one line.
    pub(super) fn close_braces(&mut self, open: Doc, mut inner: Vec<Doc>, is_line: bool) -> Doc {
        let is_empty = inner.is_empty();
        let comments = self.closing_comments();
        inner.push(comments.doc);
        let end = match (is_empty, comments.is_broken) {
            (true, false) if self.docs.is_nothing(comments.doc) => self.docs.nothing(),
            (_, false) if is_line || is_empty => self.docs.line(false),
            (_, _) => self.docs.hard(false),
        };
        let inner = self.docs.concat(inner);
        let inner = self.docs.indent(inner);
        let close = self.take("}");
        self.docs.concat(vec![open, inner, end, close])
    }

    /// Whether a block that has statements was written on one line (but for what is inside of its statements).
    fn is_on_one_line(&self, block: &Block) -> bool {
        let mut at = self.at;
        for statement in &block.statements {
            if self.breaks_between(at, statement.span.start as usize) {
                return false;
            }
            at = statement.span.end as usize;
        }
        !block.statements.is_empty() && !self.breaks_between(at, block.span.end as usize)
    }
}
