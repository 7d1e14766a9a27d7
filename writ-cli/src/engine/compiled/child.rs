//! Runs the program of a shard and reads what it says: for each script, when it has ended, a JSON object on one line.
//!
//! ```text
//! {"printed":["a"],"value":null,"error":{"kind":"Panic","message":"no","shown":"error[Panic]: no\n  at …"},"failures":[],
//!  "returned":null,"running":false,"objects":false,"bytes":false,"random":5,"nanos":1000}
//! ```
//!
//! In `failures` stand errors of coroutines, each also with its `tick`; `returned` is the error that a test returned, `running` says that a test did
//! not end. `objects`, `bytes` and `random` are its [`Remains`].

use super::super::{Failure, Outcome, Ran, Remains, Ticks, returned_error, still_running};
use serde_json::Value;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

/// How much of a crashed program's last words is shown.
const LAST_WORDS: usize = 2000;

/// A program, and how it is run.
pub struct Program<'a> {
    /// Where it is.
    pub path: &'a Path,
    /// How the scripts that it contains are driven.
    pub ticks: &'a [Ticks],
    /// How long a script may run.
    pub time_limit: Duration,
    /// Variables of its environment.
    pub environment: &'a [(&'a str, &'a str)],
}

/// The results of the scripts that the program contains, with the time that each took, until `goes_on` says no to one.
pub fn run(program: &Program, goes_on: &mut dyn FnMut(usize, &Ran) -> bool) -> io::Result<Vec<(Ran, Duration)>> {
    let (count, time_limit) = (program.ticks.len(), program.time_limit);
    let mut results: Vec<(Ran, Duration)> = Vec::with_capacity(count);
    // After a crash the program is started again behind the script that was to blame.
    while results.len() < count {
        let known = results.len();
        let end = run_from(program, &mut results, goes_on)?;
        if results.len() < count {
            let blame = match end {
                End::Refused => return Ok(results),
                End::Crashed(words) => (Ran::Broken(words), Duration::ZERO),
                End::TooSlow => {
                    (Ran::Broken(format!("it ran longer than {} seconds and was stopped", time_limit.as_secs_f64())), time_limit)
                }
            };
            let goes_on = goes_on(results.len(), &blame.0);
            results.push(blame);
            if !goes_on {
                return Ok(results);
            }
        }
        debug_assert!(results.len() > known, "each start brings at least one result");
    }
    Ok(results)
}

/// Why a program ended before its last script did.
enum End {
    Crashed(String),
    TooSlow,
    /// Nobody wants to know more.
    Refused,
}

fn run_from(program: &Program, results: &mut Vec<(Ran, Duration)>, goes_on: &mut dyn FnMut(usize, &Ran) -> bool) -> io::Result<End> {
    let mut command = Command::new(program.path);
    command.arg(results.len().to_string()).envs(program.environment.iter().copied());
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let lines = read_lines(&mut child);
    let mut stderr = child.stderr.take().expect("stderr is piped");
    let words = thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = stderr.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    });

    let mut end = None;
    while end.is_none() {
        match lines.recv_timeout(program.time_limit) {
            Ok(line) => {
                let result = parse(&line, program.ticks.get(results.len()).copied().unwrap_or_default())?;
                if !goes_on(results.len(), &result.0) {
                    end = Some(End::Refused);
                }
                results.push(result);
            }
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => end = Some(End::TooSlow),
        }
    }
    if end.is_some() {
        child.kill()?;
    }
    let status = child.wait()?;
    let words = words.join().unwrap_or_default();
    if let Some(end) = end {
        return Ok(end);
    }
    let start = words.char_indices().rev().nth(LAST_WORDS).map_or(0, |(at, _)| at);
    Ok(End::Crashed(format!("the program ended with {status}\n{}", &words[start..])))
}

fn read_lines(child: &mut Child) -> Receiver<String> {
    let stdout = child.stdout.take().expect("stdout is piped");
    let (sender, receiver) = channel();
    thread::spawn(move || {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    receiver
}

/// The result in a line.
fn parse(line: &str, ticks: Ticks) -> io::Result<(Ran, Duration)> {
    let nonsense = || io::Error::other(format!("a compiled script's program said `{line}`"));
    let value: Value = serde_json::from_str(line).map_err(|_| nonsense())?;
    let text = |value: &Value| value.as_str().map(str::to_string);
    let printed = value["printed"].as_array().ok_or_else(nonsense)?.iter().filter_map(text).collect();
    let failure = |error: &Value| {
        let part = |name: &str| text(&error[name]).ok_or_else(nonsense);
        io::Result::Ok(Failure::from_shown(part("kind")?, part("message")?, &part("shown")?))
    };
    let error = &value["error"];
    let error = if error.is_null() { None } else { Some(failure(error)?) };
    let mut failures = Vec::new();
    for one in value["failures"].as_array().ok_or_else(nonsense)? {
        let tick = one["tick"].as_u64().and_then(|tick| u32::try_from(tick).ok()).ok_or_else(nonsense)?;
        failures.push((tick, failure(one)?));
    }
    let running = value["running"].as_bool().ok_or_else(nonsense)?;
    let complaint = match text(&value["returned"]) {
        Some(message) => Some(returned_error(&message)),
        None => running.then(|| still_running(ticks)),
    };
    let time = Duration::from_nanos(value["nanos"].as_u64().ok_or_else(nonsense)?);
    let remains = Remains {
        objects: value["objects"].as_bool().ok_or_else(nonsense)?,
        bytes: value["bytes"].as_bool().ok_or_else(nonsense)?,
        random: value["random"].as_i64().ok_or_else(nonsense)?,
    };
    Ok((Ran::Outcome(Outcome { printed, value: text(&value["value"]), error, failures, complaint, remains }), time))
}
