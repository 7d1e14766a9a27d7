//! The limit of the call depth in compiled code, and enough native stack to get there.

use crate::error::{self, Fallible};

/// Every so many levels a compiled function looks at the native stack.
const CHECK_EVERY: u32 = 16;

/// Native stack that has to be left at a checkpoint: for the frames up to the next one, and for what they call in the runtime.
pub(crate) const RED_ZONE: usize = 512 * 1024;
/// How much native stack is added when less is left.
pub(crate) const STACK_PIECE: usize = 4 * 1024 * 1024;

/// How many more calls may nest: in the low bits those up to the next checkpoint, above them how many checkpoints follow. So a call costs one subtraction,
/// and its function one test of the low bits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Depth(u32);

/// Where the number of checkpoints begins: the low bits have room for `CHECK_EVERY` itself, with which a function goes on behind its checkpoint.
const LOW: u32 = 5;
const _: () = assert!(CHECK_EVERY == 1 << (LOW - 1));

impl Depth {
    /// For a call from the host: this many calls may nest.
    #[inline]
    pub const fn new(limit: u32) -> Depth {
        // Half of the range is left: nobody nests two billion calls.
        let limit = if limit > u32::MAX >> 1 { u32::MAX >> 1 } else { limit };
        // The number of checkpoints is to stand one bit higher than in the limit.
        Depth(limit + (limit & !(CHECK_EVERY - 1)))
    }

    /// How many more calls may nest.
    #[inline]
    pub const fn remaining(self) -> u32 {
        (self.0 >> LOW) * CHECK_EVERY + self.low()
    }

    #[inline(always)]
    const fn low(self) -> u32 {
        self.0 & ((1 << LOW) - 1)
    }

    /// For a call, in a function that is behind its checkpoint if it is at one.
    #[inline(always)]
    #[must_use]
    pub const fn next(self) -> Depth {
        Depth(self.0.wrapping_sub(1))
    }

    /// For a call that is another turn of a loop: as [`next`](Self::next), and past the checkpoint if that is at one.
    ///
    /// # Errors
    /// `StackOverflow` if no level is left.
    #[inline(always)]
    pub fn descend(self) -> Fallible<Depth> {
        let next = self.next();
        if next.at_checkpoint() {
            next.check()?;
            return Ok(next.behind());
        }
        Ok(next)
    }

    /// Without the depth behind the checkpoint in its result, which then fits a register.
    #[cold]
    #[inline(never)]
    fn check(self) -> Fallible<()> {
        if self.remaining() == 0 { Err(error::stack_overflow()) } else { Ok(()) }
    }

    /// As many levels as at the checkpoint, and not at it any more.
    #[inline(always)]
    const fn behind(self) -> Depth {
        Depth(self.0 - (1 << LOW) + CHECK_EVERY)
    }

    /// For a call out of a function that has no checkpoint; at least one level is left.
    #[must_use]
    pub(crate) const fn deeper(self) -> Depth {
        Depth::new(self.remaining().saturating_sub(1))
    }

    /// Whether the function that begins now has to call itself through [`deepen`].
    #[inline(always)]
    pub const fn at_checkpoint(self) -> bool {
        self.low() == 0
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
    depth.check()?;
    stacker::maybe_grow(RED_ZONE, STACK_PIECE, || call(depth.behind()))
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
    fn turns_of_a_loop_count_like_calls() {
        for limit in [1, 2, 15, 16, 17, 1000] {
            let start = if limit % CHECK_EVERY == 0 { Depth::new(limit).behind() } else { Depth::new(limit) };
            let mut depth = start;
            for turn in 1..limit {
                depth = depth.descend().unwrap();
                assert_eq!(start.remaining() - depth.remaining(), turn);
            }
            assert_eq!(depth.descend().unwrap_err().kind, error::ErrorKind::StackOverflow);
        }
    }

    #[test]
    fn the_native_stack_grows() {
        assert_eq!(nested(Depth::new(200_000), 150_000).unwrap(), 150_000);
    }
}
