//! The standard library: what its declaration files declare, declared when it is named.

use super::{
    Checker, FunctionIndex, FunctionInfo, GenericDecl, GenericIndex, GenericType, Member, MemberKind, Symbol, Target, TypeParameter,
};
use crate::ast::{self, Name, PatternKind, StatementKind};
use crate::diagnostic::Diagnostics;
use crate::ir::{self, Owner, Type, TypeId};
use crate::library::{self, FILES};
use crate::source::Span;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

impl Checker {
    /// The checker that knows the standard library and nothing else: one for the process, of which each session makes its own when it loads something.
    pub fn library() -> Arc<Checker> {
        static LIBRARY: OnceLock<Arc<Checker>> = OnceLock::new();
        Arc::clone(LIBRARY.get_or_init(|| Arc::new(Checker::with_library())))
    }

    fn with_library() -> Checker {
        let mut program = ir::Program::default();
        let diagnostics = Diagnostics::default();
        for file in FILES {
            program.sources.add(file.path, file.text);
        }
        let span = Span::new(crate::source::FileId(0), 0, 0);
        let module = ir::ModuleId(0);
        let mut checker = Checker {
            program,
            diagnostics,
            library: HashMap::new(),
            extensions: HashMap::new(),
            structs: Vec::new(),
            enums: Vec::new(),
            classes: Vec::new(),
            traits: Vec::new(),
            functions: Vec::new(),
            modules: vec![Default::default()],
            session_names: HashMap::new(),
            pieces: Default::default(),
            in_piece: false,
            instances: HashMap::new(),
            generic_types: Vec::new(),
            type_instances: HashMap::new(),
            applied: Vec::new(),
            shapes: HashMap::new(),
            instance_defaults: HashMap::new(),
            bounds_to_check: Vec::new(),
            own_parameters: Vec::new(),
            method_types: Vec::new(),
            generic_spans: Vec::new(),
            broken_spans: Vec::new(),
            unfinished: Default::default(),
            unwanted: Default::default(),
            stage: super::Stage::Bodies,
            type_scope: Default::default(),
            natives: HashMap::new(),
            boxes: HashMap::new(),
            constructors: Vec::new(),
            opening: Vec::new(),
            coroutines: super::coroutine::Coroutines::unknown(),
            awaited: false,
            waits: false,
            pending: Vec::new(),
            stack: Vec::new(),
            module,
            synth: crate::passes::synth::Synth::new(module, span),
            static_type: None,
            family: Vec::new(),
            static_fields: Vec::new(),
            library_files: (0, FILES.len() as u32),
            host: Default::default(),
            write_backs: Vec::new(),
            reflection: Default::default(),
            weights: Default::default(),
            oversized: false,
            logic_facts: None,
        };
        checker.program.modules.push(ir::Module {
            path: ir::LIBRARY_MODULE.into(),
            file: crate::source::FileId(0),
            init: ir::FuncId(0),
            show_value: None,
            imports: Vec::new(),
            exports: Vec::new(),
            doc: None,
            library: true,
            linked: false,
        });
        let kind = ir::FunctionKind::ModuleInit;
        checker.new_function(Name::from("std"), Name::from("<module>"), module, None, kind, None, Vec::new(), TypeId::VOID, span);
        checker.declare_coroutines();
        for file in (0..FILES.len()).filter(|file| library::extends_types(*file)) {
            for statement in &library::tree(file).statements {
                if let StatementKind::Extend(decl) = &statement.kind {
                    checker.library_extension(decl);
                }
            }
        }
        checker
    }

    /// What a name of the library stands for. It is declared when it is asked for the first time, so that a program has of the library only what
    /// it uses.
    pub fn library_symbol(&mut self, name: &str) -> Option<Symbol> {
        let item = library::item(name)?;
        if item.private && !self.program[self.module].library {
            return None;
        }
        if !self.library.contains_key(name) {
            let statement = library::tree(item.file).statements.iter().find(|statement| declares(statement, name))?;
            self.in_declaration(ir::ModuleId(0), Default::default(), None, |checker| checker.library_statement(statement));
        }
        let symbol = self.library.get(name)?.clone();
        let Symbol::GenericType(generic) = symbol else { return Some(symbol) };
        if !self.generic_types[generic.0 as usize].parameters.is_empty() {
            return Some(symbol);
        }
        // A type of the library is an instance without type arguments: its methods are made when they are called, as those of any instance.
        let ty = self.instantiate(generic, Vec::new(), Span::new(crate::source::FileId(item.file as u32), 0, 0));
        match self.owner_of(ty)? {
            Owner::Struct(id) => Some(Symbol::Struct(id)),
            Owner::Enum(id) => Some(Symbol::Enum(id)),
            Owner::Class(id) => Some(Symbol::Class(id)),
            Owner::Trait(id) => Some(Symbol::Trait(id)),
        }
    }

