//! Structs and enums that hold themselves, and types that nest too deep.

use super::{Checker, MemberKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{EnumId, Owner, StructId, Type, TypeId, TypeTable};
use crate::source::Span;
use std::collections::HashMap;

/// So many structs and enums may hold each other one in the other, and so many classes and traits extend each other. What goes through types goes to
/// their end, and has to get there for any source.
pub(crate) const MOST_NESTED: usize = 100;

/// What is wrong with a value that holds another without an indirection.
enum Held {
    /// It would hold itself.
    Itself,
    /// One holds the next, and so on.
    TooDeep,
}

/// A search through what a value holds: how many structs and enums are inside of each other in those that were seen.
struct Search {
    owner: Owner,
    seen: HashMap<TypeId, usize>,
}

/// A type may name so many others, each as often as it is written; the most that brackets in source can nest is far below.
const MOST_NAMED: u32 = 5_000;
/// So deep in each other.
const MOST_DEPTH: u32 = 400;

/// How many types each type names, itself included, and how deep, by its number. Declared types count as one: what is in them is another question.
/// Whoever goes through a type goes through all that it names, as often as it does.
#[derive(Clone, Default, Debug)]
pub(crate) struct Weights {
    known: Vec<(u32, u32)>,
}

impl Weights {
    /// Whether a type is larger than anything should be.
    pub fn is_too_large(&mut self, types: &TypeTable, ty: &Type) -> bool {
        // Others made types, too. What a type names was there before it.
        for id in self.known.len()..types.len() {
            let weight = self.weight(types.get(TypeId(id as u32)));
            self.known.push(weight);
        }
        let (size, depth) = self.weight(ty);
        size > MOST_NAMED || depth > MOST_DEPTH
    }

    fn weight(&self, ty: &Type) -> (u32, u32) {
        let of = |parts: &mut dyn Iterator<Item = &TypeId>| {
            parts
                .map(|part| self.known.get(part.0 as usize).copied().unwrap_or((1, 1)))
                .fold((1, 1), |(size, depth): (u32, u32), part| (size.saturating_add(part.0), depth.max(part.1 + 1)))
        };
        match ty {
            Type::Optional(inner) | Type::Result(inner) | Type::Array(inner) | Type::Weak(inner) => of(&mut [*inner].iter()),
            Type::Dictionary(key, value) => of(&mut [*key, *value].iter()),
            Type::Tuple(items) => of(&mut items.iter()),
            Type::Function(parameters, result) => of(&mut parameters.iter().chain([result])),
            Type::Error | Type::Never | Type::Void | Type::Int | Type::Int32 | Type::Float | Type::Float64 | Type::Bool => (1, 1),
            Type::String | Type::Range | Type::Parameter(_) | Type::Any => (1, 1),
            Type::Struct(_) | Type::Enum(_) | Type::Class(_) | Type::Trait(_) => (1, 1),
        }
    }
}

impl Checker {
    /// Reports a type that was too large to be made.
    pub fn report_oversized(&mut self, span: Span) {
        if std::mem::take(&mut self.oversized) {
            let report =
                Diagnostic::error(Code::TOO_LARGE_TYPE, span, "a type here is too large: it names thousands of others, or nests too deep");
            self.too_large(report.help("declare a struct or a class for a part of it"));
        }
    }

    /// An enum that holds itself is boxed at that field.
    pub fn enum_size(&mut self, id: EnumId) {
        let mut nested = 1;
        for v in 0..self.program[id].variants.len() {
            for f in 0..self.program[id].variants[v].fields.len() {
                let ty = self.program[id].variants[v].fields[f].ty;
                match self.held(ty, Owner::Enum(id)) {
                    Ok(inside) => nested = nested.max(inside + 1),
                    Err(Held::Itself) => self.program[id].variants[v].fields[f].boxed = true,
                    Err(Held::TooDeep) => {
                        let decl = self.enums[id.0 as usize].decl.clone();
                        self.too_deep(&decl.name.name, "enum", decl.name.span);
                        self.program[id].variants[v].fields[f].ty = TypeId::ERROR;
                    }
                }
            }
        }
        self.enums[id.0 as usize].nested = nested;
    }

    /// A struct that holds itself is an error.
    pub fn struct_size(&mut self, id: StructId) {
        let index = id.0 as usize;
        let fields: Vec<TypeId> = self.program[id].fields.iter().map(|f| f.ty).collect();
        let mut nested = 1;
        for (f, ty) in fields.into_iter().enumerate() {
            let wrong = match self.held(ty, Owner::Struct(id)) {
                Ok(inside) => {
                    nested = nested.max(inside + 1);
                    continue;
                }
                Err(wrong) => wrong,
            };
            let decl = self.structs[index].decl.clone();
            let at = self.structs[index].stored[f].0;
            let name = self.program[id].name.clone();
            match wrong {
                Held::Itself => self.report(
                    Diagnostic::error(Code::RECURSIVE_STRUCT, decl.fields[at].span, format!("the struct `{name}` would contain itself"))
                        .help(format!("hold it in an array: `Array<{name}>`")),
                ),
                Held::TooDeep => self.too_deep(&name, "struct", decl.fields[at].span),
            }
            self.program[id].fields[f].ty = TypeId::ERROR;
            if let Some(member) = self.structs[index].members.by_name.get_mut(&decl.fields[at].name.name)
                && let MemberKind::Field { ty, .. } = &mut member.kind
            {
                *ty = TypeId::ERROR;
            }
        }
        self.structs[index].nested = nested;
    }

    fn too_deep(&mut self, name: &str, what: &str, span: Span) {
        let message = format!("the {what} `{name}` nests too deep: more than {MOST_NESTED} structs and enums, one in the other");
        self.too_large(
            Diagnostic::error(Code::TOO_LARGE_TYPE, span, message).help("a class in between is one reference, whatever it holds"),
        );
    }

    /// Told once: where types are made by the thousand, the next is too large as well.
    pub fn too_large(&mut self, report: Diagnostic) {
        if !self.diagnostics.has_errors_of(Code::TOO_LARGE_TYPE.0) {
            self.report(report);
        }
    }

    fn held(&self, ty: TypeId, owner: Owner) -> Result<usize, Held> {
        self.held_within(ty, &mut Search { owner, seen: HashMap::new() }, 1)
    }

    /// How many structs and enums are inside of each other in a value of a type, without an indirection. `level` are around it.
    fn held_within(&self, ty: TypeId, search: &mut Search, level: usize) -> Result<usize, Held> {
        let within_limit = |inside: usize| if inside + level > MOST_NESTED { Err(Held::TooDeep) } else { Ok(inside) };
        if let Some(inside) = search.seen.get(&ty) {
            return within_limit(*inside);
        }
        let owner = self.owner_of(ty).filter(|owner| matches!(owner, Owner::Struct(_) | Owner::Enum(_)));
        if owner == Some(search.owner) {
            return Err(Held::Itself);
        }
        let known = match self.get(ty) {
            Type::Struct(id) => self.structs[id.0 as usize].nested,
            Type::Enum(id) => self.enums[id.0 as usize].nested,
            _ => 0,
        };
        // What was looked at before is in no circle.
        if known > 0 {
            return within_limit(known);
        }
        let inside: Vec<TypeId> = match self.get(ty) {
            Type::Optional(inner) | Type::Result(inner) => vec![*inner],
            Type::Tuple(items) => items.clone(),
            Type::Struct(id) => self.program[*id].fields.iter().map(|f| f.ty).collect(),
            Type::Enum(id) => self.program[*id].variants.iter().flat_map(|v| &v.fields).filter(|f| !f.boxed).map(|f| f.ty).collect(),
            Type::Error | Type::Never | Type::Void | Type::Int | Type::Int32 | Type::Float | Type::Float64 | Type::Bool => return Ok(0),
            Type::String | Type::Range | Type::Array(_) | Type::Dictionary(..) | Type::Function(..) | Type::Parameter(_) => return Ok(0),
            Type::Class(_) | Type::Trait(_) | Type::Weak(_) | Type::Any => return Ok(0),
        };
        // A circle that `owner` is not in is found when its own are looked at.
        search.seen.insert(ty, 0);
        let (level, own) = if owner.is_some() { (level + 1, 1) } else { (level, 0) };
        if level > MOST_NESTED {
            return Err(Held::TooDeep);
        }
        let mut most = 0;
        for part in inside {
            most = most.max(self.held_within(part, search, level)?);
        }
        search.seen.insert(ty, most + own);
        Ok(most + own)
    }
}
