//! What `toJson` is written with.

use crate::text::Str;
use std::fmt::Write;

/// A text as a string of JSON.
pub fn json_quoted(text: &Str) -> Str {
    let special = |c: char| matches!(c, '"' | '\\') || c < ' ';
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    let mut rest = text.as_str();
    while let Some(at) = rest.find(special) {
        out.push_str(&rest[..at]);
        match rest.as_bytes()[at] {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            // Writing to a string can't fail.
            other => drop(write!(out, "\\u{other:04x}")),
        }
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
    out.push('"');
    Str::from(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes() {
        let quoted = |text: &str| json_quoted(&Str::new(text)).as_str().to_owned();
        assert_eq!(quoted(""), "\"\"");
        assert_eq!(quoted("a\"b\\c\n\r\t"), "\"a\\\"b\\\\c\\n\\r\\t\"");
        assert_eq!(quoted("\0\u{1f}\u{7f}ä😀"), "\"\\u0000\\u001f\u{7f}ä😀\"");
    }
}
