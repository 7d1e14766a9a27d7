//! Who extends whom: names of classes and traits, bases, cycles, and members along the way.

use crate::ast::{self, StatementKind, TypeExprKind};
use crate::check::nesting::MOST_NESTED;
use crate::check::{Checker, ClassInfo, GenericDecl, Instance, Member, Symbol, TraitInfo};
use crate::diagnostic::{Applicability, Code, Diagnostic, suggest};
use crate::ir::{self, ClassId, Owner, TraitId, Type, TypeId};
use std::collections::HashSet;
use std::sync::Arc;

/// How far the search for an order has come with a declaration.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Visit {
    New,
    Open,
    Done,
}

impl Checker {
    /// Enters the classes and traits of a module: a base before what extends it, as the program lists them.
    pub fn declare_objects(&mut self, ast: &ast::Module) {
        for statement in &ast.statements {
            let StatementKind::Trait(decl) = &statement.kind else { continue };
            let exported = decl.modifiers.exported.is_some();
            if !decl.generics.parameters.is_empty() {
                self.declare_generic_type(GenericDecl::Trait(decl.clone()), &decl.generics, decl.span, exported);
            } else if let (Owner::Trait(id), _) = self.new_trait(decl, None) {
                self.declare_name(&decl.name, Symbol::Trait(id), exported);
            }
        }
        let classes: Vec<Arc<ast::TypeDecl>> = ast
            .statements
            .iter()
            .filter_map(|statement| match &statement.kind {
                StatementKind::Class(decl) => Some(decl.clone()),
                _ => None,
            })
            .collect();
        let mut visits = vec![Visit::New; classes.len()];
        for index in 0..classes.len() {
            self.declare_class(&classes, index, &mut visits);
        }
    }

    fn declare_class(&mut self, classes: &[Arc<ast::TypeDecl>], index: usize, visits: &mut [Visit]) {
        if visits[index] != Visit::New {
            return;
        }
        visits[index] = Visit::Open;
        let decl = classes[index].clone();
        let mut cyclic = false;
        let mut named = Vec::new();
        decl.base.iter().for_each(|base| names_in(base, &mut named));
        for (i, name) in named.into_iter().enumerate() {
            let Some(at) = classes.iter().position(|class| class.name.name == name.name) else { continue };
            crate::stack::deep(|| self.declare_class(classes, at, visits));
            if i == 0 && visits[at] == Visit::Open {
                cyclic = true;
                self.extends_itself(classes, at, name.span);
            }
        }
        visits[index] = Visit::Done;
        let exported = decl.modifiers.exported.is_some();
        if !decl.generics.parameters.is_empty() {
            let decl = if cyclic { Arc::new(ast::TypeDecl { base: None, ..(*decl).clone() }) } else { decl };
            self.declare_generic_type(GenericDecl::Class(decl.clone()), &decl.generics, decl.span, exported);
        } else if let (Owner::Class(id), _) = self.new_class(&decl, None, cyclic) {
            self.declare_name(&decl.name, Symbol::Class(id), exported);
        }
    }

    /// Reports a circle of classes, with all who are in it.
    fn extends_itself(&mut self, classes: &[Arc<ast::TypeDecl>], first: usize, span: crate::source::Span) {
        let mut names = vec![classes[first].name.name.to_string()];
        let mut at = first;
        while let Some(base) = base_name(&classes[at])
            && let Some(next) = classes.iter().position(|class| class.name.name == base.name)
        {
            names.push(classes[next].name.name.to_string());
            if next == first {
                break;
            }
            at = next;
        }
        let message = format!("the class `{}` extends itself", names[0]);
        self.report(Diagnostic::error(Code::EXTENDS_ITSELF, span, message).note(format!("the circle is {}", names.join(" → "))));
    }

