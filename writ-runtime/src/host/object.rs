//! Objects of the host's types: whether one may be looked into right now, and their end.

use crate::depth::Depth;
use crate::error::{self, Fallible};
use crate::object::{Class, ClassShape, FieldInfo, Header, Method, Object, Ref, Reference, TraitEntry, drop_payload, drop_whole, payload};
use crate::text::Str;
use crate::writ::Writ;
use std::cell::RefCell;
use std::fmt::Display;
use std::ptr::NonNull;

/// A reference type of the host. `#[derive(WritType)]` implements it.
#[diagnostic::on_unimplemented(
    message = "scripts have no objects of the type `{Self}`",
    label = "scripts have no such objects",
    note = "types of your own need `#[derive(WritType)]`",
    note = "one with `#[writ(value)]` is taken by value or `&`, and its `impl` is exported by `#[writ_export(value)]` if methods change it"
)]
pub trait HostClass: Class<Handle = Object> + super::Exposed<Script = Ref<Self>> {
    /// A copy, if the type is `Clone`: for a parameter whose object another parameter changes.
    fn try_clone(&self) -> Option<Self>;
}

/// The shape of a type of the host.
pub const fn host_shape<T: HostClass>(
    name: &'static str,
    fields: &'static [FieldInfo],
    traits: &'static [TraitEntry],
    show: crate::object::ShowFn,
) -> ClassShape {
    assert!(align_of::<T>() <= 16, "a type of the host is aligned to at most 16 bytes");
    ClassShape {
        shape: ClassShape::host_shape::<T>(name),
        size: size_of::<T>(),
        align: align_of::<T>(),
        drop_payload: drop_payload::<T>,
        layout: None,
        ancestors: &[],
        fields,
        traits,
        table: std::ptr::null(),
        methods: &[Method::Compiled(show_thunk)],
        show,
        equals: None,
        resume: None,
        slot_names: &["show"],
        host: true,
    }
}

/// Shows an object of the host for the VM.
fn show_thunk(writ: &mut Writ, depth: Depth, crossing: crate::crossing::Crossing<'_>) -> Fallible<()> {
    let object: &Object = crossing.argument(0);
    let text = object.show(writ, depth)?;
    crossing.give(text);
    Ok(())
}

/// Shows an object of the host as scripts do that know no better: `<Monster>`.
///
/// # Errors
/// None.
pub fn show_name(object: &Object, _: &mut Writ, _: Depth) -> Fallible<Str> {
    Ok(Str::from(format!("<{}>", object.class().shape.name)))
}

/// Shows an object of the host by its `Display`.
///
/// # Errors
/// `HostError` if it was destroyed, `BorrowConflict` if the host changes it right now.
pub fn show_display<T: HostClass + Display>(object: &Object, writ: &mut Writ, _: Depth) -> Fallible<Str> {
    check(object, false, writ.instance())?;
    // SAFETY: only in the shape of `T`; it may be looked into.
    let value = unsafe { &*payload(object.as_raw()).cast::<T>() };
    Ok(Str::from(value.to_string()))
}

thread_local! {
    /// What functions of the host borrow through which scripts run: addresses of objects, and whether they are changed. The innermost last.
    static LENT: RefCell<Vec<(usize, bool)>> = const { RefCell::new(Vec::new()) };
}

/// An object that a function of the host borrows while scripts may run.
pub struct Lent {
    object: Object,
}

impl std::fmt::Debug for Lent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "<{}>", self.object.class().shape.name)
    }
}

impl Lent {
    /// Marks it.
    ///
    /// # Errors
    /// `HostError` if it was destroyed, `BorrowConflict` if it is borrowed otherwise.
    pub(super) fn new(object: &Object, exclusive: bool, instance: u16) -> Fallible<Lent> {
        check(object, exclusive, instance)?;
        LENT.with_borrow_mut(|lent| lent.push((address(object), exclusive)));
        object.header().set_lent(true);
        Ok(Lent { object: object.clone() })
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let at = address(&self.object);
        LENT.with_borrow_mut(|lent| {
            if let Some(index) = lent.iter().rposition(|(address, _)| *address == at) {
                lent.remove(index);
            }
            if !lent.iter().any(|(address, _)| *address == at) {
                self.object.header().set_lent(false);
            }
        });
    }
}

pub(super) fn address(object: &Object) -> usize {
    object.as_raw().as_ptr().addr()
}

