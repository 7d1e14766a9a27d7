//! Puts what small functions compute in the place of their calls: `unit.isAlive()` becomes `unit.health > 0.0`.
//!
//! A function is inlined if it is one small expression that can't fail and calls nothing of scripts. So no trace loses a frame, no call that counts
//! against the depth is gone, and nothing that the function does can be seen but its value. Arguments that are more than a variable or a literal are
//! evaluated first, into variables of their own, in their order; not if they are counted, since a parameter is lent and a variable is not.

// What is not named in a question below is not inlined, and stays as correct as it was.
#![allow(clippy::wildcard_enum_match_arm)]

use crate::ir::visit::{self, Visitor, VisitorMut};
use crate::ir::{
    BinaryOp, Block, Expr, ExprKind, FuncId, Function, FunctionKind, Local, LocalId, Original, Program, Statement, StatementKind, Storage,
    Type, TypeId,
};
use crate::source::Span;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// Nodes of the largest expression that is put in the place of calls.
const LARGEST: usize = 24;

/// So often all functions are looked at: what calls small functions may be small itself once they are gone.
const ROUNDS: usize = 3;

/// Inlines what these functions call.
pub fn run(program: &mut Program, functions: &[FuncId]) {
    for _ in 0..ROUNDS {
        let mut changed = false;
        for id in functions {
            let function = &mut program[*id];
            let span = function.body.span;
            let mut body = std::mem::replace(&mut function.body, Block { statements: Vec::new(), value: None, span });
            let locals = std::mem::take(&mut function.locals);
            let before = (!program.inlined.originals.contains_key(id) && calls_simple(program, &body))
                .then(|| Arc::new(Original { body: body.clone(), locals: locals.clone() }));
            let mut calls = Calls { program, locals, changed: false, inlined: Vec::new() };
            calls.block(&mut body);
            changed |= calls.changed;
            let (locals, inlined) = (calls.locals, calls.inlined);
            let function = &mut program[*id];
            (function.body, function.locals) = (body, locals);
            if let Some(before) = before.filter(|_| !inlined.is_empty()) {
                program.inlined.originals.insert(*id, before);
            }
            for callee in inlined {
                program.inlined.callers.entry(callee).or_default().insert(*id);
            }
        }
        if !changed {
            return;
        }
    }
}

/// These functions and all that have one of them in the place of a call, or one that has: in the order of their ids.
pub fn affected(program: &Program, functions: &[FuncId]) -> Vec<FuncId> {
    let mut all: BTreeSet<FuncId> = functions.iter().copied().collect();
    let mut open = functions.to_vec();
    while let Some(callee) = open.pop() {
        let callers = program.inlined.callers.get(&callee).into_iter().flatten();
        open.extend(callers.copied().filter(|caller| program.inlined.originals.contains_key(caller) && all.insert(*caller)));
    }
    all.into_iter().collect()
}

/// Gives functions the calls again in whose place others stood.
pub fn restore(program: &mut Program, functions: &[FuncId]) {
    for id in functions {
        program.inlined.callers.remove(id);
        if let Some(before) = program.inlined.originals.remove(id) {
            let function = &mut program[*id];
            visit::free_block(std::mem::replace(&mut function.body, before.body.clone()));
            function.locals.clone_from(&before.locals);
        }
    }
}

/// Whether a script's function is called that may be put in the place of the call.
fn calls_simple(program: &Program, body: &Block) -> bool {
    struct Find<'p>(&'p Program, bool);
    impl Visitor<'_> for Find<'_> {
        fn expr(&mut self, expr: &Expr) {
            if self.1 {
                return;
            }
            if let ExprKind::Call { function, .. } = &expr.kind {
                let callee = &self.0[*function];
                self.1 = is_script(self.0, callee) && simple_value(self.0, callee).is_some();
            }
            visit::walk_expr(self, expr);
        }
    }
    let mut find = Find(program, false);
    find.block(body);
    find.1
}

/// Whether a function can get another body later.
fn is_script(program: &Program, function: &Function) -> bool {
    !program[function.module].library
}

