//! The flags.

use crate::engine::Engine;

/// What `--help` says.
pub const HELP: &str = "\
A meadow whose animals are Rust structs and whose behaviour is a script.

Usage: host-types [--vm] [--steps N]

  --vm         runs the script in the VM; without it, it is compiled in
  --steps N    how many steps, from 0 to 10000; 40 unless it is said
  --help       this";

/// What the user wants.
#[derive(Clone, PartialEq, Debug)]
pub struct Options {
    /// What runs the script.
    pub engine: Engine,
    /// How many steps.
    pub steps: u32,
    /// Only the help.
    pub help: bool,
}

impl Options {
    /// Reads the arguments behind the program's name.
    ///
    /// # Errors
    /// What is wrong with them, for the user.
    pub fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Options, String> {
        let mut options = Options { engine: Engine::Compiled, steps: 40, help: false };
        let mut arguments = arguments.into_iter();
        while let Some(flag) = arguments.next() {
            match flag.as_str() {
                "--vm" => options.engine = Engine::vm(),
                "--steps" => options.steps = steps(&arguments.next().unwrap_or_default())?,
                "--help" | "-h" => options.help = true,
                other => return Err(format!("there is no `{other}`; `--help` shows what there is")),
            }
        }
        Ok(options)
    }
}

fn steps(text: &str) -> Result<u32, String> {
    match text.parse() {
        Ok(steps) if steps <= 10_000 => Ok(steps),
        Ok(_) | Err(_) => Err(format!("`--steps` is a number from 0 to 10000, found `{text}`")),
    }
}
