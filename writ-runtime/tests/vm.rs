//! Emission and interpretation of hand-made IR: what the code looks like, and what it does.
#![cfg(feature = "vm")]

#[path = "vm/build.rs"]
mod build;
#[path = "vm/emission.rs"]
mod emission;
