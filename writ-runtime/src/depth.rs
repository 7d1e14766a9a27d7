//! The limit of the call depth in compiled code, and enough native stack to get there.

use crate::error::{self, Fallible};

/// Every so many levels a compiled function looks at the native stack.
const CHECK_EVERY: u32 = 16;

/// Native stack that has to be left at a checkpoint: for the frames up to the next one, and for what they call in the runtime.
const RED_ZONE: usize = 512 * 1024;
/// How much native stack is added when less is left.
const STACK_PIECE: usize = 4 * 1024 * 1024;

/// How many more calls may nest. The lowest bit says that this level's check is done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Depth(u32);

impl Depth {
    /// For a call from the host: this many calls may nest.
    #[inline]
    pub const fn new(limit: u32) -> Depth {
        // Half of the range is left: nobody nests two billion calls.
        Depth((if limit > u32::MAX >> 1 { u32::MAX >> 1 } else { limit }) << 1)
    }

    /// How many more calls may nest.
    #[inline]
    pub const fn remaining(self) -> u32 {
        self.0 >> 1
    }

    /// For a call.
    #[inline(always)]
    #[must_use]
    pub const fn next(self) -> Depth {
        // A function that runs has at least one left: the last one is an error at its checkpoint.
        Depth(self.0.wrapping_sub(2) & !1)
    }

    /// Whether the function that begins now has to call itself through [`deepen`].
    #[inline(always)]
    pub const fn at_checkpoint(self) -> bool {
        self.0.is_multiple_of(CHECK_EVERY * 2)
    }
}

/// Calls a function that is at a checkpoint again, with its check done: the error `StackOverflow` if the limit is reached, else with more native stack
/// if little is left.
///
/// # Errors
/// `StackOverflow` if no level is left; what the call gives.
#[cold]
#[inline(never)]
pub fn deepen<R>(depth: Depth, call: impl FnOnce(Depth) -> Fallible<R>) -> Fallible<R> {
    if depth.remaining() == 0 {
        return Err(error::stack_overflow());
    }
    stacker::maybe_grow(RED_ZONE, STACK_PIECE, || call(Depth(depth.0 | 1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nested(depth: Depth, calls: u32) -> Fallible<u32> {
        if depth.at_checkpoint() {
            return deepen(depth, |depth| nested(depth, calls));
        }
        // Large enough that 100,000 of them don't fit a thread's stack.
        let frame = std::hint::black_box([calls; 256]);
        if calls == 0 { Ok(frame[0]) } else { Ok(nested(depth.next(), calls - 1)? + 1) }
    }

    #[test]
    fn the_limit_is_exact() {
        // The first call is frame 0, so `calls` of them nest in it.
        for limit in [1, 2, 15, 16, 17, 1000] {
            assert_eq!(nested(Depth::new(limit), limit - 1).unwrap(), limit - 1);
            assert_eq!(nested(Depth::new(limit), limit).unwrap_err().kind, error::ErrorKind::StackOverflow);
        }
    }

    #[test]
    fn the_native_stack_grows() {
        assert_eq!(nested(Depth::new(200_000), 150_000).unwrap(), 150_000);
    }
}
