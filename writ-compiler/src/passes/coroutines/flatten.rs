//! A coroutine that is being cut into states: what became of its variables, which scopes are open, where statements are added.

use super::frame::{RESULT, STATE, field_def, has_receiver};
use super::machine::{End, State, StateId};
use super::scan::Suspending;
use super::{native, native_id};
use crate::ast::Name;
use crate::ir::{
    Block, Expr, ExprKind, FieldDef, Function, Local, LocalId, LoopId, Place, PlaceRoot, Program, Statement, StatementKind, Storage, Type,
    TypeId,
};
use crate::source::Span;
use std::collections::HashMap;

/// From here on an index of a field counts the variables of the frame in the order in which they were found; `machine` puts in their places.
pub const VARIABLES: u32 = 1 << 24;

/// What became of a local of the coroutine.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Var {
    /// Not declared yet.
    Unknown,
    /// A local of the resume function.
    Local(LocalId),
    /// A variable of the frame.
    Field(u32),
}

/// A loop whose body contains a suspension.
#[derive(Clone, Copy)]
pub struct Loop {
    /// The state behind it.
    pub leave: StateId,
    /// The state that begins the next turn.
    pub next: StateId,
    /// How many scopes there are outside of its body.
    pub depth: usize,
}

/// A coroutine that is being lowered.
pub struct Lowering<'a> {
    pub program: &'a mut Program,
    pub old: &'a Function,
    pub suspending: &'a Suspending,
    /// By local of the coroutine.
    pub vars: Vec<Var>,
    /// The locals of the resume function: the frame, the state, the object of a method, and what stays a local.
    pub locals: Vec<Local>,
    /// The variables of the frame.
    pub fields: Vec<FieldDef>,
    /// How often each name of a field was taken.
    names: HashMap<String, u32>,
    /// The type of the frame.
    pub ty: TypeId,
    /// What the coroutine returns.
    pub value: TypeId,
    pub states: Vec<State>,
    /// Where statements are added.
    pub current: StateId,
    /// The variables of each open scope, the outermost first.
    pub scopes: Vec<Vec<u32>>,
    pub loops: HashMap<LoopId, Loop>,
    /// States that end variables on the way to another one.
    exits: HashMap<(Vec<u32>, StateId), StateId>,
    /// The state that ends the coroutine, once something goes there.
    ended: Option<StateId>,
    /// The loop over the states.
    pub dispatch: LoopId,
    /// Suspensions for which there is no place.
    pub misplaced: Vec<Span>,
    /// The text that synthesized parts come from.
    pub span: Span,
}

/// The frame.
pub const FRAME: LocalId = LocalId(0);
/// The state to go to.
pub const NEXT: LocalId = LocalId(1);
/// The object of a method.
pub const OBJECT: LocalId = LocalId(2);

