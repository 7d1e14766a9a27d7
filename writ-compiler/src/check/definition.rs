//! Generic declarations checked for themselves: once, in terms of their type parameters, whether anything makes an instance of them or not.
//!
//! It happens in a copy of the checker: there each declaration is instantiated with its own parameters, its bodies are checked as those of any
//! instance, and what was made is thrown away with the copy. What stays is what there was to report. What was wrong there is not told again for
//! each instance.

use super::generic::OWN;
use super::{BoundKind, Checker, FunctionIndex, GenericIndex, MemberKind, OwnParameter, PendingBody, Target, TypeParameter, TypeScope};
use crate::ast::Name;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::{FuncId, ModuleId, Owner, Type, TypeId};
use crate::passes;
use crate::source::Span;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

impl Checker {
    /// Checks the generic declarations of a module; reports go to where `at` is in the order of all.
    pub fn check_definitions(&mut self, module: ModuleId, at: usize) {
        let types: Vec<GenericIndex> = (0..self.generic_types.len() as u32)
            .map(GenericIndex)
            .filter(|index| self.generic_types[index.0 as usize].module == module)
            .collect();
        let functions: Vec<FunctionIndex> = (0..self.functions.len() as u32)
            .map(FunctionIndex)
            .filter(|index| {
                let info = &self.functions[index.0 as usize];
                // Methods of generic types are checked with these.
                let plain = info.owner.is_none_or(|(ty, _)| self.instance_parts(ty).is_none());
                info.module == module && matches!(info.target, Target::Generic(_)) && plain
            })
            .collect();
        if types.is_empty() && functions.is_empty() {
            return;
        }
        let mut copy = self.clone();
        copy.diagnostics = Diagnostics::default();
        copy.pending.clear();
        let mut bodies = Vec::new();
        for index in types {
            copy.own_type(index, &mut bodies);
        }
        for index in functions {
            copy.own_function(index, &Arc::default(), &mut bodies);
        }
        copy.own_bodies(bodies);
        let found = copy.diagnostics.into_list();
        let errors = found.iter().filter(|d| d.severity == crate::diagnostic::Severity::Error).map(|d| d.primary.span);
        let broken: Vec<Span> =
            errors.flat_map(|at| self.generic_spans.iter().copied().filter(move |outer| contains(*outer, at))).collect();
        self.broken_spans.extend(broken);
        self.diagnostics.insert(at, found);
    }

    /// The parameters of a declaration as types of their own.
    fn own_types(&mut self, parameters: &[TypeParameter], module: ModuleId, outer: &TypeScope) -> (Vec<TypeId>, TypeScope) {
        let first = self.own_parameters.len();
        let types: Vec<TypeId> = (first..first + parameters.len()).map(|i| self.intern(Type::Parameter(OWN + i as u32))).collect();
        let own = parameters.iter().map(|p| p.name.clone()).zip(types.iter().copied());
        let scope: TypeScope = Arc::new(outer.iter().map(|(name, ty)| (name.clone(), *ty)).chain(own).collect::<HashMap<Name, TypeId>>());
        for (i, parameter) in parameters.iter().enumerate() {
            self.program.types.name_parameter(OWN + (first + i) as u32, parameter.name.to_string());
            self.own_parameters.push(OwnParameter { name: parameter.name.clone(), bounds: parameter.bounds.clone(), traits: Vec::new() });
        }
        for (i, parameter) in parameters.iter().enumerate() {
            for bound in parameter.bounds.iter().filter(|bound| bound.kind == BoundKind::Trait) {
                let ty = self.in_declaration(module, scope.clone(), None, |checker| checker.written_type(&bound.written));
                match self.get(ty) {
                    Type::Trait(_) | Type::Class(_) => self.own_parameters[first + i].traits.push(ty),
                    Type::Error => {}
                    _ => {
                        let what = self.a_type(ty);
                        self.report(
                            Diagnostic::error(Code::BOUND, bound.written.span, format!("a bound is a trait, and this is {what}"))
                                .note("the built-in bounds are `Number`, `Comparable`, `Equatable` and `Hashable`"),
                        );
                    }
                }
            }
        }
        (types, scope)
    }

