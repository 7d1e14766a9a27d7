//! Handles to instances: for generated code and hosts.
//!
//! Every handle is one pointer to an object's header, so that the VM, generated code and hosts pass it on as it is. A handle of one type turns into
//! one of a wider type by a cast of the reference. Hosts look into an object with [`Ref::borrow`] and [`Ref::borrow_mut`], for as long as they
//! hold the instance: running scripts needs `&mut Writ`. Generated code uses [`Fields`](super::Fields).

use super::class::{class_of, new_instance, payload};
use super::{ClassShape, Has, Header, TraitEntry, TraitShape, Value, WeakRef, release, retain};
use crate::depth::Depth;
use crate::error::{self, Fallible};
use crate::text::Str;
use crate::writ::Writ;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use std::ptr::NonNull;

/// A reference to an instance of any class.
#[repr(transparent)]
pub struct Object {
    header: NonNull<Header>,
    /// Counts are not atomic.
    not_send: PhantomData<*const ()>,
}

impl Object {
    /// From a pointer, whose reference the handle takes over.
    ///
    /// # Safety
    /// `header` is an instance of a class, and the caller owns a reference to it.
    #[inline]
    pub unsafe fn from_raw(header: NonNull<Header>) -> Object {
        Object { header, not_send: PhantomData }
    }

    /// The pointer, whose reference now belongs to the caller.
    #[inline]
    pub fn into_raw(self) -> NonNull<Header> {
        std::mem::ManuallyDrop::new(self).header
    }

    /// The pointer.
    #[inline]
    pub fn as_raw(&self) -> NonNull<Header> {
        self.header
    }

    /// What it begins with.
    #[inline(always)]
    pub(crate) fn header(&self) -> &Header {
        // SAFETY: alive.
        unsafe { self.header.as_ref() }
    }

    /// The class.
    #[inline]
    pub fn class(&self) -> &'static ClassShape {
        // SAFETY: alive, and an instance.
        unsafe { class_of(self.header) }
    }

    /// Which instance it belongs to.
    #[inline]
    pub fn instance(&self) -> u16 {
        // SAFETY: alive.
        unsafe { self.header.as_ref() }.instance()
    }

    /// The scheduler of its instance has to know when the object is freed.
    pub(crate) fn set_owner(&self) {
        // SAFETY: alive.
        unsafe { self.header.as_ref() }.set_owner();
    }

    /// Whether there is no other reference.
    #[inline]
    pub(crate) fn is_unique(&self) -> bool {
        // SAFETY: alive.
        unsafe { self.header.as_ref() }.is_unique()
    }

    /// Whether it is an instance of a class.
    #[inline]
    pub fn is(&self, class: &ClassShape) -> bool {
        self.class().extends(class)
    }

    /// Whether its class has a trait.
    #[inline]
    pub fn has(&self, definition: &TraitShape) -> bool {
        self.class().trait_entry(definition).is_some()
    }

    /// The text that scripts show it by.
    ///
    /// # Errors
    /// `HostError` of an object of another instance, or that was destroyed; what the object's own `toString` gives.
    #[inline]
    pub fn show(&self, writ: &mut Writ, depth: Depth) -> Fallible<Str> {
        (self.class().show)(self, writ, depth)
    }

    /// What a field holds before `init` gives it its value: nobody reads it.
    #[cold]
    pub fn blank() -> Object {
        static BLANK: ClassShape = ClassShape {
            shape: ClassShape::shape("<blank>"),
            size: 0,
            align: 8,
            drop_payload: |_, _| {},
            layout: None,
            ancestors: &[],
            fields: &[],
            traits: &[],
            table: std::ptr::null(),
            methods: &[],
            show: |_, _, _| Err(error::uninitialized("a field")),
            equals: None,
            resume: None,
            slot_names: &[],
            host: false,
        };
        thread_local! {
            // It has no destructor, so it is there as long as the thread, and with it every handle.
            static HEADER: Header = const {
                // SAFETY: the first field; the pointer keeps the provenance of the whole class.
                Header::immortal(unsafe { &*(&raw const BLANK).cast() })
            };
        }
        // SAFETY: its count never changes, so nobody has to own a reference.
        HEADER.with(|header| unsafe { Object::from_raw(NonNull::from(header)) })
    }
}

/// [`Object::blank`] for handles of what is no instance: an array's, a function's.
#[cold]
pub fn blank_object() -> NonNull<Header> {
    Object::blank().into_raw()
}

