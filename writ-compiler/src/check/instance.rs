//! Generic types: their instances, and the stages in which a type is declared.
//!
//! An instance is interned before its members are declared, so that a type may hold itself. Its members are declared stage by stage: while others
//! are being declared it goes along with them; later, when bodies are checked, all stages run at once.

use super::{Checker, EnumInfo, GenericDecl, GenericIndex, GenericType, Instance, Stage, StructInfo, Symbol, TypeScope};
use crate::ast;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{self, ModuleId, Owner, Type, TypeId};
use crate::source::Span;
use std::collections::HashMap;
use std::sync::Arc;

/// From here on `Type::Parameter` is a generic type whose arguments name type parameters.
pub(crate) const APPLIED: u32 = 1 << 24;

impl Checker {
    /// What the type parameters in scope stand for.
    pub fn type_arguments(&self) -> &TypeScope {
        self.stack.last().map_or(&self.type_scope, |state| &state.type_arguments)
    }

    /// Enters a generic type.
    pub fn declare_generic_type(&mut self, decl: GenericDecl, generics: &ast::Generics, span: Span, exported: bool) {
        self.check_type_parameters(generics);
        let parameters = self.type_parameters(&[], generics);
        let index = GenericIndex(self.generic_types.len() as u32);
        let generic = GenericType { decl, module: self.module, parameters, statics: HashMap::new() };
        let name = generic.name().clone();
        self.generic_spans.push(span);
        self.generic_types.push(generic);
        self.declare_name(&name, Symbol::GenericType(index), exported);
    }

    /// Declares the static fields of the generic types of the module at hand.
    pub fn generic_statics(&mut self) {
        for index in 0..self.generic_types.len() {
            let generic = self.generic_types[index].clone();
            if generic.module != self.module {
                continue;
            }
            for field in generic.fields().iter().filter(|field| field.modifiers.is_static.is_some()) {
                if let Some(kind) = self.static_field(&generic.name().name, field) {
                    self.generic_types[index].statics.insert(field.name.name.clone(), kind);
                }
            }
        }
    }

    /// Reports type parameters that are declared twice, and bounds of none.
    pub fn check_type_parameters(&mut self, generics: &ast::Generics) {
        for (i, parameter) in generics.parameters.iter().enumerate() {
            if let Some(first) = generics.parameters[..i].iter().find(|p| p.name == parameter.name) {
                self.duplicate(&parameter.name, parameter.span, first.span);
            }
        }
        for bound in &generics.bounds {
            let name = &bound.parameter;
            if !generics.parameters.iter().any(|p| p.name == name.name) {
                self.report(Diagnostic::error(Code::UNKNOWN_TYPE, name.span, format!("there is no type parameter `{}` here", name.name)));
            }
        }
    }

    /// A struct of the program, its members still to come.
    pub fn new_struct(&mut self, decl: &Arc<ast::TypeDecl>, generic: Option<Arc<Instance>>) -> (Owner, TypeId) {
        let id = ir::StructId(self.program.structs.len() as u32);
        let ty = self.intern(Type::Struct(id));
        self.program.structs.push(ir::StructDef {
            name: self.instance_name(&decl.name.name, generic.as_deref()),
            module: self.module,
            doc: decl.doc.clone(),
            fields: Vec::new(),
            methods: Vec::new(),
            span: decl.name.span,
        });
        self.structs.push(StructInfo {
            decl: decl.clone(),
            module: self.module,
            ty,
            members: Default::default(),
            stored: Vec::new(),
            mutating: Vec::new(),
            init: None,
            nested: 0,
            generic,
        });
        self.unfinished.push(Owner::Struct(id));
        (Owner::Struct(id), ty)
    }

