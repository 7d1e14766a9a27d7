//! Showing a value: `print`, interpolation, `toString`.

use super::{Builder, Synth, bind_payload, field_types, payload_types, text_method};
use crate::ir::{BinaryOp, Expr, ExprKind, FuncId, LocalId, LoopId, Pattern, Program, StatementKind, Type, TypeId};

/// The text of a value: the value itself, `Show`, a native, or a call.
pub fn expr(synth: &mut Synth, program: &mut Program, value: Expr, nested: bool) -> Expr {
    let (span, ty) = (value.span, value.ty);
    let string = |kind| Expr { kind, ty: TypeId::STRING, span };
    match program.types.get(ty).clone() {
        Type::Int | Type::Int32 | Type::Float | Type::Float64 | Type::Bool => string(ExprKind::Show(Box::new(value))),
        Type::String if nested => Expr { span, ..synth.native(program, "string.quoted", Vec::new(), vec![value], TypeId::STRING) },
        Type::String => value,
        Type::Range => Expr { span, ..synth.native(program, "Range.show", Vec::new(), vec![value], TypeId::STRING) },
        Type::Function(..) => Expr { span, ..synth.native(program, "function.show", Vec::new(), vec![value], TypeId::STRING) },
        // A string in an `any` looks like any other one.
        Type::Any if nested && string_box(program).is_some() => {
            let function = synth.show(program, ty, nested);
            string(ExprKind::Call { function, captures: Vec::new(), arguments: vec![value] })
        }
        Type::Class(_) | Type::Trait(_) | Type::Any => string(ExprKind::ShowObject(Box::new(value))),
        Type::Error
        | Type::Never
        | Type::Void
        | Type::Parameter(_)
        | Type::Weak(_)
        | Type::Array(_)
        | Type::Dictionary(..)
        | Type::Optional(_)
        | Type::Result(_)
        | Type::Tuple(_)
        | Type::Struct(_)
        | Type::Enum(_) => {
            let function = text_method(program, ty).unwrap_or_else(|| synth.show(program, ty, nested));
            string(ExprKind::Call { function, captures: Vec::new(), arguments: vec![value] })
        }
    }
}

