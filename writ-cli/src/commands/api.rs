//! `writ api`: what a host's source offers to scripts.

use super::EXIT_INPUT;
use clap::Args;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use writ_build::host_api::{Scan, scan, scan_package};

/// Prints what Rust code offers to scripts: types, functions and values with `#[derive(WritType)]` and `#[writ_export]`, as declarations.
///
/// Mistakes go to standard error; the exit code is 2 if there are any.
#[derive(Args)]
pub struct Api {
    /// The folder of a Cargo package, or a Rust file: with it are read those that its modules are in.
    #[arg(default_value = ".")]
    path: PathBuf,
    /// Prints JSON.
    #[arg(long)]
    json: bool,
}

impl Api {
    pub fn execute(self) -> io::Result<ExitCode> {
        let Scan { api, errors, .. } = read(&self.path)?;
        for error in &errors {
            super::report(&format!("error: {error}"));
        }
        super::output(&if self.json { format!("{}\n", api.to_json()) } else { api.declarations() });
        Ok(if errors.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(EXIT_INPUT) })
    }
}

fn read(path: &Path) -> io::Result<Scan> {
    if path.is_dir() {
        return scan_package(path);
    }
    if !path.is_file() {
        return Err(io::Error::new(io::ErrorKind::NotFound, format!("there is no file or folder `{}`", path.display())));
    }
    let package = package_of(path);
    Ok(scan(path, &package))
}

/// The folder of the package that a file belongs to, or its own folder.
fn package_of(file: &Path) -> PathBuf {
    let own = file.parent().unwrap_or(Path::new(""));
    own.ancestors().find(|folder| folder.join("Cargo.toml").is_file()).unwrap_or(own).to_path_buf()
}
