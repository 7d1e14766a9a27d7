//! Source files of the file system.

use super::{DEFAULT_MAX_BYTES, EXTENSION, LoadError, SourceLoader};
use std::ffi::OsStr;
use std::fs;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

/// How many entries of a folder are looked at for a suggestion.
const MAX_LISTED: usize = 1000;

/// The scripts below a root directory. Nothing outside it is read, also not through a symbolic link.
#[derive(Clone, Debug)]
pub struct Files {
    root: PathBuf,
    max_bytes: u64,
}

impl Files {
    /// The files below `root`.
    pub fn new(root: impl Into<PathBuf>) -> Files {
        let root = root.into();
        // The parent of `game.writ` is the empty path, by which the current directory is meant.
        let root = if root.as_os_str().is_empty() { PathBuf::from(".") } else { root };
        Files { root, max_bytes: DEFAULT_MAX_BYTES }
    }

    /// Refuses files of more than `bytes` bytes.
    pub fn max_bytes(mut self, bytes: u64) -> Files {
        self.max_bytes = bytes;
        self
    }

    /// The root directory.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where `path` really lies, all symbolic links followed.
    fn locate(&self, path: &str) -> Result<PathBuf, LoadError> {
        let mut full = fs::canonicalize(&self.root).map_err(load_error)?;
        let root = full.clone();
        for part in path.split('/').filter(|part| !part.is_empty()) {
            let mut components = Path::new(part).components();
            match (components.next(), components.next()) {
                (Some(Component::Normal(name)), None) if name == OsStr::new(part) => full.push(name),
                _ => return Err(LoadError::OutsideRoot),
            }
        }
        let real = fs::canonicalize(&full).map_err(load_error)?;
        if real.starts_with(&root) { Ok(real) } else { Err(LoadError::OutsideRoot) }
    }
}

impl SourceLoader for Files {
    fn load(&self, path: &str) -> Result<String, LoadError> {
        let real = self.locate(path)?;
        // Asked before opening: opening a pipe would wait for its writer.
        let metadata = fs::metadata(&real).map_err(load_error)?;
        if metadata.is_dir() {
            return Err(LoadError::IsDirectory);
        }
        if !metadata.is_file() {
            return Err(LoadError::Other("not a regular file".to_owned()));
        }
        let limit = self.max_bytes;
        if metadata.len() > limit {
            return Err(LoadError::TooLarge { bytes: metadata.len(), limit });
        }
        let mut bytes = Vec::with_capacity(metadata.len() as usize);
        // The file may grow meanwhile, and some files of the system claim to be empty.
        fs::File::open(&real).map_err(load_error)?.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(load_error)?;
        if bytes.len() as u64 > limit {
            return Err(LoadError::TooLarge { bytes: bytes.len() as u64, limit });
        }
        String::from_utf8(bytes).map_err(|error| LoadError::NotUtf8 { offset: error.utf8_error().valid_up_to() })
    }

    fn list(&self, folder: &str) -> Vec<String> {
        let Ok(entries) = self.locate(folder).and_then(|real| fs::read_dir(real).map_err(load_error)) else {
            return Vec::new();
        };
        let names = entries.take(MAX_LISTED).filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let mut names: Vec<String> = names.filter(|name| name.ends_with(EXTENSION)).collect();
        names.sort();
        names
    }
}

/// What went wrong, without the system's numbers.
fn load_error(error: io::Error) -> LoadError {
    let kind = error.kind();
    if matches!(kind, io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) {
        return LoadError::NotFound;
    }
    LoadError::Other(kind.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder of its own below the system's one for temporary files, removed at the end of the test.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Folder {
            let path = std::env::temp_dir().join(format!("writ-loader-{name}-{}", std::process::id()));
            let _ = fs::remove_dir_all(&path);
            fs::create_dir_all(path.join("root/items")).expect("a writable temporary folder");
            Folder(path)
        }

        fn write(&self, path: &str, text: impl AsRef<[u8]>) {
            fs::write(self.0.join(path), text).expect("a writable temporary folder");
        }

        fn files(&self) -> Files {
            Files::new(self.0.join("root"))
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn reads_and_lists_files() {
        let folder = Folder::new("reads");
        folder.write("root/main.writ", "let x = 1");
        folder.write("root/items/sword.writ", "");
        folder.write("root/items/notes.txt", "");
        let files = folder.files();
        assert_eq!(files.load("main.writ"), Ok("let x = 1".to_owned()));
        assert_eq!(files.load("items/sword.writ"), Ok(String::new()));
        assert_eq!(files.list("items"), ["sword.writ"]);
        assert_eq!(files.list("nothing"), [""; 0]);
    }

    #[test]
    fn refuses_what_is_no_script() {
        let folder = Folder::new("refuses");
        folder.write("root/latin.writ", b"let x = \"\xe9\"");
        folder.write("root/long.writ", "x".repeat(100));
        let files = folder.files().max_bytes(99);
        assert_eq!(files.load("missing.writ"), Err(LoadError::NotFound));
        assert_eq!(files.load("latin.writ/inside.writ"), Err(LoadError::NotFound));
        assert_eq!(files.load("items"), Err(LoadError::IsDirectory));
        assert_eq!(files.load("latin.writ"), Err(LoadError::NotUtf8 { offset: 9 }));
        assert_eq!(files.load("long.writ"), Err(LoadError::TooLarge { bytes: 100, limit: 99 }));
        assert!(matches!(files.load("nul\0.writ"), Err(LoadError::Other(_))));
        assert_eq!(Files::new(folder.0.join("nowhere")).load("main.writ"), Err(LoadError::NotFound));
    }

    #[test]
    fn never_leaves_the_root() {
        let folder = Folder::new("leaves");
        folder.write("secret.writ", "let secret = 1");
        let files = folder.files();
        assert_eq!(files.load("../secret.writ"), Err(LoadError::OutsideRoot));
        assert_eq!(files.load("items/../../secret.writ"), Err(LoadError::OutsideRoot));
    }

    #[cfg(unix)]
    #[test]
    fn symbolic_links_stay_below_the_root() {
        let folder = Folder::new("links");
        folder.write("secret.writ", "let secret = 1");
        folder.write("root/items/sword.writ", "let sword = 1");
        let link = |from: &str, to: &str| std::os::unix::fs::symlink(folder.0.join(to), folder.0.join(from)).expect("a link");
        link("root/out.writ", "secret.writ");
        link("root/up", "");
        link("root/blade.writ", "root/items/sword.writ");
        link("root/self.writ", "root/self.writ");
        link("linked", "root");
        let files = folder.files();
        assert_eq!(files.load("out.writ"), Err(LoadError::OutsideRoot));
        assert_eq!(files.load("up/secret.writ"), Err(LoadError::OutsideRoot));
        assert_eq!(files.load("blade.writ"), Ok("let sword = 1".to_owned()));
        assert!(files.load("self.writ").is_err());
        assert_eq!(Files::new(folder.0.join("linked")).load("blade.writ"), Ok("let sword = 1".to_owned()), "the root itself may be a link");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn special_files_are_refused() {
        assert_eq!(Files::new("/dev").load("null"), Err(LoadError::Other("not a regular file".to_owned())));
        let endless = Files::new("/proc").max_bytes(100).load("cpuinfo");
        assert!(matches!(endless, Err(LoadError::TooLarge { .. })), "a file that claims to be empty: {endless:?}");
    }
}
