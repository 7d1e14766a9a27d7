//! The state of emitting one function: registers, code, labels, and who owns what.

use super::analysis::unstable_locals;
use super::jumps::{Label, Reach};
use crate::vm::bytecode::{Constant, Function, Instruction, Kind, LayoutId, Line, Op, Owned, Program, Signature, TypeInfo};
use std::rc::Rc;
use writ_compiler::ir::{self, FuncId, FunctionKind, LocalId, LoopId, Storage, TypeId};
use writ_compiler::source::Span;

/// Where a local is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Binding {
    /// Not in scope yet.
    None,
    /// In slots from this register on.
    Slots(u16),
    /// In the cell to which this register refers.
    Cell(u16),
}

/// A value in registers that this function has to release.
#[derive(Clone, Copy, Debug)]
pub(super) struct Live {
    pub(super) register: u16,
    pub(super) layout: LayoutId,
    start: u32,
}

/// What to go back to at the end of a scope.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scope {
    pub(super) live: usize,
    pub(super) top: u32,
}

/// A loop around the code that is being emitted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Loop {
    pub(super) id: LoopId,
    pub(super) leave: Label,
    pub(super) next: Label,
    pub(super) live: usize,
    /// Whether constants that its turns need are loaded before it.
    pub(super) turns: bool,
}

/// Constants that a function loads once for all its loops are no more than these: each takes an instruction of every call.
const MOST_LOADED: usize = 8;

/// Why a function can't be emitted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Failure {
    /// A short jump does not reach: emit again with long ones.
    JumpTooFar,
    /// Loops need these constants in registers: emit again with them.
    Constants(Vec<u64>),
    /// More registers than an instruction can name.
    TooManyRegisters,
}

/// Emits one function.
pub(super) struct FunctionEmitter<'a> {
    pub(super) ir: &'a ir::Program,
    pub(super) program: &'a mut Program,
    pub(super) function: &'a ir::Function,
    pub(super) code: Vec<Instruction>,
    lines: Vec<Line>,
    pub(super) labels: Vec<Option<u32>>,
    pub(super) jumps: Vec<(u32, Label, Reach)>,
    pub(super) locals: Vec<Binding>,
    pub(super) unstable: Vec<bool>,
    pub(super) live: Vec<Live>,
    owned: Vec<Owned>,
    pub(super) top: u32,
    max: u32,
    pub(super) loops: Vec<Loop>,
    /// Slots of the result.
    pub(super) results: u16,
    /// Where the caller finds `self` of a mutating method that is kept in a cell here.
    pub(super) self_cell: Option<(u16, u16, TypeId)>,
    pub(super) calls: Vec<(u16, FuncId)>,
    /// For [`Function::value_calls`].
    pub(super) value_calls: Vec<(u32, Rc<Signature>)>,
    pub(super) manner: &'a Manner,
    /// Constants that loops need in registers, in the order in which they came up.
    wanted: Vec<u64>,
    /// The first register of those that are loaded at the beginning.
    loaded: u16,
    offset: u32,
    /// Where the last label was bound.
    pub(super) joined: usize,
    /// The register that the last instruction wrote, if the next one can take it from there.
    pub(super) last: Option<(u16, Kind)>,
}

/// How a function is emitted.
#[derive(Default, Debug)]
pub(super) struct Manner {
    /// With jumps that reach further.
    pub(super) long_jumps: bool,
    /// With these constants loaded at its beginning.
    pub(super) constants: Option<Vec<u64>>,
}

impl<'a> FunctionEmitter<'a> {
    pub(super) fn new(ir: &'a ir::Program, program: &'a mut Program, function: &'a ir::Function, manner: &'a Manner) -> Self {
        let results = program.layouts.of(ir, function.result).layout.slots();
        FunctionEmitter {
            ir,
            program,
            function,
            code: Vec::new(),
            lines: Vec::new(),
            labels: Vec::new(),
            jumps: Vec::new(),
            locals: vec![Binding::None; function.locals.len()],
            unstable: unstable_locals(function),
            live: Vec::new(),
            owned: Vec::new(),
            top: u32::from(results),
            max: u32::from(results),
            loops: Vec::new(),
            results,
            self_cell: None,
            calls: Vec::new(),
            value_calls: Vec::new(),
            manner,
            wanted: Vec::new(),
            loaded: 0,
            offset: function.span.start,
            joined: 0,
            last: None,
        }
    }

