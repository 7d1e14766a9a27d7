//! The flags.

use crate::engine::Engine;
use std::path::PathBuf;

/// What `--help` says.
pub const HELP: &str = "\
A cutscene in the terminal, played by a script with coroutines.

Usage: cutscene [--vm | --script FILE] [--commands FILE] [--step SECONDS]

  --vm              runs the script in the VM; without it, it is compiled in
  --script FILE     runs another script in the VM
  --commands FILE   no terminal, no waiting: obeys the commands of a file (`-`: of standard input) and writes a transcript
  --step SECONDS    how long a tick is, from 0.001 to 1; 0.05 unless it is said
  --help            this

A line of commands is `at SECONDS COMMAND`, in seconds of real time. The commands:

  pause, resume     time stands still, passes again
  speed FACTOR      so many seconds of the scene pass in a second
  skip              plays to the end at once
  cancel            ends the scene
  heckle NUMBER     somebody in the audience shouts (0 to 2; others fail)
  freeze NAME       an actor stops what it does by itself (try: cat)

The exit code is 1 if a coroutine failed or the scene did not end, 2 if a flag, a command or the script is wrong.";

/// The ticks of a scene, unless it is said: 20 a second.
const STEP: f64 = 0.05;

/// What the user wants.
#[derive(Clone, PartialEq, Debug)]
pub struct Options {
    /// What runs the script.
    pub engine: Engine,
    /// The file with commands; `-` is standard input. None: in the terminal.
    pub commands: Option<String>,
    /// How many seconds a tick is.
    pub step: f64,
    /// Only the help.
    pub help: bool,
}

impl Options {
    /// Reads the arguments behind the program's name.
    ///
    /// # Errors
    /// What is wrong with them, for the user.
    pub fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Options, String> {
        let (mut engine, mut commands, mut step, mut help) = (None, None, None, false);
        let mut arguments = arguments.into_iter();
        while let Some(flag) = arguments.next() {
            let mut value = |what: &str| arguments.next().ok_or(format!("`{flag}` needs {what}"));
            match flag.as_str() {
                "--vm" => once(&mut engine, Engine::vm(), "the script is chosen twice")?,
                "--script" => once(&mut engine, Engine::Vm(PathBuf::from(value("a file")?)), "the script is chosen twice")?,
                "--commands" => once(&mut commands, value("a file")?, "`--commands` stands twice")?,
                "--step" => once(&mut step, seconds(&value("a number of seconds")?)?, "`--step` stands twice")?,
                "--help" | "-h" => help = true,
                other => return Err(format!("there is no `{other}`; `--help` shows what there is")),
            }
        }
        Ok(Options { engine: engine.unwrap_or(Engine::Compiled), commands, step: step.unwrap_or(STEP), help })
    }
}

fn once<T>(place: &mut Option<T>, value: T, twice: &str) -> Result<(), String> {
    if place.replace(value).is_some() { Err(twice.into()) } else { Ok(()) }
}

fn seconds(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(step) if (0.001..=1.0).contains(&step) => Ok(step),
        Ok(_) | Err(_) => Err(format!("`--step` is a number of seconds from 0.001 to 1, found `{text}`")),
    }
}
