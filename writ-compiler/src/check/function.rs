//! The state of a function while its body is checked: locals, scopes, loops, captures.

use super::constant::Constant;
use super::{Checker, FunctionIndex};
use crate::ast::Name;
use crate::ir::{Expr, ExprKind, FuncId, Local, LocalId, LoopId, Statement, StatementKind, Storage, TypeId};
use crate::source::Span;
use std::collections::{BTreeSet, HashMap};

/// What a name in a block stands for.
#[derive(Clone, Debug)]
pub(crate) enum Binding {
    /// A variable, parameter or `self`.
    Local(LocalId),
    /// A nested function.
    Function(FunctionIndex),
    /// A local `const`.
    Constant(Constant),
    /// `field` in a setter or getter: the stored field of `self`.
    Field(u32),
}

/// The names of a block.
#[derive(Clone, Default, Debug)]
pub(crate) struct Scope {
    pub names: HashMap<Name, (Binding, Span)>,
}

/// How the result type of a body is known.
#[derive(Clone, Debug)]
pub(crate) enum ResultMode {
    /// Written, or wanted by the context.
    Known(TypeId),
    /// From the `return`s: the first decides, the others convert to it.
    Inferred(Option<TypeId>),
}

/// A variable for narrowing.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(crate) enum Variable {
    Local(LocalId),
    Global(crate::ir::GlobalId),
}

/// What is known at a point of a body.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(crate) enum Fact {
    /// An optional variable has a value.
    HasValue(Variable),
    /// An object, or what is in an `any`, is of a type.
    Is(Variable, TypeId),
    /// In `init`, a field was assigned.
    Assigned(u32),
}

impl Fact {
    /// The variable that it is about.
    pub fn variable(self) -> Option<Variable> {
        match self {
            Fact::HasValue(variable) | Fact::Is(variable, _) => Some(variable),
            Fact::Assigned(_) => None,
        }
    }

    /// The same of another variable.
    pub fn of(self, variable: Variable) -> Fact {
        match self {
            Fact::HasValue(_) => Fact::HasValue(variable),
            Fact::Is(_, ty) => Fact::Is(variable, ty),
            Fact::Assigned(field) => Fact::Assigned(field),
        }
    }
}

/// What `self` is in a body.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SelfInfo {
    pub ty: TypeId,
    /// In a struct's `init`: the locals that stand for the fields, from this one on.
    pub fields_from: Option<LocalId>,
}

/// The function that is being checked.
#[derive(Clone, Debug)]
pub(crate) struct FunctionState {
    pub function: FuncId,
    pub locals: Vec<Local>,
    pub scopes: Vec<Scope>,
    pub loops: Vec<LoopId>,
    pub next_loop: u32,
    pub result: ResultMode,
    /// Captured variables: the function that owns each, its local there, the local here.
    pub captures: Vec<(FuncId, LocalId, LocalId)>,
    pub self_info: Option<SelfInfo>,
    /// What the type parameters in scope stand for.
    pub type_arguments: super::TypeScope,
    /// What is known here, of optionals, objects and `any`.
    pub narrowed: BTreeSet<Fact>,
    /// Names that some closure of this body assigns: narrowing of such a `var` ends at every call.
    pub assigned_in_closures: BTreeSet<Name>,
    /// Whether it is a coroutine: `yield` may stand in it.
    pub coroutine: bool,
    /// Whether it is a lambda: made where it stands, so that what is known of `let`s there holds in it.
    pub is_lambda: bool,
    /// Whether the outermost scope is the module's: variables there are module variables.
    pub top_level: bool,
    /// Nested functions and lambdas that this one calls or makes.
    pub uses_nested: Vec<FuncId>,
    /// `let`s without a value: assigned once, later.
    pub declared_without_value: BTreeSet<LocalId>,
    /// For diagnostics: variables of `for` loops.
    pub loop_variables: BTreeSet<LocalId>,
    /// For diagnostics: the result type as written.
    pub result_span: Option<Span>,
    /// For diagnostics: variables of blocks that have ended.
    pub ended: Vec<(Name, Span)>,
}

/// Captures of one function of a family, to be completed when the outermost function is done.
#[derive(Clone, Debug)]
pub(crate) struct FamilyMember {
    pub function: FuncId,
    pub captures: Vec<(FuncId, LocalId, LocalId)>,
    pub uses_nested: Vec<FuncId>,
}

impl FunctionState {
    /// The state at the beginning of a body.
    pub fn new(function: FuncId, result: ResultMode) -> FunctionState {
        FunctionState {
            function,
            locals: Vec::new(),
            scopes: vec![Scope::default()],
            loops: Vec::new(),
            next_loop: 0,
            result,
            captures: Vec::new(),
            self_info: None,
            type_arguments: Default::default(),
            narrowed: BTreeSet::new(),
            assigned_in_closures: BTreeSet::new(),
            coroutine: false,
            is_lambda: false,
            top_level: false,
            uses_nested: Vec::new(),
            declared_without_value: BTreeSet::new(),
            loop_variables: BTreeSet::new(),
            result_span: None,
            ended: Vec::new(),
        }
    }

