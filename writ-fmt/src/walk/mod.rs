//! Syntax tree and text to document.
//!
//! The walker goes through the tree and, in step with it, through the text: each token is taken from the text where the tree says that it
//! stands. What the tree does not keep (parentheses, comments, `;`, how a literal is spelt) is thus seen in the text, and no token and no
//! comment can be passed over unnoticed: [`Walker::take`] finds the text out of step, and [`crate::format`] refuses the result.
//!
//! Comments are dealt with in one place, [`Walker::gap`], which stands wherever a line may break. Where a comment stands at a place at which
//! lines don't usually break, they break there nevertheless: the source had a newline there, too, so it is allowed.

mod block;
mod chain;
mod expr;
mod item;
mod list;
mod literal;
mod operators;
mod pattern;
mod statement;
mod types;

use crate::doc::{Doc, Docs};
use crate::trivia::{self, Comment, Trivia};
use writ_compiler::ast::Module;
use writ_compiler::source::Span;

/// What separates two tokens if no comment does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sep {
    /// Nothing, and no line breaks here.
    Tight,
    /// A blank, and no line breaks here.
    Space,
    /// Nothing in a flat group, a line break in a broken one.
    Soft,
    /// A blank in a flat group, a line break in a broken one; keeps an empty line.
    Line,
    /// A blank; a line break where the line is full.
    Fill,
    /// A line break.
    Hard,
    /// A line break; keeps an empty line.
    HardBlank,
}

/// The text between two tokens.
struct Gap {
    doc: Doc,
    /// A comment is in it behind which a line has to end.
    is_broken: bool,
}

/// See the module.
pub(crate) struct Walker<'a> {
    text: &'a str,
    at: usize,
    docs: Docs,
    /// Comments before a comma or `;` that was taken: they follow behind it.
    pending: Vec<Comment>,
    /// Where text and tree parted.
    lost: Option<usize>,
    /// The next expression stands before a block: its further lines are indented twice.
    is_head: bool,
}

/// The document of a module; or the offset at which its text and its tree part.
pub(crate) fn module(text: &str, module: &Module) -> Result<(Docs, Doc), usize> {
    let mut walker = Walker { text, at: 0, docs: Docs::default(), pending: Vec::new(), lost: None, is_head: false };
    let doc = walker.module(module);
    match walker.lost {
        None => Ok((walker.docs, doc)),
        Some(at) => Err(at),
    }
}

impl<'a> Walker<'a> {
    fn module(&mut self, module: &Module) -> Doc {
        let mut parts = Vec::new();
        while self.skip(';') {}
        let found = self.trivia();
        let mut comments = std::mem::take(&mut self.pending);
        comments.extend(&found.comments);
        // As `gap` does, but with no line before the first comment.
        for (index, comment) in comments.iter().enumerate() {
            if index > 0 {
                let is_same_line = comment.newlines == 0 && !comments[index - 1].is_line;
                parts.push(if is_same_line { self.docs.text(" ") } else { self.docs.hard(comment.newlines > 1) });
            }
            parts.push(self.comment(comment));
        }
        if let (Some(last), false) = (comments.last(), module.statements.is_empty()) {
            let breaks = found.newlines > 0 || last.is_line;
            parts.push(if breaks { self.docs.hard(found.newlines > 1) } else { self.docs.text(" ") });
        }
        self.at = found.next;
        parts.extend(self.statements(&module.statements));
        let end = self.closing_comments();
        parts.push(end.doc);
        if self.at < self.text.len() {
            self.lose();
        }
        self.docs.concat(parts)
    }

    fn lose(&mut self) {
        self.lost.get_or_insert(self.at);
    }

    // ---- Looking -------------------------------------------------------------------------------------------------------------------

    fn trivia(&self) -> Trivia {
        trivia::trivia(self.text, self.at)
    }

    /// Offset of the next token.
    fn next(&self) -> usize {
        self.trivia().next
    }

    /// Whether the next token begins with this text.
    fn sees(&self, token: &str) -> bool {
        self.text[self.next()..].starts_with(token)
    }

    /// Whether there is a line break between these offsets, or a comment that ends with one.
    fn breaks_between(&self, start: usize, end: usize) -> bool {
        self.text.get(start..end).is_some_and(|between| between.contains('\n'))
    }

