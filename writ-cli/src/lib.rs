//! What the `writ` command is made of, for those who want to run scripts as it does: the test suite, above all.

#![warn(missing_docs)]

pub mod discovery;
pub mod engine;
pub mod fixing;
