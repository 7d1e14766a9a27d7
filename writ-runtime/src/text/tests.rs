//! Strings: inline, static, counted, and against a model.

use super::*;
use crate::object::live_objects;
use proptest::prelude::*;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

static SHORT: StaticStr = StaticStr::new("abc");
static LONG: StaticStr = StaticStr::new("größer als das Wort");

fn hash(text: &Str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

#[test]
fn a_string_is_one_word() {
    assert_eq!(size_of::<Str>(), 8);
    assert_eq!(size_of::<Option<Str>>(), 8);
    assert_eq!(Str::empty(), "");
    assert_ne!(Str::empty().into_bits(), 0);
}

#[test]
fn forms_of_one_text_are_equal() {
    assert_eq!(SHORT.get(), Str::new("abc"));
    assert_eq!(LONG.get(), Str::new(LONG.as_str()));
    assert_eq!(hash(&LONG.get()), hash(&Str::new(LONG.as_str())));
    assert_eq!(LONG.get().char_count(), 19);
    assert_eq!(LONG.get().index(2).unwrap(), "ö");
    assert_eq!(LONG.get().index(19).unwrap_err().message, "index 19 out of bounds for length 19");
    assert_eq!(LONG.get().index(-1).unwrap_err().message, "index -1 out of bounds for length 19");
}

#[test]
fn strings_are_freed() {
    let before = live_objects();
    let first = Str::new("longer than seven");
    assert_eq!(live_objects(), before + 1);
    let bits = first.clone().into_bits();
    // SAFETY: `bits` has the reference of the copy.
    unsafe {
        assert_eq!(Str::borrow_bits(&bits), &first);
        Str::retain_bits(bits);
        Str::release_bits(bits);
        drop(Str::from_bits(bits));
        Str::retain_bits(0);
        Str::release_bits(0);
    }
    drop(first);
    assert_eq!(live_objects(), before);
}

#[test]
fn appending_leaves_copies_alone() {
    let mut text = Str::new("1234567");
    let short = text.clone();
    text.append("8");
    let copy = text.clone();
    text.append("ä");
    text.append("");
    assert_eq!((short.as_str(), copy.as_str(), text.as_str()), ("1234567", "12345678", "12345678ä"));
    assert_eq!(text.char_count(), 9);
    text.append("end");
    assert_eq!(text.char_count(), 12);
    let mut literal = LONG.get();
    literal.append("!");
    assert_eq!(literal.as_str(), format!("{}!", LONG.as_str()));
}

#[test]
fn values_are_shown_joined() {
    let text = Text::new().add("hp: ").add(7i64).add(" of ").add(1.0f32).add(Str::from("!")).add(true).quote("\n").finish();
    assert_eq!(text, "hp: 7 of 1.0!true\"\\n\"");
    assert_eq!((-3i32).to_text(), "-3");
}

proptest! {
    #[test]
    fn strings_behave_like_rust_strings(parts in prop::collection::vec("[a-c0ä😀]{0,9}", 0..8), index in -2i64..40) {
        let mut text = Str::empty();
        let mut model = String::new();
        for part in &parts {
            text.append(part);
            model.push_str(part);
            prop_assert_eq!(text.char_count(), model.chars().count());
        }
        prop_assert_eq!(text.as_str(), &model);
        let built = Str::new(&model);
        prop_assert_eq!(&built, &text);
        prop_assert_eq!(hash(&built), hash(&text));
        prop_assert_eq!(text.is_ascii(), model.is_ascii());
        let expected = usize::try_from(index).ok().and_then(|index| model.chars().nth(index));
        prop_assert_eq!(text.char_at(index), expected);
        for (at, (offset, _)) in model.char_indices().enumerate() {
            prop_assert_eq!(text.offset_of(at), Some(offset));
        }
        prop_assert_eq!(text.offset_of(model.chars().count() + 1), None);
    }

    #[test]
    fn order_and_equality_are_those_of_the_text(left in "[abä]{0,10}", right in "[abä]{0,10}") {
        let (a, b) = (Str::new(&left), Str::new(&right));
        prop_assert_eq!(a.cmp(&b), left.cmp(&right));
        prop_assert_eq!(a == b, left == right);
        prop_assert_eq!(Str::join(&left, &right), Str::new(&format!("{left}{right}")));
    }
}
