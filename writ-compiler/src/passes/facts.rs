//! Fills in [`FunctionFacts`] of functions that were added to a program.
//!
//! The call graph's strongly connected components come callees first, so each component's facts are those of its own operations and of the
//! components that it calls. Functions from before are finished: the new ones take over their facts. An old function is looked into only if
//! it may call function values, because such a call may now reach a new function. (If that closes a cycle, some function on it is new and
//! counts, so that an endless recursion is still found.)

use crate::ir::visit::{self, Visitor};
use crate::ir::{
    BinaryOp, Expr, ExprKind, FuncId, Function, FunctionFacts, Place, PlaceRoot, Program, Statement, StatementKind, Type, TypeId,
};
use std::collections::HashMap;

/// Computes the facts of all functions from `first_new` on.
pub fn run(program: &mut Program, first_new: FuncId) {
    let mut values: Vec<FuncId> = Vec::new();
    let mut scans: HashMap<FuncId, Scan> = HashMap::new();
    for index in first_new.0..program.functions.len() as u32 {
        let scan = scan(program, FuncId(index));
        values.extend(&scan.values);
        scans.insert(FuncId(index), scan);
    }
    for id in values {
        if !program[id].facts.is_value {
            program[id].facts.is_value = true;
        }
    }

    let slots = slots(program);
    let mut graph = Graph { program, scans, by_type: HashMap::new(), slots: &slots, first_new };
    let components = components(&mut graph, first_new);
    let scans = graph.scans;
    let mut known: HashMap<FuncId, FunctionFacts> = HashMap::new();
    for component in components {
        let mut facts = FunctionFacts { counts_depth: component.cyclic, ..FunctionFacts::default() };
        for (id, edges) in &component.members {
            let own = scans.get(id).map_or(program[*id].facts, |scan| scan.own);
            facts = join(facts, own);
            for callee in edges {
                if let Some(callee) = known.get(callee) {
                    facts.counts_depth |= callee.counts_depth;
                }
            }
            for callee in scans.get(id).map_or(&[][..], |scan| &scan.calls) {
                // A callee of the same component adds its facts as a member.
                facts = join(facts, known.get(callee).copied().unwrap_or_default());
            }
            for slot in scans.get(id).map_or(&[][..], |scan| &scan.slot_calls) {
                for callee in slots.get(slot).map_or(&[][..], |slot| &slot.functions) {
                    facts = join(facts, through_slot(known.get(callee).copied().unwrap_or(program[*callee].facts)));
                }
                if slots.get(slot).is_some_and(|slot| slot.open) {
                    facts = join(facts, unknown());
                }
            }
        }
        facts.can_fail |= facts.counts_depth;
        for (id, _) in component.members {
            known.insert(id, facts);
            if id >= first_new {
                let facts = FunctionFacts { is_value: program[id].facts.is_value, ..facts };
                if program[id].facts != facts {
                    program[id].facts = facts;
                }
            }
        }
    }
    slot_facts(program, &slots);
}

/// All that can be said of what is not known yet.
fn unknown() -> FunctionFacts {
    FunctionFacts { can_fail: true, needs_context: true, uses_globals: false, counts_depth: true, is_value: false }
}

/// What a call through a table needs for a function that is found there: it gets the module variables from the instance.
fn through_slot(facts: FunctionFacts) -> FunctionFacts {
    FunctionFacts { needs_context: true, uses_globals: false, ..facts }
}

/// The functions of one slot, of whatever class.
#[derive(Default)]
struct SlotFunctions {
    functions: Vec<FuncId>,
    /// A class with this slot is open: scripts that are loaded later may add functions.
    open: bool,
}

/// By the function that declared the slot.
fn slots(program: &Program) -> HashMap<FuncId, SlotFunctions> {
    let mut slots: HashMap<FuncId, SlotFunctions> = HashMap::new();
    for class in &program.classes {
        for slot in &class.slots {
            let entry = slots.entry(slot.declared).or_default();
            entry.open |= class.open;
            if !entry.functions.contains(&slot.function) {
                entry.functions.push(slot.function);
            }
        }
    }
    slots
}

