//! Parameters of host functions: by value, and borrowed for the length of the call.

use super::object::{Lent, address, check};
use super::{Exposed, FromArgument, HostClass};
use crate::collections::{Array, Dictionary};
use crate::error::{self, Fallible};
use crate::object::{Ref, Reference, Value, payload};
use crate::text::Str;
use crate::values;
use crate::writ::Writ;
use std::hash::Hash;

/// What is known of a call while its arguments are made ready.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    /// By parameter: the address of what it borrows, 0 if that is nothing that another one could borrow too; and whether it changes it.
    pub borrows: &'a [(usize, bool)],
    /// Whether scripts may run before the function returns.
    pub reenters: bool,
    /// The number of the instance whose script calls.
    pub instance: u16,
}

impl Call<'_> {
    /// Whether another parameter changes what this one looks at.
    #[inline(always)]
    fn is_changed(&self, address: usize) -> bool {
        self.borrows.contains(&(address, true))
    }

    /// How many parameters borrow this.
    #[inline(always)]
    fn borrowers(&self, address: usize) -> usize {
        self.borrows.iter().filter(|(borrowed, _)| *borrowed == address).count()
    }

    /// How many parameters change this.
    #[inline(always)]
    fn changers(&self, address: usize) -> usize {
        self.borrows.iter().filter(|borrow| **borrow == (address, true)).count()
    }
}

/// A parameter of a host function; borrowed ones as their `'static` form (`&'static str` for `&str`).
#[diagnostic::on_unimplemented(
    message = "scripts can't pass `{Self}` to a function",
    note = "types of your own need `#[derive(WritType)]`: objects of a class are taken as `&T`, `&mut T` or `Ref<T>`, values by value or `&`"
)]
pub trait Param {
    /// How scripts have it in memory.
    type Script: Value;
    /// What the function gets.
    type Item<'a>;
    /// What has to last as long as the call: copies, marks.
    type Hold: Default;
    /// The type as scripts write it.
    fn type_name() -> String;
    /// What it borrows that another parameter could borrow too, by its address, and whether the function changes that; else (0, false).
    #[inline(always)]
    fn borrows(_: &Self::Script) -> (usize, bool) {
        (0, false)
    }
    /// Before any argument is lent: takes values out of what another parameter borrows, and copies what another one changes or has.
    ///
    /// # Errors
    /// As [`Self::get`].
    #[inline(always)]
    fn prepare(_: &Self::Script, _: &mut Self::Hold, _: &Call<'_>, _: &Writ) -> Fallible<()> {
        Ok(())
    }
    /// What the function gets.
    ///
    /// # Errors
    /// `InvalidArgument`, `BorrowConflict`, or `HostError` for an object that was destroyed.
    fn get<'a>(value: &'a Self::Script, hold: &'a mut Self::Hold, call: &Call<'_>, writ: &Writ) -> Fallible<Self::Item<'a>>;
}

/// What a host function can borrow to look at.
#[diagnostic::on_unimplemented(
    message = "scripts can't lend `{Self}` to a function",
    note = "types of your own need `#[derive(WritType)]`"
)]
pub trait Borrowed {
    /// As in [`Param`].
    type Script: Value;
    /// As in [`Param`].
    type Hold: Default;
    /// As in [`Param`].
    fn type_name() -> String;
    /// The address of what it borrows; 0 if that is nothing that another parameter could borrow too.
    #[inline(always)]
    fn address(_: &Self::Script) -> usize {
        0
    }
    /// As in [`Param`].
    ///
    /// # Errors
    /// As there.
    #[inline(always)]
    fn prepare(_: &Self::Script, _: &mut Self::Hold, _: &Call<'_>, _: &Writ) -> Fallible<()> {
        Ok(())
    }
    /// Lends it.
    ///
    /// # Errors
    /// As [`Param::get`].
    fn lend<'a>(value: &'a Self::Script, hold: &'a mut Self::Hold, call: &Call<'_>, writ: &Writ) -> Fallible<&'a Self>;
}

/// What a host function can borrow to change it.
#[diagnostic::on_unimplemented(
    message = "scripts can't lend `{Self}` to a function that changes it",
    note = "`&mut` borrows types with `#[derive(WritType)]` that are not values, and `Vec`s of what scripts have as Rust has it",
    note = "methods that change a value type stand in an `impl` block with `#[writ_export(value)]`"
)]
pub trait BorrowedMut: Borrowed {
    /// Lends it.
    ///
    /// # Errors
    /// As [`Param::get`].
    fn lend_mut<'a>(value: &'a Self::Script, hold: &'a mut Self::Hold, call: &Call<'_>, writ: &Writ) -> Fallible<&'a mut Self>;
}

