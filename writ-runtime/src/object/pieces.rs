//! Values that are described by parts or pieces: between memory and slots, copied, dropped, hashed, compared.
//!
//! Which leaves of a value are there says its tags: the bytes of those that are not are undefined, their slots are 0.

use super::class::release_weak_object;
use super::hash::KeyHasher;
use super::{ElementLayout, Header, Part, PartKind, Piece, release, retain, retain_weak};
use crate::text::Str;
use std::hash::{Hash, Hasher};
use std::ptr::NonNull;

/// The tag at a place.
///
/// # Safety
/// A tag is there, written.
#[inline]
unsafe fn tag_at(value: *const u8, tag: Part) -> i32 {
    // SAFETY: the caller's promise; tags have one byte or four.
    unsafe {
        let at = value.add(tag.offset as usize);
        if tag.kind == PartKind::Bool { i32::from(*at) } else { *at.cast::<i32>() }
    }
}

/// Calls `f` with each leaf that is there, and its slot, as long as that gives true; what `f` did to a tag counts for what follows. Gives whether all did.
///
/// # Safety
/// `value` is a value that the pieces describe, at least as far as `f` wrote it.
#[inline]
pub unsafe fn each(pieces: &[Piece], value: *const u8, mut f: impl FnMut(Part, usize) -> bool) -> bool {
    let mut index = 0;
    while let Some(piece) = pieces.get(index) {
        index += 1;
        match *piece {
            Piece::Leaf(part, slot) => {
                if !f(part, usize::from(slot)) {
                    return false;
                }
            }
            Piece::Case { tag, value: wanted, skip } => {
                // SAFETY: a tag is a leaf that comes before what depends on it.
                if unsafe { tag_at(value, tag) } != wanted {
                    index += skip as usize;
                }
            }
        }
    }
    true
}

/// As [`each`], whichever way the layout describes the value.
///
/// # Safety
/// `value` is a value of the layout, at least as far as `f` wrote it.
#[inline]
unsafe fn each_leaf(layout: &ElementLayout, value: *const u8, mut f: impl FnMut(Part, usize) -> bool) -> bool {
    if layout.pieces.is_empty() {
        return layout.parts.iter().enumerate().all(|(slot, part)| f(*part, slot));
    }
    // SAFETY: the caller's promise.
    unsafe { each(layout.pieces, value, f) }
}

/// The slot of a leaf in memory.
///
/// # Safety
/// A leaf of this kind lies there, aligned.
#[inline(always)]
pub unsafe fn read_leaf(kind: PartKind, from: *const u8) -> u64 {
    // SAFETY: the caller's promise.
    unsafe {
        match kind {
            PartKind::Bool => u64::from(*from),
            PartKind::I32 | PartKind::Lone => i64::from(*from.cast::<i32>()) as u64,
            PartKind::F32 => u64::from(*from.cast::<u32>()),
            PartKind::I64 | PartKind::F64 | PartKind::Str => *from.cast::<u64>(),
            PartKind::Object | PartKind::Boxed | PartKind::Weak => *from.cast::<usize>() as u64,
        }
    }
}

/// A leaf from its slot.
///
/// # Safety
/// There is room, aligned.
#[inline(always)]
pub unsafe fn write_leaf(kind: PartKind, slot: u64, to: *mut u8) {
    // SAFETY: the caller's promise.
    unsafe {
        match kind {
            PartKind::Bool => *to = slot as u8,
            PartKind::I32 | PartKind::F32 | PartKind::Lone => *to.cast::<u32>() = slot as u32,
            PartKind::I64 | PartKind::F64 | PartKind::Str => *to.cast::<u64>() = slot,
            PartKind::Object | PartKind::Boxed | PartKind::Weak => *to.cast::<usize>() = slot as usize,
        }
    }
}

impl ElementLayout {
    /// Reads a value's leaves into slots, one each, without counting: the slots borrow.
    ///
    /// # Safety
    /// The layout is made from parts or pieces, `from` holds a value, `slots` has room for all.
    pub unsafe fn load_slots(&self, from: *const u8, slots: *mut u64) {
        // SAFETY: the leaves lie inside the value and are aligned (`from_pieces` checked it).
        unsafe {
            if !self.pieces.is_empty() {
                slots.write_bytes(0, self.slots);
            }
            each_leaf(self, from, |part, slot| {
                *slots.add(slot) = read_leaf(part.kind, from.add(part.offset as usize));
                true
            });
        }
    }

    /// Copies a value to slots, which own it.
    ///
    /// # Safety
    /// As [`load_slots`](Self::load_slots).
    #[cfg(feature = "vm")]
    pub unsafe fn copy_slots(&self, from: *const u8, slots: *mut u64) {
        // SAFETY: the caller's promise.
        unsafe {
            self.load_slots(from, slots);
            if self.drop.is_some() {
                each_leaf(self, from, |part, _| {
                    retain_leaf(part.kind, from.add(part.offset as usize));
                    true
                });
            }
        }
    }

