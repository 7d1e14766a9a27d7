//! What a host lets scripts take.

use std::time::Duration;

/// How many calls may nest unless the host says otherwise.
const DEFAULT_CALL_DEPTH: u32 = 10_000;

/// What scripts of an instance may take: set by [`Writ::set_limits`](crate::Writ::set_limits) for all calls, by
/// [`Writ::with_limits`](crate::Writ::with_limits) for some.
///
/// A script can neither catch nor dodge them: what runs into one ends with an error, everything that it held is released, and the instance works on.
/// They hold for what the VM runs; compiled code, which is the host's own, only has the call depth.
///
/// | limit | the error | |
/// |---|---|---|
/// | [`instructions`](Self::instructions) | `OutOfFuel`, `instruction limit reached` | for each call from the host, or each tick |
/// | [`time`](Self::time) | `OutOfFuel`, `time limit reached` | for each call from the host, or each tick |
/// | [`heap_bytes`](Self::heap_bytes) | `OutOfMemory` | for all that the instance has at once |
/// | [`call_depth`](Self::call_depth) | `StackOverflow` | for each call from the host |
/// | [`source_bytes`](Self::source_bytes) | a diagnostic | for each `run` or `load`, with all that it imports |
///
/// ```
/// # #[cfg(feature = "vm")] {
/// use writ_runtime::{Limits, Writ};
///
/// let mut writ = Writ::new();
/// writ.set_limits(Limits::new().instructions(1_000_000).heap_bytes(16 << 20));
/// let error = writ.run("while true { }").unwrap_err();
/// assert!(error.to_string().contains("instruction limit reached"));
/// assert_eq!(writ.run("return 1 + 1").unwrap().to_string(), "2");
/// # }
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Limits {
    /// Instructions of a call from the host, or of a tick. One is charged for each call of a function (small ones that can't fail may
    /// stand in the place of their calls, and cost nothing) and each jump back; library functions charge for
    /// the elements and the text that they go through. Coroutines of a tick, and what functions of the host call back, count together.
    pub instructions: Option<u64>,
    /// Bytes of heap: objects with their headers, text, collections with the room that they have for more, and what functions with very
    /// many local variables make of the stack of calls beyond its usual size. Not what compiled code or the host allocates
    /// outside of objects, and not what waits in the scheduler beside the frames of coroutines. Whatever the limit, no single request may be larger than
    /// 2 GB.
    ///
    /// A library function may need as much again while it makes a new string.
    pub heap_bytes: Option<usize>,
    /// How many calls may nest; 10,000 unless it is set.
    pub call_depth: u32,
    /// How long a call from the host, or a tick, may take. It is looked at every few thousand instructions; a function of the host that a script calls is
    /// not interrupted.
    pub time: Option<Duration>,
    /// Bytes of source that one `run` or `load` may read, its imports included.
    pub source_bytes: Option<usize>,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits::new()
    }
}

macro_rules! setters {
    ($($(#[$doc:meta])* $name:ident: $ty:ty;)*) => {$(
        $(#[$doc])*
        #[must_use]
        pub fn $name(mut self, limit: impl Into<Option<$ty>>) -> Limits {
            self.$name = limit.into();
            self
        }
    )*};
}

impl Limits {
    /// No limits but that of the call depth.
    pub const fn new() -> Limits {
        Limits { instructions: None, heap_bytes: None, call_depth: DEFAULT_CALL_DEPTH, time: None, source_bytes: None }
    }

    setters! {
        /// Limits the instructions of a call or tick; `None`: no limit.
        instructions: u64;
        /// Limits the bytes of heap; `None`: no limit.
        heap_bytes: usize;
        /// Limits the time of a call or tick; `None`: no limit.
        time: Duration;
        /// Limits the bytes of source of a `run` or `load`; `None`: no limit but that of each file.
        source_bytes: usize;
    }

    /// Limits how many calls may nest; at least one may.
    #[must_use]
    pub fn call_depth(mut self, limit: u32) -> Limits {
        self.call_depth = limit.max(1);
        self
    }
}
