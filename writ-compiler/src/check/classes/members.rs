//! What is done with an object's members: fields, assignment through setters, `super`.

use crate::ast::{self, Argument, Ident};
use crate::check::arguments::after;
use crate::check::place::Target as AssignTarget;
use crate::check::{Checker, FunctionIndex, FunctionInfo, Member, MemberKind, Target, error_expr};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{ClassId, Expr, ExprKind, FuncId, Owner, Place, PlaceRoot, Type, TypeId};
use crate::source::Span;
use std::sync::Arc;

impl Checker {
    /// A stored field of an object. One that `init` assigns late may have no value yet.
    pub fn object_field(&self, object: Expr, index: u32, ty: TypeId, span: Span) -> Expr {
        let Type::Class(class) = *self.get(object.ty) else { return error_expr(span) };
        let Some(field) = self.program.stored_fields(class).get(index as usize).copied().cloned() else { return error_expr(span) };
        let read = Expr { kind: ExprKind::ObjectField { object: Box::new(object), index }, ty: field.ty, span };
        if field.ty == ty || ty == TypeId::ERROR {
            return Expr { ty, ..read };
        }
        Expr { kind: ExprKind::CheckInit { value: Box::new(read), name: field.name }, ty, span }
    }

    /// The type of a stored field as scripts see it.
    pub fn field_type_of(&self, class: ClassId, index: u32) -> TypeId {
        let Some((owner, own)) = self.program.field_owner(class, index) else { return TypeId::ERROR };
        let name = &self.program[owner].fields[own as usize].name;
        match self.classes[owner.0 as usize].members.by_name.get(name).map(|m| &m.kind) {
            Some(MemberKind::Field { ty, .. }) => *ty,
            _ => self.program[owner].fields[own as usize].ty,
        }
    }

    /// The type of the value of a late field, if a place is one.
    pub fn late_type(&self, place: &Place) -> Option<TypeId> {
        let PlaceRoot::Object { object, index } = &place.root else { return None };
        let Type::Class(class) = self.get(object.ty) else { return None };
        let ty = self.field_type_of(*class, *index);
        (place.path.is_empty() && ty != place.ty && ty != TypeId::ERROR).then_some(ty)
    }

    /// What `object.name = …` assigns.
    pub(in crate::check) fn object_target(&mut self, object: Expr, name: &Ident, span: Span) -> Option<AssignTarget> {
        let ty = object.ty;
        let Some(member) = self.member_of(ty, &name.name) else {
            if !self.inherits_unknown(ty) {
                self.unknown_member(ty, name, false);
            }
            return None;
        };
        self.check_visible(ty, &name.name, name.span);
        let first = match (&member.kind, self.get(ty)) {
            (MemberKind::Field { stored: Some(index), .. }, Type::Class(class)) => {
                let (class, index) = (*class, *index);
                matches!(object.kind, ExprKind::Local(crate::ir::LocalId(0))) && self.is_first_assignment(class, index)
            }
            _ => false,
        };
        match member.kind {
            MemberKind::Field { setter: Some(setter), ty, .. } if !first => {
                let name = name.clone();
                Some(AssignTarget::ObjectSetter { object, setter, ty, read: member, name })
            }
            MemberKind::Field { stored: Some(index), getter, ty, .. } if getter.is_none() || first => {
                let stored = self.object_field(object, index, ty, span);
                let stored = match stored.kind {
                    ExprKind::CheckInit { value, .. } => *value,
                    kind => Expr { kind, ..stored },
                };
                super::super::place::as_place(stored).ok().map(AssignTarget::Place)
            }
            MemberKind::Field { .. } | MemberKind::ConstantField { .. } => {
                self.report(
                    Diagnostic::error(Code::IMMUTABLE, span, format!("`{}` is computed and has no `set`", name.name))
                        .also(member.span, "declared here"),
                );
                None
            }
            MemberKind::Method(_) => {
                self.report(
                    Diagnostic::error(Code::IMMUTABLE, span, format!("can't assign to `{}`, which is no field", name.name))
                        .also(member.span, "declared here"),
                );
                None
            }
            MemberKind::StaticMethod(_)
            | MemberKind::StaticField(_)
            | MemberKind::StaticValue(_)
            | MemberKind::Constant(_)
            | MemberKind::Variant(_) => {
                self.static_through_value(ty, name, &member);
                None
            }
        }
    }

    /// The call of a setter of an object.
    pub fn object_setter(&mut self, object: Expr, name: &Ident, setter: FuncId, value: Expr, span: Span) -> Expr {
        let slot = format!("{}.set", name.name);
        match self.method_call(&slot, TypeId::VOID, Some(setter), vec![object, value]) {
            Some(kind) => Expr { kind, ty: TypeId::VOID, span },
            None => error_expr(span),
        }
    }

