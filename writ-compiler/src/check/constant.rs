//! Compile-time values: what a `const` holds, computed by the same operations that run at run time.

use crate::ir::{BinaryOp, Block, Conversion, Expr, ExprKind, LocalId, StatementKind, TypeId, UnaryOp};
use crate::source::Span;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;
use writ_ops as ops;

/// The arithmetic of an int type: the result, none for an operator of another sort, or the error of a zero divisor.
macro_rules! arithmetic {
    ($op:expr, $a:expr, $b:expr, $constant:path, $div:path, $rem:path) => {
        match $op {
            BinaryOp::Add => Some(Ok($a.wrapping_add($b))),
            BinaryOp::Subtract => Some(Ok($a.wrapping_sub($b))),
            BinaryOp::Multiply => Some(Ok($a.wrapping_mul($b))),
            BinaryOp::Divide => Some($div($a, $b)),
            BinaryOp::Modulo => Some($rem($a, $b)),
            BinaryOp::BitAnd => Some(Ok($a & $b)),
            BinaryOp::BitOr => Some(Ok($a | $b)),
            BinaryOp::BitXor => Some(Ok($a ^ $b)),
            BinaryOp::ShiftLeft
            | BinaryOp::ShiftRight
            | BinaryOp::Equal
            | BinaryOp::NotEqual
            | BinaryOp::Less
            | BinaryOp::LessEqual
            | BinaryOp::Greater
            | BinaryOp::GreaterEqual => None,
        }
        .map(|result| result.map($constant))
    };
}

/// The arithmetic of a float type: the result, or none for an operator of another sort.
macro_rules! float_arithmetic {
    ($op:expr, $a:expr, $b:expr, $constant:path, $rem:path) => {
        match $op {
            BinaryOp::Add => Some($a + $b),
            BinaryOp::Subtract => Some($a - $b),
            BinaryOp::Multiply => Some($a * $b),
            BinaryOp::Divide => Some($a / $b),
            BinaryOp::Modulo => Some($rem($a, $b)),
            BinaryOp::BitAnd
            | BinaryOp::BitOr
            | BinaryOp::BitXor
            | BinaryOp::ShiftLeft
            | BinaryOp::ShiftRight
            | BinaryOp::Equal
            | BinaryOp::NotEqual
            | BinaryOp::Less
            | BinaryOp::LessEqual
            | BinaryOp::Greater
            | BinaryOp::GreaterEqual => None,
        }
        .map($constant)
    };
}

/// A value that is known when a script is compiled.
#[derive(Clone, Debug, PartialEq)]
pub enum Constant {
    /// An `int`.
    Int(i64),
    /// An `int32`.
    Int32(i32),
    /// A `float`.
    Float(f32),
    /// A `float64`.
    Float64(f64),
    /// A `bool`.
    Bool(bool),
    /// A `string`.
    String(Arc<str>),
}

/// Why an expression has no value at compile time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotConstant {
    /// Here an int is divided by zero.
    DivisionByZero(Span),
    /// This is known only at run time.
    Runtime(Span),
    /// A part that is wrong, and reported already.
    Reported,
}

impl Constant {
    /// Its type.
    pub fn ty(&self) -> TypeId {
        match self {
            Constant::Int(_) => TypeId::INT,
            Constant::Int32(_) => TypeId::INT32,
            Constant::Float(_) => TypeId::FLOAT,
            Constant::Float64(_) => TypeId::FLOAT64,
            Constant::Bool(_) => TypeId::BOOL,
            Constant::String(_) => TypeId::STRING,
        }
    }

    /// The literal that stands for it.
    pub fn expr(&self, span: Span) -> Expr {
        let kind = match self {
            Constant::Int(value) => ExprKind::Int(*value),
            Constant::Int32(value) => ExprKind::Int(i64::from(*value)),
            Constant::Float(value) => ExprKind::Float(f64::from(*value)),
            Constant::Float64(value) => ExprKind::Float(*value),
            Constant::Bool(value) => ExprKind::Bool(*value),
            Constant::String(value) => ExprKind::String(value.clone()),
        };
        Expr { kind, ty: self.ty(), span }
    }

    /// As `print` shows it.
    pub fn show(&self, out: &mut String) {
        match self {
            Constant::Int(value) => ops::show_i64(out, *value),
            Constant::Int32(value) => ops::show_i32(out, *value),
            Constant::Float(value) => ops::show_f32(out, *value),
            Constant::Float64(value) => ops::show_f64(out, *value),
            Constant::Bool(value) => ops::show_bool(out, *value),
            Constant::String(value) => out.push_str(value),
        }
    }

