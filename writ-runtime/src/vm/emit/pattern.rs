//! `Match`: arms tried in order. What a pattern binds is not copied: the subject stays where it is while the arms run.

use super::function::FunctionEmitter;
use super::jumps::Label;
use super::memory::Memory;
use crate::vm::bytecode::{Op, Part, Parts};
use writ_compiler::ir::*;

impl FunctionEmitter<'_> {
    pub(super) fn matching(&mut self, subject: &Expr, arms: &[Arm], to: Option<u16>) {
        let scope = self.scope();
        let register = if binds_nothing(arms) { self.operand(subject) } else { self.subject(subject) };
        let end = self.label();
        let dense = dense_arms(arms);
        if dense > 0 {
            self.switch(&arms[..dense], register, to, end);
        }
        for arm in &arms[dense..] {
            let next = self.label();
            let inner = self.scope();
            let mut cells = Vec::new();
            self.pattern(&arm.pattern, register, subject.ty, next, &mut cells);
            for (local, register) in cells {
                self.bind_local(local, register);
            }
            let fails = arm.guard.as_ref().map(|guard| {
                let fails = self.label();
                self.condition(guard, false, fails);
                let live: Vec<_> = self.live[inner.live..].to_vec();
                (fails, live)
            });
            self.block(&arm.body, to);
            self.close(inner);
            self.jump(end);
            if let Some((fails, live)) = fails {
                self.bind(fails);
                for live in live.iter().rev() {
                    self.release_slots(live.register, live.layout);
                }
            }
            self.bind(next);
        }
        self.abc(Op::Unreachable, 0, 0, 0);
        self.bind(end);
        self.finish(scope);
    }

    /// Arms for the ints from 0 on: a jump by the subject instead of a test for each.
    fn switch(&mut self, arms: &[Arm], register: u16, to: Option<u16>, end: Label) {
        self.wide(Op::Switch, register, arms.len() as u32);
        let labels: Vec<Label> = arms.iter().map(|_| self.label()).collect();
        let others = self.label();
        labels.iter().chain([&others]).for_each(|label| self.jump(*label));
        for (arm, label) in arms.iter().zip(labels) {
            self.bind(label);
            self.block(&arm.body, to);
            self.jump(end);
        }
        self.bind(others);
    }

    /// Registers that hold the subject while the arms run: a variable that can change is copied.
    fn subject(&mut self, subject: &Expr) -> u16 {
        let changes = super::analysis::root_local(subject).is_some_and(|local| self.function.locals[local.0 as usize].mutable);
        match changes {
            false => self.operand(subject),
            true => {
                let info = self.info(subject.ty);
                let register = self.alloc(info.layout.slots());
                self.expr(subject, register);
                self.own(register, info.id);
                register
            }
        }
    }

    /// Jumps to `fails` unless the value fits, and binds its names; those that live in cells are left to the caller.
    fn pattern(&mut self, pattern: &Pattern, register: u16, ty: TypeId, fails: Label, cells: &mut Vec<(LocalId, u16)>) {
        match pattern {
            Pattern::Any => {}
            Pattern::Bind(local) => match self.function.locals[local.0 as usize].storage {
                Storage::Slot => self.bind_local(*local, register),
                Storage::Cell => cells.push((*local, register)),
            },
            Pattern::Int(value) => self.unless_int(register, *value, fails),
            Pattern::Bool(value) => self.jump_if(register, !value, fails),
            Pattern::String(text) => {
                let scope = self.scope();
                let constant = self.alloc(1);
                let index = self.string(text);
                self.wide(Op::LoadConst, constant, index);
                self.abc(Op::EqStr, constant, register, constant);
                self.jump_if(constant, false, fails);
                self.close(scope);
            }
            Pattern::IntRange { start, end } => {
                let scope = self.scope();
                let bound = self.alloc(1);
                self.load_bits(bound, *start as u64);
                self.short_jump(Op::LtI64Jump, register, bound, fails);
                self.load_bits(bound, *end as u64);
                self.short_jump(Op::LtI64Jump, bound, register, fails);
                self.close(scope);
            }
            Pattern::Test { local, test } => {
                self.bind_local(*local, register);
                self.condition(test, false, fails);
            }
            Pattern::Null => self.jump_if(register, true, fails),
            Pattern::Some(inner) => {
                self.jump_if(register, false, fails);
                if let Parts::Optional { payload, .. } = self.info(ty).parts {
                    self.part(inner, register, payload, fails, cells);
                }
            }
            Pattern::Success(inner) => {
                self.jump_if(register, false, fails);
                let (success, _) = self.result_parts(ty);
                self.part(inner, register, success, fails, cells);
            }
            Pattern::Failure(inner) => {
                self.jump_if(register, true, fails);
                let (_, error) = self.result_parts(ty);
                self.part(inner, register, error, fails, cells);
            }
            Pattern::Variant { variant, fields } => {
                let info = self.info(ty);
                let parts = match &info.parts {
                    Parts::Enum(variants) => variants[*variant as usize].clone(),
                    Parts::None | Parts::Fields(_) | Parts::Optional { .. } | Parts::Result { .. } => Vec::new(),
                };
                self.unless_int(register, i64::from(*variant), fails);
                for (field, part) in fields.iter().zip(parts) {
                    self.part(field, register, part, fails, cells);
                }
            }
            Pattern::Tuple(fields) | Pattern::Struct(fields) => {
                let info = self.info(ty);
                let parts = match &info.parts {
                    Parts::Fields(parts) => parts.clone(),
                    Parts::None | Parts::Optional { .. } | Parts::Result { .. } | Parts::Enum(_) => Vec::new(),
                };
                for (field, part) in fields.iter().zip(parts) {
                    self.part(field, register, part, fails, cells);
                }
            }
            Pattern::Or(alternatives) => {
                let fits = self.label();
                for (index, alternative) in alternatives.iter().enumerate() {
                    if index + 1 == alternatives.len() {
                        self.pattern(alternative, register, ty, fails, cells);
                    } else {
                        let other = self.label();
                        self.pattern(alternative, register, ty, other, cells);
                        self.jump(fits);
                        self.bind(other);
                    }
                }
                self.bind(fits);
            }
        }
    }

    fn part(&mut self, pattern: &Pattern, register: u16, part: Part, fails: Label, cells: &mut Vec<(LocalId, u16)>) {
        if matches!(pattern, Pattern::Any) {
            return;
        }
        let mut at = register + part.slot;
        if part.boxed {
            // The box keeps what is in it as long as the subject keeps the box.
            let info = self.info(part.ty);
            let copy = self.alloc(info.layout.slots());
            self.load(Memory::Address { register: at, offset: super::CELL_PAYLOAD }, &info, copy, false);
            at = copy;
        }
        self.pattern(pattern, at, part.ty, fails, cells);
    }

    fn unless_int(&mut self, register: u16, value: i64, fails: Label) {
        match i16::try_from(value) {
            Ok(small) => self.short_jump(Op::NeI64ImmJump, register, small as u16, fails),
            Err(_) => {
                let scope = self.scope();
                let constant = self.alloc(1);
                self.load_bits(constant, value as u64);
                self.short_jump(Op::NeI64Jump, register, constant, fails);
                self.close(scope);
            }
        }
    }
}