/// Makes the function.
pub fn function(synth: &mut Synth, program: &mut Program, ty: TypeId, nested: bool) -> FuncId {
    let mut b = Builder::start(synth, program, "show", &[("value", ty)], TypeId::STRING);
    synth.show.insert((ty, nested), b.id());
    let value = b.get(LocalId(0));
    let mut statements = Vec::new();
    let text = match program.types.get(ty).clone() {
        Type::Int | Type::Int32 | Type::Float | Type::Float64 | Type::Bool | Type::String | Type::Range | Type::Function(..) => {
            expr(synth, program, value, nested)
        }
        Type::Any => match string_box(program).filter(|_| nested) {
            Some(target) => {
                let test = b.expr(ExprKind::IsType { value: Box::new(value.clone()), target }, TypeId::BOOL);
                let object = b.expr(ExprKind::Cast { value: Box::new(value.clone()), checked: false }, target);
                let text = b.expr(ExprKind::ObjectField { object: Box::new(object), index: 0 }, TypeId::STRING);
                let quoted = expr(synth, program, text, true);
                let plain = b.expr(ExprKind::ShowObject(Box::new(value)), TypeId::STRING);
                let (then, otherwise) = (b.block(Vec::new(), Some(quoted)), Some(b.block(Vec::new(), Some(plain))));
                b.expr(ExprKind::If { condition: Box::new(test), then, otherwise }, TypeId::STRING)
            }
            None => expr(synth, program, value, false),
        },
        Type::Class(_) | Type::Trait(_) => expr(synth, program, value, nested),
        // Like its optional.
        Type::Weak(inner) => {
            let optional = program.types.intern(Type::Optional(inner));
            let object = b.expr(ExprKind::WeakGet(Box::new(value)), optional);
            expr(synth, program, object, nested)
        }
        // What has no value never gets here; `void`, as in `Result<void>`, shows nothing.
        Type::Error | Type::Never | Type::Void | Type::Parameter(_) => b.string(""),
        Type::Tuple(items) => {
            let mut parts = vec![b.string("(")];
            for (i, ty) in items.iter().enumerate() {
                parts.push(b.string(if i == 0 { "" } else { ", " }));
                let item = b.expr(ExprKind::Item { base: Box::new(value.clone()), index: i as u32 }, *ty);
                parts.push(expr(synth, program, item, true));
            }
            parts.push(b.string(")"));
            b.concat(parts)
        }
        Type::Struct(id) if text_method(program, ty).is_none() => {
            let names: Vec<_> = program[id].fields.iter().map(|field| field.name.clone()).collect();
            let mut parts = vec![b.string(format!("{}(", super::bare(&program[id].name)))];
            for (i, (name, ty)) in names.iter().zip(field_types(program, id)).enumerate() {
                parts.push(b.string(format!("{}{name}: ", if i == 0 { "" } else { ", " })));
                let field = b.expr(ExprKind::Field { base: Box::new(value.clone()), index: i as u32 }, ty);
                parts.push(expr(synth, program, field, true));
            }
            parts.push(b.string(")"));
            b.concat(parts)
        }
        Type::Struct(_) => expr(synth, program, value, nested),
        Type::Enum(id) if text_method(program, ty).is_none() => {
            let mut arms = Vec::new();
            for (variant, types) in payload_types(program, id).iter().enumerate() {
                let (fields, values) = bind_payload(&mut b, &format!("field{variant}_"), types);
                let def = &program[id].variants[variant];
                let names: Vec<_> = def.fields.iter().map(|field| field.name.clone()).collect();
                let mut parts = Vec::new();
                if types.is_empty() {
                    parts.push(b.string(format!("{}.{}", super::bare(&program[id].name), def.name)));
                } else {
                    parts.push(b.string(format!("{}(", def.name)));
                    for (i, (name, value)) in names.iter().zip(values).enumerate() {
                        parts.push(b.string(format!("{}{name}: ", if i == 0 { "" } else { ", " })));
                        parts.push(expr(synth, program, value, true));
                    }
                    parts.push(b.string(")"));
                }
                let text = b.concat(parts);
                arms.push((Pattern::Variant { variant: variant as u32, fields }, text));
            }
            b.select(value, arms, TypeId::STRING)
        }
        Type::Enum(_) => expr(synth, program, value, nested),
        Type::Optional(inner) => {
            let local = b.local("inner", inner);
            let text = expr(synth, program, b.get(local), nested);
            let arms = vec![(Pattern::Some(Box::new(Pattern::Bind(local))), text), (Pattern::Null, b.string("null"))];
            b.select(value, arms, TypeId::STRING)
        }
        Type::Result(inner) => {
            let (local, error) = (b.local("inner", inner), b.local("error", TypeId::STRING));
            let text = expr(synth, program, b.get(local), true);
            let message = expr(synth, program, b.get(error), true);
            let success = b.concat(vec![b.string("Success("), text, b.string(")")]);
            let failure = b.concat(vec![b.string("Error("), message, b.string(")")]);
            let arms = vec![
                (Pattern::Success(Box::new(Pattern::Bind(local))), success),
                (Pattern::Failure(Box::new(Pattern::Bind(error))), failure),
            ];
            b.select(value, arms, TypeId::STRING)
        }
        Type::Array(item) => {
            let out = b.variable("text", TypeId::STRING);
            let (index, element) = (b.local("index", TypeId::INT), b.local("item", item));
            let text = expr(synth, program, b.get(element), true);
            statements.push(b.statement(StatementKind::Let { local: out, value: Some(b.string("[")) }));
            let zero = b.expr(ExprKind::Int(0), TypeId::INT);
            let body = vec![b.when(b.compare(BinaryOp::Greater, b.get(index), zero), b.append(out, b.string(", "))), b.append(out, text)];
            let body = b.block(body, None);
            statements.push(b.statement(StatementKind::ForArray { id: LoopId(0), index: Some(index), item: element, array: value, body }));
            statements.push(b.append(out, b.string("]")));
            b.get(out)
        }
        Type::Dictionary(key, item) => {
            // Over a snapshot of the keys: a `toString` of the script may change the dictionary.
            let (keys, optional) = (program.types.intern(Type::Array(key)), program.types.intern(Type::Optional(item)));
            let out = b.variable("text", TypeId::STRING);
            let (index, k, element) = (b.local("index", TypeId::INT), b.local("key", key), b.local("item", item));
            let types = vec![key, item];
            let keys = synth.native(program, "Dictionary.keys", types.clone(), vec![value.clone()], keys);
            let found = synth.native(program, "Dictionary.tryGet", types, vec![value, b.get(k)], optional);
            let key_text = expr(synth, program, b.get(k), true);
            let text = expr(synth, program, b.get(element), true);
            let entry = b.concat(vec![key_text, b.string(": "), text]);
            let arms = vec![(Pattern::Some(Box::new(Pattern::Bind(element))), entry), (Pattern::Null, b.string(""))];
            statements.push(b.statement(StatementKind::Let { local: out, value: Some(b.string("{")) }));
            let zero = b.expr(ExprKind::Int(0), TypeId::INT);
            let body = vec![
                b.when(b.compare(BinaryOp::Greater, b.get(index), zero), b.append(out, b.string(", "))),
                b.append(out, b.select(found, arms, TypeId::STRING)),
            ];
            let body = b.block(body, None);
            statements.push(b.statement(StatementKind::ForArray { id: LoopId(0), index: Some(index), item: k, array: keys, body }));
            statements.push(b.append(out, b.string("}")));
            b.get(out)
        }
    };
    b.end(program, statements, text)
}

/// The type of the class that holds strings in an `any`, if the program has one.
fn string_box(program: &Program) -> Option<TypeId> {
    let class = program.classes.iter().position(|class| class.boxed == Some(TypeId::STRING))?;
    program.types.known(&Type::Class(crate::ir::ClassId(class as u32)))
}
