//! All mutants of the engines: which files are broken, and which of the possible changes are chosen.

use crate::sites::{Found, Rule, Rules, sites};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

/// What is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// The interpreter: its instructions and what they call.
    Instructions,
    /// Operations of the runtime, which both engines use.
    Runtime,
    /// The emitter of bytecode.
    Bytecode,
    /// The emitter of Rust.
    Rust,
}

impl Kind {
    /// All of them, in the order of reports.
    pub const ALL: [Kind; 4] = [Kind::Instructions, Kind::Runtime, Kind::Bytecode, Kind::Rust];

    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Instructions => "instructions of the VM",
            Kind::Runtime => "operations of the runtime",
            Kind::Bytecode => "the emitter of bytecode",
            Kind::Rust => "the emitter of Rust",
        }
    }

    /// The folders whose files are broken.
    fn folders(self) -> &'static [&'static str] {
        match self {
            Kind::Instructions => &["writ-runtime/src/vm/interp"],
            Kind::Runtime => &[
                "writ-ops/src",
                "writ-runtime/src/natives",
                "writ-runtime/src/collections",
                "writ-runtime/src/text",
                "writ-runtime/src/object",
                "writ-runtime/src/coroutine",
            ],
            Kind::Bytecode => &["writ-runtime/src/vm/emit"],
            Kind::Rust => &["writ-build/src/rust"],
        }
    }

    /// How many mutants a function has at most.
    fn of_function(self) -> usize {
        match self {
            Kind::Instructions => 1,
            Kind::Runtime => 1,
            Kind::Bytecode => 1,
            Kind::Rust => 1,
        }
    }

    fn rules(self, path: &str) -> Rules {
        Rules {
            instructions: path.ends_with("interp/step.rs"),
            opcodes: self == Kind::Bytecode,
            const_functions: path.starts_with("writ-ops/"),
        }
    }
}

/// A change of the engines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mutant {
    /// Its number, from 1 on.
    pub id: u32,
    /// What is broken.
    pub kind: Kind,
    /// The file, from the workspace's folder.
    pub file: String,
    /// The 1-based line.
    pub line: usize,
    /// The function, or the instruction.
    pub function: String,
    /// By what kind of change.
    pub rule: Rule,
    /// What is changed.
    pub change: String,
}

impl Mutant {
    /// What it is called from run to run: the same as long as nothing around it changes.
    pub fn key(&self) -> String {
        format!("{} {}: {}", self.file, self.function, self.change)
    }
}

/// A source file and what can be broken in it.
pub struct Source {
    /// The path from the workspace's folder.
    pub path: String,
    /// The text.
    pub text: String,
    /// The sites.
    pub found: Found,
    /// The numbers of the mutants, by site and variant.
    pub numbers: BTreeMap<(usize, usize), u32>,
}

/// Everything that could be broken.
pub struct Candidates {
    /// The files.
    pub sources: Vec<Source>,
    /// The mutants, in the order of their numbers.
    pub mutants: Vec<Mutant>,
}

/// Reads the sources of a workspace.
///
/// # Errors
/// If a file can't be read or is no Rust.
pub fn candidates(workspace: &Path) -> io::Result<Candidates> {
    let mut all = Candidates { sources: Vec::new(), mutants: Vec::new() };
    // `writ-ops` comes first: if only others change, its numbers stay, and what depends on it, which is all, is not built anew.
    for kind in [Kind::Runtime, Kind::Instructions, Kind::Bytecode, Kind::Rust] {
        for folder in kind.folders() {
            let mut files: Vec<_> = fs::read_dir(workspace.join(folder))?.collect::<io::Result<Vec<_>>>()?;
            files.sort_by_key(fs::DirEntry::file_name);
            let modules = fs::read_to_string(workspace.join(folder).join("mod.rs")).unwrap_or_default();
            for file in files {
                let name = file.file_name().to_string_lossy().into_owned();
                let Some(module) = name.strip_suffix(".rs") else { continue };
                if !modules.contains(&format!("#[cfg(test)]\nmod {module};")) {
                    all.add(kind, format!("{folder}/{name}"), fs::read_to_string(file.path())?)?;
                }
            }
        }
    }
    Ok(all)
}

impl Candidates {
    fn add(&mut self, kind: Kind, path: String, text: String) -> io::Result<()> {
        let found = sites(&text, kind.rules(&path)).map_err(|error| io::Error::other(format!("{path}: {error}")))?;
        let mut numbers = BTreeMap::new();
        // The same change at several places of a function: keys are told apart by how many there were before.
        let mut seen: BTreeMap<(String, String), usize> = BTreeMap::new();
        for (index, site) in found.sites.iter().enumerate() {
            let line = text[..site.range.start].matches('\n').count() + 1;
            for (variant_index, variant) in site.variants.iter().enumerate() {
                let id = self.mutants.len() as u32 + 1;
                let count = seen.entry((site.function.clone(), variant.change.clone())).or_default();
                *count += 1;
                let change = if *count == 1 { variant.change.clone() } else { format!("{} ({count})", variant.change) };
                numbers.insert((index, variant_index), id);
                self.mutants.push(Mutant {
                    id,
                    kind,
                    file: path.clone(),
                    line,
                    function: site.function.clone(),
                    rule: variant.rule,
                    change,
                });
            }
        }
        self.sources.push(Source { path, text, found, numbers });
        Ok(())
    }
}

/// Chooses evenly: of each function (or arm of the interpreter) at most so many as its kind says, by as different rules as there are, and always the
/// instruction that does nothing.
pub fn choose(mutants: &[Mutant]) -> Vec<Mutant> {
    let mut functions: BTreeMap<(Kind, &str, &str), Vec<&Mutant>> = BTreeMap::new();
    let mut chosen: Vec<Mutant> = Vec::new();
    for mutant in mutants {
        if mutant.rule == Rule::Instruction {
            chosen.push(mutant.clone());
        } else {
            functions.entry((mutant.kind, &mutant.file, &mutant.function)).or_default().push(mutant);
        }
    }
    for ((kind, ..), mut of_function) in functions {
        // As if by chance, but the same each time.
        of_function.sort_by_key(|mutant| fnv(&mutant.key()));
        let mut by_rule: BTreeMap<Rule, Vec<&Mutant>> = BTreeMap::new();
        for mutant in of_function {
            by_rule.entry(mutant.rule).or_default().push(mutant);
        }
        let mut rules: Vec<(u64, Vec<&Mutant>)> = by_rule.into_values().map(|list| (fnv(&list[0].key()), list)).collect();
        rules.sort_by_key(|(hash, _)| *hash);
        let mut turn = 0;
        let mut left = kind.of_function();
        while left > 0 && rules.iter().any(|(_, list)| list.len() > turn) {
            for (_, list) in &rules {
                if let Some(mutant) = list.get(turn).filter(|_| left > 0) {
                    chosen.push((*mutant).clone());
                    left -= 1;
                }
            }
            turn += 1;
        }
    }
    chosen.sort_by_key(|mutant| mutant.id);
    chosen
}

/// FNV-1a: a hash that stays the same from run to run.
pub fn fnv(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}
