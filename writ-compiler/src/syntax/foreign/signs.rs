//! Signs that other languages have, or use otherwise.

use super::{Place, is_word, type_name};
use crate::diagnostic::Diagnostic;

pub(super) fn explain(place: &Place<'_>) -> Option<Diagnostic> {
    operators(place).or_else(|| colons(place)).or_else(|| lists(place)).or_else(|| heads(place))
}

fn operators(place: &Place<'_>) -> Option<Diagnostic> {
    let (before, rest, at) = (place.before(), place.rest(), place.at);
    let glued = place.copy[..at].ends_with(|c: char| !c.is_whitespace());
    for sign in ["++", "--"] {
        let (from, behind) = if rest.starts_with(sign) {
            (at, &rest[2..])
        } else if glued && rest.starts_with(&sign[1..]) && before.ends_with(&sign[1..]) {
            (at - 1, &rest[1..])
        } else if before.ends_with(sign) {
            (place.start + before.len() - 2, "")
        } else {
            continue;
        };
        let change = format!("{}= 1", &sign[..1]);
        let target = place.copy[place.start..from].trim_end();
        let report = place.report(from, from + 2, format!("Writ has no `{sign}`"));
        if !target.is_empty() && target.chars().all(|c| is_word(c) || ".[]".contains(c)) {
            let new = format!(" {change}");
            return Some(report.help(format!("write `{target} {change}`")).fix(place.span(place.start + target.len(), from + 2), new));
        }
        let operand = &behind[..behind.find(|c| !is_word(c)).unwrap_or(behind.len())];
        if target.is_empty() && !operand.is_empty() {
            return Some(report.help(format!("write `{operand} {change}`")));
        }
        if behind.is_empty() || target.is_empty() {
            return Some(report.help(format!("write `… {change}`, as a statement of its own")));
        }
    }
    if let Some(dashes) = before.find("-- ").filter(|dashes| !before[..*dashes].contains('"')) {
        let from = place.start + dashes;
        return Some(place.report(from, from + 2, "comments begin with `//`").fix(place.span(from, from + 2), "//"));
    }
    if glued && rest.starts_with('=') && (before.ends_with("==") || before.ends_with("!=")) {
        let sign = &before[before.len() - 2..];
        let from = place.start + before.len() - 2;
        return Some(place.report(from, at + 1, format!("Writ has no `{sign}=`: write `{sign}`")).fix(place.span(from, at + 1), sign));
    }
    if rest.starts_with("~=") || glued && rest.starts_with('>') && before.ends_with('<') {
        let from = if rest.starts_with('~') { at } else { at - 1 };
        let sign = &place.copy[from..from + 2];
        return Some(place.report(from, from + 2, format!("Writ has no `{sign}`: write `!=`")).fix(place.span(from, from + 2), "!="));
    }
    if glued && rest.starts_with('*') && before.ends_with('*') {
        return Some(place.report(at - 1, at + 1, "Writ has no `**`").help("write `pow(2.0, 3.0)`, and `2.pow(3)` for ints"));
    }
    if rest.starts_with('=') && !rest.starts_with("=>") && !rest.starts_with("==") && place.expects("`{`") {
        return Some(place.report(at, at + 1, "`=` assigns; `==` compares").unsafe_fix(place.span(at, at + 1), "=="));
    }
    if rest.starts_with('!') && !rest.starts_with("!=") && glued && before.ends_with(|c: char| is_word(c) || c == ')' || c == ']') {
        return Some(
            place
                .report(at, at + 1, "Writ has no `!` behind a value")
                .help("test it with `!= null` first, say what to use instead with `?? …`, or end the script if it is `null`: `.value`"),
        );
    }
    if rest.starts_with("...") || glued && rest.starts_with('.') && before.ends_with("..") {
        return Some(place.report(at, at + 1, "a range has two dots").help("`0..10` ends before 10, `0..=10` with it"));
    }
    if rest.starts_with("->") && glued && rest[2..].starts_with(is_word) && before.ends_with(is_word) {
        return Some(place.report(at, at + 2, "members are reached with `.`").fix(place.span(at, at + 2), "."));
    }
    let arrow = rest.starts_with("->").then_some(at).or_else(|| {
        let arrow = before.rfind("->")?;
        let is_name = before[arrow + 2..].trim().chars().all(is_word);
        let is_result = rest.starts_with('{') && place.expects("a type");
        (is_name && (place.expects("`=>`") || place.expected.is_empty() || is_result)).then_some(place.start + arrow)
    });
    if let Some(arrow) = arrow.filter(|arrow| *arrow == at && place.expects("`=>`") && !before.contains('(')) {
        return Some(place.report(arrow, arrow + 2, "an arm is written with `=>`").fix(place.span(arrow, arrow + 2), "=>"));
    }
    if let Some(arrow) = arrow.filter(|_| !place.before().contains("func ")) {
        return Some(place.report(arrow, arrow + 2, "a lambda is written with `=>`").fix(place.span(arrow, arrow + 2), "=>"));
    }
    if rest.starts_with("=>") && before.ends_with(is_word) && !place.expects("`{`") {
        let name = place.previous();
        let meant = format!("({})", name.text);
        return Some(
            place
                .report(name.at, name.end(), "the parameters of a lambda stand in parentheses")
                .help(format!("write `{meant} => …`"))
                .fix(place.span(name.at, name.end()), meant),
        );
    }
    None
}

