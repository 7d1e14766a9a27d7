//! The search for a program on which the engines disagree.
//!
//! Programs come from `writ-generator`, by their seeds; the host that they call is `writ-generated-host`. Every variant of the engines runs them, and
//! whatever a variant lets a user see has to be the same: printed lines, the value, errors with their traces, the next random number, and that nothing is left
//! of the program when its instance is gone.
//!
//! * `programs` — generated programs as scripts
//! * `variants` — the ways in which a program can be run, and what has to agree between them
//! * `compare` — runs programs in all variants and gives what differs
//! * `reduce` — makes the program of a difference small; `tokens` — what it takes away
//! * `coverage` — which nodes of the IR and which instructions occur in programs
//!
//! ```sh
//! cargo run --release -p writ-differential -- run --count 10000
//! cargo run --release -p writ-differential -- reduce 4711
//! cargo run --release -p writ-differential -- coverage
//! ```

#![warn(missing_docs)]

pub mod compare;
pub mod coverage;
pub mod programs;
pub mod reduce;
pub mod tokens;
pub mod variants;