    /// The value of a field of an object; the object, if the member is none.
    pub fn object_member(&mut self, object: Expr, name: &Ident, member: &Member, span: Span) -> Result<Expr, Expr> {
        match member.kind {
            MemberKind::Field { getter: Some(getter), ty, .. } => {
                self.call_ended();
                let kind = self.method_call(&format!("{}.get", name.name), ty, Some(getter), vec![object]);
                Ok(kind.map_or(error_expr(span), |kind| Expr { kind, ty, span }))
            }
            MemberKind::Field { stored: Some(index), ty, .. } => Ok(self.object_field(object, index, ty, span)),
            _ => Err(object),
        }
    }

    /// Whether a member of a type is visible here, as `check_visible` says.
    pub fn can_see(&self, ty: TypeId, name: &str) -> bool {
        let Some((owner, member)) = self.owner_of(ty).and_then(|owner| self.find_member(owner, name)) else { return true };
        member.visibility != crate::ast::Visibility::Private || self.is_inside(self.owner_type(owner))
    }

    /// The names of all members of a type, also of inherited ones.
    pub fn member_names(&self, owner: Owner) -> Vec<String> {
        let own = |owner: Owner| self.members(owner).order.iter().map(|name| name.to_string()).collect::<Vec<_>>();
        let mut names = own(owner);
        match owner {
            Owner::Struct(_) | Owner::Enum(_) => {}
            Owner::Class(id) => {
                let bases = self.program.lineage(id).into_iter().map(Owner::Class);
                let traits = self.class_traits(id).into_iter().map(Owner::Trait);
                names.extend(bases.chain(traits).flat_map(own));
            }
            Owner::Trait(id) => {
                let mut traits = Vec::new();
                self.trait_lineage(id, &mut traits);
                names.extend(traits.into_iter().map(Owner::Trait).flat_map(own));
            }
        }
        names
    }

    /// The checked index of `object[index] = …`, and the type of the value.
    pub fn set_at_index(&mut self, setter: FunctionIndex, index: &ast::Expr, span: Span) -> Option<(Expr, TypeId)> {
        let info = self.functions[setter.0 as usize].clone();
        let [key, item] = &info.parameters[..] else {
            let report = Diagnostic::error(Code::OPERATOR, span, "`[]=` calls `setAt`, which takes an index and a value");
            self.report(report.also(info.span, "declared here"));
            return None;
        };
        Some((self.expr_to(index, key.ty), item.ty))
    }

    /// The call of `setAt` of an object.
    pub fn object_set_at(&mut self, object: Expr, setter: FunctionIndex, index: Expr, value: Expr, span: Span) -> Expr {
        let ty = self.functions[setter.0 as usize].result;
        match self.call_target(setter, Vec::new(), vec![object, index, value], span) {
            Some(kind) => Expr { kind, ty, span },
            None => error_expr(span),
        }
    }

    /// `object[index]`, both evaluated.
    pub fn at_value(&mut self, object: Expr, index: Expr, span: Span) -> Expr {
        let Some(MemberKind::Method(at)) = self.member_of(object.ty, "at").map(|m| m.kind) else {
            let what = self.a_type(object.ty);
            return self.error_expr(Code::NOT_INDEXABLE, span, format!("{what} can't be indexed"));
        };
        let info = self.functions[at.0 as usize].clone();
        let [key] = &info.parameters[..] else { return error_expr(span) };
        let index = self.convert(index, key.ty);
        match self.call_target(at, Vec::new(), vec![object, index], span) {
            Some(kind) => Expr { kind, ty: info.result, span },
            None => error_expr(span),
        }
    }

    /// Whether the code at hand stands inside a type.
    pub fn is_inside(&self, ty: TypeId) -> bool {
        let parts = self.instance_parts(ty);
        self.inside(|checker, other| {
            other == ty || parts.as_ref().is_some_and(|(generic, _)| checker.instance_parts(other).is_some_and(|(of, _)| of == *generic))
        })
    }

    fn class_at_hand(&mut self, at: Span) -> Option<ClassId> {
        let info = self.stack.iter().rev().find_map(|state| state.self_info);
        if let Some(info) = info
            && let Type::Class(id) = *self.get(info.ty)
        {
            return Some(id);
        }
        self.report(Diagnostic::error(Code::UNKNOWN_NAME, at, "there is no `super` here").help("`super` stands in methods of a class"));
        None
    }

    /// `super.name`.
    pub fn super_member(&mut self, at: Span, name: &Ident, span: Span) -> Expr {
        let Some(class) = self.class_at_hand(at) else { return error_expr(span) };
        let base = self.program[class].base;
        let found = base.and_then(|base| self.find_member(Owner::Class(base), &name.name));
        let Some((_, member)) = found else {
            self.unknown_in_base(class, name, span);
            return error_expr(span);
        };
        if let MemberKind::Method(_) = member.kind {
            let report = Diagnostic::error(Code::NOT_A_VALUE, span, format!("`super.{}` can only be called", name.name));
            self.report(report.help(format!("wrap it: `() => super.{}()`", name.name)));
            return error_expr(span);
        }
        let this = self.implicit_self(at);
        if let (Some(base), MemberKind::Field { getter: Some(_), ty, .. }) = (base, &member.kind)
            && let Some(slot) = self.slot_of(base, &format!("{}.get", name.name))
        {
            let function = self.program[base].slots[slot as usize].function;
            self.check_visible(self.classes[base.0 as usize].ty, &name.name, name.span);
            let object = self.as_receiver(this, self.receiver_type(function));
            let kind = ExprKind::Call { function, captures: Vec::new(), arguments: vec![object] };
            return Expr { kind, ty: *ty, span };
        }
        self.member_on_value(this, name, span)
    }

