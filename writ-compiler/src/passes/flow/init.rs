//! What holds inside the `init` of a class: every field gets its value before anybody can look at the object, and so does what is inherited.

use super::state::State;
use crate::ir::visit::{self, Visitor};
use crate::ir::{
    Arm, Block, Expr, ExprKind, FuncId, Function, LocalId, LoopId, Place, PlaceRoot, RangeExpr, Statement, StatementKind, TypeId,
};
use crate::source::Span;
use std::collections::HashMap;

/// What `init` of a class has to do.
pub struct Rules {
    /// The own fields that need a value, by their index among all stored fields.
    pub fields: Vec<u32>,
    /// How many stored fields are inherited.
    pub inherited: u32,
    /// The function of `super.init(…)`.
    pub super_init: Option<FuncId>,
    /// Whether inherited fields have their values only once `super.init(…)` was called.
    pub needs_super: bool,
}

/// A mistake.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Problem {
    /// A field is read before it has its value.
    Read(u32),
    /// An inherited field is used before `super.init(…)`.
    Inherited(u32),
    /// `self` is used while these fields have no values; `true` if `super.init(…)` is still to come.
    SelfUsed(Vec<u32>, bool),
    /// These fields have no values at the end; `true` if `super.init(…)` was not called on every path.
    AtEnd(Vec<u32>, bool),
    /// `super.init(…)` may run twice.
    SuperTwice,
}

/// The number of `super.init` in a state; fields follow.
const SUPER: usize = 0;
const SELF: LocalId = LocalId(0);

/// Finds the mistakes of an `init`.
pub fn check(function: &Function, rules: &Rules) -> Vec<(Problem, Span)> {
    let mut flow = InitFlow { rules, state: State::start(), loops: HashMap::new(), problems: Vec::new() };
    if !rules.needs_super {
        flow.state.assigned.add(SUPER);
    }
    flow.block(&function.body);
    if flow.state.reachable {
        let end = function.body.span.end_point();
        flow.at_end(Span { start: end.start.saturating_sub(1), ..end });
    }
    flow.problems
}

struct InitFlow<'r> {
    rules: &'r Rules,
    state: State,
    /// Where `break` and `continue` lead.
    loops: HashMap<LoopId, State>,
    problems: Vec<(Problem, Span)>,
}

/// Whether an expression is the object itself.
#[allow(clippy::wildcard_enum_match_arm)] // Nothing else is.
fn is_self(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Local(SELF) => true,
        ExprKind::Upcast(inner) => is_self(inner),
        _ => false,
    }
}

impl InitFlow<'_> {
    fn number(&self, index: u32) -> Option<usize> {
        self.rules.fields.iter().position(|field| *field == index).map(|at| at + 1)
    }

    fn problem(&mut self, problem: Problem, span: Span) {
        if self.state.reachable && !self.problems.iter().any(|(before, _)| *before == problem) {
            self.problems.push((problem, span));
        }
    }

    fn missing(&self) -> Vec<u32> {
        let missing = self.rules.fields.iter().enumerate().filter(|(at, _)| !self.state.assigned.has(at + 1));
        missing.map(|(_, field)| *field).collect()
    }

    fn uses_self(&mut self, span: Span) {
        let (missing, before_super) = (self.missing(), !self.state.assigned.has(SUPER));
        if !missing.is_empty() || before_super {
            self.problem(Problem::SelfUsed(missing, before_super), span);
        }
    }

    fn at_end(&mut self, span: Span) {
        let (missing, no_super) = (self.missing(), !self.state.assigned.has(SUPER));
        if !missing.is_empty() || no_super {
            self.problem(Problem::AtEnd(missing, no_super), span);
        }
    }

    fn reads(&mut self, index: u32, span: Span) {
        match self.number(index) {
            Some(number) if !self.state.assigned.has(number) => self.problem(Problem::Read(index), span),
            Some(_) => {}
            None if index < self.rules.inherited && !self.state.assigned.has(SUPER) => self.problem(Problem::Inherited(index), span),
            None => {}
        }
    }

    fn joined(&mut self, id: LoopId) {
        let known = self.loops.remove(&id).unwrap_or_else(State::nowhere);
        self.loops.insert(id, known.join(&self.state));
        self.state.reachable = false;
    }

    fn in_loop<'a>(&mut self, id: LoopId, condition: Option<&'a Expr>, body: &'a Block) {
        self.loops.insert(id, State::nowhere());
        if let Some(condition) = condition {
            self.expr(condition);
        }
        let endless = condition.is_some_and(|condition| matches!(condition.kind, ExprKind::Bool(true)));
        let done = if endless { State::nowhere() } else { self.state.clone() };
        self.block(body);
        let exits = self.loops.remove(&id).unwrap_or_else(State::nowhere);
        self.state = done.join(&exits);
    }
}

