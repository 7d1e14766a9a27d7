//! The cargo side: what a build script calls.

use crate::compile::{Output, Request, compile_scripts};
use crate::host_api::{Scan, scan, scan_package};
use crate::rust::{Layout, Options};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use writ_compiler::LibraryModules;
use writ_compiler::diagnostic::Severity;

/// The file in the output folder that `include_modules!()` brings in.
pub const FILE_NAME: &str = "writ_modules.rs";

/// Compiles scripts in a build script, with options.
///
/// ```no_run
/// writ_build::Builder::new().file("scripts/combat.writ").folder("scripts/quests").root("scripts").compile();
/// ```
#[derive(Clone, Debug, Default)]
pub struct Builder {
    files: Vec<PathBuf>,
    folders: Vec<PathBuf>,
    root: Option<PathBuf>,
    crate_path: Option<String>,
    output: Option<PathBuf>,
    linkable: bool,
    /// A file of Rust, or the folder of a package.
    host: Option<PathBuf>,
    /// Modules of the standard library, and whether they are turned on.
    modules: Vec<(String, bool)>,
}

/// Compiles one script to the module that `writ_runtime::include_modules!()` brings in. For build scripts: it speaks cargo on standard output, and
/// ends the process if the script has mistakes.
pub fn compile(script: impl AsRef<Path>) {
    Builder::new().file(script).compile();
}

impl Builder {
    /// Nothing to compile yet.
    pub fn new() -> Builder {
        Builder::default()
    }

    /// Adds a script. The path is relative to the package.
    #[must_use]
    pub fn file(mut self, path: impl AsRef<Path>) -> Builder {
        self.files.push(path.as_ref().to_path_buf());
        self
    }

    /// Adds all scripts in a folder and in those inside it.
    #[must_use]
    pub fn folder(mut self, path: impl AsRef<Path>) -> Builder {
        self.folders.push(path.as_ref().to_path_buf());
        self
    }

    /// The folder that imports are relative to, and that none leaves; paths in traces start there. Else the innermost folder that has all scripts.
    #[must_use]
    pub fn root(mut self, path: impl AsRef<Path>) -> Builder {
        self.root = Some(path.as_ref().to_path_buf());
        self
    }

    /// The path of the runtime crate, if it is not `::writ_runtime`.
    #[must_use]
    pub fn crate_path(mut self, path: impl Into<String>) -> Builder {
        self.crate_path = Some(path.into());
        self
    }

    /// Reads what the host offers to the scripts in its source: from a file of Rust, and the files of its modules. The path is relative to the package;
    /// `src/main.rs` and `src/lib.rs` are the whole crate. Scripts then use types with `#[derive(WritType)]` and what has `#[writ_export]`.
    #[must_use]
    pub fn host(mut self, file: impl AsRef<Path>) -> Builder {
        self.host = Some(file.as_ref().to_path_buf());
        self
    }

    /// As [`host`](Self::host), of the package that is built: of `src/lib.rs`, or of `src/main.rs` if the library exports nothing or there is none.
    #[must_use]
    pub fn host_crate(mut self) -> Builder {
        self.host = Some(PathBuf::from("."));
        self
    }

    /// Writes `module()` also if no class is `open`: by it, scripts that are loaded at run time can import the modules.
    #[must_use]
    pub fn linkable(mut self, linkable: bool) -> Builder {
        self.linkable = linkable;
        self
    }

    /// Scripts don't find the names of a module of the standard library (`random`, `noise`, `regex`, …). Methods of the language's own types stay. That there is
    /// no such module is an error of the compilation.
    #[must_use]
    pub fn disable_module(mut self, name: impl Into<String>) -> Builder {
        self.modules.push((name.into(), false));
        self
    }

    /// Scripts find the names of a module of the standard library that is off by default: `io`. Files are reached when the program runs, in directories that
    /// its instance opens.
    #[must_use]
    pub fn enable_module(mut self, name: impl Into<String>) -> Builder {
        self.modules.push((name.into(), true));
        self
    }

    /// The folder that the Rust text is written to, if it is not cargo's `OUT_DIR`.
    #[must_use]
    pub fn output(mut self, path: impl AsRef<Path>) -> Builder {
        self.output = Some(path.as_ref().to_path_buf());
        self
    }

    /// Compiles, speaking cargo on standard output. Mistakes in scripts go to standard error, and end the process.
    pub fn compile(self) {
        for folder in &self.folders {
            println!("cargo:rerun-if-changed={}", folder.display());
        }
        let output = match self.try_compile() {
            Ok(output) => output,
            Err(error) => fail(&format!("error: {error}\n")),
        };
        for file in &output.files {
            println!("cargo:rerun-if-changed={}", file.display());
        }
        for line in output.warning_lines() {
            println!("cargo:warning={line}");
        }
        if output.text.is_none() {
            fail(&output.rendered(Severity::Error));
        }
    }

