//! What contains no suspension stays as it is, but for variables that lie in the frame, and for what leaves it.

use super::flatten::{FRAME, Lowering, VARIABLES, Var};
use crate::ast::Name;
use crate::ir::visit::{self, VisitorMut};
use crate::ir::{
    Block, Expr, ExprKind, Local, LocalId, Pattern, Place, PlaceRoot, Program, Statement, StatementKind, Storage, Type, TypeId,
};

impl Lowering<'_> {
    /// An expression without suspension.
    pub fn rewritten(&mut self, expr: &Expr) -> Expr {
        let mut expr = expr.clone();
        Rewrite(self).expr(&mut expr);
        expr
    }

    /// A statement without suspension.
    pub fn rewritten_statement(&mut self, statement: &Statement) -> Statement {
        let mut statement = statement.clone();
        Rewrite(self).statement(&mut statement);
        statement
    }

    /// A block without suspension.
    pub fn rewritten_block(&mut self, block: &Block) -> Block {
        let mut block = block.clone();
        Rewrite(self).block(&mut block);
        block
    }

    /// A pattern without suspension; its names become locals.
    pub fn rewritten_pattern(&mut self, pattern: &Pattern) -> Pattern {
        let mut pattern = pattern.clone();
        Rewrite(self).pattern(&mut pattern);
        pattern
    }

    /// A value that is evaluated before a suspension of its statement.
    pub fn with_temporaries(&mut self, mut value: Expr) -> Expr {
        Temporaries { lowering: self, outermost: true }.expr(&mut value);
        value
    }

    /// A place without suspension.
    pub fn rewritten_place(&mut self, place: &Place) -> Place {
        let mut place = place.clone();
        Rewrite(self).place(&mut place);
        place
    }

    /// `return`, also from inside what stays a tree: goes to the state that ends the variables and then the coroutine.
    pub fn returned(&mut self, value: Option<Expr>, span: crate::source::Span) -> Expr {
        let before = value.map(|value| self.given(value, span)).into_iter().collect();
        let end = self.ended();
        let exit = self.exit(0, end);
        self.jump(before, exit, span)
    }
}

/// Keeps what a value is made from until the end of the statement, as temporaries of a statement that is not suspended last.
struct Temporaries<'l, 'a> {
    lowering: &'l mut Lowering<'a>,
    /// Whether the expression that is visited is the value itself, which is kept anyway.
    outermost: bool,
}

impl VisitorMut for Temporaries<'_, '_> {
    /// The temporaries of statements inside end with these.
    fn statement(&mut self, _: &mut Statement) {}

    fn expr(&mut self, expr: &mut Expr) {
        let outermost = std::mem::replace(&mut self.outermost, false);
        visit::walk_expr_mut(self, expr);
        let is_made = matches!(
            expr.kind,
            ExprKind::Call { .. }
                | ExprKind::CallVirtual { .. }
                | ExprKind::CallTrait { .. }
                | ExprKind::CallReflector(_)
                | ExprKind::CallMut { .. }
                | ExprKind::CallValue { .. }
                | ExprKind::CallNative { .. }
                | ExprKind::New { .. }
                | ExprKind::Array(_)
                | ExprKind::Dictionary(_)
                | ExprKind::Closure { .. }
                | ExprKind::WeakGet(_)
        );
        if outermost || !is_made || !holds_objects(self.lowering.program, expr.ty) {
            return;
        }
        let span = expr.span;
        let field = self.lowering.temporary(expr.ty);
        let kind = std::mem::replace(&mut expr.kind, ExprKind::Unit);
        let store = self.lowering.stored(field, Expr { kind, ty: expr.ty, span });
        let value = Some(Box::new(self.lowering.read(field, span)));
        expr.kind = ExprKind::Block(Block { statements: vec![store], value, span });
    }
}

/// Whether a script can see when a value of the type ends: it may hold objects.
fn holds_objects(program: &Program, ty: TypeId) -> bool {
    match program.types.get(ty) {
        Type::Class(_) | Type::Trait(_) | Type::Any | Type::Array(_) | Type::Dictionary(..) | Type::Function(..) => true,
        Type::Optional(inner) | Type::Result(inner) => holds_objects(program, *inner),
        Type::Tuple(items) => items.iter().any(|item| holds_objects(program, *item)),
        Type::Struct(id) => program[*id].fields.iter().any(|field| holds_objects(program, field.ty)),
        Type::Enum(id) => program[*id].variants.iter().flat_map(|v| &v.fields).any(|f| f.boxed || holds_objects(program, f.ty)),
        Type::Error | Type::Never | Type::Void | Type::Int | Type::Int32 | Type::Float | Type::Float64 | Type::Bool => false,
        Type::String | Type::Range | Type::Weak(_) | Type::Parameter(_) => false,
    }
}

