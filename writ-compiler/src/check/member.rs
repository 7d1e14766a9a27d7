//! Members: fields, getters, static members, variants, what every type has, and library members of built-in types.

use super::{Checker, FunctionIndex, Member, MemberKind, Symbol, error_expr};
use crate::ast::{self, Ident, Visibility};
use crate::diagnostic::{Applicability, Code, Diagnostic, Fix, suggest};
use crate::ir::{Element, EnumId, Expr, ExprKind, LocalId, Owner, Place, PlaceRoot, Projection, Type, TypeId};
use crate::source::Span;
use std::collections::BTreeSet;

impl Checker {
    pub fn member(&mut self, base: &ast::Expr, name: &Ident, optional: bool, hint: Option<TypeId>, span: Span) -> Expr {
        if matches!(base.kind, ast::ExprKind::Super) {
            return self.super_member(base.span, name, span);
        }
        if optional {
            let value = self.unnarrowed(base, None);
            let Some(inner) = self.optional_base(&value, span) else { return error_expr(span) };
            return self.optional_chain(value, inner, span, |checker, bound| checker.member_on_value(bound, name, span));
        }
        if let Some(generic) = self.generic_named_by(base) {
            return self.generic_member(generic, name, hint, span);
        }
        if let Some(ty) = self.type_named_by(base) {
            if ty == TypeId::ERROR {
                return error_expr(span);
            }
            if let Some(member) = self.member_of(ty, &name.name) {
                self.check_visible(ty, &name.name, name.span);
                return self.static_member(ty, name, member, hint, span);
            }
            if let Some(value) = self.extension_value(ty, &name.name, span) {
                return value;
            }
            self.unknown_member(ty, name, false);
            return error_expr(span);
        }
        let on_optional = matches!(&*name.name, "hasValue" | "value");
        let mut value = self.value(base, None);
        if on_optional && matches!(base.kind, ast::ExprKind::Name(_)) && self.member_of(value.ty, &name.name).is_none() {
            value = super::classes::without_narrowing(value);
        }
        if let (true, ast::ExprKind::SelfValue) = (self.init_fields(), &base.kind)
            && let Some(Member { kind: MemberKind::Field { stored: Some(index), .. }, .. }) = self.member_of(value.ty, &name.name)
            && let Some(field) = self.init_field(index, span)
        {
            return field;
        }
        self.member_on_value(value, name, span)
    }

    /// The type that an expression names, if it is a bare or qualified name of a type and no value.
    pub fn type_named_by(&mut self, base: &ast::Expr) -> Option<TypeId> {
        match &base.kind {
            ast::ExprKind::Name(name) => {
                if let Some(found) = self.find(&name.name) {
                    return match found {
                        super::lookup::Found::Module(Symbol::Struct(id)) => Some(self.structs[id.0 as usize].ty),
                        super::lookup::Found::Module(Symbol::Enum(id)) => Some(self.enums[id.0 as usize].ty),
                        super::lookup::Found::Module(Symbol::Class(id)) => Some(self.classes[id.0 as usize].ty),
                        super::lookup::Found::Module(Symbol::Trait(id)) => Some(self.traits[id.0 as usize].ty),
                        super::lookup::Found::Module(Symbol::Broken) => Some(TypeId::ERROR),
                        _ => None,
                    };
                }
                super::types::plain_type(&name.name)
            }
            ast::ExprKind::Path { module, name } => {
                let Some(Symbol::Module(id)) = self.lookup_module_name(&module.name) else { return None };
                match self.modules[id.0 as usize].names.get(&name.name) {
                    Some(entry) if entry.exported => match entry.symbol {
                        Symbol::Struct(id) => Some(self.structs[id.0 as usize].ty),
                        Symbol::Enum(id) => Some(self.enums[id.0 as usize].ty),
                        Symbol::Class(id) => Some(self.classes[id.0 as usize].ty),
                        Symbol::Trait(id) => Some(self.traits[id.0 as usize].ty),
                        _ => None,
                    },
                    _ => None,
                }
            }
            ast::ExprKind::Generic { module, name, arguments } => {
                let kind = ast::TypeExprKind::Named { module: module.clone(), name: name.clone(), arguments: arguments.clone() };
                Some(self.written_type(&ast::TypeExpr { kind, span: base.span }))
            }
            _ => None,
        }
    }

