//! From states to the body of the resume function: a loop over a match.
//!
//! A state that only one other goes to stands where it is gone to; one that does nothing is skipped. What is left gets numbers in the order in
//! which it is reached, the beginning 0.

use super::flatten::{Lowering, NEXT, OBJECT, VARIABLES, frame_state};
use super::frame::{RECEIVER, STATE, has_receiver};
use crate::ir::visit::{self, VisitorMut};
use crate::ir::{Arm, Block, Expr, ExprKind, FieldDef, Local, Pattern, Place, PlaceRoot, Statement, StatementKind, Type, TypeId, signal};
use crate::source::Span;

/// A state: an index into the list of them.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct StateId(pub usize);

/// What happens from one point at which the coroutine can go on to the next.
#[derive(Clone, Debug, Default)]
pub struct State {
    pub statements: Vec<Statement>,
    pub end: End,
    /// Something goes here from inside of what stayed a tree.
    pub jumped_to: bool,
}

/// Where a state leads.
#[derive(Clone, Debug, Default)]
pub enum End {
    /// Not known yet; what is never reached.
    #[default]
    Open,
    /// To another state.
    Goto(StateId),
    /// To one of two.
    Branch { condition: Expr, then: StateId, otherwise: StateId },
    /// To that of the arm which fits.
    Match { subject: Expr, arms: Vec<MachineArm> },
    /// Out of the resume function, to come back.
    Suspend { signal: i64, next: StateId, span: Span },
    /// Out of it for ever.
    Ended,
}

/// An arm of an [`End::Match`].
#[derive(Clone, Debug)]
pub struct MachineArm {
    pub pattern: Pattern,
    pub guard: Option<Expr>,
    pub statements: Vec<Statement>,
    pub to: StateId,
    pub span: Span,
}

impl End {
    /// The states that it leads to.
    fn targets(&self) -> Vec<StateId> {
        match self {
            End::Open | End::Ended => Vec::new(),
            End::Goto(to) | End::Suspend { next: to, .. } => vec![*to],
            End::Branch { then, otherwise, .. } => vec![*then, *otherwise],
            End::Match { arms, .. } => arms.iter().map(|arm| arm.to).collect(),
        }
    }

    fn targets_mut(&mut self) -> Vec<&mut StateId> {
        match self {
            End::Open | End::Ended => Vec::new(),
            End::Goto(to) | End::Suspend { next: to, .. } => vec![to],
            End::Branch { then, otherwise, .. } => vec![then, otherwise],
            End::Match { arms, .. } => arms.iter_mut().map(|arm| &mut arm.to).collect(),
        }
    }
}

