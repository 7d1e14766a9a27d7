//! Calls function values directly whose function is known: of `let add = (x) => x + step`, `add(1)` calls the lambda itself, with what it captures. A value that
//! nobody asks for any more is not made.
//!
//! That is the same call: what a lambda captures is a cell, or is not assigned after the lambda was made (`captures`), and the variable of the value can't be assigned.
//! `specialize` asks for such values too.

// What is not named in a question below keeps its function value, and stays as correct as it was.
#![allow(clippy::wildcard_enum_match_arm)]

use crate::ir::visit::{self, Visitor, VisitorMut};
use crate::ir::{
    Block, Expr, ExprKind, FuncId, Function, Local, LocalId, Pattern, Place, PlaceRoot, Program, Statement, StatementKind, Storage,
};
use std::collections::{HashMap, HashSet};

/// A lambda and the variables that it captures.
#[derive(Clone)]
pub(super) struct Known {
    pub lambda: FuncId,
    pub captures: Vec<LocalId>,
}

/// The variables of a function whose values are known function values.
pub(super) fn known(function: &Function) -> HashMap<LocalId, Known> {
    struct Find<'f>(&'f [Local], HashMap<LocalId, Known>);
    impl<'f> Visitor<'f> for Find<'f> {
        fn statement(&mut self, statement: &'f Statement) {
            if let Some((local, known)) = of_statement(statement) {
                let variable = &self.0[local.0 as usize];
                if !variable.mutable && variable.storage == Storage::Slot {
                    self.1.insert(local, known);
                }
            }
            visit::walk_statement(self, statement);
        }
    }
    let mut find = Find(&function.locals, HashMap::new());
    find.block(&function.body);
    find.1
}

fn of_statement(statement: &Statement) -> Option<(LocalId, Known)> {
    match &statement.kind {
        StatementKind::Let { local, value: Some(Expr { kind: ExprKind::Closure { function, captures }, .. }) } => {
            Some((*local, Known { lambda: *function, captures: captures.clone() }))
        }
        _ => None,
    }
}

/// What function value an expression is, if that is known.
pub(super) fn of_expr(expr: &Expr, known: &HashMap<LocalId, Known>) -> Option<Known> {
    match &expr.kind {
        ExprKind::Closure { function, captures } => Some(Known { lambda: *function, captures: captures.clone() }),
        ExprKind::Local(local) => known.get(local).cloned(),
        _ => None,
    }
}

/// Calls known function values directly in these functions.
pub fn run(program: &mut Program, functions: &[FuncId]) {
    struct Direct(HashMap<LocalId, Known>);
    impl VisitorMut for Direct {
        fn expr(&mut self, expr: &mut Expr) {
            visit::walk_expr_mut(self, expr);
            let ExprKind::CallValue { callee, arguments } = &mut expr.kind else { return };
            let ExprKind::Local(local) = callee.kind else { return };
            if let Some(Known { lambda, captures }) = self.0.get(&local).cloned() {
                expr.kind = ExprKind::Call { function: lambda, captures, arguments: std::mem::take(arguments) };
            }
        }
    }
    for id in functions {
        let known = known(&program[*id]);
        if !known.is_empty() {
            Direct(known).block(&mut program[*id].body);
        }
    }
}

/// Takes known function values out of these functions that nobody asks for.
pub fn remove_unused(program: &mut Program, functions: &[FuncId]) {
    struct Remove(HashSet<LocalId>);
    impl VisitorMut for Remove {
        fn block(&mut self, block: &mut Block) {
            block.statements.retain(|statement| of_statement(statement).is_none_or(|(local, _)| !self.0.contains(&local)));
            visit::walk_block_mut(self, block);
        }
    }
    for id in functions {
        let known = known(&program[*id]);
        if known.is_empty() {
            continue;
        }
        let mut asked = Asked(HashSet::new());
        asked.block(&program[*id].body);
        let unused: HashSet<LocalId> = known.into_keys().filter(|local| !asked.0.contains(local)).collect();
        if !unused.is_empty() {
            Remove(unused).block(&mut program[*id].body);
        }
    }
}

/// The variables that somebody reads, or passes on.
struct Asked(HashSet<LocalId>);

impl Visitor<'_> for Asked {
    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Local(local) => {
                self.0.insert(*local);
            }
            ExprKind::Call { captures, .. } | ExprKind::Closure { captures, .. } => self.0.extend(captures),
            _ => {}
        }
        visit::walk_expr(self, expr);
    }

    fn place(&mut self, place: &Place) {
        if let PlaceRoot::Local(local) = place.root {
            self.0.insert(local);
        }
        visit::walk_place(self, place);
    }

    fn pattern(&mut self, pattern: &Pattern) {
        visit::each_binding(pattern, &mut |local| {
            self.0.insert(local);
        });
        visit::walk_pattern(self, pattern);
    }
}
