//! `==`.

use super::{Builder, Synth, bind_payload, equals_method, field_types, payload_types};
use crate::ir::{BinaryOp, ClassId, Expr, ExprKind, FuncId, LoopId, Pattern, Program, StatementKind, Type, TypeId, UnaryOp};
use crate::source::Span;

/// `left == right` as an operator, a native, or a call.
pub fn expr(synth: &mut Synth, program: &mut Program, left: Expr, right: Expr, span: Span) -> Expr {
    let expr = |kind| Expr { kind, ty: TypeId::BOOL, span };
    match program.types.get(left.ty).clone() {
        Type::Int | Type::Int32 | Type::Float | Type::Float64 | Type::Bool | Type::String | Type::Function(..) => {
            expr(ExprKind::Binary { op: BinaryOp::Equal, left: Box::new(left), right: Box::new(right) })
        }
        Type::Enum(id) if program[id].is_plain() => {
            expr(ExprKind::Binary { op: BinaryOp::Equal, left: Box::new(left), right: Box::new(right) })
        }
        Type::Class(class) => match equals_slot(program, class) {
            Some((slot, parameter)) => {
                let right = if right.ty == parameter {
                    right
                } else {
                    Expr { ty: parameter, span: right.span, kind: ExprKind::Upcast(Box::new(right)) }
                };
                if program[program[class].module].is_host() {
                    // Nothing extends it: what it runs is known.
                    let function = program[class].slots[slot as usize].function;
                    expr(ExprKind::Call { function, captures: Vec::new(), arguments: vec![left, right] })
                } else {
                    expr(ExprKind::CallVirtual { class, slot, arguments: vec![left, right] })
                }
            }
            None => expr(ExprKind::Binary { op: BinaryOp::Equal, left: Box::new(left), right: Box::new(right) }),
        },
        Type::Trait(_) | Type::Weak(_) => expr(ExprKind::Binary { op: BinaryOp::Equal, left: Box::new(left), right: Box::new(right) }),
        Type::Any => expr(ExprKind::EqualAny { left: Box::new(left), right: Box::new(right) }),
        Type::Range => Expr { span, ..synth.native(program, "Range.equals", Vec::new(), vec![left, right], TypeId::BOOL) },
        Type::Error
        | Type::Never
        | Type::Void
        | Type::Parameter(_)
        | Type::Array(_)
        | Type::Dictionary(..)
        | Type::Optional(_)
        | Type::Result(_)
        | Type::Tuple(_)
        | Type::Struct(_)
        | Type::Enum(_) => {
            let function = equals_method(program, left.ty).unwrap_or_else(|| synth.equality(program, left.ty));
            expr(ExprKind::Call { function, captures: Vec::new(), arguments: vec![left, right] })
        }
    }
}

