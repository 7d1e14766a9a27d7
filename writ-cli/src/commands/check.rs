//! `writ check`: diagnostics, without running anything.

use super::EXIT_INPUT;
use clap::{Args, ValueEnum};
use serde_json::Value;
use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use std::process::ExitCode;
use writ_cli::discovery;
use writ_cli::engine::Script;
use writ_compiler::diagnostic::{Diagnostic, Severity};
use writ_compiler::source::SourceMap;

/// Says what is wrong with scripts.
///
/// Diagnostics go to standard error, or as one JSON array to standard output. The exit code is 2 if there are errors.
#[derive(Args)]
pub struct Check {
    /// Scripts, folders (all scripts in them; the folder is their root directory), or `-` for standard input.
    #[arg(required = true)]
    paths: Vec<String>,
    /// How diagnostics are written.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
}

impl Check {
    pub fn execute(self) -> io::Result<ExitCode> {
        let mut errors = 0;
        // A module that several scripts import is checked with each of them; what is wrong in it is said once.
        let mut said = BTreeSet::new();
        let mut json: Vec<Value> = Vec::new();
        for path in &self.paths {
            for script in scripts(path)? {
                let loaded = script.compile();
                for diagnostic in &loaded.diagnostics {
                    if !said.insert(identity(&script, diagnostic, &loaded.sources)) {
                        continue;
                    }
                    errors += usize::from(diagnostic.severity == Severity::Error);
                    let diagnostic = std::slice::from_ref(diagnostic);
                    match self.format {
                        Format::Text => super::report(&format!("{}\n", script.render(diagnostic, &loaded.sources).trim_end())),
                        Format::Json => {
                            let text = script.render_json(diagnostic, &loaded.sources);
                            match serde_json::from_str(&text) {
                                Ok(Value::Array(items)) => json.extend(items),
                                Ok(_) | Err(_) => return Err(io::Error::other("diagnostics did not become a JSON array")),
                            }
                        }
                    }
                }
            }
        }
        if let Format::Json = self.format {
            super::output(&format!("{}\n", Value::Array(json)));
        }
        Ok(if errors == 0 { ExitCode::SUCCESS } else { ExitCode::from(EXIT_INPUT) })
    }
}

/// The scripts that an argument stands for.
fn scripts(path: &str) -> io::Result<Vec<Script>> {
    let folder = Path::new(path);
    if !folder.is_dir() {
        return Ok(vec![Script::from_argument(path)?]);
    }
    let files = discovery::files_below(folder);
    if files.is_empty() {
        return Err(io::Error::other(format!("there are no scripts in the folder `{path}`")));
    }
    Ok(files.iter().map(|file| Script::in_folder(folder, file)).collect())
}

/// What tells a diagnostic from others: all that a user sees of it, and where.
fn identity(script: &Script, diagnostic: &Diagnostic, sources: &SourceMap) -> String {
    script.render(std::slice::from_ref(diagnostic), sources)
}