    /// The value of a checked expression of literals, constants and operators.
    pub fn evaluate(expr: &Expr) -> Result<Constant, NotConstant> {
        Evaluator::default().value(expr)
    }

    /// The value of a checked expression, if it has one at compile time.
    pub fn of(expr: &Expr) -> Option<Constant> {
        Constant::evaluate(expr).ok()
    }

    /// The operator's result; none for a type that it does not take.
    pub fn unary(&self, op: UnaryOp) -> Option<Constant> {
        match (op, self) {
            (UnaryOp::Negate, Constant::Int(value)) => Some(Constant::Int(value.wrapping_neg())),
            (UnaryOp::Negate, Constant::Int32(value)) => Some(Constant::Int32(value.wrapping_neg())),
            (UnaryOp::Negate, Constant::Float(value)) => Some(Constant::Float(-value)),
            (UnaryOp::Negate, Constant::Float64(value)) => Some(Constant::Float64(-value)),
            (UnaryOp::Not, Constant::Bool(value)) => Some(Constant::Bool(!value)),
            (UnaryOp::BitNot, Constant::Int(value)) => Some(Constant::Int(!value)),
            (UnaryOp::BitNot, Constant::Int32(value)) => Some(Constant::Int32(!value)),
            (UnaryOp::Negate | UnaryOp::Not | UnaryOp::BitNot, _) => None,
        }
    }

    /// The operator's result on two operands of one type (the count of a shift is an `int`).
    pub fn binary(&self, op: BinaryOp, right: &Constant, span: Span) -> Result<Constant, NotConstant> {
        if op.is_comparison() {
            return self.compare(op, right).ok_or(NotConstant::Runtime(span));
        }
        let by_zero = |_: ops::DivisionByZero| NotConstant::DivisionByZero(span);
        let result = match (self, right) {
            (Constant::Int(a), Constant::Int(b)) => {
                arithmetic!(op, *a, *b, Constant::Int, ops::div_i64, ops::rem_i64).transpose().map_err(by_zero)?
            }
            (Constant::Int32(a), Constant::Int32(b)) => {
                arithmetic!(op, *a, *b, Constant::Int32, ops::div_i32, ops::rem_i32).transpose().map_err(by_zero)?
            }
            (Constant::Float(a), Constant::Float(b)) => float_arithmetic!(op, *a, *b, Constant::Float, ops::rem_f32),
            (Constant::Float64(a), Constant::Float64(b)) => float_arithmetic!(op, *a, *b, Constant::Float64, ops::rem_f64),
            _ => None,
        };
        result.or_else(|| self.shift(op, right)).ok_or(NotConstant::Runtime(span))
    }

    fn shift(&self, op: BinaryOp, count: &Constant) -> Option<Constant> {
        let left = match op {
            BinaryOp::ShiftLeft => true,
            BinaryOp::ShiftRight => false,
            BinaryOp::Add
            | BinaryOp::Subtract
            | BinaryOp::Multiply
            | BinaryOp::Divide
            | BinaryOp::Modulo
            | BinaryOp::BitAnd
            | BinaryOp::BitOr
            | BinaryOp::BitXor
            | BinaryOp::Equal
            | BinaryOp::NotEqual
            | BinaryOp::Less
            | BinaryOp::LessEqual
            | BinaryOp::Greater
            | BinaryOp::GreaterEqual => return None,
        };
        let Some(Constant::Int(count)) = count.to_number(TypeId::INT) else { return None };
        match self {
            Constant::Int(value) => Some(Constant::Int(if left { ops::shl_i64(*value, count) } else { ops::shr_i64(*value, count) })),
            Constant::Int32(value) => Some(Constant::Int32(if left { ops::shl_i32(*value, count) } else { ops::shr_i32(*value, count) })),
            Constant::Float(_) | Constant::Float64(_) | Constant::Bool(_) | Constant::String(_) => None,
        }
    }

