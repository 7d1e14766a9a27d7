//! What an object is.

use super::{ElementLayout, Header};
use std::ptr::NonNull;

/// What sort of object has a shape.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ObjectKind {
    /// The text of a string.
    String,
    /// An array: payload [`ArrayData`](crate::collections::ArrayData), elements as `element` says.
    Array,
    /// A dictionary: payload [`DictionaryData`](crate::collections::DictionaryData), keys as `key` and values as `element` say.
    Dictionary,
    /// One value that can change, shared by closures: payload as `element` says.
    Cell,
    /// One value that does not change: payload as `element` says.
    Boxed,
    /// A function value.
    Function,
    /// A function value that holds nothing but numbers.
    PlainFunction,
    /// An instance of a class: its shape is the first part of a [`ClassShape`](super::ClassShape).
    Instance,
    /// What the VM laid out for itself: payload as `element` says.
    Record,
}

/// What an object is: shared by all objects alike, alive for ever.
#[derive(Debug)]
pub struct Shape {
    /// For messages and tools.
    pub name: &'static str,
    /// Which sort.
    pub kind: ObjectKind,
    /// How elements of an array, values of a dictionary, the value of a cell, a box or a record lie in memory.
    pub element: Option<&'static ElementLayout>,
    /// How the keys of a dictionary lie in memory.
    pub key: Option<&'static ElementLayout>,
    /// Drops the payload and gives the memory back.
    pub drop: unsafe fn(NonNull<Header>),
}