    /// The whole function.
    pub(super) fn emit(mut self) -> Result<Function, Failure> {
        let function = self.function;
        let mut parameters = Vec::new();
        for local in &function.parameters {
            let slots = self.info_of_local(*local).layout.slots();
            parameters.push((*local, self.alloc(slots)));
        }
        let parameter_slots = self.top - u32::from(self.results);
        let mut capture_types = Vec::new();
        for local in &function.captures {
            let definition = &function.locals[local.0 as usize];
            let info = self.info(definition.ty);
            let slots = if definition.storage == Storage::Cell { 1 } else { info.layout.slots() };
            let register = self.alloc(slots);
            self.locals[local.0 as usize] = match definition.storage {
                Storage::Cell => Binding::Cell(register),
                Storage::Slot => Binding::Slots(register),
            };
            capture_types.push((definition.storage == Storage::Slot).then_some(definition.ty));
        }
        let capture_slots = self.top - parameter_slots - u32::from(self.results);
        let (capture_layout, capture_parts) = match capture_types.is_empty() {
            true => (None, Vec::new()),
            false => {
                let (layout, parts) = self.program.layouts.captures(self.ir, &capture_types);
                (Some(layout), parts)
            }
        };
        self.bind_parameters(&parameters);
        let constants = self.manner.constants.as_deref().unwrap_or_default();
        self.loaded = self.alloc(constants.len() as u16);
        for (register, bits) in (self.loaded..).zip(constants) {
            self.load_bits(register, *bits);
        }
        self.body();
        if self.manner.constants.is_none() && !self.wanted.is_empty() {
            return Err(Failure::Constants(self.wanted));
        }
        if self.max > u32::from(u16::MAX) {
            return Err(Failure::TooManyRegisters);
        }
        self.resolve_jumps()?;
        self.owned.retain(|owned| owned.start < owned.end);
        Ok(Function {
            name: function.frame_name.to_string(),
            file: function.span.file,
            traced: function.kind != FunctionKind::Synthetic && !self.ir[function.module].library,
            counted: function.facts.counts_depth,
            code: self.code.into(),
            results: self.results,
            parameters: parameter_slots as u16,
            captures: capture_slots as u16,
            capture_layout,
            capture_parts,
            slots: self.max as u16,
            room: 0,
            lines: self.lines.into(),
            owned: self.owned.into(),
            calls: self.calls,
            value_calls: self.value_calls,
            signature: super::external::signature_of(self.ir, self.program, function),
            invoke: super::external::invoke(self.ir, self.program, function),
            external: None,
        })
    }

    fn bind_parameters(&mut self, parameters: &[(LocalId, u16)]) {
        let mutates = self.function.kind == FunctionKind::Method { mutates: true };
        for (index, (local, register)) in parameters.iter().enumerate() {
            let definition = &self.function.locals[local.0 as usize];
            let info = self.info(definition.ty);
            let in_out = mutates && index == 0;
            self.locals[local.0 as usize] = Binding::Slots(*register);
            match definition.storage {
                // The caller takes `self` back only if the method returns: until then it belongs to this frame.
                Storage::Slot if in_out && info.layout.counted => {
                    self.owned.push(Owned { start: 0, end: u32::MAX, register: *register, layout: info.id });
                }
                Storage::Slot => {}
                Storage::Cell => {
                    let cell = self.alloc(1);
                    if !in_out {
                        self.retain(*register, &info);
                    }
                    self.push_data(Instruction::abc(Op::NewCell, cell, *register, 0), 0, info.id.0);
                    let object = self.program.layouts.object();
                    self.own(cell, object);
                    self.locals[local.0 as usize] = Binding::Cell(cell);
                    if in_out {
                        self.self_cell = Some((cell, *register, definition.ty));
                    }
                }
            }
        }
    }

    fn body(&mut self) {
        let body = &self.function.body;
        let end = body.span.end.saturating_sub(1);
        let results = self.results;
        if body.value.is_some() && results > 0 {
            self.block(body, Some(0));
        } else {
            self.block(body, None);
        }
        self.offset = end.max(self.function.span.start);
        if results > 0 && body.value.as_ref().is_none_or(|value| value.ty == ir::TypeId::NEVER) {
            // The checker proved that the end is not reached.
            self.push(Instruction::abc(Op::Unreachable, 0, 0, 0));
        } else {
            self.leave_function();
        }
    }