/// Makes the function.
pub fn function(synth: &mut Synth, program: &mut Program, ty: TypeId) -> FuncId {
    let mut b = Builder::start(synth, program, "equals", &[("left", ty), ("right", ty)], TypeId::BOOL);
    synth.equality.insert(ty, b.id());
    let (left, right) = (b.get(crate::ir::LocalId(0)), b.get(crate::ir::LocalId(1)));
    let span = synth.span;
    let mut statements = Vec::new();
    let value = match program.types.get(ty).clone() {
        Type::Int | Type::Int32 | Type::Float | Type::Float64 | Type::Bool | Type::String | Type::Function(..) | Type::Range => {
            expr(synth, program, left, right, span)
        }
        Type::Class(_) | Type::Trait(_) | Type::Weak(_) | Type::Any => expr(synth, program, left, right, span),
        // `void` has one value; the others don't occur in a finished program.
        Type::Error | Type::Never | Type::Void | Type::Parameter(_) => b.bool(true),
        Type::Tuple(items) => {
            let part = |base: &Expr, i: usize, ty| b.expr(ExprKind::Item { base: Box::new(base.clone()), index: i as u32 }, ty);
            let parts = items.iter().enumerate().map(|(i, ty)| (part(&left, i, *ty), part(&right, i, *ty)));
            let parts = parts.map(|(left, right)| expr(synth, program, left, right, span)).collect();
            b.all(parts)
        }
        Type::Struct(id) if equals_method(program, ty).is_none() => {
            let part = |base: &Expr, i: usize, ty| b.expr(ExprKind::Field { base: Box::new(base.clone()), index: i as u32 }, ty);
            let fields = field_types(program, id);
            let parts = fields.iter().enumerate().map(|(i, ty)| (part(&left, i, *ty), part(&right, i, *ty)));
            let parts = parts.map(|(left, right)| expr(synth, program, left, right, span)).collect();
            b.all(parts)
        }
        Type::Struct(_) => expr(synth, program, left, right, span),
        Type::Enum(id) if program[id].is_plain() => expr(synth, program, left, right, span),
        Type::Enum(id) => {
            let mut arms = Vec::new();
            for (variant, types) in payload_types(program, id).iter().enumerate() {
                let variant = variant as u32;
                if types.is_empty() {
                    let same = b.expr(ExprKind::IsVariant { value: Box::new(right.clone()), variant }, TypeId::BOOL);
                    arms.push((Pattern::Variant { variant, fields: Vec::new() }, same));
                    continue;
                }
                let (fields, lefts) = bind_payload(&mut b, &format!("left{variant}_"), types);
                let (others, rights) = bind_payload(&mut b, &format!("right{variant}_"), types);
                let parts = lefts.into_iter().zip(rights).map(|(left, right)| expr(synth, program, left, right, span)).collect();
                let all = b.all(parts);
                let mut inner = vec![(Pattern::Variant { variant, fields: others }, all)];
                if payload_types(program, id).len() > 1 {
                    inner.push((Pattern::Any, b.bool(false)));
                }
                arms.push((Pattern::Variant { variant, fields }, b.select(right.clone(), inner, TypeId::BOOL)));
            }
            b.select(left, arms, TypeId::BOOL)
        }
        Type::Optional(inner) => {
            let (a, c) = (b.local("a", inner), b.local("b", inner));
            let same = expr(synth, program, b.get(a), b.get(c), span);
            let has = b.expr(ExprKind::IsSome(Box::new(right.clone())), TypeId::BOOL);
            let not = b.expr(ExprKind::Unary { op: UnaryOp::Not, operand: Box::new(has) }, TypeId::BOOL);
            let both = vec![(Pattern::Some(Box::new(Pattern::Bind(c))), same), (Pattern::Null, b.bool(false))];
            let some = b.select(right, both, TypeId::BOOL);
            b.select(left, vec![(Pattern::Some(Box::new(Pattern::Bind(a))), some), (Pattern::Null, not)], TypeId::BOOL)
        }
        Type::Result(inner) => {
            let (a, c) = (b.local("a", inner), b.local("b", inner));
            let (e, f) = (b.local("error", TypeId::STRING), b.local("other", TypeId::STRING));
            let same = expr(synth, program, b.get(a), b.get(c), span);
            let same_error = expr(synth, program, b.get(e), b.get(f), span);
            let success =
                vec![(Pattern::Success(Box::new(Pattern::Bind(c))), same), (Pattern::Failure(Box::new(Pattern::Any)), b.bool(false))];
            let failure =
                vec![(Pattern::Success(Box::new(Pattern::Any)), b.bool(false)), (Pattern::Failure(Box::new(Pattern::Bind(f))), same_error)];
            let success = b.select(right.clone(), success, TypeId::BOOL);
            let failure = b.select(right, failure, TypeId::BOOL);
            let arms =
                vec![(Pattern::Success(Box::new(Pattern::Bind(a))), success), (Pattern::Failure(Box::new(Pattern::Bind(e))), failure)];
            b.select(left, arms, TypeId::BOOL)
        }
        Type::Array(item) => {
            // The other array is asked for each element anew: an `equals` of the script may change it meanwhile.
            let optional = program.types.intern(Type::Optional(item));
            let (index, a, c) = (b.local("index", TypeId::INT), b.local("a", item), b.local("b", item));
            let lengths = [&left, &right].map(|e| synth.native(program, "Array.len", vec![item], vec![e.clone()], TypeId::INT));
            let [left_len, right_len] = lengths;
            statements.push(b.when(b.compare(BinaryOp::NotEqual, left_len, right_len), b.ret(b.bool(false))));
            let other = synth.native(program, "Array.tryGet", vec![item], vec![right, b.get(index)], optional);
            let same = expr(synth, program, b.get(a), b.get(c), span);
            let test = differs(&b, other, c, same);
            let body = b.block(vec![b.when(test, b.ret(b.bool(false)))], None);
            statements.push(b.statement(StatementKind::ForArray { id: LoopId(0), index: Some(index), item: a, array: left, body }));
            b.bool(true)
        }
        Type::Dictionary(key, value) => {
            // Over a snapshot of the keys, so that nothing here can fail.
            let (keys, optional) = (program.types.intern(Type::Array(key)), program.types.intern(Type::Optional(value)));
            let (k, a, c) = (b.local("key", key), b.local("a", value), b.local("b", value));
            let types = vec![key, value];
            let lengths = [&left, &right].map(|e| synth.native(program, "Dictionary.len", types.clone(), vec![e.clone()], TypeId::INT));
            let [left_len, right_len] = lengths;
            statements.push(b.when(b.compare(BinaryOp::NotEqual, left_len, right_len), b.ret(b.bool(false))));
            let keys = synth.native(program, "Dictionary.keys", types.clone(), vec![left.clone()], keys);
            let mine = synth.native(program, "Dictionary.tryGet", types.clone(), vec![left, b.get(k)], optional);
            let other = synth.native(program, "Dictionary.tryGet", types, vec![right, b.get(k)], optional);
            let same = expr(synth, program, b.get(a), b.get(c), span);
            let test = differs(&b, other, c, same);
            let gone = b.bool(false);
            let arms = vec![(Pattern::Some(Box::new(Pattern::Bind(a))), test), (Pattern::Null, gone)];
            let body = b.block(vec![b.when(b.select(mine, arms, TypeId::BOOL), b.ret(b.bool(false)))], None);
            statements.push(b.statement(StatementKind::ForArray { id: LoopId(0), index: None, item: k, array: keys, body }));
            b.bool(true)
        }
    };
    b.end(program, statements, value)
}

/// The slot of a class with its `equals`, and what that takes.
fn equals_slot(program: &Program, class: ClassId) -> Option<(u32, TypeId)> {
    let index = program[class].slots.iter().position(|slot| &*slot.name == "equals")?;
    let declared = &program[program[class].slots[index].declared];
    let parameter = declared.locals[declared.parameters.get(1)?.0 as usize].ty;
    let fits = matches!(program.types.get(parameter), Type::Class(base) if program.extends(class, *base));
    (fits && declared.result == TypeId::BOOL && declared.parameters.len() == 2).then_some((index as u32, parameter))
}

/// Whether an optional is empty, or its value, bound to `local`, is not the `same`.
fn differs(b: &Builder, optional: Expr, local: crate::ir::LocalId, same: Expr) -> Expr {
    let not = b.expr(ExprKind::Unary { op: UnaryOp::Not, operand: Box::new(same) }, TypeId::BOOL);
    b.select(optional, vec![(Pattern::Some(Box::new(Pattern::Bind(local))), not), (Pattern::Null, b.bool(true))], TypeId::BOOL)
}
