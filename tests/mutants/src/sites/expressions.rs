//! The rules that hold everywhere.

// There are rules for some kinds of expressions; syn may learn of more.
#![allow(clippy::wildcard_enum_match_arm)]

use super::{Form, Found, Rule, Rules, Site, Variant, swaps};
use std::ops::Range;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Attribute, Block, Expr, Lit, Meta, Pat, ReturnType, Signature, Stmt, UnOp};

/// How much of a text a reader is shown.
const SHOWN: usize = 90;

/// What gives the same in another type: without it the types may still fit, and then nothing changes.
const AS_IT_IS: &[&str] = &[
    "as_bytes",
    "as_mut",
    "as_ref",
    "as_slice",
    "as_str",
    "borrow",
    "by_ref",
    "clone",
    "cloned",
    "copied",
    "deref",
    "from",
    "from_mut",
    "from_ref",
    "handle_alloc_error",
    "inline_text",
    "into",
    "into_iter",
    "iter",
    "to_owned",
];

/// Walks through a syntax tree and writes down sites.
pub(super) struct Collector<'a> {
    /// The text of the file.
    pub text: &'a str,
    /// Where the parsed text begins in the file.
    pub base: usize,
    /// The rules.
    pub rules: Rules,
    /// What was found so far.
    pub found: Found,
    /// The names of the functions around, or of the instruction.
    pub around: Vec<String>,
}

impl<'a> Collector<'a> {
    /// Begins with a file.
    pub fn new(text: &'a str, rules: Rules) -> Collector<'a> {
        Collector { text, base: 0, rules, found: Found::default(), around: Vec::new() }
    }

    /// The bytes of a part of the tree.
    pub fn range(&self, part: &impl Spanned) -> Range<usize> {
        let range = part.span().byte_range();
        self.base + range.start..self.base + range.end
    }

    /// The text of a part of the tree.
    pub fn text_of(&self, part: &impl Spanned) -> &'a str {
        &self.text[self.range(part)]
    }

    /// Notes a change of a place.
    pub fn change(&mut self, form: Form, range: Range<usize>, rule: Rule, text: String) {
        let change = format!("`{}` becomes `{}`", shown(&self.text[range.clone()]), shown(&text));
        self.note(form, range, Variant { rule, text, when: None, change });
    }

    /// Notes a variant of a place; outside of functions there is nothing that runs.
    pub fn note(&mut self, form: Form, range: Range<usize>, variant: Variant) {
        if !self.around.is_empty() {
            let function = self.around.join("::");
            self.found.sites.push(Site { range, form, function, variants: vec![variant] });
        }
    }

    /// The text of `whole` with other text in a part of it.
    pub fn with(&self, whole: Range<usize>, part: Range<usize>, text: &str) -> String {
        format!("{}{text}{}", &self.text[whole.start..part.start], &self.text[part.end..whole.end])
    }

    /// Looks at something that has a name.
    pub fn inside(&mut self, name: String, look: impl FnOnce(&mut Self)) {
        self.around.push(name);
        look(self);
        self.around.pop();
    }

    /// A change of an expression.
    fn expression(&mut self, expr: &impl Spanned, rule: Rule, text: String) {
        self.change(Form::Expression, self.range(expr), rule, text);
    }

    fn function(&mut self, attributes: &[Attribute], signature: &Signature, block: &Block) {
        if is_test(attributes) {
            return;
        }
        if let Some(token) = &signature.constness {
            if !self.rules.const_functions {
                return;
            }
            self.found.erased.push(self.range(token));
        }
        let result = match &signature.output {
            ReturnType::Default => "",
            ReturnType::Type(_, ty) => self.text_of(ty),
        };
        self.inside(signature.ident.to_string(), |this| {
            let start = this.range(block).start + 1;
            if !block.stmts.is_empty() {
                for default in defaults(result) {
                    let text = if default.is_empty() { "return".to_string() } else { format!("return {default}") };
                    let change = format!("the whole function becomes `{text}`");
                    this.note(Form::Entry, start..start, Variant { rule: Rule::Default, text, when: None, change });
                }
            }
            this.visit_block(block);
        });
    }

    /// The condition of an `if` or of an arm.
    fn condition(&mut self, condition: &Expr) {
        let is_plain = match condition {
            Expr::Binary(binary) => !matches!(swaps::operators(&binary.op), ["!="] | ["=="]),
            Expr::Unary(unary) => !matches!(unary.op, UnOp::Not(_)),
            _ => true,
        };
        if is_plain && !has_let(condition) {
            self.expression(condition, Rule::Negation, format!("!({})", self.text_of(condition)));
        }
    }

    fn literal(&mut self, expr: &Expr, literal: &Lit) {
        let other = match literal {
            Lit::Bool(value) => (!value.value).to_string(),
            Lit::Int(value) => match value.base10_parse::<u128>() {
                Ok(1) => format!("0{}", value.suffix()),
                Ok(number) => format!("{}{}", number + 1, value.suffix()),
                Err(_) => return,
            },
            Lit::Float(value) => match value.base10_parse::<f64>() {
                Ok(number) => format!("{:?}{}", number + 1.0, value.suffix()),
                Err(_) => return,
            },
            _ => return,
        };
        self.expression(expr, Rule::Literal, other);
    }

