//! The interpreter.
//!
//! * `machine` — what a program needs to run: stack, frames, module variables, and the program linked to this process
//! * `step` — what each instruction does; `operands` — how it reads what it names; `dispatch` — from one to the next
//! * `memory` — values between slots and memory, counting
//! * `classes` — shapes of classes, instances, calls by table
//! * `objects` — closures, dictionaries, cells; `rare` — room for calls, natives, texts
//! * `unwind` — errors: traces and the release of what was alive
//! * `meter` — what instructions and time are left; `stopped` — calls that ran out of them and may go on
//!
//! All of it relies on what the emitter guarantees, and `bytecode::verify` checks in debug builds: registers lie in the window, the
//! stack has room for the window, and a register holds a value of the type that the instruction expects.

#![allow(unsafe_code)] // Untagged registers behind raw pointers: the checker proved the types.

mod classes;
mod crossing;
mod dispatch;
mod machine;
pub(crate) mod memory;
mod meter;
mod objects;
mod operands;
mod rare;
mod step;
mod stopped;
mod unwind;

pub(crate) use classes::weak_get;
pub use machine::Machine;
pub(crate) use machine::{Context, Cost, CostFunction, NativeFunction};
pub(crate) use meter::{BYTES_PER_UNIT, ELEMENTS_PER_UNIT, Meter};
pub(crate) use objects::{find, insert, key_cost};
pub(crate) use stopped::Stopped;
