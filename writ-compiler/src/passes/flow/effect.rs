//! Expressions that do nothing.

use crate::ir::{Element, Entry, Expr, ExprKind, Function, FunctionKind, Owner, Program, TypeId};
use crate::stack::deep;

/// Whether a statement is only there because the checker took a value apart: a part of a local without a name.
#[allow(clippy::wildcard_enum_match_arm)] // These are the parts of a value.
pub fn is_made(function: &Function, expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Local(local) => function.locals[local.0 as usize].name.is_empty(),
        ExprKind::Item { base, .. } | ExprKind::Field { base, .. } | ExprKind::Narrow(base) => deep(|| is_made(function, base)),
        _ => false,
    }
}

/// Whether evaluating the expression only gives a value. What can end in an error but is not meant for it (`a[0]`) counts as doing nothing.
pub fn is_none(program: &Program, expr: &Expr) -> bool {
    let none = |expr: &Expr| is_none(program, expr);
    if expr.ty == TypeId::NEVER || expr.ty == TypeId::ERROR {
        return false;
    }
    deep(|| match &expr.kind {
        ExprKind::Int(_)
        | ExprKind::Float(_)
        | ExprKind::Bool(_)
        | ExprKind::String(_)
        | ExprKind::Null
        | ExprKind::Local(_)
        | ExprKind::Global { .. }
        | ExprKind::Closure { .. } => true,
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
        | ExprKind::CheckInit { value: operand, name: _ } => none(operand),
        ExprKind::Binary { op: _, left, right }
        | ExprKind::Logic { or: _, left, right }
        | ExprKind::Range { start: left, end: right, inclusive: _ }
        | ExprKind::IndexArray { array: left, index: right }
        | ExprKind::IndexDictionary { dictionary: left, key: right, show_key: _ }
        | ExprKind::IndexString { text: left, index: right } => none(left) && none(right),
        ExprKind::Concat(parts)
        | ExprKind::Tuple(parts)
        | ExprKind::Struct { id: _, fields: parts }
        | ExprKind::Variant { id: _, variant: _, fields: parts } => parts.iter().all(none),
        ExprKind::Array(elements) => elements.iter().all(|element| match element {
            Element::One(expr) | Element::Spread(expr) => none(expr),
        }),
        ExprKind::Dictionary(entries) => entries.iter().all(|entry| match entry {
            Entry::One(key, value) => none(key) && none(value),
            Entry::Spread(expr) => none(expr),
        }),
        ExprKind::Call { function, captures: _, arguments } => {
            // Constructors of classes run `init`.
            let made = &program[*function];
            made.kind == FunctionKind::Synthetic && !matches!(made.owner, Some(Owner::Class(_))) && arguments.iter().all(none)
        }
        ExprKind::EqualAny { left, right } => none(left) && none(right),
        ExprKind::Unit
        | ExprKind::New { .. }
        | ExprKind::Blank
        | ExprKind::NewBlank(_)
        | ExprKind::ShowObject(_)
        | ExprKind::CallVirtual { .. }
        | ExprKind::CallTrait { .. }
        | ExprKind::CallReflector(_)
        | ExprKind::CallMut { .. }
        | ExprKind::CallValue { .. }
        | ExprKind::CallNative { .. }
        | ExprKind::Block(_)
        | ExprKind::If { .. }
        | ExprKind::Match { .. }
        | ExprKind::Return(_)
        | ExprKind::Break(_)
        | ExprKind::Continue(_) => false,
    })
}