impl<T: Borrowed + ?Sized> Param for &'static T {
    type Script = T::Script;
    type Item<'a> = &'a T;
    type Hold = T::Hold;
    fn type_name() -> String {
        T::type_name()
    }
    #[inline(always)]
    fn borrows(value: &T::Script) -> (usize, bool) {
        (T::address(value), false)
    }
    #[inline(always)]
    fn prepare(value: &T::Script, hold: &mut T::Hold, call: &Call<'_>, writ: &Writ) -> Fallible<()> {
        T::prepare(value, hold, call, writ)
    }
    #[inline(always)]
    fn get<'a>(value: &'a T::Script, hold: &'a mut T::Hold, call: &Call<'_>, writ: &Writ) -> Fallible<&'a T> {
        T::lend(value, hold, call, writ)
    }
}

impl<T: BorrowedMut + ?Sized> Param for &'static mut T {
    type Script = T::Script;
    type Item<'a> = &'a mut T;
    type Hold = T::Hold;
    fn type_name() -> String {
        T::type_name()
    }
    #[inline(always)]
    fn borrows(value: &T::Script) -> (usize, bool) {
        (T::address(value), true)
    }
    #[inline(always)]
    fn get<'a>(value: &'a T::Script, hold: &'a mut T::Hold, call: &Call<'_>, writ: &Writ) -> Fallible<&'a mut T> {
        T::lend_mut(value, hold, call, writ)
    }
}

/// What an argument was turned into, for the length of the call.
#[derive(Debug)]
pub struct Copied<T>(Option<T>);

impl<T> Default for Copied<T> {
    fn default() -> Copied<T> {
        Copied(None)
    }
}

impl<T> Copied<T> {
    /// Keeps a value for the length of the call.
    #[inline]
    pub fn keep(&mut self, value: T) {
        self.0 = Some(value);
    }

    /// The value that was kept.
    ///
    /// # Errors
    /// `HostError` if there is none: nobody asks before there is one.
    #[inline]
    pub fn value(&self) -> Fallible<&T> {
        self.0.as_ref().ok_or_else(|| error::host_error("an argument was not made ready"))
    }

    /// As [`value`](Self::value), for whoever takes it.
    ///
    /// # Errors
    /// As there.
    #[inline]
    pub fn take(&mut self) -> Fallible<T> {
        self.0.take().ok_or_else(|| error::host_error("an argument was not made ready"))
    }
}

/// Parameters by value.
#[doc(hidden)]
#[macro_export]
macro_rules! __by_value {
    ($([$($generics:tt)*] $ty:ty $(where [$($bounds:tt)*])?;)*) => {$(
        impl<$($generics)*> $crate::host::Param for $ty $(where $($bounds)*)? {
            type Script = <$ty as $crate::host::Exposed>::Script;
            type Item<'a> = $ty;
            type Hold = $crate::host::Copied<$ty>;
            fn type_name() -> ::std::string::String {
                <$ty as $crate::host::Exposed>::type_name()
            }
            #[inline(always)]
            fn prepare(value: &Self::Script, hold: &mut Self::Hold, _: &$crate::host::Call<'_>, writ: &$crate::Writ) -> $crate::Fallible<()> {
                hold.keep(<$ty as $crate::host::FromArgument>::from_argument(value, writ)?);
                Ok(())
            }
            #[inline(always)]
            fn get<'a>(_: &'a Self::Script, hold: &'a mut Self::Hold, _: &$crate::host::Call<'_>, _: &$crate::Writ) -> $crate::Fallible<$ty> {
                hold.take()
            }
        }
    )*};
}

/// Parameters by value, and by `&` as a copy.
#[doc(hidden)]
#[macro_export]
macro_rules! __by_copy {
    ($([$($generics:tt)*] $ty:ty $(where [$($bounds:tt)*])?;)*) => {$(
        $crate::__by_value!([$($generics)*] $ty $(where [$($bounds)*])?;);
        impl<$($generics)*> $crate::host::Borrowed for $ty $(where $($bounds)*)? {
            type Script = <$ty as $crate::host::Exposed>::Script;
            type Hold = $crate::host::Copied<$ty>;
            fn type_name() -> ::std::string::String {
                <$ty as $crate::host::Exposed>::type_name()
            }
            #[inline(always)]
            fn prepare(value: &Self::Script, hold: &mut Self::Hold, _: &$crate::host::Call<'_>, writ: &$crate::Writ) -> $crate::Fallible<()> {
                hold.keep(<$ty as $crate::host::FromArgument>::from_argument(value, writ)?);
                Ok(())
            }
            #[inline(always)]
            fn lend<'a>(_: &'a Self::Script, hold: &'a mut Self::Hold, _: &$crate::host::Call<'_>, _: &$crate::Writ) -> $crate::Fallible<&'a $ty> {
                hold.value()
            }
        }
    )*};
}