fn colons(place: &Place<'_>) -> Option<Diagnostic> {
    let (before, rest, at) = (place.before(), place.rest(), place.at);
    let first = place.first().text;
    if !rest.starts_with(':') {
        return None;
    }
    if rest.starts_with(":=") {
        let name = before.trim();
        let report = place.report(at, at + 2, "Writ has no `:=`: a variable is declared with `let` or `var`");
        return Some(report.help(format!("write `let {name} = …`")).fix(place.span(place.start, at + 2), format!("let {name} =")));
    }
    let is_block = matches!(first, "if" | "else" | "while" | "for" | "when" | "func" | "class" | "struct" | "enum" | "trait");
    if is_block && rest == ":" {
        let head = before.strip_suffix("()").filter(|_| first == "class").unwrap_or(before);
        return Some(
            place
                .report(at, at + 1, "a block stands in braces, not behind a `:`")
                .help(format!("write `{head} {{`, and a `}}` behind its last line")),
        );
    }
    if first == "func" && before.ends_with(')') {
        return Some(place.report(at, at + 1, "the result of a function stands behind `->`").fix(place.span(at, at + 1), " ->"));
    }
    if matches!(first, "class" | "trait") && before.ends_with(is_word) {
        let base = rest[1..].split('{').next().unwrap_or("").trim();
        return Some(
            place
                .report(at, at + 1, format!("a {first} extends another one with `extends`"))
                .help(format!("write `{before} extends {base}`; traits stand behind `with`"))
                .fix(place.span(place.start + before.len(), place.skip_blanks(at + 1)), " extends "),
        );
    }
    if place.expects("`=>`") {
        return Some(place.report(at, at + 1, "an arm is written with `=>`").fix(place.span(at, at + 1), " =>"));
    }
    if place.expects("`]`") {
        return Some(place.report(at, at + 1, "Writ has no slices in brackets").help("write `.slice(from, to)`; `to` itself is left out"));
    }
    let name = &rest[1..];
    let is_call = name.find(|c| !is_word(c)).is_some_and(|end| end > 0 && name[end..].starts_with('('));
    if is_call && before.ends_with(|c: char| is_word(c) || c == ')') {
        return Some(place.report(at, at + 1, "methods are called with `.`").fix(place.span(at, at + 1), "."));
    }
    None
}

