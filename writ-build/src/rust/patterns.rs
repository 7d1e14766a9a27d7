//! Patterns. What Rust cannot match (strings, computed tests, what is inside a box) is bound and tested in the guard.

use super::functions::{Body, Held};
use super::literals::int_literal;
use super::looking::Form;
use super::types::tuple_name;
use proc_macro2::TokenStream;
use quote::quote;
use writ_compiler::ir::{EnumId, Pattern, Type, TypeId};

/// A pattern in Rust.
#[derive(Default)]
pub struct Arm {
    /// What is matched.
    pub pattern: TokenStream,
    /// What has to hold besides, in order.
    pub tests: Vec<TokenStream>,
    /// References that the pattern bound, each with a pattern of its own that has to fit: what is inside boxes.
    pub inner: Vec<(TokenStream, TokenStream)>,
}

impl Body<'_> {
    /// The pattern of an arm, whose names are declared.
    pub fn arm_pattern(&mut self, pattern: &Pattern, ty: TypeId, form: Form) -> Arm {
        let mut arm = Arm::default();
        arm.pattern = self.pattern(pattern, ty, form, false, &mut arm);
        arm
    }

    /// Whether some name is bound inside of a box.
    pub fn needs_nesting(&self, pattern: &Pattern, ty: TypeId) -> bool {
        let types = &self.items.program.types;
        match (pattern, types.get(ty)) {
            (Pattern::Variant { variant, fields }, Type::Enum(id)) => {
                let defs = &self.items.program[*id].variants[*variant as usize].fields;
                fields.iter().zip(defs).any(|(field, def)| {
                    let deep = def.boxed && !matches!(field, Pattern::Any | Pattern::Bind(_)) && binds(field);
                    deep || self.needs_nesting(field, def.ty)
                })
            }
            (Pattern::Struct(fields), Type::Struct(id)) => {
                fields.iter().zip(&self.items.program[*id].fields).any(|(field, def)| self.needs_nesting(field, def.ty))
            }
            (Pattern::Tuple(fields), Type::Tuple(types)) => fields.iter().zip(types).any(|(field, ty)| self.needs_nesting(field, *ty)),
            (Pattern::Some(inner), Type::Optional(ty)) | (Pattern::Success(inner), Type::Result(ty)) => self.needs_nesting(inner, *ty),
            (
                Pattern::Any
                | Pattern::Bind(_)
                | Pattern::Int(_)
                | Pattern::Bool(_)
                | Pattern::String(_)
                | Pattern::IntRange { .. }
                | Pattern::Test { .. }
                | Pattern::Null
                | Pattern::Failure(_)
                | Pattern::Or(_)
                | Pattern::Variant { .. }
                | Pattern::Struct(_)
                | Pattern::Tuple(_)
                | Pattern::Some(_)
                | Pattern::Success(_),
                _,
            ) => false,
        }
    }

    fn pattern(&mut self, pattern: &Pattern, ty: TypeId, form: Form, boxed: bool, arm: &mut Arm) -> TokenStream {
        let held = match (form, boxed) {
            (_, true) => Held::Box,
            (Form::Reference | Form::Mutable, false) => Held::Reference,
            (Form::Place | Form::Value, false) => Held::Value,
        };
        match pattern {
            Pattern::Any => quote!(_),
            Pattern::Bind(local) => {
                let name = self.declare(*local, held);
                quote!(#name)
            }
            _ if boxed => {
                // A box is no pattern: bind it, and look inside afterwards.
                let name = self.fresh("inner");
                if binds(pattern) {
                    let pattern = self.pattern(pattern, ty, Form::Reference, false, arm);
                    arm.inner.insert(0, (quote!(&**#name), pattern));
                } else {
                    let fits = self.fits(pattern, ty, quote!(&**#name));
                    arm.tests.push(fits);
                }
                quote!(#name)
            }
            Pattern::Int(value) => int_literal(*value, ty, false).tokens,
            Pattern::Bool(value) => quote!(#value),
            Pattern::String(text) => {
                let (name, text) = (self.fresh("text"), &**text);
                arm.tests.push(quote!(#name.as_str() == #text));
                quote!(#name)
            }
            Pattern::IntRange { start, end } if start > end => {
                arm.tests.push(quote!(false));
                quote!(_)
            }
            Pattern::IntRange { start, end } => {
                let (start, end) = (int_literal(*start, ty, false).tokens, int_literal(*end, ty, false).tokens);
                quote!(#start..=#end)
            }
            Pattern::Test { local, test } => {
                let name = self.declare(*local, held);
                let test = self.value(test).at_least(super::code::Level::Compare);
                arm.tests.push(test);
                quote!(#name)
            }
            Pattern::Null => self.items.null(self.items.inside(ty)),
            Pattern::Some(inner) => {
                let inside = self.items.inside(ty);
                let (some, inner) = (self.items.some(inside), self.pattern(inner, inside, form, false, arm));
                quote!(#some(#inner))
            }
            Pattern::Success(inner) => {
                let inner = self.pattern(inner, self.items.inside(ty), form, false, arm);
                quote!(rt::Res::Success(#inner))
            }
            Pattern::Failure(inner) => {
                let inner = self.pattern(inner, TypeId::STRING, form, false, arm);
                quote!(rt::Res::Error(#inner))
            }
            Pattern::Variant { variant, fields } => match self.items.enum_of(ty) {
                Some(id) => self.variant_with_payload(id, *variant, fields, form, arm),
                None => quote!(_),
            },
            Pattern::Tuple(items) => {
                let types = if let Type::Tuple(types) = self.items.program.types.get(ty) { types.clone() } else { Vec::new() };
                let items = items.iter().zip(types).map(|(item, ty)| self.pattern(item, ty, form, false, arm)).collect::<Vec<_>>();
                let name = tuple_name(items.len());
                quote!(rt::#name(#(#items),*))
            }
            Pattern::Struct(fields) => match self.items.struct_of(ty) {
                Some(id) => {
                    let path = self.items.struct_path(id, self.view());
                    let types = self.items.program[id].fields.iter().map(|f| f.ty).collect::<Vec<_>>();
                    let mut list = Vec::new();
                    for (index, (field, ty)) in fields.iter().zip(types).enumerate() {
                        if !matches!(field, Pattern::Any) {
                            let inner = self.pattern(field, ty, form, false, arm);
                            list.push(field_pattern(&self.items.field(id, index as u32), inner));
                        }
                    }
                    let rest = (list.len() < fields.len()).then(|| quote!(..));
                    quote!(#path { #(#list,)* #rest })
                }
                None => quote!(_),
            },
            Pattern::Or(list) => {
                // Alternatives don't bind; one that needs a test makes the whole a test.
                let mut alternatives = Vec::new();
                for alternative in list {
                    let mut parts = Arm::default();
                    let mark = self.enter();
                    let tokens = self.pattern(alternative, ty, form, false, &mut parts);
                    self.leave(mark);
                    if !parts.tests.is_empty() {
                        let name = self.fresh("choice");
                        let reference = if form == Form::Reference { quote!(#name) } else { quote!(&#name) };
                        let tests = list.iter().map(|p| self.fits(p, ty, reference.clone())).collect::<Vec<_>>();
                        arm.tests.push(quote!((#(#tests)||*)));
                        return quote!(#name);
                    }
                    alternatives.push(tokens);
                }
                quote!(#(#alternatives)|*)
            }
        }
    }

    fn variant_with_payload(&mut self, id: EnumId, variant: u32, fields: &[Pattern], form: Form, arm: &mut Arm) -> TokenStream {
        if fields.iter().all(|field| matches!(field, Pattern::Any)) {
            return self.variant_pattern(id, variant);
        }
        let path = self.items.enum_path(id, self.view());
        let name = self.items.variant(id, variant);
        let defs = self.items.program[id].variants[variant as usize].fields.clone();
        let mut list = Vec::new();
        for (index, (field, def)) in fields.iter().zip(&defs).enumerate() {
            if !matches!(field, Pattern::Any) {
                let inner = self.pattern(field, def.ty, form, def.boxed, arm);
                list.push(field_pattern(&self.items.payload(id, variant, index), inner));
            }
        }
        let rest = (list.len() < fields.len()).then(|| quote!(..));
        quote!(#path::#name { #(#list,)* #rest })
    }

    /// Whether a pattern without names fits what the reference refers to.
    fn fits(&mut self, pattern: &Pattern, ty: TypeId, reference: TokenStream) -> TokenStream {
        let mark = self.enter();
        let Arm { pattern, tests, .. } = self.arm_pattern(pattern, ty, Form::Reference);
        self.leave(mark);
        let guard = (!tests.is_empty()).then(|| quote!(if #(#tests)&&*));
        quote!(matches!(#reference, #pattern #guard))
    }
}

fn field_pattern(name: &proc_macro2::Ident, inner: TokenStream) -> TokenStream {
    if *name == inner.to_string() { quote!(#name) } else { quote!(#name: #inner) }
}

/// Whether a pattern binds a name of the script (a test's own name counts, since the test may need more than a look).
fn binds(pattern: &Pattern) -> bool {
    match pattern {
        Pattern::Bind(_) => true,
        Pattern::Any
        | Pattern::Int(_)
        | Pattern::Bool(_)
        | Pattern::String(_)
        | Pattern::IntRange { .. }
        | Pattern::Test { .. }
        | Pattern::Null
        | Pattern::Or(_) => false,
        Pattern::Some(inner) | Pattern::Success(inner) | Pattern::Failure(inner) => binds(inner),
        Pattern::Variant { fields: list, .. } | Pattern::Tuple(list) | Pattern::Struct(list) => list.iter().any(binds),
    }
}
