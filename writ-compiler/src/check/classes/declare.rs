//! Members of classes: fields, accessors, methods, static members.

use crate::ast::{self, Name, Visibility};
use crate::check::{BodySource, Checker, Member, MemberKind, PendingBody};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{self, ClassId, FuncId, FunctionKind, Owner, TypeId};
use crate::source::Span;
use std::sync::Arc;

impl Checker {
    /// The traits of a class and its stored fields, with the types that are written.
    pub fn class_fields(&mut self, class: ClassId) {
        let index = class.0 as usize;
        let decl = self.classes[index].decl.clone();
        let owner = Owner::Class(class);
        self.classes[index].traits = self.written_traits(&decl.traits);
        let mut next = self.inherited_fields(class);
        for (i, field) in decl.fields.iter().enumerate() {
            if field.modifiers.is_static.is_some() {
                continue;
            }
            let ty = self.field_type(field);
            if ty == TypeId::VOID {
                self.report(Diagnostic::error(Code::MISMATCH, field.span, "a field can't be `void`"));
            }
            if !self.overrides_property(class, field) && self.hides_inherited(class, &field.name) {
                continue;
            }
            let stored = super::super::user_types::is_stored(field).then(|| {
                let public = field.modifiers.visibility == Visibility::Public;
                self.program[class].fields.push(ir::FieldDef { name: field.name.name.clone(), ty, public, doc: field.doc.clone() });
                self.classes[index].stored.push((i, None));
                next += 1;
                next - 1
            });
            let kind = MemberKind::Field { stored, ty, getter: None, setter: None };
            self.add_member(owner, &field.name, kind, field.modifiers.visibility);
        }
    }

    /// How many stored fields come before a class's own.
    pub fn inherited_fields(&self, class: ClassId) -> u32 {
        self.program[class].base.map_or(0, |base| self.program.stored_fields(base).len() as u32)
    }

    fn field_type(&mut self, field: &ast::Field) -> TypeId {
        match (&field.ty, &field.default) {
            (Some(ty), _) => self.written_type(ty),
            (None, Some(default)) => super::super::user_types::plain_literal_type(default).unwrap_or(TypeId::ERROR),
            (None, None) => {
                let message = format!("the field `{}` needs a type or a default", field.name.name);
                self.report(Diagnostic::error(Code::NO_VALUE, field.name.span, message).help(format!("write `{}: Type`", field.name.name)));
                TypeId::ERROR
            }
        }
    }

    /// Whether a computed field stands for one that a base has: both are computed without storage, and the base's is visible to this class.
    fn overrides_property(&self, class: ClassId, field: &ast::Field) -> bool {
        let Some(base) = self.program[class].base else { return false };
        let inherited = self.find_member(Owner::Class(base), &field.name.name);
        let Some((_, Member { kind: MemberKind::Field { stored: None, .. }, visibility, .. })) = inherited else { return false };
        visibility != Visibility::Private && !super::super::user_types::is_stored(field)
    }

    /// Reports a field or static member whose name a base has already.
    fn hides_inherited(&mut self, class: ClassId, name: &ast::Ident) -> bool {
        let Some(base) = self.program[class].base else { return false };
        let Some((Owner::Class(from), before)) = self.find_member(Owner::Class(base), &name.name) else { return false };
        let (class_name, base_name) = (self.program[class].name.clone(), self.program[from].name.clone());
        self.report(
            Diagnostic::error(
                Code::DUPLICATE_NAME,
                name.span,
                format!("`{class_name}` inherits `{}` from `{base_name}` and can't declare it again", name.name),
            )
            .also(before.span, "declared here"),
        );
        true
    }

    /// Methods, static methods, accessors and the signature of `init`.
    pub fn class_methods(&mut self, class: ClassId) {
        let decl = self.classes[class.0 as usize].decl.clone();
        let owner = Owner::Class(class);
        let ty = self.classes[class.0 as usize].ty;
        for method in &decl.methods {
            if &*method.name.name == "init" {
                self.init_signature(class, method);
            } else if !self.clashes_with_inherited(class, method) {
                self.method(owner, &decl.name.name, method, ty);
            }
        }
        for index in 0..decl.fields.len() {
            if decl.fields[index].modifiers.is_static.is_none() {
                self.class_accessors(class, &decl, index);
            }
        }
    }

    /// A method overrides methods; whatever else a base has of that name stands in its way.
    fn clashes_with_inherited(&mut self, class: ClassId, method: &ast::FunctionDecl) -> bool {
        let Some(base) = self.program[class].base else { return false };
        let Some((Owner::Class(from), before)) = self.find_member(Owner::Class(base), &method.name.name) else { return false };
        let is_static = method.modifiers.is_static.is_some();
        let fits = match before.kind {
            MemberKind::Method(_) => !is_static || before.visibility == Visibility::Private,
            MemberKind::StaticMethod(_) => is_static,
            _ => false,
        };
        if fits {
            return false;
        }
        let (name, base_name) = (&method.name, self.program[from].name.clone());
        let what = match before.kind {
            MemberKind::Method(_) => "a method of objects",
            MemberKind::StaticMethod(_) => "a static method",
            _ => "a field",
        };
        self.report(
            Diagnostic::error(Code::DUPLICATE_NAME, name.span, format!("`{}` is {what} in the base `{base_name}`", name.name))
                .also(before.span, "declared here")
                .help("give it another name"),
        );
        true
    }

