//! Real scripts, changed: lines, tokens and characters that go, come twice, change places or become others.

use crate::input::Input;
use crate::programs::{self, Script};
use crate::tokens::TOKENS;

/// The longest text that comes out; changes that double lines end there.
const MAX_BYTES: usize = 20_000;

/// So many changes at most.
const MAX_CHANGES: usize = 16;

/// A script that the input names, of those for which `is_wanted` holds, with the changes that it names. Gives what it was made of, too.
pub fn program(input: &mut Input, is_wanted: impl Fn(&Script) -> bool) -> (&'static Script, String) {
    let script = programs::at(input.word(), &is_wanted);
    let mut text = script.text.clone();
    change_all(input, &mut text, is_wanted);
    (script, text)
}

/// Makes the changes that the input names.
pub fn change_all(input: &mut Input, text: &mut String, is_wanted: impl Fn(&Script) -> bool) {
    for _ in 0..MAX_CHANGES {
        if input.is_empty() || text.len() > MAX_BYTES {
            break;
        }
        change(input, text, &is_wanted);
    }
}

fn change(input: &mut Input, text: &mut String, is_wanted: impl Fn(&Script) -> bool) {
    match input.byte() % 4 {
        0 => change_parts(input, text, lines(text), |input| {
            let other = programs::at(input.word(), &is_wanted);
            let lines = lines(&other.text);
            other.text[lines[input.below(lines.len())].clone()].to_string()
        }),
        1 | 2 => change_parts(input, text, tokens(text), |input| input.pick(TOKENS).to_string()),
        _ => {
            let characters = text.char_indices().map(|(at, c)| at..at + c.len_utf8()).collect();
            change_parts(input, text, characters, |input| char::from(input.byte()).to_string());
        }
    }
}

type Part = std::ops::Range<usize>;

/// Changes one or two of the parts of a text; `other` makes a new one.
fn change_parts(input: &mut Input, text: &mut String, parts: Vec<Part>, other: impl Fn(&mut Input) -> String) {
    if parts.is_empty() {
        text.push_str(&other(input));
        return;
    }
    let kind = input.byte() % 8;
    let one = parts[input.below(parts.len())].clone();
    match kind {
        0 => text.replace_range(one, ""),
        1 => {
            let again = text[one.clone()].to_string();
            text.insert_str(one.end, &again);
        }
        // Two parts change places.
        2 | 3 => {
            let second = parts[input.below(parts.len())].clone();
            let (first, second) = if one.start < second.start { (one, second) } else { (second, one) };
            if first.end <= second.start {
                let (a, b) = (text[first.clone()].to_string(), text[second.clone()].to_string());
                text.replace_range(second, &a);
                text.replace_range(first, &b);
            }
        }
        // One becomes as another one of the same text.
        4 | 5 => {
            let model = text[parts[input.below(parts.len())].clone()].to_string();
            text.replace_range(one, &model);
        }
        6 => text.replace_range(one, &other(input)),
        _ => text.insert_str(one.end, &other(input)),
    }
}

/// Lines, with their line breaks.
fn lines(text: &str) -> Vec<Part> {
    let mut at = 0;
    text.split_inclusive('\n')
        .map(|line| {
            let start = at;
            at += line.len();
            start..at
        })
        .collect()
}

/// Words, numbers, runs of blanks left out, and signs one by one. What is in strings and comments is changed as well.
fn tokens(text: &str) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut in_word = false;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        let is_word = c == '_' || c.is_alphanumeric();
        match parts.last_mut() {
            Some(last) if is_word && in_word => last.end = end,
            _ if c.is_whitespace() => {}
            _ => parts.push(at..end),
        }
        in_word = is_word;
    }
    parts
}
