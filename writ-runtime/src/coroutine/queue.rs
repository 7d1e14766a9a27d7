//! Whose turn it is: in the order in which coroutines began.

use super::task::Key;

/// Fewer entries than this are not worth sweeping.
const SWEEP_FROM: usize = 64;

/// Who is visited in this tick and in the next one. Entries of those that have ended meanwhile are still there, and skipped.
#[derive(Default)]
pub(super) struct Queue {
    /// Who is visited in this tick, in order.
    current: Vec<Key>,
    /// How far the tick has come.
    at: usize,
    /// Who goes on at the next tick. Nearly in order: the visits were, but a child that begins is younger than who comes next.
    ready: Vec<Key>,
    /// Who was started since: in order, and younger than all others that had begun before.
    fresh: Vec<Key>,
    /// Who waited until this tick.
    due: Vec<Key>,
    /// About so many entries are of coroutines that have ended.
    stale: usize,
}

impl Queue {
    /// It goes on at the next tick.
    #[inline(always)]
    pub(super) fn push(&mut self, key: Key) {
        self.ready.push(key);
    }

    /// It was started now.
    pub(super) fn push_fresh(&mut self, key: Key) {
        self.fresh.push(key);
    }

    /// Begins a tick: `expired` puts those into a list whose waiting is over.
    pub(super) fn begin(&mut self, expired: impl FnOnce(&mut Vec<Key>)) {
        // What a tick left that was stopped comes first.
        self.current.drain(..self.at.min(self.current.len()));
        self.at = 0;
        self.stale = 0;
        let (ready, fresh) = (self.ready.len(), self.fresh.len());
        if self.current.is_empty() {
            std::mem::swap(&mut self.current, &mut self.ready);
        } else {
            self.current.append(&mut self.ready);
        }
        self.current.append(&mut self.fresh);
        give_back(&mut self.ready, ready);
        give_back(&mut self.fresh, fresh);
        if !self.current.is_sorted_by_key(|key| key.order) {
            // A few rows in order, one behind the other: the stable sort merges them.
            self.current.sort_by_key(|key| key.order);
        }
        expired(&mut self.due);
        self.due.sort_unstable_by_key(|key| key.order);
        merge(&mut self.current, &self.due);
        let due = self.due.len();
        self.due.clear();
        give_back(&mut self.due, due);
    }

    /// Whose turn is next in this tick.
    #[inline(always)]
    pub(super) fn peek(&self) -> Option<Key> {
        self.current.get(self.at).copied()
    }

    /// It has had its turn, or needs none.
    #[inline(always)]
    pub(super) fn skip(&mut self) {
        self.at += 1;
    }

    /// Somebody in it has ended.
    pub(super) fn forget_one(&mut self, is_alive: impl Fn(Key) -> bool) {
        self.stale += 1;
        if self.stale >= SWEEP_FROM && self.stale > (self.ready.len() + self.fresh.len()) / 2 {
            self.stale = 0;
            self.ready.retain(|key| is_alive(*key));
            self.fresh.retain(|key| is_alive(*key));
        }
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.ready.len() + self.fresh.len()
    }
}

/// Less memory than for so many is not worth giving back.
const KEPT: usize = 1024;

/// Gives memory back that an empty list has not needed last time.
fn give_back(list: &mut Vec<Key>, needed: usize) {
    if list.capacity() > KEPT && list.capacity() / 4 > needed {
        list.shrink_to(needed * 2);
    }
}

/// Puts a sorted list into another one, from the back, where there is room.
fn merge(list: &mut Vec<Key>, more: &[Key]) {
    let (mut left, mut right) = (list.len(), more.len());
    list.extend_from_slice(more);
    let mut to = list.len();
    while right > 0 && left > 0 {
        to -= 1;
        if list[left - 1].order > more[right - 1].order {
            left -= 1;
            list[to] = list[left];
        } else {
            right -= 1;
            list[to] = more[right];
        }
    }
    list[..right].copy_from_slice(&more[..right]);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(orders: &[u64]) -> Vec<Key> {
        orders.iter().map(|order| Key { order: *order, index: 0 }).collect()
    }

    fn pop(queue: &mut Queue) -> Option<u64> {
        let key = queue.peek()?;
        queue.skip();
        Some(key.order)
    }

    fn rest(queue: &mut Queue) -> Vec<u64> {
        std::iter::from_fn(|| pop(queue)).collect()
    }

    #[test]
    fn merging() {
        let lists: [&[u64]; 5] = [&[], &[4], &[1, 9], &[2, 5, 6], &[3, 7, 8, 10]];
        for one in lists {
            for other in lists {
                let mut merged = keys(one);
                merge(&mut merged, &keys(other));
                let mut expected = [one, other].concat();
                expected.sort_unstable();
                assert_eq!(merged, keys(&expected));
            }
        }
    }

    #[test]
    fn each_tick_visits_in_order_what_came_before_it() {
        let mut queue = Queue::default();
        keys(&[1, 2, 9, 4]).into_iter().for_each(|key| queue.push(key));
        keys(&[7, 12]).into_iter().for_each(|key| queue.push_fresh(key));
        queue.begin(|due| due.extend(keys(&[11, 3])));
        assert_eq!(pop(&mut queue), Some(1));
        queue.push(keys(&[1])[0]);
        assert_eq!(rest(&mut queue), [2, 3, 4, 7, 9, 11, 12]);
        queue.begin(|_| {});
        assert_eq!(rest(&mut queue), [1]);
    }

    #[test]
    fn a_tick_that_was_stopped_leaves_the_others() {
        let mut queue = Queue::default();
        keys(&[1, 2, 3]).into_iter().for_each(|key| queue.push(key));
        queue.begin(|_| {});
        assert_eq!(pop(&mut queue), Some(1));
        queue.push(keys(&[1])[0]);
        queue.begin(|_| {});
        assert_eq!(rest(&mut queue), [1, 2, 3]);
    }

    #[test]
    fn entries_of_the_dead_do_not_pile_up() {
        let mut queue = Queue::default();
        for order in 1..10_000 {
            queue.push_fresh(keys(&[order])[0]);
            queue.forget_one(|_| false);
        }
        assert!(queue.len() < 2 * SWEEP_FROM);
    }
}
