//! What can be said of a function only along its paths: assignment before use, `let`s assigned once, results on every path, code that nothing
//! reaches; and, as the walk passes by, locals that are never read and expressions that do nothing.
//!
//! One walk in the order of evaluation carries a `State`. A loop needs no second walk: going round only adds assignments, so what is
//! assigned for sure at its head is what was before it; and a `let` that was assigned in one turn and reaches the head again is assigned a
//! second time by the same statement.

mod effect;
pub mod init;
mod report;
mod state;

use crate::diagnostic::Diagnostics;
use crate::ir::visit::{self, Visitor};
use crate::ir::{
    Arm, Block, Expr, ExprKind, FuncId, Function, FunctionKind, LocalId, LoopId, Pattern, Place, PlaceRoot, Program, RangeExpr, Statement,
    StatementKind, TypeId,
};
use crate::source::Span;
use state::{Bits, State};
use std::collections::HashMap;

/// Checks one function. Synthesized ones have nothing to check, and one in which an error was found already would only bring more.
pub fn check(program: &Program, id: FuncId, diagnostics: &mut Diagnostics) {
    let function = &program[id];
    if function.kind == FunctionKind::Synthetic || function.host.is_some() || has_errors(function) {
        return;
    }
    let mut flow = Flow::new(program, function, diagnostics);
    flow.block(&function.body);
    if flow.state.reachable && function.body.value.is_none() && function.coroutine.unwrap_or(function.result) != TypeId::VOID {
        flow.missing_return();
    }
    flow.unused_locals();
}

/// Whether the statements of a module do nothing but give its variables their values: nobody sees whether they ran.
pub(crate) fn only_declares(program: &Program, init: FuncId) -> bool {
    let body = &program[init].body;
    body.value.is_none()
        && body.statements.iter().all(|statement| match &statement.kind {
            StatementKind::InitGlobal { global: _, value } => effect::is_none(program, value),
            StatementKind::Let { .. }
            | StatementKind::Assign { .. }
            | StatementKind::Update { .. }
            | StatementKind::Append { .. }
            | StatementKind::Expr(_)
            | StatementKind::While { .. }
            | StatementKind::ForRange { .. }
            | StatementKind::ForArray { .. }
            | StatementKind::ForDictionary { .. }
            | StatementKind::ForChars { .. } => false,
        })
}

/// Whether something in the body has no type because of an error that was reported.
fn has_errors(function: &Function) -> bool {
    let mut found = function.locals.iter().any(|local| local.ty == TypeId::ERROR);
    visit::each_expr(&function.body, |expr| found |= expr.ty == TypeId::ERROR);
    found
}

/// How a local came to be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// A parameter, or a captured variable.
    Outside,
    /// `let`, `var`.
    Declared,
    /// A name in a pattern.
    Pattern,
    /// A loop's variable.
    Loop,
}

/// What is known of a local in the whole function.
#[derive(Clone, Copy)]
struct Use {
    origin: Origin,
    read: bool,
    written: bool,
    /// Its number in a [`State`], if it was declared without a value.
    number: Option<usize>,
}

/// A loop around the current point.
struct Loop {
    /// Where `break` leads, and where the next turn begins.
    exits: State,
    turns: State,
    /// At the head: locals that may be assigned, and those that are in scope.
    maybe: Bits,
    in_scope: Bits,
    /// Index into [`Flow::assignments`].
    first_assignment: usize,
}

struct Flow<'a> {
    program: &'a Program,
    function: &'a Function,
    diagnostics: &'a mut Diagnostics,
    state: State,
    uses: Vec<Use>,
    /// The locals that states number.
    numbered: Vec<LocalId>,
    in_scope: Bits,
    /// Assignments of numbered locals so far.
    assignments: Vec<(usize, Span)>,
    loops: HashMap<LoopId, Loop>,
    /// Inside code that was reported as unreachable.
    quiet: bool,
}

