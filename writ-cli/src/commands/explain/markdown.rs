//! Markdown for a terminal: headings, paragraphs, lists and code blocks, which is all that the pages use.

/// The widest line of running text.
const WIDTH: usize = 88;

/// How to render.
#[derive(Clone, Copy)]
pub struct Style {
    /// Headings are bold, code has a colour.
    pub is_terminal: bool,
}

impl Style {
    fn heading(self, text: &str) -> String {
        if self.is_terminal { format!("\x1b[1m{text}\x1b[0m") } else { text.to_owned() }
    }

    fn code(self, line: &str) -> String {
        match line {
            "" => String::new(),
            line if self.is_terminal => format!("    \x1b[36m{line}\x1b[0m"),
            line => format!("    {line}"),
        }
    }
}

/// A page as plain text.
pub fn render(markdown: &str, style: Style) -> String {
    let mut out = String::new();
    let mut paragraph = Paragraph::default();
    let mut in_block = false;
    for line in markdown.lines() {
        let line = line.trim_end();
        if let Some(info) = line.trim_start().strip_prefix("```") {
            paragraph.end(&mut out);
            in_block = !in_block;
            if in_block {
                blank_line(&mut out);
                if let Some(file) = info.split(',').find_map(|part| part.strip_prefix("file=")) {
                    out.push_str(&format!("{}\n", style.code(&format!("// {file}"))));
                }
            } else {
                out.push('\n');
            }
        } else if in_block {
            out.push_str(&style.code(line));
            out.push('\n');
        } else if line.starts_with('#') {
            paragraph.end(&mut out);
            blank_line(&mut out);
            out.push_str(&format!("{}\n\n", style.heading(line.trim_start_matches('#').trim())));
        } else if line.is_empty() || line.starts_with("<!--") {
            paragraph.end(&mut out);
            if !out.is_empty() {
                blank_line(&mut out);
            }
        } else {
            if line.starts_with("- ") {
                paragraph.end(&mut out);
            }
            paragraph.add(line);
        }
    }
    paragraph.end(&mut out);
    format!("{}\n", out.trim_end())
}

/// Ends the text at hand with one empty line.
fn blank_line(out: &mut String) {
    if !out.is_empty() {
        out.truncate(out.trim_end_matches('\n').len());
        out.push_str("\n\n");
    }
}

/// Running text that is still to be broken into lines.
#[derive(Default)]
struct Paragraph {
    words: Vec<String>,
    is_item: bool,
}

impl Paragraph {
    fn add(&mut self, line: &str) {
        if self.words.is_empty() {
            self.is_item = line.starts_with("- ");
        }
        self.words.extend(without_links(line).split_whitespace().map(str::to_owned));
    }

    fn end(&mut self, out: &mut String) {
        let indent = if self.is_item { "  " } else { "" };
        let mut width = 0;
        for word in self.words.drain(..) {
            let length = word.chars().count();
            if width > 0 && width + 1 + length > WIDTH {
                out.push('\n');
                out.push_str(indent);
                width = indent.len();
            } else if width > 0 {
                out.push(' ');
                width += 1;
            }
            out.push_str(&word);
            width += length;
        }
        if width > 0 {
            out.push('\n');
        }
    }
}

/// `[text](target)` as `text`. Brackets in code are no links.
fn without_links(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    let mut in_code = false;
    while let Some(first) = rest.chars().next() {
        in_code ^= first == '`';
        match link(rest).filter(|_| !in_code) {
            Some((text, behind)) => {
                out.push_str(text);
                rest = behind;
            }
            None => {
                out.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    out
}

/// The text of a link that stands here, and what stands behind it.
fn link(text: &str) -> Option<(&str, &str)> {
    let (words, target) = text.strip_prefix('[')?.split_once("](")?;
    let (_, behind) = target.split_once(')')?;
    (!words.contains(['[', ']'])).then_some((words, behind))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "# E0000: a title\n\nSome text with `code` and\na [link](E0001.md).\n\n```writ,error,file=a.writ\nlet x = 1\n\nlet y = 2\n```\n\n## Hints\n\n- one\n- two is\n  longer\n";

    #[test]
    fn a_page_becomes_plain_text() {
        let plain = "E0000: a title\n\nSome text with `code` and a link.\n\n    // a.writ\n    let x = 1\n\n    let y = 2\n\nHints\n\n- one\n- two is longer\n";
        assert_eq!(render(PAGE, Style { is_terminal: false }), plain);
        let colored = render(PAGE, Style { is_terminal: true });
        assert!(colored.starts_with("\x1b[1mE0000: a title\x1b[0m\n"), "{colored}");
        assert!(colored.contains("    \x1b[36mlet x = 1\x1b[0m\n"), "{colored}");
    }

    #[test]
    fn long_text_is_broken_into_lines() {
        let text = format!("- {}", "word ".repeat(60));
        let out = render(&text, Style { is_terminal: false });
        assert!(out.lines().all(|line| line.chars().count() <= WIDTH), "{out}");
        assert!(out.lines().skip(1).all(|line| line.starts_with("  word")), "{out}");
    }

    #[test]
    fn brackets_in_code_are_no_links() {
        assert_eq!(without_links("`a[i](x)` and [b](c.md), [`c`](d.md), [e]"), "`a[i](x)` and b, `c`, [e]");
    }
}
