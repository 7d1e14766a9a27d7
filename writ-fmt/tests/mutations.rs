//! Real scripts with other blanks, newlines and comments: the formatter never panics, loses no comment, keeps the meaning (it compares the trees
//! itself, and says so if they differ), and what it makes stays as it is.

mod common;

use common::{options_of, scripts};
use writ_compiler::source::FileId;
use writ_compiler::syntax::ParseOptions;
use writ_fmt::{Error, format_file};

/// How often each script is changed.
const ROUNDS: u64 = 1;

/// A fixed generator: xorshift64*.
struct Random(u64);

impl Random {
    fn next(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % below
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.next(n) == 0
    }

    fn pick<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.next(choices.len() as u64) as usize]
    }
}

/// Tokens and what is between them: strings and comments are one piece each, blanks and newlines another, words and signs the rest.
fn pieces(text: &str) -> Vec<&str> {
    let bytes = text.as_bytes();
    let mut pieces = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let rest = &text[at..];
        let length = match bytes[at] {
            b'"' => string_length(rest),
            b'/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            b'/' if rest.starts_with("/*") => comment_length(rest),
            b' ' | b'\n' | b'\t' | b'\r' => rest.find(|c: char| !c.is_ascii_whitespace()).unwrap_or(rest.len()),
            _ if rest.starts_with(is_word) => rest.find(|c: char| !is_word(c)).unwrap_or(rest.len()),
            _ => rest.chars().next().map_or(1, char::len_utf8),
        };
        pieces.push(&rest[..length]);
        at += length;
    }
    pieces
}

