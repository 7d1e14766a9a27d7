//! Passes over the IR: what the checker leaves to be proved or found out about whole functions.
//!
//! * `captures` — which captured variables need a shared cell
//! * `coroutines` — makes state machines of coroutines
//! * `flow` — assignment before use, missing returns, code that does nothing
//! * `sizes` — values with too many parts
//! * `exhaustive` — which values no pattern of a `when` fits, and which arms nothing reaches
//! * `synth` — functions that the compiler writes: equality and showing of composite types
//! * `specialize` — functions of the library that call a lambda directly
//! * `inline` — small functions in the place of their calls
//! * `facts` — what both back ends need to know of a function
//!
//! `exhaustive` and `synth` are called while the checker lowers; [`run`] does the others once the new functions are there.

pub mod captures;
pub mod coroutines;
pub mod exhaustive;
pub mod facts;
pub mod flow;
pub mod inline;
pub mod sizes;
pub mod specialize;
pub mod synth;
#[cfg(test)]
pub(crate) mod testing;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::{FuncId, FunctionKind, Program, verify};
use crate::source::Span;

/// Runs the passes over the functions from `first_new` on, which have to be all that were added. With errors in `diagnostics`, from before or
/// from here, the program is not finished and must be taken back. Without `optimize` those are left out that only make programs faster.
///
/// # Panics
///
/// In debug builds, if a program without errors does not pass the verifier: a bug of the checker.
pub fn run(program: &mut Program, first_new: FuncId, frames: &mut coroutines::FrameTypes, optimize: bool, diagnostics: &mut Diagnostics) {
    for id in without_errors(program, first_new, diagnostics) {
        flow::check(program, id, diagnostics);
    }
    if diagnostics.has_errors() {
        return;
    }
    let shared = captures::run(program, first_new);
    for span in coroutines::run(program, first_new, &shared, frames) {
        diagnostics.push(
            Diagnostic::error(Code::COROUTINE, span, "a `yield` can't stand inside a pattern")
                .help("put its value into a `let` before the `when`"),
        );
    }
    sizes::check(program, first_new, diagnostics);
    if diagnostics.has_errors() {
        return;
    }
    if optimize {
        specialize::run(program, first_new);
        inline::run(program, first_new);
    }
    facts::run(program, first_new);
    if cfg!(debug_assertions) {
        let problems = verify::verify_from(program, first_new);
        assert!(problems.is_empty(), "the checker made wrong IR:\n{}", problems.join("\n"));
    }
}

/// The new functions whose text has no error so far: of the others parts may be missing, and what is said of the rest would be wrong.
fn without_errors(program: &Program, first_new: FuncId, diagnostics: &Diagnostics) -> Vec<FuncId> {
    let contains = |outer: Span, inner: Span| outer.file == inner.file && outer.start <= inner.start && inner.end <= outer.end;
    let errors: Vec<Span> = diagnostics.errors().map(|error| error.primary.span).collect();
    let new = || (first_new.0..program.functions.len() as u32).map(FuncId);
    // A module's statements are all of its file; what is wrong inside a function is no concern of theirs.
    let outside: Vec<Span> = errors
        .iter()
        .copied()
        .filter(|error| {
            let is_item = |id: &FuncId| !matches!(program[*id].kind, FunctionKind::ModuleInit | FunctionKind::Lambda);
            !new().filter(is_item).any(|id| contains(program[id].body.span, *error))
        })
        .collect();
    let has_error = |id: &FuncId| {
        let function = &program[*id];
        let errors = if function.kind == FunctionKind::ModuleInit { &outside } else { &errors };
        errors.iter().any(|error| contains(function.body.span, *error))
    };
    new().filter(|id| !has_error(id)).collect()
}
