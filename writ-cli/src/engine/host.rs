//! What a host offers to scripts in both engines: for tests that have one.

use std::io;
use std::path::{Path, PathBuf};
use writ_build::host_api::scan_files;
use writ_build::rust::Offers;
use writ_compiler::host::Api;
use writ_runtime::Writ;

/// A host: a file of Rust that exports functions and types, and needs nothing but `writ_runtime`.
#[derive(Clone, Debug)]
pub struct Host {
    /// The file. Compiled scripts have it as a module beside them, called like it.
    pub(super) file: PathBuf,
    /// Registers what it exports in an instance.
    pub(super) register: fn(&mut Writ) -> Result<(), String>,
    /// What it exports, read from its source.
    pub(super) api: Api,
}

impl Host {
    /// Reads what a file exports; `register` tells it to a VM.
    ///
    /// # Errors
    /// If it can't be read or is not understood.
    pub fn read(file: &Path, register: fn(&mut Writ) -> Result<(), String>) -> io::Result<Host> {
        let file = file.canonicalize()?;
        let scan = scan_files(&[(&file, &format!("crate::{}", name_of(&file)))], Path::new(""));
        if !scan.errors.is_empty() {
            return Err(io::Error::new(io::ErrorKind::InvalidData, scan.errors.join("\n")));
        }
        Ok(Host { file, register, api: scan.api })
    }

    /// Where generated code finds what it exports.
    pub(super) fn offers(&self) -> Offers {
        Offers::new(&self.api, "::writ_runtime")
    }

    /// The declaration of its module.
    pub(super) fn module(&self) -> String {
        format!("#[path = {:?}]\n#[allow(dead_code)]\nmod {};\n", self.file, name_of(&self.file))
    }
}

fn name_of(file: &Path) -> String {
    file.file_stem().map_or(String::new(), |name| name.to_string_lossy().into_owned())
}
