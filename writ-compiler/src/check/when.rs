//! `when`: with a subject a match, without one a chain of conditions; as a statement or for its value.

use super::condition::Facts;
use super::expr::value_block;
use super::function::{Fact, Variable};
use super::literal::is_numeric_literal;
use super::operator::effect;
use super::pattern::bindings;
use super::statement::{diverges, keyword};
use super::{Checker, error_expr};
use crate::ast::{self, PatternKind};
use crate::diagnostic::{Applicability, Code, Diagnostic, Fix, suggest};
use crate::ir::{self, Block, Expr, ExprKind, Pattern, Type, TypeId};
use crate::passes::exhaustive;
use crate::source::Span;
use std::collections::BTreeSet;

/// The body of an arm.
enum Body<'a> {
    /// Checked: the block, and the type of its value (`Void` if it has none, `Never` if it does not come back).
    Done(Block, TypeId),
    /// A number that takes the type of the other arms.
    Number(&'a ast::Expr),
}

/// What holds where the arms end, for the statements behind the `when`.
#[derive(Default)]
struct Exits(Option<BTreeSet<Fact>>);

impl Exits {
    fn add(&mut self, narrowed: &BTreeSet<Fact>) {
        self.0 = Some(match self.0.take() {
            Some(before) => &before & narrowed,
            None => narrowed.clone(),
        });
    }
}

impl Checker {
    /// Checks a `when`. `wanted`: its value is used, else it is a statement.
    pub fn when(&mut self, when: &ast::When, hint: Option<TypeId>, wanted: bool, span: Span) -> Expr {
        let wanted = wanted && hint != Some(TypeId::VOID);
        match &when.subject {
            Some(subject) => self.when_subject(subject, &when.arms, hint, wanted, span),
            None => self.when_conditions(&when.arms, hint, wanted, span),
        }
    }

