//! Blocks, `if` and `match` as expressions.

use super::analysis;
use super::code::Code;
use super::functions::Body;
use super::looking::Form;
use super::patterns::Arm;
use proc_macro2::TokenStream;
use quote::quote;
use writ_compiler::ir::{self, Block, Expr, ExprKind, Pattern, TypeId};

impl Body<'_> {
    /// A block, `if` or `match`. `wanted`: for its value.
    pub fn control(&mut self, expr: &Expr, wanted: bool) -> Code {
        if let ExprKind::If { condition, then, otherwise } = &expr.kind {
            return self.if_else(condition, then, otherwise.as_ref(), wanted);
        }
        if let ExprKind::Match { subject, arms } = &expr.kind {
            return self.match_arms(subject, arms, wanted);
        }
        let ExprKind::Block(block) = &expr.kind else { return self.value(expr) };
        if let (true, [], Some(value)) = (wanted, block.statements.as_slice(), &block.value) {
            return self.value(value);
        }
        let tokens = self.block(block, wanted);
        Code::block(quote!({ #tokens }))
    }

    fn if_else(&mut self, condition: &Expr, then: &Block, otherwise: Option<&Block>, wanted: bool) -> Code {
        let condition = self.value(condition).tokens;
        let then = self.block(then, wanted);
        let Some(block) = otherwise else { return Code::block(quote!(if #condition { #then })) };
        // `else if` stands without braces.
        let chained = match (&block.value, block.statements.as_slice()) {
            (Some(value), []) => Some(&**value),
            (None, [ir::Statement { kind: ir::StatementKind::Expr(value), .. }]) if !wanted => Some(value),
            _ => None,
        };
        if let Some(Expr { kind: ExprKind::If { condition: c, then: t, otherwise: o }, .. }) = chained {
            let rest = self.if_else(c, t, o.as_ref(), wanted).tokens;
            return Code::block(quote!(if #condition { #then } else #rest));
        }
        let block = self.block(block, wanted);
        Code::block(if block.is_empty() { quote!(if #condition { #then }) } else { quote!(if #condition { #then } else { #block }) })
    }

    fn match_arms(&mut self, subject: &Expr, arms: &[ir::Arm], wanted: bool) -> Code {
        if subject.ty == TypeId::STRING && arms.iter().all(|arm| is_text(&arm.pattern)) {
            return self.match_text(subject, arms, wanted);
        }
        let copy = self.is_copy(subject.ty);
        let changed = analysis::root_local(subject).is_some_and(|local| {
            arms.iter().any(|arm| {
                analysis::block_mutates(&arm.body, local) || arm.guard.as_ref().is_some_and(|guard| analysis::mutates(guard, local))
            })
        });
        let looked_at = if copy || changed { self.typed_value(subject) } else { self.reference(subject) };
        let looked_at = if !copy && changed {
            let value = looked_at.operand();
            Code::unary(quote!(&#value))
        } else {
            looked_at
        };
        let form = if copy { Form::Value } else { Form::Reference };
        if arms.iter().any(|arm| self.needs_nesting(&arm.pattern, subject.ty)) {
            return self.match_nested(&looked_at, subject, form, arms, wanted);
        }
        let looked_at = looked_at.head();
        let mut tokens = TokenStream::new();
        let mut guarded = false;
        for arm in arms {
            let mark = self.enter();
            let Arm { pattern, mut tests, .. } = self.arm_pattern(&arm.pattern, subject.ty, form);
            guarded |= !tests.is_empty();
            if let Some(guard) = &arm.guard {
                tests.push(self.value(guard).at_least(super::code::Level::Compare));
            }
            let guard = (!tests.is_empty()).then(|| quote!(if #(#tests)&&*));
            tokens.extend(quote!(#pattern #guard =>));
            tokens.extend(self.arm_body(&arm.body, wanted));
            self.leave(mark);
        }
        if guarded && !arms.last().is_some_and(|arm| matches!(arm.pattern, Pattern::Any | Pattern::Bind(_)) && arm.guard.is_none()) {
            // The arms together fit everything, but Rust cannot see that of those with tests.
            tokens.extend(quote!(_ => rt::exhausted(),));
        }
        Code::block(quote!(match #looked_at { #tokens }))
    }

    fn arm_body(&mut self, body: &Block, wanted: bool) -> TokenStream {
        if let ([], Some(value)) = (body.statements.as_slice(), &body.value)
            && (wanted || value.ty == TypeId::VOID || value.ty == TypeId::NEVER)
        {
            let value = if wanted { self.value(value) } else { self.effect(value) };
            let tokens = value.tokens;
            return quote!(#tokens,);
        }
        let tokens = self.block(body, wanted);
        quote!({ #tokens })
    }

    fn effect(&mut self, expr: &Expr) -> Code {
        let is_control = matches!(expr.kind, ExprKind::Block(_) | ExprKind::If { .. } | ExprKind::Match { .. });
        if is_control { self.control(expr, false) } else { self.value(expr) }
    }

    /// A match of a string with literals.
    fn match_text(&mut self, subject: &Expr, arms: &[ir::Arm], wanted: bool) -> Code {
        let changed = analysis::root_local(subject).is_some_and(|local| arms.iter().any(|arm| analysis::block_mutates(&arm.body, local)));
        let subject_code = if changed { self.value(subject) } else { self.receiver(subject) };
        let subject_code = subject_code.receiver();
        let mut tokens = TokenStream::new();
        for arm in arms {
            let pattern = text_pattern(&arm.pattern);
            let guard = arm.guard.as_ref().map(|guard| {
                let guard = self.value(guard).tokens;
                quote!(if #guard)
            });
            tokens.extend(quote!(#pattern #guard =>));
            tokens.extend(self.arm_body(&arm.body, wanted));
        }
        Code::block(quote!(match #subject_code.as_str() { #tokens }))
    }

    /// A match with patterns that look through boxes and bind what is there, which one Rust pattern cannot.
    fn match_nested(&mut self, looked_at: &Code, subject: &Expr, form: Form, arms: &[ir::Arm], wanted: bool) -> Code {
        let outer = self.enter();
        let name = self.fresh("subject");
        let looked_at = &looked_at.tokens;
        self.enter_loop(None);
        let label = self.block_label();
        let mut tokens = TokenStream::new();
        for arm in arms {
            let mark = self.enter();
            let Arm { pattern, mut tests, inner } = self.arm_pattern(&arm.pattern, subject.ty, form);
            if let Some(guard) = &arm.guard {
                tests.push(self.value(guard).at_least(super::code::Level::Compare));
            }
            let body = self.block(&arm.body, wanted);
            let leave = if wanted { quote!(break #label ({ #body });) } else { quote!({ #body } break #label;) };
            let mut tokens_of_arm = if tests.is_empty() { leave } else { quote!(if #(#tests)&&* { #leave }) };
            for (reference, pattern) in inner.into_iter().rev() {
                tokens_of_arm = quote!(match #reference { #pattern => { #tokens_of_arm } _ => {} });
            }
            tokens.extend(quote!(match #name { #pattern => { #tokens_of_arm } _ => {} }));
            self.leave(mark);
        }
        self.leave_loop();
        self.leave(outer);
        Code::block(quote!({ let #name = #looked_at; #label: { #tokens rt::exhausted() } }))
    }
}

/// Whether a pattern is one of literal strings, or fits all.
fn is_text(pattern: &Pattern) -> bool {
    match pattern {
        Pattern::Any | Pattern::String(_) => true,
        Pattern::Or(list) => list.iter().all(is_text),
        Pattern::Bind(_)
        | Pattern::Int(_)
        | Pattern::Bool(_)
        | Pattern::IntRange { .. }
        | Pattern::Test { .. }
        | Pattern::Null
        | Pattern::Some(_)
        | Pattern::Success(_)
        | Pattern::Failure(_)
        | Pattern::Variant { .. }
        | Pattern::Tuple(_)
        | Pattern::Struct(_) => false,
    }
}

fn text_pattern(pattern: &Pattern) -> TokenStream {
    match pattern {
        Pattern::String(text) => {
            let text = &**text;
            quote!(#text)
        }
        Pattern::Or(list) => {
            let list = list.iter().map(text_pattern);
            quote!(#(#list)|*)
        }
        Pattern::Any
        | Pattern::Bind(_)
        | Pattern::Int(_)
        | Pattern::Bool(_)
        | Pattern::IntRange { .. }
        | Pattern::Test { .. }
        | Pattern::Null
        | Pattern::Some(_)
        | Pattern::Success(_)
        | Pattern::Failure(_)
        | Pattern::Variant { .. }
        | Pattern::Tuple(_)
        | Pattern::Struct(_) => quote!(_),
    }
}
