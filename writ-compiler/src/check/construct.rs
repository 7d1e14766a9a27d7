//! Constructors and variants; generic types and functions named in a call, with type arguments or to be inferred.

use super::arguments::{after, plural};
use super::lookup::Found;
use super::{Checker, DefaultValue, FunctionIndex, FunctionInfo, GenericDecl, GenericIndex, GenericType, MemberKind, ParameterInfo};
use super::{Symbol, Target, TypeParameter, error_expr};
use crate::ast::{self, Argument, Ident, Name};
use crate::diagnostic::{Applicability, Code, Diagnostic, Fix};
use crate::ir::{EnumId, Expr, ExprKind, StructId, Type, TypeId};
use crate::source::Span;
use std::collections::HashMap;
use std::sync::Arc;

/// What `shape` is made from.
enum Shape {
    /// `init`, a static method.
    Function(Arc<ast::FunctionDecl>),
    /// The fields of a struct.
    Fields(Arc<ast::TypeDecl>),
    /// The `init` of a class, or its fields.
    Class(Arc<ast::TypeDecl>),
    /// The variant at an index.
    Variant(Arc<ast::EnumDecl>, usize),
}

impl Checker {
    /// `Vec2(1.0, y: 2.0)`.
    pub fn construct(&mut self, id: StructId, arguments: &[Argument], span: Span) -> Expr {
        self.demand(self.structs[id.0 as usize].ty);
        let info = &self.structs[id.0 as usize];
        let (own_ty, own_module) = (info.ty, info.module);
        if (self.is_host(own_module) || self.is_closed_library(own_module))
            && let Some(index) = self.host_constructor(own_ty)
        {
            return self.call_function(index, Vec::new(), None, arguments, None, span);
        }
        let info = &self.structs[id.0 as usize];
        if let Some(init) = info.init {
            return self.call_function(init, Vec::new(), None, arguments, None, span);
        }
        let (ty, module) = (info.ty, info.module);
        let stored = info.stored.clone();
        let fields = self.program[id].fields.clone();
        let parameters = fields
            .iter()
            .zip(&stored)
            .map(|(field, (_, default))| ParameterInfo {
                name: field.name.clone(),
                span: info.members.by_name.get(&field.name).map(|member| member.span),
                ty: field.ty,
                default: default.clone(),
                rest: false,
            })
            .collect();
        let info = super::FunctionInfo {
            name: self.program[id].name.clone(),
            module,
            span: self.program[id].span,
            generics: Vec::new(),
            receiver: None,
            parameters,
            result: ty,
            target: Target::Function { id: crate::ir::FuncId(0), nested: false },
            owner: None,
            scope: Default::default(),
        };
        let Some(checked) = self.arguments(&info, Vec::new(), arguments, None, span) else { return error_expr(span) };
        after(checked.before, Expr { kind: ExprKind::Struct { id, fields: checked.values }, ty, span })
    }

    /// `Shape.Circle(2.0)`.
    pub fn construct_variant(&mut self, id: EnumId, variant: u32, arguments: &[Argument], span: Span) -> Expr {
        let ty = self.enums[id.0 as usize].ty;
        let def = self.program[id].variants[variant as usize].clone();
        if def.fields.is_empty() {
            let text = self.program.sources.text(span);
            let parentheses = text.rfind('(').filter(|_| arguments.is_empty() && text.ends_with(')'));
            let fix = parentheses.map(|at| Fix::new(Applicability::Safe, Span { start: span.start + at as u32, ..span }, ""));
            self.report(
                Diagnostic::error(Code::NOT_CALLABLE, span, format!("`{}.{}` has no payload", self.program[id].name, def.name))
                    .help("leave the parentheses away")
                    .with_fix(fix),
            );
            return self.give_up(arguments, span);
        }
        let parameters =
            def.fields.iter().map(|f| ParameterInfo { name: f.name.clone(), span: None, ty: f.ty, default: None, rest: false }).collect();
        let info = super::FunctionInfo {
            name: format!("{}.{}", self.program[id].name, def.name).into(),
            module: self.enums[id.0 as usize].module,
            span: self.enums[id.0 as usize].decl.variants[variant as usize].span,
            generics: Vec::new(),
            receiver: None,
            parameters,
            result: ty,
            target: Target::Function { id: crate::ir::FuncId(0), nested: false },
            owner: None,
            scope: Default::default(),
        };
        let Some(checked) = self.arguments(&info, Vec::new(), arguments, None, span) else { return error_expr(span) };
        after(checked.before, Expr { kind: ExprKind::Variant { id, variant, fields: checked.values }, ty, span })
    }

