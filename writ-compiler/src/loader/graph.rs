//! From an entry module to everything it imports: each file parsed once, dependencies first.

use super::path::{PathError, folder, module_path, normalise, resolve};
use super::{EXTENSION, LoadError, SourceLoader};
use crate::ast;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, near};
use crate::ir::ModuleId;
use crate::source::{FileId, SourceMap, Span};
use crate::syntax::{self, ParseOptions};
use std::collections::HashMap;

/// A module, parsed, with its imports resolved to modules.
#[derive(Debug)]
pub struct ParsedModule {
    /// The path as scripts name it, without `.writ`: `items/sword`.
    pub path: String,
    /// Its file.
    pub file: FileId,
    /// What it says.
    pub ast: ast::Module,
    /// What its `Import` statements at top level lead to, in the order of the text.
    pub imports: Vec<ImportTarget>,
}

/// The module that an import names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ImportTarget {
    /// One that was there before.
    Loaded(ModuleId),
    /// One of the same graph: an index into its modules, always a smaller one than the importer's.
    Parsed(usize),
    /// None; reported already.
    Failed,
}

/// Parses the file `entry_path` and everything it imports that `already_loaded` doesn't know by its path without `.writ`. The modules come
/// out dependencies first, the entry last; none if the entry itself can't be read. Mistakes are reported, also those of files.
pub fn load_graph(
    loader: &dyn SourceLoader,
    entry_path: &str,
    sources: &mut SourceMap,
    already_loaded: &dyn Fn(&str) -> Option<ModuleId>,
    options: ParseOptions,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<ParsedModule>> {
    let path = match normalise("", entry_path) {
        Ok(path) => path,
        Err(error) => {
            let span = empty_file(sources, entry_path);
            let message = format!("`{entry_path}` {}", path_error(error).1);
            diagnostics.push(Diagnostic::error(Code::FILE_UNREADABLE, span, message));
            return None;
        }
    };
    match loader.load(&path) {
        Ok(text) => {
            let mut graph = Graph::new(loader, sources, already_loaded, options, diagnostics);
            let entry = graph.parse(path, text);
            Some(graph.run(entry))
        }
        Err(error) => {
            diagnostics.push(unreadable(loader, &path, &error, sources));
            None
        }
    }
}

/// What is said of a file that the host asked for and that can't be read.
pub(crate) fn unreadable(loader: &dyn SourceLoader, path: &str, error: &LoadError, sources: &mut SourceMap) -> Diagnostic {
    let span = empty_file(sources, path);
    let diagnostic = Diagnostic::error(file_code(error), span, file_message(path, error));
    match near_file(loader, path).filter(|_| *error == LoadError::NotFound) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic,
    }
}

/// As [`load_graph`], with the text of the entry at hand: a piece of a session, or standard input. Its imports are relative to the folder of
/// `name`.
pub fn load_text(
    loader: &dyn SourceLoader,
    name: &str,
    text: &str,
    sources: &mut SourceMap,
    already_loaded: &dyn Fn(&str) -> Option<ModuleId>,
    options: ParseOptions,
    diagnostics: &mut Diagnostics,
) -> Vec<ParsedModule> {
    let mut graph = Graph::new(loader, sources, already_loaded, options, diagnostics);
    let entry = graph.parse(name.to_owned(), text.to_owned());
    graph.run(entry)
}

/// What is known of a file.
#[derive(Clone, Copy)]
enum State {
    /// Its imports are being followed: who imports it closes a circle.
    Open,
    /// Its module's index.
    Done(usize),
}

/// A module whose imports are being followed.
struct Open {
    /// With `.writ`.
    path: String,
    file: FileId,
    ast: ast::Module,
    /// Path and span of the imports; how many of them were followed is the length of `targets`.
    imports: Vec<(String, Span)>,
    targets: Vec<ImportTarget>,
}

/// What following an import comes to.
enum Step {
    Target(ImportTarget),
    Enter(Open),
}

struct Graph<'a> {
    loader: &'a dyn SourceLoader,
    sources: &'a mut SourceMap,
    already_loaded: &'a dyn Fn(&str) -> Option<ModuleId>,
    options: ParseOptions,
    diagnostics: &'a mut Diagnostics,
    /// By path with `.writ`.
    states: HashMap<String, State>,
    /// The modules that are being followed, the entry first. A stack of its own, so that a long chain of imports needs no native one.
    open: Vec<Open>,
    done: Vec<ParsedModule>,
    /// Bytes of all files so far.
    bytes: usize,
}

