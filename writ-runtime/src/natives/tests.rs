//! Library functions, one by one.

use super::*;
use crate::collections::{Array, Dictionary, Range};
use crate::error::ErrorKind;
use crate::object::AnyRef;
use crate::text::Str;
use crate::writ::Writ;

mod arbitrary;
mod modules;

fn s(text: &str) -> Str {
    Str::new(text)
}

fn texts(array: Array<Str>) -> Vec<String> {
    array.to_vec().into_iter().map(String::from).collect()
}

#[cfg(feature = "vm")]
mod declarations {
    use super::TABLE;
    use std::collections::BTreeSet;
    use writ_compiler::library::FILES;

    /// Natives that no script can name: the compiler's own functions call them.
    const UNDECLARED: [(&str, &str); 15] = [
        ("string", "quoted"),
        ("Dictionary", "tryGet"),
        ("Range", "equals"),
        ("Range", "show"),
        ("function", "show"),
        ("Coroutine", "start"),
        ("Coroutine", "await"),
        ("Coroutine", "check"),
        ("string", "charFrom"),
        ("string", "byteLen"),
        ("Range", "item"),
        ("Dictionary", "stamp"),
        ("Dictionary", "nextEntry"),
        ("Dictionary", "keyAt"),
        ("Dictionary", "valueAt"),
    ];

    /// What has no body in Rust: the compiler makes an expression of its own of a call.
    const REFLECTED: (&str, &str) = ("", "reflected");

    /// Receiver and name of each native in a declaration file.
    fn declared(file: &'static str) -> Vec<(&'static str, &'static str)> {
        let mut receiver = "";
        let mut natives = Vec::new();
        for line in file.lines() {
            let words = line.trim();
            if let Some(rest) = words.strip_prefix("extend ") {
                receiver = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
            } else if line == "}" {
                receiver = "";
            } else if words.contains(" func reflected(") {
                // The back ends have a call of their own for it.
            } else if words.split(' ').take_while(|word| *word != "func").any(|word| word == "native")
                && let Some((_, rest)) = words.split_once("func ")
            {
                natives.push((receiver, rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("")));
            }
        }
        natives
    }

    #[test]
    fn every_native_has_a_declaration_and_a_body() {
        let declared = FILES.iter().flat_map(|file| declared(file.text)).filter(|native| *native != REFLECTED);
        let declared: Vec<_> = declared.chain(UNDECLARED).collect();
        let set: BTreeSet<_> = declared.iter().copied().collect();
        assert_eq!(set.len(), declared.len(), "declared twice");
        assert_eq!(TABLE.len(), TABLE.iter().collect::<BTreeSet<_>>().len(), "listed twice");
        let bodies: BTreeSet<_> = TABLE.iter().copied().collect();
        assert_eq!(set.difference(&bodies).collect::<Vec<_>>(), Vec::<&(&str, &str)>::new(), "without a body");
        assert_eq!(bodies.difference(&set).collect::<Vec<_>>(), Vec::<&(&str, &str)>::new(), "without a declaration");
    }
}