impl<'a> Lowering<'a> {
    /// For a function with a body; `frame` is the type of its frame.
    pub fn new(program: &'a mut Program, old: &'a Function, suspending: &'a Suspending, frame: TypeId, value: TypeId) -> Lowering<'a> {
        let span = old.span;
        let local = |name: &str, ty, mutable| Local { name: Name::from(name), ty, mutable, storage: Storage::Slot, span };
        let mut locals = vec![local("frame", frame, false), local("state", TypeId::INT32, true)];
        let mut vars = vec![Var::Unknown; old.locals.len()];
        if has_receiver(program, old) {
            let this = old.parameters[0].0 as usize;
            locals.push(old.locals[this].clone());
            vars[this] = Var::Local(OBJECT);
        }
        Lowering {
            program,
            old,
            suspending,
            vars,
            locals,
            fields: Vec::new(),
            names: HashMap::new(),
            ty: frame,
            value,
            states: vec![State::default()],
            current: StateId(0),
            scopes: vec![Vec::new()],
            loops: HashMap::new(),
            exits: HashMap::new(),
            ended: None,
            dispatch: suspending.free_loop,
            misplaced: Vec::new(),
            span,
        }
    }

    /// Gives captures and parameters their places; with each the variable of the frame that the function has to fill.
    pub fn parameters(&mut self) -> Vec<(LocalId, u32)> {
        let mut stored = Vec::new();
        for local in self.old.captures.iter().chain(&self.old.parameters) {
            if self.vars[local.0 as usize] == Var::Unknown {
                stored.push((*local, self.variable(*local)));
            }
        }
        stored
    }

    /// The whole body.
    pub fn body(&mut self) {
        let body = &self.old.body;
        if let Some(value) = self.block(body) {
            self.give(value, self.span);
        }
        let end = self.ended();
        let exit = self.exit(0, end);
        self.end(End::Goto(exit));
    }

    // Variables.

    /// Makes a variable of the frame of a local, in the innermost scope.
    pub fn variable(&mut self, local: LocalId) -> u32 {
        let Local { name, ty, .. } = &self.old.locals[local.0 as usize];
        let (name, ty) = (name.clone(), *ty);
        let index = self.field(&name, ty);
        self.vars[local.0 as usize] = Var::Field(index);
        index
    }

    /// A variable of the frame without a name in the script, in the innermost scope.
    pub fn temporary(&mut self, ty: TypeId) -> u32 {
        self.field("", ty)
    }

    fn field(&mut self, name: &str, ty: TypeId) -> u32 {
        let index = self.fields.len() as u32;
        let name = if name.is_empty() { "temporary" } else { name };
        let count = self.names.entry(name.to_owned()).or_insert(0);
        *count += 1;
        // Fields of a class have different names, variables that shadow others have not.
        let name = if *count == 1 { name.to_owned() } else { format!("{name}_{count}") };
        self.fields.push(field_def(&name, ty));
        if let Some(scope) = self.scopes.last_mut() {
            scope.push(index);
        }
        index
    }

    /// A local of the resume function for one that does not live across a suspension.
    pub fn plain(&mut self, local: LocalId) -> LocalId {
        if let Var::Local(known) = self.vars[local.0 as usize] {
            return known;
        }
        let made = self.local(self.old.locals[local.0 as usize].clone());
        self.vars[local.0 as usize] = Var::Local(made);
        made
    }

    /// A new local of the resume function.
    pub fn local(&mut self, local: Local) -> LocalId {
        self.locals.push(local);
        LocalId(self.locals.len() as u32 - 1)
    }

    /// The frame.
    pub fn frame(&self, span: Span) -> Expr {
        Expr { kind: ExprKind::Local(FRAME), ty: self.ty, span }
    }

    /// A variable of the frame.
    pub fn read(&self, field: u32, span: Span) -> Expr {
        let ty = self.fields[field as usize].ty;
        Expr { kind: ExprKind::ObjectField { object: Box::new(self.frame(span)), index: VARIABLES + field }, ty, span }
    }

    /// The place of a field of the frame, by its index in the class or from [`VARIABLES`] on.
    pub fn place_of(&self, index: u32, ty: TypeId, span: Span) -> Place {
        Place { root: PlaceRoot::Object { object: Box::new(self.frame(span)), index }, path: Vec::new(), ty, span }
    }

    /// Gives a variable of the frame a value.
    pub fn store(&mut self, field: u32, value: Expr) {
        let statement = self.stored(field, value);
        self.push(statement);
    }

    /// A variable without a name that has a value; gives which.
    pub fn held(&mut self, value: Expr) -> u32 {
        let field = self.temporary(value.ty);
        self.store(field, value);
        field
    }

    /// The statement that does so. What does not come back is only evaluated.
    pub fn stored(&self, field: u32, value: Expr) -> Statement {
        let (ty, span) = (self.fields[field as usize].ty, value.span);
        if value.ty == TypeId::NEVER {
            return Statement { kind: StatementKind::Expr(value), span };
        }
        Statement { kind: StatementKind::Assign { place: self.place_of(VARIABLES + field, ty, span), value }, span }
    }

    /// Whether the end of a variable can be seen: it holds references.
    fn is_counted(&self, field: u32) -> bool {
        is_counted(self.program, self.fields[field as usize].ty)
    }

    /// The statements that end variables, the last one first.
    pub fn cleared(&self, fields: &[u32]) -> Vec<Statement> {
        let clear = |field: &u32| {
            let (ty, span) = (self.fields[*field as usize].ty, self.span);
            let value = Expr { kind: ExprKind::Blank, ty, span };
            Statement { kind: StatementKind::Assign { place: self.place_of(VARIABLES + field, ty, span), value }, span }
        };
        fields.iter().rev().filter(|field| self.is_counted(**field)).map(clear).collect()
    }

    /// Opens a scope.
    pub fn open(&mut self) {
        self.scopes.push(Vec::new());
    }

    /// Ends a scope, and gives the statements that end its variables.
    pub fn close(&mut self) -> Vec<Statement> {
        let scope = self.scopes.pop().unwrap_or_default();
        self.cleared(&scope)
    }

    /// Ends a scope here. A value that is still to be evaluated is evaluated before.
    pub fn close_with(&mut self, value: Option<Expr>) -> Option<Expr> {
        let scope = self.scopes.pop().unwrap_or_default();
        let statements = self.cleared(&scope);
        let value = match value {
            Some(value) if !statements.is_empty() => self.settle(value),
            other => other,
        };
        statements.into_iter().for_each(|statement| self.push(statement));
        value
    }

    /// Evaluates a value here, into a variable of the innermost scope; gives what reads it.
    pub fn settle(&mut self, value: Expr) -> Option<Expr> {
        let span = value.span;
        if value.ty == TypeId::VOID || value.ty == TypeId::NEVER {
            self.push(Statement { kind: StatementKind::Expr(value), span });
            return None;
        }
        let field = self.temporary(value.ty);
        self.store(field, value);
        Some(self.read(field, span))
    }

    // States.

    pub fn push(&mut self, statement: Statement) {
        self.states[self.current.0].statements.push(statement);
    }

    pub fn state(&mut self) -> StateId {
        self.states.push(State::default());
        StateId(self.states.len() - 1)
    }

    /// Ends the state at hand. What is added afterwards is never reached unless another state becomes the one at hand.
    pub fn end(&mut self, end: End) {
        self.states[self.current.0].end = end;
        self.current = self.state();
    }

    /// Goes on in another state, which becomes the one at hand.
    pub fn go(&mut self, to: StateId) {
        self.end(End::Goto(to));
        self.current = to;
    }

    /// The state that ends the coroutine.
    pub fn ended(&mut self) -> StateId {
        if let Some(known) = self.ended {
            return known;
        }
        let ended = self.state();
        self.states[ended.0].end = End::Ended;
        self.ended = Some(ended);
        ended
    }

    /// The state that ends the variables of all scopes from `depth` on and goes to `to`; that itself if there is nothing to end.
    pub fn exit(&mut self, depth: usize, to: StateId) -> StateId {
        let fields: Vec<u32> = self.scopes[depth..].iter().flatten().copied().filter(|field| self.is_counted(*field)).collect();
        if fields.is_empty() {
            return to;
        }
        let key = (fields, to);
        if let Some(known) = self.exits.get(&key) {
            return *known;
        }
        let state = self.state();
        self.states[state.0] = State { statements: self.cleared(&key.0), end: End::Goto(to), jumped_to: false };
        self.exits.insert(key, state);
        state
    }

    /// What goes to another state from anywhere: an expression that does not come back.
    pub fn jump(&mut self, before: Vec<Statement>, to: StateId, span: Span) -> Expr {
        self.states[to.0].jumped_to = true;
        let mut statements = before;
        statements.push(set_next(to, span));
        let on = Expr { kind: ExprKind::Continue(self.dispatch), ty: TypeId::NEVER, span };
        statements.push(Statement { kind: StatementKind::Expr(on), span });
        Expr { kind: ExprKind::Block(Block { statements, value: None, span }), ty: TypeId::NEVER, span }
    }

    /// What stands for a value behind something that does not come back.
    pub fn never(&self, span: Span) -> Expr {
        Expr { kind: ExprKind::Continue(self.dispatch), ty: TypeId::NEVER, span }
    }

    /// Stops here with a signal, and goes on in a new state.
    pub fn suspend(&mut self, signal: i64, span: Span) {
        let next = self.state();
        self.end(End::Suspend { signal, next, span });
        self.current = next;
    }

    /// A call of a native of this pass.
    pub fn native(&mut self, name: &str, types: Vec<TypeId>, arguments: Vec<Expr>, ty: TypeId, span: Span) -> Expr {
        let native = native_id(self.program, name);
        Expr { kind: ExprKind::CallNative { native, types, arguments }, ty, span }
    }

    /// After a wait that may have failed.
    pub fn check(&mut self, span: Span) {
        let call = self.native(native::CHECK, Vec::new(), Vec::new(), TypeId::VOID, span);
        self.push(Statement { kind: StatementKind::Expr(call), span });
    }

    /// Keeps the value that the coroutine returns.
    pub fn give(&mut self, value: Expr, span: Span) {
        let statement = self.given(value, span);
        self.push(statement);
    }

    /// The statement that does so.
    pub fn given(&self, value: Expr, span: Span) -> Statement {
        if value.ty == TypeId::NEVER || self.value == TypeId::VOID || self.value == TypeId::NEVER {
            return Statement { kind: StatementKind::Expr(value), span };
        }
        Statement { kind: StatementKind::Assign { place: self.place_of(RESULT, self.value, span), value }, span }
    }
}

/// `state = to`.
pub fn set_next(to: StateId, span: Span) -> Statement {
    let place = Place { root: PlaceRoot::Local(NEXT), path: Vec::new(), ty: TypeId::INT32, span };
    let value = Expr { kind: ExprKind::Int(to.0 as i64), ty: TypeId::INT32, span };
    Statement { kind: StatementKind::Assign { place, value }, span }
}

/// The place of the state in a frame.
pub fn frame_state(ty: TypeId, span: Span) -> Place {
    let frame = Box::new(Expr { kind: ExprKind::Local(FRAME), ty, span });
    Place { root: PlaceRoot::Object { object: frame, index: STATE }, path: Vec::new(), ty: TypeId::INT32, span }
}

/// Whether values of a type hold references, directly or in parts.
pub fn is_counted(program: &Program, ty: TypeId) -> bool {
    match program.types.get(ty) {
        Type::Error | Type::Never | Type::Void | Type::Parameter(_) => false,
        Type::Int | Type::Int32 | Type::Float | Type::Float64 | Type::Bool | Type::Range => false,
        Type::String | Type::Array(_) | Type::Dictionary(..) | Type::Function(..) | Type::Result(_) => true,
        Type::Class(_) | Type::Trait(_) | Type::Weak(_) | Type::Any => true,
        Type::Optional(inner) => is_counted(program, *inner),
        Type::Tuple(items) => items.iter().any(|item| is_counted(program, *item)),
        Type::Struct(id) => program[*id].fields.iter().any(|field| is_counted(program, field.ty)),
        Type::Enum(id) => program[*id].variants.iter().flat_map(|variant| &variant.fields).any(|f| f.boxed || is_counted(program, f.ty)),
    }
}
