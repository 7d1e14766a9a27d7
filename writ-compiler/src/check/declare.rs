//! Declarations of a module: names first, then what they are, so that functions and types can be used above their declaration.

use super::constant::{Constant, NotConstant};
use super::{BodySource, Bound, BoundKind, Checker, DefaultValue, FunctionIndex, FunctionInfo, GenericDecl, ModuleName, ModuleScope};
use super::{ParameterInfo, PendingBody, Stage, Symbol, Target, TypeParameter};
use crate::ast::{self, Ident, ImportNames, Name, PatternKind, StatementKind, VariableKind};
use crate::diagnostic::{Applicability, Code, Diagnostic, Fix};
use crate::ir::{self, FunctionKind, ModuleId, Owner, Type, TypeId};
use crate::loader::ImportTarget;
use crate::source::Span;
use std::collections::HashMap;
use std::sync::Arc;

impl Checker {
    /// Adds a function and gives its index.
    pub fn add_function(&mut self, info: FunctionInfo) -> FunctionIndex {
        self.functions.push(Arc::new(info));
        FunctionIndex(self.functions.len() as u32 - 1)
    }

    /// Declares everything at the top level of a module.
    pub fn declare_module(&mut self, ast: &ast::Module, imports: &[Option<ModuleId>]) {
        self.modules.push(ModuleScope::default());
        self.import_names(ast, imports);
        self.stage = Stage::Fields;
        self.declare_types(ast);
        self.bring_up(Stage::Methods);
        self.stage = Stage::Methods;
        self.declare_functions(ast);
        self.bring_up(Stage::Values);
        self.stage = Stage::Values;
        self.check_waiting_bounds();
        self.declare_variables(ast);
        self.generic_statics();
        self.bring_up(Stage::Bodies);
        self.stage = Stage::Bodies;
        self.function_defaults(ast);
    }

    /// Enters a name of the module.
    pub fn declare_name(&mut self, name: &Ident, symbol: Symbol, exported: bool) {
        let scope = &mut self.modules[self.module.0 as usize];
        if let Some(before) = scope.names.get(&name.name) {
            let first = before.span;
            self.duplicate(&name.name, name.span, first);
            return;
        }
        scope.order.push(name.name.clone());
        scope.names.insert(name.name.clone(), ModuleName { symbol, span: name.span, exported, import: None });
    }

    fn import_names(&mut self, ast: &ast::Module, imports: &[Option<ModuleId>]) {
        let mut targets = imports.iter();
        for statement in &ast.statements {
            let StatementKind::Import(import) = &statement.kind else { continue };
            let target = targets.next().copied().flatten();
            match &import.names {
                ImportNames::All(name) => {
                    let symbol = target.map_or(Symbol::Broken, Symbol::Module);
                    self.import_name(name, symbol);
                }
                ImportNames::Named(names) => {
                    for name in names {
                        let symbol = target.and_then(|module| self.exported(module, name)).unwrap_or(Symbol::Broken);
                        self.import_name(name, symbol);
                    }
                }
            }
        }
    }

    fn import_name(&mut self, name: &Ident, symbol: Symbol) {
        let broken = matches!(symbol, Symbol::Broken);
        self.declare_name(name, symbol, false);
        if let Some(entry) = self.modules[self.module.0 as usize].names.get_mut(&name.name)
            && entry.span == name.span
        {
            entry.import = Some(broken);
        }
    }

    fn declare_types(&mut self, ast: &ast::Module) {
        for statement in &ast.statements {
            match &statement.kind {
                StatementKind::Struct(decl) => {
                    let exported = decl.modifiers.exported.is_some();
                    if !decl.generics.parameters.is_empty() {
                        self.declare_generic_type(GenericDecl::Struct(decl.clone()), &decl.generics, decl.span, exported);
                    } else if let (Owner::Struct(id), _) = self.new_struct(decl, None) {
                        self.declare_name(&decl.name, Symbol::Struct(id), exported);
                    }
                }
                StatementKind::Enum(decl) => {
                    if let Some(first) = decl.traits.first() {
                        self.report(
                            Diagnostic::error(Code::DECLARATION, first.span, "an enum can't have traits")
                                .help("enums are values: use classes"),
                        );
                    }
                    let exported = decl.modifiers.exported.is_some();
                    if !decl.generics.parameters.is_empty() {
                        self.declare_generic_type(GenericDecl::Enum(decl.clone()), &decl.generics, decl.span, exported);
                    } else if let (Owner::Enum(id), _) = self.new_enum(decl, None) {
                        self.declare_name(&decl.name, Symbol::Enum(id), exported);
                    }
                }
                _ => {}
            }
        }
        self.declare_objects(ast);
    }

