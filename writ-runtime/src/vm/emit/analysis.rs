//! What the emitter wants to know about expressions before it emits them.

use writ_compiler::ir::*;

/// Locals that are assigned inside of an expression beside whose other operands they may be read: `x + { x = 2; 1 }`. An operand that is
/// one of them has to be copied; any other local can be used where it is.
pub(super) fn unstable_locals(function: &Function) -> Vec<bool> {
    let mut walk = Walk { unstable: vec![false; function.locals.len()] };
    walk.block(&function.body, false);
    walk.unstable
}

struct Walk {
    unstable: Vec<bool>,
}

impl Walk {
    fn assigned(&mut self, place: &Place, nested: bool) {
        match &place.root {
            PlaceRoot::Local(local) if nested => self.unstable[local.0 as usize] = true,
            PlaceRoot::Local(_) | PlaceRoot::Global { .. } => {}
            PlaceRoot::Object { object, .. } => self.expr(object, true),
            PlaceRoot::Element { array, index } => {
                self.expr(array, true);
                self.expr(index, true);
            }
            PlaceRoot::Entry { dictionary, key, .. } => {
                self.expr(dictionary, true);
                self.expr(key, true);
            }
        }
    }

    fn block(&mut self, block: &Block, nested: bool) {
        for statement in &block.statements {
            self.statement(statement, nested);
        }
        if let Some(value) = &block.value {
            self.expr(value, nested);
        }
    }

    fn statement(&mut self, statement: &Statement, nested: bool) {
        match &statement.kind {
            StatementKind::Let { value, .. } => {
                if let Some(value) = value {
                    self.expr(value, nested);
                }
            }
            // The target of an assignment is touched after the value, but an update reads it before.
            StatementKind::Assign { place, value } => {
                self.assigned(place, nested);
                self.expr(value, true);
            }
            StatementKind::Update { place, value, .. } | StatementKind::Append { place, value } => {
                self.assigned(place, nested);
                self.expr(value, true);
            }
            StatementKind::InitGlobal { value, .. } => self.expr(value, nested),
            StatementKind::Expr(value) => self.expr(value, nested),
            StatementKind::While { condition, body, .. } => {
                self.expr(condition, nested);
                self.block(body, nested);
            }
            StatementKind::ForRange { range, body, .. } => {
                match range {
                    RangeExpr::Bounds { start, end, .. } => {
                        self.expr(start, true);
                        self.expr(end, true);
                    }
                    RangeExpr::Value(value) => self.expr(value, nested),
                }
                self.block(body, nested);
            }
            StatementKind::ForArray { array: subject, body, .. }
            | StatementKind::ForDictionary { dictionary: subject, body, .. }
            | StatementKind::ForChars { text: subject, body, .. } => {
                self.expr(subject, nested);
                self.block(body, nested);
            }
        }
    }

