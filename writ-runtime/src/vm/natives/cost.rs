//! What natives take: instructions for the elements and the text that they go through, and at most how many bytes of heap they allocate. It is asked for,
//! and paid, before they run; every native says it here.

use crate::collections::{raw_array, raw_dictionary};
use crate::object::{ElementLayout, Header, PartKind};
use crate::text::Str;
use crate::vm::interp::{self, BYTES_PER_UNIT, Context, Cost, CostFunction, ELEMENTS_PER_UNIT};
use std::ptr::NonNull;

type Object = NonNull<Header>;

/// More than the text of any number takes, `toFixed` and `toBinary` included.
const NUMBER: usize = 512;

/// A text of up to so many bytes is not looked at for what exactly will be made of it.
const SHORT: usize = 4096;

/// What the native of this name takes; `Type.name` for a method.
pub(crate) fn of(name: &str) -> Option<CostFunction> {
    Some(match name.split_once('.') {
        None => plain(name)?,
        Some(("string", method)) => string(method)?,
        Some(("Array", method)) => array(method)?,
        Some(("Dictionary", method)) => dictionary(method)?,
        Some(("int" | "int32" | "float" | "float64" | "function", "toHex" | "toBinary" | "toFixed" | "show")) | Some(("Range", "show")) => {
            |_| Cost { units: 0, bytes: NUMBER }
        }
        Some(("int" | "int32", "pow" | "checkedAdd" | "checkedSub" | "checkedMul" | "countOnes")) => NOTHING,
        Some(("Range", "len" | "isEmpty" | "contains" | "step" | "reversed" | "equals" | "item")) => NOTHING,
        Some(("Coroutine", "start" | "await" | "check" | "cancel" | "isRunning")) => NOTHING,
        Some(_) => return None,
    })
}

/// Next to nothing, whatever the arguments.
const NOTHING: CostFunction = |_| Cost { units: 0, bytes: 0 };

fn bytes_units(bytes: usize) -> u64 {
    bytes as u64 / BYTES_PER_UNIT
}

fn element_units(elements: usize) -> u64 {
    elements as u64 / ELEMENTS_PER_UNIT
}

/// To go through a text, without allocating.
fn reading(bytes: usize) -> Cost {
    Cost { units: bytes_units(bytes), bytes: 0 }
}

/// To go through a text and make one of so many bytes.
fn writing(read: usize, written: usize) -> Cost {
    Cost { units: bytes_units(read.saturating_add(written)), bytes: Str::heap_size(written) }
}

/// To make an array of so many texts with so many bytes altogether, that are parts of one: it grows until all are in it.
fn parts(text: usize, count: usize) -> Cost {
    let room = count.saturating_mul(2 * size_of::<u64>());
    // Only texts of eight bytes and more are objects.
    let objects = count.min(text / 8).saturating_mul(Str::heap_size(8) - 8);
    let bytes = ARRAY.saturating_add(room).saturating_add(objects).saturating_add(text);
    Cost { units: bytes_units(text).saturating_add(element_units(count)), bytes }
}

/// An array object with the least room that one has.
const ARRAY: usize = 128;

/// How many parts a separator makes, at most for a short text.
fn part_count(text: &str, separator: &str) -> usize {
    match separator.len() {
        0 => text.len() + 1,
        _ if text.len() <= SHORT => text.len() / separator.len() + 1,
        _ => text.matches(separator).count() + 1,
    }
}

/// To know the number of characters, if nobody asked before.
fn counting(text: &Str) -> usize {
    if text.knows_char_count() { 0 } else { text.len() }
}

/// To find a character.
fn finding(text: &Str) -> usize {
    if text.knows_char_count() && text.is_ascii() { 0 } else { text.len() }
}

/// A cost function over arguments.
macro_rules! cost {
    (|$($argument:ident: $ty:ty),*| $body:expr) => {{
        unsafe fn cost(context: &Context<'_>) -> Cost {
            let mut index = 0;
            $(
                // SAFETY: the program was checked against the declaration, to which the types here belong.
                let $argument: $ty = unsafe { context.argument(index) };
                index += 1;
            )*
            let _ = index;
            $body
        }
        let cost: CostFunction = cost;
        cost
    }};
}

