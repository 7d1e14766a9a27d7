//! The scheduler: what scripts and hosts ask of it, and what happens when a frame returns. Between two steps of its [state](super::state) it drops what
//! these left, which may come back here.

use super::frame::{Frame, name_of};
use super::host::CoroutineFailure;
use super::signal;
use super::state::{Ended, Next, Request, State, Turn};
use super::task::{CANCELLED, Key, LENDS, NONE, Stage};
use crate::error::{self, Fallible, RuntimeError};
use crate::function::Function;
use crate::object::{AnyRef, ClassShape, Object, Reference};
use std::cell::RefCell;
use std::ops::Deref;
use std::rc::{Rc, Weak};

/// The scheduler of an instance.
pub(crate) struct Scheduler {
    pub(super) state: RefCell<State>,
    /// The number of the instance.
    instance: u16,
}

thread_local! {
    /// The schedulers of this thread by the numbers of their instances: for objects that are freed, which know nothing but that.
    static SCHEDULERS: RefCell<Vec<Weak<Scheduler>>> = const { RefCell::new(Vec::new()) };
}

/// An object of an instance that owns coroutines is being freed: they end.
///
/// It is dead, but its payload is not dropped yet, and nothing else has its address.
#[cold]
#[inline(never)]
pub(crate) fn owner_gone(instance: u16, address: usize) {
    // While the thread ends, the list may be gone already; then all instances are, too.
    let find = |list: &RefCell<Vec<Weak<Scheduler>>>| list.borrow().get(usize::from(instance)).and_then(Weak::upgrade);
    if let Some(scheduler) = SCHEDULERS.try_with(find).ok().flatten() {
        scheduler.owner_gone(address);
    }
}

/// The scheduler as its instance has it: with the instance all coroutines end.
pub(crate) struct Coroutines(Rc<Scheduler>);

impl Coroutines {
    /// Of a new instance with this number, which is its own as long as it lives.
    pub(crate) fn new(instance: u16) -> Coroutines {
        let scheduler = Rc::new(Scheduler { state: RefCell::default(), instance });
        SCHEDULERS.with_borrow_mut(|list| {
            let number = usize::from(instance);
            if list.len() <= number {
                list.resize(number + 1, Weak::new());
            }
            list[number] = Rc::downgrade(&scheduler);
        });
        Coroutines(scheduler)
    }

    /// For as long as a tick lasts, apart from the instance.
    pub(super) fn share(&self) -> Rc<Scheduler> {
        Rc::clone(&self.0)
    }
}

impl Deref for Coroutines {
    type Target = Scheduler;
    fn deref(&self) -> &Scheduler {
        &self.0
    }
}

impl Drop for Coroutines {
    fn drop(&mut self) {
        let all = self.state.borrow_mut().abandon();
        all.into_iter().for_each(|key| self.cancel(key));
        let number = usize::from(self.instance);
        // While the thread ends, the list may be gone already.
        let _ = SCHEDULERS.try_with(|list| list.borrow_mut()[number] = Weak::new());
    }
}

/// Ends the variables of coroutines that have no task any more.
fn clear(all: Vec<Ended>) {
    for Ended { condition, frame } in all {
        drop(condition);
        if let Some(frame) = frame {
            frame.clear();
        }
    }
}

impl Scheduler {
    /// An object of this instance as a frame that nobody started yet.
    fn new_frame(&self, object: &Object) -> Fallible<Frame> {
        let frame = if object.instance() == self.instance { Frame::of(object.clone()) } else { None };
        frame.filter(Frame::is_new).ok_or_else(error::not_a_new_coroutine)
    }

    /// A frame of this instance.
    fn frame(&self, object: &Object) -> Option<Frame> {
        if object.instance() == self.instance { Frame::of(object.clone()) } else { None }
    }

    /// `start`: it is resumed first by the next tick. Its owner is the given object, else, if that is `of_receiver`, the one whose method it is.
    pub(crate) fn start(&self, object: &Object, owner: Option<&AnyRef>, of_receiver: bool) -> Fallible<()> {
        let frame = self.new_frame(object)?;
        let receiver = frame.receiver();
        let other = if of_receiver { receiver.as_ref() } else { None };
        // An object of another instance does not know of this scheduler.
        let owner = owner.or(other).filter(|owner| owner.as_object().instance() == self.instance).cloned();
        let lends = owner.is_some() && owner == receiver;
        {
            let state = &mut *self.state.borrow_mut();
            let key = state.begin(&frame, NONE, Stage::Queued)?;
            state.queue.push_fresh(key);
            if let Some(owner) = &owner {
                state.owners.link(&mut state.tasks, key.index, owner);
            }
            if lends {
                state.tasks.at_mut(key.index).flags |= LENDS;
            }
        }
        if lends {
            // Whoever has no other reference to it ends here, and the coroutine with it.
            drop(frame.take_receiver());
        }
        Ok(())
    }