    /// `==`, `<` and so on: IEEE on floats, by code point on strings.
    fn compare(&self, op: BinaryOp, right: &Constant) -> Option<Constant> {
        let order = match (self, right) {
            (Constant::Int(a), Constant::Int(b)) => a.partial_cmp(b),
            (Constant::Int32(a), Constant::Int32(b)) => a.partial_cmp(b),
            (Constant::Float(a), Constant::Float(b)) => a.partial_cmp(b),
            (Constant::Float64(a), Constant::Float64(b)) => a.partial_cmp(b),
            (Constant::Bool(a), Constant::Bool(b)) => a.partial_cmp(b),
            (Constant::String(a), Constant::String(b)) => a.partial_cmp(b),
            _ => return None,
        };
        let holds = match op {
            BinaryOp::Equal => order == Some(Ordering::Equal),
            BinaryOp::NotEqual => order != Some(Ordering::Equal),
            BinaryOp::Less => order.is_some_and(Ordering::is_lt),
            BinaryOp::LessEqual => order.is_some_and(Ordering::is_le),
            BinaryOp::Greater => order.is_some_and(Ordering::is_gt),
            BinaryOp::GreaterEqual => order.is_some_and(Ordering::is_ge),
            BinaryOp::Add
            | BinaryOp::Subtract
            | BinaryOp::Multiply
            | BinaryOp::Divide
            | BinaryOp::Modulo
            | BinaryOp::BitAnd
            | BinaryOp::BitOr
            | BinaryOp::BitXor
            | BinaryOp::ShiftLeft
            | BinaryOp::ShiftRight => return None,
        };
        Some(Constant::Bool(holds))
    }

    /// The number as `to`; none if either is no number.
    pub fn convert(&self, kind: Conversion, to: TypeId) -> Option<Constant> {
        // The kind follows from the two types; it is asked for so that a new kind does not go unnoticed here.
        match kind {
            Conversion::IntToInt | Conversion::IntToFloat | Conversion::FloatToInt | Conversion::FloatToFloat => self.to_number(to),
        }
    }

    /// The number as `to`, as `as` converts it.
    pub fn to_number(&self, to: TypeId) -> Option<Constant> {
        let int = |value: i64| match to {
            TypeId::INT => Some(Constant::Int(value)),
            TypeId::INT32 => Some(Constant::Int32(ops::i64_to_i32(value))),
            TypeId::FLOAT => Some(Constant::Float(ops::i64_to_f32(value))),
            TypeId::FLOAT64 => Some(Constant::Float64(ops::i64_to_f64(value))),
            _ => None,
        };
        match self {
            Constant::Int(value) => int(*value),
            Constant::Int32(value) => int(ops::i32_to_i64(*value)),
            Constant::Float(value) => match to {
                TypeId::INT => Some(Constant::Int(ops::f32_to_i64(*value))),
                TypeId::INT32 => Some(Constant::Int32(ops::f32_to_i32(*value))),
                TypeId::FLOAT => Some(self.clone()),
                TypeId::FLOAT64 => Some(Constant::Float64(ops::f32_to_f64(*value))),
                _ => None,
            },
            Constant::Float64(value) => match to {
                TypeId::INT => Some(Constant::Int(ops::f64_to_i64(*value))),
                TypeId::INT32 => Some(Constant::Int32(ops::f64_to_i32(*value))),
                TypeId::FLOAT => Some(Constant::Float(ops::f64_to_f32(*value))),
                TypeId::FLOAT64 => Some(self.clone()),
                _ => None,
            },
            Constant::Bool(_) | Constant::String(_) => None,
        }
    }
}

/// Computes an expression.
#[derive(Default)]
struct Evaluator {
    /// The temporaries into which the checker cuts long chains of operators.
    temporaries: HashMap<LocalId, Constant>,
}

impl Evaluator {
    /// The value of any expression.
    fn value(&mut self, expr: &Expr) -> Result<Constant, NotConstant> {
        // A flat chain of operators leans to the left and may be long: its spine is walked without recursion.
        let mut spine = Vec::new();
        let mut first = expr;
        while let ExprKind::Binary { op, left, right } = &first.kind {
            spine.push((*op, right, first.span));
            first = left;
        }
        let mut value = self.operand(first)?;
        for (op, right, span) in spine.into_iter().rev() {
            value = value.binary(op, &self.value(right)?, span)?;
        }
        Ok(value)
    }

