//! Numbers and strings.

use super::Builder;
use crate::ast::{Expr, ExprKind, Ident, StringPart};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::grammar::{Node, Rule, start_of};

/// The largest magnitude of a decimal literal: that of the least `int`.
const MAX_DECIMAL: u64 = 1 << 63;

impl Builder<'_> {
    /// `number`.
    pub(super) fn number(&self, node: Node<'_>) -> Expr {
        let span = self.span(&node);
        let kind = number_kind(node.as_str()).unwrap_or_else(|problem| {
            let error = Diagnostic::error(Code::INVALID_NUMBER, span, problem.message);
            let error = problem.help.into_iter().fold(error, Diagnostic::help);
            self.report(match foreign_suffix(node.as_str()) {
                Some((at, by)) => error.fix(Span { start: span.start + at as u32, ..span }, by),
                None => error,
            });
            ExprKind::Error
        });
        Expr { kind, span }
    }

    /// `string`: one line or several.
    pub(super) fn string(&self, node: Node<'_>) -> Expr {
        let span = self.span(&node);
        let parts = match node.into_inner().next() {
            Some(block) if block.as_rule() == Rule::text_block => self.text_block(block),
            Some(plain) => {
                let mut parts = Parts::default();
                for part in plain.into_inner() {
                    self.string_part(part, &mut parts);
                }
                parts.finish()
            }
            None => Vec::new(),
        };
        Expr { kind: ExprKind::String(parts), span }
    }

    fn string_part(&self, part: Node<'_>, parts: &mut Parts) {
        match part.as_rule() {
            Rule::escape => self.escape(&part, parts),
            Rule::interpolation => {
                let span = self.span(&part);
                let value = super::parts(part).next().map_or_else(|| self.missing(span), |inner| self.expression(inner));
                parts.expr(value);
            }
            Rule::interpolated_name => {
                let span = self.span(&part);
                let value = part.into_inner().next().map_or_else(
                    || self.missing(span),
                    |name| match name.as_rule() {
                        Rule::self_value => Expr { kind: ExprKind::SelfValue, span: self.span(&name) },
                        _ => Expr { span: self.span(&name), kind: ExprKind::Name(self.ident(&name)) },
                    },
                );
                parts.expr(value);
            }
            // `text`, `dollar`, `quote`.
            _ => parts.text(part.as_str()),
        }
    }

    fn escape(&self, part: &Node<'_>, parts: &mut Parts) {
        let text = part.as_str();
        let resolved = match text.as_bytes().get(1) {
            Some(b'n') => Some('\n'),
            Some(b't') => Some('\t'),
            Some(b'r') => Some('\r'),
            Some(b'0') => Some('\0'),
            Some(b'\\') => Some('\\'),
            Some(b'"') => Some('"'),
            Some(b'$') => Some('$'),
            Some(b'u') => text
                .strip_prefix("\\u{")
                .and_then(|rest| rest.strip_suffix('}'))
                .filter(|digits| (1..=6).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
                .and_then(|digits| u32::from_str_radix(digits, 16).ok())
                .and_then(char::from_u32),
            _ => None,
        };
        match resolved {
            Some(c) => parts.char(c),
            None => {
                let message = format!("unknown escape `{}`", text.escape_debug().to_string().replace("\\\\", "\\"));
                self.report(
                    Diagnostic::error(Code::INVALID_ESCAPE, self.span(part), message)
                        .help("the escapes are \\n \\t \\r \\0 \\\\ \\\" \\$ and \\u{1F600}")
                        .unsafe_fix(self.span(part).start_point(), "\\"),
                );
            }
        }
    }

    /// A `"""` string: between its first newline and its last, each line without the indentation of the closing one.
    fn text_block(&self, node: Node<'_>) -> Vec<StringPart> {
        let span = self.span(&node);
        let source = node.as_str();
        let offset = start_of(&node);
        let first = source.find('\n').filter(|end| source[3..*end].trim().is_empty());
        let Some(first) = first else {
            self.report_block(span, "the text of a `\"\"\"` string begins on the line below it");
            return Vec::new();
        };
        let body_end = source.len() - 3;
        let last = source[..body_end].rfind('\n').unwrap_or(first);
        let indent = &source[last + 1..body_end];
        if !indent.trim().is_empty() {
            self.report_block(self.range(offset + body_end, offset + body_end + 3), "the closing `\"\"\"` stands on a line of its own");
            return Vec::new();
        }
        let mut parts = Parts::default();
        let mut begins_line = false;
        for part in node.into_inner() {
            let at = start_of(&part) - offset;
            match part.as_rule() {
                // The first and the last newline are not text.
                Rule::newline if at == first || at == last => begins_line = true,
                Rule::newline => {
                    parts.trim_carriage_return();
                    parts.char('\n');
                    begins_line = true;
                }
                _ if at < first || at > last && begins_line => {}
                Rule::text if begins_line => {
                    begins_line = false;
                    parts.text(without_indent(part.as_str(), indent));
                }
                _ => {
                    begins_line = false;
                    self.string_part(part, &mut parts);
                }
            }
        }
        if last != first {
            parts.trim_carriage_return();
        }
        parts.finish()
    }

    fn report_block(&self, span: Span, message: &str) {
        self.report(self.error(span, message).help("the indentation of the closing `\"\"\"` is removed from each line"));
    }

    /// `reference`: a name, a path, or a generic name with its type arguments.
    pub(super) fn reference(&self, node: Node<'_>) -> Expr {
        let span = self.span(&node);
        let (module, name, arguments): (Option<Ident>, Ident, _) = self.name_parts(node, span);
        let kind = match module {
            _ if !arguments.is_empty() => ExprKind::Generic { name, module, arguments },
            Some(module) => ExprKind::Path { module, name },
            None => ExprKind::Name(name),
        };
        Expr { kind, span }
    }
}

