//! Classes and traits at run time, and the memory of instances.

use super::header::release_weak;
use super::{ElementLayout, Header, Object, ObjectKind, Shape, allocate_for, free, retain_weak};
use crate::depth::Depth;
use crate::error::Fallible;
use crate::text::Str;
use crate::writ::Writ;
use std::alloc::Layout;
use std::ptr::NonNull;

/// Shows an instance, as `print` does.
pub type ShowFn = fn(&Object, &mut Writ, Depth) -> Fallible<Str>;

/// Compares two instances of a box class.
pub type EqualsFn = fn(&Object, &Object, &mut Writ, Depth) -> Fallible<bool>;

/// Runs the frame of a coroutine to its next suspension; gives one of `writ_compiler::ir::signal`.
pub type ResumeFn = fn(&Object, &mut Writ, Depth) -> Fallible<i64>;

/// How the frame of a coroutine is run.
#[derive(Clone, Copy, Debug)]
pub enum Resume {
    /// By a compiled function.
    Compiled(ResumeFn),
    /// By a function of the VM's program, by its number there.
    Script(u32),
}

/// Calls compiled code from the VM: the arguments and the place of the result lie in memory as [`Crossing`](crate::crossing::Crossing) says.
pub type Thunk = fn(&mut Writ, Depth, crate::crossing::Crossing<'_>) -> Fallible<()>;

/// What an instance runs for a slot of its class or a method of a trait, when the VM calls it.
#[derive(Clone, Copy, Debug)]
pub enum Method {
    /// A function of the VM's program, by its number there.
    Script(u32),
    /// A compiled one.
    Compiled(Thunk),
}

/// A stored field of a class.
#[derive(Clone, Copy, Debug)]
pub struct FieldInfo {
    /// The name in scripts.
    pub name: &'static str,
    /// Bytes from the payload's start.
    pub offset: usize,
    /// The type as scripts write it.
    pub ty: &'static str,
    /// Whether it is public.
    pub public: bool,
}

/// A trait at run time: it is the same trait if it is the same address.
#[derive(Debug)]
pub struct TraitShape {
    /// The name in scripts.
    pub name: &'static str,
    /// The names of its methods, in the order of their tables.
    pub methods: &'static [&'static str],
}

/// How the instances of a class have a trait.
#[derive(Debug)]
pub struct TraitEntry {
    /// The trait.
    pub definition: &'static TraitShape,
    /// For compiled code: a table of functions of the type that the trait's [`Trait`](super::Trait) names; null in a class that compiled code does not know.
    pub table: *const (),
    /// For the VM.
    pub methods: &'static [Method],
}

/// A class at run time.
#[derive(Debug)]
#[repr(C)]
pub struct ClassShape {
    /// What every object has; its kind is `Instance`.
    pub shape: Shape,
    /// Bytes of the payload.
    pub size: usize,
    /// Alignment of the payload, at most 8.
    pub align: usize,
    /// Drops the payload in place.
    pub drop_payload: unsafe fn(&ClassShape, *mut u8),
    /// How the payload's fields lie, if the VM made the class.
    pub layout: Option<&'static ElementLayout>,
    /// The classes that it extends, from the root down; not itself.
    pub ancestors: &'static [&'static ClassShape],
    /// All stored fields, the base's first.
    pub fields: &'static [FieldInfo],
    /// All its traits.
    pub traits: &'static [TraitEntry],
    /// For compiled code: a table of functions of the type that the class's [`Class`](super::Class) names.
    pub table: *const (),
    /// For the VM: by slot.
    pub methods: &'static [Method],
    /// Shows an instance.
    pub show: ShowFn,
    /// Compares two instances of a box class.
    pub equals: Option<EqualsFn>,
    /// Runs an instance, if the class is the frame of a coroutine.
    pub resume: Option<Resume>,
    /// The names of the slots, by slot.
    pub slot_names: &'static [&'static str],
    /// Whether it is a type of the host's, whose objects the host may destroy.
    pub host: bool,
}

// SAFETY: a shape is never changed, and its tables hold functions.
unsafe impl Sync for ClassShape {}
// SAFETY: as above.
unsafe impl Send for ClassShape {}
// SAFETY: as above.
unsafe impl Sync for TraitEntry {}
// SAFETY: as above.
unsafe impl Send for TraitEntry {}

impl ClassShape {
    /// The part of a class's shape that every object has.
    pub const fn shape(name: &'static str) -> Shape {
        Shape { name, kind: ObjectKind::Instance, element: None, key: None, drop: drop_instance }
    }

    /// As [`shape`](Self::shape), of a class whose payload is a `T`.
    pub const fn shape_of<T>(name: &'static str) -> Shape {
        Shape { name, kind: ObjectKind::Instance, element: None, key: None, drop: drop_instance_of::<T> }
    }

    /// As [`shape`](Self::shape), of the frame of a coroutine: what its end has dropped already is not dropped again.
    pub const fn frame_shape(name: &'static str) -> Shape {
        Shape { name, kind: ObjectKind::Instance, element: None, key: None, drop: drop_frame }
    }

    /// As [`shape`](Self::shape), of a type of the host's.
    pub(crate) const fn host_shape<T>(name: &'static str) -> Shape {
        Shape { name, kind: ObjectKind::Instance, element: None, key: None, drop: crate::host::drop_host::<T> }
    }