    /// Whether a newline stands before the next token or comment.
    fn is_before_newline(&self) -> bool {
        let found = self.trivia();
        found.comments.first().map_or(found.newlines, |comment| comment.newlines) > 0
    }

    /// Whether a newline stands anywhere before the next token.
    fn is_token_on_new_line(&self) -> bool {
        self.breaks_between(self.at, self.next())
    }

    // ---- Taking --------------------------------------------------------------------------------------------------------------------

    /// The token `token`, which has to be next.
    fn take(&mut self, token: &str) -> Doc {
        let gap = self.gap(Sep::Tight).doc;
        if self.text[self.at..].starts_with(token) {
            self.at += token.len();
        } else {
            self.lose();
        }
        let text = self.docs.text(token);
        self.docs.concat(vec![gap, text])
    }

    /// A separator, and then `token`.
    fn then(&mut self, sep: Sep, token: &str) -> Doc {
        let gap = self.gap(sep).doc;
        let token = self.take(token);
        self.docs.concat(vec![gap, token])
    }

    /// The text of a span as it is; it has to begin at the next token.
    fn verbatim(&mut self, span: Span) -> Doc {
        let gap = self.gap(Sep::Tight).doc;
        let (start, end) = (span.start as usize, span.end as usize);
        if self.at != start {
            self.lose();
        }
        let text = self.text.get(start..end).unwrap_or_default();
        self.at = self.at.max(end);
        let text = self.docs.text(text);
        self.docs.concat(vec![gap, text])
    }

    /// The next token, which has to be a word.
    fn word(&mut self) -> Doc {
        let start = self.next();
        let rest = &self.text[start..];
        let length = rest.find(|c: char| !(c == '_' || c.is_alphanumeric())).unwrap_or(rest.len());
        if length == 0 {
            self.lose();
        }
        self.verbatim(Span::new(writ_compiler::source::FileId(0), start, start + length))
    }

    /// Takes a `,` or `;` if it is next; the comments before it go behind it.
    fn skip(&mut self, separator: char) -> bool {
        let found = self.trivia();
        if !self.text[found.next..].starts_with(separator) {
            return false;
        }
        self.pending.extend(found.comments);
        self.at = found.next + 1;
        true
    }

    // ---- Comments ------------------------------------------------------------------------------------------------------------------

    /// What separates the token before from the next one: `sep`, or the comments that stand there.
    fn gap(&mut self, sep: Sep) -> Gap {
        let found = self.trivia();
        let mut comments = std::mem::take(&mut self.pending);
        comments.extend(&found.comments);
        self.at = found.next;
        let keeps_blank = matches!(sep, Sep::Line | Sep::HardBlank);
        if comments.is_empty() {
            let doc = self.separator(sep, keeps_blank && found.newlines > 1);
            return Gap { doc, is_broken: false };
        }
        // What closes or goes on with what is before it has no comments of its own.
        let closes = matches!(self.text.as_bytes().get(self.at), Some(b')' | b']' | b'}' | b',' | b';' | b'.' | b'?'));
        let mut parts = Vec::new();
        let mut is_broken = false;
        let last = comments.len() - 1;
        for (index, comment) in comments.iter().enumerate() {
            let is_same_line = comment.newlines == 0 && !(index > 0 && comments[index - 1].is_line);
            // `/* a */ b`: it stays before what it stands before.
            let is_leading = index == last && found.newlines == 0 && !comment.is_line && !closes;
            if is_leading {
                if !is_same_line {
                    parts.push(self.docs.hard(comment.newlines > 1 && (index > 0 || keeps_blank)));
                    is_broken = true;
                } else if is_broken {
                    parts.push(self.docs.text(" "));
                } else if index > 0 {
                    parts.push(self.separator_behind_comment(sep, false));
                } else {
                    parts.push(self.separator(sep, false));
                }
                parts.push(self.comment(comment));
                parts.push(self.docs.text(" "));
                let doc = self.docs.concat(parts);
                return self.indented_gap(sep, doc, is_broken);
            }
            if is_same_line {
                parts.push(self.trailing(comment));
                is_broken |= comment.is_line;
            } else {
                parts.push(self.docs.hard(comment.newlines > 1 && (index > 0 || keeps_blank)));
                parts.push(self.comment(comment));
                is_broken = true;
            }
        }
        // An empty line behind a comment stays: it says that the comment is not the documentation of what follows.
        let is_first = matches!(sep, Sep::Hard) && comments[last].newlines == 0 && last == 0;
        let blank = found.newlines > 1;
        let is_tight = sep == Sep::Tight && closes;
        parts.push(match is_broken {
            true => self.docs.hard(blank && !is_first),
            false if is_tight => self.docs.nothing(),
            false => self.separator_behind_comment(sep, keeps_blank && blank),
        });
        let doc = self.docs.concat(parts);
        self.indented_gap(sep, doc, is_broken)
    }

