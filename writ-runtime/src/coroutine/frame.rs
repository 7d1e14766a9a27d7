//! Frames of coroutines: what every one begins with, and how its variables end before the object does.

#![allow(unsafe_code)] // The first fields of objects of classes that the compiler made.

use crate::object::{AnyRef, ClassShape, Header, Object, Reference, Resume, class_of, payload};
use std::ptr::NonNull;

/// The state of a frame whose variables are gone.
const CLEARED: i32 = -1;

/// What the payload of every frame begins with: the fields of the library's class `Coroutine`.
#[repr(C)]
struct Head {
    /// Where it goes on; 0 at its beginning.
    state: i32,
    /// The index of its task and 1; 0 before its start and after its end.
    task: i32,
    /// The object whose method it is.
    receiver: Option<AnyRef>,
}

/// A reference to the frame of a coroutine.
#[derive(Clone)]
#[repr(transparent)]
pub(crate) struct Frame(Object);

impl Frame {
    /// An object as a frame, if it is one.
    pub(crate) fn of(object: Object) -> Option<Frame> {
        object.class().resume.is_some().then(|| {
            debug_assert!(object.class().size >= size_of::<Head>());
            Frame(object)
        })
    }

    /// As any object.
    #[inline]
    pub(crate) fn object(&self) -> &Object {
        &self.0
    }

    /// As any object.
    pub(crate) fn into_object(self) -> Object {
        self.0
    }

    /// Each use of it ends before anything else can look into the object.
    #[inline(always)]
    fn head(&self) -> *mut Head {
        // SAFETY: alive; only classes of frames have a resume function, and they all extend the library's class.
        unsafe { payload(self.0.as_raw()).cast::<Head>() }
    }

    /// The class.
    #[inline]
    pub(super) fn class(&self) -> &'static ClassShape {
        self.0.class()
    }

    /// It will be resumed soon: its memory may come nearer meanwhile.
    #[inline]
    pub(super) fn prefetch(&self) {
        #[cfg(target_arch = "x86_64")]
        {
            use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
            let start = self.0.as_raw().as_ptr().cast::<i8>();
            // SAFETY: a hint; nothing is read, whatever lies there.
            unsafe {
                _mm_prefetch::<_MM_HINT_T0>(start);
                _mm_prefetch::<_MM_HINT_T0>(start.wrapping_add(64));
            }
        }
    }

    /// How it is run.
    #[inline(always)]
    pub(super) fn resume(&self) -> Resume {
        match self.0.class().resume {
            Some(resume) => resume,
            None => unreachable!("a frame's class has a resume function"),
        }
    }

    /// Whether it was neither started nor cleared.
    pub(super) fn is_new(&self) -> bool {
        // SAFETY: see `head`.
        unsafe { (*self.head()).state == 0 && (*self.head()).task == 0 }
    }

    /// The index of its task, if it has one.
    #[inline]
    pub(super) fn task(&self) -> Option<u32> {
        // SAFETY: see `head`.
        unsafe { (*self.head()).task }.checked_sub(1).and_then(|index| u32::try_from(index).ok())
    }

    /// It has this task now, or none. Indices of tasks fit.
    pub(super) fn set_task(&self, index: Option<u32>) {
        // SAFETY: see `head`.
        unsafe { (*self.head()).task = index.map_or(0, |index| index as i32 + 1) }
    }

    /// The object whose method it is.
    pub(super) fn receiver(&self) -> Option<AnyRef> {
        // SAFETY: see `head`; to count an object looks into no other.
        unsafe { (*self.head()).receiver.clone() }
    }

    /// Takes out the object whose method it is. The caller drops it when it is ready for whatever ends with that.
    pub(super) fn take_receiver(&self) -> Option<AnyRef> {
        // SAFETY: see `head`; nothing is dropped here.
        unsafe { (*self.head()).receiver.take() }
    }

    /// Fills in the object whose method it is, for a resume. There was none.
    #[inline]
    pub(super) fn lend(&self, receiver: AnyRef) {
        debug_assert!(self.receiver().is_none());
        // SAFETY: see `head`; there is nothing to drop.
        unsafe { (&raw mut (*self.head()).receiver).write(Some(receiver)) }
    }

    /// After the resume, takes it out again. If that was the last reference to the object the caller has to drop it; else it is gone.
    #[inline]
    pub(super) fn give_back(&self) -> Option<AnyRef> {
        let receiver = self.take_receiver()?;
        // If there are others it is only counted down.
        receiver.as_object().is_unique().then_some(receiver)
    }

    /// Ends its variables, the last one first, and at the very end lets go of the object whose method it is.
    pub(super) fn clear(&self) {
        // SAFETY: alive as long as this reference, and an instance of a frame's class.
        unsafe { end_variables(self.class(), payload(self.0.as_raw())) }
    }
}

/// What traces, hosts and scripts call a coroutine: `walk` for `<Coroutine walk>`.
pub(super) fn name_of(class: &ClassShape) -> &'static str {
    class.shape.name.strip_prefix("Coroutine ").unwrap_or(class.shape.name)
}

/// Drops what a frame holds: for the shapes of frames.
///
/// # Safety
/// Called once, for a dead instance of a frame's class, which has a weak reference to itself meanwhile.
pub(crate) unsafe fn drop_frame(object: NonNull<Header>) {
    // SAFETY: the caller's promise.
    unsafe { end_variables(class_of(object), payload(object)) }
}

/// Drops a frame's payload, unless that has happened.
///
/// # Safety
/// `payload` is that of an instance of `class`, the class of a frame.
unsafe fn end_variables(class: &ClassShape, payload: *mut u8) {
    let head = payload.cast::<Head>();
    // SAFETY: the payload begins with a head. It is marked first: what is dropped may come back here, but not for this frame.
    unsafe {
        if std::mem::replace(&mut (*head).state, CLEARED) == CLEARED {
            return;
        }
        let receiver = (*head).receiver.take();
        // Its fields are the variables from the last one to the first.
        (class.drop_payload)(class, payload);
        drop(receiver);
    }
}
