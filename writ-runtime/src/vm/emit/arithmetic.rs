//! Operators and conversions.

use super::expr::{constant_bits, float_bits};
use super::function::{FunctionEmitter, Scope};
use super::jumps::Label;
use crate::vm::bytecode::Op;
use writ_compiler::ir::*;
use writ_compiler::source::Span;

/// The right operand as a small constant.
#[allow(clippy::wildcard_enum_match_arm)] // It asks for some kinds; all others are alike.
pub(super) fn small(expr: &Expr) -> Option<i16> {
    match &expr.kind {
        ExprKind::Int(value) => i16::try_from(*value).ok(),
        _ => None,
    }
}

impl FunctionEmitter<'_> {
    pub(super) fn unary(&mut self, op: UnaryOp, operand: &Expr, expr: &Expr, to: u16) {
        let scope = self.scope();
        let register = self.peek(operand);
        let op = match (op, expr.ty) {
            (UnaryOp::Not, _) => Op::Not,
            (UnaryOp::BitNot, _) => Op::BitNot,
            (UnaryOp::Negate, TypeId::INT32) => Op::NegI32,
            (UnaryOp::Negate, TypeId::FLOAT) => Op::NegF32,
            (UnaryOp::Negate, TypeId::FLOAT64) => Op::NegF64,
            (UnaryOp::Negate, _) => Op::NegI64,
        };
        self.abc(op, to, register, 0);
        self.finish(scope);
    }

    pub(super) fn binary(&mut self, op: BinaryOp, left: &Expr, right: &Expr, span: Span, to: u16) {
        let scope = self.scope();
        if op.is_comparison() {
            let (l, r) = self.compared(left, right);
            let plain = self.scope().live == scope.live;
            let op = self.compare_op(op, left.ty);
            let (l, r) = if op.1 { (r, l) } else { (l, r) };
            self.at(span);
            if let (true, Op::EqI64 | Op::NeI64, Some(value)) = (plain, op.0, small(right)) {
                self.abc(if op.0 == Op::EqI64 { Op::EqI64Imm } else { Op::NeI64Imm }, to, l, value as u16);
            } else {
                self.abc(op.0, to, l, r);
            }
        } else if let Some(found) = self.left_constant(op, left, right) {
            let register = self.operand(right);
            self.at(span);
            self.abc(found.0, to, register, found.1);
        } else if !self.product_with(op, (left, right), span, to) {
            // The result goes where the left operand was, if that was a temporary.
            let register = self.operand(left);
            self.with_right(op, left.ty, (to, register), right, span);
        }
        self.finish(scope);
    }

    /// The instruction for a constant right operand, and the constant as its third operand.
    #[allow(clippy::wildcard_enum_match_arm)] // It asks for some kinds; all others are alike.
    pub(super) fn right_constant(&mut self, op: BinaryOp, ty: TypeId, right: &Expr) -> Option<(Op, u16)> {
        use BinaryOp::*;
        if let ExprKind::Float(value) = right.kind {
            let wide = ty == TypeId::FLOAT64;
            let found = match op {
                Add => [Op::AddF64K, Op::AddF32K],
                Subtract => [Op::SubF64K, Op::SubF32K],
                Multiply => [Op::MulF64K, Op::MulF32K],
                Divide => [Op::DivF64K, Op::DivF32K],
                _ => return None,
            };
            return self.float_constant(found, value, wide);
        }
        let int32 = ty == TypeId::INT32;
        if let (ExprKind::Int(value @ 2..), Divide | Modulo) = (&right.kind, op)
            && value.count_ones() == 1
        {
            let op = if op == Divide { Op::DivPower } else { Op::RemPower };
            return Some((op, value.trailing_zeros() as u16));
        }
        let constant = small(right)?;
        let (op, constant) = match op {
            Add if int32 => (Op::AddI32Imm, constant),
            Add => (Op::AddI64Imm, constant),
            Subtract if constant == i16::MIN => return None,
            Subtract if int32 => (Op::AddI32Imm, -constant),
            Subtract => (Op::AddI64Imm, -constant),
            Multiply if !int32 => (Op::MulI64Imm, constant),
            BitAnd => (Op::AndImm, constant),
            ShiftLeft if !int32 => (Op::ShlI64Imm, constant & 63),
            ShiftRight => (Op::ShrI64Imm, constant & if int32 { 31 } else { 63 }),
            _ => return None,
        };
        Some((op, constant as u16))
    }

    /// The same for a constant left operand, if the right one is none.
    #[allow(clippy::wildcard_enum_match_arm)] // It asks for some kinds; all others are alike.
    fn left_constant(&mut self, op: BinaryOp, left: &Expr, right: &Expr) -> Option<(Op, u16)> {
        use BinaryOp::*;
        if constant_bits(right).is_some() {
            return None;
        }
        if let ExprKind::Float(value) = left.kind {
            let wide = right.ty == TypeId::FLOAT64;
            let found = match op {
                Add => [Op::AddF64K, Op::AddF32K],
                Multiply => [Op::MulF64K, Op::MulF32K],
                Subtract => [Op::RsubF64K, Op::RsubF32K],
                Divide => [Op::RdivF64K, Op::RdivF32K],
                _ => return None,
            };
            return self.float_constant(found, value, wide);
        }
        match op {
            Add | Multiply => self.right_constant(op, left.ty, left),
            _ => None,
        }
    }

    fn float_constant(&mut self, [wide_op, narrow_op]: [Op; 2], value: f64, wide: bool) -> Option<(Op, u16)> {
        let bits = float_bits(value, if wide { TypeId::FLOAT64 } else { TypeId::FLOAT });
        let index = u16::try_from(self.constant(bits)).ok()?;
        Some((if wide { wide_op } else { narrow_op }, index))
    }

    /// `to = l op r` with both in registers.
    pub(super) fn arithmetic(&mut self, op: BinaryOp, ty: TypeId, to: u16, l: u16, r: u16) {
        self.abc(arithmetic(op, ty), to, l, r);
    }

    /// The operands of a comparison. Strings are only looked at.
    fn compared(&mut self, left: &Expr, right: &Expr) -> (u16, u16) {
        let quiet = super::analysis::is_quiet(self.ir, right);
        let l = if quiet { self.peek(left) } else { self.operand(left) };
        (l, self.peek(right))
    }

    /// The instruction that compares values of a type, and whether its operands are the other way round.
    #[allow(clippy::wildcard_enum_match_arm)] // It asks for some kinds; all others are alike.
    fn compare_op(&self, op: BinaryOp, ty: TypeId) -> (Op, bool) {
        use BinaryOp::*;
        let ops = match ty {
            TypeId::FLOAT => [Op::EqF32, Op::NeF32, Op::LtF32, Op::LeF32],
            TypeId::FLOAT64 => [Op::EqF64, Op::NeF64, Op::LtF64, Op::LeF64],
            TypeId::STRING => [Op::EqStr, Op::NeStr, Op::LtStr, Op::LeStr],
            // Everything else is compared as 64 bits: ints, bools, variants without payload, function values.
            _ => [Op::EqI64, Op::NeI64, Op::LtI64, Op::LeI64],
        };
        match op {
            Equal => (ops[0], false),
            NotEqual => (ops[1], false),
            Less => (ops[2], false),
            LessEqual => (ops[3], false),
            Greater => (ops[2], true),
            _ => (ops[3], true),
        }
    }

    /// Jumps if the comparison comes out as `when`. The operands must not leave anything to release.
    #[allow(clippy::wildcard_enum_match_arm)] // It asks for some kinds; all others are alike.
    fn compare_jump(&mut self, op: BinaryOp, left: &Expr, right: &Expr, when: bool, label: Label) -> bool {
        use BinaryOp::*;
        let ty = left.ty;
        if ty == TypeId::STRING {
            return false;
        }
        let scope = self.scope();
        let mark = self.code.len();
        if !ty.is_float() {
            let op = if when { op } else { opposite(op) };
            if let Some(constant) = small(right) {
                let register = self.peek(left);
                let op = match op {
                    Equal => Op::EqI64ImmJump,
                    NotEqual => Op::NeI64ImmJump,
                    Less => Op::LtI64ImmJump,
                    LessEqual => Op::LeI64ImmJump,
                    Greater => Op::GtI64ImmJump,
                    _ => Op::GeI64ImmJump,
                };
                return self.finish_compare(scope, op, register, constant as u16, label);
            }
            let (l, r) = self.compared(left, right);
            let (op, l, r) = match op {
                Equal => (Op::EqI64Jump, l, r),
                NotEqual => (Op::NeI64Jump, l, r),
                Less => (Op::LtI64Jump, l, r),
                LessEqual => (Op::LeI64Jump, l, r),
                Greater => (Op::LtI64Jump, r, l),
                _ => (Op::LeI64Jump, r, l),
            };
            return self.finish_compare(scope, op, l, r, label);
        }
        let wide = ty == TypeId::FLOAT64;
        if let (ExprKind::Float(value), false) = (&right.kind, matches!(op, Equal | NotEqual)) {
            let index = self.constant(float_bits(*value, ty));
            if let Ok(index) = u16::try_from(index) {
                let register = self.peek(left);
                let [less, less_equal, greater, greater_equal] = constant_jumps(wide, when);
                let op = match op {
                    Less => less,
                    LessEqual => less_equal,
                    Greater => greater,
                    _ => greater_equal,
                };
                return self.finish_compare(scope, op, register, index, label);
            }
        }
        debug_assert_eq!(mark, self.code.len());
        let (l, r) = self.compared(left, right);
        let [equal, not_equal, less, less_equal] = float_jumps(wide, when);
        let (op, l, r) = match op {
            Equal => (equal, l, r),
            NotEqual => (not_equal, l, r),
            Less => (less, l, r),
            LessEqual => (less_equal, l, r),
            Greater => (less, r, l),
            _ => (less_equal, r, l),
        };
        self.finish_compare(scope, op, l, r, label)
    }

    /// Emits the fused jump. If the operands left something to release, it has to be released on both ways: the comparison becomes a bool first.
    fn finish_compare(&mut self, scope: Scope, op: Op, a: u16, b: u16, label: Label) -> bool {
        if self.live.len() == scope.live {
            self.short_jump(op, a, b, label);
            self.close(scope);
            return true;
        }
        let result = self.alloc(1);
        let taken = self.label();
        self.load_bits(result, 1);
        self.short_jump(op, a, b, taken);
        self.load_bits(result, 0);
        self.bind(taken);
        self.close(scope);
        self.jump_if(result, true, label);
        true
    }

    /// Jumps to the label if a condition comes out as `when`, and goes on behind it otherwise.
    pub(super) fn condition(&mut self, expr: &Expr, when: bool, label: Label) {
        super::deep(|| self.condition_kind(expr, when, label));
    }

    #[allow(clippy::wildcard_enum_match_arm)] // It asks for some kinds; all others are alike.
    fn condition_kind(&mut self, expr: &Expr, when: bool, label: Label) {
        self.at(expr.span);
        match &expr.kind {
            ExprKind::Bool(value) => {
                if *value == when {
                    self.jump(label);
                }
            }
            ExprKind::Unary { op: UnaryOp::Not, operand } => self.condition(operand, !when, label),
            ExprKind::Logic { or, left, right } => {
                if *or == when {
                    self.condition(left, when, label);
                    self.condition(right, when, label);
                } else {
                    let skip = self.label();
                    self.condition(left, !when, skip);
                    self.condition(right, when, label);
                    self.bind(skip);
                }
            }
            ExprKind::Binary { op, left, right } if op.is_comparison() && self.compare_jump(*op, left, right, when, label) => {}
            ExprKind::IsSome(value) | ExprKind::IsSuccess(value) => {
                let scope = self.scope();
                let register = self.peek(value);
                self.test(scope, register, when, label);
            }
            ExprKind::IsVariant { value, variant } => {
                let scope = self.scope();
                let register = self.peek(value);
                let variant = *variant as i16 as u16;
                let op = if when { Op::EqI64ImmJump } else { Op::NeI64ImmJump };
                self.finish_compare(scope, op, register, variant, label);
            }
            _ => {
                let scope = self.scope();
                let register = self.peek(expr);
                self.test(scope, register, when, label);
            }
        }
    }

    fn test(&mut self, scope: Scope, register: u16, when: bool, label: Label) {
        if self.live.len() == scope.live {
            self.jump_if(register, when, label);
            self.close(scope);
            return;
        }
        let result = self.alloc(1);
        self.mov(result, register, 1);
        // What it was looked at in may go now; the jump needs only whether it was there.
        self.close(scope);
        self.jump_if(result, when, label);
    }

    /// A condition as a bool.
    pub(super) fn condition_value(&mut self, expr: &Expr, to: u16) {
        let (no, end) = (self.label(), self.label());
        let scope = self.scope();
        self.condition(expr, false, no);
        self.load_bits(to, 1);
        self.jump(end);
        self.bind(no);
        self.load_bits(to, 0);
        self.bind(end);
        self.close(scope);
    }

    pub(super) fn convert(&mut self, operand: &Expr, ty: TypeId, to: u16) {
        let scope = self.scope();
        let register = self.peek(operand);
        let op = match (operand.ty, ty) {
            (TypeId::INT, TypeId::INT32) => Some(Op::I64ToI32),
            (TypeId::INT | TypeId::INT32, TypeId::FLOAT) => Some(Op::I64ToF32),
            (TypeId::INT | TypeId::INT32, TypeId::FLOAT64) => Some(Op::I64ToF64),
            (TypeId::FLOAT, TypeId::INT) => Some(Op::F32ToI64),
            (TypeId::FLOAT, TypeId::INT32) => Some(Op::F32ToI32),
            (TypeId::FLOAT64, TypeId::INT) => Some(Op::F64ToI64),
            (TypeId::FLOAT64, TypeId::INT32) => Some(Op::F64ToI32),
            (TypeId::FLOAT, TypeId::FLOAT64) => Some(Op::F32ToF64),
            (TypeId::FLOAT64, TypeId::FLOAT) => Some(Op::F64ToF32),
            // An `int32` is kept as the `int` of the same value.
            _ => None,
        };
        match op {
            Some(op) => self.abc(op, to, register, 0),
            None => self.mov(to, register, 1),
        }
        self.finish(scope);
    }
}

