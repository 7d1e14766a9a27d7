//! Plays the scene: in the terminal, or by a list of commands as a transcript. `--help` says how.

use cutscene::options::{HELP, Options};
use cutscene::theatre::Theatre;
use cutscene::{Outcome, command, live, transcript};
use std::io::{self, IsTerminal, Read};
use std::process::ExitCode;
use std::{env, fs};

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("cutscene: {error}");
            ExitCode::from(2)
        }
    }
}

/// Whether all went well.
fn run() -> Outcome<bool> {
    let options = Options::parse(env::args().skip(1))?;
    if options.help {
        println!("{HELP}");
        return Ok(true);
    }
    // Before anything is played: who wrote a wrong command wants to know it now.
    let commands = options.commands.as_deref().map(read_commands).transpose()?;
    let mut theatre = Theatre::open(&options.engine, options.step)?;
    match commands {
        Some(commands) => transcript::run(&mut theatre, &commands, &mut io::stdout().lock(), &mut io::stderr().lock()),
        None if io::stdout().is_terminal() => live::run(&mut theatre),
        None => Err("standard output is no terminal to draw in: use `--commands`".into()),
    }
}

fn read_commands(file: &str) -> Outcome<Vec<command::Timed>> {
    let (name, text) = if file == "-" {
        let mut text = String::new();
        io::stdin().read_to_string(&mut text).map_err(|error| format!("standard input: {error}"))?;
        ("<stdin>", text)
    } else {
        (file, fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?)
    };
    Ok(command::parse_list(name, &text)?)
}