    /// Writes slots to uninitialised memory, without counting: the references move.
    ///
    /// # Safety
    /// As [`load_slots`](Self::load_slots), the other way round.
    pub unsafe fn store_slots(&self, slots: *const u64, to: *mut u8) {
        // SAFETY: as above.
        unsafe {
            each_leaf(self, to, |part, slot| {
                write_leaf(part.kind, *slots.add(slot), to.add(part.offset as usize));
                true
            });
        }
    }
}

/// One more holder of a leaf that is counted.
#[inline(always)]
unsafe fn retain_leaf(kind: PartKind, leaf: *const u8) {
    // SAFETY: a leaf of this kind, alive.
    unsafe {
        match kind {
            PartKind::Str => Str::retain_bits(*leaf.cast::<u64>()),
            PartKind::Object | PartKind::Boxed => {
                if let Some(object) = *leaf.cast::<Option<NonNull<Header>>>() {
                    retain(object);
                }
            }
            PartKind::Weak => {
                if let Some(object) = *leaf.cast::<Option<NonNull<Header>>>() {
                    retain_weak(object);
                }
            }
            PartKind::Bool | PartKind::I32 | PartKind::I64 | PartKind::F32 | PartKind::F64 | PartKind::Lone => {}
        }
    }
}

/// One holder of a leaf that is counted less.
#[inline(always)]
unsafe fn release_leaf(kind: PartKind, leaf: *const u8) {
    // SAFETY: a leaf of this kind, whose reference the caller gives up.
    unsafe {
        match kind {
            PartKind::Str => Str::release_bits(*leaf.cast::<u64>()),
            PartKind::Object | PartKind::Boxed => {
                if let Some(object) = *leaf.cast::<Option<NonNull<Header>>>() {
                    release(object);
                }
            }
            PartKind::Weak => {
                if let Some(object) = *leaf.cast::<Option<NonNull<Header>>>() {
                    release_weak_object(object);
                }
            }
            PartKind::Bool | PartKind::I32 | PartKind::I64 | PartKind::F32 | PartKind::F64 | PartKind::Lone => {}
        }
    }
}

/// Copies values and counts their references.
///
/// # Safety
/// As [`ElementLayout::clone_values`], for a layout from parts or pieces.
pub(super) unsafe fn clone(layout: &ElementLayout, from: *const u8, to: *mut u8, count: usize) {
    // SAFETY: plain bytes first; then each counted leaf gets its reference. Strings and objects share nothing but the bits.
    unsafe {
        std::ptr::copy_nonoverlapping(from, to, layout.size * count);
        for part in layout.parts.iter().filter(|part| part.kind.is_counted()) {
            let mut leaf = to.add(part.offset as usize);
            for _ in 0..count {
                retain_leaf(part.kind, leaf);
                leaf = leaf.wrapping_add(layout.size);
            }
        }
        if !layout.pieces.is_empty() {
            for index in 0..count {
                let value = to.add(index * layout.size);
                each(layout.pieces, value, |part, _| {
                    retain_leaf(part.kind, value.add(part.offset as usize));
                    true
                });
            }
        }
    }
}

/// Drops values.
///
/// # Safety
/// As [`ElementLayout::drop_values`], for a layout from parts or pieces.
pub(super) unsafe fn drop(layout: &ElementLayout, values: *mut u8, count: usize) {
    for index in 0..count {
        // SAFETY: inside the value; a counted leaf that is there owns a reference unless it is 0.
        unsafe {
            let value = values.add(index * layout.size);
            each_leaf(layout, value, |part, _| {
                release_leaf(part.kind, value.add(part.offset as usize));
                true
            });
        }
    }
}

/// Hashes a string.
///
/// # Safety
/// A string's word.
pub(super) unsafe fn hash_string(_: &ElementLayout, key: *const u8) -> u64 {
    let mut hasher = KeyHasher::new();
    // SAFETY: the caller's promise.
    if let Some(text) = unsafe { &*key.cast::<Option<Str>>() } {
        text.hash(&mut hasher);
    }
    hasher.finish()
}

/// What is in a box, and how it lies there.
unsafe fn boxed(leaf: *const u8) -> Option<(&'static ElementLayout, *const u8)> {
    // SAFETY: a pointer to a live box, or null.
    unsafe {
        let object = (*leaf.cast::<Option<NonNull<Header>>>())?;
        Some((object.as_ref().shape().element?, super::record_payload(object)))
    }
}

