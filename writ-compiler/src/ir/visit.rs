//! Walking over bodies.
//!
//! A pass implements [`Visitor`] (or [`VisitorMut`]), overrides the methods of the nodes that it cares about, and calls the `walk_…` function of
//! the node for its children. Children come in the order in which they are evaluated. Each expression is one level of
//! [`deep`], so that long chains of operators or of `else if` don't end the native stack.

use super::{
    Arm, Block, Element, Entry, Expr, ExprKind, Function, Pattern, Place, PlaceRoot, Program, RangeExpr, Statement, StatementKind,
};
use crate::ir::Original;
use crate::stack::deep;
use std::sync::Arc;

macro_rules! visitor {
    ($(#[$doc:meta])* $name:ident, [$($lt:lifetime)?], [$($mutability:tt)?],
     $walk_block:ident, $walk_statement:ident, $walk_expr:ident, $walk_arm:ident, $walk_place:ident, $walk_pattern:ident) => {
        $(#[$doc])*
        pub trait $name $(<$lt>)? {
            /// A block.
            fn block(&mut self, block: &$($lt)? $($mutability)? Block) { $walk_block(self, block) }
            /// A statement.
            fn statement(&mut self, statement: &$($lt)? $($mutability)? Statement) { $walk_statement(self, statement) }
            /// An expression.
            fn expr(&mut self, expr: &$($lt)? $($mutability)? Expr) { $walk_expr(self, expr) }
            /// An arm of a match.
            fn arm(&mut self, arm: &$($lt)? $($mutability)? Arm) { $walk_arm(self, arm) }
            /// A place: its operands are evaluated, the place itself is read or written by the node around it.
            fn place(&mut self, place: &$($lt)? $($mutability)? Place) { $walk_place(self, place) }
            /// A pattern.
            fn pattern(&mut self, pattern: &$($lt)? $($mutability)? Pattern) { $walk_pattern(self, pattern) }
        }

        /// Visits the statements and the value of a block.
        pub fn $walk_block<$($lt,)? V: $name $(<$lt>)? + ?Sized>(v: &mut V, block: &$($lt)? $($mutability)? Block) {
            let Block { statements, value, span: _ } = block;
            for statement in statements {
                v.statement(statement);
            }
            if let Some(value) = value {
                v.expr(value);
            }
        }

        /// Visits the parts of a statement.
        pub fn $walk_statement<$($lt,)? V: $name $(<$lt>)? + ?Sized>(v: &mut V, statement: &$($lt)? $($mutability)? Statement) {
            match &$($mutability)? statement.kind {
                StatementKind::Let { local: _, value } => {
                    if let Some(value) = value {
                        v.expr(value);
                    }
                }
                StatementKind::Assign { place, value } | StatementKind::Update { place, op: _, value } | StatementKind::Append { place, value } => {
                    v.place(place);
                    v.expr(value);
                }
                StatementKind::InitGlobal { global: _, value } => v.expr(value),
                StatementKind::Expr(expr) => v.expr(expr),
                StatementKind::While { id: _, condition, body } => {
                    v.expr(condition);
                    v.block(body);
                }
                StatementKind::ForRange { id: _, variable: _, range, body } => {
                    match range {
                        RangeExpr::Bounds { start, end, inclusive: _ } => {
                            v.expr(start);
                            v.expr(end);
                        }
                        RangeExpr::Value(value) => v.expr(value),
                    }
                    v.block(body);
                }
                StatementKind::ForArray { id: _, index: _, item: _, array: sequence, body }
                | StatementKind::ForDictionary { id: _, key: _, value: _, dictionary: sequence, body }
                | StatementKind::ForChars { id: _, index: _, item: _, text: sequence, body } => {
                    v.expr(sequence);
                    v.block(body);
                }
            }
        }

        /// Visits the parts of an expression, on more stack if need be.
        pub fn $walk_expr<$($lt,)? V: $name $(<$lt>)? + ?Sized>(v: &mut V, expr: &$($lt)? $($mutability)? Expr) {
            deep(|| match &$($mutability)? expr.kind {
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
                | ExprKind::Continue(_) => {}
                ExprKind::Unary { op: _, operand }
                | ExprKind::Convert { kind: _, operand }
                | ExprKind::Show(operand)
                | ExprKind::Item { base: operand, index: _ }
                | ExprKind::Field { base: operand, index: _ }
                | ExprKind::Ordinal(operand)
                | ExprKind::Some(operand)
                | ExprKind::Success(operand)
                | ExprKind::Failure(operand)
                | ExprKind::IsSome(operand)
                | ExprKind::IsSuccess(operand)
                | ExprKind::IsVariant { value: operand, variant: _ }
                | ExprKind::Unwrap(operand)
                | ExprKind::UnwrapError(operand)
                | ExprKind::Narrow(operand)
                | ExprKind::ObjectField { object: operand, index: _ }
                | ExprKind::Upcast(operand)
                | ExprKind::Cast { value: operand, checked: _ }
                | ExprKind::IsType { value: operand, target: _ }
                | ExprKind::TryCast(operand)
                | ExprKind::MakeWeak(operand)
                | ExprKind::WeakGet(operand)
                | ExprKind::ShowObject(operand)
                | ExprKind::CheckInit { value: operand, name: _ } => v.expr(operand),
                ExprKind::Binary { op: _, left, right }
                | ExprKind::Logic { or: _, left, right }
                | ExprKind::Range { start: left, end: right, inclusive: _ }
                | ExprKind::EqualAny { left, right }
                | ExprKind::IndexArray { array: left, index: right }
                | ExprKind::IndexDictionary { dictionary: left, key: right, show_key: _ }
                | ExprKind::IndexString { text: left, index: right } => {
                    v.expr(left);
                    v.expr(right);
                }
                ExprKind::Concat(parts)
                | ExprKind::Tuple(parts)
                | ExprKind::Struct { id: _, fields: parts }
                | ExprKind::New { class: _, fields: parts }
                | ExprKind::Variant { id: _, variant: _, fields: parts } => {
                    for part in parts {
                        v.expr(part);
                    }
                }
                ExprKind::Array(elements) => {
                    for element in elements {
                        match element {
                            Element::One(expr) | Element::Spread(expr) => v.expr(expr),
                        }
                    }
                }
                ExprKind::Dictionary(entries) => {
                    for entry in entries {
                        match entry {
                            Entry::One(key, value) => {
                                v.expr(key);
                                v.expr(value);
                            }
                            Entry::Spread(expr) => v.expr(expr),
                        }
                    }
                }
                ExprKind::Call { function: _, captures: _, arguments }
                | ExprKind::CallVirtual { class: _, slot: _, arguments }
                | ExprKind::CallTrait { definition: _, method: _, arguments }
                | ExprKind::CallReflector(arguments)
                | ExprKind::CallNative { native: _, types: _, arguments } => {
                    for argument in arguments {
                        v.expr(argument);
                    }
                }
                ExprKind::CallMut { function: _, place, arguments } => {
                    v.place(place);
                    for argument in arguments {
                        v.expr(argument);
                    }
                }
                ExprKind::CallValue { callee, arguments } => {
                    v.expr(callee);
                    for argument in arguments {
                        v.expr(argument);
                    }
                }
                ExprKind::Block(block) => v.block(block),
                ExprKind::If { condition, then, otherwise } => {
                    v.expr(condition);
                    v.block(then);
                    if let Some(otherwise) = otherwise {
                        v.block(otherwise);
                    }
                }
                ExprKind::Match { subject, arms } => {
                    v.expr(subject);
                    for arm in arms {
                        v.arm(arm);
                    }
                }
                ExprKind::Return(value) => {
                    if let Some(value) = value {
                        v.expr(value);
                    }
                }
            })
        }

        /// Visits the pattern, the guard and the body of an arm.
        pub fn $walk_arm<$($lt,)? V: $name $(<$lt>)? + ?Sized>(v: &mut V, arm: &$($lt)? $($mutability)? Arm) {
            let Arm { pattern, guard, body, span: _ } = arm;
            v.pattern(pattern);
            if let Some(guard) = guard {
                v.expr(guard);
            }
            v.block(body);
        }

        /// Visits the operands of a place.
        pub fn $walk_place<$($lt,)? V: $name $(<$lt>)? + ?Sized>(v: &mut V, place: &$($lt)? $($mutability)? Place) {
            match &$($mutability)? place.root {
                PlaceRoot::Local(_) | PlaceRoot::Global { .. } => {}
                PlaceRoot::Object { object, index: _ } => v.expr(object),
                PlaceRoot::Element { array: base, index } | PlaceRoot::Entry { dictionary: base, key: index, show_key: _ } => {
                    v.expr(base);
                    v.expr(index);
                }
            }
        }

        /// Visits the patterns inside a pattern, and the tests.
        pub fn $walk_pattern<$($lt,)? V: $name $(<$lt>)? + ?Sized>(v: &mut V, pattern: &$($lt)? $($mutability)? Pattern) {
            match pattern {
                Pattern::Any
                | Pattern::Bind(_)
                | Pattern::Int(_)
                | Pattern::Bool(_)
                | Pattern::String(_)
                | Pattern::IntRange { .. }
                | Pattern::Null => {}
                Pattern::Test { local: _, test } => v.expr(test),
                Pattern::Some(inner) | Pattern::Success(inner) | Pattern::Failure(inner) => v.pattern(inner),
                Pattern::Variant { variant: _, fields: patterns }
                | Pattern::Tuple(patterns)
                | Pattern::Struct(patterns)
                | Pattern::Or(patterns) => {
                    for pattern in patterns {
                        v.pattern(pattern);
                    }
                }
            }
        }
    };
}

visitor!(
    /// Reads the nodes of a body.
    Visitor, ['a], [],
    walk_block, walk_statement, walk_expr, walk_arm, walk_place, walk_pattern
);
visitor!(
    /// Changes the nodes of a body.
    VisitorMut, [], [mut],
    walk_block_mut, walk_statement_mut, walk_expr_mut, walk_arm_mut, walk_place_mut, walk_pattern_mut
);

/// Calls `f` with every expression of a block, at any depth, each after those inside it.
pub fn each_expr<'a>(block: &'a Block, f: impl FnMut(&'a Expr)) {
    struct Each<F>(F);
    impl<'a, F: FnMut(&'a Expr)> Visitor<'a> for Each<F> {
        fn expr(&mut self, expr: &'a Expr) {
            walk_expr(self, expr);
            (self.0)(expr);
        }
    }
    Each(f).block(block);
}

/// Calls `f` with every expression of a block, at any depth, each after those inside it.
pub fn each_expr_mut(block: &mut Block, f: impl FnMut(&mut Expr)) {
    struct Each<F>(F);
    impl<F: FnMut(&mut Expr)> VisitorMut for Each<F> {
        fn expr(&mut self, expr: &mut Expr) {
            walk_expr_mut(self, expr);
            (self.0)(expr);
        }
    }
    Each(f).block(block);
}

/// Whether a `break` leaves the loop with this id from somewhere in its body.
pub fn has_break(body: &Block, id: super::LoopId) -> bool {
    let mut found = false;
    each_expr(body, |e| found |= matches!(e.kind, ExprKind::Break(target) if target == id));
    found
}

/// Calls `f` with the locals that a pattern binds: names, and the subjects of tests.
pub fn each_binding(pattern: &Pattern, f: &mut impl FnMut(super::LocalId)) {
    match pattern {
        Pattern::Bind(local) | Pattern::Test { local, test: _ } => f(*local),
        Pattern::Any | Pattern::Int(_) | Pattern::Bool(_) | Pattern::String(_) | Pattern::IntRange { .. } | Pattern::Null => {}
        Pattern::Some(inner) | Pattern::Success(inner) | Pattern::Failure(inner) => each_binding(inner, f),
        Pattern::Variant { variant: _, fields: patterns }
        | Pattern::Tuple(patterns)
        | Pattern::Struct(patterns)
        | Pattern::Or(patterns) => patterns.iter().for_each(|pattern| each_binding(pattern, f)),
    }
}

/// Moves every expression below a node to a list, so that deep trees can be freed without recursion.
struct Dismantle(Vec<ExprKind>);

impl VisitorMut for Dismantle {
    fn expr(&mut self, expr: &mut Expr) {
        let kind = std::mem::replace(&mut expr.kind, ExprKind::Unit);
        if !matches!(kind, ExprKind::Int(_) | ExprKind::Local(_) | ExprKind::Unit) {
            self.0.push(kind);
        }
    }
}

impl Dismantle {
    fn function(&mut self, function: &mut Function) {
        self.block(&mut function.body);
        self.rest();
    }

    fn rest(&mut self) {
        while let Some(kind) = self.0.pop() {
            let span = crate::source::Span::new(crate::source::FileId(0), 0, 0);
            walk_expr_mut(self, &mut Expr { kind, ty: super::TypeId::VOID, span });
        }
    }
}

/// Frees an expression of any depth. What Rust drops by itself recurses; a [`Program`] frees its functions in this way.
pub fn free(expr: Expr) {
    let mut dismantle = Dismantle(vec![expr.kind]);
    dismantle.rest();
}

/// Frees a body of any depth, as [`free`].
pub fn free_block(mut body: Block) {
    let mut dismantle = Dismantle(Vec::new());
    dismantle.block(&mut body);
    dismantle.rest();
}

impl Drop for Original {
    fn drop(&mut self) {
        let span = self.body.span;
        free_block(std::mem::replace(&mut self.body, Block { statements: Vec::new(), value: None, span }));
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let mut dismantle = Dismantle(Vec::new());
        // What others have as well, the last of them frees.
        for function in self.functions.iter_mut().filter_map(Arc::get_mut) {
            dismantle.function(function);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{BinaryOp, Expr, ExprKind, TypeId};
    use super::*;
    use crate::source::{FileId, Span};

    #[test]
    fn long_chains_are_walked_cloned_and_freed() {
        let span = Span::new(FileId(0), 0, 0);
        let int = |n| Expr { kind: ExprKind::Int(n), ty: TypeId::INT, span };
        let chain = (1..300_000).fold(int(0), |left, n| Expr {
            kind: ExprKind::Binary { op: BinaryOp::Add, left: Box::new(left), right: Box::new(int(n)) },
            ty: TypeId::INT,
            span,
        });
        let block = Block { statements: Vec::new(), value: Some(Box::new(chain.clone())), span };
        let mut seen = Vec::new();
        each_expr(&block, |expr| {
            if let ExprKind::Int(n) = expr.kind {
                seen.push(n)
            }
        });
        assert!(seen.iter().copied().eq(0..300_000));
        free(chain);
        free(Expr { kind: ExprKind::Block(block), ty: TypeId::INT, span });
    }
}
