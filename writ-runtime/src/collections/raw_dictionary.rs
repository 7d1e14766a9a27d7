//! Dictionaries without their Rust types: what the VM works with.
//!
//! All functions are unsafe for one reason: `dictionary` must be a live dictionary object, and keys and values must lie in memory as its layouts say.

use super::entries::{DictionaryData, DictionaryObject, EntryLayout, free_object, new_object};
use crate::error::Fallible;
use crate::object::{ElementLayout, Header, KeyLayout, ObjectKind, Part, PartKind, Shape, hash_of};
use crate::text::Str;
use std::collections::HashMap;
use std::ptr::NonNull;
use std::sync::{LazyLock, Mutex, PoisonError};

pub use super::entries::EntryLayout as Layout;

/// The shape of dictionaries with such keys and values. Equal ones are made once and live for ever.
pub fn shape_of(key: &'static ElementLayout, value: &'static ElementLayout) -> &'static Shape {
    static INTERNED: LazyLock<Mutex<HashMap<(usize, usize), &'static Shape>>> = LazyLock::new(Mutex::default);
    let mut interned = INTERNED.lock().unwrap_or_else(PoisonError::into_inner);
    interned.entry((std::ptr::from_ref(key).addr(), std::ptr::from_ref(value).addr())).or_insert_with(|| {
        Box::leak(Box::new(Shape {
            name: "Dictionary",
            kind: ObjectKind::Dictionary,
            element: Some(value),
            key: Some(key),
            drop: drop_erased,
        }))
    })
}

/// How many bytes a new dictionary takes.
pub const SIZE: usize = size_of::<DictionaryObject>();

/// A new, empty dictionary.
pub fn new(shape: &'static Shape) -> NonNull<Header> {
    new_object(shape).cast()
}

/// The layouts of a dictionary.
#[derive(Clone, Copy)]
struct Layouts {
    key: &'static ElementLayout,
    value: &'static ElementLayout,
    how: KeyLayout,
    entry: EntryLayout,
}

fn layouts(shape: &'static Shape) -> Layouts {
    let (Some(key), Some(value)) = (shape.key, shape.element) else { unreachable!("a dictionary's shape has layouts of keys and values") };
    let Some(how) = key.key else { unreachable!("a key's layout knows hash and equality") };
    Layouts { key, value, how, entry: EntryLayout::new((key.size, key.align), (value.size, value.align)) }
}

/// Where key and value lie in this dictionary's entries.
///
/// # Safety
/// A live dictionary.
pub unsafe fn entry_layout(dictionary: NonNull<Header>) -> EntryLayout {
    // SAFETY: the caller's promise.
    layouts(unsafe { dictionary.as_ref() }.shape()).entry
}

/// The payload.
///
/// # Safety
/// A live dictionary; the reference ends before the next call.
#[inline(always)]
unsafe fn data<'a>(dictionary: NonNull<Header>) -> &'a mut DictionaryData {
    // SAFETY: the caller's promise.
    unsafe { &mut *(*dictionary.cast::<DictionaryObject>().as_ptr()).data.get() }
}

/// How many entries.
///
/// # Safety
/// A live dictionary.
#[inline]
pub unsafe fn len(dictionary: NonNull<Header>) -> usize {
    // SAFETY: the caller's promise.
    unsafe { data(dictionary) }.live()
}

/// Changes whenever the keys do.
///
/// # Safety
/// A live dictionary.
#[inline]
pub unsafe fn version(dictionary: NonNull<Header>) -> u64 {
    // SAFETY: the caller's promise.
    unsafe { data(dictionary) }.version()
}

/// The address of a key's value; null if there is none. Good until the keys change.
///
/// # Safety
/// A live dictionary; `key` is such a key.
pub unsafe fn find(dictionary: NonNull<Header>, key: *const u8) -> *mut u8 {
    // SAFETY: the caller's promise.
    unsafe {
        let with = layouts(dictionary.as_ref().shape());
        let hash = (with.how.hash)(with.key, key);
        let found = data(dictionary).find(with.entry, hash, |other| (with.how.eq)(with.key, other, key));
        found.map_or(std::ptr::null_mut(), |entry| entry.as_ptr().add(with.entry.value))
    }
}

