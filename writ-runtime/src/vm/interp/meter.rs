//! Counting instructions, and the time.
//!
//! The loop over instructions takes from [`Machine::fuel`] for each call and each jump back. When that is empty it comes here: the next slice of what is
//! left, unless the time is over.

use super::machine::Machine;
use crate::error::{self, Fallible, RuntimeError};
use crate::limits::Limits;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

/// After so many instructions it is looked at the clock, and at whether somebody asks to stop.
const SLICE: u64 = 4096;

/// What is left of the instructions and of the time of a call from the host or of a tick.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Meter {
    /// Which call this is; 0 for none.
    call: u64,
    /// How many instructions it got.
    granted: u64,
    /// How many are left behind those that are in [`Machine::fuel`].
    rest: u64,
    /// When it has to be over.
    deadline: Option<Instant>,
    /// Whether it has run into a limit.
    failed: bool,
}

impl Machine {
    /// A call from the host begins, or a tick.
    pub(crate) fn begin_call(&mut self, limits: &Limits) {
        self.used += self.spent();
        let granted = limits.instructions.unwrap_or(u64::MAX);
        let deadline = limits.time.map(|time| Instant::now() + time);
        self.limited = limits.instructions.is_some() || deadline.is_some() || self.interrupt.is_some();
        self.fuel = 0;
        self.calls += 1;
        if let (Some(request), 0) = (&self.interrupt, self.meter.call) {
            // It was meant for what ran before.
            request.store(false, Ordering::Relaxed);
        }
        self.meter = Meter { call: self.calls, granted, rest: granted, deadline, failed: false };
    }

    /// As [`Self::begin_call`], for a call that goes on: with so many instructions and what it did not use before.
    pub(crate) fn continue_call(&mut self, limits: &Limits, left: u64, more: u64) {
        self.begin_call(&limits.instructions(left.saturating_add(more)));
    }

    /// Whether instructions are counted, or were in the last call.
    pub(crate) fn is_limited(&self) -> bool {
        self.limited
    }

    /// What a call has left, for [`Self::restore`].
    pub(crate) fn meter(&self) -> Meter {
        Meter { rest: self.left(), ..self.meter }
    }

    /// Goes on with what a call had left, if another one began meanwhile. Both have the same limits, or neither has any.
    pub(crate) fn restore(&mut self, meter: Meter) {
        if meter.call != self.meter.call {
            self.used += self.spent();
            self.fuel = 0;
            self.limited = meter.granted < u64::MAX || meter.deadline.is_some() || self.interrupt.is_some();
            self.meter = Meter { granted: meter.rest, ..meter };
        }
    }

    /// The call that began is over; gives back what the one outside of it had left.
    pub(crate) fn end_call(&mut self, outer: Option<Meter>) {
        match outer {
            Some(outer) => self.restore(outer),
            None => self.meter.call = 0,
        }
    }

    /// What the call that has begun and is not over has left, for [`Self::end_call`].
    pub(crate) fn open_call_meter(&self) -> Option<Meter> {
        (self.meter.call != 0).then(|| self.meter())
    }

    /// How many instructions are left.
    pub(crate) fn left(&self) -> u64 {
        self.fuel.saturating_add(self.meter.rest)
    }

    fn spent(&self) -> u64 {
        if self.limited { self.meter.granted.saturating_sub(self.left()) } else { 0 }
    }

    /// How many instructions ran here while they were counted.
    pub(crate) fn instructions_used(&self) -> u64 {
        self.used + self.spent()
    }

    /// Whether the call that ran last may take nothing any more.
    pub(crate) fn is_exhausted(&self) -> bool {
        self.limited && (self.meter.failed || self.left() == 0)
    }

    /// The next slice, when one was taken and there was none; the error if there is nothing left.
    #[cold]
    #[inline(never)]
    pub(super) fn refill(&mut self) -> Option<Box<RuntimeError>> {
        self.fuel = 0;
        if let Some(error) = self.check_stop() {
            return Some(error);
        }
        let looks = self.meter.deadline.is_some() || self.interrupt.is_some();
        let slice = if looks { self.meter.rest.min(SLICE) } else { self.meter.rest };
        if slice == 0 {
            self.meter.failed = true;
            return Some(error::out_of_fuel());
        }
        self.meter.rest -= slice;
        // One is for the instruction that asks.
        self.fuel = slice - 1;
        None
    }

    /// Takes an instruction, or none: whether there was none, and [`Self::refill`] has to follow. It is taken all the same, which is one operation in memory.
    #[inline(always)]
    pub(super) fn take(&mut self, count: u64) -> bool {
        let (left, empty) = self.fuel.overflowing_sub(count);
        self.fuel = left;
        empty
    }

    /// Where a request to stop is made; from the next call on it is looked at.
    pub(crate) fn interrupt_request(&mut self) -> Arc<AtomicBool> {
        self.limited = true;
        Arc::clone(self.interrupt.get_or_insert_default())
    }

    fn check_stop(&mut self) -> Option<Box<RuntimeError>> {
        if self.interrupt.as_ref().is_some_and(|request| request.swap(false, Ordering::Relaxed)) {
            self.meter.failed = true;
            return Some(error::interrupted());
        }
        let over = self.meter.deadline.is_some_and(|deadline| Instant::now() >= deadline);
        self.meter.failed |= over;
        over.then(error::out_of_time)
    }

    /// Charges for a library function before it runs. If there is too little left it stays.
    #[inline]
    pub(super) fn charge(&mut self, units: u64) -> Fallible<()> {
        if !self.limited || units == 0 {
            return Ok(());
        }
        match self.fuel.checked_sub(units) {
            Some(left) => self.fuel = left,
            None => self.charge_more(units)?,
        }
        Ok(())
    }

    #[cold]
    #[inline(never)]
    fn charge_more(&mut self, units: u64) -> Fallible<()> {
        if let Some(error) = self.check_stop() {
            return Err(error);
        }
        match self.left().checked_sub(units) {
            Some(left) => {
                (self.fuel, self.meter.rest) = (0, left);
                Ok(())
            }
            None => {
                self.meter.failed = true;
                Err(error::out_of_fuel())
            }
        }
    }

    /// How many bytes can still be paid for.
    pub(super) fn affordable_bytes(&self) -> usize {
        usize::try_from(self.left().saturating_mul(BYTES_PER_UNIT)).unwrap_or(usize::MAX - 1).min(usize::MAX - 1)
    }

    /// The error, when nothing is left.
    #[cold]
    pub(super) fn out_of_fuel(&mut self) -> Box<RuntimeError> {
        self.meter.failed = true;
        error::out_of_fuel()
    }

    /// Charges for an instruction that goes through so many bytes: what is not there is not paid, and the next instruction that asks gets nothing.
    #[inline]
    pub(super) fn charge_bytes(&mut self, bytes: usize) {
        let units = bytes as u64 / BYTES_PER_UNIT;
        if self.limited && units > 0 {
            let left = self.left().saturating_sub(units);
            (self.fuel, self.meter.rest) = (0, left);
        }
    }
}

/// So many bytes cost as much as a call.
pub(crate) const BYTES_PER_UNIT: u64 = 64;

/// So many elements cost as much as a call.
pub(crate) const ELEMENTS_PER_UNIT: u64 = 8;
