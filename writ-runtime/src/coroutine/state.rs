//! What the scheduler keeps, and its steps, each in itself. Nothing here drops what belongs to scripts: it is given to the caller, who does it when the
//! state is no longer borrowed.

use super::frame::Frame;
use super::host::CoroutineFailure;
use super::owners::Owners;
use super::queue::Queue;
use super::task::{CANCELLED, Key, LENDS, NONE, Stage, Tasks};
use super::timers::Timers;
use crate::error::{Fallible, RuntimeError};
use crate::function::Function;
use crate::object::{AnyRef, ClassShape};

/// So much earlier than it asked for a coroutine may go on: sums of floats are not exact.
const EARLY: f64 = 1e-6;

/// When more time than this has passed, time is counted from 0 again, so that small deltas stay exact.
const REBASE_AFTER: f64 = 1e5;

/// What a coroutine that runs waits for when it stops.
#[derive(Default)]
pub(crate) enum Request {
    /// It has not said.
    #[default]
    Nothing,
    /// So many seconds.
    Seconds(f64),
    /// So many ticks.
    Frames(u64),
    /// Until this gives true.
    Until(Function<(), bool>),
    /// For another coroutine, which begins.
    Child(Frame),
}

/// What comes next in a tick.
pub(super) enum Turn {
    /// To resume this frame, which counts as running already.
    Resume(Frame),
    /// To ask whether one of this class goes on.
    Poll(Key, Function<(), bool>, &'static ClassShape),
}

/// What [`State::next_turn`] finds.
pub(super) enum Next {
    /// This.
    Turn(Turn),
    /// One whose owner is gone: it has to be ended.
    Gone(Key),
    /// The tick is over.
    Over,
}

/// A child that has begun.
pub(super) struct Begun {
    pub(super) key: Key,
    /// What it held of the object whose method it is, for the caller to drop.
    pub(super) receiver: Option<AnyRef>,
}

/// What was left of a coroutine that was ended early, for the caller to drop.
pub(super) struct Ended {
    /// What it waited for.
    pub(super) condition: Option<Function<(), bool>>,
    /// Its frame, with its variables; none for the one that was running.
    pub(super) frame: Option<Frame>,
}

/// What the scheduler keeps.
#[derive(Default)]
pub(super) struct State {
    pub(super) tasks: Tasks,
    pub(super) queue: Queue,
    pub(super) owners: Owners,
    seconds: Timers<f64>,
    frames: Timers<u64>,
    /// The seconds that have passed, from some beginning.
    time: f64,
    /// The number of this tick or, between two, of the last one.
    tick: u64,
    /// The coroutine that is being resumed.
    running: Option<Key>,
    /// What it waits for when it stops.
    pub(super) request: Request,
    /// Why its child, or its condition, failed: it raises that itself, at the line where it waited.
    pub(super) pending: Option<Box<RuntimeError>>,
    /// How many have begun, and neither ended nor been cancelled.
    pub(super) active: usize,
    /// The rest of this tick is left to the next one.
    pub(super) stopped: bool,
    /// What failed in this tick.
    pub(super) failures: Vec<CoroutineFailure>,
}

impl State {
    /// The coroutine that is being resumed.
    pub(super) fn running(&self) -> Option<Key> {
        self.running
    }

    /// The coroutine of a frame, if it is running as scripts see it.
    pub(super) fn key_of(&self, frame: &Frame) -> Option<Key> {
        let index = frame.task()?;
        let key = self.tasks.key(index);
        (!self.tasks.at(index).has(CANCELLED)).then_some(key)
    }

    /// Begins a tick.
    pub(super) fn begin_tick(&mut self, delta: f64) {
        self.stopped = false;
        self.pending = None;
        self.tick += 1;
        if self.seconds.is_empty() {
            self.time = 0.0;
            self.seconds.restart(self.time);
        } else {
            self.time += delta;
        }
        let State { tasks, queue, seconds, frames, time, tick, .. } = self;
        queue.begin(|due| {
            seconds.take_due(*time, due, |key| tasks.is_alive(key));
            frames.take_due(*tick, due, |key| tasks.is_alive(key));
            for key in due.iter() {
                let task = tasks.at_mut(key.index);
                task.stage = Stage::Queued;
                // Who has slept is in no cache any more.
                if let Some(frame) = &task.frame {
                    frame.prefetch();
                }
            }
        });
        if *time > REBASE_AFTER {
            seconds.rebase(0.0, |deadline| deadline - *time);
            *time = 0.0;
        }
    }

