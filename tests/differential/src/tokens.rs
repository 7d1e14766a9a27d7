//! A script as tokens, and pieces of it that might be left out. Nothing here knows the language but for its brackets, strings and lines: whether what
//! is left is a program is for the checker to say.

use std::ops::Range;

/// A token with what stands before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Spaces, line breaks and comments.
    pub gap: String,
    /// The token itself; a string literal is one, with all that it interpolates.
    pub text: String,
}

/// A range of tokens and what comes into its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What goes.
    pub range: Range<usize>,
    /// What comes: other tokens of the same script, or a literal.
    pub put: Put,
}

/// What an [`Edit`] puts into the place of what it takes out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Put {
    /// Tokens from inside of the range; an empty range is nothing.
    Part(Range<usize>),
    /// A literal.
    Literal(&'static str),
}

/// Literals that often fit in the place of an expression, simplest first.
const LITERALS: [&str; 7] = ["0", "true", "\"\"", "1.0", "null", "[]", "1"];
/// The longest expression that is replaced by a literal as a whole, in tokens.
const LONGEST_EXPRESSION: usize = 24;

/// Takes a script apart.
pub fn tokens(source: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < source.len() {
        let gap_end = at + gap_length(&source[at..]);
        if gap_end == source.len() {
            break;
        }
        let end = gap_end + token_length(&source[gap_end..]);
        tokens.push(Token { gap: source[at..gap_end].to_string(), text: source[gap_end..end].to_string() });
        at = end;
    }
    tokens
}

/// Puts a script together.
pub fn text(tokens: &[Token]) -> String {
    let mut out = String::new();
    for token in tokens {
        let word = |c: char| c.is_alphanumeric() || c == '_' || c == '"';
        if token.gap.is_empty() && out.ends_with(word) && token.text.starts_with(word) {
            out.push(' ');
        }
        out.push_str(&token.gap);
        out.push_str(&token.text);
    }
    out.trim_start().trim_end().to_string() + "\n"
}

fn gap_length(text: &str) -> usize {
    let mut at = 0;
    loop {
        let rest = &text[at..];
        let blank = rest.len() - rest.trim_start().len();
        if blank > 0 {
            at += blank;
        } else if rest.starts_with("//") {
            at += rest.find('\n').unwrap_or(rest.len());
        } else if rest.starts_with("/*") {
            at += rest.find("*/").map_or(rest.len(), |end| end + 2);
        } else {
            return at;
        }
    }
}

/// Operators of several characters: what is torn apart can't become a program.
const OPERATORS: [&str; 24] = [
    "...", "..=", "..", "=>", "->", "==", "!=", "<=", ">=", "&&", "||", "??", "?.", "::", "<<", "+=", "-=", "*=", "/=", "%=", "as?", "$",
    "?", ".",
];

fn token_length(text: &str) -> usize {
    let first = text.chars().next().map_or(1, char::len_utf8);
    if text.starts_with('"') {
        return string_length(text);
    }
    if text.starts_with("as?") {
        return 3;
    }
    let word = |c: char| c.is_alphanumeric() || c == '_';
    if text.starts_with(word) {
        let mut end = text.find(|c| !word(c)).unwrap_or(text.len());
        // `1.5`, `2.5e-3`; not `1..2`.
        let digits = |at: usize| text[at..].starts_with(|c: char| c.is_ascii_digit());
        if text.starts_with(|c: char| c.is_ascii_digit()) && text[end..].starts_with('.') && digits(end + 1) {
            end += 1 + text[end + 1..].find(|c| !word(c)).unwrap_or(text.len() - end - 1);
            if text[..end].ends_with('e') && text[end..].starts_with(['-', '+']) && digits(end + 1) {
                end += 1 + text[end + 1..].find(|c| !word(c)).unwrap_or(text.len() - end - 1);
            }
        }
        return end;
    }
    OPERATORS.iter().find(|operator| text.starts_with(**operator)).map_or(first, |operator| operator.len())
}

