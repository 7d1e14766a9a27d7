//! Counting and freeing.

use super::Shape;
use std::alloc::{Layout, alloc, dealloc, handle_alloc_error};
use std::cell::Cell;
use std::ptr::{self, NonNull};

/// A count that is never changed again: the object lives for ever. Reached only by four billion references.
pub const IMMORTAL: u32 = u32::MAX;

/// How deep frees nest on the native stack before further ones wait in a queue.
const MAX_FREE_DEPTH: u32 = 32;

/// What every heap object begins with.
#[repr(C)]
pub struct Header {
    /// How many references there are.
    count: Cell<u32>,
    /// For weak references and the collector of cycles; 0 so far.
    flags: Cell<u32>,
    /// What the object is.
    shape: Cell<*const Shape>,
}

const _: () = assert!(size_of::<Header>() == 16 || size_of::<usize>() == 4);

impl Header {
    /// A header with one reference.
    pub const fn new(shape: &'static Shape) -> Header {
        Header { count: Cell::new(1), flags: Cell::new(0), shape: Cell::new(shape) }
    }

    /// What the object is.
    #[inline]
    pub fn shape(&self) -> &'static Shape {
        // SAFETY: `new` stored a `&'static Shape`; the field is used for something else only while a dead object waits to be freed.
        unsafe { &*self.shape.get() }
    }

    /// How many references there are.
    #[inline]
    pub fn count(&self) -> u32 {
        self.count.get()
    }

    /// Whether there is no other reference.
    #[inline]
    pub fn is_unique(&self) -> bool {
        self.count.get() == 1
    }
}

/// Per thread: how deep frees nest, what waits, how many objects are alive.
struct Heap {
    depth: Cell<u32>,
    /// Dead objects that wait; linked through their flags' and count's place.
    waiting: Cell<*mut Waiting>,
    live: Cell<usize>,
}

/// A dead object that waits to be freed: what the first word of its header then is.
#[repr(C)]
struct Waiting {
    next: *mut Waiting,
}

const _: () = assert!(size_of::<Waiting>() <= std::mem::offset_of!(Header, shape));

thread_local! {
    static HEAP: Heap = const { Heap { depth: Cell::new(0), waiting: Cell::new(ptr::null_mut()), live: Cell::new(0) } };
}

/// How many heap objects of this thread are alive: for tests that look for leaks.
pub fn live_objects() -> usize {
    HEAP.with(|heap| heap.live.get())
}

/// Memory for an object. The caller writes header and payload before anything else happens to it.
///
/// # Panics
/// Never for sizes that fit `isize`; aborts if the system has no memory left.
#[inline]
pub fn allocate(layout: Layout) -> NonNull<u8> {
    debug_assert!(layout.size() >= size_of::<Header>());
    // SAFETY: the size is not zero.
    let memory = unsafe { alloc(layout) };
    let Some(memory) = NonNull::new(memory) else { handle_alloc_error(layout) };
    HEAP.with(|heap| heap.live.set(heap.live.get() + 1));
    memory
}

/// Gives memory back.
///
/// # Safety
/// `memory` came from [`allocate`] with the same layout (or from a `realloc` of that), its payload is dropped and nobody uses it any more.
#[inline]
pub unsafe fn free(memory: NonNull<u8>, layout: Layout) {
    HEAP.with(|heap| heap.live.set(heap.live.get() - 1));
    // SAFETY: the caller's promise.
    unsafe { dealloc(memory.as_ptr(), layout) }
}

/// One more reference.
///
/// # Safety
/// `object` is alive.
#[inline]
pub unsafe fn retain(object: NonNull<Header>) {
    // SAFETY: alive, and only this thread has it.
    let count = unsafe { &object.as_ref().count };
    count.set(count.get().saturating_add(1));
}

/// One reference less; frees the object if it was the last.
///
/// # Safety
/// `object` is alive and the caller gives up a reference that it owns.
#[inline]
pub unsafe fn release(object: NonNull<Header>) {
    // SAFETY: alive, and only this thread has it.
    let count = unsafe { &object.as_ref().count };
    match count.get() {
        // SAFETY: that was the last reference.
        1 => unsafe { destroy(object) },
        IMMORTAL => {}
        more => count.set(more - 1),
    }
}

/// Frees an object without references, and what it held if those were the last references to it. Objects may nest millions deep: beyond a
/// certain depth they wait in a list until the frees above have returned.
///
/// # Safety
/// The object's last reference is gone.
#[cold]
#[inline(never)]
unsafe fn destroy(object: NonNull<Header>) {
    // SAFETY: still intact.
    let shape = unsafe { object.as_ref() }.shape();
    HEAP.with(|heap| {
        let depth = heap.depth.get();
        if depth == MAX_FREE_DEPTH {
            let waiting = object.cast::<Waiting>().as_ptr();
            // SAFETY: nobody reads a dead object's count and flags; a list link fits there. The shape stays.
            unsafe { (*waiting).next = heap.waiting.get() };
            heap.waiting.set(waiting);
            return;
        }
        heap.depth.set(depth + 1);
        // SAFETY: each shape's drop function fits its objects.
        unsafe { (shape.drop)(object) };
        if depth == 0 {
            while let Some(waiting) = NonNull::new(heap.waiting.get()) {
                // SAFETY: it was put there above, with its link written and its shape intact.
                unsafe {
                    heap.waiting.set((*waiting.as_ptr()).next);
                    let object = waiting.cast::<Header>();
                    (object.as_ref().shape().drop)(object);
                }
            }
        }
        heap.depth.set(depth);
    });
}
