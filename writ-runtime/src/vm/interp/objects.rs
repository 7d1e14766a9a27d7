//! Closures, cells, dictionaries: what the loop does out of line.

use super::classes::owner_of;
use super::crossing::HOST_FUNCTION;
use super::machine::{MOST_CAPTURED, Machine};
use super::memory::{address, load, object, object_bits, release_slots, store};
use crate::collections::{Range, raw_array, raw_dictionary};
use crate::error::{self, Fallible};
use crate::object::{
    ElementLayout, Header, Part, PartKind, account, key_bytes, new_record, new_words, record_payload, record_size, retain, words_size,
};
use crate::text::Str;
use crate::vm::bytecode::{Layout, Owned};
use crate::writ::Writ;
use std::mem::MaybeUninit;
use std::ptr::NonNull;

/// Keys and values of up to so many bytes are put together on the native stack.
const BUFFER: usize = 16;

/// Memory for a value of any size.
struct Buffer {
    small: MaybeUninit<[u64; BUFFER]>,
    large: Vec<u64>,
}

impl Buffer {
    #[inline(always)]
    fn new(bytes: usize) -> Buffer {
        let words = bytes.div_ceil(8);
        Buffer { small: MaybeUninit::uninit(), large: if words > BUFFER { vec![0; words] } else { Vec::new() } }
    }

    #[inline(always)]
    fn memory(&mut self) -> *mut u8 {
        if self.large.is_empty() { self.small.as_mut_ptr().cast() } else { self.large.as_mut_ptr().cast() }
    }
}

/// A value in slots as one in memory. A value of one leaf is that already: the lowest byte comes first.
unsafe fn in_memory(layout: &ElementLayout, slots: *const u64, buffer: &mut Buffer) -> *const u8 {
    if let [part] = layout.parts
        && part.offset == 0
    {
        return slots.cast();
    }
    let memory = buffer.memory();
    // SAFETY: the buffer is large enough.
    unsafe { layout.store_slots(slots, memory) };
    memory
}

fn layouts(dictionary: NonNull<Header>) -> (&'static ElementLayout, &'static ElementLayout) {
    // SAFETY: a live dictionary.
    let shape = unsafe { dictionary.as_ref() }.shape();
    match (shape.key, shape.element) {
        (Some(key), Some(value)) => (key, value),
        _ => unreachable!("a dictionary's shape has layouts"),
    }
}

/// How many bytes are looked at to find a key; more than `most` are not counted. The error `StackOverflow` if boxes nest too deep in it.
unsafe fn key_work(layout: &ElementLayout, key: *const u8, most: usize) -> Fallible<usize> {
    match layout.has_boxes() {
        // SAFETY: the caller's promise: a key of this layout lies there.
        true => unsafe { key_bytes(layout, key, most) }.ok_or_else(error::stack_overflow),
        false if most == usize::MAX => Ok(0),
        // SAFETY: as above.
        false => Ok(unsafe { key_bytes(layout, key, most) }.unwrap_or(0)),
    }
}

/// [`key_work`] for a key in slots.
///
/// # Safety
/// A live dictionary, and a key of its type in slots.
#[inline(never)]
pub(crate) unsafe fn key_cost(dictionary: u64, key: *const u64, most: usize) -> Fallible<usize> {
    let Some(dictionary) = object(dictionary) else { return Ok(0) };
    let (layout, _) = layouts(dictionary);
    // SAFETY: the caller's promise.
    unsafe {
        match layout.parts {
            [part] if part.kind == PartKind::I64 => Ok(0),
            [part] if part.kind == PartKind::Str => Ok(Str::borrow_bits(&*key).len()),
            _ => {
                let mut buffer = Buffer::new(layout.size);
                key_work(layout, in_memory(layout, key, &mut buffer), most)
            }
        }
    }
}

/// What [`find`] gives for a dictionary that has to be adopted first.
pub(crate) const FOREIGN: u64 = 1;

/// Whether compiled code or a host made a dictionary, and its layouts do not say how keys lie in slots. Keys without bytes have no slots in any.
fn has_foreign(layout: &ElementLayout) -> bool {
    layout.slots == 0 && layout.size > 0
}

/// Whether a dictionary has to be adopted before a key is looked for in it.
///
/// # Safety
/// A live dictionary.
pub(super) unsafe fn is_foreign(dictionary: u64) -> bool {
    object(dictionary).is_some_and(|dictionary| has_foreign(layouts(dictionary).0))
}

