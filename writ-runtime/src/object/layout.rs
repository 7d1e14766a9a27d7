//! How values lie in memory, and how they are copied, dropped and compared without knowing their Rust type.

use super::{Header, release, retain};
use crate::text::Str;
use rustc_hash::FxHasher;
use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::ptr::NonNull;
use std::sync::{LazyLock, Mutex, PoisonError};

/// A leaf of a value: something that fits one VM slot.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Part {
    /// Bytes from the value's start.
    pub offset: u32,
    /// What is there.
    pub kind: PartKind,
}

/// The kinds of leaves.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PartKind {
    /// A `bool`: one byte, 0 or 1.
    Bool,
    /// An `int32`: four bytes, in a slot sign-extended.
    I32,
    /// An `int` or the number of a variant: eight bytes.
    I64,
    /// A `float`: four bytes, in a slot with zeros above.
    F32,
    /// A `float64`.
    F64,
    /// A string's word; 0 where there is none (an empty optional, another variant).
    Str,
    /// A pointer to a counted object; null where there is none.
    Object,
}

impl PartKind {
    /// How many bytes it has, which is also its alignment.
    pub const fn size(self) -> usize {
        match self {
            PartKind::Bool => 1,
            PartKind::I32 | PartKind::F32 => 4,
            PartKind::I64 | PartKind::F64 | PartKind::Str => 8,
            PartKind::Object => size_of::<*const Header>(),
        }
    }

    /// Whether copies and drops of it count references.
    pub const fn is_counted(self) -> bool {
        matches!(self, PartKind::Str | PartKind::Object)
    }
}

/// How values of a type lie in memory. Made from a Rust type ([`ElementLayout::of`]), or from parts ([`ElementLayout::from_parts`]) by the VM; both
/// lay a script type out alike where its Rust form is `repr(C)` or a scalar.
#[derive(Debug)]
pub struct ElementLayout {
    /// Bytes from one element to the next.
    pub size: usize,
    /// The alignment.
    pub align: usize,
    /// The leaves in order, if it was made from parts.
    pub parts: &'static [Part],
    /// Copies `count` values to uninitialised memory and counts the new references. None: plain bytes.
    pub clone: Option<unsafe fn(&ElementLayout, *const u8, *mut u8, usize)>,
    /// Drops `count` values. None: nothing to do.
    pub drop: Option<unsafe fn(&ElementLayout, *mut u8, usize)>,
    /// For keys.
    pub key: Option<KeyLayout>,
}

/// How keys are found.
#[derive(Clone, Copy, Debug)]
pub struct KeyLayout {
    /// The hash of a key.
    pub hash: unsafe fn(&ElementLayout, *const u8) -> u64,
    /// Whether two keys are equal.
    pub eq: unsafe fn(&ElementLayout, *const u8, *const u8) -> bool,
}

/// The hash of a key, in both engines.
#[inline]
pub fn hash_of<K: Hash + ?Sized>(key: &K) -> u64 {
    let mut hasher = FxHasher::default();
    key.hash(&mut hasher);
    hasher.finish()
}

