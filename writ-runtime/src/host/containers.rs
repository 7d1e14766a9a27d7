//! Rust types that hold others, at the border: `Vec`, `HashMap`, `Option`, `Result`, tuples.

use super::{Exposed, FromArgument, IntoResult};
use crate::collections::{Array, Dictionary};
use crate::error::{Fallible, RuntimeError};
use crate::object::{Maybe, Opt, Res, Value};
use crate::text::Str;
use crate::writ::Writ;
use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, Hash};

impl<T: Exposed> Exposed for Vec<T> {
    type Script = Array<T::Script>;
    type Optional = Option<Array<T::Script>>;
    fn type_name() -> String {
        format!("Array<{}>", T::type_name())
    }
}

impl<T: FromArgument> FromArgument for Vec<T> {
    fn from_argument(value: &Array<T::Script>, writ: &Writ) -> Fallible<Vec<T>> {
        // Conversions run nothing that could change the array.
        value.with_slice(|elements| elements.iter().map(|element| T::from_argument(element, writ)).collect())
    }
}

impl<T: IntoResult> IntoResult for Vec<T> {
    fn into_result(self, writ: &mut Writ) -> Fallible<Array<T::Script>> {
        // Where scripts have the elements as Rust has them, `collect` works in place.
        let elements: Fallible<Vec<T::Script>> = self.into_iter().map(|element| element.into_result(writ)).collect();
        elements.map(Array::from_vec)
    }
}

impl<T: Exposed, const N: usize> Exposed for [T; N] {
    type Script = Array<T::Script>;
    type Optional = Option<Array<T::Script>>;
    fn type_name() -> String {
        format!("Array<{}>", T::type_name())
    }
}

impl<T: FromArgument, const N: usize> FromArgument for [T; N] {
    fn from_argument(value: &Array<T::Script>, writ: &Writ) -> Fallible<[T; N]> {
        Vec::from_argument(value, writ)?.try_into().map_err(|found: Vec<T>| crate::error::wrong_count(N, found.len()))
    }
}

impl<T: IntoResult, const N: usize> IntoResult for [T; N] {
    fn into_result(self, writ: &mut Writ) -> Fallible<Array<T::Script>> {
        Vec::from(self).into_result(writ)
    }
}

/// Maps: the order of a dictionary that comes from one without order is that of the keys' sorted text, so that it is the same each time.
macro_rules! maps {
    ($($map:ident [$($generics:tt)*] $ty:ty, $key:path;)*) => {$(
        impl<K: Exposed, V: Exposed $($generics)*> Exposed for $ty
        where
            K::Script: Hash + Eq,
        {
            type Script = Dictionary<K::Script, V::Script>;
            type Optional = Option<Dictionary<K::Script, V::Script>>;
            fn type_name() -> String {
                format!("Dictionary<{}, {}>", K::type_name(), V::type_name())
            }
        }

        impl<K: FromArgument + $key, V: FromArgument $($generics)*> FromArgument for $ty
        where
            K::Script: Hash + Eq,
        {
            fn from_argument(value: &Self::Script, writ: &Writ) -> Fallible<Self> {
                let one = |(key, value): (K::Script, V::Script)| Ok((K::from_argument(&key, writ)?, V::from_argument(&value, writ)?));
                value.to_vec().into_iter().map(one).collect()
            }
        }
    )*};
}

maps! {
    HashMap [, S: BuildHasher + Default] HashMap<K, V, S>, HashKey;
    BTreeMap [] BTreeMap<K, V>, Ord;
}

/// What a `HashMap` takes as a key.
pub trait HashKey: Hash + Eq {}

impl<K: Hash + Eq> HashKey for K {}

impl<K: IntoResult + Ord, V: IntoResult, S: BuildHasher + Default> IntoResult for HashMap<K, V, S>
where
    K::Script: Hash + Eq,
{
    fn into_result(self, writ: &mut Writ) -> Fallible<Self::Script> {
        // The order of a hash map is another one each time: nothing that a script sees may depend on it.
        BTreeMap::from_iter(self).into_result(writ)
    }
}

impl<K: IntoResult, V: IntoResult> IntoResult for BTreeMap<K, V>
where
    K::Script: Hash + Eq,
{
    fn into_result(self, writ: &mut Writ) -> Fallible<Self::Script> {
        let dictionary = Dictionary::new();
        for (key, value) in self {
            dictionary.insert(key.into_result(writ)?, value.into_result(writ)?);
        }
        Ok(dictionary)
    }
}

