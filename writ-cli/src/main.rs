//! The `writ` command.
//!
//! Exit codes: 0 if all went well, 1 if a script ended in a run-time error (`run`), a test failed (`test`), the engines part (`diff`) or scripts
//! are not formatted (`fmt --check`), 2 if something does not compile, can't be read, or the command line makes no sense.

mod commands;

use clap::{Parser, Subcommand};
use commands::{api, build, check, diff, explain, fmt, new, repl, run, test};
use std::process::ExitCode;

/// Runs, checks, compiles and compares Writ scripts, and shows what a host offers to them.
#[derive(Parser)]
#[command(name = "writ", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Run(run::Run),
    Test(test::Test),
    Repl(repl::Repl),
    New(new::New),
    Check(check::Check),
    Explain(explain::Explain),
    Build(build::Build),
    Diff(diff::Diff),
    Api(api::Api),
    Fmt(fmt::Fmt),
}

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Run(command) => command.execute(),
        Command::Test(command) => command.execute(),
        Command::Repl(command) => command.execute(),
        Command::New(command) => command.execute(),
        Command::Check(command) => command.execute(),
        Command::Explain(command) => command.execute(),
        Command::Build(command) => command.execute(),
        Command::Diff(command) => command.execute(),
        Command::Api(command) => command.execute(),
        Command::Fmt(command) => command.execute(),
    };
    done.unwrap_or_else(|error| {
        commands::report(&format!("error: {error}"));
        ExitCode::from(commands::EXIT_INPUT)
    })
}