    /// Compiles without a word, and writes the text if it is a new one. An output without text has errors among its diagnostics.
    ///
    /// ```
    /// use writ_build::{Builder, Severity};
    ///
    /// let folder = std::env::temp_dir().join(format!("writ-try-compile-{}", std::process::id()));
    /// std::fs::create_dir_all(&folder)?;
    /// std::fs::write(folder.join("combat.writ"), "export func damage(strength: int) -> int { return strength * 2 }")?;
    ///
    /// let output = Builder::new().folder(&folder).output(&folder).try_compile()?;
    /// let text = output.text.expect("no mistakes");
    /// assert!(text.contains("pub mod combat") && text.contains("pub fn damage("));
    ///
    /// std::fs::write(folder.join("combat.writ"), "export func damage() -> int { return \"two\" }")?;
    /// let output = Builder::new().folder(&folder).output(&folder).try_compile()?;
    /// assert!(output.text.is_none());
    /// assert!(output.rendered(Severity::Error).contains("expected `int`, found `string`"));
    /// # std::fs::remove_dir_all(&folder)?;
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    /// If a folder can't be read, a script lies outside of the root, the host's source is not understood, or the text can't be written. Mistakes in scripts are
    /// no such errors: they are among the diagnostics.
    pub fn try_compile(&self) -> io::Result<Output> {
        let mut scripts = self.files.clone();
        for folder in &self.folders {
            collect(folder, &mut scripts)?;
        }
        scripts.dedup();
        let root = match &self.root {
            Some(root) => root.clone(),
            None => common_folder(&scripts),
        };
        let inside = |script: &PathBuf| match script.strip_prefix(&root) {
            Ok(path) => Ok(path.to_path_buf()),
            Err(_) => Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                format!("script `{}` lies outside of the root folder `{}`", script.display(), root.display()),
            )),
        };
        let scripts = scripts.iter().map(inside).collect::<io::Result<Vec<_>>>()?;
        let mut options = Options { layout: Layout::Modules, linkable: self.linkable, ..Options::default() };
        if let Some(path) = &self.crate_path {
            options.crate_path = path.clone();
        }
        let mut modules = LibraryModules::default();
        for (name, on) in &self.modules {
            let changed = if *on { modules.enable(name) } else { modules.disable(name) };
            changed.map_err(|message| io::Error::new(io::ErrorKind::InvalidInput, message))?;
        }
        let scan = self.scan()?;
        let mut output = compile_scripts(&Request { root, scripts, api: scan.api, modules, options });
        output.files.extend(scan.files);
        if let Some(text) = &output.text {
            let folder = self.output_folder()?;
            fs::create_dir_all(&folder)?;
            write_if_changed(&folder.join(FILE_NAME), text)?;
        }
        Ok(output)
    }

    /// What the host offers.
    fn scan(&self) -> io::Result<Scan> {
        let Some(host) = &self.host else { return Ok(Scan::default()) };
        let scan = if host.is_dir() { scan_package(host)? } else { scan(host, Path::new("")) };
        if scan.errors.is_empty() { Ok(scan) } else { Err(io::Error::new(io::ErrorKind::InvalidData, scan.errors.join("\nerror: "))) }
    }

    fn output_folder(&self) -> io::Result<PathBuf> {
        let folder = self.output.clone().or_else(|| std::env::var_os("OUT_DIR").map(PathBuf::from));
        folder
            .ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "there is no OUT_DIR: this is not a build script, so it needs `output`"))
    }
}

/// All scripts under a folder, in the order of their names.
fn collect(folder: &Path, scripts: &mut Vec<PathBuf>) -> io::Result<()> {
    let context = |error: io::Error| io::Error::new(error.kind(), format!("cannot read the folder `{}`: {error}", folder.display()));
    let mut entries = fs::read_dir(folder).map_err(context)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, scripts)?;
        } else if path.extension().is_some_and(|extension| extension == "writ") && !scripts.contains(&path) {
            scripts.push(path);
        }
    }
    Ok(())
}

/// The innermost folder that has all scripts.
fn common_folder(scripts: &[PathBuf]) -> PathBuf {
    let mut parents = scripts.iter().map(|script| script.parent().unwrap_or(Path::new("")));
    let first = parents.next().unwrap_or(Path::new(""));
    parents
        .fold(first, |common, parent| common.ancestors().find(|folder| parent.starts_with(folder)).unwrap_or(Path::new("")))
        .to_path_buf()
}

/// Writes a file unless it has this text already, so that its time says when it changed.
fn write_if_changed(path: &Path, text: &str) -> io::Result<()> {
    if fs::read(path).is_ok_and(|old| old == text.as_bytes()) {
        return Ok(());
    }
    fs::write(path, text)
}

fn fail(message: &str) -> ! {
    eprint!("{message}");
    std::process::exit(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_is_the_innermost_common_folder() {
        let common = |paths: &[&str]| common_folder(&paths.iter().map(PathBuf::from).collect::<Vec<_>>());
        assert_eq!(common(&["scripts/a.writ"]), Path::new("scripts"));
        assert_eq!(common(&["scripts/a.writ", "scripts/items/b.writ"]), Path::new("scripts"));
        assert_eq!(common(&["scripts/x/a.writ", "scripts/y/b.writ"]), Path::new("scripts"));
        assert_eq!(common(&["a.writ", "scripts/b.writ"]), Path::new(""));
    }
}
