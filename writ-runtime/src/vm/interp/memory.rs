//! Values between slots and memory, and their counts.

use crate::object::{
    ElementLayout, Header, Part, PartKind, Piece, each_piece, read_leaf, release, release_shared, release_weak_object, retain, retain_weak,
    write_leaf,
};
use crate::text::Str;
use crate::vm::bytecode::{Layout, Leaf, Scalar};
use std::ptr::NonNull;

/// The runtime's layout for ours, its parts moved by some bytes (behind the number of a closure's function).
pub(crate) fn element_layout(layout: &Layout, shift: u32) -> &'static ElementLayout {
    let slots = layout.leaves.len();
    if shift == 0 {
        return ElementLayout::from_pieces(layout.size as usize, layout.align as usize, slots, &layout.way());
    }
    let mut way = vec![Piece::Leaf(Part { offset: 0, kind: PartKind::I64 }, 0)];
    way.extend(layout.way().into_iter().map(|piece| piece.shifted(shift, 1)));
    let size = (layout.size + shift).next_multiple_of(8);
    ElementLayout::from_pieces(size as usize, 8, slots + 1, &way)
}

/// The object of a slot.
#[inline(always)]
pub(crate) fn object(bits: u64) -> Option<NonNull<Header>> {
    NonNull::new(std::ptr::with_exposed_provenance_mut(bits as usize))
}

/// The slot of an object.
#[inline(always)]
pub(crate) fn object_bits(object: NonNull<Header>) -> u64 {
    object.as_ptr().expose_provenance() as u64
}

/// The address in a slot.
#[inline(always)]
pub(crate) fn address(bits: u64) -> *mut u8 {
    std::ptr::with_exposed_provenance_mut(bits as usize)
}

/// One more holder of an object, if there is one.
///
/// # Safety
/// 0 or a live object.
#[inline(always)]
pub(crate) unsafe fn retain_object(bits: u64) {
    if let Some(object) = object(bits) {
        // SAFETY: alive.
        unsafe { retain(object) }
    }
}

/// One holder less of an object, if there is one.
///
/// # Safety
/// 0 or a live object whose reference the caller gives up.
#[inline(always)]
pub(crate) unsafe fn release_object(bits: u64) {
    if let Some(object) = object(bits) {
        // SAFETY: alive.
        unsafe { release(object) }
    }
}

/// As [`release_object`], if that is not the last holder: whether it is done.
///
/// # Safety
/// As there.
#[inline(always)]
pub(super) unsafe fn release_shared_object(bits: u64) -> bool {
    // SAFETY: alive.
    object(bits).is_none_or(|object| unsafe { release_shared(object) })
}

/// One more holder of a weak reference, if there is one.
///
/// # Safety
/// 0, or an instance that is alive or has a weak reference.
#[inline(always)]
pub(crate) unsafe fn retain_weak_bits(bits: u64) {
    if let Some(object) = object(bits) {
        // SAFETY: its memory is there.
        unsafe { retain_weak(object) }
    }
}

/// One holder less of a weak reference, if there is one.
///
/// # Safety
/// 0, or an instance whose weak reference the caller gives up.
#[inline(always)]
pub(crate) unsafe fn release_weak_bits(bits: u64) {
    if let Some(object) = object(bits) {
        // SAFETY: its memory is there.
        unsafe { release_weak_object(object) }
    }
}

/// Retains every reference of a value in slots.
///
/// # Safety
/// The slots hold a value of the layout.
#[inline(never)]
pub(crate) unsafe fn retain_slots(layout: &Layout, slots: *const u64) {
    for (index, leaf) in layout.leaves.iter().enumerate() {
        // SAFETY: the caller's promise.
        unsafe {
            match leaf.scalar {
                Scalar::Str => Str::retain_bits(*slots.add(index)),
                Scalar::Object => retain_object(*slots.add(index)),
                Scalar::Weak => retain_weak_bits(*slots.add(index)),
                Scalar::Bits64 | Scalar::I32 | Scalar::F32 | Scalar::Bool => {}
            }
        }
    }
}

/// Releases every reference of a value in slots.
///
/// # Safety
/// The slots hold a value of the layout, whose references the caller gives up.
#[inline(never)]
pub(crate) unsafe fn release_slots(layout: &Layout, slots: *const u64) {
    for (index, leaf) in layout.leaves.iter().enumerate() {
        // SAFETY: the caller's promise.
        unsafe {
            match leaf.scalar {
                Scalar::Str => Str::release_bits(*slots.add(index)),
                Scalar::Object => release_object(*slots.add(index)),
                Scalar::Weak => release_weak_bits(*slots.add(index)),
                Scalar::Bits64 | Scalar::I32 | Scalar::F32 | Scalar::Bool => {}
            }
        }
    }
}

/// The slot of a leaf in memory, without counting.
///
/// # Safety
/// Such a leaf lies there, aligned.
#[inline(always)]
pub(super) unsafe fn load_leaf(scalar: Scalar, from: *const u8) -> u64 {
    // SAFETY: the caller's promise.
    unsafe {
        match scalar {
            Scalar::Bits64 | Scalar::Str | Scalar::Object | Scalar::Weak => *from.cast::<u64>(),
            Scalar::I32 => i64::from(*from.cast::<i32>()) as u64,
            Scalar::F32 => u64::from(*from.cast::<u32>()),
            Scalar::Bool => u64::from(*from),
        }
    }
}

