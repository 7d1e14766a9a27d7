//! The engine that goes through Rust: scripts become modules of generated packages, cargo builds these, and their programs run the scripts.
//!
//! Scripts are spread over packages ("shards") by a hash of their names, so that a change of one script recompiles only its shard. All
//! shards are members of one generated workspace in the target folder of the package that depends on `writ-runtime`; what they share is
//! built once.
//!
//! * `package` — the generated workspace; `cargo` — finding the runtime, building, whose fault an error of rustc is
//! * `child` — running the programs: if one crashes, the script that ran is to blame, and the program is started again behind it

mod cargo;
mod child;
mod package;

pub use package::fnv;

use super::{Engine, Host, Ran, Script, Ticks};
use package::{Call, Module, Workspace};
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

/// How the compiled engine works.
#[derive(Clone, Debug)]
pub struct CompiledOptions {
    /// The name of the generated workspace. Runs under one name share a folder, and wait for each other.
    pub workspace: String,
    /// How many packages the scripts are spread over.
    pub shards: usize,
    /// Whether a warning in generated code counts as a failure.
    pub deny_warnings: bool,
    /// How long one script may run.
    pub time_limit: Duration,
    /// Whether rustc optimises.
    pub release: bool,
    /// What the host offers.
    pub host: Option<Host>,
    /// A folder of the project whose runtime is used, if that is not the one in or above the current folder.
    pub project: Option<PathBuf>,
}

impl CompiledOptions {
    /// Options for so many scripts at once: a few hundred in a package at most.
    pub fn for_scripts(workspace: &str, count: usize) -> CompiledOptions {
        CompiledOptions {
            workspace: workspace.to_string(),
            shards: count.div_ceil(200).max(1),
            deny_warnings: false,
            time_limit: Duration::from_secs(60),
            release: false,
            host: None,
            project: None,
        }
    }
}

/// Runs scripts as compiled Rust.
pub struct Compiled {
    options: CompiledOptions,
}

impl Compiled {
    /// An engine with these options.
    pub fn new(options: CompiledOptions) -> Compiled {
        Compiled { options }
    }

    /// Generates the code of scripts and builds their programs, to be run several times.
    ///
    /// # Errors
    /// If cargo can't be run, or fails for another reason than the generated code.
    pub fn build(&self, scripts: &[Script], generate: &dyn Fn(usize, &Script) -> Result<String, String>) -> io::Result<Programs> {
        let mut results = BTreeMap::new();
        let mut modules: Vec<Module> = Vec::new();
        for (index, script) in scripts.iter().enumerate() {
            // Tests of one file follow each other, and share its module.
            let of_same_file = |before: &Script| before.test.is_some() && (&before.root, &before.entry) == (&script.root, &script.entry);
            let before = index.checked_sub(1).filter(|before| script.test.is_some() && of_same_file(&scripts[*before]));
            if let Some(module) = modules.last_mut()
                && before.is_some_and(|before| module.calls.iter().any(|call| call.script == before))
            {
                module.calls.push(Call::new(index, script));
                continue;
            }
            match generate(index, script) {
                Ok(code) => modules.push(Module::new(index, script, code)),
                Err(diagnostics) => {
                    results.insert(index, (Ran::Rejected(diagnostics), Duration::ZERO));
                }
            }
        }
        let time_limit = self.options.time_limit;
        if modules.is_empty() {
            return Ok(Programs { programs: Vec::new(), results, time_limit, _lock: None });
        }

        let project = cargo::find_project(self.options.project.as_deref())?;
        let folder = project.target.join("writ-engines").join(&self.options.workspace);
        fs::create_dir_all(&folder)?;
        // One process at a time writes and builds in this folder; the lock ends with the file.
        let lock = fs::File::create(folder.join("lock"))?;
        lock.lock()?;

        let programs = loop {
            let workspace = Workspace { folder: &folder, project: &project, options: &self.options };
            workspace.write(&modules)?;
            match cargo::build(&folder, &project.target.join("writ-engines").join("target"), self.options.release, &modules)? {
                cargo::Built::Programs(programs) => break programs,
                cargo::Built::Faulty(faults) => {
                    // The others get their chance without the modules that rustc refuses.
                    for module in modules.extract_if(.., |module| faults.contains_key(&module.name)) {
                        let broken = Ran::Broken(format!("rustc refuses the generated code:\n{}", faults[&module.name]));
                        results.extend(module.calls.iter().map(|call| (call.script, (broken.clone(), Duration::ZERO))));
                    }
                    if modules.is_empty() {
                        return Ok(Programs { programs: Vec::new(), results, time_limit, _lock: Some(lock) });
                    }
                }
            }
        };

        let mut built = Programs { programs: Vec::new(), results, time_limit, _lock: Some(lock) };
        for shard in 0..self.options.shards {
            let members = modules.iter().filter(|module| module.shard(self.options.shards) == shard);
            let calls: Vec<(usize, Ticks)> = members.flat_map(|module| &module.calls).map(|call| (call.script, call.ticks)).collect();
            if calls.is_empty() {
                continue;
            }
            let program: &PathBuf = programs
                .get(&package::shard_name(&self.options.workspace, shard))
                .ok_or_else(|| io::Error::other(format!("cargo has not said where the program of shard {shard} is")))?;
            built.programs.push((program.clone(), calls));
        }
        Ok(built)
    }
}

/// The programs of scripts.
pub struct Programs {
    /// Each with the scripts in it, by their indices, and how these are driven.
    programs: Vec<(PathBuf, Vec<(usize, Ticks)>)>,
    /// What is known of scripts without running them.
    results: BTreeMap<usize, (Ran, Duration)>,
    time_limit: Duration,
    /// Nobody else builds in their folder meanwhile.
    _lock: Option<fs::File>,
}

impl Programs {
    /// Runs them with variables in their environment, and tells `goes_on` what came of each script until that says no; the results by the indices of the
    /// scripts.
    ///
    /// # Errors
    /// If a program can't be started.
    pub fn run(
        &self,
        environment: &[(&str, &str)],
        goes_on: &mut dyn FnMut(usize, &Ran) -> bool,
    ) -> io::Result<BTreeMap<usize, (Ran, Duration)>> {
        let mut results = self.results.clone();
        for (program, calls) in &self.programs {
            let ticks: Vec<Ticks> = calls.iter().map(|(_, ticks)| *ticks).collect();
            let known = results.len();
            let program = child::Program { path: program, ticks: &ticks, time_limit: self.time_limit, environment };
            let ran = child::run(&program, &mut |index, ran| goes_on(calls[index].0, ran))?;
            results.extend(calls.iter().map(|(script, _)| *script).zip(ran));
            if results.len() < known + calls.len() {
                break;
            }
        }
        Ok(results)
    }
}

impl Engine for Compiled {
    fn name(&self) -> &'static str {
        "compiled"
    }

    fn run_timed(&mut self, scripts: &[Script]) -> Vec<(Ran, Duration)> {
        let built = self.build(scripts, &|_, script| package::generate(script, self.options.host.as_ref()));
        match built.and_then(|programs| programs.run(&[], &mut |_, _| true)) {
            Ok(mut results) => (0..scripts.len()).map(|i| results.remove(&i).expect("each script has a result")).collect(),
            Err(error) => vec![(Ran::Broken(error.to_string()), Duration::ZERO); scripts.len()],
        }
    }
}
