//! The rules inside `init`: which assignments are the first, when `super.init(…)` is called, which fields may be read too early.

use crate::ast::{self, ExprKind as Source, StatementKind as SourceStatement};
use crate::check::arguments::after;
use crate::check::function::Fact;
use crate::check::mutation::{self, Walker};
use crate::check::operator::effect;
use crate::check::{Checker, MemberKind, error_expr};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Block, ClassId, Expr, ExprKind, FuncId, Owner, Type, TypeId};
use crate::passes::flow::init::{Problem, Rules, check};
use crate::source::Span;
use std::collections::BTreeSet;

/// Whether an expression is `super.init(…)`.
fn is_super_init(e: &ast::Expr) -> bool {
    let Source::Call { callee, .. } = &e.kind else { return false };
    matches!(&callee.kind, Source::Member { base, name, .. } if matches!(base.kind, Source::Super) && &*name.name == "init")
}

/// The field that `self.name = …` or `name = …` assigns.
fn assigned_field(target: &ast::Expr) -> Option<&ast::Name> {
    match &target.kind {
        Source::Name(name) => Some(&name.name),
        Source::Member { base, name, optional: false } if matches!(base.kind, Source::SelfValue) => Some(&name.name),
        _ => None,
    }
}

impl Checker {
    fn init_decl(&self, class: ClassId) -> Option<std::sync::Arc<ast::FunctionDecl>> {
        let decl = &self.classes[class.0 as usize].decl;
        decl.methods.iter().find(|method| &*method.name.name == "init").cloned()
    }

    /// Whether the `init` that a class writes calls `super.init(…)` itself.
    pub(super) fn calls_super_init(&self, class: ClassId) -> bool {
        let Some(body) = self.init_decl(class).and_then(|decl| decl.body.clone()) else { return false };
        let mut found = false;
        Walker {
            functions: true,
            statement: &mut |_| {},
            expr: &mut |e| {
                found |= is_super_init(e);
                !found
            },
        }
        .statements(&body.statements);
        found
    }

    /// Finds the fields of a class that somebody may look at before `init` assigns them: the `init` of a base calls methods or gives `self`
    /// away, and the fields get their values only after it ran.
    pub(super) fn find_late(&mut self, class: ClassId) {
        let Some(base) = self.program[class].base else { return };
        let Some(decl) = self.init_decl(class) else { return };
        if !self.lets_self_out(base) {
            return;
        }
        let mut early: BTreeSet<ast::Name> = BTreeSet::new();
        if self.calls_super_init(class)
            && let Some(body) = &decl.body
        {
            for statement in &body.statements {
                match &statement.kind {
                    SourceStatement::Assign { target, op: ast::AssignOp::Set, .. } => early.extend(assigned_field(target).cloned()),
                    SourceStatement::Expression(e) if is_super_init(e) => break,
                    _ => {}
                }
            }
        }
        for f in 0..self.classes[class.0 as usize].stored.len() {
            let (at, default) = &self.classes[class.0 as usize].stored[f];
            let name = self.classes[class.0 as usize].decl.fields[*at].name.name.clone();
            if default.is_some() || early.contains(&name) {
                continue;
            }
            self.classes[class.0 as usize].late.push(f as u32);
            let ty = self.program[class].fields[f].ty;
            self.program[class].fields[f].ty = self.optional(ty);
        }
    }

    /// Whether the `init` of a class, or one that it calls, calls methods of the object or gives it away.
    fn lets_self_out(&self, class: ClassId) -> bool {
        let Some(class) = self.init_class(class) else { return false };
        if self.program[class].base.is_some_and(|base| self.lets_self_out(base)) {
            return true;
        }
        let Some(decl) = self.init_decl(class) else { return false };
        let Some(body) = &decl.body else { return false };
        let locals = mutation::declared_names(&decl);
        let out = std::cell::Cell::new(false);
        let assigned = std::cell::RefCell::new(BTreeSet::new());
        let member = |name: &str| self.find_member(Owner::Class(class), name).map(|(_, member)| member.kind);
        let plain = |name: &str| match member(name) {
            Some(MemberKind::Field { getter: None, .. }) => true,
            Some(MemberKind::Field { .. } | MemberKind::Method(_)) => false,
            _ => true,
        };
        Walker {
            functions: true,
            statement: &mut |statement| {
                // Only the first assignment of a field leaves its setter out.
                if let SourceStatement::Assign { target, .. } = &statement.kind
                    && let Some(name) = assigned_field(target)
                    && matches!(member(name), Some(MemberKind::Field { setter: Some(_), .. }))
                    && !assigned.borrow_mut().insert(name.clone())
                {
                    out.set(true);
                }
            },
            expr: &mut |e| {
                match &e.kind {
                    Source::Member { base, name, .. } if matches!(base.kind, Source::SelfValue) => {
                        out.set(out.get() || !plain(&name.name));
                        return false;
                    }
                    Source::Member { base, name, .. } if matches!(base.kind, Source::Super) => {
                        out.set(out.get() || &*name.name != "init");
                        return false;
                    }
                    Source::SelfValue => out.set(true),
                    Source::Name(name) if !locals.contains(&name.name) => out.set(out.get() || !plain(&name.name)),
                    Source::Lambda(_) => {
                        // It may run at any time; what it mentions of the object is captured with it.
                        let text = self.program.sources.text(e.span);
                        let names = text.split(|c: char| !(c.is_alphanumeric() || c == '_'));
                        let mentions = |word: &str| word == "self" || (!locals.contains(word) && member(word).is_some());
                        out.set(out.get() || names.into_iter().any(mentions));
                    }
                    _ => {}
                }
                !out.get()
            },
        }
        .statements(&body.statements);
        out.get()
    }

