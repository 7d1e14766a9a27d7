//! The way in: a session compiles files and pieces of source into one growing program.

use crate::LibraryModules;
use crate::ast::Allow;
use crate::check::Checker;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::host::Api;
use crate::ir::{FuncId, HOST_MODULE, ModuleId, Program};
use crate::loader::{ParsedModule, SourceLoader, load_graph, load_text, module_path, normalise};
use crate::passes;
use crate::source::SourceMap;
use crate::syntax::{ParseOptions, parse};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// What a session is asked to do differently from the default.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Options {
    /// Bytes of source that one load may have, with all that it imports: beyond that nothing is parsed.
    pub max_source: Option<usize>,
    /// Whether programs go through the passes that only make them faster.
    pub optimize: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options { max_source: None, optimize: true }
    }
}

/// A program in the making. What fails to compile leaves no trace in it.
///
/// ```
/// use writ_compiler::diagnostic::render;
/// use writ_compiler::loader::Memory;
/// use writ_compiler::{Options, Session};
///
/// let files = Memory::new()
///     .with("game.writ", "import { price } from \"shop\"\nexport func bill(count: int) -> int { return count * price }")
///     .with("shop.writ", "export let price = 3");
/// let mut session = Session::new(Options::default());
/// let loaded = session.load(&files, "game.writ");
/// assert!(loaded.module.is_some() && loaded.diagnostics.is_empty());
/// assert_eq!(loaded.files, ["game.writ", "shop.writ"]);
///
/// // A piece of source sees nothing of the modules' names unless it imports them, and what fails leaves no trace.
/// let loaded = session.eval(&files, "console", "import { bill } from \"game\"\nreturn bil(2)");
/// assert!(loaded.module.is_none());
/// assert!(render(&loaded.diagnostics, &loaded.sources).contains("did you mean `bill`?"));
/// ```
#[derive(Clone)]
pub struct Session {
    /// Shared with whoever has the same program, and with what it was before a load that may fail.
    pub(crate) checker: Arc<Checker>,
    loaded: HashMap<String, ModuleId>,
    pub(crate) max_source: Option<usize>,
    pub(crate) optimize: bool,
}

/// What became of a file or a piece of source.
#[derive(Debug)]
pub struct Loaded {
    /// The module; none if there were errors, and then the program is as it was before.
    pub module: Option<ModuleId>,
    /// Errors and warnings, ordered by file and position.
    pub diagnostics: Vec<Diagnostic>,
    /// The files that the diagnostics point into.
    pub sources: SourceMap,
    /// The paths of all files that were read, with `.writ`, the entry first.
    pub files: Vec<String>,
}

impl Session {
    /// A session that knows the standard library and nothing else.
    pub fn new(options: Options) -> Session {
        let Options { max_source, optimize } = options;
        Session { checker: Checker::library(), loaded: HashMap::new(), max_source, optimize }
    }

    /// What is loaded from here on goes through the passes that only make it faster, or does not: [`Options::optimize`].
    pub fn set_optimize(&mut self, optimize: bool) {
        self.optimize = optimize;
    }

    /// Whether what is loaded goes through the passes that only make it faster.
    pub fn optimizes(&self) -> bool {
        self.optimize
    }

    /// From here on a load may have so many bytes of source: [`Options::max_source`].
    pub fn set_max_source(&mut self, bytes: Option<usize>) {
        self.max_source = bytes;
    }

    pub(crate) fn module_at(&self, path: &str) -> Option<ModuleId> {
        self.loaded.get(path).copied()
    }

    fn parse_options(&self) -> ParseOptions {
        ParseOptions { max_source: self.max_source, ..ParseOptions::default() }
    }

    /// Every native that the standard library declares: its name, whether it can fail, whether it needs the instance.
    pub fn library_natives() -> Vec<(String, bool, bool)> {
        Checker::declared_natives()
    }

    /// The program so far. It only grows.
    pub fn program(&self) -> &Program {
        &self.checker.program
    }

    /// The program, for those who are done.
    pub fn into_program(self) -> Program {
        Arc::unwrap_or_clone(self.checker).program
    }

