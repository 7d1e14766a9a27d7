//! Functions, types and their members.

use super::list::{ListStyle, PLAIN};
use super::{Sep, Walker};
use crate::doc::Doc;
use std::sync::Arc;
use writ_compiler::ast::{
    Accessor, EnumDecl, ExprKind, ExtendDecl, Field, FunctionDecl, Parameter, StatementKind, TypeDecl, Variant, VariantPayload,
};

/// A member of a type.
enum Member<'a> {
    Field(&'a Field),
    Method(&'a FunctionDecl),
}

impl Member<'_> {
    /// A field of which there is only the name: the checker refuses it, the grammar does not.
    fn is_bare_name(&self) -> bool {
        match self {
            Member::Field(field) => field.binding.is_none() && field.ty.is_none() && field.default.is_none(),
            Member::Method(_) => false,
        }
    }

    fn start(&self) -> usize {
        match self {
            Member::Field(field) => field.span.start as usize,
            Member::Method(method) => method.span.start as usize,
        }
    }

    fn end(&self) -> usize {
        match self {
            Member::Field(field) => field.span.end as usize,
            Member::Method(method) => method.span.end as usize,
        }
    }

    /// Whether it may share its line with other members.
    fn is_plain_field(&self) -> bool {
        match self {
            Member::Field(field) => field.getter.is_none() && field.setter.is_none() && (field.ty.is_some() || field.default.is_some()),
            Member::Method(_) => false,
        }
    }
}

/// The members in the order of the text.
fn members<'a>(fields: &'a [Field], methods: &'a [Arc<FunctionDecl>]) -> Vec<Member<'a>> {
    let mut all: Vec<Member<'a>> = fields.iter().map(Member::Field).chain(methods.iter().map(|method| Member::Method(method))).collect();
    all.sort_by_key(Member::start);
    all
}

