//! Cargo: which project's runtime to use, and building the generated workspace.

use super::package::Module;
use cargo_metadata::diagnostic::{DiagnosticLevel, DiagnosticSpanLine};
use cargo_metadata::{CompilerMessage, Message, Metadata, MetadataCommand};
use std::collections::BTreeMap;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The project whose `writ-runtime` compiled scripts are linked with.
pub struct Project {
    /// The folder of `writ-runtime`.
    pub runtime: PathBuf,
    /// The target folder.
    pub target: PathBuf,
    /// The versions of dependencies.
    pub lock_file: PathBuf,
}

/// The project in or above a folder, or the current one, if it depends on `writ-runtime`, else the one in which this program was built.
pub fn find_project(folder: Option<&Path>) -> io::Result<Project> {
    let own_sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    let here = MetadataCommand::new().current_dir(folder.unwrap_or(Path::new("."))).exec().ok().and_then(|metadata| project_of(&metadata));
    here.or_else(|| project_of(&MetadataCommand::new().manifest_path(own_sources).exec().ok()?)).ok_or_else(|| {
        io::Error::new(io::ErrorKind::NotFound, "there is no Cargo project that depends on `writ-runtime` in or above the current folder")
    })
}

fn project_of(metadata: &Metadata) -> Option<Project> {
    let runtime = metadata.packages.iter().find(|package| package.name.as_str() == "writ-runtime")?;
    Some(Project {
        runtime: runtime.manifest_path.parent()?.into(),
        target: metadata.target_directory.clone().into(),
        lock_file: metadata.workspace_root.join("Cargo.lock").into(),
    })
}

/// What came of a build.
pub enum Built {
    /// The programs by the name of their package.
    Programs(BTreeMap<String, PathBuf>),
    /// What rustc says against modules, by their name.
    Faulty(BTreeMap<String, String>),
}

/// Builds the workspace in `folder`.
pub fn build(folder: &Path, target: &Path, release: bool, modules: &[Module]) -> io::Result<Built> {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["build", "--workspace", "--keep-going", "--message-format=json", "--quiet"])
        .args(release.then_some("--release"))
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|e| io::Error::new(e.kind(), format!("cannot run cargo: {e}")))?;
    let mut stderr = cargo.stderr.take().expect("stderr is piped");
    let complaints = std::thread::spawn(move || {
        let mut text = String::new();
        let _ = stderr.read_to_string(&mut text);
        text
    });

    let mut programs = BTreeMap::new();
    let mut faults: BTreeMap<String, String> = BTreeMap::new();
    let mut other_errors = String::new();
    for message in Message::parse_stream(BufReader::new(cargo.stdout.take().expect("stdout is piped"))) {
        #[expect(clippy::wildcard_enum_match_arm, reason = "cargo's messages, of which these two matter")]
        match message? {
            Message::CompilerArtifact(artifact) => {
                if let Some(program) = artifact.executable {
                    programs.insert(artifact.target.name.clone(), program.into());
                }
            }
            Message::CompilerMessage(message) if is_error(&message) => {
                let text = message.message.rendered.clone().unwrap_or_else(|| message.message.message.clone());
                match modules.iter().find(|module| concerns(&message, module)) {
                    Some(module) => faults.entry(module.name.clone()).or_default().push_str(&text),
                    None => other_errors.push_str(&text),
                }
            }
            _ => {}
        }
    }
    let status = cargo.wait()?;
    let complaints = complaints.join().unwrap_or_default();
    if !faults.is_empty() {
        Ok(Built::Faulty(faults))
    } else if status.success() {
        Ok(Built::Programs(programs))
    } else {
        Err(io::Error::other(format!("cargo build failed in {}:\n{other_errors}{complaints}", folder.display())))
    }
}

fn is_error(message: &CompilerMessage) -> bool {
    matches!(message.message.level, DiagnosticLevel::Error | DiagnosticLevel::Ice)
}

/// Whether the message points into the module's file, or to where that is used.
fn concerns(message: &CompilerMessage, module: &Module) -> bool {
    let file = module.file_name();
    let is_there = |name: &str| Path::new(name).file_name().is_some_and(|name| name == file.as_str());
    let uses = |line: &DiagnosticSpanLine| line.text.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == module.name);
    message.message.spans.iter().any(|span| is_there(&span.file_name) || span.is_primary && span.text.iter().any(uses))
}
