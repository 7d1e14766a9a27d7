//! Scripts of this repository, to be changed.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// Longer ones leave no time for many changes.
const MAX_BYTES: usize = 6000;

/// Where a script lies says what it is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// It runs: a case or a program.
    Runs,
    /// It has mistakes, to be told.
    Mistakes,
}

/// A script.
pub struct Script {
    /// Its place among all: a number that depends on its path alone, so that an input means the same when other scripts are added.
    place: u16,
    pub path: String,
    pub kind: Kind,
    pub text: String,
    /// What its first lines say about ticks.
    pub ticks: (u32, f64),
}

const FOLDERS: &[(&str, Kind)] = &[("tests/cases", Kind::Runs), ("tests/programs", Kind::Runs), ("tests/ui", Kind::Mistakes)];

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// All scripts, in the order of their places.
pub fn programs() -> &'static [Script] {
    static ALL: OnceLock<Vec<Script>> = OnceLock::new();
    ALL.get_or_init(|| {
        let root = workspace();
        let mut all = Vec::new();
        for (folder, kind) in FOLDERS {
            walk(&root.join(folder), &mut |path, text| {
                let path = path.strip_prefix(&root).unwrap_or(path).to_string_lossy().replace('\\', "/");
                all.push(Script { place: place_of(&path), kind: *kind, ticks: ticks_of(&text), text, path });
            });
        }
        all.sort_by(|a, b| (a.place, &a.path).cmp(&(b.place, &b.path)));
        assert!(all.len() > 100, "the scripts of the repository were not found");
        all
    })
}

fn walk(folder: &Path, found: &mut impl FnMut(&Path, String)) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        // A folder with `main.writ` is one program of several modules: not for here.
        if path.is_dir() && !path.join("main.writ").exists() {
            walk(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "writ")
            && let Ok(text) = std::fs::read_to_string(&path)
            && text.len() <= MAX_BYTES
        {
            found(&path, text);
        }
    }
}

/// `// ticks: 20 x 0.1`.
fn ticks_of(text: &str) -> (u32, f64) {
    let line = text.lines().take(5).find_map(|line| line.strip_prefix("// ticks: "));
    line.and_then(|line| line.split_once(" x "))
        .and_then(|(count, seconds)| Some((count.parse().ok()?, seconds.parse().ok()?)))
        .unwrap_or((0, 0.0))
}

/// FNV-1a, folded.
fn place_of(path: &str) -> u16 {
    let hash = path.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    (hash ^ (hash >> 16) ^ (hash >> 32) ^ (hash >> 48)) as u16
}

/// The script at a place or next behind it, of those for which `is_wanted` holds.
pub fn at(place: u16, is_wanted: impl Fn(&Script) -> bool) -> &'static Script {
    let all = programs();
    let first = all.partition_point(|script| script.place < place);
    let found = all[first..].iter().chain(&all[..first]).find(|script| is_wanted(script));
    found.unwrap_or(&all[0])
}