    /// `Name<int>(…)`: an array, a dictionary, an instance of a generic type or function.
    pub fn call_generic(
        &mut self,
        module: Option<&Ident>,
        name: &Ident,
        types: &[ast::TypeExpr],
        arguments: &[Argument],
        hint: Option<TypeId>,
        span: Span,
    ) -> Expr {
        if module.is_none() && matches!(&*name.name, "Array" | "Dictionary") {
            return self.empty_collection(name, types, arguments, span);
        }
        let symbol = match module {
            Some(module) => match self.module_member(module, name) {
                Some(symbol) => symbol,
                None => return self.give_up(arguments, span),
            },
            None => match self.find(&name.name) {
                Some(Found::Module(symbol)) => symbol,
                Some(Found::Member(..)) => {
                    let callee = ast::Expr { kind: ast::ExprKind::Name(name.clone()), span: name.span };
                    return self.call_with_types(&callee, types, arguments, hint, span);
                }
                Some(_) => return self.no_type_arguments(name, arguments, span),
                None => {
                    self.unknown_name(name);
                    return self.give_up(arguments, span);
                }
            },
        };
        match symbol {
            Symbol::Function(index) => {
                let known: Vec<_> = types.iter().map(|ty| Some(self.written_type(ty))).collect();
                let info = self.functions[index.0 as usize].clone();
                if info.generics.is_empty() {
                    return self.no_type_arguments(name, arguments, span);
                }
                if known.len() != info.generics.len() {
                    let wanted = plural(info.generics.len(), "type argument");
                    self.report(Diagnostic::error(
                        Code::TYPE_ARGUMENTS,
                        name.span,
                        format!("`{}` takes {wanted}, found {}", name.name, known.len()),
                    ));
                    return self.give_up(arguments, span);
                }
                if known.contains(&Some(TypeId::ERROR)) {
                    return self.give_up(arguments, span);
                }
                self.call_function(index, Vec::new(), Some(known), arguments, hint, span)
            }
            Symbol::GenericType(generic) => {
                let ty = self.written_instance(generic, name, types, span);
                match self.get(ty) {
                    Type::Struct(id) => self.construct(*id, arguments, span),
                    Type::Class(id) => self.construct_class(*id, arguments, span),
                    Type::Error => self.give_up(arguments, span),
                    _ => self.not_constructed(generic, name, arguments, span),
                }
            }
            Symbol::Broken => self.give_up(arguments, span),
            Symbol::Struct(_)
            | Symbol::Enum(_)
            | Symbol::Class(_)
            | Symbol::Trait(_)
            | Symbol::Global(_)
            | Symbol::Later
            | Symbol::Constant(_)
            | Symbol::HostValue(_)
            | Symbol::Module(_) => self.no_type_arguments(name, arguments, span),
        }
    }

    /// `object.method<int>(…)`, `method<int>(…)`.
    pub fn call_with_types(
        &mut self,
        callee: &ast::Expr,
        types: &[ast::TypeExpr],
        arguments: &[Argument],
        hint: Option<TypeId>,
        span: Span,
    ) -> Expr {
        let types: Vec<TypeId> = types.iter().map(|ty| self.written_type(ty)).collect();
        let (ast::ExprKind::Member { name, .. } | ast::ExprKind::Name(name)) = &callee.kind else { return self.give_up(arguments, span) };
        if types.contains(&TypeId::ERROR) {
            return self.give_up(arguments, span);
        }
        self.method_types.push((span, types));
        let errors = self.diagnostics.error_count();
        let value = self.call(callee, arguments, hint, span);
        // Whoever has type parameters took them.
        if self.written_method_types(span).is_some() && self.diagnostics.error_count() == errors {
            return self.no_type_arguments(name, &[], span);
        }
        value
    }

    /// The type arguments written at the call that stands here.
    pub fn written_method_types(&mut self, span: Span) -> Option<Vec<TypeId>> {
        let at = self.method_types.iter().rposition(|(call, _)| *call == span)?;
        Some(self.method_types.remove(at).1)
    }

