//! Applying the fixes that diagnostics carry.
//!
//! Everything happens in memory: a [`Fixer`] compiles a script, applies what it may, compiles again, and goes on until nothing is left. A fix after which the
//! script has more errors is taken back. Warnings are mended when there are no errors. Only [`Fixer::write`] touches files, each in one step. Scripts that share modules share the fixer, too.

mod write;

use crate::engine::{Compilation, Script};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use writ_compiler::diagnostic::{Applicability, Code, Diagnostic, Edit, Severity, fix};
use writ_compiler::source::FileId;

/// So often a script is compiled at most, with what was fixed. A fix may bring the next one to light, but fixes that undo each other would go on forever.
const MAX_ROUNDS: usize = 1000;

/// Applies fixes to scripts.
#[derive(Debug)]
pub struct Fixer {
    /// Fixes up to this one are applied.
    allowed: Applicability,
    /// Every file that was changed.
    files: BTreeMap<PathBuf, Changed>,
}

/// A file before and after.
#[derive(Debug)]
struct Changed {
    before: String,
    now: String,
}

/// A fix that was applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// `game.writ:3:5`, where the mistake was when it was fixed, with the path as the user would write it.
    pub place: String,
    /// The diagnostic's code.
    pub code: Code,
    /// Its message.
    pub message: String,
    /// The files that were changed.
    pub files: Vec<PathBuf>,
}

/// What became of a script.
pub struct Fixed {
    /// The script as it is now: what is left of its diagnostics.
    pub compilation: Compilation,
    /// What was mended, in this order.
    pub applied: Vec<Applied>,
}

/// Texts of changed files, by their paths.
type Texts = BTreeMap<PathBuf, String>;

impl Fixer {
    /// One that applies what is safe, or also what is not.
    pub fn new(allowed: Applicability) -> Fixer {
        Fixer { allowed, files: BTreeMap::new() }
    }

    /// Fixes what can be fixed in a script and the modules that it imports.
    pub fn fix(&mut self, script: &Script) -> Fixed {
        let mut texts = self.texts();
        let mut compilation = compile(script, &texts);
        let mut originals: BTreeMap<PathBuf, String> = BTreeMap::new();
        let mut applied = Vec::new();
        let mut refused: BTreeSet<String> = BTreeSet::new();
        for _ in 0..MAX_ROUNDS {
            let candidates = self.candidates(script, &compilation, &refused);
            let Some(first) = candidates.first() else { break };
            for (path, file) in candidates.iter().flat_map(|candidate| &candidate.files) {
                originals.entry(path.clone()).or_insert_with(|| compilation.sources.file(*file).text.clone());
            }
            // Most fixes have nothing to do with each other, and all their errors are gone at once. Where that is not so, they are tried one by one.
            let before = weight(&compilation.diagnostics);
            let several = compatible(&candidates);
            let accepted = without_errors_of(before, &several)
                .filter(|_| several.len() > 1)
                .and_then(|after| attempt(script, &compilation, &texts, &several, after))
                .map(|done| (done, several))
                .or_else(|| attempt(script, &compilation, &texts, &[first], before).map(|done| (done, vec![first])));
            match accepted {
                Some(((new_texts, new_compilation), batch)) => {
                    applied.extend(batch.iter().map(|candidate| candidate.applied.clone()));
                    (texts, compilation) = (new_texts, new_compilation);
                }
                None => {
                    refused.insert(first.identity.clone());
                }
            }
        }
        for (path, now) in texts {
            match self.files.get_mut(&path) {
                Some(file) => file.now = now,
                None => {
                    let before = originals.remove(&path).unwrap_or_default();
                    self.files.insert(path, Changed { before, now });
                }
            }
        }
        Fixed { compilation, applied }
    }

    /// Compiles a script with everything that was fixed so far.
    pub fn compile(&self, script: &Script) -> Compilation {
        compile(script, &self.texts())
    }

    fn texts(&self) -> Texts {
        self.files.iter().map(|(path, file)| (path.clone(), file.now.clone())).collect()
    }

    /// The files that are to be written, with their new texts.
    pub fn changed(&self) -> impl Iterator<Item = (&Path, &str)> {
        self.files.iter().filter(|(_, file)| file.before != file.now).map(|(path, file)| (path.as_path(), file.now.as_str()))
    }

    /// Writes the files that changed, and says of which that failed, and why. A file is replaced as a whole or not at all.
    pub fn write(&self) -> Vec<(PathBuf, io::Error)> {
        let changed = self.files.iter().filter(|(_, file)| file.before != file.now);
        changed.filter_map(|(path, file)| write::replace(path, &file.before, &file.now).err().map(|error| (path.clone(), error))).collect()
    }

    /// The fixes that may be applied, in the order of the diagnostics.
    fn candidates(&self, script: &Script, compilation: &Compilation, refused: &BTreeSet<String>) -> Vec<Candidate> {
        let own: BTreeMap<FileId, PathBuf> =
            compilation.own_files().filter_map(|id| Some((id, real_path(script, &compilation.sources.file(id).path)?))).collect();
        let candidate = |diagnostic: &Diagnostic| {
            let fix = diagnostic.fix.as_ref().filter(|fix| fix.applicability <= self.allowed)?;
            let mut files = BTreeMap::new();
            for edit in &fix.edits {
                // Neither the library nor what stands in no file is changed.
                files.insert(own.get(&edit.span.file)?.clone(), edit.span.file);
            }
            let identity = identity(diagnostic, compilation);
            let applied = Applied {
                place: script.place(diagnostic.primary.span, &compilation.sources),
                code: diagnostic.code,
                message: diagnostic.message.clone(),
                files: files.keys().cloned().collect(),
            };
            let stage = stage(diagnostic);
            (!refused.contains(&identity)).then(|| Candidate { edits: fix.edits.clone(), files, applied, identity, stage })
        };
        // What is not used may well be used as soon as the errors are mended: the import of a name that is misspelt where it is used.
        let has_errors = compilation.diagnostics.iter().any(|d| d.severity == Severity::Error);
        compilation.diagnostics.iter().filter(|d| !has_errors || d.severity == Severity::Error).filter_map(candidate).collect()
    }
}