    fn when_subject(&mut self, subject: &ast::Expr, arms: &[ast::Arm], hint: Option<TypeId>, wanted: bool, span: Span) -> Expr {
        let asks_for_null = arms.iter().flat_map(|arm| &arm.patterns).any(|pattern| matches!(pattern.kind, PatternKind::Null));
        // A variable that is known to have a value is looked at as that value, unless an arm asks for `null`.
        let subject = if asks_for_null { self.unnarrowed(subject, None) } else { self.value(subject, None) };
        let mut subject = if matches!(subject.ty, TypeId::VOID | TypeId::NEVER) { self.no_value(subject.span) } else { subject };
        if self.is_open(subject.ty) {
            let report = self.open_type_report(subject.ty, subject.span);
            self.report(report);
            subject = error_expr(subject.span);
        }
        let ty = subject.ty;
        let variable = self.narrowable(super::classes::narrowed_variable(&subject));
        let is_optional = self.optional_inner(ty).is_some();
        let head = Span { end: subject.span.end, ..span };

        let mut entry = self.state().narrowed.clone();
        let mut exits = Exits::default();
        let mut not_null = false;
        // Whether no code of the script ran since the subject was read: then a `var` still has the value that was matched.
        let mut untouched = true;
        // The types for which an arm above asks.
        let mut tested: Vec<TypeId> = Vec::new();
        let mut sound = ty != TypeId::ERROR;
        let mut patterns: Vec<(Pattern, Option<Expr>, Span)> = Vec::new();
        let mut bodies = Vec::new();
        for arm in arms {
            self.state().scopes.push(super::function::Scope::default());
            self.state().narrowed = entry.clone();
            let reported = self.diagnostics.error_count();
            let pattern = self.arm_pattern(arm, ty, not_null);
            untouched &= !has_test(&pattern);
            if let Some(variable) = variable
                && (untouched || !self.is_mutable(variable))
            {
                if is_optional && (not_null || needs_value(&pattern)) {
                    self.state().narrowed.insert(Fact::HasValue(variable));
                }
                if let Some(target) = tested_type(&pattern)
                    && let Some((variable, known)) = self.tested(&subject, target)
                {
                    self.state().narrowed.insert(Fact::Is(variable, known));
                }
            }
            let (guard, facts) = match &arm.guard {
                Some(guard) => {
                    let (guard, facts) = self.condition(guard);
                    (Some(guard), facts)
                }
                None => (None, Facts::default()),
            };
            sound &= self.diagnostics.error_count() == reported;
            untouched &= guard.is_none();
            entry = &entry & &self.state().narrowed;
            self.assume(&facts.when_true);
            if let Some(target) = tested_type(&pattern) {
                if tested.iter().any(|before| self.converts(target, *before)) {
                    let report = Diagnostic::warning(Code::UNREACHABLE_ARM, arm.span, "this arm is never reached");
                    self.report(report.label("an arm above takes every such object"));
                }
                if guard.is_none() {
                    tested.push(target);
                }
            }
            not_null |= guard.is_none() && matches!(pattern, Pattern::Null);
            patterns.push((pattern, guard, arm.span));
            bodies.push(self.arm_body(&arm.body, hint, wanted, &mut exits));
            self.state().scopes.pop();
        }

        if sound {
            let arms: Vec<(&Pattern, bool, Span)> =
                patterns.iter().map(|(pattern, guard, span)| (pattern, guard.is_some(), *span)).collect();
            let report = exhaustive::check(&self.program, ty, &arms);
            let warnings = report.unreachable_warnings(&arms);
            let missing = report.missing_error(head).filter(|_| wanted || self.must_be_covered(ty));
            let missing = missing.map(|error| error.with_fix(self.missing_arms(&report.missing, span)));
            let falls_through = !report.missing.is_empty() && missing.is_none();
            let sources = self.program.sources.clone();
            let without = |warning: Diagnostic| {
                let arm = suggest::remove(&sources, warning.primary.span, Applicability::Unsafe);
                warning.with_fix(Some(arm))
            };
            for report in warnings.into_iter().map(without).chain(missing) {
                self.report(report);
            }
            if falls_through {
                exits.add(&entry);
                patterns.push((Pattern::Any, None, span));
                bodies.push(Body::Done(empty_block(span.end_point()), TypeId::VOID));
            }
        }
        self.state().narrowed = exits.0.unwrap_or(entry);
        let Some((blocks, result)) = self.join(bodies, hint, wanted) else { return error_expr(span) };
        if ty == TypeId::ERROR || (wanted && arms.is_empty()) {
            return error_expr(span);
        }
        let arms = patterns.into_iter().zip(blocks).map(|((pattern, guard, span), body)| ir::Arm { pattern, guard, body, span }).collect();
        Expr { kind: ExprKind::Match { subject: Box::new(subject), arms }, ty: result, span }
    }

    /// Arms for what is not covered, for somebody to fill in.
    fn missing_arms(&self, missing: &[String], span: Span) -> Option<Fix> {
        let arm = |pattern: &String| {
            if pattern == "_" {
                return "else => panic(\"this value has no arm yet\")".to_owned();
            }
            let shown: String = pattern.chars().flat_map(|c| if matches!(c, '"' | '\\' | '$') { vec!['\\', c] } else { vec![c] }).collect();
            format!("{pattern} => panic(\"`{shown}` has no arm yet\")")
        };
        suggest::lines_at_end(&self.program.sources, span, &missing.iter().map(arm).collect::<Vec<_>>())
    }