fn plain(name: &str) -> Option<CostFunction> {
    Some(match name {
        "print" => cost!(|text: &Str| reading(text.len())),
        "assert" | "panic" | "abs" | "min" | "max" | "clamp" | "sign" | "floor" | "ceil" | "round" | "trunc" | "fract" | "mod" | "sqrt"
        | "cbrt" | "pow" | "exp" | "log" | "log2" | "log10" | "sin" | "cos" | "tan" | "asin" | "acos" | "atan" | "atan2" | "hypot"
        | "toRadians" | "toDegrees" | "isNaN" | "isFinite" | "waitForSeconds" | "waitForFrames" | "waitUntil" => NOTHING,
        _ => return None,
    })
}

fn string(method: &str) -> Option<CostFunction> {
    Some(match method {
        "isEmpty" | "byteLen" | "charFrom" | "fromCode" => NOTHING,
        "len" | "length" => cost!(|s: &Str| reading(counting(s))),
        "trim" | "trimStart" | "trimEnd" | "reversed" => cost!(|s: &Str| writing(s.len(), s.len())),
        // The letter that becomes longest has three times as many bytes then.
        "toUpper" | "toLower" => cost!(|s: &Str| writing(s.len(), if s.is_ascii() { s.len() } else { s.len().saturating_mul(3) })),
        "contains" | "startsWith" | "endsWith" | "indexOf" | "lastIndexOf" | "compare" => {
            cost!(|s: &Str, part: &Str| reading(s.len().saturating_add(part.len())))
        }
        "toInt" | "toFloat" | "toFloat64" => cost!(|s: &Str| reading(s.len())),
        "replace" => cost!(|s: &Str, part: &Str, new: &Str| {
            let count = part_count(s, part);
            let removed = if s.len() <= SHORT { 0 } else { (count - 1).saturating_mul(part.len()).min(s.len()) };
            writing(s.len(), (s.len() - removed).saturating_add(count.saturating_mul(new.len())))
        }),
        "replaceFirst" => cost!(|s: &Str, _part: &Str, new: &Str| writing(s.len(), s.len().saturating_add(new.len()))),
        "split" => cost!(|s: &Str, separator: &Str| parts(s.len(), part_count(s, separator))),
        "lines" => cost!(|s: &Str| parts(s.len(), part_count(s, "\n"))),
        "chars" => cost!(|s: &Str| Cost { bytes: ARRAY.saturating_add(s.len().saturating_mul(16)), ..parts(0, s.len()) }),
        "charAt" | "codeAt" => cost!(|s: &Str, _index: i64| reading(finding(s))),
        "slice" => cost!(|s: &Str, start: i64, end: i64| {
            let characters = usize::try_from(end.saturating_sub(start)).unwrap_or(if end < 0 || start < 0 { s.len() } else { 0 });
            writing(finding(s), characters.saturating_mul(size_of::<char>()).min(s.len()))
        }),
        "repeat" => cost!(|s: &Str, count: i64| writing(0, s.len().saturating_mul(usize::try_from(count).unwrap_or(0)))),
        "padStart" | "padEnd" => cost!(|s: &Str, width: i64, fill: &Str| {
            let missing = usize::try_from(width).unwrap_or(0).saturating_sub(s.char_count());
            let size = if fill.is_empty() { 0 } else { if fill.is_ascii() { 1 } else { size_of::<char>() } };
            match missing.saturating_mul(size) {
                0 => reading(counting(s)),
                more => writing(s.len(), s.len().saturating_add(more)),
            }
        }),
        "quoted" => cost!(|s: &Str| writing(s.len(), s.len().saturating_mul(2) + 2)),
        _ => return None,
    })
}

/// To go through so many elements and make an array of so many.
unsafe fn copying(array: Object, count: usize) -> Cost {
    // SAFETY: the caller's promise: a live array.
    Cost { units: element_units(count), bytes: unsafe { raw_array::slice_size(array, count) } }
}

/// To add so many elements to an array.
unsafe fn growing(array: Object, more: usize) -> Cost {
    // SAFETY: the caller's promise: a live array.
    Cost { units: element_units(more), bytes: unsafe { raw_array::growth(array, more) } }
}

/// To move the elements behind an index.
unsafe fn moving(array: Object, index: i64) -> u64 {
    // SAFETY: the caller's promise: a live array.
    let (len, size) = unsafe { (raw_array::len(array), raw_array::element(array).size) };
    bytes_units(len.saturating_sub(usize::try_from(index).unwrap_or(0)).saturating_mul(size))
}

unsafe fn len(array: Object) -> usize {
    // SAFETY: the caller's promise: a live array.
    unsafe { raw_array::len(array) }
}