/// The calls in a function, whose variables are at hand.
struct Calls<'p> {
    program: &'p Program,
    locals: Vec<Local>,
    changed: bool,
    /// Functions of scripts that were put in the place of calls.
    inlined: Vec<FuncId>,
}

impl VisitorMut for Calls<'_> {
    fn expr(&mut self, expr: &mut Expr) {
        visit::walk_expr_mut(self, expr);
        let ExprKind::Call { function, captures, arguments } = &mut expr.kind else { return };
        let callee = &self.program[*function];
        if callee.kind == (FunctionKind::Method { mutates: true }) || callee.parameters.len() != arguments.len() {
            return;
        }
        let Some(value) = simple_value(self.program, callee) else { return };
        let function = *function;
        let all_still = arguments.iter().all(|argument| self.is_still(argument, true));
        let lent = |argument: &Expr| self.is_still(argument, all_still) || is_plain(self.program, argument.ty);
        if !arguments.iter().all(lent) {
            return;
        }
        let mut given: HashMap<LocalId, ExprKind> =
            callee.captures.iter().copied().zip(captures.iter().map(|local| ExprKind::Local(*local))).collect();
        let mut statements = Vec::new();
        for (parameter, argument) in callee.parameters.iter().zip(std::mem::take(arguments)) {
            let kind = match self.is_still(&argument, all_still) {
                true => argument.kind,
                false => self.bound(&callee.locals[parameter.0 as usize], argument, mentions(value, *parameter), &mut statements),
            };
            given.insert(*parameter, kind);
        }
        let value = exchanged(value, &given, Some(expr.span));
        expr.kind = match statements.is_empty() {
            true => value.kind,
            false => ExprKind::Block(Block { statements, value: Some(Box::new(value)), span: expr.span }),
        };
        self.changed = true;
        if is_script(self.program, callee) {
            self.inlined.push(function);
        }
    }
}

impl Calls<'_> {
    /// Whether an argument is the same wherever it is read in the function's expression: a literal or a variable, also as something else that it is. One that
    /// can be assigned is not, where other arguments do something.
    fn is_still(&self, argument: &Expr, assignable: bool) -> bool {
        match &argument.kind {
            ExprKind::Int(_) | ExprKind::Float(_) | ExprKind::Bool(_) | ExprKind::Null => true,
            ExprKind::Local(local) => assignable || !self.locals[local.0 as usize].mutable,
            ExprKind::Upcast(value) | ExprKind::Narrow(value) => self.is_still(value, assignable),
            _ => false,
        }
    }

    /// A variable that gets the value of an argument. One that nobody asks for is evaluated all the same.
    fn bound(&mut self, parameter: &Local, argument: Expr, used: bool, statements: &mut Vec<Statement>) -> ExprKind {
        let span = argument.span;
        let local = LocalId(self.locals.len() as u32);
        let kind = match used {
            true => {
                self.locals.push(Local { mutable: false, storage: Storage::Slot, ..parameter.clone() });
                StatementKind::Let { local, value: Some(argument) }
            }
            false => StatementKind::Expr(argument),
        };
        statements.push(Statement { kind, span });
        ExprKind::Local(local)
    }
}

/// Whether values of a type are copied without counting anything.
fn is_plain(program: &Program, ty: TypeId) -> bool {
    match program.types.get(ty) {
        Type::Int | Type::Int32 | Type::Float | Type::Float64 | Type::Bool => true,
        Type::Struct(id) => program[*id].fields.iter().all(|field| is_plain(program, field.ty)),
        Type::Tuple(items) => items.iter().all(|item| is_plain(program, *item)),
        _ => false,
    }
}

fn mentions(expr: &Expr, local: LocalId) -> bool {
    struct Mentions(LocalId, bool);
    impl Visitor<'_> for Mentions {
        fn expr(&mut self, expr: &Expr) {
            self.1 |= matches!(expr.kind, ExprKind::Local(local) if local == self.0);
            visit::walk_expr(self, expr);
        }
    }
    let mut mentions = Mentions(local, false);
    mentions.expr(expr);
    mentions.1
}

