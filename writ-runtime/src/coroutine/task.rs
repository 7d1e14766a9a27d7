//! What the scheduler knows of a coroutine that has begun and not ended.

use super::frame::Frame;
use crate::error::{self, Fallible};
use crate::function::Function;

/// In the place of an index: none.
pub(super) const NONE: u32 = u32::MAX;

/// So many coroutines can be there at once: a frame has 31 bits for the number of its task.
const MAX_TASKS: usize = i32::MAX as usize - 1;

/// Names one coroutine, for good: after its end nothing has this key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Key {
    /// Its place in the order in which coroutines began, from 1.
    pub(super) order: u64,
    /// Where its task is.
    pub(super) index: u32,
}

/// By how much a full list of this length grows: large ones by a quarter.
pub(super) fn growth(len: usize) -> usize {
    if len < 4096 { len.max(16) } else { len / 4 }
}

/// What a coroutine does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Stage {
    /// It is in the queue, to be resumed.
    Queued,
    /// It is in the queue, to be asked for its condition.
    Condition,
    /// Its turn has come.
    Turn,
    /// It is being resumed. There is at most one.
    Running,
    /// It waits for its child.
    Child,
    /// It waits for a time.
    Seconds,
    /// It waits for a tick.
    Frames,
}

/// It has been cancelled while it, or a child of it, runs: it ends when that returns.
pub(super) const CANCELLED: u8 = 1;
/// Its owner is the object whose method it is: its frame holds that only while it runs.
pub(super) const LENDS: u8 = 2;
/// The host gave it the id of an owner.
pub(super) const HAS_ID: u8 = 4;

/// A coroutine that has begun and not ended.
pub(super) struct Task {
    /// Its place in the order in which coroutines began; 0 if nobody uses this task.
    order: u64,
    /// Its frame; out while it runs.
    pub(super) frame: Option<Frame>,
    /// What it waits for; out while it is asked.
    pub(super) condition: Option<Function<(), bool>>,
    /// The owner, by its number in [`super::owners`].
    pub(super) owner: u32,
    /// Neighbours among the owner's tasks, in the order of their start.
    pub(super) before: u32,
    pub(super) after: u32,
    /// The one that waits for it.
    pub(super) parent: u32,
    /// The one for which it waits.
    pub(super) child: u32,
    /// How many wait for each other down to this one, itself too.
    pub(super) depth: u32,
    /// What it does.
    pub(super) stage: Stage,
    /// [`CANCELLED`], [`LENDS`], [`HAS_ID`].
    pub(super) flags: u8,
}

impl Task {
    /// Whether a flag is set.
    #[inline(always)]
    pub(super) fn has(&self, flag: u8) -> bool {
        self.flags & flag != 0
    }
}

/// All coroutines that have begun and not ended.
#[derive(Default)]
pub(super) struct Tasks {
    list: Vec<Task>,
    free: Vec<u32>,
    /// The order of the one that began last.
    begun: u64,
}

impl Tasks {
    /// A coroutine begins.
    pub(super) fn add(&mut self, frame: Frame, parent: u32, stage: Stage) -> Fallible<Key> {
        let depth = self.list.get(parent as usize).map_or(1, |parent| parent.depth.saturating_add(1));
        let order = self.begun + 1;
        let task = Task {
            order,
            frame: Some(frame),
            condition: None,
            owner: NONE,
            before: NONE,
            after: NONE,
            parent,
            child: NONE,
            depth,
            stage,
            flags: 0,
        };
        let index = match self.free.pop() {
            Some(index) => {
                self.list[index as usize] = task;
                index
            }
            None if self.list.len() < MAX_TASKS => {
                if self.list.len() == self.list.capacity() {
                    self.list.reserve_exact(growth(self.list.len()));
                }
                self.list.push(task);
                (self.list.len() - 1) as u32
            }
            None => return Err(error::out_of_memory(size_of::<Task>() as u64)),
        };
        self.begun = order;
        Ok(Key { order, index })
    }

    /// A coroutine has ended: what it held, for the caller to drop.
    pub(super) fn remove(&mut self, index: u32) -> (Option<Frame>, Option<Function<(), bool>>) {
        let task = &mut self.list[index as usize];
        task.order = 0;
        self.free.push(index);
        (task.frame.take(), task.condition.take())
    }

    /// Whether it has not ended.
    #[inline]
    pub(super) fn is_alive(&self, key: Key) -> bool {
        self.list.get(key.index as usize).is_some_and(|task| task.order == key.order)
    }

    /// The task of a key, if it has not ended.
    #[inline]
    pub(super) fn get_mut(&mut self, key: Key) -> Option<&mut Task> {
        self.list.get_mut(key.index as usize).filter(|task| task.order == key.order)
    }

    /// The task with an index that is in use.
    #[inline(always)]
    pub(super) fn at(&self, index: u32) -> &Task {
        &self.list[index as usize]
    }

    /// As [`Self::at`].
    #[inline(always)]
    pub(super) fn at_mut(&mut self, index: u32) -> &mut Task {
        &mut self.list[index as usize]
    }

    /// The key of the task with an index.
    pub(super) fn key(&self, index: u32) -> Key {
        Key { order: self.at(index).order, index }
    }

    /// All of them, in the order in which they began.
    pub(super) fn keys(&self) -> Vec<Key> {
        let used = self.list.iter().enumerate().filter(|(_, task)| task.order != 0);
        let mut keys: Vec<Key> = used.map(|(index, task)| Key { order: task.order, index: index as u32 }).collect();
        keys.sort_unstable_by_key(|key| key.order);
        keys
    }
}

const _: () = assert!(size_of::<usize>() != 8 || size_of::<Task>() <= 64);
