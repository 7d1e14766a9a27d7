//! Calls, function values, returns.

use super::analysis::{is_quiet, root_local};
use super::expr::is_place;
use super::function::{Binding, FunctionEmitter};
use super::memory::Memory;
use super::natives::{self, Intrinsic};
use super::place::Target;
use crate::vm::bytecode::{Instruction, NativeUse, Op};
use writ_compiler::ir::*;
use writ_compiler::source::Span;

impl FunctionEmitter<'_> {
    /// Where the window of a call can begin: at the destination itself, if nothing lies behind it.
    pub(super) fn window(&mut self, to: u16, results: u16) -> u16 {
        match u32::from(to) + u32::from(results) == self.top && results > 0 {
            true => to,
            false => self.alloc(results),
        }
    }

    /// Evaluates an argument into a register. The callee borrows it: what lies in a local that stays as it is, is not counted.
    pub(super) fn argument(&mut self, value: &Expr, changed: Option<LocalId>) -> u16 {
        let info = self.info(value.ty);
        let register = self.alloc(info.layout.slots());
        let scope = self.scope();
        let safe = changed.is_none() || root_local(value) != changed;
        if let (true, Some(from)) = (safe, self.borrowed(value)) {
            self.mov(register, from, info.layout.slots());
            return register;
        }
        if let ExprKind::String(text) = &value.kind {
            let index = self.string(text);
            self.wide(Op::LoadConst, register, index);
            return register;
        }
        self.expr(value, register);
        self.finish(scope);
        self.own(register, info.id);
        register
    }

    /// Evaluates all arguments of a call; gives its window.
    pub(super) fn arguments(&mut self, window: u16, results: u16, arguments: &[Expr]) -> u16 {
        let mut registers = Vec::with_capacity(arguments.len());
        for argument in arguments {
            let register = self.argument(argument, None);
            registers.push((register, self.slots(argument.ty)));
        }
        self.contiguous(window, results, &registers)
    }

    /// The window of a call with its arguments in order, at the top. Temporaries of an argument that outlive it may lie between them: then
    /// they are copied, which the callee does not mind, since it borrows.
    pub(super) fn contiguous(&mut self, window: u16, results: u16, registers: &[(u16, u16)]) -> u16 {
        let mut next = window + results;
        let in_order = registers.iter().all(|(register, slots)| {
            let fits = *register == next;
            next = register + slots;
            fits
        });
        if in_order && u32::from(next) == self.top {
            return window;
        }
        let window = self.alloc(results);
        for (register, slots) in registers {
            let copy = self.alloc(*slots);
            self.mov(copy, *register, *slots);
        }
        window
    }

    /// The captures of a nested function, behind its arguments; borrowed too.
    fn captures(&mut self, captures: &[LocalId]) {
        for local in captures {
            match self.locals[local.0 as usize] {
                Binding::Cell(cell) => {
                    let register = self.alloc(1);
                    self.mov(register, cell, 1);
                }
                Binding::Slots(from) => {
                    let slots = self.info_of_local(*local).layout.slots();
                    let register = self.alloc(slots);
                    self.mov(register, from, slots);
                }
                Binding::None => {}
            }
        }
    }

    /// The call instruction alone.
    pub(super) fn emit_call(&mut self, window: u16, function: FuncId) {
        if let Some(external) = self.program.functions.get(function.0 as usize).and_then(|function| function.external) {
            let reenters = self.ir[function].host.as_ref().is_some_and(|host| host.reenters);
            self.wide(if reenters { Op::CallHost } else { Op::CallDirect }, window, external);
            return;
        }
        self.calls.push((window, function));
        // `room` has the last word on which.
        self.wide(Op::Call, window, function.0);
    }

    /// What an accessor of a field of the host's does, if an instruction can do it.
    fn field_access(&mut self, function: FuncId, arguments: &[Expr], span: Span, to: u16) -> bool {
        let Some(external) = self.program.functions.get(function.0 as usize).and_then(|function| function.external) else { return false };
        let Some((op, offset)) = super::external::field_access(&self.program.externals[external as usize]) else { return false };
        let (register, object) = match arguments {
            [object] => (to, self.peek(object)),
            [object, value] => {
                let object = if is_quiet(self.ir, value) { self.peek(object) } else { self.operand(object) };
                (self.operand(value), object)
            }
            _ => return false,
        };
        self.at(span);
        self.push_data(Instruction::abc(op, register, object, offset), 0, external);
        true
    }

    pub(super) fn call(&mut self, function: FuncId, captures: &[LocalId], arguments: &[Expr], expr: &Expr, to: u16) {
        let scope = self.scope();
        if self.field_access(function, arguments, expr.span, to) {
            return self.finish(scope);
        }
        let results = self.slots(expr.ty);
        let window = self.window(to, results);
        let window = self.arguments(window, results, arguments);
        self.captures(captures);
        self.at(expr.span);
        self.emit_call(window, function);
        self.mov(to, window, results);
        self.finish(scope);
    }

    pub(super) fn call_value(&mut self, callee: &Expr, arguments: &[Expr], expr: &Expr, to: u16) {
        let scope = self.scope();
        let results = self.slots(expr.ty);
        let register = self.operand(callee);
        let window = self.window(to, results);
        let window = self.arguments(window, results, arguments);
        let parameters = arguments.iter().map(|argument| self.slots(argument.ty)).sum::<u16>();
        self.at(expr.span);
        let types: Vec<TypeId> = arguments.iter().map(|argument| argument.ty).collect();
        let signature = super::external::signature(self.ir, self.program, &types, expr.ty);
        self.value_calls.push((self.code.len() as u32, signature));
        self.abc(Op::CallValue, window, register, results + parameters);
        self.mov(to, window, results);
        self.finish(scope);
    }

    pub(super) fn call_mut(&mut self, function: FuncId, place: &Place, arguments: &[Expr], expr: &Expr, to: u16) {
        let scope = self.scope();
        let result = self.info(expr.ty);
        let results = result.layout.slots();
        let info = self.info(place.ty);
        // The method runs meanwhile: what leads to the place has to be held.
        let target = self.target(place, false, true);
        let window = self.alloc(results);
        let slots = info.layout.slots();
        let mut registers = vec![(self.alloc(slots), slots)];
        let local = match place.root {
            PlaceRoot::Local(local) => Some(local),
            PlaceRoot::Global { .. } | PlaceRoot::Object { .. } | PlaceRoot::Element { .. } | PlaceRoot::Entry { .. } => None,
        };
        for argument in arguments {
            let register = self.argument(argument, if info.layout.counted { local } else { None });
            registers.push((register, self.slots(argument.ty)));
        }
        let window = self.contiguous(window, results, &registers);
        let register = window + results;
        // `self` moves out of a local and back: nobody sees the hole, and an error finds nothing there to release twice.
        match &target {
            Target::Slots(from) => {
                self.mov(register, *from, info.layout.slots());
                self.clear_references(*from, &info);
            }
            Target::Memory(_) | Target::Entry { .. } => self.read(&target, place, register),
        }
        self.at(expr.span);
        self.emit_call(window, function);
        self.own(window, result.id);
        self.own(register, info.id);
        match &target {
            Target::Slots(from) => self.mov(*from, register, info.layout.slots()),
            Target::Memory(_) | Target::Entry { .. } => self.write(&target, place, register),
        }
        self.take(register, scope.live);
        self.take(window, scope.live);
        self.mov(to, window, results);
        self.finish(scope);
    }

    #[allow(clippy::wildcard_enum_match_arm)] // It asks for some kinds; all others are alike.
    pub(super) fn call_native(&mut self, native: NativeId, types: &[TypeId], arguments: &[Expr], expr: &Expr, to: u16) {
        let ir = self.ir;
        let def = &ir[native];
        let scope = self.scope();
        let quiet = arguments.iter().all(|argument| is_quiet(ir, argument));
        match natives::intrinsic(&def.name, arguments) {
            Some(Intrinsic::Unary(op)) => {
                let register = self.peek(&arguments[0]);
                self.abc(op, to, register, 0);
                self.finish(scope);
                return;
            }
            Some(Intrinsic::Push) => {
                let element = self.element_type(arguments[0].ty);
                let info = self.info(element);
                let array = if is_quiet(ir, &arguments[1]) { self.peek(&arguments[0]) } else { self.operand(&arguments[0]) };
                let register = self.alloc(info.layout.slots());
                self.expr(&arguments[1], register);
                self.at(expr.span);
                self.push_data(Instruction::abc(Op::ArrayPush, array, register, 0), 0, info.id.0);
                self.finish(scope);
                return;
            }
            Some(Intrinsic::GetOr) if self.get_or(arguments, expr.ty, to) => return,
            Some(Intrinsic::GetOr) | None => {}
        }
        let results = self.slots(expr.ty);
        let window = self.window(to, results);
        let mut registers = Vec::new();
        for argument in arguments {
            let slots = self.slots(argument.ty);
            registers.push(self.alloc(slots));
        }
        for (index, (argument, register)) in arguments.iter().zip(&registers).enumerate() {
            let info = self.info(argument.ty);
            let taken = def.owned.get(index).copied().unwrap_or(false);
            let somewhere = self.slots_of(argument).is_some() || is_place(argument) || matches!(argument.kind, ExprKind::String(_));
            if taken || !somewhere {
                let inner = self.scope();
                self.expr(argument, *register);
                self.finish(inner);
                self.own(*register, info.id);
            } else {
                // Natives run no script code: if no argument does, nothing can take away what they look at.
                let from = if quiet { self.peek(argument) } else { self.operand(argument) };
                self.mov(*register, from, info.layout.slots());
            }
        }
        for (index, register) in registers.iter().enumerate() {
            if def.owned.get(index).copied().unwrap_or(false) {
                self.take(*register, scope.live);
            }
        }
        for (argument, register) in arguments.iter().zip(&registers) {
            self.adopt(*register, argument.ty);
        }
        let arguments = arguments.iter().map(|argument| argument.ty).collect();
        let element = match ir.types.get(expr.ty) {
            Type::Array(element) => Some(*element),
            _ => None,
        };
        // The linker finds layouts that were asked for.
        for ty in types.iter().chain(&element) {
            self.info(*ty);
        }
        let index = self.native(NativeUse { def: def.clone(), types: types.to_vec(), arguments, result: expr.ty, element });
        self.at(expr.span);
        self.wide(Op::CallNative, window, index);
        self.mov(to, window, results);
        self.finish(scope);
    }

    /// `dictionary.getOr(key, fallback)` where the value is not counted and nothing else runs.
    fn get_or(&mut self, arguments: &[Expr], ty: TypeId, to: u16) -> bool {
        let info = self.info(ty);
        let [dictionary, key, fallback] = arguments else { return false };
        let quiet = is_quiet(self.ir, key) && is_quiet(self.ir, fallback);
        if !quiet || info.layout.counted || info.layout.slots() != 1 {
            return false;
        }
        let scope = self.scope();
        let ty = dictionary.ty;
        let dictionary = self.peek(dictionary);
        // A call that stops before it has looked for its key holds the dictionary; here it holds the key.
        let key = if self.info(key.ty).layout.counted { self.operand(key) } else { self.peek(key) };
        // The key may lie where the result goes.
        let value = self.alloc(1);
        self.expr(fallback, value);
        let address = self.alloc(1);
        let end = self.label();
        self.find_key(address, (dictionary, ty), key);
        self.jump_if(address, false, end);
        self.load(Memory::Address { register: address, offset: 0 }, &info, value, true);
        self.bind(end);
        self.mov(to, value, 1);
        self.finish(scope);
        true
    }

    fn native(&mut self, native: NativeUse) -> u32 {
        if let Some(index) = self.program.native_ids.get(&native) {
            return *index;
        }
        let index = self.program.natives.len() as u32;
        self.program.natives.push(native.clone());
        self.program.native_ids.insert(native, index);
        index
    }

    pub(super) fn closure(&mut self, function: FuncId, captures: &[LocalId], span: Span, to: u16) {
        let scope = self.scope();
        let first = u16::try_from(self.top).unwrap_or(0);
        for local in captures {
            match self.locals[local.0 as usize] {
                Binding::Cell(cell) => {
                    let register = self.alloc(1);
                    self.mov(register, cell, 1);
                    self.abc(Op::RetainObject, register, 0, 0);
                }
                Binding::Slots(from) => {
                    let info = self.info_of_local(*local);
                    let register = self.alloc(info.layout.slots());
                    self.mov(register, from, info.layout.slots());
                    self.retain(register, &info);
                }
                Binding::None => {}
            }
        }
        self.at(span);
        self.push_data(Instruction::abc(Op::MakeClosure, to, first, 0), 0, function.0);
        self.close(scope);
    }

    pub(super) fn return_value(&mut self, value: Option<&Expr>) {
        let Some(value) = value else { return self.leave_function() };
        // A local that ends here anyway moves into the result.
        let local = super::analysis::same_object(value);
        if let ExprKind::Local(_) = &local.kind
            && let Some(register) = self.slots_of(local)
        {
            let info = self.info(local.ty);
            let owner = self.live.iter().position(|live| live.register == register && live.layout == info.id);
            let clobbered = self.live.iter().any(|live| live.register < self.results);
            if let (Some(index), false) = (owner, clobbered) {
                self.mov(0, register, info.layout.slots());
                let live = self.live[index];
                self.take(register, index);
                self.leave_function();
                self.revive(index, live);
                return;
            }
        }
        let scope = self.scope();
        if self.live.iter().any(|live| live.register < self.results) {
            // A result that was begun and given up: it has to go before this one takes its place.
            let slots = self.slots(value.ty);
            let register = self.alloc(slots);
            self.expr(value, register);
            self.close(scope);
            self.leave_function_with(register, slots);
            return;
        }
        self.expr(value, 0);
        self.close(scope);
        self.leave_function();
    }
}
