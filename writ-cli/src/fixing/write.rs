//! Replacing a file in one step: whoever reads it meanwhile, or whatever fails, it has either its old text or the new one.

use std::ffi::OsString;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

/// The byte order mark with which some editors begin a file.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// Gives the file a new text, if it may be written and still has the old one.
pub fn replace(path: &Path, before: &str, now: &str) -> io::Result<()> {
    let permissions = fs::metadata(path)?.permissions();
    if permissions.readonly() {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "the file is read-only"));
    }
    let bytes = fs::read(path)?;
    // The mark at the start of some files is no part of the text.
    let (mark, text) = match bytes.strip_prefix(MARK) {
        Some(text) => (MARK, text),
        None => (&b""[..], &*bytes),
    };
    if text != before.as_bytes() {
        return Err(io::Error::other("the file has changed meanwhile"));
    }
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}.fixed", std::process::id()));
    // In the same folder, so that renaming stays within one file system.
    let temporary = path.with_file_name(name);
    let written = write_new(&temporary, &[mark, now.as_bytes()], permissions).and_then(|()| fs::rename(&temporary, path));
    if written.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    written
}

fn write_new(path: &Path, parts: &[&[u8]], permissions: fs::Permissions) -> io::Result<()> {
    let mut file = fs::File::create_new(path)?;
    for part in parts {
        file.write_all(part)?;
    }
    file.set_permissions(permissions)?;
    file.sync_all()
}
