//! The commands, one file each, and what they share: exit codes and output that survives a closed pipe.

pub mod api;
pub mod build;
pub mod check;
pub mod diff;
pub mod explain;
pub mod fmt;
pub mod new;
pub mod repl;
pub mod run;
pub mod test;

use std::io::{self, Write};

/// A script ended in a run-time error, the engines part, or scripts are not formatted.
pub const EXIT_FAILED: u8 = 1;
/// Something does not compile or can't be read.
pub const EXIT_INPUT: u8 = 2;

/// Writes a line of its own to standard error. Nobody may be listening, which is no reason to fail.
pub fn report(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", text.trim_end());
}

/// Writes to standard output. When the reader has gone (`writ run game.writ | head`), the process ends quietly, as other tools do.
pub fn output(text: &str) {
    let mut out = io::stdout().lock();
    settle(out.write_all(text.as_bytes()).and_then(|()| out.flush()));
}

/// Ends the process if standard output can't take any more.
pub fn settle(written: io::Result<()>) {
    match written {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => std::process::exit(0),
        Err(error) => {
            report(&format!("error: cannot write to standard output: {error}"));
            std::process::exit(i32::from(EXIT_INPUT));
        }
    }
}

/// Writes to standard error what there is to say, if there is something.
pub fn report_if_any(text: &str) {
    if !text.trim().is_empty() {
        report(text);
    }
}
