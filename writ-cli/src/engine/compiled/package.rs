//! The generated workspace: a package for each shard, in it a module for each script and a program that runs them.

use super::super::outcome::{KEPT_OF_TEST, NOT_KEPT};
use super::super::{Host, Script, Ticks};
use super::CompiledOptions;
use super::cargo::Project;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

/// The packages that a compiled script runs in.
const RUNTIME: [&str; 9] =
    ["writ-runtime", "writ-ops", "hashbrown", "rustc-hash", "libm", "regex-lite", "rand_pcg", "fastnoise-lite", "stacker"];

/// The generated module of a script; if it does not compile, its diagnostics as text.
pub fn generate(script: &Script, host: Option<&Host>) -> Result<String, String> {
    let compiled = script.compile_for(host);
    match compiled.program {
        Some(program) => {
            let offers = host.map(Host::offers).unwrap_or_default();
            Ok(writ_build::generate(&program, &writ_build::Options { runner: true, offers, ..Default::default() }).text)
        }
        None => Err(script.render(&compiled.diagnostics, &compiled.sources)),
    }
}

/// A script as a module of a shard.
pub struct Module {
    /// What it is run for.
    pub calls: Vec<Call>,
    /// The name of the Rust module.
    pub name: String,
    /// The generated code.
    code: String,
    /// A hash of the script's name, which decides on the shard.
    hash: u64,
}

/// A script that a module is run for: several, if these are tests of one file.
pub struct Call {
    /// The index of the script.
    pub script: usize,
    /// The host's part: how often `tick` is called, with how many seconds.
    pub ticks: Ticks,
    /// The test that is called.
    test: Option<String>,
}

impl Call {
    /// The call for the script with this index.
    pub fn new(index: usize, script: &Script) -> Call {
        Call { script: index, ticks: script.ticks, test: script.test.as_ref().map(|test| test.name.clone()) }
    }
}

impl Module {
    /// The module of a script with its generated code.
    pub fn new(index: usize, script: &Script, code: String) -> Module {
        let hash = fnv(&script.name);
        let readable: String = script.name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' }).collect();
        // Names that differ only in what is no identifier get different modules; the same script twice does, too.
        let name = format!("script_{}_{:08x}_{index}", readable.trim_matches('_'), hash as u32);
        Module { calls: vec![Call::new(index, script)], name, code, hash }
    }

    /// The shard it belongs to, of so many.
    pub fn shard(&self, shards: usize) -> usize {
        (self.hash % shards as u64) as usize
    }

    /// The name of its file.
    pub fn file_name(&self) -> String {
        format!("{}.rs", self.name)
    }
}

/// FNV-1a: a hash that stays the same from run to run.
pub fn fnv(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

/// The name of a shard's package and program.
pub fn shard_name(workspace: &str, shard: usize) -> String {
    format!("writ-{workspace}-{shard}")
}

/// The workspace that is written.
pub struct Workspace<'a> {
    /// Its folder.
    pub folder: &'a Path,
    /// Where the runtime is.
    pub project: &'a Project,
    /// Options.
    pub options: &'a CompiledOptions,
}

impl Workspace<'_> {
    /// Writes all packages. Files that stay as they are keep their time, so that cargo builds only what has changed.
    pub fn write(&self, modules: &[Module]) -> io::Result<()> {
        let shards: BTreeSet<usize> = modules.iter().map(|module| module.shard(self.options.shards)).collect();
        let members: Vec<String> = shards.iter().map(|shard| format!("\"shard-{shard}\"")).collect();
        // Scripts are compiled fast rather than well, what they use well: it is built once. What only the macros of a host need stays as it is.
        let well = RUNTIME.map(|name| format!("[profile.dev.package.{name}]\nopt-level = 2\n")).concat();
        let manifest = format!(
            "[workspace]\nresolver = \"3\"\nmembers = [{}]\n\n\
             [profile.dev]\nopt-level = 0\ndebug = false\n\n{well}\n\
             [profile.release]\ndebug = false\n",
            members.join(", ")
        );
        write_if_changed(&self.folder.join("Cargo.toml"), &manifest)?;
        // The versions that the project has: they are known, and most likely on this machine.
        if let Ok(lock) = fs::read_to_string(&self.project.lock_file) {
            fs::write(self.folder.join("Cargo.lock"), lock)?;
        }
        for shard in shards {
            let of_shard: Vec<&Module> = modules.iter().filter(|module| module.shard(self.options.shards) == shard).collect();
            self.write_shard(shard, &of_shard)?;
        }
        Ok(())
    }

    fn write_shard(&self, shard: usize, modules: &[&Module]) -> io::Result<()> {
        let folder = self.folder.join(format!("shard-{shard}"));
        let sources = folder.join("src");
        fs::create_dir_all(&sources)?;
        let features = if self.options.host.is_some() { "\"macros\"" } else { "" };
        let manifest = format!(
            "[package]\nname = \"{}\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n\
             [dependencies]\nwrit-runtime = {{ path = {:?}, default-features = false, features = [{features}] }}\n",
            shard_name(&self.options.workspace, shard),
            self.project.runtime
        );
        write_if_changed(&folder.join("Cargo.toml"), &manifest)?;
        write_if_changed(&sources.join("main.rs"), &self.main(modules))?;
        let mut kept: BTreeSet<String> = BTreeSet::from(["main.rs".to_string()]);
        for module in modules {
            write_if_changed(&sources.join(module.file_name()), &module.code)?;
            kept.insert(module.file_name());
        }
        for entry in fs::read_dir(&sources)? {
            let entry = entry?;
            if !entry.file_name().to_str().is_some_and(|name| kept.contains(name)) {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }

    fn main(&self, modules: &[&Module]) -> String {
        let mut out = String::new();
        if self.options.deny_warnings {
            out.push_str("#![deny(warnings)]\n");
        }
        out.push_str(&self.options.host.as_ref().map_or(String::new(), Host::module));
        for module in modules {
            out.push_str(&format!("#[allow(dead_code)]\nmod {};\n", module.name));
        }
        out.push_str("\nconst SCRIPTS: &[Script] = &[\n");
        for Module { name, calls, .. } in modules {
            for Call { ticks: Ticks { count, seconds }, test, .. } in calls {
                let test = test.as_ref().map_or("None".to_string(), |test| format!("Some(({name}::run_test, {test:?}))"));
                out.push_str(&format!("    Script {{ run: {name}::run, test: {test}, ticks: {count}, seconds: {seconds:?} }},\n"));
            }
        }
        out.push_str("];\n\n");
        out.push_str(&format!("const KEPT_OF_TEST: usize = {KEPT_OF_TEST};\nconst NOT_KEPT: &str = {NOT_KEPT:?};\n"));
        out.push_str(include_str!("program.rs.in"));
        out
    }
}

fn write_if_changed(path: &Path, text: &str) -> io::Result<()> {
    if fs::read_to_string(path).is_ok_and(|old| old == text) { Ok(()) } else { fs::write(path, text) }
}
