//! The copy of the workspace in which all mutants are compiled in, and finding out which of them rustc accepts.
//!
//! The rules know nothing of types. So everything that they think of is written into the copy first, rustc's errors say whose fault they are, these
//! go, and it is tried again until there are none.

use crate::mutants::Candidates;
use crate::render::{Rendered, render};
use cargo_metadata::diagnostic::{Diagnostic, DiagnosticLevel, DiagnosticSpan};
use cargo_metadata::{Artifact, Message, TargetKind};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The package of the program that runs tests with a mutant, which is there in the copy only.
const WORKER: &str = "writ-mutants-worker";

/// After how many attempts it is given up.
const ATTEMPTS: usize = 60;

/// How far away an error may be from the mutant that is to blame, at first.
const NEAR: usize = 200;
/// And at last.
const FAR: usize = 100_000;

/// A program with tests.
#[derive(Clone, Debug)]
pub struct Program {
    /// What it is called: `writ-runtime limits`.
    pub name: String,
    /// The program.
    pub path: PathBuf,
    /// The folder of its package, in which it runs.
    pub folder: PathBuf,
}

/// A copy.
pub struct Copy {
    /// The workspace that is copied.
    pub original: PathBuf,
    /// The folder of the copy.
    pub folder: PathBuf,
    /// Where it is built.
    pub target: PathBuf,
}

impl Copy {
    /// The copy of a workspace.
    pub fn of(original: &Path, target: &Path) -> Copy {
        let mutants = target.join("mutants");
        Copy { original: original.to_path_buf(), folder: mutants.join("work"), target: mutants.join("target") }
    }

    /// Copies what belongs to the workspace, but for the files that are broken; a file that stays as it is keeps its time.
    ///
    /// # Errors
    /// If a file can't be read or written, or there is no Git.
    pub fn update(&self, candidates: &Candidates) -> io::Result<()> {
        let listed =
            Command::new("git").args(["ls-files", "--cached", "--others", "--exclude-standard"]).current_dir(&self.original).output()?;
        if !listed.status.success() {
            return Err(io::Error::other(String::from_utf8_lossy(&listed.stderr).into_owned()));
        }
        let broken: BTreeSet<&str> = candidates.sources.iter().map(|source| source.path.as_str()).collect();
        let mut kept = BTreeSet::new();
        for path in String::from_utf8_lossy(&listed.stdout).lines() {
            let from = self.original.join(path);
            if !from.is_file() {
                continue;
            }
            let to = self.folder.join(path);
            kept.insert(to.clone());
            if broken.contains(path) {
                continue;
            }
            let mut bytes = fs::read(&from)?;
            if let Ok(text) = std::str::from_utf8(&bytes)
                && let Some(text) = adapted(path, text)
            {
                bytes = text.into_bytes();
            }
            write_if_changed(&to, &bytes)?;
        }
        for (path, text) in ADDED {
            let to = self.folder.join(path);
            write_if_changed(&to, text.as_bytes())?;
            kept.insert(to);
        }
        remove_others(&self.folder, &kept)
    }

    /// Writes the files that are broken, with these mutants.
    ///
    /// # Errors
    /// If a file can't be written.
    pub fn write(&self, candidates: &Candidates, mutants: &BTreeSet<u32>) -> io::Result<BTreeMap<String, Rendered>> {
        let mut all = BTreeMap::new();
        for source in &candidates.sources {
            let number = |site, variant| source.numbers.get(&(site, variant)).copied().filter(|id| mutants.contains(id));
            let mut rendered = render(&source.text, &source.found, &number);
            if source.path == "writ-ops/src/lib.rs" {
                // Behind all else, so that the places stay what they are.
                rendered.text.push_str("\nextern crate self as writ_ops;\n/// Which mutant is on.\npub mod mutants;\n");
            }
            write_if_changed(&self.folder.join(&source.path), rendered.text.as_bytes())?;
            all.insert(source.path.clone(), rendered);
        }
        Ok(all)
    }

    fn cargo(&self, arguments: &[&str]) -> Command {
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.args(arguments).current_dir(&self.folder).env("CARGO_TARGET_DIR", &self.target).env_remove("WRIT_MUTANT");
        // Fast to build, and not slow to run.
        for (name, value) in [("OPT_LEVEL", "1"), ("DEBUG", "0"), ("INCREMENTAL", "true")] {
            cargo.env(format!("CARGO_PROFILE_DEV_{name}"), value);
        }
        cargo.env("RUSTFLAGS", "--cap-lints=warn -Awarnings").stdin(Stdio::null());
        cargo
    }

