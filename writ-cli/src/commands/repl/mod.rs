//! `writ repl`: a console to try things in.
//!
//! * `console` — what is done with an input, whoever typed it; `commands` — inputs that begin with `:`
//! * `editor` — lines of a terminal: editing, history, Ctrl-C; `complete` — names to go on with

mod commands;
mod complete;
mod console;
mod editor;

use clap::Args;
use console::{Console, Next};
use std::io::{self, BufRead, IsTerminal};
use std::path::PathBuf;
use std::process::ExitCode;
use writ_compiler::syntax::is_incomplete;

/// Runs what is typed, piece by piece, and shows the value and the type of expressions.
///
/// Later pieces see what earlier ones declared. An input goes on on the next line while a bracket is open or an operator ends the line. `:help`
/// lists the commands. Without a terminal it reads standard input and shows no prompts.
#[derive(Args)]
pub struct Repl {
    /// Scripts that run first, as by `:load`.
    files: Vec<String>,
    /// Where the inputs are kept, instead of in the user's folder.
    #[arg(long, value_name = "FILE", conflicts_with = "no_history")]
    history: Option<PathBuf>,
    /// Keeps no inputs, and knows none of earlier.
    #[arg(long)]
    no_history: bool,
}

impl Repl {
    pub fn execute(self) -> io::Result<ExitCode> {
        let mut console = Console::new();
        for file in &self.files {
            console.load(file);
        }
        if io::stdin().is_terminal() {
            let history = if self.no_history { None } else { self.history.or_else(editor::history_file) };
            editor::run(console, history.as_deref())?;
        } else {
            read_input(&mut console, &mut io::stdin().lock())?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Runs what is on standard input, which nobody types.
fn read_input(console: &mut Console, input: &mut dyn BufRead) -> io::Result<()> {
    let mut text = String::new();
    loop {
        let before = text.len();
        if input.read_line(&mut text)? == 0 {
            // What breaks off says so itself.
            console.enter(&text);
            return Ok(());
        }
        if !is_open(&text) {
            if let Next::Quit = console.enter(&text) {
                return Ok(());
            }
            text.clear();
        } else if before == 0 && text.trim().is_empty() {
            text.clear();
        }
    }
}

/// Whether an input goes on on the next line.
fn is_open(text: &str) -> bool {
    !text.starts_with(':') && is_incomplete(text)
}