/// From so many arms on a jump by the subject is worth its table.
const FEWEST: usize = 3;

/// How many of the first arms are for 0, 1, 2 and so on and look at nothing else; 0 if they are too few.
fn dense_arms(arms: &[Arm]) -> usize {
    let is_next = |(index, arm): &(usize, &Arm)| {
        let value = match &arm.pattern {
            Pattern::Int(value) => Some(*value),
            Pattern::Variant { variant, fields } if fields.is_empty() => Some(i64::from(*variant)),
            Pattern::Any
            | Pattern::Bind(_)
            | Pattern::Bool(_)
            | Pattern::String(_)
            | Pattern::IntRange { .. }
            | Pattern::Test { .. }
            | Pattern::Null
            | Pattern::Some(_)
            | Pattern::Success(_)
            | Pattern::Failure(_)
            | Pattern::Variant { .. }
            | Pattern::Tuple(_)
            | Pattern::Struct(_)
            | Pattern::Or(_) => None,
        };
        arm.guard.is_none() && value == Some(*index as i64)
    };
    let dense = arms.iter().enumerate().take_while(is_next).count();
    if dense >= FEWEST { dense } else { 0 }
}

/// Whether the subject is only compared with numbers, before anything else runs.
fn binds_nothing(arms: &[Arm]) -> bool {
    arms.iter().all(|arm| arm.guard.is_none() && matches!(arm.pattern, Pattern::Int(_) | Pattern::IntRange { .. } | Pattern::Any))
}