    /// Loads the file at `path` (relative to the loader's root) and everything it imports that is not there yet. A file that is there already
    /// is not read again: its module is given.
    pub fn load(&mut self, loader: &dyn SourceLoader, path: &str) -> Loaded {
        if let Ok(path) = normalise("", path)
            && let Some(module) = self.loaded.get(module_path(&path))
        {
            let sources = self.checker.program.sources.clone();
            return Loaded { module: Some(*module), diagnostics: Vec::new(), sources, files: Vec::new() };
        }
        self.compile(false, |session, sources, diagnostics| {
            let loaded = |path: &str| session.loaded.get(path).copied();
            load_graph(loader, path, sources, &loaded, session.parse_options(), diagnostics)
        })
    }

    /// Takes in modules that are compiled into the host, dependencies first: the path of each, without `.writ`, and its source, which compiled
    /// there. Scripts that are loaded afterwards import them by these paths. What is there already by such a path stays. They see the whole standard
    /// library, whatever is turned off for scripts that are loaded here.
    pub fn link(&mut self, modules: &[(&str, &str)]) -> Loaded {
        let visible = std::mem::replace(&mut Arc::make_mut(&mut self.checker).host.modules, LibraryModules::all());
        let loaded = self.link_modules(modules);
        Arc::make_mut(&mut self.checker).host.modules = visible;
        loaded
    }

    fn link_modules(&mut self, modules: &[(&str, &str)]) -> Loaded {
        let mut loader = crate::loader::Memory::new();
        for (path, source) in modules {
            loader.insert(format!("{path}{}", crate::loader::EXTENSION), *source);
        }
        let mut last = Loaded { module: None, diagnostics: Vec::new(), sources: self.checker.program.sources.clone(), files: Vec::new() };
        for (path, _) in modules {
            let first = self.checker.program.modules.len();
            last = self.load(&loader, &format!("{path}{}", crate::loader::EXTENSION));
            if last.module.is_none() {
                return last;
            }
            for module in &mut Arc::make_mut(&mut self.checker).program.modules[first..] {
                module.linked = true;
            }
        }
        last
    }

    /// Takes in what a host offers: all modules that are loaded afterwards see it. Names that were there before stay what they are.
    pub fn expose(&mut self, api: &Api) -> Loaded {
        let text = api.declarations();
        let mut sources = self.checker.program.sources.clone();
        let file = sources.add(HOST_MODULE, text.as_str());
        let mut diagnostics = Diagnostics::default();
        let ast = parse(file, &text, ParseOptions { host: true, ..ParseOptions::default() }, &mut diagnostics);
        if diagnostics.has_errors() {
            return Loaded { module: None, diagnostics: diagnostics.into_sorted(), sources, files: Vec::new() };
        }
        let loaded = self.check(sources, diagnostics, Vec::new(), &[], |checker| vec![checker.expose(file, &ast, api)]);
        Loaded { files: Vec::new(), ..loaded }
    }

    /// Scripts that are loaded from here on see nothing of these groups of what the host offers, in the place of those that were denied before.
    pub fn deny(&mut self, groups: impl IntoIterator<Item = String>) {
        Arc::make_mut(&mut self.checker).host.denied = groups.into_iter().collect();
    }

    /// Scripts that are loaded from here on see these modules of the standard library.
    pub fn set_library_modules(&mut self, modules: LibraryModules) {
        Arc::make_mut(&mut self.checker).host.modules = modules;
    }

    /// The modules of the standard library that scripts see which are loaded from here on.
    pub fn library_modules(&self) -> &LibraryModules {
        &self.checker.host.modules
    }

    /// The groups that are denied.
    pub fn denied(&self) -> &BTreeSet<String> {
        &self.checker.host.denied
    }

    /// Compiles a piece of source. It sees what earlier pieces declared, and may declare it again. `name` is what diagnostics and traces call it;
    /// its imports are relative to the folder of `name`.
    pub fn eval(&mut self, loader: &dyn SourceLoader, name: &str, source: &str) -> Loaded {
        self.eval_changed(loader, name, source, |_| {})
    }

