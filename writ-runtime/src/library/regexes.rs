//! Regular expressions: compiled ones are kept, those that were used last.

use crate::text::Str;
use regex_lite::{Regex, RegexBuilder};
use std::rc::Rc;

/// So many are kept.
const KEPT: usize = 16;

/// One takes at most so many bytes: more than any that a person writes.
const LARGEST: usize = 1 << 16;

/// So many bytes are tried first, then twice as many, and so on: how many it took says how large a regular expression is.
const SMALLEST: usize = 1 << 10;

/// A pattern has at most so many bytes.
const LONGEST: usize = 1 << 16;

/// A search takes room for the bounds of all groups at each instruction: so many bytes at most.
const LARGEST_SEARCH: usize = 1 << 18;

/// An instruction of a compiled regular expression takes about so many bytes.
const INSTRUCTION: usize = 32;

/// Compiled regular expressions, the one that was used last at the end.
#[derive(Default)]
pub(crate) struct Regexes {
    kept: Vec<(Str, Rc<Regex>)>,
}

impl Regexes {
    /// The regular expression of a pattern that [`compile`] took once.
    pub(crate) fn get(&mut self, pattern: &Str) -> Option<Rc<Regex>> {
        if let Some(index) = self.kept.iter().rposition(|(known, _)| known == pattern) {
            let last = self.kept.len() - 1;
            self.kept[index..=last].rotate_left(1);
        } else {
            self.compile(pattern).ok()?;
        }
        self.kept.last().map(|(_, regex)| Rc::clone(regex))
    }

    fn keep(&mut self, pattern: &Str, regex: Regex) {
        if self.kept.len() == KEPT {
            self.kept.remove(0);
        }
        self.kept.push((pattern.clone(), Rc::new(regex)));
    }

    /// About how many instructions a pattern has when it is compiled; or what is wrong with it.
    pub(crate) fn compile(&mut self, pattern: &Str) -> Result<i64, String> {
        if pattern.len() > LONGEST {
            return Err(TOO_LARGE.to_owned());
        }
        // What is no pattern at all says so at any size, before the size is looked at.
        let mut size = SMALLEST;
        loop {
            match build(pattern, size) {
                Ok(regex) if size / INSTRUCTION * regex.captures_len() * 16 > LARGEST_SEARCH => return Err(TOO_LARGE.to_owned()),
                Ok(regex) => {
                    if !self.kept.iter().any(|(known, _)| known == pattern) {
                        self.keep(pattern, regex);
                    }
                    return Ok((size / INSTRUCTION) as i64);
                }
                Err(error) if !error.contains("size limit") => return Err(error),
                Err(_) if size < LARGEST => size *= 2,
                Err(_) => return Err(TOO_LARGE.to_owned()),
            }
        }
    }
}

const TOO_LARGE: &str = "the pattern is too large";

fn build(pattern: &str, size: usize) -> Result<Regex, String> {
    RegexBuilder::new(pattern).size_limit(size).build().map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_used_last_are_kept() {
        let mut regexes = Regexes::default();
        for index in 0..100 {
            assert!(regexes.compile(&Str::from(format!("a{index}"))).is_ok());
            assert!(regexes.get(&Str::new("a0")).is_some());
        }
        assert_eq!(regexes.kept.len(), KEPT);
        assert_eq!(regexes.kept.last().unwrap().0, "a0");
        assert_eq!(regexes.kept[0].0, "a85");
        // One that is not kept any more is made again.
        assert!(regexes.get(&Str::new("a1")).unwrap().is_match("a1"));
    }

    #[test]
    fn sizes_grow_with_what_is_compiled() {
        let mut regexes = Regexes::default();
        let mut size = |pattern: &str| regexes.compile(&Str::new(pattern));
        assert_eq!(size("a"), Ok(32));
        assert!(size("(a{50}){20}").unwrap() >= 1000);
        assert_eq!(size("((a{100}){100}){100}"), Err(TOO_LARGE.to_owned()));
        assert_eq!(size("(((((){30}){30}){30}){30}){30}"), Err(TOO_LARGE.to_owned()));
        assert_eq!(size(&"a".repeat(LONGEST + 1)), Err(TOO_LARGE.to_owned()));
        assert!(size(&"(a)".repeat(40)).is_ok());
        assert_eq!(size(&"(a)".repeat(200)), Err(TOO_LARGE.to_owned()));
        assert!(size("(").unwrap_err().contains("group"), "{:?}", size("("));
    }
}
