//! Objects that the VM lays out itself: shared variables, boxes, closures. A header and a payload that an [`ElementLayout`] describes.

use super::{ElementLayout, Header, ObjectKind, Shape, allocate, free};
use std::alloc::Layout;
use std::collections::HashMap;
use std::ptr::NonNull;
use std::sync::{LazyLock, Mutex, PoisonError};

/// The shape of a record.
#[derive(Clone, Copy, Debug)]
pub struct RecordShape(&'static Shape);

impl RecordShape {
    /// The shape of records of this kind (`Cell`, `Boxed`, `Function`, `Record`) and layout. Equal ones are made once and live for ever.
    pub fn of(kind: ObjectKind, element: &'static ElementLayout) -> RecordShape {
        type Key = (u8, usize);
        static INTERNED: LazyLock<Mutex<HashMap<Key, &'static Shape>>> = LazyLock::new(Mutex::default);
        let mut interned = INTERNED.lock().unwrap_or_else(PoisonError::into_inner);
        RecordShape(
            interned.entry((kind as u8, std::ptr::from_ref(element).addr())).or_insert_with(|| {
                Box::leak(Box::new(Shape { name: "record", kind, element: Some(element), key: None, drop: drop_record }))
            }),
        )
    }

    /// What the shape of a record begins with.
    #[cfg(feature = "vm")]
    pub(crate) fn base(kind: ObjectKind, element: &'static ElementLayout) -> Shape {
        let drop = if kind == ObjectKind::PlainFunction { free_record } else { drop_record };
        Shape { name: "record", kind, element: Some(element), key: None, drop }
    }

    /// By a shape that [`Self::base`] made, or that begins with one.
    #[cfg(feature = "vm")]
    pub(crate) fn with(shape: &'static Shape) -> RecordShape {
        RecordShape(shape)
    }

    /// The shape.
    pub fn shape(self) -> &'static Shape {
        self.0
    }
}

/// Where the payload begins. Alignments are powers of two: rounding up by a mask takes no division.
const fn payload_offset(align: usize) -> usize {
    (size_of::<Header>() + align - 1) & !(align - 1)
}

fn memory_layout(element: &ElementLayout) -> Layout {
    let size = payload_offset(element.align) + element.size;
    // The layout of a record is small and was checked when it was made.
    Layout::from_size_align(size, element.align.max(align_of::<Header>())).unwrap_or(Layout::new::<Header>())
}

/// How many bytes a record takes.
#[cfg(feature = "vm")]
pub(crate) fn record_size(shape: RecordShape) -> usize {
    shape.0.element.map_or(0, |element| memory_layout(element).size())
}

/// A record with one reference. Its payload is zeroed, which is a valid value of every part.
pub fn new_record(shape: RecordShape) -> NonNull<Header> {
    let Some(element) = shape.0.element else { unreachable!("a record's shape has an element layout") };
    let memory = allocate(memory_layout(element));
    let object = memory.cast::<Header>();
    // SAFETY: fresh memory, large enough.
    unsafe {
        object.write(Header::new(shape.0));
        memory.add(payload_offset(element.align)).write_bytes(0, element.size);
    }
    object
}

/// How many bytes a record takes whose payload is so many words.
#[cfg(feature = "vm")]
#[inline(always)]
pub(crate) fn words_size(words: usize) -> usize {
    size_of::<Header>() + words * size_of::<u64>()
}

/// As [`new_record`], with a payload of so many words that nobody has written yet.
///
/// # Safety
/// Of such records; the caller writes the payload before anybody looks at it.
#[cfg(feature = "vm")]
#[inline(always)]
pub(crate) unsafe fn new_words(shape: RecordShape, words: usize) -> NonNull<Header> {
    let size = words_size(words);
    debug_assert_eq!(size, record_size(shape));
    let Ok(layout) = Layout::from_size_align(size, align_of::<Header>()) else { unreachable!("a few words") };
    let object = allocate(layout).cast::<Header>();
    // SAFETY: fresh memory, large enough.
    unsafe { object.write(Header::new(shape.0)) };
    object
}

/// The payload of a record.
///
/// # Safety
/// `object` is a live record (or a typed cell or box, which lie in memory alike).
#[inline]
pub unsafe fn record_payload(object: NonNull<Header>) -> *mut u8 {
    // SAFETY: the payload follows the header.
    unsafe {
        let align = object.as_ref().shape().element.map_or(1, |element| element.align);
        object.cast::<u8>().as_ptr().add(payload_offset(align))
    }
}

/// [`drop_record`] of what holds nothing that is counted.
#[cfg(feature = "vm")]
unsafe fn free_record(object: NonNull<Header>) {
    // SAFETY: called once, for a dead record.
    unsafe {
        if let Some(element) = object.as_ref().shape().element {
            free(object.cast(), memory_layout(element));
        }
    }
}

unsafe fn drop_record(object: NonNull<Header>) {
    // SAFETY: called once, for a dead record.
    unsafe {
        let payload = record_payload(object);
        if let Some(element) = object.as_ref().shape().element {
            element.drop_values(payload, 1);
            free(object.cast(), memory_layout(element));
        }
    }
}
