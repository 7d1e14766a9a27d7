//! Bounds of type parameters: what a type has to be able to do.

use super::generic::OWN;
use super::instance::APPLIED;
use super::{Bound, BoundKind, Checker, FunctionInfo, GenericIndex, OwnParameter, Stage, TypeParameter, TypeScope};
use crate::ast::Name;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{ModuleId, Type, TypeId};
use crate::source::Span;
use std::collections::HashMap;
use std::sync::Arc;

impl Checker {
    /// Checks the bounds of a generic type: at once, or when all types are declared.
    pub fn check_type_bounds(&mut self, generic: GenericIndex, arguments: &[TypeId], span: Span) -> bool {
        if arguments.contains(&TypeId::ERROR) || arguments.iter().any(|ty| self.has_parameters(*ty)) {
            // A signature: its own parameters have to meet the bounds, which is found when it is checked for itself.
            return true;
        }
        if self.stage <= Stage::Methods {
            self.bounds_to_check.push((generic, arguments.to_vec(), span));
            return true;
        }
        let info = self.generic_types[generic.0 as usize].clone();
        let names: HashMap<Name, TypeId> = info.parameters.iter().map(|p| p.name.clone()).zip(arguments.iter().copied()).collect();
        let what = format!("{}<{}>", info.name().name, self.type_list(arguments));
        self.check_bounds(&info.parameters, arguments, Arc::new(names), info.module, &what, span)
    }

    /// Checks the bounds that had to wait.
    pub fn check_waiting_bounds(&mut self) {
        for (generic, arguments, span) in std::mem::take(&mut self.bounds_to_check) {
            self.check_type_bounds(generic, &arguments, span);
        }
    }

    /// Checks the bounds of a generic function that is called.
    pub fn check_function_bounds(&mut self, info: &FunctionInfo, types: &[TypeId], span: Span) -> bool {
        if info.generics.iter().all(|parameter| parameter.bounds.is_empty()) {
            return true;
        }
        let own = info.generics.iter().map(|g| g.name.clone()).zip(types.iter().copied());
        let scope: HashMap<Name, TypeId> = info.scope.iter().map(|(name, ty)| (name.clone(), *ty)).chain(own).collect();
        let what = if info.receiver.is_some() { info.name.to_string() } else { format!("{}<{}>", info.name, self.type_list(types)) };
        self.check_bounds(&info.generics, types, Arc::new(scope), info.module, &what, span)
    }

    /// Whether a call can give a value of this very type: not so if the result is a type parameter and this is none of its types, as `any` is no number.
    /// Then the result has a type of its own, and converts.
    pub fn meets_bounds_of_result(&mut self, info: &FunctionInfo, ty: TypeId) -> bool {
        let Type::Parameter(index) = *self.get(info.result) else { return true };
        let bounds = info.generics.get(index as usize).map_or(&[][..], |parameter| &parameter.bounds);
        bounds.iter().all(|bound| bound.kind == BoundKind::Trait || self.satisfies(ty, bound.kind))
    }

