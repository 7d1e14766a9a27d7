//! Coroutines: the scheduler of both engines.
//!
//! The compiler makes two things of a coroutine: a class whose instances are its *frames* (the variables that live across a `yield`, and the number of
//! the state that comes next), and a function that resumes a frame, which runs it from its state to its next suspension. What the function gives is one
//! of [`signal`]. A frame waits for a child, for time or for a condition after it has told the scheduler so, by one of the natives in
//! [`crate::natives::coroutine`].
//!
//! ```text
//!  start ─► fresh ─┐                          ┌─► ready ──────────► the next tick      yield
//!                  ├─► current ─► resume ─────┤─► timers ─────────► a later tick       waitForSeconds, waitForFrames
//!  ready ──────────┘   of a tick,             ├─► ready, polled ──► the next tick      waitUntil
//!  timers that expired   in begin order       ├─► its child ──────► at once, no recursion: `yield f()`
//!                                             └─► its parent ─────► at once, if it has ended and somebody waits for it
//! ```
//!
//! * `frame` — what every frame begins with, and how its variables end early; all that is unsafe here
//! * `task` — what the scheduler knows of a coroutine that has begun and not ended: a slab of them
//! * `queue`, `timers` — whose turn it is, and when; `owners` — whose end it would be
//! * `state` — all of these together: each step in itself; `scheduler` — the steps one after the other, and what is dropped in between
//! * `tick` — the loop over turns, with the engines; `host` — what a host sees
//!
//! # What a tick costs
//!
//! A coroutine that only waits for the next tick is an entry in a list; one that waits for time is in a heap; one that waits for its child is in
//! neither. So a tick costs what is ready, and the switch from one frame to the next is a few loads and stores besides the call. Whoever is ended early
//! leaves its entry behind: a key of a task is good for one coroutine only, and the entry is skipped, or swept when there are many.
//!
//! # Objects that end in between
//!
//! Whatever is dropped may be the last reference to an object that owns coroutines, which end at that very moment: the drop comes back to the
//! scheduler (`owner_gone`). So nothing that belongs to scripts is dropped while the scheduler's state is borrowed: a step takes out what is to be
//! dropped, and afterwards everything that it had in mind is looked up again by its key.

mod frame;
mod host;
mod owners;
mod queue;
mod scheduler;
mod state;
mod task;
#[cfg(test)]
mod tests;
mod tick;
mod timers;

pub(crate) use frame::drop_frame;
pub(crate) use host::Ticks;
pub use host::{Coroutine, CoroutineFailure, TickReport};
pub(crate) use scheduler::{Coroutines, owner_gone};
pub(crate) use state::Request;

/// What the function that resumes a frame gives.
pub mod signal {
    /// It has ended: its value is in the field for it, all its variables are gone.
    pub const ENDED: i64 = 0;
    /// It goes on at the next tick.
    pub const NEXT_TICK: i64 = 1;
    /// It waits for what it has said to the scheduler before.
    pub const WAITING: i64 = 2;

    // The compiler is not there in a game that loads no scripts, so these numbers are written twice.
    #[cfg(feature = "vm")]
    const _: () = {
        use writ_compiler::ir::signal as compiler;
        assert!(ENDED == compiler::ENDED && NEXT_TICK == compiler::NEXT_TICK && WAITING == compiler::WAITING);
    };
}