    pub fn extends_too_many(&mut self, name: &ast::Ident, what: &str, whats: &str) {
        let message = format!("the {what} `{}` has more than {MOST_NESTED} {whats} above it", name.name);
        self.too_large(Diagnostic::error(Code::TOO_LARGE_TYPE, name.span, message).help("let objects hold others instead"));
    }

    /// A class of the program, its members still to come. `cyclic`: its base was reported already.
    pub fn new_class(&mut self, decl: &Arc<ast::TypeDecl>, generic: Option<Arc<Instance>>, cyclic: bool) -> (Owner, TypeId) {
        let scope = generic.as_ref().map(|instance| instance.names.clone()).unwrap_or_default();
        let module = self.module;
        let base = decl.base.as_ref().filter(|_| !cyclic);
        let base = base.and_then(|base| self.in_declaration(module, scope, None, |checker| checker.base_class(base)));
        let base = base.filter(|base| {
            let fits = self.program.lineage(*base).len() < MOST_NESTED;
            if !fits {
                self.extends_too_many(&decl.name, "class", "classes");
            }
            fits
        });
        if let (Some(base), None) = (base, &generic) {
            self.demand(self.classes[base.0 as usize].ty);
        }
        let broken = base.is_none() && decl.base.is_some();
        let id = ClassId(self.program.classes.len() as u32);
        let ty = self.intern(Type::Class(id));
        self.program.classes.push(ir::ClassDef {
            name: self.instance_name(&decl.name.name, generic.as_deref()),
            module: self.module,
            doc: decl.doc.clone(),
            open: decl.modifiers.open.is_some(),
            base,
            fields: Vec::new(),
            slots: Vec::new(),
            traits: Vec::new(),
            methods: Vec::new(),
            constructor: None,
            boxed: None,
            resume: None,
            span: decl.name.span,
        });
        self.classes.push(ClassInfo {
            decl: decl.clone(),
            module: self.module,
            ty,
            members: Default::default(),
            traits: Vec::new(),
            stored: Vec::new(),
            late: Vec::new(),
            init: None,
            broken,
            has_slots: false,
            generic,
        });
        self.unfinished.push(Owner::Class(id));
        (Owner::Class(id), ty)
    }

    /// A trait of the program, its members still to come.
    pub fn new_trait(&mut self, decl: &Arc<ast::TypeDecl>, generic: Option<Arc<Instance>>) -> (Owner, TypeId) {
        let id = TraitId(self.program.traits.len() as u32);
        let ty = self.intern(Type::Trait(id));
        self.program.traits.push(ir::TraitDef {
            name: self.instance_name(&decl.name.name, generic.as_deref()),
            module: self.module,
            doc: decl.doc.clone(),
            parents: Vec::new(),
            methods: Vec::new(),
            span: decl.name.span,
        });
        self.traits.push(TraitInfo {
            decl: decl.clone(),
            module: self.module,
            ty,
            members: Default::default(),
            parents: Vec::new(),
            has_methods: false,
            generic,
        });
        self.unfinished.push(Owner::Trait(id));
        (Owner::Trait(id), ty)
    }

