//! pest's errors in the words of somebody who writes scripts.

use super::build::Builder;
use super::grammar::Rule;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use pest::error::{Error, ErrorVariant};

/// What a rule is called in "expected …", and how much it tells: of several, the one that tells most is named first. Rules without a name
/// here are never worth mentioning, because what they are part of has one.
fn words(rule: Rule) -> Option<(u8, &'static str)> {
    Some(match rule {
        Rule::close_paren => (0, "`)`"),
        Rule::close_bracket => (0, "`]`"),
        Rule::close_brace => (1, "`}`"),
        Rule::close_angle => (0, "`>`"),
        Rule::colon => (2, "`:`"),
        Rule::equals => (3, "`=`"),
        Rule::arrow => (0, "`=>`"),
        Rule::in_word => (0, "`in`"),
        Rule::from_word => (0, "`from`"),
        Rule::as_word => (0, "`as`"),
        Rule::class_word => (4, "`class`"),
        Rule::path_string | Rule::string => (0, "a string"),
        Rule::block => (2, "`{`"),
        Rule::members => (2, "`{`"),
        Rule::identifier | Rule::any_word | Rule::target | Rule::argument_name => (3, "a name"),
        Rule::r#type | Rule::named_type | Rule::variant_type | Rule::paren_type => (3, "a type"),
        Rule::expression
        | Rule::inner
        | Rule::head
        | Rule::arm_value
        | Rule::chain
        | Rule::head_chain
        | Rule::paren
        | Rule::array
        | Rule::number => (3, "an expression"),
        Rule::pattern => (3, "a pattern"),
        Rule::parameters | Rule::lambda_list => (1, "`(`"),
        Rule::parameter | Rule::lambda_parameter => (3, "a parameter"),
        Rule::import_names | Rule::import_all => (0, "`{` or `*`"),
        Rule::bound => (0, "a bound"),
        Rule::separator | Rule::EOI => (5, "the end of the statement"),
        Rule::member_item | Rule::function | Rule::init | Rule::field => (4, "a field or method"),
        Rule::variants | Rule::variant => (4, "a variant"),
        Rule::arms | Rule::condition_arms | Rule::arm | Rule::condition_arm => (4, "an arm"),
        Rule::escape => (0, "an escape"),
        _ => return None,
    })
}

/// The diagnostic for what pest found at the absolute offset `at`; `copy` is the text without comments.
pub(super) fn explain(builder: &Builder<'_>, copy: &str, at: usize, error: &Error<Rule>) -> Diagnostic {
    let (end, mut found) = found(builder.text(), at);
    let mut span = builder.span_at(at, end);
    let ErrorVariant::ParsingError { positives, .. } = &error.variant else {
        // pest looks at the stack itself before it goes deeper.
        return Diagnostic::error(Code::TOO_DEEP, span, "the code nests too deep");
    };
    let mut expected: Vec<(u8, &str)> = positives.iter().filter_map(|rule| words(*rule)).collect();
    expected.sort_unstable();
    expected.dedup_by_key(|(_, words)| *words);
    let mut list: Vec<&str> = expected.iter().map(|(_, words)| *words).take(3).collect();
    // Wherever an expression may begin much else may too, which helps nobody.
    if list.len() > 1 && expected.iter().any(|(_, words)| *words == "an expression") {
        list = vec!["an expression"];
    }
    // `let x =` at the end of a line goes on on the next, but what is missing is missing here.
    let before = copy[..at].trim_end();
    if list == ["an expression"] && copy[before.len()..at].contains('\n') && (found == "`}`" || found.starts_with("the ")) {
        span = builder.span_at(before.len(), before.len());
        found = "the end of the line".to_string();
    }
    if let Some(found) = super::foreign::explain(span.file, copy, at, &list) {
        return found;
    }
    let message = match list.as_slice() {
        [] => format!("unexpected {found}"),
        [one] => format!("expected {one}, found {found}"),
        [first @ .., last] => format!("expected {} or {last}, found {found}", first.join(", ")),
    };
    let diagnostic = Diagnostic::error(Code::SYNTAX, span, message);
    match help(builder.text(), span, &list) {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

/// What stands at `at`: where it ends and what it is called.
fn found(text: &str, at: usize) -> (usize, String) {
    let rest = &text[at..];
    let Some(first) = rest.chars().next() else { return (at, "the end of the file".to_string()) };
    let word = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
    if first == '\n' || first == '\r' || rest.starts_with("//") {
        return (at, "the end of the line".to_string());
    }
    if word > 0 {
        let end = if word > 40 { rest.char_indices().nth(20).map_or(word, |(end, _)| end) } else { word };
        let what = if is_keyword(&rest[..word]) { "the keyword " } else { "" };
        let more = if end < word { "…" } else { "" };
        return (at + word, format!("{what}`{}{more}`", &rest[..end]));
    }
    if first == '"' {
        return (at + 1, "a string".to_string());
    }
    const LONG: [&str; 19] =
        ["...", "..=", "<<", ">>", "==", "!=", "<=", ">=", "=>", "->", "+=", "-=", "*=", "/=", "%=", "&&", "||", "??", "?."];
    let length = LONG.iter().find(|symbol| rest.starts_with(**symbol)).map_or(first.len_utf8(), |symbol| symbol.len());
    (at + length, format!("`{}`", &rest[..length]))
}

fn is_keyword(word: &str) -> bool {
    const KEYWORDS: [&str; 33] = [
        "as", "break", "class", "const", "continue", "else", "enum", "export", "extends", "false", "for", "func", "if", "import", "in",
        "is", "let", "null", "private", "public", "return", "self", "static", "struct", "super", "trait", "true", "var", "when", "while",
        "with", "yield", "where",
    ];
    KEYWORDS.contains(&word)
}

/// What to do about some mistakes that people make who come from other languages.
fn help(text: &str, span: Span, expected: &[&str]) -> Option<String> {
    let found = text.get(span.start as usize..span.end as usize).unwrap_or("");
    Some(match found {
        "+=" | "-=" | "*=" | "/=" | "%=" | "=" if expected.contains(&"the end of the statement") || expected == ["`)`"] => {
            "an assignment is a statement, not an expression".to_string()
        }
        "{" if expected == ["an expression"] => "a dictionary literal here needs parentheses".to_string(),
        _ => return None,
    })
}
