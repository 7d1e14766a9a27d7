//! Gives functions that are called with a lambda a text of their own for that lambda: `list.map((x) => x * 2)` calls a `map` that calls the
//! lambda directly, and no function value is made. So it is with small functions of scripts at top level.
//!
//! The copy has the captures of the lambda as captures of its own, which the call passes on as for a nested function; the parameter is gone. A lambda that is one
//! expression, which can't fail and calls nothing of scripts, stands in the copy instead of its calls. Traces stay what they are: a copy has the frame of the
//! function that it is one of (the library has none), and what can fail keeps its own.

// What is not named in a question below is not specialized, and stays as correct as it was.
#![allow(clippy::wildcard_enum_match_arm)]

use super::closures::{self, Known};
use super::inline::{exchanged, simple_value};
use crate::ir::visit::{self, Visitor, VisitorMut};
use crate::ir::{Expr, ExprKind, FuncId, Function, FunctionKind, LocalId, Original, Place, PlaceRoot, Program};
use std::collections::HashMap;
use std::sync::Arc;

/// A function, a parameter of it, and the lambda that is given for it.
type Key = (FuncId, usize, FuncId);

/// Nodes of the largest function of a script of which there are copies.
const LARGEST: usize = 60;

/// Specializes what these functions call. The copies are added to the program, and looked at as well.
pub fn run(program: &mut Program, functions: &[FuncId]) {
    let mut copies: HashMap<Key, FuncId> = HashMap::new();
    let mut open = functions.to_vec();
    let mut next = 0;
    while let Some(id) = open.get(next).copied() {
        next += 1;
        let known = closures::known(&program[id]);
        // One after the other: what was made of one argument may be called with another one.
        while let Some(key) = wanted(program, id, &known) {
            let copy = *copies.entry(key).or_insert_with(|| {
                let copy = program.add_function(specialized(program, key));
                open.push(copy);
                copy
            });
            let script = !program[program[key.0].module].library;
            if script && !program.inlined.originals.contains_key(&id) {
                let function = &program[id];
                let before = Original { body: function.body.clone(), locals: function.locals.clone() };
                program.inlined.originals.insert(id, Arc::new(before));
            }
            if script {
                program.inlined.callers.entry(key.0).or_default().insert(id);
            }
            if !redirect(&mut program[id], key, copy, &known) {
                break;
            }
        }
    }
}

/// The first call in a function that can be specialized.
fn wanted(program: &Program, id: FuncId, known: &HashMap<LocalId, Known>) -> Option<Key> {
    struct Find<'p> {
        program: &'p Program,
        known: &'p HashMap<LocalId, Known>,
        found: Option<Key>,
    }
    impl Visitor<'_> for Find<'_> {
        fn expr(&mut self, expr: &Expr) {
            if self.found.is_some() {
                return;
            }
            if let ExprKind::Call { function, captures: _, arguments } = &expr.kind {
                let of = |(index, argument): (usize, &Expr)| Some((*function, index, closures::of_expr(argument, self.known)?.lambda));
                self.found = arguments.iter().enumerate().filter_map(of).find(|key| can_specialize(self.program, *key));
            }
            visit::walk_expr(self, expr);
        }
    }
    let mut find = Find { program, known, found: None };
    find.block(&program[id].body);
    find.found
}

fn can_specialize(program: &Program, (function, index, lambda): Key) -> bool {
    let def = &program[function];
    let module = &program[def.module];
    let may_be = match module.library {
        true => def.host.is_none() && def.coroutine.is_none(),
        // Methods and nested functions are looked up by what they belong to.
        false => def.host.is_none() && def.kind == FunctionKind::Plain && def.captures.is_empty() && !module.linked && is_small(def),
    };
    let is_lambda = program[lambda].kind == FunctionKind::Lambda && program[lambda].coroutine.is_none();
    may_be
        && is_lambda
        && !matches!(def.kind, FunctionKind::Method { mutates: true })
        && def.parameters.len() > index
        && only_called(def, def.parameters[index])
}

fn is_small(function: &Function) -> bool {
    let mut nodes = 0;
    visit::each_expr(&function.body, |_| nodes += 1);
    nodes <= LARGEST
}