    fn check_bounds(
        &mut self,
        parameters: &[TypeParameter],
        arguments: &[TypeId],
        scope: TypeScope,
        module: ModuleId,
        what: &str,
        span: Span,
    ) -> bool {
        for (parameter, ty) in parameters.iter().zip(arguments) {
            for bound in &parameter.bounds {
                if self.meets(*ty, bound, &scope, module) {
                    continue;
                }
                let name = self.type_name(*ty);
                let wanted = self.program.sources.text(bound.written.span).to_string();
                let mut report = Diagnostic::error(Code::BOUND, span, format!("`{what}`: `{name}` is no `{wanted}`"));
                if !self.is_library(module) {
                    report = report.also(bound.written.span, format!("`{}` has to be one", parameter.name));
                }
                report = match bound.kind {
                    BoundKind::Number => report.note("numbers are int, int32, float and float64"),
                    BoundKind::Float => report.note("that is `float` or `float64`"),
                    BoundKind::Comparable => report.note("comparable are numbers, strings and types with a method `lt`"),
                    BoundKind::Hashable => report.note("hashable are ints, bools, strings, enums, and structs and tuples of these"),
                    BoundKind::Equatable | BoundKind::Trait => report,
                };
                if let Some(own) = self.own_parameter(*ty) {
                    let own = own.name.clone();
                    report = report.help(format!("add the bound `where {own} : {wanted}`"));
                } else if bound.kind == BoundKind::Trait {
                    report = match self.get(*ty) {
                        Type::Class(_) => report.help(format!("declare it: `class {} with {wanted}`", self.bare_type_name(*ty))),
                        _ => report.note("only classes have traits"),
                    };
                } else if bound.kind == BoundKind::Comparable && self.owner_of(*ty).is_some() {
                    report = report.help(format!("give `{name}` a method `func lt(other: {name}) -> bool`"));
                }
                self.report(report);
                return false;
            }
        }
        true
    }

    fn meets(&mut self, ty: TypeId, bound: &Bound, scope: &TypeScope, module: ModuleId) -> bool {
        self.demand(ty);
        if bound.kind != BoundKind::Trait {
            return self.satisfies(ty, bound.kind);
        }
        match self.bound_trait(bound, scope, module) {
            Some(wanted) => self.satisfies_trait(ty, wanted),
            None => true,
        }
    }

    /// The type that a bound names, if it is no built-in one. What is wrong with it is reported where the declaration is checked for itself.
    pub fn bound_trait(&mut self, bound: &Bound, scope: &TypeScope, module: ModuleId) -> Option<TypeId> {
        let reports = self.diagnostics.len();
        let ty = self.in_declaration(module, scope.clone(), None, |checker| checker.written_type(&bound.written));
        self.diagnostics.truncate(reports);
        Some(ty).filter(|ty| *ty != TypeId::ERROR)
    }

    /// Whether a type has a trait: a class that declares it, the trait itself, a type parameter with this bound.
    pub fn satisfies_trait(&self, ty: TypeId, wanted: TypeId) -> bool {
        self.converts(ty, wanted)
    }

    /// The parameter of a generic whose declaration is being checked for itself, if a type is one.
    pub fn own_parameter(&self, ty: TypeId) -> Option<&OwnParameter> {
        match self.get(ty) {
            Type::Parameter(index) if (OWN..APPLIED).contains(index) => self.own_parameters.get((index - OWN) as usize),
            _ => None,
        }
    }

    /// Whether a type parameter (of the declaration that is being checked for itself) has a built-in bound, or one that says more.
    pub fn own_bound(&self, ty: TypeId, wanted: BoundKind) -> bool {
        self.own_parameter(ty).is_some_and(|parameter| {
            parameter.bounds.iter().any(|bound| match (bound.kind, wanted) {
                (BoundKind::Float, BoundKind::Number | BoundKind::Comparable) | (BoundKind::Number, BoundKind::Comparable) => true,
                (kind, wanted) => kind == wanted,
            })
        })
    }

    /// The traits that bounds give to a type parameter (of the declaration that is being checked for itself).
    pub fn own_traits(&self, ty: TypeId) -> &[TypeId] {
        self.own_parameter(ty).map_or(&[], |parameter| &parameter.traits)
    }

    /// Whether it is a number: a numeric type, or a type parameter that stands for one.
    pub fn is_number(&self, ty: TypeId) -> bool {
        ty.is_numeric() || self.own_bound(ty, BoundKind::Number)
    }

    /// The type in which two numbers meet; a type parameter meets only itself.
    pub fn numbers_meet(&self, a: TypeId, b: TypeId) -> Option<TypeId> {
        if a.is_numeric() && b.is_numeric() {
            return Some(super::convert::arithmetic_type(a, b));
        }
        (a == b && self.is_number(a)).then_some(a)
    }
}
