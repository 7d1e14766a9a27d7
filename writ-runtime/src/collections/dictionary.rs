//! The typed dictionary.

use super::entries::{DictionaryData, DictionaryObject, EntryLayout, free_object, new_object};
use crate::error::{self, Fallible};
use crate::object::{ElementLayout, Header, ObjectKind, Shape, Value, blank_object, hash_of, release, retain};
use crate::text::Str;
use std::any::Any;
use std::fmt;
use std::hash::Hash;
use std::marker::PhantomData;
use std::mem::ManuallyDrop;
use std::ptr::NonNull;

/// A script's dictionary: shared, mutable, in the order in which the keys came.
#[repr(transparent)]
pub struct Dictionary<K: Value + Hash + Eq, V: Value> {
    object: NonNull<DictionaryObject>,
    entries: PhantomData<*mut (K, V)>,
}

/// A loop over a dictionary.
#[derive(Clone, Copy, Debug)]
pub struct Cursor {
    at: usize,
    version: u64,
}

impl Cursor {
    /// For the VM: a loop that begins with keys of this version.
    pub fn new(version: u64) -> Cursor {
        Cursor { at: 0, version }
    }
}

/// The key, if keys of this type are ints.
#[inline(always)]
fn int_of<K: Value>(key: &K) -> Option<i64> {
    (key as &dyn Any).downcast_ref::<i64>().copied()
}

