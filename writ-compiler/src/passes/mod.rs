//! Passes over the IR: what the checker leaves to be proved or found out about whole functions.
//!
//! * `captures` — which captured variables need a shared cell
//! * `coroutines` — makes state machines of coroutines
//! * `flow` — assignment before use, missing returns, code that does nothing
//! * `sizes` — values with too many parts
//! * `exhaustive` — which values no pattern of a `when` fits, and which arms nothing reaches
//! * `synth` — functions that the compiler writes: equality and showing of composite types
//! * `closures` — calls of function values that are known
//! * `specialize` — functions that call a lambda directly
//! * `inline` — small functions in the place of their calls
//! * `facts` — what both back ends need to know of a function
//!
//! `exhaustive` and `synth` are called while the checker lowers; [`run`] does the others once the new functions are there.

pub mod captures;
pub mod closures;
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
use crate::ir::{Block, FuncId, FunctionKind, Program, TypeId, verify, visit};
use crate::source::Span;

/// Runs the passes over the functions from `first_new` on, which have to be all that were added. With errors in `diagnostics`, from before or
/// from here, the program is not finished and must be taken back. Without `optimize` those are left out that only make programs faster.
///
/// # Panics
///
/// In debug builds, if a program without errors does not pass the verifier: a bug of the checker.
pub fn run(program: &mut Program, first_new: FuncId, frames: &mut coroutines::FrameTypes, optimize: bool, diagnostics: &mut Diagnostics) {
    lower(program, first_new, frames, diagnostics);
    if diagnostics.has_errors() {
        return;
    }
    if optimize {
        let new: Vec<FuncId> = (first_new.0..program.functions.len() as u32).map(FuncId).collect();
        make_faster(program, &new);
    }
    facts::run(program, first_new);
    verify(program, first_new);
}

/// As [`run`], for functions that get the bodies of new ones: each of the pairs is such a function and the new one, of which nothing is left. Gives all
/// functions of before that are different now, in the order of their ids; none if there are errors.
///
/// # Panics
///
/// As [`run`].
pub fn replace(
    program: &mut Program,
    first_new: FuncId,
    pairs: &[(FuncId, FuncId)],
    frames: &mut coroutines::FrameTypes,
    optimize: bool,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<FuncId>> {
    lower(program, first_new, frames, diagnostics);
    if diagnostics.has_errors() {
        return None;
    }
    let old: Vec<FuncId> = pairs.iter().map(|(old, _)| *old).collect();
    let changed = inline::affected(program, &old);
    let before: Vec<facts::Scan> = changed.iter().map(|id| facts::scan(program, *id)).collect();
    inline::restore(program, &changed);
    for (old, new) in pairs {
        program.functions.swap(old.0 as usize, new.0 as usize);
        let span = program[*new].span;
        let before = &mut program[*new];
        visit::free_block(std::mem::replace(&mut before.body, Block { statements: Vec::new(), value: None, span }));
        (before.result, before.kind, before.owner) = (TypeId::VOID, FunctionKind::Synthetic, None);
        let (doc, public, facts) = (before.doc.take(), before.public, before.facts);
        let defaults = std::mem::replace(&mut before.defaults, vec![None; before.parameters.len()]);
        let after = &mut program[*old];
        (after.doc, after.public, after.defaults, after.facts) = (doc, public, defaults, facts);
    }
    if optimize {
        let added = (first_new.0..program.functions.len() as u32).map(FuncId);
        let all: Vec<FuncId> = changed.iter().copied().chain(added).collect();
        make_faster(program, &all);
    }
    // Whether a function counts against the depth of calls depends on all that it can reach.
    let added = program.functions.len() - first_new.0 as usize;
    let same = added == pairs.len() && changed.iter().zip(&before).all(|(id, before)| facts::scan(program, *id) == *before);
    if !same {
        facts::run(program, FuncId(0));
    }
    verify(program, FuncId(0));
    Some(changed)
}

/// The passes that only make functions faster, with the copies that they make.
fn make_faster(program: &mut Program, functions: &[FuncId]) {
    let before = program.functions.len() as u32;
    closures::run(program, functions);
    specialize::run(program, functions);
    let copies = (before..program.functions.len() as u32).map(FuncId);
    let all: Vec<FuncId> = functions.iter().copied().chain(copies).collect();
    closures::remove_unused(program, &all);
    inline::run(program, &all);
}

/// What has to be proved or found out about new functions, and coroutines made into state machines.
fn lower(program: &mut Program, first_new: FuncId, frames: &mut coroutines::FrameTypes, diagnostics: &mut Diagnostics) {
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
}

fn verify(program: &Program, first_new: FuncId) {
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
