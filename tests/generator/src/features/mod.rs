//! The features of the language, one per file, and the table of them.

mod anything;
mod classes;
mod closures;
mod collections;
mod control;
mod coroutines;
mod enums;
mod errors;
mod evaluation;
mod functions;
mod generics;
mod host;
mod indexing;
mod iterators;
mod library;
mod limits;
mod members;
mod narrowing;
mod numbers;
mod operators;
mod optionals;
mod reflection;
mod structs;
mod text;
mod traits;
mod tuples;
mod variables;
mod when;

pub use coroutines::start_all;

use crate::feature::Feature;

/// All features.
pub const FEATURES: &[&Feature] = &[
    &variables::FEATURE,
    &control::FEATURE,
    &numbers::FEATURE,
    &operators::FEATURE,
    &text::FEATURE,
    &functions::FEATURE,
    &collections::FEATURE,
    &optionals::FEATURE,
    &narrowing::FEATURE,
    &members::FEATURE,
    &structs::FEATURE,
    &traits::FEATURE,
    &classes::FEATURE,
    &enums::FEATURE,
    &tuples::FEATURE,
    &when::FEATURE,
    &closures::FEATURE,
    &indexing::FEATURE,
    &generics::FEATURE,
    &iterators::FEATURE,
    &coroutines::FEATURE,
    &anything::FEATURE,
    &reflection::FEATURE,
    &evaluation::FEATURE,
    &library::FEATURE,
    &limits::FEATURE,
    &host::FEATURE,
    &errors::FEATURE,
];
