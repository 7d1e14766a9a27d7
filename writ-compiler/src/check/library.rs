//! The standard library: its declarations, read once per process.

use super::{Checker, FunctionIndex, FunctionInfo, Member, MemberKind, Symbol, Target, TypeParameter};
use crate::ast::{self, Name, StatementKind};
use crate::diagnostic::Diagnostics;
use crate::ir::{self, Type, TypeId};
use crate::source::Span;
use crate::syntax::{ParseOptions, parse};
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

/// The declaration files, in the order in which they are declared.
pub const FILES: &[(&str, &str)] = &[
    ("std/core.writ", include_str!("../std/core.writ")),
    ("std/math.writ", include_str!("../std/math.writ")),
    ("std/string.writ", include_str!("../std/string.writ")),
    ("std/array.writ", include_str!("../std/array.writ")),
    ("std/dictionary.writ", include_str!("../std/dictionary.writ")),
    ("std/range.writ", include_str!("../std/range.writ")),
    ("std/coroutine.writ", include_str!("../std/coroutine.writ")),
];

impl Checker {
    /// A checker that knows the standard library and nothing else.
    pub fn new() -> Checker {
        static LIBRARY: OnceLock<Checker> = OnceLock::new();
        LIBRARY.get_or_init(Checker::with_library).clone()
    }

    fn with_library() -> Checker {
        let mut program = ir::Program::default();
        let mut diagnostics = Diagnostics::default();
        let mut parsed = Vec::new();
        for (path, text) in FILES {
            let file = program.sources.add(*path, *text);
            parsed.push(parse(file, text, ParseOptions { library: true, ..ParseOptions::default() }, &mut diagnostics));
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
            unfinished: Vec::new(),
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
        };
        checker.program.modules.push(ir::Module {
            path: "std".into(),
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
        for module in &parsed {
            for statement in &module.statements {
                checker.library_statement(statement);
            }
        }
        checker
    }

    fn library_statement(&mut self, statement: &ast::Statement) {
        match &statement.kind {
            StatementKind::Function(decl) => {
                let index = self.library_function(decl, None, &[], None);
                self.library.insert(decl.name.name.clone(), Symbol::Function(index));
            }
            StatementKind::Variable(variable) => {
                if let Some((name, Symbol::Constant(constant))) = self.constant_declaration(variable, statement.span) {
                    self.library.insert(name.name.clone(), Symbol::Constant(constant));
                }
            }
            StatementKind::Extend(decl) => self.library_extension(decl),
            _ => {}
        }
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
    pub fn declared_natives(&self) -> Vec<(String, bool, bool)> {
        let natives = self.functions.iter().filter_map(|info| match &info.target {
            Target::Native { name, fails, context, .. } => Some((name.clone(), *fails, *context)),
            Target::Function { .. } | Target::Required | Target::Generic(_) | Target::Constructor(_) | Target::StaticMember(..) => None,
        });
        natives.collect()
    }
}
