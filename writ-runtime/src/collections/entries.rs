//! The memory of a dictionary, and the algorithms that typed and raw dictionaries share.
//!
//! Entries stand in a list in the order in which their keys came; a table of their numbers finds them by hash. A removed entry leaves a gap, so that
//! removing is O(1) and keeps the order; when more than half of the list is gaps it is closed up.

use super::check_request;
use super::dense::Dense;
use crate::error::Fallible;
use crate::object::{Header, Shape, account, allocate, free, seed_hashes};
use hashbrown::HashTable;
use std::alloc::{Layout, alloc, dealloc, handle_alloc_error, realloc};
use std::cell::UnsafeCell;
use std::ptr::NonNull;

/// The stored hash of a gap.
const GAP: u64 = 0;

/// What begins every entry; key and value follow as the [`EntryLayout`] says.
#[repr(C)]
pub(super) struct EntryHead {
    /// Never `GAP` for an entry that is there.
    hash: u64,
}

/// Where things lie in an entry: as in `repr(C) struct { hash: u64, key: K, value: V }`.
#[derive(Clone, Copy, Debug)]
pub struct EntryLayout {
    /// Bytes from one entry to the next.
    pub size: usize,
    /// The alignment.
    pub align: usize,
    /// The offset of the key.
    pub key: usize,
    /// The offset of the value.
    pub value: usize,
}

/// The next multiple of an alignment, without a division.
#[inline(always)]
const fn aligned(offset: usize, align: usize) -> usize {
    (offset + align - 1) & !(align - 1)
}

impl EntryLayout {
    /// The layout of entries with keys and values of these sizes and alignments.
    pub const fn new(key: (usize, usize), value: (usize, usize)) -> EntryLayout {
        let mut align = align_of::<EntryHead>();
        if key.1 > align {
            align = key.1;
        }
        if value.1 > align {
            align = value.1;
        }
        let key_offset = aligned(size_of::<EntryHead>(), key.1);
        let value_offset = aligned(key_offset + key.0, value.1);
        EntryLayout { size: aligned(value_offset + value.0, align), align, key: key_offset, value: value_offset }
    }

    /// [`Self::new`] for keys of one word.
    #[inline(always)]
    pub(super) const fn of_words(value: (usize, usize)) -> EntryLayout {
        const WORD: usize = size_of::<u64>();
        // Hash and key fill what any value that scripts have is aligned to.
        let start = aligned(2 * WORD, value.1);
        let align = if value.1 > WORD { value.1 } else { WORD };
        EntryLayout { size: aligned(start + value.0, align), align, key: WORD, value: start }
    }

    fn block(&self, capacity: usize) -> Layout {
        match self.size.checked_mul(capacity).and_then(|size| Layout::from_size_align(size, self.align).ok()) {
            Some(layout) => layout,
            None => handle_alloc_error(Layout::new::<EntryHead>()),
        }
    }
}

/// The payload of a dictionary object.
#[derive(Debug)]
pub struct DictionaryData {
    entries: *mut u8,
    /// Entries and gaps.
    len: usize,
    capacity: usize,
    /// Changes whenever the keys do.
    version: u64,
    /// For which instance the memory is counted.
    instance: u16,
    /// So many entries and gaps, from the first on, are in the list of small ints, if they belong there.
    pub(super) covered: u32,
    table: HashTable<u32>,
    /// Of keys that are small ints.
    pub(super) dense: Dense,
}

/// A dictionary object.
#[repr(C)]
pub(super) struct DictionaryObject {
    header: Header,
    pub(super) data: UnsafeCell<DictionaryData>,
}

/// A new, empty dictionary object.
pub(super) fn new_object(shape: &'static Shape) -> NonNull<DictionaryObject> {
    seed_hashes();
    let object = allocate(Layout::new::<DictionaryObject>()).cast::<DictionaryObject>();
    let header = Header::new(shape);
    let data = DictionaryData::new(header.instance(), 0);
    // SAFETY: fresh memory of that layout.
    unsafe { object.write(DictionaryObject { header, data: UnsafeCell::new(data) }) };
    object
}

/// Gives a dictionary object's own memory back.
///
/// # Safety
/// As [`free`]; its data was moved out.
pub(super) unsafe fn free_object(object: NonNull<DictionaryObject>) {
    // SAFETY: the caller's promise.
    unsafe { free(object.cast(), Layout::new::<DictionaryObject>()) }
}

/// No table for so many entries takes more: at most two numbers for each (a power of two of them that is at least 8/7 of the entries), a byte beside
/// each, and a group of bytes at the end.
fn most_of_table(entries: usize) -> usize {
    let slots = (entries.saturating_mul(8) / 7 + 1).next_power_of_two().max(4);
    slots * (size_of::<u32>() + 1) + 32
}

