//! Names for completion: what is in sight of a piece of a session, and what a type has.

use super::member::extension_name;
use super::types::{BUILT_IN_TYPES, plain_type};
use super::{Checker, Member, MemberKind, Symbol};
use crate::ast::{Name, Visibility};
use crate::ir::{Owner, Type, TypeId};
use crate::library;
use std::collections::BTreeSet;

impl Checker {
    /// Every name that a piece of the session may begin with, without keywords.
    pub fn names_in_sight(&self) -> BTreeSet<String> {
        let declared = self.session_names.keys().chain(self.host.visible()).map(|name| name.to_string());
        let library = library::visible_names().filter(|(_, module)| self.host.modules.is_on(module)).map(|(name, _)| name);
        declared.chain(library.chain(BUILT_IN_TYPES).map(str::to_string)).collect()
    }

    /// What may stand behind the point of a value.
    pub fn value_member_names(&mut self, ty: TypeId) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        if matches!(ty, TypeId::ERROR | TypeId::VOID | TypeId::NEVER) {
            return names;
        }
        names.insert("toString".to_string());
        self.demand(ty);
        if let Some(owner) = self.owner_of(ty) {
            for name in self.member_names(owner) {
                if self.shown_member(owner, &name).is_some_and(|kind| !is_static(&kind)) {
                    names.insert(name);
                }
            }
        }
        names.extend(self.extension_members(ty).filter(|(_, member)| !is_static(&member.kind)).map(|(name, _)| name.to_string()));
        let of_kind: &[&str] = match self.get(ty) {
            Type::Optional(_) => &["hasValue", "value"],
            Type::Result(_) => &["isSuccess", "value", "error"],
            Type::Enum(_) => &["name", "ordinal"],
            Type::Weak(_) => &["get"],
            Type::Tuple(items) => {
                names.extend((0..items.len()).map(|index| index.to_string()));
                &[]
            }
            _ => &[],
        };
        names.extend(of_kind.iter().map(|name| name.to_string()));
        names
    }

    /// What may stand behind the point of a type's name.
    pub fn static_member_names(&mut self, name: &str) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        let ty = match self.session_names.get(name).or_else(|| self.host.get(name)).cloned().or_else(|| self.library_symbol(name)) {
            Some(Symbol::Struct(id)) => self.structs[id.0 as usize].ty,
            Some(Symbol::Enum(id)) => {
                names.insert("values".to_string());
                self.enums[id.0 as usize].ty
            }
            Some(Symbol::Class(id)) => self.classes[id.0 as usize].ty,
            _ => match plain_type(name) {
                Some(ty) => ty,
                None => return names,
            },
        };
        self.demand(ty);
        if let Some(owner) = self.owner_of(ty) {
            for name in self.member_names(owner) {
                if self.shown_member(owner, &name).is_some_and(|kind| is_static(&kind)) {
                    names.insert(name);
                }
            }
        }
        names.extend(self.extension_members(ty).filter(|(_, member)| is_static(&member.kind)).map(|(name, _)| name.to_string()));
        names
    }

    /// What a member is, also an inherited one, if a piece of the session may name it.
    fn shown_member(&self, owner: Owner, name: &str) -> Option<MemberKind> {
        let (owner, member) = self.find_member(owner, name)?;
        let module = match owner {
            Owner::Struct(id) => self.structs[id.0 as usize].module,
            Owner::Enum(id) => self.enums[id.0 as usize].module,
            Owner::Class(id) => self.classes[id.0 as usize].module,
            Owner::Trait(id) => self.traits[id.0 as usize].module,
        };
        let is_shown = match member.visibility {
            Visibility::Public => true,
            Visibility::Module => self.pieces.contains(&module),
            Visibility::Private => false,
        };
        is_shown.then_some(member.kind)
    }

    fn extension_members(&self, ty: TypeId) -> impl Iterator<Item = (&Name, &Member)> {
        let receiver = if self.is_coroutine_handle(ty) { Some("Coroutine") } else { extension_name(self.get(ty)) };
        receiver.and_then(|receiver| self.extensions.get(receiver)).into_iter().flat_map(|members| &members.by_name)
    }
}

fn is_static(kind: &MemberKind) -> bool {
    match kind {
        MemberKind::StaticMethod(_)
        | MemberKind::StaticField(_)
        | MemberKind::StaticValue(_)
        | MemberKind::Constant(_)
        | MemberKind::Variant(_) => true,
        MemberKind::Field { .. } | MemberKind::Method(_) | MemberKind::ConstantField { .. } => false,
    }
}
