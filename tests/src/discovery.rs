//! Which files are tests.

pub use writ_cli::discovery::{FoundScript, entries, files_below};

use std::path::Path;

/// All tests below a folder, in order of their names; those only that `WRIT_CASE` asks for.
pub fn scripts_below(folder: &Path) -> Vec<FoundScript> {
    let mut found = writ_cli::discovery::scripts_below(folder);
    if let Some(wanted) = crate::wanted() {
        found.retain(|script| script.name.contains(&wanted));
    }
    found
}