    /// An enum of the program, its members still to come.
    pub fn new_enum(&mut self, decl: &Arc<ast::EnumDecl>, generic: Option<Arc<Instance>>) -> (Owner, TypeId) {
        let id = ir::EnumId(self.program.enums.len() as u32);
        let ty = self.intern(Type::Enum(id));
        self.program.enums.push(ir::EnumDef {
            name: self.instance_name(&decl.name.name, generic.as_deref()),
            module: self.module,
            doc: decl.doc.clone(),
            variants: Vec::new(),
            methods: Vec::new(),
            span: decl.name.span,
        });
        self.enums.push(EnumInfo { decl: decl.clone(), module: self.module, ty, members: Default::default(), nested: 0, generic });
        self.unfinished.push(Owner::Enum(id));
        (Owner::Enum(id), ty)
    }

    /// `Stack<int>`.
    pub fn instance_name(&self, name: &ast::Name, generic: Option<&Instance>) -> ast::Name {
        match generic {
            Some(instance) if !instance.arguments.is_empty() => format!("{name}<{}>", self.type_list(&instance.arguments)).into(),
            Some(_) | None => name.clone(),
        }
    }

    /// Types in a row.
    pub fn type_list(&self, types: &[TypeId]) -> String {
        types.iter().map(|ty| self.type_name(*ty)).collect::<Vec<_>>().join(", ")
    }

    /// The type that a generic one is with these arguments. Whether they meet its bounds is asked by `check_bounds`.
    pub fn instantiate(&mut self, generic: GenericIndex, arguments: Vec<TypeId>, span: Span) -> TypeId {
        if arguments.contains(&TypeId::ERROR) {
            return TypeId::ERROR;
        }
        if arguments.iter().any(|ty| self.has_parameters(*ty)) {
            return self.applied_type(generic, arguments);
        }
        if let Some(ty) = self.coroutine_instance(generic, &arguments) {
            return ty;
        }
        let key = (generic, arguments);
        if let Some(ty) = self.type_instances.get(&key) {
            return *ty;
        }
        let info = self.generic_types[generic.0 as usize].clone();
        if self.too_big(&key.1) {
            self.grows_without_end(&info.name().name, span);
            self.type_instances.insert(key, TypeId::ERROR);
            return TypeId::ERROR;
        }
        let names: HashMap<_, _> = info.parameters.iter().map(|p| p.name.clone()).zip(key.1.iter().copied()).collect();
        let instance = Some(Arc::new(Instance { generic, arguments: key.1.clone(), names: Arc::new(names) }));
        let module = std::mem::replace(&mut self.module, info.module);
        let (_, ty) = match &info.decl {
            GenericDecl::Struct(decl) => self.new_struct(decl, instance),
            GenericDecl::Enum(decl) => self.new_enum(decl, instance),
            GenericDecl::Trait(decl) => self.new_trait(decl, instance),
            GenericDecl::Class(decl) => {
                if self.opening.contains(&key) {
                    self.module = module;
                    let name = self.instance_name(&decl.name.name, instance.as_deref());
                    self.report(Diagnostic::error(Code::EXTENDS_ITSELF, span, format!("the class `{name}` extends itself")));
                    self.type_instances.insert(key, TypeId::ERROR);
                    return TypeId::ERROR;
                }
                self.opening.push(key.clone());
                let made = self.new_class(decl, instance, false);
                self.opening.pop();
                made
            }
        };
        self.module = module;
        self.unwanted.insert(ty);
        self.type_instances.insert(key, ty);
        self.bring_up(self.stage);
        ty
    }

    fn applied_type(&mut self, generic: GenericIndex, arguments: Vec<TypeId>) -> TypeId {
        if let Some(known) = self.applied.iter().position(|(g, a)| *g == generic && *a == arguments) {
            return self.intern(Type::Parameter(APPLIED + known as u32));
        }
        let index = APPLIED + self.applied.len() as u32;
        let name = format!("{}<{}>", self.generic_types[generic.0 as usize].name().name, self.type_list(&arguments));
        self.program.types.name_parameter(index, name);
        self.applied.push((generic, arguments));
        self.intern(Type::Parameter(index))
    }

