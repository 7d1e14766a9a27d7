//! What the theatre can be told to do, as text: in a file with times, or typed while the scene runs.

use std::fmt;
use std::str::FromStr;

/// The slowest and the fastest speed.
const SPEEDS: std::ops::RangeInclusive<f64> = 0.01..=100.0;

/// Something to do.
#[derive(Clone, PartialEq, Debug)]
pub enum Command {
    /// Time stands still.
    Pause,
    /// Time passes again.
    Resume,
    /// So many seconds of the scene pass in a second.
    Speed(f64),
    /// To the end, at once.
    Skip,
    /// The scene ends here.
    Cancel,
    /// Somebody in the audience shouts the line of this number.
    Heckle(i64),
    /// An actor stops what it does by itself.
    Freeze(String),
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Command::Pause => f.write_str("pause"),
            Command::Resume => f.write_str("resume"),
            Command::Speed(speed) => write!(f, "speed {speed}"),
            Command::Skip => f.write_str("skip"),
            Command::Cancel => f.write_str("cancel"),
            Command::Heckle(number) => write!(f, "heckle {number}"),
            Command::Freeze(name) => write!(f, "freeze {name}"),
        }
    }
}

impl FromStr for Command {
    type Err = String;

    fn from_str(text: &str) -> Result<Command, String> {
        let words: Vec<&str> = text.split_whitespace().collect();
        match words[..] {
            [] => Err("there is no command".into()),
            ["pause"] => Ok(Command::Pause),
            ["resume"] => Ok(Command::Resume),
            ["skip"] => Ok(Command::Skip),
            ["cancel"] => Ok(Command::Cancel),
            ["speed", speed] => match speed.parse() {
                Ok(speed) if SPEEDS.contains(&speed) => Ok(Command::Speed(speed)),
                Ok(_) | Err(_) => {
                    Err(format!("a speed is a number from {} to {}, found `{speed}`; to stop, `pause`", SPEEDS.start(), SPEEDS.end()))
                }
            },
            ["heckle", number] => number.parse().map(Command::Heckle).map_err(|_| format!("a heckle is a whole number, found `{number}`")),
            ["freeze", name] => Ok(Command::Freeze(name.into())),
            ["speed"] => Err("`speed` needs a number, as in `speed 0.5`".into()),
            ["heckle"] => Err("`heckle` needs a number, as in `heckle 0`".into()),
            ["freeze"] => Err("`freeze` needs a name, as in `freeze cat`".into()),
            [word @ ("pause" | "resume" | "skip" | "cancel" | "speed" | "heckle" | "freeze"), ..] => {
                Err(format!("`{word}` has too many words: `{}`", words.join(" ")))
            }
            [word, ..] => Err(format!("there is no command `{word}`; there are pause, resume, speed, skip, cancel, heckle and freeze")),
        }
    }
}

/// A command, and when it is given.
#[derive(Clone, PartialEq, Debug)]
pub struct Timed {
    /// Seconds of real time since the beginning.
    pub at: f64,
    /// What is to be done.
    pub command: Command,
}

/// Reads a list of commands: `at SECONDS COMMAND`, one a line, in the order of time. Empty lines and what follows `#` are for people.
///
/// # Errors
/// The first line that is wrong, as `FILE:LINE: why`.
pub fn parse_list(file: &str, text: &str) -> Result<Vec<Timed>, String> {
    let mut list: Vec<Timed> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let line = line.split('#').next().unwrap_or_default().trim();
        if line.is_empty() {
            continue;
        }
        let earliest = list.last().map_or(0.0, |last| last.at);
        list.push(parse_line(line, earliest).map_err(|why| format!("{file}:{}: {why}", index + 1))?);
    }
    Ok(list)
}

fn parse_line(line: &str, earliest: f64) -> Result<Timed, String> {
    let Some(("at", rest)) = line.split_once(char::is_whitespace) else {
        return Err(format!("a line is `at SECONDS COMMAND`, found `{line}`"));
    };
    let (seconds, command) = rest.trim_start().split_once(char::is_whitespace).unwrap_or((rest.trim_start(), ""));
    let at: f64 = match seconds.parse() {
        Ok(at) if f64::is_finite(at) && at >= 0.0 => at,
        Ok(_) | Err(_) => return Err(format!("a time is a number of seconds from 0 on, found `{seconds}`")),
    };
    if at < earliest {
        return Err(format!("{at} s is earlier than the command before, which is at {earliest} s"));
    }
    Ok(Timed { at, command: command.parse()? })
}
