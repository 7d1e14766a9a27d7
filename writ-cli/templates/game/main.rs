//! The host of the game: it owns the window, the loop and the clock, and scripts say what happens.

use std::error::Error;
use writ_runtime::Writ;

// The modules that build.rs made of the scripts: `main`.
writ_runtime::include_modules!();

/// The seconds of a frame.
const FRAME: f32 = 0.1;

fn main() -> Result<(), Box<dyn Error>> {
    let mut writ = Writ::new();
    let summary = if std::env::args().any(|argument| argument == "--vm") { interpreted(&mut writ)? } else { compiled(&mut writ)? };
    println!("{summary}");
    Ok(())
}

/// The script as Rust, which is part of this program.
fn compiled(writ: &mut Writ) -> Result<String, Box<dyn Error>> {
    main::begin(writ)?;
    while !main::is_over(writ)? {
        main::update(writ, FRAME)?;
        tick(writ)?;
    }
    Ok(main::summary(writ)?)
}

/// The script in the VM, as it is in the file now: an edit needs no build.
fn interpreted(writ: &mut Writ) -> Result<String, Box<dyn Error>> {
    writ.set_root(concat!(env!("CARGO_MANIFEST_DIR"), "/scripts"));
    let script = writ.load("main.writ")?;
    script.call::<()>(writ, "begin", ())?;
    while !script.call::<bool>(writ, "isOver", ())? {
        script.call::<()>(writ, "update", (FRAME,))?;
        tick(writ)?;
    }
    Ok(script.call(writ, "summary", ())?)
}

/// Lets coroutines go on. One that fails is reported; the others and the game go on.
fn tick(writ: &mut Writ) -> Result<(), Box<dyn Error>> {
    for failure in writ.tick(FRAME.into())?.failures {
        eprintln!("{}", failure.error);
    }
    Ok(())
}