    /// The pattern of an arm: that of its alternatives. `not_null`: an arm above took `null` away.
    fn arm_pattern(&mut self, arm: &ast::Arm, ty: TypeId, not_null: bool) -> Pattern {
        if let [pattern] = &arm.patterns[..] {
            if let (PatternKind::Bind(_), true, Some(inner)) = (&pattern.kind, not_null, self.optional_inner(ty)) {
                return Pattern::Some(Box::new(self.pattern(pattern, inner)));
            }
            return self.pattern(pattern, ty);
        }
        let mut bound = Vec::new();
        for pattern in &arm.patterns {
            bindings(pattern, &mut bound);
        }
        if let Some(name) = bound.first() {
            let report = Diagnostic::error(Code::PATTERN, name.span, format!("`{}` can't be bound: the arm has alternatives", name.name));
            self.report(report.help("give each of them an arm of its own, or write `_`"));
            self.bind_as_errors(&arm.patterns);
            return Pattern::Any;
        }
        Pattern::Or(arm.patterns.iter().map(|pattern| self.pattern(pattern, ty)).collect())
    }

    /// A `when` without subject: the first condition that holds.
    fn when_conditions(&mut self, arms: &[ast::Arm], hint: Option<TypeId>, wanted: bool, span: Span) -> Expr {
        let mut exits = Exits::default();
        let mut conditions = Vec::new();
        let mut bodies = Vec::new();
        let mut covered = false;
        for arm in arms {
            if covered {
                let report = Diagnostic::warning(Code::UNREACHABLE_ARM, arm.span, "this arm is never reached");
                self.report(report.label("an arm above takes everything"));
            }
            let condition = self.arm_condition(arm);
            let (condition, facts) = match &condition {
                Some(condition) => {
                    let (condition, facts) = self.condition(condition);
                    (Some(condition), facts)
                }
                None => (None, Facts::default()),
            };
            let after = self.state().narrowed.clone();
            self.assume(&facts.when_true);
            self.state().scopes.push(super::function::Scope::default());
            let body = self.arm_body(&arm.body, hint, wanted, &mut exits);
            self.state().scopes.pop();
            self.state().narrowed = after;
            self.assume(&facts.when_false);
            let condition = condition.filter(|condition| !matches!(condition.kind, ExprKind::Bool(true)));
            covered |= condition.is_none();
            conditions.push(condition);
            bodies.push(body);
        }
        let entry = self.state().narrowed.clone();
        if !covered {
            exits.add(&entry);
            if wanted {
                let head = keyword(span, "when".len() as u32);
                let report = Diagnostic::error(Code::NOT_EXHAUSTIVE, head, "this `when` may have no value: no arm is an `else`");
                let fix = self.missing_arms(&["_".to_owned()], span);
                self.report(report.help("add an `else` arm").with_fix(fix));
                return error_expr(span);
            }
        }
        self.state().narrowed = exits.0.unwrap_or(entry);
        let Some((blocks, result)) = self.join(bodies, hint, wanted) else { return error_expr(span) };
        let result = if covered { result } else { TypeId::VOID };
        let blocks: Vec<Block> = if result == TypeId::VOID { blocks.into_iter().map(without_value).collect() } else { blocks };
        let mut rest: Option<Block> = None;
        for (condition, then) in conditions.into_iter().zip(blocks).rev() {
            let Some(condition) = condition else {
                rest = Some(then);
                continue;
            };
            let span = condition.span.to(then.span);
            let ty = if rest.is_none() { TypeId::VOID } else { result };
            let otherwise = rest.take();
            let choice = Expr { kind: ExprKind::If { condition: Box::new(condition), then, otherwise }, ty, span };
            rest = Some(if result == TypeId::VOID { effect_block(choice) } else { value_block(choice) });
        }
        let rest = rest.unwrap_or(empty_block(span));
        Expr { kind: ExprKind::Block(rest), ty: result, span }
    }

