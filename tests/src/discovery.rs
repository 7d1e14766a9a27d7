//! Which files are tests.

use std::fs;
use std::path::{Path, PathBuf};

/// A script that is a test: one file, or a folder with `main.writ` and the modules it imports.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TestScript {
    /// The path below the searched folder, without `.writ` and with `/`: `functions/defaults`.
    pub name: String,
    /// The root directory of its modules.
    pub root: PathBuf,
    /// The file's path below the root: `defaults.writ`, `main.writ`.
    pub entry: String,
}

impl TestScript {
    /// The file that holds the expectations.
    pub fn path(&self) -> PathBuf {
        self.root.join(&self.entry)
    }

    /// All scripts of the test: the file itself, or every `.writ` file in its folder.
    pub fn files(&self) -> Vec<PathBuf> {
        if self.entry != "main.writ" {
            return vec![self.path()];
        }
        let mut files = Vec::new();
        collect_files(&self.root, &mut files);
        files
    }
}

/// All tests below a folder, in order of their names; those only that `WRIT_CASE` asks for.
pub fn scripts_below(folder: &Path) -> Vec<TestScript> {
    let mut found = Vec::new();
    collect(folder, "", &mut found);
    found.sort();
    if let Some(wanted) = crate::wanted() {
        found.retain(|script| script.name.contains(&wanted));
    }
    found
}

fn collect(folder: &Path, prefix: &str, found: &mut Vec<TestScript>) {
    for path in entries(folder) {
        let name = path.file_name().expect("an entry has a name").to_string_lossy().into_owned();
        if path.is_dir() {
            let inner = format!("{prefix}{name}");
            if path.join("main.writ").is_file() {
                found.push(TestScript { name: inner, root: path, entry: "main.writ".into() });
            } else {
                collect(&path, &format!("{inner}/"), found);
            }
        } else if let Some(stem) = name.strip_suffix(".writ") {
            found.push(TestScript { name: format!("{prefix}{stem}"), root: folder.to_path_buf(), entry: name });
        }
    }
}

fn collect_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for path in entries(folder) {
        if path.is_dir() {
            collect_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "writ") {
            files.push(path);
        }
    }
}

/// What is in a folder, sorted; nothing if there is no such folder.
pub fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).map(|entries| entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect()).unwrap_or_default();
    entries.sort();
    entries
}
