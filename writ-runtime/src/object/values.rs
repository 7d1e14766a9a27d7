//! Optionals, results and tuples as they lie in memory: Rust leaves the layout of its own ones open, and the VM must not guess it.
//!
//! An optional of a reference (a string, an object) is Rust's `Option`, whose `None` is the word 0.

use crate::text::Str;
use std::fmt;

/// A script's `Optional<T>` of a value that is no reference.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
#[repr(u8)]
pub enum Opt<T> {
    /// `null`.
    #[default]
    None = 0,
    /// A value.
    Some(T) = 1,
}

impl<T> Opt<T> {
    /// Whether it has a value.
    #[inline]
    pub const fn is_some(&self) -> bool {
        matches!(self, Opt::Some(_))
    }

    /// Whether it is `null`.
    #[inline]
    pub const fn is_none(&self) -> bool {
        matches!(self, Opt::None)
    }

    /// A look at the value.
    #[inline]
    pub const fn as_ref(&self) -> Option<&T> {
        match self {
            Opt::Some(value) => Some(value),
            Opt::None => None,
        }
    }

    /// The value, to change.
    #[inline]
    pub const fn as_mut(&mut self) -> Option<&mut T> {
        match self {
            Opt::Some(value) => Some(value),
            Opt::None => None,
        }
    }

    /// As Rust's own.
    #[inline]
    pub fn into_option(self) -> Option<T> {
        match self {
            Opt::Some(value) => Some(value),
            Opt::None => None,
        }
    }
}

impl<T> From<Option<T>> for Opt<T> {
    #[inline]
    fn from(value: Option<T>) -> Opt<T> {
        match value {
            Some(value) => Opt::Some(value),
            None => Opt::None,
        }
    }
}

impl<T> From<Opt<T>> for Option<T> {
    #[inline]
    fn from(value: Opt<T>) -> Option<T> {
        value.into_option()
    }
}

impl<T: fmt::Debug> fmt::Debug for Opt<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_ref().fmt(f)
    }
}

/// An optional of either form: what generated code looks into.
pub trait Maybe {
    /// The value's type.
    type Value;
    /// The value, if there is one.
    fn into_value(self) -> Option<Self::Value>;
    /// A look at the value.
    fn value(&self) -> Option<&Self::Value>;
    /// The value, to change.
    fn value_mut(&mut self) -> Option<&mut Self::Value>;
}

impl<T> Maybe for Opt<T> {
    type Value = T;
    #[inline]
    fn into_value(self) -> Option<T> {
        self.into_option()
    }
    #[inline]
    fn value(&self) -> Option<&T> {
        self.as_ref()
    }
    #[inline]
    fn value_mut(&mut self) -> Option<&mut T> {
        self.as_mut()
    }
}

impl<T> Maybe for Option<T> {
    type Value = T;
    #[inline]
    fn into_value(self) -> Option<T> {
        self
    }
    #[inline]
    fn value(&self) -> Option<&T> {
        self.as_ref()
    }
    #[inline]
    fn value_mut(&mut self) -> Option<&mut T> {
        self.as_mut()
    }
}

/// A script's `Result<T>`.
#[derive(Clone, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Res<T> {
    /// `Error("message")`.
    Error(Str) = 0,
    /// `Success(x)`.
    Success(T) = 1,
}

impl<T> Res<T> {
    /// Whether it is `Success`.
    #[inline]
    pub const fn is_success(&self) -> bool {
        matches!(self, Res::Success(_))
    }

    /// As Rust's own.
    ///
    /// # Errors
    /// The message of an `Error`.
    #[inline]
    pub fn into_result(self) -> Result<T, Str> {
        match self {
            Res::Success(value) => Ok(value),
            Res::Error(message) => Err(message),
        }
    }

    /// A look into it.
    ///
    /// # Errors
    /// The message of an `Error`.
    #[inline]
    pub const fn as_ref(&self) -> Result<&T, &Str> {
        match self {
            Res::Success(value) => Ok(value),
            Res::Error(message) => Err(message),
        }
    }
}

impl<T, E: Into<Str>> From<Result<T, E>> for Res<T> {
    #[inline]
    fn from(value: Result<T, E>) -> Res<T> {
        match value {
            Ok(value) => Res::Success(value),
            Err(message) => Res::Error(message.into()),
        }
    }
}

impl<T> From<Res<T>> for Result<T, String> {
    #[inline]
    fn from(value: Res<T>) -> Result<T, String> {
        value.into_result().map_err(String::from)
    }
}

impl<T: fmt::Debug> fmt::Debug for Res<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_ref().fmt(f)
    }
}

