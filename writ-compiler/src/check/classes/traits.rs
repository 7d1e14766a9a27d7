//! Traits: their methods, with and without body.

use crate::ast::Visibility;
use crate::check::nesting::MOST_NESTED;
use crate::check::{Checker, FunctionInfo, Member, MemberKind, Target};
use crate::diagnostic::{Applicability, Code, Diagnostic, suggest};
use crate::ir::{self, FuncId, FunctionFacts, Owner, TraitId};

impl Checker {
    /// What a trait extends, and its circles.
    pub fn trait_parents(&mut self, id: TraitId) {
        let decl = self.traits[id.0 as usize].decl.clone();
        if let Some(base) = &decl.base {
            self.report(
                Diagnostic::error(Code::NO_CLASS, base.span, "a trait can't extend a class").help("a trait extends others with `with`"),
            );
        }
        let parents = self.written_traits(&decl.traits);
        if parents.iter().any(|parent| self.traits_above(*parent, MOST_NESTED).len() > MOST_NESTED) {
            self.extends_too_many(&decl.name, "trait", "traits");
            return;
        }
        for (parent, written) in parents.iter().zip(&decl.traits) {
            if self.trait_extends(*parent, id) {
                let name = &self.program[id].name;
                self.report(Diagnostic::error(Code::EXTENDS_ITSELF, written.span, format!("the trait `{name}` extends itself")));
                return;
            }
        }
        self.traits[id.0 as usize].parents = parents;
        if let Some(field) = decl.fields.first() {
            self.report(
                Diagnostic::error(Code::DECLARATION, field.span, "a trait has no fields").help("require a method that gives the value"),
            );
        }
    }

    /// Whether all that a trait extends is not too much: parents may have got theirs after it.
    pub fn trait_size(&mut self, id: TraitId) {
        if self.traits_above(id, MOST_NESTED + 1).len() > MOST_NESTED + 1 {
            let decl = self.traits[id.0 as usize].decl.clone();
            self.extends_too_many(&decl.name, "trait", "traits");
            self.traits[id.0 as usize].parents.clear();
        }
    }

    /// Signatures of a trait's own methods.
    pub fn trait_signatures(&mut self, id: TraitId) {
        let decl = self.traits[id.0 as usize].decl.clone();
        let owner = Owner::Trait(id);
        let ty = self.traits[id.0 as usize].ty;
        for method in &decl.methods {
            if &*method.name.name == "init" || method.modifiers.is_static.is_some() {
                let what = if &*method.name.name == "init" { "`init`" } else { "static methods" };
                self.report(Diagnostic::error(Code::DECLARATION, method.signature_span, format!("a trait has no {what}")));
                continue;
            }
            if method.modifiers.visibility == Visibility::Private {
                self.report(
                    Diagnostic::error(Code::DECLARATION, method.signature_span, "a method of a trait can't be private")
                        .note("methods are as visible as their trait")
                        .with_fix(suggest::remove_first_word(&self.program.sources, method.signature_span, "private", Applicability::Safe)),
                );
            }
            if method.body.is_some() {
                self.method(owner, &decl.name.name, method, ty);
                continue;
            }
            if !method.generics.parameters.is_empty() {
                self.report(
                    Diagnostic::error(Code::DECLARATION, method.name.span, "a generic method of a trait needs a body")
                        .note("the instances of a generic method can't be found through a trait"),
                );
                continue;
            }
            let info = self.signature(method, Vec::new());
            let index = self.add_function(FunctionInfo { target: Target::Required, ..info });
            self.add_member(owner, &method.name, MemberKind::Method(index), Visibility::Public);
            self.check_operator(&method.name, index);
        }
        for member in self.traits[id.0 as usize].members.by_name.values_mut() {
            member.visibility = Visibility::Public;
        }
        for method in &decl.methods {
            let function = self.traits[id.0 as usize].members.by_name.get(&method.name.name).and_then(|m| self.function_id(m));
            if let Some(function) = function {
                self.program[function].public = true;
            }
        }
    }

