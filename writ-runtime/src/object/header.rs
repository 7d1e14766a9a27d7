//! Counting and freeing.

use super::{Shape, account, pool};
use std::alloc::{Layout, alloc, dealloc, handle_alloc_error};
use std::cell::{Cell, RefCell};
use std::mem::ManuallyDrop;
use std::ptr::NonNull;

/// A count that is never changed again: the object lives for ever. Reached only by four billion references.
pub const IMMORTAL: u32 = u32::MAX;

/// How deep frees nest on the native stack before further ones wait in a queue.
const MAX_FREE_DEPTH: u32 = 32;

/// What every heap object begins with.
#[repr(C)]
pub struct Header {
    /// How many references there are; 0 while the object is being freed, and when only weak references are left.
    count: Cell<u32>,
    /// How many weak references there are, and one more while the payload is being dropped. [`WEAK_MAX`] of them are never counted down again.
    weak: Cell<u16>,
    /// Which instance of [`Writ`](crate::Writ) it belongs to, whose heap it is counted in; 0 for what no script asked for. With the bits [`OWNER`],
    /// [`GONE`], [`LENT`].
    instance: Cell<u16>,
    /// What the object is.
    shape: Cell<*const Shape>,
}

/// The bit of an owner of coroutines: the scheduler of its instance has to know when the object is freed.
const OWNER: u16 = 1 << 15;

/// The bit of an object of the host's that the host destroyed: its payload is not there any more.
const GONE: u16 = 1 << 14;

/// The bit of an object that a function of the host's borrows while scripts may run.
const LENT: u16 = 1 << 13;

/// The highest number of an instance.
pub const MAX_INSTANCE: u16 = LENT - 1;

/// A count of weak references that is never changed again: the object's memory (not what it held) is kept for ever.
const WEAK_MAX: u16 = u16::MAX;

const _: () = assert!(size_of::<Header>() == 16 || size_of::<usize>() == 4);

impl Header {
    /// A header with one reference, of an object whose memory is that of the last [`allocate`].
    #[inline(always)]
    pub fn new(shape: &'static Shape) -> Header {
        Header::of_instance(shape, account::current())
    }

    /// A header with one reference, of an object of an instance, whose number is at most [`MAX_INSTANCE`].
    pub const fn of_instance(shape: &'static Shape, instance: u16) -> Header {
        Header { count: Cell::new(1), weak: Cell::new(0), instance: Cell::new(instance), shape: Cell::new(shape) }
    }

    /// A header whose object lives for ever.
    pub const fn immortal(shape: &'static Shape) -> Header {
        Header { count: Cell::new(IMMORTAL), weak: Cell::new(0), instance: Cell::new(0), shape: Cell::new(shape) }
    }

    /// Which instance the object belongs to.
    #[inline]
    pub fn instance(&self) -> u16 {
        self.instance.get() & MAX_INSTANCE
    }

    /// Whether the scheduler has to know when the object is freed.
    #[inline]
    pub(crate) fn is_owner(&self) -> bool {
        self.instance.get() & OWNER != 0
    }

    /// The scheduler has to know when the object is freed. That stays so, for as long as it lives.
    pub(crate) fn set_owner(&self) {
        self.instance.set(self.instance.get() | OWNER);
    }

    /// Whether it belongs to an instance, and is neither destroyed nor borrowed.
    #[inline(always)]
    pub(crate) fn is_free_for(&self, instance: u16) -> bool {
        self.instance.get() & !OWNER == instance
    }

    /// Whether there is nothing to look after when it is freed: no weak reference, no coroutines, and the host neither destroyed nor borrows it.
    #[inline(always)]
    pub(super) fn is_plain(&self) -> bool {
        self.weak.get() == 0 && self.instance.get() <= MAX_INSTANCE
    }

    /// Whether the host destroyed it.
    #[inline]
    pub(crate) fn is_gone(&self) -> bool {
        self.instance.get() & GONE != 0
    }

    /// The host destroyed it.
    pub(crate) fn set_gone(&self) {
        self.instance.set(self.instance.get() | GONE);
    }

    /// Whether a function of the host's borrows it while scripts may run.
    pub(crate) fn set_lent(&self, lent: bool) {
        self.instance.set(if lent { self.instance.get() | LENT } else { self.instance.get() & !LENT });
    }

    /// What the object is.
    #[inline]
    pub fn shape(&self) -> &'static Shape {
        // SAFETY: made from a `&'static Shape`.
        unsafe { &*self.shape.get() }
    }

    /// Takes another shape for the same object: one that says more of how it lies in memory.
    #[cfg(feature = "vm")]
    pub(crate) fn set_shape(&self, shape: &'static Shape) {
        self.shape.set(shape);
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
    /// Dead objects that wait. Not dropped with the thread (it is empty then), so that nothing has to be registered for that at each use.
    waiting: RefCell<ManuallyDrop<Vec<NonNull<Header>>>>,
    live: Cell<usize>,
}

thread_local! {
    static HEAP: Heap = const { Heap { depth: Cell::new(0), waiting: RefCell::new(ManuallyDrop::new(Vec::new())), live: Cell::new(0) } };
}

/// How many heap objects of this thread are alive: for tests that look for leaks.
pub fn live_objects() -> usize {
    HEAP.with(|heap| heap.live.get())
}