    /// What stands behind `extends`.
    fn base_class(&mut self, base: &ast::TypeExpr) -> Option<ClassId> {
        let ty = self.written_type(base);
        match self.get(ty) {
            Type::Class(id) if self.is_coroutine_class(*id) => {
                self.report(Diagnostic::error(Code::NO_CLASS, base.span, "`Coroutine` can't be extended"));
                return None;
            }
            Type::Class(id) => {
                let class = &self.program[*id];
                // Compiled code calls the methods of other classes directly: it would not find what overrides them.
                if self.program[class.module].is_host() {
                    let report = Diagnostic::error(
                        Code::NO_CLASS,
                        base.span,
                        format!("`{}` is a type of the host and can't be extended", class.name),
                    );
                    self.report(report.also(class.span, "declared here").help("hold one in a field instead"));
                    return None;
                }
                if !class.open && self.program[class.module].linked {
                    let report = Diagnostic::error(
                        Code::NO_CLASS,
                        base.span,
                        format!("`{}` is compiled into the host and can't be extended", class.name),
                    );
                    self.report(
                        report
                            .note("a class that scripts may extend which are loaded later is declared `open class`")
                            .also(class.span, "declared here"),
                    );
                    return None;
                }
                return Some(*id);
            }
            Type::Error => return None,
            _ => {}
        }
        let what = self.a_type(ty);
        let report = Diagnostic::error(Code::NO_CLASS, base.span, format!("a class can only extend a class, not {what}"));
        let report = match self.get(ty) {
            Type::Trait(id) => {
                let fix = suggest::replace_word_before(&self.program.sources, base.span, "extends", "with", Applicability::Safe);
                report.help(format!("a class has a trait: `with {}`", self.program[*id].name)).with_fix(fix)
            }
            _ => report,
        };
        self.report(report);
        None
    }

    /// The traits behind `with`.
    pub fn written_traits(&mut self, written: &[ast::TypeExpr]) -> Vec<TraitId> {
        let mut traits: Vec<TraitId> = Vec::new();
        for expr in written {
            let ty = self.written_type(expr);
            match self.get(ty) {
                Type::Trait(id) => {
                    let id = *id;
                    if traits.contains(&id) {
                        let name = self.program[id].name.clone();
                        self.report(Diagnostic::error(Code::DUPLICATE_NAME, expr.span, format!("`{name}` is named twice")));
                    } else {
                        traits.push(id);
                    }
                }
                Type::Error => {}
                _ => {
                    let what = self.a_type(ty);
                    let report = Diagnostic::error(Code::NO_CLASS, expr.span, format!("only traits stand behind `with`, not {what}"));
                    let report = match self.get(ty) {
                        Type::Class(id) => {
                            let fix =
                                suggest::replace_word_before(&self.program.sources, expr.span, "with", "extends", Applicability::Safe);
                            report.help(format!("a class is extended: `extends {}`", self.program[*id].name)).with_fix(fix)
                        }
                        _ => report,
                    };
                    self.report(report);
                }
            }
        }
        traits
    }

    /// Whether a trait is another one or extends it.
    pub fn trait_extends(&self, id: TraitId, parent: TraitId) -> bool {
        self.traits_above(id, usize::MAX).contains(&parent)
    }

    /// A trait and what it extends, until these are more than `most`.
    pub fn traits_above(&self, id: TraitId, most: usize) -> HashSet<TraitId> {
        let mut open = vec![id];
        let mut seen = HashSet::from([id]);
        while let Some(id) = open.pop()
            && seen.len() <= most
        {
            open.extend(self.traits[id.0 as usize].parents.iter().filter(|parent| seen.insert(**parent)));
        }
        seen
    }

    /// A trait and all that it extends, these before it.
    pub fn trait_lineage(&self, id: TraitId, into: &mut Vec<TraitId>) {
        let mut open = Vec::new();
        self.trait_lineage_within(id, into, &mut open);
    }

    fn trait_lineage_within(&self, id: TraitId, into: &mut Vec<TraitId>, open: &mut Vec<TraitId>) {
        if into.contains(&id) || open.contains(&id) {
            return;
        }
        open.push(id);
        for parent in &self.traits[id.0 as usize].parents {
            self.trait_lineage_within(*parent, into, open);
        }
        into.push(id);
    }

    /// All traits of a class: those of its base first, each behind those that it extends.
    pub fn class_traits(&self, class: ClassId) -> Vec<TraitId> {
        let mut traits = Vec::new();
        for class in self.program.lineage(class) {
            for id in &self.classes[class.0 as usize].traits {
                self.trait_lineage(*id, &mut traits);
            }
        }
        traits
    }