impl ElementLayout {
    /// The layout of a Rust type.
    pub const fn of<T: Clone + 'static>() -> ElementLayout {
        ElementLayout {
            size: size_of::<T>(),
            align: align_of::<T>(),
            parts: &[],
            clone: if std::mem::needs_drop::<T>() { Some(clone_typed::<T>) } else { None },
            drop: if std::mem::needs_drop::<T>() { Some(drop_typed::<T>) } else { None },
            key: None,
        }
    }

    /// The layout of a Rust type that can be a key.
    pub const fn of_key<K: Clone + Hash + Eq + 'static>() -> ElementLayout {
        let mut layout = ElementLayout::of::<K>();
        layout.key = Some(KeyLayout { hash: hash_typed::<K>, eq: eq_typed::<K> });
        layout
    }

    /// The layout of a value that consists of these leaves; every one can be a key. Equal layouts are made once and live for ever.
    ///
    /// # Panics
    /// If a part lies outside or across its alignment: a mistake of the VM.
    pub fn from_parts(size: usize, align: usize, parts: &[Part]) -> &'static ElementLayout {
        type Key = (usize, usize, Vec<Part>);
        static INTERNED: LazyLock<Mutex<HashMap<Key, &'static ElementLayout>>> = LazyLock::new(Mutex::default);
        assert!(align.is_power_of_two() && size.is_multiple_of(align));
        for part in parts {
            let bytes = part.kind.size();
            assert!(
                (part.offset as usize).is_multiple_of(bytes) && bytes <= align && part.offset as usize + bytes <= size,
                "{part:?} of {size}"
            );
        }
        let mut interned = INTERNED.lock().unwrap_or_else(PoisonError::into_inner);
        interned.entry((size, align, parts.to_vec())).or_insert_with(|| {
            let counted = parts.iter().any(|part| part.kind.is_counted());
            Box::leak(Box::new(ElementLayout {
                size,
                align,
                parts: parts.to_vec().leak(),
                clone: if counted { Some(clone_parts) } else { None },
                drop: if counted { Some(drop_parts) } else { None },
                key: Some(KeyLayout { hash: hash_parts, eq: eq_parts }),
            }))
        })
    }

    /// The layout of leaves one behind the other, as `repr(C)` places fields of these types.
    pub fn from_kinds(kinds: &[PartKind]) -> &'static ElementLayout {
        let (mut offset, mut align) = (0usize, 1usize);
        let mut parts = Vec::with_capacity(kinds.len());
        for kind in kinds {
            offset = offset.next_multiple_of(kind.size());
            align = align.max(kind.size());
            parts.push(Part { offset: offset as u32, kind: *kind });
            offset += kind.size();
        }
        ElementLayout::from_parts(offset.next_multiple_of(align), align, &parts)
    }

    /// Copies `count` values to uninitialised memory; the copies own their references.
    ///
    /// # Safety
    /// `from` holds that many values, `to` has room for as many, and they don't overlap.
    #[inline]
    pub unsafe fn clone_values(&self, from: *const u8, to: *mut u8, count: usize) {
        // SAFETY: the caller's promise.
        unsafe {
            match self.clone {
                Some(clone) => clone(self, from, to, count),
                None => std::ptr::copy_nonoverlapping(from, to, self.size * count),
            }
        }
    }

    /// Drops `count` values.
    ///
    /// # Safety
    /// `values` holds that many, which nobody uses afterwards.
    #[inline]
    pub unsafe fn drop_values(&self, values: *mut u8, count: usize) {
        if let Some(drop) = self.drop {
            // SAFETY: the caller's promise.
            unsafe { drop(self, values, count) }
        }
    }

    /// Reads a value's leaves into slots, one each, without counting: the slots borrow.
    ///
    /// # Safety
    /// The layout is made from parts, `from` holds a value, `slots` has room for all parts.
    pub unsafe fn load_slots(&self, from: *const u8, slots: *mut u64) {
        for (index, part) in self.parts.iter().enumerate() {
            // SAFETY: the part lies inside the value and is aligned (`from_parts` checked it).
            unsafe {
                let from = from.add(part.offset as usize);
                *slots.add(index) = match part.kind {
                    PartKind::Bool => u64::from(*from),
                    PartKind::I32 => i64::from(*from.cast::<i32>()) as u64,
                    PartKind::F32 => u64::from(*from.cast::<u32>()),
                    PartKind::I64 | PartKind::F64 | PartKind::Str => *from.cast::<u64>(),
                    PartKind::Object => *from.cast::<usize>() as u64,
                };
            }
        }
    }

    /// Writes slots to uninitialised memory, without counting: the references move.
    ///
    /// # Safety
    /// As [`load_slots`](Self::load_slots), the other way round.
    pub unsafe fn store_slots(&self, slots: *const u64, to: *mut u8) {
        for (index, part) in self.parts.iter().enumerate() {
            // SAFETY: as above.
            unsafe {
                let slot = *slots.add(index);
                let to = to.add(part.offset as usize);
                match part.kind {
                    PartKind::Bool => *to = slot as u8,
                    PartKind::I32 | PartKind::F32 => *to.cast::<u32>() = slot as u32,
                    PartKind::I64 | PartKind::F64 | PartKind::Str => *to.cast::<u64>() = slot,
                    PartKind::Object => *to.cast::<usize>() = slot as usize,
                }
            }
        }
    }
}