fn slot_facts(program: &mut Program, slots: &HashMap<FuncId, SlotFunctions>) {
    let joined: HashMap<FuncId, FunctionFacts> = slots
        .iter()
        .map(|(declared, slot)| {
            let start = if slot.open { unknown() } else { FunctionFacts::default() };
            (*declared, slot.functions.iter().fold(start, |facts, id| join(facts, through_slot(program[*id].facts))))
        })
        .collect();
    for slot in program.classes.iter_mut().flat_map(|class| &mut class.slots) {
        slot.facts = joined.get(&slot.declared).copied().unwrap_or_else(unknown);
    }
    for method in program.traits.iter_mut().flat_map(|definition| &mut definition.methods) {
        method.facts = unknown();
    }
}

fn join(a: FunctionFacts, b: FunctionFacts) -> FunctionFacts {
    FunctionFacts {
        can_fail: a.can_fail | b.can_fail,
        needs_context: a.needs_context | b.needs_context,
        uses_globals: a.uses_globals | b.uses_globals,
        counts_depth: a.counts_depth | b.counts_depth,
        is_value: false,
    }
}

/// What a function does by itself: as long as that stays what it was, so do the facts of all functions.
#[derive(Default, PartialEq, Eq)]
pub struct Scan {
    /// The facts of its own operations.
    own: FunctionFacts,
    /// Functions that it calls by name.
    calls: Vec<FuncId>,
    /// Types of the function values that it calls.
    value_calls: Vec<TypeId>,
    /// Slots that it calls, by the function that declared each.
    slot_calls: Vec<FuncId>,
    /// Functions whose value it takes.
    values: Vec<FuncId>,
}

/// Looks through a function.
pub fn scan(program: &Program, id: FuncId) -> Scan {
    let mut scanner = Scanner { program, scan: Scan::default() };
    if let Some(host) = &program[id].host {
        // Borrowed arguments may conflict, and objects may be gone. Through what scripts run, the call may come back.
        scanner.scan.own = FunctionFacts { can_fail: true, needs_context: true, counts_depth: host.reenters, ..FunctionFacts::default() };
        return scanner.scan;
    }
    scanner.block(&program[id].body);
    let Scan { calls, value_calls, slot_calls, values, own: _ } = &mut scanner.scan;
    slot_calls.sort();
    slot_calls.dedup();
    calls.sort();
    calls.dedup();
    value_calls.sort();
    value_calls.dedup();
    values.sort();
    values.dedup();
    scanner.scan
}

struct Scanner<'a> {
    program: &'a Program,
    scan: Scan,
}

impl Scanner<'_> {
    fn division(&mut self, op: BinaryOp, ty: TypeId, right: &Expr) {
        let divides = matches!(op, BinaryOp::Divide | BinaryOp::Modulo) && ty.is_int();
        if divides && !matches!(right.kind, ExprKind::Int(n) if n != 0) {
            self.scan.own.can_fail = true;
        }
    }

    fn global(&mut self, checked: bool) {
        self.scan.own.uses_globals = true;
        self.scan.own.can_fail |= checked;
    }

    /// `read`: what is in the place is read too, as by an update or a mutating method.
    fn access(&mut self, place: &Place, read: bool) {
        match &place.root {
            PlaceRoot::Local(_) | PlaceRoot::Object { .. } => {}
            PlaceRoot::Global { checked, .. } => self.global(*checked),
            PlaceRoot::Element { .. } => self.scan.own.can_fail = true,
            PlaceRoot::Entry { show_key, .. } => {
                if read || !place.path.is_empty() {
                    self.scan.own.can_fail = true;
                    self.scan.calls.push(*show_key);
                }
            }
        }
    }
}

