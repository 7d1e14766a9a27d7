//! Calls, members and indices: `a.b(c).d[e]?`.

use super::expr::is_plain;
use super::list::{List, ListStyle, PLAIN};
use super::{Sep, Walker};
use crate::doc::Doc;
use writ_compiler::ast::{Argument, Expr, ExprKind};

/// A method call in a chain, with what stands behind it up to the next one.
#[derive(Default)]
struct Segment {
    /// What stands before its point: comments, or nothing.
    gap: Option<Doc>,
    parts: Vec<Doc>,
    /// Its point began a line.
    begins_line: bool,
}

impl Walker<'_> {
    /// A chain of postfix operators. One with two calls of methods breaks before its points where it is too long, and stays so.
    pub(super) fn chain(&mut self, expr: &Expr) -> Doc {
        let (first, links) = self.links(expr);
        let mut head = vec![self.expr(first)];
        let head_is_short = is_short_head(first);
        let mut segments: Vec<Segment> = Vec::new();
        let mut has_comment = false;
        for (index, link) in links.iter().enumerate() {
            let mut is_point = false;
            if let ExprKind::Member { .. } = &link.kind {
                let calls = links[index + 1..].iter().find(|next| !matches!(next.kind, ExprKind::MethodTypes { .. }));
                let is_method = calls.is_some_and(|next| matches!(next.kind, ExprKind::Call { .. })) && !self.sees("::");
                let begins_line = self.is_token_on_new_line();
                if is_method {
                    is_point = true;
                    let gap = self.gap(Sep::Tight);
                    has_comment |= gap.is_broken;
                    segments.push(Segment { gap: Some(gap.doc), parts: Vec::new(), begins_line });
                }
            }
            let doc = self.chain_link(link, !is_point);
            match segments.last_mut() {
                Some(segment) => segment.parts.push(doc),
                None => head.push(doc),
            }
        }
        let calls = segments.len();
        // `self.f()` and `Kind.of()` are not torn apart.
        let is_merged = head_is_short && head.len() == 1 && calls > 0 && !has_comment;
        let breaks = calls > 1 && !has_comment;
        let stays_broken = breaks && segments.iter().skip(usize::from(is_merged)).any(|segment| segment.begins_line);
        let mut in_line = head.clone();
        let mut broken = Vec::new();
        for (index, segment) in segments.into_iter().enumerate() {
            in_line.extend(segment.gap);
            in_line.extend(&segment.parts);
            if is_merged && index == 0 {
                head.extend(segment.parts);
            } else {
                broken.push(self.docs.hard(false));
                broken.extend(segment.parts);
            }
        }
        let in_line = self.docs.concat(in_line);
        if !breaks {
            return in_line;
        }
        let broken = self.docs.concat(broken);
        let broken = self.docs.indent(broken);
        head.push(broken);
        let broken = self.docs.concat(head);
        if stays_broken {
            return broken;
        }
        if self.docs.is_forced(in_line) {
            let last = self.docs.broken(in_line);
            return self.docs.best(vec![in_line, last, broken]);
        }
        self.docs.best(vec![in_line, broken])
    }

    /// What a chain begins with, and its links from the first to the last.
    fn links<'e>(&self, expr: &'e Expr) -> (&'e Expr, Vec<&'e Expr>) {
        let mut links = Vec::new();
        let mut node = expr;
        while let ExprKind::Call { callee: inner, .. }
        | ExprKind::Index { base: inner, .. }
        | ExprKind::Member { base: inner, .. }
        | ExprKind::MethodTypes { member: inner, .. }
        | ExprKind::Try(inner) = &node.kind
        {
            links.push(node);
            let is_in_parentheses = inner.span.start != node.span.start;
            node = inner;
            if is_in_parentheses {
                break;
            }
        }
        links.reverse();
        (node, links)
    }

    /// One link, without what is before it.
    fn chain_link(&mut self, link: &Expr, gap: bool) -> Doc {
        if let ExprKind::Call { arguments, .. } = &link.kind {
            return self.arguments(arguments);
        }
        if let ExprKind::Index { index, .. } = &link.kind {
            let open = self.take("[");
            let before = self.gap(Sep::Tight).doc;
            let index = self.expr(index);
            let behind = self.gap(Sep::Tight).doc;
            let close = self.take("]");
            return self.docs.concat(vec![open, before, index, behind, close]);
        }
        if let ExprKind::Member { name, optional, .. } = &link.kind {
            let before = if gap { self.gap(Sep::Tight).doc } else { self.docs.nothing() };
            let mark = match optional {
                true => "?.",
                false if self.sees("::") => "::",
                false => ".",
            };
            let mark = self.take(mark);
            let name = self.verbatim(name.span);
            return self.docs.concat(vec![before, mark, name]);
        }
        if let ExprKind::MethodTypes { arguments, .. } = &link.kind {
            return self.type_arguments(arguments);
        }
        // What is left is `Try`.
        self.take("?")
    }

    /// The arguments of a call, with their parentheses. One of them that has lines of its own may keep the call on the lines of what is around
    /// it: `f(a, [` … `])`, `on(event, (x) => {` … `}, 1)`.
    pub(super) fn arguments(&mut self, arguments: &[Argument]) -> Doc {
        let style = ListStyle { fills: arguments.len() > 1 && arguments.iter().all(|argument| self.is_short(&argument.value)), ..PLAIN };
        let list = self.read_list(("(", ")"), arguments.len(), style, |walker, index| walker.argument(&arguments[index]));
        if arguments.is_empty() || !self.is_plain(&list) {
            return self.lay_out(&list);
        }
        if let [only] = arguments
            && is_atom(&only.value)
        {
            return self.lay_out_in_line(&list, None);
        }
        let Some(open) = self.opening(arguments, &list) else { return self.lay_out(&list) };
        let flat = self.lay_out_in_line(&list, None);
        let hugged = self.lay_out_in_line(&list, Some(open));
        let expanded = self.lay_out(&list);
        let expanded = self.docs.broken(expanded);
        self.docs.best(vec![flat, hugged, expanded])
    }

    /// The argument that may have lines of its own: the only function, or the only one at all that could. What stands behind it has no parts,
    /// and what stands before it is on one line. That depends on nothing that formatting changes, so that the call stays as it is.
    fn opening(&self, arguments: &[Argument], list: &List) -> Option<usize> {
        let could = |argument: &Argument| !argument.spread && self.opens_lines(&argument.value);
        let is_function = |argument: &Argument| matches!(argument.value.kind, ExprKind::Lambda(_));
        let only = |wanted: &dyn Fn(&Argument) -> bool| {
            let mut found = (0..arguments.len()).filter(|index| wanted(&arguments[*index]));
            found.next().filter(|_| found.next().is_none())
        };
        let open = only(&is_function).or_else(|| if arguments.iter().any(is_function) { None } else { only(&could) })?;
        let others_fit = list.docs().enumerate().all(|(index, doc)| index == open || !self.docs.is_forced(doc));
        (others_fit && could(&arguments[open]) && arguments[open + 1..].iter().all(|argument| is_atom(&argument.value))).then_some(open)
    }

    fn argument(&mut self, argument: &Argument) -> Doc {
        let Some(name) = &argument.name else { return self.spread_value(argument.spread, &argument.value) };
        let name = self.verbatim(name.span);
        let colon = self.take(":");
        let gap = self.gap(Sep::Space).doc;
        let value = self.expr(&argument.value);
        self.docs.concat(vec![name, colon, gap, value])
    }
}

/// Whether the first point behind it belongs to it.
fn is_short_head(expr: &Expr) -> bool {
    if let ExprKind::Name(name) = &expr.kind {
        return name.name.chars().count() <= 4 || name.name.starts_with(char::is_uppercase);
    }
    matches!(expr.kind, ExprKind::SelfValue | ExprKind::Super)
}

/// Whether nothing in an expression can break.
fn is_atom(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::String(_)) || is_plain(expr)
}
