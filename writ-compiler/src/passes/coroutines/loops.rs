//! Loops that contain a suspension. What a loop holds meanwhile (its sequence, how far it has come) are variables of the frame.

use super::flatten::{Loop, Lowering, VARIABLES};
use super::machine::{End, StateId};
use super::values::less;
use crate::ir::{BinaryOp, Block, Expr, ExprKind, LocalId, LoopId, RangeExpr, Statement, StatementKind, Type, TypeId};
use crate::source::Span;

impl Lowering<'_> {
    /// A loop, in a scope of its own.
    #[allow(clippy::wildcard_enum_match_arm)] // Only called for loops.
    pub fn loop_statement(&mut self, statement: &Statement) {
        let span = statement.span;
        match &statement.kind {
            StatementKind::While { id, condition, body } => self.while_loop(*id, condition, body),
            StatementKind::ForRange { id, variable, range, body } => self.range_loop((*id, span), *variable, range, body),
            StatementKind::ForArray { id, index, item, array, body } => {
                let array = self.expr(array);
                if !self.suspending.has(body) {
                    let (index, item) = (index.map(|local| self.plain(local)), self.plain(*item));
                    let body = self.rewritten_block(body);
                    let kind = StatementKind::ForArray { id: *id, index, item, array, body };
                    return self.push(Statement { kind, span });
                }
                self.array_loop((*id, span), (*index, *item), array, body);
            }
            StatementKind::ForDictionary { id, key, value, dictionary, body } => {
                let dictionary = self.expr(dictionary);
                if !self.suspending.has(body) {
                    let (key, value) = (self.plain(*key), value.map(|local| self.plain(local)));
                    let body = self.rewritten_block(body);
                    let kind = StatementKind::ForDictionary { id: *id, key, value, dictionary, body };
                    return self.push(Statement { kind, span });
                }
                self.dictionary_loop((*id, span), (*key, *value), dictionary, body);
            }
            StatementKind::ForChars { id, index, item, text, body } => {
                let text = self.expr(text);
                if !self.suspending.has(body) {
                    let (index, item) = (index.map(|local| self.plain(local)), self.plain(*item));
                    let body = self.rewritten_block(body);
                    let kind = StatementKind::ForChars { id: *id, index, item, text, body };
                    return self.push(Statement { kind, span });
                }
                self.text_loop((*id, span), (*index, *item), text, body);
            }
            _ => {}
        }
    }

    /// Begins a loop: the state that begins each turn is the one at hand then.
    fn begin(&mut self, id: LoopId) -> Loop {
        let (next, leave) = (self.state(), self.state());
        let made = Loop { leave, next, depth: self.scopes.len() };
        self.loops.insert(id, made);
        self.go(next);
        made
    }

    /// Goes into the body if the condition holds, else behind the loop. The body's scope is open then.
    fn turn(&mut self, around: Loop, condition: Expr) {
        let body = self.state();
        self.end(End::Branch { condition, then: body, otherwise: around.leave });
        self.current = body;
        self.open();
    }

    /// The body, and what follows it.
    fn rest(&mut self, around: Loop, body: &Block) {
        if let Some(value) = self.block(body) {
            self.effect(value);
        }
        let end = self.close();
        end.into_iter().for_each(|statement| self.push(statement));
        self.leave(around);
    }

    fn leave(&mut self, Loop { next, leave, .. }: Loop) {
        self.end(End::Goto(next));
        self.current = leave;
    }

    fn while_loop(&mut self, id: LoopId, condition: &Expr, body: &Block) {
        let around = self.begin(id);
        if matches!(condition.kind, ExprKind::Bool(true)) {
            self.open();
        } else {
            let condition = self.condition(condition);
            self.turn(around, condition);
        }
        self.rest(around, body);
    }

    fn int(value: i64, span: Span) -> Expr {
        Expr { kind: ExprKind::Int(value), ty: TypeId::INT, span }
    }

    fn binary(op: BinaryOp, left: Expr, right: Expr, span: Span) -> Expr {
        let ty = if op.is_comparison() { TypeId::BOOL } else { left.ty };
        Expr { kind: ExprKind::Binary { op, left: Box::new(left), right: Box::new(right) }, ty, span }
    }

    /// `field += by`.
    fn advance(&mut self, field: u32, by: Expr, span: Span) {
        let place = self.place_of(VARIABLES + field, TypeId::INT, span);
        self.push(Statement { kind: StatementKind::Update { place, op: BinaryOp::Add, value: by }, span });
    }

    /// Declares a variable of the loop for this turn.
    fn declare(&mut self, local: LocalId, value: Expr) -> u32 {
        let field = self.variable(local);
        self.store(field, value);
        field
    }

    fn range_loop(&mut self, (id, span): (LoopId, Span), variable: LocalId, range: &RangeExpr, body: &Block) {
        let (start, end, inclusive) = match range {
            RangeExpr::Bounds { start, end, inclusive } => {
                let mut both = self.operands(&[start, end], false);
                let end = both.pop().unwrap_or_else(|| self.never(span));
                let start = both.pop().unwrap_or_else(|| self.never(span));
                if !self.suspending.has(body) {
                    let range = RangeExpr::Bounds { start, end, inclusive: *inclusive };
                    return self.kept_range_loop((id, span), variable, range, body);
                }
                (start, end, *inclusive)
            }
            RangeExpr::Value(value) => {
                let value = self.expr(value);
                if !self.suspending.has(body) {
                    return self.kept_range_loop((id, span), variable, RangeExpr::Value(value), body);
                }
                return self.value_loop((id, span), variable, value, body);
            }
        };
        let at = self.held(start);
        let end = self.held(end);
        // An inclusive range may end at the largest int: it says for itself when it is done.
        let done = inclusive.then(|| self.held(Expr { kind: ExprKind::Bool(false), ty: TypeId::BOOL, span }));
        let around = self.begin(id);
        let mut condition = less(self.read(at, span), self.read(end, span), inclusive, span);
        if let Some(done) = done {
            let left = Box::new(Expr {
                kind: ExprKind::Unary { op: crate::ir::UnaryOp::Not, operand: Box::new(self.read(done, span)) },
                ty: TypeId::BOOL,
                span,
            });
            condition = Expr { kind: ExprKind::Logic { or: false, left, right: Box::new(condition) }, ty: TypeId::BOOL, span };
        }
        self.turn(around, condition);
        let value = self.read(at, span);
        self.declare(variable, value);
        if let Some(done) = done {
            let is_last = Self::binary(BinaryOp::Equal, self.read(at, span), self.read(end, span), span);
            self.store(done, is_last);
        }
        self.advance(at, Self::int(1, span), span);
        self.rest(around, body);
    }

    fn kept_range_loop(&mut self, (id, span): (LoopId, Span), variable: LocalId, range: RangeExpr, body: &Block) {
        let variable = self.plain(variable);
        let body = self.rewritten_block(body);
        self.push(Statement { kind: StatementKind::ForRange { id, variable, range, body }, span });
    }

    /// Over the value of a range, by its index.
    fn value_loop(&mut self, (id, span): (LoopId, Span), variable: LocalId, range: Expr, body: &Block) {
        let range = self.held(range);
        let value = self.read(range, span);
        let count = self.native("Range.len", Vec::new(), vec![value], TypeId::INT, span);
        let count = self.held(count);
        let at = self.held(Self::int(0, span));
        let around = self.begin(id);
        let condition = less(self.read(at, span), self.read(count, span), false, span);
        self.turn(around, condition);
        let arguments = vec![self.read(range, span), self.read(at, span)];
        let item = self.native("Range.item", Vec::new(), arguments, TypeId::INT, span);
        self.declare(variable, item);
        self.advance(at, Self::int(1, span), span);
        self.rest(around, body);
    }

    fn array_loop(&mut self, (id, span): (LoopId, Span), (index, item): (Option<LocalId>, LocalId), array: Expr, body: &Block) {
        let item_ty = if let Type::Array(item) = self.program.types.get(array.ty) { *item } else { TypeId::ERROR };
        let array = self.held(array);
        let at = self.held(Self::int(0, span));
        let around = self.begin(id);
        let value = self.read(array, span);
        let len = self.native("Array.len", vec![item_ty], vec![value], TypeId::INT, span);
        let condition = less(self.read(at, span), len, false, span);
        self.turn(around, condition);
        if let Some(index) = index {
            let value = self.read(at, span);
            self.declare(index, value);
        }
        let (array, place) = (Box::new(self.read(array, span)), Box::new(self.read(at, span)));
        self.declare(item, Expr { kind: ExprKind::IndexArray { array, index: place }, ty: item_ty, span });
        self.advance(at, Self::int(1, span), span);
        self.rest(around, body);
    }

    fn dictionary_loop(&mut self, (id, span): (LoopId, Span), (key, value): (LocalId, Option<LocalId>), dictionary: Expr, body: &Block) {
        let dictionary_ty = self.program.types.get(dictionary.ty);
        let (key_ty, value_ty) =
            if let Type::Dictionary(key, value) = dictionary_ty { (*key, *value) } else { (TypeId::ERROR, TypeId::ERROR) };
        let types = vec![key_ty, value_ty];
        let dictionary = self.held(dictionary);
        let of = |lowering: &Self| lowering.read(dictionary, span);
        let arguments = vec![of(self)];
        let stamp = self.native("Dictionary.stamp", types.clone(), arguments, TypeId::INT, span);
        let stamp = self.held(stamp);
        let at = self.held(Self::int(0, span));
        let around = self.begin(id);
        let arguments = vec![of(self), self.read(at, span), self.read(stamp, span)];
        let next = self.native("Dictionary.nextEntry", types.clone(), arguments, TypeId::INT, span);
        self.store(at, next);
        let condition = less(Self::int(-1, span), self.read(at, span), false, span);
        self.turn(around, condition);
        let arguments = vec![of(self), self.read(at, span)];
        let found = self.native("Dictionary.keyAt", types.clone(), arguments, key_ty, span);
        self.declare(key, found);
        if let Some(value) = value {
            let arguments = vec![of(self), self.read(at, span)];
            let found = self.native("Dictionary.valueAt", types, arguments, value_ty, span);
            self.declare(value, found);
        }
        self.advance(at, Self::int(1, span), span);
        self.rest(around, body);
    }

    fn text_loop(&mut self, (id, span): (LoopId, Span), (index, item): (Option<LocalId>, LocalId), text: Expr, body: &Block) {
        let text = self.held(text);
        let at = self.held(Self::int(0, span));
        let count = index.map(|_| self.held(Self::int(0, span)));
        let around = self.begin(id);
        // The character is looked at before it is known whether there is one.
        let turn: StateId = self.state();
        self.open();
        let arguments = vec![self.read(text, span), self.read(at, span)];
        let found = self.native("string.charFrom", Vec::new(), arguments, TypeId::STRING, span);
        let item = self.declare(item, found);
        let length = |lowering: &mut Self| {
            let arguments = vec![lowering.read(item, span)];
            lowering.native("string.byteLen", Vec::new(), arguments, TypeId::INT, span)
        };
        let bytes = length(self);
        let condition = less(Self::int(0, span), bytes, false, span);
        self.end(End::Branch { condition, then: turn, otherwise: around.leave });
        self.current = turn;
        let bytes = length(self);
        self.advance(at, bytes, span);
        if let (Some(index), Some(count)) = (index, count) {
            let value = self.read(count, span);
            self.declare(index, value);
            self.advance(count, Self::int(1, span), span);
        }
        self.rest(around, body);
    }
}
