//! The bytecode: registers are untagged 64-bit slots, instructions are 8 bytes and typed.
//!
//! A function's registers are a window on one stack: `[result slots][parameters][captures][locals, temporaries]`. The caller evaluates
//! arguments directly into the callee's window and finds the result at its start.
//!
//! * `instruction` — the table of instructions, `op` — what becomes of it; `last` — forms that take the last result; `format` — what their operands mean; `word` — an instruction in memory
//! * `divisor` — what a division by a constant multiplies with
//! * `layout` — how values lie in slots and in memory
//! * `external` — what is compiled into the host
//! * `program` — functions with their line and ownership tables, constants, natives
//! * `print` — disassembly
//! * `verify` — the consistency check that debug builds run on what was emitted

mod divisor;
mod external;
mod format;
mod instruction;
mod last;
#[allow(missing_docs)] // The fields of a variant are described with the variant.
mod layout;
mod op;
mod print;
mod program;
mod verify;
mod word;

pub use divisor::{Divisor, quotient};
pub use external::{Callee, Crossed, External, GlobalAddress, HostCall, HostFunction, Links, Signature};
pub use format::Format;
pub use instruction::Op;
pub use last::{Kind, Operand};
pub use layout::{Layout, LayoutId, Layouts, Leaf, Part, Parts, Scalar, TypeInfo};
pub use print::{print, print_function};
pub use program::{Class, ClassField, Constant, Constants, Function, Global, Line, NativeUse, Owned, Program, SMALL_ROOM, Trait};
pub use verify::verify;
pub use word::Instruction;