    fn no_type_arguments(&mut self, name: &Ident, arguments: &[Argument], span: Span) -> Expr {
        self.report(Diagnostic::error(Code::TYPE_ARGUMENTS, name.span, format!("`{}` takes no type arguments", name.name)));
        self.give_up(arguments, span)
    }

    /// `Array<int>()`, `Dictionary<string, int>()`.
    fn empty_collection(&mut self, name: &Ident, types: &[ast::TypeExpr], arguments: &[Argument], span: Span) -> Expr {
        let ty = self.written_type(&ast::TypeExpr {
            kind: ast::TypeExprKind::Named { module: None, name: name.clone(), arguments: types.to_vec() },
            span: name.span,
        });
        if !arguments.is_empty() && ty != TypeId::ERROR {
            let found = arguments.len();
            self.report(Diagnostic::error(Code::ARGUMENTS, span, format!("`{}` takes no arguments, found {found}", name.name)));
            return self.give_up(arguments, span);
        }
        let kind = if &*name.name == "Array" { ExprKind::Array(Vec::new()) } else { ExprKind::Dictionary(Vec::new()) };
        Expr { kind, ty, span }
    }

    /// An enum is called as if it were a struct.
    fn not_constructed(&mut self, generic: GenericIndex, name: &Ident, arguments: &[Argument], span: Span) -> Expr {
        let first = match &self.generic_types[generic.0 as usize].decl {
            GenericDecl::Enum(decl) => decl.variants.first().map(|v| v.name.name.to_string()).unwrap_or_default(),
            GenericDecl::Trait(_) => return self.trait_called(name, arguments, span),
            GenericDecl::Struct(_) | GenericDecl::Class(_) => String::new(),
        };
        self.report(
            Diagnostic::error(Code::NOT_CALLABLE, name.span, format!("`{}` is an enum and can't be called", name.name))
                .help(format!("name a variant: `{}.{first}`", name.name)),
        );
        self.give_up(arguments, span)
    }

    /// `Stack(1, 2)`: the type arguments are inferred.
    pub fn construct_generic(
        &mut self,
        generic: GenericIndex,
        name: &Ident,
        arguments: &[Argument],
        hint: Option<TypeId>,
        span: Span,
    ) -> Expr {
        match self.shape(generic, None) {
            Some((shape, _)) => self.call_function(shape, Vec::new(), None, arguments, hint, span),
            None => self.not_constructed(generic, name, arguments, span),
        }
    }

    /// The generic type that an expression names by its bare or qualified name, without type arguments.
    pub fn generic_named_by(&mut self, base: &ast::Expr) -> Option<GenericIndex> {
        let symbol = match &base.kind {
            ast::ExprKind::Name(name) => match self.find(&name.name)? {
                Found::Module(symbol) => symbol,
                _ => return None,
            },
            ast::ExprKind::Path { module, name } => {
                let Some(Symbol::Module(id)) = self.lookup_module_name(&module.name) else { return None };
                self.modules[id.0 as usize].names.get(&name.name).filter(|entry| entry.exported)?.symbol.clone()
            }
            _ => return None,
        };
        match symbol {
            Symbol::GenericType(generic) => Some(generic),
            _ => None,
        }
    }

    /// `Tree.Leaf(1)`, `Stack.of(1)`: the type arguments are inferred.
    pub fn call_generic_member(
        &mut self,
        generic: GenericIndex,
        name: &Ident,
        arguments: &[Argument],
        hint: Option<TypeId>,
        span: Span,
    ) -> Expr {
        if let Some((shape, visibility)) = self.shape(generic, Some(name))
            && (!self.functions[shape.0 as usize].parameters.is_empty() || visibility.is_some())
        {
            self.check_generic_visible(generic, visibility.unwrap_or(ast::Visibility::Public), name);
            return self.call_function(shape, Vec::new(), None, arguments, hint, span);
        }
        // A variant without payload is called, or what there is not: the instance reports it.
        let ty = self.some_instance(generic, name, hint);
        let base = ast::Expr { kind: ast::ExprKind::Error, span };
        self.call_static(ty, &base, name, arguments, hint, span)
    }

