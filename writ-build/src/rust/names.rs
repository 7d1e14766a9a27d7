//! From the script's names to Rust's: `takeDamage` becomes `take_damage`, keywords get a trailing underscore, and what would collide gets a number.
//!
//! All names come out of the same few functions and are given out in the order of the program, so that the same script always
//! gives the same names.

use proc_macro2::{Ident, Span};
use std::collections::HashSet;

/// The keywords of all editions up to 2024, strict, reserved and weak.
pub const KEYWORDS: &[&str] = &[
    "abstract",
    "as",
    "async",
    "await",
    "become",
    "box",
    "break",
    "const",
    "continue",
    "crate",
    "do",
    "dyn",
    "else",
    "enum",
    "extern",
    "false",
    "final",
    "fn",
    "for",
    "gen",
    "if",
    "impl",
    "in",
    "let",
    "loop",
    "macro",
    "macro_rules",
    "match",
    "mod",
    "move",
    "mut",
    "override",
    "priv",
    "pub",
    "raw",
    "ref",
    "return",
    "safe",
    "self",
    "Self",
    "static",
    "struct",
    "super",
    "trait",
    "true",
    "try",
    "type",
    "typeof",
    "union",
    "unsafe",
    "unsized",
    "use",
    "virtual",
    "where",
    "while",
    "yield",
];

/// Items of generated modules and of the prelude that a script's items must not hide.
pub const ITEMS: &[&str] = &[
    "rt",
    "state",
    "load",
    "State",
    "At",
    "Some",
    "None",
    "Ok",
    "Err",
    "Option",
    "Result",
    "String",
    "Vec",
    "Box",
    "Clone",
    "Copy",
    "PartialEq",
    "Eq",
    "Hash",
    "Debug",
    "Default",
    "Drop",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "Into",
    "Iterator",
    "Send",
    "Sync",
    "Sized",
    "i8",
    "i16",
    "i32",
    "i64",
    "i128",
    "isize",
    "u8",
    "u16",
    "u32",
    "u64",
    "u128",
    "usize",
    "f32",
    "f64",
    "bool",
    "char",
    "str",
];

/// Parameters of generated functions that a script's variables must not hide.
pub const PARAMETERS: &[&str] = &["writ", "state", "depth", "rt"];

/// How a name is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Case {
    /// `take_damage`: functions, variables, fields, modules.
    Snake,
    /// `TakeDamage`: types, variants.
    Camel,
    /// `TAKE_DAMAGE`: statics.
    Upper,
}

/// The Rust name for a script's name, before collisions are looked at. Always a valid identifier that is no keyword.
pub fn mangle(name: &str, case: Case) -> String {
    let words = words(name);
    let mut out = match case {
        Case::Snake => words.iter().map(|w| w.to_ascii_lowercase()).collect::<Vec<_>>().join("_"),
        Case::Upper => words.iter().map(|w| w.to_ascii_uppercase()).collect::<Vec<_>>().join("_"),
        Case::Camel => words.iter().map(|w| capitalized(w)).collect(),
    };
    if out.is_empty() {
        out = match case {
            Case::Snake => "unnamed".to_string(),
            Case::Camel => "Unnamed".to_string(),
            Case::Upper => "UNNAMED".to_string(),
        };
    }
    if out.starts_with(|c: char| c.is_ascii_digit()) {
        out.insert(0, if case == Case::Snake { 'n' } else { 'N' });
    }
    if KEYWORDS.contains(&out.as_str()) {
        out.push('_');
    }
    out
}

/// An identifier for a name that [`mangle`] or a [`Scope`] gave.
pub fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

/// The words of a name: split at `_`, other signs, and where a capital begins a word (`HTTPServer2d` is `HTTP`, `Server2d`).
fn words(name: &str) -> Vec<String> {
    let chars: Vec<char> = name.chars().collect();
    let mut words = Vec::new();
    let mut word = String::new();
    for (i, c) in chars.iter().copied().enumerate() {
        if !c.is_ascii_alphanumeric() {
            if c.is_ascii() {
                flush(&mut words, &mut word);
            } else {
                // Letters beyond ASCII would bring Rust's lints on look-alikes and its normalisation of names: their number is unique.
                word.push_str(&format!("u{:x}", u32::from(c)));
            }
            continue;
        }
        let before = if i > 0 { chars[i - 1] } else { '_' };
        let begins = c.is_ascii_uppercase()
            && (before.is_ascii_lowercase()
                || before.is_ascii_digit()
                || (before.is_ascii_uppercase() && chars.get(i + 1).is_some_and(char::is_ascii_lowercase)));
        if begins {
            flush(&mut words, &mut word);
        }
        word.push(c);
    }
    flush(&mut words, &mut word);
    words
}

