//! The host of a game with mods: the base game is compiled in, mods are loaded from a folder and run in the VM.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use writ_runtime::{Limits, Writ};

// The modules that build.rs made of the scripts: `main`.
writ_runtime::include_modules!();

fn main() -> Result<(), Box<dyn Error>> {
    let mods = std::env::args_os().nth(1).map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/mods")), PathBuf::from);
    let mut writ = Writ::new();
    // Mods are the players': none of them hangs the game or takes all memory.
    writ.set_limits(Limits::new().instructions(10_000_000).heap_bytes(64 << 20));
    load_mods(&mut writ, &mods)?;
    let blows = main::explore(&mut writ, 5)?;
    println!("{blows} blows");
    Ok(())
}

/// Loads the mods of a folder in the order of their names. What is wrong with one is said, and the game goes on without it.
fn load_mods(writ: &mut Writ, folder: &Path) -> Result<(), Box<dyn Error>> {
    // From here on scripts can import "main".
    writ.link(main::module())?;
    writ.set_root(folder);
    let mut names: Vec<String> =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect::<std::io::Result<_>>()?;
    names.retain(|name| name.ends_with(".writ"));
    names.sort();
    for name in names {
        match writ.load(&name) {
            Ok(_) => println!("loaded {name}"),
            Err(error) => eprintln!("{name} was not loaded:\n{error}"),
        }
    }
    Ok(())
}
