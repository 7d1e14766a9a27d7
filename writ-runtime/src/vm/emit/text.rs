//! Text put together: `Show`, `Concat`, `Append`. The parts are evaluated first; then they are added to one buffer, without garbage in between.

use super::analysis::is_quiet;
use super::function::FunctionEmitter;
use crate::vm::bytecode::Op;
use writ_compiler::ir::*;

/// A part of a text, evaluated.
enum Piece {
    Constant(u32),
    Register(Op, u16),
}

/// The parts of a text in order, nested ones in place.
#[allow(clippy::wildcard_enum_match_arm)] // It asks for some kinds; all others are alike.
fn flatten<'e>(expr: &'e Expr, parts: &mut Vec<&'e Expr>) {
    match &expr.kind {
        ExprKind::Concat(items) => super::deep(|| items.iter().for_each(|item| flatten(item, parts))),
        ExprKind::Show(inner) => parts.push(inner),
        _ => parts.push(expr),
    }
}

impl FunctionEmitter<'_> {
    /// Adds the parts of a text to the buffer.
    #[allow(clippy::wildcard_enum_match_arm)] // It asks for some kinds; all others are alike.
    pub(super) fn text_parts(&mut self, expr: &Expr) {
        let mut parts = Vec::new();
        flatten(expr, &mut parts);
        let quiet = parts.iter().all(|part| is_quiet(self.ir, part));
        let mut pieces = Vec::new();
        for part in parts {
            pieces.push(match &part.kind {
                ExprKind::String(text) => Piece::Constant(self.string(text)),
                _ => {
                    let op = match part.ty {
                        TypeId::STRING => Op::TextStr,
                        TypeId::FLOAT => Op::TextF32,
                        TypeId::FLOAT64 => Op::TextF64,
                        TypeId::BOOL => Op::TextBool,
                        _ => Op::TextI64,
                    };
                    Piece::Register(op, if quiet { self.peek(part) } else { self.operand(part) })
                }
            });
        }
        for piece in pieces {
            match piece {
                Piece::Constant(index) => self.wide(Op::TextConst, 0, index),
                Piece::Register(op, register) => self.abc(op, register, 0, 0),
            }
        }
    }

    /// A text as a new string.
    #[allow(clippy::wildcard_enum_match_arm)] // It asks for some kinds; all others are alike.
    pub(super) fn text_value(&mut self, expr: &Expr, to: u16) {
        let scope = self.scope();
        match &expr.kind {
            ExprKind::Show(inner) if inner.ty == TypeId::STRING => self.expr(inner, to),
            _ => {
                self.text_parts(expr);
                self.abc(Op::TextEnd, to, 0, 0);
            }
        }
        self.finish(scope);
    }
}
