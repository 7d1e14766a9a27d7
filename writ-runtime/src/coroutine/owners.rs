//! Who owns coroutines: objects, and ids that hosts give.

use super::task::{HAS_ID, Key, NONE, Tasks};
use crate::object::{AnyRef, Object, Reference, Weak};
use rustc_hash::FxBuildHasher;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// An object that owns coroutines, or to which an id was given. It is held weakly, once for all of them: weak references are counted with 16 bits.
struct Owner {
    object: Weak<AnyRef>,
    /// The list of its tasks, in the order of their start.
    first: u32,
    last: u32,
    id: Option<u64>,
}

/// What belongs to an id.
#[derive(Default)]
struct Bound {
    /// Coroutines to which it was given, by the order in which they began.
    tasks: BTreeMap<u64, u32>,
    /// Objects to which it was given.
    owners: BTreeSet<u32>,
}

/// All owners. Nothing is ever iterated by address.
#[derive(Default)]
pub(super) struct Owners {
    list: Vec<Option<Owner>>,
    free: Vec<u32>,
    by_address: HashMap<usize, u32, FxBuildHasher>,
    ids: BTreeMap<u64, Bound>,
    /// The ids of tasks that have the flag [`HAS_ID`].
    ids_of_tasks: BTreeMap<u32, u64>,
}

fn address(object: &Object) -> usize {
    object.as_raw().as_ptr().addr()
}

impl Owners {
    fn owner(&mut self, index: u32) -> Option<&mut Owner> {
        self.list.get_mut(index as usize)?.as_mut()
    }

    /// The number of an object. When it is freed, [`super::owner_gone`] is called.
    fn number(&mut self, object: &AnyRef) -> u32 {
        if let Some(index) = self.by_address.get(&address(object.as_object())) {
            return *index;
        }
        object.as_object().set_owner();
        let owner = Some(Owner { object: Weak::new(object), first: NONE, last: NONE, id: None });
        let index = match self.free.pop() {
            Some(index) => {
                self.list[index as usize] = owner;
                index
            }
            None => {
                self.list.push(owner);
                (self.list.len() - 1) as u32
            }
        };
        self.by_address.insert(address(object.as_object()), index);
        index
    }

    /// An object owns a task from now on, the youngest of its tasks.
    pub(super) fn link(&mut self, tasks: &mut Tasks, task: u32, object: &AnyRef) {
        let number = self.number(object);
        self.link_to(tasks, task, number);
    }

    /// As [`Self::link`], by the number of the object.
    pub(super) fn link_to(&mut self, tasks: &mut Tasks, task: u32, number: u32) {
        let Some(owner) = self.owner(number) else { return };
        let last = std::mem::replace(&mut owner.last, task);
        match last {
            NONE => owner.first = task,
            last => tasks.at_mut(last).after = task,
        }
        let task = tasks.at_mut(task);
        (task.owner, task.before) = (number, last);
    }

    /// Nobody owns a task any more.
    pub(super) fn unlink(&mut self, tasks: &mut Tasks, index: u32) {
        let task = tasks.at_mut(index);
        if task.has(HAS_ID) {
            task.flags &= !HAS_ID;
            self.forget_id(tasks.key(index));
        }
        let task = tasks.at_mut(index);
        let (number, before, after) = (task.owner, task.before, task.after);
        (task.owner, task.before, task.after) = (NONE, NONE, NONE);
        let Some(owner) = self.owner(number) else { return };
        match before {
            NONE => owner.first = after,
            before => tasks.at_mut(before).after = after,
        }
        match after {
            NONE => owner.last = before,
            after => tasks.at_mut(after).before = before,
        }
        if owner.first == NONE && owner.id.is_none() {
            let address = owner.object.address();
            self.remove(number, address);
        }
    }

    /// The object of a number, if it is still alive.
    #[inline]
    pub(super) fn object(&self, number: u32) -> Option<AnyRef> {
        self.list.get(number as usize)?.as_ref()?.object.get()
    }

    /// Whether that is the number of an object.
    pub(super) fn is(&self, number: u32, object: &AnyRef) -> bool {
        let owner = self.list.get(number as usize).and_then(Option::as_ref);
        owner.is_some_and(|owner| owner.object.address() == address(object.as_object()))
    }

    /// The oldest task of an object that is gone; if it has none, nothing of it stays.
    pub(super) fn first_of_gone(&mut self, address: usize) -> Option<u32> {
        let number = *self.by_address.get(&address)?;
        match self.owner(number)?.first {
            NONE => {
                self.set_owner_id(number, None);
                self.remove(number, address);
                None
            }
            first => Some(first),
        }
    }

    fn remove(&mut self, number: u32, address: usize) {
        // Only a weak reference is dropped, which gives at most the memory of what is already dead back.
        self.list[number as usize] = None;
        self.free.push(number);
        self.by_address.remove(&address);
    }

    fn forget_id(&mut self, key: Key) {
        if let Some(id) = self.ids_of_tasks.remove(&key.index)
            && let Some(bound) = self.ids.get_mut(&id)
        {
            bound.tasks.remove(&key.order);
            self.tidy(id);
        }
    }

    fn tidy(&mut self, id: u64) {
        if self.ids.get(&id).is_some_and(|bound| bound.tasks.is_empty() && bound.owners.is_empty()) {
            self.ids.remove(&id);
        }
    }

    /// Gives an id to a task, in the place of the one that it had.
    pub(super) fn give_id(&mut self, tasks: &mut Tasks, key: Key, id: u64) {
        if tasks.at(key.index).has(HAS_ID) {
            self.forget_id(key);
        }
        tasks.at_mut(key.index).flags |= HAS_ID;
        self.ids_of_tasks.insert(key.index, id);
        self.ids.entry(id).or_default().tasks.insert(key.order, key.index);
    }

    /// Gives an id to an object, in the place of the one that it had.
    pub(super) fn bind(&mut self, object: &AnyRef, id: u64) {
        let number = self.number(object);
        self.set_owner_id(number, Some(id));
    }

    fn set_owner_id(&mut self, number: u32, id: Option<u64>) {
        let Some(owner) = self.owner(number) else { return };
        let old = std::mem::replace(&mut owner.id, id);
        if let Some(old) = old
            && let Some(bound) = self.ids.get_mut(&old)
        {
            bound.owners.remove(&number);
            self.tidy(old);
        }
        if let Some(id) = id {
            self.ids.entry(id).or_default().owners.insert(number);
        }
    }

    /// The objects to which an id was given, in the order in which they became owners.
    pub(super) fn objects_of(&self, id: u64) -> Vec<AnyRef> {
        let bound = self.ids.get(&id).map(|bound| bound.owners.iter());
        bound.into_iter().flatten().filter_map(|number| self.object(*number)).collect()
    }

    /// What belongs to an id, directly or by its object, in the order in which it began.
    pub(super) fn tasks_of_id(&self, tasks: &Tasks, id: u64) -> Vec<Key> {
        let Some(bound) = self.ids.get(&id) else { return Vec::new() };
        let mut keys: Vec<Key> = bound.tasks.iter().map(|(order, index)| Key { order: *order, index: *index }).collect();
        for owner in &bound.owners {
            let mut next = self.list[*owner as usize].as_ref().map_or(NONE, |owner| owner.first);
            while next != NONE {
                keys.push(tasks.key(next));
                next = tasks.at(next).after;
            }
        }
        keys.sort_unstable_by_key(|key| key.order);
        keys.dedup();
        keys
    }

    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        self.by_address.is_empty() && self.ids.is_empty() && self.ids_of_tasks.is_empty()
    }
}
