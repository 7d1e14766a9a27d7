//! The features of the language, one per file, and the table of them.

mod collections;
mod control;
mod errors;
mod functions;
mod numbers;
mod optionals;
mod text;
mod variables;

use crate::feature::Feature;

/// All features.
pub const FEATURES: &[&Feature] = &[
    &variables::FEATURE,
    &control::FEATURE,
    &numbers::FEATURE,
    &text::FEATURE,
    &functions::FEATURE,
    &collections::FEATURE,
    &optionals::FEATURE,
    &errors::FEATURE,
];