    /// `Tree.Empty`, `Stack.limit`: a static member, or a variant whose type the context says.
    pub fn generic_member(&mut self, generic: GenericIndex, name: &Ident, hint: Option<TypeId>, span: Span) -> Expr {
        let info = &self.generic_types[generic.0 as usize];
        if let Some(kind) = info.statics.get(&name.name).cloned() {
            let declared = info.fields().iter().find(|field| field.name.name == name.name);
            let visibility = declared.map_or(ast::Visibility::Public, |field| field.modifiers.visibility);
            self.check_generic_visible(generic, visibility, name);
            if let MemberKind::Constant(constant) = kind {
                return constant.expr(span);
            }
            let MemberKind::StaticField(global) = kind else { return error_expr(span) };
            let ty = self.program[global].ty;
            return Expr { kind: ExprKind::Global { global, checked: true }, ty, span };
        }
        let ty = self.some_instance(generic, name, hint);
        if ty == TypeId::ERROR {
            return error_expr(span);
        }
        match self.member_of(ty, &name.name) {
            Some(member) => {
                self.check_visible(ty, &name.name, name.span);
                self.static_member(ty, name, member, hint, span)
            }
            None => {
                self.unknown_member(ty, name, false);
                error_expr(span)
            }
        }
    }

    /// The instance that the context expects, or the one whose body this is; a report if there is none.
    fn some_instance(&mut self, generic: GenericIndex, member: &Ident, hint: Option<TypeId>) -> TypeId {
        let mut hint = hint;
        while let Some(ty) = hint {
            if self.instance_parts(ty).is_some_and(|(of, _)| of == generic) {
                return ty;
            }
            hint = match self.get(ty) {
                Type::Optional(inner) | Type::Result(inner) => Some(*inner),
                _ => None,
            };
        }
        let around = self.stack.iter().rev().find_map(|state| state.self_info).map(|info| info.ty).or(self.static_type);
        if let Some(ty) = around.filter(|ty| self.instance_parts(*ty).is_some_and(|(of, _)| of == generic)) {
            return ty;
        }
        let info = self.generic_types[generic.0 as usize].clone();
        let name = info.name().name.clone();
        let members = info.member_names();
        if !members.contains(&*member.name) {
            let report = Diagnostic::error(Code::UNKNOWN_MEMBER, member.span, format!("`{name}` has no member `{}`", member.name));
            self.report_with_near(report, &member.name, &members);
            return TypeId::ERROR;
        }
        let parameters: Vec<&str> = info.parameters.iter().map(|p| &*p.name).collect();
        let first = parameters.first().copied().unwrap_or_default();
        self.report(
            Diagnostic::error(Code::CANT_INFER, member.span, format!("the type `{first}` of `{name}` can't be inferred here"))
                .help(format!("write `{name}<{}>.{}`, with types for the parameters", parameters.join(", "), member.name)),
        );
        TypeId::ERROR
    }

    fn check_generic_visible(&mut self, generic: GenericIndex, visibility: ast::Visibility, name: &Ident) {
        let info = &self.generic_types[generic.0 as usize];
        let (module, owner) = (info.module, info.name().name.clone());
        let inside = self.inside(|checker, ty| checker.instance_parts(ty).is_some_and(|(of, _)| of == generic));
        self.visible(visibility, inside, module, &owner, &name.name, name.span, None);
    }

