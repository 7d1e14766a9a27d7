//! Traces.

use super::{Fallible, RuntimeError};
use crate::depth::Depth;
use std::borrow::Cow;
use std::collections::VecDeque;
use std::fmt;

/// How many of the innermost frames are kept.
const FIRST: usize = 20;
/// How many of the outermost frames are kept.
const LAST: usize = 10;

/// A function of a compiled script, as traces name it.
#[derive(Debug)]
pub struct FunctionInfo {
    /// `divide`, `Player.takeDamage`, `<lambda>`, `<module>`.
    pub name: &'static str,
    /// Its file: `math/utils.writ`.
    pub file: &'static str,
}

/// A line of a trace.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Frame {
    /// The function.
    pub function: Cow<'static, str>,
    /// Its file.
    pub file: Cow<'static, str>,
    /// The line of the operation that failed, or of the call.
    pub line: u32,
    /// Whether it is that of a coroutine, which the scheduler resumed.
    pub coroutine: bool,
}

impl fmt::Display for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = if self.coroutine { " [coroutine]" } else { "" };
        write!(f, "at {} ({}:{}){mark}", self.function, self.file, self.line)
    }
}

/// The frames of an error, innermost first: the first 20 and the last 10.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Trace {
    first: Vec<Frame>,
    last: VecDeque<Frame>,
    omitted: usize,
}

impl Trace {
    pub(super) fn push(&mut self, frame: Frame) {
        if self.first.len() < FIRST {
            self.first.push(frame);
            return;
        }
        if self.last.len() == LAST {
            self.last.pop_front();
            self.omitted += 1;
        }
        self.last.push_back(frame);
    }

    /// The outermost frame so far is that of a coroutine.
    pub(super) fn mark_coroutine(&mut self) {
        if let Some(frame) = self.last.back_mut().or(self.first.last_mut()) {
            frame.coroutine = true;
        }
    }

    /// The frames that were kept.
    pub fn frames(&self) -> impl Iterator<Item = &Frame> {
        self.first.iter().chain(&self.last)
    }

    /// How many frames were left out; they belong behind the first 20.
    pub fn omitted(&self) -> usize {
        self.omitted
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.first.is_empty()
    }
}

impl fmt::Display for Trace {
    /// Each frame on a line of its own, with a line break before it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for frame in &self.first {
            write!(f, "\n  {frame}")?;
        }
        if self.omitted > 0 {
            write!(f, "\n  ... {} more", self.omitted)?;
        }
        for frame in &self.last {
            write!(f, "\n  {frame}")?;
        }
        Ok(())
    }
}

/// Adds a frame where a result is an error.
pub trait At {
    /// The operation stands in this function, on this line.
    #[must_use]
    fn at(self, function: &'static FunctionInfo, line: u32) -> Self;

    /// As `at`, in a function whose calls of itself are turns of a loop: each of them was a call.
    #[must_use]
    #[doc(hidden)]
    fn at_turn(self, function: &'static FunctionInfo, line: u32, calls: Calls, depth: Depth) -> Self;
}

/// The calls of a function of itself that are turns of a loop.
#[derive(Clone, Copy, Debug)]
#[doc(hidden)]
pub struct Calls {
    start: Depth,
    line: u32,
}

impl Calls {
    /// The loop begins at this depth; all the calls stand on this line.
    #[inline(always)]
    pub fn new(start: Depth, line: u32) -> Calls {
        Calls { start, line }
    }
}

impl<T> At for Fallible<T> {
    #[inline(always)]
    fn at(self, function: &'static FunctionInfo, line: u32) -> Self {
        match self {
            Ok(value) => Ok(value),
            Err(error) => Err(add_frame(error, function, line)),
        }
    }

    #[inline(always)]
    fn at_turn(self, function: &'static FunctionInfo, line: u32, calls: Calls, depth: Depth) -> Self {
        match self {
            Ok(value) => Ok(value),
            Err(error) => Err(add_frames(error, function, line, calls, depth)),
        }
    }
}

#[cold]
#[inline(never)]
fn add_frames(mut error: Box<RuntimeError>, function: &'static FunctionInfo, line: u32, calls: Calls, depth: Depth) -> Box<RuntimeError> {
    error.push_frame(function.name, function.file, line);
    for _ in depth.remaining()..calls.start.remaining() {
        error.push_frame(function.name, function.file, calls.line);
    }
    error
}

#[cold]
#[inline(never)]
fn add_frame(mut error: Box<RuntimeError>, function: &'static FunctionInfo, line: u32) -> Box<RuntimeError> {
    error.push_frame(function.name, function.file, line);
    error
}
