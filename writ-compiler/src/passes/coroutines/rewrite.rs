//! What contains no suspension stays as it is, but for variables that lie in the frame, and for what leaves it.

use super::flatten::{FRAME, Lowering, VARIABLES, Var};
use crate::ir::visit::{self, VisitorMut};
use crate::ir::{
    Block, Expr, ExprKind, Local, LocalId, Pattern, Place, PlaceRoot, Statement, StatementKind, Storage,
};
use crate::ast::Name;

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
