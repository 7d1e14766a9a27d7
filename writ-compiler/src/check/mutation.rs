//! Questions to the syntax tree, by name: what a body assigns, which struct methods change `self`.

use super::{Checker, MemberKind};
use crate::ast::{self, *};
use crate::ir::{Owner, Type, TypeId};
use std::collections::BTreeSet;

/// Calls `f` with every statement and expression below, outermost first. `f` says whether to go on below an expression.
pub(crate) struct Walker<'a> {
    /// Whether to go into nested functions.
    pub functions: bool,
    pub statement: &'a mut dyn FnMut(&Statement),
    pub expr: &'a mut dyn FnMut(&Expr) -> bool,
}

impl Walker<'_> {
    pub fn statements(&mut self, statements: &[Statement]) {
        for statement in statements {
            self.one(statement);
        }
    }

    #[deny(clippy::wildcard_enum_match_arm)]
    fn one(&mut self, statement: &Statement) {
        (self.statement)(statement);
        match &statement.kind {
            StatementKind::Variable(variable) => self.exprs(variable.value.as_ref()),
            StatementKind::Assign { target, value, .. } => self.exprs([target, value]),
            StatementKind::Expression(e) => self.expr(e),
            StatementKind::If { condition, then, otherwise } => {
                self.expr(condition);
                self.statements(&then.statements);
                if let Some(block) = otherwise {
                    crate::stack::deep(|| self.statements(&block.statements));
                }
            }
            StatementKind::While { condition, body } => {
                self.expr(condition);
                self.statements(&body.statements);
            }
            StatementKind::For { iterable, body, .. } => {
                self.expr(iterable);
                self.statements(&body.statements);
            }
            StatementKind::Block(block) | StatementKind::Arena(block) => self.statements(&block.statements),
            StatementKind::Function(decl) => {
                if let Some(body) = decl.body.as_ref().filter(|_| self.functions) {
                    self.statements(&body.statements);
                }
            }
            StatementKind::Import(_) | StatementKind::Struct(_) | StatementKind::Class(_) | StatementKind::Trait(_) => {}
            StatementKind::Enum(_) | StatementKind::Extend(_) => {}
        }
    }

    fn exprs<'e>(&mut self, list: impl IntoIterator<Item = &'e Expr>) {
        for e in list {
            self.expr(e);
        }
    }

    fn expr(&mut self, e: &Expr) {
        // The left spine of a chain is walked in a loop.
        let mut e = e;
        loop {
            if !(self.expr)(e) {
                return;
            }
            let ExprKind::Binary { left, right, .. } = &e.kind else { break };
            self.expr(right);
            e = left;
        }
        crate::stack::deep(|| self.below(e));
    }

    #[deny(clippy::wildcard_enum_match_arm)]
    fn below(&mut self, e: &Expr) {
        match &e.kind {
            ExprKind::Int(_) | ExprKind::Float(_) | ExprKind::Bool(_) | ExprKind::Null | ExprKind::Name(_) | ExprKind::Generic { .. } => {}
            ExprKind::Path { .. } | ExprKind::SelfValue | ExprKind::Super | ExprKind::Break | ExprKind::Continue | ExprKind::Error => {}
            ExprKind::String(parts) => {
                for part in parts {
                    if let StringPart::Expr(e) = part {
                        self.expr(e);
                    }
                }
            }
            ExprKind::Tuple(items) => self.exprs(items),
            ExprKind::Array(elements) => self.exprs(elements.iter().map(|e| &e.value)),
            ExprKind::Dictionary(entries) => {
                for entry in entries {
                    match entry {
                        DictionaryEntry::Entry(k, v) => self.exprs([k, v]),
                        DictionaryEntry::Spread(d) => self.expr(d),
                    }
                }
            }
            ExprKind::Lambda(lambda) => match &lambda.body {
                LambdaBody::Expr(e) => self.expr(e),
                LambdaBody::Block(block) => self.statements(&block.statements),
            },
            ExprKind::Unary { operand, .. } => self.expr(operand),
            ExprKind::Binary { left, right, .. } => self.exprs([&**left, &**right]),
            ExprKind::Ternary { condition, then, otherwise } => self.exprs([&**condition, &**then, &**otherwise]),
            ExprKind::Is { value, .. } | ExprKind::As { value, .. } | ExprKind::Try(value) | ExprKind::Start(value) => self.expr(value),
            ExprKind::Call { callee, arguments } => {
                self.expr(callee);
                self.exprs(arguments.iter().map(|a| &a.value));
            }
            ExprKind::Index { base, index } => self.exprs([&**base, &**index]),
            ExprKind::Member { base, .. } => self.expr(base),
            ExprKind::MethodTypes { member, .. } => self.expr(member),
            ExprKind::When(when) => {
                self.exprs(when.subject.as_deref());
                for arm in &when.arms {
                    for pattern in &arm.patterns {
                        self.pattern(pattern);
                    }
                    self.exprs(arm.guard.as_ref());
                    match &arm.body {
                        ArmBody::Expr(e) => self.expr(e),
                        ArmBody::Block(block) => self.statements(&block.statements),
                    }
                }
            }
            ExprKind::Yield(value) | ExprKind::Return(value) => self.exprs(value.as_deref()),
        }
    }

    #[deny(clippy::wildcard_enum_match_arm)]
    fn pattern(&mut self, pattern: &Pattern) {
        match &pattern.kind {
            PatternKind::Value(e) => self.expr(e),
            PatternKind::Range { start, end, .. } => self.exprs([start, end]),
            PatternKind::Tuple(items) => items.iter().for_each(|p| self.pattern(p)),
            PatternKind::Is { fields, .. } => fields.iter().flatten().for_each(|p| self.pattern(p)),
            PatternKind::Struct { fields, .. } => fields.iter().for_each(|(_, p)| self.pattern(p)),
            PatternKind::Any | PatternKind::Bind(_) | PatternKind::Null => {}
        }
    }
}