/// The address of the value of a key; 0 if it is not there, [`FOREIGN`] if the dictionary's layouts don't say how its keys lie in slots.
///
/// # Safety
/// A live dictionary, and a key of its type in slots.
#[inline(never)]
pub(crate) unsafe fn find(dictionary: u64, key: *const u64) -> Fallible<u64> {
    let Some(dictionary) = object(dictionary) else { return Ok(0) };
    let (layout, value) = layouts(dictionary);
    // SAFETY: the caller's promise.
    unsafe {
        match layout.parts {
            [part] if part.kind == PartKind::I64 => {
                let found = raw_dictionary::find_int(dictionary, raw_dictionary::word_entries(value), *key as i64);
                Ok(found.expose_provenance() as u64)
            }
            [part] if part.kind == PartKind::Str => find_string(dictionary, value, key),
            _ => find_any(dictionary, layout, key),
        }
    }
}

/// [`find`] for keys that are strings.
#[inline(never)]
unsafe fn find_string(dictionary: NonNull<Header>, value: &ElementLayout, key: *const u64) -> Fallible<u64> {
    // SAFETY: as for `find`.
    let found = unsafe { raw_dictionary::find_str(dictionary, raw_dictionary::word_entries(value), Str::borrow_bits(&*key)) };
    Ok(found.expose_provenance() as u64)
}

/// [`find`] for all other keys.
#[inline(never)]
unsafe fn find_any(dictionary: NonNull<Header>, layout: &ElementLayout, key: *const u64) -> Fallible<u64> {
    if has_foreign(layout) {
        return Ok(FOREIGN);
    }
    let mut buffer = Buffer::new(layout.size);
    // SAFETY: as for `find`.
    unsafe {
        let key = in_memory(layout, key, &mut buffer);
        key_work(layout, key, usize::MAX)?;
        Ok(raw_dictionary::find(dictionary, key).expose_provenance() as u64)
    }
}

/// Sets the value of a key; key and value move.
///
/// # Safety
/// A live dictionary, a key and a value of its types in slots.
#[inline(never)]
pub(crate) unsafe fn insert(dictionary: u64, key: *const u64, value: *const u64) -> Fallible<()> {
    let Some(dictionary) = object(dictionary) else { return Ok(()) };
    let (key_layout, value_layout) = layouts(dictionary);
    if let ([Part { kind: PartKind::I64, .. }], None) = (key_layout.parts, value_layout.drop) {
        // SAFETY: the caller's promise; nothing is counted.
        unsafe {
            let (place, _) = raw_dictionary::insert_int(dictionary, raw_dictionary::word_entries(value_layout), *key as i64)?;
            value_layout.store_slots(value, place);
            return Ok(());
        }
    }
    // SAFETY: the caller's promise. The value of a string that is there is replaced where it lies; ours goes.
    unsafe {
        if let ([Part { kind: PartKind::Str, .. }], None) = (key_layout.parts, value_layout.drop) {
            let place = raw_dictionary::find_str(dictionary, raw_dictionary::word_entries(value_layout), Str::borrow_bits(&*key));
            if !place.is_null() {
                value_layout.store_slots(value, place);
                Str::release_bits(*key);
                return Ok(());
            }
        }
        insert_any(dictionary, key_layout, value_layout, (key, value))
    }
}

#[inline(never)]
unsafe fn insert_any(
    dictionary: NonNull<Header>,
    key_layout: &ElementLayout,
    value_layout: &ElementLayout,
    (key, value): (*const u64, *const u64),
) -> Fallible<()> {
    let (mut key_buffer, mut old) = (Buffer::new(key_layout.size), Buffer::new(value_layout.size));
    // SAFETY: the caller's promise. The dictionary copied the key: ours goes. The old value goes when the new one is in its place; a new one that is
    // refused goes too.
    unsafe {
        let key = in_memory(key_layout, key, &mut key_buffer);
        let inserted = key_work(key_layout, key, usize::MAX).and_then(|_| raw_dictionary::insert(dictionary, key));
        let (place, new) = match inserted {
            Ok(inserted) => inserted,
            Err(error) => {
                value_layout.store_slots(value, old.memory());
                value_layout.drop_values(old.memory(), 1);
                key_layout.drop_values(key.cast_mut(), 1);
                return Err(error);
            }
        };
        let replaces = !new && value_layout.drop.is_some();
        if replaces {
            old.memory().copy_from_nonoverlapping(place, value_layout.size);
        }
        value_layout.store_slots(value, place);
        if replaces {
            value_layout.drop_values(old.memory(), 1);
        }
        key_layout.drop_values(key.cast_mut(), 1);
    }
    Ok(())
}