    /// A member of a value: a field, a getter, what every optional, result, enum and tuple has.
    pub fn member_on_value(&mut self, value: Expr, name: &Ident, span: Span) -> Expr {
        let ty = value.ty;
        if ty == TypeId::ERROR {
            return error_expr(span);
        }
        if let Some(member) = self.member_of(ty, &name.name) {
            self.check_visible(ty, &name.name, name.span);
            return self.member_value(value, name, member, span);
        }
        if self.is_coroutine_handle(ty)
            && &*name.name == "isRunning"
            && let Some((index, types)) = self.extension_method(ty, "isRunning")
        {
            return self.call_function(index, vec![value], Some(types), &[], None, span);
        }
        let boxed = |value| Box::new(value);
        let (kind, result) = match (self.get(ty).clone(), &*name.name) {
            (Type::Optional(_), "hasValue") => (ExprKind::IsSome(boxed(value)), TypeId::BOOL),
            (Type::Optional(inner), "value") => (ExprKind::Unwrap(boxed(value)), inner),
            (Type::Result(_), "isSuccess") => (ExprKind::IsSuccess(boxed(value)), TypeId::BOOL),
            (Type::Result(inner), "value") => (ExprKind::Unwrap(boxed(value)), inner),
            (Type::Result(_), "error") => (ExprKind::UnwrapError(boxed(value)), TypeId::STRING),
            (Type::Enum(_), "ordinal") => (ExprKind::Ordinal(boxed(value)), TypeId::INT),
            (Type::Enum(id), "name") => return self.variant_name(id, value, span),
            (Type::Tuple(items), number) if number.parse::<usize>().is_ok_and(|i| i < items.len()) => {
                let index = number.parse::<usize>().unwrap_or(0);
                (ExprKind::Item { base: boxed(value), index: index as u32 }, items[index])
            }
            (Type::String | Type::Array(_), "length") => match self.extension_method(ty, "len") {
                Some((index, types)) => return self.call_function(index, vec![value], Some(types), &[], None, span),
                None => return error_expr(span),
            },
            _ => {
                self.unknown_member(ty, name, false);
                return error_expr(span);
            }
        };
        Expr { kind, ty: result, span }
    }

    /// The value of an instance member.
    pub fn member_value(&mut self, base: Expr, name: &Ident, member: Member, span: Span) -> Expr {
        let base = if self.is_object(base.ty) {
            match self.object_member(base, name, &member, span) {
                Ok(value) => return value,
                Err(base) => base,
            }
        } else {
            base
        };
        match member.kind {
            MemberKind::Field { getter: Some(function), ty, .. } => {
                self.call_ended();
                Expr { kind: ExprKind::Call { function, captures: Vec::new(), arguments: vec![base] }, ty, span }
            }
            MemberKind::Field { stored: Some(index), ty, .. } => Expr { kind: ExprKind::Field { base: Box::new(base), index }, ty, span },
            MemberKind::Field { .. } => error_expr(span),
            MemberKind::ConstantField { function, ty } => {
                Expr { kind: ExprKind::Call { function, captures: Vec::new(), arguments: vec![base] }, ty, span }
            }
            MemberKind::Method(index) => {
                if self.is_mutating(base.ty, &name.name) {
                    self.report(
                        Diagnostic::error(
                            Code::NOT_A_VALUE,
                            span,
                            format!("`{}` changes its object and can't be used as a value", name.name),
                        )
                        .help("wrap it in a lambda"),
                    );
                    return error_expr(span);
                }
                self.bound_method(base, index, span)
            }
            MemberKind::StaticMethod(_)
            | MemberKind::StaticField(_)
            | MemberKind::StaticValue(_)
            | MemberKind::Constant(_)
            | MemberKind::Variant(_) => {
                self.static_through_value(base.ty, name, &member);
                error_expr(span)
            }
        }
    }

    /// Reports that a static member was asked of a value.
    pub fn static_through_value(&mut self, ty: TypeId, name: &Ident, member: &Member) {
        let owner = self.type_name(ty);
        self.report(
            Diagnostic::error(
                Code::UNKNOWN_MEMBER,
                name.span,
                format!("`{}` belongs to the type: write `{owner}.{}`", name.name, name.name),
            )
            .also(member.span, "declared here")
            .with_fix(suggest::type_for_variable(&self.program.sources, name.span, &owner)),
        );
    }

