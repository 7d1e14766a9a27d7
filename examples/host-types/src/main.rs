//! Runs the meadow for some steps and reports. `--help` says how.

use host_types::options::{HELP, Options};
use host_types::simulation::Simulation;
use std::error::Error;
use std::process::ExitCode;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("host-types: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let options = Options::parse(std::env::args().skip(1))?;
    if options.help {
        println!("{HELP}");
        return Ok(());
    }
    let mut meadow = Simulation::new(&options.engine)?;
    println!("{}", meadow.summary());
    for step in 1..=options.steps {
        for event in meadow.step()? {
            println!("{event}");
        }
        if step % 10 == 0 || step == options.steps {
            println!("{}", meadow.summary());
        }
    }
    Ok(())
}