    fn declare_functions(&mut self, ast: &ast::Module) {
        for statement in &ast.statements {
            let StatementKind::Function(decl) = &statement.kind else { continue };
            let exported = decl.modifiers.exported.is_some();
            if !decl.generics.parameters.is_empty() {
                let index = self.generic_function(decl, None);
                self.declare_name(&decl.name, Symbol::Function(index), exported);
                continue;
            }
            let info = self.signature(decl, Vec::new());
            let frame = decl.name.name.clone();
            let index = self.function_of(decl, info, frame, None, FunctionKind::Plain, None);
            self.declare_name(&decl.name, Symbol::Function(index), exported);
        }
    }

    /// A function, method or static method with its body put off.
    pub fn function_of(
        &mut self,
        decl: &Arc<ast::FunctionDecl>,
        info: FunctionInfo,
        frame: Name,
        owner: Option<Owner>,
        kind: FunctionKind,
        self_type: Option<(TypeId, bool)>,
    ) -> FunctionIndex {
        let types: Vec<TypeId> = info.parameters.iter().map(|p| self.parameter_type(p)).collect();
        let parameters = decl.parameters.iter().zip(types).map(|(p, ty)| (p.name.name.clone(), ty, p.name.span)).collect();
        let id =
            self.new_function(decl.name.name.clone(), frame, self.module, owner, kind, self_type, parameters, info.result, decl.name.span);
        let function = &mut self.program[id];
        function.doc = decl.doc.clone();
        function.public = decl.modifiers.visibility == ast::Visibility::Public;
        if decl.body.is_none() && decl.modifiers.native.is_none() {
            self.no_body(decl);
        }
        self.pending.push(PendingBody {
            function: id,
            module: self.module,
            source: BodySource::Function(decl.clone()),
            type_arguments: self.type_arguments().clone(),
            arguments: None,
            self_type,
        });
        let index = self.add_function(FunctionInfo { target: Target::Function { id, nested: false }, ..info });
        self.host_body(index, decl);
        index
    }

    /// A generic function or method: its instances are made from the declaration.
    pub fn generic_function(&mut self, decl: &Arc<ast::FunctionDecl>, owner: Option<(TypeId, bool)>) -> FunctionIndex {
        self.check_type_parameters(&decl.generics);
        self.generic_spans.push(decl.span);
        let generics = self.type_parameters(&[], &decl.generics);
        let outer = self.type_scope.clone();
        let mut scope = HashMap::clone(&outer);
        for (i, parameter) in generics.iter().enumerate() {
            let ty = self.intern(Type::Parameter(i as u32));
            scope.insert(parameter.name.clone(), ty);
        }
        self.type_scope = Arc::new(scope);
        let mut info = self.signature(decl, generics);
        self.type_scope = outer.clone();
        for (parameter, declared) in info.parameters.iter_mut().zip(&decl.parameters) {
            parameter.default = declared.default.as_ref().map(|_| DefaultValue::Instance);
        }
        if decl.body.is_none() {
            self.no_body(decl);
        }
        self.add_function(FunctionInfo { target: Target::Generic(decl.clone()), owner, scope: outer, ..info })
    }

    /// A function's signature. Defaults are filled in later.
    pub fn signature(&mut self, decl: &ast::FunctionDecl, generics: Vec<TypeParameter>) -> FunctionInfo {
        let mut parameters: Vec<ParameterInfo> = Vec::new();
        for (i, parameter) in decl.parameters.iter().enumerate() {
            let ty = self.written_type(&parameter.ty);
            if ty == TypeId::VOID {
                self.report(Diagnostic::error(Code::MISMATCH, parameter.ty.span, "a parameter can't be `void`"));
            }
            if parameter.rest && i + 1 < decl.parameters.len() {
                self.report(Diagnostic::error(Code::DECLARATION, parameter.span, "a rest parameter has to be the last one"));
            }
            if parameters.iter().any(|p| p.name == parameter.name.name) {
                self.report(Diagnostic::error(
                    Code::DUPLICATE_NAME,
                    parameter.name.span,
                    format!("`{}` is declared twice in the same scope", parameter.name.name),
                ));
            }
            parameters.push(ParameterInfo {
                name: parameter.name.name.clone(),
                span: Some(parameter.span),
                ty,
                default: None,
                rest: parameter.rest,
            });
        }
        let result = decl.result.as_ref().map_or(TypeId::VOID, |ty| self.written_type(ty));
        let result = self.declared_result(result, decl);
        FunctionInfo {
            name: decl.name.name.clone(),
            module: self.module,
            span: decl.signature_span,
            generics,
            receiver: None,
            parameters,
            result,
            target: Target::Generic(Arc::new(decl.clone())),
            owner: None,
            scope: self.type_arguments().clone(),
        }
    }

