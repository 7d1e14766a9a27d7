//! Loops in which no array gets longer or shorter: where the elements of one are, and how many there are, is found out once, before the loop.
//!
//! Steady code calls nothing that could change the length of an array: no function value, no function of the host's, no method through a trait, and
//! of the library only what leaves arrays their length. It lets go of no object, since one of the host's runs code of the host's at its end.

use super::calm::callers_too;
use super::items::Items;
use std::collections::HashSet;
use writ_compiler::ir::visit::{self, Visitor};
use writ_compiler::ir::{
    ClassId, Expr, ExprKind, FuncId, Function, LocalId, NativeId, Place, PlaceRoot, Program, Statement, StatementKind, Type, TypeId,
};

/// The methods of arrays that leave them their length and their place.
const STEADY_METHODS: &[&str] = &[
    "Array.len",
    "Array.length",
    "Array.isEmpty",
    "Array.swap",
    "Array.reverse",
    "Array.tryGet",
    "Array.first",
    "Array.last",
    "Array.clone",
    "Array.slice",
    "Array.concat",
    "Array.reversed",
    "Array.chunks",
    "Array.sum",
];

/// What a piece of code does.
#[derive(Default)]
struct Scan {
    unsteady: bool,
    calls: Vec<FuncId>,
    /// Variables that it assigns.
    written: HashSet<LocalId>,
    /// Variables of whose arrays it reads or writes elements, in the order in which they come.
    indexed: Vec<LocalId>,
}

struct Scanner<'a> {
    items: &'a Items<'a>,
    function: &'a Function,
    scan: Scan,
}

impl Scanner<'_> {
    fn indexed(&mut self, array: &Expr) {
        if let ExprKind::Local(local) = array.kind
            && !self.scan.indexed.contains(&local)
        {
            self.scan.indexed.push(local);
        }
    }

    /// A value of this type comes to its end here.
    fn ends(&mut self, ty: TypeId) {
        self.scan.unsteady |= self.items.holds_objects(ty);
    }

    fn declared(&mut self, local: LocalId) {
        self.ends(self.function.locals[local.0 as usize].ty);
    }

    fn slot(&mut self, class: ClassId, slot: u32) {
        match self.items.slot_functions(class, slot) {
            Some(functions) => self.scan.calls.extend(functions),
            None => self.scan.unsteady = true,
        }
    }

    fn native(&mut self, native: NativeId, arguments: &[Expr]) {
        let native = &self.items.program[native];
        let is_array = |argument: &Expr| matches!(self.items.program.types.get(argument.ty), Type::Array(_));
        let reaches_arrays = !STEADY_METHODS.contains(&&*native.name) && arguments.iter().any(is_array);
        self.scan.unsteady |= native.context || reaches_arrays;
    }
}

