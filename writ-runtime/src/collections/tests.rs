//! Collections against models, and their edges.

use super::*;
use crate::error::ErrorKind;
use crate::natives::{array, dictionary};
use crate::object::{ElementLayout, Header, PartKind, live_objects, release};
use crate::text::Str;
use indexmap::IndexMap;
use proptest::prelude::*;
use std::ptr::NonNull;

fn text(number: u8) -> Str {
    // Some fit the word, some don't.
    Str::from(format!("{}{number}", "text".repeat(number as usize % 3)))
}

#[derive(Clone, Debug)]
enum ArrayStep {
    Push(u8),
    Pop,
    Insert(u8, u8),
    Remove(u8),
    Set(u8, u8),
    Truncate(u8),
    Resize(u8, u8),
    Slice(u8, u8),
    Swap(u8, u8),
    Reverse,
    ExtendSelf,
    Clear,
}

fn array_step() -> impl Strategy<Value = ArrayStep> {
    use ArrayStep::*;
    let small = 0u8..12;
    prop_oneof![
        6 => any::<u8>().prop_map(Push),
        1 => Just(Pop),
        2 => (small.clone(), any::<u8>()).prop_map(|(i, v)| Insert(i, v)),
        2 => small.clone().prop_map(Remove),
        2 => (small.clone(), any::<u8>()).prop_map(|(i, v)| Set(i, v)),
        1 => small.clone().prop_map(Truncate),
        1 => (small.clone(), any::<u8>()).prop_map(|(n, v)| Resize(n, v)),
        1 => (small.clone(), small.clone()).prop_map(|(a, b)| Slice(a, b)),
        1 => (small.clone(), small).prop_map(|(a, b)| Swap(a, b)),
        1 => Just(Reverse),
        1 => Just(ExtendSelf),
        1 => Just(Clear),
    ]
}

/// What a step does to a `Vec`; whether it is in bounds.
fn model_step(model: &mut Vec<Str>, step: &ArrayStep) -> bool {
    let len = model.len();
    match *step {
        ArrayStep::Push(v) => model.push(text(v)),
        ArrayStep::Pop => drop(model.pop()),
        ArrayStep::Insert(i, v) if (i as usize) <= len => model.insert(i as usize, text(v)),
        ArrayStep::Remove(i) if (i as usize) < len => drop(model.remove(i as usize)),
        ArrayStep::Set(i, v) if (i as usize) < len => model[i as usize] = text(v),
        ArrayStep::Truncate(n) => model.truncate(n as usize),
        ArrayStep::Resize(n, v) => model.resize(n as usize, text(v)),
        ArrayStep::Slice(a, b) if a <= b && (b as usize) <= len => *model = model[a as usize..b as usize].to_vec(),
        ArrayStep::Swap(a, b) if (a as usize) < len && (b as usize) < len => model.swap(a as usize, b as usize),
        ArrayStep::Reverse => model.reverse(),
        ArrayStep::ExtendSelf => model.extend(model.clone()),
        ArrayStep::Clear => model.clear(),
        ArrayStep::Insert(..) | ArrayStep::Remove(_) | ArrayStep::Set(..) | ArrayStep::Slice(..) | ArrayStep::Swap(..) => return false,
    }
    true
}

fn typed_step(values: &mut Array<Str>, step: &ArrayStep) -> bool {
    match *step {
        ArrayStep::Push(v) => values.push(text(v)),
        ArrayStep::Pop => drop(values.pop()),
        ArrayStep::Insert(i, v) => return array::insert(values, i.into(), text(v)).is_ok(),
        ArrayStep::Remove(i) => return array::remove(values, i.into()).map(drop).is_ok(),
        ArrayStep::Set(i, v) => return values.set(i.into(), text(v)).is_ok(),
        ArrayStep::Truncate(n) => return array::truncate(values, n.into()).is_ok(),
        ArrayStep::Resize(n, v) => return array::resize(values, n.into(), text(v)).is_ok(),
        ArrayStep::Slice(a, b) => return array::slice(values, a.into(), b.into()).map(|part| *values = part).is_ok(),
        ArrayStep::Swap(a, b) => return array::swap(values, a.into(), b.into()).is_ok(),
        ArrayStep::Reverse => array::reverse(values),
        ArrayStep::ExtendSelf => array::extend(values, values),
        ArrayStep::Clear => array::clear(values),
    }
    true
}

