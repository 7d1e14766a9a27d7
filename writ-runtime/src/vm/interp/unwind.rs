//! Errors: the trace, and the release of what was alive in the frames.

use super::machine::{Frame, HALT, Machine, RETIRED};
use super::memory::release_slots;
use crate::error::RuntimeError;
use crate::vm::bytecode::{Function, Instruction};

impl Machine {
    /// The function of the instruction before `pc`, and its index there.
    ///
    /// # Safety
    /// `pc` is in or behind an instruction of this machine's program.
    pub(super) unsafe fn place(&self, pc: *const Instruction) -> (&Function, u32) {
        let (start, index) = self.addresses[self.addresses.partition_point(|(start, _)| *start < pc) - 1];
        let function = match (index as usize).checked_sub(RETIRED) {
            Some(index) => &self.program.retired[index],
            None => &self.program.functions[index as usize],
        };
        // SAFETY: both point into the code of this function.
        (function, unsafe { pc.offset_from(start) } as u32 - 1)
    }

    /// Takes all frames down.
    ///
    /// # Safety
    /// `pc` is (in or behind) the failed instruction, `base` the window of its function, `frames` behind the last frame.
    #[cold]
    #[inline(never)]
    pub(super) unsafe fn unwind(
        &self,
        mut error: Box<RuntimeError>,
        mut pc: *const Instruction,
        mut base: *mut u64,
        mut frames: *const Frame,
    ) -> Box<RuntimeError> {
        loop {
            // SAFETY: the caller's promise.
            let (function, at) = unsafe { self.place(pc) };
            for owned in function.owned.iter().filter(|owned| owned.start <= at && at < owned.end) {
                let layout = &self.layouts[owned.layout.0 as usize].layout;
                // SAFETY: the table says that these slots own a value here.
                unsafe { release_slots(layout, base.add(usize::from(owned.register))) };
            }
            if function.traced {
                let path = self.program.sources.file(function.file).path.clone();
                error.push_frame(function.name.clone(), path, self.program.line(function, at));
            }
            // SAFETY: every frame was pushed by a call; the first one returns to `HALT`.
            unsafe {
                frames = frames.sub(1);
                if (*frames).pc == HALT.as_ptr() {
                    return error;
                }
                pc = (*frames).pc;
                base = base.sub((*frames).window as usize);
            }
        }
    }
}
