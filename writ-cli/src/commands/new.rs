//! `writ new`: a project to begin with.

use clap::{Args, ValueEnum};
use std::fs;
use std::io;
use std::path::{Path, PathBuf, absolute};
use std::process::ExitCode;

/// Makes a Cargo project with scripts that runs as it is.
///
/// What is in the folder already is left alone: it has to be empty, or not there.
#[derive(Args)]
pub struct New {
    /// The folder of the project; its last part is the name of the package.
    path: PathBuf,
    /// What the project is.
    #[arg(long, value_enum, default_value_t = Template::Game)]
    template: Template,
    /// The folder of Writ's source, of which the project uses the crates. Else that from which this program was built, if it is still there, else the
    /// published crates.
    #[arg(long, value_name = "PATH")]
    writ_path: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Template {
    /// A game whose script is compiled into it, and can be loaded into the VM instead.
    Game,
    /// A game that is compiled, and loads mods into the VM.
    Mods,
    /// A program that loads a script into the VM.
    Minimal,
}

/// A file of a template: its path and its text.
type File = (&'static str, &'static str);

const BUILD: File = ("build.rs", include_str!("../../templates/game/build.rs"));
const GAME: &[File] = &[
    BUILD,
    ("src/main.rs", include_str!("../../templates/game/main.rs")),
    ("scripts/main.writ", include_str!("../../templates/game/main.writ")),
    ("README.md", include_str!("../../templates/game/README.md.in")),
];
const MODS: &[File] = &[
    BUILD,
    ("src/main.rs", include_str!("../../templates/mods/main.rs")),
    ("scripts/main.writ", include_str!("../../templates/mods/main.writ")),
    ("mods/dragon.writ", include_str!("../../templates/mods/dragon.writ")),
    ("README.md", include_str!("../../templates/mods/README.md.in")),
];
const MINIMAL: &[File] = &[
    ("src/main.rs", include_str!("../../templates/minimal/main.rs")),
    ("scripts/main.writ", include_str!("../../templates/minimal/main.writ")),
    ("README.md", include_str!("../../templates/minimal/README.md.in")),
];

impl Template {
    fn files(self) -> &'static [File] {
        match self {
            Template::Game => GAME,
            Template::Mods => MODS,
            Template::Minimal => MINIMAL,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Template::Game => "game",
            Template::Mods => "mods",
            Template::Minimal => "minimal",
        }
    }
}

impl New {
    pub fn execute(self) -> io::Result<ExitCode> {
        let folder = absolute(&self.path).map_err(|error| of_path(&self.path, "use", &error))?;
        let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if let Some(reason) = bad_name(&name) {
            return Err(io::Error::other(format!("`{name}` can't be the name of a package: {reason}")));
        }
        match fs::read_dir(&folder) {
            Ok(mut entries) => {
                if entries.next().is_some() {
                    return Err(io::Error::other(format!("the folder `{}` is not empty", self.path.display())));
                }
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(of_path(&self.path, "use", &error)),
        }
        let source = self.source()?;
        let manifest = manifest(&name, self.template, source.as_deref(), in_workspace(&folder));
        let mut written = vec!["Cargo.toml", ".gitignore"];
        write(&folder, "Cargo.toml", &manifest)?;
        write(&folder, ".gitignore", "/target\n")?;
        for (path, text) in self.template.files() {
            write(&folder, path, &text.replace("{{name}}", &name))?;
            written.push(path);
        }

        let mut said = format!("made `{name}` from the template `{}`: {}\n", self.template.name(), written.join(", "));
        match &source {
            Some(path) => {
                said.push_str(&format!("it uses the crates of Writ in {} (`--writ-path` names another folder)\n", path.display()))
            }
            None => said.push_str("it uses the published crates of Writ (`--writ-path` names a folder with their source)\n"),
        }
        said.push_str(&format!("to run it: cd {} && cargo run\n", quoted(&self.path)));
        super::output(&said);
        Ok(ExitCode::SUCCESS)
    }

    /// The folder whose crates the project uses; none for those that are published.
    fn source(&self) -> io::Result<Option<PathBuf>> {
        let has_crates = |folder: &Path| ["writ-runtime", "writ-build"].iter().all(|name| folder.join(name).join("Cargo.toml").is_file());
        match &self.writ_path {
            Some(path) => {
                let folder = path.canonicalize().map_err(|error| of_path(path, "use", &error))?;
                if !has_crates(&folder) {
                    let message =
                        format!("`{}` is not the source of Writ: it has no crates `writ-runtime` and `writ-build`", path.display());
                    return Err(io::Error::other(message));
                }
                Ok(Some(folder))
            }
            None => Ok(Path::new(env!("CARGO_MANIFEST_DIR")).parent().filter(|folder| has_crates(folder)).map(Path::to_path_buf)),
        }
    }
}

fn manifest(name: &str, template: Template, source: Option<&Path>, in_workspace: bool) -> String {
    let dependency = |krate: &str| match source {
        Some(folder) => format!("{krate} = {{ path = {:?} }}\n", folder.join(krate)),
        None => format!("{krate} = \"{}.{}\"\n", env!("CARGO_PKG_VERSION_MAJOR"), env!("CARGO_PKG_VERSION_MINOR")),
    };
    let mut text = format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\npublish = false\n\n[dependencies]\n");
    text.push_str(&dependency("writ-runtime"));
    if template.files().contains(&BUILD) {
        text.push_str("\n[build-dependencies]\n");
        text.push_str(&dependency("writ-build"));
    }
    if in_workspace {
        text.push_str("\n# It is no member of the workspace in whose folder it stands.\n[workspace]\n");
    }
    text
}

/// Whether a folder around is a Cargo workspace: a package in it has to be a member, or say that it is none.
fn in_workspace(folder: &Path) -> bool {
    let is_workspace = |text: String| text.lines().any(|line| line.trim_start().starts_with("[workspace"));
    folder.ancestors().skip(1).any(|folder| fs::read_to_string(folder.join("Cargo.toml")).is_ok_and(is_workspace))
}

fn write(folder: &Path, path: &str, text: &str) -> io::Result<()> {
    let path = folder.join(path);
    let parent = path.parent().unwrap_or(folder);
    fs::create_dir_all(parent).map_err(|error| of_path(parent, "make", &error))?;
    fs::write(&path, text).map_err(|error| of_path(&path, "write", &error))
}

fn of_path(path: &Path, what: &str, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("cannot {what} `{}`: {error}", path.display()))
}

