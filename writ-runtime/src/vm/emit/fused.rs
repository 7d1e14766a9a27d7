//! Instructions that do what two would: a product with a sum, a division by a constant, the end of a loop's turn.

use super::arithmetic::{opposite, small};
use super::expr::constant_bits;
use super::function::{Binding, FunctionEmitter};
use super::jumps::Label;
use crate::vm::bytecode::{Divisor, Instruction, Op, Operand};
use writ_compiler::ir::*;
use writ_compiler::source::Span;

impl FunctionEmitter<'_> {
    /// `to = left op right`, the left operand in a register.
    pub(super) fn with_right(&mut self, op: BinaryOp, ty: TypeId, (to, left): (u16, u16), right: &Expr, span: Span) {
        if self.divided(op, (to, left), right, span) {
            return;
        }
        if let Some((op, constant)) = self.right_constant(op, ty, right) {
            self.at(span);
            return self.abc(op, to, left, constant);
        }
        if let (Some(fused), Some((x, y))) = (fused(op, ty, false), self.product(right)) {
            let (x, y) = (self.operand(x), self.operand(y));
            self.at(span);
            return self.push_data(Instruction::abc(fused, to, x, y), left, 0);
        }
        let right = self.operand(right);
        self.at(span);
        self.arithmetic(op, ty, to, left, right);
    }

    /// `to = x * y op right`, if `left` is such a product and the right operand none.
    pub(super) fn product_with(&mut self, op: BinaryOp, (left, right): (&Expr, &Expr), span: Span, to: u16) -> bool {
        let (Some(fused), None) = (fused(op, left.ty, true), factors(right)) else { return false };
        // All are asked: what is no register yet may become one.
        let (Some((x, y)), true) = (self.product(left), factors(left).is_some() && self.in_register(right)) else { return false };
        let (x, y, right) = (self.operand(x), self.operand(y), self.operand(right));
        self.at(span);
        self.push_data(Instruction::abc(fused, to, x, y), right, 0);
        true
    }

    /// The factors of a product for which no instruction with a constant is better.
    fn product<'e>(&mut self, expr: &'e Expr) -> Option<(&'e Expr, &'e Expr)> {
        let (x, y) = factors(expr)?;
        // Both are asked, as above.
        (self.in_register(x) & self.in_register(y)).then_some((x, y))
    }

    /// Whether an operand is no constant, or one that the function has in a register.
    fn in_register(&mut self, expr: &Expr) -> bool {
        constant_bits(expr).is_none() || self.loaded_literal(expr).is_some()
    }

    /// Division by a constant that is not a power of two: those have an instruction without a product.
    #[allow(clippy::wildcard_enum_match_arm)] // It asks for some kinds; all others are alike.
    fn divided(&mut self, op: BinaryOp, (to, left): (u16, u16), right: &Expr, span: Span) -> bool {
        let op = match op {
            BinaryOp::Divide => Op::DivI64K,
            BinaryOp::Modulo => Op::RemI64K,
            _ => return false,
        };
        let ExprKind::Int(by) = right.kind else { return false };
        let Some(divisor) = Divisor::new(by).filter(|_| by.count_ones() > 1) else { return false };
        let Ok(multiplier) = u16::try_from(self.constant(divisor.multiplier)) else { return false };
        self.at(span);
        self.push_data(Instruction::abc(op, to, left, multiplier), divisor.shift, divisor.by);
        true
    }

    /// The end of a loop's turn: if the last instruction adds to the variable that is compared first in the condition, one instruction does both, and
    /// the rest of [`Self::condition`] follows. Nobody may jump to what is between them.
    #[allow(clippy::wildcard_enum_match_arm)] // It asks for some kinds; all others are alike.
    pub(super) fn step_and_test(&mut self, condition: &Expr, when: bool, label: Label) -> bool {
        match &condition.kind {
            ExprKind::Logic { or, left, right } if *or == when => {
                let done = self.step_and_test(left, when, label);
                if done {
                    self.condition(right, when, label);
                }
                done
            }
            ExprKind::Logic { left, right, .. } => {
                let skip = self.label();
                let done = self.step_and_test(left, !when, skip);
                if done {
                    self.condition(right, when, label);
                }
                self.bind(skip);
                done
            }
            ExprKind::Binary { op, left, right } if op.is_comparison() => {
                self.step_and_compare(if when { *op } else { opposite(*op) }, (left, right), condition.span, label)
            }
            _ => false,
        }
    }

    #[allow(clippy::wildcard_enum_match_arm)] // It asks for some kinds; all others are alike.
    fn step_and_compare(&mut self, op: BinaryOp, (left, right): (&Expr, &Expr), span: Span, label: Label) -> bool {
        let Some(step) = self.code.last().copied().filter(|_| self.joined() != self.code.len()) else { return false };
        let constant = match step.op.plain() {
            Op::AddI64Imm => true,
            Op::AddI64 => false,
            _ => return false,
        };
        let ExprKind::Local(local) = left.kind else { return false };
        if step.a != step.b || self.locals[local.0 as usize] != Binding::Slots(step.a) || left.ty != TypeId::INT {
            return false;
        }
        let [less, less_equal, greater, greater_equal] = match (constant, small(right)) {
            (true, Some(_)) => [Op::StepImmLtImmJump, Op::StepImmLeImmJump, Op::StepImmGtImmJump, Op::StepImmGeImmJump],
            (true, None) => [Op::StepImmLtJump, Op::StepImmLeJump, Op::StepImmGtJump, Op::StepImmGeJump],
            (false, _) => [Op::StepLtJump, Op::StepLeJump, Op::StepGtJump, Op::StepGeJump],
        };
        let jump = match op {
            BinaryOp::Less => less,
            BinaryOp::LessEqual => less_equal,
            BinaryOp::Greater => greater,
            BinaryOp::GreaterEqual => greater_equal,
            _ => return false,
        };
        let limit = match small(right).filter(|_| constant) {
            Some(limit) => limit as u16,
            None => match self.borrowed(right).or_else(|| self.loaded_literal(right)) {
                Some(limit) if limit != step.a => limit,
                Some(_) | None => return false,
            },
        };
        self.code.pop();
        self.last = None;
        self.at(span);
        self.push(Instruction::abc(jump, step.a, step.c, limit));
        self.long_jump(Op::Data, label);
        true
    }
}

