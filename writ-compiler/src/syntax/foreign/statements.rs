//! Words that begin a statement or declaration in other languages.

use super::{Place, Word, type_name};
use crate::diagnostic::Diagnostic;

/// Types as other languages write them before a name.
const TYPES: [&str; 12] = ["int", "float", "string", "bool", "double", "long", "char", "byte", "uint", "str", "void", "int32"];

/// Functions that are called without parentheses elsewhere.
const CALLED_BARE: [&str; 8] = ["print", "println", "echo", "puts", "printf", "say", "assert", "panic"];

pub(super) fn explain(place: &Place<'_>) -> Option<Diagnostic> {
    let first = place.first();
    if first.text == "extends" {
        let report = place.report(first.at, first.end(), "a file is no class");
        return Some(report.help("write `class Player extends Entity { … }`"));
    }
    if first.text.is_empty() || first.at >= place.at {
        return None;
    }
    let name = first.text;
    let is_second = place.skip_blanks(first.end()) == place.at;
    let word = place.word();
    // `switch (x) {` looks like a call up to its brace.
    let in_parens = place.copy[first.end()..place.end].trim_start().starts_with('(');
    let is_head = is_second || in_parens && (place.rest().starts_with(['{', ':']) || word.text == "in");
    // From here on the first word is the one to blame: what stands behind it is the first thing that does not fit.
    if is_second
        && !word.text.is_empty()
        && let Some(found) = declaration(place, first, word)
    {
        return Some(found);
    }
    Some(match name {
        "case" | "default" if place.expects("`=>`") => {
            let meant = if name == "case" { "value" } else { "else" };
            place.report(first.at, first.end(), format!("an arm of a `when` has no `{name}`")).help(format!("write `{meant} => …`"))
        }
        "elif" | "elseif" | "elsif" if is_head => place.replace(first, "else if", format!("Writ has no `{name}`: write `else if`")),
        "foreach" | "each" if is_head => {
            place.replace(first, "for", format!("Writ has no `{name}`: a loop is written `for item in items {{ … }}`"))
        }
        "switch" | "match" | "select" if is_head => place
            .report(first.at, first.end(), format!("Writ has no `{name}`: write `when`"))
            .help("`when value { 0 => print(\"none\"), 1, 2 => print(\"few\"), else => print(\"many\") }`"),
        "try" | "catch" | "except" | "finally" if is_head => place
            .report(first.at, first.end(), format!("Writ has no `{name}`: errors are values"))
            .help("a function that may fail returns a `Result`: look at it with `when`, or pass its error on with `?`"),
        "throw" | "raise" if is_second => place
            .report(first.at, first.end(), format!("Writ has no `{name}`"))
            .help("return `Error(\"…\")` from a function whose result is a `Result`, or end the script with `panic(\"…\")`"),
        "do" if is_second => place
            .report(first.at, first.end(), "Writ has no `do`: a loop asks at its start")
            .help("write `while true { … if done { break } }` to ask at its end"),
        "repeat" | "until" | "loop" | "unless" if is_head => {
            let help = if name == "unless" {
                "write `if !(…) { … }`"
            } else {
                "loops are `while condition { … }` and `for item in items { … }`"
            };
            place.report(first.at, first.end(), format!("Writ has no `{name}`")).help(help)
        }
        "import" if is_second => place
            .report(first.at, place.end, "an import says what it takes, and from where")
            .help("write `import { Sword } from \"items/sword\"`, or `import * as items from \"items/sword\"`"),
        "from" | "using" | "include" | "require" | "use" if is_second => place
            .report(first.at, first.end(), format!("modules are not imported with `{name}`"))
            .help("write `import { Sword } from \"items/sword\"`; what the host and the library offer needs no import"),
        "namespace" | "package" | "module" if is_second => place
            .report(first.at, first.end(), format!("Writ has no `{name}`"))
            .help("a file is a module: other files import what stands behind `export` in it"),
        "extends" => place.report(first.at, first.end(), "a file is no class").help("write `class Player extends Entity { … }`"),
        "global" | "nonlocal" if is_second => place
            .report(first.at, first.end(), format!("Writ has no `{name}`: a function sees the variables around it, and may change a `var`"))
            .help("remove the line"),
        "del" | "delete" if is_second => place
            .report(first.at, first.end(), format!("Writ has no `{name}`"))
            .help("`dictionary.remove(key)` and `array.remove(index)` take something out; objects go when nothing refers to them"),
        "static" | "const" => return None,
        "typedef" | "type" if is_second && !word.text.is_empty() => {
            place.report(first.at, first.end(), "types can't get a second name").help("declare a `struct`, `class`, `enum` or `trait`")
        }
        _ if is_second && CALLED_BARE.contains(&name) && begins_value(place.rest()) => {
            let rest = place.rest();
            let meant = if name == "assert" || name == "panic" { name } else { "print" };
            let help = format!("write `{meant}({rest})`");
            let report = place.report(first.at, place.at + rest.len(), "the arguments of a call stand in parentheses").help(help);
            report.fix(place.span(first.at, place.at + rest.len()), format!("{meant}({rest})"))
        }
        _ => return None,
    })
}

