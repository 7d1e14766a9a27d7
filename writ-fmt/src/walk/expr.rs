//! Expressions but for operators and calls.

use super::list::{ListStyle, PLAIN};
use super::{Sep, Walker};
use crate::doc::Doc;
use writ_compiler::ast::{Arm, ArmBody, ArrayElement, DictionaryEntry, Expr, ExprKind, Lambda, LambdaBody, UnaryOp, When};
use writ_compiler::stack::deep;

impl Walker<'_> {
    /// An expression that a block follows: its further lines are set off from that block's.
    pub(super) fn head(&mut self, expr: &Expr) -> Doc {
        self.is_head = true;
        let doc = self.expr(expr);
        self.is_head = false;
        doc
    }

    /// An expression, with the parentheses around it.
    pub(super) fn expr(&mut self, expr: &Expr) -> Doc {
        deep(|| {
            let start = expr.span.start as usize;
            if self.next() < start && self.sees("(") {
                self.is_head = false;
                let open = self.take("(");
                let gap = self.gap(Sep::Tight).doc;
                let inner = self.expr(expr);
                let end = self.gap(Sep::Tight).doc;
                let close = self.take(")");
                return self.docs.concat(vec![open, gap, inner, end, close]);
            }
            self.bare(expr)
        })
    }

    fn bare(&mut self, expr: &Expr) -> Doc {
        let is_head = std::mem::take(&mut self.is_head);
        match &expr.kind {
            ExprKind::Int(_)
            | ExprKind::Float(_)
            | ExprKind::Bool(_)
            | ExprKind::Null
            | ExprKind::Name(_)
            | ExprKind::SelfValue
            | ExprKind::Super
            | ExprKind::Break
            | ExprKind::Continue
            | ExprKind::Yield(None)
            | ExprKind::Return(None) => self.verbatim(expr.span),
            ExprKind::String(_) => self.string(expr.span),
            ExprKind::Generic { name, arguments, .. } => self.named(name, arguments),
            ExprKind::Path { name, .. } => self.named(name, &[]),
            ExprKind::Tuple(elements) => self.list(("(", ")"), elements.len(), PLAIN, |walker, index| walker.expr(&elements[index])),
            ExprKind::Array(elements) => self.array(elements),
            ExprKind::Dictionary(entries) => self.dictionary(entries),
            ExprKind::Lambda(lambda) => self.lambda(lambda),
            ExprKind::Unary { op, operand } => {
                let token = match op {
                    UnaryOp::Negate => "-",
                    UnaryOp::Not => "!",
                    UnaryOp::BitNot => "~",
                };
                let op = self.take(token);
                // Not `--x`: that is another operator elsewhere.
                let is_twice = token == "-" && self.sees("-");
                let gap = self.gap(if is_twice { Sep::Space } else { Sep::Tight }).doc;
                let operand = self.expr(operand);
                self.docs.concat(vec![op, gap, operand])
            }
            ExprKind::Start(operand) => self.word_before("start", operand),
            ExprKind::Yield(Some(operand)) => self.word_before("yield", operand),
            ExprKind::Return(Some(operand)) => self.word_before("return", operand),
            ExprKind::Binary { .. } | ExprKind::Ternary { .. } | ExprKind::Is { .. } | ExprKind::As { .. } => self.operators(expr, is_head),
            ExprKind::Call { .. } | ExprKind::Index { .. } | ExprKind::Member { .. } | ExprKind::MethodTypes { .. } | ExprKind::Try(_) => {
                self.chain(expr)
            }
            ExprKind::When(when) => self.when(when, expr),
            ExprKind::Error => {
                self.lose();
                self.docs.nothing()
            }
        }
    }

    fn word_before(&mut self, word: &str, operand: &Expr) -> Doc {
        let word = self.take(word);
        let gap = self.gap(Sep::Space).doc;
        let operand = self.expr(operand);
        self.docs.concat(vec![word, gap, operand])
    }

    fn array(&mut self, elements: &[ArrayElement]) -> Doc {
        let style = ListStyle { keeps_lines: true, fills: elements.iter().all(|element| self.is_short(&element.value)), is_padded: false };
        self.list(("[", "]"), elements.len(), style, |walker, index| walker.spread_value(elements[index].spread, &elements[index].value))
    }

    /// A value with `...` before it.
    pub(super) fn spread_value(&mut self, spread: bool, value: &Expr) -> Doc {
        if !spread {
            return self.expr(value);
        }
        let dots = self.take("...");
        let value = self.expr(value);
        self.docs.concat(vec![dots, value])
    }

    fn dictionary(&mut self, entries: &[DictionaryEntry]) -> Doc {
        let style = ListStyle { keeps_lines: true, ..PLAIN };
        self.list(("{", "}"), entries.len(), style, |walker, index| match &entries[index] {
            DictionaryEntry::Entry(key, value) => {
                let key = walker.expr(key);
                let colon = walker.take(":");
                let gap = walker.gap(Sep::Space).doc;
                let value = walker.expr(value);
                walker.docs.concat(vec![key, colon, gap, value])
            }
            DictionaryEntry::Spread(value) => walker.spread_value(true, value),
        })
    }

    fn lambda(&mut self, lambda: &Lambda) -> Doc {
        let parameters = &lambda.parameters;
        let mut parts = vec![self.list(("(", ")"), parameters.len(), PLAIN, |walker, index| {
            let name = walker.verbatim(parameters[index].name.span);
            match &parameters[index].ty {
                Some(ty) => {
                    let ty = walker.behind_colon(ty);
                    walker.docs.concat(vec![name, ty])
                }
                None => name,
            }
        })];
        if let Some(result) = &lambda.result {
            parts.push(self.result(result));
        }
        parts.push(self.then(Sep::Space, "=>"));
        match &lambda.body {
            LambdaBody::Block(block) => {
                parts.push(self.gap(Sep::Space).doc);
                parts.push(self.block(block));
            }
            LambdaBody::Expr(body) => {
                let gap = self.gap(Sep::Line);
                let doc = self.expr(body);
                if self.docs.is_line(gap.doc) && self.opens_lines(body) {
                    let blank = self.docs.text(" ");
                    parts.extend([blank, doc]);
                } else {
                    let inner = self.docs.concat(vec![gap.doc, doc]);
                    let inner = self.docs.indent(inner);
                    parts.push(self.docs.group(inner));
                }
            }
        }
        self.docs.concat(parts)
    }

    fn when(&mut self, when: &When, expr: &Expr) -> Doc {
        let mut parts = vec![self.take("when")];
        if let Some(subject) = &when.subject {
            parts.push(self.gap(Sep::Space).doc);
            parts.push(self.head(subject));
        }
        parts.push(self.gap(Sep::Space).doc);
        let open = self.take("{");
        let is_line = self.arms_on_one_line(when, expr);
        let mut inner = Vec::new();
        while self.skip_arm_end() {}
        for (index, arm) in when.arms.iter().enumerate() {
            let sep = match (is_line, index) {
                (true, _) => Sep::Line,
                (false, 0) => Sep::Hard,
                (false, _) => Sep::HardBlank,
            };
            if is_line && index > 0 {
                inner.push(self.docs.if_flat(","));
            }
            inner.push(self.gap(sep).doc);
            inner.push(self.arm(arm));
            while self.skip_arm_end() {}
        }
        parts.push(self.close_braces(open, inner, is_line));
        let doc = self.docs.concat(parts);
        self.docs.group(doc)
    }

    fn skip_arm_end(&mut self) -> bool {
        self.skip(',') || self.skip(';')
    }

    fn arms_on_one_line(&self, when: &When, expr: &Expr) -> bool {
        let mut at = self.at;
        for arm in &when.arms {
            if self.breaks_between(at, arm.span.start as usize) {
                return false;
            }
            at = arm.span.end as usize;
        }
        !when.arms.is_empty() && !self.breaks_between(at, expr.span.end as usize)
    }

    fn arm(&mut self, arm: &Arm) -> Doc {
        let mut parts = Vec::new();
        for (index, pattern) in arm.patterns.iter().enumerate() {
            if index > 0 {
                parts.push(self.docs.text(","));
                let gap = self.gap(Sep::Fill).doc;
                parts.push(self.docs.indent(gap));
            }
            let pattern = self.pattern(pattern);
            parts.push(self.docs.indent(pattern));
            self.skip(',');
        }
        if let Some(guard) = &arm.guard {
            parts.push(self.then(Sep::Space, "if"));
            parts.push(self.gap(Sep::Space).doc);
            parts.push(self.expr(guard));
        }
        parts.push(self.then(Sep::Space, "=>"));
        parts.push(self.gap(Sep::Space).doc);
        parts.push(match &arm.body {
            ArmBody::Expr(body) => self.expr(body),
            ArmBody::Block(block) => self.block(block),
        });
        self.docs.concat(parts)
    }
}