/// As the VM does it: checks first, then works on the object.
///
/// # Safety
/// `object` is a live array of strings.
unsafe fn raw_step(object: &mut NonNull<Header>, step: &ArrayStep) {
    let array = *object;
    let mut taken = 0u64;
    // SAFETY: the model said that the step is in bounds; elements are strings of eight bytes.
    unsafe {
        match *step {
            ArrayStep::Push(v) => raw_array::push_place(array, 8).cast::<Str>().write(text(v)),
            ArrayStep::Pop => {
                let place = raw_array::pop_place(array, 8);
                if !place.is_null() {
                    place.cast::<Str>().drop_in_place();
                }
            }
            ArrayStep::Insert(i, v) => raw_array::insert_place(array, i as usize).cast::<Str>().write(text(v)),
            ArrayStep::Remove(i) => {
                raw_array::remove(array, i as usize, (&raw mut taken).cast());
                Str::release_bits(taken);
            }
            ArrayStep::Set(i, v) => *raw_array::place(array, i.into(), 8).cast::<Str>() = text(v),
            ArrayStep::Truncate(n) => raw_array::truncate(array, n as usize),
            ArrayStep::Resize(n, v) => {
                let value = text(v);
                raw_array::resize(array, n as usize, (&raw const value).cast()).unwrap();
            }
            ArrayStep::Slice(a, b) => {
                *object = raw_array::slice(array, a as usize, (b - a) as usize);
                release(array);
            }
            ArrayStep::Swap(a, b) => raw_array::swap(array, a as usize, b as usize),
            ArrayStep::Reverse => raw_array::reverse(array),
            ArrayStep::ExtendSelf => raw_array::append(array, array, 0, raw_array::len(array)),
            ArrayStep::Clear => raw_array::clear(array),
        }
    }
}