    /// The register of a constant that a loop needs in one, if the function has it loaded before.
    pub(super) fn loaded_constant(&mut self, bits: u64) -> Option<u16> {
        if !self.loops.iter().any(|around| around.turns) {
            return None;
        }
        let Some(constants) = &self.manner.constants else {
            if self.wanted.len() < MOST_LOADED && !self.wanted.contains(&bits) {
                self.wanted.push(bits);
            }
            return None;
        };
        let index = constants.iter().position(|constant| *constant == bits)?;
        Some(self.loaded + index as u16)
    }

    /// Releases everything and returns; the result is in its place.
    pub(super) fn leave_function(&mut self) {
        self.leave_function_with(0, 0);
    }

    /// As [`Self::leave_function`]; moves the result to its place last.
    pub(super) fn leave_function_with(&mut self, result: u16, slots: u16) {
        if let Some((cell, register, ty)) = self.self_cell {
            let info = self.info(ty);
            self.load(super::memory::Memory::Address { register: cell, offset: super::CELL_PAYLOAD }, &info, register, true);
        }
        self.release_for_exit(0);
        self.mov(0, result, slots);
        self.push(Instruction::abc(Op::Return, 0, 0, 0));
        self.exit_done(0);
    }

    // Types.

    pub(super) fn info(&mut self, ty: TypeId) -> Rc<TypeInfo> {
        self.program.layouts.of(self.ir, ty)
    }

    pub(super) fn slots(&mut self, ty: TypeId) -> u16 {
        self.info(ty).layout.slots()
    }

    pub(super) fn info_of_local(&mut self, local: LocalId) -> Rc<TypeInfo> {
        self.info(self.function.locals[local.0 as usize].ty)
    }

    // Registers.

    /// The next `slots` registers.
    pub(super) fn alloc(&mut self, slots: u16) -> u16 {
        let register = self.top;
        self.top += u32::from(slots);
        self.max = self.max.max(self.top);
        // Too many are an error at the end; until then any will do, with room behind it for the slots of any value.
        if self.top > u32::from(u16::MAX) { 0 } else { register as u16 }
    }

    pub(super) fn scope(&self) -> Scope {
        Scope { live: self.live.len(), top: self.top }
    }

    /// Ends a scope: what came to life in it is released, in reverse order.
    pub(super) fn close(&mut self, scope: Scope) {
        while self.live.len() > scope.live {
            if let Some(live) = self.live.pop() {
                self.end_range(live);
                self.release_slots(live.register, live.layout);
            }
        }
        self.top = scope.top;
    }

    /// Ends the evaluation of an expression: its temporaries are released, but for those that may hold instances of classes. A script can see
    /// when those die: at the end of the statement.
    pub(super) fn finish(&mut self, scope: Scope) {
        let mut top = scope.top;
        for index in (scope.live..self.live.len()).rev() {
            let live = self.live[index];
            let layout = self.program.layout(live.layout);
            if layout.instances {
                top = top.max(u32::from(live.register) + u32::from(layout.slots()));
            } else {
                self.live.remove(index);
                self.end_range(live);
                self.release_slots(live.register, live.layout);
            }
        }
        self.top = top;
    }

    /// Frees the temporaries of a scope, but for the first `keep` slots, if none of them has to be released later.
    pub(super) fn settle(&mut self, scope: Scope, keep: u16) {
        if self.live.len() == scope.live {
            self.top = scope.top + u32::from(keep);
        }
    }

    // Ownership.

    /// From here on the value in these slots has to be released at the end of the scope.
    pub(super) fn own(&mut self, register: u16, layout: LayoutId) {
        if self.program.layout(layout).counted {
            self.live.push(Live { register, layout, start: self.code.len() as u32 });
        }
    }

    /// From here on the values that came to life since `mark` belong to somebody else.
    pub(super) fn disown(&mut self, mark: usize) {
        while self.live.len() > mark {
            if let Some(live) = self.live.pop() {
                self.end_range(live);
            }
        }
    }

    /// Takes the ownership of a live value over, if it is one of those since `mark`.
    pub(super) fn take(&mut self, register: u16, mark: usize) -> bool {
        let found = self.live[mark..].iter().position(|live| live.register == register);
        if let Some(index) = found {
            let live = self.live.remove(mark + index);
            self.end_range(live);
        }
        found.is_some()
    }

    /// Undoes [`Self::take`] behind a way out.
    pub(super) fn revive(&mut self, index: usize, live: Live) {
        self.live.insert(index, Live { start: self.code.len() as u32, ..live });
    }

    fn end_range(&mut self, live: Live) {
        self.owned.push(Owned { start: live.start, end: self.code.len() as u32, register: live.register, layout: live.layout });
    }