    fn own_type(&mut self, index: GenericIndex, bodies: &mut Vec<PendingBody>) {
        let info = self.generic_types[index.0 as usize].clone();
        let (types, scope) = self.own_types(&info.parameters, info.module, &Arc::default());
        let ty = self.instantiate(index, types, info.name().span);
        self.demand(ty);
        let Some(owner) = self.owner_of(ty) else { return };
        let is_own = |checker: &Checker, pending: &PendingBody| {
            let of_type = checker.program[pending.function].owner == Some(owner);
            of_type || matches!(&pending.source, super::BodySource::Default(_, Some(of)) if *of == ty)
        };
        for pending in std::mem::take(&mut self.pending) {
            if is_own(self, &pending) {
                bodies.push(pending);
            }
        }
        let members = self.members(owner).clone();
        for name in &members.order {
            if let Some(MemberKind::Method(method) | MemberKind::StaticMethod(method)) = members.by_name.get(name).map(|m| m.kind.clone())
                && matches!(self.functions[method.0 as usize].target, Target::Generic(_))
            {
                self.own_function(method, &scope, bodies);
            }
        }
    }

    fn own_function(&mut self, index: FunctionIndex, outer: &TypeScope, bodies: &mut Vec<PendingBody>) {
        let info = self.functions[index.0 as usize].clone();
        let (types, scope) = self.own_types(&info.generics, info.module, outer);
        if let Target::Generic(decl) = &info.target {
            // What its types ask of the parameters: `Dictionary<K, V>` that `K` is hashable.
            let static_type = info.owner.map(|(ty, _)| ty);
            self.in_declaration(info.module, scope, static_type, |checker| checker.signature(decl, Vec::new()));
        }
        let function = self.instance(index, &types);
        for parameter in 0..info.parameters.len() {
            let _ = self.instance_default(&info, parameter, &types, info.span);
        }
        let is_own = |pending: &PendingBody| {
            Some(pending.function) == function || matches!(&pending.source, super::BodySource::Default(e, _) if contains(info.span, e.span))
        };
        bodies.extend(std::mem::take(&mut self.pending).into_iter().filter(is_own));
    }

    /// Checks the bodies of the declarations, and no other ones.
    fn own_bodies(&mut self, bodies: Vec<PendingBody>) {
        let mut checked = Vec::new();
        for pending in bodies {
            let before = self.program.functions.len() as u32;
            let function = pending.function;
            self.body(pending);
            let others: BTreeSet<FuncId> = std::mem::take(&mut self.pending).into_iter().map(|pending| pending.function).collect();
            checked.push(function);
            checked.extend((before..self.program.functions.len() as u32).map(FuncId).filter(|id| !others.contains(id)));
        }
        let errors: Vec<Span> = self.diagnostics.errors().map(|error| error.primary.span).collect();
        for id in checked {
            let span = self.program[id].body.span;
            if !errors.iter().any(|error| contains(span, *error)) {
                passes::flow::check(&self.program, id, &mut self.diagnostics);
            }
        }
    }

    /// What a body is an instance of, for a note: `first<int>`, `Stack<int>.push`. None of the library's.
    pub fn instance_note(&self, pending: &PendingBody) -> Option<String> {
        if pending.type_arguments.is_empty() || self.is_library(pending.module) {
            return None;
        }
        let function = &self.program[pending.function];
        let owner: Option<Owner> = function.owner;
        let name = match &pending.arguments {
            Some(types) => format!("{}<{}>", function.name, self.type_list(types)),
            None => function.name.to_string(),
        };
        Some(match owner.map(|owner| self.type_name(self.owner_type(owner))) {
            Some(owner) => format!("{owner}.{name}"),
            None => name,
        })
    }

    /// Whether what stands at a place is part of a generic declaration that is wrong in itself.
    pub fn is_broken(&self, span: Span) -> bool {
        self.broken_spans.iter().any(|outer| contains(*outer, span))
    }
}

/// Whether one span lies in another.
pub(crate) fn contains(outer: Span, inner: Span) -> bool {
    outer.file == inner.file && outer.start <= inner.start && inner.end <= outer.end
}
