//! Blocks and statements.

use super::flatten::{FRAME, Lowering};
use super::machine::End;
use crate::ir::{Block, Expr, ExprKind, Statement, StatementKind, TypeId};
use crate::source::Span;

impl Lowering<'_> {
    /// A block; gives its value, which is still to be evaluated here.
    pub fn block(&mut self, block: &Block) -> Option<Expr> {
        if !self.suspending.has(block) {
            return self.kept_block(block);
        }
        self.open();
        let in_value = block.value.as_ref().is_some_and(|value| self.suspending.has(&**value));
        let last = match in_value {
            true => block.statements.len(),
            false => block.statements.iter().rposition(|statement| self.suspending.has(statement)).map_or(0, |at| at + 1),
        };
        let mut tail = Vec::new();
        for (index, statement) in block.statements[..last].iter().enumerate() {
            match &statement.kind {
                // Nothing is suspended while it is there.
                StatementKind::Let { local, value: Some(value) } if index + 1 == last && !in_value => {
                    self.open();
                    let value = self.expr(value);
                    let local = self.plain(*local);
                    tail.push(Statement { kind: StatementKind::Let { local, value: Some(value) }, span: statement.span });
                    tail.extend(self.close());
                }
                StatementKind::Let { .. }
                | StatementKind::Assign { .. }
                | StatementKind::Update { .. }
                | StatementKind::Append { .. }
                | StatementKind::InitGlobal { .. }
                | StatementKind::Expr(_)
                | StatementKind::While { .. }
                | StatementKind::ForRange { .. }
                | StatementKind::ForArray { .. }
                | StatementKind::ForDictionary { .. }
                | StatementKind::ForChars { .. } => self.statement(statement),
            }
        }
        let value = if in_value {
            block.value.as_ref().map(|value| self.expr(value))
        } else {
            let leaves = self.leaving_tail(&block.statements[last..], &mut tail);
            if leaves {
                self.close();
                return None;
            }
            let value = block.value.as_ref().map(|value| Box::new(self.rewritten(value)));
            self.tail(tail, value, block.span)
        };
        self.close_with(value)
    }

    /// What follows the last suspension of a block; whether it ends the state at hand.
    fn leaving_tail(&mut self, statements: &[Statement], tail: &mut Vec<Statement>) -> bool {
        let declares = |statement: &Statement| matches!(statement.kind, StatementKind::Let { .. });
        let has_scope = tail.iter().chain(statements).any(declares);
        for statement in statements {
            if !has_scope
                && let StatementKind::Expr(value) = &statement.kind
                && matches!(value.kind, ExprKind::Return(_) | ExprKind::Break(_) | ExprKind::Continue(_))
            {
                std::mem::take(tail).into_iter().for_each(|statement| self.push(statement));
                if self.leaves(value) {
                    return true;
                }
            }
            tail.push(self.rewritten_statement(statement));
        }
        false
    }

    fn kept_block(&mut self, block: &Block) -> Option<Expr> {
        let kept = self.rewritten_block(block);
        self.tail(kept.statements, kept.value, kept.span)
    }

    /// What is left of a block behind its last suspension, in a scope of its own.
    fn tail(&mut self, statements: Vec<Statement>, value: Option<Box<Expr>>, span: Span) -> Option<Expr> {
        if statements.is_empty() {
            return value.map(|value| *value);
        }
        let declares = statements.iter().any(|statement| matches!(statement.kind, StatementKind::Let { .. }));
        if value.is_none() && !declares {
            statements.into_iter().for_each(|statement| self.push(statement));
            return None;
        }
        let ty = value.as_ref().map_or(TypeId::VOID, |value| value.ty);
        let block = Expr { kind: ExprKind::Block(Block { statements, value, span }), ty, span };
        if ty == TypeId::VOID {
            self.push(Statement { kind: StatementKind::Expr(block), span });
            return None;
        }
        Some(block)
    }

    /// A statement of a block that contains a suspension, at or behind it.
    pub fn statement(&mut self, statement: &Statement) {
        crate::stack::deep(|| self.statement_kind(statement));
    }

    fn statement_kind(&mut self, statement: &Statement) {
        let span = statement.span;
        if let StatementKind::Let { local, value } = &statement.kind {
            // It belongs to the scope around, temporaries end with the statement.
            self.open();
            let value = value.as_ref().map(|value| self.expr(value));
            let temporaries = self.close();
            let field = self.variable(*local);
            if let Some(value) = value {
                self.store(field, value);
            }
            return temporaries.into_iter().for_each(|statement| self.push(statement));
        }
        if let StatementKind::Expr(value) = &statement.kind
            && self.leaves(value)
        {
            return;
        }
        if !self.suspending.has(statement) {
            let kept = self.rewritten_statement(statement);
            return self.push(kept);
        }
        self.open();
        match &statement.kind {
            StatementKind::Let { .. } => {}
            StatementKind::Assign { place, value } => {
                let place = self.place(place, self.suspending.has(value));
                let value = self.expr(value);
                self.push(Statement { kind: StatementKind::Assign { place, value }, span });
            }
            StatementKind::Update { place, op, value } if self.suspending.has(value) => {
                let place = self.place(place, true);
                let old = self.read_place(&place);
                let ty = old.ty;
                let old = self.settle(old).unwrap_or_else(|| self.never(span));
                let value = self.expr(value);
                let value = Expr { kind: ExprKind::Binary { op: *op, left: Box::new(old), right: Box::new(value) }, ty, span };
                self.push(Statement { kind: StatementKind::Assign { place, value }, span });
            }
            StatementKind::Append { place, value } if self.suspending.has(value) => {
                let place = self.place(place, true);
                let old = self.read_place(&place);
                let old = self.settle(old).unwrap_or_else(|| self.never(span));
                let value = self.expr(value);
                let value = Expr { kind: ExprKind::Concat(vec![old, value]), ty: TypeId::STRING, span };
                self.push(Statement { kind: StatementKind::Assign { place, value }, span });
            }
            StatementKind::Update { place, op, value } => {
                let (place, value) = (self.place(place, false), self.rewritten(value));
                self.push(Statement { kind: StatementKind::Update { place, op: *op, value }, span });
            }
            StatementKind::Append { place, value } => {
                let (place, value) = (self.place(place, false), self.rewritten(value));
                self.push(Statement { kind: StatementKind::Append { place, value }, span });
            }
            StatementKind::InitGlobal { global, value } => {
                let value = self.expr(value);
                self.push(Statement { kind: StatementKind::InitGlobal { global: *global, value }, span });
            }
            StatementKind::Expr(value) => {
                let value = self.expr(value);
                self.effect(value);
            }
            StatementKind::While { .. }
            | StatementKind::ForRange { .. }
            | StatementKind::ForArray { .. }
            | StatementKind::ForDictionary { .. }
            | StatementKind::ForChars { .. } => self.loop_statement(statement),
        }
        let temporaries = self.close();
        temporaries.into_iter().for_each(|statement| self.push(statement));
    }

    /// `return`, `break` and `continue` that stand in no tree end the state at hand.
    #[allow(clippy::wildcard_enum_match_arm)] // Nothing else leaves.
    fn leaves(&mut self, expr: &Expr) -> bool {
        let to = match &expr.kind {
            ExprKind::Return(value) => {
                self.open();
                if let Some(value) = value {
                    let value = self.expr(value);
                    self.give(value, expr.span);
                }
                let end = self.ended();
                let exit = self.exit(0, end);
                self.scopes.pop();
                exit
            }
            ExprKind::Break(id) | ExprKind::Continue(id) => {
                let Some(around) = self.loops.get(id).copied() else { return false };
                self.exit(around.depth, if matches!(expr.kind, ExprKind::Break(_)) { around.leave } else { around.next })
            }
            _ => return false,
        };
        self.end(End::Goto(to));
        true
    }

    /// Evaluates for its effect what may have none left.
    pub fn effect(&mut self, value: Expr) {
        let is_read = matches!(value.kind, ExprKind::Unit | ExprKind::Local(_))
            || matches!(&value.kind, ExprKind::ObjectField { object, .. } if matches!(object.kind, ExprKind::Local(FRAME)));
        if !is_read {
            let span = value.span;
            self.push(Statement { kind: StatementKind::Expr(value), span });
        }
    }
}
