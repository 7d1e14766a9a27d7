//! Function values.

use super::shape::{FunctionShape, Parameters};
use crate::crossing::Crossing;
use crate::depth::Depth;
use crate::error::{Fallible, FunctionInfo, RuntimeError};
use crate::link::call_closure;
use crate::object::{Header, ObjectKind, Shape, Value, allocate, blank_object, free, release, retain};
use crate::text::Str;
use crate::writ::Writ;
use std::alloc::Layout;
use std::any::TypeId;
use std::fmt;
use std::marker::PhantomData;
use std::ptr::NonNull;

/// Stands in a function value of compiled code where one of the VM has the number of its function.
pub(crate) const HOST_MARK: u64 = u64::MAX;

/// What every function object of compiled code begins with.
#[repr(C)]
struct FunctionHead {
    header: Header,
    /// [`HOST_MARK`].
    mark: u64,
    /// Its name.
    info: &'static FunctionInfo,
}

#[repr(C)]
struct FunctionObject<F> {
    head: FunctionHead,
    closure: F,
}

/// Calls a function object.
type Invoke<A, R> = unsafe fn(NonNull<Header>, &mut Writ, Depth, A) -> Fallible<R>;

/// Takes arguments and gives a result; counts are not atomic.
type Call<A, R> = (*const (), fn(A) -> R);

/// A function value: `Function<(i64, Str), bool>`. It may be one of compiled code or one of the VM.
///
/// ```
/// # #[cfg(feature = "vm")] {
/// use writ_runtime::{Function, Writ};
///
/// let mut writ = Writ::new();
/// writ.run("var total = 0\nfunc add(n: int) -> int { total += n\n return total }").unwrap();
/// let add: Function<(i64,), i64> = writ.function("add").unwrap();
/// assert_eq!(add.call(&mut writ, (3,)).unwrap(), 3);
/// assert_eq!(add.call(&mut writ, (4,)).unwrap(), 7);
/// # }
/// ```
#[repr(transparent)]
pub struct Function<A: 'static, R: 'static> {
    object: NonNull<Header>,
    not_send: PhantomData<Call<A, R>>,
}

impl<A: Parameters, R: Value> Function<A, R> {
    /// What calls a function value of the VM, for compiled code.
    #[doc(hidden)]
    pub const SCRIPT: *const () = {
        let invoke: Invoke<A, R> = invoke_script::<A, R>;
        invoke as *const ()
    };

