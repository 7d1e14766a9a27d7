//! Decides how captured variables are stored.
//!
//! A variable and all captures of it, through any depth of nested functions, are one thing and get one storage. It is a cell on the heap if an
//! inner function assigns it, or if its own function may assign it after a closure was made; else closures copy its value.

use crate::ir::visit::{self, Visitor};
use crate::ir::{Arm, Block, Expr, ExprKind, FuncId, LocalId, Place, PlaceRoot, Program, RangeExpr, Statement, StatementKind, Storage};
use std::collections::{BTreeMap, HashMap, HashSet};

/// A local of a function.
pub type Variable = (FuncId, LocalId);

/// Sets the storage of captured variables in all functions from `first_new` on. A function and its closures have to be added together. Gives the
/// variables that are cells, those that are one together.
pub fn run(program: &mut Program, first_new: FuncId) -> Vec<Vec<Variable>> {
    let mut groups = Groups::default();
    let mut cells = Vec::new();
    for id in (first_new.0..program.functions.len() as u32).map(FuncId) {
        let mut scan = Scan { program, id, now: 0, loops: Vec::new(), variables: HashMap::new(), groups: &mut groups };
        scan.block(&program[id].body);
        let variables = scan.variables;
        let inner = &program[id].captures;
        let changed = variables.iter().filter(|(local, events)| {
            let assigned_by_closure = inner.contains(local) && events.last_assigned.is_some();
            assigned_by_closure || events.changes_after_capture()
        });
        cells.extend(changed.map(|(local, _)| (id, *local)));
    }
    let cells: HashSet<Variable> = cells.into_iter().map(|variable| groups.root(variable)).collect();
    let captured: Vec<Variable> = groups.parents.keys().copied().collect();
    let mut shared: BTreeMap<Variable, Vec<Variable>> = BTreeMap::new();
    for variable @ (function, local) in captured {
        let root = groups.root(variable);
        let cell = cells.contains(&root);
        program[function].locals[local.0 as usize].storage = if cell { Storage::Cell } else { Storage::Slot };
        if cell {
            shared.entry(root).or_default().push(variable);
        }
    }
    // What comes of them depends on no hash order.
    let mut shared: Vec<Vec<Variable>> = shared.into_values().collect();
    shared.iter_mut().for_each(|group| group.sort_unstable());
    shared.sort_unstable();
    shared
}

/// Variables that are one (union-find).
#[derive(Default)]
struct Groups {
    parents: HashMap<Variable, Variable>,
}

impl Groups {
    fn root(&mut self, variable: Variable) -> Variable {
        let mut root = variable;
        while let Some(parent) = self.parents.get(&root).filter(|parent| **parent != root) {
            root = *parent;
        }
        if root != variable {
            self.parents.insert(variable, root);
        }
        root
    }

    fn join(&mut self, a: Variable, b: Variable) {
        let (a, b) = (self.root(a), self.root(b));
        self.parents.insert(a, a);
        self.parents.insert(b, a);
    }
}

/// What happens to one variable in one function. Points are numbers in the order of evaluation.
#[derive(Default)]
struct Events {
    declared: u32,
    last_assigned: Option<u32>,
    first_captured: Option<u32>,
    /// The outermost loops that the variable outlives and that assign or capture it, by their starts.
    assigning_loops: HashSet<u32>,
    capturing_loops: HashSet<u32>,
}

impl Events {
    /// Whether an assignment can come after a capture: further on, or in a later turn of a loop around both.
    fn changes_after_capture(&self) -> bool {
        let (Some(assigned), Some(captured)) = (self.last_assigned, self.first_captured) else { return false };
        assigned > captured || !self.assigning_loops.is_disjoint(&self.capturing_loops)
    }
}

struct Scan<'p> {
    program: &'p Program,
    id: FuncId,
    now: u32,
    loops: Vec<u32>,
    variables: HashMap<LocalId, Events>,
    groups: &'p mut Groups,
}

impl<'p> Scan<'p> {
    fn declare(&mut self, local: LocalId) {
        self.now += 1;
        self.variables.entry(local).or_default().declared = self.now;
    }

    fn assign(&mut self, place: &Place) {
        let PlaceRoot::Local(local) = place.root else { return };
        self.now += 1;
        let events = self.variables.entry(local).or_default();
        events.last_assigned = Some(self.now);
        events.assigning_loops.extend(self.loops.iter().find(|start| **start > events.declared));
    }

    fn capture(&mut self, inner: FuncId, locals: &[LocalId]) {
        for (local, captured) in locals.iter().zip(&self.program[inner].captures) {
            self.groups.join((self.id, *local), (inner, *captured));
            self.now += 1;
            let events = self.variables.entry(*local).or_default();
            events.first_captured.get_or_insert(self.now);
            events.capturing_loops.extend(self.loops.iter().find(|start| **start > events.declared));
        }
    }