    /// The value of an expression that is no binary operator.
    fn operand(&mut self, expr: &Expr) -> Result<Constant, NotConstant> {
        let runtime = NotConstant::Runtime(expr.span);
        if expr.ty == TypeId::ERROR {
            return Err(NotConstant::Reported);
        }
        match &expr.kind {
            ExprKind::Int(value) if expr.ty == TypeId::INT32 => Ok(Constant::Int32(ops::i64_to_i32(*value))),
            ExprKind::Int(value) => Ok(Constant::Int(*value)),
            ExprKind::Float(value) if expr.ty == TypeId::FLOAT => Ok(Constant::Float(ops::f64_to_f32(*value))),
            ExprKind::Float(value) => Ok(Constant::Float64(*value)),
            ExprKind::Bool(value) => Ok(Constant::Bool(*value)),
            ExprKind::String(value) => Ok(Constant::String(value.clone())),
            ExprKind::Binary { .. } => self.value(expr),
            ExprKind::Unary { op, operand } => self.value(operand)?.unary(*op).ok_or(runtime),
            ExprKind::Convert { kind, operand } => self.value(operand)?.convert(*kind, expr.ty).ok_or(runtime),
            ExprKind::Logic { or, left, right } => {
                let left = self.value(left)?;
                if left == Constant::Bool(*or) { Ok(left) } else { self.value(right) }
            }
            ExprKind::Show(operand) => {
                let mut text = String::new();
                self.value(operand)?.show(&mut text);
                Ok(Constant::String(text.into()))
            }
            ExprKind::Concat(parts) => {
                let mut text = String::new();
                for part in parts {
                    self.value(part)?.show(&mut text);
                }
                Ok(Constant::String(text.into()))
            }
            ExprKind::If { condition, then, otherwise: Some(otherwise) } => {
                let holds = self.value(condition)? == Constant::Bool(true);
                self.block(if holds { then } else { otherwise })
            }
            ExprKind::Block(block) => self.block(block),
            ExprKind::Local(local) => self.temporaries.get(local).cloned().ok_or(runtime),
            ExprKind::Unit
            | ExprKind::Null
            | ExprKind::Global { .. }
            | ExprKind::New { .. }
            | ExprKind::Blank
            | ExprKind::NewBlank(_)
            | ExprKind::ObjectField { .. }
            | ExprKind::Upcast(_)
            | ExprKind::Cast { .. }
            | ExprKind::IsType { .. }
            | ExprKind::TryCast(_)
            | ExprKind::MakeWeak(_)
            | ExprKind::WeakGet(_)
            | ExprKind::CheckInit { .. }
            | ExprKind::ShowObject(_)
            | ExprKind::EqualAny { .. }
            | ExprKind::CallVirtual { .. }
            | ExprKind::CallTrait { .. }
            | ExprKind::CallReflector(_)
            | ExprKind::Tuple(_)
            | ExprKind::Item { .. }
            | ExprKind::Struct { .. }
            | ExprKind::Field { .. }
            | ExprKind::Variant { .. }
            | ExprKind::Ordinal(_)
            | ExprKind::Range { .. }
            | ExprKind::Array(_)
            | ExprKind::Dictionary(_)
            | ExprKind::Some(_)
            | ExprKind::Success(_)
            | ExprKind::Failure(_)
            | ExprKind::IsSome(_)
            | ExprKind::IsSuccess(_)
            | ExprKind::IsVariant { .. }
            | ExprKind::Unwrap(_)
            | ExprKind::UnwrapError(_)
            | ExprKind::Narrow(_)
            | ExprKind::IndexArray { .. }
            | ExprKind::IndexDictionary { .. }
            | ExprKind::IndexString { .. }
            | ExprKind::Call { .. }
            | ExprKind::CallMut { .. }
            | ExprKind::CallValue { .. }
            | ExprKind::CallNative { .. }
            | ExprKind::Closure { .. }
            | ExprKind::If { otherwise: None, .. }
            | ExprKind::Match { .. }
            | ExprKind::Return(_)
            | ExprKind::Break(_)
            | ExprKind::Continue(_) => Err(runtime),
        }
    }

