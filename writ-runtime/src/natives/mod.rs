//! The standard library's bodies in Rust.
