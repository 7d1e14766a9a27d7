//! What stands in macros.
//!
//! syn leaves the tokens of a macro alone. Arguments that are expressions are read as such; the body of a `macro_rules!` is read with `_name` for
//! `$name`, which has the same length, so that places stay what they are; in `quote!` stand the tokens of other programs.

use super::expressions::{Collector, is_assertion};
use super::{Form, Rule, swaps};
use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use std::ops::Range;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::visit::Visit;
use syn::{Block, Expr, File, Macro, Token};

/// Macros whose arguments are no expressions that could be others: patterns, types, texts.
const LEFT_ALONE: &[&str] = &[
    "addr_of",
    "addr_of_mut",
    "cfg",
    "compile_error",
    "concat",
    "eprintln",
    "env",
    "format",
    "include_str",
    "matches",
    "offset_of",
    "panic",
    "print",
    "println",
    "stringify",
    "thread_local",
    "text",
    "unreachable",
    "write",
    "writeln",
];

impl Collector<'_> {
    /// A call of a macro in the place of an expression or a statement.
    pub(super) fn macro_call(&mut self, whole: Range<usize>, call: &Macro) {
        let Some(name) = call.path.segments.last().map(|last| last.ident.to_string()) else { return };
        if name == "quote" {
            return self.quoted(&whole, call.tokens.clone());
        }
        if LEFT_ALONE.contains(&name.as_str()) || is_assertion(&call.path) {
            return;
        }
        if self.rules.instructions
            && let Some(other) = swaps::operand(&name)
        {
            self.change(Form::Expression, whole.clone(), Rule::Opcode, self.with(whole.clone(), self.range(&call.path), other));
        }
        if let Some((operator, range)) = self.only_operator(call.tokens.clone())
            && let Some(other) = swaps::quoted(&operator)
        {
            self.change(Form::Expression, whole.clone(), Rule::Operator, self.with(whole, range, other));
        } else if let Ok(arguments) = Punctuated::<Expr, Token![,]>::parse_terminated.parse2(call.tokens.clone()) {
            for argument in &arguments {
                self.visit_expr(argument);
            }
        }
    }

    /// The instructions of the interpreter: `handlers! { $ [names] Op::Move => …, slow divide_i64 => …, }`.
    pub(super) fn handlers(&mut self, call: &Macro) {
        let is_slow = |token: &TokenTree| matches!(token, TokenTree::Ident(name) if name == "slow");
        let tokens: TokenStream = call.tokens.clone().into_iter().skip(2).filter(|token| !is_slow(token)).collect();
        let arms = |input: syn::parse::ParseStream<'_>| {
            let mut arms = Vec::new();
            while !input.is_empty() {
                arms.push(input.parse::<syn::Arm>()?);
            }
            Ok(arms)
        };
        for arm in arms.parse2(tokens).unwrap_or_default() {
            self.instruction(&arm);
        }
    }

    /// The operator that is all that a macro is given: `compare!(<=)`.
    fn only_operator(&self, tokens: TokenStream) -> Option<(String, Range<usize>)> {
        let operators = self.tokens(tokens);
        match &operators[..] {
            [(text, range)] if text.chars().all(|c| c.is_ascii_punctuation()) => Some((text.clone(), range.clone())),
            _ => None,
        }
    }

    /// The rules of a `macro_rules!`.
    pub(super) fn macro_rules(&mut self, name: &str, definition: &Macro) {
        for token in definition.tokens.clone() {
            // The matcher is in parentheses, the body in braces.
            let TokenTree::Group(group) = token else { continue };
            let range = {
                let span = group.span().byte_range();
                self.base + span.start..self.base + span.end
            };
            let text = &self.text[range.clone()];
            // Repetitions have no expression that stands for them.
            if group.delimiter() != Delimiter::Brace || text.contains("$(") {
                continue;
            }
            let readable = readable(text);
            let base = std::mem::replace(&mut self.base, range.start);
            if let Ok(block) = syn::parse_str::<Block>(&readable)
                && block.stmts.iter().all(|statement| !matches!(statement, syn::Stmt::Item(_)))
            {
                self.inside(format!("{name}!"), |this| this.visit_block(&block));
            } else if let Ok(file) = syn::parse_str::<File>(&format!(" {} ", &readable[1..readable.len() - 1])) {
                self.visit_file(&file);
            }
            self.base = base;
        }
    }

    /// The tokens of generated code, each changed for itself.
    fn quoted(&mut self, whole: &Range<usize>, tokens: TokenStream) {
        let tokens = self.tokens(tokens);
        for (index, (text, range)) in tokens.iter().enumerate() {
            let at = |offset: usize| tokens.get(index + offset).map(|(text, _)| text.as_str());
            if let Some(other) = swaps::quoted(text) {
                self.change(Form::Expression, whole.clone(), Rule::Quoted, self.with(whole.clone(), range.clone(), other));
            }
            if matches!(text.as_str(), "&" | "*" | "!" | "mut") {
                self.change(Form::Expression, whole.clone(), Rule::Quoted, self.with(whole.clone(), range.clone(), ""));
            }
            if let (".", Some("clone"), Some("("), Some(")")) = (text.as_str(), at(1), at(2), at(3)) {
                let call = range.start..tokens[index + 3].1.end;
                self.change(Form::Expression, whole.clone(), Rule::Quoted, self.with(whole.clone(), call, ""));
            }
            if let ("#", Some(left), Some(","), Some("#"), Some(right)) = (text.as_str(), at(1), at(2), at(3), at(4))
                && left != "("
                && right != "("
            {
                let both = tokens[index + 1].1.start..tokens[index + 4].1.end;
                self.change(Form::Expression, whole.clone(), Rule::Exchange, self.with(whole.clone(), both, &format!("{right}, #{left}")));
            }
        }
    }

    /// All tokens in a row with their places; operators of several characters are one.
    fn tokens(&self, tokens: TokenStream) -> Vec<(String, Range<usize>)> {
        let mut row: Vec<(String, Range<usize>)> = Vec::new();
        let mut joint = false;
        for token in tokens {
            let span = token.span().byte_range();
            let range = self.base + span.start..self.base + span.end;
            match token {
                TokenTree::Group(group) => {
                    joint = false;
                    let (open, close) = match group.delimiter() {
                        Delimiter::Parenthesis => ("(", ")"),
                        Delimiter::Brace => ("{", "}"),
                        Delimiter::Bracket => ("[", "]"),
                        Delimiter::None => ("", ""),
                    };
                    row.push((open.to_string(), range.start..range.start + 1));
                    row.extend(self.tokens(group.stream()));
                    row.push((close.to_string(), range.end - 1..range.end));
                }
                TokenTree::Punct(punct) => {
                    match row.last_mut() {
                        // `#` before a name is an interpolation of its own, and so is what stands before it.
                        Some((text, place)) if joint && punct.as_char() != '#' && !text.ends_with('#') => {
                            text.push(punct.as_char());
                            place.end = range.end;
                        }
                        _ => row.push((punct.as_char().to_string(), range)),
                    }
                    joint = punct.spacing() == Spacing::Joint;
                }
                TokenTree::Ident(_) | TokenTree::Literal(_) => {
                    joint = false;
                    row.push((self.text[range.clone()].to_string(), range));
                }
            }
        }
        row
    }
}

/// The body of a macro with `_name` for `$name`.
fn readable(body: &str) -> String {
    let bytes = body.as_bytes();
    let stands_before_name = |at: usize| bytes.get(at + 1).is_some_and(|next| next.is_ascii_alphabetic() || *next == b'_');
    body.char_indices().map(|(at, c)| if c == '$' && stands_before_name(at) { '_' } else { c }).collect()
}