    /// A static member, a constant, a variant without payload.
    pub fn static_member(&mut self, ty: TypeId, name: &Ident, member: Member, hint: Option<TypeId>, span: Span) -> Expr {
        match member.kind {
            MemberKind::StaticField(global) => {
                let ty = self.program[global].ty;
                Expr { kind: ExprKind::Global { global, checked: true }, ty, span }
            }
            MemberKind::StaticValue(index) => self.call_function(index, Vec::new(), None, &[], None, span),
            MemberKind::Constant(constant) => constant.expr(span),
            MemberKind::StaticMethod(index) => self.function_value(index, hint, span),
            MemberKind::Variant(variant) => {
                let Type::Enum(id) = self.get(ty) else { return error_expr(span) };
                let id = *id;
                let def = self.program[id].variants[variant as usize].clone();
                if def.fields.is_empty() {
                    return Expr { kind: ExprKind::Variant { id, variant, fields: Vec::new() }, ty, span };
                }
                let list: Vec<String> = def.fields.iter().map(|f| format!("{}: {}", f.name, self.type_name(f.ty))).collect();
                self.report(
                    Diagnostic::error(Code::ARGUMENTS, span, format!("`{}.{}` needs its payload", self.program[id].name, def.name))
                        .help(format!("write `{}.{}({})`", self.program[id].name, def.name, list.join(", "))),
                );
                error_expr(span)
            }
            MemberKind::Field { .. } | MemberKind::Method(_) | MemberKind::ConstantField { .. } => {
                self.report(
                    Diagnostic::error(
                        Code::UNKNOWN_MEMBER,
                        name.span,
                        format!("`{}` needs an object: `{}` is a type", name.name, self.type_name(ty)),
                    )
                    .also(member.span, "declared here without `static`")
                    .help("ask an object of the type, or declare it `static`"),
                );
                error_expr(span)
            }
        }
    }

    fn variant_name(&mut self, id: EnumId, value: Expr, span: Span) -> Expr {
        let def = self.program[id].clone();
        let arms = def
            .variants
            .iter()
            .enumerate()
            .map(|(i, variant)| crate::ir::Arm {
                pattern: crate::ir::Pattern::Variant { variant: i as u32, fields: vec![crate::ir::Pattern::Any; variant.fields.len()] },
                guard: None,
                body: super::expr::value_block(super::literal::string_expr(&variant.name, span)),
                span,
            })
            .collect();
        Expr { kind: ExprKind::Match { subject: Box::new(value), arms }, ty: TypeId::STRING, span }
    }

    /// `Direction.values()`.
    pub fn enum_values(&mut self, id: EnumId, span: Span) -> Expr {
        let ty = self.enums[id.0 as usize].ty;
        let def = self.program[id].clone();
        if !def.is_plain() {
            self.report(Diagnostic::error(
                Code::UNKNOWN_MEMBER,
                span,
                format!("`{}` has variants with a payload, so there is no list of its values", def.name),
            ));
            return error_expr(span);
        }
        let elements = (0..def.variants.len() as u32)
            .map(|variant| Element::One(Expr { kind: ExprKind::Variant { id, variant, fields: Vec::new() }, ty, span }))
            .collect();
        let ty = self.intern(Type::Array(ty));
        Expr { kind: ExprKind::Array(elements), ty, span }
    }

    /// `self.field` in an accessor: the storage itself.
    pub fn self_field(&mut self, index: u32, span: Span) -> Expr {
        let base = self.implicit_self(span);
        if let Type::Class(class) = *self.get(base.ty) {
            let ty = self.field_type_of(class, index);
            return self.object_field(base, index, ty, span);
        }
        let Type::Struct(id) = self.get(base.ty) else { return error_expr(span) };
        let ty = self.program[*id].fields[index as usize].ty;
        Expr { kind: ExprKind::Field { base: Box::new(base), index }, ty, span }
    }

    /// Whether the body at hand is a struct's `init`.
    pub fn init_fields(&self) -> bool {
        self.stack.last().is_some_and(|s| s.self_info.is_some_and(|info| info.fields_from.is_some()))
    }

    /// In `init`, the local that stands for a field.
    pub fn init_field(&mut self, index: u32, span: Span) -> Option<Expr> {
        let depth = self.stack.iter().rposition(|s| s.self_info.is_some())?;
        let from = self.stack[depth].self_info?.fields_from?;
        let local = self.capture(depth, LocalId(from.0 + index));
        Some(self.local_expr(local, span))
    }

    /// In `init`, `self` as a whole: all fields have to have their values.
    pub fn self_from_fields(&mut self, depth: usize, from: LocalId, span: Span) -> Expr {
        let Some(info) = self.stack[depth].self_info else { return error_expr(span) };
        let Type::Struct(id) = self.get(info.ty) else { return error_expr(span) };
        let id = *id;
        let fields = (0..self.program[id].fields.len() as u32)
            .map(|i| {
                let local = self.capture(depth, LocalId(from.0 + i));
                self.local_expr(local, span)
            })
            .collect();
        Expr { kind: ExprKind::Struct { id, fields }, ty: info.ty, span }
    }