    /// The body of a class's `init`.
    pub fn class_init_body(&mut self, decl: &ast::FunctionDecl, class: ClassId) -> Block {
        let Some(source) = &decl.body else {
            self.report(Diagnostic::error(Code::NO_BODY, decl.signature_span, "`init` has no body"));
            return Block { statements: Vec::new(), value: None, span: decl.span };
        };
        self.state().assigned_in_closures = mutation::assigned_in_closures(&source.statements);
        let mut first = Vec::new();
        if let Some(base) = self.program[class].base
            && !self.calls_super_init(class)
        {
            first.extend(self.implicit_super_init(base, decl));
        }
        let mut body = self.function_block(source);
        first.append(&mut body.statements);
        Block { statements: first, ..body }
    }

    /// `super.init()` where a base needs no arguments and `init` does not write it.
    fn implicit_super_init(&mut self, base: ClassId, decl: &ast::FunctionDecl) -> Option<crate::ir::Statement> {
        let (function, info) = self.super_init(base)?;
        let missing: Vec<String> = info
            .parameters
            .iter()
            .filter(|parameter| parameter.default.is_none() && !parameter.rest)
            .map(|parameter| format!("`{}: {}`", parameter.name, self.type_name(parameter.ty)))
            .collect();
        if !missing.is_empty() {
            let name = self.program[base].name.clone();
            self.report(
                Diagnostic::error(
                    Code::SUPER_INIT,
                    decl.signature_span,
                    format!("`init` has to call `super.init(…)`: `{name}` needs {}", missing.join(", ")),
                )
                .also(info.span, "declared here")
                .help("call it before `self` is used otherwise: `super.init(…)`"),
            );
            return None;
        }
        // The fields of a base without `init` have their defaults already.
        self.init_class(base)?;
        self.constructor_visible(base, decl.signature_span);
        let span = decl.name.span;
        let call = self.super_init_call(function, &info, &[], span);
        (call.ty != TypeId::ERROR).then(|| effect(call))
    }

    /// `super.init(…)`.
    fn super_init_call(&mut self, function: FuncId, info: &crate::check::FunctionInfo, arguments: &[ast::Argument], span: Span) -> Expr {
        let Some(checked) = self.arguments(info, Vec::new(), arguments, None, span) else { return error_expr(span) };
        let this = self.implicit_self(span);
        let mut values = vec![self.as_receiver(this, self.receiver_type(function))];
        values.extend(checked.values);
        let kind = ExprKind::Call { function, captures: Vec::new(), arguments: values };
        after(checked.before, Expr { kind, ty: TypeId::VOID, span })
    }

    /// A written `super.init(…)`.
    pub(super) fn call_super_init(&mut self, class: ClassId, arguments: &[ast::Argument], at: Span, span: Span) -> Expr {
        let function = self.state().function;
        let inside = &*self.program[function].name == "init" && self.program[function].owner == Some(Owner::Class(class));
        if !inside {
            self.report(Diagnostic::error(Code::SUPER_INIT, at, "`super.init(…)` can only be called in `init` itself"));
            return self.give_up(arguments, span);
        }
        let base = self.program[class].base;
        let Some((function, info)) = base.and_then(|base| self.super_init(base)) else {
            return self.give_up(arguments, span);
        };
        if let Some(base) = base {
            self.constructor_visible(base, at);
        }
        self.super_init_call(function, &info, arguments, span)
    }

