//! Warnings about declarations that nothing uses: private members, nested functions, parameters.
//!
//! They are found in the syntax tree, by name: who is mentioned under the same name anywhere in the type (or block) counts as used, so that nothing
//! is called unused that is not. Names with `_` in front are left alone, and so are parameters whose function did not choose them: of methods
//! that others may override or ask for, of operators, of functions that the module exports, hands on as values or leaves to the host to call, of lambdas.

use super::Checker;
use super::mutation::{Walker, declared_names};
use crate::ast::*;
use crate::diagnostic::{Code, Diagnostic};
use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// How often names are mentioned.
#[derive(Default)]
struct Mentions {
    /// Read, called, or a part of a place that is changed.
    read: HashMap<Name, i64>,
    /// Given a new value as a whole.
    set: HashMap<Name, i64>,
    /// Mentioned elsewhere than in front of arguments.
    as_value: HashMap<Name, i64>,
    /// Bare names that stand for locals, where members are looked for.
    locals: BTreeSet<Name>,
}

impl Mentions {
    fn add(&mut self, statements: &[Statement]) {
        let this = RefCell::new(std::mem::take(self));
        let count = |list: fn(&mut Mentions) -> &mut HashMap<Name, i64>, name: &Name| {
            *list(&mut this.borrow_mut()).entry(name.clone()).or_default() += 1;
        };
        let mut walker = Walker {
            functions: true,
            statement: &mut |statement| match &statement.kind {
                StatementKind::Assign { target, op: AssignOp::Set, .. } => {
                    if let Some(name) = last_name(target).filter(|_| !this.borrow().is_local(target)) {
                        count(|m| &mut m.set, name);
                    }
                }
                StatementKind::Function(decl) => {
                    let mut own = Mentions::default();
                    own.defaults(decl);
                    own.read.keys().for_each(|name| count(|m| &mut m.read, name));
                }
                _ => {}
            },
            expr: &mut |e| {
                if let ExprKind::Call { callee, .. } = &e.kind
                    && let Some(name) = last_name(callee)
                    && !this.borrow().is_local(callee)
                {
                    // The walk comes by the callee itself as well.
                    let mut this = this.borrow_mut();
                    let seen = this.as_value.entry(name.clone()).or_default();
                    *seen -= 1;
                }
                if let Some(name) = last_name(e).filter(|_| !this.borrow().is_local(e)) {
                    count(|m| &mut m.read, name);
                    count(|m| &mut m.as_value, name);
                }
                true
            },
        };
        walker.statements(statements);
        *self = this.into_inner();
    }

    fn expr(&mut self, e: &Expr) {
        self.add(&[Statement { kind: StatementKind::Expression(e.clone()), span: e.span }]);
    }

    fn defaults(&mut self, decl: &FunctionDecl) {
        decl.parameters.iter().filter_map(|parameter| parameter.default.as_ref()).for_each(|value| self.expr(value));
    }

    fn function(&mut self, decl: &FunctionDecl) {
        self.defaults(decl);
        if let Some(body) = &decl.body {
            self.add(&body.statements);
        }
    }

    /// A method, of whose own names nobody asks: they hide members.
    fn method(&mut self, decl: &FunctionDecl) {
        self.locals = declared_names(decl);
        self.function(decl);
        self.locals.clear();
    }

    fn is_local(&self, e: &Expr) -> bool {
        matches!(&e.kind, ExprKind::Name(name) if self.locals.contains(&name.name))
    }

    fn field(&mut self, field: &Field) {
        field.default.iter().for_each(|value| self.expr(value));
        [&field.getter, &field.setter].into_iter().flatten().for_each(|accessor| self.add(&accessor.body.statements));
    }

    /// Adds what is mentioned elsewhere.
    fn take(&mut self, other: &Mentions) {
        for (all, others) in [(&mut self.as_value, &other.as_value), (&mut self.read, &other.read)] {
            others.iter().for_each(|(name, times)| *all.entry(name.clone()).or_default() += times);
        }
    }

    /// Whether somebody reads it. The target of an assignment is walked by, too.
    fn is_read(&self, name: &Name) -> bool {
        self.count(name) > self.set.get(name).copied().unwrap_or(0)
    }

    fn count(&self, name: &Name) -> i64 {
        self.read.get(name).copied().unwrap_or(0)
    }
}

/// `b` of `b` and `a.b`.
fn last_name(e: &Expr) -> Option<&Name> {
    match &e.kind {
        ExprKind::Name(name) | ExprKind::Member { name, .. } | ExprKind::Generic { name, .. } => Some(&name.name),
        _ => None,
    }
}

fn is_exempt(name: &Name) -> bool {
    name.starts_with('_')
}

/// The methods of operators, and those by which loops run: their parameters are given.
const GIVEN: [&str; 13] = ["add", "subtract", "multiply", "divide", "modulo", "equals", "lt", "le", "gt", "ge", "at", "setAt", "toString"];

