//! Words inside of statements.

use super::{Place, Word, is_word};
use crate::diagnostic::Diagnostic;

pub(super) fn explain(place: &Place<'_>) -> Option<Diagnostic> {
    found(place).or_else(|| before(place))
}

/// The word that does not fit.
fn found(place: &Place<'_>) -> Option<Diagnostic> {
    let word = place.word();
    let first = place.first().text;
    let brace = place.expects("`{`");
    Some(match word.text {
        "and" => place.replace(word, "&&", "Writ has no `and`: write `&&`"),
        "or" => place.replace(word, "||", "Writ has no `or`: write `||`"),
        "mod" => place.replace(word, "%", "Writ has no `mod`: write `%`"),
        "div" => place.replace(word, "/", "Writ has no `div`: `/` between ints gives an int"),
        "elif" | "elseif" | "elsif" => place.replace(word, "else if", format!("Writ has no `{}`: write `else if`", word.text)),
        "then" | "do" if brace => place
            .replace(word, "{", format!("Writ has no `{}`: a block stands in braces", word.text))
            .help(format!("write `{} {{`, and `}}` in the place of `end`", place.before())),
        "instanceof" => place.replace(word, "is", "Writ has no `instanceof`: write `is`"),
        "implements" => place.replace(word, "with", "Writ has no `implements`: a class has traits `with`"),
        "inherits" => place.replace(word, "extends", "Writ has no `inherits`: write `extends`"),
        "of" if first == "for" => place.replace(word, "in", "a loop runs over what stands behind `in`"),
        "to" | "until" if brace && first == "for" => {
            let range = if word.text == "to" { "..=" } else { ".." };
            let dots = Word { text: place.copy[place.start..word.end()].trim_start(), at: place.start };
            let report = place.report(word.at, word.end(), "a range is written with dots").help("`0..10` ends before 10, `0..=10` with it");
            report.fix(place.span(dots.at + place.before().len(), place.skip_blanks(word.end())), range)
        }
        "in" => {
            let asked = place.before().rsplit(['=', '(', '&', '|', '!']).next().unwrap_or("");
            let asked = ["if ", "while ", "return "].iter().find_map(|head| asked.trim_start().strip_prefix(head)).unwrap_or(asked).trim();
            let behind = &place.copy[word.end()..place.end];
            let collection = behind.trim_start().split(|c: char| !(is_word(c) || c == '.')).next().unwrap_or("");
            let short = asked.len() + collection.len() < 40 && !asked.is_empty() && !collection.is_empty();
            let (item, of) = if short { (asked, collection) } else { ("item", "items") };
            place
                .report(word.at, word.end(), "`in` stands only in a `for`")
                .help(format!("ask with a method: `{of}.contains({item})`, or `.has({item})` for the key of a dictionary"))
        }
        "not" => place
            .report(word.at, word.end(), "Writ has no `not`: write `!`")
            .help("`!` stands before what it negates: `!names.contains(name)`, `!(entity is Player)`"),
        "if" if place.expects("the end of the statement") || place.expects("`)`") => {
            let value = place.before().rsplit(['=', '(']).next().unwrap_or("").trim();
            let value = value.strip_prefix("return ").unwrap_or(value);
            let behind = place.copy[word.end()..place.end].trim().trim_end_matches([')', ';']);
            let help = match behind.split_once(" else ") {
                Some((condition, other)) if behind.len() + value.len() < 60 => format!("write `{} ? {value} : {other}`", condition.trim()),
                Some(_) | None => "write `condition ? value : other`".to_string(),
            };
            place.report(word.at, word.end(), "a value is chosen with `? :`").help(help)
        }
        "func" | "function" if place.expects("an expression") => place
            .report(word.at, word.end(), "a function without a name is a lambda")
            .help("write `(x: int) => x * 2`, or `(x: int) => { … }`"),
        "self" if place.expects("a parameter") => {
            let mut end = place.skip_blanks(word.end());
            if place.copy[end..].starts_with(',') {
                end = place.skip_blanks(end + 1);
            }
            place.report(word.at, word.end(), "`self` is no parameter: every method has it").fix(place.span(word.at, end), "")
        }
        _ => return None,
    })
}

/// The word before, which was taken for a name.
fn before(place: &Place<'_>) -> Option<Diagnostic> {
    let word = place.previous();
    let next = place.rest();
    let begins = next.starts_with(|c: char| c == '_' || c == '"' || c.is_alphanumeric());
    Some(match word.text {
        "new" if begins => place.remove(word, "Writ has no `new`: an object is made by calling its class").help(format!("write `{next}`")),
        "not" if begins || next.starts_with('(') => {
            let report = place.report(word.at, word.end(), "Writ has no `not`: write `!`");
            report.fix(place.span(word.at, place.at), "!")
        }
        "await" if begins => place.replace(word, "yield", "Writ has no `await`: a coroutine waits with `yield`"),
        "typeof" if begins => place
            .report(word.at, word.end(), "Writ has no operator `typeof`")
            .help("test a type with `is`: `value is Player`; `typeof(value)` gives its name"),
        "mut" if begins && place.before().starts_with("let") => {
            let report = place.report(place.start, word.end(), "Writ has no `let mut`: what changes is a `var`");
            report.fix(place.span(place.start, word.end()), "var")
        }
        "lambda" if begins => place.report(word.at, word.end(), "Writ has no `lambda`").help("write `(x: int) => x * 2`"),
        "constructor" | "__init__" | "_init" if next.starts_with('(') => {
            place.replace(word, "init", format!("Writ has no `{}`: a constructor is called `init`", word.text))
        }
        "override" | "virtual" | "abstract" | "async" if next.starts_with("func") => {
            place.remove(word, format!("Writ has no `{}`", word.text)).help("leave it out: a method overrides the one of the same name")
        }
        "function" | "fn" | "def" | "fun" if begins => {
            place.replace(word, "func", format!("Writ has no `{}`: a function is declared with `func`", word.text))
        }
        _ => return None,
    })
}