pub(super) fn opposite(op: BinaryOp) -> BinaryOp {
    use BinaryOp::*;
    match op {
        Equal => NotEqual,
        NotEqual => Equal,
        Less => GreaterEqual,
        LessEqual => Greater,
        Greater => LessEqual,
        GreaterEqual => Less,
        Add | Subtract | Multiply | Divide | Modulo | BitAnd | BitOr | BitXor | ShiftLeft | ShiftRight => op,
    }
}

fn float_jumps(wide: bool, when: bool) -> [Op; 4] {
    match (wide, when) {
        (true, true) => [Op::EqF64Jump, Op::NeF64Jump, Op::LtF64Jump, Op::LeF64Jump],
        (true, false) => [Op::NeF64Jump, Op::EqF64Jump, Op::NotLtF64Jump, Op::NotLeF64Jump],
        (false, true) => [Op::EqF32Jump, Op::NeF32Jump, Op::LtF32Jump, Op::LeF32Jump],
        (false, false) => [Op::NeF32Jump, Op::EqF32Jump, Op::NotLtF32Jump, Op::NotLeF32Jump],
    }
}

fn constant_jumps(wide: bool, when: bool) -> [Op; 4] {
    match (wide, when) {
        (true, true) => [Op::LtF64KJump, Op::LeF64KJump, Op::GtF64KJump, Op::GeF64KJump],
        (true, false) => [Op::NotLtF64KJump, Op::NotLeF64KJump, Op::NotGtF64KJump, Op::NotGeF64KJump],
        (false, true) => [Op::LtF32KJump, Op::LeF32KJump, Op::GtF32KJump, Op::GeF32KJump],
        (false, false) => [Op::NotLtF32KJump, Op::NotLeF32KJump, Op::NotGtF32KJump, Op::NotGeF32KJump],
    }
}

