//! Generated programs as scripts.

use std::io;
use std::path::Path;
use writ_cli::engine::{Host, Script, Ticks};
use writ_generator::{Choices, Settings, generate};

/// The script of a seed.
pub fn script(seed: u64) -> Script {
    let generated = generate(&mut Choices::from_seed(seed), &Settings { host: true, ..Settings::default() });
    let ticks = Ticks { count: generated.ticks, seconds: generated.seconds };
    Script::from_text("main.writ", ".", generated.source).with_ticks(ticks).named(&format!("seed_{seed}"))
}

/// The host that generated programs call.
///
/// # Errors
/// If its source can't be read.
pub fn host() -> io::Result<Host> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../generator/host/src/api.rs");
    Host::read(&file, |writ| writ_generated_host::register(writ).map_err(|error| error.to_string()))
}