    /// A new local.
    pub fn local(&mut self, name: Name, ty: TypeId, mutable: bool, span: Span) -> LocalId {
        self.locals.push(Local { name, ty, mutable, storage: Storage::Slot, span });
        LocalId(self.locals.len() as u32 - 1)
    }

    /// A local that no script names.
    pub fn temporary(&mut self, ty: TypeId, span: Span) -> LocalId {
        self.local(Name::from(""), ty, false, span)
    }

    /// Whether the scope at hand is the module's.
    pub fn at_module_scope(&self) -> bool {
        self.top_level && self.scopes.len() == 1
    }

    /// A new loop, begun.
    pub fn begin_loop(&mut self) -> LoopId {
        let id = LoopId(self.next_loop);
        self.next_loop += 1;
        self.loops.push(id);
        id
    }
}

impl Checker {
    /// Binds a name in the innermost scope; a second time in the same scope is an error.
    pub fn bind(&mut self, name: &Name, binding: Binding, span: Span) {
        let scope = self.state().scopes.last_mut().expect("a scope is open");
        let before = scope.names.insert(name.clone(), (binding, span));
        if let Some((_, first)) = before
            && &**name != "_"
        {
            self.duplicate(name, span, first);
        }
    }

    /// A new local with a name, bound in the innermost scope.
    pub fn new_variable(&mut self, name: &Name, ty: TypeId, mutable: bool, span: Span) -> LocalId {
        let local = self.state().local(name.clone(), ty, mutable, span);
        self.bind(name, Binding::Local(local), span);
        local
    }

    /// Runs `f` in a scope of its own. Narrowing that it adds ends with it; narrowing that it loses stays lost.
    pub fn scoped<R>(&mut self, f: impl FnOnce(&mut Checker) -> R) -> R {
        self.state().scopes.push(Scope::default());
        let result = f(self);
        if let Some(scope) = self.state().scopes.pop() {
            let gone = scope.names.into_iter().filter(|(_, (binding, _))| matches!(binding, Binding::Local(_)));
            self.state().ended.extend(gone.map(|(name, (_, span))| (name, span)));
        }
        result
    }

    /// The local at hand for a variable that a function around owns, captured through every function in between.
    pub fn capture(&mut self, owner_depth: usize, local: LocalId) -> LocalId {
        let owner = self.stack[owner_depth].function;
        let declared = self.stack[owner_depth].locals[local.0 as usize].clone();
        for depth in owner_depth + 1..self.stack.len() {
            let captured =
                |state: &FunctionState| state.captures.iter().find(|(f, l, _)| *f == owner && *l == local).map(|(_, _, inner)| *inner);
            let state = &mut self.stack[depth];
            let inner = captured(state).unwrap_or_else(|| {
                let inner = state.local(declared.name.clone(), declared.ty, declared.mutable, declared.span);
                state.captures.push((owner, local, inner));
                inner
            });
            let outside = if depth == owner_depth + 1 { Some(local) } else { captured(&self.stack[depth - 1]) };
            // Each time: what is known in a block of the lambda is forgotten at its end.
            if let (true, Some(outside)) = (self.stack[depth].is_lambda && !declared.mutable, outside) {
                let facts = self.stack[depth - 1].narrowed.iter().filter(|fact| fact.variable() == Some(Variable::Local(outside)));
                let facts: Vec<Fact> = facts.map(|fact| fact.of(Variable::Local(inner))).collect();
                self.stack[depth].narrowed.extend(facts);
            }
        }
        if owner_depth + 1 == self.stack.len() {
            return local;
        }
        let state = self.state();
        let found = state.captures.iter().find(|(f, l, _)| *f == owner && *l == local);
        found.expect("captured above").2
    }

    /// A read of a local.
    pub fn local_expr(&mut self, local: LocalId, span: Span) -> Expr {
        let ty = self.state().locals[local.0 as usize].ty;
        Expr { kind: ExprKind::Local(local), ty, span }
    }

    /// Binds a value to a temporary unless it is a plain local already; gives what reads it.
    pub fn spill(&mut self, value: Expr, statements: &mut Vec<Statement>) -> Expr {
        let stable = match &value.kind {
            ExprKind::Local(local) => !self.state().locals[local.0 as usize].mutable,
            ExprKind::Int(_) | ExprKind::Float(_) | ExprKind::Bool(_) | ExprKind::String(_) => true,
            _ => false,
        };
        if stable || value.ty == TypeId::ERROR {
            return value;
        }
        let (ty, span) = (value.ty, value.span);
        let local = self.state().temporary(ty, span);
        statements.push(Statement { kind: StatementKind::Let { local, value: Some(value) }, span });
        Expr { kind: ExprKind::Local(local), ty, span }
    }
}
