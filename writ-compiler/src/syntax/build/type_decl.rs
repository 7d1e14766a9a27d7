//! Classes, structs, traits, `extend`, and their members.

use super::function::{Lead, binding};
use super::{Builder, parts};
use crate::ast::{Accessor, ExtendDecl, Field, FunctionDecl, Generics, Ident, TypeDecl};
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::grammar::{Node, Rule};
use std::sync::Arc;

/// Members of a type, in order.
#[derive(Default)]
pub(super) struct Members {
    pub fields: Vec<Field>,
    pub methods: Vec<Arc<FunctionDecl>>,
}

impl Builder<'_> {
    /// `struct_item`, `class_item`, `trait_item`.
    pub(super) fn type_decl(&self, node: Node<'_>, lead: Lead) -> TypeDecl {
        let item = self.span(&node);
        let mut name = None;
        let mut generics = Generics::default();
        let mut base = None;
        let mut traits = Vec::new();
        let mut members = Members::default();
        for part in parts(node) {
            match part.as_rule() {
                Rule::identifier => name = Some(self.ident(&part)),
                Rule::generics => self.generics(part, &mut generics),
                Rule::where_clause => self.where_clause(part, &mut generics),
                Rule::extends_clause => base = part.into_inner().nth(1).map(|ty| self.ty(ty)),
                Rule::with_clause => traits.extend(part.into_inner().skip(1).map(|ty| self.ty(ty))),
                Rule::members => parts(part).for_each(|member| self.member_item(member, &mut members)),
                _ => {}
            }
        }
        TypeDecl {
            doc: lead.doc,
            modifiers: lead.modifiers,
            name: name.unwrap_or_else(|| Ident { name: self.name(""), span: item }),
            generics,
            base,
            traits,
            fields: members.fields,
            methods: members.methods,
            span: lead.span.start_point().to(item),
        }
    }

    /// `extend_item`.
    pub(super) fn extension(&self, node: Node<'_>, lead: Lead) -> ExtendDecl {
        let item = self.span(&node);
        let mut target = None;
        let mut generics = Generics::default();
        let mut members = Members::default();
        for part in parts(node) {
            match part.as_rule() {
                Rule::identifier => target = Some(self.ident(&part)),
                Rule::generics => self.generics(part, &mut generics),
                Rule::where_clause => self.where_clause(part, &mut generics),
                Rule::members => parts(part).for_each(|member| self.member_item(member, &mut members)),
                _ => {}
            }
        }
        ExtendDecl {
            target: target.unwrap_or_else(|| Ident { name: self.name(""), span: item }),
            generics,
            fields: members.fields,
            methods: members.methods,
            span: lead.span.start_point().to(item),
        }
    }

    /// `member_item`: a method, `init` or a field.
    pub(super) fn member_item(&self, node: Node<'_>, members: &mut Members) {
        let span = self.span(&node);
        let mut inner = node.into_inner();
        let (Some(modifiers), Some(item)) = (inner.next(), inner.next()) else { return };
        let lead = self.lead(modifiers, span);
        if let Some(at) = lead.modifiers.exported {
            self.report(
                Diagnostic::error(Code::MISPLACED, at, "`export` stands before declarations of the module")
                    .help("members are `public` or `private`")
                    .fix(at, "public"),
            );
        }
        match item.as_rule() {
            Rule::field => members.fields.push(self.field(item, lead)),
            _ => members.methods.push(Arc::new(self.function(item, lead))),
        }
    }

    fn field(&self, node: Node<'_>, lead: Lead) -> Field {
        let item = self.span(&node);
        let mut field = Field {
            doc: lead.doc,
            modifiers: lead.modifiers,
            binding: None,
            name: Ident { name: self.name(""), span: item },
            ty: None,
            default: None,
            getter: None,
            setter: None,
            span: lead.span.start_point().to(item),
        };
        for part in parts(node) {
            let at = self.span(&part);
            match part.as_rule() {
                Rule::binding => {
                    field.binding = Some(binding(part.as_str()));
                    if field.modifiers.native.is_some() {
                        // A property of the host's: `let` is for those that scripts can't assign.
                    } else if field.modifiers.is_static.is_none() {
                        let message = format!("a field is written without `{}`", part.as_str());
                        let error = self.error(at, message).help("`static let` and `static var` belong to the type itself");
                        self.report(error.fix(self.with_blanks(at), ""));
                    } else if part.as_str() == "const" && !self.options.library {
                        self.report(self.error(at, "a static field is a `let` or a `var`"));
                    }
                }
                Rule::identifier => field.name = self.ident(&part),
                Rule::r#type => field.ty = Some(self.ty(part)),
                Rule::accessor => part.into_inner().for_each(|accessor| self.accessor(accessor, &mut field)),
                _ => field.default = Some(self.expression(part)),
            }
        }
        if let Some(at) = field.modifiers.is_static.filter(|_| field.binding.is_none()) {
            self.report(self.error(at, "a static field begins with `static let` or `static var`"));
        }
        field
    }

    fn accessor(&self, node: Node<'_>, field: &mut Field) {
        let span = self.span(&node);
        let is_getter = node.as_rule() == Rule::getter;
        let mut parameter = None;
        let mut body = None;
        for part in parts(node) {
            match part.as_rule() {
                Rule::identifier => parameter = Some(self.ident(&part)),
                Rule::block => body = Some(self.block(part)),
                Rule::expression => body = Some(self.returning(part)),
                _ => {}
            }
        }
        let Some(body) = body else { return };
        let accessor = Accessor { parameter, body, span };
        let (slot, word) = if is_getter { (&mut field.getter, "get") } else { (&mut field.setter, "set") };
        if slot.replace(accessor).is_some() {
            self.report(self.error(span, format!("there is a second `{word}` for this field")));
        }
    }
}