impl Clone for Object {
    #[inline]
    fn clone(&self) -> Object {
        // SAFETY: alive; the copy owns the new reference.
        unsafe { retain(self.header) };
        Object { header: self.header, not_send: PhantomData }
    }
}

impl Drop for Object {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: the reference that this handle owns.
        unsafe { release(self.header) }
    }
}

/// The payload of a class: the struct that is generated for it. Only generated code implements it: the runtime relies on what it says.
pub trait Class: Sized + 'static {
    /// What [`Ref`] derefs to: has the class's methods for hosts.
    type Handle: Handle;
    /// The functions of its slots. That of a class that extends it begins with it (`repr(C)`).
    type Table: 'static;
    /// The class.
    fn shape() -> &'static ClassShape;
}

/// A class that is `B` or extends it: its struct begins with that of `B`.
pub trait Extends<B: Class>: Class {}

impl<T: Class> Extends<T> for T {}

/// A `repr(transparent)` wrapper of [`Object`] (perhaps by another handle), generated for a class.
pub trait Handle: Clone + 'static {
    /// Wraps.
    fn from_object(object: Object) -> Self;
    /// What it wraps.
    fn object(&self) -> &Object;
    /// Unwraps.
    fn into_object(self) -> Object;
}

impl Handle for Object {
    fn from_object(object: Object) -> Object {
        object
    }
    fn object(&self) -> &Object {
        self
    }
    fn into_object(self) -> Object {
        self
    }
}

/// A handle of some type: [`Ref`], [`Dyn`], [`AnyRef`].
pub trait Reference: Clone + 'static {
    /// As the handle of any object.
    fn as_object(&self) -> &Object;
    /// As the handle of any object.
    fn into_object(self) -> Object;
    /// The narrower handle. Generated code calls it where the checker proved that it is one.
    fn assume(object: Object) -> Self;
    /// Whether the object may have such a handle.
    fn fits(object: &Object) -> bool;
    /// What a field holds before `init` gives it its value: nobody reads it.
    fn blank() -> Self {
        Self::assume(Object::blank())
    }
}

/// A reference to an instance of a class: `Ref<Player>`.
///
/// ```
/// # #[cfg(all(feature = "vm", feature = "macros"))] {
/// use writ_runtime::{Ref, Writ, WritType};
///
/// #[derive(WritType)]
/// struct Bird {
///     pub height: f32,
/// }
///
/// let mut writ = Writ::new();
/// writ.register_type::<Bird>().unwrap();
/// writ.run("func rise(bird: Bird) { bird.height += 5.0 }").unwrap();
/// let bird = Ref::new(&writ, Bird { height: 1.0 });
/// writ.call::<()>("rise", (bird.clone(),)).unwrap();
/// bird.borrow_mut(&mut writ).height += 0.5;
/// assert_eq!(bird.borrow(&writ).height, 6.5);
/// # }
/// ```
#[repr(transparent)]
pub struct Ref<T: Class>(T::Handle);

impl<T: Class> Ref<T> {
    const IS_WORD: () = assert!(size_of::<T::Handle>() == size_of::<Object>() && align_of::<T::Handle>() == align_of::<Object>());

    /// A new instance.
    #[inline]
    pub fn new(writ: &Writ, value: T) -> Ref<T> {
        let () = Self::IS_WORD;
        debug_assert!(T::shape().size == size_of::<T>());
        let object = new_instance(T::shape(), writ.instance());
        // SAFETY: the payload of an instance of this class is a `T`.
        unsafe {
            payload(object).cast::<T>().write(value);
            Ref(T::Handle::from_object(Object::from_raw(object)))
        }
    }

    #[inline(always)]
    pub(super) fn place(&self) -> *mut T {
        // SAFETY: alive; the payload of an instance of `T`, or of a class that extends it, begins with a `T`.
        unsafe { payload(self.0.object().header).cast::<T>() }
    }

    /// Looks into the object, for as long as no script runs.
    ///
    /// # Panics
    /// If the object belongs to another instance, was destroyed, or is borrowed: [`Ref::try_borrow`] gives an error instead.
    #[track_caller]
    pub fn borrow<'a>(&'a self, writ: &'a Writ) -> &'a T {
        match self.try_borrow(writ) {
            Ok(value) => value,
            Err(error) => panic!("{}", error.message),
        }
    }

