//! What crosses between scripts and their host: nanoseconds for each crossing, beside a direct call in Rust, and mlua and rhai.

use crate::host_items::{Body, middle, mix};
use crate::measure::measure;
use crate::writ::scripts::host as compiled;
use std::hint::black_box;
use writ_runtime::{Array, Function, Ref, Writ};

pub const CALLS: i64 = 1_000_000;
/// So often an array is handed over.
pub const HANDED: i64 = 20;
/// Elements of the array.
pub const ELEMENTS: usize = 1_000_000;

/// What is measured, and how often it happens in a run.
const ROWS: &[(&str, i64)] = &[
    ("script → host function", CALLS),
    ("host → script function", CALLS),
    ("read a field", CALLS),
    ("write a field", CALLS),
    ("method call", CALLS),
    ("array of 1,000,000 floats", HANDED),
];

pub type Row = [f64; 6];

fn vm() -> Writ {
    let mut writ = Writ::new();
    crate::writ::scripts::register_host(&mut writ).expect("each name is registered once");
    writ.run(include_str!("../scripts/host.writ")).expect("the script compiles");
    writ
}

/// The median of each row, in nanoseconds.
pub fn rows(runs: [&mut dyn FnMut() -> f64; 6]) -> Row {
    let mut times = [0.0; 6];
    for ((time, run), (_, count)) in times.iter_mut().zip(runs).zip(ROWS) {
        *time = measure(run).milliseconds * 1e6 / *count as f64;
    }
    times
}

fn native() -> Row {
    let mut body = Body { mass: 2.0, speed: 0.0 };
    let mut other = body.clone();
    let mut third = body.clone();
    let values = vec![1.5; ELEMENTS];
    let plain: fn(i64) -> i64 = black_box(|x| x.wrapping_mul(3).wrapping_add(1));
    rows([
        &mut || (0..CALLS).fold(0, mix) as f64,
        &mut || (0..CALLS).fold(0i64, |sum, i| sum.wrapping_add(plain(i))) as f64,
        &mut || (0..CALLS).fold(0.0, |sum, _| sum + black_box(&mut body).mass),
        &mut || {
            (0..CALLS).for_each(|i| black_box(&mut other).mass = i as f64);
            other.mass
        },
        &mut || (0..CALLS).fold(0.0, |_, _| third.push(0.5)),
        &mut || (0..HANDED).fold(0.0, |sum, _| sum + middle(black_box(&values))),
    ])
}

fn compiled() -> Row {
    let body = || {
        let writ = Writ::new();
        let body = Ref::new(&writ, Body { mass: 2.0, speed: 0.0 });
        (writ, body)
    };
    let mut plain = Writ::new();
    let mut calls = Writ::new();
    let (mut reading, read) = body();
    let (mut writing, written) = body();
    let (mut pushing, pushed) = body();
    let mut handing = Writ::new();
    let values: Array<f64> = vec![1.5; ELEMENTS].into();
    rows([
        &mut || compiled::call_host(&mut calls, CALLS).expect("the script runs") as f64,
        &mut || (0..CALLS).fold(0i64, |sum, i| sum.wrapping_add(compiled::plain(&mut plain, i).expect("the script runs"))) as f64,
        &mut || compiled::read_field(&mut reading, &read, CALLS).expect("the script runs"),
        &mut || compiled::write_field(&mut writing, &written, CALLS).expect("the script runs"),
        &mut || compiled::call_method(&mut pushing, &pushed, CALLS).expect("the script runs"),
        &mut || compiled::hand_over(&mut handing, &values, HANDED).expect("the script runs"),
    ])
}

fn interpreted() -> Row {
    let with_body = |name: &str| {
        let mut writ = vm();
        let body = Ref::new(&writ, Body { mass: 2.0, speed: 0.0 });
        let function: Function<(Ref<Body>, i64), f64> = writ.function(name).expect("it is there");
        move || function.call(&mut writ, (body.clone(), CALLS)).expect("the script runs")
    };
    let mut calls = vm();
    let call: Function<(i64,), i64> = calls.function("callHost").expect("it is there");
    let mut into = vm();
    let plain: Function<(i64,), i64> = into.function("plain").expect("it is there");
    let (mut read, mut write, mut method) = (with_body("readField"), with_body("writeField"), with_body("callMethod"));
    let mut handing = vm();
    let values: Array<f64> = vec![1.5; ELEMENTS].into();
    let hand: Function<(Array<f64>, i64), f64> = handing.function("handOver").expect("it is there");
    rows([
        &mut || call.call(&mut calls, (CALLS,)).expect("the script runs") as f64,
        &mut || (0..CALLS).fold(0i64, |sum, i| sum.wrapping_add(plain.call(&mut into, (i,)).expect("the script runs"))) as f64,
        &mut read,
        &mut write,
        &mut method,
        &mut || hand.call(&mut handing, (values.clone(), HANDED)).expect("the script runs"),
    ])
}

/// Prints the table.
pub fn print_table() {
    #[allow(unused_mut)]
    let mut columns: Vec<(&str, Row)> = vec![("Rust", native()), ("compiled", compiled()), ("VM", interpreted())];
    #[cfg(any(feature = "lua", feature = "luajit", feature = "luau"))]
    columns.push((crate::host_lua::NAME, crate::host_lua::rows()));
    #[cfg(feature = "rhai")]
    columns.push(("rhai", crate::host_rhai::rows()));
    print!("{:<28}", "ns each");
    columns.iter().for_each(|(name, _)| print!("{name:>12}"));
    println!();
    for (index, (row, _)) in ROWS.iter().enumerate() {
        print!("{row:<28}");
        columns.iter().for_each(|(_, times)| print!("{:>12.2}", times[index]));
        println!();
    }
}