/// A path as a shell takes it.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let is_plain = text.chars().all(|c| c.is_alphanumeric() || matches!(c, '/' | '\\' | '.' | '-' | '_' | ':'));
    if is_plain { text } else { format!("\"{text}\"") }
}

/// Names that a package can't have: words of Rust, crates that Rust brings, folders of Cargo's, and what the project depends on.
const TAKEN: [&str; 65] = [
    "abstract",
    "alloc",
    "as",
    "async",
    "await",
    "become",
    "box",
    "break",
    "build",
    "const",
    "continue",
    "core",
    "crate",
    "deps",
    "do",
    "dyn",
    "else",
    "enum",
    "examples",
    "extern",
    "false",
    "final",
    "fn",
    "for",
    "gen",
    "if",
    "impl",
    "in",
    "incremental",
    "let",
    "loop",
    "macro",
    "match",
    "mod",
    "move",
    "mut",
    "override",
    "priv",
    "proc-macro",
    "proc_macro",
    "pub",
    "ref",
    "return",
    "self",
    "static",
    "std",
    "struct",
    "super",
    "test",
    "trait",
    "true",
    "try",
    "type",
    "typeof",
    "unsafe",
    "unsized",
    "use",
    "virtual",
    "where",
    "while",
    "writ-build",
    "writ-runtime",
    "writ_build",
    "writ_runtime",
    "yield",
];

/// Why Cargo would not take a name.
fn bad_name(name: &str) -> Option<String> {
    let hint = || {
        let mut better: String =
            name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c.to_ascii_lowercase() } else { '-' }).collect();
        better = better.trim_start_matches(|c: char| !c.is_ascii_alphabetic()).trim_end_matches('-').to_string();
        if better.is_empty() || TAKEN.contains(&better.as_str()) { String::new() } else { format!("; `{better}` could") }
    };
    if name.is_empty() {
        return Some("the path has no last part".to_string());
    }
    if let Some(found) = name.chars().find(|c| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_')) {
        return Some(format!("it has `{found}` in it, and only letters, digits, `-` and `_` may be{}", hint()));
    }
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return Some(format!("it begins with no letter{}", hint()));
    }
    if TAKEN.contains(&name.to_ascii_lowercase().as_str()) {
        return Some(format!("it means something to Rust or Cargo; `my-{}` could", name.to_ascii_lowercase()));
    }
    if name.len() > 64 {
        return Some(format!("it has {} letters, more than 64", name.len()));
    }
    None
}