    /// The generic type and its arguments, of an instance or of what stands for one in a signature.
    pub fn instance_parts(&self, ty: TypeId) -> Option<(GenericIndex, Vec<TypeId>)> {
        if let Type::Parameter(index) = self.get(ty) {
            return self.applied.get(index.checked_sub(APPLIED)? as usize).cloned();
        }
        let instance = self.instance_of(self.owner_of(ty)?)?;
        Some((instance.generic, instance.arguments.clone()))
    }

    /// What a type of the program is an instance of.
    pub fn instance_of(&self, owner: Owner) -> Option<&Arc<Instance>> {
        match owner {
            Owner::Struct(id) => self.structs[id.0 as usize].generic.as_ref(),
            Owner::Enum(id) => self.enums[id.0 as usize].generic.as_ref(),
            Owner::Class(id) => self.classes[id.0 as usize].generic.as_ref(),
            Owner::Trait(id) => self.traits[id.0 as usize].generic.as_ref(),
        }
    }

    /// The module that declares a type.
    pub fn owner_module(&self, owner: Owner) -> ModuleId {
        match owner {
            Owner::Struct(id) => self.structs[id.0 as usize].module,
            Owner::Enum(id) => self.enums[id.0 as usize].module,
            Owner::Class(id) => self.classes[id.0 as usize].module,
            Owner::Trait(id) => self.traits[id.0 as usize].module,
        }
    }

    /// Takes the declaration of every type through all stages before `until`: all types through one before any goes on to the next.
    pub fn bring_up(&mut self, until: Stage) {
        loop {
            let wanted = |owner, stage| stage <= Stage::Sizes || !self.unwanted.contains(&self.owner_type(owner));
            let Some((turn, owner)) = self.unfinished.first(until, wanted) else {
                if self.stage > Stage::Methods {
                    self.check_waiting_bounds();
                }
                return;
            };
            let stage = turn.0;
            if stage == Stage::Mutating {
                // Methods change `self` by calling those of fields: all types have to be looked at together. What waits at this stage is wanted: it has
                // its methods.
                let group = self.unfinished.advance_all(stage);
                // With the fields whose types came since.
                let (enums, others): (Vec<Owner>, Vec<Owner>) = group.iter().partition(|owner| matches!(owner, Owner::Enum(_)));
                for owner in enums.into_iter().chain(others) {
                    self.stage_of(owner, stage);
                }
                self.find_mutating(&group);
                continue;
            }
            self.unfinished.advance(turn);
            self.declare_stage(owner, stage);
        }
    }

    fn declare_stage(&mut self, owner: Owner, stage: Stage) {
        let names = self.instance_of(owner).map(|instance| instance.names.clone()).unwrap_or_default();
        let before = std::mem::replace(&mut self.stage, stage);
        let reports = self.diagnostics.len();
        let is_instance = !names.is_empty() && self.own_parameters.is_empty();
        self.in_declaration(self.owner_module(owner), names, Some(self.owner_type(owner)), |checker| checker.stage_of(owner, stage));
        if is_instance {
            let name = self.type_name(self.owner_type(owner));
            self.diagnostics.of_instance(reports, &name);
        }
        self.stage = before;
    }

    /// Declares all members of an instance, if that is still to be done: somebody asks for one.
    pub fn demand(&mut self, ty: TypeId) {
        if self.unwanted.remove(&ty) {
            if let Type::Class(class) = self.get(ty)
                && let Some(base) = self.program[*class].base
            {
                self.demand(self.classes[base.0 as usize].ty);
            }
            self.bring_up(self.stage);
        }
    }

    /// As `demand`, for a type and everything that its values hold: these are shown or compared with them.
    pub fn demand_all(&mut self, ty: TypeId) {
        if !self.unwanted.is_empty() {
            self.demand_below(ty, &mut Vec::new());
        }
    }