impl<'a> Graph<'a> {
    fn new(
        loader: &'a dyn SourceLoader,
        sources: &'a mut SourceMap,
        already_loaded: &'a dyn Fn(&str) -> Option<ModuleId>,
        options: ParseOptions,
        diagnostics: &'a mut Diagnostics,
    ) -> Graph<'a> {
        Graph {
            loader,
            sources,
            already_loaded,
            options,
            diagnostics,
            states: HashMap::new(),
            open: Vec::new(),
            done: Vec::new(),
            bytes: 0,
        }
    }

    fn run(mut self, entry: Open) -> Vec<ParsedModule> {
        self.open.push(entry);
        while let Some(top) = self.open.last() {
            if let Some((path, span)) = top.imports.get(top.targets.len()) {
                let (path, span, importer) = (path.clone(), *span, top.path.clone());
                match self.follow(&importer, &path, span) {
                    Step::Target(target) => self.settle(target),
                    Step::Enter(module) => self.open.push(module),
                }
            } else if let Some(module) = self.open.pop() {
                let index = self.done.len();
                self.states.insert(module.path.clone(), State::Done(index));
                self.done.push(ParsedModule {
                    path: module_path(&module.path).to_owned(),
                    file: module.file,
                    ast: module.ast,
                    imports: module.targets,
                });
                self.settle(ImportTarget::Parsed(index));
            }
        }
        self.done
    }

    /// Answers the import that the innermost open module waits for.
    fn settle(&mut self, target: ImportTarget) {
        if let Some(importer) = self.open.last_mut() {
            importer.targets.push(target);
        }
    }

    fn parse(&mut self, path: String, text: String) -> Open {
        // Some editors begin a file with a byte order mark.
        let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
        self.bytes = self.bytes.saturating_add(text.len());
        if let Some(limit) = self.options.max_source.filter(|limit| self.bytes > *limit) {
            let span = empty_file(self.sources, &path);
            let message = format!("`{path}` brings the source to {} bytes, more than the {limit} that may be loaded at once", self.bytes);
            self.diagnostics.push(Diagnostic::error(Code::TOO_LARGE, span, message));
            self.states.insert(path.clone(), State::Open);
            let ast = ast::Module { file: span.file, statements: Vec::new(), allows: Vec::new() };
            return Open { path, file: span.file, ast, imports: Vec::new(), targets: Vec::new() };
        }
        let file = self.sources.add(path.clone(), text);
        let ast = syntax::parse(file, &self.sources.file(file).text, self.options, self.diagnostics);
        let mut imports = Vec::new();
        for statement in &ast.statements {
            if let ast::StatementKind::Import(import) = &statement.kind {
                imports.push((import.path.clone(), import.path_span));
            }
        }
        self.states.insert(path.clone(), State::Open);
        Open { path, file, ast, imports, targets: Vec::new() }
    }

    fn follow(&mut self, importer: &str, written: &str, span: Span) -> Step {
        let candidates = match resolve(importer, written) {
            Ok(candidates) => candidates,
            Err(error) => {
                let (code, text) = path_error(error);
                let mut diagnostic = Diagnostic::error(code, span, format!("the import `{written}` {text}"));
                if error == PathError::Backslash {
                    let meant = written.replace('\\', "/");
                    diagnostic = diagnostic.help(format!("write `{meant}`")).fix(span, format!("\"{meant}\""));
                }
                self.diagnostics.push(diagnostic);
                return Step::Target(ImportTarget::Failed);
            }
        };
        for path in &candidates {
            match self.states.get(path) {
                Some(State::Done(index)) => return Step::Target(ImportTarget::Parsed(*index)),
                Some(State::Open) => {
                    self.report_cycle(path, span);
                    return Step::Target(ImportTarget::Failed);
                }
                None => {}
            }
            if let Some(module) = (self.already_loaded)(module_path(path)) {
                return Step::Target(ImportTarget::Loaded(module));
            }
            match self.loader.load(path) {
                Ok(text) => return Step::Enter(self.parse(path.clone(), text)),
                Err(LoadError::NotFound) => {}
                Err(error) => {
                    let diagnostic = Diagnostic::error(file_code(&error), span, file_message(path, &error));
                    self.diagnostics.push(diagnostic.label("imported here"));
                    return Step::Target(ImportTarget::Failed);
                }
            }
        }
        self.report_missing(written, &candidates, span);
        Step::Target(ImportTarget::Failed)
    }

    /// The innermost open module imports `path`, which is open too.
    fn report_cycle(&mut self, path: &str, span: Span) {
        let start = self.open.iter().position(|module| module.path == path).unwrap_or(0);
        let circle = &self.open[start..];
        let chain: Vec<&str> = circle.iter().map(|module| module.path.as_str()).chain([path]).collect();
        let mut diagnostic = Diagnostic::error(Code::IMPORT_CYCLE, span, format!("import cycle: {}", chain.join(" -> ")))
            .label("closes the circle")
            .help("move what both need into a module that imports neither");
        for (module, next) in circle.iter().zip(&circle[1..]) {
            // The import that is being followed is the one behind the targets found so far.
            if let Some((_, span)) = module.imports.get(module.targets.len()) {
                diagnostic = diagnostic.also(*span, format!("imports `{}`", next.path));
            }
        }
        self.diagnostics.push(diagnostic);
    }

    fn report_missing(&mut self, written: &str, candidates: &[String], span: Span) {
        let looked_for: Vec<String> = candidates.iter().map(|path| format!("`{path}`")).collect();
        let mut diagnostic = Diagnostic::error(Code::IMPORT_NOT_FOUND, span, format!("cannot find the module `{written}`"))
            .label("no such file")
            .note(format!("looked for {}", looked_for.join(" and ")));
        if let Some(near) = candidates.iter().find_map(|path| near_file(self.loader, path)) {
            diagnostic = diagnostic.help(format!("there is a file `{near}`"));
            // Only the file's own name is another one.
            let name = |path: &str| module_path(path).rsplit('/').next().unwrap_or_default().to_owned();
            if let Some(folders) = written.strip_suffix(&name(written)).filter(|_| !written.ends_with(EXTENSION)) {
                let (wrong, right) = (name(written), name(&near));
                let replacement = format!("\"{folders}{right}\"");
                let others = self.loader.list(folder(&near));
                diagnostic = if near::is_slip(&wrong, &right, others.iter().map(|other| module_path(other))) {
                    diagnostic.fix(span, replacement)
                } else {
                    diagnostic.unsafe_fix(span, replacement)
                };
            }
        }
        self.diagnostics.push(diagnostic);
    }
}

