//! Names for completion: what is in sight of a piece of a session, and what a type has.

use super::member::extension_name;
use super::{Checker, Member, MemberKind, Symbol};
use crate::ast::{Name, Visibility};
use crate::ir::{Type, TypeId};
use std::collections::BTreeSet;

/// Types that no declaration names.
const BUILT_IN_TYPES: [&str; 16] = [
    "int",
    "int32",
    "int64",
    "float",
    "float32",
    "float64",
    "bool",
    "string",
    "any",
    "void",
    "Array",
    "Dictionary",
    "Optional",
    "Result",
    "Weak",
    "Coroutine",
];

impl Checker {
    /// Every name that a piece of the session may begin with, without keywords.
    pub fn names_in_sight(&self) -> BTreeSet<String> {
        let names = self.session_names.keys().chain(self.host.visible()).chain(self.library.keys());
        names.map(|name| name.to_string()).chain(BUILT_IN_TYPES.iter().map(|name| name.to_string())).collect()
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
                if self.known_member(ty, &name).is_some_and(|member| is_visible(&member) && !is_static(&member.kind)) {
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
        let ty = match self.session_names.get(name).or_else(|| self.host.get(name)).or_else(|| self.library.get(name)) {
            Some(Symbol::Struct(id)) => self.structs[id.0 as usize].ty,
            Some(Symbol::Enum(id)) => {
                names.insert("values".to_string());
                self.enums[id.0 as usize].ty
            }
            Some(Symbol::Class(id)) => self.classes[id.0 as usize].ty,
            _ => match name {
                "int" | "int64" => TypeId::INT,
                "int32" => TypeId::INT32,
                "float" | "float32" => TypeId::FLOAT,
                "float64" => TypeId::FLOAT64,
                "bool" => TypeId::BOOL,
                "string" => TypeId::STRING,
                _ => return names,
            },
        };
        self.demand(ty);
        if let Some(owner) = self.owner_of(ty) {
            for name in self.member_names(owner) {
                if self.known_member(ty, &name).is_some_and(|member| is_visible(&member) && is_static(&member.kind)) {
                    names.insert(name);
                }
            }
        }
        names.extend(self.extension_members(ty).filter(|(_, member)| is_static(&member.kind)).map(|(name, _)| name.to_string()));
        names
    }

    fn extension_members(&self, ty: TypeId) -> impl Iterator<Item = (&Name, &Member)> {
        let receiver = if self.is_coroutine_handle(ty) { Some("Coroutine") } else { extension_name(self.get(ty)) };
        receiver.and_then(|receiver| self.extensions.get(receiver)).into_iter().flat_map(|members| &members.by_name)
    }
}

fn is_visible(member: &Member) -> bool {
    member.visibility != Visibility::Private
}

fn is_static(kind: &MemberKind) -> bool {
    match kind {
        MemberKind::StaticMethod(_) | MemberKind::StaticField(_) | MemberKind::Constant(_) | MemberKind::Variant(_) => true,
        MemberKind::Field { .. } | MemberKind::Method(_) | MemberKind::ConstantField { .. } => false,
    }
}