    /// Which of the mutants rustc accepts. `keep` is told what is left after each attempt, and whether that is all.
    ///
    /// # Errors
    /// If there are errors that are no mutant's fault.
    pub fn accepted(
        &self,
        candidates: &Candidates,
        mut mutants: BTreeSet<u32>,
        keep: &dyn Fn(&BTreeSet<u32>, bool) -> io::Result<()>,
    ) -> io::Result<BTreeSet<u32>> {
        for attempt in 1..=ATTEMPTS {
            let rendered = self.write(candidates, &mutants)?;
            let errors = self.errors()?;
            keep(&mutants, errors.is_empty())?;
            if errors.is_empty() {
                return Ok(mutants);
            }
            let mut to_blame: BTreeSet<u32> = BTreeSet::new();
            let mut others = Vec::new();
            for error in &errors {
                let guilty = guilty(error, &rendered);
                if guilty.is_empty() {
                    others.push(error);
                }
                to_blame.extend(guilty);
            }
            if to_blame.is_empty() {
                // Nobody in particular, as where a type is inferred from what a mutant says of it further up: what is near must go.
                for error in others.iter().take(4) {
                    let wider = (0..).map(|doubled| NEAR << doubled).take_while(|radius| *radius < FAR);
                    to_blame.extend(wider.map(|radius| nearby(error, &rendered, radius)).find(|ids| !ids.is_empty()).unwrap_or_default());
                }
            }
            eprintln!("attempt {attempt}: {} errors, {} of {} mutants are none", errors.len(), to_blame.len(), mutants.len());
            if to_blame.is_empty() {
                let text: Vec<&str> = errors.iter().filter_map(|error| error.rendered.as_deref()).take(5).collect();
                return Err(io::Error::other(format!("the copy does not compile:\n{}", text.join("\n"))));
            }
            mutants.retain(|id| !to_blame.contains(id));
        }
        Err(io::Error::other("the copy does not compile after many attempts"))
    }

    fn errors(&self) -> io::Result<Vec<Diagnostic>> {
        let all = self.errors_of(&["-p", "writ-ops", "-p", "writ-runtime", "-p", "writ-build"])?;
        // Programs without the VM have a runtime that is a little different.
        if all.is_empty() { self.errors_of(&["-p", "writ-runtime", "--no-default-features"]) } else { Ok(all) }
    }

    fn errors_of(&self, packages: &[&str]) -> io::Result<Vec<Diagnostic>> {
        let arguments = [&["check", "--quiet", "--keep-going", "--message-format=json"], packages].concat();
        let mut cargo = self.cargo(&arguments).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let mut errors = Vec::new();
        for message in Message::parse_stream(BufReader::new(cargo.stdout.take().expect("it is piped"))) {
            if let Message::CompilerMessage(message) = message?
                && matches!(message.message.level, DiagnosticLevel::Error | DiagnosticLevel::Ice)
                && !message.message.message.starts_with("aborting due to")
            {
                errors.push(message.message);
            }
        }
        let status = cargo.wait()?;
        if errors.is_empty() && !status.success() {
            return Err(io::Error::other("cargo check failed without an error of rustc"));
        }
        Ok(errors)
    }

    /// Builds the program that runs tests with a mutant; gives its path.
    ///
    /// # Errors
    /// If it does not build.
    pub fn build_worker(&self) -> io::Result<PathBuf> {
        let built = self.build(&["build", "-p", WORKER])?;
        built.into_iter().map(|program| program.path).next_back().ok_or_else(|| io::Error::other("cargo has not said where the worker is"))
    }

    /// Builds the test programs of packages; gives these.
    ///
    /// # Errors
    /// If they do not build.
    pub fn build_tests(&self, packages: &[&str]) -> io::Result<Vec<Program>> {
        let mut arguments = vec!["test", "--no-run"];
        for package in packages {
            arguments.extend(["-p", package]);
        }
        self.build(&arguments)
    }

    /// Builds the tests of a package whose build script runs with a mutant; gives its build script besides.
    ///
    /// # Errors
    /// If they do not build.
    pub fn build_with(&self, package: &str, mutant: u32) -> io::Result<(Vec<Program>, Option<Program>)> {
        // It is built again and again, and runs for a moment.
        let fast = format!("profile.dev.package.{package}.opt-level=0");
        let mut cargo = self.cargo(&["test", "--no-run", "-p", package, "--quiet", "--message-format=json", "--config", &fast]);
        self.built(cargo.env("WRIT_MUTANT", mutant.to_string()).stderr(Stdio::null()))
    }

    fn build(&self, arguments: &[&str]) -> io::Result<Vec<Program>> {
        let arguments = [arguments, &["--quiet", "--message-format=json"]].concat();
        Ok(self.built(&mut self.cargo(&arguments))?.0)
    }