    /// What an arm of a `when` without subject asks, as one expression; none for `else`.
    fn arm_condition(&mut self, arm: &ast::Arm) -> Option<ast::Expr> {
        let mut whole: Option<ast::Expr> = None;
        for pattern in &arm.patterns {
            let condition = match &pattern.kind {
                PatternKind::Value(condition) => condition.clone(),
                // Before a guard the grammar takes a bare name for one that is bound.
                PatternKind::Bind(name) => ast::Expr { kind: ast::ExprKind::Name(name.clone()), span: name.span },
                PatternKind::Any => {
                    match &arm.guard {
                        Some(guard) => return Some(guard.clone()),
                        None => return None,
                    };
                }
                PatternKind::Range { .. }
                | PatternKind::Null
                | PatternKind::Is { .. }
                | PatternKind::Tuple(_)
                | PatternKind::Struct { .. } => {
                    let report = Diagnostic::error(Code::PATTERN, pattern.span, "this `when` has no subject that a pattern could look at");
                    self.report(report.help("write `when value { … }`, or a condition"));
                    self.bind_as_errors([pattern]);
                    ast::Expr { kind: ast::ExprKind::Error, span: pattern.span }
                }
            };
            whole = Some(match whole {
                None => condition,
                Some(before) => binary(ast::BinaryOp::Or, before, condition),
            });
        }
        match (whole, &arm.guard) {
            (Some(whole), Some(guard)) => Some(binary(ast::BinaryOp::And, whole, guard.clone())),
            (whole, _) => whole,
        }
    }

