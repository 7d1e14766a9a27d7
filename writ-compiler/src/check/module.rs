//! A module from its syntax tree to its place in the program.

use super::function::{FunctionState, ResultMode};
use super::{Checker, Symbol, Target, mutation};
use crate::ast::{self, Name};
use crate::diagnostic::{Applicability, Code, Diagnostic, Fix, suggest};
use crate::ir::{self, Block, Export, ExportItem, FunctionKind, ModuleId, TypeId};
use crate::loader::ParsedModule;
use crate::source::Span;

impl Checker {
    /// Checks a module whose imports are in the program.
    pub fn add_module(&mut self, parsed: &ParsedModule, modules: &[ModuleId]) -> ModuleId {
        let module = ModuleId(self.program.modules.len() as u32);
        let end = self.program.sources.file(parsed.file).text.len();
        let whole = Span::new(parsed.file, 0, end);
        let imports = Checker::import_modules(&parsed.imports, modules);
        self.module = module;
        let mut imported: Vec<ModuleId> = Vec::new();
        for import in imports.iter().flatten() {
            if !imported.contains(import) {
                imported.push(*import);
            }
        }
        let (name, frame) = (Name::from("module"), Name::from("<module>"));
        let init = ir::FuncId(self.program.functions.len() as u32);
        self.program.modules.push(ir::Module {
            path: parsed.path.clone(),
            file: parsed.file,
            init,
            show_value: None,
            imports: imported,
            exports: Vec::new(),
            doc: None,
            library: false,
            linked: false,
        });
        self.new_function(name, frame, module, None, FunctionKind::ModuleInit, None, Vec::new(), TypeId::VOID, whole.start_point());
        self.synth.module = module;
        self.synth.span = whole.start_point();
        let reports = self.diagnostics.len();
        self.declare_module(&parsed.ast, &imports);
        self.top_level(&parsed.ast, init, whole);
        self.check_definitions(module, reports);
        self.finish_bodies();
        self.finish_tables();
        let result = self.program[init].result;
        if result != TypeId::VOID && result != TypeId::ERROR {
            self.program[module].show_value = Some(self.show_function(result, false));
            // That may be the first to ask for the members of a type.
            self.finish_bodies();
            self.finish_tables();
        }
        self.list_exports(module);
        self.unused_imports(module, &parsed.ast, &imports);
        self.unused_declarations(&parsed.ast);
        module
    }

    fn top_level(&mut self, ast: &ast::Module, init: ir::FuncId, whole: Span) {
        let mut state = FunctionState::new(init, ResultMode::Inferred(None));
        state.top_level = true;
        state.assigned_in_closures = mutation::assigned_in_closures(&ast.statements);
        self.stack.push(state);
        let mut statements = Vec::new();
        self.init_static_fields(&mut statements);
        for statement in &ast.statements {
            self.statement(statement, &mut statements);
        }
        self.leave(init, Block { statements, value: None, span: whole });
        self.finish_family(init);
    }

    fn list_exports(&mut self, module: ModuleId) {
        let scope = &self.modules[module.0 as usize];
        let mut exports = Vec::new();
        for name in &scope.order {
            let Some(entry) = scope.names.get(name).filter(|entry| entry.import.is_none()) else { continue };
            let item = match &entry.symbol {
                Symbol::Function(index) => match self.functions[index.0 as usize].target {
                    Target::Function { id, .. } => ExportItem::Function(id),
                    Target::Native { .. } | Target::Required | Target::Generic(_) | Target::Constructor(_) | Target::StaticMember(..) => {
                        continue;
                    }
                },
                Symbol::Global(global) => ExportItem::Global(*global),
                Symbol::Struct(id) => ExportItem::Struct(*id),
                Symbol::Enum(id) => ExportItem::Enum(*id),
                Symbol::Class(id) => ExportItem::Class(*id),
                Symbol::Trait(id) => ExportItem::Trait(*id),
                Symbol::Later
                | Symbol::Constant(_)
                | Symbol::HostValue(_)
                | Symbol::Module(_)
                | Symbol::GenericType(_)
                | Symbol::Broken => continue,
            };
            exports.push((entry.span.start, Export { name: name.clone(), item, exported: entry.exported }));
        }
        // Classes are entered behind those that they extend.
        exports.sort_by_key(|(start, _)| *start);
        self.program[module].exports = exports.into_iter().map(|(_, export)| export).collect();
    }

    fn unused_imports(&mut self, module: ModuleId, ast: &ast::Module, imports: &[Option<ModuleId>]) {
        let scope = &self.modules[module.0 as usize];
        let unused: Vec<(Name, Span)> = scope
            .order
            .iter()
            .filter_map(|name| scope.names.get(name).filter(|entry| entry.import == Some(false)).map(|entry| (name.clone(), entry.span)))
            .collect();
        for (name, span) in unused {
            let fix = self.removed_import(span, ast, imports);
            self.report(
                Diagnostic::warning(Code::UNUSED_IMPORT, span, format!("`{name}` is imported and never used"))
                    .help("remove it from the import")
                    .with_fix(fix),
            );
        }
    }

    /// Whether what is checked is a piece of a session, and the module another one.
    pub fn is_same_session(&self, module: ModuleId) -> bool {
        self.in_piece && self.pieces.contains(&module)
    }

    /// The fix for a name that is imported and not used: it goes, and with the last name of an import the whole import. A module that is not imported any more is not
    /// loaded, which is safe only if its statements did nothing but give its variables their values.
    fn removed_import(&self, name: Span, ast: &ast::Module, imports: &[Option<ModuleId>]) -> Option<Fix> {
        let all = ast.statements.iter().filter_map(|statement| match &statement.kind {
            ast::StatementKind::Import(import) => Some((import, statement.span)),
            _ => None,
        });
        let (import, whole, target) = all
            .zip(imports)
            .map(|((import, span), target)| (import, span, *target))
            .find(|(_, span, _)| span.start <= name.start && name.end <= span.end)?;
        let unused = |ident: &ast::Ident| {
            self.modules[self.module.0 as usize]
                .names
                .get(&ident.name)
                .is_some_and(|entry| entry.span == ident.span && entry.import == Some(false))
        };
        if let ast::ImportNames::Named(names) = &import.names
            && !names.iter().all(unused)
        {
            let spans: Vec<Span> = names.iter().map(|ident| ident.span).collect();
            return suggest::remove_from_list(&spans, spans.iter().position(|span| *span == name)?, Applicability::Safe);
        }
        let others = imports.iter().filter(|other| **other == target).count() > 1;
        let quiet = target.is_some_and(|target| crate::passes::flow::only_declares(&self.program, self.program[target].init));
        let applicability = if others || quiet { Applicability::Safe } else { Applicability::Unsafe };
        Some(suggest::remove(&self.program.sources, whole, applicability))
    }

    /// After a piece of a session: its names stay in sight of later pieces.
    pub fn keep_session_names(&mut self, module: ModuleId) {
        self.pieces.insert(module);
        let names = self.modules[module.0 as usize].names.clone();
        for (name, entry) in names {
            self.session_names.insert(name, entry.symbol);
        }
    }
}