impl<'a> Flow<'a> {
    fn new(program: &'a Program, function: &'a Function, diagnostics: &'a mut Diagnostics) -> Flow<'a> {
        let use_of = |_| Use { origin: Origin::Outside, read: false, written: false, number: None };
        Flow {
            program,
            function,
            diagnostics,
            state: State::start(),
            uses: function.locals.iter().map(use_of).collect(),
            numbered: Vec::new(),
            in_scope: Bits::default(),
            assignments: Vec::new(),
            loops: HashMap::new(),
            quiet: false,
        }
    }

    fn use_of(&mut self, local: LocalId) -> &mut Use {
        &mut self.uses[local.0 as usize]
    }

    /// Whether it may be assigned only once.
    fn is_fixed(&self, local: LocalId) -> bool {
        let info = &self.function.locals[local.0 as usize];
        !info.mutable && !info.name.is_empty()
    }

    fn declare(&mut self, local: LocalId, origin: Origin) {
        self.use_of(local).origin = origin;
    }

    /// `let x: int`: from here on it has no value.
    fn declare_unassigned(&mut self, local: LocalId) {
        self.declare(local, Origin::Declared);
        let next = self.numbered.len();
        let number = *self.use_of(local).number.get_or_insert(next);
        if number == next {
            self.numbered.push(local);
        }
        self.in_scope.add(number);
        self.state.assigned.remove(number);
        self.state.maybe.remove(number);
    }

    /// Whether a local has a value here; if not, that is said once.
    fn is_unassigned(&mut self, local: LocalId) -> bool {
        let Some(number) = self.use_of(local).number else { return false };
        let unassigned = self.state.reachable && !self.state.assigned.has(number);
        self.state.assigned.add(number);
        unassigned
    }

    fn read(&mut self, local: LocalId, span: Span) {
        self.use_of(local).read = true;
        self.need(local, span);
    }

    fn need(&mut self, local: LocalId, span: Span) {
        if self.is_unassigned(local) {
            self.unassigned(local, span);
        }
    }

    /// A function value is made (or, if `called`, a nested function is called) that uses these locals.
    fn capture(&mut self, locals: &[LocalId], called: Option<FuncId>, span: Span) {
        for local in locals {
            self.use_of(*local).read = true;
            if self.is_unassigned(*local) {
                self.captured_unassigned(*local, called, span);
            }
        }
    }

    /// A write of a place, after its operands and the value.
    fn write(&mut self, place: &Place, reads: bool) {
        let PlaceRoot::Local(local) = place.root else { return };
        self.use_of(local).written = true;
        if !place.path.is_empty() {
            if self.is_unassigned(local) {
                self.part_unassigned(local, place.span);
            }
            return;
        }
        if reads {
            self.need(local, place.span);
        }
        // Other `let`s, parameters and loop variables have their value already: the checker does not let anything assign them.
        let Some(number) = self.use_of(local).number else { return };
        if self.is_fixed(local) && self.state.reachable && self.state.maybe.has(number) {
            self.assigned_twice(local, place.span);
        }
        self.state.assigned.add(number);
        self.state.maybe.add(number);
        self.assignments.push((number, place.span));
    }

    /// Runs a loop whose head is here. What comes behind it is left in `state`.
    fn in_loop(&mut self, id: LoopId, condition: Option<&'a Expr>, body: &'a Block) {
        let frame = Loop {
            exits: State::nowhere(),
            turns: State::nowhere(),
            maybe: self.state.maybe.clone(),
            in_scope: self.in_scope.clone(),
            first_assignment: self.assignments.len(),
        };
        self.loops.insert(id, frame);
        if let Some(condition) = condition {
            self.expr(condition);
        }
        let endless = condition.is_some_and(|condition| matches!(condition.kind, ExprKind::Bool(true)));
        let done = if endless { State::nowhere() } else { self.state.clone() };
        self.block(body);
        let end = std::mem::replace(&mut self.state, State::nowhere());
        let Some(frame) = self.loops.remove(&id) else { return };
        let turns = frame.turns.join(&end);
        if turns.reachable {
            self.next_turn(&turns, frame.maybe, frame.in_scope, frame.first_assignment);
        }
        self.state = if endless { frame.exits } else { done.join(&frame.exits).join(&turns) };
    }

    /// A `let` from before the loop that was assigned in a turn is assigned again in the next.
    fn next_turn(&mut self, turns: &State, before: Bits, in_scope: Bits, first: usize) {
        for number in turns.maybe.without(&before) {
            let local = self.numbered[number];
            if !in_scope.has(number) || !self.is_fixed(local) {
                continue;
            }
            for index in first..self.assignments.len() {
                let (assigned, span) = self.assignments[index];
                if assigned == number {
                    self.assigned_in_loop(local, span);
                }
            }
        }
    }

    fn leave(&mut self) {
        self.state.reachable = false;
    }
}

impl<'a> Visitor<'a> for Flow<'a> {
    fn block(&mut self, block: &'a Block) {
        let quiet = self.quiet;
        let mut last: Option<Span> = None;
        for statement in &block.statements {
            self.reached(statement.span, last);
            self.statement(statement);
            last = Some(statement.span);
        }
        if let Some(value) = &block.value {
            if !matches!(value.kind, ExprKind::Unit) {
                self.reached(value.span, last);
            }
            self.expr(value);
        }
        self.quiet = quiet;
    }