impl Checker {
    /// Warns of what a module declares and nothing uses; not where there are errors, which may be the reason.
    pub fn unused_declarations(&mut self, ast: &Module) {
        if self.diagnostics.has_errors() || !self.lints() {
            return;
        }
        let mut module = Mentions::default();
        module.add(&ast.statements);
        for statement in &ast.statements {
            match &statement.kind {
                StatementKind::Struct(decl) | StatementKind::Class(decl) | StatementKind::Trait(decl) => {
                    let mut inside = Mentions::default();
                    decl.methods.iter().for_each(|method| inside.method(method));
                    decl.fields.iter().for_each(|field| inside.field(field));
                    module.take(&inside);
                    let is_class = matches!(statement.kind, StatementKind::Class(_));
                    self.unused_members(&decl.fields, &decl.methods, &inside, is_class);
                }
                StatementKind::Enum(decl) => {
                    let mut inside = Mentions::default();
                    decl.methods.iter().for_each(|method| inside.method(method));
                    module.take(&inside);
                    self.unused_members(&[], &decl.methods, &inside, false);
                }
                _ => {}
            }
        }
        for statement in &ast.statements {
            if let StatementKind::Function(decl) = &statement.kind {
                let handed_on = module.as_value.get(&decl.name.name).copied().unwrap_or(0) > 0;
                // What nobody here calls, the host or another module does, and says with what.
                if !handed_on && module.count(&decl.name.name) > 0 && decl.modifiers.exported.is_none() {
                    self.unused_parameters(decl);
                }
                self.unused_nested(decl);
            }
        }
    }

    fn unused_members(&mut self, fields: &[Field], methods: &[Arc<FunctionDecl>], inside: &Mentions, is_class: bool) {
        // A struct's fields are read when it is shown or compared.
        for field in fields.iter().filter(|field| is_class && field.modifiers.visibility == Visibility::Private) {
            let name = &field.name.name;
            if !is_exempt(name) && !inside.is_read(name) {
                let what = if inside.set.contains_key(name) { "is assigned, but never read" } else { "is never read" };
                self.report(
                    Diagnostic::warning(Code::UNUSED_PRIVATE, field.name.span, format!("the private field `{name}` {what}"))
                        .help(format!("remove it, or name it `_{name}`")),
                );
            }
        }
        for method in methods {
            let name = &method.name.name;
            let is_private = method.modifiers.visibility == Visibility::Private;
            if is_private && &**name != "init" && !is_exempt(name) {
                // Who only calls itself is not used.
                let mut own = Mentions::default();
                own.method(method);
                if inside.count(name) <= own.count(name) {
                    self.report(
                        Diagnostic::warning(Code::UNUSED_PRIVATE, method.name.span, format!("the private method `{name}` is never called"))
                            .help(format!("remove it, or name it `_{name}`")),
                    );
                }
            }
            let is_own = is_private || method.modifiers.is_static.is_some() || &**name == "init";
            let handed_on = inside.as_value.get(name).copied().unwrap_or(0) > 0;
            if is_own && !handed_on && !GIVEN.contains(&&**name) {
                self.unused_parameters(method);
            }
            self.unused_nested(method);
        }
    }

    fn unused_parameters(&mut self, decl: &FunctionDecl) {
        let Some(body) = &decl.body else { return };
        let mut inside = Mentions::default();
        inside.function(decl);
        // An empty body is still to be written.
        if body.statements.is_empty() {
            return;
        }
        for parameter in &decl.parameters {
            let name = &parameter.name.name;
            if !is_exempt(name) && inside.count(name) == 0 {
                self.report(
                    Diagnostic::warning(Code::UNUSED_PARAMETER, parameter.name.span, format!("the parameter `{name}` is never read"))
                        .help(format!("remove it, or name it `_{name}`")),
                );
            }
        }
    }

    /// The nested functions of a function.
    fn unused_nested(&mut self, decl: &FunctionDecl) {
        let Some(body) = &decl.body else { return };
        let mut all = Mentions::default();
        all.add(&body.statements);
        let mut nested: Vec<Arc<FunctionDecl>> = Vec::new();
        let mut walker = Walker {
            functions: true,
            statement: &mut |statement| {
                if let StatementKind::Function(decl) = &statement.kind {
                    nested.push(decl.clone());
                }
            },
            expr: &mut |_| true,
        };
        walker.statements(&body.statements);
        for decl in nested {
            let name = &decl.name.name;
            let mut own = Mentions::default();
            own.function(&decl);
            if !is_exempt(name) && all.count(name) <= own.count(name) {
                self.report(
                    Diagnostic::warning(Code::UNUSED_PRIVATE, decl.name.span, format!("the function `{name}` is never called"))
                        .help(format!("remove it, or name it `_{name}`")),
                );
            } else if all.as_value.get(name).copied().unwrap_or(0) == 0 {
                self.unused_parameters(&decl);
            }
        }
    }
}