    /// Changes the object, for as long as no script runs.
    ///
    /// # Panics
    /// If the object belongs to another instance, was destroyed, or is borrowed: [`Ref::try_borrow_mut`] gives an error instead.
    #[track_caller]
    pub fn borrow_mut<'a>(&'a self, writ: &'a mut Writ) -> &'a mut T {
        match self.try_borrow_mut(writ) {
            Ok(value) => value,
            Err(error) => panic!("{}", error.message),
        }
    }

    /// Looks into the object, for as long as no script runs. An error if it belongs to another instance, was destroyed, or a function of the host's
    /// further out changes it.
    ///
    /// # Errors
    /// `HostError` if it belongs to another instance or was destroyed, `BorrowConflict` if a function of the host changes it.
    pub fn try_borrow<'a>(&'a self, writ: &'a Writ) -> Fallible<&'a T> {
        crate::host::check(self.0.object(), false, writ.instance())?;
        // SAFETY: alive as long as the handle; whoever changes it needs the instance as `&mut`.
        Ok(unsafe { &*self.place() })
    }

    /// Changes the object, for as long as no script runs. An error if it belongs to another instance, was destroyed, or a function of the host's further
    /// out borrows it.
    ///
    /// # Errors
    /// `HostError` if it belongs to another instance or was destroyed, `BorrowConflict` if a function of the host borrows it.
    pub fn try_borrow_mut<'a>(&'a self, writ: &'a mut Writ) -> Fallible<&'a mut T> {
        crate::host::check(self.0.object(), true, writ.instance())?;
        // SAFETY: alive as long as the handle; whoever looks into it or changes it needs the instance.
        Ok(unsafe { &mut *self.place() })
    }

    /// The same handle, of a class that it extends.
    #[inline(always)]
    pub fn base<B: Class>(&self) -> &Ref<B>
    where
        T: Extends<B>,
    {
        // SAFETY: both wrap one pointer, and an instance of `T` is one of `B`.
        unsafe { &*std::ptr::from_ref(self).cast::<Ref<B>>() }
    }

    /// The reference that a handle is.
    #[inline(always)]
    #[doc(hidden)]
    pub fn of(handle: &T::Handle) -> &Ref<T> {
        // SAFETY: a `Ref` is a transparent wrapper of the handle.
        unsafe { &*std::ptr::from_ref(handle).cast::<Ref<T>>() }
    }

    /// Whether both are the same object.
    #[inline]
    pub fn same(&self, other: &Ref<T>) -> bool {
        self.0.object().header == other.0.object().header
    }

    /// A weak reference to the object.
    pub fn downgrade(&self) -> WeakRef<T> {
        WeakRef::new(self)
    }
}

impl<T: Class> Reference for Ref<T> {
    #[inline]
    fn as_object(&self) -> &Object {
        self.0.object()
    }
    #[inline]
    fn into_object(self) -> Object {
        self.0.into_object()
    }
    #[inline]
    fn assume(object: Object) -> Ref<T> {
        let () = Self::IS_WORD;
        Ref(T::Handle::from_object(object))
    }
    #[inline]
    fn fits(object: &Object) -> bool {
        object.is(T::shape())
    }
}

impl<T: Class> Clone for Ref<T> {
    #[inline]
    fn clone(&self) -> Ref<T> {
        Ref(self.0.clone())
    }
}

impl<T: Class> Deref for Ref<T> {
    type Target = T::Handle;
    #[inline]
    fn deref(&self) -> &T::Handle {
        &self.0
    }
}

impl<T: Class> PartialEq for Ref<T> {
    fn eq(&self, other: &Ref<T>) -> bool {
        self.same(other)
    }
}

impl<T: Class> Eq for Ref<T> {}

impl<T: Class> fmt::Debug for Ref<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}>", self.as_object().class().shape.name)
    }
}

/// A script's trait: implemented for its `dyn` type by generated code.
pub trait Trait: 'static {
    /// The functions of its methods.
    type Table: 'static;
    /// The trait.
    fn definition() -> &'static TraitShape;
    /// How a type of the host's has the trait: what generated code knows of it does not stand in its class.
    fn host_entry(_: &ClassShape) -> Option<&'static TraitEntry> {
        None
    }
}

/// How a class has a trait, if it has it.
#[inline]
fn entry_of<D: Trait + ?Sized>(class: &ClassShape) -> Option<&'static TraitEntry> {
    class.trait_entry(D::definition()).or_else(|| if class.host { D::host_entry(class) } else { None })
}

/// A reference to an object whose class has a trait: `Dyn<dyn Damageable>`.
#[repr(transparent)]
pub struct Dyn<D: Trait + ?Sized>(Object, PhantomData<D>);

