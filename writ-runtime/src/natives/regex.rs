//! What `Regex` objects are made of. They have a pattern and its size; what it was compiled to is kept by the instance.
//!
//! Positions are bytes here, which `Regex` turns into characters by [`text_part`] and [`text_count`].

use crate::collections::Array;
use crate::object::Res;
use crate::text::Str;
use crate::writ::Writ;
use regex_lite::{CaptureLocations, Regex};
use std::rc::Rc;

/// About how many instructions a pattern takes when it is compiled, or what is wrong with it.
pub fn regex_compile(writ: &mut Writ, pattern: &Str) -> Res<i64> {
    writ.library.regexes.compile(pattern).into()
}

/// The regular expression of a pattern that was compiled once.
fn regex(writ: &mut Writ, pattern: &Str) -> Option<Rc<Regex>> {
    writ.library.regexes.get(pattern)
}

/// Whether it matches a part of a text.
pub fn regex_test(writ: &mut Writ, pattern: &Str, _size: i64, text: &Str) -> bool {
    regex(writ, pattern).is_some_and(|regex| regex.is_match(text))
}

/// The first match that begins at byte `from` or behind it: the bytes where it and its groups begin and end, -1 for a group that is not in it; nothing
/// if there is none. An empty match at byte `last` does not count: that is where the match before ended.
pub fn regex_find(writ: &mut Writ, pattern: &Str, _size: i64, text: &Str, from: i64, last: i64) -> Array<i64> {
    let Some(regex) = regex(writ, pattern) else { return Array::new() };
    let text = text.as_str();
    let mut groups = regex.capture_locations();
    let search = |from: i64, groups: &mut CaptureLocations| {
        let from = usize::try_from(from).ok().filter(|from| text.is_char_boundary(*from))?;
        let found = regex.captures_read_at(groups, text, from)?;
        Some((found.start(), found.end()))
    };
    let mut found = search(from, &mut groups);
    if let Some((start, end)) = found
        && start == end
        && i64::try_from(end) == Ok(last)
    {
        let next = text[end..].chars().next().map(|c| (end + c.len_utf8()) as i64);
        found = next.and_then(|next| search(next, &mut groups));
    }
    if found.is_none() {
        return Array::new();
    }
    let bounds = (0..groups.len()).flat_map(|group| match groups.get(group) {
        Some((start, end)) => [start as i64, end as i64],
        None => [-1, -1],
    });
    bounds.collect()
}

/// The names of the groups, the whole match first; an empty one for a group without.
pub fn regex_names(writ: &mut Writ, pattern: &Str) -> Array<Str> {
    let Some(regex) = regex(writ, pattern) else { return Array::new() };
    regex.capture_names().map(|name| Str::new(name.unwrap_or(""))).collect()
}

/// What a replacement stands for, where a match has these groups: `$1` and `$name`, also in braces, are what a group matched, `$$` is `$`. The longest
/// name counts; what is no group stands for nothing.
pub fn regex_expand(text: &Str, groups: &Array<i64>, names: &Array<Str>, replacement: &Str) -> Str {
    let text = text.as_str();
    let names: Vec<Str> = names.to_vec();
    let group = |name: &str| -> &str {
        let number = match name.parse::<usize>() {
            Ok(number) => Some(number),
            Err(_) => names.iter().position(|known| !name.is_empty() && known.as_str() == name),
        };
        let bounds = number.and_then(|number| {
            let at = i64::try_from(number).ok()?.checked_mul(2)?;
            Some((groups.try_get(at)?, groups.try_get(at.checked_add(1)?)?))
        });
        bounds.map_or("", |(start, end)| part(text, start, end))
    };
    let mut out = String::new();
    let mut rest = replacement.as_str();
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        rest = after;
        if let Some(after) = rest.strip_prefix('$') {
            out.push('$');
            rest = after;
        } else if let Some((name, after)) = rest.strip_prefix('{').and_then(|inside| inside.split_once('}')) {
            out.push_str(group(name));
            rest = after;
        } else {
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
            let (name, after) = rest.split_at(end);
            if name.is_empty() {
                out.push('$')
            } else {
                out.push_str(group(name))
            }
            rest = after;
        }
    }
    out.push_str(rest);
    Str::from(out)
}

fn part(text: &str, start: i64, end: i64) -> &str {
    match (usize::try_from(start), usize::try_from(end)) {
        (Ok(start), Ok(end)) => text.get(start..end.min(text.len())).unwrap_or(""),
        _ => "",
    }
}

/// The text between two bytes, at most up to its end; empty if there is none.
pub fn text_part(text: &Str, start: i64, end: i64) -> Str {
    Str::new(part(text, start, end))
}

/// How many characters there are between two bytes.
pub fn text_count(text: &Str, start: i64, end: i64) -> i64 {
    let between = part(text, start, end);
    if text.is_ascii() { between.len() as i64 } else { between.chars().count() as i64 }
}
