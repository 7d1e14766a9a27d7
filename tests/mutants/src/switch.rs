//! Which mutant is switched on. This file becomes the module `mutants` of the crate `writ-ops` in the copy, on which all other crates depend.
//!
//! The environment variable `WRIT_MUTANT` says it for programs that know nothing of mutants, as test programs; others call [`set`]. Such programs
//! write down what they reach in the file that `WRIT_REACHED` names.

extern crate std;

use core::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::sync::OnceLock;

/// No mutant has a number as high.
const LIMIT: usize = 1 << 16;
/// Nobody has looked at the environment yet.
const UNREAD: u32 = u32::MAX;
/// None is on, and it is written down which places are reached.
const RECORDING: u32 = u32::MAX - 1;

static CURRENT: AtomicU32 = AtomicU32::new(UNREAD);
/// Where it is written down for somebody else.
static FILE: OnceLock<Option<File>> = OnceLock::new();
static REACHED: [AtomicBool; LIMIT] = [const { AtomicBool::new(false) }; LIMIT];

/// Whether the mutant with this number is on. They are counted from 1.
#[inline]
pub fn on(id: u32) -> bool {
    let current = CURRENT.load(Relaxed);
    current == id || current >= RECORDING && asked_seldom(id)
}

#[cold]
#[inline(never)]
fn asked_seldom(id: u32) -> bool {
    if CURRENT.load(Relaxed) == UNREAD {
        let file = std::env::var_os("WRIT_REACHED").and_then(|path| OpenOptions::new().append(true).open(path).ok());
        let none = if file.is_some() { RECORDING } else { 0 };
        let _ = FILE.set(file);
        CURRENT.store(std::env::var("WRIT_MUTANT").ok().and_then(|text| text.parse().ok()).unwrap_or(none), Relaxed);
        return on(id);
    }
    if !REACHED[id as usize].swap(true, Relaxed)
        && let Some(Some(file)) = FILE.get()
    {
        // In one piece: other threads and processes write there, too.
        let _ = (&*file).write_all(std::format!("{id}\n").as_bytes());
    }
    false
}

/// Switches a mutant on and all others off; all are off for 0.
pub fn set(id: u32) {
    CURRENT.store(id, Relaxed);
}

/// Switches all mutants off and calls a function; gives the mutants whose places it reached.
pub fn reached(act: &mut dyn FnMut()) -> std::vec::Vec<u32> {
    for place in &REACHED {
        place.store(false, Relaxed);
    }
    set(RECORDING);
    act();
    set(0);
    (0..LIMIT as u32).filter(|id| REACHED[*id as usize].load(Relaxed)).collect()
}
