//! What is the same for all values of one function: how to call them, from either engine.

use crate::crossing::Crossing;
use crate::depth::Depth;
use crate::error::Fallible;
#[cfg(feature = "vm")]
use crate::object::{ElementLayout, RecordShape};
use crate::object::{Header, ObjectKind, Shape, Value};
use crate::writ::Writ;
use std::any::TypeId;
#[cfg(feature = "vm")]
use std::collections::HashMap;
use std::ptr::NonNull;
#[cfg(feature = "vm")]
use std::sync::{LazyLock, Mutex, PoisonError};

/// Calls a function value of compiled code from the VM.
pub type FunctionThunk = unsafe fn(NonNull<Header>, &mut Writ, Depth, Crossing<'_>) -> Fallible<()>;

/// The shape of function objects. Its kind is `Function` or `PlainFunction`.
#[derive(Debug)]
#[repr(C)]
pub struct FunctionShape {
    /// What every object has.
    pub shape: Shape,
    /// For compiled code: a function of the type `Invoke` (see `value.rs`) for the arguments and the result of the function's type; null if
    /// no compiled code knows that type.
    pub invoke: *const (),
    /// For the VM, if the object is one of compiled code.
    pub thunk: Option<FunctionThunk>,
    /// A function of compiled code without captures is equal to every other value of it: they have the same type of closure, which this gives.
    pub plain: Option<fn() -> TypeId>,
    /// The name, if the object is one of the VM.
    pub script_name: &'static str,
}

// SAFETY: a shape is never changed, and points to functions.
unsafe impl Sync for FunctionShape {}
// SAFETY: as above.
unsafe impl Send for FunctionShape {}

impl FunctionShape {
    /// The shape of the values of a function of the VM. Equal ones are made once and live for ever.
    #[cfg(feature = "vm")]
    pub(crate) fn of_script(name: &str, captures: &'static ElementLayout, invoke: *const ()) -> RecordShape {
        type Key = (String, usize, usize);
        static INTERNED: LazyLock<Mutex<HashMap<Key, &'static FunctionShape>>> = LazyLock::new(Mutex::default);
        let mut interned = INTERNED.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (name.to_owned(), std::ptr::from_ref(captures).addr(), invoke.addr());
        let shape: &'static FunctionShape = interned.entry(key).or_insert_with(|| {
            let shape = RecordShape::base(super::value::kind(captures.drop.is_some()), captures);
            Box::leak(Box::new(FunctionShape { shape, invoke, thunk: None, script_name: name.to_owned().leak(), plain: None }))
        });
        // SAFETY: the first field; the pointer keeps the provenance of the whole.
        RecordShape::with(unsafe { &*std::ptr::from_ref(shape).cast() })
    }

    /// The shape of a function value.
    ///
    /// # Safety
    /// `object` is a live function value.
    #[inline]
    pub unsafe fn of(object: NonNull<Header>) -> &'static FunctionShape {
        // SAFETY: the shape of such an object is the first field of a `FunctionShape` that lives for ever.
        unsafe {
            let shape: *const Shape = object.as_ref().shape();
            debug_assert!(matches!((*shape).kind, ObjectKind::Function | ObjectKind::PlainFunction));
            &*shape.cast::<FunctionShape>()
        }
    }
}

/// The arguments of a call, a tuple, and how they lie in memory when they cross to the other engine.
pub trait Parameters: 'static {
    /// In memory.
    type Memory: Value;
    /// Lays them out.
    fn into_memory(self) -> Self::Memory;
    /// Copies them.
    fn from_memory(memory: &Self::Memory) -> Self;
}

macro_rules! parameters {
    ($($memory:ident($($name:ident),+);)*) => {$(
        /// Arguments side by side.
        #[derive(Clone)]
        #[repr(C)]
        #[doc(hidden)]
        #[allow(non_snake_case)]
        pub struct $memory<$($name),+> {
            $($name: $name),+
        }

        impl<$($name: Value),+> Parameters for ($($name,)+) {
            type Memory = $memory<$($name),+>;
            #[allow(non_snake_case)]
            fn into_memory(self) -> Self::Memory {
                let ($($name,)+) = self;
                $memory { $($name),+ }
            }
            fn from_memory(memory: &Self::Memory) -> Self {
                ($(memory.$name.clone(),)+)
            }
        }
    )*};
}

parameters! {
    Arguments1(A);
    Arguments2(A, B);
    Arguments3(A, B, C);
    Arguments4(A, B, C, D);
    Arguments5(A, B, C, D, E);
    Arguments6(A, B, C, D, E, F);
    Arguments7(A, B, C, D, E, F, G);
    Arguments8(A, B, C, D, E, F, G, H);
    Arguments9(A, B, C, D, E, F, G, H, I);
    Arguments10(A, B, C, D, E, F, G, H, I, J);
    Arguments11(A, B, C, D, E, F, G, H, I, J, K);
    Arguments12(A, B, C, D, E, F, G, H, I, J, K, L);
    Arguments13(A, B, C, D, E, F, G, H, I, J, K, L, M);
    Arguments14(A, B, C, D, E, F, G, H, I, J, K, L, M, N);
    Arguments15(A, B, C, D, E, F, G, H, I, J, K, L, M, N, O);
    Arguments16(A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P);
}

impl Parameters for () {
    type Memory = ();
    fn into_memory(self) {}
    fn from_memory((): &()) {}
}