impl<T: Exposed> Exposed for Option<T> {
    type Script = T::Optional;
    type Optional = Opt<T::Optional>;
    fn type_name() -> String {
        let name = T::type_name();
        // `() -> int?` is a function that gives an `int?`.
        if name.contains("->") || super::identity::writes_keys() { format!("Optional<{name}>") } else { format!("{name}?") }
    }
}

impl<T: FromArgument> FromArgument for Option<T> {
    #[inline]
    fn from_argument(value: &T::Optional, writ: &Writ) -> Fallible<Option<T>> {
        value.value().map(|value| T::from_argument(value, writ)).transpose()
    }
}

impl<T: IntoResult> IntoResult for Option<T> {
    #[inline]
    fn into_result(self, writ: &mut Writ) -> Fallible<T::Optional> {
        Ok(self.map(|value| value.into_result(writ)).transpose()?.into())
    }
}

/// Results that a script gets as a value: the error is its message.
macro_rules! results {
    ($($error:ty: $message:expr;)*) => {$(
        impl<T: Exposed> Exposed for Result<T, $error> {
            type Script = Res<T::Script>;
            type Optional = Opt<Res<T::Script>>;
            fn type_name() -> String {
                format!("Result<{}>", T::type_name())
            }
        }

        impl<T: IntoResult> IntoResult for Result<T, $error> {
            fn into_result(self, writ: &mut Writ) -> Fallible<Res<T::Script>> {
                Ok(match self {
                    Ok(value) => Res::Success(value.into_result(writ)?),
                    Err(error) => Res::Error(($message)(error)),
                })
            }
        }
    )*};
}

results! {
    String: Str::from;
    &'static str: Str::new;
    Box<dyn std::error::Error>: |error: Box<dyn std::error::Error>| Str::from(error.to_string());
    std::io::Error: |error: std::io::Error| Str::from(error.to_string());
}

impl<T: FromArgument> FromArgument for Result<T, String> {
    fn from_argument(value: &Res<T::Script>, writ: &Writ) -> Fallible<Result<T, String>> {
        Ok(match value.as_ref() {
            Ok(value) => Ok(T::from_argument(value, writ)?),
            Err(message) => Err(message.to_string()),
        })
    }
}

/// Results whose error ends the script's call.
macro_rules! raised {
    ($($error:ty: $boxed:expr;)*) => {$(
        impl<T: Exposed> Exposed for Result<T, $error> {
            type Script = T::Script;
            type Optional = T::Optional;
            fn type_name() -> String {
                T::type_name()
            }
        }

        impl<T: IntoResult> IntoResult for Result<T, $error> {
            #[inline]
            fn into_result(self, writ: &mut Writ) -> Fallible<T::Script> {
                self.map_err($boxed)?.into_result(writ)
            }
        }
    )*};
}

raised! {
    RuntimeError: Box::new;
    Box<RuntimeError>: std::convert::identity;
}

macro_rules! tuples {
    ($($tuple:ident($($ty:ident $value:ident),+);)*) => {$(
        impl<$($ty: Exposed),+> Exposed for ($($ty,)+) {
            type Script = crate::object::$tuple<$($ty::Script),+>;
            type Optional = Opt<Self::Script>;
            fn type_name() -> String {
                format!("({})", [$($ty::type_name()),+].join(", "))
            }
        }

        impl<$($ty: Exposed<Script = $ty> + Value),+> Exposed for crate::object::$tuple<$($ty),+> {
            type Script = Self;
            type Optional = Opt<Self>;
            fn type_name() -> String {
                <($($ty,)+) as Exposed>::type_name()
            }
        }

        impl<$($ty: FromArgument),+> FromArgument for ($($ty,)+) {
            #[inline]
            fn from_argument(value: &Self::Script, writ: &Writ) -> Fallible<Self> {
                let crate::object::$tuple($($value),+) = value;
                Ok(($($ty::from_argument($value, writ)?,)+))
            }
        }

        impl<$($ty: IntoResult),+> IntoResult for ($($ty,)+) {
            #[inline]
            fn into_result(self, writ: &mut Writ) -> Fallible<Self::Script> {
                let ($($value,)+) = self;
                Ok(crate::object::$tuple($($value.into_result(writ)?),+))
            }
        }
    )*};
}

tuples! {
    Tuple2(A a, B b);
    Tuple3(A a, B b, C c);
    Tuple4(A a, B b, C c, D d);
    Tuple5(A a, B b, C c, D d, E e);
    Tuple6(A a, B b, C c, D d, E e, F f);
    Tuple7(A a, B b, C c, D d, E e, F f, G g);
    Tuple8(A a, B b, C c, D d, E e, F f, G g, H h);
}
