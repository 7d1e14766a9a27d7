//! How values lie in memory, and how they are copied, dropped and compared without knowing their Rust type.

use super::hash::{KeyHasher, hash_of};
use super::{Header, pieces};
use crate::text::Str;
use std::collections::HashMap;
use std::hash::Hash;
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
    /// A pointer to a counted box, hashed and compared by what is in it.
    Boxed,
    /// A weak reference to an instance; null where there is none.
    Weak,
    /// The tag of an enum with one variant: as `I32`, but no part of the hash.
    Lone,
}

/// A step through a value whose leaves are not always all there.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Piece {
    /// A leaf, and its slot.
    Leaf(Part, u16),
    /// The next `skip` pieces are there only if this tag, a leaf before, has this value.
    Case {
        /// The tag.
        tag: Part,
        /// Its value.
        value: i32,
        /// How many pieces depend on it.
        skip: u32,
    },
}

impl Piece {
    /// The same of a value that lies, and whose slots begin, further on.
    pub fn shifted(self, bytes: u32, slots: u16) -> Piece {
        let shift = |part: Part| Part { offset: part.offset + bytes, ..part };
        match self {
            Piece::Leaf(part, slot) => Piece::Leaf(shift(part), slot + slots),
            Piece::Case { tag, value, skip } => Piece::Case { tag: shift(tag), value, skip },
        }
    }
}

impl PartKind {
    /// How many bytes it has, which is also its alignment.
    pub const fn size(self) -> usize {
        match self {
            PartKind::Bool => 1,
            PartKind::I32 | PartKind::F32 | PartKind::Lone => 4,
            PartKind::I64 | PartKind::F64 | PartKind::Str => 8,
            PartKind::Object | PartKind::Boxed | PartKind::Weak => size_of::<*const Header>(),
        }
    }

    /// Whether copies and drops of it count references.
    pub const fn is_counted(self) -> bool {
        matches!(self, PartKind::Str | PartKind::Object | PartKind::Boxed | PartKind::Weak)
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
    /// The leaves in the order of their slots, if it was made from parts and all are always there.
    pub parts: &'static [Part],
    /// The way through the leaves, if it was made from pieces some of which are not always there.
    pub pieces: &'static [Piece],
    /// How many slots a value takes, if it was made from parts or pieces.
    pub slots: usize,
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
    /// Hashes it as a part of a key.
    pub feed: unsafe fn(&ElementLayout, *const u8, &mut KeyHasher),
    /// Whether two keys are equal.
    pub eq: unsafe fn(&ElementLayout, *const u8, *const u8) -> bool,
}

impl KeyLayout {
    /// For keys that consist of these pieces; those of the common keys know their type.
    fn of_leaves(pieces: &[Piece]) -> KeyLayout {
        let layout = |hash, eq| KeyLayout { hash, feed: pieces::feed, eq };
        match pieces {
            [Piece::Leaf(Part { kind: PartKind::I64, .. }, _)] => layout(hash_typed::<i64>, eq_typed::<i64>),
            [Piece::Leaf(Part { kind: PartKind::I32, .. }, _)] => layout(hash_typed::<i32>, eq_typed::<i32>),
            // A string that is not there is no key, but has the same form.
            [Piece::Leaf(Part { kind: PartKind::Str, .. }, _)] => layout(pieces::hash_string, eq_typed::<Option<Str>>),
            _ => layout(pieces::hash, pieces::eq),
        }
    }
}

impl ElementLayout {
    /// The layout of a Rust type.
    pub const fn of<T: Clone + 'static>() -> ElementLayout {
        ElementLayout {
            size: size_of::<T>(),
            align: align_of::<T>(),
            parts: &[],
            pieces: &[],
            slots: 0,
            clone: if std::mem::needs_drop::<T>() { Some(clone_typed::<T>) } else { None },
            drop: if std::mem::needs_drop::<T>() { Some(drop_typed::<T>) } else { None },
            key: None,
        }
    }

