//! The object model: what both engines, the typed API and the host agree on in memory.
//!
//! A heap object is a [`Header`] (reference count, flags, pointer to its [`Shape`]) and a payload. A handle is one pointer to the header. Counts
//! are not atomic: an object belongs to the thread that made it, and no handle is `Send`.
//!
//! ```text
//! handle ──► Header { count, flags, shape } ──► Shape { name, kind, size, drop, element, key, … }
//!            payload                                     │
//!                                                        └► ElementLayout { size, align, parts, clone, drop, hash, eq }
//! ```
//!
//! * [`header`](self) — counting and freeing; freeing is never deeper than a fixed number of native calls, however deep objects nest
//! * [`ElementLayout`] — how values lie in arrays, dictionaries, cells and records, and how they are copied and dropped without
//!   knowing their Rust type
//! * [`Opt`], [`Res`], [`Tuple2`] and so on — optionals, results, tuples
//! * [`record`](self) — objects that the VM lays out itself: cells, boxes, closures
//! * [`ClassShape`] — classes and traits at run time; [`Ref`], [`Dyn`], [`AnyRef`], [`Weak`] — handles to instances
//!
//! # What types may be values
//!
//! The typed API takes any `T: Clone + 'static` ([`Value`]). It relies on one thing that Rust's types cannot say: `clone`, `drop`, `==` and `hash`
//! of a value do not reach into the very object that holds it. That is so for every type that a script can name; the typed API
//! is hidden from hosts for this reason.

#![allow(unsafe_code)] // Counted memory, laid out by hand, shared with the VM.

mod access;
pub(crate) mod account;
mod class;
mod hash;
mod header;
mod host_value;
#[cfg(test)]
mod instances;
mod layout;
mod pieces;
mod pool;
mod record;
mod reference;
mod shape;
#[cfg(test)]
mod tests;
mod values;
mod weak;

pub use access::{Fields, Peek, check_init, handle, is, new};
pub use account::live_bytes;
pub(crate) use class::drop_whole;
pub use class::{
    ClassShape, FieldInfo, Method, Resume, ResumeFn, ShowFn, Thunk, TraitEntry, TraitShape, class_of, drop_payload, new_instance, payload,
    release_weak_object,
};
pub use hash::{KeyHasher, hash_of, seed_hashes};
#[cfg(feature = "vm")]
pub(crate) use header::release_shared;
pub use header::{
    Header, IMMORTAL, MAX_INSTANCE, allocate, allocate_for, allocate_growing, free, free_growing, live_objects, release, release_weak,
    retain, retain_weak,
};
pub use host_value::{Has, HostValue, Wraps, call_host, show_host, with_host_object};
pub use layout::{ElementLayout, KeyLayout, Part, PartKind, Piece};
#[cfg(feature = "vm")]
pub(crate) use pieces::key_bytes;
#[cfg(feature = "vm")]
pub use pieces::{each as each_piece, read_leaf, write_leaf};
#[cfg(feature = "vm")]
pub(crate) use record::record_size;
pub use record::{RecordShape, new_record, record_payload};
#[cfg(feature = "vm")]
pub(crate) use record::{new_words, words_size};
pub use reference::{AnyRef, Class, Dyn, Extends, Handle, Object, Ref, Reference, Trait, blank_object};
pub use shape::{ObjectKind, Shape};
pub use values::*;
pub use weak::{Weak, WeakRef};

/// A type whose values scripts can hold: see the module's documentation for what it must not do.
pub trait Value: Clone + 'static {}

impl<T: Clone + 'static> Value for T {}