impl Lowering<'_> {
    /// The locals and the body of the resume function, the variables of the frame as fields of its class, and what had no place.
    pub fn finish(mut self) -> (Vec<Local>, Block, Vec<FieldDef>, Vec<Span>) {
        self.skip_empty();
        let machine = Machine::of(std::mem::take(&mut self.states));
        let mut body = self.resume_body(machine);
        let base = if let Type::Class(base) = self.program.types.get(self.old.result) { Some(*base) } else { None };
        let first_own = base.map_or(0, |base| self.program.stored_fields(base).len() as u32);
        let own = self.fields.len() as u32;
        Placed { first_own, own }.block(&mut body);
        let mut fields = std::mem::take(&mut self.fields);
        // The last variable first: a frame that is dropped ends them in this order.
        fields.reverse();
        (self.locals, body, fields, self.misplaced)
    }

    /// Leads past states that do nothing but to go on. Those that are gone to from inside of trees stay.
    fn skip_empty(&mut self) {
        let skip = |states: &[State], from: StateId| {
            let mut at = from;
            // As many steps as there are states: an endless loop that does nothing is one.
            for _ in 0..states.len() {
                match &states[at.0] {
                    State { statements, end: End::Goto(to), .. } if statements.is_empty() => at = *to,
                    _ => break,
                }
            }
            at
        };
        for index in 0..self.states.len() {
            let mut end = std::mem::take(&mut self.states[index].end);
            for target in end.targets_mut() {
                *target = skip(&self.states, *target);
            }
            self.states[index].end = end;
        }
    }

    fn resume_body(&mut self, mut machine: Machine) -> Block {
        let span = self.span;
        let mut statements = Vec::new();
        if has_receiver(self.program, self.old) {
            statements.push(self.object());
        }
        let roots = machine.roots();
        let mut arms = Vec::new();
        for (number, root) in roots.iter().enumerate() {
            let mut body = Vec::new();
            machine.state(*root, self, &mut body);
            arms.push((number as i64, Block { statements: body, value: None, span }));
        }
        let ended = self.stop(signal::ENDED, span);
        if let ([(_, only)], false) = (arms.as_slice(), machine.goes_back()) {
            // Nothing comes back here.
            statements.extend(only.statements.iter().cloned());
            statements.push(ended);
            return Block { statements, value: None, span };
        }
        let first = Expr { kind: ExprKind::ObjectField { object: Box::new(self.frame(span)), index: STATE }, ty: TypeId::INT32, span };
        statements.push(Statement { kind: StatementKind::Let { local: NEXT, value: Some(first) }, span });
        let arm = |pattern, body| Arm { pattern, guard: None, body, span };
        let mut all: Vec<Arm> = arms.into_iter().map(|(number, body)| arm(Pattern::Int(number), body)).collect();
        all.push(arm(Pattern::Any, Block { statements: vec![ended], value: None, span }));
        let subject = Box::new(Expr { kind: ExprKind::Local(NEXT), ty: TypeId::INT32, span });
        let step = Expr { kind: ExprKind::Match { subject, arms: all }, ty: TypeId::VOID, span };
        let body = Block { statements: vec![Statement { kind: StatementKind::Expr(step), span }], value: None, span };
        let condition = Expr { kind: ExprKind::Bool(true), ty: TypeId::BOOL, span };
        statements.push(Statement { kind: StatementKind::While { id: self.dispatch, condition, body }, span });
        Block { statements, value: None, span }
    }

    /// The object of a method, which the scheduler has put into the frame.
    fn object(&mut self) -> Statement {
        let span = self.span;
        let optional = self.program.types.intern(Type::Optional(TypeId::ANY));
        let object = Box::new(self.frame(span));
        let field = Expr { kind: ExprKind::ObjectField { object, index: RECEIVER }, ty: optional, span };
        let any = Expr { kind: ExprKind::Unwrap(Box::new(field)), ty: TypeId::ANY, span };
        let ty = self.locals[OBJECT.0 as usize].ty;
        let value = Expr { kind: ExprKind::Cast { value: Box::new(any), checked: false }, ty, span };
        Statement { kind: StatementKind::Let { local: OBJECT, value: Some(value) }, span }
    }

    /// Leaves the resume function.
    fn stop(&self, signal: i64, span: Span) -> Statement {
        let value = Expr { kind: ExprKind::Int(signal), ty: TypeId::INT, span };
        let leave = Expr { kind: ExprKind::Return(Some(Box::new(value))), ty: TypeId::NEVER, span };
        Statement { kind: StatementKind::Expr(leave), span }
    }
}

/// The states that are reached.
struct Machine {
    states: Vec<Option<State>>,
    /// By state: its number, if it has a place of its own.
    numbers: Vec<Option<usize>>,
    roots: Vec<StateId>,
}

impl Machine {
    fn of(states: Vec<State>) -> Machine {
        let mut reached = vec![false; states.len()];
        let mut coming = vec![0usize; states.len()];
        let mut is_root = vec![false; states.len()];
        is_root[0] = true;
        let mut order = Vec::new();
        // What is gone to from inside of trees is found when these are; all such states count as reached.
        let mut open: Vec<StateId> = (0..states.len()).rev().map(StateId).filter(|id| states[id.0].jumped_to).collect();
        open.iter().for_each(|id| is_root[id.0] = true);
        open.push(StateId(0));
        while let Some(at) = open.pop() {
            if std::mem::replace(&mut reached[at.0], true) {
                continue;
            }
            order.push(at);
            let end = &states[at.0].end;
            if let End::Suspend { next, .. } = end {
                is_root[next.0] = true;
            }
            for target in end.targets().into_iter().rev() {
                coming[target.0] += 1;
                open.push(target);
            }
        }
        let mut numbers = vec![None; states.len()];
        let mut roots = Vec::new();
        for id in order {
            if is_root[id.0] || coming[id.0] > 1 {
                numbers[id.0] = Some(roots.len());
                roots.push(id);
            }
        }
        Machine { states: states.into_iter().map(Some).collect(), numbers, roots }
    }

    fn roots(&self) -> Vec<StateId> {
        self.roots.clone()
    }

    /// Whether the first state is gone to again.
    fn goes_back(&self) -> bool {
        self.roots.len() > 1
    }

    /// What a state does and where it leads.
    fn state(&mut self, id: StateId, lowering: &Lowering<'_>, into: &mut Vec<Statement>) {
        crate::stack::deep(|| self.state_here(id, lowering, into));
    }

