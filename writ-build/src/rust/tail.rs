//! Functions that call themselves last: the call becomes another turn of a loop.
//!
//! `return f(…)`, and `return x + f(…)` or `x * f(…)` of ints, where what was added up so far is kept in a variable: both operations wrap, so that it
//! makes no difference in which order the parts are joined. The depth is counted as for calls, and an error gets a frame for each turn. Only functions
//! whose variables own nothing are written so: in others a variable would end before the call instead of after it.

use super::analysis::{self, Node};
use super::code::Code;
use super::functions::Body;
use super::items::Items;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;
use writ_compiler::ir::{BinaryOp, Expr, ExprKind, FuncId, Function, FunctionKind, LocalId, Storage, TypeId};
use writ_compiler::source::Span;

/// How a function that calls itself last is written.
pub struct Tail {
    /// By what the results of the calls are joined, if by anything.
    op: Option<BinaryOp>,
    /// The line of all those calls.
    line: u32,
    /// By parameter, whether those calls give it another value.
    changed: Vec<bool>,
    /// Whether the function calls itself in other places, too.
    pub calls_otherwise: bool,
    names: Option<Names>,
}

/// The variables of the loop.
struct Names {
    calls: Ident,
    joined: Ident,
}

/// A value that ends in a call of the function itself.
struct Last<'a> {
    joined: Option<(BinaryOp, &'a Expr)>,
    arguments: &'a [Expr],
    span: Span,
}

#[allow(clippy::wildcard_enum_match_arm)] // It asks for some kinds; all others are alike.
fn last_call(id: FuncId, value: &Expr) -> Option<Last<'_>> {
    let call = |expr: &'_ Expr| matches!(&expr.kind, ExprKind::Call { function, .. } if *function == id);
    let (joined, call) = if let ExprKind::Binary { op: op @ (BinaryOp::Add | BinaryOp::Multiply), left, right } = &value.kind
        && value.ty.is_int()
    {
        if call(right) {
            (Some((*op, &**left)), &**right)
        } else if call(left) && analysis::is_plain_arithmetic(right) {
            (Some((*op, &**right)), &**left)
        } else {
            return None;
        }
    } else if call(value) {
        (None, value)
    } else {
        return None;
    };
    let ExprKind::Call { arguments, .. } = &call.kind else { return None };
    Some(Last { joined, arguments, span: call.span })
}

/// The two values of a `c ? a : b`.
fn branches(value: &Expr) -> Option<(&Expr, &Expr, &Expr)> {
    let ExprKind::If { condition, then, otherwise: Some(otherwise) } = &value.kind else { return None };
    match (then.statements.as_slice(), &then.value, otherwise.statements.as_slice(), &otherwise.value) {
        ([], Some(then), [], Some(otherwise)) => Some((condition, then, otherwise)),
        (_, _, _, _) => None,
    }
}

/// What a value may turn out to be.
fn add_ends<'a>(value: &'a Expr, ends: &mut Vec<&'a Expr>) {
    match branches(value) {
        Some((_, then, otherwise)) => {
            add_ends(then, ends);
            add_ends(otherwise, ends);
        }
        None => ends.push(value),
    }
}

impl Tail {
    /// How the function is to be written, if it calls itself last.
    pub fn of(items: &Items<'_>, id: FuncId) -> Option<Tail> {
        let function = &items.program[id];
        let plain = function.facts.counts_depth
            && function.host.is_none()
            && function.kind != FunctionKind::Method { mutates: true }
            && function.captures.is_empty()
            && items.has_frame(function)
            && owns_nothing(items, function);
        if !plain {
            return None;
        }
        let body = &function.body;
        let mut values = Vec::new();
        if let Some(value) = &body.value {
            add_ends(value, &mut values);
        }
        let mut calls = 0;
        analysis::walk_block(body, &mut |node| match node {
            Node::Expr(Expr { kind: ExprKind::Return(Some(value)), .. }) => add_ends(value, &mut values),
            Node::Expr(Expr { kind: ExprKind::Call { function, .. }, .. }) if *function == id => calls += 1,
            Node::Expr(_) | Node::Written(_) => {}
        });
        let mut tail: Option<Tail> = None;
        for value in values {
            let Some(last) = last_call(id, value) else { continue };
            calls -= 1;
            let line = items.program.sources.line(last.span);
            let op = last.joined.map(|(op, _)| op);
            let changed = || vec![false; function.parameters.len()];
            let tail = tail.get_or_insert_with(|| Tail { op, line, changed: changed(), calls_otherwise: false, names: None });
            tail.op = tail.op.or(op);
            if tail.line != line || op.is_some_and(|op| tail.op != Some(op)) || holds_objects(items, value) {
                return None;
            }
            for ((argument, parameter), changed) in last.arguments.iter().zip(&function.parameters).zip(&mut tail.changed) {
                let same = matches!(argument.kind, ExprKind::Local(local) if local == *parameter);
                *changed |= !same;
                if !same && !items.is_copy(argument.ty) {
                    return None;
                }
            }
        }
        tail.map(|tail| Tail { calls_otherwise: calls > 0, ..tail })
    }
}

