//! What limits cost the VM.

use crate::measure::median;
use crate::rows::{Kind, ROWS};
use crate::writ;
use std::hint::black_box;
use std::time::{Duration, Instant};
use writ_runtime::Limits;

/// So often each limit has its turn.
const TURNS: usize = 21;

/// Measures the programs with `filter` in their name in the VM, without limits and with each of them, and prints a table. They take turns, so that what
/// else the machine does meets all alike; what a limit costs is the median over the turns.
pub fn print_table(filter: &str) {
    let limits = [
        ("no limits", Limits::new()),
        ("instructions", Limits::new().instructions(u64::MAX / 2)),
        ("heap", Limits::new().heap_bytes(1 << 30)),
        ("all", Limits::new().instructions(u64::MAX / 2).heap_bytes(1 << 30).time(Duration::from_secs(3600))),
    ];
    println!("| median, ms | {} |{}", limits[0].0, limits[1..].iter().map(|(name, _)| format!(" {name} | × |")).collect::<String>());
    println!("|---|--:|{}", "--:|--:|".repeat(limits.len() - 1));
    for row in ROWS.iter().filter(|row| row.name.contains(filter) && row.kind != Kind::Load) {
        let mut runs: Vec<_> = limits.iter().map(|(_, limits)| writ::interpreted(row, *limits)).collect();
        let checksums: Vec<u64> = runs.iter_mut().map(|run| run().to_bits()).collect();
        assert!(checksums.iter().all(|checksum| *checksum == checksums[0]), "{}: limits change what is computed", row.name);
        let times: Vec<Vec<f64>> = (0..TURNS).map(|_| runs.iter_mut().map(once).collect()).collect();
        let column = |index: usize, of: &dyn Fn(&[f64]) -> f64| median(times.iter().map(|turn| of(turn) * turn[index]).collect());
        let mut line = format!("| {} | {:.2} |", row.name, column(0, &|_| 1.0));
        for index in 1..limits.len() {
            line += &format!(" {:.2} | {:.2} |", column(index, &|_| 1.0), column(index, &|turn| 1.0 / turn[0]));
        }
        println!("{line}");
    }
}

/// How many milliseconds a run takes.
fn once(run: &mut impl FnMut() -> f64) -> f64 {
    let before = Instant::now();
    black_box(run());
    before.elapsed().as_secs_f64() * 1000.0
}