/// Whether an object may be looked into, or changed, right now, by scripts and functions of an instance.
///
/// # Errors
/// `HostError` if it belongs to another instance (whose host may look into it, as it is not that instance that runs) or was destroyed, `BorrowConflict` if
/// the host borrows it.
#[inline(always)]
pub(crate) fn check(object: &Object, exclusive: bool, instance: u16) -> Fallible<()> {
    if object.header().is_free_for(instance) { Ok(()) } else { refuse(object, exclusive, instance) }
}

#[cold]
#[inline(never)]
fn refuse(object: &Object, exclusive: bool, instance: u16) -> Fallible<()> {
    let name = object.class().shape.name;
    if object.instance() != instance {
        return Err(error::foreign_object(name));
    }
    if object.header().is_gone() {
        return Err(error::destroyed(name));
    }
    let at = address(object);
    let conflict = LENT.with_borrow(|lent| lent.iter().any(|(address, changed)| *address == at && (exclusive || *changed)));
    if conflict { Err(error::borrowed(name)) } else { Ok(()) }
}

/// Frees an object of the host's type `T`. What was destroyed before is not dropped again.
///
/// # Safety
/// Called once, for a dead instance whose payload is a `T`, unless it was destroyed.
pub unsafe fn drop_host<T>(object: NonNull<Header>) {
    // SAFETY: the caller's promise.
    unsafe { drop_whole(object, |place| place.cast::<T>().drop_in_place()) }
}

impl Writ {
    /// Ends an object of the host's: gives its value. Scripts that still hold the object get an error that says so (`Monster was destroyed`), weak
    /// references to it are empty, and its coroutines end.
    ///
    /// ```
    /// # #[cfg(all(feature = "vm", feature = "macros"))] {
    /// use writ_runtime::{Ref, Writ, WritType};
    ///
    /// #[derive(Debug, WritType)]
    /// struct Bird {
    ///     pub height: f32,
    /// }
    ///
    /// let mut writ = Writ::new();
    /// writ.register_type::<Bird>().unwrap();
    /// writ.run("var kept: Bird? = null\nfunc keep(bird: Bird) { kept = bird }\nfunc height() -> float { return kept.value.height }").unwrap();
    /// let bird = Ref::new(&writ, Bird { height: 2.0 });
    /// writ.call::<()>("keep", (bird.clone(),)).unwrap();
    /// assert_eq!(writ.destroy(&bird).unwrap().height, 2.0);
    /// assert!(writ.is_destroyed(&bird));
    /// let error = writ.call::<f32>("height", ()).unwrap_err().to_string();
    /// assert!(error.starts_with("error[HostError]: Bird was destroyed"));
    /// # }
    /// ```
    ///
    /// # Errors
    /// `HostError` if it belongs to another instance or was destroyed before; `BorrowConflict` if a function of the host borrows it right now.
    pub fn destroy<T: HostClass>(&mut self, object: &Ref<T>) -> Result<T, crate::RuntimeError> {
        check(object.as_object(), true, self.instance())?;
        object.as_object().header().set_gone();
        // SAFETY: nobody borrows the payload, and nobody looks at it from here on.
        let value = unsafe { payload(object.as_object().as_raw()).cast::<T>().read() };
        self.end_of(object.as_object());
        Ok(value)
    }

    /// Ends what is bound to an id of the host (see [`bind_owner_id`](Self::bind_owner_id)): its objects of the host's types are destroyed as by
    /// [`destroy`](Self::destroy), its coroutines end. Gives how many objects were destroyed.
    ///
    /// # Errors
    /// `BorrowConflict` if a function of the host borrows one of them right now: then all are as they were.
    pub fn destroy_owned(&mut self, id: u64) -> Result<usize, crate::RuntimeError> {
        let mut objects = self.coroutines.objects_of(id);
        objects.retain(|object| object.as_object().class().host && !object.as_object().header().is_gone());
        for object in &objects {
            check(object.as_object(), true, self.instance())?;
        }
        self.cancel_coroutines_for_owner(id);
        for object in &objects {
            let object = object.as_object();
            if object.header().is_gone() {
                continue;
            }
            object.header().set_gone();
            // SAFETY: nobody borrows the payload, and nobody looks at it from here on.
            unsafe { (object.class().drop_payload)(object.class(), payload(object.as_raw())) };
            self.end_of(object);
        }
        Ok(objects.len())
    }

    /// Coroutines of an object that is gone end.
    fn end_of(&mut self, object: &Object) {
        if object.header().is_owner() {
            crate::coroutine::owner_gone(object.instance(), address(object));
        }
    }

    /// Whether an object of the host's was destroyed.
    pub fn is_destroyed<T: HostClass>(&self, object: &Ref<T>) -> bool {
        object.as_object().header().is_gone()
    }
}
