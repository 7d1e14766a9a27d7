//! Rust types that scripts know, and how their values pass the border.

use super::{HostClass, named_of_library};
use crate::collections::{Array, Dictionary, Range};
use crate::error::{self, Fallible};
use crate::function::Function;
use crate::object::{AnyRef, Maybe, Opt, Ref, Reference, Value, Weak};
use crate::text::Str;
use crate::values;
use crate::writ::Writ;
use std::hash::Hash;

/// A Rust type that scripts know by some type of theirs.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no type that scripts know",
    label = "scripts know no such type",
    note = "types of your own need `#[derive(WritType)]`"
)]
pub trait Exposed {
    /// How scripts have its values in memory.
    type Script: Value;
    /// How scripts have an optional of it.
    type Optional: Maybe<Value = Self::Script> + From<Option<Self::Script>> + Value;
    /// What lies in memory, if scripts have its values as Rust has them, and they are plain numbers or bools.
    const PLAIN: Option<PlainKind> = None;
    /// The type as scripts write it: `Array<float>`.
    fn type_name() -> String;
}

/// Plain values, by what lies in memory.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PlainKind {
    /// 8 bytes: `int`, `float64`.
    Word,
    /// 4 bytes that are sign-extended: `int32`.
    I32,
    /// 4 bytes: `float`.
    F32,
    /// 1 byte.
    Bool,
}

/// What a host function can take by value.
#[diagnostic::on_unimplemented(
    message = "scripts can't pass a `{Self}`",
    label = "scripts can't pass such a value",
    note = "objects of a class are passed as `&T`, `&mut T` or `Ref<T>`; types of your own need `#[derive(WritType)]`"
)]
pub trait FromArgument: Exposed + Sized {
    /// The value.
    ///
    /// # Errors
    /// `InvalidArgument` if the script's value is none of this type: a number out of its range.
    fn from_argument(value: &Self::Script, writ: &Writ) -> Fallible<Self>;
}

/// What a host function can give.
#[diagnostic::on_unimplemented(
    message = "scripts can't be given a `{Self}`",
    label = "scripts can't be given such a value",
    note = "types of your own need `#[derive(WritType)]`"
)]
pub trait IntoResult: Exposed + Sized {
    /// The script's value.
    ///
    /// # Errors
    /// `InvalidArgument` if scripts have no such value: an unsigned number above the largest `int`.
    fn into_result(self, writ: &mut Writ) -> Fallible<Self::Script>;
}

/// How scripts know types that they have as Rust has them, and how such values come in.
macro_rules! as_it_is {
    ([$($generics:tt)*] $ty:ty, $optional:ident, $name:expr) => {
        impl<$($generics)*> Exposed for $ty {
            type Script = $ty;
            type Optional = $optional<$ty>;
            fn type_name() -> String {
                $name
            }
        }
        impl<$($generics)*> FromArgument for $ty {
            #[inline(always)]
            fn from_argument(value: &$ty, _: &Writ) -> Fallible<$ty> {
                Ok(value.clone())
            }
        }
    };
}

/// Types whose values go out as they are, too.
macro_rules! same {
    ($([$($generics:tt)*] $ty:ty, $optional:ident, $name:expr;)*) => {$(
        as_it_is!([$($generics)*] $ty, $optional, $name);
        impl<$($generics)*> IntoResult for $ty {
            #[inline(always)]
            fn into_result(self, _: &mut Writ) -> Fallible<$ty> {
                Ok(self)
            }
        }
    )*};
}

same! {
    [] (), Opt, "void".into();
    [] Range, Opt, "Range".into();
    [] Str, Option, "string".into();
    [] values::Vector2, Opt, named_of_library("Vector2");
    [] values::Vector3, Opt, named_of_library("Vector3");
    [] values::Vector4, Opt, named_of_library("Vector4");
    [] values::Quaternion, Opt, named_of_library("Quaternion");
    [] values::Matrix3, Opt, named_of_library("Matrix3");
    [] values::Matrix4, Opt, named_of_library("Matrix4");
    [] values::Color, Opt, named_of_library("Color");
    [] values::Rectangle, Opt, named_of_library("Rectangle");
    [] values::BoundingBox, Opt, named_of_library("BoundingBox");
    [T: Exposed<Script = T> + Value] Opt<T>, Opt, <Option<T> as Exposed>::type_name();
    [T: Exposed<Script = T> + Value] Array<T>, Option, format!("Array<{}>", T::type_name());
    [K: Exposed<Script = K> + Value + Hash + Eq, V: Exposed<Script = V> + Value] Dictionary<K, V>, Option,
        format!("Dictionary<{}, {}>", K::type_name(), V::type_name());
}

/// Numbers and bools that scripts have as Rust has them.
macro_rules! plain {
    ($($ty:ident $kind:ident $name:literal;)*) => {$(
        impl Exposed for $ty {
            type Script = $ty;
            type Optional = Opt<$ty>;
            const PLAIN: Option<PlainKind> = Some(PlainKind::$kind);
            fn type_name() -> String {
                $name.into()
            }
        }
        impl FromArgument for $ty {
            #[inline(always)]
            fn from_argument(value: &$ty, _: &Writ) -> Fallible<$ty> {
                Ok(*value)
            }
        }
        impl IntoResult for $ty {
            #[inline(always)]
            fn into_result(self, _: &mut Writ) -> Fallible<$ty> {
                Ok(self)
            }
        }
    )*};
}

