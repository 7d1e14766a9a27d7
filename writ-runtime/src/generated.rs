//! Small things that generated code is written with: literals, and looking into optionals and results.

use crate::error::{self, Fallible};
use crate::object::{Maybe, Res};
use crate::text::Str;

/// A string literal: `text!("Bron")`.
#[doc(hidden)]
#[macro_export]
macro_rules! __text {
    ($text:literal) => {{
        static TEXT: $crate::__private::StaticStr = $crate::__private::StaticStr::new($text);
        TEXT.get()
    }};
}

/// `.value` of an optional.
///
/// # Errors
/// `NullValue`.
#[inline]
pub fn unwrap<M: Maybe>(value: M) -> Fallible<M::Value> {
    value.into_value().ok_or_else(error::null_value)
}

/// `.value` of an optional, to look at.
///
/// # Errors
/// `NullValue`.
#[inline]
pub fn unwrap_ref<M: Maybe>(value: &M) -> Fallible<&M::Value> {
    value.value().ok_or_else(error::null_value)
}

/// `.value` of a result.
///
/// # Errors
/// `Panic` of an `Error`.
#[inline]
pub fn success<T>(result: Res<T>) -> Fallible<T> {
    result.into_result().map_err(|message| error::value_of_error(&message))
}

/// `.value` of a result, to look at.
///
/// # Errors
/// `Panic` of an `Error`.
#[inline]
pub fn success_ref<T>(result: &Res<T>) -> Fallible<&T> {
    result.as_ref().map_err(|message| error::value_of_error(message))
}

/// `.error` of a result.
///
/// # Errors
/// `NullValue` of a `Success`.
#[inline]
pub fn failure<T>(result: Res<T>) -> Fallible<Str> {
    result.into_result().err().ok_or_else(error::no_error)
}

/// `.error` of a result, to look at.
///
/// # Errors
/// `NullValue` of a `Success`.
#[inline]
pub fn failure_ref<T>(result: &Res<T>) -> Fallible<&Str> {
    result.as_ref().err().ok_or_else(error::no_error)
}

/// The value of an optional that has one.
#[inline]
pub fn narrow<M: Maybe>(value: M) -> M::Value {
    match value.into_value() {
        Some(value) => value,
        None => unreachable!("the checker proved that this optional has a value"),
    }
}

/// The value of an optional that has one, to look at.
#[inline]
pub fn narrow_ref<M: Maybe>(value: &M) -> &M::Value {
    match value.value() {
        Some(value) => value,
        None => unreachable!("the checker proved that this optional has a value"),
    }
}

/// The value of an optional that has one, to change.
#[inline]
pub fn narrow_mut<M: Maybe>(value: &mut M) -> &mut M::Value {
    match value.value_mut() {
        Some(value) => value,
        None => unreachable!("the checker proved that this optional has a value"),
    }
}

/// Behind a match of which the checker proved that one arm fits.
#[cold]
pub fn exhausted() -> ! {
    unreachable!("the checker proved that an arm fits")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looking_into_optionals_and_results() {
        assert_eq!(unwrap(Some(1)).unwrap(), 1);
        assert_eq!(unwrap_ref::<Option<i64>>(&None).unwrap_err().message, "value is null");
        let bad: Res<i64> = Res::Error(Str::from("no"));
        assert_eq!(success_ref(&bad).unwrap_err().message, "value of Error(\"no\")");
        assert_eq!(*failure_ref(&bad).unwrap(), *"no");
        assert_eq!(failure(Res::Success(1)).unwrap_err().message, "result has no error");
        assert_eq!(crate::__text!("a long enough literal").as_str(), "a long enough literal");
    }
}