    fn state_here(&mut self, id: StateId, lowering: &Lowering<'_>, into: &mut Vec<Statement>) {
        let Some(State { mut statements, end, .. }) = self.states[id.0].take() else { return };
        let span = lowering.span;
        for statement in &mut statements {
            self.numbered(lowering).statement(statement);
        }
        into.append(&mut statements);
        match end {
            End::Open | End::Ended => into.push(lowering.stop(signal::ENDED, span)),
            End::Goto(to) => self.go(to, lowering, into),
            End::Suspend { signal, next, span } => {
                let number = self.numbers[next.0].unwrap_or_default() as i64;
                let value = Expr { kind: ExprKind::Int(number), ty: TypeId::INT32, span };
                into.push(Statement { kind: StatementKind::Assign { place: frame_state(lowering.ty, span), value }, span });
                into.push(lowering.stop(signal, span));
            }
            End::Branch { mut condition, then, otherwise } => {
                self.numbered(lowering).expr(&mut condition);
                let block = |machine: &mut Machine, to| {
                    let mut statements = Vec::new();
                    machine.go(to, lowering, &mut statements);
                    Block { statements, value: None, span }
                };
                let (then, otherwise) = (block(self, then), block(self, otherwise));
                let span = condition.span;
                let kind = ExprKind::If { condition: Box::new(condition), then, otherwise: Some(otherwise) };
                into.push(Statement { kind: StatementKind::Expr(Expr { kind, ty: TypeId::VOID, span }), span });
            }
            End::Match { mut subject, arms } => {
                self.numbered(lowering).expr(&mut subject);
                let mut made = Vec::new();
                for mut arm in arms {
                    let mut numbered = self.numbered(lowering);
                    arm.guard.iter_mut().for_each(|guard| numbered.expr(guard));
                    numbered.pattern(&mut arm.pattern);
                    arm.statements.iter_mut().for_each(|statement| numbered.statement(statement));
                    let mut statements = arm.statements;
                    self.go(arm.to, lowering, &mut statements);
                    let body = Block { statements, value: None, span: arm.span };
                    made.push(Arm { pattern: arm.pattern, guard: arm.guard, body, span: arm.span });
                }
                let span = subject.span;
                let kind = ExprKind::Match { subject: Box::new(subject), arms: made };
                into.push(Statement { kind: StatementKind::Expr(Expr { kind, ty: TypeId::VOID, span }), span });
            }
        }
    }

    /// Goes to a state: it stands here, or its number is set and the loop goes on.
    fn go(&mut self, to: StateId, lowering: &Lowering<'_>, into: &mut Vec<Statement>) {
        match self.numbers[to.0] {
            None => self.state(to, lowering, into),
            Some(number) => into.push(set(number, lowering.span)),
        }
    }

    fn numbered(&self, lowering: &Lowering<'_>) -> Numbered<'_> {
        Numbered { numbers: &self.numbers, dispatch: lowering.dispatch }
    }
}

fn set(number: usize, span: Span) -> Statement {
    let place = Place { root: PlaceRoot::Local(NEXT), path: Vec::new(), ty: TypeId::INT32, span };
    let value = Expr { kind: ExprKind::Int(number as i64), ty: TypeId::INT32, span };
    Statement { kind: StatementKind::Assign { place, value }, span }
}

/// Puts the numbers of states into jumps from inside of trees: a block that sets the state and goes on with the loop.
struct Numbered<'m> {
    numbers: &'m [Option<usize>],
    dispatch: crate::ir::LoopId,
}

impl VisitorMut for Numbered<'_> {
    fn block(&mut self, block: &mut Block) {
        visit::walk_block_mut(self, block);
        if let [.., set, on] = block.statements.as_mut_slice()
            && let StatementKind::Expr(Expr { kind: ExprKind::Continue(id), .. }) = &on.kind
            && *id == self.dispatch
            && let StatementKind::Assign { place: Place { root: PlaceRoot::Local(NEXT), .. }, value } = &mut set.kind
            && let ExprKind::Int(state) = &mut value.kind
        {
            *state = self.numbers.get(*state as usize).copied().flatten().unwrap_or_default() as i64;
        }
    }
}

/// Puts the indices of fields in the place of the numbers of variables.
struct Placed {
    first_own: u32,
    own: u32,
}

impl Placed {
    fn place(&self, index: &mut u32) {
        if let Some(variable) = index.checked_sub(VARIABLES) {
            *index = self.first_own + (self.own - 1).saturating_sub(variable);
        }
    }
}

impl VisitorMut for Placed {
    fn expr(&mut self, expr: &mut Expr) {
        visit::walk_expr_mut(self, expr);
        if let ExprKind::ObjectField { index, .. } = &mut expr.kind {
            Placed::place(self, index);
        }
    }

    fn place(&mut self, place: &mut Place) {
        visit::walk_place_mut(self, place);
        if let PlaceRoot::Object { index, .. } = &mut place.root {
            Placed::place(self, index);
        }
    }
}