/// The longest element that shares its line with others, in bytes but for blanks and commas.
const SHORT: usize = 24;

impl Walker<'_> {
    /// Whether an element may share its line with others where a list is too long for one line: a literal, a name, a tuple of such.
    pub(super) fn is_short(&self, expr: &Expr) -> bool {
        let text = self.text.get(expr.span.start as usize..expr.span.end as usize).unwrap_or_default();
        is_plain(expr) && text.bytes().filter(|byte| !matches!(byte, b' ' | b'\t' | b'\n' | b',')).take(SHORT + 1).count() <= SHORT
    }
}

/// Whether a call of it begins its lines with its arguments.
fn is_plain_callee(expr: &Expr) -> bool {
    if let ExprKind::Member { base: inner, .. } | ExprKind::MethodTypes { member: inner, .. } = &expr.kind {
        return deep(|| is_plain_callee(inner));
    }
    matches!(expr.kind, ExprKind::Name(_) | ExprKind::Path { .. } | ExprKind::Generic { .. } | ExprKind::SelfValue | ExprKind::Super)
}

/// Whether an expression has no parts that could stand on lines of their own.
pub(super) fn is_plain(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Int(_)
        | ExprKind::Float(_)
        | ExprKind::Bool(_)
        | ExprKind::Null
        | ExprKind::String(_)
        | ExprKind::Name(_)
        | ExprKind::Path { .. }
        | ExprKind::SelfValue => true,
        ExprKind::Unary { operand: inner, .. } | ExprKind::Member { base: inner, .. } => is_plain(inner),
        ExprKind::Tuple(elements) => elements.iter().all(is_plain),
        ExprKind::Generic { .. }
        | ExprKind::Super
        | ExprKind::Array(_)
        | ExprKind::Dictionary(_)
        | ExprKind::Lambda(_)
        | ExprKind::Binary { .. }
        | ExprKind::Ternary { .. }
        | ExprKind::Is { .. }
        | ExprKind::As { .. }
        | ExprKind::Call { .. }
        | ExprKind::Index { .. }
        | ExprKind::MethodTypes { .. }
        | ExprKind::Try(_)
        | ExprKind::When(_)
        | ExprKind::Start(_)
        | ExprKind::Yield(_)
        | ExprKind::Return(_)
        | ExprKind::Break
        | ExprKind::Continue
        | ExprKind::Error => false,
    }
}