/// [`find`] for dictionaries whose keys are ints or plain enums, with the layout of their entries at hand.
///
/// # Safety
/// A live dictionary with such keys; the layout is that of its entries.
#[inline]
pub unsafe fn find_int(dictionary: NonNull<Header>, layout: EntryLayout, key: i64) -> *mut u8 {
    // SAFETY: the caller's promise.
    unsafe {
        let found = data(dictionary).find_int(layout, key);
        found.map_or(std::ptr::null_mut(), |entry| entry.as_ptr().add(layout.value))
    }
}

/// The layout of entries whose keys are words: ints, strings.
#[inline(always)]
pub fn word_entries(value: &ElementLayout) -> EntryLayout {
    EntryLayout::of_words((value.size, value.align))
}

/// [`insert`] for dictionaries whose keys are ints, with the layout of their entries at hand.
///
/// # Safety
/// A live dictionary with such keys; the layout is that of its entries.
///
/// # Errors
/// `OutOfMemory`.
#[inline]
pub unsafe fn insert_int(dictionary: NonNull<Header>, layout: EntryLayout, key: i64) -> Fallible<(*mut u8, bool)> {
    // SAFETY: the caller's promise.
    unsafe {
        let data = data(dictionary);
        if let Some(entry) = data.find_int(layout, key) {
            return Ok((entry.as_ptr().add(layout.value), false));
        }
        data.check_room(layout)?;
        let entry = data.push_int(layout, key).as_ptr();
        entry.add(layout.key).cast::<i64>().write(key);
        Ok((entry.add(layout.value), true))
    }
}

/// [`find`] for dictionaries whose keys are strings, with the layout of their entries at hand.
///
/// # Safety
/// A live dictionary with such keys; the layout is that of its entries.
#[inline]
pub unsafe fn find_str(dictionary: NonNull<Header>, layout: EntryLayout, key: &Str) -> *mut u8 {
    // SAFETY: the caller's promise.
    unsafe {
        let found = data(dictionary).find(layout, hash_of(key), |other| *other.cast::<Str>() == *key);
        found.map_or(std::ptr::null_mut(), |entry| entry.as_ptr().add(layout.value))
    }
}

/// The place for the value of a key. If it is new, the key is copied (with its references) and the value is uninitialised: the caller writes it at once;
/// else the caller replaces the value that is there, and drops the old one after the write. The flag says whether it is new. The error `OutOfMemory` if
/// the limit of the heap leaves no room for it.
///
/// # Safety
/// A live dictionary; `key` is such a key.
///
/// # Errors
/// `OutOfMemory`.
pub unsafe fn insert(dictionary: NonNull<Header>, key: *const u8) -> Fallible<(*mut u8, bool)> {
    // SAFETY: the caller's promise.
    unsafe {
        let with = layouts(dictionary.as_ref().shape());
        insert_hashed(dictionary, with, key, (with.how.hash)(with.key, key))
    }
}

/// [`insert`] for a key whose hash is known.
unsafe fn insert_hashed(dictionary: NonNull<Header>, with: Layouts, key: *const u8, hash: u64) -> Fallible<(*mut u8, bool)> {
    // SAFETY: as for `insert`.
    unsafe {
        let data = data(dictionary);
        if let Some(entry) = data.find(with.entry, hash, |other| (with.how.eq)(with.key, other, key)) {
            return Ok((entry.as_ptr().add(with.entry.value), false));
        }
        data.check_room(with.entry)?;
        let entry = match with.key.parts {
            [Part { kind: PartKind::I64, .. }] => data.push_int(with.entry, key.cast::<i64>().read()),
            _ => data.push(with.entry, hash),
        };
        let entry = entry.as_ptr();
        with.key.clone_values(key, entry.add(with.entry.key), 1);
        Ok((entry.add(with.entry.value), true))
    }
}