/// Writes the leaf of a slot into memory, without counting.
///
/// # Safety
/// There is room for it, aligned.
#[inline(always)]
pub(super) unsafe fn store_leaf(scalar: Scalar, slot: u64, to: *mut u8) {
    // SAFETY: the caller's promise.
    unsafe {
        match scalar {
            Scalar::Bits64 | Scalar::Str | Scalar::Object | Scalar::Weak => *to.cast::<u64>() = slot,
            Scalar::I32 | Scalar::F32 => *to.cast::<u32>() = slot as u32,
            Scalar::Bool => *to = slot as u8,
        }
    }
}

/// Reads a value without counting.
///
/// # Safety
/// A value of the layout lies at `from`; `slots` has room for its leaves.
#[inline]
pub(crate) unsafe fn load(layout: &Layout, from: *const u8, slots: *mut u64) {
    if let [Leaf { scalar: Scalar::Bits64 | Scalar::Str | Scalar::Object, offset: 0 }] = *layout.leaves {
        // SAFETY: the caller's promise.
        unsafe { *slots = *from.cast::<u64>() };
        return;
    }
    if let Some(pieces) = &layout.pieces {
        // SAFETY: the caller's promise. The slots of what is not there are 0.
        return unsafe { load_pieces(layout, pieces, from, slots) };
    }
    for (index, leaf) in layout.leaves.iter().enumerate() {
        // SAFETY: the caller's promise; leaves are aligned.
        unsafe { *slots.add(index) = load_leaf(leaf.scalar, from.add(leaf.offset as usize)) }
    }
}

/// Writes a value without counting.
///
/// # Safety
/// `to` has room for a value of the layout, which is in `slots`.
#[inline]
pub(crate) unsafe fn store(layout: &Layout, slots: *const u64, to: *mut u8) {
    if let [Leaf { scalar: Scalar::Bits64 | Scalar::Str | Scalar::Object, offset: 0 }] = *layout.leaves {
        // SAFETY: the caller's promise.
        unsafe { *to.cast::<u64>() = *slots };
        return;
    }
    if let Some(pieces) = &layout.pieces {
        // SAFETY: the caller's promise.
        return unsafe { store_pieces(pieces, slots, to) };
    }
    for (index, leaf) in layout.leaves.iter().enumerate() {
        // SAFETY: the caller's promise; leaves are aligned.
        unsafe { store_leaf(leaf.scalar, *slots.add(index), to.add(leaf.offset as usize)) }
    }
}

#[inline(never)]
unsafe fn load_pieces(layout: &Layout, pieces: &[Piece], from: *const u8, slots: *mut u64) {
    // SAFETY: as for `load`.
    unsafe {
        slots.write_bytes(0, layout.leaves.len());
        each_piece(pieces, from, |part, slot| {
            *slots.add(slot) = read_leaf(part.kind, from.add(part.offset as usize));
            true
        });
    }
}

#[inline(never)]
unsafe fn store_pieces(pieces: &[Piece], slots: *const u64, to: *mut u8) {
    // SAFETY: as for `store`. A tag is written before what depends on it.
    unsafe {
        each_piece(pieces, to, |part, slot| {
            write_leaf(part.kind, *slots.add(slot), to.add(part.offset as usize));
            true
        });
    }
}

/// Writes a value over another one, which is released after that.
///
/// # Safety
/// A value of the layout lies at `to`, another is in `slots` and moves.
#[inline(never)]
pub(super) unsafe fn replace(layout: &Layout, slots: *const u64, to: *mut u8) {
    if let Some(pieces) = &layout.pieces {
        // SAFETY: the caller's promise. What the tags say is there changes: the old value is taken out first.
        return unsafe {
            let mut old = vec![0; if layout.counted { layout.leaves.len() } else { 0 }];
            if layout.counted {
                load_pieces(layout, pieces, to, old.as_mut_ptr());
            }
            store_pieces(pieces, slots, to);
            if layout.counted {
                release_slots(layout, old.as_ptr());
            }
        };
    }
    for (index, leaf) in layout.leaves.iter().enumerate() {
        // SAFETY: the caller's promise. Leaf by leaf: what a release frees is not this memory, which the caller holds.
        unsafe {
            let (slot, to) = (*slots.add(index), to.add(leaf.offset as usize));
            match leaf.scalar {
                Scalar::Bits64 => *to.cast::<u64>() = slot,
                Scalar::I32 | Scalar::F32 => *to.cast::<u32>() = slot as u32,
                Scalar::Bool => *to = slot as u8,
                Scalar::Str => Str::release_bits(to.cast::<u64>().replace(slot)),
                Scalar::Object => release_object(to.cast::<u64>().replace(slot)),
                Scalar::Weak => release_weak_bits(to.cast::<u64>().replace(slot)),
            }
        }
    }
}

/// As [`load`], for the loop over instructions.
///
/// # Safety
/// As [`load`].
#[inline(never)]
pub(super) unsafe fn peek(layout: &Layout, from: *const u8, slots: *mut u64) {
    // SAFETY: the caller's promise.
    unsafe { load(layout, from, slots) }
}

/// Reads a value and counts its references.
///
/// # Safety
/// As [`load`].
#[inline(never)]
pub(super) unsafe fn load_retained(layout: &Layout, from: *const u8, slots: *mut u64) {
    // SAFETY: the caller's promise.
    unsafe {
        load(layout, from, slots);
        if layout.counted {
            retain_slots(layout, slots);
        }
    }
}
