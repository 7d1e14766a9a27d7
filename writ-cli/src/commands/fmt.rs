//! `writ fmt`: one style for all scripts.

use super::{EXIT_FAILED, EXIT_INPUT};
use clap::Args;
use similar::TextDiff;
use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;
use writ_cli::discovery;
use writ_compiler::diagnostic::render;
use writ_compiler::source::SourceMap;
use writ_compiler::syntax::{MAX_SOURCE_BYTES, ParseOptions};

/// A longer difference is cut off.
const MAX_DIFF_LINES: usize = 40;

/// After this long a difference need not be the shortest any more.
const DIFF_TIME: Duration = Duration::from_secs(2);

/// Formats scripts.
///
/// The style is fixed; `docs/src/formatting.md` shows it. Comments and meaning stay. A file that does not parse is reported and left as it is.
/// The exit code is 1 if `--check` finds something to format, 2 if something does not parse or can't be read or written.
#[derive(Args)]
pub struct Fmt {
    /// Scripts, folders (all scripts in them), or `-` for standard input, whose text goes to standard output.
    #[arg(default_value = ".")]
    paths: Vec<String>,
    /// Changes nothing, and shows what would change.
    #[arg(long)]
    check: bool,
}

/// What became of the files.
#[derive(Default)]
struct Summary {
    formatted: usize,
    unchanged: usize,
    failed: usize,
}

impl Fmt {
    pub fn execute(self) -> io::Result<ExitCode> {
        let mut summary = Summary::default();
        let mut has_files = false;
        for path in &self.paths {
            if path == "-" {
                self.standard_input(&mut summary);
                continue;
            }
            has_files = true;
            let mut files = Vec::new();
            let folder = Path::new(path);
            if folder.is_dir() {
                scripts_below(folder, &mut files);
                if files.is_empty() {
                    super::report(&format!("error: there are no scripts in the folder `{path}`"));
                    summary.failed += 1;
                }
            } else {
                files.push(folder.to_path_buf());
            }
            for file in &files {
                self.file(file, &mut summary);
            }
        }
        if has_files {
            super::output(&self.words(&summary));
        }
        Ok(match summary {
            Summary { failed: 1.., .. } => ExitCode::from(EXIT_INPUT),
            Summary { formatted: 1.., .. } if self.check => ExitCode::from(EXIT_FAILED),
            Summary { .. } => ExitCode::SUCCESS,
        })
    }

    fn words(&self, summary: &Summary) -> String {
        let Summary { formatted, unchanged, failed } = summary;
        let done = if self.check { "would be formatted" } else { "formatted" };
        let failed = if *failed == 0 { String::new() } else { format!(", {failed} failed") };
        format!("{formatted} {done}, {unchanged} unchanged{failed}\n")
    }

    fn standard_input(&self, summary: &mut Summary) {
        let mut bytes = Vec::new();
        // One byte more than the parser takes, so that it says what is wrong.
        if let Err(error) = io::stdin().lock().take(MAX_SOURCE_BYTES as u64 + 1).read_to_end(&mut bytes) {
            super::report(&format!("error: cannot read standard input: {error}"));
            summary.failed += 1;
            return;
        }
        let Some((text, formatted)) = formatted("-", bytes, summary) else { return };
        if self.check {
            show_difference("-", &text, &formatted);
        } else {
            super::output(&formatted);
        }
    }

    fn file(&self, path: &Path, summary: &mut Summary) {
        let shown = path.display().to_string();
        let bytes = match read(path) {
            Ok(bytes) => bytes,
            Err(error) => {
                super::report(&format!("error: cannot read `{shown}`: {error}"));
                summary.failed += 1;
                return;
            }
        };
        let Some((text, formatted)) = formatted(&shown, bytes, summary) else { return };
        if text == formatted {
            return;
        }
        if self.check {
            show_difference(&shown, &text, &formatted);
        } else if let Err(error) = replace(path, &formatted) {
            super::report(&format!("error: cannot write `{shown}`: {error}"));
            summary.formatted -= 1;
            summary.failed += 1;
        }
    }
}

/// A file's bytes, but no more than the parser needs to see that they are too many.
fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(MAX_SOURCE_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A text and what it becomes; none, and a report, if it can't be formatted.
fn formatted(shown: &str, bytes: Vec<u8>, summary: &mut Summary) -> Option<(String, String)> {
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            super::report(&format!("error: `{shown}` is not UTF-8 (byte {})", error.utf8_error().valid_up_to()));
            summary.failed += 1;
            return None;
        }
    };
    let mut sources = SourceMap::default();
    let file = sources.add(shown, text.as_str());
    match writ_fmt::format_file(file, &text, ParseOptions::default()) {
        Ok(formatted) => {
            let count = if formatted == text { &mut summary.unchanged } else { &mut summary.formatted };
            *count += 1;
            Some((text, formatted))
        }
        Err(writ_fmt::Error::Syntax(diagnostics)) => {
            super::report(&format!("{}\n", render(&diagnostics, &sources).trim_end()));
            summary.failed += 1;
            None
        }
        Err(writ_fmt::Error::Internal(reason)) => {
            super::report(&format!("error: `{shown}` was not formatted, because of a mistake of the formatter: {reason}"));
            summary.failed += 1;
            None
        }
    }
}

/// Every script file below a folder. What is hidden, links to folders, and caches (cargo's `target`) are left out.
fn scripts_below(folder: &Path, files: &mut Vec<PathBuf>) {
    for path in discovery::entries(folder) {
        if path.is_dir() {
            if !path.is_symlink() && !path.join("CACHEDIR.TAG").exists() {
                scripts_below(&path, files);
            }
        } else if path.extension().is_some_and(|extension| extension == "writ") {
            files.push(path);
        }
    }
}

/// Puts a new text in the place of a file, all at once: whoever reads it meanwhile sees the old or the new one. Permissions stay.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    // A link stays one; what it names is replaced.
    let path = path.canonicalize()?;
    let permissions = fs::metadata(&path)?.permissions();
    if permissions.readonly() {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "it is read-only"));
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new().prefix(".writ-fmt-").tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().set_permissions(permissions)?;
    file.as_file().sync_all()?;
    file.persist(&path).map_err(|error| error.error)?;
    Ok(())
}

fn show_difference(shown: &str, text: &str, formatted: &str) {
    if text == formatted {
        return;
    }
    let diff = TextDiff::configure().timeout(DIFF_TIME).diff_lines(text, formatted);
    let diff = diff.unified_diff().context_radius(1).header(shown, &format!("{shown}, formatted")).to_string();
    let lines: Vec<&str> = diff.lines().collect();
    let mut out = lines.iter().take(MAX_DIFF_LINES).map(|line| format!("{line}\n")).collect::<String>();
    if lines.len() > MAX_DIFF_LINES {
        out.push_str(&format!("… and {} more lines\n", lines.len() - MAX_DIFF_LINES));
    }
    super::output(&out);
}
