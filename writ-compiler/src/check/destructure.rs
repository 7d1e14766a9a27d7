//! `let (a, b) = …` of values that may hold objects: the tuple ends with the statement, so that the names alone keep what is in it.

use super::Checker;
use crate::ir::{Place, PlaceRoot, Statement, StatementKind, Type, TypeId};
use crate::source::Span;

impl Checker {
    /// The declarations of names in parentheses. Where the hidden tuple could keep an object alive they come first, without values, and
    /// a block of its own assigns them.
    pub fn end_tuple(&mut self, declared: Vec<Statement>, ty: TypeId, span: Span, out: &mut Vec<Statement>) {
        if !self.keeps_objects(ty, &mut Vec::new()) {
            out.extend(declared);
            return;
        }
        let mut inner = Vec::new();
        for statement in declared {
            match statement.kind {
                StatementKind::Let { local, value: Some(value) } if !self.state().locals[local.0 as usize].name.is_empty() => {
                    out.push(Statement { kind: StatementKind::Let { local, value: None }, span: statement.span });
                    let place = Place { root: PlaceRoot::Local(local), path: Vec::new(), ty: value.ty, span: value.span };
                    inner.push(Statement { kind: StatementKind::Assign { place, value }, span: statement.span });
                }
                kind => inner.push(Statement { kind, span: statement.span }),
            }
        }
        let group = self.grouped(inner, span);
        out.push(group);
    }

    /// Whether a value of a type may keep an instance of a class alive.
    fn keeps_objects(&self, ty: TypeId, seen: &mut Vec<TypeId>) -> bool {
        if seen.contains(&ty) {
            return false;
        }
        seen.push(ty);
        match self.get(ty) {
            Type::Class(_) | Type::Trait(_) | Type::Any | Type::Function(..) => true,
            Type::Array(inner) | Type::Optional(inner) | Type::Result(inner) | Type::Dictionary(_, inner) => {
                self.keeps_objects(*inner, seen)
            }
            Type::Tuple(items) => items.iter().any(|item| self.keeps_objects(*item, seen)),
            Type::Struct(id) => self.program[*id].fields.iter().any(|field| self.keeps_objects(field.ty, seen)),
            Type::Enum(id) => {
                let mut fields = self.program[*id].variants.iter().flat_map(|variant| &variant.fields);
                fields.any(|field| self.keeps_objects(field.ty, seen))
            }
            Type::Error | Type::Never | Type::Void | Type::Int | Type::Int32 | Type::Float | Type::Float64 | Type::Bool => false,
            Type::String | Type::Range | Type::Weak(_) | Type::Parameter(_) => false,
        }
    }
}