/// The names that a target of an assignment starts with: `a` of `a.b[c] = …`, all of a tuple.
fn roots<'a>(target: &'a Expr, into: &mut Vec<&'a Expr>) {
    match &target.kind {
        ExprKind::Member { base, .. } | ExprKind::Index { base, .. } => roots(base, into),
        ExprKind::Tuple(items) => items.iter().for_each(|item| roots(item, into)),
        _ => into.push(target),
    }
}

/// The names that are assigned somewhere below, closures included.
pub(crate) fn assigned_names(statements: &[Statement]) -> BTreeSet<Name> {
    let mut names = BTreeSet::new();
    let mut walker = Walker {
        functions: true,
        statement: &mut |statement| {
            if let StatementKind::Assign { target, .. } = &statement.kind {
                let mut list = Vec::new();
                roots(target, &mut list);
                names.extend(list.into_iter().filter_map(|root| match &root.kind {
                    ExprKind::Name(name) => Some(name.name.clone()),
                    _ => None,
                }));
            }
        },
        expr: &mut |_| true,
    };
    walker.statements(statements);
    names
}

/// The names that some closure below assigns.
pub(crate) fn assigned_in_closures(statements: &[Statement]) -> BTreeSet<Name> {
    let names = std::cell::RefCell::new(BTreeSet::new());
    let mut walker = Walker {
        functions: true,
        statement: &mut |statement| {
            if let StatementKind::Function(decl) = &statement.kind
                && let Some(body) = &decl.body
            {
                names.borrow_mut().extend(assigned_names(&body.statements));
            }
        },
        expr: &mut |e| {
            if let ExprKind::Lambda(Lambda { body: LambdaBody::Block(block), .. }) = &e.kind {
                names.borrow_mut().extend(assigned_names(&block.statements));
            }
            true
        },
    };
    walker.statements(statements);
    names.into_inner()
}

/// Whether a `break` may leave the loop that has these statements as its body.
pub(crate) fn has_break(statements: &[Statement]) -> bool {
    statements.iter().any(|statement| match &statement.kind {
        StatementKind::While { .. } | StatementKind::For { .. } | StatementKind::Function(_) => false,
        StatementKind::If { then, otherwise, .. } => {
            has_break(&then.statements) || otherwise.as_ref().is_some_and(|b| crate::stack::deep(|| has_break(&b.statements)))
        }
        StatementKind::Block(block) | StatementKind::Arena(block) => has_break(&block.statements),
        StatementKind::Expression(e) => match &e.kind {
            ExprKind::Break => true,
            ExprKind::When(when) => when.arms.iter().any(|arm| match &arm.body {
                ArmBody::Expr(e) => matches!(e.kind, ExprKind::Break),
                ArmBody::Block(block) => has_break(&block.statements),
            }),
            _ => false,
        },
        _ => false,
    })
}

