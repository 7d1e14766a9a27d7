//! Methods of arrays, by the layout of their elements.

use super::slots::Scratch;
use super::typed::wrap;
use crate::collections::{Array, raw_array};
use crate::error::{self, Fallible};
use crate::natives;
use crate::object::{ElementLayout, Header, PartKind, Value};
use crate::text::Str;
use crate::vm::interp::memory::object_bits;
use crate::vm::interp::{Context, NativeFunction};
use std::mem::ManuallyDrop;
use std::ptr::NonNull;
use writ_compiler::ir::TypeId;

type Object = NonNull<Header>;

/// A method of arrays of this element type.
pub(super) fn find(name: &str, of: Option<TypeId>) -> Option<NativeFunction> {
    Some(match name {
        "len" | "length" => wrap!(|array: Object| raw_array::len(array) as i64),
        "isEmpty" => wrap!(|array: Object| raw_array::len(array) == 0),
        "push" => push,
        "pop" => pop,
        "insert" => insert,
        "remove" => remove,
        "clear" => wrap!(|array: Object| raw_array::clear(array)),
        "fill" => fill,
        "swap" => wrap!(|array: Object, first: i64, second: i64| {
            let len = raw_array::len(array);
            raw_array::swap(array, index(first, len, len)?, index(second, len, len)?);
        }),
        "truncate" => wrap!(|array: Object, length: i64| raw_array::truncate(array, size(length)?)),
        "resize" => resize,
        "extend" => wrap!(|array: Object, other: Object| raw_array::append(array, other, 0, raw_array::len(other))),
        "reverse" => wrap!(|array: Object| raw_array::reverse(array)),
        "tryGet" => try_get,
        "first" => first,
        "last" => last,
        "clone" => wrap!(|array: Object| raw_array::slice(array, 0, raw_array::len(array))),
        "slice" => wrap!(|array: Object, start: i64, end: i64| {
            let (start, end) = natives::bounds(start, end, raw_array::len(array))?;
            raw_array::slice(array, start, end - start)
        }),
        "concat" => wrap!(|array: Object, other: Object| {
            let both = raw_array::new(array.as_ref().shape(), raw_array::len(array) + raw_array::len(other));
            raw_array::append(both, array, 0, raw_array::len(array));
            raw_array::append(both, other, 0, raw_array::len(other));
            both
        }),
        "reversed" => wrap!(|array: Object| {
            let copy = raw_array::slice(array, 0, raw_array::len(array));
            raw_array::reverse(copy);
            copy
        }),
        "chunks" => chunks,
        "assign" => wrap!(|array: Object, other: Object| {
            if array != other {
                raw_array::clear(array);
                raw_array::append(array, other, 0, raw_array::len(other));
            }
        }),
        "sortPlain" => match of {
            Some(TypeId::INT) => sort_plain::<i64>,
            Some(TypeId::INT32) => sort_plain::<i32>,
            Some(TypeId::FLOAT) => sort_plain::<f32>,
            Some(TypeId::FLOAT64) => sort_plain::<f64>,
            Some(TypeId::STRING) => sort_plain::<Str>,
            _ => wrap!(|_array: Object| false),
        },
        "sum" => match of {
            Some(TypeId::INT) => sum::<i64>,
            Some(TypeId::INT32) => sum::<i32>,
            Some(TypeId::FLOAT64) => sum::<f64>,
            _ => sum::<f32>,
        },
        _ => return None,
    })
}

/// An index below `limit`.
fn index(index: i64, limit: usize, len: usize) -> Fallible<usize> {
    match usize::try_from(index) {
        Ok(index) if index < limit => Ok(index),
        _ => Err(error::index_out_of_bounds(index, len)),
    }
}

fn size(length: i64) -> Fallible<usize> {
    usize::try_from(length).map_err(|_| error::negative("length", length))
}

impl Context<'_> {
    /// The layout of the receiver's elements.
    unsafe fn elements(&self) -> (Object, &'static ElementLayout) {
        // SAFETY: the receiver is an array.
        unsafe {
            let array: Object = self.argument(0);
            (array, raw_array::element(array))
        }
    }

    /// The layout of the elements as the VM has it: with parts.
    fn layout(&self) -> &'static ElementLayout {
        match self.native.types.first() {
            Some(layout) => layout,
            None => unreachable!("arrays have an element type"),
        }
    }
}

unsafe fn push(context: &mut Context<'_>) -> Fallible<()> {
    // SAFETY: the receiver is an array of these elements; the value moves.
    unsafe {
        let (array, _) = context.elements();
        let layout = context.layout();
        layout.store_slots(context.slots(1), raw_array::push_place(array, layout.size));
    }
    Ok(())
}

