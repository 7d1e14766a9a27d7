//! The virtual machine: loads scripts at run time.
//!
//! `ir::Program` → `emit` → `bytecode` → `interp`, and `load` is what a host sees of it.

pub mod bytecode;
pub mod emit;
pub mod interp;
pub mod load;
mod natives;
