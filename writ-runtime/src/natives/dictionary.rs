//! Methods of `Dictionary<K, V>`. Keys are taken as values or references.

use crate::collections::{Array, Dictionary};
use crate::error::Fallible;
use crate::object::{Tuple2, Value};
use std::borrow::Borrow;
use std::hash::Hash;

/// What can be a key.
pub trait Key: Value + Hash + Eq {}

impl<K: Value + Hash + Eq> Key for K {}

/// How many entries.
#[inline]
pub fn len<K: Key, V: Value>(dictionary: &Dictionary<K, V>) -> i64 {
    dictionary.len()
}

/// How many entries.
#[inline]
pub fn length<K: Key, V: Value>(dictionary: &Dictionary<K, V>) -> i64 {
    dictionary.len()
}

/// Whether it has no entries.
#[inline]
pub fn is_empty<K: Key, V: Value>(dictionary: &Dictionary<K, V>) -> bool {
    dictionary.len() == 0
}

/// Whether there is an entry for a key.
#[inline]
pub fn has<K: Key, V: Value>(dictionary: &Dictionary<K, V>, key: impl Borrow<K>) -> bool {
    dictionary.has(key.borrow())
}

/// The value for a key.
#[inline]
pub fn get<K: Key, V: Value>(dictionary: &Dictionary<K, V>, key: impl Borrow<K>) -> Option<V> {
    dictionary.get(key.borrow())
}

/// The value for a key.
#[inline]
pub fn try_get<K: Key, V: Value>(dictionary: &Dictionary<K, V>, key: impl Borrow<K>) -> Option<V> {
    dictionary.get(key.borrow())
}

/// The value for a key, or another one.
#[inline]
pub fn get_or<K: Key, V: Value>(dictionary: &Dictionary<K, V>, key: impl Borrow<K>, fallback: V) -> V {
    dictionary.get(key.borrow()).unwrap_or(fallback)
}

/// Puts a value for a key.
#[inline]
pub fn set<K: Key, V: Value>(dictionary: &Dictionary<K, V>, key: K, value: V) {
    dictionary.insert(key, value);
}

/// Removes the entry for a key.
pub fn remove<K: Key, V: Value>(dictionary: &Dictionary<K, V>, key: impl Borrow<K>) -> Option<V> {
    dictionary.remove(key.borrow())
}

/// Removes all entries.
pub fn clear<K: Key, V: Value>(dictionary: &Dictionary<K, V>) {
    dictionary.clear();
}

/// Puts all entries of another dictionary into it.
pub fn merge<K: Key, V: Value>(dictionary: &Dictionary<K, V>, other: &Dictionary<K, V>) {
    for (key, value) in other.to_vec() {
        dictionary.insert(key, value);
    }
}

/// The keys.
pub fn keys<K: Key, V: Value>(dictionary: &Dictionary<K, V>) -> Array<K> {
    let mut keys = Vec::with_capacity(dictionary.len() as usize);
    dictionary.each(|key, _| keys.push(key.clone()));
    Array::from_vec(keys)
}

/// The values.
pub fn values<K: Key, V: Value>(dictionary: &Dictionary<K, V>) -> Array<V> {
    let mut values = Vec::with_capacity(dictionary.len() as usize);
    dictionary.each(|_, value| values.push(value.clone()));
    Array::from_vec(values)
}

/// The entries.
pub fn entries<K: Key, V: Value>(dictionary: &Dictionary<K, V>) -> Array<Tuple2<K, V>> {
    dictionary.to_vec().into_iter().map(Tuple2::from).collect()
}

/// A new dictionary of the same entries.
pub fn clone<K: Key, V: Value>(dictionary: &Dictionary<K, V>) -> Dictionary<K, V> {
    dictionary.to_vec().into_iter().collect()
}

/// A number that is another one when the keys have changed: for loops that wait in between.
#[inline]
pub fn stamp<K: Key, V: Value>(dictionary: &Dictionary<K, V>) -> i64 {
    dictionary.stamp()
}

/// The position of the first entry at `position` or behind it, -1 if there is none; the error `DictionaryChanged` if the stamp is another one by now.
#[inline]
pub fn next_entry<K: Key, V: Value>(dictionary: &Dictionary<K, V>, position: i64, stamp: i64) -> Fallible<i64> {
    dictionary.next_entry(position, stamp)
}

/// The key of the entry at a position that [`next_entry`] has just given.
#[inline]
pub fn key_at<K: Key, V: Value>(dictionary: &Dictionary<K, V>, position: i64) -> K {
    dictionary.key_at(position)
}

/// The value of the entry at a position that [`next_entry`] has just given.
#[inline]
pub fn value_at<K: Key, V: Value>(dictionary: &Dictionary<K, V>, position: i64) -> V {
    dictionary.value_at(position)
}