/// Releases a key and a value that were to be inserted.
///
/// # Safety
/// A live dictionary, a key and a value of its types in slots, which nobody uses any more.
pub(super) unsafe fn release_entry(dictionary: u64, key: *const u64, value: *const u64) {
    let Some(dictionary) = object(dictionary) else { return };
    let (key_layout, value_layout) = layouts(dictionary);
    for (layout, slots) in [(key_layout, key), (value_layout, value)] {
        let mut buffer = Buffer::new(layout.size);
        // SAFETY: the caller's promise; the buffer is large enough.
        unsafe {
            layout.store_slots(slots, buffer.memory());
            layout.drop_values(buffer.memory(), 1);
        }
    }
}

/// Starts a loop over a dictionary.
///
/// # Safety
/// A live dictionary; room for four slots.
#[inline(never)]
pub(super) unsafe fn dictionary_begin(cursor: *mut u64, dictionary: u64) {
    let Some(dictionary) = object(dictionary) else { return };
    // SAFETY: the caller's promise.
    unsafe {
        *cursor = 0;
        *cursor.add(1) = raw_dictionary::version(dictionary);
    }
}

/// Advances a loop over a dictionary: whether there is an entry, and how many bytes were looked at for it; None if the keys changed.
///
/// # Safety
/// A live dictionary and the cursor of a loop over it.
#[inline(never)]
pub(super) unsafe fn dictionary_next(cursor: *mut u64, dictionary: u64) -> Option<(bool, usize)> {
    let dictionary = object(dictionary)?;
    // SAFETY: the caller's promise.
    unsafe {
        if raw_dictionary::version(dictionary) != *cursor.add(1) {
            return None;
        }
        let layout = raw_dictionary::entry_layout(dictionary);
        let (entry, next) = raw_dictionary::next(dictionary, layout, *cursor as usize);
        if entry.is_null() {
            return Some((false, 0));
        }
        let looked_at = (next - *cursor as usize) * layout.size;
        *cursor = next as u64;
        *cursor.add(2) = entry.add(layout.key).expose_provenance() as u64;
        *cursor.add(3) = entry.add(layout.value).expose_provenance() as u64;
        Some((true, looked_at))
    }
}

/// (next, turns left, step) of a `Range`.
///
/// # Safety
/// A `Range` in four slots; room for three.
#[inline(never)]
pub(super) unsafe fn range_begin(range: *const u64, state: *mut u64) {
    // SAFETY: the caller's promise.
    unsafe {
        let range = Range { start: *range as i64, end: *range.add(1) as i64, inclusive: *range.add(2) != 0, step: *range.add(3) as i64 };
        *state = range.start as u64;
        *state.add(1) = range.turns();
        *state.add(2) = range.step as u64;
    }
}

/// The character at the byte in the first slot goes into the second, and the first advances. False at the end.
///
/// # Safety
/// A live string; two slots.
#[inline(never)]
pub(super) unsafe fn chars_next(cursor: *mut u64, text: u64) -> bool {
    // SAFETY: the caller's promise.
    unsafe {
        let position = *cursor as usize;
        let rest = Str::borrow_bits(&text).as_str().get(position..);
        let Some(character) = rest.and_then(|rest| rest.chars().next()) else { return false };
        *cursor = (position + character.len_utf8()) as u64;
        *cursor.add(1) = Str::from_char(character).into_bits();
        true
    }
}

/// How many bytes are looked at for a character of a text: none if each is one byte.
///
/// # Safety
/// A live string.
#[inline(never)]
pub(super) unsafe fn index_cost(text: u64) -> usize {
    // SAFETY: the caller's promise.
    let text = unsafe { Str::borrow_bits(&text) };
    if text.knows_char_count() && text.is_ascii() { 0 } else { text.len() }
}

/// `text[index]`
///
/// # Safety
/// A live string.
#[inline(never)]
pub(super) unsafe fn index_string(text: u64, index: u64) -> Fallible<u64> {
    // SAFETY: the caller's promise.
    unsafe { Str::borrow_bits(&text) }.index(index as i64).map(Str::into_bits)
}

