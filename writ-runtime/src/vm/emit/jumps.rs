//! Labels, and the jumps to them.

use super::function::{Failure, FunctionEmitter};
use crate::vm::bytecode::{Instruction, Op};
use std::collections::HashMap;

/// A place in the code that may not be known yet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Label(u32);

/// Where the 32-bit or 16-bit distance of a jump is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Reach {
    Short,
    Long,
}

/// So many jumps in a row are followed when code is laid out.
const MOST_HOPS: usize = 16;

impl FunctionEmitter<'_> {
    pub(super) fn label(&mut self) -> Label {
        self.labels.push(None);
        Label(self.labels.len() as u32 - 1)
    }

    pub(super) fn bind(&mut self, label: Label) {
        self.joined = self.code.len();
        self.last = None;
        self.labels[label.0 as usize] = Some(self.code.len() as u32);
    }

    /// Where the last label is: what is before it may not be the only way there.
    pub(super) fn joined(&self) -> usize {
        self.joined
    }

    /// How many jumps there are by now.
    pub(super) fn jumps(&self) -> usize {
        self.jumps.len()
    }

    /// Whether one of the jumps since there were so many leads to a label.
    pub(super) fn is_target(&self, label: Label, since: usize) -> bool {
        self.jumps[since..].iter().any(|(_, target, _)| *target == label)
    }

    pub(super) fn jump(&mut self, label: Label) {
        self.long_jump(Op::Jump, label);
    }

    /// An instruction, or a data word, whose 32-bit operand is a jump.
    pub(super) fn long_jump(&mut self, op: Op, label: Label) {
        self.jumps.push((self.code.len() as u32, label, Reach::Long));
        self.wide(op, 0, 0);
    }

    /// Jumps if the register is not 0, or if it is.
    pub(super) fn jump_if(&mut self, register: u16, when: bool, label: Label) {
        self.jumps.push((self.code.len() as u32, label, Reach::Long));
        self.wide(if when { Op::JumpIf } else { Op::JumpIfNot }, register, 0);
    }

    /// An instruction that jumps by its third operand.
    pub(super) fn short_jump(&mut self, op: Op, a: u16, b: u16, label: Label) {
        if self.manner.long_jumps {
            let (taken, over) = (self.label(), self.label());
            self.jumps.push((self.code.len() as u32, taken, Reach::Short));
            self.abc(op, a, b, 0);
            self.jump(over);
            self.bind(taken);
            self.jump(label);
            self.bind(over);
        } else {
            self.jumps.push((self.code.len() as u32, label, Reach::Short));
            self.abc(op, a, b, 0);
        }
    }

    /// Writes where all jumps lead into them.
    pub(super) fn resolve_jumps(&mut self) -> Result<(), Failure> {
        // Every label is bound by the code that made it.
        let bound = |labels: &[Option<u32>], label: &Label, pc: u32| labels[label.0 as usize].unwrap_or(pc);
        let jump_at: HashMap<u32, u32> = self
            .jumps
            .iter()
            .filter(|(pc, _, _)| self.code[*pc as usize].op == Op::Jump)
            .map(|(pc, label, _)| (*pc, bound(&self.labels, label, *pc)))
            .collect();
        for (pc, label, reach) in &self.jumps {
            let mut target = bound(&self.labels, label, *pc);
            if *reach == Reach::Long {
                // Where another jump stands, that one's target is meant. A circle of jumps is an endless loop of the script's.
                for _ in 0..MOST_HOPS {
                    match jump_at.get(&target) {
                        Some(further) if further != pc => target = *further,
                        Some(_) | None => break,
                    }
                }
            }
            let distance = i64::from(target) - i64::from(*pc) - 1;
            let instruction = &mut self.code[*pc as usize];
            match reach {
                Reach::Long => *instruction = Instruction::wide(instruction.op, instruction.a, distance as i32 as u32),
                Reach::Short => match i16::try_from(distance) {
                    Ok(short) => instruction.c = short as u16,
                    Err(_) => return Err(Failure::JumpTooFar),
                },
            }
        }
        Ok(())
    }
}
