//! Function values.

use crate::depth::Depth;
use crate::error::{Fallible, FunctionInfo};
use crate::object::{Header, ObjectKind, Shape, Value, allocate, blank_object, free, release, retain};
use crate::text::Str;
use crate::writ::Writ;
use std::alloc::Layout;
use std::any::TypeId;
use std::fmt;
use std::marker::PhantomData;
use std::ptr::NonNull;

/// What every typed function object begins with.
#[repr(C)]
pub struct FunctionHead<A, R> {
    header: Header,
    /// Its name.
    info: &'static FunctionInfo,
    /// A function without captures is equal to every other value of it: they have the same type of closure.
    plain: Option<TypeId>,
    /// Calls what follows the head.
    invoke: Invoke<A, R>,
}

type Invoke<A, R> = unsafe fn(NonNull<FunctionHead<A, R>>, &mut Writ, Depth, A) -> Fallible<R>;

#[repr(C)]
struct FunctionObject<A, R, F> {
    head: FunctionHead<A, R>,
    closure: F,
}

/// A function value: `Function<(i64, Str), bool>`.
#[repr(transparent)]
pub struct Function<A: 'static, R: 'static> {
    object: NonNull<FunctionHead<A, R>>,
    /// Counts are not atomic.
    not_send: PhantomData<*const ()>,
}

impl<A: 'static, R: 'static> Function<A, R> {
    /// A closure: equal to itself and its copies only.
    pub fn new<F: Fn(&mut Writ, Depth, A) -> Fallible<R> + 'static>(info: &'static FunctionInfo, closure: F) -> Function<A, R> {
        Function::make(info, None, closure)
    }

    /// What a field or a variable holds before its first value: nobody calls it.
    #[cold]
    pub fn blank() -> Function<A, R> {
        Function { object: blank_object().cast(), not_send: PhantomData }
    }

    /// A function without captures: equal to each value made by the same expression in the code (so give each function one).
    pub fn plain<F: Fn(&mut Writ, Depth, A) -> Fallible<R> + 'static>(info: &'static FunctionInfo, function: F) -> Function<A, R> {
        const { assert!(size_of::<F>() == 0, "a function without captures has no size") };
        Function::make(info, Some(TypeId::of::<F>()), function)
    }

    fn make<F: Fn(&mut Writ, Depth, A) -> Fallible<R> + 'static>(
        info: &'static FunctionInfo,
        plain: Option<TypeId>,
        closure: F,
    ) -> Function<A, R> {
        let object = allocate(Layout::new::<FunctionObject<A, R, F>>()).cast::<FunctionObject<A, R, F>>();
        let header = Header::new(const { &shape::<A, R, F>() });
        let head = FunctionHead { header, info, plain, invoke: invoke::<A, R, F> };
        // SAFETY: fresh memory of that layout.
        unsafe { object.write(FunctionObject { head, closure }) };
        Function { object: object.cast(), not_send: PhantomData }
    }

    #[inline]
    fn head(&self) -> &FunctionHead<A, R> {
        // SAFETY: alive, and never changed.
        unsafe { self.object.as_ref() }
    }

    /// Calls it.
    #[inline]
    pub fn call(&self, writ: &mut Writ, depth: Depth, arguments: A) -> Fallible<R> {
        // What is called may let go of the last other handle of this function.
        let alive = self.clone();
        // SAFETY: `invoke` belongs to the object.
        unsafe { (alive.head().invoke)(alive.object, writ, depth, arguments) }
    }

    /// Whether both are the same function.
    #[inline]
    pub fn same(&self, other: &Function<A, R>) -> bool {
        self.object == other.object || (self.head().plain.is_some() && self.head().plain == other.head().plain)
    }

    /// As scripts show it: `<function name>`, `<lambda>`.
    pub fn show(&self) -> Str {
        Str::from(function_text(self.head().info.name))
    }

    /// The object.
    pub fn as_object(&self) -> NonNull<Header> {
        self.object.cast()
    }
}

/// A function as scripts show it: `<function name>`, `<lambda>`. `name` is the one that traces have.
pub(crate) fn function_text(name: &str) -> String {
    if name.starts_with('<') { name.to_owned() } else { format!("<function {name}>") }
}

const fn shape<A, R, F>() -> Shape {
    Shape { name: "function", kind: ObjectKind::Function, element: None, key: None, drop: drop_function::<A, R, F> }
}

unsafe fn invoke<A, R, F: Fn(&mut Writ, Depth, A) -> Fallible<R>>(
    object: NonNull<FunctionHead<A, R>>,
    writ: &mut Writ,
    depth: Depth,
    arguments: A,
) -> Fallible<R> {
    // SAFETY: this function was stored in an object with that closure, which is alive during the call.
    let closure = unsafe { &(*object.cast::<FunctionObject<A, R, F>>().as_ptr()).closure };
    closure(writ, depth, arguments)
}

unsafe fn drop_function<A, R, F>(object: NonNull<Header>) {
    let object = object.cast::<FunctionObject<A, R, F>>();
    // SAFETY: called once, for a dead function of that type.
    unsafe {
        object.drop_in_place();
        free(object.cast(), Layout::new::<FunctionObject<A, R, F>>());
    }
}

impl<A: 'static, R: 'static> Clone for Function<A, R> {
    #[inline]
    fn clone(&self) -> Function<A, R> {
        // SAFETY: alive; the copy owns the new reference.
        unsafe { retain(self.object.cast()) };
        Function { object: self.object, not_send: PhantomData }
    }
}

impl<A: 'static, R: 'static> Drop for Function<A, R> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: the reference that this handle owns.
        unsafe { release(self.object.cast()) }
    }
}

impl<A: 'static, R: 'static> PartialEq for Function<A, R> {
    fn eq(&self, other: &Function<A, R>) -> bool {
        self.same(other)
    }
}

impl<A: 'static, R: 'static> fmt::Debug for Function<A, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&function_text(self.head().info.name))
    }
}

const _: () = {
    const fn value<T: Value>() {}
    value::<Function<(i64,), bool>>();
};
