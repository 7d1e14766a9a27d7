//! Looking into objects whose type is not known before the program runs: the library's `reflect` and `toJson`.
//!
//! What is in an `any` is an object: one of a class, or a box. Once a program reflects, each class gets a function, its *reflector*, that knows its
//! members: `(object, operation, name, arguments) -> Result<any>`, with an operation of [`ir::reflection`](crate::ir::reflection). It is written as
//! Writ source (`text`) and checked like any other function, so that setters, properties of the host, conversions, defaults and virtual calls
//! are what they are everywhere else, and neither back end has to know what a member is. A program that does not reflect has none of them.
//!
//! * `text` — the source of a reflector; `members` — which members it has

mod members;
mod text;

use super::{BodySource, Checker, PendingBody};
use crate::ast::{self, Name};
use crate::diagnostic::Diagnostics;
use crate::ir::{ClassId, CoroutinePart, Expr, ExprKind, FuncId, FunctionKind, LocalId, ModuleId, Type, TypeId};
use crate::source::Span;
use crate::syntax::{ParseOptions, parse};
use std::collections::HashSet;
use std::sync::Arc;
use text::Text;

/// The library's function that calls what looks into an object.
pub(crate) const OPERATION: &str = "reflected";

/// The module of the library, in which reflectors see nothing of what scripts declare.
const LIBRARY: ModuleId = ModuleId(0);

/// How deep the type arguments of a type nest whose members are looked into. What members give has a reflector too, so that a generic type whose
/// methods name larger instances of it would have no end.
const MAX_DEPTH: usize = 8;
/// How many types such a type may name.
const MAX_SIZE: usize = 100;

/// What is known of reflection.
#[derive(Clone, Default)]
pub(crate) struct Reflection {
    /// Whether the program reflects.
    pub used: bool,
    /// The classes that have a reflector.
    classes: HashSet<ClassId>,
    /// The functions that were written for them.
    functions: HashSet<FuncId>,
}

impl Checker {
    /// Whether the function at hand is a reflector: it sees what only the module of a type sees.
    pub fn is_reflecting(&self) -> bool {
        self.stack.last().is_some_and(|state| self.reflection.functions.contains(&state.function))
    }

    /// Gives each class that has none a reflector, if the program reflects. Whether there were any: then there are new bodies.
    pub fn reflect(&mut self) -> bool {
        // A program with mistakes is not finished anyway, and copies of the checker are thrown away.
        if !self.reflection.used || !self.own_parameters.is_empty() || self.diagnostics.has_errors() {
            return false;
        }
        self.box_class(TypeId::STRING);
        let known = self.reflection.classes.len();
        for index in 0..self.program.classes.len() {
            let class = ClassId(index as u32);
            let ty = self.classes[index].ty;
            // There is no instance of what nobody asked for a member. Frames of coroutines are looked into as `Coroutine`.
            if self.unwanted.contains(&ty) || self.program.coroutine_part(class) == CoroutinePart::Frame {
                continue;
            }
            if self.reflection.classes.insert(class) {
                self.add_reflector(class);
            }
        }
        self.reflection.classes.len() > known
    }

    fn add_reflector(&mut self, class: ClassId) {
        let object = self.classes[class.0 as usize].ty;
        let boxed = self.program[class].boxed;
        let ty = boxed.unwrap_or(object);
        let Some(function) = self.reflector_of(ty) else { return };
        let reflector = if boxed.is_some() { self.boxed_reflector(class, function) } else { function };
        self.program.reflectors.push((class, reflector));
    }

    /// The function that looks into a value of a type.
    fn reflector_of(&mut self, ty: TypeId) -> Option<FuncId> {
        let Text { text, types } = self.reflector_text(ty);
        let file = self.program.sources.add(format!("<reflection of {}>", self.type_name(ty)), text.as_str());
        let mut diagnostics = Diagnostics::default();
        let module = parse(file, &text, ParseOptions { library: true, ..ParseOptions::default() }, &mut diagnostics);
        debug_assert!(!diagnostics.has_errors(), "{text}\n{:?}", diagnostics.into_list());
        let ast::StatementKind::Function(decl) = &module.statements.first()?.kind else { return None };
        let decl: Arc<ast::FunctionDecl> = decl.clone();
        let (parameters, result) = self.reflector_signature(ty, decl.span);
        let (name, kind) = (Name::from("reflect"), FunctionKind::Synthetic);
        let function = self.new_function(name.clone(), name, LIBRARY, None, kind, None, parameters, result, decl.span);
        self.reflection.functions.insert(function);
        self.pending.push(PendingBody {
            function,
            module: LIBRARY,
            source: BodySource::Function(decl),
            type_arguments: Arc::new(types),
            arguments: None,
            self_type: None,
        });
        Some(function)
    }

    fn reflector_signature(&mut self, ty: TypeId, span: Span) -> (Vec<(Name, TypeId, Span)>, TypeId) {
        let list = self.intern(Type::Array(TypeId::ANY));
        let result = self.intern(Type::Result(TypeId::ANY));
        let types = [("it", ty), ("operation", TypeId::INT), ("name", TypeId::STRING), ("arguments", list)];
        (types.into_iter().map(|(name, ty)| (Name::from(name), ty, span)).collect(), result)
    }

    /// The function that looks into a box: it calls that for its value.
    fn boxed_reflector(&mut self, class: ClassId, function: FuncId) -> FuncId {
        let (object, span) = (self.classes[class.0 as usize].ty, self.program[class].span);
        let value = self.program[class].fields[0].ty;
        let (parameters, result) = self.reflector_signature(object, span);
        let types: Vec<TypeId> = parameters.iter().map(|(_, ty, _)| *ty).collect();
        self.synthetic("reflect".into(), LIBRARY, class, parameters, result, |_, _| {
            let local = |index: usize| Expr { kind: ExprKind::Local(LocalId(index as u32)), ty: types[index], span };
            let it = Expr { kind: ExprKind::ObjectField { object: Box::new(local(0)), index: 0 }, ty: value, span };
            let arguments = vec![it, local(1), local(2), local(3)];
            super::expr::value_block(Expr { kind: ExprKind::Call { function, captures: Vec::new(), arguments }, ty: result, span })
        })
    }

    /// Whether a type is one whose members are looked into.
    fn is_reflected(&self, ty: TypeId) -> bool {
        self.measure(ty, MAX_DEPTH, &mut 0, MAX_SIZE).is_some()
    }
}
