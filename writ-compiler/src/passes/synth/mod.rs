//! Functions that the compiler writes: structural equality and showing of composite types.
//!
//! Both engines compile the same functions, so they agree by construction. [`Synth`] makes them on demand, one for each type; recursion through
//! recursive enums works, because a function is entered before its body is made. Struct and enum definitions, and the signatures of their
//! `equals` and `toString`, have to be in the program before they are asked about; bodies may follow later.
//!
//! [`Synth::equal`] and [`Synth::text`] give the best expression for two operands or a value (an operator or [`ExprKind::Show`] where the type has
//! one); [`Synth::equality`] and [`Synth::show`] give a function, as for sorting keys or `show_key`.

mod build;
mod equality;
mod show;

use crate::ir::{EnumId, Expr, ExprKind, FuncId, FunctionKind, ModuleId, NativeDef, NativeId, Pattern, Program, StructId, Type, TypeId};
use crate::source::Span;
use build::Builder;
use std::collections::HashMap;

/// The natives that synthesized functions call, with the number of their parameters (all borrowed, none fails or needs the instance). Those
/// of generic types get the receiver's type arguments.
///
/// * `string.quoted(s) -> string` — in quotes, `\n \t \r \0 \\ \"` escaped
/// * `Range.show(r) -> string` — `1..3`, `1..=3`; `Range.equals(a, b) -> bool`
/// * `function.show(f) -> string` — `<function name>`, `<lambda>`
/// * `Array.len(a) -> int`; `Array.tryGet(a, i) -> Optional<T>`, `null` out of bounds
/// * `Dictionary.len(d) -> int`; `Dictionary.keys(d) -> Array<K>`, a snapshot; `Dictionary.tryGet(d, key) -> Optional<V>`
pub const NATIVES: &[(&str, usize)] = &[
    ("string.quoted", 1),
    ("Range.show", 1),
    ("Range.equals", 2),
    ("function.show", 1),
    ("Array.len", 1),
    ("Array.tryGet", 2),
    ("Dictionary.len", 1),
    ("Dictionary.keys", 1),
    ("Dictionary.tryGet", 2),
];

/// Makes synthesized functions and remembers them.
#[derive(Clone, Debug)]
pub struct Synth {
    /// The module that new functions belong to.
    pub module: ModuleId,
    /// The span of new functions: any in a file of the module. They have no frame in a trace, so it is never shown.
    pub span: Span,
    equality: HashMap<TypeId, FuncId>,
    show: HashMap<(TypeId, bool), FuncId>,
    natives: HashMap<&'static str, NativeId>,
}

impl Synth {
    /// Functions belong to `module` until the field is changed.
    pub fn new(module: ModuleId, span: Span) -> Synth {
        Synth { module, span, equality: HashMap::new(), show: HashMap::new(), natives: HashMap::new() }
    }

    /// Forgets what is no longer in the program, after a session took back types, functions and natives.
    pub fn rollback(&mut self, program: &Program) {
        let (types, functions) = (program.types.len(), program.functions.len());
        self.equality.retain(|ty, function| (ty.0 as usize) < types && (function.0 as usize) < functions);
        self.show.retain(|(ty, _), function| (ty.0 as usize) < types && (function.0 as usize) < functions);
        self.natives.retain(|_, native| (native.0 as usize) < program.natives.len());
    }

    /// `left == right`, both of one type, by the rules of the language.
    pub fn equal(&mut self, program: &mut Program, left: Expr, right: Expr, span: Span) -> Expr {
        equality::expr(self, program, left, right, span)
    }

    /// The function `(a, b) -> bool` that compares two values of type `ty`.
    pub fn equality(&mut self, program: &mut Program, ty: TypeId) -> FuncId {
        if let Some(function) = self.equality.get(&ty) {
            return *function;
        }
        equality::function(self, program, ty)
    }

    /// The text of a value, a `string`. `nested`: it stands inside another value, so strings are quoted.
    pub fn text(&mut self, program: &mut Program, value: Expr, nested: bool) -> Expr {
        show::expr(self, program, value, nested)
    }

    /// The function `(value) -> string` that shows a value of type `ty`.
    pub fn show(&mut self, program: &mut Program, ty: TypeId, nested: bool) -> FuncId {
        let nested = nested && quotes_matter(program, ty);
        if let Some(function) = self.show.get(&(ty, nested)) {
            return *function;
        }
        show::function(self, program, ty, nested)
    }