/// Whether a parameter is called, and nothing else is done with it.
fn only_called(function: &Function, parameter: LocalId) -> bool {
    struct Uses {
        parameter: LocalId,
        others: bool,
    }
    impl Visitor<'_> for Uses {
        fn expr(&mut self, expr: &Expr) {
            match &expr.kind {
                ExprKind::CallValue { callee, arguments } if matches!(callee.kind, ExprKind::Local(local) if local == self.parameter) => {
                    arguments.iter().for_each(|argument| self.expr(argument));
                }
                ExprKind::Local(local) => self.others |= *local == self.parameter,
                ExprKind::Call { captures, .. } | ExprKind::Closure { captures, .. } => {
                    self.others |= captures.contains(&self.parameter);
                    visit::walk_expr(self, expr);
                }
                _ => visit::walk_expr(self, expr),
            }
        }

        fn place(&mut self, place: &Place) {
            self.others |= matches!(place.root, PlaceRoot::Local(local) if local == self.parameter);
            visit::walk_place(self, place);
        }
    }
    let mut uses = Uses { parameter, others: false };
    uses.block(&function.body);
    !uses.others
}

/// The copy of a function for a lambda.
fn specialized(program: &Program, (function, index, lambda): Key) -> Function {
    let mut copy = program[function].clone();
    let parameter = copy.parameters.remove(index);
    if index < copy.defaults.len() {
        copy.defaults.remove(index);
    }
    copy.public = false;
    let lambda_def = &program[lambda];
    let captures: Vec<LocalId> = lambda_def
        .captures
        .iter()
        .map(|captured| {
            copy.locals.push(lambda_def.locals[captured.0 as usize].clone());
            LocalId(copy.locals.len() as u32 - 1)
        })
        .collect();
    copy.captures.extend(&captures);
    let expression = simple_value(program, lambda_def);
    let mut calls = Direct { parameter, lambda, captures, lambda_def, expression };
    calls.block(&mut copy.body);
    copy
}

/// Calls the lambda directly, or puts what it computes in the place of the call.
struct Direct<'p> {
    parameter: LocalId,
    lambda: FuncId,
    captures: Vec<LocalId>,
    lambda_def: &'p Function,
    expression: Option<&'p Expr>,
}

impl VisitorMut for Direct<'_> {
    fn expr(&mut self, expr: &mut Expr) {
        visit::walk_expr_mut(self, expr);
        let ExprKind::CallValue { callee, arguments } = &mut expr.kind else { return };
        if !matches!(callee.kind, ExprKind::Local(local) if local == self.parameter) {
            return;
        }
        let arguments = std::mem::take(arguments);
        let arguments = match self.expression {
            Some(expression) => match self.inlined(expression, arguments) {
                Ok(value) => {
                    *expr = value;
                    return;
                }
                Err(arguments) => arguments,
            },
            None => arguments,
        };
        expr.kind = ExprKind::Call { function: self.lambda, captures: self.captures.clone(), arguments };
    }
}

impl Direct<'_> {
    /// The lambda's expression with its variables exchanged for those here; the arguments are given back if one of them is no variable.
    fn inlined(&self, expression: &Expr, arguments: Vec<Expr>) -> Result<Expr, Vec<Expr>> {
        let mut locals = HashMap::new();
        locals.extend(self.lambda_def.captures.iter().copied().zip(self.captures.iter().copied()));
        for (parameter, argument) in self.lambda_def.parameters.iter().zip(&arguments) {
            let ExprKind::Local(local) = argument.kind else { return Err(arguments) };
            locals.insert(*parameter, local);
        }
        let locals = locals.into_iter().map(|(from, to)| (from, ExprKind::Local(to))).collect();
        Ok(exchanged(expression, &locals, None))
    }
}

/// Lets a function call a copy where it called a function with a lambda; whether it did.
fn redirect(function: &mut Function, key: Key, to: FuncId, known: &HashMap<LocalId, Known>) -> bool {
    struct Redirect<'k> {
        key: Key,
        to: FuncId,
        known: &'k HashMap<LocalId, Known>,
        changed: bool,
    }
    impl VisitorMut for Redirect<'_> {
        fn expr(&mut self, expr: &mut Expr) {
            visit::walk_expr_mut(self, expr);
            let (from, index, lambda) = self.key;
            let ExprKind::Call { function, captures, arguments } = &mut expr.kind else { return };
            if *function != from {
                return;
            }
            let Some(given) = arguments.get(index).and_then(|argument| closures::of_expr(argument, self.known)) else { return };
            if given.lambda == lambda {
                captures.extend(given.captures);
                *function = self.to;
                arguments.remove(index);
                self.changed = true;
            }
        }
    }
    let mut redirect = Redirect { key, to, known, changed: false };
    redirect.block(&mut function.body);
    redirect.changed
}