/// Removes an entry and moves its value to `to`. False if there is no such key.
///
/// # Safety
/// A live dictionary; `key` is such a key and does not lie in the dictionary; `to` has room for a value.
pub unsafe fn remove(dictionary: NonNull<Header>, key: *const u8, to: *mut u8) -> bool {
    // SAFETY: the caller's promise. The removed key is dropped last, when nothing looks at the entry any more: dropping it may free what
    // frees more, but not this dictionary, which the caller holds.
    unsafe {
        let with = layouts(dictionary.as_ref().shape());
        let hash = (with.how.hash)(with.key, key);
        let Some(entry) = data(dictionary).remove(with.entry, hash, |other| (with.how.eq)(with.key, other, key)) else { return false };
        std::ptr::copy_nonoverlapping(entry.as_ptr().add(with.entry.value), to, with.value.size);
        with.key.drop_values(entry.as_ptr().add(with.entry.key), 1);
        true
    }
}

/// Removes all entries.
///
/// # Safety
/// A live dictionary.
pub unsafe fn clear(dictionary: NonNull<Header>) {
    // SAFETY: the entries are out before they are dropped.
    unsafe {
        let with = layouts(dictionary.as_ref().shape());
        data(dictionary).take().drop_all(with.entry, |entry| drop_entry(with, entry));
    }
}

/// The first entry at `index` or behind it (null: none) and the index to go on with. Start with 0.
///
/// # Safety
/// A live dictionary with entries of this layout.
#[inline]
pub unsafe fn next(dictionary: NonNull<Header>, layout: EntryLayout, index: usize) -> (*mut u8, usize) {
    // SAFETY: the caller's promise.
    unsafe { data(dictionary) }.next(layout, index).map_or((std::ptr::null_mut(), index), |(entry, next)| (entry.as_ptr(), next))
}

/// How many bytes [`next`] looks at before it finds an entry.
///
/// # Safety
/// A live dictionary.
#[cfg(feature = "vm")]
pub(crate) unsafe fn gap_bytes(dictionary: NonNull<Header>, position: i64) -> usize {
    // SAFETY: the caller's promise.
    unsafe {
        let layout = entry_layout(dictionary);
        let position = usize::try_from(position).unwrap_or(usize::MAX);
        data(dictionary).next(layout, position).map_or(0, |(_, next)| (next - position).saturating_mul(layout.size))
    }
}

/// Inserts copies of all entries of another dictionary of the same types, in its order. If there is too little memory, only the first ones.
///
/// # Safety
/// Two live dictionaries of the same types.
///
/// # Errors
/// `OutOfMemory`.
pub unsafe fn extend(dictionary: NonNull<Header>, from: NonNull<Header>) -> Fallible<()> {
    if dictionary == from {
        return Ok(());
    }
    // SAFETY: the caller's promise; the two are not the same. An old value waits at the side until the new one is in its place.
    unsafe {
        let with = layouts(from.as_ref().shape());
        let mut index = 0;
        let mut old = vec![0u64; with.value.size.div_ceil(8)];
        loop {
            let (entry, next) = next(from, with.entry, index);
            if entry.is_null() {
                break;
            }
            index = next;
            // Hashes are the same in all dictionaries.
            let (place, new) = insert_hashed(dictionary, with, entry.add(with.entry.key), data(from).hash(entry))?;
            if !new {
                std::ptr::copy_nonoverlapping(place, old.as_mut_ptr().cast(), with.value.size);
            }
            with.value.clone_values(entry.add(with.entry.value), place, 1);
            if !new {
                with.value.drop_values(old.as_mut_ptr().cast(), 1);
            }
        }
    }
    Ok(())
}

unsafe fn drop_entry(with: Layouts, entry: *mut u8) {
    // SAFETY: an entry of such a dictionary, dropped once.
    unsafe {
        with.key.drop_values(entry.add(with.entry.key), 1);
        with.value.drop_values(entry.add(with.entry.value), 1);
    }
}

unsafe fn drop_erased(object: NonNull<Header>) {
    // SAFETY: called once, for a dead dictionary.
    unsafe {
        let with = layouts(object.as_ref().shape());
        let object = object.cast::<DictionaryObject>();
        object.as_ref().data.get().read().drop_all(with.entry, |entry| drop_entry(with, entry));
        free_object(object);
    }
}
