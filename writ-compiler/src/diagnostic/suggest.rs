//! Fixes that are read off the text around a mistake: what the tree does not keep, such as where the `let` of a variable stands. Where the text is not as expected (a comment
//! in between, say) there is no fix.

use super::{Applicability, Fix};
use crate::source::{SourceMap, Span};

/// The text of the file in which a span lies.
fn file_text(sources: &SourceMap, span: Span) -> &str {
    &sources.file(span.file).text
}

/// The word that stands before a span, with only blanks between.
pub(crate) fn word_before(sources: &SourceMap, at: Span) -> Option<Span> {
    let before = file_text(sources, at).get(..at.start as usize)?.trim_end_matches([' ', '\t']);
    let start =
        before.rfind(|c: char| !c.is_alphanumeric() && c != '_').map_or(0, |i| i + before[i..].chars().next().map_or(1, char::len_utf8));
    (start < before.len()).then(|| Span::new(at.file, start, before.len()))
}

/// Replaces the word before a span, if it is the one that is expected.
pub(crate) fn replace_word_before(sources: &SourceMap, at: Span, word: &str, by: &str, applicability: Applicability) -> Option<Fix> {
    let found = word_before(sources, at).filter(|found| sources.text(*found) == word)?;
    Some(Fix::new(applicability, found, by))
}

/// Removes the word before a span and the blanks behind it, if it is the one that is expected.
pub(crate) fn remove_word_before(sources: &SourceMap, at: Span, word: &str, applicability: Applicability) -> Option<Fix> {
    let found = word_before(sources, at).filter(|found| sources.text(*found) == word)?;
    Some(Fix::new(applicability, Span { end: at.start, ..found }, ""))
}

/// Removes a word at the start of a span and the blanks behind it.
pub(crate) fn remove_first_word(sources: &SourceMap, span: Span, word: &str, applicability: Applicability) -> Option<Fix> {
    let rest = sources.text(span).strip_prefix(word)?;
    let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    (blanks > 0).then(|| Fix::new(applicability, Span { end: span.start + (word.len() + blanks) as u32, ..span }, ""))
}

/// `var` for the `let` of a variable with this name.
pub(crate) fn let_to_var(sources: &SourceMap, name: Span, applicability: Applicability) -> Option<Fix> {
    replace_word_before(sources, name, "let", "var", applicability)
}

/// `export` before the declaration of this name. Another module's author may have kept it for himself on purpose.
pub(crate) fn export(sources: &SourceMap, name: Span) -> Option<Fix> {
    const DECLARATIONS: [&str; 8] = ["func", "class", "struct", "enum", "trait", "let", "var", "const"];
    let word = word_before(sources, name).filter(|word| DECLARATIONS.contains(&sources.text(*word)))?;
    let start = word_before(sources, word).filter(|before| sources.text(*before) == "open").unwrap_or(word);
    Some(Fix::new(Applicability::Unsafe, start.start_point(), "export "))
}

/// `public` before the declaration of the member of this name.
pub(crate) fn public(sources: &SourceMap, name: Span) -> Option<Fix> {
    let mut start = name;
    while let Some(word) = word_before(sources, start).filter(|word| ["func", "let", "var", "static"].contains(&sources.text(*word))) {
        start = word;
    }
    Some(Fix::new(Applicability::Unsafe, start.start_point(), "public "))
}

/// Writes something behind an expression, in parentheses if it consists of several parts: `(a + b) as int`.
pub(crate) fn behind(sources: &SourceMap, operand: Span, suffix: &str, applicability: Applicability) -> Option<Fix> {
    in_place_of(sources, operand, operand.end_point(), suffix, applicability)
}

/// The same in the place of what stands behind the expression.
pub(crate) fn in_place_of(sources: &SourceMap, operand: Span, rest: Span, suffix: &str, applicability: Applicability) -> Option<Fix> {
    let (operand, rest) = with_parentheses(sources, operand, rest);
    let text = sources.text(operand);
    if text.is_empty() || text.contains('\n') || !is_balanced(sources.text(rest)) {
        return None;
    }
    if is_atom(text) {
        return Some(Fix::new(applicability, rest, suffix));
    }
    Some(Fix::new(applicability, operand.start_point(), "(").and(rest, format!("){suffix}")))
}

/// The expression with the parentheses around it, whose closing ones are the first thing in the rest.
fn with_parentheses(sources: &SourceMap, mut operand: Span, mut rest: Span) -> (Span, Span) {
    while let (Some(before), Some(_)) = (
        file_text(sources, operand)[..operand.start as usize].trim_end().strip_suffix('('),
        sources.text(rest).trim_start().strip_prefix(')'),
    ) {
        let behind = sources.text(rest);
        let close = rest.start + (behind.len() - behind.trim_start().len()) as u32 + 1;
        operand = Span { start: before.len() as u32, end: close, ..operand };
        rest.start = close;
    }
    (operand, rest)
}

