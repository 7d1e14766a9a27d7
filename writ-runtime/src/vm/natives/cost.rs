//! What natives take: instructions for the elements and the text that they go through, and at most how many bytes of heap they allocate. It is asked for,
//! and paid, before they run; every native says it here, or in `modules`.

use super::modules;
use super::slots::Argument;
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
        None => plain(name).or_else(|| modules::cost_of(name))?,
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
pub(super) const NOTHING: CostFunction = |_| Cost { units: 0, bytes: 0 };

pub(super) fn bytes_units(bytes: usize) -> u64 {
    bytes as u64 / BYTES_PER_UNIT
}

fn element_units(elements: usize) -> u64 {
    elements as u64 / ELEMENTS_PER_UNIT
}

/// To go through a text, without allocating.
pub(super) fn reading(bytes: usize) -> Cost {
    Cost { units: bytes_units(bytes), bytes: 0 }
}

/// To go through a text and make one of so many bytes.
pub(super) fn writing(read: usize, written: usize) -> Cost {
    Cost { units: bytes_units(read.saturating_add(written)), bytes: Str::heap_size(written) }
}

/// To make an array of so many texts with so many bytes altogether, that are parts of one: it grows until all are in it.
pub(super) fn parts(text: usize, count: usize) -> Cost {
    let room = count.saturating_mul(2 * size_of::<u64>());
    // Only texts of eight bytes and more are objects.
    let objects = count.min(text / 8).saturating_mul(Str::heap_size(8) - 8);
    let bytes = ARRAY.saturating_add(room).saturating_add(objects).saturating_add(text);
    Cost { units: bytes_units(text).saturating_add(element_units(count)), bytes }
}

/// An array object with the least room that one has.
pub(super) const ARRAY: usize = 128;

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
pub(super) use cost;

