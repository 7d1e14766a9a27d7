//! Paths of modules: relative to the root directory, with `/`, normalised.

use super::EXTENSION;

/// Why a path names no file below the root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathError {
    /// Its `..` lead out of the root directory.
    OutsideRoot,
    /// It starts with `/`, or a drive.
    Absolute,
    /// It contains `\`.
    Backslash,
    /// It names no file: empty, or it ends in `/`, `.` or `..`.
    NoFile,
}

/// The files that an import of `written` in the module `importer` may mean, best first: relative to the importer's folder, then to the root.
///
/// # Errors
/// If the path leaves the root, or is none.
pub fn resolve(importer: &str, written: &str) -> Result<Vec<String>, PathError> {
    let folder = folder(importer);
    let near = normalise(folder, written)?;
    // What leaves the root from a folder in it leaves it from the root all the more; the reverse does not hold.
    let mut found = vec![near];
    if let Ok(from_root) = normalise("", written)
        && from_root != found[0]
    {
        found.push(from_root);
    }
    Ok(found.into_iter().map(with_extension).collect())
}

/// The folder of a path: what stands before its last `/`, or nothing.
pub(super) fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// `folder/path` without `.`, `..` and doubled slashes.
pub(crate) fn normalise(folder: &str, path: &str) -> Result<String, PathError> {
    if path.contains('\\') {
        return Err(PathError::Backslash);
    }
    if path.starts_with('/') || path.as_bytes().get(1) == Some(&b':') {
        return Err(PathError::Absolute);
    }
    let last = path.rsplit('/').next().unwrap_or("");
    if matches!(last, "" | "." | ".." | EXTENSION) {
        return Err(PathError::NoFile);
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop().ok_or(PathError::OutsideRoot)?;
            }
            name => parts.push(name),
        }
    }
    Ok(parts.join("/"))
}

fn with_extension(mut path: String) -> String {
    if !path.ends_with(EXTENSION) {
        path.push_str(EXTENSION);
    }
    path
}

/// The path of a file as modules are named: without `.writ`.
pub(crate) fn module_path(file: &str) -> &str {
    file.strip_suffix(EXTENSION).unwrap_or(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(importer: &str, written: &str) -> Vec<String> {
        resolve(importer, written).expect("a path below the root")
    }

    #[test]
    fn relative_to_the_importer_then_to_the_root() {
        assert_eq!(paths("main.writ", "items/sword"), ["items/sword.writ"]);
        assert_eq!(paths("items/sword.writ", "shield"), ["items/shield.writ", "shield.writ"]);
        assert_eq!(paths("items/sword.writ", "./shield.writ"), ["items/shield.writ", "shield.writ"]);
        assert_eq!(paths("items/sword.writ", "../main"), ["main.writ"]);
        assert_eq!(paths("a/b/c.writ", "../x//y"), ["a/x/y.writ"]);
        assert_eq!(paths("main.writ", "v1.2"), ["v1.2.writ"]);
    }

    #[test]
    fn never_leaves_the_root() {
        assert_eq!(resolve("main.writ", "../secret"), Err(PathError::OutsideRoot));
        assert_eq!(resolve("a/main.writ", "../../secret"), Err(PathError::OutsideRoot));
        assert_eq!(resolve("main.writ", "a/../../secret"), Err(PathError::OutsideRoot));
        assert_eq!(resolve("main.writ", "/etc/passwd"), Err(PathError::Absolute));
        assert_eq!(resolve("main.writ", "C:/x"), Err(PathError::Absolute));
        assert_eq!(resolve("main.writ", "..\\x"), Err(PathError::Backslash));
    }

    #[test]
    fn names_a_file() {
        for path in ["", ".", "..", "items/", "items/..", ".writ"] {
            assert_eq!(resolve("a/main.writ", path), Err(PathError::NoFile), "{path:?}");
        }
    }
}
