//! Places and patterns.

use super::Verifier;
use crate::ir::{FuncId, Pattern, Place, PlaceRoot, Projection, Type, TypeId};
use crate::source::Span;

impl<'a> Verifier<'a> {
    pub(super) fn place(&mut self, place: &'a Place) {
        let span = place.span;
        let mut ty = match &place.root {
            PlaceRoot::Local(local) => self.local(*local, span),
            PlaceRoot::Global { global, checked: _ } => self.global(*global, span),
            PlaceRoot::Object { object, index } => self.object_field(object, *index, span),
            PlaceRoot::Element { array, index } => {
                self.expr(array);
                self.expr_of(index, TypeId::INT, "index");
                match self.ty(array.ty) {
                    Type::Array(item) => *item,
                    _ => self.wrong(array, "an array"),
                }
            }
            PlaceRoot::Entry { dictionary, key, show_key } => {
                self.expr(dictionary);
                self.expr(key);
                match self.ty(dictionary.ty) {
                    Type::Dictionary(k, v) => {
                        self.same(*k, key.ty, key.span, "key");
                        self.show_key(*show_key, *k, span);
                        *v
                    }
                    _ => self.wrong(dictionary, "a dictionary"),
                }
            }
        };
        for step in &place.path {
            let next = match (step, self.ty(ty)) {
                (Projection::Field(index), Type::Struct(id)) => {
                    self.program.structs.get(id.0 as usize).and_then(|def| def.fields.get(*index as usize)).map(|field| field.ty)
                }
                (Projection::Narrow, Type::Optional(inner)) => Some(*inner),
                (Projection::Field(_) | Projection::Narrow, _) => None,
            };
            match next {
                Some(next) => ty = next,
                None => {
                    let found = self.type_name(ty);
                    return self.problem(span, format!("step {step:?} into {found}"));
                }
            }
        }
        self.same(ty, place.ty, span, "place");
    }

    /// The function that shows a key for an error.
    pub(super) fn show_key(&mut self, function: FuncId, key: TypeId, span: Span) {
        let Some(def) = self.program.functions.get(function.0 as usize) else {
            return self.problem(span, format!("unknown function {}", function.0));
        };
        let fits = def.result == TypeId::STRING && matches!(&*def.parameters, [local] if def.locals[local.0 as usize].ty == key);
        self.check(fits, span, "show_key does not show a key");
    }

    /// A pattern against a value of type `ty`; brings its names into scope.
    pub(super) fn pattern(&mut self, pattern: &'a Pattern, ty: TypeId, span: Span) {
        let inner = match (pattern, self.ty(ty)) {
            (Pattern::Any, _) => Some(Vec::new()),
            (Pattern::Bind(local), _) => {
                self.declare(*local, span);
                let found = self.local(*local, span);
                self.same(ty, found, span, "bound name");
                Some(Vec::new())
            }
            (Pattern::Test { local, test }, _) => {
                self.declare(*local, span);
                let found = self.local(*local, span);
                self.same(ty, found, span, "tested value");
                self.expr_of(test, TypeId::BOOL, "test");
                Some(Vec::new())
            }
            (Pattern::Or(patterns), _) => Some(patterns.iter().map(|pattern| (pattern, ty)).collect()),
            (Pattern::Int(_) | Pattern::IntRange { .. }, Type::Int | Type::Int32)
            | (Pattern::Bool(_), Type::Bool)
            | (Pattern::String(_), Type::String)
            | (Pattern::Null, Type::Optional(_)) => Some(Vec::new()),
            (Pattern::Some(inner), Type::Optional(ty)) | (Pattern::Success(inner), Type::Result(ty)) => Some(vec![(&**inner, *ty)]),
            (Pattern::Failure(inner), Type::Result(_)) => Some(vec![(&**inner, TypeId::STRING)]),
            (Pattern::Variant { variant, fields }, Type::Enum(id)) => {
                let types = self.program.enums.get(id.0 as usize).and_then(|def| def.variants.get(*variant as usize));
                types.filter(|def| def.fields.len() == fields.len()).map(|def| fields.iter().zip(def.fields.iter().map(|f| f.ty)).collect())
            }
            (Pattern::Tuple(fields), Type::Tuple(types)) if fields.len() == types.len() => {
                Some(fields.iter().zip(types.iter().copied()).collect())
            }
            (Pattern::Struct(fields), Type::Struct(id)) => {
                let def = self.program.structs.get(id.0 as usize).filter(|def| def.fields.len() == fields.len());
                def.map(|def| fields.iter().zip(def.fields.iter().map(|f| f.ty)).collect())
            }
            (
                Pattern::Int(_)
                | Pattern::Bool(_)
                | Pattern::String(_)
                | Pattern::IntRange { .. }
                | Pattern::Null
                | Pattern::Some(_)
                | Pattern::Success(_)
                | Pattern::Failure(_)
                | Pattern::Variant { .. }
                | Pattern::Tuple(_)
                | Pattern::Struct(_),
                _,
            ) => None,
        };
        match inner {
            Some(inner) => inner.into_iter().for_each(|(pattern, ty)| self.pattern(pattern, ty, span)),
            None => {
                let name = self.type_name(ty);
                self.problem(span, format!("pattern {pattern:?} for a value of type {name}"));
            }
        }
    }
}