struct Rewrite<'l, 'a>(&'l mut Lowering<'a>);

impl Rewrite<'_, '_> {
    /// The local that a variable has become. What is declared in a tree that stays is one.
    fn declare(&mut self, local: &mut LocalId) {
        *local = self.0.plain(*local);
    }

    /// The captures of a closure are locals: variables of the frame are copied to some.
    fn captures(&mut self, captures: &mut [LocalId], before: &mut Vec<Statement>, span: crate::source::Span) {
        for capture in captures {
            match self.0.vars[capture.0 as usize] {
                Var::Field(field) => {
                    let value = self.0.read(field, span);
                    let copy = Local { name: Name::from(""), ty: value.ty, mutable: false, storage: Storage::Slot, span };
                    let copy = self.0.local(copy);
                    before.push(Statement { kind: StatementKind::Let { local: copy, value: Some(value) }, span });
                    *capture = copy;
                }
                Var::Local(_) | Var::Unknown => self.declare(capture),
            }
        }
    }
}

impl VisitorMut for Rewrite<'_, '_> {
    fn statement(&mut self, statement: &mut Statement) {
        match &mut statement.kind {
            StatementKind::Let { local, .. } => self.declare(local),
            StatementKind::ForRange { variable, .. } => self.declare(variable),
            StatementKind::ForArray { index: first, item: second, .. } | StatementKind::ForChars { index: first, item: second, .. } => {
                first.iter_mut().for_each(|local| self.declare(local));
                self.declare(second);
            }
            StatementKind::ForDictionary { key, value, .. } => {
                self.declare(key);
                value.iter_mut().for_each(|local| self.declare(local));
            }
            StatementKind::Assign { .. }
            | StatementKind::Update { .. }
            | StatementKind::Append { .. }
            | StatementKind::InitGlobal { .. }
            | StatementKind::Expr(_)
            | StatementKind::While { .. } => {}
        }
        visit::walk_statement_mut(self, statement);
    }

    #[allow(clippy::wildcard_enum_match_arm)] // All others only have parts.
    fn expr(&mut self, expr: &mut Expr) {
        visit::walk_expr_mut(self, expr);
        let span = expr.span;
        match &mut expr.kind {
            ExprKind::Local(local) => match self.0.vars[local.0 as usize] {
                Var::Field(field) => {
                    let object = Box::new(self.0.frame(span));
                    expr.kind = ExprKind::ObjectField { object, index: VARIABLES + field };
                }
                Var::Local(_) | Var::Unknown => self.declare(local),
            },
            ExprKind::Call { captures, .. } | ExprKind::Closure { captures, .. } => {
                let mut before = Vec::new();
                self.captures(captures, &mut before, span);
                if !before.is_empty() {
                    let kind = std::mem::replace(&mut expr.kind, ExprKind::Unit);
                    let value = Some(Box::new(Expr { kind, ty: expr.ty, span }));
                    expr.kind = ExprKind::Block(Block { statements: before, value, span });
                }
            }
            ExprKind::Return(value) => {
                let value = value.take().map(|value| *value);
                *expr = self.0.returned(value, span);
            }
            ExprKind::Break(id) | ExprKind::Continue(id) if self.0.loops.contains_key(id) => {
                let target = self.0.loops[id];
                let to = if matches!(expr.kind, ExprKind::Break(_)) { target.leave } else { target.next };
                let exit = self.0.exit(target.depth, to);
                *expr = self.0.jump(Vec::new(), exit, span);
            }
            _ => {}
        }
    }

    fn place(&mut self, place: &mut Place) {
        visit::walk_place_mut(self, place);
        if let PlaceRoot::Local(local) = &mut place.root {
            match self.0.vars[local.0 as usize] {
                Var::Field(field) => {
                    let object = Box::new(Expr { kind: ExprKind::Local(FRAME), ty: self.0.ty, span: place.span });
                    place.root = PlaceRoot::Object { object, index: VARIABLES + field };
                }
                Var::Local(_) | Var::Unknown => self.declare(local),
            }
        }
    }

    fn pattern(&mut self, pattern: &mut Pattern) {
        if let Pattern::Bind(local) | Pattern::Test { local, .. } = pattern {
            self.declare(local);
        }
        visit::walk_pattern_mut(self, pattern);
    }
}