impl<'a> Visitor<'a> for Scanner<'_> {
    fn statement(&mut self, statement: &'a Statement) {
        match &statement.kind {
            StatementKind::Assign { place, .. } => self.access(place, false),
            StatementKind::Update { place, op, value } => {
                self.access(place, true);
                self.division(*op, place.ty, value);
            }
            StatementKind::Append { place, .. } => self.access(place, true),
            StatementKind::InitGlobal { .. } => self.global(false),
            StatementKind::ForDictionary { .. } => self.scan.own.can_fail = true,
            StatementKind::Let { .. }
            | StatementKind::Expr(_)
            | StatementKind::While { .. }
            | StatementKind::ForRange { .. }
            | StatementKind::ForArray { .. }
            | StatementKind::ForChars { .. } => {}
        }
        visit::walk_statement(self, statement);
    }

    fn expr(&mut self, expr: &'a Expr) {
        match &expr.kind {
            ExprKind::Global { checked, .. } => self.global(*checked),
            ExprKind::Binary { op, left, right } => self.division(*op, left.ty, right),
            ExprKind::Unwrap(_) | ExprKind::UnwrapError(_) | ExprKind::IndexArray { .. } | ExprKind::IndexString { .. } => {
                self.scan.own.can_fail = true;
            }
            ExprKind::IndexDictionary { show_key, .. } => {
                self.scan.own.can_fail = true;
                self.scan.calls.push(*show_key);
            }
            ExprKind::Call { function, .. } => self.scan.calls.push(*function),
            ExprKind::CallMut { function, place, .. } => {
                self.access(place, true);
                self.scan.calls.push(*function);
            }
            ExprKind::CallValue { callee, .. } => {
                self.scan.own.can_fail = true;
                self.scan.own.needs_context = true;
                self.scan.value_calls.push(callee.ty);
            }
            ExprKind::CallNative { native, .. } => {
                let native = &self.program[*native];
                self.scan.own.can_fail |= native.fails;
                self.scan.own.needs_context |= native.context;
            }
            ExprKind::Closure { function, .. } => self.scan.values.push(*function),
            // Each instance says which objects are its own.
            ExprKind::New { .. } | ExprKind::NewBlank(_) => self.scan.own.needs_context = true,
            ExprKind::Cast { checked, .. } => self.scan.own.can_fail |= checked,
            ExprKind::CheckInit { .. } => self.scan.own.can_fail = true,
            ExprKind::CallVirtual { class, slot, .. } => {
                self.scan.own.needs_context = true;
                self.scan.slot_calls.push(self.program[*class].slots[*slot as usize].declared);
            }
            // Any class may come to have the trait, or a `toString`: one of the host, or of a script that is loaded later.
            ExprKind::CallTrait { .. } | ExprKind::ShowObject(_) | ExprKind::EqualAny { .. } | ExprKind::CallReflector(_) => {
                self.scan.own = join(self.scan.own, unknown());
            }
            ExprKind::Unit
            | ExprKind::Int(_)
            | ExprKind::Float(_)
            | ExprKind::Bool(_)
            | ExprKind::String(_)
            | ExprKind::Null
            | ExprKind::Blank
            | ExprKind::Local(_)
            | ExprKind::Unary { .. }
            | ExprKind::Logic { .. }
            | ExprKind::Convert { .. }
            | ExprKind::Show(_)
            | ExprKind::Concat(_)
            | ExprKind::Tuple(_)
            | ExprKind::Item { .. }
            | ExprKind::Struct { .. }
            | ExprKind::Field { .. }
            | ExprKind::Variant { .. }
            | ExprKind::ObjectField { .. }
            | ExprKind::Upcast(_)
            | ExprKind::IsType { .. }
            | ExprKind::TryCast(_)
            | ExprKind::MakeWeak(_)
            | ExprKind::WeakGet(_)
            | ExprKind::Ordinal(_)
            | ExprKind::Range { .. }
            | ExprKind::Array(_)
            | ExprKind::Dictionary(_)
            | ExprKind::Some(_)
            | ExprKind::Success(_)
            | ExprKind::Failure(_)
            | ExprKind::IsSome(_)
            | ExprKind::IsSuccess(_)
            | ExprKind::IsVariant { .. }
            | ExprKind::Narrow(_)
            | ExprKind::Block(_)
            | ExprKind::If { .. }
            | ExprKind::Match { .. }
            | ExprKind::Return(_)
            | ExprKind::Break(_)
            | ExprKind::Continue(_) => {}
        }
        visit::walk_expr(self, expr);
    }
}

