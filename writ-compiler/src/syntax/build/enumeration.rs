//! Enums and their variants.

use super::function::Lead;
use super::type_decl::Members;
use super::{Builder, parts};
use crate::ast::{Argument, EnumDecl, Expr, ExprKind, Generics, Ident, TypeExpr, TypeExprKind, Variant, VariantPayload};
use crate::syntax::grammar::{Node, Rule};

impl Builder<'_> {
    /// `enum_item`.
    pub(super) fn enumeration(&self, node: Node<'_>, lead: Lead) -> EnumDecl {
        let item = self.span(&node);
        let mut name = None;
        let mut generics = Generics::default();
        let mut traits = Vec::new();
        let mut variants = Vec::new();
        let mut members = Members::default();
        for part in parts(node) {
            match part.as_rule() {
                Rule::identifier => name = Some(self.ident(&part)),
                Rule::generics => self.generics(part, &mut generics),
                Rule::where_clause => self.where_clause(part, &mut generics),
                Rule::with_clause => traits.extend(part.into_inner().skip(1).map(|ty| self.ty(ty))),
                Rule::variants => variants.extend(part.into_inner().map(|variant| self.variant(variant))),
                Rule::member_item => self.member_item(part, &mut members),
                _ => {}
            }
        }
        // `Alive(health: LIMIT)` looks like a payload; that the enum has fields tells that it is a constant.
        if !members.fields.is_empty() {
            variants.iter_mut().for_each(as_constants);
        }
        EnumDecl {
            doc: lead.doc,
            modifiers: lead.modifiers,
            name: name.unwrap_or_else(|| Ident { name: self.name(""), span: item }),
            generics,
            traits,
            variants,
            fields: members.fields,
            methods: members.methods,
            span: lead.span.start_point().to(item),
        }
    }

    fn variant(&self, node: Node<'_>) -> Variant {
        let span = self.span(&node);
        let mut variant = Variant { doc: self.doc(span), name: Ident { name: self.name(""), span }, payload: VariantPayload::None, span };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::identifier => variant.name = self.ident(&part),
                Rule::variant_fields => {
                    let fields = parts(part).filter_map(|field| {
                        let mut inner = field.into_inner();
                        let name = self.argument_name(inner.next()?);
                        Some((name, self.ty(inner.next()?)))
                    });
                    variant.payload = VariantPayload::Fields(fields.collect());
                }
                _ => variant.payload = VariantPayload::Constants(parts(part).map(|argument| self.argument(argument)).collect()),
            }
        }
        variant
    }
}

/// Turns fields whose types are bare names into named constants.
fn as_constants(variant: &mut Variant) {
    let VariantPayload::Fields(fields) = &variant.payload else { return };
    let constants: Option<Vec<Argument>> =
        fields.iter().map(|(name, ty)| Some(Argument { name: Some(name.clone()), spread: false, value: name_as_value(ty)? })).collect();
    if let Some(constants) = constants {
        variant.payload = VariantPayload::Constants(constants);
    }
}

fn name_as_value(ty: &TypeExpr) -> Option<Expr> {
    match &ty.kind {
        TypeExprKind::Named { module, name, arguments } if arguments.is_empty() => {
            let kind = match module {
                Some(module) => ExprKind::Path { module: module.clone(), name: name.clone() },
                None => ExprKind::Name(name.clone()),
            };
            Some(Expr { kind, span: ty.span })
        }
        TypeExprKind::Named { .. } | TypeExprKind::Optional(_) | TypeExprKind::Tuple(_) | TypeExprKind::Function { .. } => None,
    }
}