    fn all<'e>(&mut self, exprs: impl IntoIterator<Item = &'e Expr>) {
        for expr in exprs {
            self.expr(expr, true);
        }
    }

    fn expr(&mut self, expr: &Expr, nested: bool) {
        super::deep(|| self.expr_kind(expr, nested));
    }

    fn expr_kind(&mut self, expr: &Expr, nested: bool) {
        match &expr.kind {
            ExprKind::Unit
            | ExprKind::Int(_)
            | ExprKind::Float(_)
            | ExprKind::Bool(_)
            | ExprKind::String(_)
            | ExprKind::Null
            | ExprKind::Local(_)
            | ExprKind::Global { .. }
            | ExprKind::Blank
            | ExprKind::NewBlank(_)
            | ExprKind::Closure { .. }
            | ExprKind::Break(_)
            | ExprKind::Continue(_) => {}
            ExprKind::Unary { operand, .. }
            | ExprKind::Convert { operand, .. }
            | ExprKind::Show(operand)
            | ExprKind::Item { base: operand, .. }
            | ExprKind::Field { base: operand, .. }
            | ExprKind::Ordinal(operand)
            | ExprKind::Some(operand)
            | ExprKind::Success(operand)
            | ExprKind::Failure(operand)
            | ExprKind::IsSome(operand)
            | ExprKind::IsSuccess(operand)
            | ExprKind::IsVariant { value: operand, .. }
            | ExprKind::Unwrap(operand)
            | ExprKind::UnwrapError(operand)
            | ExprKind::Narrow(operand)
            | ExprKind::ObjectField { object: operand, .. }
            | ExprKind::Upcast(operand)
            | ExprKind::Cast { value: operand, .. }
            | ExprKind::IsType { value: operand, .. }
            | ExprKind::TryCast(operand)
            | ExprKind::MakeWeak(operand)
            | ExprKind::WeakGet(operand)
            | ExprKind::ShowObject(operand)
            | ExprKind::CheckInit { value: operand, .. } => self.expr(operand, nested),
            ExprKind::Return(value) => {
                if let Some(value) = value {
                    self.expr(value, nested);
                }
            }
            ExprKind::Binary { left, right, .. }
            | ExprKind::Logic { left, right, .. }
            | ExprKind::Range { start: left, end: right, .. }
            | ExprKind::EqualAny { left, right }
            | ExprKind::IndexArray { array: left, index: right }
            | ExprKind::IndexDictionary { dictionary: left, key: right, .. }
            | ExprKind::IndexString { text: left, index: right } => self.all([left.as_ref(), right.as_ref()]),
            ExprKind::Concat(items)
            | ExprKind::Tuple(items)
            | ExprKind::Struct { fields: items, .. }
            | ExprKind::Variant { fields: items, .. }
            | ExprKind::New { fields: items, .. }
            | ExprKind::Call { arguments: items, .. }
            | ExprKind::CallVirtual { arguments: items, .. }
            | ExprKind::CallTrait { arguments: items, .. }
            | ExprKind::CallReflector(items)
            | ExprKind::CallNative { arguments: items, .. } => self.all(items),
            ExprKind::Array(items) => {
                for item in items {
                    match item {
                        Element::One(value) | Element::Spread(value) => self.expr(value, true),
                    }
                }
            }
            ExprKind::Dictionary(entries) => {
                for entry in entries {
                    match entry {
                        Entry::One(key, value) => self.all([key, value]),
                        Entry::Spread(value) => self.expr(value, true),
                    }
                }
            }
            ExprKind::CallMut { place, arguments, .. } => {
                self.assigned(place, nested);
                self.all(arguments);
            }
            ExprKind::CallValue { callee, arguments } => {
                self.expr(callee, true);
                self.all(arguments);
            }
            ExprKind::Block(block) => self.block(block, nested),
            ExprKind::If { condition, then, otherwise } => {
                self.expr(condition, nested);
                self.block(then, nested);
                if let Some(otherwise) = otherwise {
                    self.block(otherwise, nested);
                }
            }
            ExprKind::Match { subject, arms } => {
                self.expr(subject, nested);
                for arm in arms {
                    self.pattern(&arm.pattern);
                    if let Some(guard) = &arm.guard {
                        self.expr(guard, true);
                    }
                    self.block(&arm.body, nested);
                }
            }
        }
    }

    fn pattern(&mut self, pattern: &Pattern) {
        match pattern {
            Pattern::Any
            | Pattern::Bind(_)
            | Pattern::Int(_)
            | Pattern::Bool(_)
            | Pattern::String(_)
            | Pattern::IntRange { .. }
            | Pattern::Null => {}
            Pattern::Test { test, .. } => self.expr(test, true),
            Pattern::Some(inner) | Pattern::Success(inner) | Pattern::Failure(inner) => self.pattern(inner),
            Pattern::Variant { fields: inner, .. } | Pattern::Tuple(inner) | Pattern::Struct(inner) | Pattern::Or(inner) => {
                inner.iter().for_each(|inner| self.pattern(inner));
            }
        }
    }
}

/// Whether nothing that the expression does can change a variable, an object, or who owns one. It may fail.
pub(super) fn is_quiet(program: &Program, expr: &Expr) -> bool {
    quiet(program, expr, 32)
}

