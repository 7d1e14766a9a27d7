//! What can't take a reference away from where it is: as long as nothing else runs, what was found in an array or a field stays alive there, and a
//! variable for it need not be counted.
//!
//! Calm code writes no references (to an element, a field, a module variable, a shared variable) and runs only calm functions. It may read, make
//! objects, and write numbers.

use super::items::Items;
use std::collections::HashSet;
use writ_compiler::ir::visit::{self, Visitor};
use writ_compiler::ir::{
    ClassId, Expr, ExprKind, FuncId, Function, LocalId, Place, PlaceRoot, Program, Statement, StatementKind, Storage, TypeId,
};

/// The natives of collections that take nothing out of them.
const CALM_METHODS: &[&str] = &[
    "len", "length", "isEmpty", "push", "tryGet", "first", "last", "clone", "slice", "concat", "reversed", "sum", "has", "get", "getOr",
    "keys", "values", "entries",
];

/// What a piece of code does.
#[derive(Default)]
struct Scan {
    wild: bool,
    calls: Vec<FuncId>,
}

struct Scanner<'a> {
    items: &'a Items<'a>,
    function: &'a Function,
    /// Whether what the function's own variables held counts too.
    locals: bool,
    scan: Scan,
}

impl<'a> Scanner<'a> {
    fn write(&mut self, place: &Place) {
        if self.items.is_copy(place.ty) || place.ty == TypeId::STRING {
            return;
        }
        let own = |local: LocalId| self.function.locals[local.0 as usize].storage == Storage::Slot;
        let harmless = matches!(place.root, PlaceRoot::Local(local) if !self.locals && own(local));
        self.scan.wild |= !harmless;
    }

    fn slot(&mut self, class: ClassId, slot: u32) {
        match self.items.slot_functions(class, slot) {
            Some(functions) => self.scan.calls.extend(functions),
            None => self.scan.wild = true,
        }
    }
}

impl<'a> Visitor<'a> for Scanner<'a> {
    fn statement(&mut self, statement: &'a Statement) {
        if let StatementKind::InitGlobal { .. } = &statement.kind {
            self.scan.wild = true;
        }
        visit::walk_statement(self, statement);
    }

    fn place(&mut self, place: &'a Place) {
        self.write(place);
        visit::walk_place(self, place);
    }

    fn expr(&mut self, expr: &'a Expr) {
        match &expr.kind {
            ExprKind::Call { function, .. } | ExprKind::CallMut { function, .. } => self.scan.calls.push(*function),
            ExprKind::IndexDictionary { show_key, .. } => self.scan.calls.push(*show_key),
            ExprKind::CallVirtual { class, slot, .. } => self.slot(*class, *slot),
            ExprKind::CallTrait { .. }
            | ExprKind::ShowObject(_)
            | ExprKind::EqualAny { .. }
            | ExprKind::CallReflector(_)
            | ExprKind::CallValue { .. } => {
                self.scan.wild = true;
            }
            ExprKind::CallNative { native, .. } => {
                let native = &self.items.program[*native];
                let calm = match native.name.split_once('.') {
                    Some(("Array" | "Dictionary", method)) => CALM_METHODS.contains(&method),
                    Some(_) | None => true,
                };
                self.scan.wild |= native.context || !calm;
            }
            ExprKind::Unit
            | ExprKind::Int(_)
            | ExprKind::Float(_)
            | ExprKind::Bool(_)
            | ExprKind::String(_)
            | ExprKind::Null
            | ExprKind::Local(_)
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
            | ExprKind::IndexArray { .. }
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
            | ExprKind::Continue(_) => {}
        }
        visit::walk_expr(self, expr);
    }
}

/// The functions that are not calm.
pub fn wild_functions(items: &Items<'_>) -> HashSet<FuncId> {
    callers_too(items.program, |function| {
        let mut scanner = Scanner { items, function, locals: false, scan: Scan::default() };
        scanner.block(&function.body);
        // What a function of the host's does with what it gets is not known.
        (scanner.scan.wild || function.host.is_some(), scanner.scan.calls)
    })
}

/// The functions of which `scan` says so, and all that call them. It also says what a function calls.
pub fn callers_too<'a>(program: &'a Program, scan: impl Fn(&'a Function) -> (bool, Vec<FuncId>)) -> HashSet<FuncId> {
    let mut callers: Vec<Vec<FuncId>> = program.functions.iter().map(|_| Vec::new()).collect();
    let mut found: HashSet<FuncId> = HashSet::new();
    let mut open: Vec<FuncId> = Vec::new();
    for (index, function) in program.functions.iter().enumerate() {
        let id = FuncId(index as u32);
        let (is, calls) = scan(function);
        if is && found.insert(id) {
            open.push(id);
        }
        for callee in calls {
            callers[callee.0 as usize].push(id);
        }
    }
    while let Some(id) = open.pop() {
        for caller in &callers[id.0 as usize] {
            if found.insert(*caller) {
                open.push(*caller);
            }
        }
    }
    found
}

/// Whether the rest of a block is calm, and leaves the function's own variables what references they hold.
pub fn is_calm_rest(items: &Items<'_>, function: &Function, statements: &[Statement], value: Option<&Expr>) -> bool {
    let mut scanner = Scanner { items, function, locals: true, scan: Scan::default() };
    for statement in statements {
        scanner.statement(statement);
    }
    if let Some(value) = value {
        scanner.expr(value);
    }
    !scanner.scan.wild && scanner.scan.calls.iter().all(|callee| items.is_calm(*callee))
}