    /// Type parameters with their bounds; `outer` are those of the type around.
    pub fn type_parameters(&mut self, outer: &[TypeParameter], generics: &ast::Generics) -> Vec<TypeParameter> {
        let mut list = outer.to_vec();
        list.extend(generics.parameters.iter().map(|p| TypeParameter { name: p.name.clone(), bounds: Vec::new() }));
        for bound in &generics.bounds {
            let kind = match &bound.bound.kind {
                ast::TypeExprKind::Named { module: None, name, arguments } if arguments.is_empty() => match &*name.name {
                    "Number" => BoundKind::Number,
                    "Float" => BoundKind::Float,
                    "Comparable" => BoundKind::Comparable,
                    "Equatable" => BoundKind::Equatable,
                    "Hashable" => BoundKind::Hashable,
                    _ => BoundKind::Trait,
                },
                _ => BoundKind::Trait,
            };
            if let Some(parameter) = list.iter_mut().find(|p| p.name == bound.parameter.name) {
                parameter.bounds.push(Bound { kind, written: bound.bound.clone() });
            }
        }
        list
    }

    /// Defaults of parameters: after everything that they may name is declared.
    fn function_defaults(&mut self, ast: &ast::Module) {
        for statement in &ast.statements {
            if let StatementKind::Function(decl) = &statement.kind
                && let Some(Symbol::Function(index)) = self.own_symbol(&decl.name)
            {
                self.parameter_defaults(index, &decl.parameters);
            }
        }
    }

    fn own_symbol(&self, name: &Ident) -> Option<Symbol> {
        let entry = self.modules[self.module.0 as usize].names.get(&name.name)?;
        (entry.span == name.span).then(|| entry.symbol.clone())
    }

    /// Checks the defaults of the parameters of a type's methods.
    pub fn method_defaults(&mut self, methods: &[Arc<ast::FunctionDecl>], members: &super::Members, init: Option<FunctionIndex>) {
        for decl in methods {
            let index = match members.by_name.get(&decl.name.name).map(|m| &m.kind) {
                _ if &*decl.name.name == "init" => init,
                Some(super::MemberKind::Method(index) | super::MemberKind::StaticMethod(index)) => Some(*index),
                _ => None,
            };
            if let Some(index) = index {
                self.parameter_defaults(index, &decl.parameters);
            }
        }
    }

    /// Checks the defaults of a function's parameters.
    pub fn parameter_defaults(&mut self, index: FunctionIndex, parameters: &[ast::Parameter]) {
        for (i, parameter) in parameters.iter().enumerate() {
            let Some(e) = &parameter.default else { continue };
            let ty = self.functions[index.0 as usize].parameters[i].ty;
            let per_instance = matches!(self.functions[index.0 as usize].parameters[i].default, Some(DefaultValue::Instance));
            if self.has_parameters(ty) || ty == TypeId::ERROR || per_instance {
                continue;
            }
            let (default, _) = self.default_of(e, Some(ty), &parameter.name.name);
            if let (DefaultValue::Constant(constant), Target::Function { id, .. }) = (&default, &self.functions[index.0 as usize].target) {
                let (value, id) = (constant.expr(e.span), *id);
                let value = self.default_value(&DefaultValue::Constant(constant.clone()), ty, value.span);
                let first = self.program[id].parameters.len() - parameters.len();
                self.program[id].defaults[first + i] = Some(value);
            }
            Arc::make_mut(&mut self.functions[index.0 as usize]).parameters[i].default = Some(default);
        }
    }

    /// Module variables are `Later` until the top level gets to them; constants have their values at once.
    fn declare_variables(&mut self, ast: &ast::Module) {
        let mut constants = Vec::new();
        for statement in &ast.statements {
            let StatementKind::Variable(variable) = &statement.kind else { continue };
            if variable.modifiers.native.is_some() {
                self.host_value(variable);
                continue;
            }
            if variable.kind == VariableKind::Const {
                constants.push((variable, statement.span));
            }
            let mut names = Vec::new();
            target_names(&variable.target, &mut names);
            for name in names {
                self.declare_name(name, Symbol::Later, variable.modifiers.exported.is_some());
            }
        }
        for (variable, span) in constants {
            if let Some((name, symbol)) = self.constant_declaration(variable, span)
                && let Some(entry) = self.modules[self.module.0 as usize].names.get_mut(&name.name)
                && entry.span == name.span
            {
                entry.symbol = symbol;
            }
        }
    }

