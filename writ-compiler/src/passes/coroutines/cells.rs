//! Variables that closures share with a coroutine.
//!
//! Elsewhere such a variable lies in a cell that the back ends make. A frame has fields of ordinary types, so here it becomes an object of a
//! class with one field, which every function that has the variable holds by an ordinary reference.

use super::FrameTypes;
use super::frame::{Synthesized, show_function};
use crate::ast::Name;
use crate::ir::visit::{self, VisitorMut};
use crate::ir::{
    Block, ClassDef, ClassId, Expr, ExprKind, FieldDef, FuncId, FunctionFacts, LocalId, ModuleId, Place, PlaceRoot, Program, Slot,
    Statement, StatementKind, Storage, Type, TypeId,
};
use crate::passes::captures::Variable;
use crate::source::Span;
use std::collections::BTreeMap;

/// Makes objects of those groups of variables of which a coroutine has one.
pub fn run(program: &mut Program, shared: &[Vec<Variable>], types: &mut FrameTypes) {
    let mut by_function: BTreeMap<FuncId, Vec<(LocalId, TypeId)>> = BTreeMap::new();
    for group in shared {
        if !group.iter().any(|(function, _)| program[*function].coroutine.is_some()) {
            continue;
        }
        for (function, local) in group {
            by_function.entry(*function).or_default().push((*local, program[*function].locals[local.0 as usize].ty));
        }
    }
    for (function, variables) in by_function {
        let mut cells = Vec::new();
        for (local, ty) in variables {
            let class = cell_class(program, function, ty, types);
            cells.push((local, class, program.types.intern(Type::Class(class))));
        }
        let span = program[function].span;
        let empty = Block { statements: Vec::new(), value: None, span };
        let mut body = std::mem::replace(&mut program[function].body, empty);
        Cells { cells: &cells }.block(&mut body);
        program[function].body = body;
        for (local, _, ty) in cells {
            let local = &mut program[function].locals[local.0 as usize];
            (local.ty, local.storage, local.mutable) = (ty, Storage::Slot, false);
        }
    }
}

/// The class of variables of a type.
fn cell_class(program: &mut Program, function: FuncId, ty: TypeId, types: &mut FrameTypes) -> ClassId {
    if let Some(known) = types.cells.get(&ty) {
        return *known;
    }
    let (module, span) = (ModuleId(0), program[function].span);
    let class = ClassId(program.classes.len() as u32);
    let reference = program.types.intern(Type::Class(class));
    let show = show_function(program, Synthesized { module, span, class, ty: reference }, "<cell>");
    let name = Name::from(format!("cell<{}>", program.type_name(ty)));
    program.classes.push(ClassDef {
        name,
        module,
        doc: None,
        open: false,
        base: None,
        fields: vec![FieldDef { name: Name::from("value"), ty, public: false, doc: None }],
        slots: vec![Slot { name: Name::from("show"), declared: show, function: show, facts: FunctionFacts::default() }],
        traits: Vec::new(),
        methods: vec![show],
        constructor: None,
        boxed: None,
        resume: None,
        span,
    });
    types.cells.insert(ty, class);
    class
}

/// Puts the objects in the places of the variables.
struct Cells<'a> {
    cells: &'a [(LocalId, ClassId, TypeId)],
}

impl Cells<'_> {
    fn cell(&self, local: LocalId) -> Option<(ClassId, TypeId)> {
        self.cells.iter().find(|cell| cell.0 == local).map(|(_, class, ty)| (*class, *ty))
    }

    fn object(local: LocalId, ty: TypeId, span: Span) -> Box<Expr> {
        Box::new(Expr { kind: ExprKind::Local(local), ty, span })
    }
}

impl VisitorMut for Cells<'_> {
    fn statement(&mut self, statement: &mut Statement) {
        visit::walk_statement_mut(self, statement);
        let span = statement.span;
        if let StatementKind::Let { local, value } = &mut statement.kind
            && let Some((class, ty)) = self.cell(*local)
        {
            let kind = match value.take() {
                Some(value) => ExprKind::New { class, fields: vec![value] },
                None => ExprKind::NewBlank(class),
            };
            *value = Some(Expr { kind, ty, span });
        }
    }

    fn expr(&mut self, expr: &mut Expr) {
        visit::walk_expr_mut(self, expr);
        if let ExprKind::Local(local) = expr.kind
            && let Some((_, ty)) = self.cell(local)
        {
            expr.kind = ExprKind::ObjectField { object: Cells::object(local, ty, expr.span), index: 0 };
        }
    }

    fn place(&mut self, place: &mut Place) {
        visit::walk_place_mut(self, place);
        if let PlaceRoot::Local(local) = place.root
            && let Some((_, ty)) = self.cell(local)
        {
            place.root = PlaceRoot::Object { object: Cells::object(local, ty, place.span), index: 0 };
        }
    }
}