    /// The coroutine that runs waits for this when it stops.
    pub(crate) fn request(&self, request: Request) {
        let old = std::mem::replace(&mut self.state.borrow_mut().request, request);
        drop(old);
    }

    /// `yield f()`: the coroutine that runs waits for another one. Not more than `limit` wait for each other.
    pub(crate) fn request_child(&self, object: &Object, limit: u32) -> Fallible<()> {
        let child = self.new_frame(object)?;
        {
            let state = self.state.borrow();
            let running = state.running().ok_or_else(error::not_in_a_coroutine)?;
            if state.tasks.at(running.index).depth >= limit {
                return Err(error::stack_overflow());
            }
        }
        self.request(Request::Child(child));
        Ok(())
    }

    /// The error for which the coroutine that runs was resumed.
    #[inline]
    pub(crate) fn check(&self) -> Fallible<()> {
        match self.state.borrow_mut().pending.take() {
            None => Ok(()),
            Some(error) => Err(error),
        }
    }

    /// Whether an object is a coroutine that has begun and not ended.
    pub(crate) fn is_running(&self, object: &Object) -> bool {
        self.frame(object).is_some_and(|frame| self.state.borrow().key_of(&frame).is_some())
    }

    /// Ends the coroutine that an object is.
    pub(crate) fn cancel_object(&self, object: &Object) {
        let key = self.frame(object).and_then(|frame| self.state.borrow().key_of(&frame));
        if let Some(key) = key {
            self.cancel(key);
        }
    }

    /// Ends a coroutine, its children and what waits for it.
    pub(super) fn cancel(&self, key: Key) {
        let ended = self.state.borrow_mut().cancel(key);
        clear(ended);
    }

    /// Gives the coroutine that an object is the id of an owner.
    pub(super) fn give_id(&self, object: &Object, id: u64) {
        let Some(frame) = self.frame(object) else { return };
        let state = &mut *self.state.borrow_mut();
        if let Some(key) = state.key_of(&frame) {
            state.owners.give_id(&mut state.tasks, key, id);
        }
    }

    /// Gives an object the id of an owner.
    pub(super) fn bind(&self, object: &Object, id: u64) {
        if object.instance() == self.instance {
            self.state.borrow_mut().owners.bind(&AnyRef::assume(object.clone()), id);
        }
    }

    /// The objects to which an id was given.
    pub(crate) fn objects_of(&self, id: u64) -> Vec<AnyRef> {
        self.state.borrow().owners.objects_of(id)
    }

    /// Ends what belongs to an id; gives how many ended.
    pub(super) fn cancel_id(&self, id: u64) -> usize {
        let (before, keys) = {
            let state = self.state.borrow();
            (state.active, state.owners.tasks_of_id(&state.tasks, id))
        };
        keys.into_iter().for_each(|key| self.cancel(key));
        before.saturating_sub(self.active())
    }

    /// How many have begun and not ended.
    pub(super) fn active(&self) -> usize {
        self.state.borrow().active
    }

    fn owner_gone(&self, address: usize) {
        loop {
            let first = {
                let state = &mut *self.state.borrow_mut();
                state.owners.first_of_gone(address).map(|index| state.tasks.key(index))
            };
            match first {
                Some(key) => self.cancel(key),
                None => return,
            }
        }
    }

    /// Begins a tick.
    pub(super) fn begin_tick(&self, delta: f64) {
        self.state.borrow_mut().begin_tick(delta);
    }

    /// Leaves the rest of this tick to the next one.
    pub(super) fn stop(&self) {
        self.state.borrow_mut().stopped = true;
    }

    /// What failed in this tick.
    pub(super) fn end_tick(&self) -> Vec<CoroutineFailure> {
        std::mem::take(&mut self.state.borrow_mut().failures)
    }

    /// Whose turn is next.
    pub(super) fn next(&self) -> Option<Turn> {
        loop {
            let next = self.state.borrow_mut().next_turn();
            match next {
                Next::Turn(turn) => return Some(turn),
                Next::Gone(key) => self.cancel(key),
                Next::Over => return None,
            }
        }
    }

    /// The turn of a coroutine, if it has not ended meanwhile.
    fn turn_of(&self, key: Key) -> Option<Turn> {
        let next = {
            let mut state = self.state.borrow_mut();
            if state.tasks.is_alive(key) { state.open(key) } else { Next::Over }
        };
        match next {
            Next::Turn(turn) => Some(turn),
            Next::Gone(key) => {
                self.cancel(key);
                None
            }
            Next::Over => None,
        }
    }

    /// A frame has returned and goes on at the next tick. Gives the next one, if it only has to be resumed; this is the common way, in which everything
    /// stays in registers.
    #[inline(always)]
    pub(super) fn go_on(&self, frame: Frame) -> Option<Frame> {
        let mut state = self.state.borrow_mut();
        match state.queue_again(frame) {
            None => state.next_frame(),
            Some(frame) => {
                drop(state);
                self.go_on_with_owner(frame)
            }
        }
    }