fn plain(name: &str) -> Option<CostFunction> {
    Some(match name {
        "print" => cost!(|text: &Str| reading(text.len())),
        // A control character takes six bytes.
        "jsonQuoted" => cost!(|text: &Str| writing(text.len(), text.len().saturating_mul(6).saturating_add(2))),
        "assert" | "panic" | "invalidArgument" | "abs" | "min" | "max" | "clamp" | "sign" | "floor" | "ceil" | "round" | "trunc"
        | "fract" | "mod" | "sqrt" | "cbrt" | "pow" | "exp" | "log" | "log2" | "log10" | "sin" | "cos" | "tan" | "asin" | "acos"
        | "atan" | "atan2" | "hypot" | "toRadians" | "toDegrees" | "isNaN" | "isFinite" | "waitForSeconds" | "waitForFrames"
        | "waitUntil" => NOTHING,
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

/// An array in an argument, which the caller holds.
struct Elements(Object);

impl Argument for Elements {
    unsafe fn read(slots: *const u64) -> Elements {
        // SAFETY: the caller's promise: a live array.
        Elements(unsafe { <Object as Argument>::read(slots) })
    }
}

impl Elements {
    fn len(&self) -> usize {
        // SAFETY: alive.
        unsafe { raw_array::len(self.0) }
    }

    /// To go through so many elements and make an array of so many.
    fn copying(&self, count: usize) -> Cost {
        // SAFETY: alive.
        Cost { units: element_units(count), bytes: raw_array::size(unsafe { raw_array::element(self.0) }, count) }
    }

    /// To add so many elements.
    fn growing(&self, more: usize) -> Cost {
        // SAFETY: alive.
        Cost { units: element_units(more), bytes: unsafe { raw_array::growth(self.0, more) } }
    }

    /// To move the elements behind an index.
    fn moving(&self, index: i64) -> u64 {
        // SAFETY: alive.
        let size = unsafe { raw_array::element(self.0) }.size;
        bytes_units(self.len().saturating_sub(usize::try_from(index).unwrap_or(0)).saturating_mul(size))
    }
}

fn array(method: &str) -> Option<CostFunction> {
    Some(match method {
        "len" | "length" | "isEmpty" | "pop" | "swap" | "tryGet" | "first" | "last" => NOTHING,
        "push" => cost!(|array: Elements| array.growing(1)),
        "insert" => cost!(|array: Elements, index: i64| Cost { units: array.moving(index), ..array.growing(1) }),
        "remove" => cost!(|array: Elements, index: i64| Cost { units: array.moving(index), bytes: 0 }),
        "clear" | "fill" | "reverse" | "truncate" | "sum" => {
            cost!(|array: Elements| Cost { units: element_units(array.len()), bytes: 0 })
        }
        "sortPlain" => cost!(|array: Elements| {
            let len = array.len();
            let compared = len.saturating_mul(len.checked_ilog2().unwrap_or(0) as usize);
            Cost { units: element_units(compared), bytes: len.saturating_mul(size_of::<u64>()) }
        }),
        "resize" => cost!(|array: Elements, length: i64| {
            let (len, new) = (array.len(), usize::try_from(length).unwrap_or(0));
            Cost { units: element_units(new.abs_diff(len)), ..array.growing(new.saturating_sub(len)) }
        }),
        "extend" => cost!(|array: Elements, other: Elements| array.growing(other.len())),
        "assign" => cost!(|array: Elements, other: Elements| {
            let (old, new) = (array.len(), other.len());
            Cost { units: element_units(old + new), ..array.growing(new.saturating_sub(old)) }
        }),
        "clone" | "reversed" => cost!(|array: Elements| array.copying(array.len())),
        "slice" => cost!(|array: Elements, start: i64, end: i64| {
            let count = usize::try_from(end.saturating_sub(start)).unwrap_or(0);
            array.copying(if start < 0 || end < 0 { array.len() } else { count.min(array.len()) })
        }),
        "concat" => cost!(|array: Elements, other: Elements| array.copying(array.len().saturating_add(other.len()))),
        "chunks" => cost!(|array: Elements, size: i64| {
            let (len, size) = (array.len(), usize::try_from(size).unwrap_or(0).max(1));
            let count = len.div_ceil(size);
            let chunks = array.copying(size.min(len)).bytes.saturating_mul(count);
            let bytes = raw_array::size(ElementLayout::from_kinds(&[PartKind::Object]), count).saturating_add(chunks);
            Cost { units: element_units(len).saturating_add(count as u64), bytes }
        }),
        _ => return None,
    })
}

/// A dictionary in an argument, which the caller holds.
struct Entries(Object);

impl Argument for Entries {
    unsafe fn read(slots: *const u64) -> Entries {
        // SAFETY: the caller's promise: a live dictionary.
        Entries(unsafe { <Object as Argument>::read(slots) })
    }
}

impl Entries {
    fn len(&self) -> usize {
        // SAFETY: alive.
        unsafe { raw_dictionary::len(self.0) }
    }

    /// To go through all entries and look for their keys, or forget them.
    fn all(&self) -> u64 {
        element_units(self.len()).saturating_mul(4)
    }

    /// To find the entry at a position or behind it.
    fn next(&self, position: i64) -> Cost {
        // SAFETY: alive.
        reading(unsafe { raw_dictionary::gap_bytes(self.0, position) })
    }

    /// To make an array with such an element for each entry.
    fn collecting(&self, element: Option<&&'static ElementLayout>) -> Cost {
        let bytes = element.map_or(0, |element| raw_array::size(element, self.len()));
        Cost { units: element_units(self.len()), bytes }
    }
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

/// To make an array of the keys (0) or the values (1).
unsafe fn collecting<const TYPE: usize>(context: &Context<'_>) -> Cost {
    // SAFETY: the caller's promise: a dictionary.
    unsafe { context.argument::<Entries>(0) }.collecting(context.native.types.get(TYPE))
}

/// To make an array of pairs.
unsafe fn pairing(context: &Context<'_>) -> Cost {
    // SAFETY: the caller's promise: a dictionary.
    unsafe { context.argument::<Entries>(0) }.collecting(context.native.element.as_ref())
}

fn dictionary(method: &str) -> Option<CostFunction> {
    Some(match method {
        "len" | "length" | "isEmpty" | "stamp" | "keyAt" | "valueAt" => NOTHING,
        // Room for a new key is checked where it turns out to be one.
        "has" | "get" | "tryGet" | "getOr" | "set" | "remove" => looking,
        "clear" => cost!(|entries: Entries| Cost { units: entries.all(), bytes: 0 }),
        "merge" => cost!(|_entries: Entries, other: Entries| Cost { units: other.all(), bytes: 0 }),
        "clone" => cost!(|entries: Entries| Cost { units: entries.all(), bytes: raw_dictionary::SIZE }),
        "keys" => collecting::<0>,
        "values" => collecting::<1>,
        "entries" => pairing,
        "nextEntry" => cost!(|entries: Entries, position: i64| entries.next(position)),
        _ => return None,
    })
}
