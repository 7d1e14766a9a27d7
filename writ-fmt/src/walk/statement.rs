//! Statements.

use super::list::{ListStyle, PLAIN};
use super::{Sep, Walker};
use crate::doc::Doc;
use writ_compiler::ast::{AssignOp, Block, Expr, Ident, Import, ImportNames, Statement, StatementKind, TypeExpr, Variable};
use writ_compiler::stack::deep;

impl Walker<'_> {
    pub(super) fn statement(&mut self, statement: &Statement) -> Doc {
        deep(|| match &statement.kind {
            StatementKind::Import(import) => self.import(import),
            StatementKind::Function(decl) => self.function(decl),
            StatementKind::Struct(decl) | StatementKind::Class(decl) | StatementKind::Trait(decl) => self.type_decl(decl),
            StatementKind::Enum(decl) => self.enumeration(decl),
            StatementKind::Extend(decl) => self.extension(decl),
            StatementKind::Variable(variable) => self.variable(variable),
            StatementKind::Assign { target, op, value, .. } => {
                let target = self.expr(target);
                let op = self.then(Sep::Space, assign_token(*op));
                let value = self.value_behind(value);
                self.docs.concat(vec![target, op, value])
            }
            StatementKind::Expression(value) => self.expr(value),
            StatementKind::If { condition, then, otherwise } => self.if_statement(condition, then, otherwise.as_ref()),
            StatementKind::While { condition, body } => {
                let word = self.take("while");
                let gap = self.gap(Sep::Space).doc;
                let condition = self.head(condition);
                self.with_block(vec![word, gap, condition], body)
            }
            StatementKind::For { first, second, iterable, body } => self.for_statement(first, second.as_ref(), iterable, body),
            StatementKind::Block(block) => self.block(block),
            StatementKind::Arena(block) => {
                let word = self.take("arena");
                self.with_block(vec![word], block)
            }
        })
    }

    /// What stands before a block, and the block, which breaks first.
    pub(super) fn with_block(&mut self, mut parts: Vec<Doc>, block: &Block) -> Doc {
        parts.push(self.gap(Sep::Space).doc);
        parts.push(self.block(block));
        self.docs.concat(parts)
    }

    /// What stands behind `=`.
    pub(super) fn value_behind(&mut self, value: &Expr) -> Doc {
        let gap = self.gap(Sep::Space).doc;
        let value = self.expr(value);
        self.docs.concat(vec![gap, value])
    }

    /// `if` with all its branches: if one of them has lines of its own, all have.
    fn if_statement(&mut self, condition: &Expr, then: &Block, otherwise: Option<&Block>) -> Doc {
        let mut parts = Vec::new();
        let (mut condition, mut then, mut otherwise) = (condition, then, otherwise);
        loop {
            parts.push(self.take("if"));
            parts.push(self.gap(Sep::Space).doc);
            parts.push(self.head(condition));
            parts.push(self.gap(Sep::Space).doc);
            parts.push(self.braces(then).doc);
            let Some(block) = otherwise else { break };
            parts.push(self.then(Sep::Space, "else"));
            parts.push(self.gap(Sep::Space).doc);
            match block.statements.as_slice() {
                [Statement { kind: StatementKind::If { condition: c, then: t, otherwise: o }, .. }] if self.sees("if") => {
                    (condition, then, otherwise) = (c, t, o.as_ref());
                }
                _ => {
                    parts.push(self.braces(block).doc);
                    break;
                }
            }
        }
        let doc = self.docs.concat(parts);
        self.docs.group(doc)
    }

    fn for_statement(&mut self, first: &Ident, second: Option<&Ident>, iterable: &Expr, body: &Block) -> Doc {
        let mut parts = vec![self.take("for"), self.gap(Sep::Space).doc, self.verbatim(first.span)];
        if let Some(second) = second {
            self.skip(',');
            parts.push(self.docs.text(","));
            parts.push(self.gap(Sep::Space).doc);
            parts.push(self.verbatim(second.span));
        }
        parts.push(self.then(Sep::Space, "in"));
        parts.push(self.gap(Sep::Space).doc);
        parts.push(self.head(iterable));
        self.with_block(parts, body)
    }

    /// Words up to the one that begins at `end`, with a blank behind each: modifiers and keywords.
    pub(super) fn words_until(&mut self, end: usize) -> Doc {
        let mut parts = Vec::new();
        while self.next() < end && self.lost.is_none() {
            parts.push(self.word());
            parts.push(self.gap(Sep::Space).doc);
        }
        self.docs.concat(parts)
    }

    fn variable(&mut self, variable: &Variable) -> Doc {
        let words = self.words_until(variable.target.span.start as usize);
        let target = self.pattern(&variable.target);
        let rest = self.type_and_value(variable.ty.as_ref(), variable.value.as_ref());
        self.docs.concat(vec![words, target, rest])
    }

    /// `: T = value`, both of which may be missing.
    pub(super) fn type_and_value(&mut self, ty: Option<&TypeExpr>, value: Option<&Expr>) -> Doc {
        let mut parts = Vec::new();
        if let Some(ty) = ty {
            parts.push(self.behind_colon(ty));
        }
        if let Some(value) = value {
            parts.push(self.then(Sep::Space, "="));
            parts.push(self.value_behind(value));
        }
        self.docs.concat(parts)
    }

    fn import(&mut self, import: &Import) -> Doc {
        let mut parts = vec![self.take("import"), self.gap(Sep::Space).doc];
        match &import.names {
            ImportNames::Named(names) => {
                let style = ListStyle { is_padded: true, ..PLAIN };
                parts.push(self.list(("{", "}"), names.len(), style, |walker, index| walker.verbatim(names[index].span)));
            }
            ImportNames::All(name) => {
                parts.push(self.take("*"));
                parts.push(self.then(Sep::Space, "as"));
                parts.push(self.gap(Sep::Space).doc);
                parts.push(self.verbatim(name.span));
            }
        }
        parts.push(self.then(Sep::Space, "from"));
        parts.push(self.gap(Sep::Space).doc);
        parts.push(self.verbatim(import.path_span));
        self.docs.concat(parts)
    }
}

fn assign_token(op: AssignOp) -> &'static str {
    match op {
        AssignOp::Set => "=",
        AssignOp::Add => "+=",
        AssignOp::Subtract => "-=",
        AssignOp::Multiply => "*=",
        AssignOp::Divide => "/=",
        AssignOp::Modulo => "%=",
        AssignOp::Append => "..=",
    }
}