proptest! {
    #[test]
    fn arrays_behave_like_vecs(steps in prop::collection::vec(array_step(), 0..60)) {
        let before = live_objects();
        {
            let shape = raw_array::shape_of(ElementLayout::from_kinds(&[PartKind::Str]));
            let (mut model, mut typed, mut raw) = (Vec::new(), Array::new(), raw_array::new(shape, 0));
            for step in &steps {
                // Extending itself doubles: not for ever.
                if matches!(step, ArrayStep::ExtendSelf) && model.len() > 200 {
                    continue;
                }
                let done = model_step(&mut model, step);
                prop_assert_eq!(typed_step(&mut typed, step), done);
                if done {
                    // SAFETY: in bounds, as the model says.
                    unsafe { raw_step(&mut raw, step) };
                }
                prop_assert_eq!(&typed.to_vec(), &model);
            }
            // SAFETY: the raw array's elements are strings, in the memory of a `Vec`.
            let raw: Array<Str> = unsafe { Array::from_object(raw) };
            prop_assert_eq!(raw.to_vec(), model);
        }
        prop_assert_eq!(live_objects(), before);
    }

    #[test]
    fn dictionaries_behave_like_index_maps(steps in prop::collection::vec((0u8..8, 0u8..24, any::<u8>()), 0..200)) {
        let before = live_objects();
        {
            let layout = ElementLayout::from_kinds(&[PartKind::Str]);
            let raw = raw_dictionary::new(raw_dictionary::shape_of(layout, layout));
            let (mut model, typed) = (IndexMap::<Str, Str>::new(), Dictionary::<Str, Str>::new());
            for (kind, key, value) in steps {
                let (key, value) = (text(key), text(value));
                match kind {
                    0..5 => {
                        model.insert(key.clone(), value.clone());
                        typed.insert(key.clone(), value.clone());
                        // SAFETY: keys and values are strings; a value that was there is replaced by assignment.
                        unsafe {
                            let (place, new) = raw_dictionary::insert(raw, (&raw const key).cast()).unwrap();
                            if new { place.cast::<Str>().write(value) } else { *place.cast::<Str>() = value }
                        }
                    }
                    5..7 => {
                        let expected = model.shift_remove(&key);
                        prop_assert_eq!(typed.remove(&key), expected.clone());
                        let mut taken = 0u64;
                        // SAFETY: `taken` has room for a string's word.
                        unsafe {
                            prop_assert_eq!(raw_dictionary::remove(raw, (&raw const key).cast(), (&raw mut taken).cast()), expected.is_some());
                            Str::release_bits(taken);
                        }
                    }
                    _ if value.len() % 5 == 0 => {
                        model.clear();
                        typed.clear();
                        // SAFETY: alive.
                        unsafe { raw_dictionary::clear(raw) };
                    }
                    _ => {}
                }
                prop_assert_eq!(typed.get(&key), model.get(&key).cloned());
                // SAFETY: alive; the layout is that of its entries.
                unsafe {
                    let found = raw_dictionary::find_str(raw, raw_dictionary::entry_layout(raw), &key).cast::<Str>();
                    prop_assert_eq!(found.as_ref(), model.get(&key));
                    prop_assert_eq!(raw_dictionary::len(raw), model.len());
                }
            }
            let expected: Vec<(Str, Str)> = model.into_iter().collect();
            prop_assert_eq!(&typed.to_vec(), &expected);
            // SAFETY: the raw dictionary's keys and values are strings.
            let raw: Dictionary<Str, Str> = unsafe { Dictionary::from_object(raw) };
            prop_assert_eq!(&raw.to_vec(), &expected);
            // A copy into another one, half of whose keys are there already.
            let other = raw_dictionary::new(raw_dictionary::shape_of(layout, layout));
            // SAFETY: of the same types.
            unsafe {
                raw_dictionary::extend(other, raw.as_object()).unwrap();
                raw_dictionary::extend(other, raw.as_object()).unwrap();
                prop_assert_eq!(Dictionary::<Str, Str>::from_object(other).to_vec(), expected);
            }
        }
        prop_assert_eq!(live_objects(), before);
    }

    /// Keys near 0 and below it, and far away; many, so that the lists of small ints come and grow.
    #[test]
    fn dictionaries_of_ints_behave_like_index_maps(steps in prop::collection::vec((0u8..12, -3i64..90, any::<i64>()), 0..400), far in 1i64..200) {
        let before = live_objects();
        {
            let layout = ElementLayout::from_kinds(&[PartKind::I64]);
            let raw = raw_dictionary::new(raw_dictionary::shape_of(layout, layout));
            let entries = raw_dictionary::word_entries(layout);
            let (mut model, typed) = (IndexMap::<i64, i64>::new(), Dictionary::<i64, i64>::new());
            for (kind, key, value) in steps {
                let key = if kind % 4 == 3 { key * far } else { key };
                match kind {
                    0..8 => {
                        model.insert(key, value);
                        typed.insert(key, value);
                        // SAFETY: keys and values are ints.
                        unsafe { raw_dictionary::insert_int(raw, entries, key).unwrap().0.cast::<i64>().write(value) };
                    }
                    8..11 => {
                        let expected = model.shift_remove(&key);
                        prop_assert_eq!(typed.remove(&key), expected);
                        let mut taken = 0i64;
                        // SAFETY: `taken` has room for an int.
                        unsafe {
                            prop_assert_eq!(raw_dictionary::remove(raw, (&raw const key).cast(), (&raw mut taken).cast()), expected.is_some());
                        }
                        prop_assert_eq!(taken, expected.unwrap_or(0));
                    }
                    _ if value % 7 == 0 => {
                        model.clear();
                        typed.clear();
                        // SAFETY: alive.
                        unsafe { raw_dictionary::clear(raw) };
                    }
                    _ => {
                        typed.update_or(&key, 5, |old, by| old ^ by, value);
                        // SAFETY: as above.
                        let place = unsafe { raw_dictionary::insert(raw, (&raw const key).cast()).unwrap().0 };
                        let entry = model.entry(key).or_insert(5);
                        *entry ^= value;
                        // SAFETY: the place of an int.
                        unsafe { place.cast::<i64>().write(*entry) };
                    }
                }
                for asked in [key, key - 1, key + 1, 0, 40] {
                    prop_assert_eq!(typed.get(&asked), model.get(&asked).copied());
                    // SAFETY: alive; the layout is that of its entries.
                    let found = unsafe { raw_dictionary::find_int(raw, entries, asked).cast::<i64>().as_ref().copied() };
                    prop_assert_eq!(found, model.get(&asked).copied());
                }
            }
            let expected: Vec<(i64, i64)> = model.into_iter().collect();
            prop_assert_eq!(&typed.to_vec(), &expected);
            // SAFETY: the raw dictionary's keys and values are ints.
            let raw: Dictionary<i64, i64> = unsafe { Dictionary::from_object(raw) };
            prop_assert_eq!(&raw.to_vec(), &expected);
        }
        prop_assert_eq!(live_objects(), before);
    }

    #[test]
    fn ranges_behave_like_rust_ranges(start in -20i64..20, end in -20i64..20, inclusive: bool, step in 1i64..7, back: bool) {
        let mut range = Range::new(start, end, inclusive).step(step).unwrap();
        let last = if inclusive { end } else { end - 1 };
        let mut expected: Vec<i64> = (start..=last).step_by(step as usize).collect();
        if back {
            range = range.reversed();
            expected.reverse();
        }
        prop_assert_eq!(range.turns(), expected.len() as u64);
        prop_assert_eq!(range.iter().collect::<Vec<_>>(), expected.clone());
        for value in -25..25 {
            prop_assert_eq!(range.contains(value), expected.contains(&value), "{:?} {}", range, value);
        }
    }
}