impl Walker<'_> {
    pub(super) fn function(&mut self, decl: &FunctionDecl) -> Doc {
        let mut parts = vec![self.words_until(decl.name.span.start as usize), self.verbatim(decl.name.span)];
        parts.push(self.type_parameters(&decl.generics));
        let parameters = &decl.parameters;
        parts.push(self.list(("(", ")"), parameters.len(), PLAIN, |walker, index| walker.parameter(&parameters[index])));
        if let Some(result) = &decl.result {
            parts.push(self.result(result));
        }
        parts.push(self.bounds(&decl.generics));
        match &decl.body {
            Some(body) => self.with_block(parts, body),
            None => self.docs.concat(parts),
        }
    }

    fn parameter(&mut self, parameter: &Parameter) -> Doc {
        let mut parts = Vec::new();
        if parameter.rest {
            parts.push(self.take("..."));
        }
        parts.push(self.verbatim(parameter.name.span));
        parts.push(self.type_and_value(Some(&parameter.ty), parameter.default.as_ref()));
        self.docs.concat(parts)
    }

    pub(super) fn type_decl(&mut self, decl: &TypeDecl) -> Doc {
        let mut parts = vec![self.words_until(decl.name.span.start as usize), self.verbatim(decl.name.span)];
        parts.push(self.type_parameters(&decl.generics));
        if let Some(base) = &decl.base {
            parts.push(self.then(Sep::Space, "extends"));
            parts.push(self.gap(Sep::Space).doc);
            parts.push(self.ty(base));
        }
        self.traits(&decl.traits, &mut parts);
        parts.push(self.bounds(&decl.generics));
        parts.push(self.gap(Sep::Space).doc);
        parts.push(self.members(&members(&decl.fields, &decl.methods), decl.span.end as usize));
        self.docs.concat(parts)
    }

    fn traits(&mut self, traits: &[writ_compiler::ast::TypeExpr], parts: &mut Vec<Doc>) {
        for (index, ty) in traits.iter().enumerate() {
            if index == 0 {
                parts.push(self.then(Sep::Space, "with"));
            } else {
                parts.push(self.docs.text(","));
            }
            let gap = self.gap(if index == 0 { Sep::Space } else { Sep::Fill }).doc;
            parts.push(self.docs.indent(gap));
            parts.push(self.ty(ty));
            if index + 1 < traits.len() {
                self.skip(',');
            }
        }
    }

    pub(super) fn extension(&mut self, decl: &ExtendDecl) -> Doc {
        let mut parts = vec![self.words_until(decl.target.span.start as usize), self.verbatim(decl.target.span)];
        parts.push(self.type_parameters(&decl.generics));
        parts.push(self.bounds(&decl.generics));
        parts.push(self.gap(Sep::Space).doc);
        parts.push(self.members(&members(&decl.fields, &decl.methods), decl.span.end as usize));
        self.docs.concat(parts)
    }

    /// Members in braces: fields on one line if they were and fit, else a line for each member.
    fn members(&mut self, members: &[Member<'_>], end: usize) -> Doc {
        let open = self.take("{");
        let is_line = self.on_one_line(members, end) && members.iter().all(Member::is_plain_field)
            || matches!(members, [Member::Method(_)]) && self.on_one_line(members, end);
        while self.skip_member_end() {}
        let mut inner = Vec::new();
        for (index, member) in members.iter().enumerate() {
            if is_line && index > 0 {
                inner.push(self.docs.if_flat(","));
            }
            let sep = match (is_line, index) {
                (true, _) => Sep::Line,
                (false, 0) => Sep::Hard,
                (false, _) => Sep::HardBlank,
            };
            inner.push(self.gap(sep).doc);
            inner.push(self.member(member));
        }
        let doc = self.close_braces(open, inner, is_line);
        self.docs.group(doc)
    }

    fn on_one_line(&self, members: &[Member<'_>], end: usize) -> bool {
        let mut at = self.at;
        for member in members {
            if self.breaks_between(at, member.start()) {
                return false;
            }
            at = member.end();
        }
        !members.is_empty() && !self.breaks_between(at, end)
    }

    fn skip_member_end(&mut self) -> bool {
        self.skip(',') || self.skip(';')
    }

    fn member(&mut self, member: &Member<'_>) -> Doc {
        let doc = match member {
            Member::Field(field) => self.field(field),
            Member::Method(method) => self.function(method),
        };
        while self.skip_member_end() {}
        doc
    }

    fn field(&mut self, field: &Field) -> Doc {
        let mut parts = vec![self.words_until(field.name.span.start as usize), self.verbatim(field.name.span)];
        parts.push(self.type_and_value(field.ty.as_ref(), field.default.as_ref()));
        let mut accessors: Vec<(&str, &Accessor)> =
            field.getter.iter().map(|accessor| ("get", accessor)).chain(field.setter.iter().map(|accessor| ("set", accessor))).collect();
        accessors.sort_by_key(|(_, accessor)| accessor.span.start);
        let mut lines = Vec::new();
        for (word, accessor) in accessors {
            lines.push(self.gap(Sep::Hard).doc);
            lines.push(self.accessor(word, accessor));
        }
        let lines = self.docs.concat(lines);
        parts.push(self.docs.indent(lines));
        self.docs.concat(parts)
    }

    fn accessor(&mut self, word: &str, accessor: &Accessor) -> Doc {
        let mut parts = vec![self.take(word)];
        if let Some(parameter) = &accessor.parameter {
            parts.push(self.take("("));
            parts.push(self.gap(Sep::Tight).doc);
            parts.push(self.verbatim(parameter.span));
            parts.push(self.gap(Sep::Tight).doc);
            parts.push(self.take(")"));
        }
        if !self.sees("=>") {
            return self.with_block(parts, &accessor.body);
        }
        parts.push(self.then(Sep::Space, "=>"));
        // `=> value` is kept as `{ return value }`.
        if let Some(StatementKind::Expression(value)) = accessor.body.statements.first().map(|statement| &statement.kind)
            && let ExprKind::Return(Some(value)) = &value.kind
        {
            parts.push(self.value_behind(value));
        } else {
            self.lose();
        }
        self.docs.concat(parts)
    }

    pub(super) fn enumeration(&mut self, decl: &EnumDecl) -> Doc {
        let mut parts = vec![self.words_until(decl.name.span.start as usize), self.verbatim(decl.name.span)];
        parts.push(self.type_parameters(&decl.generics));
        self.traits(&decl.traits, &mut parts);
        parts.push(self.bounds(&decl.generics));
        parts.push(self.gap(Sep::Space).doc);
        let members = members(&decl.fields, &decl.methods);
        let variants = &decl.variants;
        if members.is_empty() {
            let style = ListStyle { keeps_lines: true, fills: false, is_padded: true };
            parts.push(self.list(("{", "}"), variants.len(), style, |walker, index| walker.variant(&variants[index])));
            return self.docs.concat(parts);
        }
        let open = self.take("{");
        let mut inner = self.variants(variants, members.first().is_some_and(Member::is_bare_name));
        while self.skip_member_end() {}
        for (index, member) in members.iter().enumerate() {
            inner.push(self.gap(if index == 0 && variants.is_empty() { Sep::Hard } else { Sep::HardBlank }).doc);
            inner.push(self.member(member));
        }
        parts.push(self.close_braces(open, inner, false));
        self.docs.concat(parts)
    }

    /// Variants before members: in the rows in which they were written; a comma behind the last one if each has its line, but before a name, which would be
    /// one more variant then.
    fn variants(&mut self, variants: &[Variant], before_name: bool) -> Vec<Doc> {
        let mut parts = Vec::new();
        let mut rows = false;
        for (index, variant) in variants.iter().enumerate() {
            let begins_line = self.is_token_on_new_line();
            rows |= index > 0 && !begins_line;
            let sep = match index {
                0 => Sep::Hard,
                _ if begins_line => Sep::HardBlank,
                _ => Sep::Fill,
            };
            parts.push(self.gap(sep).doc);
            parts.push(self.variant(variant));
            self.skip(',');
            let is_last = index + 1 == variants.len();
            if !is_last || variants.len() > 1 && !rows && !before_name {
                parts.push(self.docs.text(","));
            }
        }
        parts
    }

    fn variant(&mut self, variant: &Variant) -> Doc {
        let name = self.verbatim(variant.name.span);
        let payload = match &variant.payload {
            VariantPayload::None => return name,
            VariantPayload::Constants(arguments) => self.arguments(arguments),
            VariantPayload::Fields(fields) => self.list(("(", ")"), fields.len(), PLAIN, |walker, index| {
                let (name, ty) = &fields[index];
                let name = walker.verbatim(name.span);
                let ty = walker.behind_colon(ty);
                walker.docs.concat(vec![name, ty])
            }),
        };
        self.docs.concat(vec![name, payload])
    }
}