    /// The layout of a Rust type that can be a key.
    pub const fn of_key<K: Clone + Hash + Eq + 'static>() -> ElementLayout {
        let mut layout = ElementLayout::of::<K>();
        layout.key = Some(KeyLayout { hash: hash_typed::<K>, feed: feed_typed::<K>, eq: eq_typed::<K> });
        layout
    }

    /// The layout of a value that consists of these leaves; every one can be a key. Equal layouts are made once and live for ever.
    ///
    /// # Panics
    /// If a part lies outside or across its alignment: a mistake of the VM.
    pub fn from_parts(size: usize, align: usize, parts: &[Part]) -> &'static ElementLayout {
        let pieces: Vec<Piece> = parts.iter().enumerate().map(|(slot, part)| Piece::Leaf(*part, slot as u16)).collect();
        ElementLayout::from_pieces(size, align, parts.len(), &pieces)
    }

    /// The layout of a value of so many slots that consists of these pieces; every one can be a key. Equal layouts are made once and live for ever.
    ///
    /// # Panics
    /// If a part lies outside or across its alignment: a mistake of the VM.
    pub fn from_pieces(size: usize, align: usize, slots: usize, pieces: &[Piece]) -> &'static ElementLayout {
        type Key = (usize, usize, usize, Vec<Piece>);
        static INTERNED: LazyLock<Mutex<HashMap<Key, &'static ElementLayout>>> = LazyLock::new(Mutex::default);
        assert!(align.is_power_of_two() && size.is_multiple_of(align));
        for (index, piece) in pieces.iter().enumerate() {
            let (Piece::Leaf(part, _) | Piece::Case { tag: part, .. }) = piece;
            let bytes = part.kind.size();
            let inside = (part.offset as usize).is_multiple_of(bytes) && bytes <= align && part.offset as usize + bytes <= size;
            let fits = match piece {
                Piece::Leaf(_, slot) => usize::from(*slot) < slots,
                Piece::Case { skip, .. } => index + (*skip as usize) < pieces.len(),
            };
            assert!(inside && fits, "{piece:?} of {size}");
        }
        let mut interned = INTERNED.lock().unwrap_or_else(PoisonError::into_inner);
        interned.entry((size, align, slots, pieces.to_vec())).or_insert_with(|| {
            let leaf = |piece: &Piece| if let Piece::Leaf(part, _) = piece { Some(*part) } else { None };
            let parts: Vec<Part> = pieces.iter().filter_map(leaf).collect();
            let counted = parts.iter().any(|part| part.kind.is_counted());
            let key = Some(KeyLayout::of_leaves(pieces));
            let plain = parts.len() == pieces.len();
            Box::leak(Box::new(ElementLayout {
                size,
                align,
                parts: if plain { parts.leak() } else { &[] },
                pieces: if plain { &[] } else { pieces.to_vec().leak() },
                slots,
                clone: if counted { Some(pieces::clone) } else { None },
                drop: if counted { Some(pieces::drop) } else { None },
                key,
            }))
        })
    }

    /// Whether a value has boxes in it.
    #[cfg(feature = "vm")]
    pub(crate) fn has_boxes(&self) -> bool {
        let in_pieces = |piece: &Piece| matches!(piece, Piece::Leaf(Part { kind: PartKind::Boxed, .. }, _));
        self.parts.iter().any(|part| part.kind == PartKind::Boxed) || self.pieces.iter().any(in_pieces)
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

unsafe fn feed_typed<K: Hash>(_: &ElementLayout, key: *const u8, hasher: &mut KeyHasher) {
    // SAFETY: as above.
    unsafe { (*key.cast::<K>()).hash(hasher) };
}

unsafe fn eq_typed<K: Eq>(_: &ElementLayout, left: *const u8, right: *const u8) -> bool {
    // SAFETY: as above.
    unsafe { *left.cast::<K>() == *right.cast::<K>() }
}