impl<'a> Visitor<'a> for InitFlow<'_> {
    fn statement(&mut self, statement: &'a Statement) {
        match &statement.kind {
            StatementKind::Assign { place, value } => {
                let PlaceRoot::Object { object, index } = &place.root else { return visit::walk_statement(self, statement) };
                if !is_self(object) || !place.path.is_empty() {
                    return visit::walk_statement(self, statement);
                }
                self.expr(value);
                match self.number(*index) {
                    Some(number) => self.state.assigned.add(number),
                    None if *index < self.rules.inherited => self.reads(*index, place.span),
                    None => {}
                }
            }
            StatementKind::While { id, condition, body } => self.in_loop(*id, Some(condition), body),
            StatementKind::ForRange { id, variable: _, range, body } => {
                match range {
                    RangeExpr::Bounds { start, end, inclusive: _ } => {
                        self.expr(start);
                        self.expr(end);
                    }
                    RangeExpr::Value(value) => self.expr(value),
                }
                self.in_loop(*id, None, body);
            }
            StatementKind::ForArray { id, index: _, item: _, array: sequence, body }
            | StatementKind::ForChars { id, index: _, item: _, text: sequence, body }
            | StatementKind::ForDictionary { id, key: _, value: _, dictionary: sequence, body } => {
                self.expr(sequence);
                self.in_loop(*id, None, body);
            }
            StatementKind::Let { .. }
            | StatementKind::Update { .. }
            | StatementKind::Append { .. }
            | StatementKind::InitGlobal { .. }
            | StatementKind::Expr(_) => visit::walk_statement(self, statement),
        }
    }

    fn place(&mut self, place: &'a Place) {
        match &place.root {
            PlaceRoot::Local(SELF) => self.uses_self(place.span),
            PlaceRoot::Object { object, index } if is_self(object) => self.reads(*index, place.span),
            PlaceRoot::Local(_)
            | PlaceRoot::Global { .. }
            | PlaceRoot::Element { .. }
            | PlaceRoot::Object { .. }
            | PlaceRoot::Entry { .. } => visit::walk_place(self, place),
        }
    }

    #[allow(clippy::wildcard_enum_match_arm)] // All others evaluate their parts in turn, as the visitor does.
    fn expr(&mut self, expr: &'a Expr) {
        crate::stack::deep(|| match &expr.kind {
            ExprKind::Local(SELF) => self.uses_self(expr.span),
            ExprKind::ObjectField { object, index } if is_self(object) => self.reads(*index, expr.span),
            ExprKind::Closure { function: _, captures } if captures.contains(&SELF) => self.uses_self(expr.span),
            ExprKind::Call { function, captures: _, arguments }
                if Some(*function) == self.rules.super_init && arguments.first().is_some_and(is_self) =>
            {
                arguments.iter().skip(1).for_each(|argument| self.expr(argument));
                if self.state.maybe.has(SUPER) {
                    self.problem(Problem::SuperTwice, expr.span);
                }
                self.state.assigned.add(SUPER);
                self.state.maybe.add(SUPER);
            }
            ExprKind::Call { function: _, captures, arguments: _ } => {
                visit::walk_expr(self, expr);
                if captures.contains(&SELF) {
                    self.uses_self(expr.span);
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
                if self.state.reachable {
                    self.at_end(expr.span);
                }
                self.state.reachable = false;
            }
            ExprKind::Break(id) => self.joined(*id),
            ExprKind::Continue(_) => self.state.reachable = false,
            _ => visit::walk_expr(self, expr),
        });
        if expr.ty == TypeId::NEVER {
            self.state.reachable = false;
        }
    }

    fn arm(&mut self, arm: &'a Arm) {
        visit::walk_arm(self, arm);
    }
}