    /// Checks the body of an arm, and notes what holds at its end.
    fn arm_body<'a>(&mut self, body: &'a ast::ArmBody, hint: Option<TypeId>, wanted: bool, exits: &mut Exits) -> Body<'a> {
        let (block, ty) = match body {
            ast::ArmBody::Expr(e) if wanted && hint.is_none() && is_plain_number(e) => {
                exits.add(&self.state().narrowed);
                return Body::Number(e);
            }
            ast::ArmBody::Expr(e) => {
                let value = if wanted { self.expr(e, hint) } else { self.effect_expr(e) };
                let ty = value.ty;
                if ty == TypeId::ERROR && !wanted { (empty_block(e.span), TypeId::VOID) } else { (value_block(value), ty) }
            }
            ast::ArmBody::Block(block) => self.scoped(|checker| checker.valued_block(block, hint, wanted)),
        };
        if ty != TypeId::NEVER {
            exits.add(&self.state().narrowed);
        }
        Body::Done(block, ty)
    }

    /// A block whose value is its last expression.
    fn valued_block(&mut self, block: &ast::Block, hint: Option<TypeId>, wanted: bool) -> (Block, TypeId) {
        let (last, before) = match block.statements.split_last() {
            Some((ast::Statement { kind: ast::StatementKind::Expression(e), .. }, before)) if wanted => (Some(e), before),
            _ => (None, &block.statements[..]),
        };
        self.declare_nested(&block.statements);
        let mut statements = Vec::new();
        for statement in before {
            self.statement(statement, &mut statements);
        }
        let value = last.map(|e| self.expr(e, hint));
        let ty = value.as_ref().map_or(TypeId::VOID, |value| value.ty);
        let block = Block { statements, value: value.map(Box::new), span: block.span };
        let ty = if diverges(&block) { TypeId::NEVER } else { ty };
        (block, ty)
    }

    /// An expression for its effect.
    fn effect_expr(&mut self, e: &ast::Expr) -> Expr {
        match &e.kind {
            ast::ExprKind::When(when) => self.when(when, None, false, e.span),
            _ => self.expr(e, None),
        }
    }

    /// Brings the arms to one type. None after a report.
    fn join(&mut self, bodies: Vec<Body>, hint: Option<TypeId>, wanted: bool) -> Option<(Vec<Block>, TypeId)> {
        let types: Vec<(TypeId, Span)> = bodies
            .iter()
            .filter_map(|body| match body {
                Body::Done(block, ty) => Some((*ty, block.value.as_ref().map_or(block.span, |value| value.span))),
                Body::Number(_) => None,
            })
            .collect();
        let come_back = || types.iter().filter(|(ty, _)| *ty != TypeId::NEVER);
        let numbers = types.len() < bodies.len();
        let for_effect = !numbers && (!wanted || come_back().all(|(ty, _)| *ty == TypeId::VOID));
        if for_effect {
            let ends = come_back().next().is_none() && !bodies.is_empty();
            let blocks = bodies.into_iter().filter_map(|body| match body {
                Body::Done(block, _) => Some(if ends { block } else { without_value(block) }),
                Body::Number(_) => None,
            });
            return Some((blocks.collect(), if ends { TypeId::NEVER } else { TypeId::VOID }));
        }
        if come_back().any(|(ty, _)| *ty == TypeId::ERROR) {
            return None;
        }
        if let Some((_, at)) = come_back().find(|(ty, _)| *ty == TypeId::VOID) {
            let report = Diagnostic::error(Code::VOID_VALUE, *at, "this arm gives no value, but the value of the `when` is used");
            self.report(report.help("the value of a block is its last expression"));
            return None;
        }
        let ty = match hint.filter(|hint| !numbers && types.iter().all(|(ty, _)| self.converts(*ty, *hint))) {
            Some(hint) => Some(hint),
            None => self.common_arm_type(&types)?,
        };
        let (values, ty) = self.with_numbers(bodies, ty)?;
        let blocks = values.into_iter().map(|mut block| {
            if let Some(value) = block.value.take() {
                let value = if value.ty == TypeId::NEVER { *value } else { self.meeting(*value, ty) };
                block.value = Some(Box::new(value));
            }
            block
        });
        Some((blocks.collect(), ty))
    }

    /// The type that the arms meet in; none in the outer option after a report, none in the inner one if nothing says it.
    fn common_arm_type(&mut self, types: &[(TypeId, Span)]) -> Option<Option<TypeId>> {
        let mut common: Option<(TypeId, Span)> = None;
        for (ty, at) in types.iter().filter(|(ty, _)| *ty != TypeId::NEVER) {
            common = match common {
                None => Some((*ty, *at)),
                Some((before, first)) => match self.meet(before, *ty) {
                    Some(both) => Some((both, first)),
                    None => {
                        let (a, b) = (self.type_name(before), self.type_name(*ty));
                        let report = Diagnostic::error(Code::MISMATCH, *at, format!("the arms of this `when` differ: `{a}` and `{b}`"));
                        self.report(report.label(format!("`{b}`")).also(first, format!("`{a}`")));
                        return None;
                    }
                },
            };
        }
        Some(common.map(|(ty, _)| ty))
    }

    /// Checks the arms that are mere numbers, now that the type of the others is known.
    fn with_numbers(&mut self, bodies: Vec<Body>, ty: Option<TypeId>) -> Option<(Vec<Block>, TypeId)> {
        let inner = ty.map(|ty| self.optional_inner(ty).unwrap_or(ty));
        let mut types: Vec<(TypeId, Span)> = Vec::new();
        let mut blocks = Vec::new();
        for body in bodies {
            blocks.push(match body {
                Body::Done(block, _) => block,
                Body::Number(e) => {
                    let number = self.expr(e, inner);
                    types.push((number.ty, number.span));
                    value_block(number)
                }
            });
        }
        if types.iter().any(|(ty, _)| *ty == TypeId::ERROR) {
            return None;
        }
        if let Some(ty) = ty {
            let at = blocks.first().map(|block| block.span).or(types.first().map(|(_, at)| *at))?;
            types.insert(0, (ty, at));
        }
        let ty = self.common_arm_type(&types)??;
        Some((blocks, ty))
    }

    /// Whether a `when` on a value of this type has to have an arm for each, also as a statement.
    fn must_be_covered(&self, ty: TypeId) -> bool {
        match self.get(ty) {
            Type::Bool | Type::Optional(_) | Type::Result(_) | Type::Enum(_) => true,
            Type::Error | Type::Never | Type::Void | Type::Int | Type::Int32 | Type::Float | Type::Float64 | Type::String | Type::Range => {
                false
            }
            Type::Array(_) | Type::Dictionary(..) | Type::Tuple(_) | Type::Function(..) | Type::Struct(_) | Type::Parameter(_) => false,
            Type::Class(_) | Type::Trait(_) | Type::Weak(_) | Type::Any => false,
        }
    }

    /// Reports that there is nothing to look at or to compare with.
    pub fn no_value(&mut self, span: Span) -> Expr {
        self.report(Diagnostic::error(Code::VOID_VALUE, span, "this gives no value").help("it can only stand as a statement of its own"));
        error_expr(span)
    }

    /// Whether a variable can get another value after its first.
    fn is_mutable(&mut self, variable: Variable) -> bool {
        match variable {
            Variable::Local(local) => self.state().locals[local.0 as usize].mutable,
            Variable::Global(global) => self.program[global].mutable,
        }
    }
}