    /// Reports a member that is not visible here.
    pub fn check_visible(&mut self, ty: TypeId, name: &str, span: Span) {
        let Some((owner, member)) = self.owner_of(ty).and_then(|owner| self.find_member(owner, name)) else { return };
        // What is inherited is private to the type that declares it.
        let ty = self.owner_type(owner);
        let (module, owner) = match owner {
            Owner::Struct(id) => (self.structs[id.0 as usize].module, self.program[id].name.clone()),
            Owner::Enum(id) => (self.enums[id.0 as usize].module, self.program[id].name.clone()),
            Owner::Class(id) => (self.classes[id.0 as usize].module, self.program[id].name.clone()),
            Owner::Trait(id) => (self.traits[id.0 as usize].module, self.program[id].name.clone()),
        };
        let parts = self.instance_parts(ty);
        let same = |checker: &Checker, other: TypeId| {
            other == ty || parts.as_ref().is_some_and(|(generic, _)| checker.instance_parts(other).is_some_and(|(of, _)| of == *generic))
        };
        let inside = self.inside(same);
        self.visible(member.visibility, inside, module, &owner, name, span, Some(member.span));
    }

    /// Whether the body at hand is one of a type for which `is` holds.
    pub fn inside(&self, is: impl Fn(&Checker, TypeId) -> bool) -> bool {
        let around = self.stack.iter().filter_map(|state| state.self_info).map(|info| info.ty);
        around.chain(self.static_type).any(|ty| is(self, ty))
    }

    /// Reports a member that can't be seen from the module at hand, `inside` its type or not.
    #[allow(clippy::too_many_arguments)] // What there is to say of a member.
    pub fn visible(
        &mut self,
        visibility: Visibility,
        inside: bool,
        module: crate::ir::ModuleId,
        owner: &str,
        name: &str,
        span: Span,
        declared: Option<Span>,
    ) {
        let report = match visibility {
            Visibility::Public => return,
            Visibility::Private if inside => return,
            Visibility::Module if module == self.module || inside || self.is_same_session(module) || self.is_reflecting() => return,
            Visibility::Private => Diagnostic::error(Code::NOT_VISIBLE, span, format!("`{name}` is private to `{owner}`"))
                .help(format!("only code inside of `{owner}` sees it: ask by a `public` method, or declare it `public`")),
            Visibility::Module => Diagnostic::error(
                Code::NOT_VISIBLE,
                span,
                format!("`{name}` of `{owner}` is only visible in \"{}\"", self.program[module].path),
            )
            .help("declare it `public`")
            .with_fix(declared.and_then(|declared| suggest::public(&self.program.sources, declared))),
        };
        self.report(match declared {
            Some(declared) => report.also(declared, "declared here"),
            None => report,
        });
    }

    /// Reports a member that a type does not have.
    pub fn unknown_member(&mut self, ty: TypeId, name: &Ident, called: bool) {
        if ty == TypeId::ERROR || self.inherits_unknown(ty) {
            return;
        }
        let mut candidates = BTreeSet::new();
        if let Some(owner) = self.owner_of(ty) {
            candidates.extend(self.member_names(owner));
        }
        if let Some(extension) = extension_name(self.get(ty))
            && let Some(members) = self.extensions.get(extension)
        {
            candidates.extend(members.order.iter().map(|n| n.to_string()));
        }
        let what = if called { "method" } else { "member" };
        let report = Diagnostic::error(Code::UNKNOWN_MEMBER, name.span, format!("`{}` has no {what} `{}`", self.type_name(ty), name.name));
        if let Some(inner) = self.optional_inner(ty) {
            let has = self.member_of(inner, &name.name).is_some()
                || extension_name(self.get(inner)).and_then(|e| self.extensions.get(e)).is_some_and(|m| m.by_name.contains_key(&name.name));
            if has {
                let inner = self.type_name(inner);
                let text = &self.program.sources.file(name.span.file).text;
                let dot = text[..name.span.start as usize].trim_end().strip_suffix('.').map(str::len);
                let fix = dot.map(|at| Fix::new(Applicability::Unsafe, Span::new(name.span.file, at, at), "?"));
                let report = report.note(format!("`{inner}` has it, but this may be `null`")).help("test it first, or write `?.`");
                self.report(report.with_fix(fix));
                return;
            }
        }
        let report = match self.get(ty) {
            Type::Any => report.help("test what is in it with `is`, or cast it with `as`"),
            Type::Weak(_) => report.help("`.get()` gives the object, or `null` if it is gone"),
            _ => report,
        };
        let report = self.member_help(report, ty, name, called, &candidates);
        self.report(report);
    }