#[test]
fn keys_of_several_parts() {
    let layout = ElementLayout::from_kinds(&[PartKind::I64, PartKind::Bool, PartKind::Str]);
    let value = ElementLayout::from_kinds(&[PartKind::F32]);
    let dictionary = raw_dictionary::new(raw_dictionary::shape_of(layout, value));
    #[repr(C)]
    struct Key(i64, bool, Str);
    // SAFETY: the key lies in memory as its layout says; `insert` copies it with its reference.
    unsafe {
        for index in 0..100i64 {
            let key = Key(index % 10, index % 2 == 0, text((index % 7) as u8));
            raw_dictionary::insert(dictionary, (&raw const key).cast()).unwrap().0.cast::<f32>().write(index as f32);
        }
        assert_eq!(raw_dictionary::len(dictionary), 70);
        let key = Key(99 % 10, false, text(99 % 7));
        assert_eq!(raw_dictionary::find(dictionary, (&raw const key).cast()).cast::<f32>().read(), 99.0);
        let absent = Key(9, true, text(1));
        assert!(raw_dictionary::find(dictionary, (&raw const absent).cast()).is_null());
        release(dictionary);
    }
}

#[test]
fn typed_and_raw_see_one_object() {
    let typed: Dictionary<i64, f32> = (0..50).map(|key| (key * key, key as f32)).collect();
    // SAFETY: the keys are ints.
    unsafe {
        let object = typed.as_object();
        let layout = raw_dictionary::entry_layout(object);
        assert_eq!(raw_dictionary::find_int(object, layout, 49).cast::<f32>().read(), 7.0);
        assert!(raw_dictionary::find_int(object, layout, 50).is_null());
        let (entry, next) = raw_dictionary::next(object, layout, 3);
        assert_eq!((entry.add(layout.key).cast::<i64>().read(), next), (9, 4));
    }
    let positions = Array::from_vec(vec![(1.0f32, 2.0f32), (3.0, 4.0)]);
    // SAFETY: two floats each.
    unsafe { assert_eq!(raw_array::place(positions.as_object(), 1, 8).cast::<f32>().read(), 3.0) };
}

#[test]
fn changing_keys_ends_a_loop() {
    let numbers: Dictionary<i64, i64> = [(1, 10), (2, 20)].into_iter().collect();
    let mut cursor = numbers.cursor();
    assert_eq!(numbers.next(&mut cursor).unwrap(), Some((1, 10)));
    numbers.insert(2, 21);
    assert_eq!(numbers.next(&mut cursor).unwrap(), Some((2, 21)));
    numbers.insert(3, 30);
    assert_eq!(numbers.next(&mut cursor).unwrap_err().kind, ErrorKind::DictionaryChanged);
    let mut cursor = numbers.cursor();
    dictionary::clear(&numbers);
    assert_eq!(numbers.next(&mut cursor).unwrap_err().kind, ErrorKind::DictionaryChanged);
    assert_eq!(numbers.next(&mut numbers.cursor()).unwrap(), None);
}

#[test]
fn parts_of_elements() {
    #[derive(Clone)]
    struct Unit {
        name: Str,
        position: (f32, f32),
    }
    let units = Array::from_vec(vec![Unit { name: Str::new("a very long name"), position: (0.0, 0.0) }]);
    units.set_part(0, |unit| &mut unit.position.1, 2.5).unwrap();
    assert_eq!(units.get_part(0, |unit| &unit.position.1).unwrap(), 2.5);
    assert_eq!(units.get_part(0, |unit| &unit.name).unwrap(), "a very long name");
    assert_eq!(units.set_part(1, |unit| &mut unit.name, Str::empty()).unwrap_err().message, "index 1 out of bounds for length 1");
    let named: Dictionary<Str, Unit> = [(Str::new("x"), units.get(0).unwrap())].into_iter().collect();
    let show = |key: &Str| crate::natives::string::quoted(key);
    named.set_part(&Str::new("x"), |unit| &mut unit.name, Str::new("short"), show).unwrap();
    assert_eq!(named.get_part(&Str::new("x"), |unit| &unit.name, show).unwrap(), "short");
    assert_eq!(named.index(&Str::new("y"), show).err().unwrap().message, "key not found: \"y\"");
}

#[test]
fn empty_structs_take_no_room() {
    #[derive(Clone, PartialEq, Debug)]
    struct Empty;
    let typed = Array::from_vec(vec![Empty; 3]);
    typed.push(Empty);
    assert_eq!((typed.len(), typed.get(3).unwrap(), typed.pop()), (4, Empty, Some(Empty)));
    let raw = raw_array::new(raw_array::shape_of(ElementLayout::from_kinds(&[])), 0);
    // SAFETY: elements have no bytes.
    unsafe {
        for _ in 0..5 {
            raw_array::push_place(raw, 0);
        }
        raw_array::swap(raw, 0, 4);
        assert_eq!(raw_array::len(raw), 5);
        release(raw);
    }
}
