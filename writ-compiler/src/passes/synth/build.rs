//! A builder of synthesized functions.

use super::Synth;
use crate::ir::{
    Arm, BinaryOp, Block, Expr, ExprKind, FuncId, Function, FunctionFacts, FunctionKind, Local, LocalId, Pattern, Place, PlaceRoot,
    Program, Statement, StatementKind, Storage, TypeId,
};
use crate::source::Span;

/// A function that is being written. Its place in the program is taken already.
pub struct Builder {
    id: FuncId,
    span: Span,
    locals: Vec<Local>,
}

impl Builder {
    /// Takes the next place in the program, with the signature and an empty body.
    pub fn start(synth: &Synth, program: &mut Program, name: &str, parameters: &[(&str, TypeId)], result: TypeId) -> Builder {
        let id = FuncId(program.functions.len() as u32);
        let mut builder = Builder { id, span: synth.span, locals: Vec::new() };
        let parameters: Vec<LocalId> = parameters.iter().map(|(name, ty)| builder.local(name, *ty)).collect();
        program.add_function(Function {
            name: name.into(),
            frame_name: name.into(),
            module: synth.module,
            owner: None,
            kind: FunctionKind::Synthetic,
            doc: None,
            public: false,
            captures: Vec::new(),
            defaults: vec![None; parameters.len()],
            parameters,
            result,
            coroutine: None,
            locals: builder.locals.clone(),
            body: builder.block(Vec::new(), None),
            span: synth.span,
            facts: FunctionFacts::default(),
            host: None,
        });
        builder
    }

    /// The function's id.
    pub fn id(&self) -> FuncId {
        self.id
    }

    /// Sets the body.
    pub fn end(self, program: &mut Program, statements: Vec<Statement>, value: Expr) -> FuncId {
        let body = self.block(statements, Some(value));
        let function = &mut program[self.id];
        function.locals = self.locals;
        function.body = body;
        self.id
    }

    /// A new local.
    pub fn local(&mut self, name: &str, ty: TypeId) -> LocalId {
        self.locals.push(Local { name: name.into(), ty, mutable: false, storage: Storage::Slot, span: self.span });
        LocalId(self.locals.len() as u32 - 1)
    }

    /// A new local that is assigned.
    pub fn variable(&mut self, name: &str, ty: TypeId) -> LocalId {
        let local = self.local(name, ty);
        self.locals[local.0 as usize].mutable = true;
        local
    }

    /// The value of a local.
    pub fn get(&self, local: LocalId) -> Expr {
        self.expr(ExprKind::Local(local), self.locals[local.0 as usize].ty)
    }

    /// An expression at the function's span.
    pub fn expr(&self, kind: ExprKind, ty: TypeId) -> Expr {
        Expr { kind, ty, span: self.span }
    }

    /// A `bool`.
    pub fn bool(&self, value: bool) -> Expr {
        self.expr(ExprKind::Bool(value), TypeId::BOOL)
    }

    /// A `string`.
    pub fn string(&self, text: impl AsRef<str>) -> Expr {
        self.expr(ExprKind::String(text.as_ref().into()), TypeId::STRING)
    }

    /// A comparison.
    pub fn compare(&self, op: BinaryOp, left: Expr, right: Expr) -> Expr {
        self.expr(ExprKind::Binary { op, left: Box::new(left), right: Box::new(right) }, TypeId::BOOL)
    }

    /// All conditions in turn, `true` if there is none.
    pub fn all(&self, conditions: Vec<Expr>) -> Expr {
        let and = |left, right| self.expr(ExprKind::Logic { or: false, left: Box::new(left), right: Box::new(right) }, TypeId::BOOL);
        conditions.into_iter().reduce(and).unwrap_or_else(|| self.bool(true))
    }

    /// The texts joined; literals that meet become one.
    pub fn concat(&self, parts: Vec<Expr>) -> Expr {
        let mut joined: Vec<Expr> = Vec::new();
        for part in parts {
            // `Concat` shows by itself.
            let part = if let ExprKind::Show(shown) = part.kind { *shown } else { part };
            if let (Some(Expr { kind: ExprKind::String(before), .. }), ExprKind::String(text)) = (joined.last_mut(), &part.kind) {
                *before = format!("{before}{text}").into();
            } else {
                joined.push(part);
            }
        }
        if joined.len() == 1 && matches!(joined[0].kind, ExprKind::String(_)) {
            return joined.remove(0);
        }
        self.expr(ExprKind::Concat(joined), TypeId::STRING)
    }

    /// A block.
    pub fn block(&self, statements: Vec<Statement>, value: Option<Expr>) -> Block {
        Block { statements, value: value.map(Box::new), span: self.span }
    }

    /// A statement.
    pub fn statement(&self, kind: StatementKind) -> Statement {
        Statement { kind, span: self.span }
    }

    /// `if condition { statement }`.
    pub fn when(&self, condition: Expr, statement: Statement) -> Statement {
        let then = self.block(vec![statement], None);
        let kind = ExprKind::If { condition: Box::new(condition), then, otherwise: None };
        self.statement(StatementKind::Expr(self.expr(kind, TypeId::VOID)))
    }

    /// `return value`.
    pub fn ret(&self, value: Expr) -> Statement {
        self.statement(StatementKind::Expr(self.expr(ExprKind::Return(Some(Box::new(value))), TypeId::NEVER)))
    }

    /// `local ..= text`.
    pub fn append(&self, local: LocalId, value: Expr) -> Statement {
        let place = Place { root: PlaceRoot::Local(local), path: Vec::new(), ty: TypeId::STRING, span: self.span };
        self.statement(StatementKind::Append { place, value })
    }

    /// A match with a value of type `ty`.
    pub fn select(&self, subject: Expr, arms: Vec<(Pattern, Expr)>, ty: TypeId) -> Expr {
        let arm = |(pattern, value)| Arm { pattern, guard: None, body: self.block(Vec::new(), Some(value)), span: self.span };
        self.expr(ExprKind::Match { subject: Box::new(subject), arms: arms.into_iter().map(arm).collect() }, ty)
    }
}