/// The part of `text` behind what it shares with `indent`.
fn without_indent<'t>(text: &'t str, indent: &str) -> &'t str {
    let shared = text.bytes().zip(indent.bytes()).take_while(|(a, b)| a == b).count();
    &text[shared..]
}

/// Parts of a string while it is read: neighbouring texts become one.
#[derive(Default)]
struct Parts {
    done: Vec<StringPart>,
    text: String,
}

impl Parts {
    fn text(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn char(&mut self, c: char) {
        self.text.push(c);
    }

    fn trim_carriage_return(&mut self) {
        if self.text.ends_with('\r') {
            self.text.pop();
        }
    }

    fn expr(&mut self, expr: Expr) {
        if !self.text.is_empty() {
            self.done.push(StringPart::Text(std::mem::take(&mut self.text)));
        }
        self.done.push(StringPart::Expr(expr));
    }

    fn finish(mut self) -> Vec<StringPart> {
        if !self.text.is_empty() {
            self.done.push(StringPart::Text(self.text));
        }
        self.done
    }
}

/// Where the suffix of a number begins that other languages have, and what to write in its place: `5f` is `5.0`.
fn foreign_suffix(text: &str) -> Option<(usize, &'static str)> {
    let at = text.find(|c: char| !matches!(c, '0'..='9' | '_' | '.'))?;
    let is_float = matches!(&text[at..], "f" | "F" | "d" | "D" | "f32" | "f64" | "m");
    let is_known = is_float || matches!(&text[at..], "u" | "U" | "l" | "L" | "ul" | "UL" | "i32" | "i64" | "u32" | "u64" | "n");
    is_known.then(|| (at, if is_float && !text.contains('.') { ".0" } else { "" }))
}

struct Problem {
    message: String,
    help: Option<&'static str>,
}

fn problem(message: impl Into<String>, help: Option<&'static str>) -> Problem {
    Problem { message: message.into(), help }
}

fn number_kind(text: &str) -> Result<ExprKind, Problem> {
    let radix = match text.as_bytes().get(..2) {
        Some(b"0x" | b"0X") => Some((16, "hexadecimal")),
        Some(b"0b" | b"0B") => Some((2, "binary")),
        _ => None,
    };
    if let Some((radix, which)) = radix {
        let digits = text[2..].replace('_', "");
        if digits.is_empty() {
            return Err(problem(format!("expected {which} digits behind `{text}`"), None));
        }
        if let Some(wrong) = digits.chars().find(|digit| !digit.is_digit(radix)) {
            return Err(problem(format!("`{wrong}` is not a {which} digit"), None));
        }
        return u64::from_str_radix(&digits, radix).map(ExprKind::Int).map_err(|_| problem("the number does not fit in 64 bits", None));
    }
    let digits = text.replace('_', "");
    let is_float = text.contains(['.', 'e', 'E']);
    if let Some(at) = text.find(|c: char| !matches!(c, '0'..='9' | '_' | '.' | 'e' | 'E' | '+' | '-')) {
        let message = format!("unexpected `{}` behind the number `{}`", &text[at..], &text[..at]);
        return Err(problem(message, Some("numbers have no suffix: their type follows from the context, or `as` converts them")));
    }
    if is_float {
        return match digits.parse::<f64>() {
            Ok(value) if value.is_finite() => Ok(ExprKind::Float(value)),
            Ok(_) => Err(problem("the number is too large for a `float64`", None)),
            Err(_) => Err(problem(format!("`{text}` is not a number"), None)),
        };
    }
    match digits.parse::<u64>() {
        Ok(value) if value <= MAX_DECIMAL => Ok(ExprKind::Int(value)),
        _ => Err(problem(
            "the number is too large for an `int`",
            Some("the largest is 9223372036854775807; a float is written with a point"),
        )),
    }
}