    /// Whether a class has a trait.
    pub fn class_has_trait(&self, class: ClassId, id: TraitId) -> bool {
        let mut at = Some(class);
        while let Some(class) = at {
            if self.classes[class.0 as usize].traits.iter().any(|own| self.trait_extends(*own, id)) {
                return true;
            }
            at = self.program[class].base;
        }
        false
    }

    /// A member of a type, also an inherited one, and the type that declares it.
    pub fn find_member(&self, owner: Owner, name: &str) -> Option<(Owner, Member)> {
        if let Some(member) = self.members(owner).by_name.get(name) {
            return Some((owner, member.clone()));
        }
        match owner {
            Owner::Struct(_) | Owner::Enum(_) => None,
            Owner::Trait(id) => {
                let mut lineage = Vec::new();
                self.trait_lineage(id, &mut lineage);
                lineage.retain(|parent| *parent != id);
                self.trait_member(&lineage, name)
            }
            Owner::Class(id) => {
                let mut base = self.program[id].base;
                while let Some(class) = base {
                    if let Some(member) = self.classes[class.0 as usize].members.by_name.get(name) {
                        return Some((Owner::Class(class), member.clone()));
                    }
                    base = self.program[class].base;
                }
                self.trait_member(&self.class_traits(id), name)
            }
        }
    }

    /// The member of the last of some traits that has it: those that extend stand behind those that are extended.
    fn trait_member(&self, traits: &[TraitId], name: &str) -> Option<(Owner, Member)> {
        let found = |id: &TraitId| self.traits[id.0 as usize].members.by_name.get(name).map(|m| (Owner::Trait(*id), m.clone()));
        traits.iter().rev().find_map(found)
    }

    /// Whether something is wrong with what a type inherits, so that nothing can be said of members that it lacks.
    pub fn inherits_unknown(&self, ty: TypeId) -> bool {
        match self.get(ty) {
            Type::Class(id) => self.program.lineage(*id).iter().any(|class| self.classes[class.0 as usize].broken),
            _ => false,
        }
    }

    /// Whether it is an object of a class or trait.
    pub fn is_object(&self, ty: TypeId) -> bool {
        matches!(self.get(ty), Type::Class(_) | Type::Trait(_))
    }

    /// The nearest common base of two objects' types, else a trait that both have.
    pub fn common_object(&self, a: TypeId, b: TypeId) -> Option<TypeId> {
        let mut candidates: Vec<TypeId> = Vec::new();
        let mut traits = Vec::new();
        match self.get(a) {
            Type::Class(id) => {
                let lineage = self.program.lineage(*id);
                candidates.extend(lineage.iter().rev().map(|class| self.classes[class.0 as usize].ty));
                traits = self.class_traits(*id);
            }
            Type::Trait(id) => self.trait_lineage(*id, &mut traits),
            _ => return None,
        }
        candidates.extend(traits.iter().rev().map(|id| self.traits[id.0 as usize].ty));
        candidates.into_iter().find(|candidate| self.converts(b, *candidate))
    }
}

/// The name of a base in the same module.
fn base_name(decl: &ast::TypeDecl) -> Option<&ast::Ident> {
    match &decl.base.as_ref()?.kind {
        TypeExprKind::Named { module: None, name, .. } => Some(name),
        _ => None,
    }
}

/// The names in a written type, outermost first.
fn names_in<'a>(ty: &'a ast::TypeExpr, into: &mut Vec<&'a ast::Ident>) {
    match &ty.kind {
        TypeExprKind::Named { module, name, arguments } => {
            if module.is_none() {
                into.push(name);
            }
            arguments.iter().for_each(|argument| names_in(argument, into));
        }
        TypeExprKind::Optional(inner) => names_in(inner, into),
        TypeExprKind::Tuple(items) => items.iter().for_each(|item| names_in(item, into)),
        TypeExprKind::Function { parameters, result } => {
            parameters.iter().for_each(|parameter| names_in(parameter, into));
            names_in(result, into);
        }
    }
}