macro_rules! tuples {
    ([$($ty:ident $value:ident)*]) => {};
    ([$($ty:ident $value:ident)*] $name:ident $next:ident $next_value:ident, $($rest:tt)*) => {
        tuples!(@one $name $($ty $value)* $next $next_value);
        tuples!([$($ty $value)* $next $next_value] $($rest)*);
    };
    (@one $name:ident $($ty:ident $value:ident)*) => {
        /// A script's tuple.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
        #[repr(C)]
        pub struct $name<$($ty),*>($(pub $ty),*);

        impl<$($ty),*> From<($($ty,)*)> for $name<$($ty),*> {
            #[inline]
            fn from(($($value,)*): ($($ty,)*)) -> Self {
                $name($($value),*)
            }
        }

        impl<$($ty),*> From<$name<$($ty),*>> for ($($ty,)*) {
            #[inline]
            fn from($name($($value),*): $name<$($ty),*>) -> Self {
                ($($value,)*)
            }
        }

        impl<$($ty: fmt::Debug),*> fmt::Debug for $name<$($ty),*> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let $name($($value),*) = self;
                f.debug_tuple("")$(.field($value))*.finish()
            }
        }
    };
}

tuples!([T1 v1]
    Tuple2 T2 v2, Tuple3 T3 v3, Tuple4 T4 v4, Tuple5 T5 v5, Tuple6 T6 v6, Tuple7 T7 v7, Tuple8 T8 v8, Tuple9 T9 v9, Tuple10 T10 v10,
    Tuple11 T11 v11, Tuple12 T12 v12, Tuple13 T13 v13, Tuple14 T14 v14, Tuple15 T15 v15, Tuple16 T16 v16, Tuple17 T17 v17,
    Tuple18 T18 v18, Tuple19 T19 v19, Tuple20 T20 v20, Tuple21 T21 v21, Tuple22 T22 v22, Tuple23 T23 v23, Tuple24 T24 v24,
    Tuple25 T25 v25, Tuple26 T26 v26, Tuple27 T27 v27, Tuple28 T28 v28, Tuple29 T29 v29, Tuple30 T30 v30, Tuple31 T31 v31,
    Tuple32 T32 v32,
);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collections::{Array, Dictionary};
    use crate::function::{Boxed, Cell, Function};
    use std::mem::{align_of, offset_of};

    #[test]
    fn references_and_their_optionals_are_one_word() {
        assert_eq!(size_of::<Option<Str>>(), 8);
        assert_eq!(size_of::<Option<Array<i64>>>(), size_of::<usize>());
        assert_eq!(size_of::<Option<Dictionary<Str, i64>>>(), size_of::<usize>());
        assert_eq!(size_of::<Option<Function<(i64,), i64>>>(), size_of::<usize>());
        assert_eq!(size_of::<Option<Boxed<i64>>>(), size_of::<usize>());
        assert_eq!(size_of::<Option<Cell<i64>>>(), size_of::<usize>());
    }

    #[test]
    fn tags_are_first_and_payloads_at_their_alignment() {
        fn tag<T>(value: &T) -> u8 {
            // SAFETY: a `repr(u8)` enum begins with its tag.
            unsafe { *std::ptr::from_ref(value).cast::<u8>() }
        }
        assert_eq!([size_of::<Opt<i64>>(), size_of::<Opt<f32>>(), size_of::<Opt<bool>>(), align_of::<Opt<i32>>()], [16, 8, 2, 4]);
        assert_eq!([size_of::<Res<bool>>(), size_of::<Res<i64>>(), align_of::<Res<bool>>()], [16, 16, 8]);
        assert_eq!([tag(&Opt::<i64>::None), tag(&Opt::Some(7i64))], [0, 1]);
        assert_eq!([tag(&Res::<i64>::Error(Str::empty())), tag(&Res::Success(7i64))], [0, 1]);
        assert_eq!(offset_of!(Tuple3<bool, i64, f32>, 1), 8);
        assert_eq!(size_of::<Tuple3<bool, i64, f32>>(), 24);
    }

    #[test]
    fn conversions_and_debug() {
        assert_eq!(Opt::from(Some(1)), Opt::Some(1));
        assert_eq!(Option::from(Opt::<i64>::None), None::<i64>);
        assert_eq!(Result::from(Res::<i64>::from(Err("no"))), Err("no".to_owned()));
        assert_eq!(<(i64, bool)>::from(Tuple2::from((1, true))), (1, true));
        assert_eq!(format!("{:?} {:?} {:?}", Opt::Some(1), Res::Success(2), Tuple2(1, "a")), "Some(1) Ok(2) (1, \"a\")");
    }
}
