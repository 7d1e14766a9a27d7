//! Whether a program can make objects that hold each other: these are not freed, and then there is nothing to be said of what is left in the end.

use std::collections::BTreeSet;
use writ_compiler::ir::{Program, Type, TypeId};

/// Whether a program can make cycles of references, judged by its types alone: something on the heap can reach itself by strong references.
pub fn can_make_cycles(program: &Program) -> bool {
    (0..program.types.len()).map(|index| TypeId(index as u32)).filter(|ty| is_heap(program, *ty)).any(|ty| {
        let mut seen = BTreeSet::new();
        let mut open = held_by(program, ty);
        while let Some(next) = open.pop() {
            if next == ty {
                return true;
            }
            if seen.insert(next) {
                open.extend(held_by(program, next));
            }
        }
        false
    })
}

/// Whether values of the type are objects that can be changed, or hold what can. Structs, enums and tuples are not: they are copied.
fn is_heap(program: &Program, ty: TypeId) -> bool {
    match program.types.get(ty) {
        Type::Array(_) | Type::Dictionary(..) | Type::Function(..) | Type::Trait(_) | Type::Any => true,
        Type::Class(class) => program[*class].boxed.is_none(),
        Type::Error
        | Type::Never
        | Type::Void
        | Type::Int
        | Type::Int32
        | Type::Float
        | Type::Float64
        | Type::Bool
        | Type::String
        | Type::Range => false,
        Type::Optional(_) | Type::Result(_) | Type::Tuple(_) | Type::Struct(_) | Type::Enum(_) | Type::Weak(_) | Type::Parameter(_) => {
            false
        }
    }
}

/// The types of what a value of the type may hold, and of what it may be.
fn held_by(program: &Program, ty: TypeId) -> Vec<TypeId> {
    match program.types.get(ty) {
        Type::Error | Type::Never | Type::Void | Type::Int | Type::Int32 | Type::Float | Type::Float64 | Type::Bool => Vec::new(),
        Type::String | Type::Range | Type::Weak(_) | Type::Parameter(_) => Vec::new(),
        Type::Array(item) | Type::Optional(item) | Type::Result(item) => vec![*item],
        Type::Dictionary(key, value) => vec![*key, *value],
        Type::Tuple(items) => items.clone(),
        // Any closure, with all that any closure of the program captures.
        Type::Function(..) => captured(program),
        Type::Struct(id) => program[*id].fields.iter().map(|field| field.ty).collect(),
        Type::Enum(id) => program[*id].variants.iter().flat_map(|variant| variant.fields.iter().map(|field| field.ty)).collect(),
        Type::Class(id) => {
            let fields = program.stored_fields(*id).into_iter().map(|field| field.ty);
            let narrower = classes(program).filter(|(_, class)| class.base == Some(*id)).filter_map(|(index, _)| known(program, index));
            fields.chain(narrower).collect()
        }
        Type::Trait(id) => {
            let has = |class: &writ_compiler::ir::ClassDef| class.traits.iter().any(|implementation| implementation.definition == *id);
            classes(program).filter(|(_, class)| has(class)).filter_map(|(index, _)| known(program, index)).collect()
        }
        Type::Any => {
            let boxed = classes(program).filter_map(|(_, class)| class.boxed);
            let own = classes(program).filter(|(_, class)| !program[class.module].library).filter_map(|(index, _)| known(program, index));
            boxed.chain(own).collect()
        }
    }
}

fn classes(program: &Program) -> impl Iterator<Item = (u32, &writ_compiler::ir::ClassDef)> {
    (0..).zip(&program.classes)
}

fn known(program: &Program, class: u32) -> Option<TypeId> {
    program.types.known(&Type::Class(writ_compiler::ir::ClassId(class)))
}

fn captured(program: &Program) -> Vec<TypeId> {
    let functions = program.functions.iter().filter(|function| !program[function.module].library);
    functions.flat_map(|function| function.captures.iter().map(|local| function.locals[local.0 as usize].ty)).collect()
}
