//! Calls that ran out of instructions and may go on: everything that they have, apart from the machine.

use super::machine::{Frame, HALT, Machine};
use super::memory::{release_object, release_slots, retain_object, retain_slots};
use super::objects::release_entry;
use crate::error::{Fallible, RuntimeError};
use crate::vm::bytecode::{Instruction, Layout};
use crate::writ::Writ;
use std::rc::Rc;

/// What an instruction that did not run would have taken over, in its window.
#[derive(Clone, Copy, Debug)]
pub(super) enum Taken {
    /// Nothing.
    Nothing,
    /// By a call of this function.
    Call(u32, *const u64),
    /// By this native.
    Native(u32, *const u64),
    /// Nothing, by a look-up in this dictionary.
    Find(u64),
    /// By this dictionary: a key and a value.
    Entry(u64, *const u64, *const u64),
}

/// Where a call stops, if it can go on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stop {
    /// With which instruction it goes on; none for the one that failed.
    pub(super) resume: Option<*const Instruction>,
    pub(super) taken: Taken,
}

/// What a call that stopped owns.
enum Owned {
    /// A value in its stack, whose first slot this is.
    Slots(Rc<Layout>, usize),
    /// A key and a value of this dictionary, by their first slots.
    Entry(u64, usize, usize),
    /// A reference to what the instruction that did not run only looks at: its owner may let it go meanwhile.
    Held(Rc<Layout>, Box<[u64]>),
    /// The same, to an object.
    HeldObject(u64),
}

impl Owned {
    /// # Safety
    /// A live value of the layout is in the slots.
    unsafe fn held(layout: &Rc<Layout>, slots: *const u64) -> Owned {
        // SAFETY: the caller's promise.
        unsafe {
            retain_slots(layout, slots);
            Owned::Held(Rc::clone(layout), std::slice::from_raw_parts(slots, layout.leaves.len()).into())
        }
    }

    /// # Safety
    /// A live object.
    unsafe fn held_object(object: u64) -> Owned {
        // SAFETY: the caller's promise.
        unsafe { retain_object(object) };
        Owned::HeldObject(object)
    }

    fn is_held(&self) -> bool {
        matches!(self, Owned::Held(..) | Owned::HeldObject(_))
    }

    /// # Safety
    /// The stack whose slots it names; nobody uses it any more.
    unsafe fn release(self, stack: *const u64) {
        // SAFETY: the caller's promise. A dictionary is held until its entry is released.
        unsafe {
            match self {
                Owned::Slots(layout, slot) => release_slots(&layout, stack.add(slot)),
                Owned::Entry(dictionary, key, value) => release_entry(dictionary, stack.add(key), stack.add(value)),
                Owned::Held(layout, slots) => release_slots(&layout, slots.as_ptr()),
                Owned::HeldObject(object) => release_object(object),
            }
        }
    }
}

/// A call that stopped, with its stack. It needs no machine to be dropped.
pub(crate) struct Stopped {
    stack: Vec<u64>,
    frames: Vec<Frame>,
    resume: *const Instruction,
    /// The window, as an index into the stack.
    base: usize,
    /// The next free frame, and the last that may count.
    frame: usize,
    last: usize,
    /// What its functions own, and what it holds, in the order in which it is released.
    owned: Vec<Owned>,
    /// What it had left of its instructions, too little for what came next.
    pub(crate) left: u64,
}

impl Drop for Stopped {
    fn drop(&mut self) {
        for owned in std::mem::take(&mut self.owned) {
            // SAFETY: the slots are in this stack, and own what they say.
            unsafe { owned.release(self.stack.as_ptr()) };
        }
    }
}

impl Machine {
    /// The next slice, for an instruction that leads to `target`.
    #[cold]
    #[inline(never)]
    pub(super) fn refill_for_jump(&mut self, target: *const Instruction) -> Option<Box<RuntimeError>> {
        let error = self.refill()?;
        if self.stoppable {
            self.stop = Some(Stop { resume: Some(target), taken: Taken::Nothing });
        }
        Some(error)
    }

    /// The next slice, for a call that `call` begins.
    ///
    /// # Safety
    /// The window of a call of this function.
    #[cold]
    #[inline(never)]
    pub(super) unsafe fn refill_for_call(
        &mut self,
        call: *const Instruction,
        function: u32,
        window: *const u64,
    ) -> Option<Box<RuntimeError>> {
        let error = self.refill()?;
        if self.stoppable {
            self.stop = Some(Stop { resume: Some(call), taken: Taken::Call(function, window) });
        } else {
            // SAFETY: the caller's promise.
            unsafe { self.release_refused(function, window) };
        }
        Some(error)
    }

