//! Who waits for a time, or for a tick: a radix heap.
//!
//! Nobody is added for a moment that has passed, and moments pass in order. So those who wait can lie in buckets by the highest bit in which their
//! deadline differs from the present: when that bit of the present changes, the whole bucket's time has come near, and it is dealt out again; what lies in
//! lower ones is due. Each moves at most once per bit, from one end of a list to that of another, while a binary heap of a hundred thousand goes all over
//! its memory for each. (Ahuja, Mehlhorn, Orlin, Tarjan: Faster algorithms for the shortest path problem, 1990.)

use super::task::{Key, growth};

/// Fewer entries than this are not worth sweeping.
const SWEEP_FROM: usize = 64;

/// A moment as bits, in the order of moments.
pub(super) trait Moment: Copy {
    fn bits(self) -> u64;
}

/// The number of a tick.
impl Moment for u64 {
    fn bits(self) -> u64 {
        self
    }
}

/// Seconds since some beginning. They are not NaN.
impl Moment for f64 {
    fn bits(self) -> u64 {
        // In this order as long as none is negative.
        self.max(0.0).to_bits()
    }
}

struct Timer<T> {
    deadline: T,
    key: Key,
}

/// Who waits for something of which there is more and more. Entries of those that have ended meanwhile are still there.
pub(super) struct Timers<T> {
    /// By the number of bits up to the highest one in which the deadline differs from the present.
    buckets: Vec<Vec<Timer<T>>>,
    /// The present, in bits.
    now: u64,
    /// How many there are.
    len: usize,
    /// So many of them have ended.
    stale: usize,
}

impl<T> Default for Timers<T> {
    fn default() -> Timers<T> {
        Timers { buckets: Vec::new(), now: 0, len: 0, stale: 0 }
    }
}

impl<T: Moment> Timers<T> {
    fn bucket(&self, bits: u64) -> usize {
        (u64::BITS - (bits ^ self.now).leading_zeros()) as usize
    }

    /// It waits until there is so much.
    pub(super) fn add(&mut self, deadline: T, key: Key) {
        let number = self.bucket(deadline.bits().max(self.now));
        if number >= self.buckets.len() {
            self.buckets.resize_with(number + 1, Vec::new);
        }
        let bucket = &mut self.buckets[number];
        // By a quarter at a time: what sleeps by the ten thousand shall not cost twice its memory.
        if bucket.len() == bucket.capacity() {
            bucket.reserve_exact(growth(bucket.len()));
        }
        bucket.push(Timer { deadline, key });
        self.len += 1;
    }

    /// Takes out whose waiting is over.
    pub(super) fn take_due(&mut self, now: T, due: &mut Vec<Key>, is_alive: impl Fn(Key) -> bool) {
        let now = now.bits().max(self.now);
        let changed = self.bucket(now);
        self.now = now;
        for number in 0..self.buckets.len().min(changed + 1) {
            let bucket = std::mem::take(&mut self.buckets[number]);
            self.len -= bucket.len();
            for Timer { deadline, key } in &bucket {
                if deadline.bits() > now {
                    self.add(*deadline, *key);
                } else if is_alive(*key) {
                    due.push(*key);
                } else {
                    self.stale = self.stale.saturating_sub(1);
                }
            }
            self.keep_memory(number, bucket);
        }
    }

    /// A bucket was emptied: if it is small, its memory is for the next ones.
    fn keep_memory(&mut self, number: usize, mut bucket: Vec<Timer<T>>) {
        const KEPT: usize = 256;
        if bucket.capacity() <= KEPT && self.buckets[number].capacity() == 0 {
            bucket.clear();
            self.buckets[number] = bucket;
        }
    }

    /// One of them has ended.
    pub(super) fn forget_one(&mut self, is_alive: impl Fn(Key) -> bool) {
        self.stale += 1;
        if self.stale >= SWEEP_FROM && self.stale > self.len / 2 {
            self.stale = 0;
            self.buckets.iter_mut().for_each(|bucket| bucket.retain(|timer| is_alive(timer.key)));
            self.len = self.buckets.iter().map(Vec::len).sum();
        }
    }

    /// Whether nobody waits.
    pub(super) fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// While nobody waits: the present is this.
    pub(super) fn restart(&mut self, now: T) {
        debug_assert!(self.is_empty());
        self.now = now.bits();
    }

    /// Counts from another beginning, which is `now`: `change` gives the deadlines from that on.
    pub(super) fn rebase(&mut self, now: T, change: impl Fn(T) -> T) {
        let old = std::mem::take(&mut self.buckets);
        (self.now, self.len) = (now.bits(), 0);
        for Timer { deadline, key } in old.into_iter().flatten() {
            self.add(change(deadline), key);
        }
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.len
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
            timers.add(deadline, key(order));
        }
        let mut due = Vec::new();
        timers.take_due(0.4, &mut due, |key| key.order != 5);
        assert_eq!(due, [key(2)]);
        timers.rebase(0.0, |deadline| deadline - 0.4);
        timers.take_due(0.1, &mut due, |_| true);
        due.sort_by_key(|key| key.order);
        assert_eq!(due, [key(1), key(2), key(4)]);
        timers.take_due(f64::MAX, &mut due, |_| true);
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

    /// The same as a list through which one looks each time.
    #[test]
    fn like_a_list() {
        let mut random = 1u64;
        let mut next = move |below: u64| {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (random >> 33) % below
        };
        let (mut timers, mut list, mut now) = (Timers::default(), Vec::new(), 0.0);
        for order in 1..20_000 {
            let deadline = now + next(1 << (order % 20)) as f64 / 64.0;
            timers.add(deadline, key(order));
            list.push((deadline, key(order)));
            if next(3) == 0 {
                now += next(100) as f64 / 32.0;
                let mut due = Vec::new();
                timers.take_due(now, &mut due, |_| true);
                due.sort_by_key(|key| key.order);
                let (over, left) = list.into_iter().partition(|(deadline, _)| *deadline <= now);
                let over: Vec<(f64, Key)> = over;
                list = left;
                assert_eq!(due, over.into_iter().map(|(_, key)| key).collect::<Vec<_>>());
                assert_eq!(timers.len(), list.len());
            }
        }
    }
}
