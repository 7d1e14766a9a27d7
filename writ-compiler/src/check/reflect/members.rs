//! Which members of a type reflection knows.

use crate::ast::{Name, Visibility};
use crate::check::{Checker, FunctionIndex, MemberKind};
use crate::ir::{CoroutinePart, Owner, Type, TypeId};

/// A field.
pub(super) struct Field {
    pub name: Name,
    pub ty: TypeId,
    pub public: bool,
    /// Whether it can be assigned to.
    pub settable: bool,
    /// Whether it belongs to what the object is, and is not computed from that.
    pub data: bool,
}

/// A public method.
pub(super) struct Method {
    pub name: Name,
    pub parameters: Vec<Parameter>,
    pub result: TypeId,
    /// Whether it is a coroutine.
    pub coroutine: bool,
    /// Whether it changes the struct that it is called on.
    pub mutates: bool,
}

/// A parameter of a method.
pub(super) struct Parameter {
    pub name: Name,
    pub ty: TypeId,
    pub optional: bool,
    pub rest: bool,
}

/// The members of a type.
#[derive(Default)]
pub(super) struct Members {
    pub fields: Vec<Field>,
    pub methods: Vec<Method>,
}

impl Checker {
    /// The fields and public methods of a type, inherited ones first.
    pub(super) fn reflected_members(&mut self, ty: TypeId) -> Members {
        let mut members = Members::default();
        if let Some(owner) = self.owner_of(ty)
            && self.is_reflected(ty)
            && self.coroutine_value(ty).is_none()
        {
            self.demand(ty);
            let mut names: Vec<Name> = Vec::new();
            for part in self.member_owners(owner) {
                for name in self.members(part).order.clone() {
                    if !names.contains(&name) {
                        names.push(name);
                    }
                }
            }
            for name in names {
                self.reflected_member(ty, owner, name, &mut members);
            }
            if let Owner::Enum(_) = owner {
                for (name, ty) in [("name", TypeId::STRING), ("ordinal", TypeId::INT)] {
                    if members.fields.iter().all(|field| &*field.name != name) {
                        members.fields.push(Field { name: name.into(), ty, public: true, settable: false, data: false });
                    }
                }
            }
        }
        members
    }

    /// The types whose members a type has, from the root down.
    fn member_owners(&mut self, owner: Owner) -> Vec<Owner> {
        match owner {
            Owner::Class(class) => {
                // Methods that implement a trait are as visible as that: it is known when the table is made.
                self.ensure_slots(class);
                let bases = self.program.lineage(class).into_iter().map(Owner::Class);
                bases.chain(self.class_traits(class).into_iter().map(Owner::Trait)).collect()
            }
            Owner::Struct(_) | Owner::Enum(_) | Owner::Trait(_) => vec![owner],
        }
    }

    fn reflected_member(&mut self, ty: TypeId, owner: Owner, name: Name, members: &mut Members) {
        let Some((declared, member)) = self.find_member(owner, &name) else { return };
        if member.visibility == Visibility::Private {
            return;
        }
        let host = self.is_host(self.owner_module(declared));
        let public = match declared {
            // A default is as visible as its trait.
            Owner::Trait(id) => host || self.traits[id.0 as usize].decl.modifiers.exported.is_some(),
            // An override may leave out `public`.
            Owner::Class(class) => self.program.lineage(class).into_iter().any(|class| {
                let declared = self.classes[class.0 as usize].members.by_name.get(&name);
                declared.is_some_and(|member| member.visibility == Visibility::Public)
            }),
            Owner::Struct(_) | Owner::Enum(_) => member.visibility == Visibility::Public,
        };
        match member.kind {
            MemberKind::Field { stored, ty, getter, setter } if self.can_be_any(ty) => {
                let settable = setter.is_some() || (stored.is_some() && getter.is_none());
                members.fields.push(Field { name, ty, public, settable, data: stored.is_some() || host });
            }
            MemberKind::ConstantField { ty, .. } if self.can_be_any(ty) => {
                members.fields.push(Field { name, ty, public, settable: false, data: false });
            }
            MemberKind::Method(index) if public => members.methods.extend(self.reflected_method(ty, name, index)),
            MemberKind::Field { .. }
            | MemberKind::ConstantField { .. }
            | MemberKind::Method(_)
            | MemberKind::StaticMethod(_)
            | MemberKind::StaticField(_)
            | MemberKind::StaticValue(_)
            | MemberKind::Constant(_)
            | MemberKind::Variant(_) => {}
        }
    }

    /// A method, if it can be called with what is in `any`s: it has no type parameters of its own.
    fn reflected_method(&mut self, ty: TypeId, name: Name, index: FunctionIndex) -> Option<Method> {
        let info = self.functions[index.0 as usize].clone();
        let coroutine = self.coroutine_value(info.result).is_some();
        let result_fits = info.result == TypeId::VOID || coroutine || self.can_be_any(info.result);
        if !info.generics.is_empty() || !result_fits || !info.parameters.iter().all(|parameter| self.can_be_any(parameter.ty)) {
            return None;
        }
        let parameter = |parameter: &crate::check::ParameterInfo| Parameter {
            name: parameter.name.clone(),
            ty: parameter.ty,
            optional: parameter.default.is_some(),
            rest: parameter.rest,
        };
        let mutates = !self.is_object(ty) && self.is_mutating(ty, &name);
        Some(Method { name, parameters: info.parameters.iter().map(parameter).collect(), result: info.result, coroutine, mutates })
    }

    /// Whether values of a type have a form in JSON.
    pub(super) fn is_data(&self, ty: TypeId) -> bool {
        match self.get(ty) {
            Type::Weak(_) | Type::Function(..) | Type::Range => false,
            Type::Optional(inner) => self.is_data(*inner),
            Type::Class(class) => self.program.coroutine_part(*class) == CoroutinePart::None,
            Type::Error | Type::Never | Type::Void | Type::Parameter(_) => false,
            Type::Int | Type::Int32 | Type::Float | Type::Float64 | Type::Bool | Type::String | Type::Any => true,
            Type::Array(_) | Type::Dictionary(..) | Type::Result(_) | Type::Tuple(_) | Type::Struct(_) | Type::Enum(_) | Type::Trait(_) => {
                true
            }
        }
    }
}
