//! An instruction as it lies in memory.

use super::Op;

/// An instruction: 8 bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(C, align(8))]
pub struct Instruction {
    /// What to do.
    pub op: Op,
    /// The first operand, mostly the destination.
    pub a: u16,
    /// The second operand, or the lower half of a 32-bit one.
    pub b: u16,
    /// The third operand, or the upper half of a 32-bit one.
    pub c: u16,
}

const _: () = assert!(size_of::<Instruction>() == 8);

impl Instruction {
    /// An instruction with three 16-bit operands.
    pub fn abc(op: Op, a: u16, b: u16, c: u16) -> Instruction {
        Instruction { op, a, b, c }
    }

    /// An instruction with a 32-bit operand.
    pub fn wide(op: Op, a: u16, operand: u32) -> Instruction {
        Instruction { op, a, b: operand as u16, c: (operand >> 16) as u16 }
    }

    /// The 32-bit operand.
    #[inline(always)]
    pub fn operand(self) -> u32 {
        u32::from(self.b) | u32::from(self.c) << 16
    }
}
