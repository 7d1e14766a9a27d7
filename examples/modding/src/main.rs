//! Plays with the mods of the example's folder, or of one that is named.

use std::error::Error;
use std::path::PathBuf;
use writ_runtime::Writ;

fn main() -> Result<(), Box<dyn Error>> {
    let mods = std::env::args_os().nth(1).map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/mods")), PathBuf::from);
    let mut writ = Writ::new();
    let score = modding::play(&mut writ, &mods)?;
    println!("score: {score}");
    Ok(())
}
