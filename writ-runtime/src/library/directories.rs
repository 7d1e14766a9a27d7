//! The directories that the host opened, and how a script's path leads to a file in one of them.
//!
//! A path is made of plain names ([`paths`](super::paths)). What is there is resolved, links and all, and must lie in the directory; what is not there yet is
//! made in a directory that was resolved so. Only regular files are opened, and never for longer than a call.

use super::paths;
use crate::object::account;
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// What scripts may do in a directory.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Access {
    /// Read files and list directories.
    Read,
    /// The same, and write files.
    ReadWrite,
}

struct Directory {
    /// Absolute, without links.
    root: PathBuf,
    access: Access,
}

/// Open directories by their names.
#[derive(Default)]
pub(crate) struct Directories {
    open: BTreeMap<String, Directory>,
}

/// Why a file is not reached: an error message for the script.
type Refused = String;

impl Directories {
    pub(super) fn open(&mut self, name: &str, path: &Path, access: Access) -> io::Result<()> {
        if !paths::is_name(name) {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, format!("`{name}` can't be the first part of a path")));
        }
        let root = path.canonicalize()?;
        if !root.is_dir() {
            return Err(io::Error::new(io::ErrorKind::NotADirectory, format!("`{}` is not a directory", path.display())));
        }
        self.open.insert(name.to_owned(), Directory { root, access });
        Ok(())
    }

    pub(super) fn close(&mut self, name: &str) {
        self.open.remove(name);
    }

    /// The open directory that a path begins with, and the rest of the path.
    fn find<'a>(&self, path: &'a str) -> Result<(&Directory, Vec<&'a str>), Refused> {
        let parts = paths::parts(path)?;
        match self.open.get(parts[0]) {
            Some(directory) => Ok((directory, parts[1..].to_vec())),
            None if self.open.is_empty() => Err(format!("`{}` is not reached: the host has opened no directory", paths::shown(path))),
            None => {
                let known: Vec<_> = self.open.keys().map(|name| format!("`{name}`")).collect();
                Err(format!("the host has not opened a directory `{}`; open are {}", paths::shown(parts[0]), known.join(", ")))
            }
        }
    }

    /// What is there under a path, resolved.
    fn existing(&self, path: &str) -> Result<PathBuf, Refused> {
        let (directory, rest) = self.find(path)?;
        directory.resolve(&rest).map_err(|problem| told(problem, path))
    }

    /// The text of a file.
    pub(crate) fn read(&self, path: &str) -> Result<String, ReadError> {
        let file = open_regular(&self.existing(path)?, path, OpenOptions::new().read(true))?;
        let length = file.metadata().map_err(|error| failed(&error, path))?.len();
        // The buffer, and the string that is made of it: refused before anything is read.
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        account::check(length.saturating_mul(2)).map_err(|_| ReadError::TooLarge(length))?;
        let mut bytes = Vec::with_capacity(length);
        // A file that grows meanwhile, or does not tell its length, is not read further than what was checked.
        let mut limited = file.take(length as u64 + 1);
        limited.read_to_end(&mut bytes).map_err(|error| failed(&error, path))?;
        if bytes.len() > length {
            return Err(ReadError::Refused(format!("`{}` changed while it was read", paths::shown(path))));
        }
        String::from_utf8(bytes).map_err(|_| ReadError::Refused(format!("`{}` is not UTF-8 text", paths::shown(path))))
    }

    /// Writes a text to a file, which is made if it is not there; in the place of what was in it, or behind that.
    pub(crate) fn write(&self, path: &str, text: &str, append: bool) -> Result<(), Refused> {
        let (directory, rest) = self.find(path)?;
        if directory.access != Access::ReadWrite {
            return Err(format!("`{}` is in a directory that is only open for reading", paths::shown(path)));
        }
        let mut options = OpenOptions::new();
        options.write(true).append(append);
        let mut file = match directory.resolve(&rest) {
            Ok(target) => open_regular(&target, path, &options)?,
            Err(Problem::Missing) => {
                // It is made in a directory that is there, and only where nothing is, not even a link that leads nowhere.
                let Some((name, parents)) = rest.split_last() else { return Err(told(Problem::Missing, path)) };
                let parent = match directory.resolve(parents) {
                    Ok(parent) => parent,
                    Err(Problem::Missing) => return Err(format!("the directory of `{}` does not exist", paths::shown(path))),
                    Err(problem) => return Err(told(problem, path)),
                };
                options.create_new(true).open(parent.join(name)).map_err(|error| failed(&error, path))?
            }
            Err(problem) => return Err(told(problem, path)),
        };
        if !append {
            file.set_len(0).map_err(|error| failed(&error, path))?;
        }
        file.write_all(text.as_bytes()).map_err(|error| failed(&error, path))
    }

    /// Whether there is a regular file.
    pub(crate) fn exists(&self, path: &str) -> Result<bool, Refused> {
        let (directory, rest) = self.find(path)?;
        match directory.resolve(&rest) {
            Ok(target) => Ok(target.is_file()),
            Err(Problem::Missing) => Ok(false),
            Err(problem) => Err(told(problem, path)),
        }
    }

    /// The names of what is in a directory, sorted; those of directories end in `/`. What scripts could not name is left out.
    pub(crate) fn list(&self, path: &str) -> Result<Vec<String>, ReadError> {
        let target = self.existing(path)?;
        let mut names = Vec::new();
        let mut bytes: usize = 0;
        for entry in fs::read_dir(target).map_err(|error| failed(&error, path))? {
            let entry = entry.map_err(|error| failed(&error, path))?;
            let Ok(name) = entry.file_name().into_string() else { continue };
            if !paths::is_name(&name) {
                continue;
            }
            let is_directory = entry.file_type().is_ok_and(|kind| kind.is_dir());
            // The name here, and the string and the place in the array that it becomes.
            bytes = bytes.saturating_add(2 * name.len() + 128);
            account::check(bytes).map_err(|_| ReadError::TooLarge(bytes))?;
            names.push(if is_directory { name + "/" } else { name });
        }
        names.sort_unstable();
        Ok(names)
    }
}