/// The call graph, of which old functions are made out as they are reached.
struct Graph<'a> {
    program: &'a Program,
    scans: HashMap<FuncId, Scan>,
    /// Functions whose value is taken, by the type of the value; made when first asked for.
    by_type: HashMap<TypeId, Vec<FuncId>>,
    slots: &'a HashMap<FuncId, SlotFunctions>,
    first_new: FuncId,
}

impl Graph<'_> {
    /// The functions that `id` may call.
    fn edges(&mut self, id: FuncId) -> Vec<FuncId> {
        let facts = self.program[id].facts;
        if id < self.first_new && (facts.counts_depth || !facts.needs_context) {
            return Vec::new();
        }
        let program = self.program;
        let scan = self.scans.entry(id).or_insert_with(|| scan(program, id));
        let mut edges = scan.calls.clone();
        for ty in &scan.value_calls {
            let targets = self.by_type.entry(*ty).or_insert_with(|| {
                let ids = (0..program.functions.len() as u32).map(FuncId);
                ids.filter(|id| program[*id].facts.is_value && has_type(program, &program[*id], *ty)).collect()
            });
            edges.extend(&*targets);
        }
        for slot in &scan.slot_calls {
            edges.extend(self.slots.get(slot).map_or(&[][..], |slot| &slot.functions));
        }
        edges
    }
}

/// Whether a value of the function has type `ty`.
fn has_type(program: &Program, function: &Function, ty: TypeId) -> bool {
    let Type::Function(parameters, result) = program.types.get(ty) else { return false };
    function.result == *result
        && function.parameters.len() == parameters.len()
        && function.parameters.iter().zip(parameters).all(|(local, ty)| function.locals[local.0 as usize].ty == *ty)
}

/// Functions that can all reach each other.
struct Component {
    /// With the functions that each may call.
    members: Vec<(FuncId, Vec<FuncId>)>,
    /// Whether there is a cycle: more than one member, or one that calls itself, or old ones that were found to count.
    cyclic: bool,
}

