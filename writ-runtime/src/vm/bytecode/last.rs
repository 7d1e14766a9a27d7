//! The last result: what an instruction computed is in a register of the processor when the next one begins.
//!
//! A register of the VM is memory, and what was just written there takes six cycles to come back. So an instruction whose operand is the result of
//! the one before has a form that takes it as the interpreter hands it on. It is written to its register all the same, so that nothing else has to know.

use super::Op;

/// What kind of processor register a result is in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// 64 bits.
    Int,
    /// A `float64`.
    F64,
    /// A `float`.
    F32,
}

/// Which operand is the last result.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Operand {
    /// `b`
    B,
    /// `c`
    C,
    /// `b` and `c`
    Both,
    /// The register in the data word.
    D,
}

macro_rules! forms {
    ($($plain:ident $kind:ident $operand:ident $form:ident;)*) => {
        #[allow(clippy::wildcard_enum_match_arm)] // The table names those that have forms.
        impl Op {
            /// Which operand this form takes from the last result, and of what kind that is.
            #[inline(always)]
            pub const fn takes(self) -> Option<(Operand, Kind)> {
                match self {
                    $(Op::$form => Some((Operand::$operand, Kind::$kind)),)*
                    _ => None,
                }
            }

            /// The form that takes an operand from the last result of a kind, if there is one.
            pub fn taking(self, operand: Operand, kind: Kind) -> Option<Op> {
                match (self, operand, kind) {
                    $((Op::$plain, Operand::$operand, Kind::$kind) => Some(Op::$form),)*
                    _ => None,
                }
            }

            /// The instruction that takes all its operands from registers.
            pub fn plain(self) -> Op {
                match self {
                    $(Op::$form => Op::$plain,)*
                    other => other,
                }
            }
        }
    };
}

forms! {
    Move Int B MoveB;
    Move F64 B MoveF64B;
    Move F32 B MoveF32B;
    AddI64 Int B AddI64B;
    MulI64 Int B MulI64B;
    And Int B AndB;
    Or Int B OrB;
    Xor Int B XorB;
    SubI64 Int B SubI64B;
    SubI64 Int C SubI64C;
    AddI64Imm Int B AddI64ImmB;
    MulI64Imm Int B MulI64ImmB;
    AndImm Int B AndImmB;
    ShlI64Imm Int B ShlI64ImmB;
    ShrI64Imm Int B ShrI64ImmB;
    MulAddI64 Int B MulAddI64B;
    MulAddI64 Int D MulAddI64D;
    RemI64K Int B RemI64KB;
    Load64 Int B Load64B;
    ArrayGet64 Int C ArrayGet64C;
    I64ToF64 Int B I64ToF64B;
    I64ToF32 Int B I64ToF32B;
    AddF64 F64 B AddF64B;
    SubF64 F64 B SubF64B;
    SubF64 F64 C SubF64C;
    MulF64 F64 B MulF64B;
    MulF64 F64 Both MulF64Both;
    DivF64 F64 B DivF64B;
    DivF64 F64 C DivF64C;
    AddF64K F64 B AddF64KB;
    SubF64K F64 B SubF64KB;
    MulF64K F64 B MulF64KB;
    DivF64K F64 B DivF64KB;
    RsubF64K F64 B RsubF64KB;
    RdivF64K F64 B RdivF64KB;
    SqrtF64 F64 B SqrtF64B;
    MulAddF64 F64 B MulAddF64B;
    MulAddF64 F64 D MulAddF64D;
    MulSubF64 F64 B MulSubF64B;
    MulSubF64 F64 D MulSubF64D;
    SubMulF64 F64 B SubMulF64B;
    SubMulF64 F64 D SubMulF64D;
    AddF32 F32 B AddF32B;
    SubF32 F32 B SubF32B;
    SubF32 F32 C SubF32C;
    MulF32 F32 B MulF32B;
    MulF32 F32 Both MulF32Both;
    DivF32 F32 B DivF32B;
    DivF32 F32 C DivF32C;
    AddF32K F32 B AddF32KB;
    SubF32K F32 B SubF32KB;
    MulF32K F32 B MulF32KB;
    DivF32K F32 B DivF32KB;
    RsubF32K F32 B RsubF32KB;
    RdivF32K F32 B RdivF32KB;
    SqrtF32 F32 B SqrtF32B;
    MulAddF32 F32 B MulAddF32B;
    MulAddF32 F32 D MulAddF32D;
    MulSubF32 F32 B MulSubF32B;
    MulSubF32 F32 D MulSubF32D;
    SubMulF32 F32 B SubMulF32B;
    SubMulF32 F32 D SubMulF32D;
}

impl Op {
    /// What the next instruction can take as the last result, which is in `a` too. So whatever way an instruction takes has to hand it on.
    #[allow(clippy::wildcard_enum_match_arm)] // All others give nothing.
    pub fn gives(self) -> Option<Kind> {
        use Op::*;
        match self.plain() {
            // A copy gives what it got.
            Move => self.takes().map(|(_, kind)| kind),
            LoadImm | AddI64 | SubI64 | MulI64 | MulAddI64 | DivI64K | RemI64K | AddI64Imm | MulI64Imm | DivPower | RemPower | AndImm
            | NegI64 => Some(Kind::Int),
            And | Or | Xor | BitNot | ShlI64 | ShrI64 | ShlI64Imm | ShrI64Imm | Not | F64ToI64 | F32ToI64 | Load64 | LoadU8
            | ArrayGet64 => Some(Kind::Int),
            ElementGet64 | ArrayLen | GlobalGet64 | HostGet64 => Some(Kind::Int),
            AddF64 | SubF64 | MulF64 | DivF64 | AddF64K | SubF64K | MulF64K | DivF64K | RsubF64K | RdivF64K | NegF64 | SqrtF64 => {
                Some(Kind::F64)
            }
            MulAddF64 | MulSubF64 | SubMulF64 | I64ToF64 | F32ToF64 => Some(Kind::F64),
            AddF32 | SubF32 | MulF32 | DivF32 | AddF32K | SubF32K | MulF32K | DivF32K | RsubF32K | RdivF32K | NegF32 | SqrtF32 => {
                Some(Kind::F32)
            }
            MulAddF32 | MulSubF32 | SubMulF32 | I64ToF32 | F64ToF32 => Some(Kind::F32),
            _ => None,
        }
    }

    /// Whether `b` and `c` may change places.
    pub fn commutes(self) -> bool {
        use Op::*;
        matches!(self, AddI64 | MulI64 | And | Or | Xor | AddF64 | MulF64 | AddF32 | MulF32)
            || matches!(self, MulAddI64 | MulAddF64 | MulSubF64 | SubMulF64 | MulAddF32 | MulSubF32 | SubMulF32)
    }
}