/// Whether no variable of the function owns anything that has an end; what its parameters refer to belongs to the caller.
fn owns_nothing(items: &Items<'_>, function: &Function) -> bool {
    let is_parameter = |local: usize| function.parameters.contains(&LocalId(local as u32));
    let mut locals = function.locals.iter().enumerate();
    locals.all(|(index, local)| local.storage == Storage::Slot && (items.is_copy(local.ty) || is_parameter(index)))
}

/// Whether an object may come to its end with the statement.
fn holds_objects(items: &Items<'_>, value: &Expr) -> bool {
    analysis::any(
        |see| analysis::walk_expr(value, see),
        |node| match node {
            Node::Expr(Expr { kind: ExprKind::Local(_), .. }) | Node::Written(_) => false,
            Node::Expr(expr) => items.holds_objects(expr.ty),
        },
    )
}

impl Body<'_> {
    /// The body of a function that calls itself last, whose parameters have these names.
    pub fn tail_loop(&mut self, mut tail: Tail, parameters: &[Ident]) -> TokenStream {
        let changed = parameters.iter().zip(&tail.changed).filter(|(_, changed)| **changed).map(|(name, _)| name);
        let parameters = quote!(#(let mut #changed = #changed;)*);
        let names = Names { calls: self.fresh("calls"), joined: self.fresh("joined") };
        let (calls, joined) = (&names.calls, &names.joined);
        let line = Literal::u32_unsuffixed(tail.line);
        let start = tail.op.map(|op| {
            let (ty, first) = (self.ty(self.function.result), Literal::u8_unsuffixed(u8::from(op == BinaryOp::Multiply)));
            quote!(let mut #joined: #ty = #first;)
        });
        let head = quote!(let #calls = rt::Calls::new(depth, #line); let mut depth = depth; #parameters #start);
        tail.names = Some(names);
        self.tail = Some(tail);
        let body = self.body_tokens(true);
        quote!(#head 'calls: loop { #body })
    }

    /// Whether a value of the function is neither a call of itself nor may turn out to be one.
    pub fn is_plain_end(&self, value: &Expr) -> bool {
        branches(value).is_none() && last_call(self.id, value).is_none()
    }

    /// The statements that end the function with a value, or begin another turn if it is a call of the function itself. None if the function is not
    /// written as a loop.
    pub fn leave_loop_with(&mut self, value: &Expr) -> Option<TokenStream> {
        let tail = self.tail.as_ref()?;
        let names = tail.names.as_ref()?;
        let (calls, joined, op, line) = (names.calls.clone(), names.joined.clone(), tail.op, tail.line);
        let join = |op: BinaryOp, value: TokenStream| {
            let method = super::names::ident(if op == BinaryOp::Multiply { "wrapping_mul" } else { "wrapping_add" });
            quote!(#joined.#method(#value))
        };
        if let Some((condition, then, otherwise)) = branches(value) {
            let condition = self.value(condition).tokens;
            let (then, otherwise) = (self.leave_loop_with(then)?, self.leave_loop_with(otherwise)?);
            return Some(quote!(if #condition { #then } else { #otherwise }));
        }
        if value.ty == TypeId::NEVER {
            let value = self.value(value).tokens;
            return Some(quote!(#value;));
        }
        let Some(last) = last_call(self.id, value) else {
            let value = match self.moved(value) {
                Some(name) => name,
                None => self.value(value).tokens,
            };
            let value = op.map_or_else(|| value.clone(), |op| join(op, value.clone()));
            return Some(quote!(return Ok(#value)));
        };
        let mut turn = TokenStream::new();
        if let Some((op, value)) = last.joined {
            let sum = join(op, self.value(value).tokens);
            turn.extend(quote!(#joined = #sum;));
        }
        let (mut targets, mut values) = (Vec::new(), Vec::new());
        for (argument, parameter) in last.arguments.iter().zip(&self.function.parameters) {
            if !matches!(argument.kind, ExprKind::Local(local) if local == *parameter) {
                targets.push(self.local(*parameter).0);
                values.push(self.value(argument).tokens);
            }
        }
        turn.extend(match (targets.as_slice(), values.as_slice()) {
            ([target], [value]) => quote!(#target = #value;),
            ([], []) => TokenStream::new(),
            (targets, values) => quote!((#(#targets),*) = (#(#values),*);),
        });
        let info = self.items.info(self.id, self.module());
        let line = Literal::u32_unsuffixed(line);
        Some(quote!(#turn depth = depth.descend().at_turn(&#info, #line, #calls, depth)?; continue 'calls;))
    }

    /// The value of an operation that may fail, in a function that is written as a loop: adds a frame for each turn. None in others.
    pub fn attempt_in_loop(&self, call: &TokenStream, info: &TokenStream, line: &Literal) -> Option<Code> {
        let calls = &self.tail.as_ref()?.names.as_ref()?.calls;
        Some(Code::postfix(quote!(#call.at_turn(&#info, #line, #calls, depth)?)))
    }
}
