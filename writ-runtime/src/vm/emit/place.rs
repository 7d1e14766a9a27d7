//! Assignments.

use super::analysis::{is_quiet, mentions};
use super::external;
use super::function::{Binding, FunctionEmitter};
use super::memory::Memory;
use crate::vm::bytecode::Op;
use writ_compiler::ir::*;

/// A place, its operands evaluated.
#[derive(Clone, Copy, Debug)]
pub(super) enum Target {
    /// Registers of a local.
    Slots(u16),
    /// Memory that stays where it is, or is found again by its operands.
    Memory(Memory),
    /// A part of an entry.
    Entry { dictionary: (u16, TypeId), key: u16, key_type: TypeId, show_key: FuncId, offset: u32 },
}

impl FunctionEmitter<'_> {
    /// Evaluates the operands of a place. `quiet`: nothing happens between this and the access. `reads`: it is not a plain write.
    #[allow(clippy::wildcard_enum_match_arm)] // It asks for some kinds; all others are alike.
    pub(super) fn target(&mut self, place: &Place, quiet: bool, reads: bool) -> Target {
        let root = match &place.root {
            PlaceRoot::Local(local) => self.function.locals[local.0 as usize].ty,
            PlaceRoot::Global { global, .. } => self.ir[*global].ty,
            PlaceRoot::Element { array, .. } => self.element_type(array.ty),
            PlaceRoot::Object { object, index } => self.field_type(object.ty, *index),
            PlaceRoot::Entry { dictionary, .. } => match self.ir.types.get(dictionary.ty) {
                Type::Dictionary(_, value) => *value,
                _ => TypeId::VOID,
            },
        };
        let (mut ty, mut slot, mut offset) = (root, 0, 0);
        for projection in &place.path {
            let (part, slots, bytes) = self.project(ty, *projection);
            (ty, slot, offset) = (part, slot + slots, offset + bytes);
        }
        self.at(place.span);
        match &place.root {
            PlaceRoot::Local(local) => match self.locals[local.0 as usize] {
                Binding::Slots(register) => Target::Slots(register + slot),
                Binding::Cell(register) => Target::Memory(Memory::Address { register, offset: super::CELL_PAYLOAD + offset }),
                Binding::None => Target::Slots(0),
            },
            PlaceRoot::Global { global, checked } => {
                if let Some(index) = external::global(self.ir, self.program, *global) {
                    let register = self.alloc(1);
                    self.wide(Op::HostGlobal, register, index);
                    return Target::Memory(Memory::Address { register, offset });
                }
                if *checked && (reads || !place.path.is_empty()) {
                    self.wide(Op::GlobalCheck, 0, global.0);
                }
                Target::Memory(Memory::Global { offset: self.program.globals[global.0 as usize].offset + offset })
            }
            PlaceRoot::Object { object, index } => {
                let field = self.field_offset(object.ty, *index);
                let register = if quiet { self.peek(object) } else { self.operand(object) };
                Target::Memory(Memory::Address { register, offset: field + offset })
            }
            PlaceRoot::Element { array, index } => {
                let size = self.element_size(array.ty);
                let array = if quiet && is_quiet(self.ir, index) { self.peek(array) } else { self.operand(array) };
                let index = self.operand(index);
                Target::Memory(Memory::Element { array, index, size, offset })
            }
            PlaceRoot::Entry { dictionary, key, show_key } => {
                let dictionary_type = dictionary.ty;
                let dictionary = if quiet && is_quiet(self.ir, key) { self.peek(dictionary) } else { self.operand(dictionary) };
                let key_type = key.ty;
                let key = self.operand(key);
                Target::Entry { dictionary: (dictionary, dictionary_type), key, key_type, show_key: *show_key, offset }
            }
        }
    }

    /// Reads the value of a place; the registers own it.
    pub(super) fn read(&mut self, target: &Target, place: &Place, to: u16) {
        let info = self.info(place.ty);
        self.at(place.span);
        match *target {
            Target::Slots(register) => {
                self.mov(to, register, info.layout.slots());
                self.retain(to, &info);
            }
            Target::Memory(memory) => self.load(memory, &info, to, true),
            Target::Entry { dictionary, key, key_type, show_key, offset } => {
                let scope = self.scope();
                let address = self.find_entry(dictionary, key, key_type, show_key, place.span);
                self.load(Memory::Address { register: address, offset }, &info, to, true);
                self.finish(scope);
            }
        }
    }

    /// Writes a value, which moves, to a place whose old one is released.
    pub(super) fn write(&mut self, target: &Target, place: &Place, from: u16) {
        let info = self.info(place.ty);
        self.at(place.span);
        match *target {
            Target::Slots(register) => {
                self.release_slots(register, info.id);
                self.mov(register, from, info.layout.slots());
            }
            Target::Memory(memory) => self.store(memory, &info, from),
            Target::Entry { dictionary, key, key_type, show_key, offset } => {
                let scope = self.scope();
                let address = self.find_entry(dictionary, key, key_type, show_key, place.span);
                self.store(Memory::Address { register: address, offset }, &info, from);
                self.close(scope);
            }
        }
    }

    pub(super) fn assign(&mut self, place: &Place, value: &Expr) {
        let quiet = is_quiet(self.ir, value);
        let info = self.info(place.ty);
        let slots = info.layout.slots();
        // A plain write to an entry inserts.
        if let (PlaceRoot::Entry { dictionary, key, .. }, true) = (&place.root, place.path.is_empty()) {
            if self.counted_up(dictionary, key, value) {
                return;
            }
            let dictionary_type = dictionary.ty;
            let dictionary = if quiet && is_quiet(self.ir, key) { self.peek(dictionary) } else { self.operand(dictionary) };
            let key_info = self.info(key.ty);
            let key_register = self.alloc(key_info.layout.slots());
            self.expr(key, key_register);
            self.own(key_register, key_info.id);
            let register = self.alloc(slots);
            self.expr(value, register);
            self.at(place.span);
            self.take(key_register, 0);
            self.adopt(dictionary, dictionary_type);
            self.abc(Op::DictionaryInsert, dictionary, key_register, register);
            return;
        }
        let target = self.target(place, quiet, false);
        if let Target::Slots(register) = target {
            let direct = match &place.root {
                PlaceRoot::Local(local) => !info.layout.counted && (slots == 1 || !mentions(value, *local)),
                PlaceRoot::Global { .. } | PlaceRoot::Object { .. } | PlaceRoot::Element { .. } | PlaceRoot::Entry { .. } => false,
            };
            if direct {
                return self.expr(value, register);
            }
        }
        // A string or a number that lies somewhere already is stored from there.
        if !info.layout.counted
            && let Some(register) = self.borrowed(value).or_else(|| self.loaded_literal(value))
        {
            return self.write(&target, place, register);
        }
        let mark = self.live.len();
        let register = self.alloc(slots);
        self.expr(value, register);
        self.own(register, info.id);
        self.write(&target, place, register);
        self.take(register, mark);
    }

    /// `d[k] = d.getOr(k, fallback) op value` of numbers, with one look-up: true if it is that.
    #[allow(clippy::wildcard_enum_match_arm)] // It asks for one kind; all others are alike.
    fn counted_up(&mut self, dictionary: &Expr, key: &Expr, value: &Expr) -> bool {
        let ExprKind::Binary { op, left, right } = &value.kind else { return false };
        let ExprKind::CallNative { native, arguments, .. } = &left.kind else { return false };
        let (true, [from, with, fallback]) = (&*self.ir[*native].name == "Dictionary.getOr", arguments.as_slice()) else { return false };
        let local = |expr: &Expr| if let ExprKind::Local(local) = expr.kind { Some(local) } else { None };
        let same = |one: &Expr, other: &Expr| local(one).is_some() && local(one) == local(other);
        let number = |ty: TypeId| matches!(ty, TypeId::INT | TypeId::INT32 | TypeId::FLOAT | TypeId::FLOAT64);
        if op.is_comparison() || !number(value.ty) || !same(dictionary, from) || !same(key, with) {
            return false;
        }
        let dictionary_type = dictionary.ty;
        let (Some(dictionary), Some(key_register)) = (self.borrowed(dictionary), self.borrowed(key)) else { return false };
        if !is_quiet(self.ir, fallback) || !is_quiet(self.ir, right) {
            return false;
        }
        let (info, key_info) = (self.info(value.ty), self.info(key.ty));
        let register = self.alloc(1);
        let address = self.alloc(1);
        let (found, end) = (self.label(), self.label());
        self.at(left.span);
        self.find_key(address, (dictionary, dictionary_type), key_register);
        self.jump_if(address, true, found);
        self.expr(fallback, register);
        self.computed(*op, value, register, right);
        // The dictionary takes the key over: a copy of it, where it has to be counted.
        let mut taken = key_register;
        if key_info.layout.counted {
            taken = self.alloc(key_info.layout.slots());
            self.mov(taken, key_register, key_info.layout.slots());
            self.retain(taken, &key_info);
        }
        self.abc(Op::DictionaryInsert, dictionary, taken, register);
        self.jump(end);
        self.bind(found);
        let memory = Memory::Address { register: address, offset: 0 };
        self.load(memory, &info, register, true);
        self.computed(*op, value, register, right);
        self.store(memory, &info, register);
        self.bind(end);
        true
    }

    /// `register op= right`
    fn computed(&mut self, op: BinaryOp, value: &Expr, register: u16, right: &Expr) {
        let scope = self.scope();
        self.with_right(op, value.ty, (register, register), right, value.span);
        self.close(scope);
    }

    pub(super) fn update(&mut self, place: &Place, op: BinaryOp, value: &Expr) {
        let quiet = is_quiet(self.ir, value);
        let target = self.target(place, quiet, true);
        match target {
            Target::Slots(register) => {
                let unstable = match place.root {
                    PlaceRoot::Local(local) => self.unstable[local.0 as usize],
                    PlaceRoot::Global { .. } | PlaceRoot::Object { .. } | PlaceRoot::Element { .. } | PlaceRoot::Entry { .. } => false,
                };
                if unstable {
                    let old = self.alloc(1);
                    self.mov(old, register, 1);
                    self.with_right(op, place.ty, (register, old), value, place.span);
                } else {
                    self.update_slot(register, place, op, value);
                }
            }
            // Nothing moves the entry meanwhile.
            Target::Entry { dictionary, key, key_type, show_key, offset } if quiet => {
                let info = self.info(place.ty);
                let register = self.alloc(1);
                let address = self.find_entry(dictionary, key, key_type, show_key, place.span);
                let memory = Memory::Address { register: address, offset };
                self.load(memory, &info, register, true);
                self.update_slot(register, place, op, value);
                self.store(memory, &info, register);
            }
            Target::Memory(_) | Target::Entry { .. } => {
                let register = self.alloc(1);
                self.read(&target, place, register);
                self.update_slot(register, place, op, value);
                self.write(&target, place, register);
            }
        }
    }

    /// `register op= value`, by the instructions that a binary expression would have.
    fn update_slot(&mut self, register: u16, place: &Place, op: BinaryOp, value: &Expr) {
        self.with_right(op, place.ty, (register, register), value, place.span);
    }

    pub(super) fn append(&mut self, place: &Place, value: &Expr) {
        let quiet = is_quiet(self.ir, value);
        let target = self.target(place, quiet, true);
        let unstable = match place.root {
            PlaceRoot::Local(local) => self.unstable[local.0 as usize],
            PlaceRoot::Global { .. } | PlaceRoot::Object { .. } | PlaceRoot::Element { .. } | PlaceRoot::Entry { .. } => false,
        };
        match target {
            // The variable itself is not looked at while the text is put together, or holds still: append in place.
            Target::Slots(register) if !unstable => {
                self.text_parts(value);
                self.abc(Op::TextAppend, register, 0, 0);
            }
            Target::Memory(memory) if quiet => {
                let scope = self.scope();
                // The bounds are checked before the text is put together.
                let address = self.address(memory);
                self.text_parts(value);
                self.abc(Op::TextAppendAt, 0, address.0, address.1);
                self.close(scope);
            }
            Target::Entry { dictionary, key, key_type, show_key, offset } if quiet && offset <= u32::from(u16::MAX) => {
                let scope = self.scope();
                let address = self.find_entry(dictionary, key, key_type, show_key, place.span);
                self.text_parts(value);
                self.abc(Op::TextAppendAt, 0, address, offset as u16);
                self.close(scope);
            }
            Target::Slots(_) | Target::Memory(_) | Target::Entry { .. } => {
                let info = self.info(place.ty);
                let mark = self.live.len();
                let register = self.alloc(1);
                self.read(&target, place, register);
                self.own(register, info.id);
                self.text_parts(value);
                self.abc(Op::TextAppend, register, 0, 0);
                self.write(&target, place, register);
                self.take(register, mark);
            }
        }
    }
}