/// A key's hash as it is stored: never that of a gap.
#[inline(always)]
fn stored(hash: u64) -> u64 {
    hash | u64::from(hash == GAP)
}

/// All functions need the layout with which the dictionary was filled.
impl DictionaryData {
    fn new(instance: u16, version: u64) -> DictionaryData {
        DictionaryData {
            entries: std::ptr::null_mut(),
            len: 0,
            capacity: 0,
            version,
            instance,
            covered: 0,
            table: HashTable::new(),
            dense: Dense::default(),
        }
    }

    /// Entries and gaps.
    #[inline(always)]
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// For which instance the memory is counted.
    pub(super) fn instance(&self) -> u16 {
        self.instance
    }

    /// How many entries.
    #[inline]
    pub fn live(&self) -> usize {
        self.table.len()
    }

    /// Changes whenever the keys do.
    #[inline]
    pub fn version(&self) -> u64 {
        self.version
    }

    #[inline(always)]
    pub(super) fn entry(&self, layout: EntryLayout, index: usize) -> *mut u8 {
        debug_assert!(index < self.len);
        // SAFETY: only called for entries below `len`.
        unsafe { self.entries.add(index * layout.size) }
    }

    /// Finds the entry with a hash whose key `eq` recognises.
    #[inline(always)]
    pub(super) fn find(&self, layout: EntryLayout, hash: u64, mut eq: impl FnMut(*const u8) -> bool) -> Option<NonNull<u8>> {
        let hash = stored(hash);
        let found = self.table.find(hash, |index| {
            let entry = self.entry(layout, *index as usize);
            // SAFETY: the table only has entries that are there; the key lies in the entry.
            unsafe { (*entry.cast::<EntryHead>()).hash == hash && eq(entry.add(layout.key)) }
        })?;
        NonNull::new(self.entry(layout, *found as usize))
    }

    /// The hash of an entry.
    ///
    /// # Safety
    /// One of this dictionary, which is there.
    pub(super) unsafe fn hash(&self, entry: *const u8) -> u64 {
        // SAFETY: the hash is the first thing in an entry.
        unsafe { (*entry.cast::<EntryHead>()).hash }
    }

    /// A place for a new entry at the end, whose key is known to be absent. The caller writes key and value at once.
    pub(super) fn push(&mut self, layout: EntryLayout, hash: u64) -> NonNull<u8> {
        if self.is_full() {
            self.make_room(layout);
        }
        let hash = stored(hash);
        let index = self.len;
        self.len += 1;
        let entry = self.entry(layout, index);
        // SAFETY: there is room; the hash is the first thing in an entry.
        unsafe { entry.cast::<EntryHead>().write(EntryHead { hash }) };
        let entries = self.entries;
        self.table.insert_unique(hash, index as u32, |index| {
            // SAFETY: the table only has entries that are there.
            unsafe { (*entries.add(*index as usize * layout.size).cast::<EntryHead>()).hash }
        });
        self.version += 1;
        // SAFETY: part of an allocated block.
        unsafe { NonNull::new_unchecked(entry) }
    }

    /// Takes the entry with a hash whose key `eq` recognises out: its place, which is good until the next change, with its key and value, which now
    /// belong to the caller.
    #[inline]
    pub(super) fn remove(&mut self, layout: EntryLayout, hash: u64, mut eq: impl FnMut(*const u8) -> bool) -> Option<NonNull<u8>> {
        let hash = stored(hash);
        let entries = self.entries;
        let found = self.table.find_entry(hash, |index| {
            // SAFETY: the table only has entries that are there.
            unsafe {
                let entry = entries.add(*index as usize * layout.size);
                (*entry.cast::<EntryHead>()).hash == hash && eq(entry.add(layout.key))
            }
        });
        let (index, _) = found.ok()?.remove();
        self.uncover(layout, index as usize);
        let entry = self.entry(layout, index as usize);
        // SAFETY: an entry that is there; now it is a gap.
        unsafe { (*entry.cast::<EntryHead>()).hash = GAP };
        self.version += 1;
        // A gap at the end is no gap.
        while self.len > 0 && self.is_gap(layout, self.len - 1) {
            self.len -= 1;
        }
        self.shortened();
        NonNull::new(entry)
    }

    #[inline(always)]
    pub(super) fn is_gap(&self, layout: EntryLayout, index: usize) -> bool {
        // SAFETY: an entry or a gap.
        unsafe { (*self.entry(layout, index).cast::<EntryHead>()).hash == GAP }
    }

    /// The first entry at `index` or behind it, and where to go on.
    #[inline]
    pub(super) fn next(&self, layout: EntryLayout, mut index: usize) -> Option<(NonNull<u8>, usize)> {
        while index < self.len {
            if !self.is_gap(layout, index) {
                return Some((NonNull::new(self.entry(layout, index))?, index + 1));
            }
            index += 1;
        }
        None
    }