/// A fix that may be applied.
struct Candidate {
    edits: Vec<Edit>,
    /// The files that it changes.
    files: BTreeMap<PathBuf, FileId>,
    applied: Applied,
    /// What tells it from others, also when it has moved.
    identity: String,
    /// The stage of the error that it mends.
    stage: Option<usize>,
}

/// As many of the candidates as don't get in each other's way, from the first on.
fn compatible(candidates: &[Candidate]) -> Vec<&Candidate> {
    let mut chosen: Vec<&Candidate> = Vec::new();
    let mut taken: BTreeMap<FileId, Vec<&Edit>> = BTreeMap::new();
    for candidate in candidates {
        let clashes = |edit: &Edit| taken.get(&edit.span.file).is_some_and(|edits| edits.iter().any(|other| fix::overlap(edit, other)));
        if !candidate.edits.iter().any(clashes) {
            candidate.edits.iter().for_each(|edit| taken.entry(edit.span.file).or_default().push(edit));
            chosen.push(candidate);
        }
    }
    chosen
}

/// What is left if each of these fixes mends its error.
fn without_errors_of(mut weight: Weight, batch: &[&Candidate]) -> Option<Weight> {
    for stage in batch.iter().filter_map(|candidate| candidate.stage) {
        weight[stage] = weight[stage].checked_sub(1)?;
    }
    Some(weight)
}

/// The script with some fixes applied; none if that is worse than `limit`.
fn attempt(script: &Script, compilation: &Compilation, texts: &Texts, batch: &[&Candidate], limit: Weight) -> Option<(Texts, Compilation)> {
    let mut edits: BTreeMap<(&PathBuf, FileId), Vec<Edit>> = BTreeMap::new();
    for candidate in batch {
        for (path, file) in &candidate.files {
            let own = candidate.edits.iter().filter(|edit| edit.span.file == *file);
            edits.entry((path, *file)).or_default().extend(own.cloned());
        }
    }
    let mut texts = texts.clone();
    for ((path, file), mut edits) in edits {
        let text = &compilation.sources.file(file).text;
        if text.contains("\r\n") {
            // New lines end as the others do.
            edits.iter_mut().for_each(|edit| edit.replacement = edit.replacement.replace('\n', "\r\n"));
        }
        texts.insert(path.clone(), fix::apply(text, &edits.iter().collect::<Vec<_>>())?);
    }
    let compilation = compile(script, &texts);
    (weight(&compilation.diagnostics) <= limit).then_some((texts, compilation))
}

/// Compiles a script with these texts in the place of what the files say.
fn compile(script: &Script, texts: &Texts) -> Compilation {
    let mut script = script.clone();
    let mut replaced = BTreeSet::new();
    loop {
        let compilation = script.compile();
        let mut more = false;
        for id in compilation.own_files() {
            let path = &compilation.sources.file(id).path;
            if let Some(text) = real_path(&script, path).and_then(|real| texts.get(&real))
                && replaced.insert(path.clone())
            {
                script = script.with_module(path.clone(), text.clone());
                more = true;
            }
        }
        // What a replaced text imports may be replaced, too.
        if !more {
            return compilation;
        }
    }
}

/// The file of a module with all links followed, by which several scripts know it.
fn real_path(script: &Script, path: &str) -> Option<PathBuf> {
    script.file_of(path)?.canonicalize().ok()
}

/// How many errors there are of each stage.
type Weight = [usize; 3];

/// How bad the errors are, the worst first: behind an error of an early stage those of later stages are not seen, so that fixing it may bring them to light.
fn weight(diagnostics: &[Diagnostic]) -> Weight {
    let mut weight = [0; 3];
    for stage in diagnostics.iter().filter_map(stage) {
        weight[stage] += 1;
    }
    weight
}

/// The stage of the compiler that an error belongs to; none for a warning.
fn stage(diagnostic: &Diagnostic) -> Option<usize> {
    match (diagnostic.severity, diagnostic.code.0.get(..3)) {
        (Severity::Warning, _) => None,
        (Severity::Error, Some("E01")) => Some(0),
        (Severity::Error, Some("E04" | "E05")) => Some(2),
        (Severity::Error, _) => Some(1),
    }
}

/// What tells a fix from others without its place: the line that it mends and what it would write.
fn identity(diagnostic: &Diagnostic, compilation: &Compilation) -> String {
    let file = compilation.sources.file(diagnostic.primary.span.file);
    let (line, _) = file.line_column(diagnostic.primary.span.start);
    let replacements = diagnostic.fix.iter().flat_map(|fix| &fix.edits).map(|edit| edit.replacement.as_str());
    let parts = [&file.path, diagnostic.code.0, &diagnostic.message, file.line_text(line)];
    parts.into_iter().chain(replacements).collect::<Vec<_>>().join("\n")
}