fn flush(words: &mut Vec<String>, word: &mut String) {
    if !word.is_empty() {
        words.push(std::mem::take(word));
    }
}

/// The word with a capital first; the rest of an all-capitals word becomes small, as in `HttpServer`.
fn capitalized(word: &str) -> String {
    let shouted = word.len() > 1 && word.chars().all(|c| !c.is_ascii_lowercase());
    word.chars()
        .enumerate()
        .map(|(i, c)| match i {
            0 => c.to_ascii_uppercase(),
            _ if shouted => c.to_ascii_lowercase(),
            _ => c,
        })
        .collect()
}

/// A set of names that must differ.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    taken: HashSet<String>,
}

impl Scope {
    /// A scope in which some names are taken.
    pub fn with(reserved: &[&str]) -> Scope {
        Scope { taken: reserved.iter().map(|name| name.to_string()).collect() }
    }

    /// Whether a name is taken.
    pub fn contains(&self, name: &str) -> bool {
        self.taken.contains(name)
    }

    /// Gives up a name.
    pub fn release(&mut self, name: &str) {
        self.taken.remove(name);
    }

    /// The Rust name for a script's name, with a number (`x_2`) if it is taken.
    pub fn take(&mut self, name: &str, case: Case) -> String {
        let base = mangle(name, case);
        let mut candidate = base.clone();
        let mut number = 2;
        while !self.taken.insert(candidate.clone()) {
            candidate = match case {
                Case::Camel => format!("{base}{number}"),
                Case::Snake => format!("{}_{number}", base.trim_end_matches('_')),
                Case::Upper => format!("{}_{number}", base.trim_end_matches('_')),
            };
            number += 1;
        }
        candidate
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_split_at_capitals() {
        for (name, snake, camel, upper) in [
            ("takeDamage", "take_damage", "TakeDamage", "TAKE_DAMAGE"),
            ("HTTPServer", "http_server", "HttpServer", "HTTP_SERVER"),
            ("MAX_HEALTH", "max_health", "MaxHealth", "MAX_HEALTH"),
            ("Vec2", "vec2", "Vec2", "VEC2"),
            ("x", "x", "X", "X"),
            ("_hidden", "hidden", "Hidden", "HIDDEN"),
            ("_", "unnamed", "Unnamed", "UNNAMED"),
            ("Vec2.length", "vec2_length", "Vec2Length", "VEC2_LENGTH"),
            ("<lambda>", "lambda", "Lambda", "LAMBDA"),
            ("größe", "gru f6udfe".replace(' ', "").as_str(), "Gruf6udfe", "GRUF6UDFE"),
        ] {
            assert_eq!(mangle(name, Case::Snake), snake, "{name}");
            assert_eq!(mangle(name, Case::Camel), camel, "{name}");
            assert_eq!(mangle(name, Case::Upper), upper, "{name}");
        }
    }

    #[test]
    fn every_keyword_of_rust_becomes_an_identifier() {
        for word in KEYWORDS.iter().chain(ITEMS) {
            for case in [Case::Snake, Case::Camel, Case::Upper] {
                let name = mangle(word, case);
                assert!(!KEYWORDS.contains(&name.as_str()), "{word} became {name}");
                assert!(syn::parse_str::<syn::Ident>(&name).is_ok(), "{word} became {name}, which is no identifier");
            }
        }
    }

    #[test]
    fn collisions_get_numbers_in_order() {
        let mut scope = Scope::default();
        let taken: Vec<String> = ["takeDamage", "take_damage", "type", "type_", "TakeDamage"].map(|n| scope.take(n, Case::Snake)).into();
        assert_eq!(taken, ["take_damage", "take_damage_2", "type_", "type_2", "take_damage_3"]);
    }
}
