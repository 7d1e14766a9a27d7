//! Methods of `string`.

use crate::collections::{Array, check_request};
use crate::error::{self, Fallible};
use crate::text::{Str, Text};

/// How many characters.
#[inline]
pub fn len(s: &Str) -> i64 {
    s.char_count() as i64
}

/// How many characters.
#[inline]
pub fn length(s: &Str) -> i64 {
    len(s)
}

/// Whether it has no characters.
#[inline]
pub fn is_empty(s: &Str) -> bool {
    s.as_str().is_empty()
}

/// A string whose text is a part of `s`: the same string if it is all of it.
fn part(s: &Str, text: &str) -> Str {
    if text.len() == s.as_str().len() { s.clone() } else { Str::new(text) }
}

/// Without blanks at both ends.
pub fn trim(s: &Str) -> Str {
    part(s, s.as_str().trim())
}

/// Without blanks at the start.
pub fn trim_start(s: &Str) -> Str {
    part(s, s.as_str().trim_start())
}

/// Without blanks at the end.
pub fn trim_end(s: &Str) -> Str {
    part(s, s.as_str().trim_end())
}

/// In capitals.
pub fn to_upper(s: &Str) -> Str {
    Str::from(s.as_str().to_uppercase())
}

/// In small letters.
pub fn to_lower(s: &Str) -> Str {
    Str::from(s.as_str().to_lowercase())
}

/// Whether a part occurs in it.
pub fn contains(s: &Str, part: &Str) -> bool {
    s.as_str().contains(part.as_str())
}

/// Whether it begins with a part.
pub fn starts_with(s: &Str, part: &Str) -> bool {
    s.as_str().starts_with(part.as_str())
}

/// Whether it ends with a part.
pub fn ends_with(s: &Str, part: &Str) -> bool {
    s.as_str().ends_with(part.as_str())
}

/// The index of the character at an offset; -1 for none.
fn index_at(s: &Str, offset: Option<usize>) -> i64 {
    match offset {
        None => -1,
        Some(offset) if s.is_ascii() => offset as i64,
        Some(offset) => s.as_str()[..offset].chars().count() as i64,
    }
}

/// The index of the first such part, or -1.
pub fn index_of(s: &Str, part: &Str) -> i64 {
    index_at(s, s.as_str().find(part.as_str()))
}

/// The index of the last such part, or -1.
pub fn last_index_of(s: &Str, part: &Str) -> i64 {
    index_at(s, s.as_str().rfind(part.as_str()))
}

/// With a replacement for every such part.
pub fn replace(s: &Str, part: &Str, replacement: &Str) -> Str {
    Str::from(s.as_str().replace(part.as_str(), replacement))
}

/// With a replacement for the first such part.
pub fn replace_first(s: &Str, part: &Str, replacement: &Str) -> Str {
    Str::from(s.as_str().replacen(part.as_str(), replacement, 1))
}

/// The texts between separators; the characters, if the separator is empty.
pub fn split(s: &Str, separator: &Str) -> Array<Str> {
    if separator.as_str().is_empty() { chars(s) } else { s.as_str().split(separator.as_str()).map(Str::new).collect() }
}

/// The lines, without their ends.
pub fn lines(s: &Str) -> Array<Str> {
    s.as_str().lines().map(Str::new).collect()
}

/// The characters.
pub fn chars(s: &Str) -> Array<Str> {
    s.as_str().chars().map(Str::from_char).collect()
}

/// The character at an index.
pub fn char_at(s: &Str, index: i64) -> Option<Str> {
    s.char_at(index).map(Str::from_char)
}

/// The characters from `start` up to before `end`.
pub fn slice(s: &Str, start: i64, end: i64) -> Fallible<Str> {
    let (start, end) = super::bounds(start, end, s.char_count())?;
    // Both are at most the length, so each has an offset.
    let (start, end) = (s.offset_of(start).unwrap_or(0), s.offset_of(end).unwrap_or(0));
    Ok(part(s, &s.as_str()[start..end]))
}

/// So many times in a row.
pub fn repeat(s: &Str, count: i64) -> Fallible<Str> {
    let count = usize::try_from(count).map_err(|_| error::negative("count", count))?;
    check_request(count, s.as_str().len())?;
    Ok(Str::from(s.as_str().repeat(count)))
}

/// What has to be added until there are `width` characters.
fn padding(s: &Str, width: i64, fill: &Str) -> Fallible<String> {
    let missing = usize::try_from(width).unwrap_or(0).saturating_sub(s.char_count());
    if missing == 0 || fill.as_str().is_empty() {
        return Ok(String::new());
    }
    check_request(missing, size_of::<char>())?;
    Ok(fill.as_str().chars().cycle().take(missing).collect())
}

/// With `fill` before it until it has `width` characters.
pub fn pad_start(s: &Str, width: i64, fill: &Str) -> Fallible<Str> {
    let padding = padding(s, width, fill)?;
    Ok(if padding.is_empty() { s.clone() } else { Str::join(&padding, s) })
}

/// With `fill` behind it until it has `width` characters.
pub fn pad_end(s: &Str, width: i64, fill: &Str) -> Fallible<Str> {
    let padding = padding(s, width, fill)?;
    Ok(if padding.is_empty() { s.clone() } else { Str::join(s, &padding) })
}

/// The characters from the last to the first.
pub fn reversed(s: &Str) -> Str {
    Str::from(s.as_str().chars().rev().collect::<String>())
}

/// Whether a text is a decimal number of the language, apart from its digits: what Rust's parsers take beyond that is none.
fn is_decimal(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit() || c == '-' || c == '+' || c == '.') && text.contains(|c: char| c.is_ascii_digit())
}

/// The `int` that it is in decimal.
pub fn to_int(s: &Str) -> Option<i64> {
    s.as_str().trim().parse().ok()
}

/// The `float` that it is in decimal.
pub fn to_float(s: &Str) -> Option<f32> {
    Some(s.as_str().trim()).filter(|text| is_decimal(text))?.parse().ok()
}

/// The `float64` that it is in decimal.
pub fn to_float64(s: &Str) -> Option<f64> {
    Some(s.as_str().trim()).filter(|text| is_decimal(text))?.parse().ok()
}

/// The code of the character at an index.
pub fn code_at(s: &Str, index: i64) -> Fallible<i64> {
    match s.char_at(index) {
        Some(character) => Ok(i64::from(u32::from(character))),
        None => Err(error::index_out_of_bounds(index, s.char_count())),
    }
}

/// A string of the character with this code.
pub fn from_code(code: i64) -> Fallible<Str> {
    let character = u32::try_from(code).ok().and_then(char::from_u32);
    character.map(Str::from_char).ok_or_else(|| error::not_a_character(code))
}

/// -1, 0 or 1: how it compares with another one.
#[inline]
pub fn compare(s: &Str, other: &Str) -> i64 {
    s.cmp(other) as i64
}

/// As it is shown inside another value.
pub fn quoted(s: &Str) -> Str {
    Text::new().quote(s).finish()
}

/// The character that begins at a byte; none at the end or behind it.
#[inline]
pub fn char_from(s: &Str, offset: i64) -> Str {
    let rest = usize::try_from(offset).ok().and_then(|offset| s.as_str().get(offset..));
    rest.and_then(|rest| rest.chars().next()).map_or_else(Str::empty, Str::from_char)
}

/// How many bytes.
#[inline]
pub fn byte_len(s: &Str) -> i64 {
    s.as_str().len() as i64
}
