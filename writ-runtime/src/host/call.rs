//! Calls of host functions with a script's values.

use super::param::Call;
use super::{Exposed, IntoResult, Param};
use crate::crossing::Crossing;
use crate::depth::{Depth, RED_ZONE, STACK_PIECE};
use crate::error::{self, Fallible};
use crate::object::Value;
use crate::writ::Writ;

/// The parameters of a host function: a tuple of [`Param`]s.
pub trait Parameters {
    /// References to the arguments as scripts have them: a tuple.
    type Scripts<'a>: Copy;
    /// What the function gets: a tuple.
    type Items<'a>;
    /// As scripts write them.
    fn type_names() -> Vec<String>;
    /// The arguments of a call from the VM.
    fn from_crossing<'a>(crossing: &Crossing<'a>) -> Self::Scripts<'a>;
    /// Makes the arguments ready and calls a function with them.
    ///
    /// # Errors
    /// As [`Param::get`].
    fn with<R>(
        scripts: Self::Scripts<'_>,
        reenters: bool,
        writ: &mut Writ,
        call: impl for<'a> FnOnce(Self::Items<'a>, &mut Writ) -> R,
    ) -> Fallible<R>;
}

/// Where the argument behind one of type `T` lies, which lies `at` bytes from the first: each begins a word of eight bytes.
const fn behind<T>(at: usize) -> usize {
    at + size_of::<T>().next_multiple_of(8)
}

/// Calls what a macro wrapped: a function that runs no scripts.
///
/// # Errors
/// As [`Param::get`], and what the result says.
#[inline(always)]
pub fn enter<P: Parameters, R: IntoResult>(
    writ: &mut Writ,
    scripts: P::Scripts<'_>,
    call: impl for<'a> FnOnce(P::Items<'a>) -> R,
) -> Fallible<R::Script> {
    P::with(scripts, false, writ, |items, _| call(items))?.into_result(writ)
}

/// As [`enter`], for a function that gets the instance and may run scripts.
///
/// # Errors
/// As there, and `StackOverflow` if calls nest too deep.
#[inline]
pub fn reenter<P: Parameters, R: IntoResult>(
    writ: &mut Writ,
    depth: Depth,
    scripts: P::Scripts<'_>,
    call: impl for<'a> FnOnce(P::Items<'a>, &mut Writ) -> R,
) -> Fallible<R::Script> {
    if depth.remaining() == 0 {
        return Err(error::stack_overflow());
    }
    let mut inside = writ.go_deeper(depth);
    let writ = &mut *inside;
    let result = stacker::maybe_grow(RED_ZONE, STACK_PIECE, || P::with(scripts, true, writ, call))?;
    result.into_result(writ)
}

/// A closure or function that a host registers. `M` tells the forms apart: [`Plain`] takes parameters, [`Reenters`] the instance before them.
pub trait HostFn<M>: 'static {
    /// The parameters as scripts write them.
    fn parameter_types() -> Vec<String>;
    /// The result as scripts write it.
    fn result_type() -> String;
    /// Whether scripts may run before it returns.
    const REENTERS: bool;
    /// Calls it for the VM.
    ///
    /// # Errors
    /// Those of the arguments and the result.
    fn cross(&self, writ: &mut Writ, depth: Depth, crossing: Crossing<'_>) -> Fallible<()>;
}

/// The form of a function that takes parameters.
#[derive(Debug)]
pub struct Plain<P, R>(std::marker::PhantomData<(P, R)>);

/// The form of a function that takes `&mut Writ` before its parameters.
#[derive(Debug)]
pub struct Reenters<P, R>(std::marker::PhantomData<(P, R)>);

