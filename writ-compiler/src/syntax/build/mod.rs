//! pest's pairs to the syntax tree, one file per kind of item.
//!
//! The grammar says which children a node has; a child that is missing nevertheless would be a mistake of this crate, and becomes an
//! [`ExprKind::Error`](crate::ast::ExprKind) with a diagnostic, never a panic.

mod enumeration;
mod expression;
mod function;
mod import;
mod literal;
mod operators;
mod pattern;
mod statement;
mod type_decl;
mod types;

use super::ParseOptions;
use super::grammar::{Node, Rule, end_of, start_of};
use crate::ast::{Expr, ExprKind, Ident, Name, Statement};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Span};
use pest::iterators::Pairs;
use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::sync::Arc;

/// Builds the tree of one file.
pub(super) struct Builder<'a> {
    file: FileId,
    /// The file as it is, comments and all.
    text: &'a str,
    options: ParseOptions,
    /// Where the current piece begins in the file: pest counts from there.
    base: Cell<usize>,
    names: RefCell<HashSet<Name>>,
    found: RefCell<Vec<Diagnostic>>,
}

impl<'a> Builder<'a> {
    pub(super) fn new(file: FileId, text: &'a str, options: ParseOptions) -> Builder<'a> {
        Builder { file, text, options, base: Cell::new(0), names: RefCell::new(HashSet::new()), found: RefCell::new(Vec::new()) }
    }

    /// The file's text.
    pub(super) fn text(&self) -> &'a str {
        self.text
    }

    /// A span of the file from absolute offsets.
    pub(super) fn span_at(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, start, end)
    }

    /// Adds the statements of a piece that begins at `base`.
    pub(super) fn piece(&self, base: usize, pairs: Pairs<'_, Rule>, statements: &mut Vec<Statement>) {
        self.base.set(base);
        for piece in pairs {
            self.statements(piece, statements);
        }
    }

    /// Hands over what was found while building.
    pub(super) fn finish(self) -> Vec<Diagnostic> {
        self.found.into_inner()
    }

    /// The span of a node without blanks and newlines at its end, which a rule takes while it looks for more.
    fn span(&self, node: &Node<'_>) -> Span {
        let end = start_of(node) + node.as_str().trim_end_matches([' ', '\t', '\r', '\n']).len();
        self.range(start_of(node), end)
    }

    /// A span from offsets in the piece.
    fn range(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, self.base.get() + start, self.base.get() + end)
    }

    fn name(&self, text: &str) -> Name {
        let mut names = self.names.borrow_mut();
        if let Some(name) = names.get(text) {
            return name.clone();
        }
        let name: Name = Arc::from(text);
        names.insert(name.clone());
        name
    }

    /// The name that a node consists of.
    fn ident(&self, node: &Node<'_>) -> Ident {
        Ident { name: self.name(node.as_str()), span: self.range(start_of(node), end_of(node)) }
    }

    /// The name of an `argument_name`: what stands before its colon.
    fn argument_name(&self, node: Node<'_>) -> Ident {
        let span = self.span(&node);
        node.into_inner().next().map_or_else(|| Ident { name: self.name(""), span }, |name| self.ident(&name))
    }

    fn report(&self, diagnostic: Diagnostic) {
        self.found.borrow_mut().push(diagnostic);
    }

    fn error(&self, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::error(Code::SYNTAX, span, message)
    }

    /// A child that the grammar promises is not there.
    fn missing(&self, span: Span) -> Expr {
        self.report(self.error(span, "this could not be understood"));
        Expr { kind: ExprKind::Error, span }
    }

    /// The `//` block directly above a declaration that begins at `span`, without the slashes.
    fn doc(&self, span: Span) -> Option<String> {
        let before = &self.text[..span.start as usize];
        let line_start = before.rfind('\n').map_or(0, |end| end + 1);
        if !before[line_start..].trim().is_empty() {
            return None;
        }
        let mut lines = Vec::new();
        let mut rest = before[..line_start].strip_suffix('\n')?;
        loop {
            let start = rest.rfind('\n').map_or(0, |end| end + 1);
            let Some(comment) = rest[start..].trim().strip_prefix("//") else { break };
            if !super::scan::is_allow(comment) {
                let comment = comment.trim_start_matches('/');
                lines.push(comment.strip_prefix(' ').unwrap_or(comment));
            }
            match rest[..start].strip_suffix('\n') {
                Some(above) => rest = above,
                None => break,
            }
        }
        lines.reverse();
        (!lines.is_empty()).then(|| lines.join("\n"))
    }
}

/// Whether a node is only punctuation that the grammar names for its messages.
fn is_punctuation(node: &Node<'_>) -> bool {
    matches!(
        node.as_rule(),
        Rule::close_paren
            | Rule::close_bracket
            | Rule::close_brace
            | Rule::close_angle
            | Rule::colon
            | Rule::equals
            | Rule::arrow
            | Rule::separator
            | Rule::question
    )
}

/// A node's children but for punctuation.
fn parts<'i>(node: Node<'i>) -> impl Iterator<Item = Node<'i>> {
    node.into_inner().filter(|child| !is_punctuation(child))
}
