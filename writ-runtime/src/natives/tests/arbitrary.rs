//! No native panics, whatever it gets: those on numbers, strings, arrays, dictionaries and ranges. (`modules` has the others.)

use super::super::{array, core, dictionary, float, float64, int, int32, range, string};
use crate::collections::{Array, Dictionary, Range};
use crate::natives::{Float, Number};
use crate::object::Value;
use crate::text::Str;
use proptest::prelude::*;

/// Small ints and those at the ends; none that asks for gigabytes.
fn ints() -> impl Strategy<Value = i64> {
    let ends = [i64::MIN, i64::MIN + 1, i64::MAX - 1, i64::MAX, 1 << 62, -(1 << 62), i64::from(i32::MIN), 0x1f600, 0xd800, 0x11_0000];
    prop_oneof![4 => -4..40i64, 1 => prop::sample::select(ends.to_vec())]
}

fn texts() -> impl Strategy<Value = Str> {
    prop_oneof![any::<String>(), "[ab, \r\n]{0,12}", "[aä😀ßİ]{0,10}", " {0,2}[-+]?[0-9]{0,20}\\.?[0-9]{0,3}(e-?[0-9]{1,4})?"]
        .prop_map(Str::from)
}

fn numbers<N: Number>(a: N, b: N, c: N) {
    let _ = (core::abs(a), core::min(a, b), core::max(a, b), core::clamp(a, b, c), core::sign(a));
}

fn floats<F: Float + Number>(x: F, y: F, z: F) {
    numbers(x, y, z);
    let one = [
        core::floor,
        core::ceil,
        core::round,
        core::trunc,
        core::fract,
        core::sqrt,
        core::cbrt,
        core::exp,
        core::log,
        core::log2,
        core::log10,
        core::sin,
        core::cos,
        core::tan,
        core::asin,
        core::acos,
        core::atan,
        core::to_radians,
        core::to_degrees,
    ];
    for function in one {
        let _ = function(x);
    }
    for function in [core::r#mod, core::pow, core::atan2, core::hypot] {
        let _ = function(x, y);
    }
    let _ = (core::is_na_n(x), core::is_finite(x));
}

/// All methods of an array whose elements are no numbers in particular.
fn methods<T: Value + Clone>(start: &[T], other: &[T], value: T, (a, b): (i64, i64)) {
    let (all, more) = (Array::from_vec(start.to_vec()), Array::from_vec(other.to_vec()));
    let fresh = || Array::from_vec(start.to_vec());
    let _ = (array::len(&all), array::length(&all), array::is_empty(&all), array::first(&all), array::last(&all), array::try_get(&all, a));
    let _ = (array::slice(&all, a, b), array::concat(&all, &more), array::reversed(&all), array::chunks(&all, a), array::clone(&all));
    let _ = array::insert(&fresh(), a, value.clone());
    let _ = array::remove(&fresh(), a);
    let _ = array::swap(&fresh(), a, b);
    let _ = array::truncate(&fresh(), a);
    let _ = array::resize(&fresh(), a, value.clone());
    array::fill(&all, value.clone());
    array::push(&all, value);
    array::extend(&all, &more);
    array::extend(&all, &all);
    array::assign(&all, &more);
    array::assign(&all, &all);
    array::reverse(&all);
    let _ = array::pop(&all);
    array::clear(&all);
    let _ = array::pop(&all);
}