/// Appends a value, which moves, to an array.
///
/// # Safety
/// A live array of elements of this layout.
#[inline(never)]
pub(super) unsafe fn push(array: u64, layout: &Layout, slots: *const u64) -> Fallible<()> {
    // SAFETY: the caller's promise. A value that is refused is released.
    unsafe {
        let array = object(array).unwrap_unchecked();
        let data = raw_array::data(array);
        if (*data).len == (*data).capacity
            && let Err(error) = account::check(raw_array::growth(array, 1))
        {
            release_slots(layout, slots);
            return Err(error);
        }
        store(layout, slots, raw_array::push_place(array, layout.size as usize));
    }
    Ok(())
}

/// Appends the elements of another array.
///
/// # Safety
/// Live arrays of the same elements.
#[inline(never)]
pub(super) unsafe fn extend(array: u64, from: u64) -> Fallible<usize> {
    // SAFETY: the caller's promise.
    unsafe {
        let (array, from) = (object(array).unwrap_unchecked(), object(from).unwrap_unchecked());
        let count = raw_array::len(from);
        account::check(raw_array::growth(array, count))?;
        raw_array::append(array, from, 0, count);
        Ok(count)
    }
}

/// Adds the entries of another dictionary.
///
/// # Safety
/// Live dictionaries of the same types.
#[inline(never)]
pub(super) unsafe fn extend_dictionary(dictionary: u64, from: u64) -> Fallible<usize> {
    // SAFETY: the caller's promise.
    unsafe {
        let (dictionary, from) = (object(dictionary).unwrap_unchecked(), object(from).unwrap_unchecked());
        raw_dictionary::extend(dictionary, from)?;
        Ok(raw_dictionary::len(from))
    }
}

/// The error `OutOfMemory` if there is too little memory for an object; then what was to move into it is released.
///
/// # Safety
/// A value of the layout is in the slots.
#[inline]
pub(super) unsafe fn allow(bytes: usize, layout: Option<&Layout>, slots: *const u64) -> Fallible<()> {
    let Err(error) = account::check(bytes) else { return Ok(()) };
    if let Some(layout) = layout {
        // SAFETY: the caller's promise.
        unsafe { release_slots(layout, slots) };
    }
    Err(error)
}

/// Where the captures of a function value of the VM lie.
///
/// # Safety
/// A live one.
#[inline(always)]
pub(super) unsafe fn captures(closure: u64) -> *const u64 {
    // SAFETY: they lie behind the number of the function.
    unsafe { address(closure).add(size_of::<Header>() + size_of::<u64>()).cast::<u64>() }
}

impl Machine {
    /// A cell or box; the value moves.
    ///
    /// # Safety
    /// A value of the layout is in the slots.
    #[inline(never)]
    pub(super) unsafe fn new_cell(&self, layout: u32, slots: *const u64, boxed: bool) -> Fallible<u64> {
        let linked = &self.layouts[layout as usize];
        let shape = if boxed { linked.boxed } else { linked.cell };
        // SAFETY: the caller's promise.
        unsafe { allow(record_size(shape), Some(&linked.layout), slots)? };
        let object = new_record(shape);
        // SAFETY: a payload of that layout.
        unsafe { store(&linked.layout, slots, record_payload(object)) };
        Ok(object_bits(object))
    }

    /// A function value; the captures move.
    ///
    /// # Safety
    /// The captures of the function are in the slots.
    #[inline(never)]
    pub(super) unsafe fn new_closure(&mut self, function: u32, slots: *const u64) -> Fallible<u64> {
        let captured = self.targets[function as usize].captured;
        if let (1..=MOST_CAPTURED, Some(shape)) = (captured, self.closures[function as usize].shape)
            && account::check(words_size(1 + captured as usize)).is_ok()
        {
            // SAFETY: the payload is the function's number and the captures, which are words.
            unsafe {
                let object = new_words(shape, 1 + captured as usize);
                let payload = object.cast::<u64>().as_ptr().add(size_of::<Header>() / size_of::<u64>());
                *payload = u64::from(function);
                for index in 0..captured as usize {
                    *payload.add(1 + index) = *slots.add(index);
                }
                return Ok(object_bits(object));
            }
        }
        // SAFETY: the caller's promise.
        unsafe { self.new_first_closure(function, slots) }
    }

