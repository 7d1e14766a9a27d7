//! What an instance costs: the time to make one, until it gives its first result, and the memory that it takes while it does nothing.

use crate::measure::measure;
use std::fs;
use std::hint::black_box;
use std::time::Instant;
use writ_runtime::Writ;

/// So many instances are held at once to see what one takes.
const HELD: usize = 500;

/// Prints the table.
pub fn print_table() {
    let small = "func add(a: int, b: int) -> int { return a + b }\nreturn add(1, 2)";
    let script = script();
    let start = Instant::now();
    black_box(run(&script));
    let first = start.elapsed().as_secs_f64() * 1e3;
    let in_microseconds = |source: &str| measure(|| run(source)).milliseconds * 1e3;
    println!("| an instance | |");
    println!("|---|--:|");
    println!("| the first of a process, to the result of {} lines, ms | {first:.2} |", script.lines().count());
    println!("| each further one, to the result of these lines, µs | {:.0} |", in_microseconds(&script));
    println!("| each further one, to the result of 2 lines, µs | {:.0} |", in_microseconds(small));
    println!("| each further one, with 2 lines that were compiled before, µs | {:.1} |", with_compiled(small));
    println!("| each further one, with these lines compiled before, µs | {:.1} |", with_compiled(&script));
    match resident_bytes() {
        Some(before) => {
            let held: Vec<Writ> = (0..HELD).map(|_| loaded(small)).collect();
            let bytes = resident_bytes().unwrap_or(before).saturating_sub(before) / held.len();
            println!("| memory of an idle one that ran these 2 lines, KiB | {} |", bytes / 1024);
        }
        None => println!("| memory of an idle one | not known on this system |"),
    }
}

/// A script of a hundred lines, as a mod may be.
fn script() -> String {
    let function = |i: usize| format!("func part{i}(n: int) -> int {{\n    let a = [n, n + 1]\n    return a.len() + n * {i}\n}}\n");
    (0..24).map(function).collect::<String>() + "var total = 0\nfor i in 0..10 { total += part3(i) }\nassert(total > 0)\nreturn total\n"
}

/// The time to make an instance and to run the top level of a program that was compiled once, in microseconds.
fn with_compiled(source: &str) -> f64 {
    let program = Writ::new().compile(source).expect("the script compiles");
    measure(|| {
        let mut writ = Writ::new();
        black_box(writ.load_compiled(&program).expect("the script runs"));
        0.0
    })
    .milliseconds
        * 1e3
}

fn loaded(source: &str) -> Writ {
    let mut writ = Writ::new();
    writ.run(source).expect("the script runs");
    writ
}

fn run(source: &str) -> f64 {
    let mut writ = Writ::new();
    writ.run(source).expect("the script runs").to_string().parse().expect("a number")
}

/// Bytes of memory that the process has, where the system says it.
fn resident_bytes() -> Option<usize> {
    let pages: usize = fs::read_to_string("/proc/self/statm").ok()?.split(' ').nth(1)?.parse().ok()?;
    Some(pages * 4096)
}
