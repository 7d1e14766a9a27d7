//! One script, two ways to run it: `scripts/combat.writ` is compiled to Rust by build.rs, and loaded into the VM. Both give the same results.

use std::error::Error;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use writ_runtime::Writ;

// The modules that build.rs made: `combat`.
writ_runtime::include_modules!();

const DUELS: i64 = 20_000;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    // Compiled: the script's functions are Rust functions.
    let mut writ = Writ::new();
    let damage = combat::damage(&mut writ, 20, 3)?;
    let (report, compiled_time) = timed(|| combat::tournament(&mut writ, DUELS))?;
    println!("compiled: damage {damage}; {report}");

    // Loaded: the same file, without compiling the program again.
    let mut writ = Writ::new();
    writ.set_root(concat!(env!("CARGO_MANIFEST_DIR"), "/scripts"));
    let script = writ.load("combat.writ")?;
    let vm_damage: i64 = script.call(&mut writ, "damage", (20_i64, 3_i64))?;
    let (vm_report, vm_time) = timed(|| script.call::<String>(&mut writ, "tournament", (DUELS,)))?;
    println!("VM:       damage {vm_damage}; {vm_report}");

    println!("{DUELS} duels took {compiled_time:.1?} compiled and {vm_time:.1?} in the VM.");
    if (damage, report) != (vm_damage, vm_report) {
        println!("The results differ.");
        return Ok(ExitCode::FAILURE);
    }
    println!("Both agree.");
    Ok(ExitCode::SUCCESS)
}

/// A call's result, and how long it took.
fn timed<T, E>(call: impl FnOnce() -> Result<T, E>) -> Result<(T, Duration), E> {
    let start = Instant::now();
    let result = call()?;
    Ok((result, start.elapsed()))
}
