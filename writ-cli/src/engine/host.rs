//! What a host offers to scripts in both engines: for tests that have one.

use std::io;
use std::path::PathBuf;
use writ_build::host_api::scan;
use writ_build::rust::Offers;
use writ_compiler::host::Api;
use writ_runtime::Writ;

/// A host: a package whose library exports functions and types.
#[derive(Clone, Debug)]
pub struct Host {
    /// The name of the package.
    pub package: String,
    /// Its folder.
    pub folder: PathBuf,
    /// Registers what it exports in an instance.
    pub register: fn(&mut Writ) -> Result<(), String>,
    /// What it exports, read from its source.
    pub(super) api: Api,
}

impl Host {
    /// Reads what the library of a package exports from `src/lib.rs` and the files of its modules.
    ///
    /// # Errors
    /// If it is not understood.
    pub fn read(package: &str, folder: PathBuf, register: fn(&mut Writ) -> Result<(), String>) -> io::Result<Host> {
        let scan = scan(&folder.join("src/lib.rs"), &folder);
        if !scan.errors.is_empty() {
            return Err(io::Error::new(io::ErrorKind::InvalidData, scan.errors.join("\n")));
        }
        Ok(Host { package: package.to_string(), folder, register, api: scan.api })
    }

    /// Where generated code finds what it exports.
    pub(super) fn offers(&self) -> Offers {
        Offers::new(&self.api, "::writ_runtime").seen_from_outside(&format!("::{}", self.package.replace('-', "_")))
    }
}