    /// As [`Self::go_on`], for one that was cancelled or borrows its object.
    #[inline(never)]
    fn go_on_with_owner(&self, frame: Frame) -> Option<Frame> {
        let mut state = self.state.borrow_mut();
        let (key, flags) = state.stop_running()?;
        if flags & CANCELLED != 0 {
            drop(state);
            self.end_cancelled(key, frame, None);
            return None;
        }
        let receiver = State::give_back(flags, &frame);
        state.queue(key, frame);
        if receiver.is_none() {
            return state.next_frame();
        }
        drop(state);
        // That was the last reference to its owner: it ends here, suspended like any other.
        drop(receiver);
        None
    }

    /// A frame has returned. Gives the turn that comes at once: that of its child, or of who waited for it.
    #[inline(never)]
    pub(super) fn settle(&self, frame: Frame, outcome: Fallible<i64>) -> Option<Turn> {
        let (key, flags, request) = {
            let mut state = self.state.borrow_mut();
            let (key, flags) = state.stop_running()?;
            (key, flags, std::mem::take(&mut state.request))
        };
        if flags & CANCELLED != 0 {
            // A child that did not begin is younger than all variables.
            drop(request);
            self.end_cancelled(key, frame, outcome.err());
            return None;
        }
        // Where the request is not used it is dropped at the end, when this coroutine has been dealt with.
        match outcome {
            Ok(signal::ENDED) => self.ended(key, frame),
            Ok(signal::WAITING) => self.wait(key, frame, flags, request),
            Ok(_) => self.wait(key, frame, flags, Request::Nothing),
            Err(error) => self.failed(key, frame, error),
        }
    }

    /// One that has run waits. Gives the turn of the child for which it does.
    fn wait(&self, key: Key, frame: Frame, flags: u8, request: Request) -> Option<Turn> {
        let (receiver, waits) = {
            let mut state = self.state.borrow_mut();
            (State::give_back(flags, &frame), state.wait(key, frame, request))
        };
        match waits {
            Ok(child) => {
                drop(receiver);
                let child = child?;
                drop(child.receiver);
                self.turn_of(child.key)
            }
            Err((frame, child, error)) => {
                let turn = self.failed(key, frame, error);
                drop((child, receiver));
                turn
            }
        }
    }

    /// One that has run is at its end. Who waits for it goes on at once.
    fn ended(&self, key: Key, frame: Frame) -> Option<Turn> {
        let parent = self.state.borrow_mut().close(key, &frame);
        match parent {
            // The parent still has to take the value out.
            Some(_) => drop(frame.take_receiver()),
            // Nobody asks for the value.
            None => frame.clear(),
        }
        drop(frame);
        self.turn_of(parent?)
    }

    /// One that has run failed. Who waits for it goes on at once, with the error.
    fn failed(&self, key: Key, frame: Frame, mut error: Box<RuntimeError>) -> Option<Turn> {
        error.mark_coroutine();
        let parent = self.state.borrow_mut().close(key, &frame);
        let class = frame.class();
        frame.clear();
        drop(frame);
        let parent = parent.and_then(|parent| self.turn_of(parent));
        self.raise(parent, class, error)
    }

    /// One that has run was cancelled meanwhile.
    fn end_cancelled(&self, key: Key, frame: Frame, error: Option<Box<RuntimeError>>) {
        let waited = {
            let mut state = self.state.borrow_mut();
            frame.set_task(None);
            state.end_chain(key.index)
        };
        if let Some(mut error) = error {
            error.mark_coroutine();
            self.report(frame.class(), error);
        }
        frame.clear();
        drop(frame);
        clear(waited);
    }

    /// A condition was asked. Gives the turn that comes at once.
    pub(super) fn settle_poll(
        &self,
        key: Key,
        condition: Function<(), bool>,
        class: &'static ClassShape,
        outcome: Fallible<bool>,
    ) -> Option<Turn> {
        if let Ok(false) = outcome {
            let left = self.state.borrow_mut().ask_again(key, condition);
            drop(left);
            return None;
        }
        drop(condition);
        let turn = self.turn_of(key);
        match outcome {
            Ok(_) => turn,
            Err(error) => self.raise(turn, class, error),
        }
    }

    /// An error comes up in the coroutine whose turn it is now; if there is none, the tick reports it as one of a coroutine of this class.
    fn raise(&self, turn: Option<Turn>, class: &'static ClassShape, error: Box<RuntimeError>) -> Option<Turn> {
        match &turn {
            Some(_) => self.state.borrow_mut().pending = Some(error),
            None => self.report(class, error),
        }
        turn
    }

    fn report(&self, class: &'static ClassShape, error: Box<RuntimeError>) {
        self.state.borrow_mut().failures.push(CoroutineFailure { coroutine: name_of(class).to_owned(), error });
    }
}
