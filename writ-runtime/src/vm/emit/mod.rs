//! IR to bytecode, one function at a time.
//!
//! Code generation is driven by destinations: an expression is evaluated into the register where its value is wanted. A local lives in the
//! same registers throughout. References are counted where a value is copied, not where it is only looked at: `function` knows at
//! each instruction which registers own something, emits the releases at the end of scopes, and writes down for errors what there is to
//! release in between.
//!
//! * `function` — registers, code, ownership; `jumps` — labels and jumps
//! * `statement`, `place`, `expr`, `arithmetic`, `text`, `call`, `pattern` — by kind of node
//! * `fused` — instructions that do what two would, and those that take the result of the one before
//! * `object` — instances of classes; `external` — calls of what is compiled into the host
//! * `memory` — loads and stores
//! * `natives` — library functions that are instructions
//! * `analysis` — what is asked about expressions before

mod analysis;
mod arithmetic;
mod call;
mod expr;
mod external;
mod function;
mod fused;
mod jumps;
mod memory;
mod natives;
mod object;
mod pattern;
mod place;
mod room;
mod statement;
mod text;

use crate::vm::bytecode::{Function, Global, Program, verify};
use function::{Failure, FunctionEmitter, Manner};
use writ_compiler::ir;

/// Where the payload of a cell or box begins.
pub const CELL_PAYLOAD: u32 = size_of::<crate::object::Header>() as u32;

/// Why a program can't be emitted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EmitError {
    /// What to tell the user.
    pub message: String,
}

/// Emits what a program has more than was emitted already. A function for which there is no room gets a body that fails, so that what is loaded later
/// finds its functions by their numbers.
///
/// # Errors
/// If a function needs more of something than the bytecode has room for: the first one.
pub fn emit(ir: &ir::Program, program: &mut Program) -> Result<(), EmitError> {
    emit_changed(ir, program, &[])
}

/// As [`emit`], and again the functions that are different now.
///
/// # Errors
/// As [`emit`].
pub fn emit_changed(ir: &ir::Program, program: &mut Program, changed: &[ir::FuncId]) -> Result<(), EmitError> {
    let first = program.functions.len();
    let mut refused = None;
    program.sources = ir.sources.clone();
    object::declare(ir, program);
    for global in &ir.globals[program.globals.len()..] {
        let info = program.layouts.of(ir, global.ty);
        let offset = program.globals_size.next_multiple_of(info.layout.align);
        program.globals_size = offset + info.layout.size;
        program.globals.push(Global { name: global.name.to_string(), ty: global.ty, layout: info.id, offset });
    }
    for index in first..ir.functions.len() {
        let id = ir::FuncId(index as u32);
        let emitted = match external::stub(ir, program, id) {
            Some(stub) => stub,
            None => emit_function(ir, program, id, &mut refused),
        };
        program.functions.push(emitted);
    }
    for id in changed {
        let emitted = emit_function(ir, program, *id, &mut refused);
        let before = std::mem::replace(&mut program.functions[id.0 as usize], emitted);
        program.retired.push(before);
    }
    for (class, function) in &ir.reflectors[program.reflectors.len()..] {
        program.reflectors.insert(class.0 as usize, *function);
    }
    if changed.is_empty() {
        room::compute(program, first);
    } else {
        for (function, def) in program.functions.iter_mut().zip(&ir.functions) {
            function.counted = def.facts.counts_depth && function.external.is_none();
        }
        room::compute_again(program);
    }
    if cfg!(debug_assertions) {
        let again = changed.iter().map(|id| &program.functions[id.0 as usize]);
        for function in program.functions[first..].iter().chain(again) {
            if let Err(mistake) = verify(program, function, ir.functions.len()) {
                return Err(EmitError { message: format!("the VM emitted wrong code: {mistake}") });
            }
        }
    }
    refused.map_or(Ok(()), Err)
}

/// Emits a function; where there is no room for it, one that fails, and the first time says why.
fn emit_function(ir: &ir::Program, program: &mut Program, id: ir::FuncId, refused: &mut Option<EmitError>) -> Function {
    let function = &ir[id];
    let mut manner = Manner::default();
    let has_room = external::has_room(ir, program, function);
    loop {
        let emitted = match has_room {
            true => FunctionEmitter::new(ir, program, function, &manner).emit(),
            false => Err(Failure::TooManyRegisters),
        };
        match emitted {
            Ok(function) => return function,
            Err(Failure::JumpTooFar) if !manner.long_jumps => manner.long_jumps = true,
            Err(Failure::Constants(constants)) => manner.constants = Some(constants),
            Err(failure) => {
                let why = match failure {
                    Failure::TooManyRegisters => "needs more than 65,535 registers",
                    Failure::JumpTooFar | Failure::Constants(_) => "is too long",
                };
                let span = ir.sources.current(function.span);
                let file = ir.sources.file(span.file);
                let (line, column) = file.line_column(span.start);
                let message = format!("{}:{line}:{column}: function `{}` {why}; make several of it", file.path, function.frame_name);
                refused.get_or_insert(EmitError { message });
                return external::refused(ir, program, function);
            }
        }
    }
}

/// Runs something that recurses as deep as an expression nests: a chain of operators may be long.
fn deep<R>(what: impl FnOnce() -> R) -> R {
    stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, what)
}