/// The instruction of an arithmetic operator on a numeric type.
fn arithmetic(op: BinaryOp, ty: TypeId) -> Op {
    use BinaryOp::*;
    let pick = |i64_op, i32_op, f32_op, f64_op| match ty {
        TypeId::INT32 => i32_op,
        TypeId::FLOAT => f32_op,
        TypeId::FLOAT64 => f64_op,
        _ => i64_op,
    };
    match op {
        Add => pick(Op::AddI64, Op::AddI32, Op::AddF32, Op::AddF64),
        Subtract => pick(Op::SubI64, Op::SubI32, Op::SubF32, Op::SubF64),
        Multiply => pick(Op::MulI64, Op::MulI32, Op::MulF32, Op::MulF64),
        Divide => pick(Op::DivI64, Op::DivI32, Op::DivF32, Op::DivF64),
        Modulo => pick(Op::RemI64, Op::RemI32, Op::RemF32, Op::RemF64),
        BitAnd => Op::And,
        BitOr => Op::Or,
        BitXor => Op::Xor,
        ShiftLeft => pick(Op::ShlI64, Op::ShlI32, Op::ShlI64, Op::ShlI64),
        ShiftRight => pick(Op::ShrI64, Op::ShrI32, Op::ShrI64, Op::ShrI64),
        // Comparisons have instructions of their own.
        Equal | NotEqual | Less | LessEqual | Greater | GreaterEqual => Op::Unreachable,
    }
}
