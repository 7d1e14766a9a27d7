//! The host: loads a script into the VM and calls it.

use std::error::Error;
use writ_runtime::Writ;

fn main() -> Result<(), Box<dyn Error>> {
    let mut writ = Writ::new();
    writ.set_root(concat!(env!("CARGO_MANIFEST_DIR"), "/scripts"));
    let script = writ.load("main.writ")?;
    let greeting: String = script.call(&mut writ, "greet", ("host",))?;
    println!("{greeting}");
    Ok(())
}