    /// The function of a method, if it has a body.
    pub fn function_id(&self, member: &Member) -> Option<FuncId> {
        let MemberKind::Method(index) = member.kind else { return None };
        match self.functions[index.0 as usize].target {
            Target::Function { id, .. } => Some(id),
            Target::Required | Target::Native { .. } | Target::Generic(_) => None,
            Target::Constructor(_) | Target::StaticMember(..) => None,
        }
    }

    /// Lists all methods of a trait, those of its parents first.
    pub fn ensure_trait_methods(&mut self, id: TraitId) {
        self.demand(self.traits[id.0 as usize].ty);
        if self.traits[id.0 as usize].has_methods {
            return;
        }
        self.traits[id.0 as usize].has_methods = true;
        let mut methods: Vec<ir::TraitMethod> = Vec::new();
        for parent in self.traits[id.0 as usize].parents.clone() {
            self.ensure_trait_methods(parent);
            for method in self.program[parent].methods.clone() {
                self.merge_method(id, &mut methods, method);
            }
        }
        let decl = self.traits[id.0 as usize].decl.clone();
        for declared in &decl.methods {
            let Some(member) = self.traits[id.0 as usize].members.by_name.get(&declared.name.name).cloned() else { continue };
            let MemberKind::Method(index) = member.kind else { continue };
            let info = self.functions[index.0 as usize].clone();
            if matches!(info.target, Target::Generic(_)) || member.span != declared.name.span {
                continue;
            }
            let types: Vec<_> = info.parameters.iter().map(|p| (p.name.clone(), self.parameter_type(p))).collect();
            let method = ir::TraitMethod {
                name: info.name.clone(),
                doc: declared.doc.clone(),
                parameters: types,
                result: info.result,
                default: self.function_id(&member),
                facts: FunctionFacts::default(),
            };
            match methods.iter_mut().find(|m| m.name == method.name) {
                None => methods.push(method),
                Some(before) => {
                    let same =
                        before.result == method.result && before.parameters.iter().map(|p| p.1).eq(method.parameters.iter().map(|p| p.1));
                    if same {
                        before.default = method.default.or(before.default);
                    } else {
                        let report = Diagnostic::error(
                            Code::OVERRIDE,
                            info.span,
                            format!("`{}` has another signature in a trait that `{}` extends", info.name, decl.name.name),
                        );
                        self.report(report);
                    }
                }
            }
        }
        let mut parents = Vec::new();
        self.trait_lineage(id, &mut parents);
        parents.retain(|parent| *parent != id);
        self.program[id].parents = parents;
        self.program[id].methods = methods;
    }

    /// Adds what a parent has. Of two defaults the one of the trait further down counts.
    fn merge_method(&mut self, id: TraitId, methods: &mut Vec<ir::TraitMethod>, method: ir::TraitMethod) {
        let Some(before) = methods.iter_mut().find(|m| m.name == method.name) else {
            methods.push(method);
            return;
        };
        let same = before.result == method.result && before.parameters.iter().map(|p| p.1).eq(method.parameters.iter().map(|p| p.1));
        if same {
            before.default = match (before.default, method.default) {
                (Some(a), Some(b)) => Some(self.nearer_default(a, b)),
                (a, b) => a.or(b),
            };
            return;
        }
        let decl = self.traits[id.0 as usize].decl.clone();
        self.report(Diagnostic::error(
            Code::OVERRIDE,
            decl.name.span,
            format!("the traits that `{}` extends have `{}` with different signatures", decl.name.name, method.name),
        ));
    }

    /// Of two defaults of one method the one whose trait extends the other's; the first if neither does.
    pub fn nearer_default(&self, a: FuncId, b: FuncId) -> FuncId {
        match (self.program[a].owner, self.program[b].owner) {
            (Some(Owner::Trait(first)), Some(Owner::Trait(second))) if self.trait_extends(second, first) => b,
            _ => a,
        }
    }
}
