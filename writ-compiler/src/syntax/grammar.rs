//! pest's parser, made from `grammar.pest`.

use pest::iterators::Pair;
use pest_derive::Parser;

/// The parser; its rules are the grammar's.
#[derive(Parser)]
#[grammar = "syntax/grammar.pest"]
pub(super) struct Grammar;

/// A matched rule with what matched inside it.
pub(super) type Node<'i> = Pair<'i, Rule>;

/// The first byte of a node in its piece.
pub(super) fn start_of(node: &Node<'_>) -> usize {
    node.as_span().start()
}

/// Behind the last byte of a node in its piece.
pub(super) fn end_of(node: &Node<'_>) -> usize {
    node.as_span().end()
}
