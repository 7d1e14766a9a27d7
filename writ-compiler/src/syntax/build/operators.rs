//! Operators: the one table of precedence, and what it makes of a flat list of operands and operators.

use super::{Builder, parts};
use crate::ast::{Argument, BinaryOp, Expr, ExprKind, Lambda, LambdaBody, LambdaParameter, TypeExpr, UnaryOp};
use crate::source::Span;
use crate::syntax::grammar::{Node, Rule, end_of, start_of};
use pest::pratt_parser::{Assoc, ConstPrattParser, Op, pratt_precedence};
use std::mem::replace;

/// Precedence, from loose to tight, as in chapter 4 of the language reference.
///
/// `? :` and `??` associate to the right, but stand here as `Left`: pest recurses for each operator of a chain that associates to the right,
/// and a flat chain may have any length. [`Operand::links`] collects such a chain, and [`Operand::finish`] folds it from the right.
///
/// The lambda stands first: its body takes all that follows.
static PRECEDENCE: ConstPrattParser<Rule, 26> = ConstPrattParser::new_const(pratt_precedence![
    Op::prefix(Rule::lambda_head),
    Op::infix(Rule::ternary, Assoc::Left) | Op::infix(Rule::inner_ternary, Assoc::Left),
    Op::infix(Rule::coalesce, Assoc::Left),
    Op::infix(Rule::or, Assoc::Left),
    Op::infix(Rule::and, Assoc::Left),
    Op::infix(Rule::equality, Assoc::Left) | Op::postfix(Rule::type_test),
    Op::infix(Rule::comparison, Assoc::Left),
    Op::infix(Rule::range, Assoc::Left),
    Op::infix(Rule::bit_or, Assoc::Left),
    Op::infix(Rule::bit_xor, Assoc::Left),
    Op::infix(Rule::bit_and, Assoc::Left),
    Op::infix(Rule::shift, Assoc::Left),
    Op::infix(Rule::additive, Assoc::Left),
    Op::infix(Rule::multiplicative, Assoc::Left),
    Op::postfix(Rule::cast),
    Op::prefix(Rule::negate) | Op::prefix(Rule::not) | Op::prefix(Rule::bit_not) | Op::prefix(Rule::start) | Op::prefix(Rule::yield_prefix),
    Op::postfix(Rule::call) | Op::postfix(Rule::index) | Op::postfix(Rule::member) | Op::postfix(Rule::try_mark),
]);

/// An expression on its way through the table.
pub(super) struct Operand {
    /// The expression; of a chain that associates to the right, its last operand.
    expr: Expr,
    /// Its text with parentheses around it.
    outer: Span,
    /// What stands before `expr` in a chain of `??` or `? :`.
    links: Vec<Link>,
    /// The level of comparison that the expression is, if no parentheses are around it: comparisons don't chain.
    comparison: Option<Rule>,
}

/// `operand ??` or `condition ? then :`.
struct Link {
    left: Expr,
    outer: Span,
    kind: LinkKind,
}

enum LinkKind {
    Coalesce { op_span: Span },
    Ternary { then: Expr },
}

impl Operand {
    pub(super) fn new(expr: Expr, outer: Span) -> Operand {
        Operand { expr, outer, links: Vec::new(), comparison: None }
    }

    /// Folds a chain from the right; the span covers parentheses inside, not around.
    fn finish(self) -> Operand {
        let Operand { mut expr, mut outer, links, comparison } = self;
        if links.is_empty() {
            return Operand { expr, outer, links, comparison };
        }
        for link in links.into_iter().rev() {
            outer = link.outer.to(outer);
            let kind = match link.kind {
                LinkKind::Coalesce { op_span } => {
                    ExprKind::Binary { op: BinaryOp::Coalesce, op_span, left: Box::new(link.left), right: Box::new(expr) }
                }
                LinkKind::Ternary { then } => {
                    ExprKind::Ternary { condition: Box::new(link.left), then: Box::new(then), otherwise: Box::new(expr) }
                }
            };
            expr = Expr { kind, span: outer };
        }
        Operand::new(expr, outer)
    }
}