    /// One that has run goes on at the next tick: gives its frame back if there is more to do than to queue it. This is the common way, and looks for
    /// its task once.
    #[inline(always)]
    pub(super) fn queue_again(&mut self, frame: Frame) -> Option<Frame> {
        let Some(key) = self.running else { return Some(frame) };
        let task = self.tasks.at_mut(key.index);
        if task.flags & (CANCELLED | LENDS) != 0 {
            return Some(frame);
        }
        self.running = None;
        task.stage = Stage::Queued;
        task.frame = Some(frame);
        self.queue.push(key);
        None
    }

    /// The next frame in the queue, if there is nothing to do but to resume it; else [`Self::next_turn`] has to look.
    #[inline(always)]
    pub(super) fn next_frame(&mut self) -> Option<Frame> {
        let key = self.queue.peek()?;
        let task = self.tasks.get_mut(key)?;
        if task.stage != Stage::Queued || self.stopped {
            return None;
        }
        if task.flags & LENDS != 0 {
            let owner = self.owners.object(task.owner)?;
            task.frame.as_ref()?.lend(owner);
        }
        task.stage = Stage::Running;
        self.running = Some(key);
        self.queue.skip();
        task.frame.take()
    }

    /// Whose turn is next.
    pub(super) fn next_turn(&mut self) -> Next {
        while !self.stopped
            && let Some(key) = self.queue.peek()
        {
            self.queue.skip();
            let Some(task) = self.tasks.get_mut(key) else { continue };
            match task.stage {
                Stage::Queued => return self.open(key),
                Stage::Condition => {
                    if let (Some(condition), Some(frame)) = (task.condition.take(), &task.frame) {
                        return Next::Turn(Turn::Poll(key, condition, frame.class()));
                    }
                }
                Stage::Turn | Stage::Running | Stage::Child | Stage::Seconds | Stage::Frames => debug_assert!(false, "not in the queue"),
            }
        }
        Next::Over
    }

    /// The turn of a coroutine that has not ended.
    pub(super) fn open(&mut self, key: Key) -> Next {
        let task = self.tasks.at_mut(key.index);
        let Some(frame) = task.frame.take() else { return Next::Over };
        if task.flags & LENDS != 0 {
            match self.owners.object(task.owner) {
                Some(owner) => frame.lend(owner),
                // It waits for its turn to be freed, which is above us on the native stack.
                None => {
                    task.frame = Some(frame);
                    return Next::Gone(key);
                }
            }
        }
        task.stage = Stage::Running;
        self.running = Some(key);
        Next::Turn(Turn::Resume(frame))
    }

    /// The one that has just run, and its flags. From here on it does not.
    #[inline(always)]
    pub(super) fn stop_running(&mut self) -> Option<(Key, u8)> {
        let key = self.running.take()?;
        Some((key, self.tasks.at(key.index).flags))
    }

    /// One that has run goes on at the next tick.
    #[inline(always)]
    pub(super) fn queue(&mut self, key: Key, frame: Frame) {
        self.suspend(key, frame, Stage::Queued);
        self.queue.push(key);
    }

    #[inline(always)]
    fn suspend(&mut self, key: Key, frame: Frame, stage: Stage) {
        let task = self.tasks.at_mut(key.index);
        task.stage = stage;
        task.frame = Some(frame);
    }

    /// One that has run waits. If it waits for a child, that one has begun now. If there can be no more coroutines, all comes back with the error.
    pub(super) fn wait(&mut self, key: Key, frame: Frame, request: Request) -> Result<Option<Begun>, (Frame, Frame, Box<RuntimeError>)> {
        match request {
            Request::Seconds(seconds) if seconds > EARLY => {
                self.suspend(key, frame, Stage::Seconds);
                self.seconds.add(self.time + (seconds - EARLY), key);
            }
            Request::Frames(ticks) if ticks > 1 => {
                self.suspend(key, frame, Stage::Frames);
                self.frames.add(self.tick.saturating_add(ticks), key);
            }
            Request::Nothing | Request::Seconds(_) | Request::Frames(_) => self.queue(key, frame),
            Request::Until(condition) => {
                self.suspend(key, frame, Stage::Condition);
                self.tasks.at_mut(key.index).condition = Some(condition);
                self.queue.push(key);
            }
            Request::Child(child) => {
                let begun = match self.begin(&child, key.index, Stage::Turn) {
                    Ok(begun) => begun,
                    Err(error) => return Err((frame, child, error)),
                };
                self.suspend(key, frame, Stage::Child);
                self.tasks.at_mut(key.index).child = begun.index;
                let receiver = self.share_owner(key, begun, &child);
                return Ok(Some(Begun { key: begun, receiver }));
            }
        }
        Ok(None)
    }