    /// Where no line was to break, what follows a comment is indented.
    fn indented_gap(&mut self, sep: Sep, doc: Doc, is_broken: bool) -> Gap {
        let is_loose = is_broken && matches!(sep, Sep::Tight | Sep::Space);
        Gap { doc: if is_loose { self.docs.indent(doc) } else { doc }, is_broken }
    }

    /// The comments before a closing bracket or the end of the text, without a line break behind them.
    fn closing_comments(&mut self) -> Gap {
        let found = self.trivia();
        let mut comments = std::mem::take(&mut self.pending);
        comments.extend(found.comments);
        self.at = found.next;
        let mut parts = Vec::new();
        let mut is_broken = false;
        for (index, comment) in comments.iter().enumerate() {
            let is_same_line = comment.newlines == 0 && !(index > 0 && comments[index - 1].is_line);
            if is_same_line {
                parts.push(self.trailing(comment));
                is_broken |= comment.is_line;
            } else {
                let is_first_in_block = index == 0 && self.is_behind_opening(comment.start);
                parts.push(self.docs.hard(comment.newlines > 1 && !is_first_in_block));
                parts.push(self.comment(comment));
                is_broken = true;
            }
        }
        Gap { doc: self.docs.concat(parts), is_broken }
    }

    fn is_behind_opening(&self, at: usize) -> bool {
        self.text[..at].trim_end().ends_with(['{', '(', '['])
    }

    /// As `separator`, but what follows is set off from the comment before it.
    fn separator_behind_comment(&mut self, sep: Sep, blank: bool) -> Doc {
        let sep = match sep {
            Sep::Tight => Sep::Space,
            Sep::Soft => Sep::Line,
            Sep::Space | Sep::Line | Sep::Fill | Sep::Hard | Sep::HardBlank => sep,
        };
        self.separator(sep, blank)
    }

    fn separator(&mut self, sep: Sep, blank: bool) -> Doc {
        match sep {
            Sep::Tight => self.docs.nothing(),
            Sep::Space => self.docs.text(" "),
            Sep::Soft => self.docs.soft(),
            Sep::Line => self.docs.line(blank),
            Sep::Fill => self.docs.fill(),
            Sep::Hard | Sep::HardBlank => self.docs.hard(blank),
        }
    }

    /// A comment on the line of what is before it.
    fn trailing(&mut self, comment: &Comment) -> Doc {
        if comment.is_line {
            let text = format!(" {}", self.comment_text(comment));
            return self.docs.trailing(&text);
        }
        let blank = if self.text[..comment.start].trim_end().ends_with(['(', '[']) { "" } else { " " };
        let blank = self.docs.text(blank);
        let text = self.comment(comment);
        self.docs.concat(vec![blank, text])
    }

    fn comment_text(&self, comment: &Comment) -> &'a str {
        self.text[comment.start..comment.end].trim_end()
    }

    /// A comment's own text. The lines of a block comment that begins a line move with it.
    fn comment(&mut self, comment: &Comment) -> Doc {
        let text = self.comment_text(comment);
        if !text.contains('\n') {
            return self.docs.text(text);
        }
        let line_start = self.text[..comment.start].rfind('\n').map_or(0, |end| end + 1);
        let before = &self.text[line_start..comment.start];
        let moves = before.bytes().all(|byte| byte == b' ')
            && text.lines().skip(1).all(|line| line[..line.len() - line.trim_start().len()].bytes().all(|byte| byte == b' '));
        let lines = text.lines().enumerate().map(|(index, line)| {
            let line = line.trim_end();
            if index == 0 || !moves {
                return (None, line.into());
            }
            let content = line.trim_start();
            let shift = (line.len() - content.len()) as isize - before.len() as isize;
            (Some(shift), content.into())
        });
        let lines = lines.collect();
        self.docs.lines(lines)
    }
}
