//! Coroutines become state machines.
//!
//! The checker writes a suspension as a call of a native ([`native`]). This pass takes each function that has such calls apart into
//!
//! * a *frame class*: its fields are the variables that live across a suspension, besides those that the class `Coroutine` has (where it goes on,
//!   its place in the scheduler, the object of a method) and `Coroutine<R>` (the value that it returns);
//! * the function itself, which now only makes a frame of its arguments;
//! * a *resume function* `(frame) -> int`, which runs from the state that the frame is in to the next suspension and says by a
//!   [`signal`](crate::ir::signal) why it stopped.
//!
//! ```text
//! func f(n: int) {                 while true { match state {
//!     var i = 0                        0 => { frame.i = 0; state = 1 }
//!     while i < n {                    1 => if frame.i < frame.n { frame.i += 1; frame.state = 1; return NEXT_TICK }
//!         i += 1                            else { return ENDED }
//!         yield                        _ => return ENDED
//!     }                            } }
//! }
//! ```
//!
//! What contains no suspension stays the tree that it was, its own variables stay locals. Only what is around a suspension is flattened into
//! states. Values that were computed before a suspension in the same expression survive it in fields without a name. A variable of a frame ends by
//! an assignment of [`Blank`](crate::ir::ExprKind::Blank) at the end of its scope. The fields stand in the reverse order of the variables, so that
//! dropping a frame ends them as a scope would.
//!
//! Neither back end knows of any of this: frames are classes, and the rest is loops and matches.
//!
//! * `cells` — variables that a coroutine shares with closures become objects
//! * `scan` — which nodes contain a suspension, which variables live across one
//! * `frame` — the frame class and the function that makes an instance
//! * `flatten` — what is known on the way: variables, scopes, states
//! * `statements`, `loops`, `values`, `branches` — what contains a suspension; `rewrite` — what stays a tree
//! * `machine` — from states to the resume function

mod branches;
mod cells;
mod flatten;
mod frame;
mod loops;
mod machine;
mod rewrite;
mod scan;
mod statements;
mod values;

use crate::ir::{ClassId, FuncId, NativeDef, NativeId, Program, TypeId};
use crate::passes::captures::Variable;
use crate::source::Span;
use std::collections::HashMap;

/// Names of natives that this pass and the checker call.
pub mod native {
    /// `yield` alone: suspends until the next tick. Never in a finished program.
    pub const YIELD: &str = "Coroutine.yield";
    /// `yield f()`: its argument is the frame of `f`. In a finished program the frame that waits is the first argument, and it only tells the scheduler.
    pub const AWAIT: &str = "Coroutine.await";
    /// After a wait that may fail: raises its error.
    pub const CHECK: &str = "Coroutine.check";
    /// `start f()`: the frame of `f`, the object in whose method it stands, and whether it otherwise belongs to the object of which it is a method.
    pub const START: &str = "Coroutine.start";
    /// Tells the scheduler for how many seconds the coroutine waits.
    pub const SECONDS: &str = "waitForSeconds";
    /// Tells the scheduler for how many ticks the coroutine waits.
    pub const FRAMES: &str = "waitForFrames";
    /// Tells the scheduler what the coroutine waits for.
    pub const UNTIL: &str = "waitUntil";

    /// What a frame tells the scheduler, and when it goes on.
    #[derive(Clone, Copy, PartialEq, Eq, Debug)]
    pub enum Suspension {
        /// Nothing: it goes on at the next tick.
        Tick,
        /// Another coroutine.
        Await,
        /// A time.
        Time,
        /// A condition.
        Condition,
    }

    /// What sort of suspension a native is.
    pub fn suspension(name: &str) -> Option<Suspension> {
        match name {
            YIELD => Some(Suspension::Tick),
            AWAIT => Some(Suspension::Await),
            SECONDS | FRAMES => Some(Suspension::Time),
            UNTIL => Some(Suspension::Condition),
            _ => None,
        }
    }
}

/// Natives that lowered coroutines call and no script can name, with the number of their parameters and whether they can fail. All parameters are
/// borrowed; those of `Coroutine` need the instance.
///
/// * `Coroutine.await(frame, child)`, `Coroutine.check()`, `Coroutine.start(frame, owner, of_receiver)`
/// * `Range.item(range, i) -> int` — its `i`th int; `string.charFrom(text, offset) -> string` — the character at a byte offset, empty
///   at the end; `string.byteLen(text) -> int`
/// * `Dictionary.stamp(d) -> int` — changes with the keys; `Dictionary.nextEntry(d, position, stamp) -> int` — the next entry from a position on,
///   -1 if there is none; `Dictionary.keyAt(d, position) -> K`, `Dictionary.valueAt(d, position) -> V`
pub const NATIVES: &[(&str, usize, bool)] = &[
    (native::AWAIT, 2, true),
    (native::CHECK, 0, true),
    (native::START, 3, true),
    ("Array.len", 1, false),
    ("Range.len", 1, false),
    ("Range.item", 2, false),
    ("string.charFrom", 2, false),
    ("string.byteLen", 1, false),
    ("Dictionary.stamp", 1, false),
    ("Dictionary.nextEntry", 3, true),
    ("Dictionary.keyAt", 2, false),
    ("Dictionary.valueAt", 2, false),
];

/// What the pass has made that later functions use again.
#[derive(Clone, Debug, Default)]
pub struct FrameTypes {
    /// The classes of shared variables, by the variable's type.
    cells: HashMap<TypeId, ClassId>,
}

/// Lowers the coroutines among the functions from `first_new` on. `shared` are the groups of variables that are one cell. Gives the places of
/// suspensions that no state machine can be made of: deep inside a pattern.
pub fn run(program: &mut Program, first_new: FuncId, shared: &[Vec<Variable>], types: &mut FrameTypes) -> Vec<Span> {
    let new = first_new.0..program.functions.len() as u32;
    let coroutines: Vec<FuncId> = new.map(FuncId).filter(|id| program[*id].coroutine.is_some()).collect();
    if coroutines.is_empty() {
        return Vec::new();
    }
    cells::run(program, shared, types);
    coroutines.into_iter().flat_map(|id| frame::lower(program, id)).collect()
}

/// The id of one of [`NATIVES`].
fn native_id(program: &mut Program, name: &str) -> NativeId {
    if let Some(known) = program.natives.iter().position(|native| native.name == name) {
        // `await` has one argument more from here on.
        if name == native::AWAIT {
            program.natives[known].owned = vec![false; 2];
        }
        return NativeId(known as u32);
    }
    let (_, parameters, fails) = NATIVES.iter().copied().find(|native| native.0 == name).unwrap_or((name, 0, false));
    let context = name.starts_with("Coroutine.");
    program.natives.push(NativeDef { name: name.to_owned(), fails, context, owned: vec![false; parameters] });
    NativeId(program.natives.len() as u32 - 1)
}
