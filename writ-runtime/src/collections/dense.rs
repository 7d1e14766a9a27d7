//! A dictionary's entries by keys that are small ints: no hash is computed for these.
//!
//! Ids, places in a grid and counters are such keys: most of them lie between 0 and a few times their number. A list has the number of the entry at the place of
//! its key. It grows with the keys that come (to at most eight places an entry), and the table beside it goes on having all entries, so that other keys are found as ever.
//! An entry gets its key after it has its place, so entries enter the list when the next one comes; the last is found by the table.

use super::entries::{DictionaryData, EntryLayout};
use crate::object::{account, hash_of};
use std::ptr::NonNull;

/// A dictionary of fewer entries has no list.
const FEWEST: usize = 16;

/// The list grows for keys below so many times the number of entries.
const SPREAD: usize = 4;

/// The list.
#[derive(Default, Debug)]
pub(super) struct Dense {
    /// By key: the number of its entry and one, or 0.
    numbers: Box<[u32]>,
}

impl Dense {
    /// Bytes of memory.
    pub(super) fn allocated(&self) -> usize {
        self.numbers.len() * size_of::<u32>()
    }

    /// Entries got other numbers.
    pub(super) fn renumbered(&mut self) {
        self.numbers.fill(0);
    }

    /// Where a key has its place. What is negative is far behind the end.
    #[inline(always)]
    fn index(&self, key: i64) -> Option<usize> {
        ((key as u64) < self.numbers.len() as u64).then_some(key as usize)
    }

    #[inline(always)]
    fn place(&mut self, key: i64) -> Option<&mut u32> {
        self.index(key).map(|index| &mut self.numbers[index])
    }
}

impl DictionaryData {
    /// [`find`](Self::find) for keys that are ints.
    #[inline(always)]
    pub(super) fn find_int(&self, layout: EntryLayout, key: i64) -> Option<NonNull<u8>> {
        match self.dense.index(key).map(|index| self.dense.numbers[index]) {
            Some(number @ 1..) => NonNull::new(self.entry(layout, number as usize - 1)),
            Some(0) if self.covered as usize == self.len() => None,
            Some(0) | None => self.find_hashed_int(layout, key),
        }
    }

    #[inline(never)]
    fn find_hashed_int(&self, layout: EntryLayout, key: i64) -> Option<NonNull<u8>> {
        // SAFETY: the keys of the dictionary are ints.
        self.find(layout, hash_of(&key), |other| unsafe { *other.cast::<i64>() == key })
    }

    /// [`push`](Self::push) for a key that is an int, which the caller writes.
    pub(super) fn push_int(&mut self, layout: EntryLayout, key: i64) -> NonNull<u8> {
        if self.len() >= FEWEST && (self.covered as usize) < self.len() {
            self.cover(layout);
        }
        self.push(layout, hash_of(&key))
    }

    /// Enters what came since the last time.
    fn cover(&mut self, layout: EntryLayout) {
        while (self.covered as usize) < self.len() {
            let index = self.covered as usize;
            self.covered += 1;
            if self.is_gap(layout, index) {
                continue;
            }
            // SAFETY: an entry, whose key is an int.
            let key = unsafe { self.entry(layout, index).add(layout.key).cast::<i64>().read() };
            if let Some(place) = self.dense.place(key) {
                *place = index as u32 + 1;
            } else if self.widen(key) {
                // From the beginning: others may have their places in what is new.
                self.covered = 0;
            }
        }
    }

    /// Makes room for a key, if it is not far away and there is memory.
    #[cold]
    #[inline(never)]
    fn widen(&mut self, key: i64) -> bool {
        let Ok(key) = usize::try_from(key) else { return false };
        if key >= SPREAD * self.live() {
            return false;
        }
        let length = (key + 1).next_power_of_two();
        // For a moment there are both.
        if account::check(length * size_of::<u32>()).is_err() {
            return false;
        }
        // All entries are entered again.
        let before = std::mem::replace(&mut self.dense.numbers, vec![0; length].into());
        account::add(self.instance(), (length - before.len()) * size_of::<u32>());
        true
    }

    /// An entry is about to go, whose key is still there.
    #[inline(always)]
    pub(super) fn uncover(&mut self, layout: EntryLayout, index: usize) {
        if self.dense.numbers.is_empty() || index >= self.covered as usize {
            return;
        }
        // SAFETY: an entry of a dictionary with a list, whose keys are ints.
        let key = unsafe { self.entry(layout, index).add(layout.key).cast::<i64>().read() };
        if let Some(place) = self.dense.place(key) {
            *place = 0;
        }
    }

    /// There are only so many entries and gaps left.
    #[inline(always)]
    pub(super) fn shortened(&mut self) {
        self.covered = self.covered.min(self.len() as u32);
    }
}
