//! Finding what a name stands for: locals, members of the type, the module, its imports, the session, the library.

use super::function::Binding;
use super::{Checker, Member, MemberKind, Symbol};
use crate::ast::{Ident, Name};
use crate::diagnostic::{Code, Diagnostic, near, suggest};
use crate::ir::{LocalId, ModuleId, Owner, TypeId};
use crate::source::Span;
use std::collections::BTreeSet;

/// What a bare name was found to be.
pub(crate) enum Found {
    /// A local of the function at hand (captured, if it was another's).
    Local(LocalId),
    /// The stored field behind `field` in an accessor.
    FieldValue(u32),
    /// A nested function.
    Nested(super::FunctionIndex),
    Constant(super::constant::Constant),
    /// A member of the type that `self` has; `instance` if it needs `self`.
    Member(TypeId, Member),
    /// `name` or `ordinal` in a method of an enum.
    EnumPart,
    Module(Symbol),
}

impl Checker {
    /// Finds a bare name.
    pub fn find(&mut self, name: &Name) -> Option<Found> {
        for depth in (0..self.stack.len()).rev() {
            let state = &self.stack[depth];
            let bound = state.scopes.iter().rev().find_map(|scope| scope.names.get(name));
            match bound.map(|(binding, _)| binding.clone()) {
                Some(Binding::Local(local)) => return Some(Found::Local(self.capture(depth, local))),
                Some(Binding::Function(function)) => return Some(Found::Nested(function)),
                Some(Binding::Constant(constant)) => return Some(Found::Constant(constant)),
                Some(Binding::Field(index)) => return Some(Found::FieldValue(index)),
                None => {}
            }
        }
        let self_type = self.stack.iter().rev().find_map(|state| state.self_info).map(|info| info.ty).or(self.static_type);
        if let Some(ty) = self_type
            && let Some(member) = self.member_of(ty, name)
            && (self.can_see(ty, name) || self.lookup_module_name(name).is_none())
        {
            return Some(Found::Member(ty, member));
        }
        let in_enum = self
            .stack
            .iter()
            .rev()
            .find_map(|state| state.self_info)
            .is_some_and(|info| matches!(self.owner_of(info.ty), Some(Owner::Enum(_))));
        if in_enum && matches!(&**name, "name" | "ordinal") {
            return Some(Found::EnumPart);
        }
        self.lookup_module_name(name).map(Found::Module)
    }

    /// A member of a type, also an inherited one.
    pub fn member_of(&mut self, ty: TypeId, name: &str) -> Option<Member> {
        self.demand(ty);
        for own in self.own_parameter(ty).map(|parameter| parameter.traits.clone()).unwrap_or_default() {
            self.demand(own);
        }
        self.known_member(ty, name)
    }

    /// A member of a type that was asked for one before.
    pub fn known_member(&self, ty: TypeId, name: &str) -> Option<Member> {
        if let Some(parameter) = self.own_parameter(ty) {
            return parameter.traits.iter().find_map(|own| self.known_member(*own, name));
        }
        self.find_member(self.owner_of(ty)?, name).map(|(_, member)| member)
    }

    /// Whether a struct or enum has a method of this name.
    pub fn has_method(&mut self, ty: TypeId, name: &str) -> bool {
        self.member_of(ty, name).is_some_and(|member| matches!(member.kind, MemberKind::Method(_)))
    }

    /// A name at module level: of the module, its imports, the session, the library.
    pub fn lookup_module_name(&mut self, name: &str) -> Option<Symbol> {
        if let Some(entry) = self.modules[self.module.0 as usize].names.get_mut(name) {
            if let Some(used) = &mut entry.import {
                *used = true;
            }
            return Some(entry.symbol.clone());
        }
        // The library's own code means the library, whatever scripts and hosts call theirs.
        if !self.program[self.module].library
            && let Some(symbol) = self.session_names.get(name).or_else(|| self.host.get(name))
        {
            return Some(symbol.clone());
        }
        if !self.program[self.module].library && crate::library::module_of(name).is_some_and(|module| !self.host.modules.is_on(module)) {
            return None;
        }
        self.library_symbol(name)
    }

    /// `module::name`.
    pub fn module_member(&mut self, module: &Ident, name: &Ident) -> Option<Symbol> {
        match self.lookup_module_name(&module.name) {
            Some(Symbol::Module(id)) => self.exported(id, name),
            Some(Symbol::Broken) => Some(Symbol::Broken),
            Some(_) => {
                self.report(
                    Diagnostic::error(Code::UNKNOWN_NAME, module.span, format!("`{}` is not a module", module.name))
                        .help("members of a type are reached with `.`"),
                );
                None
            }
            None => {
                let names = &self.modules[self.module.0 as usize].names;
                let modules = names.iter().filter(|(_, entry)| matches!(entry.symbol, Symbol::Module(_))).map(|(name, _)| name.to_string());
                let modules: BTreeSet<String> = modules.collect();
                let report = Diagnostic::error(Code::UNKNOWN_NAME, module.span, format!("there is no module `{}` here", module.name));
                match near::nearest(&module.name, modules.iter().map(String::as_str)) {
                    Some(_) => self.report_with_near(report, &module.name, &modules),
                    None => self.report(report.help(format!("import it: `import * as {} from \"…\"`", module.name))),
                }
                None
            }
        }
    }