    /// A function of the host's, for scripts to call.
    ///
    /// ```
    /// # #[cfg(feature = "vm")] {
    /// use writ_runtime::{Function, Writ};
    ///
    /// let mut writ = Writ::new();
    /// writ.run("func twice(f: (int) -> int, x: int) -> int { return f(f(x)) }").unwrap();
    /// let triple = Function::from_fn(|_: &mut Writ, (x,): (i64,)| Ok(3 * x));
    /// let twice: Function<(Function<(i64,), i64>, i64), i64> = writ.function("twice").unwrap();
    /// assert_eq!(twice.call(&mut writ, (triple, 2)).unwrap(), 18);
    /// # }
    /// ```
    pub fn from_fn<F: Fn(&mut Writ, A) -> Result<R, RuntimeError> + 'static>(function: F) -> Function<A, R> {
        static HOST: FunctionInfo = FunctionInfo { name: "<host>", file: "" };
        Function::new(&HOST, move |writ, _, arguments| function(&mut writ.go_inside(), arguments).map_err(Box::new))
    }

    /// A closure: equal to itself and its copies only.
    pub fn new<F: Fn(&mut Writ, Depth, A) -> Fallible<R> + 'static>(info: &'static FunctionInfo, closure: F) -> Function<A, R> {
        Function::make(info, const { &shape::<A, R, F>(None) }, closure)
    }

    /// A function without captures: equal to each value made by the same expression in the code (so give each function one).
    pub fn plain<F: Fn(&mut Writ, Depth, A) -> Fallible<R> + 'static>(info: &'static FunctionInfo, function: F) -> Function<A, R> {
        const { assert!(size_of::<F>() == 0, "a function without captures has no size") };
        Function::make(info, const { &shape::<A, R, F>(Some(TypeId::of::<F>)) }, function)
    }

    fn make<F: Fn(&mut Writ, Depth, A) -> Fallible<R> + 'static>(
        info: &'static FunctionInfo,
        class: &'static FunctionShape,
        closure: F,
    ) -> Function<A, R> {
        let object = allocate(Layout::new::<FunctionObject<F>>()).cast::<FunctionObject<F>>();
        // SAFETY: fresh memory of that layout; the pointer to the shape keeps the provenance of the whole `FunctionShape`.
        unsafe {
            let header = Header::new(&*std::ptr::from_ref(class).cast::<Shape>());
            object.write(FunctionObject { head: FunctionHead { header, mark: HOST_MARK, info }, closure });
        }
        Function { object: object.cast(), not_send: PhantomData }
    }

    /// Calls it, from the host: `add.call(&mut writ, (1, 2))`.
    ///
    /// # Errors
    /// What the function ends with.
    pub fn call(&self, writ: &mut Writ, arguments: A) -> Result<R, RuntimeError> {
        writ.before_call()?;
        let depth = writ.depth();
        Ok(self.clone().call_nested(writ, depth, arguments)?)
    }

    /// Calls it from a function of a script. The caller has a handle of it for as long as the call lasts, whatever becomes of others.
    #[doc(hidden)]
    #[inline]
    pub fn call_nested(&self, writ: &mut Writ, depth: Depth, arguments: A) -> Fallible<R> {
        let invoke = self.shape().invoke;
        if invoke.is_null() {
            // A type of functions that no compiled code names is one that only the VM made.
            return call_closure(self.object, writ, depth, arguments.into_memory());
        }
        // SAFETY: `invoke` belongs to the object, whose arguments and result are of these types.
        unsafe {
            let invoke: Invoke<A, R> = std::mem::transmute(invoke);
            invoke(self.object, writ, depth, arguments)
        }
    }
}

impl<A: 'static, R: 'static> Function<A, R> {
    /// What a field or a variable holds before its first value: nobody calls it.
    #[cold]
    pub fn blank() -> Function<A, R> {
        Function { object: blank_object(), not_send: PhantomData }
    }

    #[inline]
    fn shape(&self) -> &'static FunctionShape {
        // SAFETY: alive, and a function.
        unsafe { FunctionShape::of(self.object) }
    }

    /// Whether both are the same function.
    #[inline]
    pub fn same(&self, other: &Function<A, R>) -> bool {
        let plain = |function: &Function<A, R>| function.shape().plain.map(|type_of| type_of());
        self.object == other.object || (plain(self).is_some() && plain(self) == plain(other))
    }

    /// As scripts show it: `<function name>`, `<lambda>`.
    pub fn show(&self) -> Str {
        Str::from(self.text())
    }

    /// An error if it is a function of the VM of another instance.
    #[inline]
    pub(crate) fn check_owner(&self, writ: &Writ) -> Fallible<()> {
        // SAFETY: alive.
        let owner = unsafe { self.object.as_ref() }.instance();
        if owner == writ.instance() || self.shape().thunk.is_some() { Ok(()) } else { Err(crate::error::foreign_object("function")) }
    }

    fn text(&self) -> String {
        // SAFETY: alive, and a function.
        unsafe { show(self.object) }
    }

    /// The object.
    pub fn as_object(&self) -> NonNull<Header> {
        self.object
    }

    /// A function value from its object, with the reference that came with it.
    ///
    /// # Safety
    /// `object` is a function value with these arguments and this result.
    pub unsafe fn from_object(object: NonNull<Header>) -> Function<A, R> {
        Function { object, not_send: PhantomData }
    }

    /// The object, whose reference now belongs to the caller.
    pub fn into_object(self) -> NonNull<Header> {
        std::mem::ManuallyDrop::new(self).object
    }
}

