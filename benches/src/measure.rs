//! Measuring: the median of several runs after a warm-up, and the result of the run so that engines can be compared.

use std::time::{Duration, Instant};

/// At least so many timed runs.
const RUNS: usize = 7;
/// Fast runs are repeated until this much time was measured.
const ENOUGH: Duration = Duration::from_millis(300);

/// What was measured.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    /// The median in milliseconds.
    pub milliseconds: f64,
    /// The result of the last run.
    pub checksum: f64,
}

/// Runs once unmeasured, then at least seven times.
pub fn measure(mut run: impl FnMut() -> f64) -> Sample {
    let mut checksum = run();
    let mut times = Vec::new();
    let start = Instant::now();
    while times.len() < RUNS || start.elapsed() < ENOUGH && times.len() < 100 {
        let before = Instant::now();
        checksum = run();
        times.push(before.elapsed());
    }
    times.sort();
    Sample { milliseconds: times[times.len() / 2].as_secs_f64() * 1000.0, checksum }
}
