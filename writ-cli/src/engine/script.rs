//! Where a script comes from.

use super::{Failure, Host};
use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use writ_compiler::Session;
use writ_compiler::diagnostic::{Diagnostic, render};
use writ_compiler::ir::Program;
use writ_compiler::loader::{EXTENSION, Files, LoadError, SourceLoader};
use writ_compiler::source::{FileId, SourceMap, Span};

/// How the host drives a script after loading it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Ticks {
    /// How often it calls `tick`.
    pub count: u32,
    /// With how many seconds each time.
    pub seconds: f64,
}

/// A test to call: one of [`Compilation::tests`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestCall {
    /// The function.
    pub name: String,
    /// Whether it is a coroutine.
    pub is_coroutine: bool,
}

/// A script to run: one file, the modules it imports, and how it is driven.
#[derive(Clone, Debug)]
pub struct Script {
    /// What it is called in reports: the path as the user gave it, or a test's name.
    pub name: String,
    /// The root directory of its modules.
    pub root: PathBuf,
    /// What its first module is called below the root, with `.writ`.
    pub entry: String,
    /// How it is driven.
    pub ticks: Ticks,
    /// The test that is called after loading. Then only a test that is a coroutine is driven by ticks, until it ends, by no more than `ticks` says.
    pub test: Option<TestCall>,
    /// Where its first module is.
    source: Source,
    /// Texts of further modules, by their paths; they come before files.
    modules: BTreeMap<String, String>,
    /// What diagnostics call the first module, if not by its path below the root.
    shown: Option<String>,
    /// What stands before the root in diagnostics: `scripts/` for the script `scripts/game.writ`.
    prefix: String,
}

#[derive(Clone, Debug)]
enum Source {
    File(PathBuf),
    Text(String),
}

/// The longest text that is read from standard input, as from a file.
const STDIN_LIMIT: u64 = writ_compiler::loader::DEFAULT_MAX_BYTES;

impl Script {
    /// The script that a user names on the command line: a path, or `-` for standard input. Its folder is its root directory.
    ///
    /// # Errors
    /// If standard input can't be read, is too large, or is no UTF-8.
    pub fn from_argument(argument: &str) -> io::Result<Script> {
        if argument == "-" {
            let mut bytes = Vec::new();
            io::stdin().lock().take(STDIN_LIMIT + 1).read_to_end(&mut bytes)?;
            if bytes.len() as u64 > STDIN_LIMIT {
                return Err(io::Error::other(format!("standard input is larger than {STDIN_LIMIT} bytes")));
            }
            let text = String::from_utf8(bytes).map_err(|e| {
                io::Error::new(io::ErrorKind::InvalidData, format!("standard input is not UTF-8 (byte {})", e.utf8_error().valid_up_to()))
            })?;
            return Ok(Script { shown: Some("-".into()), ..Script::from_text("stdin.writ", ".", text).named("-") });
        }
        let path = Path::new(argument);
        let name = path.file_name().map_or_else(|| argument.to_string(), |name| name.to_string_lossy().into_owned());
        let root = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder.to_path_buf(),
            _ => PathBuf::from("."),
        };
        Ok(Script {
            source: Source::File(path.to_path_buf()),
            shown: Some(argument.to_string()),
            prefix: argument.strip_suffix(&name).unwrap_or("").to_string(),
            ..Script::from_file(argument, root, with_ending(name))
        })
    }

    /// The file `entry` below the directory `root`.
    pub fn from_file(name: impl Into<String>, root: impl Into<PathBuf>, entry: impl Into<String>) -> Script {
        let (root, entry) = (root.into(), entry.into());
        let source = Source::File(root.join(&entry));
        let modules = BTreeMap::new();
        Script { name: name.into(), root, entry, ticks: Ticks::default(), test: None, source, modules, shown: None, prefix: String::new() }
    }

    /// A text, called `entry`; what it imports is looked for below `root`.
    pub fn from_text(entry: &str, root: impl Into<PathBuf>, text: impl Into<String>) -> Script {
        Script { source: Source::Text(text.into()), ..Script::from_file(entry, root, entry) }
    }

    /// The script with a module beside it that is a text: `items/sword.writ`.
    pub fn with_module(mut self, path: impl Into<String>, text: impl Into<String>) -> Script {
        self.modules.insert(path.into(), text.into());
        self
    }

    /// A file below a folder that is the root directory.
    pub fn in_folder(root: &Path, file: &Path) -> Script {
        let entry = file.strip_prefix(root).unwrap_or(file).to_string_lossy().replace('\\', "/");
        let prefix = format!("{}/", root.display());
        Script { prefix, ..Script::from_file(file.display().to_string(), root, entry) }
    }

    /// The script under another name in reports.
    pub fn named(self, name: &str) -> Script {
        Script { name: name.to_string(), ..self }
    }

    /// Drives the script with ticks.
    pub fn with_ticks(self, ticks: Ticks) -> Script {
        Script { ticks, ..self }
    }

    /// Calls a test after loading.
    pub fn with_test(self, test: TestCall) -> Script {
        Script { test: Some(test), ..self }
    }

    /// The file in which a module lies, by its path below the root; none if it is no file.
    pub fn file_of(&self, path: &str) -> Option<PathBuf> {
        match &self.source {
            Source::File(file) if path == self.entry => Some(file.clone()),
            Source::Text(_) if path == self.entry => None,
            Source::File(_) | Source::Text(_) => Some(self.root.join(path)),
        }
    }

    /// The text of its first module, if that is no file.
    pub fn text(&self) -> Option<&str> {
        match &self.source {
            Source::Text(text) => Some(text),
            Source::File(_) => None,
        }
    }

    /// What reads its modules.
    pub fn loader(&self) -> ScriptLoader {
        ScriptLoader { root: self.root.clone(), entry: self.entry.clone(), source: self.source.clone(), modules: self.modules.clone() }
    }

    /// Compiles the script, up to the IR.
    pub fn compile(&self) -> Compilation {
        self.compile_for(None)
    }

    /// As [`Script::compile`], with what a host offers.
    pub fn compile_for(&self, host: Option<&Host>) -> Compilation {
        let mut session = Session::new(Default::default());
        if let Some(host) = host {
            let loaded = session.expose(&host.api);
            if loaded.module.is_none() {
                let own = loaded.sources.len();
                return Compilation { program: None, tests: Vec::new(), diagnostics: loaded.diagnostics, own, sources: loaded.sources };
            }
        }
        let loaded = session.load(&self.loader(), &self.entry);
        let tests = loaded.module.map_or(Vec::new(), |module| session.program().tests(module));
        let tests = tests.into_iter().map(|test| TestCall { name: test.name.to_string(), is_coroutine: test.is_coroutine }).collect();
        let program = loaded.module.map(|_| session.into_program());
        let own = loaded.sources.len() - loaded.files.len();
        Compilation { program, tests, diagnostics: loaded.diagnostics, own, sources: loaded.sources }
    }

    /// A run-time error as text: [`Failure::render`].
    pub fn render_failure(&self, failure: &Failure) -> String {
        let loader = self.loader();
        failure.render(|file| Some((self.given_path(file), loader.load(file).ok()?)))
    }

    /// Diagnostics as text, with paths as the user would write them.
    pub fn render(&self, diagnostics: &[Diagnostic], sources: &SourceMap) -> String {
        render(diagnostics, &self.as_given(sources))
    }

    /// `game.writ:3:5`, where a span begins, with the path as the user would write it.
    pub fn place(&self, span: Span, sources: &SourceMap) -> String {
        let file = sources.file(span.file);
        let (line, column) = file.line_column(span.start);
        format!("{}:{line}:{column}", self.given_path(&file.path))
    }

    /// The path of a module as the user would write it.
    fn given_path(&self, path: &str) -> String {
        match &self.shown {
            Some(shown) if path == self.entry => shown.clone(),
            Some(_) | None => format!("{}{path}", self.prefix),
        }
    }

    /// The files of a compilation under the names that they have for the user.
    pub fn as_given(&self, sources: &SourceMap) -> SourceMap {
        let mut given = SourceMap::default();
        for id in 0..sources.len() {
            let file = sources.file(FileId(id as u32));
            given.add(self.given_path(&file.path), file.text.as_str());
        }
        given
    }
}