    fn demand_below(&mut self, ty: TypeId, seen: &mut Vec<TypeId>) {
        if seen.contains(&ty) {
            return;
        }
        seen.push(ty);
        self.demand(ty);
        for part in self.parts(ty) {
            self.demand_below(part, seen);
        }
    }

    /// The types that a value of a type holds.
    fn parts(&self, ty: TypeId) -> Vec<TypeId> {
        match self.get(ty) {
            Type::Array(a) | Type::Optional(a) | Type::Result(a) | Type::Weak(a) => vec![*a],
            Type::Dictionary(a, b) => vec![*a, *b],
            Type::Tuple(items) => items.clone(),
            Type::Struct(id) => self.program[*id].fields.iter().map(|field| field.ty).collect(),
            Type::Enum(id) => self.program[*id].variants.iter().flat_map(|v| &v.fields).map(|field| field.ty).collect(),
            Type::Error | Type::Never | Type::Void | Type::Int | Type::Int32 | Type::Float | Type::Float64 | Type::Bool => Vec::new(),
            Type::String | Type::Range | Type::Function(..) | Type::Parameter(_) => Vec::new(),
            Type::Class(_) | Type::Trait(_) | Type::Any => Vec::new(),
        }
    }

    fn stage_of(&mut self, owner: Owner, stage: Stage) {
        match (owner, stage) {
            (Owner::Struct(id), Stage::Fields) => self.struct_fields(id),
            (Owner::Enum(id), Stage::Fields) => self.enum_parts(id),
            (Owner::Struct(id), Stage::Sizes | Stage::Mutating) => self.struct_size(id),
            (Owner::Enum(id), Stage::Sizes | Stage::Mutating) => self.enum_size(id),
            (Owner::Struct(id), Stage::Methods) => {
                self.struct_methods(id);
                // Whether a method changes `self` depends on those of the fields.
                for ty in self.parts(self.owner_type(owner)) {
                    self.demand(ty);
                }
            }
            (Owner::Enum(id), Stage::Methods) => self.enum_methods(id),
            (Owner::Struct(id), Stage::Values) => self.struct_values(id),
            (Owner::Enum(id), Stage::Values) => self.enum_values_of_type(id),
            (Owner::Struct(id), Stage::Defaults) => self.struct_defaults(id),
            (Owner::Enum(id), Stage::Defaults) => self.enum_constants(id),
            (Owner::Struct(_) | Owner::Enum(_), Stage::Bodies) => {}
            (Owner::Class(id), Stage::Fields) => self.class_fields(id),
            (Owner::Class(id), Stage::Methods) => self.class_methods(id),
            (Owner::Class(id), Stage::Values) => self.class_values(id),
            (Owner::Class(id), Stage::Defaults) => self.class_defaults(id),
            (Owner::Trait(id), Stage::Fields) => self.trait_parents(id),
            (Owner::Trait(id), Stage::Methods) => self.trait_signatures(id),
            (Owner::Trait(id), Stage::Values) => self.ensure_trait_methods(id),
            (Owner::Trait(id), Stage::Defaults) => self.trait_defaults(id),
            (Owner::Trait(id), Stage::Sizes) => self.trait_size(id),
            (Owner::Class(_), Stage::Sizes) | (Owner::Class(_) | Owner::Trait(_), Stage::Mutating | Stage::Bodies) => {}
        }
    }

    /// Runs `f` as at the top level of a module, with these type parameters in scope; what is being checked meanwhile stays as it is.
    pub fn in_declaration<R>(
        &mut self,
        module: ModuleId,
        scope: TypeScope,
        static_type: Option<TypeId>,
        f: impl FnOnce(&mut Checker) -> R,
    ) -> R {
        let module = std::mem::replace(&mut self.module, module);
        let scope = std::mem::replace(&mut self.type_scope, scope);
        let static_type = std::mem::replace(&mut self.static_type, static_type);
        let stack = std::mem::take(&mut self.stack);
        let family = std::mem::take(&mut self.family);
        let result = f(self);
        self.module = module;
        self.type_scope = scope;
        self.static_type = static_type;
        self.stack = stack;
        self.family = family;
        result
    }