    /// Whether a module is the library's, seen from outside: there a type's static method `new`, if it has one, is what its name calls. Inside the
    /// library the name is the constructor, which `new` needs.
    pub fn is_closed_library(&self, module: ir::ModuleId) -> bool {
        self.is_library(module) && !self.is_library(self.module)
    }

    fn library_statement(&mut self, statement: &ast::Statement) {
        let (name, symbol) = match &statement.kind {
            StatementKind::Function(decl) => {
                let index = self.library_function(decl, None, &[], None);
                (&decl.name, Symbol::Function(index))
            }
            StatementKind::Variable(variable) => match self.constant_declaration(variable, statement.span) {
                Some((name, symbol)) => return drop(self.library.insert(name.name, symbol)),
                None => return,
            },
            StatementKind::Struct(decl) => (&decl.name, self.library_type(GenericDecl::Struct(decl.clone()), &decl.generics)),
            StatementKind::Class(decl) => (&decl.name, self.library_type(GenericDecl::Class(decl.clone()), &decl.generics)),
            StatementKind::Trait(decl) => (&decl.name, self.library_type(GenericDecl::Trait(decl.clone()), &decl.generics)),
            StatementKind::Enum(decl) => (&decl.name, self.library_type(GenericDecl::Enum(decl.clone()), &decl.generics)),
            _ => return,
        };
        self.library.insert(name.name.clone(), symbol);
    }

    fn library_type(&mut self, decl: GenericDecl, generics: &ast::Generics) -> Symbol {
        let parameters = self.type_parameters(&[], generics);
        self.generic_types.push(GenericType { decl, module: self.module, parameters, statics: HashMap::new() });
        Symbol::GenericType(GenericIndex(self.generic_types.len() as u32 - 1))
    }

    /// A static value of a type of the library: `static let ZERO: Vector2 = …`. The library has no module that could be loaded and no variables;
    /// such a value is made where it is named.
    pub fn library_static(&mut self, owner: Owner, field: &ast::Field) -> Option<MemberKind> {
        let (ty, default) = (field.ty.as_ref()?, field.default.as_ref()?);
        if field.binding == Some(ast::VariableKind::Const) {
            let ty = self.written_type(ty);
            return self.constant_value(default, Some(ty), &field.name.name, field.span).map(MemberKind::Constant);
        }
        let value = ast::Expr { kind: ast::ExprKind::Return(Some(Box::new(default.clone()))), span: default.span };
        let body = ast::Block {
            statements: vec![ast::Statement { kind: StatementKind::Expression(value), span: default.span }],
            span: default.span,
        };
        let decl = Arc::new(ast::FunctionDecl {
            doc: field.doc.clone(),
            modifiers: field.modifiers.clone(),
            name: field.name.clone(),
            generics: Default::default(),
            parameters: Vec::new(),
            result: Some(ty.clone()),
            body: Some(body),
            span: field.span,
            signature_span: field.span,
        });
        let ty = self.owner_type(owner);
        Some(MemberKind::StaticValue(self.generic_function(&decl, Some((ty, true)))))
    }