    /// The constructor (no name), a static method or a variant of a generic type as a generic function of the type's parameters, and then those
    /// of the method. With it a static method's visibility.
    fn shape(&mut self, generic: GenericIndex, member: Option<&Ident>) -> Option<(FunctionIndex, Option<ast::Visibility>)> {
        let key = (generic, member.map(|name| name.name.clone()));
        if let Some(found) = self.shapes.get(&key) {
            return Some(*found);
        }
        let info = self.generic_types[generic.0 as usize].clone();
        let method = |methods: &[Arc<ast::FunctionDecl>], name: &str, is_static: bool| {
            methods.iter().find(|m| &*m.name.name == name && m.modifiers.is_static.is_some() == is_static).cloned()
        };
        let (source, target) = match (&info.decl, member) {
            (GenericDecl::Struct(decl), None) => {
                let source = method(&decl.methods, "init", false).map_or(Shape::Fields(decl.clone()), Shape::Function);
                (source, Target::Constructor(generic))
            }
            (GenericDecl::Class(decl), None) => (Shape::Class(decl.clone()), Target::Constructor(generic)),
            (GenericDecl::Enum(_), None) | (GenericDecl::Trait(_), _) => return None,
            (GenericDecl::Struct(decl) | GenericDecl::Class(decl), Some(name)) => {
                (Shape::Function(method(&decl.methods, &name.name, true)?), Target::StaticMember(generic, name.name.clone()))
            }
            (GenericDecl::Enum(decl), Some(name)) => {
                let variant = decl.variants.iter().position(|v| v.name.name == name.name);
                let source = match variant {
                    Some(variant) => Shape::Variant(decl.clone(), variant),
                    None => Shape::Function(method(&decl.methods, &name.name, true)?),
                };
                (source, Target::StaticMember(generic, name.name.clone()))
            }
        };
        let visibility = match &source {
            Shape::Function(decl) if member.is_some() => Some(decl.modifiers.visibility),
            Shape::Function(_) | Shape::Fields(_) | Shape::Class(_) | Shape::Variant(..) => None,
        };
        let mut generics = info.parameters.clone();
        if let (Shape::Function(decl), true) = (&source, member.is_some()) {
            generics.extend(self.type_parameters(&[], &decl.generics));
        }
        let variables: Vec<TypeId> = (0..generics.len() as u32).map(|i| self.intern(Type::Parameter(i))).collect();
        let ty = self.instantiate(generic, variables[..info.parameters.len()].to_vec(), info.name().span);
        let names = generics.iter().map(|p| p.name.clone()).zip(variables).collect();
        // What is wrong in it is reported where the declaration is checked for itself.
        let reports = self.diagnostics.len();
        let shape = self.in_declaration(info.module, Arc::new(names), None, |checker| checker.shape_of(&info, source, generics, ty));
        self.diagnostics.truncate(reports);
        let name = match member {
            Some(name) => format!("{}.{}", info.name().name, name.name).into(),
            None => info.name().name.clone(),
        };
        let index = self.add_function(FunctionInfo { name, target, scope: Default::default(), ..shape });
        self.shapes.insert(key, (index, visibility));
        Some((index, visibility))
    }

    fn shape_of(&mut self, generic: &GenericType, source: Shape, generics: Vec<TypeParameter>, ty: TypeId) -> FunctionInfo {
        let plain = |parameters, span| FunctionInfo {
            name: generic.name().name.clone(),
            module: generic.module,
            span,
            generics: generics.clone(),
            receiver: None,
            parameters,
            result: ty,
            target: Target::Function { id: crate::ir::FuncId(0), nested: false },
            owner: None,
            scope: Default::default(),
        };
        match source {
            Shape::Function(decl) => {
                let mut info = self.signature(&decl, generics);
                for (parameter, declared) in info.parameters.iter_mut().zip(&decl.parameters) {
                    parameter.default = declared.default.as_ref().map(|_| DefaultValue::Instance);
                }
                if &*decl.name.name == "init" {
                    info.result = ty;
                }
                info
            }
            Shape::Class(decl) => plain(self.class_shape(&decl).0, decl.name.span),
            Shape::Fields(decl) => plain(self.field_parameters(&decl), decl.name.span),
            Shape::Variant(decl, variant) => {
                let variant = &decl.variants[variant];
                let fields = match &variant.payload {
                    ast::VariantPayload::Fields(fields) => fields.as_slice(),
                    ast::VariantPayload::None | ast::VariantPayload::Constants(_) => &[],
                };
                let mut parameters = Vec::new();
                for (name, ty) in fields {
                    parameters.push(ParameterInfo {
                        name: name.name.clone(),
                        span: Some(name.span),
                        ty: self.written_type(ty),
                        default: None,
                        rest: false,
                    });
                }
                plain(parameters, variant.span)
            }
        }
    }

    /// The stored fields that a type declares, as parameters.
    pub fn field_parameters(&mut self, decl: &ast::TypeDecl) -> Vec<ParameterInfo> {
        let mut parameters = Vec::new();
        let stored = |field: &&ast::Field| field.modifiers.is_static.is_none() && super::user_types::is_stored(field);
        for field in decl.fields.iter().filter(stored) {
            // A type that only the default tells is found when the instance is there.
            let ty = match (&field.ty, &field.default) {
                (Some(written), _) => self.written_type(written),
                (None, Some(default)) => super::user_types::plain_literal_type(default).unwrap_or(TypeId::ERROR),
                (None, None) => TypeId::ERROR,
            };
            let default = field.default.as_ref().map(|_| DefaultValue::Instance);
            parameters.push(ParameterInfo { name: field.name.name.clone(), span: Some(field.name.span), ty, default, rest: false });
        }
        parameters
    }

