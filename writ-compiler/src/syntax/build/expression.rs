//! Operands: names, literals, brackets, lambdas, `when`.

use super::operators::Operand;
use super::{Builder, parts};
use crate::ast::{Arm, ArmBody, ArrayElement, DictionaryEntry, Expr, ExprKind, LambdaBody, Pattern, PatternKind, When};
use crate::syntax::grammar::{Node, Rule};

impl Builder<'_> {
    /// `expression`, `inner`, `head`, `arm_value`: a flat list of operands and operators.
    pub(super) fn expression(&self, node: Node<'_>) -> Expr {
        let span = self.span(&node);
        self.operators(node.into_inner(), span)
    }

    /// An operand without prefix and postfix operators.
    pub(super) fn primary(&self, node: Node<'_>) -> Operand {
        let outer = self.outer_span(&node);
        let expr = match node.as_rule() {
            Rule::reference => self.reference(node),
            Rule::number => self.number(node),
            Rule::string => self.string(node),
            Rule::constant => {
                let kind = match node.as_str() {
                    "true" => ExprKind::Bool(true),
                    "false" => ExprKind::Bool(false),
                    _ => ExprKind::Null,
                };
                Expr { kind, span: outer }
            }
            Rule::self_value => Expr { kind: ExprKind::SelfValue, span: outer },
            Rule::super_value => Expr { kind: ExprKind::Super, span: outer },
            Rule::bare_yield => Expr { kind: ExprKind::Yield(None), span: outer },
            Rule::paren => {
                let mut elements: Vec<Expr> = parts(node).map(|element| self.expression(element)).collect();
                match elements.pop() {
                    Some(only) if elements.is_empty() => only,
                    Some(last) => {
                        elements.push(last);
                        Expr { kind: ExprKind::Tuple(elements), span: outer }
                    }
                    None => self.missing(outer),
                }
            }
            Rule::array => Expr { kind: ExprKind::Array(parts(node).map(|element| self.element(element)).collect()), span: outer },
            Rule::dictionary => Expr { kind: ExprKind::Dictionary(parts(node).map(|entry| self.entry(entry)).collect()), span: outer },
            Rule::block_lambda => {
                let body = node.clone().into_inner().find(|part| part.as_rule() == Rule::block);
                match body {
                    Some(block) => {
                        let body = LambdaBody::Block(self.block(block));
                        Expr { kind: ExprKind::Lambda(self.lambda(node, body)), span: outer }
                    }
                    None => self.missing(outer),
                }
            }
            Rule::when => Expr { kind: ExprKind::When(self.when(node)), span: outer },
            _ => self.missing(outer),
        };
        Operand::new(expr, outer)
    }

    fn element(&self, node: Node<'_>) -> ArrayElement {
        let span = self.span(&node);
        let mut element = ArrayElement { spread: false, value: Expr { kind: ExprKind::Error, span } };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::spread => element.spread = true,
                _ => element.value = self.expression(part),
            }
        }
        element
    }

    fn entry(&self, node: Node<'_>) -> DictionaryEntry {
        let span = self.span(&node);
        let mut is_spread = false;
        let mut values = Vec::new();
        for part in parts(node) {
            match part.as_rule() {
                Rule::spread => is_spread = true,
                _ => values.push(self.expression(part)),
            }
        }
        let mut values = values.into_iter();
        match (values.next(), values.next()) {
            (Some(value), _) if is_spread => DictionaryEntry::Spread(value),
            (Some(key), Some(value)) => DictionaryEntry::Entry(key, value),
            _ => DictionaryEntry::Spread(self.missing(span)),
        }
    }

    fn when(&self, node: Node<'_>) -> When {
        let mut when = When { subject: None, arms: Vec::new() };
        for part in parts(node) {
            match part.as_rule() {
                Rule::head => when.subject = Some(Box::new(self.expression(part))),
                Rule::arms | Rule::condition_arms => when.arms = part.into_inner().map(|arm| self.arm(arm)).collect(),
                _ => {}
            }
        }
        when
    }

    fn arm(&self, node: Node<'_>) -> Arm {
        let span = self.span(&node);
        let mut arm =
            Arm { patterns: Vec::new(), is_else: false, guard: None, body: ArmBody::Expr(Expr { kind: ExprKind::Error, span }), span };
        let has_guard = node.clone().into_inner().any(|part| part.as_rule() == Rule::guard);
        for part in parts(node) {
            match part.as_rule() {
                Rule::else_word => {
                    arm.is_else = true;
                    arm.patterns.push(Pattern { kind: PatternKind::Any, span: self.span(&part) });
                }
                Rule::pattern => arm.patterns.push(self.pattern(part, has_guard)),
                Rule::is_pattern => arm.patterns.push(Pattern { span: self.span(&part), kind: self.is_pattern(part) }),
                Rule::arm_value => {
                    let value = self.expression(part);
                    arm.patterns.push(Pattern { span: value.span, kind: PatternKind::Value(value) });
                }
                Rule::guard => {
                    arm.guard = part.into_inner().find(|inner| inner.as_rule() == Rule::arm_value).map(|guard| self.expression(guard));
                }
                Rule::block => arm.body = ArmBody::Block(self.block(part)),
                Rule::expression => arm.body = ArmBody::Expr(self.expression(part)),
                _ => arm.body = ArmBody::Expr(self.jump(part)),
            }
        }
        arm
    }
}