proptest! {
    #[test]
    fn of_numbers(a in ints(), b in ints(), c in ints(), x: u64, y: u64, z: u64, narrow: (u32, u32, u32)) {
        numbers(a, b, c);
        numbers(a as i32, b as i32, c as i32);
        floats(f64::from_bits(x), f64::from_bits(y), f64::from_bits(z));
        floats(f32::from_bits(narrow.0), f32::from_bits(narrow.1), f32::from_bits(narrow.2));
        let _ = (int::pow(a, b), int::checked_add(a, b), int::checked_sub(a, b), int::checked_mul(a, b), int::count_ones(a), int::to_hex(a), int::to_binary(a));
        let (a, c) = (a as i32, c as i32);
        let _ = (int32::pow(a, b), int32::checked_add(a, c), int32::checked_sub(a, c), int32::checked_mul(a, c), int32::count_ones(a));
        let _ = (int32::to_hex(a), int32::to_binary(a));
        let _ = (float64::to_fixed(f64::from_bits(x), b), float::to_fixed(f32::from_bits(narrow.0), b));
    }

    #[test]
    fn of_strings(s in texts(), part in texts(), new in texts(), a in ints(), b in ints()) {
        for function in [string::len, string::length, string::byte_len] {
            let _ = function(&s);
        }
        for function in [string::trim, string::trim_start, string::trim_end, string::to_upper, string::to_lower, string::reversed, string::quoted] {
            let _ = function(&s);
        }
        for function in [string::contains, string::starts_with, string::ends_with] {
            let _ = function(&s, &part);
        }
        for function in [string::index_of, string::last_index_of, string::compare] {
            let _ = function(&s, &part);
        }
        let _ = (string::is_empty(&s), string::replace(&s, &part, &new), string::replace_first(&s, &part, &new), string::split(&s, &part));
        let _ = (string::lines(&s), string::chars(&s), string::to_int(&s), string::to_float(&s), string::to_float64(&s));
        let _ = (string::char_at(&s, a), string::slice(&s, a, b), string::repeat(&s, a), string::code_at(&s, a), string::from_code(a));
        let _ = (string::pad_start(&s, a, &part), string::pad_end(&s, a, &part), string::char_from(&s, a));
    }

    #[test]
    fn of_arrays(ints_of in prop::collection::vec(ints(), 0..6), texts_of in prop::collection::vec(texts(), 0..4), a in ints(), b in ints(), text in texts()) {
        methods(&ints_of, &[a, b], b, (a, b));
        methods(&texts_of, std::slice::from_ref(&text), text.clone(), (a, b));
        let _ = array::sum(&Array::from_vec(ints_of.clone()));
        let _ = array::sum(&ints_of.iter().map(|int| *int as f32).collect::<Array<f32>>());
    }

    #[test]
    fn of_dictionaries(pairs in prop::collection::vec((texts(), ints()), 0..6), key in texts(), value in ints(), position in ints()) {
        let all: Dictionary<Str, i64> = pairs.iter().cloned().collect();
        let more: Dictionary<Str, i64> = [(key.clone(), value)].into_iter().collect();
        let _ = (dictionary::len(&all), dictionary::length(&all), dictionary::is_empty(&all), dictionary::keys(&all), dictionary::values(&all));
        let _ = (dictionary::entries(&all), dictionary::clone(&all), dictionary::has(&all, &key), dictionary::get(&all, &key));
        let _ = dictionary::get_or(&all, &key, value);
        let stamp = dictionary::stamp(&all);
        let _ = dictionary::next_entry(&all, position, stamp);
        dictionary::set(&all, key.clone(), value);
        let _ = dictionary::next_entry(&all, position, stamp);
        dictionary::merge(&all, &more);
        dictionary::merge(&all, &all);
        let _ = dictionary::remove(&all, &key);
        let _ = dictionary::remove(&all, &key);
        dictionary::clear(&all);
    }

    #[test]
    fn of_ranges(start in ints(), end in ints(), inclusive: bool, size in ints(), value in ints()) {
        let plain = Range::new(start, end, inclusive);
        for all in [Some(plain), range::step(plain, size).ok(), range::step(plain, size).ok().map(range::reversed)].into_iter().flatten() {
            let _ = (range::len(all), range::is_empty(all), range::contains(all, value), range::reversed(range::reversed(all)));
            let _ = (range::equals(all, plain), range::show(all), range::step(all, size));
            let _ = (range::item(all, 0), all.iter().take(3).count());
        }
    }
}
