//! Passes over the IR: what the checker leaves to be proved or found out about whole functions.
//!
//! * `captures` — which captured variables need a shared cell
//! * `flow` — assignment before use, missing returns, code that does nothing
//! * `exhaustive` — which values no pattern of a `when` fits, and which arms nothing reaches
//! * `synth` — functions that the compiler writes: equality and showing of composite types
//! * `facts` — what both back ends need to know of a function

pub mod captures;
pub mod exhaustive;
pub mod facts;
pub mod flow;
pub mod synth;
#[cfg(test)]
pub(crate) mod testing;