/// A file whose name is near that of `path`, in the same folder.
fn near_file(loader: &dyn SourceLoader, path: &str) -> Option<String> {
    let names = loader.list(folder(path));
    let wanted = module_path(path.rsplit('/').next().unwrap_or(path));
    let near = near::nearest(wanted, names.iter().map(|name| module_path(name)))?;
    let folder = folder(path);
    Some(if folder.is_empty() { format!("{near}{EXTENSION}") } else { format!("{folder}/{near}{EXTENSION}") })
}

/// Puts a file without text into the map, so that a diagnostic about a file that has none has a place: its line 1, column 1.
fn empty_file(sources: &mut SourceMap, path: &str) -> Span {
    Span::new(sources.add(path, ""), 0, 0)
}

fn file_code(error: &LoadError) -> Code {
    match error {
        LoadError::NotFound => Code::FILE_NOT_FOUND,
        LoadError::IsDirectory => Code::FILE_IS_FOLDER,
        LoadError::NotUtf8 { .. } => Code::FILE_NOT_UTF8,
        LoadError::TooLarge { .. } => Code::TOO_LARGE,
        LoadError::OutsideRoot => Code::IMPORT_OUTSIDE,
        LoadError::Other(_) => Code::FILE_UNREADABLE,
    }
}

fn file_message(path: &str, error: &LoadError) -> String {
    match error {
        LoadError::NotFound => format!("cannot find the file `{path}`"),
        LoadError::IsDirectory | LoadError::NotUtf8 { .. } | LoadError::TooLarge { .. } | LoadError::OutsideRoot => {
            format!("`{path}` {error}")
        }
        LoadError::Other(reason) => format!("cannot read `{path}`: {reason}"),
    }
}