impl<D: Trait + ?Sized> Dyn<D> {
    /// The functions of its methods.
    #[inline]
    #[doc(hidden)]
    pub fn table(&self) -> &'static D::Table {
        match self.entry() {
            // SAFETY: the table of a trait has that type.
            Some(entry) if !entry.table.is_null() => unsafe { &*entry.table.cast::<D::Table>() },
            _ => unreachable!("an object behind a trait has it"),
        }
    }

    #[inline]
    fn entry(&self) -> Option<&'static TraitEntry> {
        entry_of::<D>(self.0.class())
    }

    /// Whether both are the same object.
    #[inline]
    pub fn same(&self, other: &Dyn<D>) -> bool {
        self.0.header == other.0.header
    }
}

impl<T: Class + Has<D>, D: Trait + ?Sized> From<Ref<T>> for Dyn<D> {
    fn from(reference: Ref<T>) -> Dyn<D> {
        Dyn(Reference::into_object(reference), PhantomData)
    }
}

impl<D: Trait + ?Sized> Reference for Dyn<D> {
    #[inline]
    fn as_object(&self) -> &Object {
        &self.0
    }
    #[inline]
    fn into_object(self) -> Object {
        self.0
    }
    #[inline]
    fn assume(object: Object) -> Dyn<D> {
        Dyn(object, PhantomData)
    }
    #[inline]
    fn fits(object: &Object) -> bool {
        entry_of::<D>(object.class()).is_some()
    }
}

impl<D: Trait + ?Sized> Clone for Dyn<D> {
    #[inline]
    fn clone(&self) -> Dyn<D> {
        Dyn(self.0.clone(), PhantomData)
    }
}

impl<D: Trait + ?Sized> PartialEq for Dyn<D> {
    fn eq(&self, other: &Dyn<D>) -> bool {
        self.same(other)
    }
}

impl<D: Trait + ?Sized> fmt::Debug for Dyn<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}>", self.0.class().shape.name)
    }
}

/// A script's `any`: an object of any class, box classes included.
#[repr(transparent)]
#[derive(Clone)]
pub struct AnyRef(Object);

impl AnyRef {
    /// Whether both are the same object, or boxes of equal values of one type.
    ///
    /// # Errors
    /// What the objects' own `equals` gives.
    pub fn equals(&self, other: &AnyRef, writ: &mut Writ, depth: Depth) -> Fallible<bool> {
        if self.0.header == other.0.header {
            return Ok(true);
        }
        let class = self.0.class();
        match class.equals {
            Some(equals) if std::ptr::eq(class, other.0.class()) => equals(&self.0, &other.0, writ, depth),
            _ => Ok(false),
        }
    }
}

impl Reference for AnyRef {
    #[inline]
    fn as_object(&self) -> &Object {
        &self.0
    }
    #[inline]
    fn into_object(self) -> Object {
        self.0
    }
    #[inline]
    fn assume(object: Object) -> AnyRef {
        AnyRef(object)
    }
    #[inline]
    fn fits(_: &Object) -> bool {
        true
    }
}

impl PartialEq for AnyRef {
    /// The same object: what boxed values are is a question for [`AnyRef::equals`].
    fn eq(&self, other: &AnyRef) -> bool {
        self.0.header == other.0.header
    }
}

impl fmt::Debug for AnyRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}>", self.0.class().shape.name)
    }
}

/// Conversions of handles in generated code.
impl Object {
    /// The handle of another type to the same object, where the checker proved that it fits.
    #[inline]
    #[doc(hidden)]
    pub fn upcast<R: Reference>(reference: impl Reference) -> R {
        R::assume(reference.into_object())
    }

    /// `as T`: the error `CastFailed` if the object is something else.
    #[inline]
    #[doc(hidden)]
    pub fn cast<R: Reference>(reference: impl Reference) -> Fallible<R> {
        if R::fits(reference.as_object()) { Ok(R::assume(reference.into_object())) } else { Err(error::cast_failed()) }
    }

    /// `as? T`.
    #[inline]
    #[doc(hidden)]
    pub fn try_cast<R: Reference>(reference: impl Reference) -> Option<R> {
        R::fits(reference.as_object()).then(|| R::assume(reference.into_object()))
    }
}

const _: () = {
    const fn value<T: Value>() {}
    value::<AnyRef>();
    assert!(size_of::<Option<AnyRef>>() == size_of::<usize>());
};
