//! A meadow with grazers and hunters. What there is, is Rust: structs, an enum, a value type, vectors. What they do is a script, compiled or in the VM.

pub mod engine;
pub mod field;
pub mod options;
pub mod simulation;

// The module that build.rs made: `behaviour`; and `register_host`, which tells a VM what this crate exports.
writ_runtime::include_modules!();