/// Puts an expression between two texts.
pub(crate) fn around(operand: Span, before: &str, after: &str, applicability: Applicability) -> Fix {
    Fix::new(applicability, operand.start_point(), before).and(operand.end_point(), after)
}

/// Whether an expression is one operand, as far as its text tells: a name, a literal, a call, a member.
fn is_atom(text: &str) -> bool {
    let mut depth = 0usize;
    let mut in_string = false;
    let mut previous = ' ';
    for c in text.chars() {
        match c {
            '"' if previous != '\\' => in_string = !in_string,
            _ if in_string => {}
            '(' | '[' => depth += 1,
            ')' | ']' if depth == 0 => return false,
            ')' | ']' => depth -= 1,
            _ if depth > 0 || c.is_alphanumeric() || matches!(c, '_' | '.') => {}
            _ => return false,
        }
        previous = c;
    }
    depth == 0 && !in_string && !text.contains("..")
}

/// Whether a text could be cut out without leaving a bracket alone.
pub(crate) fn is_balanced(text: &str) -> bool {
    let count = |open: char, close: char| text.matches(open).count() == text.matches(close).count();
    count('(', ')') && count('[', ']') && count('{', '}')
}

/// Lines at the end of a block: before the `}` with which `outer` ends, a step further in than the line on which that begins.
pub(crate) fn lines_at_end(sources: &SourceMap, outer: Span, lines: &[String]) -> Option<Fix> {
    let text = file_text(sources, outer);
    let close = (outer.end as usize).checked_sub(1)?;
    if text.get(close..outer.end as usize) != Some("}") || lines.is_empty() {
        return None;
    }
    let margin = indentation(text, outer.start as usize);
    let before = text[..close].trim_end();
    let mut added: String = lines.iter().map(|line| format!("\n{margin}    {line}")).collect();
    let own_line = text[before.len()..close].contains('\n');
    if !own_line {
        added.push_str(&format!("\n{margin}"));
    }
    let span = Span::new(outer.file, before.len(), if own_line { before.len() } else { close });
    Some(Fix::new(Applicability::Unsafe, span, added))
}

