//! Each target on inputs from a fixed seed, and on those that fuzzing kept.

use std::path::{Path, PathBuf};
use std::thread;
use writ_fuzzing::Random;

/// So many inputs for each target.
const INPUTS: usize = 150;

/// What the front end may have: threads of hosts have that much, and the language's own limits keep it within.
const STACK: usize = 2 << 20;

/// The inputs that fuzzing kept for a target.
fn corpus(target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(target);
    let Ok(entries) = std::fs::read_dir(&folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), std::fs::read(&path).expect("a file of the corpus"))).collect()
}

/// Runs a target on a thread with little stack; says for which input it failed.
fn run(target: &'static str) {
    let Some((_, body)) = writ_fuzzing::TARGETS.iter().find(|(name, _)| *name == target) else { panic!("there is no target {target}") };
    let all = move || {
        let mut random = Random::new(target.len() as u64);
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
    run("front_end");
}

#[test]
fn vm() {
    run("vm");
}

#[test]
fn host_api() {
    run("host_api");
}

#[test]
fn host_panics() {
    run("host_panics");
}
