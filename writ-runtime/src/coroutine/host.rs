//! What a host sees: ticks, their reports, handles.

use super::frame::{Frame, name_of};
use crate::error::{self, Fallible, RuntimeError};
use crate::object::{Object, Reference};
use crate::writ::Writ;
use std::collections::VecDeque;
use std::fmt;
use std::time::Instant;

/// So many failures of ticks of which nobody took a report are kept.
const KEPT_FAILURES: usize = 1000;

/// A coroutine of a script that was started: `start walk()`.
///
/// It keeps neither the coroutine running nor what that held after its end.
#[derive(Clone)]
#[repr(transparent)]
pub struct Coroutine(Frame);

impl Coroutine {
    /// An object that a script gave, if it is a coroutine.
    pub fn from_object(object: Object) -> Option<Coroutine> {
        Frame::of(object).map(Coroutine)
    }

    /// From the reference that generated code has.
    #[doc(hidden)]
    pub fn of(reference: impl Reference) -> Coroutine {
        match Frame::of(reference.into_object()) {
            Some(frame) => Coroutine(frame),
            None => unreachable!("the checker proved that it is a coroutine"),
        }
    }

    /// Starts what a call of a coroutine gave to generated code: from the host it is queued for the next tick.
    #[doc(hidden)]
    pub fn start(frame: impl Reference, writ: &mut Writ) -> Fallible<Coroutine> {
        crate::natives::coroutine::start(writ, &frame, &None, true).map(Coroutine::of)
    }

    /// The reference that generated code has.
    #[doc(hidden)]
    pub fn into_reference<R: Reference>(self) -> R {
        R::assume(self.into_object())
    }

    /// As any object: what a script may get as an `any`.
    pub fn into_object(self) -> Object {
        self.0.into_object()
    }

    /// As any object.
    pub fn as_object(&self) -> &Object {
        self.0.object()
    }

    /// Whether it has not ended, as `isRunning` in a script. False for coroutines of other instances.
    pub fn is_running(&self, writ: &Writ) -> bool {
        writ.coroutines.is_running(self.as_object())
    }

    /// Ends it, the coroutine that it waits for, and those that wait for it. Nothing happens if it has ended, or if it belongs to another instance.
    ///
    /// One that runs right now goes on to its next `yield` and ends there.
    pub fn cancel(&self, writ: &mut Writ) {
        writ.coroutines.cancel_object(self.as_object());
    }

    /// What it is called in traces: `walk`, `<lambda>`.
    pub fn name(&self) -> &'static str {
        name_of(self.0.class())
    }

    /// Gives it to an owner that only the host knows, in the place of one that it had: [`Writ::cancel_coroutines_for_owner`] ends it. Nothing happens
    /// if it has ended, or if it belongs to another instance.
    pub fn set_owner_id(&self, writ: &mut Writ, id: u64) {
        writ.coroutines.give_id(self.as_object(), id);
    }
}

/// Whether both are the same coroutine.
impl PartialEq for Coroutine {
    fn eq(&self, other: &Coroutine) -> bool {
        self.as_object().as_raw() == other.as_object().as_raw()
    }
}

impl Eq for Coroutine {}

impl fmt::Debug for Coroutine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<Coroutine {}>", self.name())
    }
}

/// A coroutine that ended with an error.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CoroutineFailure {
    /// The name of the one that was started: `walk`. The error may be that of another one for which it waited.
    pub coroutine: String,
    /// The error.
    pub error: Box<RuntimeError>,
}

impl fmt::Display for CoroutineFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl std::error::Error for CoroutineFailure {}

/// What went wrong in a tick.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
#[must_use = "coroutines may have failed"]
pub struct TickReport {
    /// The coroutines that failed, in the order in which that happened. All others went on.
    pub failures: Vec<CoroutineFailure>,
}

impl TickReport {
    /// Whether no coroutine failed.
    pub fn is_ok(&self) -> bool {
        self.failures.is_empty()
    }
}

impl fmt::Display for TickReport {
    /// The errors, one after the other; nothing if there are none.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, failure) in self.failures.iter().enumerate() {
            let line_break = if index == 0 { "" } else { "\n" };
            write!(f, "{line_break}{failure}")?;
        }
        Ok(())
    }
}

/// What an instance knows of its ticks.
#[derive(Default)]
pub(crate) struct Ticks {
    source: Option<Box<dyn FnMut() -> f64>>,
    failures: VecDeque<CoroutineFailure>,
    /// How many functions of the host's that scripts called, and ticks, lie in each other.
    pub(crate) inside: u32,
}

fn check_delta(delta: f64) -> Fallible<()> {
    if delta.is_finite() && delta >= 0.0 { Ok(()) } else { Err(error::invalid_delta(delta)) }
}