/// A block that does nothing.
fn empty_block(span: Span) -> Block {
    Block { statements: Vec::new(), value: None, span }
}

/// A block for its effect.
fn effect_block(value: Expr) -> Block {
    let span = value.span;
    Block { statements: vec![effect(value)], value: None, span }
}

/// The block with its value as a last statement.
fn without_value(mut block: Block) -> Block {
    if let Some(value) = block.value.take() {
        block.statements.push(effect(*value));
    }
    block
}

fn binary(op: ast::BinaryOp, left: ast::Expr, right: ast::Expr) -> ast::Expr {
    let span = left.span.to(right.span);
    ast::Expr { kind: ast::ExprKind::Binary { op, op_span: span, left: Box::new(left), right: Box::new(right) }, span }
}

/// A number literal, perhaps with signs.
fn is_plain_number(e: &ast::Expr) -> bool {
    is_numeric_literal(e) && matches!(e.kind, ast::ExprKind::Int(_) | ast::ExprKind::Float(_) | ast::ExprKind::Unary { .. })
}

/// Whether looking at the pattern runs code of the script.
fn has_test(pattern: &Pattern) -> bool {
    match pattern {
        // Asking for the class of an object runs nothing.
        Pattern::Test { test, .. } => !matches!(test.kind, ExprKind::IsType { .. }),
        Pattern::Some(inner) | Pattern::Success(inner) | Pattern::Failure(inner) => has_test(inner),
        Pattern::Variant { fields, .. } | Pattern::Tuple(fields) | Pattern::Struct(fields) | Pattern::Or(fields) => {
            fields.iter().any(has_test)
        }
        Pattern::Any
        | Pattern::Bind(_)
        | Pattern::Int(_)
        | Pattern::Bool(_)
        | Pattern::String(_)
        | Pattern::IntRange { .. }
        | Pattern::Null => false,
    }
}

/// The class or trait that a value has if a pattern fits it.
fn tested_type(pattern: &Pattern) -> Option<TypeId> {
    match pattern {
        Pattern::Some(inner) => tested_type(inner),
        Pattern::Test { test, .. } => match &test.kind {
            ExprKind::IsType { target, .. } => Some(*target),
            _ => None,
        },
        _ => None,
    }
}

/// Whether the pattern fits no `null`.
fn needs_value(pattern: &Pattern) -> bool {
    match pattern {
        Pattern::Some(_) => true,
        Pattern::Or(patterns) => patterns.iter().all(needs_value),
        Pattern::Any
        | Pattern::Bind(_)
        | Pattern::Int(_)
        | Pattern::Bool(_)
        | Pattern::String(_)
        | Pattern::IntRange { .. }
        | Pattern::Test { .. }
        | Pattern::Null
        | Pattern::Success(_)
        | Pattern::Failure(_)
        | Pattern::Variant { .. }
        | Pattern::Tuple(_)
        | Pattern::Struct(_) => false,
    }
}