    /// The value of a block that does nothing but name values.
    fn block(&mut self, block: &Block) -> Result<Constant, NotConstant> {
        for statement in &block.statements {
            let StatementKind::Let { local, value: Some(value) } = &statement.kind else {
                return Err(NotConstant::Runtime(statement.span));
            };
            let value = self.value(value)?;
            self.temporaries.insert(*local, value);
        }
        let value = block.value.as_ref().ok_or(NotConstant::Runtime(block.span))?;
        self.value(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    fn span() -> Span {
        Span::new(FileId(0), 0, 0)
    }

    fn binary(op: BinaryOp, a: &Constant, b: &Constant) -> Expr {
        let ty = if op.is_comparison() { TypeId::BOOL } else { a.ty() };
        let (left, right) = (Box::new(a.expr(span())), Box::new(b.expr(span())));
        Expr { kind: ExprKind::Binary { op, left, right }, ty, span: span() }
    }

    fn value(op: BinaryOp, a: Constant, b: Constant) -> Constant {
        Constant::evaluate(&binary(op, &a, &b)).expect("a constant")
    }

    #[test]
    fn ints_wrap_and_truncate() {
        use Constant::{Int, Int32};
        assert_eq!(value(BinaryOp::Add, Int(i64::MAX), Int(1)), Int(i64::MIN));
        assert_eq!(value(BinaryOp::Multiply, Int32(1 << 30), Int32(4)), Int32(0));
        assert_eq!(value(BinaryOp::Divide, Int(-7), Int(2)), Int(-3));
        assert_eq!(value(BinaryOp::Modulo, Int(-7), Int(2)), Int(-1));
        assert_eq!(value(BinaryOp::Divide, Int(i64::MIN), Int(-1)), Int(i64::MIN));
        assert_eq!(value(BinaryOp::ShiftLeft, Int32(1), Int(33)), Int32(2));
        assert_eq!(value(BinaryOp::ShiftRight, Int(-8), Int(1)), Int(-4));
    }

    #[test]
    fn division_by_zero_is_no_constant() {
        for op in [BinaryOp::Divide, BinaryOp::Modulo] {
            let expr = binary(op, &Constant::Int(1), &Constant::Int(0));
            assert_eq!(Constant::evaluate(&expr), Err(NotConstant::DivisionByZero(span())));
        }
        assert_eq!(value(BinaryOp::Divide, Constant::Float(1.0), Constant::Float(0.0)), Constant::Float(f32::INFINITY));
    }

    #[test]
    fn comparisons() {
        use Constant::{Bool, Float, String};
        assert_eq!(value(BinaryOp::Less, String("Z".into()), String("a".into())), Bool(true));
        assert_eq!(value(BinaryOp::Equal, Float(-0.0), Float(0.0)), Bool(true));
        assert_eq!(value(BinaryOp::NotEqual, Float(f32::NAN), Float(f32::NAN)), Bool(true));
        assert_eq!(value(BinaryOp::Less, Float(f32::NAN), Float(1.0)), Bool(false));
    }

    #[test]
    fn conversions_and_text() {
        assert_eq!(Constant::Float(-2.9).to_number(TypeId::INT), Some(Constant::Int(-2)));
        assert_eq!(Constant::Float64(f64::NAN).to_number(TypeId::INT32), Some(Constant::Int32(0)));
        assert_eq!(Constant::Int(1 << 32).to_number(TypeId::INT32), Some(Constant::Int32(0)));
        assert_eq!(Constant::Int(1).to_number(TypeId::STRING), None);
        let parts = [Constant::Int(1), Constant::Float(0.1), Constant::Bool(true), Constant::String("x".into())];
        let concat = Expr { kind: ExprKind::Concat(parts.iter().map(|p| p.expr(span())).collect()), ty: TypeId::STRING, span: span() };
        assert_eq!(Constant::evaluate(&concat), Ok(Constant::String("10.1truex".into())));
    }

    #[test]
    fn what_is_skipped_need_not_be_a_constant() {
        let by_zero = binary(BinaryOp::Equal, &Constant::Int(1), &Constant::Int(1));
        let ExprKind::Binary { op, right, .. } = by_zero.kind else { unreachable!("a binary operator") };
        let left = Box::new(binary(BinaryOp::Divide, &Constant::Int(1), &Constant::Int(0)));
        let right = Box::new(Expr { kind: ExprKind::Binary { op, left, right }, ty: TypeId::BOOL, span: span() });
        let left = Box::new(Constant::Bool(false).expr(span()));
        let and = Expr { kind: ExprKind::Logic { or: false, left, right }, ty: TypeId::BOOL, span: span() };
        assert_eq!(Constant::evaluate(&and), Ok(Constant::Bool(false)));
    }

    #[test]
    fn long_chains_need_no_stack() {
        let mut sum = Constant::Int(0).expr(span());
        for _ in 0..200_000 {
            let (left, right) = (Box::new(sum), Box::new(Constant::Int(1).expr(span())));
            sum = Expr { kind: ExprKind::Binary { op: BinaryOp::Add, left, right }, ty: TypeId::INT, span: span() };
        }
        assert_eq!(Constant::evaluate(&sum), Ok(Constant::Int(200_000)));
        // Dropping the tree is the owner's concern, not what this test is about.
        std::mem::forget(sum);
    }
}
