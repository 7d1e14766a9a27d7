//! From script files to the text of a Rust module: silent, for the build script, the macro and tools.

use crate::rust::{Layout, Offers, Options, generate};
use std::path::{Path, PathBuf};
use writ_compiler::diagnostic::{Diagnostic, Severity, render};
use writ_compiler::host::Api;
use writ_compiler::loader::Files;
use writ_compiler::source::{FileId, SourceMap};
use writ_compiler::{LibraryModules, Session, ir::ModuleId};

/// What to compile, and how.
#[derive(Clone, Debug)]
pub struct Request {
    /// The folder that paths in scripts and traces are relative to, and that no import leaves.
    pub root: PathBuf,
    /// The scripts, relative to the root.
    pub scripts: Vec<PathBuf>,
    /// What the host offers to the scripts.
    pub api: Api,
    /// The modules of the standard library that scripts see.
    pub modules: LibraryModules,
    /// How Rust is generated; the entries and what the host offers are filled in.
    pub options: Options,
}

/// What came of a [`Request`].
#[derive(Debug)]
pub struct Output {
    /// The Rust text; none if there are errors.
    pub text: Option<String>,
    /// Every file that was read, also through imports.
    pub files: Vec<PathBuf>,
    /// Errors and warnings.
    pub diagnostics: Vec<Diagnostic>,
    /// What the diagnostics point into, with paths as the reader of messages finds them.
    pub sources: SourceMap,
}

impl Output {
    /// All diagnostics of a severity as text.
    pub fn rendered(&self, severity: Severity) -> String {
        let list: Vec<Diagnostic> = self.diagnostics.iter().filter(|d| d.severity == severity).cloned().collect();
        render(&list, &self.sources)
    }

    /// The warnings, one line each.
    pub fn warning_lines(&self) -> Vec<String> {
        let warnings = self.diagnostics.iter().filter(|d| d.severity == Severity::Warning);
        warnings
            .map(|d| {
                let file = self.sources.file(d.primary.span.file);
                let (line, column) = file.line_column(d.primary.span.start);
                format!("{}:{line}:{column}: {} [{}]", file.path, d.message, d.code)
            })
            .collect()
    }
}

/// Compiles scripts to one Rust text. Nothing is printed.
///
/// ```
/// use writ_build::{Layout, compile_scripts, single};
///
/// let script = std::env::temp_dir().join(format!("writ_compile_scripts_{}.writ", std::process::id()));
/// std::fs::write(&script, "export func two() -> int { return 2 }")?;
/// let output = compile_scripts(&single(&script, Layout::Inline));
/// assert!(output.text.expect("no mistakes").contains("pub fn two("));
/// # std::fs::remove_file(&script)?;
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn compile_scripts(request: &Request) -> Output {
    let loader = Files::new(&request.root);
    let mut session = Session::new(writ_compiler::Options::default());
    session.set_library_modules(request.modules.clone());
    let mut entries: Vec<ModuleId> = Vec::new();
    let mut output = Output { text: None, files: Vec::new(), diagnostics: Vec::new(), sources: SourceMap::default() };
    let mut failed = false;
    if !request.api.is_empty() {
        let loaded = session.expose(&request.api);
        if loaded.module.is_none() {
            return Output { text: None, files: Vec::new(), diagnostics: loaded.diagnostics, sources: loaded.sources };
        }
    }
    for script in &request.scripts {
        let loaded = session.load(&loader, &slashes(script));
        let prefixed = |path: &str| display(&request.root.join(path));
        output.files.extend(loaded.files.iter().map(|path| request.root.join(path)));
        // Each failing script has a map of its own; they are joined by moving the spans behind the files so far.
        let offset = output.sources.len() as u32;
        for index in 0..loaded.sources.len() {
            let file = loaded.sources.file(FileId(index as u32));
            let path = if loaded.files.contains(&file.path) { prefixed(&file.path) } else { file.path.clone() };
            output.sources.add(path, file.text.clone());
        }
        output.diagnostics.extend(loaded.diagnostics.into_iter().map(|d| moved(d, offset)));
        match loaded.module {
            Some(module) => entries.push(module),
            // A script that another one imports is there already, with everything that was to be said about it.
            None => failed = true,
        }
    }
    if !failed {
        let options = Options { entries, offers: Offers::new(&request.api, &request.options.crate_path), ..request.options.clone() };
        output.text = Some(generate(session.program(), &options).text);
    }
    output
}

/// A request for one file, whose folder is the root.
pub fn single(path: &Path, layout: Layout) -> Request {
    let root = path.parent().unwrap_or(Path::new("")).to_path_buf();
    let scripts = path.file_name().map(PathBuf::from).into_iter().collect();
    Request { root, scripts, api: Api::default(), modules: LibraryModules::default(), options: Options { layout, ..Options::default() } }
}

fn moved(mut diagnostic: Diagnostic, offset: u32) -> Diagnostic {
    let shift = |file: &mut FileId| file.0 += offset;
    shift(&mut diagnostic.primary.span.file);
    diagnostic.secondary.iter_mut().for_each(|label| shift(&mut label.span.file));
    if let Some(fix) = &mut diagnostic.fix {
        fix.edits.iter_mut().for_each(|edit| shift(&mut edit.span.file));
    }
    diagnostic
}

/// A path with `/` on every platform.
fn slashes(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// A path as messages show it: relative to the working directory if it lies in it.
fn display(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    slashes_keeping_root(path.strip_prefix(&here).unwrap_or(path))
}

fn slashes_keeping_root(path: &Path) -> String {
    let text = path.to_string_lossy();
    if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() }
}
