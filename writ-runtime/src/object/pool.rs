//! Memory of small objects: what was given back is kept, to be given out again.
//!
//! Scripts make and let go closures, boxes and small instances by the million. The system's allocator takes a hundred instructions for each pair of calls;
//! a list of free blocks for each size takes ten. Lists belong to their thread, have a limit, and go with the thread.

use std::alloc::{Layout, alloc, dealloc};
use std::cell::Cell;
use std::ptr::{NonNull, null_mut};

/// Blocks are multiples of so many bytes.
const STEP: usize = 16;

/// Up to so many steps.
const CLASSES: usize = 8;

/// What a list keeps, in blocks: what comes back beyond that goes to the system.
const MOST_KEPT: u32 = 4096;

/// A block that nobody has.
struct Block {
    next: *mut Block,
}

/// The lists of a thread.
struct Pool {
    free: [Cell<*mut Block>; CLASSES],
    kept: [Cell<u32>; CLASSES],
}

thread_local! {
    static POOL: Pool = const { Pool { free: [const { Cell::new(null_mut()) }; CLASSES], kept: [const { Cell::new(0) }; CLASSES] } };
}

/// The list for a layout, and the layout of its blocks. None for what is large, and under a sanitizer, which would not see that blocks are used after their end.
#[inline(always)]
fn class_of(layout: Layout) -> Option<(usize, Layout)> {
    let is_small = layout.size() > 0 && layout.size() <= STEP * CLASSES && layout.align() <= align_of::<Block>();
    if cfg!(not(writ_pooled)) || !is_small {
        return None;
    }
    let class = (layout.size() - 1) / STEP;
    let block = Layout::from_size_align((class + 1) * STEP, align_of::<Block>()).ok()?;
    Some((class, block))
}

/// Memory for an object, null if there is none.
///
/// # Safety
/// The layout's size is not zero.
#[inline]
pub(super) unsafe fn take(layout: Layout) -> *mut u8 {
    let Some((class, block)) = class_of(layout) else {
        // SAFETY: the caller's promise.
        return unsafe { alloc(layout) };
    };
    let found = POOL.try_with(|pool| {
        let first = NonNull::new(pool.free[class].get())?;
        // SAFETY: blocks of the list belong to nobody else, and `put` wrote them.
        pool.free[class].set(unsafe { first.as_ref() }.next);
        pool.kept[class].set(pool.kept[class].get() - 1);
        Some(first.cast())
    });
    match found {
        Ok(Some(memory)) => memory.as_ptr(),
        // While a thread ends, its lists are gone.
        // SAFETY: a block has at least `STEP` bytes.
        Ok(None) | Err(_) => unsafe { alloc(block) },
    }
}

/// Gives memory back.
///
/// # Safety
/// It came from [`take`] with the same layout, and nobody uses it any more.
#[inline]
pub(super) unsafe fn put(memory: NonNull<u8>, layout: Layout) {
    let Some((class, block)) = class_of(layout) else {
        // SAFETY: the caller's promise; such layouts are the system's own.
        return unsafe { dealloc(memory.as_ptr(), layout) };
    };
    let is_kept = POOL.try_with(|pool| {
        let kept = pool.kept[class].get();
        if kept >= MOST_KEPT {
            return false;
        }
        let first = memory.cast::<Block>();
        // SAFETY: a block has room for the link, and its alignment.
        unsafe { first.write(Block { next: pool.free[class].get() }) };
        pool.free[class].set(first.as_ptr());
        pool.kept[class].set(kept + 1);
        true
    });
    if !is_kept.unwrap_or(false) {
        // SAFETY: all blocks of a class were allocated with its layout.
        unsafe { dealloc(memory.as_ptr(), block) }
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        for (class, list) in self.free.iter().enumerate() {
            let Ok(block) = Layout::from_size_align((class + 1) * STEP, align_of::<Block>()) else { continue };
            let mut next = list.replace(null_mut());
            while let Some(first) = NonNull::new(next) {
                // SAFETY: as in `take`; the thread ends, and nobody else has these blocks.
                unsafe {
                    next = first.as_ref().next;
                    dealloc(first.as_ptr().cast(), block);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_come_back_for_what_fits_the_same_size() {
        let layout = |size| Layout::from_size_align(size, 8).expect("a size");
        // SAFETY: each block is given back once, with the layout it was taken with, and not used afterwards.
        unsafe {
            let first = take(layout(33));
            let second = take(layout(48));
            assert_ne!(first, second);
            first.write_bytes(1, 33);
            second.write_bytes(2, 48);
            assert_eq!((*first.add(32), *second.add(47)), (1, 2));
            put(NonNull::new(first).expect("memory"), layout(33));
            let third = take(layout(40));
            assert_eq!(third == first, cfg!(writ_pooled));
            put(NonNull::new(third).expect("memory"), layout(40));
            put(NonNull::new(second).expect("memory"), layout(48));
            for size in [STEP * CLASSES + 1, 1 << 20] {
                let large = take(layout(size));
                assert!(!large.is_null());
                put(NonNull::new(large).expect("memory"), layout(size));
            }
        }
    }

    #[test]
    fn a_list_keeps_no_more_than_its_limit() {
        let layout = Layout::from_size_align(100, 8).expect("a size");
        // SAFETY: as above; a thread of its own, so that nobody else uses its lists.
        std::thread::spawn(move || unsafe {
            let blocks: Vec<_> = (0..MOST_KEPT + 10).map(|_| NonNull::new(take(layout)).expect("memory")).collect();
            blocks.iter().for_each(|block| put(*block, layout));
            let kept = POOL.with(|pool| pool.kept.iter().map(Cell::get).sum::<u32>());
            assert_eq!(kept, if cfg!(writ_pooled) { MOST_KEPT } else { 0 });
        })
        .join()
        .expect("the thread ends");
    }
}