unsafe fn clone_typed<T: Clone>(_: &ElementLayout, from: *const u8, to: *mut u8, count: usize) {
    for index in 0..count {
        // SAFETY: `from` holds `count` values of the type that the layout was made of, `to` has room for them.
        unsafe { to.cast::<T>().add(index).write((*from.cast::<T>().add(index)).clone()) }
    }
}

unsafe fn drop_typed<T>(_: &ElementLayout, values: *mut u8, count: usize) {
    // SAFETY: as above.
    unsafe { std::ptr::slice_from_raw_parts_mut(values.cast::<T>(), count).drop_in_place() }
}

unsafe fn hash_typed<K: Hash>(_: &ElementLayout, key: *const u8) -> u64 {
    // SAFETY: `key` is a value of the type that the layout was made of.
    hash_of(unsafe { &*key.cast::<K>() })
}

unsafe fn eq_typed<K: Eq>(_: &ElementLayout, left: *const u8, right: *const u8) -> bool {
    // SAFETY: as above.
    unsafe { *left.cast::<K>() == *right.cast::<K>() }
}

unsafe fn clone_parts(layout: &ElementLayout, from: *const u8, to: *mut u8, count: usize) {
    // SAFETY: plain bytes first; then each counted leaf gets its reference. Strings and objects share nothing but the bits.
    unsafe {
        std::ptr::copy_nonoverlapping(from, to, layout.size * count);
        for part in layout.parts {
            let mut leaf = to.add(part.offset as usize);
            for _ in 0..count {
                match part.kind {
                    PartKind::Str => Str::retain_bits(*leaf.cast::<u64>()),
                    PartKind::Object => {
                        if let Some(object) = *leaf.cast::<Option<NonNull<Header>>>() {
                            retain(object);
                        }
                    }
                    PartKind::Bool | PartKind::I32 | PartKind::I64 | PartKind::F32 | PartKind::F64 => break,
                }
                leaf = leaf.wrapping_add(layout.size);
            }
        }
    }
}

unsafe fn drop_parts(layout: &ElementLayout, values: *mut u8, count: usize) {
    for index in 0..count {
        for part in layout.parts {
            // SAFETY: inside the value; a counted leaf owns a reference unless it is 0.
            unsafe {
                let leaf = values.add(index * layout.size + part.offset as usize);
                match part.kind {
                    PartKind::Str => Str::release_bits(*leaf.cast::<u64>()),
                    PartKind::Object => {
                        if let Some(object) = *leaf.cast::<Option<NonNull<Header>>>() {
                            release(object);
                        }
                    }
                    PartKind::Bool | PartKind::I32 | PartKind::I64 | PartKind::F32 | PartKind::F64 => {}
                }
            }
        }
    }
}

unsafe fn hash_parts(layout: &ElementLayout, key: *const u8) -> u64 {
    let mut hasher = FxHasher::default();
    for part in layout.parts {
        // SAFETY: inside the value. Written like `derive(Hash)` writes a field of that type.
        unsafe {
            let leaf = key.add(part.offset as usize);
            match part.kind {
                PartKind::Bool => hasher.write_u8(*leaf),
                PartKind::I32 | PartKind::F32 => hasher.write_u32(*leaf.cast::<u32>()),
                PartKind::I64 | PartKind::F64 => hasher.write_u64(*leaf.cast::<u64>()),
                PartKind::Str => match &*leaf.cast::<Option<Str>>() {
                    Some(text) => text.hash(&mut hasher),
                    None => hasher.write_u8(0),
                },
                PartKind::Object => hasher.write_usize(*leaf.cast::<usize>()),
            }
        }
    }
    hasher.finish()
}

unsafe fn eq_parts(layout: &ElementLayout, left: *const u8, right: *const u8) -> bool {
    layout.parts.iter().all(|part| {
        // SAFETY: inside both values.
        unsafe {
            let (left, right) = (left.add(part.offset as usize), right.add(part.offset as usize));
            match part.kind {
                PartKind::Bool => *left == *right,
                PartKind::I32 | PartKind::F32 => *left.cast::<u32>() == *right.cast::<u32>(),
                PartKind::I64 | PartKind::F64 => *left.cast::<u64>() == *right.cast::<u64>(),
                PartKind::Str => *left.cast::<Option<Str>>() == *right.cast::<Option<Str>>(),
                PartKind::Object => *left.cast::<usize>() == *right.cast::<usize>(),
            }
        }
    })
}
