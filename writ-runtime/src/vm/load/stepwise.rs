//! Calls that run a bit at a time: what runs out of instructions stops, and goes on when the host says so.

use super::convert::{Arguments, FromScript};
use super::error::Error;
use super::instance::Instance;
use crate::error::Fallible;
use crate::vm::bytecode::Layout;
use crate::vm::interp::Stopped;
use crate::vm::interp::memory::release_slots;
use crate::writ::Writ;
use std::fmt;
use std::marker::PhantomData;
use std::rc::Rc;
use writ_compiler::ir::{FuncId, TypeId};

/// How far a call came: what [`Writ::call_stepwise`] and [`Writ::resume`] give.
#[derive(Debug)]
#[must_use = "a call that is dropped does not go on"]
pub enum Progress<R> {
    /// To its end, with this result.
    Done(R),
    /// Its instructions, or its time, ran out.
    Stopped(StoppedCall<R>),
}

/// A call that stopped: [`Writ::resume`] goes on with it. To drop it ends it, and releases everything that it held. Meanwhile its instance may do anything
/// else.
pub struct StoppedCall<R> {
    call: Call,
    stopped: Stopped,
    result: PhantomData<fn() -> R>,
}

impl<R> fmt::Debug for StoppedCall<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<stopped call of {}>", self.call.name)
    }
}

/// What is known of a call, whether it runs or not.
struct Call {
    /// The instance in which it began; no other one has the same number.
    vm: u64,
    name: String,
    function: FuncId,
    result: TypeId,
    arguments: Vec<u64>,
    layouts: Vec<Rc<Layout>>,
}

impl Drop for Call {
    fn drop(&mut self) {
        let mut first = 0;
        for layout in &self.layouts {
            // SAFETY: the slots own the arguments, which nobody uses any more.
            unsafe { release_slots(layout, self.arguments[first..].as_ptr()) };
            first += usize::from(layout.slots());
        }
    }
}

impl Writ {
    /// Calls a function, as [`call`](Writ::call) does, with so many instructions (as [`Limits::instructions`](crate::Limits::instructions) counts them; that
    /// limit does not hold here). If they run out the call stops, and may go on later; so it does at the limit of the time, which each piece has for
    /// itself.
    ///
    /// Where a function of the host's or compiled code waits for the script it can't stop: there it ends with the error `OutOfFuel`.
    ///
    /// ```
    /// use writ_runtime::{Progress, Writ};
    ///
    /// let mut writ = Writ::new();
    /// writ.run("func sum(n: int) -> int { var sum = 0\n for i in 0..n { sum += i }\n return sum }")?;
    /// let mut progress = writ.call_stepwise::<i64>("sum", (1_000,), 100)?;
    /// let mut steps = 1;
    /// let sum = loop {
    ///     match progress {
    ///         Progress::Done(sum) => break sum,
    ///         Progress::Stopped(call) => progress = writ.resume(call, 100)?,
    ///     }
    ///     steps += 1;
    /// };
    /// assert_eq!((sum, steps), (499_500, 10));
    /// # Ok::<(), writ_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Host`] if there is no such function or the arguments don't fit it; [`Error::Runtime`] if it fails in the first step.
    pub fn call_stepwise<R: FromScript>(&mut self, name: &str, arguments: impl Arguments, instructions: u64) -> Result<Progress<R>, Error> {
        self.before_call()?;
        self.with_vm(|writ, vm| {
            let (function, result) = vm.prepare::<R>(None, name, &arguments)?;
            let arguments = vm.put_arguments(function, name, arguments.into_values())?;
            let layouts = vm.parameter_layouts(function);
            let call = Call { vm: vm.serial, name: name.to_owned(), function, result, arguments, layouts };
            let outer = vm.machine.open_call_meter();
            vm.machine.begin_call(&writ.limits().instructions(instructions));
            let outcome = vm.run(writ, function, &call.arguments, true);
            vm.machine.end_call(outer);
            vm.progress(writ, call, outcome)
        })
    }

    /// Goes on with a call that stopped, with so many instructions more.
    ///
    /// # Errors
    /// What the call ends with; or that it belongs to another instance, and then it has ended too.
    pub fn resume<R: FromScript>(&mut self, stopped: StoppedCall<R>, instructions: u64) -> Result<Progress<R>, Error> {
        self.before_call()?;
        self.with_vm(|writ, vm| {
            let StoppedCall { call, stopped, .. } = stopped;
            if call.vm != vm.serial {
                return Err(Error::Host(format!("the stopped call of `{}` belongs to another instance", call.name)));
            }
            let outer = vm.machine.open_call_meter();
            vm.machine.continue_call(&writ.limits(), stopped.left, instructions);
            let outcome = vm.machine.go_on(writ, stopped);
            vm.machine.end_call(outer);
            vm.progress(writ, call, outcome)
        })
    }
}

impl Instance {
    fn progress<R: FromScript>(&mut self, writ: &Writ, call: Call, outcome: Fallible<()>) -> Result<Progress<R>, Error> {
        if let Some(stopped) = self.machine.take_stopped() {
            return Ok(Progress::Stopped(StoppedCall { call, stopped, result: PhantomData }));
        }
        outcome?;
        let slots = self.machine.result(call.function);
        self.give(writ, &call.name, call.result, &slots).map(Progress::Done)
    }
}