    /// Whether the next [`push`](Self::push) has to make room first, in the list or in the table.
    #[inline(always)]
    fn is_full(&self) -> bool {
        self.len == self.capacity || self.table.len() == self.table.capacity()
    }

    /// The error `OutOfMemory` if there is no memory for one more entry. To be asked before [`push`](Self::push) by who has a limit.
    #[inline(always)]
    pub(super) fn check_room(&self, layout: EntryLayout) -> Fallible<()> {
        if self.is_full() { self.check_growth(layout) } else { Ok(()) }
    }

    #[cold]
    #[inline(never)]
    fn check_growth(&self, layout: EntryLayout) -> Fallible<()> {
        if self.closes_gaps() {
            return Ok(());
        }
        let capacity = self.larger();
        // An entry has at least 8 bytes, so that their numbers keep to 32 bits.
        check_request(capacity, layout.size)?;
        let table = most_of_table(capacity).max(self.table.allocation_size() * 2 + 64) - self.table.allocation_size();
        account::check((capacity - self.capacity) * layout.size + table)
    }

    /// Whether room is made by closing gaps.
    fn closes_gaps(&self) -> bool {
        self.live() < self.len / 2
    }

    /// How many entries there is room for after the list has grown.
    fn larger(&self) -> usize {
        if self.len == self.capacity { (self.capacity * 2).max(4) } else { self.capacity }
    }

    /// The list and the table grow together, and only here, so that what they take is counted.
    #[cold]
    #[inline(never)]
    fn make_room(&mut self, layout: EntryLayout) {
        if self.closes_gaps() {
            self.close_gaps(layout);
            return;
        }
        let capacity = self.larger();
        // Numbers of entries are 32 bits wide; that many entries have at least 64 GB.
        assert!(u32::try_from(capacity).is_ok(), "a dictionary has less than 2^32 entries");
        let before = self.allocated(layout);
        if capacity > self.capacity {
            let block = layout.block(capacity);
            // SAFETY: block and layout belong together; an entry is never of size 0.
            let entries =
                unsafe { if self.capacity == 0 { alloc(block) } else { realloc(self.entries, layout.block(self.capacity), block.size()) } };
            if entries.is_null() {
                handle_alloc_error(block);
            }
            (self.entries, self.capacity) = (entries, capacity);
        }
        let entries = self.entries;
        // One more than there are at least: a table may be full of what was removed.
        let more = (capacity - self.live()).max(1);
        // SAFETY: the table only has entries that are there.
        self.table.reserve(more, |index| unsafe { (*entries.add(*index as usize * layout.size).cast::<EntryHead>()).hash });
        account::add(self.instance, self.allocated(layout).wrapping_sub(before));
    }

    /// Bytes of the lists and the table.
    fn allocated(&self, layout: EntryLayout) -> usize {
        self.capacity * layout.size + self.table.allocation_size() + self.dense.allocated()
    }

    /// Moves all entries to the front and numbers them again.
    fn close_gaps(&mut self, layout: EntryLayout) {
        let mut to = 0;
        self.table.clear();
        for from in 0..self.len {
            if self.is_gap(layout, from) {
                continue;
            }
            let (source, target) = (self.entry(layout, from), self.entry(layout, to));
            // SAFETY: entries don't overlap; the target is a gap or was moved.
            unsafe {
                if from != to {
                    std::ptr::copy_nonoverlapping(source, target, layout.size);
                }
                let hash = (*target.cast::<EntryHead>()).hash;
                let entries = self.entries;
                self.table.insert_unique(hash, to as u32, |index| (*entries.add(*index as usize * layout.size).cast::<EntryHead>()).hash);
            }
            to += 1;
        }
        self.len = to;
        self.version += 1;
        self.dense.renumbered();
        self.covered = 0;
    }

    /// Takes all entries out: what is returned has them, and the dictionary is empty.
    pub(super) fn take(&mut self) -> DictionaryData {
        let version = self.version + u64::from(self.live() > 0);
        std::mem::replace(self, DictionaryData::new(self.instance, version))
    }

    /// Drops each entry's key and value with `drop_entry` and gives the list back.
    pub(super) fn drop_all(self, layout: EntryLayout, mut drop_entry: impl FnMut(*mut u8)) {
        let mut at = 0;
        while let Some((entry, next)) = self.next(layout, at) {
            drop_entry(entry.as_ptr());
            at = next;
        }
        if self.capacity > 0 {
            account::subtract(self.instance, self.allocated(layout));
            // SAFETY: the list's block.
            unsafe { dealloc(self.entries, layout.block(self.capacity)) };
        }
    }
}