/// Why something is not read.
pub(crate) enum ReadError {
    /// An error for the script.
    Refused(Refused),
    /// It takes more bytes than the script may have.
    TooLarge(usize),
}

impl From<Refused> for ReadError {
    fn from(message: Refused) -> ReadError {
        ReadError::Refused(message)
    }
}

/// Why a path leads to nothing.
enum Problem {
    /// Nothing is there.
    Missing,
    /// What is there lies outside, or nobody knows where.
    Outside,
    Failed(io::Error),
}

impl Directory {
    /// Where a path leads to, if something is there.
    fn resolve(&self, parts: &[&str]) -> Result<PathBuf, Problem> {
        let mut path = self.root.clone();
        path.extend(parts);
        match path.canonicalize() {
            Ok(resolved) if resolved.starts_with(&self.root) => Ok(resolved),
            Ok(_) => Err(Problem::Outside),
            // A link to what does not exist is there, though nothing is behind it. Through one of a part before, nothing is made either.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                if self.has_link(parts) {
                    Err(Problem::Outside)
                } else {
                    Err(Problem::Missing)
                }
            }
            Err(error) => Err(Problem::Failed(error)),
        }
    }

    /// Whether a part of a path is a link.
    fn has_link(&self, parts: &[&str]) -> bool {
        let mut path = self.root.clone();
        parts.iter().any(|part| {
            path.push(part);
            path.is_symlink()
        })
    }
}

/// Opens what a path was resolved to, if that is a regular file: nothing that a script could wait for.
fn open_regular(target: &Path, path: &str, options: &OpenOptions) -> Result<File, Refused> {
    let not_a_file = || format!("`{}` is not a file", paths::shown(path));
    // Before it is opened, since opening a pipe waits; and behind that, since it may have become something else.
    if !fs::symlink_metadata(target).map_err(|error| failed(&error, path))?.is_file() {
        return Err(not_a_file());
    }
    let file = options.open(target).map_err(|error| failed(&error, path))?;
    if file.metadata().map_err(|error| failed(&error, path))?.is_file() { Ok(file) } else { Err(not_a_file()) }
}

fn told(problem: Problem, path: &str) -> Refused {
    match problem {
        Problem::Missing => format!("`{}` does not exist", paths::shown(path)),
        Problem::Outside => format!("`{}` leads out of the directory that the host opened", paths::shown(path)),
        Problem::Failed(error) => failed(&error, path),
    }
}

/// What scripts may meet, in words that are the same everywhere.
const FAILURES: [(io::ErrorKind, &str); 6] = [
    (io::ErrorKind::NotFound, "does not exist"),
    (io::ErrorKind::PermissionDenied, "may not be opened"),
    (io::ErrorKind::NotADirectory, "is not in a directory"),
    (io::ErrorKind::IsADirectory, "is a directory"),
    (io::ErrorKind::StorageFull, "finds no room on the disk"),
    (io::ErrorKind::QuotaExceeded, "finds no room on the disk"),
];

/// What the system said.
fn failed(error: &io::Error, path: &str) -> Refused {
    let path = paths::shown(path);
    match FAILURES.iter().find(|(kind, _)| *kind == error.kind()) {
        Some((_, words)) => format!("`{path}` {words}"),
        None => format!("`{path}`: {}", error.kind()),
    }
}