#[allow(clippy::undocumented_unsafe_blocks)] // In all of them: the receiver, and what it is joined with, are live arrays.
fn array(method: &str) -> Option<CostFunction> {
    Some(match method {
        "len" | "length" | "isEmpty" | "pop" | "swap" | "tryGet" | "first" | "last" => NOTHING,
        "push" => cost!(|array: Object| unsafe { growing(array, 1) }),
        "insert" => cost!(|array: Object, index: i64| unsafe { Cost { units: moving(array, index), ..growing(array, 1) } }),
        "remove" => cost!(|array: Object, index: i64| Cost { units: unsafe { moving(array, index) }, bytes: 0 }),
        "clear" | "fill" | "reverse" | "truncate" | "sum" => {
            cost!(|array: Object| Cost { units: element_units(unsafe { len(array) }), bytes: 0 })
        }
        "resize" => cost!(|array: Object, length: i64| unsafe {
            let (len, new) = (len(array), usize::try_from(length).unwrap_or(0));
            let units = element_units(new.abs_diff(len));
            Cost { units, ..growing(array, new.saturating_sub(len)) }
        }),
        "extend" => cost!(|array: Object, other: Object| unsafe { growing(array, len(other)) }),
        "assign" => cost!(|array: Object, other: Object| unsafe {
            let (old, new) = (len(array), len(other));
            Cost { units: element_units(old + new), ..growing(array, new.saturating_sub(old)) }
        }),
        "clone" | "reversed" => cost!(|array: Object| unsafe { copying(array, len(array)) }),
        "slice" => cost!(|array: Object, start: i64, end: i64| unsafe {
            let count = usize::try_from(end.saturating_sub(start)).unwrap_or(0);
            copying(array, if start < 0 || end < 0 { len(array) } else { count.min(len(array)) })
        }),
        "concat" => cost!(|array: Object, other: Object| unsafe { copying(array, len(array).saturating_add(len(other))) }),
        "chunks" => cost!(|array: Object, size: i64| unsafe {
            let (len, size) = (len(array), usize::try_from(size).unwrap_or(0).max(1));
            let count = len.div_ceil(size);
            let chunks = raw_array::slice_size(array, size.min(len)).saturating_mul(count);
            let bytes = raw_array::size(ElementLayout::from_kinds(&[PartKind::Object]), count).saturating_add(chunks);
            Cost { units: element_units(len).saturating_add(count as u64), bytes }
        }),
        _ => return None,
    })
}

/// To look for the key in the second argument.
unsafe fn looking(context: &Context<'_>) -> Cost {
    if context.affordable == usize::MAX {
        return Cost::default();
    }
    // SAFETY: the caller's promise: a dictionary and a key of its type. What nests too deep the native itself refuses.
    let bytes = unsafe { interp::key_cost(*context.slots(0), context.slots(1), context.affordable) };
    reading(bytes.unwrap_or(0).saturating_mul(2))
}

/// To make an array with an element for each entry.
unsafe fn collecting(context: &Context<'_>, element: Option<&&'static ElementLayout>) -> Cost {
    // SAFETY: the caller's promise: a dictionary.
    let len = unsafe { raw_dictionary::len(context.argument(0)) };
    let bytes = element.map_or(0, |element| raw_array::size(element, len));
    Cost { units: element_units(len), bytes }
}

/// To go through the entries of a dictionary.
fn entries(dictionary: Object) -> u64 {
    // SAFETY: a live dictionary.
    element_units(unsafe { raw_dictionary::len(dictionary) }).saturating_mul(4)
}

#[allow(clippy::undocumented_unsafe_blocks)] // In all of them: the receiver is a live dictionary.
fn dictionary(method: &str) -> Option<CostFunction> {
    Some(match method {
        "len" | "length" | "isEmpty" | "stamp" | "keyAt" | "valueAt" => NOTHING,
        // Room for a new key is checked where it turns out to be one.
        "has" | "get" | "tryGet" | "getOr" | "set" | "remove" => looking,
        "clear" => cost!(|dictionary: Object| Cost { units: entries(dictionary), bytes: 0 }),
        "merge" => cost!(|_dictionary: Object, other: Object| Cost { units: entries(other), bytes: 0 }),
        "clone" => cost!(|dictionary: Object| Cost { units: entries(dictionary), bytes: raw_dictionary::SIZE }),
        "keys" => |context| unsafe { collecting(context, context.native.types.first()) },
        "values" => |context| unsafe { collecting(context, context.native.types.get(1)) },
        "entries" => |context| unsafe { collecting(context, context.native.element.as_ref()) },
        "nextEntry" => cost!(|dictionary: Object, position: i64| reading(unsafe { raw_dictionary::gap_bytes(dictionary, position) })),
        _ => return None,
    })
}
