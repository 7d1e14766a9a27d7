//! What stands between two tokens: blanks, newlines and comments; and where strings end.

/// A comment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Comment {
    /// Offset of its first byte.
    pub start: usize,
    /// Offset behind its last byte; a line comment ends before its newline.
    pub end: usize,
    /// Whether it is a `//` comment.
    pub is_line: bool,
    /// How many newlines stand between it and what is before it.
    pub newlines: usize,
}

/// What stands before a token.
#[derive(Default)]
pub(crate) struct Trivia {
    /// The comments in order.
    pub comments: Vec<Comment>,
    /// How many newlines stand behind the last comment, or all of them if there is none.
    pub newlines: usize,
    /// Offset of the token.
    pub next: usize,
}

/// Reads what stands at `at` up to the next token.
pub(crate) fn trivia(text: &str, at: usize) -> Trivia {
    let bytes = text.as_bytes();
    let mut found = Trivia { next: at, ..Trivia::default() };
    loop {
        match bytes.get(found.next) {
            Some(b'\n') => {
                found.newlines += 1;
                found.next += 1;
            }
            Some(b' ' | b'\t' | b'\r') => found.next += 1,
            Some(b'/') if matches!(bytes.get(found.next + 1), Some(b'/' | b'*')) => {
                let start = found.next;
                let is_line = bytes[start + 1] == b'/';
                let end = if is_line { line_comment_end(text, start) } else { block_comment_end(text, start) };
                found.comments.push(Comment { start, end, is_line, newlines: std::mem::take(&mut found.newlines) });
                found.next = end;
            }
            _ => return found,
        }
    }
}

/// Where the line comment that begins at `start` ends.
fn line_comment_end(text: &str, start: usize) -> usize {
    text[start..].find('\n').map_or(text.len(), |length| start + length)
}

/// Where the block comment that begins at `start` ends; they nest.
fn block_comment_end(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let (mut at, mut depth) = (start, 0usize);
    while at < bytes.len() {
        match &bytes[at..] {
            [b'/', b'*', ..] => {
                depth += 1;
                at += 2;
            }
            [b'*', b'/', ..] => {
                depth -= 1;
                at += 2;
                if depth == 0 {
                    return at;
                }
            }
            _ => at += 1,
        }
    }
    bytes.len()
}

/// Goes through a text and finds the comments and the interpolations of strings. Independent of the printer, which it checks.
struct Skim<'a> {
    text: &'a str,
    at: usize,
}

/// What a skim is inside of.
enum Inside {
    /// A string, of one line or several.
    String { is_block: bool },
    /// An interpolation, with so many braces open in it.
    Interpolation { braces: usize },
}

impl Skim<'_> {
    /// Goes on until `stop`, called with the offset of each comment, each newline in an interpolation and each end, says so.
    fn run(&mut self, comment: &mut dyn FnMut(Comment), newline_inside: &mut dyn FnMut()) {
        let bytes = self.text.as_bytes();
        let mut inside: Vec<Inside> = Vec::new();
        while let Some(&byte) = bytes.get(self.at) {
            let rest = &bytes[self.at..];
            let mut step = 1;
            match inside.last_mut() {
                Some(Inside::String { is_block }) => match rest {
                    [b'\\', ..] => step = 2,
                    [b'$', b'{', ..] => {
                        inside.push(Inside::Interpolation { braces: 0 });
                        step = 2;
                    }
                    [b'"', b'"', b'"', ..] if *is_block => {
                        inside.pop();
                        step = 3;
                    }
                    [b'"', ..] if !*is_block => {
                        inside.pop();
                    }
                    _ => {}
                },
                outer => match rest {
                    [b'/', b'/', ..] | [b'/', b'*', ..] => {
                        let found = trivia(self.text, self.at);
                        let (Some(first), is_top) = (found.comments.first(), outer.is_none()) else { return };
                        if is_top {
                            comment(*first);
                        } else if self.text[first.start..first.end].contains('\n') || first.is_line {
                            newline_inside();
                        }
                        step = first.end - self.at;
                    }
                    [b'"', ..] => {
                        let is_block = rest.starts_with(b"\"\"\"");
                        step = if is_block { 3 } else { 1 };
                        inside.push(Inside::String { is_block });
                    }
                    [b'\n', ..] if outer.is_some() => newline_inside(),
                    _ => {
                        if let Some(Inside::Interpolation { braces }) = outer {
                            match byte {
                                b'{' => *braces += 1,
                                b'}' if *braces == 0 => {
                                    inside.pop();
                                }
                                b'}' => *braces -= 1,
                                _ => {}
                            }
                        }
                    }
                },
            }
            self.at += step;
        }
    }
}

/// All comments of a text, as one compares them: indentation and blanks at the ends of lines don't count.
pub(crate) fn comments(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    Skim { text, at: 0 }.run(
        &mut |comment| {
            let lines = text[comment.start..comment.end].lines().map(str::trim);
            found.push(lines.collect::<Vec<_>>().join("\n"));
        },
        &mut || {},
    );
    found
}

/// Whether a string literal has newlines inside of an interpolation.
pub(crate) fn breaks_in_interpolation(literal: &str) -> bool {
    let mut breaks = false;
    Skim { text: literal, at: 0 }.run(&mut |_| {}, &mut || breaks = true);
    breaks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_found_outside_of_strings_only() {
        let text =
            "let a = \"// no ${f(\"/* no */\") /* inside */}\" // one  \n/* two\n   /* nested */ */ x \"\"\"\n// no\n\"\"\" // three";
        assert_eq!(comments(text), ["// one", "/* two\n/* nested */ */", "// three"]);
    }

    #[test]
    fn newlines_in_interpolations_are_found() {
        assert!(breaks_in_interpolation("\"${f(\n1)}\""));
        assert!(breaks_in_interpolation("\"\"\"\n${ {1: 2}[\n1] }\n\"\"\""));
        assert!(!breaks_in_interpolation("\"\"\"\n${ {1: 2}[1] }\n$a\n\"\"\""));
    }

    #[test]
    fn trivia_counts_newlines() {
        let found = trivia("  \n\n// a\n/* b */ x", 0);
        let newlines: Vec<usize> = found.comments.iter().map(|comment| comment.newlines).collect();
        assert_eq!((newlines, found.newlines, found.next), (vec![2, 1], 0, 17));
    }
}