plain! {
    i64 Word "int";
    i32 I32 "int32";
    f32 F32 "float";
    f64 Word "float64";
    bool Bool "bool";
}

as_it_is!([P: FunctionParameters, R: Exposed<Script = R> + Value] Function<P, R>, Option,
    format!("({}) -> {}", P::type_names().join(", "), R::type_name()));

impl<P: FunctionParameters, R: Exposed<Script = R> + Value> IntoResult for Function<P, R> {
    fn into_result(self, writ: &mut Writ) -> Fallible<Function<P, R>> {
        self.check_owner(writ)?;
        Ok(self)
    }
}

/// Handles of objects: those of another instance are refused.
macro_rules! handles {
    ($([$($generics:tt)*] $ty:ty, $name:expr;)*) => {$(
        as_it_is!([$($generics)*] $ty, Option, $name);
        impl<$($generics)*> IntoResult for $ty {
            #[inline(always)]
            fn into_result(self, writ: &mut Writ) -> Fallible<$ty> {
                writ.check_owner(Reference::as_object(&self))?;
                Ok(self)
            }
        }
    )*};
}

handles! {
    [T: HostClass] Ref<T>, <T as Exposed>::type_name();
    [] AnyRef, "any".into();
}

as_it_is!([T: HostClass] Weak<Ref<T>>, Option, format!("Weak<{}>", <T as Exposed>::type_name()));

impl<T: HostClass> IntoResult for Weak<Ref<T>> {
    fn into_result(self, writ: &mut Writ) -> Fallible<Weak<Ref<T>>> {
        if let Some(object) = self.get() {
            writ.check_owner(Reference::as_object(&object))?;
        }
        Ok(self)
    }
}

/// The parameters of a function value, a tuple of types that scripts have as Rust has them.
pub trait FunctionParameters: crate::function::Parameters {
    /// As scripts write them.
    fn type_names() -> Vec<String>;
}

macro_rules! function_parameters {
    ($($($name:ident)*;)*) => {$(
        impl<$($name: Exposed<Script = $name> + Value),*> FunctionParameters for ($($name,)*) {
            fn type_names() -> Vec<String> {
                vec![$($name::type_name()),*]
            }
        }
    )*};
}

function_parameters! {
    ;
    A;
    A B;
    A B C;
    A B C D;
    A B C D E;
    A B C D E F;
    A B C D E F G;
    A B C D E F G H;
}

/// Numbers that scripts have as `int`.
macro_rules! numbers {
    ($($ty:ident)*) => {$(
        impl Exposed for $ty {
            type Script = i64;
            type Optional = Opt<i64>;
            fn type_name() -> String {
                "int".into()
            }
        }
        impl FromArgument for $ty {
            #[inline]
            fn from_argument(value: &i64, _: &Writ) -> Fallible<$ty> {
                $ty::try_from(*value).map_err(|_| error::not_in_range(*value, stringify!($ty), i128::from($ty::MIN as i64), $ty::MAX as i128))
            }
        }
        impl IntoResult for $ty {
            #[inline]
            fn into_result(self, _: &mut Writ) -> Fallible<i64> {
                i64::try_from(self).map_err(|_| error::too_large(self as u64))
            }
        }
    )*};
}

numbers!(u8 u16 u32 u64 usize i8 i16 isize);

/// Texts.
macro_rules! texts {
    ($($ty:ty: $from:expr, $into:expr;)*) => {$(
        impl Exposed for $ty {
            type Script = Str;
            type Optional = Option<Str>;
            fn type_name() -> String {
                "string".into()
            }
        }
        impl FromArgument for $ty {
            #[inline]
            fn from_argument(value: &Str, _: &Writ) -> Fallible<$ty> {
                ($from)(value)
            }
        }
        impl IntoResult for $ty {
            #[inline]
            fn into_result(self, _: &mut Writ) -> Fallible<Str> {
                Ok(($into)(self))
            }
        }
    )*};
}

texts! {
    String: |text: &Str| Ok(text.to_string()), Str::from;
    Box<str>: |text: &Str| Ok(text.as_str().into()), |text: Box<str>| Str::new(&text);
    std::rc::Rc<str>: |text: &Str| Ok(text.as_str().into()), |text: std::rc::Rc<str>| Str::new(&text);
    std::sync::Arc<str>: |text: &Str| Ok(text.as_str().into()), |text: std::sync::Arc<str>| Str::new(&text);
    char: one_character, Str::from_char;
}

fn one_character(text: &Str) -> Fallible<char> {
    let mut characters = text.chars();
    match (characters.next(), characters.next()) {
        (Some(character), None) => Ok(character),
        _ => Err(error::not_one_character(text)),
    }
}

impl Exposed for &str {
    type Script = Str;
    type Optional = Option<Str>;
    fn type_name() -> String {
        "string".into()
    }
}

impl IntoResult for &str {
    fn into_result(self, _: &mut Writ) -> Fallible<Str> {
        Ok(Str::new(self))
    }
}
