//! Expressions that evaluate one of several parts: `&&`, `||`, `if`, `when`.

use super::flatten::{Lowering, Var};
use super::machine::{End, MachineArm, StateId};
use crate::ir::{Arm, Block, Expr, ExprKind, LocalId, Pattern, Statement, StatementKind, TypeId};
use crate::source::Span;

impl Lowering<'_> {
    /// `&&`, `||`: the right operand is evaluated only if it decides.
    pub fn logic(&mut self, or: bool, left: &Expr, right: &Expr, span: Span) -> Expr {
        let left_value = self.expr(left);
        if !self.suspending.has(right) {
            let right = Box::new(self.rewritten(right));
            return Expr { kind: ExprKind::Logic { or, left: Box::new(left_value), right }, ty: TypeId::BOOL, span };
        }
        let result = self.held(left_value);
        let (more, join) = (self.state(), self.state());
        let condition = self.read(result, span);
        let (then, otherwise) = if or { (join, more) } else { (more, join) };
        self.end(End::Branch { condition, then, otherwise });
        self.current = more;
        let right = self.expr(right);
        self.store(result, right);
        self.go(join);
        self.read(result, span)
    }

    /// A condition, with the temporaries that it needs ended.
    pub fn condition(&mut self, condition: &Expr) -> Expr {
        self.open();
        let value = self.expr(condition);
        let span = value.span;
        self.close_with(Some(value)).unwrap_or_else(|| self.never(span))
    }

    /// `if`, also `? :`.
    pub fn if_else(&mut self, condition: &Expr, then: &Block, otherwise: Option<&Block>, ty: TypeId, span: Span) -> Expr {
        let condition = self.condition(condition);
        if !self.suspending.has(then) && !otherwise.is_some_and(|block| self.suspending.has(block)) {
            let condition = Box::new(condition);
            let then = self.rewritten_block(then);
            let otherwise = otherwise.map(|block| self.rewritten_block(block));
            return Expr { kind: ExprKind::If { condition, then, otherwise }, ty, span };
        }
        let result = self.result(ty);
        let (yes, no, join) = (self.state(), self.state(), self.state());
        self.end(End::Branch { condition, then: yes, otherwise: no });
        self.current = yes;
        self.branch(then, result, join);
        self.current = no;
        match otherwise {
            Some(block) => self.branch(block, result, join),
            None => self.end(End::Goto(join)),
        }
        self.current = join;
        self.result_of(result, ty, span)
    }

    /// A variable for the value of several branches, if they have one.
    fn result(&mut self, ty: TypeId) -> Option<u32> {
        (ty != TypeId::VOID && ty != TypeId::NEVER).then(|| self.temporary(ty))
    }

    fn result_of(&self, result: Option<u32>, ty: TypeId, span: Span) -> Expr {
        result.map_or_else(|| self.nothing(ty, span), |result| self.read(result, span))
    }

    /// A block that gives its value to a variable and goes on elsewhere.
    fn branch(&mut self, block: &Block, result: Option<u32>, join: StateId) {
        if let Some(value) = self.block(block) {
            match result {
                Some(result) => self.store(result, value),
                None => self.effect(value),
            }
        }
        self.end(End::Goto(join));
    }

    /// `when`.
    pub fn matching(&mut self, subject: &Expr, arms: &[Arm], ty: TypeId, span: Span) -> Expr {
        let subject = self.expr(subject);
        if !arms.iter().any(|arm| self.suspending.in_arm(arm)) {
            let arms = arms.iter().map(|arm| self.kept_arm(arm)).collect();
            return Expr { kind: ExprKind::Match { subject: Box::new(subject), arms }, ty, span };
        }
        let result = self.result(ty);
        let join = self.state();
        if arms.iter().any(|arm| self.suspending.in_test(arm)) {
            self.tested_arms(subject, arms, result, join);
        } else {
            self.plain_arms(subject, arms, result, join);
        }
        self.current = join;
        self.result_of(result, ty, span)
    }

    fn kept_arm(&mut self, arm: &Arm) -> Arm {
        let pattern = self.rewritten_pattern(&arm.pattern);
        let guard = arm.guard.as_ref().map(|guard| self.rewritten(guard));
        Arm { pattern, guard, body: self.rewritten_block(&arm.body), span: arm.span }
    }

    /// Arms of which only bodies suspend: one match, whose arms go to states.
    fn plain_arms(&mut self, subject: Expr, arms: &[Arm], result: Option<u32>, join: StateId) {
        let mut made = Vec::new();
        let mut bodies = Vec::new();
        for arm in arms {
            let pattern = self.rewritten_pattern(&arm.pattern);
            let guard = arm.guard.as_ref().map(|guard| self.rewritten(guard));
            if self.suspending.has(&arm.body) {
                let to = self.state();
                self.open();
                let statements = self.bind(&arm.pattern);
                let scope = self.scopes.pop().unwrap_or_default();
                bodies.push((arm, to, scope));
                made.push(MachineArm { pattern, guard, statements, to, span: arm.span });
                continue;
            }
            let Block { statements, value, span } = self.rewritten_block(&arm.body);
            let mut body = statements;
            if let Some(value) = value {
                body.push(match result {
                    Some(result) => self.stored(result, *value),
                    None => Statement { kind: StatementKind::Expr(*value), span },
                });
            }
            // A scope of its own.
            let block = Expr { kind: ExprKind::Block(Block { statements: body, value: None, span }), ty: TypeId::VOID, span };
            let statements = vec![Statement { kind: StatementKind::Expr(block), span }];
            made.push(MachineArm { pattern, guard, statements, to: join, span: arm.span });
        }
        self.end(End::Match { subject, arms: made });
        for (arm, to, scope) in bodies {
            self.current = to;
            self.arm_body(arm, scope, result, join);
        }
    }

    /// The body of an arm whose names are variables of the frame.
    fn arm_body(&mut self, arm: &Arm, scope: Vec<u32>, result: Option<u32>, join: StateId) {
        self.scopes.push(scope);
        if let Some(value) = self.block(&arm.body) {
            match result {
                Some(result) => self.store(result, value),
                None => self.effect(value),
            }
        }
        let end = self.close();
        end.into_iter().for_each(|statement| self.push(statement));
        self.end(End::Goto(join));
    }

    /// Moves the names that a pattern bound from locals to variables of the frame, which they are from here on.
    fn bind(&mut self, pattern: &Pattern) -> Vec<Statement> {
        let mut names = Vec::new();
        bound(pattern, &mut names);
        let mut statements = Vec::new();
        for name in names {
            let Var::Local(local) = self.vars[name.0 as usize] else { continue };
            let crate::ir::Local { ty, span, .. } = &self.locals[local.0 as usize];
            let value = Expr { kind: ExprKind::Local(local), ty: *ty, span: *span };
            let field = self.variable(name);
            statements.push(self.stored(field, value));
        }
        statements
    }

    /// Arms of which a guard or a test suspends: one after the other.
    fn tested_arms(&mut self, subject: Expr, arms: &[Arm], result: Option<u32>, join: StateId) {
        let span = subject.span;
        let subject = self.held(subject);
        for arm in arms {
            let next = self.state();
            let fits = self.state();
            self.open();
            if self.suspending.has(&arm.pattern) {
                self.tests(&arm.pattern, subject, fits, next, arm.span);
            } else {
                let pattern = self.rewritten_pattern(&arm.pattern);
                let statements = self.bind(&arm.pattern);
                let mut made = vec![MachineArm { pattern, guard: None, statements, to: fits, span: arm.span }];
                if !matches!(made[0].pattern, Pattern::Any | Pattern::Bind(_)) {
                    made.push(MachineArm { pattern: Pattern::Any, guard: None, statements: Vec::new(), to: next, span: arm.span });
                }
                let value = self.read(subject, span);
                self.end(End::Match { subject: value, arms: made });
            }
            self.current = fits;
            if let Some(guard) = &arm.guard {
                let condition = self.condition(guard);
                let body = self.state();
                self.end(End::Branch { condition, then: body, otherwise: next });
                self.current = body;
            }
            let scope = self.scopes.pop().unwrap_or_default();
            self.arm_body(arm, scope, result, join);
            self.current = next;
        }
        // Behind the last arm: the checker proved that one fits.
        self.end(End::Ended);
    }

    /// A pattern that is a test, or several.
    #[allow(clippy::wildcard_enum_match_arm)] // A suspension inside any other pattern has no place to go.
    fn tests(&mut self, pattern: &Pattern, subject: u32, fits: StateId, next: StateId, span: Span) {
        match pattern {
            Pattern::Test { local, test } => {
                let field = self.variable(*local);
                let value = self.read(subject, span);
                self.store(field, value);
                let condition = self.condition(test);
                self.end(End::Branch { condition, then: fits, otherwise: next });
            }
            Pattern::Or(patterns) => {
                for (index, pattern) in patterns.iter().enumerate() {
                    let more = if index + 1 == patterns.len() { next } else { self.state() };
                    self.tests(pattern, subject, fits, more, span);
                    self.current = more;
                }
                self.current = self.state();
            }
            _ if !self.suspending.has(pattern) => {
                let pattern = self.rewritten_pattern(pattern);
                let arm = |pattern, to| MachineArm { pattern, guard: None, statements: Vec::new(), to, span };
                let arms = vec![arm(pattern, fits), arm(Pattern::Any, next)];
                let value = self.read(subject, span);
                self.end(End::Match { subject: value, arms });
            }
            _ => {
                self.misplaced.push(span);
                self.end(End::Goto(next));
            }
        }
    }
}

/// The locals that names in a pattern are. The subjects of tests are no names: nothing behind the pattern knows them, and of alternatives only one has its own.
fn bound(pattern: &Pattern, into: &mut Vec<LocalId>) {
    match pattern {
        Pattern::Bind(local) => into.push(*local),
        Pattern::Any | Pattern::Int(_) | Pattern::Bool(_) | Pattern::String(_) | Pattern::IntRange { .. } | Pattern::Null => {}
        Pattern::Test { .. } => {}
        Pattern::Some(inner) | Pattern::Success(inner) | Pattern::Failure(inner) => bound(inner, into),
        Pattern::Variant { variant: _, fields: patterns }
        | Pattern::Tuple(patterns)
        | Pattern::Struct(patterns)
        | Pattern::Or(patterns) => patterns.iter().for_each(|pattern| bound(pattern, into)),
    }
}
