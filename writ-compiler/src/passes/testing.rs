//! A small builder of IR for the tests of the passes.

use crate::ir::*;
use crate::source::{FileId, Span};

/// A program of one empty file.
pub fn program() -> Program {
    let mut program = Program::default();
    let file = program.sources.add("test.writ", "");
    program.modules.push(Module {
        path: "test".into(),
        file,
        init: FuncId(0),
        imports: Vec::new(),
        exports: Vec::new(),
        doc: None,
        show_value: None,
        library: false,
        linked: false,
    });
    program
}

/// Spans are told apart by their start.
pub fn at(start: usize) -> Span {
    Span::new(FileId(0), start, start + 1)
}

/// A function that is being written.
pub struct Body<'a> {
    pub program: &'a mut Program,
    pub function: Function,
}

/// Starts a function.
pub fn function<'a>(program: &'a mut Program, name: &str, parameters: &[(&str, TypeId)], result: TypeId) -> Body<'a> {
    let function = Function {
        name: name.into(),
        frame_name: name.into(),
        module: ModuleId(0),
        owner: None,
        kind: FunctionKind::Plain,
        doc: None,
        public: false,
        captures: Vec::new(),
        parameters: Vec::new(),
        defaults: Vec::new(),
        coroutine: None,
        result,
        locals: Vec::new(),
        body: block([]),
        span: at(900),
        facts: FunctionFacts::default(),
        host: None,
    };
    let mut body = Body { program, function };
    for (name, ty) in parameters {
        let local = body.local(name, *ty, false);
        body.function.parameters.push(local);
        body.function.defaults.push(None);
    }
    body
}

impl Body<'_> {
    /// A new local; its span starts at 1000 + its index.
    pub fn local(&mut self, name: &str, ty: TypeId, mutable: bool) -> LocalId {
        let id = self.function.locals.len();
        self.function.locals.push(Local { name: name.into(), ty, mutable, storage: Storage::Slot, span: at(1000 + id) });
        LocalId(id as u32)
    }

    /// A captured variable.
    pub fn capture(&mut self, name: &str, ty: TypeId, mutable: bool) -> LocalId {
        let id = self.local(name, ty, mutable);
        self.function.captures.push(id);
        id
    }

    /// The value of a local.
    pub fn get(&self, local: LocalId) -> Expr {
        expr(ExprKind::Local(local), self.function.locals[local.0 as usize].ty)
    }

    /// A local as a place.
    pub fn place(&self, local: LocalId) -> Place {
        Place { root: PlaceRoot::Local(local), path: Vec::new(), ty: self.function.locals[local.0 as usize].ty, span: at(0) }
    }

    /// `local = value`.
    pub fn set(&self, local: LocalId, value: Expr) -> Statement {
        let place = Place { span: value.span, ..self.place(local) };
        Statement { span: value.span, kind: StatementKind::Assign { place, value } }
    }

    /// Adds the function to the program.
    pub fn end(mut self, body: Block) -> FuncId {
        self.function.body = body;
        self.program.add_function(self.function)
    }
}

pub fn expr(kind: ExprKind, ty: TypeId) -> Expr {
    Expr { kind, ty, span: at(0) }
}

pub fn int(n: i64) -> Expr {
    expr(ExprKind::Int(n), TypeId::INT)
}

pub fn boolean(b: bool) -> Expr {
    expr(ExprKind::Bool(b), TypeId::BOOL)
}

pub fn text(s: &str) -> Expr {
    expr(ExprKind::String(s.into()), TypeId::STRING)
}

pub fn binary(op: BinaryOp, left: Expr, right: Expr) -> Expr {
    let ty = if op.is_comparison() { TypeId::BOOL } else { left.ty };
    expr(ExprKind::Binary { op, left: Box::new(left), right: Box::new(right) }, ty)
}

pub fn call(function: FuncId, arguments: Vec<Expr>, ty: TypeId) -> Expr {
    expr(ExprKind::Call { function, captures: Vec::new(), arguments }, ty)
}

pub fn ret(value: Option<Expr>) -> Expr {
    expr(ExprKind::Return(value.map(Box::new)), TypeId::NEVER)
}

pub fn if_else(condition: Expr, then: Block, otherwise: Option<Block>, ty: TypeId) -> Expr {
    expr(ExprKind::If { condition: Box::new(condition), then, otherwise }, ty)
}

pub fn effect(expr: Expr) -> Statement {
    Statement { span: expr.span, kind: StatementKind::Expr(expr) }
}

pub fn declare(local: LocalId, value: Option<Expr>) -> Statement {
    Statement { kind: StatementKind::Let { local, value }, span: at(0) }
}

pub fn while_loop(id: u32, condition: Expr, body: Block) -> Statement {
    Statement { kind: StatementKind::While { id: LoopId(id), condition, body }, span: at(0) }
}

pub fn block<const N: usize>(statements: [Statement; N]) -> Block {
    Block { statements: statements.into(), value: None, span: at(0) }
}

pub fn valued<const N: usize>(statements: [Statement; N], value: Expr) -> Block {
    Block { statements: statements.into(), value: Some(Box::new(value)), span: at(0) }
}

impl Expr {
    /// The same expression at another span.
    pub fn span(mut self, start: usize) -> Expr {
        self.span = at(start);
        self
    }
}
