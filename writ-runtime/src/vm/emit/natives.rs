//! Natives for which there is an instruction.

use crate::vm::bytecode::Op;
use writ_compiler::ir::{Expr, TypeId};

/// How a native is emitted other than as a call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Intrinsic {
    /// By an instruction on one register.
    Unary(Op),
    /// As `ArrayPush`.
    Push,
    /// A look-up with a value for what is not there.
    GetOr,
}

/// The instruction for a native, if there is one for arguments of these types.
pub(super) fn intrinsic(name: &str, arguments: &[Expr]) -> Option<Intrinsic> {
    match (name, arguments) {
        ("Array.len", [_]) => Some(Intrinsic::Unary(Op::ArrayLen)),
        ("Array.push", [_, _]) => Some(Intrinsic::Push),
        ("Dictionary.getOr", [_, _, _]) => Some(Intrinsic::GetOr),
        ("sqrt", [value]) if value.ty == TypeId::FLOAT64 => Some(Intrinsic::Unary(Op::SqrtF64)),
        ("sqrt", [value]) if value.ty == TypeId::FLOAT => Some(Intrinsic::Unary(Op::SqrtF32)),
        _ => None,
    }
}

/// Whether a native only computes: it changes nothing that a script can see, and costs nothing, so that no call stops before it and others run meanwhile.
pub(super) fn is_pure(name: &str) -> bool {
    matches!(name, "Array.len" | "Dictionary.len" | "sqrt" | "abs" | "min" | "max" | "floor" | "ceil" | "round" | "sin" | "cos")
}