    /// A call of one of [`NATIVES`].
    fn native(&mut self, program: &mut Program, name: &'static str, types: Vec<TypeId>, arguments: Vec<Expr>, ty: TypeId) -> Expr {
        let native = *self.natives.entry(name).or_insert_with(|| {
            let parameters = NATIVES.iter().find(|native| native.0 == name).map_or(arguments.len(), |native| native.1);
            let def = NativeDef { name: name.into(), fails: false, context: false, owned: vec![false; parameters] };
            let index = program.natives.iter().position(|native| *native == def).unwrap_or_else(|| {
                program.natives.push(def);
                program.natives.len() - 1
            });
            NativeId(index as u32)
        });
        Expr { span: self.span, kind: ExprKind::CallNative { native, types, arguments }, ty }
    }
}

/// Whether a value of the type looks different inside another one.
fn quotes_matter(program: &Program, ty: TypeId) -> bool {
    match program.types.get(ty) {
        Type::String | Type::Any => true,
        Type::Optional(inner) => quotes_matter(program, *inner),
        Type::Error
        | Type::Never
        | Type::Void
        | Type::Int
        | Type::Int32
        | Type::Float
        | Type::Float64
        | Type::Bool
        | Type::Range
        | Type::Array(_)
        | Type::Dictionary(..)
        | Type::Result(_)
        | Type::Tuple(_)
        | Type::Function(..)
        | Type::Struct(_)
        | Type::Enum(_)
        | Type::Class(_)
        | Type::Trait(_)
        | Type::Weak(_)
        | Type::Parameter(_) => false,
    }
}

/// The method of the type that takes the place of structural equality: `equals` of a struct.
#[allow(clippy::wildcard_enum_match_arm)] // Other types have no methods of their own.
fn equals_method(program: &Program, ty: TypeId) -> Option<FuncId> {
    match program.types.get(ty) {
        Type::Struct(id) => method(program, &program[*id].methods, ty, "equals", 1, TypeId::BOOL),
        _ => None,
    }
}

/// The method of the type that takes the place of the usual text: `toString` of a struct or enum.
#[allow(clippy::wildcard_enum_match_arm)] // As above.
fn text_method(program: &Program, ty: TypeId) -> Option<FuncId> {
    match program.types.get(ty) {
        Type::Struct(id) => method(program, &program[*id].methods, ty, "toString", 0, TypeId::STRING),
        Type::Enum(id) => method(program, &program[*id].methods, ty, "toString", 0, TypeId::STRING),
        _ => None,
    }
}

/// The method `name` that takes `self` and `others` more parameters of type `ty`, and has this result.
fn method(program: &Program, methods: &[FuncId], ty: TypeId, name: &str, others: usize, result: TypeId) -> Option<FuncId> {
    methods.iter().copied().find(|id| {
        let function = &program[*id];
        &*function.name == name
            && function.kind == FunctionKind::Method { mutates: false }
            && function.result == result
            && function.parameters.len() == 1 + others
            && function.parameters.iter().all(|local| function.locals[local.0 as usize].ty == ty)
    })
}

/// A type's name as values of it are shown: without type arguments.
fn bare(name: &str) -> &str {
    name.split('<').next().unwrap_or(name)
}

/// The types of a struct's stored fields.
fn field_types(program: &Program, id: StructId) -> Vec<TypeId> {
    program[id].fields.iter().map(|field| field.ty).collect()
}

/// The payload types of each variant.
fn payload_types(program: &Program, id: EnumId) -> Vec<Vec<TypeId>> {
    program[id].variants.iter().map(|variant| variant.fields.iter().map(|field| field.ty).collect()).collect()
}

/// Binds each item of a payload to a new local.
fn bind_payload(b: &mut Builder, prefix: &str, types: &[TypeId]) -> (Vec<Pattern>, Vec<Expr>) {
    let locals: Vec<_> = types.iter().enumerate().map(|(i, ty)| b.local(&format!("{prefix}{i}"), *ty)).collect();
    (locals.iter().map(|local| Pattern::Bind(*local)).collect(), locals.iter().map(|local| b.get(*local)).collect())
}

#[cfg(test)]
mod tests;
