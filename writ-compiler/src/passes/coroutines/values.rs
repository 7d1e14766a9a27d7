//! Expressions that contain a suspension. What was computed before it in the same expression moves into variables of the frame.

use super::flatten::{Lowering, Var};
use super::frame::RESULT;
use super::machine::End;
use super::native::{self, Suspension};
use crate::ir::{
    BinaryOp, Block, Element, Entry, Expr, ExprKind, FuncId, LocalId, NativeId, Place, PlaceRoot, Projection, Statement, StatementKind,
    Type, TypeId, signal,
};
use crate::source::Span;

impl Lowering<'_> {
    /// An expression; what is given has still to be evaluated, before anything else happens.
    pub fn expr(&mut self, expr: &Expr) -> Expr {
        crate::stack::deep(|| self.expr_kind(expr))
    }

    fn expr_kind(&mut self, expr: &Expr) -> Expr {
        if !self.suspending.has(expr) {
            return self.rewritten(expr);
        }
        let Expr { kind, ty, span } = expr;
        let (ty, span) = (*ty, *span);
        let kind = match kind {
            ExprKind::CallNative { native, types, arguments } => {
                if let Some(how) = native::suspension(&self.program[*native].name) {
                    return self.suspension(*native, how, arguments, expr);
                }
                let arguments = self.list(arguments);
                ExprKind::CallNative { native: *native, types: types.clone(), arguments }
            }
            ExprKind::Unary { op, operand } => ExprKind::Unary { op: *op, operand: self.boxed(operand) },
            ExprKind::Convert { kind, operand } => ExprKind::Convert { kind: *kind, operand: self.boxed(operand) },
            ExprKind::Show(operand) => ExprKind::Show(self.boxed(operand)),
            ExprKind::Item { base, index } => ExprKind::Item { base: self.boxed(base), index: *index },
            ExprKind::Field { base, index } => ExprKind::Field { base: self.boxed(base), index: *index },
            ExprKind::Ordinal(operand) => ExprKind::Ordinal(self.boxed(operand)),
            ExprKind::Some(operand) => ExprKind::Some(self.boxed(operand)),
            ExprKind::Success(operand) => ExprKind::Success(self.boxed(operand)),
            ExprKind::Failure(operand) => ExprKind::Failure(self.boxed(operand)),
            ExprKind::IsSome(operand) => ExprKind::IsSome(self.boxed(operand)),
            ExprKind::IsSuccess(operand) => ExprKind::IsSuccess(self.boxed(operand)),
            ExprKind::IsVariant { value, variant } => ExprKind::IsVariant { value: self.boxed(value), variant: *variant },
            ExprKind::Unwrap(operand) => ExprKind::Unwrap(self.boxed(operand)),
            ExprKind::UnwrapError(operand) => ExprKind::UnwrapError(self.boxed(operand)),
            ExprKind::Narrow(operand) => ExprKind::Narrow(self.boxed(operand)),
            ExprKind::ObjectField { object, index } => ExprKind::ObjectField { object: self.boxed(object), index: *index },
            ExprKind::Upcast(operand) => ExprKind::Upcast(self.boxed(operand)),
            ExprKind::Cast { value, checked } => ExprKind::Cast { value: self.boxed(value), checked: *checked },
            ExprKind::IsType { value, target } => ExprKind::IsType { value: self.boxed(value), target: *target },
            ExprKind::TryCast(operand) => ExprKind::TryCast(self.boxed(operand)),
            ExprKind::MakeWeak(operand) => ExprKind::MakeWeak(self.boxed(operand)),
            ExprKind::WeakGet(operand) => ExprKind::WeakGet(self.boxed(operand)),
            ExprKind::ShowObject(operand) => ExprKind::ShowObject(self.boxed(operand)),
            ExprKind::CheckInit { value, name } => ExprKind::CheckInit { value: self.boxed(value), name: name.clone() },
            ExprKind::Binary { op, left, right } => {
                let (left, right) = self.pair(left, right);
                ExprKind::Binary { op: *op, left, right }
            }
            ExprKind::Range { start, end, inclusive } => {
                let (start, end) = self.pair(start, end);
                ExprKind::Range { start, end, inclusive: *inclusive }
            }
            ExprKind::EqualAny { left, right } => {
                let (left, right) = self.pair(left, right);
                ExprKind::EqualAny { left, right }
            }
            ExprKind::IndexArray { array, index } => {
                let (array, index) = self.pair(array, index);
                ExprKind::IndexArray { array, index }
            }
            ExprKind::IndexDictionary { dictionary, key, show_key } => {
                let (dictionary, key) = self.pair(dictionary, key);
                ExprKind::IndexDictionary { dictionary, key, show_key: *show_key }
            }
            ExprKind::IndexString { text, index } => {
                let (text, index) = self.pair(text, index);
                ExprKind::IndexString { text, index }
            }
            ExprKind::Logic { or, left, right } => return self.logic(*or, left, right, span),
            ExprKind::Concat(parts) => ExprKind::Concat(self.list(parts)),
            ExprKind::Tuple(items) => ExprKind::Tuple(self.list(items)),
            ExprKind::Struct { id, fields } => ExprKind::Struct { id: *id, fields: self.list(fields) },
            ExprKind::New { class, fields } => ExprKind::New { class: *class, fields: self.list(fields) },
            ExprKind::Variant { id, variant, fields } => ExprKind::Variant { id: *id, variant: *variant, fields: self.list(fields) },
            ExprKind::Array(elements) => ExprKind::Array(self.elements(elements)),
            ExprKind::Dictionary(entries) => ExprKind::Dictionary(self.entries(entries)),
            ExprKind::Call { function, captures, arguments } => {
                let arguments = self.list(arguments);
                if captures.is_empty() {
                    ExprKind::Call { function: *function, captures: Vec::new(), arguments }
                } else {
                    return self.call_with_captures(*function, captures, arguments, expr);
                }
            }
            ExprKind::CallMut { function, place, arguments } => {
                let followed = arguments.iter().any(|argument| self.suspending.has(argument));
                let place = self.place(place, followed);
                ExprKind::CallMut { function: *function, place, arguments: self.list(arguments) }
            }
            ExprKind::CallVirtual { class, slot, arguments } => {
                ExprKind::CallVirtual { class: *class, slot: *slot, arguments: self.list(arguments) }
            }
            ExprKind::CallReflector(arguments) => ExprKind::CallReflector(self.list(arguments)),
            ExprKind::CallTrait { definition, method, arguments } => {
                ExprKind::CallTrait { definition: *definition, method: *method, arguments: self.list(arguments) }
            }
            ExprKind::CallValue { callee, arguments } => {
                let operands: Vec<&Expr> = std::iter::once(&**callee).chain(arguments).collect();
                let mut operands = self.operands(&operands, false).into_iter();
                match operands.next() {
                    Some(callee) => ExprKind::CallValue { callee: Box::new(callee), arguments: operands.collect() },
                    None => ExprKind::Unit,
                }
            }
            ExprKind::Block(block) => return self.block(block).unwrap_or_else(|| self.nothing(ty, span)),
            ExprKind::If { condition, then, otherwise } => return self.if_else(condition, then, otherwise.as_ref(), ty, span),
            ExprKind::Match { subject, arms } => return self.matching(subject, arms, ty, span),
            ExprKind::Return(value) => {
                let value = value.as_ref().map(|value| self.expr(value));
                return self.returned(value, span);
            }
            // They have no parts.
            ExprKind::Unit
            | ExprKind::Int(_)
            | ExprKind::Float(_)
            | ExprKind::Bool(_)
            | ExprKind::String(_)
            | ExprKind::Null
            | ExprKind::Blank
            | ExprKind::Local(_)
            | ExprKind::Global { .. }
            | ExprKind::NewBlank(_)
            | ExprKind::Closure { .. }
            | ExprKind::Break(_)
            | ExprKind::Continue(_) => return self.rewritten(expr),
        };
        Expr { kind, ty, span }
    }

    /// What an expression without a value left stands for.
    pub fn nothing(&self, ty: TypeId, span: Span) -> Expr {
        if ty == TypeId::VOID { Expr { kind: ExprKind::Unit, ty, span } } else { self.never(span) }
    }

    fn boxed(&mut self, expr: &Expr) -> Box<Expr> {
        Box::new(self.expr(expr))
    }

    fn pair(&mut self, left: &Expr, right: &Expr) -> (Box<Expr>, Box<Expr>) {
        let mut both = self.operands(&[left, right], false);
        let right = both.pop().unwrap_or_else(|| self.never(right.span));
        let left = both.pop().unwrap_or_else(|| self.never(left.span));
        (Box::new(left), Box::new(right))
    }

    fn list(&mut self, list: &[Expr]) -> Vec<Expr> {
        self.operands(&list.iter().collect::<Vec<_>>(), false)
    }

    /// Operands in the order in which they are evaluated. Those before a suspension are evaluated at once; all of them, if what is
    /// evaluated after them suspends.
    pub fn operands(&mut self, list: &[&Expr], followed: bool) -> Vec<Expr> {
        let last = list.iter().rposition(|expr| self.suspending.has(*expr));
        let mut out = Vec::new();
        for (index, expr) in list.iter().enumerate() {
            let value = self.expr(expr);
            let now = followed || last.is_some_and(|last| index < last);
            out.push(if now { self.kept(expr, value) } else { value });
        }
        out
    }

    /// A value that is looked at behind a suspension.
    fn kept(&mut self, source: &Expr, value: Expr) -> Expr {
        let mut inner = source;
        while let ExprKind::Upcast(operand) = &inner.kind {
            inner = operand;
        }
        let is_constant = if let ExprKind::Local(local) = inner.kind {
            // A `let` of the frame stays as it is. So does the object of a method, which no field of the frame may keep alive.
            let var = &self.vars[local.0 as usize];
            !self.old.locals[local.0 as usize].mutable && matches!(var, Var::Field(_) | Var::Local(super::flatten::OBJECT))
        } else {
            use ExprKind::{Bool, Float, Int, Null, String, Unit};
            matches!(source.kind, Int(_) | Float(_) | Bool(_) | String(_) | Null | Unit)
        };
        if is_constant {
            return value;
        }
        let (ty, span) = (value.ty, value.span);
        let value = self.with_temporaries(value);
        self.settle(value).unwrap_or_else(|| self.nothing(ty, span))
    }

    fn elements(&mut self, elements: &[Element]) -> Vec<Element> {
        let parts: Vec<&Expr> = elements
            .iter()
            .map(|element| match element {
                Element::One(expr) | Element::Spread(expr) => expr,
            })
            .collect();
        let values = self.operands(&parts, false);
        let same = |(element, value): (&Element, Expr)| match element {
            Element::One(_) => Element::One(value),
            Element::Spread(_) => Element::Spread(value),
        };
        elements.iter().zip(values).map(same).collect()
    }

    fn entries(&mut self, entries: &[Entry]) -> Vec<Entry> {
        let parts: Vec<&Expr> = entries
            .iter()
            .flat_map(|entry| match entry {
                Entry::One(key, value) => vec![key, value],
                Entry::Spread(expr) => vec![expr],
            })
            .collect();
        let mut values = self.operands(&parts, false).into_iter();
        let mut out = Vec::new();
        for entry in entries {
            let first = values.next();
            out.extend(match entry {
                Entry::One(..) => first.zip(values.next()).map(|(key, value)| Entry::One(key, value)),
                Entry::Spread(_) => first.map(Entry::Spread),
            });
        }
        out
    }

    /// A call of a nested function, whose captures have to be locals.
    fn call_with_captures(&mut self, function: crate::ir::FuncId, captures: &[LocalId], arguments: Vec<Expr>, expr: &Expr) -> Expr {
        // As it would be without arguments; these are put in afterwards.
        let bare = ExprKind::Call { function, captures: captures.to_vec(), arguments: Vec::new() };
        let mut call = self.rewritten(&Expr { kind: bare, ty: expr.ty, span: expr.span });
        let inner = if let ExprKind::Block(Block { value: Some(value), .. }) = &mut call.kind { &mut **value } else { &mut call };
        if let ExprKind::Call { arguments: place, .. } = &mut inner.kind {
            *place = arguments;
        }
        call
    }

    /// A place. `followed`: what is evaluated before it is written suspends.
    pub fn place(&mut self, place: &Place, followed: bool) -> Place {
        if !self.suspending.has(place) && !followed {
            return self.rewritten_place(place);
        }
        let root = match &place.root {
            PlaceRoot::Local(_) | PlaceRoot::Global { .. } => return self.rewritten_place(place),
            PlaceRoot::Object { object, index } => {
                let object = self.operands(&[object], followed).pop();
                PlaceRoot::Object { object: Box::new(object.unwrap_or_else(|| self.never(place.span))), index: *index }
            }
            PlaceRoot::Element { array, index } => {
                let mut both = self.operands(&[array, index], followed);
                let index = both.pop().unwrap_or_else(|| self.never(place.span));
                let array = both.pop().unwrap_or_else(|| self.never(place.span));
                PlaceRoot::Element { array: Box::new(array), index: Box::new(index) }
            }
            PlaceRoot::Entry { dictionary, key, show_key } => {
                let mut both = self.operands(&[dictionary, key], followed);
                let key = both.pop().unwrap_or_else(|| self.never(place.span));
                let dictionary = both.pop().unwrap_or_else(|| self.never(place.span));
                PlaceRoot::Entry { dictionary: Box::new(dictionary), key: Box::new(key), show_key: *show_key }
            }
        };
        Place { root, path: place.path.clone(), ty: place.ty, span: place.span }
    }

    /// What is at a place.
    pub fn read_place(&mut self, place: &Place) -> Expr {
        let span = place.span;
        let types = &self.program.types;
        let (kind, ty) = match &place.root {
            PlaceRoot::Local(local) => (ExprKind::Local(*local), self.locals[local.0 as usize].ty),
            PlaceRoot::Global { global, checked } => (ExprKind::Global { global: *global, checked: *checked }, self.program[*global].ty),
            PlaceRoot::Object { object, index } => {
                let ty = if let Some(own) = index.checked_sub(super::flatten::VARIABLES) {
                    self.fields[own as usize].ty
                } else if let Type::Class(id) = types.get(object.ty) {
                    self.program.stored_fields(*id).get(*index as usize).map_or(TypeId::ERROR, |field| field.ty)
                } else {
                    TypeId::ERROR
                };
                (ExprKind::ObjectField { object: object.clone(), index: *index }, ty)
            }
            PlaceRoot::Element { array, index } => {
                let ty = if let Type::Array(item) = types.get(array.ty) { *item } else { TypeId::ERROR };
                (ExprKind::IndexArray { array: array.clone(), index: index.clone() }, ty)
            }
            PlaceRoot::Entry { dictionary, key, show_key } => {
                let ty = if let Type::Dictionary(_, value) = types.get(dictionary.ty) { *value } else { TypeId::ERROR };
                (ExprKind::IndexDictionary { dictionary: dictionary.clone(), key: key.clone(), show_key: *show_key }, ty)
            }
        };
        let mut value = Expr { kind, ty, span };
        for step in &place.path {
            let base = Box::new(value);
            value = match (step, self.program.types.get(base.ty)) {
                (Projection::Field(index), Type::Struct(id)) => {
                    let ty = self.program[*id].fields.get(*index as usize).map_or(TypeId::ERROR, |field| field.ty);
                    Expr { kind: ExprKind::Field { base, index: *index }, ty, span }
                }
                (Projection::Narrow, Type::Optional(inner)) => {
                    let ty = *inner;
                    Expr { kind: ExprKind::Narrow(base), ty, span }
                }
                (Projection::Field(_) | Projection::Narrow, _) => *base,
            };
        }
        value
    }

    /// A suspension itself.
    fn suspension(&mut self, native: NativeId, how: Suspension, arguments: &[Expr], expr: &Expr) -> Expr {
        let span = expr.span;
        let unit = Expr { kind: ExprKind::Unit, ty: TypeId::VOID, span };
        if let (Suspension::Condition, [Expr { kind: ExprKind::Closure { function, captures }, .. }]) = (how, arguments) {
            self.asked_here(*function, captures, span);
            return unit;
        }
        let mut arguments = self.list(arguments);
        match how {
            Suspension::Tick => {
                self.suspend(signal::NEXT_TICK, span);
                unit
            }
            Suspension::Time | Suspension::Condition => {
                let arguments = arguments.into_iter().map(|argument| self.with_temporaries(argument)).collect();
                let kind = ExprKind::CallNative { native, types: Vec::new(), arguments };
                self.push(Statement { kind: StatementKind::Expr(Expr { kind, ty: TypeId::VOID, span }), span });
                self.suspend(signal::WAITING, span);
                if how == Suspension::Condition {
                    self.check(span);
                }
                unit
            }
            Suspension::Await => {
                let Some(child) = arguments.pop() else { return unit };
                let ty = child.ty;
                let child = self.with_temporaries(child);
                let child = self.held(child);
                let handle = self.handle();
                let upcast = |value: Expr| Expr { ty: handle, span, kind: ExprKind::Upcast(Box::new(value)) };
                let both = vec![upcast(self.frame(span)), upcast(self.read(child, span))];
                let call = self.native(native::AWAIT, Vec::new(), both, TypeId::VOID, span);
                self.push(Statement { kind: StatementKind::Expr(call), span });
                self.suspend(signal::WAITING, span);
                self.check(span);
                if expr.ty == TypeId::VOID {
                    return unit;
                }
                let child = Box::new(Expr { ty, ..self.read(child, span) });
                Expr { kind: ExprKind::ObjectField { object: child, index: RESULT }, ty: expr.ty, span }
            }
        }
    }

    /// `yield waitUntil(() => …)`: the coroutine itself asks once in each tick. So nothing holds what the lambda captures meanwhile, above all not the
    /// object of a method, which ends its coroutines when it is freed.
    fn asked_here(&mut self, function: FuncId, captures: &[LocalId], span: Span) {
        self.suspend(signal::NEXT_TICK, span);
        let asks = self.current;
        let call = ExprKind::Call { function, captures: captures.to_vec(), arguments: Vec::new() };
        let condition = self.rewritten(&Expr { kind: call, ty: TypeId::BOOL, span });
        let (holds, again) = (self.state(), self.state());
        self.end(End::Branch { condition, then: holds, otherwise: again });
        self.current = again;
        self.end(End::Suspend { signal: signal::NEXT_TICK, next: asks, span });
        self.current = holds;
    }

    /// The type of a handle of a coroutine: the root of the frame's class.
    fn handle(&mut self) -> TypeId {
        let Type::Class(class) = self.program.types.get(self.old.result) else { return TypeId::ERROR };
        let root = self.program.lineage(*class).first().copied();
        root.map_or(TypeId::ERROR, |class| self.program.types.intern(Type::Class(class)))
    }
}

/// `left < right`.
pub fn less(left: Expr, right: Expr, or_equal: bool, span: Span) -> Expr {
    let op = if or_equal { BinaryOp::LessEqual } else { BinaryOp::Less };
    Expr { kind: ExprKind::Binary { op, left: Box::new(left), right: Box::new(right) }, ty: TypeId::BOOL, span }
}