impl<'a> Visitor<'a> for Scanner<'a> {
    fn statement(&mut self, statement: &'a Statement) {
        match &statement.kind {
            StatementKind::Let { local, value: _ } => self.declared(*local),
            StatementKind::ForArray { item, array, .. } => {
                self.declared(*item);
                self.indexed(array);
            }
            StatementKind::ForDictionary { key, value, .. } => {
                self.declared(*key);
                value.iter().for_each(|value| self.declared(*value));
            }
            StatementKind::InitGlobal { .. }
            | StatementKind::Assign { .. }
            | StatementKind::Update { .. }
            | StatementKind::Append { .. }
            | StatementKind::Expr(_)
            | StatementKind::While { .. }
            | StatementKind::ForRange { .. }
            | StatementKind::ForChars { .. } => {}
        }
        visit::walk_statement(self, statement);
    }

    fn place(&mut self, place: &'a Place) {
        self.ends(place.ty);
        match &place.root {
            PlaceRoot::Local(local) => {
                self.scan.written.insert(*local);
            }
            PlaceRoot::Element { array, .. } => self.indexed(array),
            PlaceRoot::Global { .. } | PlaceRoot::Object { .. } | PlaceRoot::Entry { .. } => {}
        }
        visit::walk_place(self, place);
    }

    fn expr(&mut self, expr: &'a Expr) {
        match &expr.kind {
            // What a variable holds does not end where it is looked at.
            ExprKind::Local(_) => {}
            ExprKind::IndexArray { array, .. } => {
                self.indexed(array);
                self.ends(expr.ty);
            }
            ExprKind::Call { function, .. } | ExprKind::CallMut { function, .. } => {
                self.scan.calls.push(*function);
                self.ends(expr.ty);
            }
            ExprKind::IndexDictionary { show_key, .. } => {
                self.scan.calls.push(*show_key);
                self.ends(expr.ty);
            }
            ExprKind::CallVirtual { class, slot, .. } => {
                self.slot(*class, *slot);
                self.ends(expr.ty);
            }
            ExprKind::CallNative { native, arguments, .. } => {
                self.native(*native, arguments);
                self.ends(expr.ty);
            }
            ExprKind::CallTrait { .. }
            | ExprKind::ShowObject(_)
            | ExprKind::EqualAny { .. }
            | ExprKind::CallReflector(_)
            | ExprKind::CallValue { .. } => self.scan.unsteady = true,
            ExprKind::Unit
            | ExprKind::Int(_)
            | ExprKind::Float(_)
            | ExprKind::Bool(_)
            | ExprKind::String(_)
            | ExprKind::Null
            | ExprKind::Global { .. }
            | ExprKind::Unary { .. }
            | ExprKind::Binary { .. }
            | ExprKind::Logic { .. }
            | ExprKind::Convert { .. }
            | ExprKind::Show(_)
            | ExprKind::Concat(_)
            | ExprKind::Tuple(_)
            | ExprKind::Item { .. }
            | ExprKind::Struct { .. }
            | ExprKind::Field { .. }
            | ExprKind::Variant { .. }
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
            | ExprKind::Unwrap(_)
            | ExprKind::UnwrapError(_)
            | ExprKind::Narrow(_)
            | ExprKind::IndexString { .. }
            | ExprKind::New { .. }
            | ExprKind::Blank
            | ExprKind::NewBlank(_)
            | ExprKind::ObjectField { .. }
            | ExprKind::Upcast(_)
            | ExprKind::Cast { .. }
            | ExprKind::IsType { .. }
            | ExprKind::TryCast(_)
            | ExprKind::MakeWeak(_)
            | ExprKind::WeakGet(_)
            | ExprKind::CheckInit { .. }
            | ExprKind::Closure { .. }
            | ExprKind::Block(_)
            | ExprKind::If { .. }
            | ExprKind::Match { .. }
            | ExprKind::Return(_)
            | ExprKind::Break(_)
            | ExprKind::Continue(_) => self.ends(expr.ty),
        }
        visit::walk_expr(self, expr);
    }
}

/// The functions that may change the length of an array.
pub fn unsteady_functions(items: &Items<'_>) -> HashSet<FuncId> {
    let program: &Program = items.program;
    callers_too(program, |function| {
        let mut scanner = Scanner { items, function, scan: Scan::default() };
        scanner.block(&function.body);
        (scanner.scan.unsteady || function.host.is_some(), scanner.scan.calls)
    })
}

/// The variables whose arrays a loop reads or writes elements of, if it leaves arrays their length; without those that it assigns.
pub fn steady_arrays(items: &Items<'_>, function: &Function, statement: &Statement) -> Vec<LocalId> {
    let mut scanner = Scanner { items, function, scan: Scan::default() };
    scanner.statement(statement);
    let Scan { unsteady, calls, written, mut indexed } = scanner.scan;
    if unsteady || !calls.iter().all(|callee| items.is_steady(*callee)) {
        return Vec::new();
    }
    indexed.retain(|local| !written.contains(local));
    indexed
}
