//! Entries of dictionaries that are read and written in one statement: with one search.

use super::analysis;
use super::calls::Mode;
use super::code::Code;
use super::functions::Body;
use super::operators::Divisor;
use super::places::divides_ints;
use proc_macro2::TokenStream;
use quote::quote;
use writ_compiler::ir::{BinaryOp, Expr, ExprKind, FuncId, Place};
use writ_compiler::source::Span;

impl Body<'_> {
    /// `dictionary[key] = dictionary.getOr(key, fallback) op value`, if the assignment is one: what everybody writes who counts something.
    pub fn update_or(&mut self, (place, dictionary, key): (&Place, &Expr, &Expr), value: &Expr, span: Span) -> Option<TokenStream> {
        let ExprKind::Binary { op, left, right } = &value.kind else { return None };
        let ExprKind::CallNative { native, arguments, .. } = &left.kind else { return None };
        let [other_dictionary, other_key, fallback] = arguments.as_slice() else { return None };
        let divisor = Divisor::of(right);
        let fits = place.path.is_empty()
            && place.ty.is_numeric()
            && left.ty == place.ty
            && !op.is_comparison()
            && &*self.items.program[*native].name == "Dictionary.getOr"
            && is_same(dictionary, other_dictionary)
            && is_same(key, other_key)
            && analysis::is_plain_arithmetic(fallback)
            && analysis::is_plain_arithmetic(right)
            && (divisor.is_safe() || !divides_ints(place.ty, *op));
        if !fits {
            return None;
        }
        let list = [(dictionary, Mode::Peek), (key, Mode::Reference), (fallback, Mode::Value), (&**right, Mode::Value)];
        let (lets, codes) = self.operands(&list, &|_| false);
        let (dictionary, key, fallback) = (codes[0].receiver(), &codes[1].tokens, &codes[2].tokens);
        let (change, by) = self.change(place, *op, &codes[3], divisor, span);
        Some(quote!(#lets #dictionary.update_or(#key, #fallback, #change, #by);))
    }

    /// `dictionary[key] op= value` with a value that neither fails nor changes anything.
    pub fn update_entry(
        &mut self,
        place: &Place,
        (dictionary, key, show_key): (&Expr, &Expr, FuncId),
        op: BinaryOp,
        value: &Expr,
        span: Span,
    ) -> TokenStream {
        let list = [(dictionary, Mode::Peek), (key, Mode::Reference), (value, Mode::Value)];
        let (lets, codes) = self.operands(&list, &|_| false);
        let (dictionary, key) = (codes[0].receiver(), &codes[1].tokens);
        let part = self.projections(place).unwrap_or_else(|| quote!(|it| it));
        let (change, by) = self.change(place, op, &codes[2], Divisor::of(value), span);
        let show = self.show_key(show_key);
        let call = quote!(#dictionary.update_part(#key, #part, #change, #by, #show));
        let call = self.attempt(&Code::postfix(call), span).tokens;
        quote!(#lets #call;)
    }
}

/// Whether both lead to the same thing, if nothing happens between them.
fn is_same(one: &Expr, other: &Expr) -> bool {
    match (&one.kind, &other.kind) {
        (ExprKind::Local(one), ExprKind::Local(other)) => one == other,
        (ExprKind::Int(one), ExprKind::Int(other)) => one == other,
        (ExprKind::String(one), ExprKind::String(other)) => one == other,
        (ExprKind::Field { base: one, index: first }, ExprKind::Field { base: other, index: second })
        | (ExprKind::ObjectField { object: one, index: first }, ExprKind::ObjectField { object: other, index: second }) => {
            first == second && is_same(one, other)
        }
        (_, _) => false,
    }
}