    /// A child that is a method of its parent's owner must not keep that alive either: gives what it held of it, for the caller to drop.
    fn share_owner(&mut self, parent: Key, child: Key, frame: &Frame) -> Option<AnyRef> {
        let receiver = frame.take_receiver()?;
        let owner = self.tasks.at(parent.index).owner;
        if !self.owners.is(owner, &receiver) {
            frame.lend(receiver);
            return None;
        }
        self.owners.link_to(&mut self.tasks, child.index, owner);
        self.tasks.at_mut(child.index).flags |= LENDS;
        Some(receiver)
    }

    /// One whose condition was asked is asked again at the next tick; gives the condition back if it has ended meanwhile.
    pub(super) fn ask_again(&mut self, key: Key, condition: Function<(), bool>) -> Option<Function<(), bool>> {
        let Some(task) = self.tasks.get_mut(key) else { return Some(condition) };
        self.queue.push(key);
        task.condition.replace(condition)
    }

    /// A coroutine begins. The frame stays alive with its task.
    pub(super) fn begin(&mut self, frame: &Frame, parent: u32, stage: Stage) -> Fallible<Key> {
        let key = self.tasks.add(frame.clone(), parent, stage)?;
        frame.set_task(Some(key.index));
        self.active += 1;
        Ok(key)
    }

    /// One that has run has ended. Gives who waits for it.
    pub(super) fn close(&mut self, key: Key, frame: &Frame) -> Option<Key> {
        frame.set_task(None);
        let parent = self.tasks.at(key.index).parent;
        self.owners.unlink(&mut self.tasks, key.index);
        // Both are out while it runs.
        drop(self.tasks.remove(key.index));
        self.active -= 1;
        (parent != NONE).then(|| {
            self.tasks.at_mut(parent).child = NONE;
            self.tasks.key(parent)
        })
    }

    /// Ends a coroutine, the one for which it waits, and those that wait for it: what was left of them, in the order in which it is to be dropped. If
    /// one of them runs, all of them only count as ended from here on.
    pub(super) fn cancel(&mut self, key: Key) -> Vec<Ended> {
        match self.tasks.get_mut(key) {
            Some(task) if !task.has(CANCELLED) => {}
            Some(_) | None => return Vec::new(),
        }
        let mut leaf = key.index;
        while self.tasks.at(leaf).child != NONE {
            leaf = self.tasks.at(leaf).child;
        }
        if self.tasks.at(leaf).stage != Stage::Running {
            return self.end_chain(leaf);
        }
        let mut at = leaf;
        while at != NONE {
            self.owners.unlink(&mut self.tasks, at);
            let task = self.tasks.at_mut(at);
            task.flags |= CANCELLED;
            at = task.parent;
            self.active -= 1;
        }
        Vec::new()
    }

    /// Ends a coroutine that waits for no other, and those that wait for it.
    pub(super) fn end_chain(&mut self, leaf: u32) -> Vec<Ended> {
        let mut all = Vec::new();
        let mut at = leaf;
        while at != NONE {
            let task = self.tasks.at(at);
            let (index, stage, counts) = (at, task.stage, !task.has(CANCELLED));
            at = task.parent;
            self.owners.unlink(&mut self.tasks, index);
            let (frame, condition) = self.tasks.remove(index);
            if let Some(frame) = &frame {
                frame.set_task(None);
            }
            self.active -= usize::from(counts);
            all.push(Ended { condition, frame });
            let State { tasks, queue, seconds, frames, .. } = self;
            match stage {
                Stage::Queued | Stage::Condition => queue.forget_one(|key| tasks.is_alive(key)),
                Stage::Seconds => seconds.forget_one(|key| tasks.is_alive(key)),
                Stage::Frames => frames.forget_one(|key| tasks.is_alive(key)),
                Stage::Turn | Stage::Running | Stage::Child => {}
            }
        }
        all
    }

    /// All coroutines, in order, to be ended. None runs any more, even if one was left by a panic of the host's.
    pub(super) fn abandon(&mut self) -> Vec<Key> {
        let keys = self.tasks.keys();
        self.running = None;
        for key in &keys {
            let task = self.tasks.at_mut(key.index);
            task.flags &= !CANCELLED;
            if task.stage == Stage::Running {
                task.stage = Stage::Turn;
            }
        }
        self.active = keys.len();
        keys
    }

    /// The object that a frame holds only while it runs: what the caller has to drop of it.
    #[inline(always)]
    pub(super) fn give_back(flags: u8, frame: &Frame) -> Option<AnyRef> {
        if flags & LENDS == 0 { None } else { frame.give_back() }
    }

    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        self.active == 0 && self.tasks.keys().is_empty() && self.owners.is_empty()
    }

    #[cfg(test)]
    pub(super) fn waiting(&self) -> usize {
        self.seconds.len() + self.frames.len()
    }
}
