//! Modifiers, variables, functions and their parameters.

use super::{Builder, parts};
use crate::ast::{
    ExprKind, FunctionDecl, Generics, Ident, Modifiers, Native, Parameter, StatementKind, TypeExpr, TypeExprKind, Variable, VariableKind,
    Visibility,
};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::grammar::{Node, Rule};
use std::sync::Arc;

/// What stands before a declaration: its modifiers, its documentation, and where it begins.
pub(super) struct Lead {
    pub modifiers: Modifiers,
    pub doc: Option<String>,
    pub span: Span,
}

impl Builder<'_> {
    /// `declaration`.
    pub(super) fn declaration(&self, node: Node<'_>) -> StatementKind {
        let span = self.span(&node);
        let mut inner = node.into_inner();
        let (Some(modifiers), Some(item)) = (inner.next(), inner.next()) else { return StatementKind::Expression(self.missing(span)) };
        let lead = self.lead(modifiers, span);
        self.check_statement_modifiers(&lead, &item);
        match item.as_rule() {
            Rule::variable => StatementKind::Variable(Box::new(self.variable(item, lead))),
            Rule::function => StatementKind::Function(Arc::new(self.function(item, lead))),
            Rule::struct_item => StatementKind::Struct(Arc::new(self.type_decl(item, lead))),
            Rule::class_item => StatementKind::Class(Arc::new(self.type_decl(item, lead))),
            Rule::trait_item => StatementKind::Trait(Arc::new(self.type_decl(item, lead))),
            Rule::enum_item => StatementKind::Enum(Arc::new(self.enumeration(item, lead))),
            Rule::extend_item => StatementKind::Extend(Arc::new(self.extension(item, lead))),
            _ => StatementKind::Expression(self.missing(span)),
        }
    }

    /// The modifiers of a declaration that covers `span`.
    pub(super) fn lead(&self, node: Node<'_>, span: Span) -> Lead {
        let mut modifiers = Modifiers::default();
        for part in node.into_inner() {
            let at = self.span(&part);
            let twice = match part.as_rule() {
                Rule::export => modifiers.exported.replace(at).is_some(),
                Rule::static_modifier => modifiers.is_static.replace(at).is_some(),
                Rule::open => modifiers.open.replace(at).is_some(),
                Rule::visibility => {
                    let visibility = if part.as_str() == "public" { Visibility::Public } else { Visibility::Private };
                    std::mem::replace(&mut modifiers.visibility, visibility) != Visibility::Module
                }
                _ => {
                    if !self.options.library && !self.options.host {
                        self.report(self.error(at, "only the standard library's own files may say `native`"));
                    }
                    let says = |word: &str| part.as_str().split_ascii_whitespace().any(|part| part == word);
                    let native = Native { fails: says("fails"), context: says("context"), mutates: says("mutates") };
                    modifiers.native.replace(native).is_some()
                }
            };
            if twice {
                self.report(self.error(at, format!("there is a second `{}` here", part.as_str())));
            }
        }
        if (self.options.host || self.options.library) && modifiers.visibility == Visibility::Module {
            modifiers.visibility = Visibility::Public;
        }
        Lead { modifiers, doc: self.doc(span), span }
    }

    /// A word with the blanks behind it.
    pub(super) fn with_blanks(&self, word: Span) -> Span {
        let rest = &self.text()[word.end as usize..];
        let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        Span { end: word.end + blanks as u32, ..word }
    }

    /// `static`, `public` and `private` say something of members only.
    fn check_statement_modifiers(&self, lead: &Lead, item: &Node<'_>) {
        if let Some(at) = lead.modifiers.is_static {
            let error = Diagnostic::error(Code::MISPLACED, at, "`static` stands before members of a type");
            self.report(error.fix(self.with_blanks(at), ""));
        }
        if lead.modifiers.visibility != Visibility::Module && !self.options.host && !self.options.library {
            let at = lead.span.start_point();
            let mut error = Diagnostic::error(Code::MISPLACED, at, "`public` and `private` stand before members of a type");
            if lead.modifiers.visibility == Visibility::Public {
                error = error.help("`export` before a declaration lets other modules import it");
            }
            let (word, by) = if lead.modifiers.visibility == Visibility::Public { ("public", "export") } else { ("private", "") };
            if lead.modifiers.exported.is_none() && self.text()[at.start as usize..].starts_with(word) {
                let written = Span { end: at.start + word.len() as u32, ..at };
                error = error.fix(if by.is_empty() { self.with_blanks(written) } else { written }, by);
            }
            self.report(error);
        }
        if item.as_rule() == Rule::extend_item && !self.options.library {
            self.report(self.error(self.span(item), "only the standard library's own files may say `extend`"));
        }
    }

    fn variable(&self, node: Node<'_>, lead: Lead) -> Variable {
        let mut variable = Variable {
            doc: lead.doc,
            modifiers: lead.modifiers,
            kind: VariableKind::Let,
            target: crate::ast::Pattern { kind: crate::ast::PatternKind::Any, span: lead.span },
            ty: None,
            value: None,
        };
        for part in parts(node) {
            match part.as_rule() {
                Rule::binding => variable.kind = binding(part.as_str()),
                Rule::target => variable.target = self.target(part),
                Rule::r#type => variable.ty = Some(self.ty(part)),
                _ => variable.value = Some(self.expression(part)),
            }
        }
        variable
    }

    /// `function`, or `init` with its own rule.
    pub(super) fn function(&self, node: Node<'_>, lead: Lead) -> FunctionDecl {
        let item = self.span(&node);
        let mut name = None;
        let mut generics = Generics::default();
        let mut parameters = Vec::new();
        let mut result = None;
        let mut body = None;
        let mut signature_end = item.start_point();
        for part in parts(node) {
            let at = self.span(&part);
            if part.as_rule() != Rule::block {
                signature_end = at.end_point();
            }
            match part.as_rule() {
                Rule::identifier | Rule::init_word => name = Some(self.ident(&part)),
                Rule::generics => self.generics(part, &mut generics),
                Rule::parameters => parameters = parts(part).map(|parameter| self.parameter(parameter)).collect(),
                Rule::result => result = part.into_inner().next().map(|ty| self.ty(ty)),
                Rule::where_clause => self.where_clause(part, &mut generics),
                Rule::block => body = Some(self.block(part)),
                _ => {}
            }
        }
        let signature_span = lead.span.start_point().to(signature_end);
        let is_native = lead.modifiers.native.is_some();
        if let Some(body) = body.as_ref().filter(|_| is_native) {
            self.report(self.error(body.span, "a native function has no body here"));
        }
        let name = name.unwrap_or_else(|| Ident { name: self.name(""), span: item });
        FunctionDecl {
            doc: lead.doc,
            modifiers: lead.modifiers,
            name,
            generics,
            parameters,
            result,
            body,
            span: lead.span.start_point().to(item),
            signature_span,
        }
    }

    fn parameter(&self, node: Node<'_>) -> Parameter {
        let span = self.span(&node);
        let mut rest = false;
        let mut name = None;
        let mut ty = None;
        let mut default = None;
        for part in parts(node) {
            match part.as_rule() {
                Rule::spread => rest = true,
                Rule::identifier => name = Some(self.ident(&part)),
                Rule::r#type => ty = Some(self.ty(part)),
                _ => default = Some(self.expression(part)),
            }
        }
        Parameter {
            name: name.unwrap_or_else(|| Ident { name: self.name(""), span }),
            ty: ty.unwrap_or(TypeExpr { kind: TypeExprKind::Tuple(Vec::new()), span }),
            default,
            rest,
            span,
        }
    }

    /// `=> expression` of an accessor as the block `{ return expression }`.
    pub(super) fn returning(&self, value: Node<'_>) -> crate::ast::Block {
        let span = self.span(&value);
        let value = crate::ast::Expr { kind: ExprKind::Return(Some(Box::new(self.expression(value)))), span };
        crate::ast::Block { statements: vec![crate::ast::Statement { kind: StatementKind::Expression(value), span }], span }
    }
}

/// `let`, `var` or `const`.
pub(super) fn binding(word: &str) -> VariableKind {
    match word {
        "let" => VariableKind::Let,
        "var" => VariableKind::Var,
        _ => VariableKind::Const,
    }
}
