//! Operators: `? :`, `??`, and the chains of binary operators, `is` and `as`.
//!
//! A flat chain makes a tree as deep as the chain is long; here it becomes flat again.

use super::{Sep, Walker};
use crate::doc::Doc;
use writ_compiler::ast::{BinaryOp, Expr, ExprKind};

impl Walker<'_> {
    /// `? :`, a binary operator, `is` or `as`. `is_head`: a block follows.
    pub(super) fn operators(&mut self, expr: &Expr, is_head: bool) -> Doc {
        if let ExprKind::Ternary { .. } = &expr.kind {
            self.ternary(expr, is_head)
        } else if let ExprKind::Binary { op: BinaryOp::Coalesce, .. } = &expr.kind {
            self.coalesce(expr, is_head)
        } else {
            self.chain_of_operators(expr, is_head)
        }
    }

    /// `a ? b : c ? d : e` is flat.
    fn ternary(&mut self, expr: &Expr, is_head: bool) -> Doc {
        let mut node = expr;
        let mut first = None;
        let mut parts = Vec::new();
        while let ExprKind::Ternary { condition, then, otherwise } = &node.kind {
            let condition = self.expr(condition);
            match first {
                None => first = Some(condition),
                Some(_) => parts.push(condition),
            }
            let is_chain = !parts.is_empty();
            parts.push(self.then(if is_chain { Sep::Space } else { Sep::Line }, "?"));
            parts.push(self.gap(Sep::Space).doc);
            parts.push(self.expr(then));
            parts.push(self.then(Sep::Line, ":"));
            parts.push(self.gap(Sep::Space).doc);
            node = otherwise;
            if self.next() < node.span.start as usize {
                break;
            }
        }
        parts.push(self.expr(node));
        self.broken_behind(first, parts, is_head)
    }

    /// `a ?? b ?? c` is flat.
    fn coalesce(&mut self, expr: &Expr, is_head: bool) -> Doc {
        let mut node = expr;
        let mut first = None;
        let mut parts = Vec::new();
        while let ExprKind::Binary { op: BinaryOp::Coalesce, left, right, .. } = &node.kind {
            let left = self.expr(left);
            match first {
                None => first = Some(left),
                Some(_) => parts.push(left),
            }
            parts.push(self.then(Sep::Line, "??"));
            parts.push(self.gap(Sep::Space).doc);
            node = right;
            if self.next() < node.span.start as usize {
                break;
            }
        }
        parts.push(self.expr(node));
        self.broken_behind(first, parts, is_head)
    }

    fn begins_with(&self, outer: &Expr, inner: &Expr) -> bool {
        outer.span.start == inner.span.start
    }

    /// Binary operators that associate to the left, `is` and `as`, from the tightest to the loosest.
    fn chain_of_operators(&mut self, expr: &Expr, is_head: bool) -> Doc {
        let mut spine = Vec::new();
        let mut node = expr;
        while let ExprKind::Binary { left, .. } | ExprKind::Is { value: left, .. } | ExprKind::As { value: left, .. } = &node.kind
            && !matches!(&node.kind, ExprKind::Binary { op: BinaryOp::Coalesce, .. })
        {
            spine.push(node);
            let is_in_parentheses = !self.begins_with(node, left);
            node = left;
            if is_in_parentheses {
                break;
            }
        }
        let mut done = self.expr(node);
        let mut parts = Vec::new();
        let mut level = None;
        for node in spine.into_iter().rev() {
            let next = precedence(node);
            if level.is_some_and(|level| level != next) {
                done = self.broken_behind(Some(done), std::mem::take(&mut parts), is_head);
            }
            level = Some(next);
            self.link(node, &mut parts);
        }
        let opens = matches!(&expr.kind, ExprKind::Binary { right, .. } if self.opens_at(right));
        let last = parts.len() - 1;
        let is_forced = |doc: &Doc| self.docs.is_forced(*doc);
        if !opens || is_forced(&done) || parts[..last].iter().any(is_forced) {
            return self.broken_behind(Some(done), parts, is_head);
        }
        // `1 + when n {`: what has lines is the last operand alone.
        let in_line = self.docs.concat([done].into_iter().chain(parts.iter().copied()).collect());
        let before = self.docs.concat([done].into_iter().chain(parts[..last].iter().copied()).collect());
        let (before, behind) = (self.docs.flat(before), self.docs.broken(parts[last]));
        let opened = self.docs.concat(vec![before, behind]);
        let broken = self.broken_behind(Some(done), parts, is_head);
        self.docs.best(vec![in_line, opened, broken])
    }

    /// Whether an operand is a literal or a `when` whose lines may begin behind its operator; not in parentheses.
    fn opens_at(&self, operand: &Expr) -> bool {
        matches!(operand.kind, ExprKind::When(_) | ExprKind::Array(_) | ExprKind::Dictionary(_))
            && self.opens_lines(operand)
            && !self.text[..operand.span.start as usize].trim_end().ends_with('(')
    }

    /// An operator and what stands behind it.
    fn link(&mut self, node: &Expr, parts: &mut Vec<Doc>) {
        if let ExprKind::Is { ty, .. } = &node.kind {
            parts.push(self.then(Sep::Space, "is"));
            parts.push(self.gap(Sep::Space).doc);
            parts.push(self.ty(ty));
        } else if let ExprKind::As { ty, optional, .. } = &node.kind {
            parts.push(self.then(Sep::Space, if *optional { "as?" } else { "as" }));
            parts.push(self.gap(Sep::Space).doc);
            parts.push(self.ty(ty));
        } else if let ExprKind::Binary { op, left, right, op_span } = &node.kind {
            let token = token(*op);
            let (before, after) = if matches!(op, BinaryOp::And | BinaryOp::Or) {
                (Sep::Line, Sep::Space)
            } else if !matches!(op, BinaryOp::DotDot | BinaryOp::DotDotEqual) {
                (Sep::Space, Sep::Fill)
            } else if is_range(left, right) || self.is_tight(op_span.start as usize, token.len()) && !joins(left, right) {
                (Sep::Tight, Sep::Tight)
            } else {
                (Sep::Fill, Sep::Space)
            };
            parts.push(self.then(before, token));
            parts.push(self.gap(after).doc);
            parts.push(self.expr(right));
        }
    }

    /// Whether the source has no blank on either side of an operator at `start`.
    pub(super) fn is_tight(&self, start: usize, length: usize) -> bool {
        let end = start + length;
        let is_blank = |c: Option<char>| c.is_some_and(char::is_whitespace);
        !(is_blank(self.text[..start].chars().next_back()) || is_blank(self.text[end..].chars().next()))
    }

    /// What may go on below `first`, further to the right.
    fn broken_behind(&mut self, first: Option<Doc>, parts: Vec<Doc>, is_head: bool) -> Doc {
        let rest = self.docs.concat(parts);
        let mut rest = self.docs.indent(rest);
        if is_head {
            rest = self.docs.indent(rest);
        }
        let doc = self.docs.concat(first.into_iter().chain([rest]).collect());
        self.docs.group(doc)
    }
}