/// A string literal with its interpolations.
fn string_length(text: &str) -> usize {
    let quote = if text.starts_with("\"\"\"") { "\"\"\"" } else { "\"" };
    let mut at = quote.len();
    while at < text.len() {
        let rest = &text[at..];
        if rest.starts_with(quote) {
            return at + quote.len();
        }
        if let Some(escaped) = rest.strip_prefix('\\') {
            at += 1 + escaped.chars().next().map_or(0, char::len_utf8);
        } else if rest.starts_with("${") {
            at += 2;
            let mut depth = 1;
            while depth > 0 && at < text.len() {
                let inner = &text[at..];
                if inner.starts_with('"') {
                    at += string_length(inner);
                    continue;
                }
                depth += i32::from(inner.starts_with('{')) - i32::from(inner.starts_with('}'));
                at += inner.chars().next().map_or(1, char::len_utf8);
            }
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

/// Applies edits that don't overlap, in any order.
pub fn apply(tokens: &[Token], edits: &[Edit]) -> Vec<Token> {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort_by_key(|edit| edit.range.start);
    let mut out = Vec::new();
    let mut at = 0;
    for edit in sorted {
        out.extend_from_slice(&tokens[at..edit.range.start]);
        let gap = tokens[edit.range.start].gap.clone();
        match &edit.put {
            Put::Part(part) if part.is_empty() => {}
            Put::Part(part) => {
                out.push(Token { gap, text: tokens[part.start].text.clone() });
                out.extend_from_slice(&tokens[part.start + 1..part.end]);
            }
            Put::Literal(literal) => out.push(Token { gap, text: literal.to_string() }),
        }
        at = edit.range.end;
    }
    out.extend_from_slice(&tokens[at..]);
    out
}

/// For each token the one behind the bracket that closes it, if it opens one.
fn brackets(tokens: &[Token]) -> Vec<Option<usize>> {
    let mut closed = vec![None; tokens.len()];
    let mut open = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        match &*token.text {
            "(" | "[" | "{" => open.push(index),
            ")" | "]" | "}" => {
                if let Some(start) = open.pop() {
                    closed[start] = Some(index + 1);
                }
            }
            _ => {}
        }
    }
    closed
}

/// The lines with all that their brackets contain: statements, items, members, arms; largest first.
pub fn statements(tokens: &[Token]) -> Vec<Edit> {
    let ranges = statement_ranges(tokens);
    largest_first(ranges.into_iter().map(|range| Edit { range, put: Put::Part(0..0) }).collect())
}

fn statement_ranges(tokens: &[Token]) -> Vec<Range<usize>> {
    let closed = brackets(tokens);
    let begins_line = |index: usize| index == 0 || tokens[index].gap.contains('\n');
    let mut ranges = Vec::new();
    for start in (0..tokens.len()).filter(|index| begins_line(*index)) {
        let mut end = start;
        while end < tokens.len() {
            if let Some(close) = closed[end] {
                end = close;
                continue;
            }
            if end > start && begins_line(end) || matches!(&*tokens[end].text, ")" | "]" | "}") {
                break;
            }
            end += 1;
        }
        if end > start {
            ranges.push(start..end);
        }
    }
    ranges
}

/// Runs of statements that follow each other, longest first: what has no use goes at once.
pub fn runs(tokens: &[Token]) -> Vec<Edit> {
    let ranges = statement_ranges(tokens);
    let mut edits = Vec::new();
    for (index, first) in ranges.iter().enumerate() {
        let mut end = first.end;
        for next in &ranges[index + 1..] {
            if next.start == end {
                end = next.end;
                edits.push(Edit { range: first.start..end, put: Put::Part(0..0) });
            }
        }
    }
    largest_first(edits)
}

/// Statements with blocks, whose place one of their blocks takes; brackets, whose place their inside takes.
pub fn unwrapped(tokens: &[Token]) -> Vec<Edit> {
    let closed = brackets(tokens);
    let mut edits = Vec::new();
    for range in statement_ranges(tokens) {
        for open in range.clone() {
            if let (Some(close), "{") = (closed[open], &*tokens[open].text)
                && close <= range.end
            {
                edits.push(Edit { range: range.clone(), put: Put::Part(open + 1..close - 1) });
            }
        }
    }
    for (open, close) in closed.iter().enumerate().filter_map(|(open, close)| Some((open, (*close)?))) {
        edits.push(Edit { range: open..close, put: Put::Part(open + 1..close - 1) });
        edits.push(Edit { range: open..close, put: Put::Part(0..0) });
        if open > 0 {
            edits.push(Edit { range: open - 1..close, put: Put::Part(open..close) });
        }
    }
    largest_first(edits)
}

/// Tokens that stand beside each other, long runs first.
pub fn chunks(tokens: &[Token]) -> Vec<Edit> {
    let mut edits = Vec::new();
    for size in [32, 16, 8, 6, 5, 4, 3, 2, 1] {
        for start in 0..(tokens.len() + 1).saturating_sub(size) {
            edits.push(Edit { range: start..start + size, put: Put::Part(0..0) });
        }
    }
    edits
}

/// Stretches of a line whose brackets fit, with a literal in their place, or one of their own parts.
pub fn literals(tokens: &[Token]) -> Vec<Edit> {
    let closed = brackets(tokens);
    let mut edits = Vec::new();
    for start in 0..tokens.len() {
        let mut end = start;
        while end < tokens.len() && end - start < LONGEST_EXPRESSION {
            match closed[end] {
                Some(close) => end = close,
                None if matches!(&*tokens[end].text, ")" | "]" | "}" | ",") => break,
                None if end > start && tokens[end].gap.contains('\n') => break,
                None => end += 1,
            }
            // A literal is as simple as it can get already.
            if end == start + 1 && LITERALS.contains(&&*tokens[start].text) {
                continue;
            }
            edits.extend(LITERALS.iter().map(|literal| Edit { range: start..end, put: Put::Literal(literal) }));
        }
    }
    largest_first(edits)
}

fn largest_first(mut edits: Vec<Edit>) -> Vec<Edit> {
    let kept = |edit: &Edit| match &edit.put {
        Put::Part(part) => part.len(),
        Put::Literal(_) => 1,
    };
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.range.len() - kept(edit).min(edit.range.len())));
    edits
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: &str =
        "let a = [1, 2.5e-3]\n// a remark\nif a.len() > 1 {\n    print(\"x ${f(\"}\")} y\")\n} else {\n    print(0)\n}\nreturn a[0]..=3\n";

    fn results(edits: Vec<Edit>) -> Vec<String> {
        edits.iter().map(|edit| text(&apply(&tokens(SCRIPT), std::slice::from_ref(edit)))).collect()
    }

    #[test]
    fn a_script_is_its_tokens() {
        assert_eq!(text(&tokens(SCRIPT)), SCRIPT);
        let words: Vec<String> = tokens("a ?? b?.c as? D\n1..2 \"\"\"\n  \"q\" \"\"\"").into_iter().map(|token| token.text).collect();
        assert_eq!(words, ["a", "??", "b", "?.", "c", "as?", "D", "1", "..", "2", "\"\"\"\n  \"q\" \"\"\""]);
    }

    #[test]
    fn statements_go_with_their_blocks() {
        let results = results(statements(&tokens(SCRIPT)));
        assert!(results.contains(&"let a = [1, 2.5e-3]\nreturn a[0]..=3\n".to_string()), "{results:#?}");
        assert!(results.contains(&SCRIPT.replace("    print(0)\n", "")));
    }

    #[test]
    fn blocks_and_brackets_are_unwrapped() {
        let results = results(unwrapped(&tokens(SCRIPT)));
        let expected = "let a = [1, 2.5e-3]\n// a remark\nprint(0)\nreturn a[0]..=3\n";
        assert!(results.contains(&expected.to_string()), "{results:#?}");
        assert!(results.iter().any(|text| text.contains("print 0")), "{results:#?}");
    }

    #[test]
    fn expressions_become_literals() {
        let results = results(literals(&tokens(SCRIPT)));
        for expected in ["if true {", "let a = []", "print(\"\")", "return 0\n"] {
            assert!(results.iter().any(|text| text.contains(expected)), "no {expected}");
        }
    }

    #[test]
    fn edits_that_do_not_overlap_are_applied_together() {
        let tokens = tokens("f(1)\ng(2)\nh(3)");
        let edits = [Edit { range: 8..12, put: Put::Part(10..11) }, Edit { range: 0..4, put: Put::Part(0..0) }];
        assert_eq!(text(&apply(&tokens, &edits)), "g(2)\n3\n");
    }
}