/// Whether an expression may begin here.
fn begins_value(rest: &str) -> bool {
    rest.starts_with(|c: char| c == '"' || c == '_' || c.is_alphanumeric())
}

/// `first` and `word` are two words at the start of a statement.
fn declaration(place: &Place<'_>, first: Word<'_>, word: Word<'_>) -> Option<Diagnostic> {
    let name = first.text;
    let behind = place.copy[place.skip_blanks(word.end())..place.end].chars().next();
    let is_function = behind == Some('(');
    Some(match name {
        "function" | "fn" | "def" | "fun" | "sub" | "proc" | "procedure" | "method" => {
            place.replace(first, "func", format!("Writ has no `{name}`: a function is declared with `func`")).help(function_help(name))
        }
        "local" if word.text == "function" => {
            let both = Word { text: &place.copy[first.at..word.end()], at: first.at };
            place.replace(both, "func", "Writ has no `local function`: a function is declared with `func`")
        }
        "local" | "my" | "dim" | "Dim" | "mut" | "auto" | "val" | "final" | "readonly" | "global"
            if matches!(behind, Some('=' | ':' | ',')) || behind.is_none() && name != "global" =>
        {
            let keyword = if matches!(name, "val" | "final" | "readonly") { "let" } else { "var" };
            place
                .replace(first, keyword, format!("Writ has no `{name}`: a variable is declared with `let` or `var`"))
                .help(format!("write `{keyword} {}`: a `var` can change, a `let` can't", word.text))
        }
        "async" => place
            .remove(first, "Writ has no `async`: a function that contains `yield` is a coroutine")
            .help("wait with `yield`, and call it with `start` or `yield`"),
        "await" => place.replace(first, "yield", "Writ has no `await`: a coroutine waits with `yield`"),
        "interface" | "protocol" => place.replace(first, "trait", format!("Writ has no `{name}`: write `trait`")),
        "record" | "data" if word.text != "class" && behind.is_some_and(|c| matches!(c, '(' | '{')) => {
            place.report(first.at, first.end(), format!("Writ has no `{name}`: write `struct`"))
        }
        "abstract" | "virtual" | "override" | "protected" | "internal" | "final" | "sealed" | "partial" | "data" | "pub" | "inline"
        | "readonly" => {
            let by = if name == "pub" { "public " } else { "" };
            let report = place.report(first.at, first.end(), format!("Writ has no `{name}`")).help(modifier_help(name));
            report.fix(place.span(first.at, place.skip_blanks(first.end())), by)
        }
        _ if (TYPES.contains(&name) || is_type_name(name)) && is_function => {
            let result = type_name(name).unwrap_or(name);
            let arrow = if name == "void" { String::new() } else { format!(" -> {result}") };
            let report = place
                .report(first.at, first.end(), "a function is declared with `func`, and its result stands at the end")
                .help(format!("write `func {}(…){arrow} {{ … }}`", word.text));
            if name == "void" { report.fix(place.span(first.at, first.end()), "func") } else { report }
        }
        _ if (TYPES.contains(&name) || is_type_name(name)) && matches!(behind, Some('=' | ';') | None) => {
            let ty = type_name(name).unwrap_or(name);
            let is_field = place.expects("`:`");
            let keyword = if is_field { "" } else { "var " };
            let new = format!("{keyword}{}: {ty}", word.text);
            let value = place.copy[word.end()..place.end].trim_end().trim_end_matches(';');
            let value = if value.len() > 40 { "" } else { value };
            place
                .report(first.at, word.end(), "the type stands behind the name")
                .help(format!("write `{new}{value}`"))
                .fix(place.span(first.at, word.end()), new)
        }
        _ => return None,
    })
}

/// Whether a word is written as types of one's own are.
fn is_type_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_uppercase()) && word.chars().any(|c| c.is_ascii_lowercase())
}

fn function_help(word: &str) -> &'static str {
    match word {
        "def" => "types are written, and the body stands in braces: `func add(a: int, b: int) -> int { … }`",
        _ => "types are written: `func add(a: int, b: int) -> int { … }`",
    }
}

fn modifier_help(word: &str) -> &'static str {
    match word {
        "override" => "a method of the same name and signature overrides the one of the base by itself",
        "virtual" => "every method of a class may be overridden",
        "abstract" | "sealed" | "partial" | "final" => "what has no body belongs into a `trait`; every class of a program may be extended",
        "protected" | "internal" => "members are `public`, `private`, or without a word visible in their module",
        "pub" => "write `public`",
        "data" => "a `struct` is compared and copied by its fields",
        "readonly" => "a field that only its type changes is `private`, with a method that reads it",
        _ => "leave it out",
    }
}
