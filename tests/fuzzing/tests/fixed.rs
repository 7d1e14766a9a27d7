//! Each target on inputs from a fixed seed, and on those that fuzzing kept.

use std::path::{Path, PathBuf};
use std::thread;

/// So many inputs for each target.
const INPUTS: usize = 150;

/// What the front end may have: threads of hosts have that much, and the language's own limits keep it within.
const STACK: usize = 2 << 20;

/// A fixed generator: xorshift64*.
struct Random(u64);

impl Random {
    fn next(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % below
    }

    fn bytes(&mut self) -> Vec<u8> {
        let length = self.next(120);
        (0..length).map(|_| self.next(256) as u8).collect()
    }
}

/// The inputs that fuzzing kept for a target.
fn corpus(target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(target);
    let Ok(entries) = std::fs::read_dir(&folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), std::fs::read(&path).expect("a file of the corpus"))).collect()
}

/// Runs a target on a thread with little stack; says for which input it failed.
fn run(target: &'static str, body: fn(&[u8])) {
    let all = move || {
        let mut random = Random(0x5eed_0f_7e57 + target.len() as u64);
        let inputs = (0..INPUTS).map(|index| (PathBuf::from(format!("input {index}")), random.bytes()));
        let mut failed = Vec::new();
        for (name, input) in inputs.chain(corpus(target)) {
            if std::panic::catch_unwind(|| body(&input)).is_err() {
                failed.push(format!("{}: {input:?}\n{}", name.display(), writ_fuzzing::script_of(target, &input).unwrap_or_default()));
            }
        }
        assert!(failed.is_empty(), "{} of the target `{target}`:\n{}", failed.len(), failed.join("\n"));
    };
    let thread = thread::Builder::new().stack_size(STACK).spawn(all).expect("a thread");
    if let Err(panic) = thread.join() {
        std::panic::resume_unwind(panic);
    }
}

#[test]
fn front_end() {
    run("front_end", writ_fuzzing::front_end);
}

#[test]
fn vm() {
    run("vm", writ_fuzzing::vm);
}

#[test]
fn host_api() {
    run("host_api", writ_fuzzing::host_api);
}

#[test]
fn host_panics() {
    run("host_panics", writ_fuzzing::host_panics);
}