/// Each name of [`TABLE`] is a function in its module: checked by naming all of them.
#[test]
fn every_name_of_the_table_is_a_function() {
    macro_rules! exist {
        ($($function:expr),* $(,)?) => {{ let mut count = 0; $( let _ = $function; count += 1; )* count }};
    }
    use super::{array as a, core as c, dictionary as d, range as r, string as st};
    type F = f32;
    let core = exist![
        c::print,
        c::assert,
        c::panic,
        c::invalid_argument,
        c::abs::<F>,
        c::min::<F>,
        c::max::<F>,
        c::clamp::<F>,
        c::sign::<F>,
        c::floor::<F>,
        c::ceil::<F>,
        c::round::<F>,
        c::trunc::<F>,
        c::fract::<F>,
        c::r#mod::<F>,
        c::sqrt::<F>,
        c::cbrt::<F>,
        c::pow::<F>,
        c::exp::<F>,
        c::log::<F>,
        c::log2::<F>,
        c::log10::<F>,
        c::sin::<F>,
        c::cos::<F>,
        c::tan::<F>,
        c::asin::<F>,
        c::acos::<F>,
        c::atan::<F>,
        c::atan2::<F>,
        c::hypot::<F>,
        c::to_radians::<F>,
        c::to_degrees::<F>,
        c::is_na_n::<F>,
        c::is_finite::<F>,
        c::wait_for_seconds,
        c::wait_for_frames,
        c::wait_until,
        c::json_quoted,
    ];
    let modules = exist![
        c::random,
        c::random_int,
        c::random_float,
        c::random_bool,
        c::random_start,
        c::random_bits,
        c::random_after,
        c::random_unit,
        c::random_within,
        c::random_between,
        c::random_chance,
        c::noise_of_plane,
        c::noise_of_space,
        c::regex_compile,
        c::regex_test,
        c::regex_find,
        c::regex_names,
        c::regex_expand,
        c::text_part,
        c::text_count,
        c::json_events,
        c::now,
        c::delta_time,
        c::read_file,
        c::write_file,
        c::append_file,
        c::file_exists,
        c::list_dir,
    ];
    let ints = exist![
        int::pow,
        int::checked_add,
        int::checked_sub,
        int::checked_mul,
        int::count_ones,
        int::to_hex,
        int::to_binary,
        int32::pow,
        int32::checked_add,
        int32::checked_sub,
        int32::checked_mul,
        int32::count_ones,
        int32::to_hex,
        int32::to_binary,
    ];
    let floats = exist![float::to_fixed, float64::to_fixed];
    let strings = exist![
        st::len,
        st::length,
        st::is_empty,
        st::trim,
        st::trim_start,
        st::trim_end,
        st::to_upper,
        st::to_lower,
        st::contains,
        st::starts_with,
        st::ends_with,
        st::index_of,
        st::last_index_of,
        st::replace,
        st::replace_first,
        st::split,
        st::lines,
        st::chars,
        st::char_at,
        st::slice,
        st::repeat,
        st::pad_start,
        st::pad_end,
        st::reversed,
        st::to_int,
        st::to_float,
        st::to_float64,
        st::code_at,
        st::from_code,
        st::compare,
        st::quoted,
        st::char_from,
        st::byte_len,
    ];
    let arrays = exist![
        a::len::<F>,
        a::length::<F>,
        a::is_empty::<F>,
        a::push::<F>,
        a::pop::<F>,
        a::insert::<F>,
        a::remove::<F>,
        a::clear::<F>,
        a::fill::<F>,
        a::swap::<F>,
        a::truncate::<F>,
        a::resize::<F>,
        a::extend::<F>,
        a::reverse::<F>,
        a::try_get::<F>,
        a::first::<F>,
        a::last::<F>,
        a::clone::<F>,
        a::slice::<F>,
        a::concat::<F>,
        a::reversed::<F>,
        a::chunks::<F>,
        a::sum::<F>,
        a::assign::<F>,
        a::sort_plain::<F>,
    ];
    let dictionary: Dictionary<i64, Str> = Dictionary::new();
    d::set(&dictionary, 1, s("one"));
    let dictionaries = exist![
        d::key_at(&dictionary, 0),
        d::value_at(&dictionary, 0),
        d::stamp(&dictionary),
        d::next_entry(&dictionary, 0, 1),
        d::len(&dictionary),
        d::length(&dictionary),
        d::is_empty(&dictionary),
        d::has(&dictionary, 1),
        d::get(&dictionary, 1),
        d::try_get(&dictionary, 1),
        d::get_or(&dictionary, 2, s("")),
        d::set(&dictionary, 2, s("")),
        d::remove(&dictionary, 2),
        d::clear(&dictionary),
        d::merge(&dictionary, &dictionary),
        d::keys(&dictionary),
        d::values(&dictionary),
        d::entries(&dictionary),
        d::clone(&dictionary),
    ];
    let ranges = exist![r::len, r::is_empty, r::contains, r::step, r::reversed, r::equals, r::show, r::item];
    let functions = exist![function::show::<(), ()>];
    use super::coroutine as co;
    let coroutines = exist![
        co::start::<AnyRef>,
        |writ: &mut Writ, frame: &AnyRef| co::r#await(writ, frame, frame),
        co::check,
        |writ: &mut Writ, frame: &AnyRef| co::cancel(writ, frame),
        |writ: &mut Writ, frame: &AnyRef| co::is_running(writ, frame),
    ];
    assert_eq!(core + modules + ints + floats + strings + arrays + dictionaries + ranges + functions + coroutines, TABLE.len());
}

