//! The `writ` command.
//!
//! Exit codes: 0 if all went well, 1 if a script ended in a run-time error (`run`) or the engines part (`diff`), 2 if something does not
//! compile, can't be read, or the command line makes no sense.

mod commands;

use clap::{Parser, Subcommand};
use commands::{build, check, diff, run};
use std::process::ExitCode;

/// Runs, checks, compiles and compares Writ scripts.
#[derive(Parser)]
#[command(name = "writ", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Run(run::Run),
    Check(check::Check),
    Build(build::Build),
    Diff(diff::Diff),
}

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Run(command) => command.execute(),
        Command::Check(command) => command.execute(),
        Command::Build(command) => command.execute(),
        Command::Diff(command) => command.execute(),
    };
    done.unwrap_or_else(|error| {
        commands::report(&format!("error: {error}"));
        ExitCode::from(commands::EXIT_INPUT)
    })
}