impl Builder<'_> {
    /// The expression that a flat list of operands and operators makes.
    pub(super) fn operators<'i>(&self, nodes: impl Iterator<Item = Node<'i>>, span: Span) -> Expr {
        let mut nodes = nodes.flat_map(spread_chain).peekable();
        let Some(first) = nodes.next() else { return self.missing(span) };
        // Most expressions are one operand.
        if nodes.peek().is_none() {
            return self.primary(first).expr;
        }
        PRECEDENCE
            .map_primary(|node| self.primary(node))
            .map_prefix(|node, operand| self.prefix(node, operand))
            .map_postfix(|operand, node| self.postfix(operand, node))
            .map_infix(|left, node, right| self.infix(left, node, right))
            .parse(std::iter::once(first).chain(nodes))
            .finish()
            .expr
    }

    fn prefix(&self, node: Node<'_>, operand: Operand) -> Operand {
        let Operand { expr, outer, .. } = operand.finish();
        let span = self.span(&node).to(outer);
        let kind = match node.as_rule() {
            Rule::negate => ExprKind::Unary { op: UnaryOp::Negate, operand: Box::new(expr) },
            Rule::not => ExprKind::Unary { op: UnaryOp::Not, operand: Box::new(expr) },
            Rule::bit_not => ExprKind::Unary { op: UnaryOp::BitNot, operand: Box::new(expr) },
            Rule::start => ExprKind::Start(Box::new(expr)),
            Rule::yield_prefix => ExprKind::Yield(Some(Box::new(expr))),
            _ => ExprKind::Lambda(self.lambda(node, LambdaBody::Expr(Box::new(expr)))),
        };
        Operand::new(Expr { kind, span }, span)
    }

    fn postfix(&self, operand: Operand, node: Node<'_>) -> Operand {
        let Operand { expr, outer, .. } = operand.finish();
        let span = outer.to(self.span(&node));
        let kind = match node.as_rule() {
            Rule::call => {
                let arguments = parts(node).map(|argument| self.argument(argument)).collect();
                ExprKind::Call { callee: Box::new(expr), arguments }
            }
            Rule::index => {
                let index = parts(node).next().map_or_else(|| self.missing(span), |index| self.expression(index));
                ExprKind::Index { base: Box::new(expr), index: Box::new(index) }
            }
            Rule::try_mark => ExprKind::Try(Box::new(expr)),
            Rule::member => return self.member(expr, span, node),
            Rule::type_test => match self.type_behind(node) {
                Some((_, ty)) => ExprKind::Is { value: Box::new(expr), ty },
                None => return Operand::new(self.missing(span), span),
            },
            _ => match self.type_behind(node) {
                Some((word, ty)) => ExprKind::As { value: Box::new(expr), ty, optional: word.as_str() == "as?" },
                None => return Operand::new(self.missing(span), span),
            },
        };
        Operand::new(Expr { kind, span }, span)
    }

    /// The word and the type of `is T` and `as T`.
    fn type_behind<'i>(&self, node: Node<'i>) -> Option<(Node<'i>, TypeExpr)> {
        let mut inner = node.into_inner();
        let word = inner.next()?;
        Some((word, self.ty(inner.next()?)))
    }

    fn member(&self, base: Expr, span: Span, node: Node<'_>) -> Operand {
        let mut inner = node.into_inner();
        let (Some(mark), Some(name)) = (inner.next(), inner.next()) else { return Operand::new(self.missing(span), span) };
        let name = self.ident(&name);
        let optional = mark.as_str() == "?.";
        let member = Expr { kind: ExprKind::Member { base: Box::new(base), name, optional }, span };
        let types = inner.next().map(|types| self.method_types(types)).unwrap_or_default();
        if types.is_empty() {
            return Operand::new(member, span);
        }
        Operand::new(Expr { kind: ExprKind::MethodTypes { member: Box::new(member), arguments: types }, span }, span)
    }

    fn infix(&self, left: Operand, node: Node<'_>, right: Operand) -> Operand {
        let rule = node.as_rule();
        let op_span = self.span(&node);
        let right = right.finish();
        match rule {
            Rule::coalesce => return chain(left, right, |link| matches!(link, LinkKind::Coalesce { .. }), LinkKind::Coalesce { op_span }),
            Rule::ternary | Rule::inner_ternary => {
                let then = parts(node).next().map_or_else(|| self.missing(op_span), |then| self.expression(then));
                return chain(left, right, |link| matches!(link, LinkKind::Ternary { .. }), LinkKind::Ternary { then });
            }
            _ => {}
        }
        let op = binary_op(node.as_str());
        let left = left.finish();
        let is_comparison = matches!(rule, Rule::equality | Rule::comparison);
        if is_comparison && left.comparison == Some(rule) {
            let error = self.error(op_span, "comparisons don't chain");
            let text = |span: crate::source::Span| &self.text()[span.start as usize..span.end as usize];
            let (first, last) = (text(left.outer), text(right.outer));
            let help = match &left.expr.kind {
                _ if last == "[]" => {
                    "an empty array is `[]`, and takes its type from what is written: `let items: Array<int> = []`".to_string()
                }
                ExprKind::Binary { right: middle, .. } if first.len() + last.len() < 60 && !first.contains('\n') => {
                    format!("compare twice and join with `&&`: `{first} && {} {} {last}`", text(middle.span), text(op_span))
                }
                _ => "compare twice and join with `&&`, or put one comparison in parentheses".to_string(),
            };
            self.report(error.help(help));
        }
        let span = left.outer.to(right.outer);
        let kind = ExprKind::Binary { op, op_span, left: Box::new(left.expr), right: Box::new(right.expr) };
        Operand { comparison: is_comparison.then_some(rule), ..Operand::new(Expr { kind, span }, span) }
    }

    /// `argument`: of a call, or a constant of an enum's variant.
    pub(super) fn argument(&self, node: Node<'_>) -> Argument {
        let span = self.span(&node);
        let mut argument = Argument { name: None, spread: false, value: Expr { kind: ExprKind::Error, span } };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::spread => argument.spread = true,
                Rule::argument_name => argument.name = Some(self.argument_name(part)),
                _ => argument.value = self.expression(part),
            }
        }
        argument
    }

    /// `lambda_head` or `block_lambda` with the body that was built.
    pub(super) fn lambda(&self, node: Node<'_>, body: LambdaBody) -> Lambda {
        let mut lambda = Lambda { parameters: Vec::new(), result: None, body };
        for part in node.into_inner().filter(|part| part.as_rule() == Rule::lambda_list).flat_map(Node::into_inner) {
            match part.as_rule() {
                Rule::lambda_parameter => {
                    let mut inner = part.into_inner();
                    if let Some(name) = inner.next() {
                        let ty = inner.next().map(|ty| self.ty(ty));
                        lambda.parameters.push(LambdaParameter { name: self.ident(&name), ty });
                    }
                }
                _ => lambda.result = Some(self.ty(part)),
            }
        }
        lambda
    }

    /// The span of a node's text between its brackets is not wanted: with them.
    pub(super) fn outer_span(&self, node: &Node<'_>) -> Span {
        self.range(start_of(node), end_of(node))
    }
}