fn is_word(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

fn comment_length(text: &str) -> usize {
    let mut depth = 0;
    for (at, _) in text.char_indices() {
        if text[at..].starts_with("/*") {
            depth += 1;
        } else if text[at..].starts_with("*/") {
            depth -= 1;
            if depth == 0 {
                return at + 2;
            }
        }
    }
    text.len()
}

/// The length of the string literal that a text begins with.
fn string_length(text: &str) -> usize {
    let quotes = if text.starts_with("\"\"\"") { "\"\"\"" } else { "\"" };
    let mut at = quotes.len();
    while at < text.len() && !text[at..].starts_with(quotes) {
        if text[at..].starts_with("${") {
            let mut braces = 0;
            loop {
                let rest = &text[at..];
                let step = match rest.chars().next() {
                    Some('"') => string_length(rest),
                    Some('{') => {
                        braces += 1;
                        1
                    }
                    Some('}') => {
                        braces -= 1;
                        1
                    }
                    Some(c) => c.len_utf8(),
                    None => return text.len(),
                };
                at += step;
                if braces == 0 && rest.starts_with('}') {
                    break;
                }
            }
            continue;
        }
        if text[at..].starts_with('\\') {
            at += 1;
        }
        at += text[at..].chars().next().map_or(1, char::len_utf8);
    }
    (at + quotes.len()).min(text.len())
}

#[derive(Clone, Copy, PartialEq)]
enum Change {
    /// More blanks where there are some.
    Blanks,
    /// Blanks, and newlines where there are some, and where a statement can't end.
    Newlines,
    /// All that, and comments.
    Comments,
}

fn mutate(text: &str, change: Change, random: &mut Random) -> String {
    let pieces = pieces(text);
    let mut out = String::new();
    for (index, piece) in pieces.iter().enumerate() {
        let before = if index == 0 { "" } else { pieces[index - 1] };
        if !piece.starts_with(|c: char| c.is_ascii_whitespace()) {
            out.push_str(piece);
            let after = pieces.get(index + 1).copied().unwrap_or("");
            let may_break = matches!(*piece, "," | "(" | "[" | "{") && !before.ends_with('$');
            if change != Change::Blanks && may_break && random.one_in(6) {
                out.push_str(random.pick(&["\n", "\n\n", "  \n\t"]));
            } else if change == Change::Comments && may_break && random.one_in(8) {
                out.push_str(random.pick(&["/* in */", " /* in */ ", " // in\n", "\n// in\n", "\n\n/* in\n   two lines */\n"]));
            } else if change != Change::Blanks && matches!(after, ")" | "]") && *piece != "(" && *piece != "<" && random.one_in(10) {
                out.push_str(random.pick(&["\n", " ", "\n\n"]));
            }
            continue;
        }
        let newlines = piece.matches('\n').count();
        if newlines == 0 {
            out.push_str(random.pick(&[" ", " ", "  ", "   ", " \t "]));
            if change == Change::Comments && random.one_in(25) {
                out.push_str("/* between */ ");
            }
            let is_operator = matches!(before, "+" | "*" | "=" | ":" | "," | "%") || pieces.get(index + 1).is_some_and(|next| *next == "?");
            if change != Change::Blanks && is_operator && random.one_in(8) {
                out.push_str(random.pick(&["\n", "\n\n  "]));
            }
            continue;
        }
        if change == Change::Blanks {
            out.push_str(piece);
            out.push_str(random.pick(&["", " ", "\t", "      "]));
            continue;
        }
        if change == Change::Comments && !before.starts_with("//") && random.one_in(6) {
            out.push_str(random.pick(&[" // behind", "// behind   ", " /* behind */", " /* behind */ // twice"]));
        }
        out.push_str(random.pick(&["\n", "\n", "\n\n", "\n  \n\n\n"]));
        if change == Change::Comments && random.one_in(8) {
            out.push_str(random.pick(&["// own\n", "    // own\n\n", "/* own */\n", "  /* own,\n     long */\n", "/* before */ "]));
        }
        out.push_str(random.pick(&["", " ", "        ", "\t"]));
    }
    out
}

/// What is wrong with how a text is formatted; whether it parses.
fn formatted(text: &str, options: ParseOptions) -> Result<bool, String> {
    let once = match format_file(FileId(0), text, options) {
        Ok(once) => once,
        Err(Error::Syntax(_)) => return Ok(false),
        Err(error) => return Err(error.to_string()),
    };
    match format_file(FileId(0), &once, options) {
        Ok(twice) if twice == once => Ok(true),
        Ok(twice) => Err(format!("it changes again:\n{}", common::first_difference(&once, &twice))),
        Err(error) => Err(format!("a second time: {error}")),
    }
}

fn run(change: Change) {
    let rounds: u64 = std::env::var("WRIT_FMT_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(ROUNDS);
    let (mut parsed, mut all) = (0, 0);
    let mut wrong = Vec::new();
    for (path, text) in scripts() {
        if std::env::var("WRIT_FMT_ONLY").is_ok_and(|only| !path.contains(&only)) {
            continue;
        }
        if text.len() > 6000 || path.starts_with("tests/ui") {
            continue;
        }
        let options = options_of(&path);
        let original = if change == Change::Blanks { format_file(FileId(0), &text, options).ok() } else { None };
        for round in 0..rounds {
            let seed = path.bytes().fold(round + 1, |seed, byte| seed.wrapping_mul(31).wrapping_add(u64::from(byte)));
            let changed = mutate(&text, change, &mut Random(seed | 1));
            all += 1;
            match formatted(&changed, options) {
                Ok(parses) => parsed += usize::from(parses),
                Err(error) => {
                    let kept = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("mutated-{}.writ", wrong.len()));
                    let _ = std::fs::write(&kept, &changed);
                    wrong.push(format!("{path}, round {round} ({}): {error}", kept.display()));
                }
            }
            // Blanks alone make no difference to the result (but for how block comments are set).
            if let Some(original) = &original
                && !text.contains("/*")
                && let Ok(result) = format_file(FileId(0), &changed, options)
                && result != *original
            {
                wrong.push(format!("{path}, round {round}: other blanks, other result:\n{}", common::first_difference(original, &result)));
            }
        }
    }
    let shown = wrong.len().min(30);
    assert!(wrong.is_empty(), "{} of {all}:\n{}", wrong.len(), wrong[..shown].join("\n"));
    assert!(parsed * 2 > all, "only {parsed} of {all} parse: this shows little");
}

#[test]
fn other_blanks() {
    run(Change::Blanks);
}

#[test]
fn other_newlines() {
    run(Change::Newlines);
}

#[test]
fn other_comments() {
    run(Change::Comments);
}
