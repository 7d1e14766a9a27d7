//! Writes well-typed Writ programs: what the engines are compared on, and what fuzzers start from.
//!
//! Every program is accepted by the checker, ends by construction, prints what it does, and is the same for the same [`Choices`] on every platform. About a
//! third end in a run-time error.
//!
//! The core (`choices`, `types`, `scope`, `write`, `expression`, `statement`, `call`, `program`) knows nothing of single features of the language beyond
//! types, names and calls. A feature is one file in `features` with a value of [`feature::Feature`]: the declarations, statements and expressions that it
//! can write, with weights, most of them as templates. To add one, write its file and name it in `features/mod.rs`.
//!
//! How programs end: a loop has a constant bound, functions call only those written before (or themselves with a smaller depth), and every function
//! counts the work that a call does, loops multiplied ([`scope::Frame::work`]). Closures don't see function values that may change, or they might call themselves.
//! What is made of strings or collections of unknown size is never assigned to one ([`write::Code::grows`]), or a loop could double it.
//!
//! ```
//! use writ_generator::{Choices, Settings, generate};
//!
//! let program = generate(&mut Choices::from_seed(1), &Settings::default());
//! assert_eq!(program, generate(&mut Choices::from_seed(1), &Settings::default()));
//! ```

#![warn(missing_docs)]
// A place that asks for a kind of type names the ones it can use; with all others it has nothing to do.
#![allow(clippy::wildcard_enum_match_arm)]

mod call;
pub mod choices;
mod expression;
pub mod feature;
mod features;
mod numbers;
mod program;
pub mod scope;
mod statement;
pub mod types;
pub mod write;

pub use choices::Choices;
pub use program::{Generated, Settings, generate};
