//! Loads and stores: elements, cells, module variables, entries.

use super::analysis::is_quiet;
use super::external;
use super::function::FunctionEmitter;
use crate::vm::bytecode::{Instruction, Leaf, Op, Parts, Scalar, TypeInfo};
use writ_compiler::ir::{Expr, ExprKind, Projection, Storage, Type, TypeId};

/// A place in memory, its operands in registers.
#[derive(Clone, Copy, Debug)]
pub(super) enum Memory {
    /// A part of an element.
    Element { array: u16, index: u16, size: u32, offset: u32 },
    /// Behind an address.
    Address { register: u16, offset: u32 },
    /// A part of a module variable.
    Global { offset: u32 },
}

impl Memory {
    /// A part of what is there.
    pub(super) fn part(self, bytes: u32) -> Memory {
        match self {
            Memory::Element { array, index, size, offset } => Memory::Element { array, index, size, offset: offset + bytes },
            Memory::Address { register, offset } => Memory::Address { register, offset: offset + bytes },
            Memory::Global { offset } => Memory::Global { offset: offset + bytes },
        }
    }
}

/// Values of up to so many leaves are loaded and stored leaf by leaf.
const FEW: usize = 3;

impl FunctionEmitter<'_> {
    /// What a projection leads to: its type, its first slot, its byte offset.
    pub(super) fn project(&mut self, ty: TypeId, projection: Projection) -> (TypeId, u16, u32) {
        let info = self.info(ty);
        match (&info.parts, projection) {
            (Parts::Fields(parts), Projection::Field(index)) => {
                let part = parts[index as usize];
                (part.ty, part.slot, part.offset)
            }
            (Parts::Optional { payload, .. }, Projection::Narrow) => (payload.ty, payload.slot, payload.offset),
            // The IR's verifier lets nothing else through.
            (Parts::None | Parts::Fields(_) | Parts::Optional { .. } | Parts::Result { .. } | Parts::Enum(_), _) => (ty, 0, 0),
        }
    }

    /// Puts the address of a place into a register, for the next instructions: (register, byte offset that fits an operand).
    pub(super) fn address(&mut self, memory: Memory) -> (u16, u16) {
        let (register, offset) = match memory {
            Memory::Address { register, offset } => (register, offset),
            Memory::Global { offset } => {
                let register = self.alloc(1);
                self.wide(Op::GlobalAddress, register, offset);
                (register, 0)
            }
            Memory::Element { array, index, size, offset } => {
                let register = self.alloc(1);
                let small = u16::try_from(offset).unwrap_or(0);
                self.push_data(Instruction::abc(Op::ElementAddress, register, array, index), small, size);
                (register, offset - u32::from(small))
            }
        };
        match u16::try_from(offset) {
            Ok(offset) => (register, offset),
            Err(_) => {
                let moved = self.alloc(1);
                self.load_bits(moved, u64::from(offset));
                self.abc(Op::AddI64, moved, register, moved);
                (moved, 0)
            }
        }
    }

    /// Loads a value; `retain`: the registers own it.
    pub(super) fn load(&mut self, memory: Memory, info: &TypeInfo, to: u16, retain: bool) {
        let scope = self.scope();
        let plain = info.layout.pieces.is_none();
        match &*info.layout.leaves {
            [] => {
                // Nothing to load, but the bounds are checked all the same.
                if let Memory::Element { .. } = memory {
                    self.address(memory);
                }
            }
            [leaf] if plain => {
                self.load_leaf(memory.part(leaf.offset), *leaf, to);
                if retain {
                    self.retain(to, info);
                }
            }
            _ if info.layout.words().is_some_and(|_| !retain || !info.layout.counted) => {
                self.words(Op::LoadWords, memory, info, to);
            }
            leaves if plain && (leaves.len() <= FEW || (info.layout.counted && !retain)) => {
                let (register, offset) = self.address(memory);
                let memory = Memory::Address { register, offset: u32::from(offset) };
                for (slot, leaf) in leaves.iter().enumerate() {
                    self.load_leaf(memory.part(leaf.offset), *leaf, to + slot as u16);
                }
                if retain {
                    self.retain(to, info);
                }
            }
            _ => {
                let (register, offset) = self.address(memory);
                let op = if retain { Op::LoadValue } else { Op::PeekValue };
                self.push_data(Instruction::abc(op, to, register, offset), 0, info.id.0);
            }
        }
        self.settle(scope, 0);
    }

    /// Copies a value that lies in memory as it does in slots.
    fn words(&mut self, op: Op, memory: Memory, info: &TypeInfo, slots: u16) {
        let (register, offset) = self.address(memory);
        self.push_data(Instruction::abc(op, slots, register, offset), 0, info.layout.leaves.len() as u32);
    }

    fn load_leaf(&mut self, memory: Memory, leaf: Leaf, to: u16) {
        let pick = |ops: [Op; 4]| match leaf.scalar {
            Scalar::Bits64 | Scalar::Str | Scalar::Object | Scalar::Weak => ops[0],
            Scalar::I32 => ops[1],
            Scalar::F32 => ops[2],
            Scalar::Bool => ops[3],
        };
        match memory {
            Memory::Element { array, index, size, offset } => {
                if offset == 0 && size == leaf_size(leaf) {
                    let op = pick([Op::ArrayGet64, Op::ArrayGetI32, Op::ArrayGetU32, Op::ArrayGetU8]);
                    self.abc(op, to, array, index);
                } else if let Ok(offset) = u16::try_from(offset) {
                    let op = pick([Op::ElementGet64, Op::ElementGetI32, Op::ElementGetU32, Op::ElementGetU8]);
                    self.push_data(Instruction::abc(op, to, array, index), offset, size);
                } else {
                    let (register, offset) = self.address(memory);
                    self.abc(pick([Op::Load64, Op::LoadI32, Op::LoadU32, Op::LoadU8]), to, register, offset);
                }
            }
            Memory::Global { offset } => {
                self.wide(pick([Op::GlobalGet64, Op::GlobalGetI32, Op::GlobalGetU32, Op::GlobalGetU8]), to, offset);
            }
            Memory::Address { .. } => {
                let (register, offset) = self.address(memory);
                self.abc(pick([Op::Load64, Op::LoadI32, Op::LoadU32, Op::LoadU8]), to, register, offset);
            }
        }
    }

    /// Stores a value, which moves; what was there is released.
    pub(super) fn store(&mut self, memory: Memory, info: &TypeInfo, from: u16) {
        let scope = self.scope();
        let plain = info.layout.pieces.is_none();
        match &*info.layout.leaves {
            [] => {
                if let Memory::Element { .. } = memory {
                    self.address(memory);
                }
            }
            [leaf] if plain => self.store_leaf(memory.part(leaf.offset), *leaf, from),
            _ if !info.layout.counted && info.layout.words().is_some() => self.words(Op::StoreWords, memory, info, from),
            leaves if plain && leaves.len() <= FEW => {
                let (register, offset) = self.address(memory);
                let memory = Memory::Address { register, offset: u32::from(offset) };
                for (slot, leaf) in leaves.iter().enumerate() {
                    self.store_leaf(memory.part(leaf.offset), *leaf, from + slot as u16);
                }
            }
            _ => {
                let (register, offset) = self.address(memory);
                self.push_data(Instruction::abc(Op::StoreValue, from, register, offset), 0, info.id.0);
            }
        }
        self.settle(scope, 0);
    }

    fn store_leaf(&mut self, memory: Memory, leaf: Leaf, from: u16) {
        let plain = |ops: [Op; 3]| match leaf.scalar {
            Scalar::Bits64 => Some(ops[0]),
            Scalar::I32 | Scalar::F32 => Some(ops[1]),
            Scalar::Bool => Some(ops[2]),
            Scalar::Str | Scalar::Object | Scalar::Weak => None,
        };
        let direct = match memory {
            Memory::Element { array, index, size, offset } => {
                let whole = offset == 0 && size == leaf_size(leaf);
                match (plain([Op::ArraySet64, Op::ArraySet32, Op::ArraySet8]), u16::try_from(offset)) {
                    (Some(op), _) if whole => {
                        self.abc(op, from, array, index);
                        true
                    }
                    (Some(_), Ok(offset)) => {
                        let op = plain([Op::ElementSet64, Op::ElementSet32, Op::ElementSet8]).unwrap_or(Op::ElementSet64);
                        self.push_data(Instruction::abc(op, from, array, index), offset, size);
                        true
                    }
                    (Some(_) | None, _) => false,
                }
            }
            Memory::Global { offset } => match plain([Op::GlobalSet64, Op::GlobalSet32, Op::GlobalSet8]) {
                Some(op) => {
                    self.wide(op, from, offset);
                    true
                }
                None => false,
            },
            Memory::Address { .. } => false,
        };
        if !direct {
            let (register, offset) = self.address(memory);
            let op = match leaf.scalar {
                Scalar::Bits64 => Op::Store64,
                Scalar::I32 | Scalar::F32 => Op::Store32,
                Scalar::Bool => Op::Store8,
                Scalar::Str => Op::StoreStr,
                Scalar::Object => Op::StoreObject,
                Scalar::Weak => Op::StoreWeak,
            };
            self.abc(op, from, register, offset);
        }
    }

    /// The place in memory that an expression reads, if it is one: a part of an element, a module variable or a cell. Evaluates what it takes
    /// to get there. The place has to be used before anything else runs.
    #[allow(clippy::wildcard_enum_match_arm)] // It asks for some kinds; all others are alike.
    pub(super) fn memory(&mut self, expr: &Expr) -> Option<Memory> {
        match &expr.kind {
            ExprKind::Field { base, index } | ExprKind::Item { base, index } => {
                let memory = self.memory(base)?;
                let (_, _, offset) = self.project(base.ty, Projection::Field(*index));
                Some(memory.part(offset))
            }
            ExprKind::Narrow(base) => {
                let memory = self.memory(base)?;
                let (_, _, offset) = self.project(base.ty, Projection::Narrow);
                Some(memory.part(offset))
            }
            ExprKind::Upcast(base) | ExprKind::Cast { value: base, checked: false } => self.memory(base),
            ExprKind::ObjectField { object, index } => {
                let register = self.peek(object);
                Some(Memory::Address { register, offset: self.field_offset(object.ty, *index) })
            }
            ExprKind::Local(local) => {
                let definition = &self.function.locals[local.0 as usize];
                match (definition.storage, self.locals[local.0 as usize]) {
                    (Storage::Cell, super::function::Binding::Cell(register)) => {
                        Some(Memory::Address { register, offset: super::CELL_PAYLOAD })
                    }
                    _ => None,
                }
            }
            ExprKind::Global { global, checked } => {
                if let Some(index) = external::global(self.ir, self.program, *global) {
                    self.at(expr.span);
                    let register = self.alloc(1);
                    self.wide(Op::HostGlobal, register, index);
                    return Some(Memory::Address { register, offset: 0 });
                }
                if *checked {
                    self.at(expr.span);
                    self.wide(Op::GlobalCheck, 0, global.0);
                }
                Some(Memory::Global { offset: self.program.globals[global.0 as usize].offset })
            }
            ExprKind::IndexArray { array, index } => {
                let quiet = is_quiet(self.ir, index);
                let register = if quiet { self.peek(array) } else { self.operand(array) };
                let index = self.operand(index);
                let size = self.element_size(array.ty);
                self.at(expr.span);
                Some(Memory::Element { array: register, index, size, offset: 0 })
            }
            _ => None,
        }
    }

    /// Bytes of an element of an array type.
    pub(super) fn element_size(&mut self, array: TypeId) -> u32 {
        let element = self.element_type(array);
        self.info(element).layout.size
    }

    /// The element type of an array type.
    #[allow(clippy::wildcard_enum_match_arm)] // It asks for some kinds; all others are alike.
    pub(super) fn element_type(&self, array: TypeId) -> TypeId {
        match self.ir.types.get(array) {
            Type::Array(element) => *element,
            _ => TypeId::VOID,
        }
    }
}

fn leaf_size(leaf: Leaf) -> u32 {
    match leaf.scalar {
        Scalar::Bits64 | Scalar::Str | Scalar::Object | Scalar::Weak => 8,
        Scalar::I32 | Scalar::F32 => 4,
        Scalar::Bool => 1,
    }
}