/// Hashes a key.
///
/// # Safety
/// A value of a layout from parts or pieces.
pub(super) unsafe fn hash(layout: &ElementLayout, key: *const u8) -> u64 {
    let mut hasher = KeyHasher::new();
    // SAFETY: the caller's promise.
    unsafe { feed(layout, key, &mut hasher) };
    hasher.finish()
}

/// Hashes a key, or a part of one.
///
/// # Safety
/// A value of a layout from parts or pieces.
pub(super) unsafe fn feed(layout: &ElementLayout, key: *const u8, hasher: &mut KeyHasher) {
    // SAFETY: inside the value. Written like `derive(Hash)` writes a field of that type.
    unsafe {
        each_leaf(layout, key, |part, _| {
            let leaf = key.add(part.offset as usize);
            match part.kind {
                PartKind::Bool => hasher.write_u8(*leaf),
                PartKind::I32 | PartKind::F32 => hasher.write_u32(*leaf.cast::<u32>()),
                PartKind::I64 | PartKind::F64 => hasher.write_u64(*leaf.cast::<u64>()),
                PartKind::Str => {
                    if let Some(text) = &*leaf.cast::<Option<Str>>() {
                        text.hash(hasher);
                    }
                }
                // Boxes without hash are of enums that are no keys.
                PartKind::Boxed => {
                    if let Some((layout, value)) = boxed(leaf)
                        && let Some(key) = &layout.key
                    {
                        (key.feed)(layout, value, hasher);
                    }
                }
                PartKind::Object | PartKind::Weak => hasher.write_usize(*leaf.cast::<usize>()),
                PartKind::Lone => {}
            }
            true
        });
    }
}

/// Deeper than this boxes in keys don't nest: hash and equality take native stack for each.
#[cfg(feature = "vm")]
const MAX_KEY_DEPTH: u32 = 1_000;

/// How many bytes hash and equality of a key look at, roughly; a count that is beyond `most` is not complete. None if boxes nest too deep in it.
///
/// # Safety
/// A value of a layout from parts or pieces.
#[cfg(feature = "vm")]
pub(crate) unsafe fn key_bytes(layout: &ElementLayout, key: *const u8, most: usize) -> Option<usize> {
    // SAFETY: the caller's promise.
    unsafe { count_key(layout, key, most, 0) }
}

#[cfg(feature = "vm")]
unsafe fn count_key(layout: &ElementLayout, key: *const u8, most: usize, depth: u32) -> Option<usize> {
    if depth > MAX_KEY_DEPTH {
        return None;
    }
    let (mut bytes, mut deep) = (0usize, false);
    // SAFETY: inside the value.
    unsafe {
        each_leaf(layout, key, |part, _| {
            let leaf = key.add(part.offset as usize);
            bytes += size_of::<u64>();
            match part.kind {
                PartKind::Str => bytes += (*leaf.cast::<Option<Str>>()).as_ref().map_or(0, |text| text.len()),
                PartKind::Boxed => {
                    if let Some((layout, value)) = boxed(leaf) {
                        match count_key(layout, value, most.saturating_sub(bytes), depth + 1) {
                            Some(more) => bytes += more,
                            None => deep = true,
                        }
                    }
                }
                PartKind::Bool | PartKind::I32 | PartKind::I64 | PartKind::F32 | PartKind::F64 => {}
                PartKind::Object | PartKind::Weak | PartKind::Lone => {}
            }
            bytes <= most && !deep
        });
    }
    (!deep).then_some(bytes)
}

/// Compares two keys.
///
/// # Safety
/// Values of a layout from parts or pieces.
pub(super) unsafe fn eq(layout: &ElementLayout, left: *const u8, right: *const u8) -> bool {
    // SAFETY: inside both values; a tag is compared before what depends on it.
    unsafe {
        each_leaf(layout, left, |part, _| {
            let (left, right) = (left.add(part.offset as usize), right.add(part.offset as usize));
            match part.kind {
                PartKind::Bool => *left == *right,
                PartKind::I32 | PartKind::F32 | PartKind::Lone => *left.cast::<u32>() == *right.cast::<u32>(),
                PartKind::I64 | PartKind::F64 => *left.cast::<u64>() == *right.cast::<u64>(),
                PartKind::Str => *left.cast::<Option<Str>>() == *right.cast::<Option<Str>>(),
                PartKind::Boxed => match (boxed(left), boxed(right)) {
                    // Both engines lay out alike, so the way through one of them is that through the other.
                    (Some((layout, left)), Some((_, right))) => layout.key.is_some_and(|key| (key.eq)(layout, left, right)),
                    (Some(_) | None, _) => *left.cast::<usize>() == *right.cast::<usize>(),
                },
                PartKind::Object | PartKind::Weak => *left.cast::<usize>() == *right.cast::<usize>(),
            }
        })
    }
}