macro_rules! parameters {
    ($($($ty:ident $value:ident $hold:ident)*;)*) => {$(
        impl<$($ty: Param),*> Parameters for ($($ty,)*) {
            type Scripts<'a> = ($(&'a $ty::Script,)*);
            type Items<'a> = ($($ty::Item<'a>,)*);

            fn type_names() -> Vec<String> {
                vec![$($ty::type_name()),*]
            }

            #[inline(always)]
            #[allow(unused_mut, unused_variables, unused_assignments, clippy::unused_unit)] // Not all of it is used for no parameters.
            fn from_crossing<'a>(crossing: &Crossing<'a>) -> Self::Scripts<'a> {
                let mut at = 0;
                $(
                    let $value = crossing.argument::<$ty::Script>(at);
                    at = behind::<$ty::Script>(at);
                )*
                ($($value,)*)
            }

            #[inline(always)]
            #[allow(unused_variables)] // Not all of it is used for no parameters.
            fn with<R>(
                ($($value,)*): Self::Scripts<'_>,
                reenters: bool,
                writ: &mut Writ,
                call: impl for<'a> FnOnce(Self::Items<'a>, &mut Writ) -> R,
            ) -> Fallible<R> {
                let borrows = [$($ty::borrows($value)),*];
                let about = Call { borrows: &borrows, reenters, instance: writ.instance() };
                $(let mut $hold = $ty::Hold::default();)*
                $($ty::prepare($value, &mut $hold, &about, writ)?;)*
                let items = ($($ty::get($value, &mut $hold, &about, writ)?,)*);
                Ok(call(items, writ))
            }
        }

        impl<Z, R: IntoResult, $($ty: Param),*> HostFn<Plain<($($ty,)*), R>> for Z
        where
            Z: 'static + Fn($($ty),*) -> R + for<'a> Fn($($ty::Item<'a>),*) -> R,
        {
            const REENTERS: bool = false;
            fn parameter_types() -> Vec<String> {
                <($($ty,)*)>::type_names()
            }
            fn result_type() -> String {
                R::type_name()
            }
            #[inline]
            fn cross(&self, writ: &mut Writ, _: Depth, crossing: Crossing<'_>) -> Fallible<()> {
                let scripts = <($($ty,)*)>::from_crossing(&crossing);
                let result = enter::<($($ty,)*), R>(writ, scripts, |($($value,)*)| call_it(self, |this| this($($value),*)))?;
                crossing.give(result);
                Ok(())
            }
        }

        impl<Z, R: IntoResult, $($ty: Param),*> HostFn<Reenters<($($ty,)*), R>> for Z
        where
            Z: 'static + Fn(&mut Writ, $($ty),*) -> R + for<'a, 'w> Fn(&'w mut Writ, $($ty::Item<'a>),*) -> R,
        {
            const REENTERS: bool = true;
            fn parameter_types() -> Vec<String> {
                <($($ty,)*)>::type_names()
            }
            fn result_type() -> String {
                R::type_name()
            }
            #[inline]
            fn cross(&self, writ: &mut Writ, depth: Depth, crossing: Crossing<'_>) -> Fallible<()> {
                let scripts = <($($ty,)*)>::from_crossing(&crossing);
                let result =
                    reenter::<($($ty,)*), R>(writ, depth, scripts, |($($value,)*), writ| call_it(self, |this| this(writ, $($value),*)))?;
                crossing.give(result);
                Ok(())
            }
        }
    )*};
}

#[inline(always)]
fn call_it<F: ?Sized, R>(function: &F, call: impl FnOnce(&F) -> R) -> R {
    call(function)
}

parameters! {
    ;
    A a ha;
    A a ha B b hb;
    A a ha B b hb C c hc;
    A a ha B b hb C c hc D d hd;
    A a ha B b hb C c hc D d hd E e he;
    A a ha B b hb C c hc D d hd E e he F f hf;
    A a ha B b hb C c hc D d hd E e he F f hf G g hg;
    A a ha B b hb C c hc D d hd E e he F f hf G g hg H h hh;
    A a ha B b hb C c hc D d hd E e he F f hf G g hg H h hh I i hi;
    A a ha B b hb C c hc D d hd E e he F f hf G g hg H h hh I i hi J j hj;
    A a ha B b hb C c hc D d hd E e he F f hf G g hg H h hh I i hi J j hj K k hk;
    A a ha B b hb C c hc D d hd E e he F f hf G g hg H h hh I i hi J j hj K k hk L l hl;
}

/// Does what may panic for what a script asks: an index that is not there. The panic is reported as panics are, and ends the script's call.
///
/// # Errors
/// `HostError` with what the panic says.
pub fn guarded<R>(act: impl FnOnce() -> R) -> Result<R, crate::RuntimeError> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(act)).map_err(|panic| {
        let said = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
        *error::host_error(said.unwrap_or("the host has no such element"))
    })
}

/// Calls a wrapper that a macro made, for the VM. The wrapper takes the arguments as a tuple of references, as scripts have them.
///
/// # Errors
/// Those of the wrapper.
#[inline(always)]
pub fn cross<P: Parameters, R: Value>(
    writ: &mut Writ,
    depth: Depth,
    crossing: Crossing<'_>,
    wrapper: impl FnOnce(&mut Writ, Depth, P::Scripts<'_>) -> Fallible<R>,
) -> Fallible<()> {
    let scripts = P::from_crossing(&crossing);
    let result = wrapper(writ, depth, scripts)?;
    crossing.give(result);
    Ok(())
}

/// As [`cross`], for a method that changes the value type whose method it is: that lies in memory, and is changed there.
///
/// # Errors
/// Those of the wrapper: then the value is as it was.
#[inline(always)]
pub fn cross_place<T: Exposed, P: Parameters, R: Value>(
    writ: &mut Writ,
    depth: Depth,
    mut crossing: Crossing<'_>,
    wrapper: impl FnOnce(&mut Writ, Depth, &mut T::Script, P::Scripts<'_>) -> Fallible<R>,
) -> Fallible<()> {
    let (mut this, rest) = crossing.split_place::<T::Script>(behind::<T::Script>(0));
    let scripts = P::from_crossing(&rest);
    let result = wrapper(writ, depth, &mut this, scripts);
    crossing.put_back(this);
    crossing.give(result?);
    Ok(())
}