/// Coroutines.
impl Writ {
    /// Lets time pass: all coroutines that are ready go on to their next `yield`, in the order in which they began. A game calls it once per frame.
    ///
    /// A coroutine that fails ends, with those that wait for it; the others go on.
    ///
    /// With [an instruction limit](Writ::set_instruction_limit) a tick may take as many as one call. The coroutine in which they run out fails, and those
    /// that had no turn yet have it in the next tick.
    ///
    /// ```
    /// # #[cfg(feature = "vm")] {
    /// use writ_runtime::Writ;
    ///
    /// let mut writ = Writ::new();
    /// writ.run("var steps = 0
    ///     func walk() { while true { steps += 1\n yield waitForSeconds(0.5) } }
    ///     func trip() { yield\n panic(\"fell\") }
    ///     start walk()\n start trip()").unwrap();
    /// assert!(writ.tick(0.25).unwrap().is_ok()); // Both begin.
    /// let report = writ.tick(0.5).unwrap();
    /// assert_eq!(report.failures[0].coroutine, "trip");
    /// assert_eq!(report.failures[0].error.message, "fell");
    /// assert_eq!(writ.get::<i64>("steps").unwrap(), 2);
    /// assert_eq!(writ.active_coroutine_count(), 1);
    /// # }
    /// ```
    ///
    /// # Errors
    /// `InvalidArgument` if the delta is negative, infinite or not a number. `HostError` if a script is running: in a function that a script called, or
    /// in a function made by [`Function::from_fn`](crate::Function::from_fn), whoever calls it. Then nothing has happened.
    pub fn tick(&mut self, delta_seconds: f64) -> Result<TickReport, Box<RuntimeError>> {
        if self.is_inside() {
            return Err(error::tick_while_running());
        }
        check_delta(delta_seconds)?;
        Ok(TickReport { failures: self.run_tick(delta_seconds) })
    }

    /// From now on the instance ticks by itself: at the beginning of each call, `run` and `load` from the host, by the seconds that `source` gives then.
    /// 0.0 lets coroutines go on, but no time pass. Calls that a script is waiting for do not tick.
    ///
    /// Where the source gives no valid delta, that call fails with `InvalidArgument`. Failures of coroutines are kept for
    /// [`take_coroutine_failures`](Writ::take_coroutine_failures).
    ///
    /// ```
    /// # #[cfg(feature = "vm")] {
    /// use writ_runtime::Writ;
    ///
    /// let mut writ = Writ::new();
    /// writ.run("var seen = 0\nfunc look() { while true { seen += 1\n yield } }\nstart look()").unwrap();
    /// writ.set_tick_source(|| 1.0 / 60.0); // The engine's time since the last frame.
    /// writ.run("").unwrap();
    /// writ.run("").unwrap();
    /// assert_eq!(writ.get::<i64>("seen").unwrap(), 2);
    /// assert!(writ.take_coroutine_failures().is_empty());
    /// # }
    /// ```
    pub fn set_tick_source(&mut self, source: impl FnMut() -> f64 + 'static) {
        self.ticks.source = Some(Box::new(source));
    }

    /// As [`set_tick_source`](Writ::set_tick_source), by the real time that has passed since the tick before; for the first one, since now.
    pub fn use_wall_clock(&mut self) {
        let mut last = Instant::now();
        self.set_tick_source(move || {
            let now = Instant::now();
            now.duration_since(std::mem::replace(&mut last, now)).as_secs_f64()
        });
    }

    /// From now on only [`tick`](Writ::tick) ticks.
    pub fn clear_tick_source(&mut self) {
        self.ticks.source = None;
    }

    /// What failed in ticks of [a tick source](Writ::set_tick_source) since this was called last: of many, the last 1,000.
    pub fn take_coroutine_failures(&mut self) -> Vec<CoroutineFailure> {
        std::mem::take(&mut self.ticks.failures).into()
    }

    /// How many coroutines were started and have not ended, with the children for which they wait.
    pub fn active_coroutine_count(&self) -> usize {
        self.coroutines.active()
    }

    /// Gives an object to an owner that only the host knows, in the place of one that it had: the coroutines that the object owns, now or later, end when
    /// [`cancel_coroutines_for_owner`](Writ::cancel_coroutines_for_owner) is called. Nothing happens if it belongs to another instance.
    pub fn bind_owner_id(&mut self, object: &impl Reference, id: u64) {
        self.coroutines.bind(object.as_object(), id);
    }

    /// Ends all coroutines of an owner, in the order in which they began: those that it was given itself
    /// ([`Coroutine::set_owner_id`]) and those of its objects ([`bind_owner_id`](Writ::bind_owner_id)). Gives how many ended, with their children and
    /// those that waited for them.
    pub fn cancel_coroutines_for_owner(&mut self, id: u64) -> usize {
        self.coroutines.cancel_id(id)
    }

    /// Ticks, if the instance does that by itself: whatever is called from the host begins with it.
    ///
    /// # Errors
    /// If the source of ticks gave no valid delta.
    #[doc(hidden)]
    #[inline]
    pub fn before_call(&mut self) -> Fallible<()> {
        if self.ticks.source.is_some() { self.tick_by_source() } else { Ok(()) }
    }

    #[cold]
    #[inline(never)]
    fn tick_by_source(&mut self) -> Fallible<()> {
        if self.is_inside() {
            return Ok(());
        }
        let delta = self.ticks.source.as_mut().map_or(0.0, |source| source());
        check_delta(delta)?;
        for failure in self.run_tick(delta) {
            if self.ticks.failures.len() == KEPT_FAILURES {
                self.ticks.failures.pop_front();
            }
            self.ticks.failures.push_back(failure);
        }
        Ok(())
    }

    /// Whether a script is running, or a function of the host's that scripts may call.
    fn is_inside(&self) -> bool {
        #[cfg(feature = "vm")]
        if self.vm_runs {
            return true;
        }
        self.ticks.inside > 0
    }
}
