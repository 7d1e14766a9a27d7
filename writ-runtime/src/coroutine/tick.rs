//! The loop over turns, with the engines that run them.

use super::frame::Frame;
use super::host::CoroutineFailure;
use super::scheduler::Scheduler;
use super::signal;
use super::state::Turn;
use crate::error::Fallible;
use crate::function::Function;
use crate::object::{ClassShape, Resume};
#[cfg(feature = "vm")]
use crate::vm::load::TickVm;
use crate::writ::{Inside, Writ};

impl Writ {
    /// Resumes what is ready, after so many seconds. Gives what failed.
    pub(super) fn run_tick(&mut self, delta: f64) -> Vec<CoroutineFailure> {
        self.library.tick(delta);
        let scheduler = self.coroutines.share();
        let mut engine = Engine::new(self);
        scheduler.begin_tick(delta);
        let mut next = scheduler.next();
        // One turn after the other, children and parents too: however many wait for each other, they lie on no stack.
        while let Some(turn) = next {
            let at_once = match turn {
                Turn::Resume(frame) => engine.run(&scheduler, frame),
                Turn::Poll(key, condition, class) => {
                    let outcome = engine.ask(&condition, class);
                    engine.stop_if_exhausted(&scheduler, outcome.is_err());
                    scheduler.settle_poll(key, condition, class, outcome)
                }
            };
            next = at_once.or_else(|| scheduler.next());
        }
        scheduler.end_tick()
    }
}

/// Both engines. The VM is out of its place only while frames of its own run: compiled coroutines may call the host, and the host what is loaded.
struct Engine<'a> {
    writ: Inside<'a>,
    #[cfg(feature = "vm")]
    vm: TickVm,
}

#[cfg(feature = "vm")]
impl Engine<'_> {
    fn new(writ: &mut Writ) -> Engine<'_> {
        let mut writ = writ.go_inside();
        let vm = TickVm::new(&mut writ);
        Engine { writ, vm }
    }

    #[inline(always)]
    fn for_compiled(&mut self) {
        self.vm.put_back(&mut self.writ);
    }

    #[inline(always)]
    fn resume_script(&mut self, function: u32, frame: &Frame) -> Fallible<i64> {
        self.vm.resume(&mut self.writ, function, frame.object())
    }

    fn for_script(&mut self) -> Fallible<()> {
        self.vm.take_out(&mut self.writ)
    }

    /// Whether no instruction of a script may run any more in this tick.
    #[cold]
    fn is_exhausted(&self) -> bool {
        self.vm.is_exhausted(&self.writ)
    }
}

#[cfg(feature = "vm")]
impl Drop for Engine<'_> {
    fn drop(&mut self) {
        self.vm.end(&mut self.writ);
    }
}

#[cfg(not(feature = "vm"))]
impl Engine<'_> {
    fn new(writ: &mut Writ) -> Engine<'_> {
        Engine { writ: writ.go_inside() }
    }

    fn for_compiled(&mut self) {}

    fn resume_script(&mut self, _: u32, _: &Frame) -> Fallible<i64> {
        unreachable!("without the VM no frame is one of it")
    }

    fn for_script(&mut self) -> Fallible<()> {
        Ok(())
    }

    fn is_exhausted(&self) -> bool {
        false
    }
}

impl Engine<'_> {
    /// Resumes a frame and those behind it in the queue, for as long as they only go on. Gives the turn that has to come then.
    /// A function of its own, so that this loop has the registers for itself.
    #[inline(never)]
    fn run(&mut self, scheduler: &Scheduler, mut frame: Frame) -> Option<Turn> {
        loop {
            let outcome = self.resume(&frame);
            if !matches!(outcome, Ok(signal::NEXT_TICK)) {
                self.stop_if_exhausted(scheduler, outcome.is_err());
                return scheduler.settle(frame, outcome);
            }
            frame = scheduler.go_on(frame)?;
        }
    }

    /// After an error: without instructions that are left no other frame is resumed in this tick, but those that wait for the one that failed.
    fn stop_if_exhausted(&self, scheduler: &Scheduler, failed: bool) {
        if failed && self.is_exhausted() {
            scheduler.stop();
        }
    }

    /// Resumes a frame.
    #[inline(always)]
    fn resume(&mut self, frame: &Frame) -> Fallible<i64> {
        match frame.resume() {
            Resume::Compiled(function) => {
                self.for_compiled();
                let depth = self.writ.depth();
                function(frame.object(), &mut self.writ, depth)
            }
            Resume::Script(function) => self.resume_script(function, frame),
        }
    }

    /// Asks a condition for which a coroutine of this class waits.
    fn ask(&mut self, condition: &Function<(), bool>, class: &ClassShape) -> Fallible<bool> {
        match class.resume {
            Some(Resume::Script(_)) => self.for_script()?,
            Some(Resume::Compiled(_)) | None => self.for_compiled(),
        }
        let depth = self.writ.depth();
        condition.call_nested(&mut self.writ, depth, ())
    }
}