impl Walker<'_> {
    /// Whether an expression begins its further lines at the end of its first one, so that it can stand behind what is before it: a literal with
    /// elements, a string of several lines, a function, a `when`, and a call whose last argument is such.
    pub(super) fn opens_lines(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::String(_) => self.breaks_between(expr.span.start as usize, expr.span.end as usize),
            ExprKind::Array(elements) => !elements.is_empty(),
            ExprKind::Dictionary(entries) => !entries.is_empty(),
            ExprKind::Lambda(_) | ExprKind::When(_) => true,
            ExprKind::Call { callee, arguments } => {
                is_plain_callee(callee)
                    && arguments.last().is_some_and(|argument| !argument.spread && deep(|| self.opens_lines(&argument.value)))
            }
            ExprKind::Start(operand) | ExprKind::Yield(Some(operand)) => deep(|| self.opens_lines(operand)),
            ExprKind::Int(_)
            | ExprKind::Float(_)
            | ExprKind::Bool(_)
            | ExprKind::Null
            | ExprKind::Name(_)
            | ExprKind::Generic { .. }
            | ExprKind::Path { .. }
            | ExprKind::SelfValue
            | ExprKind::Super
            | ExprKind::Tuple(_)
            | ExprKind::Unary { .. }
            | ExprKind::Binary { .. }
            | ExprKind::Ternary { .. }
            | ExprKind::Is { .. }
            | ExprKind::As { .. }
            | ExprKind::Index { .. }
            | ExprKind::Member { .. }
            | ExprKind::MethodTypes { .. }
            | ExprKind::Try(_)
            | ExprKind::Yield(None)
            | ExprKind::Return(_)
            | ExprKind::Break
            | ExprKind::Continue
            | ExprKind::Error => false,
        }
    }
}
