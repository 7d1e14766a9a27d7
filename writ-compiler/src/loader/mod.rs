//! Where source files come from, and how one leads to others.
//!
//! A [`SourceLoader`] reads a file by its path below the root directory: [`Files`] from a folder of the file system, [`Memory`] from a map, [`NoFiles`] from
//! nowhere.
//! `path` resolves the path that an import writes; `graph` follows the imports and parses every module, dependencies first.

mod files;
mod graph;
mod memory;
mod path;

pub use files::Files;
pub(crate) use graph::unreadable;
pub use graph::{ImportTarget, ParsedModule, load_graph, load_text};
pub use memory::Memory;
pub use path::{PathError, resolve};
pub(crate) use path::{module_path, normalise};

use std::fmt;

/// The largest source file that is read, unless the host asks for another limit.
pub const DEFAULT_MAX_BYTES: u64 = 16 << 20;

/// The ending of a script file.
pub const EXTENSION: &str = ".writ";

/// Reads source files. Paths are relative to the root directory, use `/`, contain neither `.` nor `..`, and end in `.writ`.
pub trait SourceLoader {
    /// The text of a file.
    ///
    /// # Errors
    /// What kept it from being read.
    fn load(&self, path: &str) -> Result<String, LoadError>;

    /// The names of the script files in a folder (`""` is the root), with `.writ`, for suggestions. A loader that can't tell has none.
    fn list(&self, folder: &str) -> Vec<String> {
        let _ = folder;
        Vec::new()
    }
}

/// The loader of who reads no files, until it gets another one.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoFiles;

impl SourceLoader for NoFiles {
    fn load(&self, _: &str) -> Result<String, LoadError> {
        Err(LoadError::Other("this instance reads no files: call `set_root`".to_owned()))
    }
}

/// Why a file has no text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoadError {
    /// There is no such file.
    NotFound,
    /// It is a folder.
    IsDirectory,
    /// It is no text.
    NotUtf8 {
        /// The first byte that is not valid UTF-8, counted from 0.
        offset: usize,
    },
    /// It is too large to be a script.
    TooLarge {
        /// Its size.
        bytes: u64,
        /// The largest size that is read.
        limit: u64,
    },
    /// It lies outside the root directory, where a symbolic link may lead.
    OutsideRoot,
    /// Anything else, in words: `permission denied`.
    Other(String),
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LoadError::NotFound => f.write_str("no such file"),
            LoadError::IsDirectory => f.write_str("is a folder"),
            LoadError::NotUtf8 { offset } => write!(f, "is not valid UTF-8 (at byte {offset})"),
            LoadError::TooLarge { bytes, limit } => write!(f, "is too large ({bytes} bytes, the limit is {limit})"),
            LoadError::OutsideRoot => f.write_str("lies outside the root directory"),
            LoadError::Other(reason) => f.write_str(reason),
        }
    }
}

impl std::error::Error for LoadError {}