/// Strongly connected components, callees before callers (Tarjan's algorithm, with a stack of its own: call chains may be long).
fn components(graph: &mut Graph<'_>, first_new: FuncId) -> Vec<Component> {
    #[derive(Clone, Copy)]
    struct Node {
        order: u32,
        low: u32,
        on_stack: bool,
    }
    let count = graph.program.functions.len() as u32;
    let mut nodes: HashMap<FuncId, Node> = HashMap::new();
    let mut stack: Vec<(FuncId, Vec<FuncId>)> = Vec::new();
    let mut path: Vec<(FuncId, usize, usize)> = Vec::new(); // function, its place on the stack, next edge
    let mut out = Vec::new();

    for root in (first_new.0..count).map(FuncId) {
        if nodes.contains_key(&root) {
            continue;
        }
        let mut enter = Some(root);
        loop {
            if let Some(id) = enter.take() {
                let order = nodes.len() as u32;
                nodes.insert(id, Node { order, low: order, on_stack: true });
                path.push((id, stack.len(), 0));
                let edges = graph.edges(id);
                stack.push((id, edges));
            }
            let Some((id, place, next)) = path.last_mut() else { break };
            let (id, place) = (*id, *place);
            if let Some(callee) = stack[place].1.get(*next).copied() {
                *next += 1;
                match nodes.get(&callee).copied() {
                    None => enter = Some(callee),
                    Some(seen) if seen.on_stack => lower(&mut nodes, id, seen.order),
                    Some(_) => {}
                }
                continue;
            }
            path.pop();
            let node = nodes[&id];
            if let Some((caller, ..)) = path.last() {
                lower(&mut nodes, *caller, node.low);
            }
            if node.low == node.order {
                let members = stack.split_off(place);
                for (member, _) in &members {
                    if let Some(node) = nodes.get_mut(member) {
                        node.on_stack = false;
                    }
                }
                let cyclic = members.len() > 1 || members.iter().any(|(id, edges)| edges.contains(id));
                out.push(Component { members, cyclic });
            }
        }
    }
    return out;

    fn lower(nodes: &mut HashMap<FuncId, Node>, id: FuncId, low: u32) {
        if let Some(node) = nodes.get_mut(&id) {
            node.low = node.low.min(low);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;
    use crate::ir::LocalId;

    fn facts(program: &mut Program, first_new: u32) {
        run(program, FuncId(first_new));
    }

    #[test]
    fn failing_operations() {
        let mut p = program();
        let divide = |p: &mut Program, right: Expr| {
            let b = function(p, "f", &[], TypeId::INT);
            b.end(valued([], binary(BinaryOp::Divide, int(1), right)))
        };
        let by_two = divide(&mut p, int(2));
        let by_zero = divide(&mut p, int(0));
        let caller = function(&mut p, "caller", &[], TypeId::INT).end(valued([], call(by_zero, vec![], TypeId::INT)));
        facts(&mut p, 0);
        assert!(!p[by_two].facts.can_fail);
        assert!(p[by_zero].facts.can_fail && p[caller].facts.can_fail);
        assert!(!p[caller].facts.counts_depth && !p[caller].facts.needs_context);
    }

    #[test]
    fn cycles_and_what_reaches_them() {
        let mut p = program();
        let leaf = function(&mut p, "leaf", &[], TypeId::VOID).end(block([]));
        let (even, odd) = (FuncId(1), FuncId(2));
        function(&mut p, "even", &[], TypeId::VOID).end(block([effect_of(odd), effect_of(leaf)]));
        function(&mut p, "odd", &[], TypeId::VOID).end(block([effect_of(even)]));
        let main = function(&mut p, "main", &[], TypeId::VOID).end(block([effect_of(even)]));
        facts(&mut p, 0);
        assert_eq!([leaf, even, odd, main].map(|f| p[f].facts.counts_depth), [false, true, true, true]);
        assert!(p[main].facts.can_fail && !p[leaf].facts.can_fail);
    }

    fn effect_of(f: FuncId) -> Statement {
        effect(call(f, vec![], TypeId::VOID))
    }

    #[test]
    fn function_values_are_edges_by_type() {
        let mut p = program();
        let action = p.types.intern(Type::Function(vec![], TypeId::VOID));
        let other = p.types.intern(Type::Function(vec![], TypeId::INT));
        let value = |f| expr(ExprKind::Closure { function: f, captures: vec![] }, action);
        let call_value = |callee: Expr| effect(expr(ExprKind::CallValue { callee: Box::new(callee), arguments: vec![] }, TypeId::VOID));

        let b = function(&mut p, "apply", &[("f", action)], TypeId::VOID);
        let parameter = b.get(LocalId(0));
        let apply = b.end(block([call_value(parameter)]));
        let b = function(&mut p, "apply_other", &[("f", other)], TypeId::VOID);
        let parameter = b.get(LocalId(0));
        let apply_other = b.end(block([call_value(parameter)]));
        facts(&mut p, 0);
        assert!(p[apply].facts.can_fail && p[apply].facts.needs_context && !p[apply].facts.counts_depth);

        // A session goes on: a function that passes itself to `apply`.
        let me = FuncId(2);
        function(&mut p, "me", &[], TypeId::VOID).end(block([effect(call(apply, vec![value(me)], TypeId::VOID))]));
        let calm = function(&mut p, "calm", &[], TypeId::VOID).end(block([effect_of(apply_other)]));
        facts(&mut p, 2);
        assert!(p[me].facts.is_value && p[me].facts.counts_depth);
        assert!(!p[apply].facts.counts_depth, "old facts stay");
        assert!(!p[calm].facts.counts_depth && p[calm].facts.needs_context);
    }
}