/// A function value as scripts show it.
///
/// # Safety
/// `object` is a live function value.
pub(crate) unsafe fn show(object: NonNull<Header>) -> String {
    // SAFETY: the caller's promise; what has a thunk is one of compiled code.
    unsafe {
        let shape = FunctionShape::of(object);
        let name = if shape.thunk.is_some() { object.cast::<FunctionHead>().as_ref().info.name } else { shape.script_name };
        function_text(name)
    }
}

/// A function as scripts show it: `<function name>`, `<lambda>`. `name` is the one that traces have.
pub(crate) fn function_text(name: &str) -> String {
    if name.starts_with('<') { name.to_owned() } else { format!("<function {name}>") }
}

const fn shape<A: Parameters, R: Value, F: Fn(&mut Writ, Depth, A) -> Fallible<R> + 'static>(
    plain: Option<fn() -> TypeId>,
) -> FunctionShape {
    let invoke: Invoke<A, R> = invoke::<A, R, F>;
    FunctionShape {
        shape: Shape { name: "function", kind: kind(std::mem::needs_drop::<F>()), element: None, key: None, drop: drop_function::<F> },
        invoke: invoke as *const (),
        thunk: Some(cross::<A, R, F>),
        plain,
        script_name: "",
    }
}

/// The kind of function values whose captures have to be dropped, or not.
pub(super) const fn kind(drops: bool) -> ObjectKind {
    if drops { ObjectKind::Function } else { ObjectKind::PlainFunction }
}

unsafe fn invoke<A, R, F: Fn(&mut Writ, Depth, A) -> Fallible<R>>(
    object: NonNull<Header>,
    writ: &mut Writ,
    depth: Depth,
    arguments: A,
) -> Fallible<R> {
    // SAFETY: this function is in the shape of objects with that closure; the object is alive during the call.
    let closure = unsafe { &(*object.cast::<FunctionObject<F>>().as_ptr()).closure };
    closure(writ, depth, arguments)
}

/// Calls a function of compiled code from the VM.
unsafe fn cross<A: Parameters, R: Value, F: Fn(&mut Writ, Depth, A) -> Fallible<R>>(
    object: NonNull<Header>,
    writ: &mut Writ,
    depth: Depth,
    crossing: Crossing<'_>,
) -> Fallible<()> {
    let arguments = A::from_memory(crossing.argument::<A::Memory>(0));
    // SAFETY: as in `invoke`.
    let result = unsafe { invoke::<A, R, F>(object, writ, depth, arguments) }?;
    crossing.give(result);
    Ok(())
}

/// Calls a function of the VM from compiled code.
unsafe fn invoke_script<A: Parameters, R: Value>(object: NonNull<Header>, writ: &mut Writ, depth: Depth, arguments: A) -> Fallible<R> {
    call_closure(object, writ, depth, arguments.into_memory())
}

unsafe fn drop_function<F>(object: NonNull<Header>) {
    let object = object.cast::<FunctionObject<F>>();
    // SAFETY: called once, for a dead function of that type.
    unsafe {
        object.drop_in_place();
        free(object.cast(), Layout::new::<FunctionObject<F>>());
    }
}

impl<A: 'static, R: 'static> Clone for Function<A, R> {
    #[inline]
    fn clone(&self) -> Function<A, R> {
        // SAFETY: alive; the copy owns the new reference.
        unsafe { retain(self.object) };
        Function { object: self.object, not_send: PhantomData }
    }
}

impl<A: 'static, R: 'static> Drop for Function<A, R> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: the reference that this handle owns.
        unsafe { release(self.object) }
    }
}

impl<A: 'static, R: 'static> PartialEq for Function<A, R> {
    fn eq(&self, other: &Function<A, R>) -> bool {
        self.same(other)
    }
}

impl<A: 'static, R: 'static> fmt::Debug for Function<A, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

const _: () = {
    const fn value<T: Value>() {}
    value::<Function<(i64,), bool>>();
};
