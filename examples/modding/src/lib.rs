//! A base game that is compiled in, and mods that are loaded at start: they import the game's module, extend its open class, implement its trait.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use writ_runtime::Writ;

// The module that build.rs made: `game`.
writ_runtime::include_modules!();

/// Loads the mods of a folder, in the order of their names, and goes through the dungeon. Gives the score.
///
/// # Errors
/// A mod that does not compile or fails; the folder can't be read.
pub fn play(writ: &mut Writ, mods: &Path) -> Result<i64, Box<dyn Error>> {
    // From here on scripts can import "game".
    writ.link(game::module())?;
    writ.set_root(mods);
    let mut scripts: Vec<PathBuf> = fs::read_dir(mods)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
    scripts.retain(|path| path.extension().is_some_and(|extension| extension == "writ"));
    scripts.sort();
    for script in &scripts {
        let name = script.file_name().unwrap_or_default().to_string_lossy();
        writ.load(&name)?;
        println!("loaded {name}");
    }
    // Compiled code from here: it meets the mods' monsters through `Monster`.
    Ok(game::explore(writ, 5)?)
}