    /// As [`Self::new_closure`], of a function that captures nothing, much, or what is counted, or of whose closures this is the first.
    ///
    /// # Safety
    /// As there.
    #[inline(never)]
    unsafe fn new_first_closure(&mut self, function: u32, slots: *const u64) -> Fallible<u64> {
        let layout = self.program.functions[function as usize].capture_layout;
        let shape = self.closure_shape(function);
        let closure = &mut self.closures[function as usize];
        if layout.is_none()
            && let Some(plain) = closure.plain
        {
            // SAFETY: the machine holds it.
            unsafe { retain(plain) };
            return Ok(object_bits(plain));
        }
        let captures = layout.map(|layout| &*self.layouts[layout.0 as usize].layout);
        // SAFETY: the caller's promise.
        unsafe { allow(record_size(shape), captures, slots)? };
        let object = new_record(shape);
        // SAFETY: the payload is the function's number and the captures.
        unsafe {
            let payload = record_payload(object);
            *payload.cast::<u64>() = u64::from(function);
            match captures {
                Some(layout) => store(layout, slots, payload.add(8)),
                None => {
                    closure.plain = Some(object);
                    retain(object);
                }
            }
        }
        Ok(object_bits(object))
    }

    /// Gives a dictionary that compiled code or a host made a shape with the layouts of these keys and values.
    ///
    /// # Safety
    /// A live dictionary of such keys and values.
    #[inline]
    pub(super) unsafe fn adopt_dictionary(&mut self, dictionary: u64, key: u32, value: u32) {
        let Some(dictionary) = object(dictionary) else { return };
        let (layout, _) = layouts(dictionary);
        if layout.slots == 0 {
            let shape = self.dictionary_shape(key, value);
            // SAFETY: the caller's promise; values of a type lie in memory alike in both engines.
            unsafe { dictionary.as_ref() }.set_shape(shape);
        }
    }

    /// The value of a function without captures, with a reference of its own.
    pub(crate) fn function_value(&mut self, function: u32) -> Fallible<u64> {
        // SAFETY: there are no captures to read.
        unsafe { self.new_closure(function, std::ptr::null()) }
    }

    /// The function of a function value; its captures are copied to the slots, which borrow them.
    ///
    /// # Safety
    /// A live function value; the slots have room for the captures.
    pub(super) unsafe fn open_closure(&self, closure: u64, slots: *mut u64) -> u32 {
        let Some(object) = object(closure) else { return 0 };
        // SAFETY: the payload is the function's number and the captures.
        unsafe {
            let payload = object.cast::<u8>().as_ptr().add(size_of::<Header>());
            let function = *payload.cast::<u64>() as u32;
            if let Some(layout) = self.program.functions[function as usize].capture_layout {
                load(&self.layouts[layout.0 as usize].layout, payload.add(8), slots);
            }
            function
        }
    }

    /// The function of a function value.
    ///
    /// # Safety
    /// A live function value.
    #[inline(always)]
    pub(super) unsafe fn closure_function(&self, closure: u64) -> u32 {
        // SAFETY: the payload starts with the function's number; in a function of the host's with one that no function has.
        object(closure).map_or(0, |object| unsafe { *object.cast::<u8>().as_ptr().add(size_of::<Header>()).cast::<u64>() as u32 })
    }

    /// As [`Self::closure_function`], for a call: an error if it is a function of another instance, which a host can put into an array of functions.
    #[inline(always)]
    pub(super) unsafe fn own_function(&self, closure: u64, writ: &Writ) -> Fallible<u32> {
        // SAFETY: the caller's promise: a live function value.
        unsafe {
            let function = self.closure_function(closure);
            match function == HOST_FUNCTION || owner_of(closure) == writ.instance() {
                true => Ok(function),
                false => Err(error::foreign_object("function")),
            }
        }
    }

    /// What a function takes over from who calls it: `self` of a mutating method.
    pub(super) fn taken_by(&self, function: u32) -> impl Iterator<Item = &Owned> {
        self.program.functions[function as usize].owned.iter().filter(|owned| owned.start == 0 && owned.end == u32::MAX)
    }

    /// Releases what the function of a call that was refused would have taken over.
    ///
    /// # Safety
    /// The window of a call of this function.
    #[cold]
    pub(super) unsafe fn release_refused(&self, function: u32, window: *const u64) {
        for owned in self.taken_by(function) {
            // SAFETY: such an entry is `self`.
            unsafe { release_slots(&self.layouts[owned.layout.0 as usize].layout, window.add(usize::from(owned.register))) };
        }
    }
}
