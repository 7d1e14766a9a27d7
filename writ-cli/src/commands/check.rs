//! `writ check`: diagnostics, without running anything.

use super::{EXIT_INPUT, explain};
use clap::{Args, ValueEnum};
use serde_json::Value;
use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use writ_cli::discovery;
use writ_cli::engine::{Compilation, Script};
use writ_cli::fixing::Fixer;
use writ_compiler::diagnostic::{Applicability, Code, Diagnostic, Severity, render, render_json};
use writ_compiler::source::SourceMap;

/// Says what is wrong with scripts, and mends what can be mended without asking.
///
/// Diagnostics go to standard error, or as one JSON array to standard output. The exit code is 2 if there are errors; with `--fix`, if errors are left.
#[derive(Args)]
pub struct Check {
    /// Scripts, folders (all scripts in them; the folder is their root directory), or `-` for standard input.
    #[arg(required = true)]
    paths: Vec<String>,
    /// How diagnostics are written.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Changes the scripts, and the modules that they import: applies every fix that is safe.
    #[arg(long)]
    fix: bool,
    /// Applies also fixes that may not be what was meant, or leave something to be filled in.
    #[arg(long, requires = "fix")]
    unsafe_fixes: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// What was said so far.
#[derive(Default)]
struct Said {
    errors: usize,
    /// A module that several scripts import is checked with each of them; what is wrong in it is said once.
    known: BTreeSet<String>,
    json: Vec<Value>,
    /// The codes of what was said as text.
    codes: BTreeSet<Code>,
    /// How many of them have a safe fix, and how many another one.
    fixable: [usize; 2],
}

impl Check {
    pub fn execute(self) -> io::Result<ExitCode> {
        let mut said = Said::default();
        if self.fix {
            self.mend(&mut said)?;
        } else {
            for path in &self.paths {
                for script in scripts(path)? {
                    let loaded = script.compile();
                    self.say(&script, &loaded, &mut said)?;
                }
            }
        }
        match self.format {
            Format::Text => self.say_more(&said),
            Format::Json => super::output(&format!("{}\n", Value::Array(said.json))),
        }
        Ok(if said.errors == 0 { ExitCode::SUCCESS } else { ExitCode::from(EXIT_INPUT) })
    }

    /// Fixes all scripts, writes them, and says what is left.
    fn mend(&self, said: &mut Said) -> io::Result<()> {
        let mut fixer = Fixer::new(if self.unsafe_fixes { Applicability::Unsafe } else { Applicability::Safe });
        let mut fixed = Vec::new();
        for path in &self.paths {
            if path == "-" {
                return Err(io::Error::other("`--fix` changes files: it can't change standard input"));
            }
            for script in scripts(path)? {
                let done = fixer.fix(&script);
                fixed.push((script, done));
            }
        }
        let failed = fixer.write();
        let changed = fixer.changed().count() - failed.len();
        let written = |path: &PathBuf| !failed.iter().any(|(other, _)| other == path);
        let mut count = 0;
        for applied in fixed.iter().flat_map(|(_, done)| &done.applied).filter(|applied| applied.files.iter().all(written)) {
            count += 1;
            super::report(&format!("fixed[{}] {}: {}", applied.code, applied.place, applied.message.replace('\n', " ")));
        }
        if count > 0 {
            super::report(&format!("fixed {} in {}", plural(count, "mistake"), plural(changed, "file")));
        }
        for (path, error) in &failed {
            super::report(&format!("error: cannot change `{}`: {error}; it is as it was", path.display()));
            said.errors += 1;
        }
        for (script, done) in &fixed {
            // What a later script's fixes have mended is not said any more.
            let again = (fixed.len() > 1).then(|| fixer.compile(script));
            self.say(script, again.as_ref().unwrap_or(&done.compilation), said)?;
        }
        Ok(())
    }

    /// Says what is wrong with a script.
    fn say(&self, script: &Script, loaded: &Compilation, said: &mut Said) -> io::Result<()> {
        let sources = script.as_given(&loaded.sources);
        for diagnostic in &loaded.diagnostics {
            if !said.known.insert(identity(script, diagnostic, &loaded.sources)) {
                continue;
            }
            said.errors += usize::from(diagnostic.severity == Severity::Error);
            said.codes.insert(diagnostic.code);
            match diagnostic.fix.as_ref().map(|fix| fix.applicability) {
                Some(Applicability::Safe) => said.fixable[0] += 1,
                Some(Applicability::Unsafe) => said.fixable[1] += 1,
                None => {}
            }
            let diagnostic = std::slice::from_ref(diagnostic);
            match self.format {
                Format::Text => super::report(&format!("{}\n", render(diagnostic, &sources).trim_end())),
                Format::Json => {
                    let text = render_json(diagnostic, &sources);
                    match serde_json::from_str(&text) {
                        Ok(Value::Array(items)) => said.json.extend(items),
                        Ok(_) | Err(_) => return Err(io::Error::other("diagnostics did not become a JSON array")),
                    }
                }
            }
        }
        Ok(())
    }

    /// Behind the last diagnostic: where there is more about them, and what `--fix` would do.
    fn say_more(&self, said: &Said) {
        super::report_if_any(&explain::hint(said.codes.iter().map(|code| code.0)));
        let [safe, other] = said.fixable;
        let more = match (self.fix, self.unsafe_fixes) {
            (false, _) if safe > 0 && other > 0 => {
                format!("{} can be fixed with `writ check --fix`, {other} more with `--unsafe-fixes`", plural(safe, "mistake"))
            }
            (false, _) if safe > 0 => format!("{} can be fixed with `writ check --fix`", plural(safe, "mistake")),
            (_, false) if other > 0 => format!("{} can be fixed with `writ check --fix --unsafe-fixes`", plural(other, "mistake")),
            (_, _) => return,
        };
        super::report(&more);
    }
}

fn plural(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
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
