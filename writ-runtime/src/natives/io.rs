//! Files in the directories that the host opened.

use crate::collections::Array;
use crate::error::{self, Fallible};
use crate::library::ReadError;
use crate::object::Res;
use crate::text::Str;
use crate::writ::Writ;

/// What a script gets of what was read: an error of the file is a value, too little memory ends the call.
fn result<T, R>(read: Result<T, ReadError>, make: impl FnOnce(T) -> R) -> Fallible<Res<R>> {
    match read {
        Ok(value) => Ok(Res::Success(make(value))),
        Err(ReadError::Refused(message)) => Ok(Res::Error(Str::from(message))),
        Err(ReadError::TooLarge(bytes)) => Err(error::out_of_memory(bytes as u64)),
    }
}

/// The text of a file.
pub fn read_file(writ: &mut Writ, path: &Str) -> Fallible<Res<Str>> {
    result(writ.library.directories.read(path), Str::from)
}

/// Writes a file, in the place of what was in it.
pub fn write_file(writ: &mut Writ, path: &Str, text: &Str) -> Res<()> {
    writ.library.directories.write(path, text, false).into()
}

/// Writes behind what is in a file.
pub fn append_file(writ: &mut Writ, path: &Str, text: &Str) -> Res<()> {
    writ.library.directories.write(path, text, true).into()
}

/// Whether there is such a file.
pub fn file_exists(writ: &mut Writ, path: &Str) -> Res<bool> {
    writ.library.directories.exists(path).into()
}

/// What is in a directory.
pub fn list_dir(writ: &mut Writ, path: &Str) -> Fallible<Res<Array<Str>>> {
    result(writ.library.directories.list(path), |names| names.into_iter().map(Str::from).collect())
}