crate::__by_copy! {
    [] u8; [] u16; [] u32; [] u64; [] usize; [] i8; [] i16; [] isize; [] char;
    [] String; [] Box<str>; [] std::rc::Rc<str>; [] std::sync::Arc<str>;
    [T: FromArgument] Option<T>;
    [T: FromArgument] Result<T, String>;
    [T: FromArgument, const N: usize] [T; N];
}

// A borrowed `Vec` is the array itself where that can be.
crate::__by_value!([T: FromArgument] Vec<T>;);

/// What scripts have as Rust has it: `&` borrows the script's own.
macro_rules! by_reference {
    ($([$($generics:tt)*] $ty:ty;)*) => {$(
        impl<$($generics)*> Param for $ty {
            type Script = $ty;
            type Item<'a> = $ty;
            type Hold = ();
            fn type_name() -> String {
                <$ty as Exposed>::type_name()
            }
            #[inline(always)]
            fn get<'a>(value: &'a $ty, (): &'a mut (), _: &Call<'_>, _: &Writ) -> Fallible<$ty> {
                Ok(value.clone())
            }
        }
        impl<$($generics)*> Borrowed for $ty {
            type Script = $ty;
            type Hold = ();
            fn type_name() -> String {
                <$ty as Exposed>::type_name()
            }
            #[inline(always)]
            fn lend<'a>(value: &'a $ty, _: &'a mut (), _: &Call<'_>, _: &Writ) -> Fallible<&'a $ty> {
                Ok(value)
            }
        }
    )*};
}

by_reference! {
    [] i64; [] i32; [] f32; [] f64; [] bool; [] crate::collections::Range; [] Str; [] crate::object::AnyRef;
    [] values::Vector2; [] values::Vector3; [] values::Vector4; [] values::Quaternion; [] values::Matrix3; [] values::Matrix4; [] values::Color; [] values::Rectangle; [] values::BoundingBox;
    [T: HostClass] Ref<T>;
    [T: HostClass] crate::object::WeakRef<T>;
    [T: Exposed<Script = T> + Value] Array<T>;
    [K: Exposed<Script = K> + Value + Hash + Eq, V: Exposed<Script = V> + Value] Dictionary<K, V>;
    [P: super::exposed::FunctionParameters, R: Exposed<Script = R> + Value] crate::function::Function<P, R>;
}

crate::__by_copy! {
    [K: FromArgument + Hash + Eq, V: FromArgument, S: std::hash::BuildHasher + Default] std::collections::HashMap<K, V, S> where [K::Script: Hash + Eq];
    [K: FromArgument + Ord, V: FromArgument] std::collections::BTreeMap<K, V> where [K::Script: Hash + Eq];
}

macro_rules! tuples {
    ($($($name:ident)*;)*) => {
        $(crate::__by_copy!([$($name: FromArgument),*] ($($name,)*););)*
    };
}

tuples! {
    A B;
    A B C;
    A B C D;
    A B C D E;
    A B C D E F;
    A B C D E F G;
    A B C D E F G H;
}

impl Borrowed for str {
    type Script = Str;
    type Hold = ();
    fn type_name() -> String {
        "string".into()
    }
    #[inline(always)]
    fn lend<'a>(value: &'a Str, (): &'a mut (), _: &Call<'_>, _: &Writ) -> Fallible<&'a str> {
        Ok(value.as_str())
    }
}

/// The elements of an array, out of it for the length of a call: whoever has the array too finds it empty meanwhile, and nobody can take the elements away
/// from under the borrow. A copy where they have to stay.
#[derive(Debug)]
pub struct Elements<T: Value> {
    elements: Vec<T>,
    /// The array that gets them back.
    from: Option<Array<T>>,
    copied: bool,
}

impl<T: Value> Default for Elements<T> {
    #[inline]
    fn default() -> Elements<T> {
        Elements { elements: Vec::new(), from: None, copied: false }
    }
}

impl<T: Value> Elements<T> {
    #[inline]
    fn copy_if(&mut self, array: &Array<T>, copy: bool) {
        if copy {
            self.elements = array.to_vec();
            self.copied = true;
        }
    }

    #[inline]
    fn take(&mut self, array: &Array<T>) -> &mut Vec<T> {
        if !self.copied {
            self.elements = array.with_vec(std::mem::take);
            self.from = Some(array.clone());
        }
        &mut self.elements
    }
}

