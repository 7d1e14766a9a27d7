//! What instructions need that is not done in the loop itself: room for calls, natives, texts.

use super::machine::{Context, FIRST_CALLS, Frame, MAX_STACK, Machine};
use super::memory::object_bits;
use super::memory::release_slots;
use super::meter::BYTES_PER_UNIT;
use super::objects::{insert, key_cost, release_entry};
use super::stopped::{Stop, Taken};
use crate::collections::raw_array;
use crate::error::{self, Fallible, RuntimeError};
use crate::object::account;
use crate::ops;
use crate::text::Str;
use crate::vm::bytecode::{Op, SMALL_ROOM};
use crate::writ::Writ;

/// A larger buffer for texts than this is not kept.
const MAX_KEPT: usize = 1 << 16;

impl Machine {
    /// Makes sure that a function with this room fits behind the window, with enough for all calls that may follow. The stack may move.
    ///
    /// # Errors
    /// `OutOfMemory` where the limit of the heap leaves no room for it: the stack is no object, but memory that a script takes. `StackOverflow` where it
    /// would be larger than any stack may be.
    #[cold]
    #[inline(never)]
    pub(super) fn grow(&mut self, base: *mut u64, window: usize, room: u32, left: usize) -> Fallible<*mut u64> {
        // SAFETY: `base` lies in the stack.
        let offset = unsafe { base.offset_from(self.stack.as_ptr()) } as usize;
        let needed = offset + window + room as usize + left.saturating_mul(SMALL_ROOM as usize) + SMALL_ROOM as usize;
        let length = self.stack.len();
        if needed > length {
            if needed > MAX_STACK {
                return Err(error::stack_overflow());
            }
            // What ordinary calls take is not counted; what comes on top of that is, as a whole.
            let ordinary = self.ordinary_slots();
            let check = |slots: usize| account::check(slots.saturating_sub(ordinary) * size_of::<u64>()).map(|()| slots);
            let extra = needed.saturating_sub(ordinary);
            let larger = check((length * 2).clamp(needed, MAX_STACK))
                .or_else(|_| check((needed + extra).min(MAX_STACK)))
                .or_else(|_| check(needed))?;
            self.stack.resize(larger, 0);
        }
        Ok(self.stack.as_mut_ptr().wrapping_add(offset))
    }

    /// As [`Self::grow`], for a known function.
    #[cold]
    #[inline(never)]
    pub(super) fn grow_for(&mut self, base: *mut u64, window: usize, function: u32, left: usize) -> Fallible<*mut u64> {
        let room = self.program.functions[function as usize].room;
        self.grow(base, window, room, left)
    }

    /// Before a call at which as many calls nest as there is room for: makes room for more of them, if more may. Gives the window of the caller, the next free
    /// frame, and the address of the last for which there is room, all of which may have moved.
    ///
    /// # Errors
    /// `StackOverflow` where no more calls may nest; as [`Self::grow`].
    #[cold]
    #[inline(never)]
    pub(super) fn deepen(
        &mut self,
        base: *mut u64,
        window: usize,
        frames: *mut Frame,
        function: u32,
    ) -> Fallible<(*mut u64, *mut Frame, usize)> {
        // SAFETY: `frames` lies in the frames.
        let next = unsafe { frames.cast_const().offset_from(self.frames.as_ptr()) } as usize;
        let counted = self.program.functions[function as usize].counted;
        if next >= if counted { self.last } else { self.frames_for(self.last) - 1 } {
            return Err(error::stack_overflow());
        }
        // SAFETY: `base` lies in the stack.
        let used = unsafe { base.offset_from(self.stack.as_ptr()) } as usize + window + (self.widest.max(SMALL_ROOM) + SMALL_ROOM) as usize;
        let affordable = MAX_STACK.saturating_sub(used) / SMALL_ROOM as usize;
        let calls = next.max(FIRST_CALLS).min(self.last.saturating_sub(next)).min(affordable);
        if counted && calls == 0 {
            return Err(error::stack_overflow());
        }
        let base = self.grow(base, window, self.widest.max(SMALL_ROOM), calls)?;
        self.have_frames(self.frames_for(next + calls));
        let first = self.frames.as_mut_ptr();
        Ok((base, first.wrapping_add(next), first.wrapping_add(next + calls).addr()))
    }

    /// Copies the captures of a function value into the window of its call. The stack may move.
    ///
    /// # Errors
    /// As [`Self::grow`].
    ///
    /// # Safety
    /// A live function value, the frames of this machine.
    #[inline(never)]
    pub(super) unsafe fn open_call(
        &mut self,
        base: *mut u64,
        window: usize,
        (closure, captures): (u64, usize),
        left: usize,
    ) -> Fallible<*mut u64> {
        // SAFETY: the caller's promise.
        unsafe {
            let function = self.closure_function(closure);
            let room = self.program.functions[function as usize].room;
            let end = self.stack.as_ptr().add(self.stack.len());
            let needed = window + room as usize + (left + 1) * SMALL_ROOM as usize;
            let base = if end.offset_from(base) < needed as isize { self.grow(base, window, room, left)? } else { base };
            self.open_closure(closure, base.add(window + captures));
            Ok(base)
        }
    }