    /// A call of what `shape` stands for, its type arguments known.
    pub fn call_shape(&mut self, target: &Target, types: Vec<TypeId>, arguments: Vec<Expr>, span: Span) -> Option<ExprKind> {
        match target {
            Target::Constructor(generic) => {
                let ty = self.instantiate(*generic, types, span);
                self.demand(ty);
                if let Type::Class(class) = *self.get(ty) {
                    return self.class_instance(class, arguments, span);
                }
                let Type::Struct(id) = *self.get(ty) else { return None };
                if let Some(init) = self.structs[id.0 as usize].init {
                    return self.call_target(init, Vec::new(), arguments, span);
                }
                let types: Vec<TypeId> = self.program[id].fields.iter().map(|field| field.ty).collect();
                let fields: Vec<Expr> = arguments.into_iter().zip(types).map(|(value, ty)| self.convert(value, ty)).collect();
                Some(ExprKind::Struct { id, fields })
            }
            Target::StaticMember(generic, name) => {
                let count = self.generic_types[generic.0 as usize].parameters.len();
                let ty = self.instantiate(*generic, types[..count].to_vec(), span);
                match (self.member_of(ty, name)?.kind, self.get(ty)) {
                    (MemberKind::Variant(variant), Type::Enum(id)) => Some(ExprKind::Variant { id: *id, variant, fields: arguments }),
                    (MemberKind::StaticMethod(index), _) => self.call_target(index, types[count..].to_vec(), arguments, span),
                    _ => None,
                }
            }
            Target::Function { .. } | Target::Native { .. } | Target::Required | Target::Generic(_) => None,
        }
    }

    /// The default of a parameter of a generic function, or of a field of a generic type, in an instance.
    pub fn instance_default(&mut self, info: &FunctionInfo, parameter: usize, types: &[TypeId], span: Span) -> Option<DefaultValue> {
        match &info.target {
            Target::Generic(decl) => {
                let declared = decl.parameters.get(parameter)?;
                let default = declared.default.as_ref()?;
                let own = info.generics.iter().map(|g| g.name.clone()).zip(types.iter().copied());
                let scope: HashMap<Name, TypeId> = info.scope.iter().map(|(name, ty)| (name.clone(), *ty)).chain(own).collect();
                let mut key: Vec<_> = scope.iter().map(|(name, ty)| (name.clone(), *ty)).collect();
                key.sort();
                let key = (default.span, key);
                if let Some(known) = self.instance_defaults.get(&key) {
                    return Some(known.clone());
                }
                let ty = self.substitute(info.parameters[parameter].ty, types);
                let static_type = info.owner.map(|(ty, _)| ty);
                let (default, name) = (default.clone(), declared.name.name.clone());
                let (value, _) =
                    self.in_declaration(info.module, Arc::new(scope), static_type, |checker| checker.default_of(&default, Some(ty), &name));
                self.instance_defaults.insert(key, value.clone());
                Some(value)
            }
            Target::Constructor(generic) => {
                let ty = self.instantiate(*generic, types.to_vec(), span);
                self.demand(ty);
                if let Type::Class(class) = *self.get(ty) {
                    return self.constructor_parameters(class).get(parameter)?.default.clone();
                }
                let Type::Struct(id) = *self.get(ty) else { return None };
                let info = &self.structs[id.0 as usize];
                match info.init {
                    Some(init) => self.functions[init.0 as usize].parameters[parameter].default.clone(),
                    None => info.stored.get(parameter)?.1.clone(),
                }
            }
            Target::StaticMember(generic, name) => {
                let count = self.generic_types[generic.0 as usize].parameters.len();
                let ty = self.instantiate(*generic, types[..count].to_vec(), span);
                let MemberKind::StaticMethod(index) = self.member_of(ty, name)?.kind else { return None };
                let method = self.functions[index.0 as usize].clone();
                match method.parameters.get(parameter)?.default.clone()? {
                    DefaultValue::Instance => self.instance_default(&method, parameter, &types[count..], span),
                    known => Some(known),
                }
            }
            Target::Function { .. } | Target::Native { .. } | Target::Required => None,
        }
    }
}
