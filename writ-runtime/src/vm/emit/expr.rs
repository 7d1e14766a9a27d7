//! Expressions: evaluated to a wanted destination, or to wherever the value is already.

use super::analysis::is_quiet;
use super::function::{Binding, FunctionEmitter};
use super::memory::Memory;
use crate::vm::bytecode::{Instruction, Op, Part, Parts};
use writ_compiler::ir::*;

/// What the slot of a literal holds, if it is one slot that nobody counts.
#[allow(clippy::wildcard_enum_match_arm)] // It asks for some kinds; all others are alike.
pub(super) fn constant_bits(expr: &Expr) -> Option<u64> {
    match &expr.kind {
        ExprKind::Int(value) => Some(*value as u64),
        ExprKind::Float(value) => Some(float_bits(*value, expr.ty)),
        ExprKind::Bool(value) => Some(u64::from(*value)),
        _ => None,
    }
}

impl FunctionEmitter<'_> {
    /// Evaluates an expression into the registers from `to` on, which then own it. Whoever asks sees to its release.
    ///
    /// `to` is written last, after everything that the expression reads, if the value has one slot; a composite value may be written in parts.
    pub(super) fn expr(&mut self, expr: &Expr, to: u16) {
        super::deep(|| self.expr_kind(expr, to));
    }

    fn expr_kind(&mut self, expr: &Expr, to: u16) {
        self.at(expr.span);
        match &expr.kind {
            ExprKind::Unit => {}
            ExprKind::Int(value) => self.load_bits(to, *value as u64),
            ExprKind::Float(value) => {
                let bits = float_bits(*value, expr.ty);
                self.load_bits(to, bits);
            }
            ExprKind::Bool(value) => self.load_bits(to, u64::from(*value)),
            ExprKind::String(text) => {
                let index = self.string(text);
                self.wide(Op::LoadConst, to, index);
                self.abc(Op::RetainStr, to, 0, 0);
            }
            ExprKind::Null | ExprKind::Blank => {
                let slots = self.slots(expr.ty);
                self.clear(to, slots);
            }
            ExprKind::Local(_) | ExprKind::Global { .. } | ExprKind::IndexArray { .. } => self.copy_of(expr, to),
            ExprKind::Item { .. } | ExprKind::Field { .. } | ExprKind::Narrow(_) | ExprKind::Unwrap(_) | ExprKind::UnwrapError(_) => {
                self.copy_of(expr, to);
            }
            ExprKind::ObjectField { .. } | ExprKind::CheckInit { .. } => self.copy_of(expr, to),

            ExprKind::Unary { op, operand } => self.unary(*op, operand, expr, to),
            ExprKind::Binary { op, left, right } => self.binary(*op, left, right, expr.span, to),
            ExprKind::Logic { .. } => self.condition_value(expr, to),
            ExprKind::Convert { operand, .. } => self.convert(operand, expr.ty, to),
            ExprKind::Show(_) | ExprKind::Concat(_) => self.text_value(expr, to),

            ExprKind::Tuple(items) => {
                let parts = self.fields(expr.ty);
                self.build(&parts, items, to);
            }
            ExprKind::Struct { fields, .. } => {
                let parts = self.fields(expr.ty);
                self.build(&parts, fields, to);
                if parts.is_empty() {
                    self.load_bits(to, 0);
                }
            }
            ExprKind::Variant { variant, fields, .. } => self.variant(expr.ty, *variant, fields, to),
            ExprKind::Ordinal(value) => {
                let scope = self.scope();
                let register = self.peek(value);
                self.mov(to, register, 1);
                self.finish(scope);
            }
            ExprKind::Range { start, end, inclusive } => {
                self.expr(start, to);
                self.expr(end, to + 1);
                self.load_bits(to + 2, u64::from(*inclusive));
                self.load_bits(to + 3, 1);
            }
            ExprKind::Array(elements) => self.array(expr.ty, elements, to),
            ExprKind::Dictionary(entries) => self.dictionary(expr.ty, entries, to),
            ExprKind::Some(value) => match self.info(expr.ty).parts {
                Parts::Optional { tagged: true, payload } => {
                    self.expr(value, to + payload.slot);
                    self.load_bits(to, 1);
                }
                Parts::None | Parts::Fields(_) | Parts::Optional { .. } | Parts::Result { .. } | Parts::Enum(_) => self.expr(value, to),
            },
            ExprKind::Success(value) => {
                let (success, error) = self.result_parts(expr.ty);
                self.expr(value, to + success.slot);
                self.load_bits(to, 1);
                self.clear(to + error.slot, 1);
            }
            ExprKind::Failure(value) => {
                let (success, error) = self.result_parts(expr.ty);
                self.expr(value, to + error.slot);
                self.clear(to, 1 + error.slot - success.slot);
            }

            ExprKind::IsSome(_) | ExprKind::IsSuccess(_) | ExprKind::IsVariant { .. } => self.condition_value(expr, to),

            ExprKind::IndexDictionary { dictionary, key, show_key } => {
                let scope = self.scope();
                let info = self.info(expr.ty);
                let address = self.entry_of(dictionary, key, *show_key, expr.span);
                self.load(Memory::Address { register: address, offset: 0 }, &info, to, true);
                self.finish(scope);
            }
            ExprKind::IndexString { text, index } => {
                let scope = self.scope();
                let text = if is_quiet(self.ir, index) { self.peek(text) } else { self.operand(text) };
                let index = self.operand(index);
                self.at(expr.span);
                self.abc(Op::IndexStr, to, text, index);
                // A character is always in the slot itself: nothing was counted that the scope would lose.
                self.finish(scope);
            }

            ExprKind::New { class, fields } => self.new_object(*class, fields, to),
            ExprKind::NewBlank(class) => self.wide(Op::NewBlank, to, class.0),
            ExprKind::Upcast(value) | ExprKind::Cast { value, checked: false } => self.expr(value, to),
            ExprKind::Cast { value, checked: true } => self.cast(value, expr, to),
            ExprKind::IsType { value, target } => self.type_test(value, *target, to),
            ExprKind::TryCast(value) => self.try_cast(value, expr.ty, to),
            ExprKind::MakeWeak(value) => self.make_weak(value, to),
            ExprKind::WeakGet(value) => self.weak_get(value, to),
            ExprKind::ShowObject(value) => self.call_method(SHOW_SLOT, None, std::slice::from_ref(value), expr, to),
            ExprKind::EqualAny { left, right } => self.equal_any(left, right, expr, to),
            ExprKind::CallVirtual { slot, arguments, .. } => self.call_method(*slot, None, arguments, expr, to),
            ExprKind::CallTrait { definition, method, arguments } => self.call_method(*method, Some(*definition), arguments, expr, to),
            ExprKind::CallReflector(arguments) => self.call_reflector(arguments, expr, to),

            ExprKind::Call { function, captures, arguments } => self.call(*function, captures, arguments, expr, to),
            ExprKind::CallMut { function, place, arguments } => self.call_mut(*function, place, arguments, expr, to),
            ExprKind::CallValue { callee, arguments } => self.call_value(callee, arguments, expr, to),
            ExprKind::CallNative { native, types, arguments } => self.call_native(*native, types, arguments, expr, to),
            ExprKind::Closure { function, captures } => self.closure(*function, captures, expr.span, to),

            ExprKind::Block(block) => self.block(block, Some(to)),
            ExprKind::If { condition, then, otherwise } => self.if_else(condition, then, otherwise.as_ref(), Some(to)),
            ExprKind::Match { subject, arms } => self.matching(subject, arms, Some(to)),
            ExprKind::Return(value) => self.return_value(value.as_deref()),
            ExprKind::Break(id) => self.leave_loop(*id, false),
            ExprKind::Continue(id) => self.leave_loop(*id, true),
        }
    }

    /// The value of a place, counted once more.
    fn copy_of(&mut self, expr: &Expr, to: u16) {
        let scope = self.scope();
        let info = self.info(expr.ty);
        if let Some(register) = self.slots_of(expr) {
            self.mov(to, register, info.layout.slots());
            self.retain(to, &info);
        } else if let Some(memory) = self.memory(expr) {
            self.load(memory, &info, to, true);
        } else {
            let register = self.peek(expr);
            self.mov(to, register, info.layout.slots());
            self.retain(to, &info);
        }
        self.finish(scope);
    }

    /// The registers in which a local, or a part of one, lies.
    #[allow(clippy::wildcard_enum_match_arm)] // It asks for some kinds; all others are alike.
    pub(super) fn slots_of(&mut self, expr: &Expr) -> Option<u16> {
        match &expr.kind {
            ExprKind::Local(local) => match self.locals[local.0 as usize] {
                Binding::Slots(register) => Some(register),
                Binding::Cell(_) => None,
                // The checker proved that this does not happen.
                Binding::None => Some(0),
            },
            ExprKind::Item { base, index } | ExprKind::Field { base, index } => {
                let register = self.slots_of(base)?;
                Some(register + self.project(base.ty, Projection::Field(*index)).1)
            }
            ExprKind::Narrow(base) => {
                let register = self.slots_of(base)?;
                Some(register + self.project(base.ty, Projection::Narrow).1)
            }
            ExprKind::Upcast(base) | ExprKind::Cast { value: base, checked: false } => self.slots_of(base),
            _ => None,
        }
    }

    /// The registers of a local or a part of one that stays as it is while other operands are evaluated.
    pub(super) fn borrowed(&mut self, expr: &Expr) -> Option<u16> {
        let local = super::analysis::root_local(expr)?;
        match self.unstable[local.0 as usize] {
            true => None,
            false => self.slots_of(expr),
        }
    }

    /// Evaluates an expression to registers that hold it at least to the end of the scope: those of a local, or temporaries that own it.
    pub(super) fn operand(&mut self, expr: &Expr) -> u16 {
        super::deep(|| self.operand_kind(expr, false))
    }

    /// As [`Self::operand`], for a value that is used before anything else runs: what lies in memory is not counted.
    pub(super) fn peek(&mut self, expr: &Expr) -> u16 {
        super::deep(|| self.operand_kind(expr, true))
    }

    /// The register of a literal that a loop needs in one, if the function has it loaded before.
    pub(super) fn loaded_literal(&mut self, expr: &Expr) -> Option<u16> {
        constant_bits(expr).and_then(|bits| self.loaded_constant(bits))
    }

    #[allow(clippy::wildcard_enum_match_arm)] // It asks for some kinds; all others are alike.
    fn operand_kind(&mut self, expr: &Expr, peek: bool) -> u16 {
        let slots = if peek { self.slots_of(expr) } else { self.borrowed(expr) };
        if let Some(register) = slots.or_else(|| self.loaded_literal(expr)) {
            return register;
        }
        let info = self.info(expr.ty);
        if peek && is_place(expr) {
            let scope = self.scope();
            let to = self.alloc(info.layout.slots());
            if let Some(memory) = self.memory(expr) {
                self.load(memory, &info, to, false);
                self.settle(scope, info.layout.slots());
                return to;
            }
            self.settle(scope, 0);
        }
        match &expr.kind {
            ExprKind::String(text) => {
                let index = self.string(text);
                let to = self.alloc(1);
                self.wide(Op::LoadConst, to, index);
                to
            }
            ExprKind::Item { base, index } | ExprKind::Field { base, index } if !is_place(expr) => {
                let register = self.operand_kind(base, peek);
                register + self.project(base.ty, Projection::Field(*index)).1
            }
            ExprKind::Narrow(base) if !is_place(expr) => {
                let register = self.operand_kind(base, peek);
                register + self.project(base.ty, Projection::Narrow).1
            }
            ExprKind::Unwrap(base) => self.unwrap(base, expr, peek),
            ExprKind::Upcast(base) | ExprKind::Cast { value: base, checked: false } => self.operand_kind(base, peek),
            ExprKind::Cast { value, checked: true } => {
                let register = self.operand_kind(value, peek);
                self.at(expr.span);
                self.check_cast(register, expr.ty);
                register
            }
            ExprKind::CheckInit { value, name } => {
                let register = self.operand_kind(value, peek);
                let good = self.label();
                self.at(expr.span);
                self.jump_if(register, true, good);
                let name = self.string(name);
                self.wide(Op::RaiseUninitialized, 0, name);
                self.bind(good);
                register + self.project(value.ty, Projection::Narrow).1
            }
            ExprKind::UnwrapError(base) => {
                let register = self.operand_kind(base, peek);
                let (_, error) = self.result_parts(base.ty);
                let good = self.label();
                self.at(expr.span);
                self.jump_if(register, false, good);
                self.abc(Op::RaiseNoError, 0, 0, 0);
                self.bind(good);
                register + error.slot
            }
            _ => {
                let scope = self.scope();
                let to = self.alloc(info.layout.slots());
                self.expr(expr, to);
                self.settle(scope, info.layout.slots());
                self.own(to, info.id);
                to
            }
        }
    }

    fn unwrap(&mut self, base: &Expr, expr: &Expr, peek: bool) -> u16 {
        let register = self.operand_kind(base, peek);
        let good = self.label();
        self.at(expr.span);
        let info = self.info(base.ty);
        match &info.parts {
            Parts::Optional { payload, .. } => {
                self.jump_if(register, true, good);
                self.abc(Op::RaiseNull, 0, 0, 0);
                self.bind(good);
                register + payload.slot
            }
            Parts::Result { success, error } => {
                self.jump_if(register, true, good);
                self.abc(Op::RaiseFailure, register + error.slot, 0, 0);
                self.bind(good);
                register + success.slot
            }
            Parts::None | Parts::Fields(_) | Parts::Enum(_) => {
                self.bind(good);
                register
            }
        }
    }

    /// Evaluates an expression for its effect.
    #[allow(clippy::wildcard_enum_match_arm)] // It asks for some kinds; all others are alike.
    pub(super) fn effect(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Block(block) => self.block(block, None),
            ExprKind::If { condition, then, otherwise } => self.if_else(condition, then, otherwise.as_ref(), None),
            ExprKind::Match { subject, arms } => self.matching(subject, arms, None),
            _ => {
                self.operand(expr);
            }
        }
    }

    // Composite values.

    /// The parts of a struct or tuple type.
    fn fields(&mut self, ty: TypeId) -> Vec<Part> {
        match &self.info(ty).parts {
            Parts::Fields(parts) => parts.clone(),
            Parts::None | Parts::Optional { .. } | Parts::Result { .. } | Parts::Enum(_) => Vec::new(),
        }
    }

    /// The parts of a `Result`.
    pub(super) fn result_parts(&mut self, ty: TypeId) -> (Part, Part) {
        let none = Part { ty: TypeId::VOID, slot: 1, offset: 0, boxed: false };
        match self.info(ty).parts {
            Parts::Result { success, error } => (success, error),
            Parts::None | Parts::Fields(_) | Parts::Optional { .. } | Parts::Enum(_) => (none, none),
        }
    }

    /// Evaluates the parts of a value in place, one after the other.
    pub(super) fn build(&mut self, parts: &[Part], values: &[Expr], to: u16) {
        let mut built = Vec::new();
        let mark = self.live.len();
        for (part, value) in parts.iter().zip(values) {
            let scope = self.scope();
            if part.boxed {
                let info = self.info(part.ty);
                let inner = self.alloc(info.layout.slots());
                self.expr(value, inner);
                self.push_data(Instruction::abc(Op::NewCell, to + part.slot, inner, 1), 0, info.id.0);
                self.finish(scope);
                let object = self.program.layouts.object();
                self.own(to + part.slot, object);
            } else {
                let info = self.info(part.ty);
                self.expr(value, to + part.slot);
                self.finish(scope);
                self.own(to + part.slot, info.id);
            }
            built.push(to + part.slot);
        }
        for register in built {
            self.take(register, mark);
        }
    }

    fn variant(&mut self, ty: TypeId, variant: u32, fields: &[Expr], to: u16) {
        let info = self.info(ty);
        let parts = match &info.parts {
            Parts::Enum(variants) => variants[variant as usize].clone(),
            Parts::None | Parts::Fields(_) | Parts::Optional { .. } | Parts::Result { .. } => Vec::new(),
        };
        self.build(&parts, fields, to);
        // A reference that this variant does not have is 0.
        let mut used = vec![false; info.layout.leaves.len()];
        for part in &parts {
            let slots = if part.boxed { 1 } else { self.slots(part.ty) };
            used[usize::from(part.slot)..usize::from(part.slot + slots)].fill(true);
        }
        for (slot, leaf) in info.layout.leaves.iter().enumerate() {
            if leaf.scalar.is_reference() && !used[slot] {
                self.clear(to + slot as u16, 1);
            }
        }
        self.load_bits(to, u64::from(variant));
    }

    fn array(&mut self, ty: TypeId, elements: &[Element], to: u16) {
        let scope = self.scope();
        let element = self.element_type(ty);
        let info = self.info(element);
        let array = self.alloc(1);
        self.load_bits(array, elements.len() as u64);
        self.push_data(Instruction::abc(Op::NewArray, array, array, 0), 0, info.id.0);
        let object = self.program.layouts.object();
        self.own(array, object);
        for element in elements {
            let inner = self.scope();
            match element {
                Element::One(value) => {
                    let register = self.alloc(info.layout.slots());
                    self.expr(value, register);
                    self.push_data(Instruction::abc(Op::ArrayPush, array, register, 0), 0, info.id.0);
                }
                Element::Spread(value) => {
                    let register = self.peek(value);
                    self.push_data(Instruction::abc(Op::ArrayExtend, array, register, 0), 0, info.id.0);
                }
            }
            self.finish(inner);
        }
        self.take(array, scope.live);
        self.mov(to, array, 1);
        self.finish(scope);
    }

    fn dictionary(&mut self, ty: TypeId, entries: &[Entry], to: u16) {
        let Type::Dictionary(key, value) = *self.ir.types.get(ty) else { return };
        let scope = self.scope();
        let (key, value) = (self.info(key), self.info(value));
        let dictionary = self.alloc(1);
        self.push_data(Instruction::wide(Op::NewDictionary, dictionary, key.id.0), 0, value.id.0);
        let object = self.program.layouts.object();
        self.own(dictionary, object);
        for entry in entries {
            let inner = self.scope();
            match entry {
                Entry::One(k, v) => {
                    let key_register = self.alloc(key.layout.slots());
                    self.expr(k, key_register);
                    self.own(key_register, key.id);
                    let value_register = self.alloc(value.layout.slots());
                    self.expr(v, value_register);
                    self.take(key_register, inner.live);
                    self.abc(Op::DictionaryInsert, dictionary, key_register, value_register);
                }
                Entry::Spread(other) => {
                    let register = self.peek(other);
                    self.abc(Op::DictionaryExtend, dictionary, register, 0);
                }
            }
            self.finish(inner);
        }
        self.take(dictionary, scope.live);
        self.mov(to, dictionary, 1);
        self.finish(scope);
    }

    /// Before a key is set in a dictionary that somebody else may have made, or a native looks for one.
    pub(super) fn adopt(&mut self, dictionary: u16, ty: TypeId) {
        let Type::Dictionary(key, value) = *self.ir.types.get(ty) else { return };
        let (key, value) = (self.info(key), self.info(value));
        self.push_data(Instruction::wide(Op::AdoptDictionary, dictionary, key.id.0), 0, value.id.0);
    }

    /// Looks for a key in a dictionary of this type; 0 if it is not there.
    pub(super) fn find_key(&mut self, address: u16, (dictionary, ty): (u16, TypeId), key: u16) {
        let Type::Dictionary(keys, values) = *self.ir.types.get(ty) else { return };
        let (keys, values) = (self.info(keys), self.info(values));
        self.abc(Op::DictionaryFind, address, dictionary, key);
        self.push_data(Instruction::wide(Op::AdoptForFind, dictionary, keys.id.0), 0, values.id.0);
    }

    /// The address of the value of a key, which has to be there, for the next instructions.
    pub(super) fn entry_of(&mut self, dictionary: &Expr, key: &Expr, show_key: FuncId, span: writ_compiler::source::Span) -> u16 {
        let ty = dictionary.ty;
        let dictionary = if is_quiet(self.ir, key) { self.peek(dictionary) } else { self.operand(dictionary) };
        let key_register = self.operand(key);
        self.find_entry((dictionary, ty), key_register, key.ty, show_key, span)
    }

    /// As [`Self::entry_of`], with both in registers, and the type of the dictionary.
    pub(super) fn find_entry(
        &mut self,
        (dictionary, dictionary_type): (u16, TypeId),
        key: u16,
        ty: TypeId,
        show_key: FuncId,
        span: writ_compiler::source::Span,
    ) -> u16 {
        let address = self.alloc(1);
        let found = self.label();
        self.at(span);
        self.find_key(address, (dictionary, dictionary_type), key);
        self.jump_if(address, true, found);
        // The message shows the key, which may take a function of the script.
        let window = self.alloc(1);
        let slots = self.slots(ty);
        let argument = self.alloc(slots);
        self.mov(argument, key, slots);
        self.emit_call(window, show_key);
        self.abc(Op::RaiseKey, window, 0, 0);
        self.bind(found);
        self.top = u32::from(window);
        address
    }
}

/// Whether the value lies in memory, and can be read there by [`FunctionEmitter::memory`] without other effects than those of its operands.
#[allow(clippy::wildcard_enum_match_arm)] // It asks for some kinds; all others are alike.
pub(super) fn is_place(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Local(_) | ExprKind::Global { .. } | ExprKind::IndexArray { .. } | ExprKind::ObjectField { .. } => true,
        ExprKind::Upcast(base) | ExprKind::Cast { value: base, checked: false } => is_place(base),
        ExprKind::Item { base, .. } | ExprKind::Field { base, .. } | ExprKind::Narrow(base) => is_place(base),
        _ => false,
    }
}

/// The slot of a float constant.
pub(super) fn float_bits(value: f64, ty: TypeId) -> u64 {
    if ty == TypeId::FLOAT { u64::from((value as f32).to_bits()) } else { value.to_bits() }
}
