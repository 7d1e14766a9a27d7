//! Methods of dictionaries, by the layouts of their keys and values.

use super::slots::Scratch;
use super::typed::wrap;
use crate::collections::{raw_array, raw_dictionary};
use crate::error::{self, Fallible};
use crate::object::{ElementLayout, Header, release};
use crate::vm::interp::memory::address;
use crate::vm::interp::{self, Context, NativeFunction};
use std::ptr::NonNull;

type Object = NonNull<Header>;

/// A method of dictionaries.
pub(super) fn find(name: &str) -> Option<NativeFunction> {
    Some(match name {
        "len" | "length" => wrap!(|dictionary: Object| raw_dictionary::len(dictionary) as i64),
        "isEmpty" => wrap!(|dictionary: Object| raw_dictionary::len(dictionary) == 0),
        "clear" => wrap!(|dictionary: Object| raw_dictionary::clear(dictionary)),
        "merge" => wrap!(|dictionary: Object, other: Object| raw_dictionary::extend(dictionary, other)?),
        "has" => has,
        "get" | "tryGet" => get,
        "getOr" => get_or,
        "set" => set,
        "remove" => remove,
        "keys" => keys,
        "values" => values,
        "entries" => entries,
        "stamp" => wrap!(|dictionary: Object| raw_dictionary::version(dictionary) as i64),
        "nextEntry" => wrap!(|dictionary: Object, position: i64, stamp: i64| next_entry(dictionary, position, stamp)?),
        "keyAt" => key_at,
        "valueAt" => value_at,
        "clone" => wrap!(|dictionary: Object| {
            let copy = raw_dictionary::new(dictionary.as_ref().shape());
            if let Err(error) = raw_dictionary::extend(copy, dictionary) {
                release(copy);
                return Err(error);
            }
            copy
        }),
        _ => return None,
    })
}

impl Context<'_> {
    /// The layouts of keys and values as the VM has them: with parts.
    fn layouts(&self) -> (&'static ElementLayout, &'static ElementLayout) {
        match *self.native.types {
            [key, value, ..] => (key, value),
            _ => unreachable!("dictionaries have types of keys and values"),
        }
    }

    /// A key or value in memory, for as long as the native runs.
    unsafe fn in_memory(&self, index: usize, layout: &ElementLayout) -> Scratch {
        let mut memory = Scratch::new(layout.size);
        // SAFETY: the caller's promise: the argument has this layout.
        unsafe { layout.store_slots(self.slots(index), memory.memory()) };
        memory
    }

    /// Drops an argument that was taken over.
    pub(super) unsafe fn drop_argument(&self, index: usize, layout: &ElementLayout) {
        if layout.drop.is_some() && self.native.owned.get(index).copied().unwrap_or(false) {
            // SAFETY: the caller's promise: the argument has this layout and is used no more.
            unsafe {
                let mut value = self.in_memory(index, layout);
                layout.drop_values(value.memory(), 1);
            }
        }
    }

    /// The place of the value for the key in the second argument.
    unsafe fn find(&self) -> Fallible<*mut u8> {
        // SAFETY: a dictionary and a key of its type.
        unsafe { Ok(address(interp::find(*self.slots(0), self.slots(1))?)) }
    }
}

unsafe fn has(context: &mut Context<'_>) -> Fallible<()> {
    // SAFETY: a dictionary and a key.
    unsafe {
        let found = context.find();
        context.drop_argument(1, context.layouts().0);
        context.give(!found?.is_null());
    }
    Ok(())
}

unsafe fn get(context: &mut Context<'_>) -> Fallible<()> {
    // SAFETY: a dictionary and a key; a copy of the value moves to the result.
    unsafe {
        let (key, value) = context.layouts();
        let found = context.find();
        context.drop_argument(1, key);
        context.give_copy(value, found?);
    }
    Ok(())
}

unsafe fn get_or(context: &mut Context<'_>) -> Fallible<()> {
    // SAFETY: a dictionary, a key and a value; what is not given is dropped.
    unsafe {
        let (key, value) = context.layouts();
        let found = context.find();
        context.drop_argument(1, key);
        let found = match found {
            Ok(found) => found,
            Err(error) => {
                context.drop_argument(2, value);
                return Err(error);
            }
        };
        if found.is_null() {
            context.window.copy_from(context.slots(2), value.slots);
        } else {
            context.drop_argument(2, value);
            value.copy_slots(found, context.window);
        }
    }
    Ok(())
}

unsafe fn set(context: &mut Context<'_>) -> Fallible<()> {
    // SAFETY: a dictionary, a key and a value, both taken over.
    unsafe { interp::insert(*context.slots(0), context.slots(1), context.slots(2)) }
}