    /// A function ends with an error: takes all frames down, or keeps them if the call may go on.
    ///
    /// # Safety
    /// As [`Self::unwind`].
    #[cold]
    #[inline(never)]
    pub(super) unsafe fn fail(
        &mut self,
        error: Box<RuntimeError>,
        pc: *const Instruction,
        base: *mut u64,
        frames: *mut Frame,
    ) -> Box<RuntimeError> {
        match self.stop.take() {
            None => {
                // A large text is not kept for the next one.
                self.text = String::new();
                // SAFETY: the caller's promise.
                unsafe { self.unwind(error, pc, base, frames) }
            }
            Some(stop) => {
                // SAFETY: the caller's promise.
                self.stopped = Some(unsafe { self.take_down(stop, pc, base, frames) });
                error
            }
        }
    }

    /// Takes stack and frames away from the machine.
    unsafe fn take_down(&mut self, stop: Stop, pc: *const Instruction, base: *mut u64, frames: *mut Frame) -> Stopped {
        let mut owned = Vec::new();
        // SAFETY: everything points into the stack, the frames and the code of this machine.
        let (offset, frame) = unsafe {
            let start = self.stack.as_ptr();
            let index = |slots: *const u64| slots.offset_from(start) as usize;
            match stop.taken {
                Taken::Nothing => {}
                Taken::Call(function, window) => {
                    for taken in self.taken_by(function) {
                        let layout = Rc::clone(&self.layouts[taken.layout.0 as usize].layout);
                        owned.push(Owned::Slots(layout, index(window) + usize::from(taken.register)));
                    }
                }
                Taken::Native(native, window) => {
                    for (slot, layout) in &self.natives[native as usize].taken {
                        owned.push(Owned::Slots(Rc::clone(layout), index(window) + usize::from(*slot)));
                    }
                    for (slot, layout) in &self.natives[native as usize].lent {
                        owned.push(Owned::held(layout, window.add(usize::from(*slot))));
                    }
                }
                Taken::Find(dictionary) => owned.push(Owned::held_object(dictionary)),
                Taken::Entry(dictionary, key, value) => {
                    owned.push(Owned::Entry(dictionary, index(key), index(value)));
                    owned.push(Owned::held_object(dictionary));
                }
            }
            let (mut at_pc, mut at_base, mut at_frame) = (pc, index(base), frames.cast_const());
            loop {
                let (function, at) = self.place(at_pc);
                for value in function.owned.iter().filter(|owned| owned.start <= at && at < owned.end) {
                    let layout = Rc::clone(&self.layouts[value.layout.0 as usize].layout);
                    owned.push(Owned::Slots(layout, at_base + usize::from(value.register)));
                }
                at_frame = at_frame.sub(1);
                if (*at_frame).pc == HALT.as_ptr() {
                    break;
                }
                at_pc = (*at_frame).pc;
                at_base -= (*at_frame).window as usize;
            }
            let first = self.frames.as_ptr();
            (index(base), frames.cast_const().offset_from(first) as usize)
        };
        // All instructions that stop for themselves are single words.
        let resume = stop.resume.unwrap_or(pc.wrapping_sub(1));
        let left = self.left();
        let (stack, frames) = self.give_room();
        Stopped { stack, frames, resume, base: offset, frame, last: self.last, owned, left }
    }

    /// Goes on with a call that stopped in this machine. Its result is in the window then.
    pub(crate) fn go_on(&mut self, writ: &mut Writ, mut stopped: Stopped) -> Fallible<()> {
        // What it holds is let go when the run is over.
        stopped.owned.retain(Owned::is_held);
        let frames = self.frames_for(stopped.frame);
        let (resume, at) = (stopped.resume, (stopped.base, stopped.frame, stopped.last));
        self.take_room(std::mem::take(&mut stopped.stack), std::mem::take(&mut stopped.frames), frames);
        // What its functions call may have got other bodies, which need more room.
        let slots = stopped.base + self.slots_for(0);
        if self.stack.len() < slots {
            self.stack.resize(slots, 0);
        }
        self.stoppable = true;
        self.waiting = None;
        let result = self.run_from(writ, resume, at);
        self.stoppable = false;
        result
    }

    /// What the last run left, if it stopped and may go on.
    pub(crate) fn take_stopped(&mut self) -> Option<Stopped> {
        self.stopped.take()
    }
}