    /// The name and value of a `const`.
    pub fn constant_declaration(&mut self, variable: &ast::Variable, span: Span) -> Option<(Ident, Symbol)> {
        let PatternKind::Bind(name) = &variable.target.kind else {
            self.report(Diagnostic::error(Code::DECLARATION, variable.target.span, "a constant has one name"));
            return None;
        };
        let Some(value) = &variable.value else {
            self.report(Diagnostic::error(Code::NO_VALUE, name.span, format!("the constant `{}` needs a value", name.name)));
            return Some((name.clone(), Symbol::Broken));
        };
        let ty = variable.ty.as_ref().map(|ty| self.written_type(ty));
        let constant = self.constant_value(value, ty, &name.name, span);
        Some((name.clone(), constant.map_or(Symbol::Broken, Symbol::Constant)))
    }

    /// The fix that declares by `let` what can't be a constant.
    fn let_for_const(&self, declaration: Span) -> Option<Fix> {
        let text = self.program.sources.text(declaration);
        let start = text.find("const ").filter(|at| matches!(text[..*at].trim(), "" | "export"))?;
        let start = declaration.start as usize + start;
        Some(Fix::new(Applicability::Safe, Span::new(declaration.file, start, start + "const".len()), "let"))
    }

    /// The value of an expression that has to be known at compile time.
    pub fn constant_value(&mut self, e: &ast::Expr, ty: Option<TypeId>, name: &str, span: Span) -> Option<Constant> {
        let function = self.new_function(
            Name::from(name),
            Name::from(name),
            self.module,
            None,
            FunctionKind::Synthetic,
            None,
            Vec::new(),
            TypeId::VOID,
            span,
        );
        let stack = if self.stack.is_empty() { Vec::new() } else { std::mem::take(&mut self.stack) };
        let outer: Vec<_> = stack.iter().flat_map(|s| &s.scopes).flat_map(|s| s.names.iter()).filter_map(constant_binding).collect();
        self.enter(function, super::function::ResultMode::Known(TypeId::VOID));
        for (name, constant, at) in outer {
            let scope = self.state().scopes.last_mut().expect("a scope is open");
            scope.names.insert(name, (super::function::Binding::Constant(constant), at));
        }
        let value = match ty {
            Some(ty) => self.expr_to(e, ty),
            None => self.value(e, None),
        };
        let _ = self.leave(function, ir::Block { statements: Vec::new(), value: None, span });
        self.family.pop();
        self.stack = stack;
        self.discard_function(function);
        if value.ty == TypeId::ERROR {
            return None;
        }
        match Constant::evaluate(&value) {
            Ok(constant) => Some(constant),
            Err(NotConstant::DivisionByZero(at)) => {
                self.report(Diagnostic::error(Code::CONSTANT_DIVISION, at, "division by zero in a constant"));
                None
            }
            Err(NotConstant::Runtime(at)) => {
                self.report(
                    Diagnostic::error(Code::NOT_CONSTANT, at, "this is not known at compile time")
                        .note("a constant consists of literals, other constants and operators")
                        .help("declare it with `let`")
                        .with_fix(self.let_for_const(span)),
                );
                None
            }
            Err(NotConstant::Reported) => None,
        }
    }

    /// Takes back a function that was only made to check an expression in, if nothing came after it.
    pub fn discard_function(&mut self, function: ir::FuncId) {
        if function.0 as usize + 1 == self.program.functions.len() {
            self.program.functions.pop();
        }
    }

    /// Import targets as modules.
    pub fn import_modules(targets: &[ImportTarget], parsed: &[ModuleId]) -> Vec<Option<ModuleId>> {
        targets
            .iter()
            .map(|target| match target {
                ImportTarget::Loaded(id) => Some(*id),
                ImportTarget::Parsed(index) => parsed.get(*index).copied(),
                ImportTarget::Failed => None,
            })
            .collect()
    }
}

fn constant_binding((name, (binding, span)): (&Name, &(super::function::Binding, Span))) -> Option<(Name, Constant, Span)> {
    match binding {
        super::function::Binding::Constant(constant) => Some((name.clone(), constant.clone(), *span)),
        super::function::Binding::Local(_) | super::function::Binding::Function(_) | super::function::Binding::Field(_) => None,
    }
}

/// The names that a declaration binds.
fn target_names<'a>(pattern: &'a ast::Pattern, into: &mut Vec<&'a Ident>) {
    match &pattern.kind {
        PatternKind::Bind(name) => into.push(name),
        PatternKind::Tuple(items) => items.iter().for_each(|p| target_names(p, into)),
        PatternKind::Any
        | PatternKind::Value(_)
        | PatternKind::Range { .. }
        | PatternKind::Null
        | PatternKind::Is { .. }
        | PatternKind::Struct { .. } => {}
    }
}
