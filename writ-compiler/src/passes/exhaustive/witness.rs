//! Missing values as a script's author would write a pattern for them.

use super::matrix::{Constructor, Witness, field_types};
use crate::ir::{Program, Type, TypeId};

/// The pattern that fits the witness.
pub fn text(program: &Program, ty: TypeId, witness: &Witness) -> String {
    let Witness::Of(constructor, fields) = witness else { return "_".into() };
    let types = field_types(program, ty, constructor);
    let parts: Vec<String> = fields.iter().zip(&types).map(|(field, ty)| text(program, *ty, field)).collect();
    let list = parts.join(", ");
    match (program.types.get(ty), constructor) {
        (Type::Bool, Constructor::Case(case)) => (*case == 1).to_string(),
        (Type::Optional(_), Constructor::Case(0)) => "null".into(),
        (Type::Optional(_), Constructor::Case(_)) => list,
        (Type::Result(_), Constructor::Case(0)) => format!("is Success({list})"),
        (Type::Result(_), Constructor::Case(_)) => format!("is Error({list})"),
        (Type::Enum(id), Constructor::Case(variant)) => {
            let def = &program[*id];
            let name = &def.variants[*variant as usize].name;
            if fields.is_empty() { format!("{}.{name}", def.name) } else { format!("is {name}({list})") }
        }
        (Type::Tuple(_), _) if parts.iter().any(|part| part != "_") => format!("({list})"),
        (Type::Struct(id), _) if parts.iter().any(|part| part != "_") => {
            let def = &program[*id];
            let fields = def.fields.iter().zip(&parts).map(|(field, part)| format!("{}: {part}", field.name));
            format!("{}({})", def.name, fields.collect::<Vec<_>>().join(", "))
        }
        (_, Constructor::Ints(start, end)) => {
            let (least, most) = if ty == TypeId::INT32 { (i64::from(i32::MIN), i64::from(i32::MAX)) } else { (i64::MIN, i64::MAX) };
            match (start, end) {
                (start, end) if start == end => start.to_string(),
                // A script's author would not write these down.
                (start, end) if *start == least || *end == most => "_".into(),
                (start, end) => format!("{start}..={end}"),
            }
        }
        (_, Constructor::Only | Constructor::Case(_) | Constructor::Text(_) | Constructor::Other) => "_".into(),
    }
}