fn path_error(error: PathError) -> (Code, &'static str) {
    match error {
        PathError::OutsideRoot => (Code::IMPORT_OUTSIDE, "leaves the root directory"),
        PathError::Absolute => (Code::IMPORT_OUTSIDE, "is absolute, but modules lie below the root directory"),
        PathError::Backslash => (Code::IMPORT_PATH, "contains a backslash"),
        PathError::NoFile => (Code::IMPORT_PATH, "names no file"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loader::Memory;

    /// Paths of the modules in order, and messages with their places.
    fn load(files: &[(&str, &str)], entry: &str) -> (Vec<String>, Vec<String>) {
        let mut loader = Memory::new();
        for (path, text) in files {
            loader.insert(*path, *text);
        }
        let (mut sources, mut diagnostics) = (SourceMap::default(), Diagnostics::default());
        let known = |path: &str| (path == "known").then_some(ModuleId(7));
        let modules = load_graph(&loader, entry, &mut sources, &known, ParseOptions::default(), &mut diagnostics);
        let place = |d: &Diagnostic| {
            let file = sources.file(d.primary.span.file);
            let (line, column) = file.line_column(d.primary.span.start);
            format!("{}:{line}:{column}: {}", file.path, d.message)
        };
        let modules = modules.unwrap_or_default();
        for (index, module) in modules.iter().enumerate() {
            assert!(
                module.imports.iter().all(|import| !matches!(import, ImportTarget::Parsed(i) if *i >= index)),
                "dependencies come first"
            );
        }
        (modules.into_iter().map(|module| module.path).collect(), diagnostics.into_sorted().iter().map(place).collect())
    }

    fn import(path: &str) -> String {
        format!("import * as m from \"{path}\"\n")
    }

    #[test]
    fn dependencies_come_first_and_once() {
        let both = import("items/sword") + &import("items/shield");
        let (modules, errors) = load(
            &[
                ("main.writ", &both),
                ("items/sword.writ", &import("base")),
                ("items/shield.writ", &(import("./base") + &import("util"))),
                ("items/base.writ", &import("util.writ")),
                ("util.writ", ""),
            ],
            "main.writ",
        );
        assert_eq!(errors, [""; 0]);
        assert_eq!(modules, ["util", "items/base", "items/sword", "items/shield", "main"]);
    }

    #[test]
    fn what_was_loaded_before_is_not_loaded_again() {
        let (modules, errors) = load(&[("a/main.writ", &import("known"))], "./a/main.writ");
        assert_eq!((modules, errors), (vec!["a/main".to_owned()], vec![]));
    }

    #[test]
    fn a_circle_is_shown_once() {
        let files = [("a.writ", import("b")), ("b.writ", import("c") + &import("a")), ("c.writ", import("b"))];
        let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
        let (modules, errors) = load(&files, "a.writ");
        assert_eq!(modules, ["c", "b", "a"]);
        assert_eq!(
            errors,
            ["b.writ:2:20: import cycle: a.writ -> b.writ -> a.writ", "c.writ:1:20: import cycle: b.writ -> c.writ -> b.writ"]
        );
        assert_eq!(load(&[("a.writ", &import("a"))], "a.writ").1, ["a.writ:1:20: import cycle: a.writ -> a.writ"]);
    }

    #[test]
    fn imports_that_lead_nowhere() {
        let main = ["swrod", "../secret", "/etc/passwd", "a\\\\b", "items"].map(import).concat();
        let (modules, errors) = load(&[("main.writ", &main), ("sword.writ", "")], "main.writ");
        assert_eq!(modules, ["main"]);
        assert_eq!(
            errors,
            [
                "main.writ:1:20: cannot find the module `swrod`",
                "main.writ:2:20: the import `../secret` leaves the root directory",
                "main.writ:3:20: the import `/etc/passwd` is absolute, but modules lie below the root directory",
                "main.writ:4:20: the import `a\\b` contains a backslash",
                "main.writ:5:20: cannot find the module `items`",
            ]
        );
    }

    #[test]
    fn an_entry_that_can_not_be_read_has_a_place() {
        assert_eq!(load(&[], "main.writ").1, ["main.writ:1:1: cannot find the file `main.writ`"]);
        assert_eq!(load(&[("a/b.writ", "")], "a").1, ["a:1:1: `a` is a folder"]);
        assert_eq!(load(&[], "../a.writ").1, ["../a.writ:1:1: `../a.writ` leaves the root directory"]);
    }

    #[test]
    fn a_long_chain_of_imports_needs_no_stack() {
        let mut loader = Memory::new();
        for i in 0..5_000 {
            loader.insert(format!("m{i}.writ"), import(&format!("m{}", i + 1)));
        }
        loader.insert("m5000.writ", "");
        let (mut sources, mut diagnostics) = (SourceMap::default(), Diagnostics::default());
        let modules = load_graph(&loader, "m0.writ", &mut sources, &|_| None, ParseOptions::default(), &mut diagnostics);
        assert_eq!((modules.map(|m| m.len()), diagnostics.len()), (Some(5_001), 0));
    }
}