/// A `chain` is its operand and postfix operators; they go through the table like all others.
fn spread_chain(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    let (chain, single) =
        if matches!(node.as_rule(), Rule::chain | Rule::head_chain) { (Some(node.into_inner()), None) } else { (None, Some(node)) };
    chain.into_iter().flatten().chain(single)
}

/// Adds an operand to a chain that associates to the right, or begins one.
fn chain(left: Operand, right: Operand, is_same: fn(&LinkKind) -> bool, kind: LinkKind) -> Operand {
    let mut left = if left.links.first().is_none_or(|link| is_same(&link.kind)) { left } else { left.finish() };
    let first = replace(&mut left.expr, right.expr);
    left.links.push(Link { left: first, outer: left.outer, kind });
    Operand { outer: right.outer, comparison: None, ..left }
}

fn binary_op(text: &str) -> BinaryOp {
    match text {
        "||" => BinaryOp::Or,
        "&&" => BinaryOp::And,
        "==" => BinaryOp::Equal,
        "!=" => BinaryOp::NotEqual,
        "<=" => BinaryOp::LessEqual,
        ">=" => BinaryOp::GreaterEqual,
        ">" => BinaryOp::Greater,
        ".." => BinaryOp::DotDot,
        "..=" => BinaryOp::DotDotEqual,
        "|" => BinaryOp::BitOr,
        "^" => BinaryOp::BitXor,
        "&" => BinaryOp::BitAnd,
        "<<" => BinaryOp::ShiftLeft,
        ">>" => BinaryOp::ShiftRight,
        "+" => BinaryOp::Add,
        "-" => BinaryOp::Subtract,
        "*" => BinaryOp::Multiply,
        "/" => BinaryOp::Divide,
        "%" => BinaryOp::Modulo,
        // `<`, also as `scan` marked it.
        _ => BinaryOp::Less,
    }
}
