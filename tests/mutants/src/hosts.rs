//! Mutants of the emitter of Rust that only a host's program shows: what its build script generates otherwise is built, and its tests are run.

use crate::copy::{Copy, Program};
use crate::crates::failure_of;
use crate::mutants::{Mutant, fnv};
use crate::run::{Fate, limited};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A package whose code is generated when it is built.
struct Package {
    name: &'static str,
    script: Program,
    /// A hash of what is generated without a mutant.
    generated: u64,
}

/// Such packages.
pub struct Hosts<'a> {
    copy: &'a Copy,
    /// Where their build scripts write when they are only asked.
    folder: PathBuf,
    packages: Vec<Package>,
}

impl Hosts<'_> {
    /// Builds them.
    ///
    /// # Errors
    /// If one does not build, generates nothing, or has a test that fails without a mutant.
    pub fn build<'a>(copy: &'a Copy, state: &Path, names: &[&'static str]) -> io::Result<Hosts<'a>> {
        let mut hosts = Hosts { copy, folder: state.join("generated"), packages: Vec::new() };
        for name in names {
            let (programs, script) = copy.build_with(name, 0)?;
            for program in programs {
                if let Some(how) = failure_of(&program)? {
                    return Err(io::Error::other(format!("{} without a mutant: {how}", program.name)));
                }
            }
            let script = script.ok_or_else(|| io::Error::other(format!("{name} has no build script")))?;
            let generated = hosts.generated(&script, 0)?.ok_or_else(|| io::Error::other(format!("{name} generates nothing")))?;
            hosts.packages.push(Package { name, script, generated });
        }
        Ok(hosts)
    }

    /// A hash of what a build script generates with a mutant; nothing if it fails.
    fn generated(&self, script: &Program, mutant: u32) -> io::Result<Option<u64>> {
        if self.folder.exists() {
            fs::remove_dir_all(&self.folder)?;
        }
        fs::create_dir_all(&self.folder)?;
        let mut command = limited(&script.path);
        command.current_dir(&script.folder).env("CARGO_MANIFEST_DIR", &script.folder).env("OUT_DIR", &self.folder);
        if !command.env("WRIT_MUTANT", mutant.to_string()).output()?.status.success() {
            return Ok(None);
        }
        let mut texts = Vec::new();
        collect(&self.folder, &mut texts)?;
        texts.sort();
        Ok(Some(fnv(&texts.concat())))
    }

    /// Builds and runs the tests of packages with other code until one fails. Gives nothing if all code is the same.
    ///
    /// # Errors
    /// If a program can't be started.
    pub fn run(&self, mutant: &Mutant) -> io::Result<Option<Fate>> {
        let noticed = |by: &str, how: String| Ok(Some(Fate { key: mutant.key(), noticed_by: by.to_string(), how }));
        let mut built = Vec::new();
        for package in &self.packages {
            match self.generated(&package.script, mutant.id)? {
                None => return noticed(package.name, "no code is generated".to_string()),
                Some(generated) if generated == package.generated => continue,
                Some(_) => built.push(package.name),
            }
            let Ok((programs, _)) = self.copy.build_with(package.name, mutant.id) else {
                return noticed(package.name, "rustc refuses the code".to_string());
            };
            for program in programs {
                if let Some(how) = failure_of(&program)? {
                    return noticed(&program.name, how);
                }
            }
        }
        let how = format!("other code in {} does the same", built.join(", "));
        Ok((!built.is_empty()).then(|| Fate { key: mutant.key(), noticed_by: String::new(), how }))
    }
}

/// The texts of all files in a folder.
fn collect(folder: &Path, texts: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, texts)?;
        } else {
            texts.push(String::from_utf8_lossy(&fs::read(path)?).into_owned());
        }
    }
    Ok(())
}
