//! What a host offers: declarations without bodies, whose names every module sees.

use super::{BodySource, Checker, FunctionIndex, Symbol, Target};
use crate::LibraryModules;
use crate::ast::{self, Name, PatternKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::host::Api;
use crate::ir::{self, Expr, ExprKind, FuncId, FunctionKind, ModuleId, Owner, TypeId};
use crate::library;
use crate::source::{FileId, Span};
use std::collections::{BTreeSet, HashMap};

/// What is known of hosts' names.
#[derive(Clone, Default)]
pub(crate) struct HostNames {
    /// What each name stands for, and the group that it belongs to.
    names: HashMap<Name, (Symbol, Name)>,
    /// The names in their order.
    order: Vec<Name>,
    /// Groups that scripts which are loaded from here on don't get.
    pub denied: BTreeSet<String>,
    /// Modules of the standard library that they do get.
    pub modules: LibraryModules,
}

impl HostNames {
    /// What a name stands for, if the group that it belongs to is not denied.
    pub fn get(&self, name: &str) -> Option<&Symbol> {
        self.names.get(name).filter(|(_, group)| !self.denied.contains(&**group)).map(|(symbol, _)| symbol)
    }

    /// The group of a name that is there, but denied.
    pub fn denied_group(&self, name: &str) -> Option<&str> {
        self.names.get(name).map(|(_, group)| &**group).filter(|group| self.denied.contains(*group))
    }

    /// All names that are not denied.
    pub fn visible(&self) -> impl Iterator<Item = &Name> {
        self.order.iter().filter(|name| self.get(name).is_some())
    }
}

impl Checker {
    /// Takes in what a host declares.
    pub fn expose(&mut self, file: FileId, ast: &ast::Module, api: &Api) -> ModuleId {
        let module = ModuleId(self.program.modules.len() as u32);
        let span = Span::new(file, 0, 0);
        self.module = module;
        let init = FuncId(self.program.functions.len() as u32);
        self.program.modules.push(ir::Module {
            path: ir::HOST_MODULE.into(),
            file,
            init,
            show_value: None,
            imports: Vec::new(),
            exports: Vec::new(),
            doc: None,
            library: false,
            linked: true,
        });
        let kind = FunctionKind::ModuleInit;
        self.new_function(Name::from("module"), Name::from("<module>"), module, None, kind, None, Vec::new(), TypeId::VOID, span);
        self.synth.module = module;
        self.synth.span = span;
        self.declare_module(ast, &[]);
        self.finish_bodies();
        self.finish_tables();
        self.enter_host_names(module, api);
        module
    }

    /// Brings the names of a host's module into the sight of all.
    fn enter_host_names(&mut self, module: ModuleId, api: &Api) {
        let scope = self.modules[module.0 as usize].clone();
        for group in &api.groups {
            for item in &group.types {
                self.program.host_types.insert(item.name.clone(), item.id);
            }
            let types = group.types.iter().map(|item| &item.name);
            let traits = group.traits.iter().map(|item| &item.name);
            let functions = group.functions.iter().map(|item| &item.name);
            let values = group.values.iter().map(|item| &item.name);
            for name in types.chain(traits).chain(functions).chain(values) {
                let Some(entry) = scope.names.get(&**name) else { continue };
                let name = Name::from(&**name);
                if self.host.names.contains_key(&name) {
                    let message = format!("the host registers `{name}` twice");
                    self.report(Diagnostic::error(Code::DUPLICATE_NAME, entry.span, message));
                    continue;
                }
                self.host.order.push(name.clone());
                self.host.names.insert(name, (entry.symbol.clone(), Name::from(&*group.name)));
            }
        }
    }

    /// What to say of a name that this script is not given.
    pub fn denied_note(&self, name: &str) -> Option<String> {
        if let Some(group) = self.host.denied_group(name) {
            return Some(if group.is_empty() {
                "the host has it, but this script is not given it".to_owned()
            } else {
                format!("it belongs to `{group}` of the host, which this script is not given")
            });
        }
        let module = library::module_of(name).filter(|module| !self.host.modules.is_on(module))?;
        let why = if LibraryModules::default().is_on(module) { "turned off" } else { "has not turned on" };
        Some(format!("it is in the module `{module}` of the standard library, which this host {why}"))
    }

    /// Whether a module is what a host declared.
    pub fn is_host(&self, module: ModuleId) -> bool {
        self.program[module].is_host()
    }

    /// Whether a class is a type of the host's.
    pub fn is_host_class(&self, class: ir::ClassId) -> bool {
        self.is_host(self.program[class].module)
    }

    /// A function of the host's has no body: it is marked instead.
    pub fn mark_host(&mut self, function: FuncId, native: ast::Native) {
        let def = &self.program[function];
        let owner = match def.owner {
            Some(Owner::Struct(id)) => Some(self.program[id].name.clone()),
            Some(Owner::Enum(id)) => Some(self.program[id].name.clone()),
            Some(Owner::Class(id)) => Some(self.program[id].name.clone()),
            Some(Owner::Trait(_)) | None => None,
        };
        let key = owner.map_or_else(|| def.name.clone(), |owner| Name::from(format!("{owner}.{}", def.name)));
        self.program[function].host = Some(ir::HostFunction { key, reenters: native.context });
    }

    /// `native let name: type` at top level: a value of the host's, which a function reads.
    pub fn host_value(&mut self, variable: &ast::Variable) {
        let (PatternKind::Bind(name), Some(ty)) = (&variable.target.kind, &variable.ty) else { return };
        let ty = self.written_type(ty);
        let module = self.module;
        let function =
            self.new_function(name.name.clone(), name.name.clone(), module, None, FunctionKind::Plain, None, Vec::new(), ty, name.span);
        self.program[function].doc = variable.doc.clone();
        self.mark_host(function, ast::Native::default());
        self.declare_name(name, Symbol::HostValue(function), false);
    }

    /// What reads a value of the host's.
    pub fn read_host_value(&self, function: FuncId, span: Span) -> Expr {
        let kind = ExprKind::Call { function, captures: Vec::new(), arguments: Vec::new() };
        Expr { kind, ty: self.program[function].result, span }
    }

    /// What reads and what writes a property of a type of the host's.
    pub fn host_accessors(
        &mut self,
        owner: Owner,
        type_name: &Name,
        field: &ast::Field,
        ty: TypeId,
        self_type: TypeId,
    ) -> (FuncId, Option<FuncId>) {
        let writable = field.binding != Some(ast::VariableKind::Let);
        let make = |checker: &mut Checker, what: &str| {
            let name = Name::from(format!("{}.{what}", field.name.name));
            let frame = Name::from(format!("{type_name}.{name}"));
            let (parameters, result) = match what {
                "set" => (vec![(Name::from("value"), ty, field.span)], TypeId::VOID),
                _ => (Vec::new(), ty),
            };
            let kind = FunctionKind::Method { mutates: false };
            let module = checker.module;
            let function =
                checker.new_function(name, frame, module, Some(owner), kind, Some((self_type, false)), parameters, result, field.span);
            checker.program[function].public = true;
            checker.mark_host(function, ast::Native::default());
            function
        };
        (make(self, "get"), writable.then(|| make(self, "set")))
    }

    /// `Monster(…)` of a type of the host's, `Regex(…)` of one of the library's: its static method `new`.
    pub fn host_constructor(&mut self, ty: TypeId) -> Option<FunctionIndex> {
        match self.member_of(ty, "new")?.kind {
            super::MemberKind::StaticMethod(index) => Some(index),
            _ => None,
        }
    }

    /// Whether a function that stands in a declaration is one of the host's.
    pub fn host_body(&mut self, index: FunctionIndex, decl: &ast::FunctionDecl) -> bool {
        let (Some(native), Target::Function { id, .. }) = (decl.modifiers.native, &self.functions[index.0 as usize].target) else {
            return false;
        };
        let id = *id;
        self.mark_host(id, native);
        self.pending.retain(|pending| pending.function != id || !matches!(pending.source, BodySource::Function(_)));
        true
    }
}