    /// The programs that cargo builds, and the build script of a package of the workspace, if it has one.
    fn built(&self, cargo: &mut Command) -> io::Result<(Vec<Program>, Option<Program>)> {
        let mut cargo = cargo.stdout(Stdio::piped()).spawn()?;
        let (mut programs, mut script) = (Vec::new(), None);
        let mut errors = String::new();
        for message in Message::parse_stream(BufReader::new(cargo.stdout.take().expect("it is piped"))) {
            #[expect(clippy::wildcard_enum_match_arm, reason = "cargo's messages, of which these two matter")]
            match message? {
                Message::CompilerArtifact(artifact) if artifact.manifest_path.starts_with(&self.folder) && is_script(&artifact) => {
                    let folder = artifact.manifest_path.parent().map(PathBuf::from).unwrap_or_default();
                    script =
                        artifact.filenames.first().map(|path| Program { name: artifact.target.name.clone(), path: path.into(), folder });
                }
                Message::CompilerArtifact(artifact) if !is_script(&artifact) => {
                    if let (Some(path), Some(folder)) = (artifact.executable, artifact.manifest_path.parent()) {
                        let name = format!("{} {}", folder.file_name().unwrap_or_default(), artifact.target.name);
                        programs.push(Program { name, path: path.into(), folder: folder.into() });
                    }
                }
                Message::CompilerMessage(message) if message.message.level == DiagnosticLevel::Error => {
                    errors.push_str(message.message.rendered.as_deref().unwrap_or_default());
                }
                _ => {}
            }
        }
        if cargo.wait()?.success() { Ok((programs, script)) } else { Err(io::Error::other(format!("the copy does not build:\n{errors}"))) }
    }
}

fn is_script(artifact: &Artifact) -> bool {
    artifact.target.kind.contains(&TargetKind::CustomBuild)
}

/// Files that are there in the copy only.
const ADDED: &[(&str, &str)] = &[
    ("writ-ops/src/mutants.rs", include_str!("switch.rs")),
    (
        "tests/mutants/worker/Cargo.toml",
        "[package]\nname = \"writ-mutants-worker\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         writ-mutants = { path = \"..\" }\nwrit-ops = { path = \"../../../writ-ops\" }\n",
    ),
    (
        "tests/mutants/worker/src/main.rs",
        "fn main() {\n    writ_mutants::worker::main(&writ_mutants::worker::Switch { set: writ_ops::mutants::set, reached: writ_ops::mutants::reached })\n}\n",
    ),
];

/// A file's text as the copy has it, if that is another.
fn adapted(path: &str, text: &str) -> Option<String> {
    match path {
        "Cargo.toml" => Some(text.replacen("members = [", "members = [\"tests/mutants/worker\", ", 1)),
        // A package whose build script generates code: with another mutant it runs again.
        "tests/linking/build.rs" | "tests/host/build.rs" => {
            Some(text.replacen("fn main() {\n", "fn main() {\n    println!(\"cargo:rerun-if-env-changed=WRIT_MUTANT\");\n", 1))
        }
        "writ-build/Cargo.toml" => Some(text.replacen("[dependencies]\n", "[dependencies]\nwrit-ops.workspace = true\n", 1)),
        _ => None,
    }
}

/// The mutants to which an error points.
fn guilty(error: &Diagnostic, rendered: &BTreeMap<String, Rendered>) -> Vec<u32> {
    // What stands in a macro is to blame before those who call it.
    let blamed = |span: &DiagnosticSpan| {
        let places = with_expansions(span).into_iter();
        let ids =
            places.filter_map(|span| Some(rendered.get(&span.file_name)?.blamed(&(span.byte_start as usize..span.byte_end as usize))));
        ids.map(<[u32]>::to_vec).find(|ids| !ids.is_empty()).unwrap_or_default()
    };
    let (primary, others): (Vec<_>, Vec<_>) = error.spans.iter().partition(|span| span.is_primary);
    let ids: Vec<u32> = primary.into_iter().flat_map(blamed).collect();
    // Other labels, as where a value was moved.
    if ids.is_empty() { others.into_iter().flat_map(blamed).collect() } else { ids }
}

/// A span, and the calls of macros from which it came.
fn with_expansions(span: &DiagnosticSpan) -> Vec<&DiagnosticSpan> {
    let mut all = vec![span];
    while let Some(expansion) = &all[all.len() - 1].expansion {
        all.push(&expansion.span);
    }
    all
}

/// The mutants around an error.
fn nearby(error: &Diagnostic, rendered: &BTreeMap<String, Rendered>, radius: usize) -> Vec<u32> {
    let mut ids = Vec::new();
    for span in error.spans.iter().filter(|span| span.is_primary) {
        if let Some(file) = rendered.get(&span.file_name) {
            let start = (span.byte_start as usize).saturating_sub(radius);
            ids.extend(file.within(&(start..span.byte_end as usize + radius)));
        }
    }
    ids
}

fn write_if_changed(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if fs::read(path).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, bytes)
}

fn remove_others(folder: &Path, kept: &BTreeSet<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            remove_others(&path, kept)?;
        } else if !kept.contains(&path) && path.file_name().is_some_and(|name| name != "Cargo.lock") {
            fs::remove_file(&path)?;
        }
    }
    Ok(())
}
