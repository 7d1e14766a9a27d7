//! Methods of `Array<T>`.

use super::number::Number;
use crate::collections::{Array, check_request};
use crate::error::{self, Fallible};
use crate::object::Value;
use crate::text::Str;
use std::any::Any;
use std::cmp::Ordering;

/// How many elements.
#[inline]
pub fn len<T: Value>(array: &Array<T>) -> i64 {
    array.len()
}

/// How many elements.
#[inline]
pub fn length<T: Value>(array: &Array<T>) -> i64 {
    array.len()
}

/// Whether it has no elements.
#[inline]
pub fn is_empty<T: Value>(array: &Array<T>) -> bool {
    array.len() == 0
}

/// Adds an element at the end.
#[inline]
pub fn push<T: Value>(array: &Array<T>, value: T) {
    array.push(value);
}

/// Removes the last element.
#[inline]
pub fn pop<T: Value>(array: &Array<T>) -> Option<T> {
    array.pop()
}

/// An index that may be the length, or the error.
fn index_to<T: Value>(array: &Array<T>, index: i64, limit: usize) -> Fallible<usize> {
    match usize::try_from(index) {
        Ok(index) if index < limit => Ok(index),
        _ => Err(error::index_out_of_bounds(index, array.len() as usize)),
    }
}

/// Adds an element before the one at `index`, or at the end.
pub fn insert<T: Value>(array: &Array<T>, index: i64, value: T) -> Fallible<()> {
    let index = index_to(array, index, array.len() as usize + 1)?;
    array.with_vec(|elements| elements.insert(index, value));
    Ok(())
}

/// Removes the element at `index` and gives it.
pub fn remove<T: Value>(array: &Array<T>, index: i64) -> Fallible<T> {
    let index = index_to(array, index, array.len() as usize)?;
    Ok(array.with_vec(|elements| elements.remove(index)))
}

/// Removes all elements.
pub fn clear<T: Value>(array: &Array<T>) {
    // Out of the array before they are dropped. The room goes with them.
    drop(array.with_vec(std::mem::take));
}

/// Puts `value` into every place.
pub fn fill<T: Value>(array: &Array<T>, value: T) {
    let filled = vec![value; array.len() as usize];
    drop(array.with_vec(|elements| std::mem::replace(elements, filled)));
}

/// Exchanges two elements.
pub fn swap<T: Value>(array: &Array<T>, first: i64, second: i64) -> Fallible<()> {
    let first = index_to(array, first, array.len() as usize)?;
    let second = index_to(array, second, array.len() as usize)?;
    array.with_vec(|elements| elements.swap(first, second));
    Ok(())
}

/// A length, which must not be negative.
fn length_from(length: i64) -> Fallible<usize> {
    usize::try_from(length).map_err(|_| error::negative("length", length))
}

/// Removes the elements from an index on.
pub fn truncate<T: Value>(array: &Array<T>, length: i64) -> Fallible<()> {
    let length = length_from(length)?;
    let rest = array.with_vec(|elements| if length < elements.len() { elements.split_off(length) } else { Vec::new() });
    drop(rest);
    Ok(())
}

/// Removes elements at the end, or adds `value` there.
pub fn resize<T: Value>(array: &Array<T>, length: i64, value: T) -> Fallible<()> {
    let len = length_from(length)?;
    check_request(len, size_of::<T>())?;
    truncate(array, length)?;
    array.with_vec(|elements| elements.resize(len, value));
    Ok(())
}

/// Adds the elements of another array at the end.
pub fn extend<T: Value>(array: &Array<T>, other: &Array<T>) {
    let more = other.to_vec();
    array.with_vec(|elements| elements.extend(more));
}

/// Reverses the order.
pub fn reverse<T: Value>(array: &Array<T>) {
    array.with_vec(|elements| elements.reverse());
}

/// The element at an index, if there is one.
#[inline]
pub fn try_get<T: Value>(array: &Array<T>, index: i64) -> Option<T> {
    array.try_get(index)
}

/// The first element.
#[inline]
pub fn first<T: Value>(array: &Array<T>) -> Option<T> {
    array.try_get(0)
}

/// The last element.
#[inline]
pub fn last<T: Value>(array: &Array<T>) -> Option<T> {
    array.try_get(array.len() - 1)
}

/// A new array of the same elements.
pub fn clone<T: Value>(array: &Array<T>) -> Array<T> {
    Array::from_vec(array.to_vec())
}

/// The elements from `start` up to before `end`.
pub fn slice<T: Value>(array: &Array<T>, start: i64, end: i64) -> Fallible<Array<T>> {
    let (start, end) = super::bounds(start, end, array.len() as usize)?;
    Ok(Array::from_vec(array.with_slice(|elements| elements[start..end].to_vec())))
}

/// The elements of both.
pub fn concat<T: Value>(array: &Array<T>, other: &Array<T>) -> Array<T> {
    let both = array.with_slice(|first| other.with_slice(|second| [first, second].concat()));
    Array::from_vec(both)
}

/// From the last to the first.
pub fn reversed<T: Value>(array: &Array<T>) -> Array<T> {
    array.with_slice(|elements| elements.iter().rev().cloned().collect())
}

/// Parts of `size` elements.
pub fn chunks<T: Value>(array: &Array<T>, size: i64) -> Fallible<Array<Array<T>>> {
    match usize::try_from(size) {
        Ok(size) if size > 0 => Ok(array.with_slice(|elements| elements.chunks(size).map(|part| Array::from_vec(part.to_vec())).collect())),
        _ => Err(error::not_positive("size", size)),
    }
}

/// The sum of all elements.
pub fn sum<N: Number>(array: &Array<N>) -> N {
    array.with_slice(|elements| elements.iter().fold(N::ZERO, |sum, element| sum.add(*element)))
}

/// Replaces all elements by those of another array.
pub fn assign<T: Value>(array: &Array<T>, other: &Array<T>) {
    let new = other.to_vec();
    drop(array.with_vec(|elements| std::mem::replace(elements, new)));
}

/// Sorts numbers and strings in place, and says whether the elements are such.
pub fn sort_plain<T: Value>(array: &Array<T>) -> bool {
    array.with_vec(|elements| {
        let elements: &mut dyn Any = elements;
        // What is equal looks the same, so that nobody sees whether these keep its order.
        if let Some(ints) = elements.downcast_mut::<Vec<i64>>() {
            ints.sort_unstable();
        } else if let Some(ints) = elements.downcast_mut::<Vec<i32>>() {
            ints.sort_unstable();
        } else if let Some(texts) = elements.downcast_mut::<Vec<Str>>() {
            texts.sort_unstable();
        } else if let Some(floats) = elements.downcast_mut::<Vec<f32>>() {
            floats.sort_by(|a, b| nan_last(a, b, a.is_nan(), b.is_nan()));
        } else if let Some(floats) = elements.downcast_mut::<Vec<f64>>() {
            floats.sort_by(|a, b| nan_last(a, b, a.is_nan(), b.is_nan()));
        } else {
            return false;
        }
        true
    })
}

/// The order of floats, in which -0.0 is equal to 0.0.
fn nan_last<F: PartialOrd>(a: &F, b: &F, a_is_nan: bool, b_is_nan: bool) -> Ordering {
    a.partial_cmp(b).unwrap_or_else(|| a_is_nan.cmp(&b_is_nan))
}