    fn unknown_in_base(&mut self, class: ClassId, name: &Ident, span: Span) {
        if self.inherits_unknown(self.classes[class.0 as usize].ty) {
            return;
        }
        let report = match self.program[class].base {
            Some(base) => {
                let candidates = self.member_names(crate::ir::Owner::Class(base)).into_iter().collect();
                let base = &self.program[base];
                let report =
                    Diagnostic::error(Code::UNKNOWN_MEMBER, name.span, format!("the base `{}` has no member `{}`", base.name, name.name))
                        .also(base.span, "the base is declared here");
                return self.report_with_near(report, &name.name, &candidates);
            }
            None => {
                let class = &self.program[class].name;
                Diagnostic::error(Code::UNKNOWN_MEMBER, span, format!("`{class}` extends no class that could have `{}`", name.name))
            }
        };
        self.report(report);
    }

    /// `super.method(…)`: what the base runs, or a default of a trait.
    pub fn call_super(&mut self, at: Span, name: &Ident, arguments: &[Argument], hint: Option<TypeId>, span: Span) -> Expr {
        let Some(class) = self.class_at_hand(at) else { return self.give_up(arguments, span) };
        if &*name.name == "init" {
            if self.program[class].base.is_none() {
                self.unknown_in_base(class, name, span);
                return self.give_up(arguments, span);
            }
            return self.call_super_init(class, arguments, at, span);
        }
        let Some((function, info)) = self.super_method(class, name) else {
            let base = self.program[class].base;
            let inherited = base.and_then(|base| self.find_member(Owner::Class(base), &name.name));
            if let Some((owner, Member { kind: MemberKind::Method(index), .. })) = inherited
                && matches!(self.functions[index.0 as usize].target, Target::Generic(_))
            {
                let this = self.implicit_self(at);
                let this = self.as_receiver(this, self.owner_type(owner));
                return self.call_function(index, vec![this], None, arguments, hint, span);
            }
            let is_field = base.is_some_and(|base| {
                let found = self.find_member(Owner::Class(base), &name.name);
                found.is_some_and(|(_, member)| matches!(member.kind, MemberKind::Field { .. }))
            });
            if is_field {
                let value = self.super_member(at, name, span);
                return self.call_value(value, arguments, span);
            }
            self.unknown_in_base(class, name, span);
            return self.give_up(arguments, span);
        };
        let Some(checked) = self.arguments(&info, Vec::new(), arguments, hint, span) else { return error_expr(span) };
        let this = self.implicit_self(at);
        let mut values = vec![self.as_receiver(this, self.receiver_type(function))];
        values.extend(checked.values);
        let ty = self.program[function].result;
        after(checked.before, Expr { kind: ExprKind::Call { function, captures: Vec::new(), arguments: values }, ty, span })
    }

    fn super_method(&mut self, class: ClassId, name: &Ident) -> Option<(FuncId, Arc<FunctionInfo>)> {
        if let Some(base) = self.program[class].base
            && let Some((owner, Member { kind: MemberKind::Method(index), .. })) = self.find_member(Owner::Class(base), &name.name)
        {
            let base_type = self.classes[base.0 as usize].ty;
            self.check_visible(base_type, &name.name, name.span);
            let info = self.functions[index.0 as usize].clone();
            let function = match self.slot_of(base, &name.name) {
                Some(slot) => Some(self.program[base].slots[slot as usize].function),
                None => self.members(owner).by_name.get(&name.name).and_then(|member| self.function_id(member)),
            };
            return function.map(|function| (function, info));
        }
        for id in self.class_traits(class).into_iter().rev() {
            self.ensure_trait_methods(id);
            let default = self.program[id].methods.iter().find(|method| method.name == name.name).and_then(|method| method.default);
            if let Some(function) = default
                && let Some(index) = self.info_of(function)
            {
                return Some((function, self.functions[index.0 as usize].clone()));
            }
        }
        None
    }

    /// The base of an assignment `base.name = …`, if it is an object.
    pub(in crate::check) fn object_base(&mut self, base: Result<Place, Expr>) -> Result<Expr, Result<Place, Expr>> {
        let ty = match &base {
            Ok(place) => place.ty,
            Err(value) => value.ty,
        };
        if !self.is_object(ty) {
            return Err(base);
        }
        Ok(match base {
            Ok(place) => self.place_value(place),
            Err(value) => value,
        })
    }
}