    fn class_accessors(&mut self, class: ClassId, decl: &Arc<ast::TypeDecl>, index: usize) {
        let field = &decl.fields[index];
        let class_ty = self.classes[class.0 as usize].ty;
        let own = self.classes[class.0 as usize].members.by_name.get(&field.name.name);
        let Some(Member { kind: MemberKind::Field { ty, .. }, span, .. }) = own.cloned() else { return };
        if span != field.name.span {
            return;
        }
        if field.modifiers.native.is_some() {
            let (get, set) = self.host_accessors(Owner::Class(class), &decl.name.name, field, ty, class_ty);
            self.program[class].methods.push(get);
            self.program[class].methods.extend(set);
            if let Some(member) = self.classes[class.0 as usize].members.by_name.get_mut(&field.name.name)
                && let MemberKind::Field { getter, setter, .. } = &mut member.kind
            {
                (*getter, *setter) = (Some(get), set);
            }
            return;
        }
        let get = field.getter.as_ref().map(|a| self.class_accessor(class, decl, index, ty, None, a.span));
        let set = field.setter.as_ref().map(|a| {
            let parameter = a.parameter.as_ref().map_or((Name::from("value"), a.span), |p| (p.name.clone(), p.span));
            self.class_accessor(class, decl, index, ty, Some(parameter), a.span)
        });
        if let Some(member) = self.classes[class.0 as usize].members.by_name.get_mut(&field.name.name)
            && let MemberKind::Field { getter, setter, .. } = &mut member.kind
        {
            (*getter, *setter) = (get, set);
        }
    }

    /// `get` or, with a parameter, `set` of a field.
    fn class_accessor(
        &mut self,
        class: ClassId,
        decl: &Arc<ast::TypeDecl>,
        index: usize,
        ty: TypeId,
        parameter: Option<(Name, Span)>,
        span: Span,
    ) -> FuncId {
        let field = &decl.fields[index];
        let name = Name::from(format!("{}.{}", field.name.name, if parameter.is_some() { "set" } else { "get" }));
        let frame = Name::from(format!("{}.{name}", decl.name.name));
        let self_type = (self.classes[class.0 as usize].ty, false);
        let setter = parameter.is_some();
        let parameters = parameter.map(|(name, at)| (name, ty, at)).into_iter().collect();
        let result = if setter { TypeId::VOID } else { ty };
        let kind = FunctionKind::Method { mutates: false };
        let function =
            self.new_function(name, frame, self.module, Some(Owner::Class(class)), kind, Some(self_type), parameters, result, span);
        self.program[function].public = field.modifiers.visibility == Visibility::Public;
        self.program[class].methods.push(function);
        let source = if setter { BodySource::Setter(decl.clone(), index) } else { BodySource::Getter(decl.clone(), index) };
        self.pending.push(PendingBody {
            function,
            module: self.module,
            source,
            type_arguments: self.type_arguments().clone(),
            arguments: None,
            self_type: Some(self_type),
        });
        function
    }

    /// Types of fields that have only a default, and static fields.
    pub fn class_values(&mut self, class: ClassId) {
        self.ensure_slots(class);
        let index = class.0 as usize;
        let decl = self.classes[index].decl.clone();
        for f in 0..self.classes[index].stored.len() {
            let field = &decl.fields[self.classes[index].stored[f].0];
            let (None, Some(default)) = (&field.ty, &field.default) else { continue };
            if self.program[class].fields[f].ty != TypeId::ERROR {
                continue;
            }
            let found = self.default_type(default);
            self.program[class].fields[f].ty = found;
            let member = self.classes[index].members.by_name.get_mut(&field.name.name);
            if let Some(Member { kind: MemberKind::Field { ty, getter, setter, .. }, .. }) = member {
                *ty = found;
                if let Some(getter) = *getter {
                    self.program[getter].result = found;
                }
                if let Some(setter) = *setter {
                    self.program[setter].locals[1].ty = found;
                }
            }
        }
        for field in decl.fields.iter().filter(|field| field.modifiers.is_static.is_some()) {
            if !self.hides_inherited(class, &field.name) {
                self.static_member_of(Owner::Class(class), &decl.name.name, field);
            }
        }
    }

    /// Defaults of fields and parameters, and the constructor.
    pub fn class_defaults(&mut self, class: ClassId) {
        let index = class.0 as usize;
        let decl = self.classes[index].decl.clone();
        for f in 0..self.classes[index].stored.len() {
            let at = self.classes[index].stored[f].0;
            let Some(default) = &decl.fields[at].default else { continue };
            let ty = self.program[class].fields[f].ty;
            let (default, _) = self.default_of(default, Some(ty), &decl.fields[at].name.name);
            self.classes[index].stored[f].1 = Some(default);
        }
        let (members, init) = (self.classes[index].members.clone(), self.classes[index].init);
        self.method_defaults(&decl.methods, &members, init);
        if self.is_host_class(class) {
            // Only the host makes its objects.
            return;
        }
        self.check_inherited_init(class);
        self.find_late(class);
        self.constructor(class);
    }

    /// Defaults of the parameters of a trait's methods.
    pub fn trait_defaults(&mut self, id: ir::TraitId) {
        let decl = self.traits[id.0 as usize].decl.clone();
        let members = self.traits[id.0 as usize].members.clone();
        self.method_defaults(&decl.methods, &members, None);
    }
}