impl<T: Value> Drop for Elements<T> {
    #[inline]
    fn drop(&mut self) {
        if let Some(array) = self.from.take() {
            let elements = std::mem::take(&mut self.elements);
            drop(array.with_vec(|place| std::mem::replace(place, elements)));
        }
    }
}

fn array_address<T: Value>(array: &Array<T>) -> usize {
    array.as_object().as_ptr().addr()
}

macro_rules! elements {
    ($($ty:ty),*) => {$(
        impl<T: Exposed<Script = T> + Value> Borrowed for $ty {
            type Script = Array<T>;
            type Hold = Elements<T>;
            fn type_name() -> String {
                format!("Array<{}>", T::type_name())
            }
            #[inline]
            fn address(value: &Array<T>) -> usize {
                array_address(value)
            }
            #[inline]
            fn prepare(value: &Array<T>, hold: &mut Elements<T>, call: &Call<'_>, _: &Writ) -> Fallible<()> {
                hold.copy_if(value, call.reenters || call.borrowers(array_address(value)) > 1);
                Ok(())
            }
            #[inline]
            fn lend<'a>(value: &'a Array<T>, hold: &'a mut Elements<T>, _: &Call<'_>, _: &Writ) -> Fallible<&'a $ty> {
                Ok(hold.take(value))
            }
        }
    )*};
}

elements!([T], Vec<T>);

impl<T: Exposed<Script = T> + Value> BorrowedMut for Vec<T> {
    fn lend_mut<'a>(value: &'a Array<T>, hold: &'a mut Elements<T>, call: &Call<'_>, _: &Writ) -> Fallible<&'a mut Vec<T>> {
        if call.reenters {
            return Err(error::borrowed_while_scripts_run("Array"));
        }
        if call.changers(array_address(value)) > 1 {
            return Err(error::passed_twice("Array"));
        }
        Ok(hold.take(value))
    }
}

impl<T: HostClass> Borrowed for T {
    type Script = Ref<T>;
    type Hold = Looked<T>;
    fn type_name() -> String {
        <T as Exposed>::type_name()
    }
    #[inline(always)]
    fn address(value: &Ref<T>) -> usize {
        address(value.as_object())
    }
    #[inline(always)]
    fn prepare(value: &Ref<T>, hold: &mut Looked<T>, call: &Call<'_>, _: &Writ) -> Fallible<()> {
        let object = value.as_object();
        check(object, false, call.instance)?;
        if call.is_changed(address(object)) {
            // SAFETY: alive as long as the caller's handle; nothing is lent yet.
            let place = unsafe { &*payload(object.as_raw()).cast::<T>() };
            let Some(copy) = place.try_clone() else { return Err(error::passed_twice(T::shape().shape.name)) };
            hold.copy = Some(copy);
        }
        Ok(())
    }
    #[inline(always)]
    fn lend<'a>(value: &'a Ref<T>, hold: &'a mut Looked<T>, call: &Call<'_>, _: &Writ) -> Fallible<&'a T> {
        let Looked { copy, lent } = hold;
        if let Some(copy) = copy {
            return Ok(copy);
        }
        if call.reenters {
            *lent = Some(Lent::new(value.as_object(), false, call.instance)?);
        }
        // SAFETY: alive as long as the caller's handle, and free, as `prepare` found; nobody changes it meanwhile: no other parameter, and scripts only
        // if they run, who then find it marked.
        Ok(unsafe { &*payload(value.as_object().as_raw()).cast::<T>() })
    }
}

/// What has to last while an object is looked at or changed.
#[derive(Debug)]
pub struct Looked<T> {
    copy: Option<T>,
    lent: Option<Lent>,
}

impl<T> Default for Looked<T> {
    #[inline(always)]
    fn default() -> Looked<T> {
        Looked { copy: None, lent: None }
    }
}

impl<T: HostClass> BorrowedMut for T {
    #[inline(always)]
    fn lend_mut<'a>(value: &'a Ref<T>, hold: &'a mut Looked<T>, call: &Call<'_>, _: &Writ) -> Fallible<&'a mut T> {
        let object = value.as_object();
        check(object, true, call.instance)?;
        if call.changers(address(object)) > 1 {
            return Err(error::passed_twice(T::shape().shape.name));
        }
        if call.reenters {
            hold.lent = Some(Lent::new(object, true, call.instance)?);
        }
        // SAFETY: alive as long as the caller's handle; no other parameter borrows it (they get copies), and scripts, if they run, find it marked.
        Ok(unsafe { &mut *payload(object.as_raw()).cast::<T>() })
    }
}