/// An expression with what is given for its variables in their place. `at`: where it stands from now on.
pub(super) fn exchanged(expr: &Expr, given: &HashMap<LocalId, ExprKind>, at: Option<Span>) -> Expr {
    struct Exchange<'a>(&'a HashMap<LocalId, ExprKind>, Option<Span>);
    impl VisitorMut for Exchange<'_> {
        fn expr(&mut self, expr: &mut Expr) {
            if let Some(span) = self.1 {
                expr.span = span;
            }
            visit::walk_expr_mut(self, expr);
            if let ExprKind::Local(local) = &expr.kind
                && let Some(other) = self.0.get(local)
            {
                expr.kind = other.clone();
            }
        }
    }
    let mut value = expr.clone();
    Exchange(given, at).expr(&mut value);
    value
}

/// The expression that a function is, if it computes without failing, and without calling anything.
pub(super) fn simple_value<'p>(program: &Program, function: &'p Function) -> Option<&'p Expr> {
    let value = match (function.body.statements.as_slice(), &function.body.value) {
        ([], Some(value)) => match &value.kind {
            ExprKind::Return(Some(inner)) => inner,
            _ => value,
        },
        ([Statement { kind: StatementKind::Expr(Expr { kind: ExprKind::Return(Some(inner)), .. }), .. }], None) => inner,
        _ => return None,
    };
    // The variables of the function are those that it is given: an expression declares none.
    let mut given = function.captures.iter().chain(&function.parameters).map(|local| &function.locals[local.0 as usize]);
    let plain = given.all(|local| local.storage == Storage::Slot || !local.mutable);
    let captured_cells = function.captures.iter().any(|local| function.locals[local.0 as usize].storage == Storage::Cell);
    let mut size = 0;
    (plain && !captured_cells && is_simple(program, value, &mut size)).then_some(&**value)
}

fn is_simple(program: &Program, expr: &Expr, size: &mut usize) -> bool {
    *size += 1;
    if *size > LARGEST {
        return false;
    }
    let value_of = |block: &Block, size: &mut usize| {
        block.statements.is_empty() && block.value.as_ref().is_some_and(|value| is_simple(program, value, size))
    };
    match &expr.kind {
        ExprKind::Int(_) | ExprKind::Float(_) | ExprKind::Bool(_) | ExprKind::String(_) | ExprKind::Null | ExprKind::Local(_) => true,
        ExprKind::Global { global: _, checked } => !checked,
        ExprKind::Binary { op, left, right } => {
            let divides = matches!(op, BinaryOp::Divide | BinaryOp::Modulo);
            let by_zero = divides && !left.ty.is_float() && !matches!(right.kind, ExprKind::Int(divisor) if divisor != 0);
            !by_zero && is_simple(program, left, size) && is_simple(program, right, size)
        }
        ExprKind::Logic { or: _, left, right } => is_simple(program, left, size) && is_simple(program, right, size),
        ExprKind::Unary { op: _, operand }
        | ExprKind::Convert { kind: _, operand }
        | ExprKind::Item { base: operand, index: _ }
        | ExprKind::Field { base: operand, index: _ }
        | ExprKind::ObjectField { object: operand, index: _ }
        | ExprKind::IsSome(operand)
        | ExprKind::IsVariant { value: operand, variant: _ }
        | ExprKind::Ordinal(operand)
        | ExprKind::Some(operand)
        | ExprKind::Upcast(operand)
        | ExprKind::Narrow(operand) => is_simple(program, operand, size),
        ExprKind::Tuple(items) | ExprKind::Struct { id: _, fields: items } => items.iter().all(|item| is_simple(program, item, size)),
        ExprKind::CallNative { native, types: _, arguments } => {
            let def = &program[*native];
            !def.fails && !def.context && arguments.iter().all(|argument| is_simple(program, argument, size))
        }
        ExprKind::If { condition, then, otherwise: Some(otherwise) } => {
            is_simple(program, condition, size) && value_of(then, size) && value_of(otherwise, size)
        }
        _ => false,
    }
}