unsafe fn remove(context: &mut Context<'_>) -> Fallible<()> {
    // SAFETY: a dictionary and a key; the value moves out.
    unsafe {
        let (key, value) = context.layouts();
        if key.has_boxes()
            && let Err(error) = context.find()
        {
            // They nest too deep to be looked for.
            context.drop_argument(1, key);
            return Err(error);
        }
        let mut out = Scratch::new(value.size);
        let removed = raw_dictionary::remove(context.argument(0), context.in_memory(1, key).memory(), out.memory());
        context.drop_argument(1, key);
        context.give_optional(value, if removed { out.memory() } else { std::ptr::null() });
    }
    Ok(())
}

/// Gives an array of what is made of each entry; `write` gets the entry's key and value and the new element.
unsafe fn collect(context: &Context<'_>, element: &'static ElementLayout, write: impl Fn(*const u8, *const u8, *mut u8)) {
    // SAFETY: a dictionary; an array of these elements.
    unsafe {
        let dictionary: Object = context.argument(0);
        let layout = raw_dictionary::entry_layout(dictionary);
        let array = raw_array::new(raw_array::shape_of(element), raw_dictionary::len(dictionary));
        let mut index = 0;
        loop {
            let (entry, next) = raw_dictionary::next(dictionary, layout, index);
            if entry.is_null() {
                break;
            }
            index = next;
            write(entry.add(layout.key), entry.add(layout.value), raw_array::push_place(array, element.size));
        }
        context.give(array);
    }
}

unsafe fn keys(context: &mut Context<'_>) -> Fallible<()> {
    let (key, _) = context.layouts();
    // SAFETY: the elements are copies of the keys.
    unsafe { collect(context, key, |from, _, to| key.clone_values(from, to, 1)) };
    Ok(())
}

unsafe fn values(context: &mut Context<'_>) -> Fallible<()> {
    let (_, value) = context.layouts();
    // SAFETY: the elements are copies of the values.
    unsafe { collect(context, value, |_, from, to| value.clone_values(from, to, 1)) };
    Ok(())
}

unsafe fn entries(context: &mut Context<'_>) -> Fallible<()> {
    let (key, value) = context.layouts();
    let Some(pair) = context.native.element else { unreachable!("the result is an array") };
    let keys = key.slots;
    // SAFETY: a pair's leaves are those of the key and then those of the value.
    unsafe {
        collect(context, pair, |k, v, to| {
            let mut slots = vec![0u64; pair.slots.max(1)];
            key.copy_slots(k, slots.as_mut_ptr());
            value.copy_slots(v, slots.as_mut_ptr().add(keys));
            pair.store_slots(slots.as_ptr(), to);
        });
    }
    Ok(())
}

/// The first entry at a position or behind it, with the position behind that; null if there is none.
unsafe fn entry_from(dictionary: Object, position: i64) -> (*mut u8, usize) {
    // SAFETY: the caller's promise: a live dictionary.
    unsafe { raw_dictionary::next(dictionary, raw_dictionary::entry_layout(dictionary), usize::try_from(position).unwrap_or(usize::MAX)) }
}

unsafe fn next_entry(dictionary: Object, position: i64, stamp: i64) -> Fallible<i64> {
    // SAFETY: the caller's promise: a live dictionary.
    unsafe {
        if raw_dictionary::version(dictionary) as i64 != stamp {
            return Err(error::dictionary_changed());
        }
        let (entry, next) = entry_from(dictionary, position);
        Ok(if entry.is_null() { -1 } else { next as i64 - 1 })
    }
}

unsafe fn key_at(context: &mut Context<'_>) -> Fallible<()> {
    // SAFETY: a dictionary and the position of an entry, which the compiler has just asked for; a copy moves to the result.
    unsafe {
        let dictionary: Object = context.argument(0);
        let (entry, _) = entry_from(dictionary, context.argument(1));
        if entry.is_null() {
            return Err(error::dictionary_changed());
        }
        context.layouts().0.copy_slots(entry.add(raw_dictionary::entry_layout(dictionary).key), context.window);
    }
    Ok(())
}

unsafe fn value_at(context: &mut Context<'_>) -> Fallible<()> {
    // SAFETY: as in `key_at`.
    unsafe {
        let dictionary: Object = context.argument(0);
        let (entry, _) = entry_from(dictionary, context.argument(1));
        if entry.is_null() {
            return Err(error::dictionary_changed());
        }
        context.layouts().1.copy_slots(entry.add(raw_dictionary::entry_layout(dictionary).value), context.window);
    }
    Ok(())
}