fn lists(place: &Place<'_>) -> Option<Diagnostic> {
    let (before, rest, at) = (place.before(), place.rest(), place.at);
    let first = place.first().text;
    if place.expected == ["`:`"] && rest.starts_with([')', ',']) && (before.contains("func ") || before.contains("init")) {
        let name = place.previous();
        return Some(
            place
                .report(name.at, name.end(), format!("the parameter `{}` needs a type", name.text))
                .help(format!("write `{}: int`, or whatever it is", name.text)),
        );
    }
    if rest.starts_with("[]") && before.ends_with(is_word) {
        let item = place.previous();
        let meant = format!("Array<{}>", type_name(item.text).unwrap_or(item.text));
        return Some(place.report(item.at, at + 2, format!("an array of these is `{meant}`")).fix(place.span(item.at, at + 2), meant));
    }
    if rest.starts_with(',') && place.expects("the end of the statement") {
        let behind = place.statement();
        return Some(match first {
            "let" | "var" => {
                let names = behind[first.len()..].split('=').next().unwrap_or("").trim();
                place.report(at, at + 1, "several names stand in parentheses").help(format!("write `{first} ({names}) = …`"))
            }
            "func" => place.report(at, at + 1, "several results are a tuple, in parentheses").help("write `-> (int, int)`"),
            "return" => place.report(at, at + 1, "several values are a tuple, in parentheses").help("write `return (a, b)`"),
            _ => place.report(at, at + 1, "several values stand in parentheses").help("write `(a, b) = (b, a)`"),
        });
    }
    if rest.starts_with('"') {
        let prefix = place.previous();
        if matches!(prefix.text, "f" | "r" | "b" | "u" | "F") && prefix.end() == at {
            return Some(
                place
                    .report(prefix.at, at, format!("a string has no `{}` before it", prefix.text))
                    .help("values stand in any string: `\"hello $name\"`, `\"${a + b} points\"`")
                    .fix(place.span(prefix.at, at), ""),
            );
        }
    }
    let begins = rest.starts_with(|c: char| c == '"' || is_word(c));
    if begins
        && (place.expected == ["`)`"] || place.expected == ["`]`"] || place.expected == ["`}`"])
        && before.ends_with(|c: char| is_word(c) || "\")]".contains(c))
    {
        let end = place.start + before.len();
        return Some(
            place.report(at, at + place.word().text.len().max(1), "a comma is missing before this").fix(place.span(end, end), ","),
        );
    }
    None
}

/// The name and the range of `var i = 0; i < 3; i++`.
fn counted(head: &str) -> Option<(&str, String)> {
    let mut parts = head.split(';');
    let (name, from) = parts.next()?.split_once('=')?;
    let name = name.trim().rsplit([' ', ':']).next()?;
    let (sign, dots) = [("<=", "..="), ("<", "..")].into_iter().find(|(sign, _)| head.contains(sign))?;
    let to = parts.next()?.split_once(sign)?.1;
    let step = parts.next()?;
    let plain = |text: &str| !text.is_empty() && text.len() < 30 && text.chars().all(|c| is_word(c) || ".()".contains(c));
    let (from, to) = (from.trim(), to.trim());
    let by_one = step.contains("++") || step.contains("+= 1");
    (by_one && plain(name) && plain(from) && plain(to)).then(|| (name, format!("{from}{dots}{to}")))
}

fn heads(place: &Place<'_>) -> Option<Diagnostic> {
    let (before, rest, at) = (place.before(), place.rest(), place.at);
    let first = place.first().text;
    if first == "for" && rest.starts_with('(') && before == "for" {
        let inside = rest[1..].trim();
        let is_counting = inside.contains(';');
        let report = place.report(at, at + 1, "the head of a `for` has no parentheses");
        if let Some((name, range)) = counted(inside) {
            return Some(report.help(format!("count with a range: `for {name} in {range} {{ … }}`")));
        }
        return Some(if is_counting {
            report.help("count with a range: `for i in 0..10 { … }`")
        } else {
            report.help("write `for item in items { … }`")
        });
    }
    if place.expected == ["`(`"] && matches!(first, "func" | "init") && (rest.starts_with("->") || rest.starts_with(['{', ':'])) {
        let end = place.start + before.len();
        return Some(
            place
                .report(end, end + 1, "a function has parentheses, also without parameters")
                .help(format!("write `{before}()`"))
                .fix(place.span(end, end), "()"),
        );
    }
    if matches!(first, "class") && rest.starts_with('(') && before.ends_with(is_word) {
        let base = rest[1..].split(')').next().unwrap_or("").trim();
        let base = if base.is_empty() { "" } else { base };
        let help = if base.is_empty() { format!("write `{before} {{`") } else { format!("write `{before} extends {base} {{`") };
        return Some(place.report(at, at + 1, "the base of a class stands behind `extends`").help(help));
    }
    if place.expects("`{`")
        && matches!(first, "if" | "while" | "for")
        && rest.starts_with(|c: char| c == '"' || is_word(c))
        && !rest.contains(['{', '}'])
    {
        return Some(
            place
                .report(
                    at,
                    at + place.word().text.len().max(1),
                    format!("the body of {} `{first}` stands in braces", if first == "if" { "an" } else { "a" }),
                )
                .help(format!("write `{before} {{ {rest} }}`"))
                .fix(place.span(at, at + rest.len()), format!("{{ {rest} }}")),
        );
    }
    None
}
