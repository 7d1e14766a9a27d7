//! Prints the program of a seed: `writ-generator SEED [LINES] [--host] [--no-ticks]`.

use std::process::ExitCode;
use writ_generator::{Choices, Settings, generate};

fn main() -> ExitCode {
    let mut settings = Settings::default();
    let mut numbers = Vec::new();
    for argument in std::env::args().skip(1) {
        match (argument.as_str(), argument.parse::<u64>()) {
            ("--host", _) => settings.host = true,
            ("--no-ticks", _) => settings.ticks = false,
            (_, Ok(number)) => numbers.push(number),
            (_, Err(_)) => {
                eprintln!("usage: writ-generator SEED [LINES] [--host] [--no-ticks]");
                return ExitCode::FAILURE;
            }
        }
    }
    let seed = numbers.first().copied().unwrap_or(0);
    settings.lines = numbers.get(1).map_or(0, |lines| *lines as usize);
    let program = generate(&mut Choices::from_seed(seed), &settings);
    println!("// seed: {seed}\n// ticks: {} x {}\n{}", program.ticks, program.seconds, program.source);
    ExitCode::SUCCESS
}