/// Whether a name is mentioned in an expression.
pub(crate) fn mentioned_in(e: &Expr, name: &str) -> bool {
    let mut found = false;
    let mut walker = Walker {
        functions: true,
        statement: &mut |_| {},
        expr: &mut |e| {
            found |= matches!(&e.kind, ExprKind::Name(n) if &*n.name == name);
            !found
        },
    };
    walker.expr(e);
    found
}

/// Whether a name is mentioned below.
pub(crate) fn mentions(statements: &[Statement], name: &str) -> bool {
    let mut found = false;
    let mut walker = Walker {
        functions: true,
        statement: &mut |_| {},
        expr: &mut |e| {
            found |= matches!(&e.kind, ExprKind::Name(n) if &*n.name == name);
            !found
        },
    };
    walker.statements(statements);
    found
}

/// Whether a `yield` stands in these statements, outside of lambdas and nested functions: their function is a coroutine.
pub(crate) fn yields(statements: &[Statement]) -> bool {
    let mut found = false;
    let mut walker = Walker { functions: false, statement: &mut |_| {}, expr: &mut |e| is_free_of_yields(e, &mut found) };
    walker.statements(statements);
    found
}

/// Whether a lambda is a coroutine.
pub(crate) fn lambda_yields(lambda: &Lambda) -> bool {
    match &lambda.body {
        LambdaBody::Block(block) => yields(&block.statements),
        LambdaBody::Expr(e) => {
            let mut found = false;
            Walker { functions: false, statement: &mut |_| {}, expr: &mut |e| is_free_of_yields(e, &mut found) }.expr(e);
            found
        }
    }
}

/// Notes a `yield`; whether to look further below.
fn is_free_of_yields(e: &Expr, found: &mut bool) -> bool {
    *found |= matches!(e.kind, ExprKind::Yield(_));
    !*found && !matches!(e.kind, ExprKind::Lambda(_))
}

/// The names that a function declares: parameters and locals.
pub(crate) fn declared_names(decl: &FunctionDecl) -> BTreeSet<Name> {
    let mut names: BTreeSet<Name> = decl.parameters.iter().map(|p| p.name.name.clone()).collect();
    let Some(body) = &decl.body else { return names };
    let mut walker = Walker {
        functions: true,
        statement: &mut |statement| match &statement.kind {
            StatementKind::Variable(variable) => bound_names(&variable.target, &mut names),
            StatementKind::For { first, second, .. } => {
                names.insert(first.name.clone());
                names.extend(second.iter().map(|s| s.name.clone()));
            }
            _ => {}
        },
        expr: &mut |_| true,
    };
    walker.statements(&body.statements);
    names
}

fn bound_names(pattern: &Pattern, into: &mut BTreeSet<Name>) {
    match &pattern.kind {
        PatternKind::Bind(name) => {
            into.insert(name.name.clone());
        }
        PatternKind::Tuple(items) => items.iter().for_each(|p| bound_names(p, into)),
        _ => {}
    }
}

/// A way from `self` through fields: none if an expression is no such way.
fn self_path(e: &Expr, locals: &BTreeSet<Name>, path: &mut Vec<Name>) -> Option<()> {
    match &e.kind {
        ExprKind::SelfValue => Some(()),
        ExprKind::Name(name) if !locals.contains(&name.name) => {
            path.push(name.name.clone());
            Some(())
        }
        ExprKind::Member { base, name, optional: false } => {
            self_path(base, locals, path)?;
            path.push(name.name.clone());
            Some(())
        }
        _ => None,
    }
}

impl Checker {
    /// Whether a method of a struct changes `self`.
    pub fn is_mutating(&self, ty: TypeId, method: &str) -> bool {
        match self.owner_of(ty) {
            Some(Owner::Struct(id)) => self.structs[id.0 as usize].mutating.iter().any(|name| &**name == method),
            Some(Owner::Enum(_) | Owner::Class(_) | Owner::Trait(_)) | None => false,
        }
    }