/// Whether `..` joins texts for certain: that is written with blanks.
fn joins(left: &Expr, right: &Expr) -> bool {
    matches!(left.kind, ExprKind::String(_)) || matches!(right.kind, ExprKind::String(_))
}

/// Whether `..` is a range for certain.
fn is_range(left: &Expr, right: &Expr) -> bool {
    matches!((&left.kind, &right.kind), (ExprKind::Int(_), ExprKind::Int(_)))
}

/// How tight an operator, `is` or `as` binds; equal numbers share a level.
fn precedence(node: &Expr) -> u8 {
    let ExprKind::Binary { op, .. } = &node.kind else {
        return if matches!(node.kind, ExprKind::As { .. }) { 12 } else { 3 };
    };
    match op {
        BinaryOp::Coalesce => 0,
        BinaryOp::Or => 1,
        BinaryOp::And => 2,
        BinaryOp::Equal | BinaryOp::NotEqual => 3,
        BinaryOp::Less | BinaryOp::LessEqual | BinaryOp::Greater | BinaryOp::GreaterEqual => 4,
        BinaryOp::DotDot | BinaryOp::DotDotEqual => 5,
        BinaryOp::BitOr => 6,
        BinaryOp::BitXor => 7,
        BinaryOp::BitAnd => 8,
        BinaryOp::ShiftLeft | BinaryOp::ShiftRight => 9,
        BinaryOp::Add | BinaryOp::Subtract => 10,
        BinaryOp::Multiply | BinaryOp::Divide | BinaryOp::Modulo => 11,
    }
}

/// How an operator is written.
fn token(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Coalesce => "??",
        BinaryOp::Or => "||",
        BinaryOp::And => "&&",
        BinaryOp::Equal => "==",
        BinaryOp::NotEqual => "!=",
        BinaryOp::Less => "<",
        BinaryOp::LessEqual => "<=",
        BinaryOp::Greater => ">",
        BinaryOp::GreaterEqual => ">=",
        BinaryOp::DotDot => "..",
        BinaryOp::DotDotEqual => "..=",
        BinaryOp::BitOr => "|",
        BinaryOp::BitXor => "^",
        BinaryOp::BitAnd => "&",
        BinaryOp::ShiftLeft => "<<",
        BinaryOp::ShiftRight => ">>",
        BinaryOp::Add => "+",
        BinaryOp::Subtract => "-",
        BinaryOp::Multiply => "*",
        BinaryOp::Divide => "/",
        BinaryOp::Modulo => "%",
    }
}