/// What the front end made of a script.
pub struct Compilation {
    /// The program; none if there were errors.
    pub program: Option<Program>,
    /// The tests of the script's own module, in the order of the text.
    pub tests: Vec<TestCall>,
    /// Errors and warnings.
    pub diagnostics: Vec<Diagnostic>,
    /// The files that they point into.
    pub sources: SourceMap,
    /// From which one on they are the script's own.
    own: usize,
}

impl Compilation {
    /// The files of the script, not those of the library.
    pub fn own_files(&self) -> impl Iterator<Item = FileId> {
        (self.own..self.sources.len()).map(|id| FileId(id as u32))
    }
}

/// Reads a script's modules.
#[derive(Clone, Debug)]
pub struct ScriptLoader {
    root: PathBuf,
    entry: String,
    source: Source,
    modules: BTreeMap<String, String>,
}

impl ScriptLoader {
    /// The first module: what the user names may be a link to somewhere else, and have any ending.
    fn load_entry(&self) -> Result<String, LoadError> {
        let path = match &self.source {
            Source::Text(text) => return Ok(text.clone()),
            Source::File(path) => path,
        };
        // A path that leads nowhere fails in `Files`, which knows the words for it.
        let real = path.canonicalize().unwrap_or_else(|_| path.clone());
        match (real.parent(), real.file_name().and_then(|name| name.to_str())) {
            (Some(folder), Some(name)) => Files::new(folder).load(name),
            (_, _) => Err(LoadError::IsDirectory),
        }
    }
}

impl SourceLoader for ScriptLoader {
    fn load(&self, path: &str) -> Result<String, LoadError> {
        match self.modules.get(path) {
            Some(text) => Ok(text.clone()),
            None if path == self.entry => self.load_entry(),
            None => Files::new(&self.root).load(path),
        }
    }

    fn list(&self, folder: &str) -> Vec<String> {
        Files::new(&self.root).list(folder)
    }
}

/// A file's name as that of a module.
fn with_ending(name: String) -> String {
    if name.ends_with(EXTENSION) { name } else { name + EXTENSION }
}
