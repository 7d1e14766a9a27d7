//! The virtual machine: loads scripts at run time.
//!
//! `ir::Program` → `emit` → `bytecode` → `interp`, and `load` is what a host sees of it.

pub mod bytecode;
pub mod emit;
pub mod interp;
#[cfg(test)]
#[allow(unsafe_code)] // Values are looked at as bytes.
mod layout_tests;
pub mod load;
mod natives;

/// A program's bytecode as text, as `writ build --emit bytecode` prints it: the functions of scripts, those of the library and the
/// compiler's own behind them.
///
/// # Errors
/// If a function needs more of something than the bytecode has room for.
pub fn disassemble(program: &writ_compiler::ir::Program) -> Result<String, emit::EmitError> {
    let mut bytecode = bytecode::Program::default();
    emit::emit(program, &mut bytecode)?;
    Ok(bytecode::print(&bytecode))
}