    fn statement(&mut self, statement: &'a Statement) {
        match &statement.kind {
            StatementKind::Let { local, value: None } => self.declare_unassigned(*local),
            StatementKind::Let { local, value: Some(value) } => {
                self.expr(value);
                self.declare(*local, Origin::Declared);
            }
            StatementKind::Assign { place, value } => {
                self.place(place);
                self.expr(value);
                self.write(place, false);
            }
            StatementKind::Update { place, op: _, value } | StatementKind::Append { place, value } => {
                self.place(place);
                self.expr(value);
                self.write(place, true);
            }
            StatementKind::InitGlobal { global: _, value } => self.expr(value),
            StatementKind::Expr(expr) => {
                if self.state.reachable && effect::is_none(self.program, expr) && !effect::is_made(self.function, expr) {
                    self.no_effect(expr);
                }
                self.expr(expr);
            }
            StatementKind::While { id, condition, body } => self.in_loop(*id, Some(condition), body),
            StatementKind::ForRange { id, variable, range, body } => {
                match range {
                    RangeExpr::Bounds { start, end, inclusive: _ } => {
                        self.expr(start);
                        self.expr(end);
                    }
                    RangeExpr::Value(value) => self.expr(value),
                }
                self.declare(*variable, Origin::Loop);
                self.in_loop(*id, None, body);
            }
            StatementKind::ForArray { id, index: first, item: second, array: sequence, body }
            | StatementKind::ForChars { id, index: first, item: second, text: sequence, body } => {
                self.expr(sequence);
                first.iter().for_each(|local| self.declare(*local, Origin::Loop));
                self.declare(*second, Origin::Loop);
                self.in_loop(*id, None, body);
            }
            StatementKind::ForDictionary { id, key, value, dictionary, body } => {
                self.expr(dictionary);
                self.declare(*key, Origin::Loop);
                value.iter().for_each(|local| self.declare(*local, Origin::Loop));
                self.in_loop(*id, None, body);
            }
        }
    }

    #[allow(clippy::wildcard_enum_match_arm)] // All others evaluate their parts in turn, as the visitor does.
    fn expr(&mut self, expr: &'a Expr) {
        crate::stack::deep(|| match &expr.kind {
            ExprKind::Local(local) => self.read(*local, expr.span),
            ExprKind::Closure { function: _, captures } => self.capture(captures, None, expr.span),
            ExprKind::Call { function, captures, arguments: _ } => {
                visit::walk_expr(self, expr);
                self.capture(captures, Some(*function), expr.span);
            }
            ExprKind::CallMut { function: _, place, arguments: _ } => {
                visit::walk_expr(self, expr);
                if let PlaceRoot::Local(local) = place.root {
                    self.read(local, place.span);
                }
            }
            ExprKind::Logic { or: _, left, right } => {
                self.expr(left);
                let skipped = self.state.clone();
                self.expr(right);
                self.state = skipped.join(&self.state);
            }
            ExprKind::If { condition, then, otherwise } => {
                self.expr(condition);
                let start = self.state.clone();
                self.block(then);
                let end = std::mem::replace(&mut self.state, start);
                if let Some(otherwise) = otherwise {
                    self.block(otherwise);
                }
                self.state = end.join(&self.state);
            }
            ExprKind::Match { subject, arms } => {
                self.expr(subject);
                let mut end = State::nowhere();
                for arm in arms {
                    let start = self.state.clone();
                    self.arm(arm);
                    end = end.join(&self.state);
                    self.state = start;
                }
                self.state = end;
            }
            ExprKind::Return(value) => {
                value.iter().for_each(|value| self.expr(value));
                self.leave();
            }
            ExprKind::Break(id) => {
                if let Some(frame) = self.loops.get_mut(id) {
                    frame.exits = std::mem::replace(&mut frame.exits, State::nowhere()).join(&self.state);
                }
                self.leave();
            }
            ExprKind::Continue(id) => {
                if let Some(frame) = self.loops.get_mut(id) {
                    frame.turns = std::mem::replace(&mut frame.turns, State::nowhere()).join(&self.state);
                }
                self.leave();
            }
            _ => visit::walk_expr(self, expr),
        });
        if expr.ty == TypeId::NEVER {
            self.leave();
        }
    }

    fn arm(&mut self, arm: &'a Arm) {
        self.names(&arm.pattern);
        visit::walk_arm(self, arm);
    }
}

impl Flow<'_> {
    #[allow(clippy::wildcard_enum_match_arm)] // Only these have names of their own or names inside them.
    fn names(&mut self, pattern: &Pattern) {
        match pattern {
            Pattern::Bind(local) => self.declare(*local, Origin::Pattern),
            Pattern::Some(inner) | Pattern::Success(inner) | Pattern::Failure(inner) => self.names(inner),
            Pattern::Variant { variant: _, fields } | Pattern::Tuple(fields) | Pattern::Struct(fields) => {
                fields.iter().for_each(|field| self.names(field));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests;
