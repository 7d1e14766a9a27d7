//! Measuring: several runs after a warm-up, and the result of the run so that engines can be compared.

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
pub fn measure(run: impl FnMut() -> f64) -> Sample {
    measure_times(RUNS, run)
}

/// Runs once unmeasured, then at least so many times.
pub fn measure_times(at_least: usize, mut run: impl FnMut() -> f64) -> Sample {
    let mut checksum = run();
    let mut times = Vec::new();
    let start = Instant::now();
    while times.len() < at_least || start.elapsed() < ENOUGH && times.len() < 100 {
        let before = Instant::now();
        checksum = run();
        times.push(before.elapsed().as_secs_f64() * 1000.0);
    }
    Sample { milliseconds: median(times), checksum }
}

/// The value in the middle.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