#[test]
fn numbers() {
    assert_eq!(core::abs(i64::MIN), i64::MIN);
    assert_eq!(core::clamp(5, 10, 0), 10);
    assert_eq!(core::round(-2.5f32), -3.0);
    assert_eq!(core::r#mod(-1.0f64, 3.0), 2.0);
    assert_eq!(core::fract(-1.25f32), -0.25);
    assert_eq!(core::pow(2.0f32, 10.0), 1024.0);
    assert_eq!(core::atan2(1.0f64, 0.0), std::f64::consts::FRAC_PI_2);
    assert_eq!(int::pow(2, -1).unwrap_err().message, "exponent must not be negative, found -1");
    assert_eq!(int::to_hex(-255), "-ff");
    assert_eq!(int::to_binary(i64::MIN).as_str(), format!("-1{}", "0".repeat(63)));
    assert_eq!(int::checked_mul(i64::MAX, 2), None);
    assert_eq!(int32::count_ones(-1), 32);
}

#[test]
fn fixed_digits() {
    for (x, digits, text) in [
        (1.5, 0, "2"),
        (2.5, 0, "3"),
        (-2.5, 0, "-3"),
        (0.125, 2, "0.13"),
        (1.005, 2, "1.00"),
        (9.999, 2, "10.00"),
        (-9.999, 1, "-10.0"),
        (3.0, 3, "3.000"),
        (f64::INFINITY, 2, "inf"),
        (1e20, 1, "100000000000000000000.0"),
    ] {
        assert_eq!(float64::to_fixed(x, digits).unwrap().as_str(), text);
    }
    assert_eq!(float::to_fixed(0.1, 3).unwrap(), "0.100");
    assert_eq!(float::to_fixed(0.1, -1).unwrap_err().kind, ErrorKind::InvalidArgument);
    assert_eq!(float64::to_fixed(5e-324, 100).unwrap().as_str().len(), 102);
}

#[test]
fn strings() {
    let word = s("größe über");
    assert_eq!(string::len(&word), 10);
    assert_eq!(string::index_of(&word, &s("über")), 6);
    assert_eq!(string::last_index_of(&word, &s("r")), 9);
    assert_eq!(string::index_of(&word, &s("x")), -1);
    assert_eq!(string::slice(&word, 2, 5).unwrap(), "öße");
    assert_eq!(string::slice(&word, 5, 2).unwrap_err().message, "slice starts at 5 but ends at 2");
    assert_eq!(string::slice(&word, 0, 11).unwrap_err().message, "index 11 out of bounds for length 10");
    assert_eq!(string::slice(&word, -1, 2).unwrap_err().kind, ErrorKind::IndexOutOfBounds);
    assert_eq!(string::to_upper(&s("straße")), "STRASSE");
    assert_eq!(texts(string::split(&s("a,b,,c"), &s(","))), ["a", "b", "", "c"]);
    assert_eq!(texts(string::split(&s("äb"), &s(""))), ["ä", "b"]);
    assert_eq!(texts(string::lines(&s("a\r\nb\n"))), ["a", "b"]);
    assert_eq!(string::pad_start(&s("7"), 3, &s("0")).unwrap(), "007");
    assert_eq!(string::pad_end(&s("ab"), 5, &s("xy")).unwrap(), "abxyx");
    assert_eq!(string::pad_end(&s("ab"), -5, &s("xy")).unwrap(), "ab");
    assert_eq!(string::pad_start(&s("a"), i64::MAX, &s(" ")).unwrap_err().kind, ErrorKind::OutOfMemory);
    assert_eq!(string::repeat(&s("ab"), 3).unwrap(), "ababab");
    assert_eq!(string::repeat(&s("ab"), -1).unwrap_err().kind, ErrorKind::InvalidArgument);
    assert_eq!(string::repeat(&s("ab"), i64::MAX).unwrap_err().kind, ErrorKind::OutOfMemory);
    assert_eq!(string::reversed(&s("äbc")), "cbä");
    assert_eq!(string::from_code(0x1F600).unwrap(), "😀");
    assert_eq!(string::from_code(0xD800).unwrap_err().message, "55296 is not a character code");
    assert_eq!(string::code_at(&s("a😀"), 1).unwrap(), 0x1F600);
    assert_eq!(string::char_at(&s("abc"), 3), None);
    assert_eq!(string::compare(&s("a"), &s("b")), -1);
    assert_eq!(string::replace_first(&s("aXbX"), &s("X"), &s("-")), "a-bX");
    assert_eq!(string::quoted(&s("a\"\n")), "\"a\\\"\\n\"");
    let characters = [0, 1, 3, 4, 5, 100, -1].map(|offset| string::char_from(&s("aö😀"), offset));
    assert_eq!(characters, ["a", "ö", "😀", "", "", "", ""].map(Str::new));
    assert_eq!(string::byte_len(&word), 13);
}

#[test]
fn numbers_in_text() {
    assert_eq!(string::to_int(&s(" -42 ")), Some(-42));
    assert_eq!(string::to_int(&s("4.0")), None);
    assert_eq!(string::to_int(&s("9223372036854775808")), None);
    assert_eq!(string::to_float(&s("2.5e-3")), Some(0.0025));
    assert_eq!(string::to_float(&s("1e400")), Some(f32::INFINITY));
    for text in ["", "inf", "NaN", "infinity", "-inf", "e5", ".", "1x", "-"] {
        assert_eq!(string::to_float64(&s(text)), None, "{text}");
    }
    assert_eq!(string::to_float64(&s("3")), Some(3.0));
}

#[test]
fn arrays() {
    let array: Array<Str> = ["a", "b", "c"].into_iter().map(Str::new).collect();
    array::insert(&array, 3, s("a longer text")).unwrap();
    assert_eq!(array::insert(&array, 5, s("x")).unwrap_err().message, "index 5 out of bounds for length 4");
    assert_eq!(array::remove(&array, 0).unwrap(), "a");
    assert_eq!(array::remove(&array, -1).unwrap_err().kind, ErrorKind::IndexOutOfBounds);
    array::swap(&array, 0, 2).unwrap();
    array::extend(&array, &array);
    assert_eq!(texts(array.clone()), ["a longer text", "c", "b", "a longer text", "c", "b"]);
    assert_eq!(texts(array::slice(&array, 1, 3).unwrap()), ["c", "b"]);
    assert_eq!(array::chunks(&array, 4).unwrap().to_vec().iter().map(Array::len).collect::<Vec<_>>(), [4, 2]);
    assert_eq!(array::chunks(&array, 0).unwrap_err().message, "size must be positive, found 0");
    array::truncate(&array, 1).unwrap();
    array::resize(&array, 3, s("z")).unwrap();
    assert_eq!(texts(array::reversed(&array)), ["z", "z", "a longer text"]);
    assert_eq!(array::resize(&array, i64::MAX, s("")).unwrap_err().kind, ErrorKind::OutOfMemory);
    assert_eq!(array::truncate(&array, -1).unwrap_err().kind, ErrorKind::InvalidArgument);
    array::fill(&array, s("f"));
    assert_eq!(texts(array::clone(&array)), ["f", "f", "f"]);
    array::clear(&array);
    assert!(array::is_empty(&array) && array::last(&array).is_none() && array::pop(&array).is_none());
    assert_eq!(array::sum(&Array::from_vec(vec![i64::MAX, 1])), i64::MIN);
    assert_eq!(array::sum(&Array::<f32>::new()), 0.0);
}

#[test]
fn ranges() {
    let values = |range: Range| range.iter().collect::<Vec<_>>();
    let stepped = range::step(Range::new(0, 10, false), 3).unwrap();
    assert_eq!(values(stepped), [0, 3, 6, 9]);
    assert_eq!(values(range::reversed(stepped)), [9, 6, 3, 0]);
    assert!(range::contains(stepped, 6) && !range::contains(stepped, 7) && !range::contains(stepped, 12));
    assert_eq!(values(Range::new(1, 3, true)), [1, 2, 3]);
    assert_eq!(values(Range::new(3, 1, true)), Vec::<i64>::new());
    assert_eq!(values(range::reversed(Range::new(3, 1, false))), Vec::<i64>::new());
    assert_eq!(values(Range::new(i64::MAX - 1, i64::MAX, true)), [i64::MAX - 1, i64::MAX]);
    assert_eq!(values(range::step(Range::new(i64::MIN, i64::MAX, true), i64::MAX).unwrap()), [i64::MIN, -1, i64::MAX - 1]);
    assert_eq!(range::len(Range::new(i64::MIN, i64::MAX, true)), i64::MAX);
    assert_eq!(range::step(Range::new(0, 1, false), 0).unwrap_err().message, "step must be positive, found 0");
    assert_eq!(range::show(Range::new(1, 3, false)), "1..3");
    assert_eq!(range::show(stepped), "0..10 step 3");
    assert_eq!([0, 3].map(|index| range::item(stepped, index)), [0, 9]);
}

/// Loops of coroutines over dictionaries: with positions in variables of the script.
#[test]
fn dictionaries_by_position() {
    let dictionary: Dictionary<i64, Str> = [(1, s("one")), (2, s("two")), (3, s("three"))].into_iter().collect();
    dictionary::remove(&dictionary, 1);
    let stamp = dictionary::stamp(&dictionary);
    let (mut position, mut seen) = (0, Vec::new());
    while let Ok(found @ 0..) = dictionary::next_entry(&dictionary, position, stamp) {
        seen.push((dictionary::key_at(&dictionary, found), dictionary::value_at(&dictionary, found)));
        position = found + 1;
    }
    assert_eq!(seen, [(2, s("two")), (3, s("three"))]);
    dictionary::set(&dictionary, 2, s("other"));
    assert_eq!(dictionary::next_entry(&dictionary, position, stamp).unwrap(), -1);
    dictionary::set(&dictionary, 4, s("four"));
    assert_eq!(dictionary::next_entry(&dictionary, position, stamp).unwrap_err().message, "dictionary changed during iteration");
}