    #[inline(never)]
    pub(super) unsafe fn call_native(&mut self, writ: &mut Writ, index: u32, window: *mut u64) -> Fallible<()> {
        let affordable = if self.limited { self.affordable_bytes() } else { usize::MAX };
        let native = &self.natives[index as usize];
        // SAFETY: the window holds the arguments of this native.
        let cost = unsafe { (native.cost)(&Context { writ, window, native, affordable }) };
        if cost.bytes > 0
            && let Err(error) = account::check(cost.bytes)
        {
            // SAFETY: as above.
            return Err(unsafe { self.refuse_native(index, window, error) });
        }
        if cost.units > 0 && self.limited {
            // SAFETY: as above.
            unsafe { self.charge_native(index, window, cost.units)? };
        }
        let native = &self.natives[index as usize];
        // SAFETY: as above.
        unsafe { (native.function)(&mut Context { writ, window, native, affordable }) }
    }

    #[inline(never)]
    unsafe fn charge_native(&mut self, index: u32, window: *mut u64, units: u64) -> Fallible<()> {
        let Err(error) = self.charge(units) else { return Ok(()) };
        if self.stoppable {
            self.stop = Some(Stop { resume: None, taken: Taken::Native(index, window) });
            return Err(error);
        }
        // SAFETY: the caller's promise.
        Err(unsafe { self.refuse_native(index, window, error) })
    }

    /// Releases what a native that does not run would have taken over.
    #[cold]
    unsafe fn refuse_native(&self, index: u32, window: *const u64, error: Box<RuntimeError>) -> Box<RuntimeError> {
        for (slot, layout) in &self.natives[index as usize].taken {
            // SAFETY: the window holds the arguments of this native.
            unsafe { release_slots(layout, window.add(usize::from(*slot))) };
        }
        error
    }

    #[inline(never)]
    pub(super) fn new_array(&mut self, layout: u32, capacity: u64) -> Fallible<u64> {
        let layout = &self.layouts[layout as usize];
        account::check(raw_array::size(layout.element, capacity as usize))?;
        Ok(object_bits(raw_array::new(layout.array, capacity as usize)))
    }

    #[inline(never)]
    pub(super) fn take_text(&mut self) -> Fallible<u64> {
        account::check(Str::heap_size(self.text.len()))?;
        self.charge_bytes(self.text.len());
        let text = Str::new(&self.text).into_bits();
        self.clear_text();
        Ok(text)
    }

    fn clear_text(&mut self) {
        self.text.clear();
        self.text.shrink_to(MAX_KEPT);
    }

    /// There is no more text than a string could have.
    #[inline(never)]
    pub(super) unsafe fn add_text(&mut self, text: u64) -> Fallible<()> {
        // SAFETY: the word of a live string.
        let text = unsafe { Str::borrow_bits(&text) };
        account::check(Str::heap_size(self.text.len() + text.len()))?;
        self.text.push_str(text);
        Ok(())
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
    pub(super) unsafe fn append_text(&mut self, to: *mut u64) -> Fallible<()> {
        // SAFETY: the caller has a string there; `Str` is its word.
        let to = unsafe { &mut *to.cast::<Str>() };
        let growth = to.growth(self.text.len());
        if growth > 0 {
            account::check(growth)?;
            // All that is there may have to move.
            self.charge_bytes(to.len());
        }
        self.charge_bytes(self.text.len());
        to.append(&self.text);
        self.clear_text();
        Ok(())
    }

    /// Charges for looking through two texts.
    #[inline(never)]
    pub(super) unsafe fn charge_comparison(&mut self, left: u64, right: u64) {
        // SAFETY: the words of live strings.
        let (left, right) = unsafe { (Str::borrow_bits(&left).len(), Str::borrow_bits(&right).len()) };
        self.charge_bytes(left.min(right));
    }

    /// Charges for looking for a key, in slots. If there is too little left it stays, and the call may stop; `value`: a key and this value of the
    /// dictionary's types are to be inserted.
    #[inline(never)]
    pub(super) unsafe fn charge_key(&mut self, dictionary: u64, key: *const u64, value: Option<*const u64>) -> Fallible<()> {
        let most = self.affordable_bytes().saturating_add(BYTES_PER_UNIT as usize - 1).min(usize::MAX - 1);
        // SAFETY: the caller's promise: a live dictionary and a key of its type.
        let bytes = unsafe { key_cost(dictionary, key, most) };
        if bytes.as_ref().is_ok_and(|bytes| *bytes <= most) {
            self.charge_bytes(bytes?);
            return Ok(());
        }
        // What is larger than that was not looked at to its end.
        if self.stoppable && bytes.is_ok() {
            let taken = value.map_or(Taken::Find(dictionary), |value| Taken::Entry(dictionary, key, value));
            self.stop = Some(Stop { resume: None, taken });
        } else if let Some(value) = value {
            // SAFETY: the caller's promise: both move.
            unsafe { release_entry(dictionary, key, value) };
        }
        bytes.and_then(|_| Err(self.out_of_fuel()))
    }

    /// Sets the value of a key, which is charged for; both move.
    #[inline(never)]
    pub(super) unsafe fn insert_charged(&mut self, dictionary: u64, key: *const u64, value: *const u64) -> Fallible<()> {
        // SAFETY: the caller's promise: a live dictionary, a key and a value of its types.
        unsafe {
            self.charge_key(dictionary, key, Some(value))?;
            insert(dictionary, key, value)
        }
    }
}
