//! Which nodes of a body contain a suspension.

use super::native;
use crate::ir::visit::{self, Visitor};
use crate::ir::{Arm, Block, Expr, ExprKind, LoopId, Pattern, Place, Program, Statement, StatementKind};
use std::collections::HashSet;

/// The nodes that contain a suspension, by their addresses: the body stays where it is while it is lowered.
pub struct Suspending {
    nodes: HashSet<(u8, *const ())>,
    /// A loop id that no loop has.
    pub free_loop: LoopId,
}

/// A node.
pub trait Node {
    /// Its sort: a node may begin with one of another sort, at the same address.
    const SORT: u8;
    /// What it is known by.
    fn key(&self) -> (u8, *const ()) {
        (Self::SORT, std::ptr::from_ref(self).cast())
    }
}

macro_rules! nodes {
    ($($node:ident = $sort:literal;)*) => {
        $(impl Node for $node {
            const SORT: u8 = $sort;
        })*
    };
}

nodes! {
    Expr = 0;
    Statement = 1;
    Block = 2;
    Place = 3;
    Pattern = 4;
}

impl Suspending {
    /// Of a body.
    pub fn of(program: &Program, body: &Block) -> Suspending {
        let mut scan = Scan { program, nodes: HashSet::new(), found: false, next_loop: 0 };
        scan.block(body);
        Suspending { nodes: scan.nodes, free_loop: LoopId(scan.next_loop) }
    }

    /// Whether a node contains a suspension.
    pub fn has(&self, node: &impl Node) -> bool {
        self.nodes.contains(&node.key())
    }

    /// Whether the guard, the body or a test in the pattern of an arm contains a suspension.
    pub fn in_arm(&self, arm: &Arm) -> bool {
        self.in_test(arm) || self.has(&arm.body)
    }

    /// Whether what decides if an arm fits contains a suspension.
    pub fn in_test(&self, arm: &Arm) -> bool {
        self.has(&arm.pattern) || arm.guard.as_ref().is_some_and(|guard| self.has(guard))
    }
}

struct Scan<'p> {
    program: &'p Program,
    nodes: HashSet<(u8, *const ())>,
    /// Whether a suspension was found since somebody last looked.
    found: bool,
    next_loop: u32,
}

impl Scan<'_> {
    fn within(&mut self, node: &impl Node, walk: impl FnOnce(&mut Self)) {
        let before = std::mem::replace(&mut self.found, false);
        walk(self);
        if self.found {
            self.nodes.insert(node.key());
        }
        self.found |= before;
    }

    fn see_loop(&mut self, id: LoopId) {
        self.next_loop = self.next_loop.max(id.0 + 1);
    }
}

impl<'p> Visitor<'p> for Scan<'p> {
    fn block(&mut self, block: &'p Block) {
        self.within(block, |scan| visit::walk_block(scan, block));
    }

    fn statement(&mut self, statement: &'p Statement) {
        match &statement.kind {
            StatementKind::While { id, .. }
            | StatementKind::ForRange { id, .. }
            | StatementKind::ForArray { id, .. }
            | StatementKind::ForDictionary { id, .. }
            | StatementKind::ForChars { id, .. } => self.see_loop(*id),
            StatementKind::Let { .. }
            | StatementKind::Assign { .. }
            | StatementKind::Update { .. }
            | StatementKind::Append { .. }
            | StatementKind::InitGlobal { .. }
            | StatementKind::Expr(_) => {}
        }
        self.within(statement, |scan| visit::walk_statement(scan, statement));
    }

    fn expr(&mut self, expr: &'p Expr) {
        self.within(expr, |scan| {
            if let ExprKind::CallNative { native, .. } = &expr.kind {
                scan.found |= native::suspension(&scan.program[*native].name).is_some();
            }
            visit::walk_expr(scan, expr);
        });
    }

    fn place(&mut self, place: &'p Place) {
        self.within(place, |scan| visit::walk_place(scan, place));
    }

    fn pattern(&mut self, pattern: &'p Pattern) {
        self.within(pattern, |scan| visit::walk_pattern(scan, pattern));
    }
}