    /// Two neighbours of a list exchanged.
    fn exchange<'e>(&mut self, whole: &impl Spanned, list: impl Iterator<Item = &'e Expr>) {
        let list: Vec<&Expr> = list.collect();
        for pair in list.windows(2) {
            let (left, right) = (self.range(pair[0]), self.range(pair[1]));
            if self.text[left.clone()] != self.text[right.clone()] {
                let whole = self.range(whole);
                let text = format!(
                    "{}{}{}{}{}",
                    &self.text[whole.start..left.start],
                    &self.text[right.clone()],
                    &self.text[left.end..right.start],
                    &self.text[left.clone()],
                    &self.text[right.end..whole.end]
                );
                self.change(Form::Expression, whole, Rule::Exchange, text);
            }
        }
    }

    fn rules_for(&mut self, expr: &Expr) {
        match expr {
            // Where a statement begins, what begins with a block ends with it.
            Expr::Binary(binary) if !has_let(expr) && !begins_with_block(&binary.left) => {
                for other in swaps::operators(&binary.op) {
                    let mut text = self.with(self.range(expr), self.range(&binary.op), other);
                    let left = self.text_of(&binary.left);
                    // A `<` behind a type would open its arguments.
                    if other.starts_with('<') && left.contains(" as ") {
                        text = format!("({left}){}", &text[left.len()..]);
                    }
                    self.expression(expr, Rule::Operator, text);
                }
            }
            Expr::Unary(unary) if matches!(unary.op, UnOp::Not(_) | UnOp::Neg(_)) => {
                self.expression(expr, Rule::Operator, self.text_of(&unary.expr).to_string());
            }
            Expr::Lit(literal) => self.literal(expr, &literal.lit),
            Expr::If(branch) => self.condition(&branch.cond),
            Expr::While(repeat) if !has_let(&repeat.cond) => self.expression(&repeat.cond, Rule::Negation, "false".to_string()),
            Expr::MethodCall(call) => {
                if let Some(other) = swaps::method(&call.method.to_string()) {
                    self.expression(expr, Rule::Method, self.with(self.range(expr), self.range(&call.method), other));
                }
                if call.args.is_empty() && !AS_IT_IS.contains(&call.method.to_string().as_str()) {
                    self.expression(expr, Rule::Method, self.text_of(&call.receiver).to_string());
                }
                if call.method != "swap" {
                    self.exchange(expr, call.args.iter());
                }
            }
            Expr::Call(call) => {
                self.exchange(expr, call.args.iter());
                let name = self.text_of(&call.func).rsplit(':').next().unwrap_or_default();
                if let (1, Some(only), false) = (call.args.len(), call.args.first(), AS_IT_IS.contains(&name)) {
                    self.expression(expr, Rule::Method, self.text_of(only).to_string());
                }
            }
            Expr::Array(array) => self.exchange(expr, array.elems.iter()),
            Expr::Tuple(tuple) => self.exchange(expr, tuple.elems.iter()),
            Expr::Macro(call) => self.macro_call(self.range(expr), &call.mac),
            Expr::Path(path) if self.rules.opcodes => {
                if let Some(name) = self.text_of(path).strip_prefix("Op::") {
                    for other in super::instructions::confused(name) {
                        self.expression(expr, Rule::Opcode, format!("Op::{other}"));
                    }
                }
            }
            Expr::Match(choice) if self.rules.opcodes => {
                for arm in &choice.arms {
                    let body = self.range(&arm.body);
                    if !matches!(&self.text[body.clone()], "{}" | "()") {
                        let change = format!("the arm for `{}` does nothing", shown(self.text_of(&arm.pat)));
                        self.note(Form::Arm, body, Variant { rule: Rule::Arm, text: "()".into(), when: None, change });
                    }
                }
            }
            _ => {}
        }
    }
}

