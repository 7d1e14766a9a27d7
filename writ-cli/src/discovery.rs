//! Scripts in folders.

use std::fs;
use std::path::{Path, PathBuf};

/// A script in a folder: one file, or a folder of its own with `main.writ` and the modules it imports.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FoundScript {
    /// The path below the searched folder, without `.writ` and with `/`: `functions/defaults`.
    pub name: String,
    /// The root directory of its modules.
    pub root: PathBuf,
    /// The path of its first module below the root: `defaults.writ`, `main.writ`.
    pub entry: String,
}

impl FoundScript {
    /// Its first file.
    pub fn path(&self) -> PathBuf {
        self.root.join(&self.entry)
    }
}

/// All scripts below a folder, in order of their names.
pub fn scripts_below(folder: &Path) -> Vec<FoundScript> {
    let mut found = Vec::new();
    collect_scripts(folder, "", &mut found);
    found.sort();
    found
}

fn collect_scripts(folder: &Path, prefix: &str, found: &mut Vec<FoundScript>) {
    for path in entries(folder) {
        let Some(name) = path.file_name().map(|name| name.to_string_lossy().into_owned()) else { continue };
        if path.is_dir() {
            let inner = format!("{prefix}{name}");
            if path.join("main.writ").is_file() {
                found.push(FoundScript { name: inner, root: path, entry: "main.writ".into() });
            } else {
                collect_scripts(&path, &format!("{inner}/"), found);
            }
        } else if let Some(stem) = name.strip_suffix(".writ") {
            found.push(FoundScript { name: format!("{prefix}{stem}"), root: folder.to_path_buf(), entry: name });
        }
    }
}

/// Every script file below a folder, sorted; not those in folders that tools have made and marked as such, as Cargo's `target`.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for path in entries(folder) {
        if path.join("CACHEDIR.TAG").is_file() {
            continue;
        }
        if path.is_dir() {
            files.extend(files_below(&path));
        } else if path.extension().is_some_and(|extension| extension == "writ") {
            files.push(path);
        }
    }
    files
}

/// What is in a folder, sorted, without what is hidden; nothing if there is no such folder.
pub fn entries(folder: &Path) -> Vec<PathBuf> {
    let hidden = |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).map(|entries| entries.filter_map(|entry| Some(entry.ok()?.path())).collect()).unwrap_or_default();
    entries.retain(|path| !hidden(path));
    entries.sort();
    entries
}