fn quiet(program: &Program, expr: &Expr, depth: u32) -> bool {
    let Some(depth) = depth.checked_sub(1) else { return false };
    let one = |expr: &Expr| quiet(program, expr, depth);
    match &expr.kind {
        ExprKind::Unit
        | ExprKind::Int(_)
        | ExprKind::Float(_)
        | ExprKind::Bool(_)
        | ExprKind::String(_)
        | ExprKind::Null
        | ExprKind::Local(_)
        | ExprKind::Global { .. } => true,
        ExprKind::Unary { operand, .. }
        | ExprKind::Convert { operand, .. }
        | ExprKind::Show(operand)
        | ExprKind::Item { base: operand, .. }
        | ExprKind::Field { base: operand, .. }
        | ExprKind::Ordinal(operand)
        | ExprKind::Some(operand)
        | ExprKind::IsSome(operand)
        | ExprKind::IsSuccess(operand)
        | ExprKind::IsVariant { value: operand, .. }
        | ExprKind::Unwrap(operand)
        | ExprKind::UnwrapError(operand)
        | ExprKind::Narrow(operand)
        | ExprKind::ObjectField { object: operand, .. }
        | ExprKind::Upcast(operand)
        | ExprKind::Cast { value: operand, .. }
        | ExprKind::IsType { value: operand, .. }
        | ExprKind::TryCast(operand)
        | ExprKind::MakeWeak(operand)
        | ExprKind::WeakGet(operand)
        | ExprKind::CheckInit { value: operand, .. } => one(operand),
        ExprKind::Binary { left, right, .. }
        | ExprKind::Logic { left, right, .. }
        | ExprKind::IndexArray { array: left, index: right }
        | ExprKind::IndexString { text: left, index: right } => one(left) && one(right),
        ExprKind::Concat(items) | ExprKind::Tuple(items) | ExprKind::Struct { fields: items, .. } => items.iter().all(one),
        ExprKind::CallNative { native, arguments, .. } => super::natives::is_pure(&program[*native].name) && arguments.iter().all(one),
        ExprKind::Variant { .. }
        | ExprKind::Range { .. }
        | ExprKind::Array(_)
        | ExprKind::Dictionary(_)
        | ExprKind::Success(_)
        | ExprKind::Failure(_)
        | ExprKind::IndexDictionary { .. }
        | ExprKind::Call { .. }
        | ExprKind::CallMut { .. }
        | ExprKind::CallVirtual { .. }
        | ExprKind::CallTrait { .. }
        | ExprKind::CallReflector(_)
        | ExprKind::CallValue { .. }
        | ExprKind::New { .. }
        | ExprKind::Blank
        | ExprKind::NewBlank(_)
        | ExprKind::ShowObject(_)
        | ExprKind::EqualAny { .. }
        | ExprKind::Closure { .. }
        | ExprKind::Block(_)
        | ExprKind::If { .. }
        | ExprKind::Match { .. }
        | ExprKind::Return(_)
        | ExprKind::Break(_)
        | ExprKind::Continue(_) => false,
    }
}

/// The local in whose slots the value of this expression lies, if it is a part of one.
#[allow(clippy::wildcard_enum_match_arm)] // It asks for some kinds; all others are alike.
pub(super) fn root_local(expr: &Expr) -> Option<LocalId> {
    match &expr.kind {
        ExprKind::Local(local) => Some(*local),
        ExprKind::Item { base, .. } | ExprKind::Field { base, .. } | ExprKind::Narrow(base) => root_local(base),
        ExprKind::Upcast(base) | ExprKind::Cast { value: base, checked: false } => root_local(base),
        _ => None,
    }
}

/// Whether the expression reads a local anywhere; conservative.
#[allow(clippy::wildcard_enum_match_arm)] // It asks for some kinds; all others are alike.
pub(super) fn mentions(expr: &Expr, local: LocalId) -> bool {
    match &expr.kind {
        ExprKind::Unit | ExprKind::Int(_) | ExprKind::Float(_) | ExprKind::Bool(_) | ExprKind::String(_) | ExprKind::Null => false,
        ExprKind::Local(other) => *other == local,
        ExprKind::Global { .. } => false,
        ExprKind::Item { base, .. } | ExprKind::Field { base, .. } | ExprKind::Narrow(base) | ExprKind::Convert { operand: base, .. } => {
            mentions(base, local)
        }
        ExprKind::Struct { fields, .. } | ExprKind::Tuple(fields) => fields.iter().any(|field| mentions(field, local)),
        _ => true,
    }
}

/// The expression that gives the same object under its own type.
pub(super) fn same_object(expr: &Expr) -> &Expr {
    let mut at = expr;
    while let ExprKind::Upcast(inner) | ExprKind::Cast { value: inner, checked: false } = &at.kind {
        at = inner;
    }
    at
}