    fn extension(&self, ty: TypeId, name: &str) -> Option<&Member> {
        let receiver = if self.is_coroutine_handle(ty) { "Coroutine" } else { extension_name(self.get(ty))? };
        self.extensions.get(receiver)?.by_name.get(name)
    }

    /// A library method of a built-in type, with the type arguments that the receiver gives.
    pub fn extension_method(&mut self, ty: TypeId, name: &str) -> Option<(FunctionIndex, Vec<Option<TypeId>>)> {
        let MemberKind::Method(index) = self.extension(ty, name)?.kind else { return None };
        Some((index, self.receiver_types(index, ty)))
    }

    /// A static library function of a built-in type.
    pub fn extension_static(&mut self, ty: TypeId, name: &str) -> Option<(FunctionIndex, Vec<Option<TypeId>>)> {
        let MemberKind::StaticMethod(index) = self.extension(ty, name)?.kind else { return None };
        Some((index, self.receiver_types(index, ty)))
    }

    fn extension_value(&mut self, ty: TypeId, name: &str, span: Span) -> Option<Expr> {
        match &self.extension(ty, name)?.kind {
            MemberKind::Constant(constant) => Some(constant.clone().expr(span)),
            _ => None,
        }
    }

    fn receiver_types(&mut self, index: FunctionIndex, ty: TypeId) -> Vec<Option<TypeId>> {
        let info = self.functions[index.0 as usize].clone();
        let mut types = vec![None; info.generics.len()];
        if let Some(receiver) = info.receiver {
            self.unify(receiver, ty, &mut types);
        }
        types
    }

    /// A place as a value: a read of it.
    pub fn place_value(&mut self, place: Place) -> Expr {
        let span = place.span;
        let mut value = match place.root {
            PlaceRoot::Local(local) => self.local_expr(local, span),
            PlaceRoot::Global { global, checked } => {
                let ty = self.program[global].ty;
                Expr { kind: ExprKind::Global { global, checked }, ty, span }
            }
            PlaceRoot::Object { object, index } => {
                let ty = match self.get(object.ty) {
                    Type::Class(id) => self.program.stored_fields(*id).get(index as usize).map_or(TypeId::ERROR, |field| field.ty),
                    _ => TypeId::ERROR,
                };
                Expr { kind: ExprKind::ObjectField { object, index }, ty, span }
            }
            PlaceRoot::Element { array, index } => {
                let ty = match self.get(array.ty) {
                    Type::Array(item) => *item,
                    _ => TypeId::ERROR,
                };
                Expr { kind: ExprKind::IndexArray { array, index }, ty, span }
            }
            PlaceRoot::Entry { dictionary, key, show_key } => {
                let ty = match self.get(dictionary.ty) {
                    Type::Dictionary(_, value) => *value,
                    _ => TypeId::ERROR,
                };
                Expr { kind: ExprKind::IndexDictionary { dictionary, key, show_key }, ty, span }
            }
        };
        for step in place.path {
            value = match step {
                Projection::Field(index) => {
                    let ty = match self.get(value.ty) {
                        Type::Struct(id) => self.program[*id].fields[index as usize].ty,
                        _ => TypeId::ERROR,
                    };
                    Expr { kind: ExprKind::Field { base: Box::new(value), index }, ty, span }
                }
                Projection::Narrow => {
                    let ty = self.optional_inner(value.ty).unwrap_or(TypeId::ERROR);
                    Expr { kind: ExprKind::Narrow(Box::new(value)), ty, span }
                }
            };
        }
        value
    }
}

/// The name under which the library extends a built-in type.
pub(crate) fn extension_name(ty: &Type) -> Option<&'static str> {
    Some(match ty {
        Type::Int => "int",
        Type::Int32 => "int32",
        Type::Float => "float",
        Type::Float64 => "float64",
        Type::Bool => "bool",
        Type::String => "string",
        Type::Range => "Range",
        Type::Array(_) => "Array",
        Type::Dictionary(..) => "Dictionary",
        Type::Optional(_) => "Optional",
        Type::Result(_) => "Result",
        Type::Error
        | Type::Never
        | Type::Void
        | Type::Tuple(_)
        | Type::Function(..)
        | Type::Struct(_)
        | Type::Enum(_)
        | Type::Class(_)
        | Type::Trait(_)
        | Type::Weak(_)
        | Type::Any
        | Type::Parameter(_) => return None,
    })
}