impl FunctionEmitter<'_> {
    /// The form of an instruction that takes an operand from the last result, if one of its operands is that; `data`: the register in the data word.
    pub(super) fn with_last(&mut self, mut instruction: Instruction, data: Option<u16>) -> Instruction {
        let op = instruction.op;
        if let Some((register, kind)) = self.last {
            let Instruction { b, c, .. } = instruction;
            if c == register && b != register && op.commutes() {
                (instruction.b, instruction.c) = (c, b);
            }
            let form = |operand, is_it: bool| if is_it { op.taking(operand, kind) } else { None };
            instruction.op = form(Operand::Both, instruction.b == register && instruction.c == register)
                .or_else(|| form(Operand::B, instruction.b == register))
                .or_else(|| form(Operand::C, instruction.c == register))
                .or_else(|| form(Operand::D, data == Some(register)))
                .unwrap_or(op);
        }
        self.last = instruction.op.gives().map(|kind| (instruction.a, kind));
        instruction
    }
}

/// The instruction for a product and a sum, or for a product that something is taken from, or that is taken from something.
fn fused(op: BinaryOp, ty: TypeId, product_first: bool) -> Option<Op> {
    let add = op == BinaryOp::Add;
    if !add && op != BinaryOp::Subtract {
        return None;
    }
    let pick = |add_op, first_op, last_op| {
        if add {
            add_op
        } else if product_first {
            first_op
        } else {
            last_op
        }
    };
    match ty {
        TypeId::FLOAT64 => Some(pick(Op::MulAddF64, Op::MulSubF64, Op::SubMulF64)),
        TypeId::FLOAT => Some(pick(Op::MulAddF32, Op::MulSubF32, Op::SubMulF32)),
        TypeId::INT if add => Some(Op::MulAddI64),
        _ => None,
    }
}

/// What a product multiplies.
#[allow(clippy::wildcard_enum_match_arm)] // It asks for one kind; all others are alike.
fn factors(expr: &Expr) -> Option<(&Expr, &Expr)> {
    match &expr.kind {
        ExprKind::Binary { op: BinaryOp::Multiply, left, right } => Some((left, right)),
        _ => None,
    }
}