    /// What a module exports under a name; reports if it does not.
    pub fn exported(&mut self, module: ModuleId, name: &Ident) -> Option<Symbol> {
        let path = self.program[module].path.clone();
        let scope = &self.modules[module.0 as usize];
        match scope.names.get(&name.name) {
            Some(entry) if entry.exported => Some(entry.symbol.clone()),
            Some(entry) if entry.import.is_none() => {
                let report = Diagnostic::error(Code::NOT_EXPORTED, name.span, format!("`{}` is not exported by \"{path}\"", name.name))
                    .also(entry.span, "declared here")
                    .help("write `export` before its declaration")
                    .with_fix(suggest::export(&self.program.sources, entry.span));
                self.report(report);
                Some(Symbol::Broken)
            }
            _ => {
                let candidates = scope.names.iter().filter(|(_, e)| e.exported).map(|(n, _)| n.to_string()).collect();
                let report = Diagnostic::error(Code::NOT_EXPORTED, name.span, format!("\"{path}\" exports no `{}`", name.name));
                self.report_with_near(report, &name.name, &candidates);
                Some(Symbol::Broken)
            }
        }
    }

    /// Reports a name that stands for nothing.
    pub fn unknown_name(&mut self, name: &Ident) {
        let around = self.stack.iter().rev().find_map(|state| state.self_info).map(|info| info.ty).or(self.static_type);
        if around.is_some_and(|ty| self.inherits_unknown(ty)) {
            // It may be a member of the base that was not found.
            return;
        }
        let mut candidates = BTreeSet::new();
        for state in &self.stack {
            for scope in &state.scopes {
                candidates.extend(scope.names.keys().map(|n| n.to_string()));
            }
        }
        candidates.extend(self.modules[self.module.0 as usize].names.keys().map(|n| n.to_string()));
        candidates.extend(self.session_names.keys().map(|n| n.to_string()));
        candidates.extend(self.host.visible().map(|n| n.to_string()));
        candidates
            .extend(crate::library::visible_names().filter(|(_, module)| self.host.modules.is_on(module)).map(|(name, _)| name.to_owned()));
        candidates.extend(["true", "false", "null"].map(str::to_string));
        let self_type = self.stack.iter().rev().find_map(|state| state.self_info);
        if let Some(owner) = self_type.and_then(|info| self.owner_of(info.ty)) {
            candidates.extend(self.members(owner).order.iter().map(|n| n.to_string()));
        }
        let mut report = Diagnostic::error(Code::UNKNOWN_NAME, name.span, format!("there is no `{}` here", name.name));
        if let Some(note) = self.denied_note(&name.name) {
            report = report.note(note);
        }
        let report = self.name_help(report, name, &candidates);
        self.report(report);
    }

    /// The members of a struct or enum.
    pub fn members(&self, owner: Owner) -> &super::Members {
        match owner {
            Owner::Struct(id) => &self.structs[id.0 as usize].members,
            Owner::Enum(id) => &self.enums[id.0 as usize].members,
            Owner::Class(id) => &self.classes[id.0 as usize].members,
            Owner::Trait(id) => &self.traits[id.0 as usize].members,
        }
    }

    /// Reports, with the name that was probably meant.
    pub fn report_with_near(&mut self, report: Diagnostic, name: &str, candidates: &BTreeSet<String>) {
        let span = report.primary.span;
        let report = match near::nearest(name, candidates.iter().map(String::as_str)) {
            Some(meant) => report.did_you_mean(span, name, meant, candidates.iter().map(String::as_str)),
            None => report,
        };
        self.report(report);
    }

    /// Reports a second declaration of a name.
    pub fn duplicate(&mut self, name: &str, span: Span, first: Span) {
        self.report(
            Diagnostic::error(Code::DUPLICATE_NAME, span, format!("`{name}` is declared twice in the same scope"))
                .label("again here")
                .also(first, "first declared here")
                .help("give one of them another name")
                .with_fix(suggest::assign_again(&self.program.sources, first, span)),
        );
    }

    /// Reports a part of the language that this version does not know yet.
    pub fn not_supported(&mut self, what: &str, span: Span) {
        self.report(Diagnostic::error(Code::NOT_SUPPORTED, span, format!("{what} is not supported yet")));
    }
}
