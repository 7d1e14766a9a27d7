//! Lists in brackets: of elements, arguments, parameters, names.

use super::{Sep, Walker};
use crate::doc::Doc;

/// How a list is laid out.
#[derive(Clone, Copy)]
pub(super) struct ListStyle {
    /// Stays broken over lines if there was a line break behind its opening bracket; and then keeps its rows.
    pub keeps_lines: bool,
    /// Where it has to break, as many elements as fit go on each line.
    pub fills: bool,
    /// Blanks inside the brackets on one line: `{ a, b }`.
    pub is_padded: bool,
}

/// Lists that are laid out anew.
pub(super) const PLAIN: ListStyle = ListStyle { keeps_lines: false, fills: false, is_padded: false };

/// An element and what stands before it.
struct Element {
    gap: Doc,
    /// The element began a line.
    begins_line: bool,
    doc: Doc,
}

/// A list that is read but not laid out yet.
pub(super) struct List {
    open: Doc,
    close: Doc,
    elements: Vec<Element>,
    /// Comments behind the last element.
    end: Doc,
    /// A line has to end inside, between the elements.
    pub is_broken: bool,
    style: ListStyle,
}

impl List {
    pub(super) fn docs(&self) -> impl Iterator<Item = Doc> {
        self.elements.iter().map(|element| element.doc)
    }
}

impl Walker<'_> {
    /// A list of `count` elements, which `element` makes.
    pub(super) fn list(
        &mut self,
        (open, close): (&str, &str),
        count: usize,
        style: ListStyle,
        element: impl FnMut(&mut Self, usize) -> Doc,
    ) -> Doc {
        let list = self.read_list((open, close), count, style, element);
        self.lay_out(&list)
    }

    /// Reads a list.
    pub(super) fn read_list(
        &mut self,
        (open, close): (&str, &str),
        count: usize,
        mut style: ListStyle,
        mut element: impl FnMut(&mut Self, usize) -> Doc,
    ) -> List {
        let open = self.take(open);
        let stays_broken = style.keeps_lines && count > 0 && self.is_before_newline();
        let mut elements: Vec<Element> = Vec::new();
        let mut is_broken = stays_broken;
        let mut rows = false;
        for index in 0..count {
            let begins_line = self.is_token_on_new_line();
            rows |= stays_broken && index > 0 && !begins_line;
            let sep = match index {
                0 if style.is_padded => Sep::Line,
                0 => Sep::Soft,
                _ => Sep::Line,
            };
            let gap = self.gap(sep);
            is_broken |= gap.is_broken;
            let doc = element(self, index);
            let doc = self.with_comments_before_comma(doc);
            self.skip(',');
            elements.push(Element { gap: gap.doc, begins_line, doc });
        }
        if stays_broken {
            style.fills = rows;
        }
        if style.fills {
            self.fill(&mut elements, rows);
        }
        let end = self.closing_comments();
        is_broken |= end.is_broken;
        let close = self.take(close);
        List { open, close, elements, end: end.doc, is_broken, style }
    }

    /// An element with the block comments between it and its comma, if nothing of that is on another line.
    fn with_comments_before_comma(&mut self, element: Doc) -> Doc {
        let found = self.trivia();
        let is_near = found.newlines == 0 && found.comments.iter().all(|comment| !comment.is_line && comment.newlines == 0);
        if !is_near || found.comments.is_empty() || !self.text[found.next..].starts_with(',') {
            return element;
        }
        self.at = found.next;
        let mut parts = vec![element];
        for comment in &found.comments {
            parts.push(self.trailing(comment));
        }
        self.docs.concat(parts)
    }

    /// Replaces the lines between elements by places that break where the line is full; in rows, those that were there stay.
    fn fill(&mut self, elements: &mut [Element], rows: bool) {
        for element in elements.iter_mut().skip(1) {
            let is_plain = self.docs.is_line(element.gap);
            if is_plain && !(rows && element.begins_line) {
                element.gap = self.docs.fill();
            }
        }
    }

    /// A list as a group: on one line, or one element on each.
    pub(super) fn lay_out(&mut self, list: &List) -> Doc {
        let mut inner = Vec::new();
        for (index, element) in list.elements.iter().enumerate() {
            if index > 0 {
                inner.push(self.docs.text(","));
            }
            inner.extend([element.gap, element.doc]);
        }
        if list.elements.is_empty() {
            inner.push(list.end);
            let inner = self.docs.concat(inner);
            let inner = self.docs.indent(inner);
            let end = if list.is_broken { self.docs.hard(false) } else { self.docs.nothing() };
            return self.docs.concat(vec![list.open, inner, end, list.close]);
        }
        inner.push(self.docs.if_broken(","));
        inner.push(list.end);
        let inner = self.docs.concat(inner);
        let inner = self.docs.indent(inner);
        let end = match (list.is_broken, list.style.is_padded) {
            (true, _) => self.docs.hard(false),
            (false, true) => self.docs.line(false),
            (false, false) => self.docs.soft(),
        };
        let doc = self.docs.concat(vec![list.open, inner, end, list.close]);
        if list.is_broken { self.docs.broken_group(doc) } else { self.docs.group(doc) }
    }

    /// A list on the lines of what is around it: nothing in it is indented, and only the element `broken` breaks.
    pub(super) fn lay_out_in_line(&mut self, list: &List, broken: Option<usize>) -> Doc {
        let mut parts = vec![list.open];
        for (index, element) in list.elements.iter().enumerate() {
            if index > 0 {
                parts.push(self.docs.text(", "));
            }
            parts.push(if broken == Some(index) { self.docs.broken(element.doc) } else { element.doc });
        }
        parts.push(list.close);
        self.docs.concat(parts)
    }
}

impl Walker<'_> {
    /// Whether nothing but commas and blanks stands between a list's elements.
    pub(super) fn is_plain(&self, list: &List) -> bool {
        !list.is_broken && self.docs.is_nothing(list.end) && list.elements.iter().all(|element| self.docs.is_line(element.gap))
    }
}