    fn library_extension(&mut self, decl: &ast::ExtendDecl) {
        let generics = self.type_parameters(&[], &decl.generics);
        let parameter = |checker: &mut Checker, index| checker.intern(Type::Parameter(index));
        let receiver = match &*decl.target.name {
            "int" => TypeId::INT,
            "int32" => TypeId::INT32,
            "float" => TypeId::FLOAT,
            "float64" => TypeId::FLOAT64,
            "bool" => TypeId::BOOL,
            "string" => TypeId::STRING,
            "Range" => TypeId::RANGE,
            // Its type is made when a script names it.
            "Coroutine" => TypeId::ANY,
            "Array" => {
                let item = parameter(self, 0);
                self.intern(Type::Array(item))
            }
            "Optional" => {
                let item = parameter(self, 0);
                self.intern(Type::Optional(item))
            }
            "Result" => {
                let item = parameter(self, 0);
                self.intern(Type::Result(item))
            }
            "Dictionary" => {
                let (key, value) = (parameter(self, 0), parameter(self, 1));
                self.intern(Type::Dictionary(key, value))
            }
            _ => return,
        };
        for field in &decl.fields {
            let ty = field.ty.as_ref().map(|ty| self.written_type(ty));
            let Some(default) = &field.default else { continue };
            if let Some(constant) = self.constant_value(default, ty, &field.name.name, field.span) {
                self.extension_member(&decl.target.name, &field.name, MemberKind::Constant(constant));
            }
        }
        for method in &decl.methods {
            let index = self.library_function(method, Some(&decl.target.name), &generics, Some(receiver));
            let kind = if method.modifiers.is_static.is_some() { MemberKind::StaticMethod(index) } else { MemberKind::Method(index) };
            self.extension_member(&decl.target.name, &method.name, kind);
        }
    }

    fn extension_member(&mut self, target: &Name, name: &ast::Ident, kind: MemberKind) {
        let members = self.extensions.entry(target.clone()).or_default();
        members.order.push(name.name.clone());
        members.by_name.insert(name.name.clone(), Member { kind, visibility: ast::Visibility::Public, span: name.span });
    }

    fn library_function(
        &mut self,
        decl: &Arc<ast::FunctionDecl>,
        owner: Option<&str>,
        outer: &[TypeParameter],
        receiver: Option<TypeId>,
    ) -> FunctionIndex {
        let generics = self.type_parameters(outer, &decl.generics);
        let names: HashMap<Name, TypeId> =
            generics.iter().enumerate().map(|(i, parameter)| (parameter.name.clone(), self.intern(Type::Parameter(i as u32)))).collect();
        self.type_scope = Arc::new(names);
        let info = self.signature(decl, generics);
        self.type_scope = Default::default();
        let is_static = decl.modifiers.is_static.is_some();
        let target = match decl.modifiers.native {
            Some(native) => {
                let bare = |ty: TypeId, checker: &Checker| matches!(checker.get(ty), Type::Parameter(_));
                let receiver = receiver.filter(|_| !is_static).map(|_| false);
                let owned = receiver.into_iter().chain(info.parameters.iter().map(|p| bare(p.ty, self))).collect();
                let name = owner.map_or(decl.name.name.to_string(), |owner| format!("{owner}.{}", decl.name.name));
                Target::Native { name, fails: native.fails, context: native.context, owned }
            }
            None => Target::Generic(decl.clone()),
        };
        let receiver = if is_static { None } else { receiver };
        let index = self.add_function(FunctionInfo { receiver, target, scope: Default::default(), ..info });
        self.parameter_defaults(index, &decl.parameters);
        index
    }

    /// Every native that the library declares, by name, with whether it can fail and needs the instance.
    pub fn declared_natives() -> Vec<(String, bool, bool)> {
        let mut natives = Vec::new();
        let mut add = |owner: Option<&Name>, decl: &ast::FunctionDecl| {
            // Of what looks into objects the back ends make a call of their own.
            if let Some(native) = decl.modifiers.native.filter(|_| &*decl.name.name != super::reflect::OPERATION) {
                let name = owner.map_or_else(|| decl.name.name.to_string(), |owner| format!("{owner}.{}", decl.name.name));
                natives.push((name, native.fails, native.context));
            }
        };
        for statement in (0..FILES.len()).flat_map(|file| &library::tree(file).statements) {
            match &statement.kind {
                StatementKind::Function(decl) => add(None, decl),
                StatementKind::Extend(decl) => decl.methods.iter().for_each(|method| add(Some(&decl.target.name), method)),
                _ => {}
            }
        }
        natives
    }
}

/// Whether a statement of a declaration file declares a name.
fn declares(statement: &ast::Statement, name: &str) -> bool {
    match &statement.kind {
        StatementKind::Function(decl) => &*decl.name.name == name,
        StatementKind::Struct(decl) | StatementKind::Class(decl) | StatementKind::Trait(decl) => &*decl.name.name == name,
        StatementKind::Enum(decl) => &*decl.name.name == name,
        StatementKind::Variable(variable) => matches!(&variable.target.kind, PatternKind::Bind(bound) if &*bound.name == name),
        _ => false,
    }
}
