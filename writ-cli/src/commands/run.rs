//! `writ run`: runs a script in the VM.

use super::{EXIT_FAILED, EXIT_INPUT, explain};
use clap::Args;
use std::cell::RefCell;
use std::io::{self, BufWriter, IsTerminal, Stdout, Write};
use std::process::ExitCode;
use std::rc::Rc;
use writ_cli::engine::{Failure, Script, Ticks, Vm, VmResult};

/// Runs a script in the VM.
///
/// Standard output is what the script prints. A run-time error is shown on standard error, with the line of the script where it happened. The exit code is 1 if the script ends in a run-time error or a coroutine fails in
/// a tick, 2 if it does not compile.
#[derive(Args)]
pub struct Run {
    /// The script, or `-` for standard input.
    file: String,
    /// Calls `tick` so often after loading.
    #[arg(long, default_value_t = 0, value_name = "N")]
    ticks: u32,
    /// The seconds of each tick.
    #[arg(long, default_value_t = 1.0 / 60.0, value_name = "SECONDS")]
    dt: f64,
    /// The seed of `random()` and its like. Without it, it is the same in each run.
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    seed: Option<i64>,
}

impl Run {
    pub fn execute(self) -> io::Result<ExitCode> {
        let script = Script::from_argument(&self.file)?.with_ticks(Ticks { count: self.ticks, seconds: self.dt });
        let printer = Rc::new(RefCell::new(Printer::new()));
        let sink = Rc::clone(&printer);
        let result = Vm { seed: self.seed, ..Vm::default() }.run_with(&script, move |text| sink.borrow_mut().print(text));
        printer.borrow_mut().finish();
        Ok(match result {
            VmResult::Done { failures, .. } => {
                for (tick, error) in &failures {
                    super::report(&format!("in tick {tick}: {}", script.render_failure(&Failure::from_error(error))));
                }
                if failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(EXIT_FAILED) }
            }
            VmResult::Failed(error) => {
                super::report(&script.render_failure(&Failure::from_error(&error)));
                ExitCode::from(EXIT_FAILED)
            }
            VmResult::Rejected(reason) | VmResult::Broken(reason) => {
                super::report(&reason);
                super::report_if_any(&explain::hint(explain::codes_of(&reason)));
                ExitCode::from(EXIT_INPUT)
            }
        })
    }
}

/// What scripts print to: standard output, written in large pieces unless somebody looks on.
struct Printer {
    out: BufWriter<Stdout>,
    is_terminal: bool,
}

impl Printer {
    fn new() -> Printer {
        let out = io::stdout();
        Printer { is_terminal: out.is_terminal(), out: BufWriter::with_capacity(1 << 16, out) }
    }

    fn print(&mut self, text: &str) {
        let written = self.out.write_all(text.as_bytes()).and_then(|()| self.out.write_all(b"\n"));
        super::settle(if self.is_terminal { written.and_then(|()| self.out.flush()) } else { written });
    }

    fn finish(&mut self) {
        super::settle(self.out.flush());
    }
}
