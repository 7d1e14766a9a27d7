//! What scripts take, to the instruction and to the byte: `costs.writ` has the functions, `costs.txt` what each takes. A host sets its limits by that.
//!
//! An engine that works otherwise may well take something else. `WRIT_BLESS=1` writes what it takes now: see whether that is meant.

use super::{failure, instance};
use std::fmt::Write;
use std::fs;
use writ_runtime::object::live_objects;
use writ_runtime::{ErrorKind, Limits, Progress, Value, Writ};

const SCRIPT: &str = include_str!("costs.writ");

/// The functions that are measured.
fn names() -> impl Iterator<Item = &'static str> {
    SCRIPT.lines().filter_map(|line| line.strip_prefix("func ")?.split_once("() -> ")).map(|(name, _)| name)
}

fn call(writ: &mut Writ, limits: Limits, name: &str) -> Result<String, writ_runtime::Error> {
    writ.with_limits(limits, |writ| writ.call::<Value>(name, ())).map(|value| value.to_string())
}

/// The instructions that a call takes, and the least limit with which it succeeds: what the last operation of all costs may lie beyond it.
fn instructions(writ: &mut Writ, name: &str, expected: &str) -> (u64, u64) {
    let before = writ.instructions_used();
    assert_eq!(call(writ, Limits::new().instructions(1 << 40), name).unwrap(), expected);
    let used = writ.instructions_used() - before;
    let least = least(used, |limit| match call(writ, Limits::new().instructions(limit), name) {
        Ok(value) => value == expected,
        Err(error) => {
            assert_eq!(failure::<()>(Err(error)).kind, ErrorKind::OutOfFuel, "{name} with {limit} instructions");
            false
        }
    });
    (used, least)
}

/// The least number up to `enough` that is enough.
fn least(enough: u64, mut is_enough: impl FnMut(u64) -> bool) -> u64 {
    assert!(is_enough(enough), "{enough} is not enough");
    let (mut from, mut to) = (0, enough);
    while from < to {
        let middle = (from + to) / 2;
        if is_enough(middle) { to = middle } else { from = middle + 1 }
    }
    to
}

/// The least limit of the heap with which a call succeeds, beside what is there already, and what is refused with a byte less.
fn bytes(writ: &mut Writ, name: &str, expected: &str) -> (u64, String) {
    let there = writ.heap_bytes();
    let limits = |bytes: u64| Limits::new().heap_bytes(there + bytes as usize);
    let least = least(1 << 20, |bytes| {
        let result = call(writ, limits(bytes), name);
        assert_eq!(writ.heap_bytes(), there, "{name} with {bytes} bytes");
        result.is_ok_and(|value| value == expected)
    });
    if least == 0 {
        return (0, String::new());
    }
    let error = failure(call(writ, limits(least - 1), name));
    assert_eq!(error.kind, ErrorKind::OutOfMemory, "{name}");
    (least, error.message.to_string())
}

/// Runs to the end in steps of so many instructions.
fn in_steps(writ: &mut Writ, name: &str, expected: &str, step: u64) {
    let mut progress = writ.call_stepwise::<Value>(name, (), step).unwrap();
    loop {
        match progress {
            Progress::Done(value) => return assert_eq!(value.to_string(), expected, "{name} in steps of {step}"),
            Progress::Stopped(call) => progress = writ.resume(call, step).unwrap(),
        }
    }
}

/// The tables of dictionaries have other sizes on other processors.
#[test]
#[cfg(target_arch = "x86_64")]
fn as_written() {
    let mut writ = instance(SCRIPT);
    let mut taken = String::new();
    for name in names() {
        // Values of plain functions are made once, and the text that is put together keeps its memory.
        let expected = call(&mut writ, Limits::new(), name).unwrap();
        let before = (writ.heap_bytes(), live_objects());
        let (instructions, limit) = instructions(&mut writ, name, &expected);
        let (bytes, refused) = bytes(&mut writ, name, &expected);
        for step in [1, 2, 5] {
            in_steps(&mut writ, name, &expected, step);
        }
        assert_eq!((writ.heap_bytes(), live_objects()), before, "{name} leaves something");
        let value: String = if expected.chars().count() > 40 { format!("{} characters", expected.chars().count()) } else { expected };
        let refused = if refused.is_empty() { String::new() } else { format!(", with less: {refused}") };
        writeln!(taken, "{name}: {value}; {instructions} instructions, at least {limit}, {bytes} bytes{refused}").unwrap();
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/limits/costs.txt");
    if std::env::var_os("WRIT_BLESS").is_some() {
        fs::write(path, taken).unwrap();
        return;
    }
    for (taken, written) in taken.lines().zip(include_str!("costs.txt").lines()) {
        assert_eq!(taken, written);
    }
    assert_eq!(taken, include_str!("costs.txt"));
}
