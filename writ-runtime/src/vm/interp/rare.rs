//! What instructions need that is not done in the loop itself: room for calls, natives, texts.

use super::machine::{Context, Frame, MAX_STACK, Machine};
use super::memory::object_bits;
use crate::collections::raw_array;
use crate::error::Fallible;
use crate::ops;
use crate::text::Str;
use crate::vm::bytecode::{Op, SMALL_ROOM};
use crate::writ::Writ;

impl Machine {
    /// Makes sure that a function with this room fits behind the window, with enough for all calls that may follow. The stack may move.
    #[cold]
    #[inline(never)]
    pub(super) fn grow(&mut self, base: *mut u64, window: usize, room: u32, left: usize) -> Option<*mut u64> {
        // SAFETY: `base` lies in the stack.
        let offset = unsafe { base.offset_from(self.stack.as_ptr()) } as usize;
        let needed = offset + window + room as usize + left.saturating_mul(SMALL_ROOM as usize) + SMALL_ROOM as usize;
        if needed > self.stack.len() {
            let larger = needed.max(self.stack.len() * 2);
            if larger > MAX_STACK.max(self.stack.len()) && needed > MAX_STACK {
                return None;
            }
            self.stack.resize(larger.min(MAX_STACK.max(needed)), 0);
        }
        Some(self.stack.as_mut_ptr().wrapping_add(offset))
    }

    /// As [`Self::grow`], for a known function.
    #[cold]
    #[inline(never)]
    pub(super) fn grow_for(&mut self, base: *mut u64, window: usize, function: u32, left: usize) -> Option<*mut u64> {
        let room = self.program.functions[function as usize].room;
        self.grow(base, window, room, left)
    }

    /// Checks a call of a function value and copies its captures into the window. The stack may move; None if it is full.
    ///
    /// # Safety
    /// A live function value, the frames of this machine.
    #[inline(never)]
    pub(super) unsafe fn open_call(
        &mut self,
        base: *mut u64,
        window: usize,
        (closure, captures): (u64, usize),
        (frames, deepest): (*mut Frame, *const Frame),
    ) -> Option<*mut u64> {
        // SAFETY: the caller's promise.
        unsafe {
            let function = self.closure_function(closure);
            let callee = &self.program.functions[function as usize];
            let left = deepest.offset_from(frames);
            let behind = self.frames.as_ptr().add(self.frames.len() - 1);
            if (callee.counted && left <= 0) || frames.cast_const() >= behind {
                return None;
            }
            let room = callee.room;
            let left = left.max(0) as usize;
            let end = self.stack.as_ptr().add(self.stack.len());
            let needed = window + room as usize + (left + 1) * SMALL_ROOM as usize;
            let base = if end.offset_from(base) < needed as isize { self.grow(base, window, room, left)? } else { base };
            self.open_closure(closure, base.add(window + captures));
            Some(base)
        }
    }

    #[inline(never)]
    pub(super) unsafe fn call_native(&mut self, writ: &mut Writ, native: u32, window: *mut u64) -> Fallible<()> {
        let native = &self.natives[native as usize];
        let mut context = Context { writ, window, native };
        // SAFETY: the window holds the arguments of this native.
        unsafe { (native.function)(&mut context) }
    }

    #[inline(never)]
    pub(super) fn new_array(&mut self, layout: u32, capacity: u64) -> u64 {
        object_bits(raw_array::new(self.layouts[layout as usize].array, capacity as usize))
    }

    #[inline(never)]
    pub(super) fn take_text(&mut self) -> u64 {
        let text = Str::new(&self.text).into_bits();
        self.text.clear();
        text
    }

    #[inline(never)]
    pub(super) unsafe fn add_text(&mut self, text: u64) {
        // SAFETY: the word of a live string.
        self.text.push_str(unsafe { Str::borrow_bits(&text) });
    }

    #[inline(never)]
    #[allow(clippy::wildcard_enum_match_arm)] // It asks for some kinds; all others are alike.
    pub(super) fn add_scalar(&mut self, op: Op, bits: u64) {
        let text = &mut self.text;
        match op {
            Op::TextF64 => ops::show_f64(text, f64::from_bits(bits)),
            Op::TextF32 => ops::show_f32(text, f32::from_bits(bits as u32)),
            Op::TextBool => ops::show_bool(text, bits != 0),
            _ => ops::show_i64(text, bits as i64),
        }
    }

    #[inline(never)]
    pub(super) unsafe fn append_text(&mut self, to: *mut u64) {
        // SAFETY: the caller has a string there; `Str` is its word.
        unsafe { (*to.cast::<Str>()).append(&self.text) };
        self.text.clear();
    }
}
