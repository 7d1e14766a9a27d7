//! A few words to build IR with.

use writ_compiler::ir::*;
use writ_compiler::source::{FileId, Span};
use writ_runtime::Writ;
use writ_runtime::vm::bytecode;
use writ_runtime::vm::emit::emit;
use writ_runtime::vm::interp::Machine;

pub fn span() -> Span {
    Span::new(FileId(0), 0, 0)
}

pub fn program() -> Program {
    let mut program = Program::default();
    program.sources.add("test.writ", "");
    program.modules.push(Module {
        path: "test".into(),
        file: FileId(0),
        init: FuncId(0),
        show_value: None,
        imports: Vec::new(),
        exports: Vec::new(),
        doc: None,
        library: false,
        linked: false,
    });
    program
}

pub fn expr(kind: ExprKind, ty: TypeId) -> Expr {
    Expr { kind, ty, span: span() }
}

pub fn int(value: i64) -> Expr {
    expr(ExprKind::Int(value), TypeId::INT)
}

pub fn local(index: u32, ty: TypeId) -> Expr {
    expr(ExprKind::Local(LocalId(index)), ty)
}

pub fn binary(op: BinaryOp, left: Expr, right: Expr) -> Expr {
    let ty = if op.is_comparison() { TypeId::BOOL } else { left.ty };
    expr(ExprKind::Binary { op, left: Box::new(left), right: Box::new(right) }, ty)
}

pub fn statement(kind: StatementKind) -> Statement {
    Statement { kind, span: span() }
}

pub fn run(value: Expr) -> Statement {
    statement(StatementKind::Expr(value))
}

pub fn give(value: Expr) -> Expr {
    expr(ExprKind::Return(Some(Box::new(value))), TypeId::NEVER)
}

pub fn block(statements: Vec<Statement>, value: Option<Expr>) -> Block {
    Block { statements, value: value.map(Box::new), span: span() }
}

/// A function whose first locals are its parameters.
pub fn function(name: &str, parameters: u32, locals: &[TypeId], result: TypeId, body: Block) -> Function {
    Function {
        name: name.into(),
        frame_name: name.into(),
        module: ModuleId(0),
        owner: None,
        kind: FunctionKind::Plain,
        doc: None,
        public: true,
        captures: Vec::new(),
        parameters: (0..parameters).map(LocalId).collect(),
        defaults: vec![None; parameters as usize],
        coroutine: None,
        result,
        locals: locals.iter().map(|ty| Local { name: "x".into(), ty: *ty, mutable: true, storage: Storage::Slot, span: span() }).collect(),
        body,
        span: span(),
        facts: FunctionFacts::default(),
        host: None,
    }
}

pub fn fib() -> Program {
    let n = || local(0, TypeId::INT);
    let again = |by| {
        let arguments = vec![binary(BinaryOp::Subtract, n(), int(by))];
        expr(ExprKind::Call { function: FuncId(0), captures: Vec::new(), arguments }, TypeId::INT)
    };
    let condition = Box::new(binary(BinaryOp::Less, n(), int(2)));
    let then = block(vec![run(give(n()))], None);
    let body = block(
        vec![
            run(expr(ExprKind::If { condition, then, otherwise: None }, TypeId::VOID)),
            run(give(binary(BinaryOp::Add, again(1), again(2)))),
        ],
        None,
    );
    let mut program = program();
    let mut fib = function("fib", 1, &[TypeId::INT], TypeId::INT, body);
    fib.facts.counts_depth = true;
    program.add_function(fib);
    program
}

pub fn machine(program: &Program) -> Machine {
    let mut machine = Machine::default();
    emit(program, machine.program_mut()).unwrap();
    machine.link().unwrap();
    machine.set_depth_limit(10_000);
    machine
}

/// Calls the function with arguments in slots; the first slot of the result, or the error as text.
pub fn call(machine: &mut Machine, function: u32, arguments: &[u64]) -> Result<u64, String> {
    let results = usize::from(machine.program().functions[function as usize].results);
    machine.window()[results..results + arguments.len()].copy_from_slice(arguments);
    match machine.run(&mut Writ::new(), FuncId(function), false) {
        Ok(()) => Ok(machine.window()[0]),
        Err(error) => Err(error.to_string()),
    }
}

pub fn disassembly(machine: &Machine) -> String {
    bytecode::print(machine.program())
}