impl<'ast> Visit<'ast> for Collector<'_> {
    fn visit_expr(&mut self, expr: &'ast Expr) {
        self.rules_for(expr);
        match expr {
            // The length is a constant.
            Expr::Repeat(repeat) => self.visit_expr(&repeat.expr),
            Expr::Const(_) => {}
            _ => visit::visit_expr(self, expr),
        }
    }

    fn visit_pat(&mut self, pattern: &'ast Pat) {
        if let Pat::Guard(guarded) = pattern {
            self.condition(&guarded.guard);
            self.visit_expr(&guarded.guard);
        }
    }

    fn visit_stmt(&mut self, statement: &'ast Stmt) {
        let removed = match statement {
            // What stands in a `const` is looked at when the program is built.
            Stmt::Expr(expr, Some(_)) => !matches!(expr, Expr::Return(_) | Expr::Break(_) | Expr::Continue(_) | Expr::Const(_)),
            Stmt::Macro(call) => {
                self.macro_call(self.range(&call.mac), &call.mac);
                // A macro that is given a `$` defines others.
                call.semi_token.is_some() && !is_assertion(&call.mac.path) && !self.text_of(call).contains('$')
            }
            Stmt::Expr(_, None) | Stmt::Local(_) | Stmt::Item(_) => false,
        };
        if removed {
            let range = self.range(statement);
            let change = format!("`{}` is left out", shown(&self.text[range.clone()]));
            self.note(Form::Statement, range, Variant { rule: Rule::Removal, text: String::new(), when: None, change });
        }
        visit::visit_stmt(self, statement);
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.function(&item.attrs, &item.sig, &item.block);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.function(&item.attrs, &item.sig, &item.block);
    }

    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        if let Some(block) = &item.default {
            self.function(&item.attrs, &item.sig, block);
        }
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if !is_test(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        if is_test(&item.attrs) {
            return;
        }
        let name = self.text_of(&item.self_ty).split(['<', ' ']).next().unwrap_or_default().to_string();
        // The name alone is no function: nothing is noted before one is entered.
        let start = self.found.sites.len();
        visit::visit_item_impl(self, item);
        for site in &mut self.found.sites[start..] {
            site.function = format!("{name}::{}", site.function);
        }
    }

    fn visit_item_macro(&mut self, item: &'ast syn::ItemMacro) {
        if self.rules.instructions && item.mac.path.is_ident("handlers") {
            return self.inside("run".into(), |this| this.handlers(&item.mac));
        }
        let exported = item.attrs.iter().any(|attribute| attribute.path().is_ident("macro_export"));
        if let (Some(name), false) = (&item.ident, exported) {
            self.macro_rules(&name.to_string(), &item.mac);
        }
    }

    // What is known when the program is built can't be switched, and types have nothing that runs.
    fn visit_item_const(&mut self, _: &'ast syn::ItemConst) {}
    fn visit_item_static(&mut self, _: &'ast syn::ItemStatic) {}
    fn visit_item_enum(&mut self, _: &'ast syn::ItemEnum) {}
    fn visit_impl_item_const(&mut self, _: &'ast syn::ImplItemConst) {}
    fn visit_trait_item_const(&mut self, _: &'ast syn::TraitItemConst) {}
    fn visit_type(&mut self, _: &'ast syn::Type) {}
    fn visit_path(&mut self, _: &'ast syn::Path) {}
    fn visit_generics(&mut self, _: &'ast syn::Generics) {}
    fn visit_attribute(&mut self, _: &'ast Attribute) {}
    fn visit_angle_bracketed_generic_arguments(&mut self, _: &'ast syn::AngleBracketedGenericArguments) {}
}

/// Whether something is only there in tests.
fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        Meta::Path(path) => path.is_ident("test"),
        Meta::List(list) => list.path.is_ident("cfg") && list.tokens.to_string() == "test",
        Meta::NameValue(_) => false,
    })
}

/// Whether a macro checks what holds anyway.
pub(super) fn is_assertion(path: &syn::Path) -> bool {
    path.segments.last().is_some_and(|last| last.ident.to_string().contains("assert"))
}

/// Whether a condition binds variables: a part of it can't stand for itself then.
fn has_let(expr: &Expr) -> bool {
    match expr {
        Expr::Let(_) => true,
        Expr::Binary(binary) => has_let(&binary.left) || has_let(&binary.right),
        _ => false,
    }
}

/// Whether the first of an expression is a block, or something that ends with one.
fn begins_with_block(expr: &Expr) -> bool {
    match expr {
        Expr::Binary(binary) => begins_with_block(&binary.left),
        Expr::Cast(cast) => begins_with_block(&cast.expr),
        Expr::Unsafe(_) | Expr::Block(_) | Expr::If(_) | Expr::Match(_) | Expr::Loop(_) => true,
        _ => false,
    }
}

/// Plain values of a type: what a function returns that does nothing.
fn defaults(ty: &str) -> &'static [&'static str] {
    match ty {
        "" | "()" => &[""],
        "bool" => &["false", "true"],
        "i8" | "i16" | "i32" | "i64" | "isize" | "u8" | "u16" | "u32" | "u64" | "usize" => &["0", "1"],
        "f32" | "f64" => &["0.0"],
        "Str" => &["Str::empty()"],
        "String" => &["String::new()"],
        "Fallible<()>" => &["Ok(())"],
        "Fallible<bool>" => &["Ok(false)"],
        "Fallible<i64>" => &["Ok(0)"],
        _ if ty.starts_with("Option<") => &["None"],
        _ if ty.starts_with("Vec<") => &["Vec::new()"],
        _ => &[],
    }
}

/// A text on one line, not too long.
pub(super) fn shown(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= SHOWN { line } else { line.chars().take(SHOWN).chain(['…']).collect() }
}