impl<K: Value + Hash + Eq, V: Value> Dictionary<K, V> {
    const KEY: &'static ElementLayout = &ElementLayout::of_key::<K>();
    const VALUE: &'static ElementLayout = &ElementLayout::of::<V>();
    const ENTRY: EntryLayout = EntryLayout::new((size_of::<K>(), align_of::<K>()), (size_of::<V>(), align_of::<V>()));
    const SHAPE: &'static Shape = &Shape {
        name: "Dictionary",
        kind: ObjectKind::Dictionary,
        element: Some(Self::VALUE),
        key: Some(Self::KEY),
        drop: drop_typed::<K, V>,
    };

    /// An empty dictionary.
    pub fn new() -> Dictionary<K, V> {
        Dictionary { object: new_object(Self::SHAPE), entries: PhantomData }
    }

    /// What a field holds before `init` gives it its value: nobody looks into it.
    #[cold]
    pub fn blank() -> Dictionary<K, V> {
        Dictionary { object: blank_object().cast(), entries: PhantomData }
    }

    /// The object.
    #[inline]
    pub fn as_object(&self) -> NonNull<Header> {
        self.object.cast()
    }

    /// The object, whose reference now belongs to the caller.
    pub fn into_object(self) -> NonNull<Header> {
        ManuallyDrop::new(self).object.cast()
    }

    /// A dictionary from its object, with the reference that came with it.
    ///
    /// # Safety
    /// `object` is a dictionary whose keys and values lie in memory as `K` and `V` do.
    pub unsafe fn from_object(object: NonNull<Header>) -> Dictionary<K, V> {
        Dictionary { object: object.cast(), entries: PhantomData }
    }

    #[inline]
    fn data(&self) -> &DictionaryData {
        // SAFETY: alive; the reference ends before a script or a `clone` could change the dictionary.
        unsafe { &*self.object.as_ref().data.get() }
    }

    #[inline]
    #[expect(clippy::mut_from_ref, reason = "each use ends before the next begins: only this module calls it")]
    fn data_mut(&self) -> &mut DictionaryData {
        // SAFETY: as above; the methods that use it run no code but `==` and `hash` of keys meanwhile.
        unsafe { &mut *self.object.as_ref().data.get() }
    }

    #[inline]
    fn find(&self, key: &K) -> Option<NonNull<u8>> {
        match int_of(key) {
            Some(key) => self.data().find_int(Self::ENTRY, key),
            None => self.find_hashed(hash_of(key), key),
        }
    }

    #[inline]
    fn find_hashed(&self, hash: u64, key: &K) -> Option<NonNull<u8>> {
        // SAFETY: entries have a `K` where the layout says.
        self.data().find(Self::ENTRY, hash, |other| unsafe { *other.cast::<K>() == *key })
    }

    /// What to look for and to push with: nothing for ints, which are hashed only if they have to be.
    #[inline]
    fn hash(key: &K) -> u64 {
        if int_of(key).is_some() { 0 } else { hash_of(key) }
    }

    /// [`Self::find`] with what [`Self::hash`] gave.
    #[inline]
    fn find_with(&self, hash: u64, key: &K) -> Option<NonNull<u8>> {
        if int_of(key).is_some() { self.find(key) } else { self.find_hashed(hash, key) }
    }

    /// Adds an entry, whose key is known to be absent, with what [`Self::hash`] gave.
    #[inline]
    fn push(&self, hash: u64, key: K, value: V) {
        let entry = match int_of(&key) {
            Some(key) => self.data_mut().push_int(Self::ENTRY, key),
            None => self.data_mut().push(Self::ENTRY, hash),
        };
        // SAFETY: a new entry with room for both.
        unsafe {
            Self::key_place(entry).write(key);
            Self::value_place(entry).write(value);
        }
    }

    /// The place of the value of an entry.
    #[inline]
    fn value_place(entry: NonNull<u8>) -> *mut V {
        // SAFETY: the value lies in the entry.
        unsafe { entry.as_ptr().add(Self::ENTRY.value).cast() }
    }

    #[inline]
    fn key_place(entry: NonNull<u8>) -> *mut K {
        // SAFETY: the key lies in the entry.
        unsafe { entry.as_ptr().add(Self::ENTRY.key).cast() }
    }

    /// How many entries.
    #[inline]
    #[expect(clippy::len_without_is_empty, reason = "scripts' `isEmpty` is a native; generated code has no other use for it")]
    pub fn len(&self) -> i64 {
        self.data().live() as i64
    }

    /// Whether there is such a key.
    #[inline]
    pub fn has(&self, key: &K) -> bool {
        self.find(key).is_some()
    }

    /// The value of a key.
    #[inline]
    pub fn get(&self, key: &K) -> Option<V> {
        // SAFETY: an entry's value; `clone` doesn't reach into this dictionary.
        self.find(key).map(|entry| unsafe { (*Self::value_place(entry)).clone() })
    }

    /// `dictionary[key]`; `show` gives the key as it is shown inside another value, for the message.
    ///
    /// # Errors
    /// `KeyNotFound`, with the key as `show` gives it.
    #[inline]
    pub fn index(&self, key: &K, show: impl FnOnce(&K) -> Str) -> Fallible<V> {
        match self.get(key) {
            Some(value) => Ok(value),
            None => Err(error::key_not_found(&show(key))),
        }
    }

    /// `dictionary[key] = value`. A key that is there keeps its place.
    #[inline]
    pub fn insert(&self, key: K, value: V) {
        drop(self.replace(key, value));
    }

    /// As `insert`; gives what was there.
    pub fn replace(&self, key: K, value: V) -> Option<V> {
        let hash = Self::hash(&key);
        match self.find_with(hash, &key) {
            // SAFETY: an entry's value. The old one is dropped by the caller, when nothing refers into the dictionary.
            Some(entry) => Some(unsafe { Self::value_place(entry).replace(value) }),
            None => {
                self.push(hash, key, value);
                None
            }
        }
    }

    /// `dictionary[key] = dictionary.getOr(key, fallback) op by`, with one search: `change` makes the new value of the old one (or the fallback) and `by`,
    /// and captures nothing.
    #[inline]
    pub fn update_or<B, G: FnOnce(V, B) -> V>(&self, key: &K, fallback: V, change: G, by: B)
    where
        V: Copy,
    {
        const { assert!(size_of::<G>() == 0, "the change captures nothing") };
        let hash = Self::hash(key);
        match self.find_with(hash, key) {
            // SAFETY: an entry's value; a closure without captures can't reach the dictionary.
            Some(entry) => unsafe {
                let place = Self::value_place(entry);
                *place = change(*place, by);
            },
            None => self.push(hash, key.clone(), change(fallback, by)),
        }
    }

    /// Removes an entry and gives its value. The order of the others stays.
    pub fn remove(&self, key: &K) -> Option<V> {
        // SAFETY: entries have a `K` where the layout says.
        let entry = self.data_mut().remove(Self::ENTRY, hash_of(key), |other| unsafe { *other.cast::<K>() == *key })?;
        // SAFETY: key and value belong to us now; the place is good until the next change, so both move out before one is dropped.
        let (key, value) = unsafe { (Self::key_place(entry).read(), Self::value_place(entry).read()) };
        drop(key);
        Some(value)
    }

    /// Removes all entries.
    pub fn clear(&self) {
        let all = self.data_mut().take();
        // SAFETY: each entry is dropped once; the dictionary no longer has it.
        all.drop_all(Self::ENTRY, |entry| unsafe { drop_entry::<K, V>(entry) });
    }

    /// `dictionary[key].x`: `part` leads from the value to a place in it and captures nothing; `show` as for `index`.
    ///
    /// # Errors
    /// `KeyNotFound`, with the key as `show` gives it.
    #[inline]
    pub fn get_part<R: Value, F: FnOnce(&V) -> &R>(&self, key: &K, part: F, show: impl FnOnce(&K) -> Str) -> Fallible<R> {
        const { assert!(size_of::<F>() == 0, "the way into a value captures nothing") };
        match self.find(key) {
            // SAFETY: an entry's value; a closure without captures can't reach the dictionary.
            Some(entry) => Ok(unsafe { part(&*Self::value_place(entry)).clone() }),
            None => Err(error::key_not_found(&show(key))),
        }
    }

    /// `dictionary[key].x = value`.
    ///
    /// # Errors
    /// `KeyNotFound`, with the key as `show` gives it.
    #[inline]
    pub fn set_part<R: Value, F: FnOnce(&mut V) -> &mut R>(
        &self,
        key: &K,
        part: F,
        value: R,
        show: impl FnOnce(&K) -> Str,
    ) -> Fallible<()> {
        const { assert!(size_of::<F>() == 0, "the way into a value captures nothing") };
        match self.find(key) {
            Some(entry) => {
                // SAFETY: as in `get_part`; the old value is dropped when nothing refers into the dictionary any more.
                drop(unsafe { std::mem::replace(part(&mut *Self::value_place(entry)), value) });
                Ok(())
            }
            None => Err(error::key_not_found(&show(key))),
        }
    }

    /// `dictionary[key].x op= by`: `change` makes the new value of the old one and `by`, and captures nothing either.
    ///
    /// # Errors
    /// `KeyNotFound`, with the key as `show` gives it.
    #[inline]
    pub fn update_part<R, B, F, G>(&self, key: &K, part: F, change: G, by: B, show: impl FnOnce(&K) -> Str) -> Fallible<()>
    where
        R: Value + Copy,
        F: FnOnce(&mut V) -> &mut R,
        G: FnOnce(R, B) -> R,
    {
        const { assert!(size_of::<F>() + size_of::<G>() == 0, "the way into a value captures nothing") };
        match self.find(key) {
            Some(entry) => {
                // SAFETY: as in `get_part`.
                unsafe {
                    let place = part(&mut *Self::value_place(entry));
                    *place = change(*place, by);
                }
                Ok(())
            }
            None => Err(error::key_not_found(&show(key))),
        }
    }

    /// Begins a loop.
    #[inline]
    pub fn cursor(&self) -> Cursor {
        Cursor::new(self.data().version())
    }

    /// The next entry of a loop; an error if the keys changed since it began.
    ///
    /// # Errors
    /// `DictionaryChanged` if keys came or went since the cursor was made.
    #[inline]
    pub fn next(&self, cursor: &mut Cursor) -> Fallible<Option<(K, V)>> {
        let data = self.data();
        if data.version() != cursor.version {
            return Err(error::dictionary_changed());
        }
        match data.next(Self::ENTRY, cursor.at) {
            None => Ok(None),
            Some((entry, at)) => {
                cursor.at = at;
                // SAFETY: an entry that is there.
                Ok(Some(unsafe { ((*Self::key_place(entry)).clone(), (*Self::value_place(entry)).clone()) }))
            }
        }
    }

    /// As a [`Cursor`]'s version, for loops of coroutines, whose cursor is a variable of the script.
    #[inline]
    pub(crate) fn stamp(&self) -> i64 {
        self.data().version() as i64
    }

    /// The position of the first entry at `position` or behind it, -1 for none; an error if the keys changed since there was that stamp.
    #[inline]
    pub(crate) fn next_entry(&self, position: i64, stamp: i64) -> Fallible<i64> {
        if self.stamp() != stamp {
            return Err(error::dictionary_changed());
        }
        let next = usize::try_from(position).ok().and_then(|position| self.data().next(Self::ENTRY, position));
        Ok(next.map_or(-1, |(_, next)| next as i64 - 1))
    }

    /// A look at the entry at a position that [`Self::next_entry`] has just given.
    #[inline]
    fn look_at<R>(&self, position: i64, look: impl FnOnce(NonNull<u8>) -> R) -> R {
        match usize::try_from(position).ok().and_then(|position| self.data().next(Self::ENTRY, position)) {
            Some((entry, _)) => look(entry),
            None => unreachable!("the compiler asks for entries that are there"),
        }
    }

    /// The key at such a position.
    #[inline]
    pub(crate) fn key_at(&self, position: i64) -> K {
        // SAFETY: an entry that is there.
        self.look_at(position, |entry| unsafe { (*Self::key_place(entry)).clone() })
    }

    /// The value at such a position.
    #[inline]
    pub(crate) fn value_at(&self, position: i64) -> V {
        // SAFETY: an entry that is there.
        self.look_at(position, |entry| unsafe { (*Self::value_place(entry)).clone() })
    }

    /// Calls `visit` for each entry. It must not run code of scripts.
    pub(crate) fn each(&self, mut visit: impl FnMut(&K, &V)) {
        let data = self.data();
        let mut at = 0;
        while let Some((entry, next)) = data.next(Self::ENTRY, at) {
            // SAFETY: an entry that is there; `visit` doesn't change this dictionary.
            unsafe { visit(&*Self::key_place(entry), &*Self::value_place(entry)) };
            at = next;
        }
    }

    /// A copy of the entries, in order.
    pub fn to_vec(&self) -> Vec<(K, V)> {
        let mut entries = Vec::with_capacity(self.len() as usize);
        self.each(|key, value| entries.push((key.clone(), value.clone())));
        entries
    }

    /// Whether both are the same dictionary.
    #[inline]
    pub fn same(&self, other: &Dictionary<K, V>) -> bool {
        self.object == other.object
    }
}