    /// Whether an assignment of a field is the first in the `init` at hand: then its setter does not run. Notes that it has happened.
    pub(super) fn is_first_assignment(&mut self, class: ClassId, index: u32) -> bool {
        let function = self.state().function;
        let target = &self.program[function];
        if &*target.name != "init" || target.kind == crate::ir::FunctionKind::Synthetic {
            return false;
        }
        let Some(Owner::Class(owner)) = target.owner else { return false };
        let own = owner == class && index >= self.inherited_fields(class);
        own && self.state().narrowed.insert(Fact::Assigned(index))
    }

    /// Reports what an `init` does wrong along its paths.
    pub fn check_init(&mut self, function: FuncId, class: ClassId) {
        let index = class.0 as usize;
        let inherited = self.inherited_fields(class);
        let needed = self.classes[index].stored.iter().enumerate().filter(|(_, (_, default))| default.is_none());
        let fields = needed.map(|(f, _)| inherited + f as u32).collect();
        let base = self.program[class].base;
        let super_init = base.and_then(|base| self.super_init(base)).map(|(id, _)| id);
        let needs_super = base.is_some_and(|base| self.init_class(base).is_some()) || self.calls_super_init(class);
        let rules = Rules { fields, inherited, super_init, needs_super: needs_super && base.is_some() };
        for (problem, span) in check(&self.program[function], &rules) {
            let report = self.init_report(class, &problem, span);
            self.report(report);
        }
    }

    fn field_names(&self, class: ClassId, fields: &[u32]) -> String {
        let stored = self.program.stored_fields(class);
        let names = fields.iter().filter_map(|index| stored.get(*index as usize)).map(|field| format!("`{}`", field.name));
        names.collect::<Vec<_>>().join(", ")
    }

    fn init_report(&self, class: ClassId, problem: &Problem, span: Span) -> Diagnostic {
        let name = &self.program[class].name;
        let base = self.program[class].base.map(|base| self.program[base].name.to_string()).unwrap_or_default();
        let has = |fields: &[u32]| if fields.len() == 1 { "has no value" } else { "have no values" };
        let declared = |report: Diagnostic, fields: &[u32]| {
            fields.iter().fold(report, |report, index| match self.declared_field(class, *index) {
                Some(at) => report.also(at, "declared here without a default"),
                None => report,
            })
        };
        match problem {
            Problem::Read(index) => {
                let field = self.field_names(class, &[*index]);
                let report = Diagnostic::error(Code::UNASSIGNED_FIELD, span, format!("{field} is read before `init` assigns it"));
                declared(report, &[*index])
            }
            Problem::Inherited(index) => {
                let field = self.field_names(class, &[*index]);
                Diagnostic::error(Code::SUPER_INIT, span, format!("{field} belongs to `{base}` and is used before `super.init(…)`"))
                    .help("call `super.init(…)` first")
            }
            Problem::SelfUsed(fields, before_super) => {
                let list = self.field_names(class, fields);
                let why = match (fields.is_empty(), before_super) {
                    (true, _) => "before `super.init(…)`".to_string(),
                    (false, true) => format!("before `super.init(…)`, and while {list} {}", has(fields)),
                    (false, false) => format!("while {list} {}", has(fields)),
                };
                let report = Diagnostic::error(Code::SELF_TOO_EARLY, span, format!("`self` is used {why}"))
                    .note("methods could see fields that have no values");
                declared(report, fields)
            }
            Problem::AtEnd(fields, no_super) => {
                if fields.is_empty() && *no_super {
                    return Diagnostic::error(
                        Code::SUPER_INIT,
                        span,
                        format!("`init` of `{name}` can end without having called `super.init(…)`"),
                    );
                }
                let list = self.field_names(class, fields);
                let report =
                    Diagnostic::error(Code::UNASSIGNED_FIELD, span, format!("`init` of `{name}` can end before it assigns {list}"));
                declared(report, fields).help("assign it on every path, or give it a default")
            }
            Problem::SuperTwice => Diagnostic::error(Code::SUPER_INIT, span, "`super.init(…)` may be called twice"),
        }
    }

    fn declared_field(&self, class: ClassId, index: u32) -> Option<Span> {
        let (class, own) = self.program.field_owner(class, index)?;
        let info = &self.classes[class.0 as usize];
        let (at, _) = info.stored.get(own as usize)?;
        Some(info.decl.fields[*at].name.span)
    }

    /// The class whose `init` a function is.
    pub fn init_of(&self, ty: TypeId) -> Option<ClassId> {
        match self.get(ty) {
            Type::Class(id) => Some(*id),
            _ => None,
        }
    }
}