unsafe fn pop(context: &mut Context<'_>) -> Fallible<()> {
    // SAFETY: the receiver is an array of these elements; the value moves out.
    unsafe {
        let (array, _) = context.elements();
        let layout = context.layout();
        context.give_optional(layout, raw_array::pop_place(array, layout.size));
    }
    Ok(())
}

unsafe fn insert(context: &mut Context<'_>) -> Fallible<()> {
    // SAFETY: the receiver is an array of these elements; the value moves, or is dropped if there is no such place.
    unsafe {
        let (array, _) = context.elements();
        let layout = context.layout();
        let len = raw_array::len(array);
        match index(context.argument(1), len + 1, len) {
            Ok(index) => layout.store_slots(context.slots(2), raw_array::insert_place(array, index)),
            Err(error) => {
                context.drop_argument(2, layout);
                return Err(error);
            }
        }
    }
    Ok(())
}

unsafe fn remove(context: &mut Context<'_>) -> Fallible<()> {
    // SAFETY: the receiver is an array of these elements; the value moves out.
    unsafe {
        let (array, _) = context.elements();
        let layout = context.layout();
        let len = raw_array::len(array);
        let index = index(context.argument(1), len, len)?;
        let mut value = Scratch::new(layout.size);
        raw_array::remove(array, index, value.memory());
        layout.load_slots(value.memory(), context.window);
    }
    Ok(())
}

unsafe fn fill(context: &mut Context<'_>) -> Fallible<()> {
    // SAFETY: the receiver is an array of these elements.
    unsafe {
        let (array, _) = context.elements();
        let layout = context.layout();
        let len = raw_array::len(array);
        let mut value = Scratch::new(layout.size);
        layout.store_slots(context.slots(1), value.memory());
        raw_array::clear(array);
        let filled = raw_array::resize(array, len, value.memory());
        layout.drop_values(value.memory(), 1);
        filled
    }
}

unsafe fn resize(context: &mut Context<'_>) -> Fallible<()> {
    // SAFETY: the receiver is an array of these elements.
    unsafe {
        let (array, _) = context.elements();
        let layout = context.layout();
        let mut value = Scratch::new(layout.size);
        layout.store_slots(context.slots(2), value.memory());
        let resized = size(context.argument(1)).and_then(|len| raw_array::resize(array, len, value.memory()));
        layout.drop_values(value.memory(), 1);
        resized
    }
}

unsafe fn give_element(context: &Context<'_>, index: i64) {
    // SAFETY: the receiver is an array of these elements; the copy moves to the result.
    unsafe {
        let (array, _) = context.elements();
        let layout = context.layout();
        let place = raw_array::place(array, index, layout.size);
        context.give_copy(layout, place);
    }
}

unsafe fn try_get(context: &mut Context<'_>) -> Fallible<()> {
    // SAFETY: an array and an int.
    unsafe { give_element(context, context.argument(1)) }
    Ok(())
}

unsafe fn first(context: &mut Context<'_>) -> Fallible<()> {
    // SAFETY: an array.
    unsafe { give_element(context, 0) }
    Ok(())
}

unsafe fn last(context: &mut Context<'_>) -> Fallible<()> {
    // SAFETY: an array.
    unsafe { give_element(context, raw_array::len(context.argument(0)) as i64 - 1) }
    Ok(())
}

unsafe fn chunks(context: &mut Context<'_>) -> Fallible<()> {
    // SAFETY: an array; the parts move into the array of them.
    unsafe {
        let (array, _) = context.elements();
        let (len, size): (usize, i64) = (raw_array::len(array), context.argument(1));
        let step = match usize::try_from(size) {
            Ok(step) if step > 0 => step,
            _ => return Err(error::not_positive("size", size)),
        };
        let parts = raw_array::new(raw_array::shape_of(ElementLayout::from_kinds(&[PartKind::Object])), len.div_ceil(step));
        for start in (0..len).step_by(step) {
            let part = raw_array::slice(array, start, step.min(len - start));
            *raw_array::push_place(parts, size_of::<u64>()).cast::<u64>() = object_bits(part);
        }
        context.give(parts);
    }
    Ok(())
}

unsafe fn sum<N: natives::Number + super::slots::Give>(context: &mut Context<'_>) -> Fallible<()> {
    // SAFETY: an array of these numbers, which lie there as in a `Vec`; it is only looked at.
    unsafe {
        let array = ManuallyDrop::new(Array::<N>::from_object(context.argument(0)));
        context.give(natives::array::sum(&array));
    }
    Ok(())
}

unsafe fn sort_plain<T: Value>(context: &mut Context<'_>) -> Fallible<()> {
    // SAFETY: an array of these values, which lie there as in a `Vec`; the caller holds it.
    unsafe {
        let array = ManuallyDrop::new(Array::<T>::from_object(context.argument(0)));
        context.give(natives::array::sort_plain(&array));
    }
    Ok(())
}
