//! Source files in memory.

use super::{LoadError, SourceLoader};
use std::collections::BTreeMap;

/// A loader over a map from path to text: for tests, editors, and hosts that pack their scripts.
///
/// ```
/// use writ_compiler::loader::{Memory, SourceLoader};
///
/// let files = Memory::new().with("items/sword.writ", "export let damage = 3");
/// assert_eq!(files.load("items/sword.writ").unwrap(), "export let damage = 3");
/// assert!(files.load("items/shield.writ").is_err());
/// assert_eq!(files.list("items"), ["sword.writ"]);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Memory {
    files: BTreeMap<String, String>,
}

impl Memory {
    /// No files.
    pub fn new() -> Memory {
        Memory::default()
    }

    /// Adds a file, or replaces its text.
    pub fn insert(&mut self, path: impl Into<String>, text: impl Into<String>) {
        self.files.insert(path.into(), text.into());
    }

    /// With one more file.
    pub fn with(mut self, path: impl Into<String>, text: impl Into<String>) -> Memory {
        self.insert(path, text);
        self
    }
}

impl SourceLoader for Memory {
    fn load(&self, path: &str) -> Result<String, LoadError> {
        if let Some(text) = self.files.get(path) {
            return Ok(text.clone());
        }
        let is_folder = self.files.keys().any(|file| file.strip_prefix(path).is_some_and(|rest| rest.starts_with('/')));
        Err(if is_folder { LoadError::IsDirectory } else { LoadError::NotFound })
    }

    fn list(&self, folder: &str) -> Vec<String> {
        let inside = |path: &String| match folder {
            "" => Some(path.clone()),
            _ => path.strip_prefix(folder)?.strip_prefix('/').map(str::to_owned),
        };
        self.files.keys().filter_map(inside).filter(|name| !name.contains('/')).collect()
    }
}