unsafe fn drop_entry<K: Value + Hash + Eq, V: Value>(entry: *mut u8) {
    let layout = Dictionary::<K, V>::ENTRY;
    // SAFETY: an entry of such a dictionary, dropped once.
    unsafe {
        entry.add(layout.key).cast::<K>().drop_in_place();
        entry.add(layout.value).cast::<V>().drop_in_place();
    }
}

unsafe fn drop_typed<K: Value + Hash + Eq, V: Value>(object: NonNull<Header>) {
    let object = object.cast::<DictionaryObject>();
    // SAFETY: called once, for a dead dictionary of these types.
    unsafe {
        let data = object.as_ref().data.get().read();
        data.drop_all(Dictionary::<K, V>::ENTRY, |entry| drop_entry::<K, V>(entry));
        free_object(object);
    }
}

impl<K: Value + Hash + Eq, V: Value> Clone for Dictionary<K, V> {
    #[inline]
    fn clone(&self) -> Dictionary<K, V> {
        // SAFETY: alive; the copy owns the new reference.
        unsafe { retain(self.object.cast()) };
        Dictionary { object: self.object, entries: PhantomData }
    }
}

impl<K: Value + Hash + Eq, V: Value> Drop for Dictionary<K, V> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: the reference that this handle owns.
        unsafe { release(self.object.cast()) }
    }
}

impl<K: Value + Hash + Eq, V: Value> Default for Dictionary<K, V> {
    fn default() -> Dictionary<K, V> {
        Dictionary::new()
    }
}

impl<K: Value + Hash + Eq, V: Value> FromIterator<(K, V)> for Dictionary<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Dictionary<K, V> {
        let dictionary = Dictionary::new();
        entries.into_iter().for_each(|(key, value)| dictionary.insert(key, value));
        dictionary
    }
}

impl<K: Value + Hash + Eq + fmt::Debug, V: Value + fmt::Debug> fmt::Debug for Dictionary<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.to_vec()).finish()
    }
}
