//! Statements and blocks.

use super::{Builder, parts};
use crate::ast::{AssignOp, Block, Expr, ExprKind, Ident, Statement, StatementKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::grammar::{Node, Rule, start_of};
use crate::syntax::scan::MAX_NESTING;

/// How many branches a chain of `else if` may have: the tree nests with each.
const MAX_BRANCHES: usize = MAX_NESTING + 1;

impl Builder<'_> {
    /// The statements among a node's children.
    pub(super) fn statements(&self, node: Node<'_>, statements: &mut Vec<Statement>) {
        for part in parts(node) {
            if part.as_rule() != Rule::EOI {
                statements.push(self.statement(part));
            }
        }
    }

    /// `block`.
    pub(super) fn block(&self, node: Node<'_>) -> Block {
        let mut block = Block { statements: Vec::new(), span: self.span(&node) };
        self.statements(node, &mut block.statements);
        block
    }

    fn statement(&self, node: Node<'_>) -> Statement {
        let span = self.span(&node);
        let kind = match node.as_rule() {
            Rule::simple => self.simple(node, span),
            Rule::declaration => self.declaration(node),
            Rule::if_statement => self.if_statement(node),
            Rule::while_statement => {
                let (condition, body) = self.head_and_block(node, span);
                StatementKind::While { condition, body }
            }
            Rule::for_statement => self.for_statement(node, span),
            Rule::import => self.import(node),
            Rule::arena => StatementKind::Arena(self.head_and_block(node, span).1),
            Rule::block => StatementKind::Block(self.block(node)),
            _ => StatementKind::Expression(self.jump(node)),
        };
        Statement { kind, span }
    }

    /// `return`, `break`, `continue`.
    pub(super) fn jump(&self, node: Node<'_>) -> Expr {
        let span = self.span(&node);
        let kind = match node.as_rule() {
            Rule::break_statement => ExprKind::Break,
            Rule::continue_statement => ExprKind::Continue,
            _ => ExprKind::Return(
                node.into_inner().find(|part| part.as_rule() == Rule::expression).map(|value| Box::new(self.expression(value))),
            ),
        };
        Expr { kind, span }
    }

    /// An expression, or an assignment to the place that it begins with.
    fn simple(&self, node: Node<'_>, span: Span) -> StatementKind {
        let mut nodes: Vec<Node<'_>> = node.into_inner().collect();
        let Some(at) = nodes.iter().position(|part| matches!(part.as_rule(), Rule::assignment_operator | Rule::append)) else {
            return StatementKind::Expression(self.operators(nodes.into_iter(), span));
        };
        let mut behind = nodes.split_off(at).into_iter();
        let place = nodes.first().zip(nodes.last()).map_or(span, |(first, last)| self.span(first).to(self.span(last)));
        let target = self.operators(nodes.into_iter(), place);
        let (Some(operator), Some(value)) = (behind.next(), behind.next()) else { return StatementKind::Expression(self.missing(span)) };
        StatementKind::Assign { target, op: assign_op(operator.as_str()), op_span: self.span(&operator), value: self.expression(value) }
    }

    fn head_and_block(&self, node: Node<'_>, span: Span) -> (Expr, Block) {
        let mut head = None;
        let mut block = None;
        for part in parts(node) {
            match part.as_rule() {
                Rule::head => head = Some(self.expression(part)),
                Rule::block => block = Some(self.block(part)),
                _ => {}
            }
        }
        // `arena` has no head, and nobody looks at it there.
        (head.unwrap_or(Expr { kind: ExprKind::Error, span }), block.unwrap_or(Block { statements: Vec::new(), span }))
    }

    fn if_statement(&self, node: Node<'_>) -> StatementKind {
        let start_and_end = self.span(&node);
        let mut branches: Vec<(Option<Expr>, Block, Span)> = Vec::new();
        let mut condition = None;
        let mut begin = start_and_end;
        for part in parts(node) {
            match part.as_rule() {
                Rule::if_word => begin = self.range(start_of(&part), start_of(&part)),
                Rule::head => condition = Some(self.expression(part)),
                Rule::block => branches.push((condition.take(), self.block(part), begin)),
                _ => {}
            }
        }
        if branches.len() > MAX_BRANCHES
            && let Some((_, _, at)) = branches.get(MAX_BRANCHES)
        {
            let error = Diagnostic::error(Code::TOO_DEEP, *at, format!("more than {MAX_BRANCHES} branches in one chain of `else if`"));
            self.report(error.help("use `when`, or split the chain into functions"));
            branches.truncate(MAX_BRANCHES);
        }
        let mut otherwise = None;
        for (condition, block, begin) in branches.into_iter().rev() {
            let Some(condition) = condition else {
                otherwise = Some(block);
                continue;
            };
            let span = begin.to(start_and_end.end_point());
            let kind = StatementKind::If { condition, then: block, otherwise: otherwise.take() };
            otherwise = Some(Block { statements: vec![Statement { kind, span }], span });
        }
        match otherwise.map(|mut block| block.statements.pop()) {
            Some(Some(statement)) => statement.kind,
            _ => StatementKind::Expression(self.missing(start_and_end)),
        }
    }

    fn for_statement(&self, node: Node<'_>, span: Span) -> StatementKind {
        let mut names: Vec<Ident> = Vec::new();
        for part in node.clone().into_inner().filter(|part| part.as_rule() == Rule::identifier) {
            names.push(self.ident(&part));
        }
        let (iterable, body) = self.head_and_block(node, span);
        let mut names = names.into_iter();
        match names.next() {
            Some(first) => StatementKind::For { first, second: names.next(), iterable, body },
            None => StatementKind::Expression(self.missing(span)),
        }
    }
}

fn assign_op(text: &str) -> AssignOp {
    match text {
        "+=" => AssignOp::Add,
        "-=" => AssignOp::Subtract,
        "*=" => AssignOp::Multiply,
        "/=" => AssignOp::Divide,
        "%=" => AssignOp::Modulo,
        "..=" => AssignOp::Append,
        _ => AssignOp::Set,
    }
}