    fn in_loop(&mut self, variables: &[Option<LocalId>], condition: Option<&'p Expr>, body: &'p Block) {
        self.now += 1;
        self.loops.push(self.now);
        variables.iter().flatten().for_each(|local| self.declare(*local));
        if let Some(condition) = condition {
            self.expr(condition);
        }
        self.block(body);
        self.loops.pop();
    }
}

impl<'p> Visitor<'p> for Scan<'p> {
    fn statement(&mut self, statement: &'p Statement) {
        match &statement.kind {
            StatementKind::Let { local, .. } => {
                visit::walk_statement(self, statement);
                self.declare(*local);
            }
            StatementKind::Assign { place, .. } | StatementKind::Update { place, .. } | StatementKind::Append { place, .. } => {
                visit::walk_statement(self, statement);
                self.assign(place);
            }
            StatementKind::InitGlobal { .. } | StatementKind::Expr(_) => visit::walk_statement(self, statement),
            StatementKind::While { condition, body, .. } => self.in_loop(&[], Some(condition), body),
            StatementKind::ForRange { variable, range, body, .. } => {
                match range {
                    RangeExpr::Bounds { start, end, .. } => {
                        self.expr(start);
                        self.expr(end);
                    }
                    RangeExpr::Value(value) => self.expr(value),
                }
                self.in_loop(&[Some(*variable)], None, body);
            }
            StatementKind::ForArray { index, item, array: sequence, body, .. }
            | StatementKind::ForChars { index, item, text: sequence, body, .. } => {
                self.expr(sequence);
                self.in_loop(&[*index, Some(*item)], None, body);
            }
            StatementKind::ForDictionary { key, value, dictionary, body, .. } => {
                self.expr(dictionary);
                self.in_loop(&[Some(*key), *value], None, body);
            }
        }
    }

    #[allow(clippy::wildcard_enum_match_arm)] // Only calls and closures capture.
    fn expr(&mut self, expr: &'p Expr) {
        visit::walk_expr(self, expr);
        match &expr.kind {
            ExprKind::Call { function, captures, .. } | ExprKind::Closure { function, captures } => self.capture(*function, captures),
            ExprKind::CallMut { place, .. } => self.assign(place),
            _ => {}
        }
    }

    fn arm(&mut self, arm: &'p Arm) {
        visit::each_binding(&arm.pattern, &mut |local| self.declare(local));
        visit::walk_arm(self, arm);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;
    use crate::ir::{FunctionKind, Type, TypeId};

    /// A program with a closure that captures an `int`, and maybe assigns it.
    fn closure(program: &mut Program, assigns: bool) -> (FuncId, TypeId) {
        let mut b = function(program, "inner", &[], TypeId::VOID);
        let x = b.capture("x", TypeId::INT, true);
        b.function.kind = FunctionKind::Lambda;
        let set = b.set(x, int(1));
        let read = effect(b.get(x));
        let id = b.end(block([if assigns { set } else { read }]));
        (id, program.types.intern(Type::Function(vec![], TypeId::VOID)))
    }

    fn storage(assigns: bool, body: impl Fn(&mut Body<'_>, LocalId, Statement) -> Block) -> Storage {
        let mut program = program();
        let (inner, ty) = closure(&mut program, assigns);
        let mut b = function(&mut program, "outer", &[], TypeId::VOID);
        let x = b.local("x", TypeId::INT, true);
        let capture = effect(expr(ExprKind::Closure { function: inner, captures: vec![x] }, ty));
        let body = body(&mut b, x, capture);
        let outer = b.end(body);
        run(&mut program, FuncId(0));
        assert_eq!(program[outer].locals[0].storage, program[inner].locals[0].storage);
        program[outer].locals[0].storage
    }

    #[test]
    fn cells_only_where_changes_can_be_seen() {
        let declare_x = |x| declare(x, Some(int(0)));
        assert_eq!(storage(true, |_, x, capture| block([declare_x(x), capture])), Storage::Cell);
        assert_eq!(storage(false, |b, x, capture| block([declare_x(x), b.set(x, int(1)), capture])), Storage::Slot);
        assert_eq!(storage(false, |b, x, capture| block([declare_x(x), capture, b.set(x, int(1))])), Storage::Cell);
        // A loop around both: the variable that outlives it changes for closures of earlier turns.
        let turn = |b: &mut Body<'_>, x, capture| block([b.set(x, int(1)), capture]);
        assert_eq!(storage(false, |b, x, c| block([declare_x(x), while_loop(0, boolean(true), turn(b, x, c))])), Storage::Cell);
        let fresh = |b: &mut Body<'_>, x, capture| block([declare_x(x), b.set(x, int(1)), capture]);
        assert_eq!(storage(false, |b, x, c| block([while_loop(0, boolean(true), fresh(b, x, c))])), Storage::Slot);
    }
}
