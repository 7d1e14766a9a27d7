//! Who waits for a time, or for a tick: the earliest first.

use super::task::{Key, growth};
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// Fewer entries than this are not worth sweeping.
const SWEEP_FROM: usize = 64;

/// A time in seconds. It is never NaN.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seconds(pub(super) f64);

impl Ord for Seconds {
    fn cmp(&self, other: &Seconds) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl PartialOrd for Seconds {
    fn partial_cmp(&self, other: &Seconds) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Seconds {
    fn eq(&self, other: &Seconds) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Seconds {}

struct Timer<T> {
    deadline: T,
    key: Key,
}

/// The one with the earliest deadline is the greatest. Those with the same one are alike: who expires together is sorted afterwards.
impl<T: Ord> Ord for Timer<T> {
    fn cmp(&self, other: &Timer<T>) -> Ordering {
        other.deadline.cmp(&self.deadline)
    }
}

impl<T: Ord> PartialOrd for Timer<T> {
    fn partial_cmp(&self, other: &Timer<T>) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T: Ord> PartialEq for Timer<T> {
    fn eq(&self, other: &Timer<T>) -> bool {
        self.deadline == other.deadline
    }
}

impl<T: Ord> Eq for Timer<T> {}

/// Who waits for something of which there is more and more. Entries of those that have ended meanwhile are still there.
pub(super) struct Timers<T> {
    heap: BinaryHeap<Timer<T>>,
    /// So many of them.
    stale: usize,
}

impl<T: Ord> Default for Timers<T> {
    fn default() -> Timers<T> {
        Timers { heap: BinaryHeap::new(), stale: 0 }
    }
}

impl<T: Ord + Copy> Timers<T> {
    /// It waits until there is so much.
    pub(super) fn add(&mut self, deadline: T, key: Key) {
        // By a quarter at a time: what sleeps by the ten thousand shall not cost twice its memory.
        if self.heap.len() == self.heap.capacity() {
            self.heap.reserve_exact(growth(self.heap.len()));
        }
        self.heap.push(Timer { deadline, key });
    }

    /// Takes out whose waiting is over.
    pub(super) fn take_due(&mut self, now: T, due: &mut Vec<Key>, is_alive: impl Fn(Key) -> bool) {
        while let Some(timer) = self.heap.peek()
            && timer.deadline <= now
        {
            if let Some(Timer { key, .. }) = self.heap.pop() {
                if is_alive(key) {
                    due.push(key);
                } else {
                    self.stale = self.stale.saturating_sub(1);
                }
            }
        }
    }

    /// One of them has ended.
    pub(super) fn forget_one(&mut self, is_alive: impl Fn(Key) -> bool) {
        self.stale += 1;
        if self.stale >= SWEEP_FROM && self.stale > self.heap.len() / 2 {
            self.stale = 0;
            self.heap.retain(|timer| is_alive(timer.key));
        }
    }

    /// Whether nobody waits.
    pub(super) fn is_empty(&self) -> bool {
        self.heap.is_empty()
    }

    /// Counts from another beginning: `change` gives the deadlines of that, in the same order.
    pub(super) fn rebase(&mut self, change: impl Fn(T) -> T) {
        let timers = std::mem::take(&mut self.heap).into_iter();
        self.heap = timers.map(|timer| Timer { deadline: change(timer.deadline), key: timer.key }).collect();
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.heap.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(order: u64) -> Key {
        Key { order, index: 0 }
    }

    #[test]
    fn who_is_due() {
        let mut timers = Timers::default();
        for (deadline, order) in [(0.5, 1), (0.1, 2), (f64::INFINITY, 3), (0.5, 4), (0.2, 5)] {
            timers.add(Seconds(deadline), key(order));
        }
        let mut due = Vec::new();
        timers.take_due(Seconds(0.4), &mut due, |key| key.order != 5);
        assert_eq!(due, [key(2)]);
        timers.rebase(|Seconds(deadline)| Seconds(deadline - 0.4));
        timers.take_due(Seconds(0.1), &mut due, |_| true);
        due.sort_by_key(|key| key.order);
        assert_eq!(due, [key(1), key(2), key(4)]);
        timers.take_due(Seconds(f64::MAX), &mut due, |_| true);
        assert_eq!(timers.len(), 1);
    }

    #[test]
    fn entries_of_the_dead_do_not_pile_up() {
        let mut timers = Timers::default();
        timers.add(7u64, key(1));
        for order in 2..10_000 {
            timers.add(order, key(order));
            timers.forget_one(|key| key.order == 1);
        }
        assert!(timers.len() < 2 * SWEEP_FROM);
        let mut due = Vec::new();
        timers.take_due(u64::MAX, &mut due, |key| key.order == 1);
        assert_eq!((due, timers.is_empty()), (vec![key(1)], true));
    }
}