    /// Releases what lives since `mark` on a way out; [`Self::exit_done`] has to follow behind the jump.
    pub(super) fn release_for_exit(&mut self, mark: usize) {
        for index in (mark..self.live.len()).rev() {
            let live = self.live[index];
            self.end_range(live);
            self.release_slots(live.register, live.layout);
        }
    }

    /// Behind a way out everything is alive again.
    pub(super) fn exit_done(&mut self, mark: usize) {
        let now = self.code.len() as u32;
        for live in &mut self.live[mark..] {
            live.start = now;
        }
    }

    // Code.

    /// What is emitted next comes from here.
    pub(super) fn at(&mut self, span: Span) {
        if span.file == self.function.span.file {
            self.offset = span.start;
        }
    }

    pub(super) fn push(&mut self, instruction: Instruction) {
        let instruction = self.with_last(instruction, None);
        self.add(instruction);
    }

    fn add(&mut self, instruction: Instruction) {
        if self.lines.last().is_none_or(|line| line.offset != self.offset) {
            self.lines.push(Line { start: self.code.len() as u32, offset: self.offset });
        }
        self.code.push(instruction);
    }

    pub(super) fn abc(&mut self, op: Op, a: u16, b: u16, c: u16) {
        self.push(Instruction::abc(op, a, b, c));
    }

    pub(super) fn wide(&mut self, op: Op, a: u16, operand: u32) {
        self.push(Instruction::wide(op, a, operand));
    }

    /// An instruction with a data word.
    pub(super) fn push_data(&mut self, instruction: Instruction, a: u16, operand: u32) {
        let instruction = self.with_last(instruction, Some(a));
        self.add(instruction);
        self.add(Instruction::wide(Op::Data, a, operand));
    }

    pub(super) fn constant(&mut self, bits: u64) -> u32 {
        self.program.constants.add(Constant::Bits(bits))
    }

    pub(super) fn string(&mut self, text: &str) -> u32 {
        self.program.constants.add(Constant::Str(text.into()))
    }

    /// `register = bits`
    pub(super) fn load_bits(&mut self, register: u16, bits: u64) {
        match i32::try_from(bits as i64) {
            Ok(small) => self.wide(Op::LoadImm, register, small as u32),
            Err(_) => {
                let index = self.constant(bits);
                self.wide(Op::LoadConst, register, index);
            }
        }
    }

    pub(super) fn mov(&mut self, to: u16, from: u16, slots: u16) {
        if to == from {
            return;
        }
        match slots {
            0 => {}
            1 => self.abc(Op::Move, to, from, 0),
            2 => self.abc(Op::Move2, to, from, 0),
            3 => self.abc(Op::Move3, to, from, 0),
            _ => self.abc(Op::MoveN, to, from, slots),
        }
    }

    pub(super) fn clear(&mut self, register: u16, slots: u16) {
        match slots {
            0 => {}
            1 => self.wide(Op::LoadImm, register, 0),
            _ => self.wide(Op::Clear, register, u32::from(slots)),
        }
    }

    /// One more holder for every reference in these slots.
    pub(super) fn retain(&mut self, register: u16, info: &TypeInfo) {
        self.count(register, info.id, [Op::RetainStr, Op::RetainObject, Op::RetainWeak, Op::RetainValue]);
    }

    /// One holder less for every reference in these slots.
    pub(super) fn release_slots(&mut self, register: u16, layout: LayoutId) {
        self.count(register, layout, [Op::ReleaseStr, Op::ReleaseObject, Op::ReleaseWeak, Op::ReleaseValue]);
    }

    fn count(&mut self, register: u16, id: LayoutId, [string, object, weak, value]: [Op; 4]) {
        use crate::vm::bytecode::Scalar;
        let layout = self.program.layout(id).clone();
        if layout.leaves.iter().filter(|leaf| leaf.scalar.is_reference()).count() > 2 {
            self.wide(value, register, id.0);
            return;
        }
        for (slot, leaf) in layout.leaves.iter().enumerate() {
            match leaf.scalar {
                Scalar::Str => self.abc(string, register + slot as u16, 0, 0),
                Scalar::Object => self.abc(object, register + slot as u16, 0, 0),
                Scalar::Weak => self.abc(weak, register + slot as u16, 0, 0),
                Scalar::Bits64 | Scalar::I32 | Scalar::F32 | Scalar::Bool => {}
            }
        }
    }
}