    /// Whether an instance of this class is one of the other too.
    #[inline]
    pub fn extends(&self, other: &ClassShape) -> bool {
        std::ptr::eq(self, other) || self.ancestors.get(other.ancestors.len()).is_some_and(|ancestor| std::ptr::eq(*ancestor, other))
    }

    /// How the class has a trait, if it has it.
    #[inline]
    pub fn trait_entry(&self, definition: &TraitShape) -> Option<&'static TraitEntry> {
        self.traits.iter().find(|entry| std::ptr::eq(entry.definition, definition))
    }

    fn memory(&self) -> Layout {
        memory(self.size, self.align)
    }
}

/// The memory of an instance with such a payload.
#[inline(always)]
fn memory(size: usize, align: usize) -> Layout {
    // Sizes of classes are small and were checked when they were made.
    // The header is a multiple of every payload's alignment, so that one behind it is aligned if the header is.
    let align = if align > align_of::<Header>() { align } else { align_of::<Header>() };
    Layout::from_size_align(size_of::<Header>() + size, align).unwrap_or(Layout::new::<Header>())
}

/// The class of an object that is an instance.
///
/// # Safety
/// The object is alive, and an instance.
#[inline]
pub unsafe fn class_of(object: NonNull<Header>) -> &'static ClassShape {
    // SAFETY: the shape of an instance is the first field of a `ClassShape` that lives for ever.
    unsafe {
        let shape: *const Shape = object.as_ref().shape();
        debug_assert!((*shape).kind == ObjectKind::Instance);
        &*shape.cast::<ClassShape>()
    }
}

/// A new instance with one reference, its payload not written yet.
#[inline]
pub fn new_instance(class: &'static ClassShape, instance: u16) -> NonNull<Header> {
    debug_assert!(class.align <= size_of::<Header>());
    let object = allocate_for(instance, class.memory()).cast::<Header>();
    // SAFETY: fresh memory, large enough. The pointer keeps the provenance of the whole `ClassShape`.
    unsafe { object.write(Header::of_instance(&*std::ptr::from_ref(class).cast::<Shape>(), instance)) };
    object
}

/// The payload of an instance.
///
/// # Safety
/// The memory of `object` is there.
#[inline(always)]
pub unsafe fn payload(object: NonNull<Header>) -> *mut u8 {
    // SAFETY: the payload follows the header, whose size is a multiple of every payload's alignment.
    unsafe { object.cast::<u8>().as_ptr().add(size_of::<Header>()) }
}

/// [`ClassShape::drop_payload`] of a class whose payload is a `T`.
///
/// # Safety
/// `payload` holds a `T` that nobody uses afterwards.
pub unsafe fn drop_payload<T>(_: &ClassShape, payload: *mut u8) {
    // SAFETY: the caller's promise.
    unsafe { payload.cast::<T>().drop_in_place() }
}

unsafe fn drop_instance(object: NonNull<Header>) {
    // SAFETY: called once, for a dead instance.
    unsafe {
        let class = class_of(object);
        if object.as_ref().is_plain() {
            (class.drop_payload)(class, payload(object));
            free(object.cast(), class.memory());
        } else {
            drop_whole(object, |payload| (class.drop_payload)(class, payload));
        }
    }
}

unsafe fn drop_instance_of<T>(object: NonNull<Header>) {
    // SAFETY: called once, for a dead instance whose payload is a `T`. If there is no weak reference to it now, there will be none.
    unsafe {
        if object.as_ref().is_plain() {
            payload(object).cast::<T>().drop_in_place();
            free(object.cast(), memory(size_of::<T>(), align_of::<T>()));
        } else {
            drop_whole(object, |payload| payload.cast::<T>().drop_in_place());
        }
    }
}

unsafe fn drop_frame(object: NonNull<Header>) {
    // SAFETY: called once, for a dead instance; only classes of frames have this function.
    unsafe { drop_whole(object, |_| crate::coroutine::drop_frame(object)) }
}

/// Frees an instance: its payload, unless the host destroyed it already, and its memory.
///
/// # Safety
/// Called once, for a dead instance, whose payload `drop_payload` drops.
#[inline(always)]
pub(crate) unsafe fn drop_whole(object: NonNull<Header>, drop_payload: impl FnOnce(*mut u8)) {
    // SAFETY: the caller's promise. What it holds may hold a weak reference to it, so it keeps one of its own meanwhile.
    unsafe {
        retain_weak(object);
        if !object.as_ref().is_gone() {
            if object.as_ref().is_owner() {
                crate::coroutine::owner_gone(object.as_ref().instance(), object.as_ptr().addr());
            }
            drop_payload(payload(object));
        }
        release_weak_object(object);
    }
}

/// One weak reference less; gives the memory of a dead object back if it was the last.
///
/// # Safety
/// `object` is an instance (dead or alive), and the caller gives up a weak reference that it owns.
#[inline]
pub unsafe fn release_weak_object(object: NonNull<Header>) {
    // SAFETY: the caller's promise; a dead object's shape is still there.
    unsafe {
        if release_weak(object) {
            free(object.cast(), class_of(object).memory());
        }
    }
}