/// The blanks at the start of the line on which `at` lies.
fn indentation(text: &str, at: usize) -> &str {
    let start = text[..at].rfind('\n').map_or(0, |i| i + 1);
    let line = &text[start..];
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

/// Removes what a span covers, and its whole line if nothing else stands on it.
pub(crate) fn remove(sources: &SourceMap, span: Span, applicability: Applicability) -> Fix {
    let text = file_text(sources, span);
    let (start, end) = (span.start as usize, span.end as usize);
    let line = text[..start].rfind('\n').map_or(0, |i| i + 1);
    let rest = text[end..].find('\n').map_or(text.len(), |i| end + i + 1);
    let alone = text[line..start].trim().is_empty() && text[end..rest].trim().is_empty();
    Fix::new(applicability, if alone { Span::new(span.file, line, rest) } else { span }, "")
}

/// Removes one of several things in a list, with the comma that goes with it.
pub(crate) fn remove_from_list(list: &[Span], index: usize, applicability: Applicability) -> Option<Fix> {
    let item = *list.get(index)?;
    let span = match (list.get(index + 1), index.checked_sub(1).and_then(|before| list.get(before))) {
        (Some(next), _) => Span { end: next.start, ..item },
        (None, Some(before)) => Span { start: before.end, ..item },
        (None, None) => item,
    };
    Some(Fix::new(applicability, span, ""))
}

/// The name of the type in the place of the variable in `variable.member`.
pub(crate) fn type_for_variable(sources: &SourceMap, member: Span, ty: &str) -> Option<Fix> {
    let dot = file_text(sources, member).get(..member.start as usize)?.strip_suffix('.')?.len();
    let variable = word_before(sources, Span::new(member.file, dot, dot))?;
    // `a.b.member` would need more.
    let before = file_text(sources, member)[..variable.start as usize].chars().next_back();
    (before != Some('.') && variable.end as usize == dot).then(|| Fix::new(Applicability::Safe, variable, ty))
}

/// Makes an assignment of a second declaration of a variable, and a `var` of the first.
pub(crate) fn assign_again(sources: &SourceMap, first: Span, second: Span) -> Option<Fix> {
    let is_variable = |word: &Span| matches!(sources.text(*word), "let" | "var");
    let keyword = word_before(sources, second).filter(is_variable)?;
    let before = word_before(sources, first).filter(is_variable)?;
    let rest = &file_text(sources, second)[second.end as usize..];
    if first.file != second.file || !rest.trim_start_matches([' ', '\t']).starts_with('=') {
        return None;
    }
    let fix = Fix::new(Applicability::Unsafe, Span { end: second.start, ..keyword }, "");
    Some(if sources.text(before) == "let" { fix.and(before, "var") } else { fix })
}

/// `-> Type` behind the parameters of the function whose name or head begins `function`.
pub(crate) fn result_type(sources: &SourceMap, function: Span, ty: &str) -> Option<Fix> {
    let text = file_text(sources, function);
    let open = function.start as usize + text.get(function.start as usize..)?.find('(')?;
    let mut depth = 0usize;
    for (i, c) in text[open..].char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            '"' | '/' | '{' => return None,
            _ => {}
        }
        if depth == 0 {
            let at = open + i + 1;
            let is_body = text[at..].trim_start_matches([' ', '\t']).starts_with('{');
            return is_body.then(|| Fix::new(Applicability::Safe, Span::new(function.file, at, at), format!(" -> {ty}")));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::fix::apply;
    use super::*;

    /// The text after the fix that `suggest` makes for the first occurrence of `part`.
    fn after(text: &str, part: &str, suggest: impl FnOnce(&SourceMap, Span) -> Option<Fix>) -> Option<String> {
        let mut sources = SourceMap::default();
        let file = sources.add("game.writ", text);
        let start = text.find(part).expect("the part is in the text");
        let fix = suggest(&sources, Span::new(file, start, start + part.len()))?;
        Some(apply(text, &fix.edits.iter().collect::<Vec<_>>()).expect("the edits fit"))
    }

    #[test]
    fn words_before_a_name() {
        let safe = Applicability::Safe;
        assert_eq!(after("let count = 1", "count", |s, at| let_to_var(s, at, safe)).as_deref(), Some("var count = 1"));
        assert_eq!(after("let (a, b) = p", "b", |s, at| let_to_var(s, at, safe)), None);
        assert_eq!(after("outlet x", "x", |s, at| let_to_var(s, at, safe)), None);
        assert_eq!(after("open class Door {}", "Door", export).as_deref(), Some("export open class Door {}"));
        assert_eq!(after("let /* a */ x = 1", "x", export), None);
        assert_eq!(after("    static func make()", "make", public).as_deref(), Some("    public static func make()"));
        assert_eq!(after("yield  f()", "f()", |s, at| remove_word_before(s, at, "yield", safe)).as_deref(), Some("f()"));
        assert_eq!(after("x\nf()", "f()", |s, at| remove_word_before(s, at, "x", safe)), None, "another line");
    }

    #[test]
    fn what_follows_an_expression_gets_parentheses_where_they_are_needed() {
        let to_int = |text: &str, part: &str| after(text, part, |s, at| behind(s, at, " as int", Applicability::Unsafe));
        assert_eq!(to_int("f(a.b(1 + 2)[0])", "a.b(1 + 2)[0]").as_deref(), Some("f(a.b(1 + 2)[0] as int)"));
        assert_eq!(to_int("f(a + b)", "a + b").as_deref(), Some("f((a + b) as int)"));
        assert_eq!(to_int("f(0..n)", "0..n").as_deref(), Some("f((0..n) as int)"));
        assert_eq!(to_int("f(\"a b\".len())", "\"a b\".len()").as_deref(), Some("f(\"a b\".len() as int)"));
        assert_eq!(to_int("f(-x)", "-x").as_deref(), Some("f((-x) as int)"));
        assert_eq!(to_int("f({\n})", "{\n}"), None);
    }

    #[test]
    fn lines_go_to_the_end_of_a_block() {
        let add = |text: &str| after(text, text.trim_start(), |s, at| lines_at_end(s, at, &["a".into(), "b".into()]));
        assert_eq!(add("  when x {\n    1\n  }").as_deref(), Some("  when x {\n    1\n      a\n      b\n  }"));
        assert_eq!(add("class A {}").as_deref(), Some("class A {\n    a\n    b\n}"));
        assert_eq!(add("class A { x // c\n}").as_deref(), Some("class A { x // c\n    a\n    b\n}"));
        assert_eq!(add("class A"), None);
    }

    #[test]
    fn lines_and_items_are_removed() {
        let cut = |text: &str, part: &str| after(text, part, |s, at| Some(remove(s, at, Applicability::Safe)));
        assert_eq!(cut("a\n  b\nc\n", "b").as_deref(), Some("a\nc\n"));
        assert_eq!(cut("a\nb; c\n", "b; ").as_deref(), Some("a\nc\n"));
        let item = |index: usize| {
            after("{ a, b, c }", "a", |_, at| {
                let list: Vec<Span> = [0, 3, 6].iter().map(|by| Span { start: at.start + by, end: at.end + by, ..at }).collect();
                remove_from_list(&list, index, Applicability::Safe)
            })
        };
        assert_eq!(item(0).as_deref(), Some("{ b, c }"));
        assert_eq!(item(1).as_deref(), Some("{ a, c }"));
        assert_eq!(item(2).as_deref(), Some("{ a, b }"));
    }

    #[test]
    fn results_stand_behind_parameters() {
        let add = |text: &str| after(text, "func", |s, at| result_type(s, at, "int"));
        assert_eq!(add("func f(a: (int) -> int) { return 1 }").as_deref(), Some("func f(a: (int) -> int) -> int { return 1 }"));
        assert_eq!(add("func f(a: string = \")\") {}"), None);
        assert_eq!(add("func f<T>(a: T) where T : Number {}"), None);
    }
}