/// Memory for an object of the instance that runs, if one does. The caller writes header and payload before anything else happens to it.
///
/// # Panics
/// Never for sizes that fit `isize`; aborts if the system has no memory left.
#[inline]
pub fn allocate(layout: Layout) -> NonNull<u8> {
    allocate_for(account::current(), layout)
}

/// As [`allocate`], for an object whose header will say that it is of this instance.
#[inline]
pub fn allocate_for(instance: u16, layout: Layout) -> NonNull<u8> {
    debug_assert!(layout.size() >= size_of::<Header>());
    // SAFETY: the size is not zero.
    let memory = unsafe { pool::take(layout) };
    counted(instance, memory, layout)
}

/// As [`allocate`], for memory that `realloc` may move: it comes from the system.
#[inline]
pub fn allocate_growing(layout: Layout) -> NonNull<u8> {
    debug_assert!(layout.size() >= size_of::<Header>());
    // SAFETY: the size is not zero.
    let memory = unsafe { alloc(layout) };
    counted(account::current(), memory, layout)
}

/// Counts new memory.
#[inline]
fn counted(instance: u16, memory: *mut u8, layout: Layout) -> NonNull<u8> {
    let Some(memory) = NonNull::new(memory) else { handle_alloc_error(layout) };
    HEAP.with(|heap| heap.live.set(heap.live.get() + 1));
    account::add(instance, layout.size());
    memory
}

/// Gives memory back.
///
/// # Safety
/// `memory` came from [`allocate`] with the same layout, its payload is dropped and nobody uses it any more. Its header is still there.
#[inline]
pub unsafe fn free(memory: NonNull<u8>, layout: Layout) {
    // SAFETY: the caller's promise.
    unsafe {
        discounted(memory, layout);
        pool::put(memory, layout);
    }
}

/// As [`free`], for what came from [`allocate_growing`] or from a `realloc` of that, which was counted.
///
/// # Safety
/// As there.
#[inline]
pub unsafe fn free_growing(memory: NonNull<u8>, layout: Layout) {
    // SAFETY: the caller's promise.
    unsafe {
        discounted(memory, layout);
        dealloc(memory.as_ptr(), layout);
    }
}

/// Takes memory out of the counts.
///
/// # Safety
/// It begins with a header.
#[inline]
unsafe fn discounted(memory: NonNull<u8>, layout: Layout) {
    HEAP.with(|heap| heap.live.set(heap.live.get() - 1));
    // SAFETY: the caller's promise.
    account::subtract(unsafe { memory.cast::<Header>().as_ref() }.instance(), layout.size());
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

/// One reference less, if that is not the last: whether it is done. The caller gives it up only then.
///
/// # Safety
/// `object` is alive, and the caller owns a reference to it.
#[cfg(feature = "vm")]
#[inline(always)]
pub(crate) unsafe fn release_shared(object: NonNull<Header>) -> bool {
    // SAFETY: alive, and only this thread has it.
    let count = unsafe { &object.as_ref().count };
    match count.get() {
        1 => return false,
        IMMORTAL => {}
        more => count.set(more - 1),
    }
    true
}

/// Frees an object without references, and what it held if those were the last references to it. Objects may nest millions deep: beyond a
/// certain depth they wait in a list until the frees above have returned.
///
/// # Safety
/// The object's last reference is gone.
#[cold]
#[inline(never)]
unsafe fn destroy(object: NonNull<Header>) {
    // SAFETY: still intact. From here on weak references find nothing.
    let shape = unsafe {
        object.as_ref().count.set(0);
        object.as_ref().shape()
    };
    if shape.kind == super::ObjectKind::PlainFunction {
        // It frees nothing else. Small closures are made and let go by the million.
        // SAFETY: each shape's drop function fits its objects.
        return unsafe { (shape.drop)(object) };
    }
    HEAP.with(|heap| {
        let depth = heap.depth.get();
        if depth == MAX_FREE_DEPTH {
            heap.waiting.borrow_mut().push(object);
            return;
        }
        heap.depth.set(depth + 1);
        // SAFETY: each shape's drop function fits its objects.
        unsafe { (shape.drop)(object) };
        if depth == 0 && !heap.waiting.borrow().is_empty() {
            // The borrow ends before the object is freed: that may put others here.
            while let Some(object) = { heap.waiting.borrow_mut().pop() } {
                // SAFETY: it was put there above, dead and intact.
                unsafe { (object.as_ref().shape().drop)(object) };
            }
            drop(ManuallyDrop::into_inner(heap.waiting.replace(ManuallyDrop::new(Vec::new()))));
        }
        heap.depth.set(depth);
    });
}

/// One more weak reference.
///
/// # Safety
/// The object's memory is there: it is alive, or has another weak reference.
#[inline]
pub unsafe fn retain_weak(object: NonNull<Header>) {
    // SAFETY: the memory is there, and only this thread has it.
    let weak = unsafe { &object.as_ref().weak };
    weak.set(weak.get().saturating_add(1));
}

/// One weak reference less. Whether it was the last one of a dead object, whose memory the caller then gives back.
///
/// # Safety
/// The caller gives up a weak reference that it owns.
#[inline]
pub unsafe fn release_weak(object: NonNull<Header>) -> bool {
    // SAFETY: the memory is there, and only this thread has it.
    let Header { count, weak, .. } = unsafe { object.as_ref() };
    if weak.get() == WEAK_MAX {
        return false;
    }
    weak.set(weak.get() - 1);
    weak.get() == 0 && count.get() == 0
}