    /// Finds which methods of these structs change `self`: they assign a field, or call what does on `self` or inside it.
    pub fn find_mutating(&mut self, types: &[Owner]) {
        loop {
            let mut changed = false;
            for owner in types {
                let Owner::Struct(id) = owner else { continue };
                let i = id.0 as usize;
                let decl = self.structs[i].decl.clone();
                for method in &decl.methods {
                    let name = &method.name.name;
                    if self.structs[i].mutating.contains(name) || method.modifiers.is_static.is_some() || &**name == "init" {
                        continue;
                    }
                    let declared = method.modifiers.native.is_some_and(|native| native.mutates);
                    if declared || self.changes_self(self.structs[i].ty, method) {
                        self.structs[i].mutating.push(name.clone());
                        changed = true;
                    }
                }
            }
            if !changed {
                return;
            }
        }
    }

    /// Whether a method of a struct assigns what is in `self`, or calls what does.
    pub fn changes_self(&self, ty: TypeId, method: &FunctionDecl) -> bool {
        let Some(body) = &method.body else { return false };
        let locals = declared_names(method);
        let found = std::cell::Cell::new(false);
        let mut walker = Walker {
            functions: true,
            statement: &mut |statement| {
                if let StatementKind::Assign { target, .. } = &statement.kind {
                    found.set(found.get() || self.target_changes(ty, target, &locals));
                }
            },
            expr: &mut |e| {
                if let ExprKind::Call { callee, .. } = &e.kind {
                    found.set(found.get() || self.call_changes(ty, callee, &locals));
                }
                !found.get()
            },
        };
        walker.statements(&body.statements);
        found.get()
    }

    fn target_changes(&self, ty: TypeId, target: &Expr, locals: &BTreeSet<Name>) -> bool {
        match &target.kind {
            ExprKind::Tuple(items) => items.iter().any(|item| self.target_changes(ty, item, locals)),
            ExprKind::Index { base, .. } => self.path_type(ty, base, locals).is_some_and(|at| self.is_mutating(at, "setAt")),
            _ => {
                let mut path = Vec::new();
                self_path(target, locals, &mut path).is_some()
                    && path.first().is_some_and(|first| self.is_instance_field(ty, first))
                    && self.stays_in_structs(ty, &path)
            }
        }
    }

    fn call_changes(&self, ty: TypeId, callee: &Expr, locals: &BTreeSet<Name>) -> bool {
        match &callee.kind {
            ExprKind::MethodTypes { member, .. } => self.call_changes(ty, member, locals),
            ExprKind::Name(name) => !locals.contains(&name.name) && self.is_mutating(ty, &name.name),
            ExprKind::Member { base, name, optional: false } => {
                self.path_type(ty, base, locals).is_some_and(|at| self.is_mutating(at, &name.name))
            }
            _ => false,
        }
    }

    /// Whether a path from `self` leads through no object: what lies in one is no part of `self`.
    fn stays_in_structs(&self, ty: TypeId, path: &[Name]) -> bool {
        let mut at = ty;
        path.iter().all(|name| {
            let inside = !self.is_object(self.optional_inner(at).unwrap_or(at));
            if let Some(MemberKind::Field { ty, .. }) = self.known_member(at, name).map(|member| member.kind) {
                at = ty;
            }
            inside
        })
    }

    fn is_instance_field(&self, ty: TypeId, name: &str) -> bool {
        self.known_member(ty, name).is_some_and(|m| matches!(m.kind, MemberKind::Field { .. }))
    }

    /// The type of what a path from `self` leads to.
    fn path_type(&self, ty: TypeId, e: &ast::Expr, locals: &BTreeSet<Name>) -> Option<TypeId> {
        let mut path = Vec::new();
        self_path(e, locals, &mut path)?;
        let mut at = ty;
        for name in path {
            match self.known_member(at, &name)?.kind {
                MemberKind::Field { ty, getter: None, .. } => at = ty,
                _ => return None,
            }
            if !matches!(self.get(at), Type::Struct(_)) {
                return None;
            }
        }
        Some(at)
    }
}
