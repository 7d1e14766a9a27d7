//! Inputs that begin with `:`.

use super::console::{Console, Next};
use crate::commands::{output, report};
use writ_cli::engine::Failure;

/// The commands, with what they take and what they do.
pub const COMMANDS: &[(&str, &str, &str)] = &[
    ("help", "", "shows this"),
    ("type", "EXPRESSION", "the type of an expression, without running it"),
    ("time", "SOURCE", "runs something and says how long it took"),
    ("load", "FILE", "runs a file as if it were typed; again after a change"),
    ("tick", "[SECONDS [TIMES]]", "lets coroutines go on (1/60 of a second, once)"),
    ("reset", "", "forgets everything"),
    ("quit", "", "ends, as Ctrl-D does"),
];

/// The seconds of a tick, unless they are given.
const TICK: f64 = 1.0 / 60.0;

/// More ticks are not made at once.
const MAX_TICKS: u32 = 1_000_000;

impl Console {
    /// Does what stands behind the `:`.
    pub(super) fn command(&mut self, text: &str) -> Next {
        let (name, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let rest = rest.trim();
        let found: Vec<&str> = COMMANDS.iter().map(|(command, _, _)| *command).filter(|command| command.starts_with(name)).collect();
        let command = match found.as_slice() {
            // As far as it tells them apart, a name may be cut.
            _ if name.is_empty() => "",
            [one] => one,
            // `:t` is `:type`, which is asked for most.
            [first, ..] if name.len() == 1 || *first == name => first,
            _ => "",
        };
        match (command, rest) {
            ("quit", "") => return Next::Quit,
            ("help", "") => help(),
            ("reset", "") => self.reset(),
            ("type" | "time" | "load", "") => report(&format!("error: `:{command}` needs something behind it; see `:help`")),
            ("type", expression) => self.show_type(expression),
            ("time", source) => {
                if let Some(time) = self.evaluate(source) {
                    output(&format!("took {time:.1?}\n"));
                }
            }
            ("load", file) => self.load(file),
            ("tick", rest) => self.tick(rest),
            ("quit" | "help" | "reset", _) => report(&format!("error: nothing stands behind `:{command}`")),
            (_, _) => {
                let near = writ_compiler::diagnostic::near::nearest(name, COMMANDS.iter().map(|(command, _, _)| *command));
                let hint = near.map_or("see `:help`".to_string(), |near| format!("did you mean `:{near}`?"));
                report(&format!("error: there is no command `:{name}`; {hint}"));
            }
        }
        Next::Input
    }

    fn show_type(&mut self, expression: &str) {
        let result = self.writ.type_of(expression);
        if let Some(ty) = self.settle(result) {
            output(&format!("{}\n", ty.as_deref().unwrap_or("void")));
        }
    }

    fn tick(&mut self, rest: &str) {
        let mut words = rest.split_whitespace();
        let seconds: Option<f64> = words.next().map_or(Some(TICK), |word| word.parse().ok());
        let times: Option<u32> = words.next().map_or(Some(1), |word| word.parse().ok());
        let (Some(seconds), Some(times), None) = (seconds, times.filter(|times| *times <= MAX_TICKS), words.next()) else {
            report(&format!("error: `:tick {rest}` makes no sense: write `:tick`, `:tick 0.5` or `:tick 0.5 20`"));
            return;
        };
        for _ in 0..times {
            match self.writ.tick(seconds) {
                Ok(done) => {
                    let mut interrupted = false;
                    for failure in done.failures {
                        interrupted |= failure.error.kind == writ_runtime::ErrorKind::Cancelled;
                        report(&self.render_failure(&Failure::from_error(&failure.error)));
                    }
                    if interrupted {
                        break;
                    }
                }
                Err(error) => {
                    report(&error.to_string());
                    return;
                }
            }
        }
        output(&match self.writ.active_coroutine_count() {
            0 => "no coroutine runs\n".to_string(),
            1 => "1 coroutine runs\n".to_string(),
            count => format!("{count} coroutines run\n"),
        });
    }
}

fn help() {
    let mut text = String::from("Type an expression to see its value and type, or any statement or declaration.\n");
    for (name, takes, does) in COMMANDS {
        text.push_str(&format!("  {:<24} {does}\n", format!(":{name} {takes}").trim_end()));
    }
    text.push_str("Ctrl-C clears the input, or stops a script that runs. Tab completes names.\n");
    output(&text);
}
