//! Statements, blocks, branches, loops.

use super::function::{Binding, FunctionEmitter, Loop};
use super::jumps::Label;
use super::memory::Memory;
use crate::vm::bytecode::{Instruction, Op};
use writ_compiler::ir::*;

impl FunctionEmitter<'_> {
    /// A block: with its value to `to`, or for its effect.
    #[allow(clippy::wildcard_enum_match_arm)] // It asks for some kinds; all others are alike.
    pub(super) fn block(&mut self, block: &Block, to: Option<u16>) {
        let scope = self.scope();
        for statement in &block.statements {
            self.statement(statement);
        }
        if let Some(value) = &block.value {
            let inner = self.scope();
            match to {
                Some(to) => {
                    // A local that ends here moves into the value.
                    let local = super::analysis::same_object(value);
                    let moved = match &local.kind {
                        ExprKind::Local(_) => {
                            self.slots_of(local).filter(|register| self.live[scope.live..].iter().any(|live| live.register == *register))
                        }
                        _ => None,
                    };
                    let info = self.info(local.ty);
                    let whole = moved.filter(|register| self.live.iter().any(|l| l.register == *register && l.layout == info.id));
                    match whole {
                        Some(register) => {
                            self.mov(to, register, info.layout.slots());
                            self.take(register, scope.live);
                        }
                        None => self.expr(value, to),
                    }
                }
                None => self.effect(value),
            }
            self.close(inner);
        }
        self.close(scope);
    }

    fn statement(&mut self, statement: &Statement) {
        self.at(statement.span);
        if let StatementKind::Let { local, value } = &statement.kind {
            return self.let_local(*local, value.as_ref());
        }
        let scope = self.scope();
        match &statement.kind {
            StatementKind::Let { .. } => {}
            StatementKind::Assign { place, value } => self.assign(place, value),
            StatementKind::Update { place, op, value } => self.update(place, *op, value),
            StatementKind::Append { place, value } => self.append(place, value),
            StatementKind::InitGlobal { global, value } => {
                let info = self.info(value.ty);
                let register = self.alloc(info.layout.slots());
                self.expr(value, register);
                let offset = self.program.globals[global.0 as usize].offset;
                self.store(Memory::Global { offset }, &info, register);
                self.wide(Op::GlobalInit, 0, global.0);
            }
            StatementKind::Expr(value) => self.effect(value),
            StatementKind::While { id, condition, body } => self.while_loop(*id, condition, body),
            StatementKind::ForRange { id, variable, range, body } => match range {
                RangeExpr::Bounds { start, end, inclusive } => self.for_bounds(*id, *variable, (start, end), *inclusive, body),
                RangeExpr::Value(range) => self.for_range(*id, *variable, range, body),
            },
            StatementKind::ForArray { id, index, item, array, body } => self.for_array(*id, *index, *item, array, body),
            StatementKind::ForDictionary { id, key, value, dictionary, body } => self.for_dictionary(*id, *key, *value, dictionary, body),
            StatementKind::ForChars { id, index, item, text, body } => self.for_chars(*id, *index, *item, text, body),
        }
        self.close(scope);
    }

    fn let_local(&mut self, local: LocalId, value: Option<&Expr>) {
        let info = self.info_of_local(local);
        let cell = self.function.locals[local.0 as usize].storage == Storage::Cell;
        let register = self.alloc(if cell { 1 } else { info.layout.slots() });
        let scope = self.scope();
        let at = if cell { self.alloc(info.layout.slots()) } else { register };
        match value {
            Some(value) => self.expr(value, at),
            // Assigned later: until then there is nothing to release.
            None if cell => self.clear(at, info.layout.slots()),
            None => self.clear_references(at, &info),
        }
        if cell {
            self.push_data(Instruction::abc(Op::NewCell, register, at, 0), 0, info.id.0);
        }
        self.close(scope);
        if cell {
            let object = self.program.layouts.object();
            self.own(register, object);
            self.locals[local.0 as usize] = Binding::Cell(register);
        } else {
            self.own(register, info.id);
            self.locals[local.0 as usize] = Binding::Slots(register);
        }
    }

    /// Sets the references of a value to 0.
    pub(super) fn clear_references(&mut self, register: u16, info: &crate::vm::bytecode::TypeInfo) {
        for (slot, leaf) in info.layout.leaves.iter().enumerate() {
            if leaf.scalar.is_reference() {
                self.clear(register + slot as u16, 1);
            }
        }
    }

    /// Binds a local to registers that hold its value already and keep it as long as the local lives: without a copy, unless it needs a cell.
    pub(super) fn bind_local(&mut self, local: LocalId, register: u16) {
        match self.function.locals[local.0 as usize].storage {
            Storage::Slot => self.locals[local.0 as usize] = Binding::Slots(register),
            Storage::Cell => {
                let info = self.info_of_local(local);
                let cell = self.alloc(1);
                let copy = self.alloc(info.layout.slots());
                self.mov(copy, register, info.layout.slots());
                self.retain(copy, &info);
                self.push_data(Instruction::abc(Op::NewCell, cell, copy, 0), 0, info.id.0);
                let object = self.program.layouts.object();
                self.own(cell, object);
                self.locals[local.0 as usize] = Binding::Cell(cell);
            }
        }
    }

    pub(super) fn if_else(&mut self, condition: &Expr, then: &Block, otherwise: Option<&Block>, to: Option<u16>) {
        super::deep(|| {
            let (no, end) = (self.label(), self.label());
            self.condition(condition, false, no);
            self.block(then, to);
            match otherwise {
                Some(otherwise) => {
                    self.jump(end);
                    self.bind(no);
                    self.block(otherwise, to);
                }
                None => self.bind(no),
            }
            self.bind(end);
        });
    }

    // Loops.

    /// `turns`: whether what is loaded before the loop pays in its turns. The one loop of a coroutine's states turns once or twice.
    fn enter_loop(&mut self, id: LoopId, turns: bool) -> (Label, Label, Label) {
        let (body, next, leave) = (self.label(), self.label(), self.label());
        self.loops.push(Loop { id, leave, next, live: self.live.len(), turns });
        (body, next, leave)
    }

    pub(super) fn leave_loop(&mut self, id: LoopId, goes_on: bool) {
        let Some(around) = self.loops.iter().rev().find(|around| around.id == id).copied() else { return };
        self.release_for_exit(around.live);
        self.jump(if goes_on { around.next } else { around.leave });
        self.exit_done(around.live);
    }

    #[allow(clippy::wildcard_enum_match_arm)] // It asks for some kinds; all others are alike.
    fn while_loop(&mut self, id: LoopId, condition: &Expr, body: &Block) {
        let jumps = self.jumps();
        let (start, next, leave) = self.enter_loop(id, !matches!(condition.kind, ExprKind::Bool(true)));
        match &condition.kind {
            ExprKind::Bool(true) => {}
            // Tested in two places, a loop takes no jump to its test.
            ExprKind::Binary { .. } | ExprKind::Logic { .. } if super::analysis::is_quiet(self.ir, condition) => {
                self.condition(condition, false, leave);
            }
            _ => self.jump(next),
        }
        self.bind(start);
        self.block(body, None);
        let tested = !self.is_target(next, jumps) && self.step_and_test(condition, true, start);
        self.bind(next);
        if !tested {
            self.condition(condition, true, start);
        }
        self.bind(leave);
        self.loops.pop();
    }

    fn for_bounds(&mut self, id: LoopId, variable: LocalId, (start, end): (&Expr, &Expr), inclusive: bool, body: &Block) {
        let counter = self.alloc(1);
        self.expr(start, counter);
        let limit = self.steady(end);
        let (top, next, leave) = self.enter_loop(id, true);
        match inclusive {
            false => self.short_jump(Op::LeI64Jump, limit, counter, leave),
            true => self.short_jump(Op::LtI64Jump, limit, counter, leave),
        }
        self.bind(top);
        let turn = self.scope();
        self.bind_local(variable, counter);
        self.block(body, None);
        self.close(turn);
        self.bind(next);
        self.short_jump(if inclusive { Op::ForInclusive } else { Op::ForRange }, counter, limit, top);
        self.bind(leave);
        self.loops.pop();
    }

    /// Registers that hold a value as long as the statement lasts, whatever happens meanwhile.
    fn steady(&mut self, expr: &Expr) -> u16 {
        if let Some(local) = super::analysis::root_local(expr)
            && self.function.locals[local.0 as usize].mutable
        {
            let info = self.info(expr.ty);
            let register = self.alloc(info.layout.slots());
            self.expr(expr, register);
            self.own(register, info.id);
            return register;
        }
        self.operand(expr)
    }

    fn for_range(&mut self, id: LoopId, variable: LocalId, range: &Expr, body: &Block) {
        let value = self.alloc(1);
        let state = self.alloc(3);
        let scope = self.scope();
        let range = self.peek(range);
        self.abc(Op::RangeBegin, state, range, 0);
        self.close(scope);
        let (top, next, leave) = self.enter_loop(id, true);
        self.jump(next);
        self.bind(top);
        let turn = self.scope();
        self.bind_local(variable, value);
        self.block(body, None);
        self.close(turn);
        self.bind(next);
        self.short_jump(Op::RangeNext, value, state, top);
        self.bind(leave);
        self.loops.pop();
    }

    fn for_array(&mut self, id: LoopId, index: Option<LocalId>, item: LocalId, array: &Expr, body: &Block) {
        let size = self.element_size(array.ty);
        let array = self.steady(array);
        let counter = self.alloc(1);
        self.load_bits(counter, -1i64 as u64);
        let (top, next, leave) = self.enter_loop(id, true);
        self.jump(next);
        self.bind(top);
        let turn = self.scope();
        if let Some(index) = index {
            self.bind_local(index, counter);
        }
        let info = self.info_of_local(item);
        let register = self.alloc(info.layout.slots());
        self.load(Memory::Element { array, index: counter, size, offset: 0 }, &info, register, true);
        self.own(register, info.id);
        self.bind_local(item, register);
        self.block(body, None);
        self.close(turn);
        self.bind(next);
        self.short_jump(Op::ArrayNext, counter, array, top);
        self.bind(leave);
        self.loops.pop();
    }

    fn for_dictionary(&mut self, id: LoopId, key: LocalId, value: Option<LocalId>, dictionary: &Expr, body: &Block) {
        let span = dictionary.span;
        let dictionary = self.steady(dictionary);
        let cursor = self.alloc(4);
        self.abc(Op::DictionaryBegin, cursor, dictionary, 0);
        let (top, next, leave) = self.enter_loop(id, true);
        self.jump(next);
        self.bind(top);
        let turn = self.scope();
        for (local, address) in [(Some(key), cursor + 2), (value, cursor + 3)] {
            let Some(local) = local else { continue };
            let info = self.info_of_local(local);
            let register = self.alloc(info.layout.slots());
            self.load(Memory::Address { register: address, offset: 0 }, &info, register, true);
            self.own(register, info.id);
            self.bind_local(local, register);
        }
        self.block(body, None);
        self.close(turn);
        self.bind(next);
        self.at(span);
        self.short_jump(Op::DictionaryNext, cursor, dictionary, top);
        self.bind(leave);
        self.loops.pop();
    }

    fn for_chars(&mut self, id: LoopId, index: Option<LocalId>, item: LocalId, text: &Expr, body: &Block) {
        let text = self.steady(text);
        let counter = self.alloc(1);
        let cursor = self.alloc(2);
        self.load_bits(counter, -1i64 as u64);
        self.load_bits(cursor, 0);
        let (top, next, leave) = self.enter_loop(id, true);
        self.jump(next);
        self.bind(top);
        let turn = self.scope();
        if let Some(index) = index {
            self.abc(Op::AddI64Imm, counter, counter, 1);
            self.bind_local(index, counter);
        }
        // A character is always in the slot itself: there is nothing to count.
        self.bind_local(item, cursor + 1);
        self.block(body, None);
        self.close(turn);
        self.bind(next);
        self.short_jump(Op::CharsNext, cursor, text, top);
        self.bind(leave);
        self.loops.pop();
    }
}