    /// Whether type arguments are larger than any program needs: what makes them grows without end.
    pub fn too_big(&self, arguments: &[TypeId]) -> bool {
        const DEPTH: usize = 64;
        const SIZE: usize = 1000;
        let mut size = 0;
        arguments.iter().any(|ty| self.measure(*ty, DEPTH, &mut size, SIZE).is_none()) || self.type_instances.len() > 10_000
    }

    pub fn measure(&self, ty: TypeId, depth: usize, size: &mut usize, limit: usize) -> Option<()> {
        *size += 1;
        let depth = depth.checked_sub(1).filter(|_| *size <= limit)?;
        let parts = match self.get(ty) {
            Type::Array(a) | Type::Optional(a) | Type::Result(a) | Type::Weak(a) => vec![*a],
            Type::Dictionary(a, b) => vec![*a, *b],
            Type::Tuple(items) => items.clone(),
            Type::Function(parameters, result) => parameters.iter().copied().chain([*result]).collect(),
            _ => self.instance_parts(ty).map(|(_, arguments)| arguments).unwrap_or_default(),
        };
        parts.into_iter().try_for_each(|part| self.measure(part, depth, size, limit))
    }

    /// Whether the signature of a method of a generic type names a larger instance of that type: `List<(int, T)>` in `List<T>`. To make it for
    /// every instance would have no end.
    pub fn grows(&self, owner: Owner, method: &ast::FunctionDecl) -> bool {
        let (Owner::Class(_), Some(instance)) = (owner, self.instance_of(owner)) else { return false };
        let name = &*self.generic_types[instance.generic.0 as usize].name().name;
        let written = method.parameters.iter().map(|parameter| &parameter.ty).chain(&method.result);
        written.into_iter().any(|ty| names_larger(ty, name, instance))
    }

    /// Reports type arguments that grow from instance to instance.
    pub fn grows_without_end(&mut self, name: &str, span: Span) {
        self.report(
            Diagnostic::error(Code::TYPE_ARGUMENTS, span, format!("the type arguments of `{name}` grow without end"))
                .note("each instance asks for another one with larger type arguments")
                .help("a generic can only use itself with the same or with smaller type arguments"),
        );
    }
}

/// Whether a written type has the type `name` with arguments that hold one of its parameters inside another type.
fn names_larger(ty: &ast::TypeExpr, name: &str, instance: &Instance) -> bool {
    any_part(ty, &|part| match &part.kind {
        ast::TypeExprKind::Named { name: named, arguments, .. } if &*named.name == name => arguments.iter().any(|argument| {
            let bare = matches!(&argument.kind, ast::TypeExprKind::Named { arguments, .. } if arguments.is_empty());
            !bare && any_part(argument, &|inner| is_parameter(inner, instance))
        }),
        _ => false,
    })
}

fn is_parameter(ty: &ast::TypeExpr, instance: &Instance) -> bool {
    matches!(&ty.kind, ast::TypeExprKind::Named { name, .. } if instance.names.contains_key(&name.name))
}

/// Whether `is` holds for a written type or one inside it.
fn any_part(ty: &ast::TypeExpr, is: &dyn Fn(&ast::TypeExpr) -> bool) -> bool {
    is(ty)
        || match &ty.kind {
            ast::TypeExprKind::Named { arguments, .. } => arguments.iter().any(|part| any_part(part, is)),
            ast::TypeExprKind::Optional(inner) => any_part(inner, is),
            ast::TypeExprKind::Tuple(items) => items.iter().any(|part| any_part(part, is)),
            ast::TypeExprKind::Function { parameters, result } => parameters.iter().any(|part| any_part(part, is)) || any_part(result, is),
        }
}