    /// As [`Session::eval`], of what is made of its syntax tree before it is checked.
    pub(crate) fn eval_changed(
        &mut self,
        loader: &dyn SourceLoader,
        name: &str,
        source: &str,
        change: impl FnOnce(&mut crate::ast::Module),
    ) -> Loaded {
        let loaded = self.compile(true, |session, sources, diagnostics| {
            let loaded = |path: &str| session.loaded.get(path).copied();
            let mut modules = load_text(loader, name, source, sources, &loaded, session.parse_options(), diagnostics);
            if let Some(piece) = modules.last_mut() {
                change(&mut piece.ast);
            }
            Some(modules)
        });
        if let Some(module) = loaded.module {
            Arc::make_mut(&mut self.checker).keep_session_names(module);
            // A later piece may have the same name.
            let path = self.checker.program[module].path.clone();
            self.loaded.remove(&path);
        }
        loaded
    }

    /// `piece`: whether the last of the modules is a piece of source.
    fn compile(
        &mut self,
        piece: bool,
        parse: impl FnOnce(&Session, &mut SourceMap, &mut Diagnostics) -> Option<Vec<ParsedModule>>,
    ) -> Loaded {
        let mut sources = self.checker.program.sources.clone();
        let files_before = sources.len();
        let mut diagnostics = Diagnostics::default();
        let parsed = parse(self, &mut sources, &mut diagnostics);
        let files = (files_before..sources.len()).map(|i| sources.file(crate::source::FileId(i as u32)).path.clone()).collect();
        // After a syntax error the tree has holes, and what is missing there would be reported once more by whoever names it.
        let parsed = parsed.filter(|_| !diagnostics.has_errors_of("E01"));
        let Some(parsed) = parsed else {
            return Loaded { module: None, diagnostics: diagnostics.into_sorted(), sources, files };
        };
        let allows: Vec<Allow> = parsed.iter().flat_map(|module| module.ast.allows.iter().cloned()).collect();
        let loaded = self.check(sources, diagnostics, files, &allows, |checker| {
            checker.in_piece = piece;
            let mut modules = Vec::new();
            for module in &parsed {
                modules.push(checker.add_module(module, &modules));
            }
            checker.in_piece = false;
            modules
        });
        if let Some(last) = loaded.module {
            // They were added one after the other.
            let first = last.0 + 1 - parsed.len() as u32;
            for (parsed, module) in parsed.iter().zip(first..) {
                self.loaded.insert(parsed.path.clone(), ModuleId(module));
            }
        }
        loaded
    }

    /// Adds modules to the program, unless there are errors: then it is as it was before.
    fn check(
        &mut self,
        sources: SourceMap,
        diagnostics: Diagnostics,
        files: Vec<String>,
        allows: &[Allow],
        add: impl FnOnce(&mut Checker) -> Vec<ModuleId>,
    ) -> Loaded {
        // As long as it is held, what the session has is a copy.
        let before = Arc::clone(&self.checker);
        let checker = Arc::make_mut(&mut self.checker);
        let first_new = FuncId(checker.program.functions.len() as u32);
        checker.program.sources = sources;
        checker.diagnostics = diagnostics;
        let modules = add(checker);
        if let Some(module) = modules.last() {
            // Nothing that is written had it.
            let span = checker.program[checker.program[*module].init].span;
            checker.report_oversized(span);
        }
        let mut diagnostics = std::mem::take(&mut checker.diagnostics);
        let mut frames = std::mem::take(&mut checker.coroutines.frames);
        passes::run(&mut checker.program, first_new, &mut frames, self.optimize, &mut diagnostics);
        checker.coroutines.frames = frames;
        checker.know_new_classes();
        diagnostics.once_within(&checker.generic_spans);
        diagnostics.silence(allows);
        diagnostics.relocate(&checker.program.sources);
        let sources = checker.program.sources.clone();
        let failed = diagnostics.has_errors();
        let diagnostics = diagnostics.into_sorted();
        if failed {
            self.checker = before;
            return Loaded { module: None, diagnostics, sources, files };
        }
        Loaded { module: modules.last().copied(), diagnostics, sources, files }
    }
}
