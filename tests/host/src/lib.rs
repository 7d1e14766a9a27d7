//! A host's types and functions, and scripts that use them. The tests run each script's functions compiled and in the VM.

pub mod aliasing_api;
pub mod api;
pub mod engines;
pub mod types_api;

writ_runtime::include_modules!();
