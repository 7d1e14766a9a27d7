//! `writ-mutants`: breaks the engines at one place at a time and shows whether a test notices. See the library.

use clap::Parser;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use writ_mutants::compiled::Cases;
use writ_mutants::copy::Copy;
use writ_mutants::crates::Crates;
use writ_mutants::hosts::Hosts;
use writ_mutants::mutants::{Candidates, Kind, Mutant, candidates, choose};
use writ_mutants::report::{Report, reasons, with_table};
use writ_mutants::run::{Fates, each, in_vm, record};
use writ_mutants::{emitter, workspace_folder};

/// The crates whose tests are run with mutants of the VM and the runtime that no script notices.
const RUNTIME_TESTS: &[&str] = &["writ-ops", "writ-runtime", "writ-linking-tests", "writ-host-tests"];
/// The same for mutants of the emitter of Rust.
const BUILD_TESTS: &[&str] = &["writ-build"];
/// The crates whose code the emitter of Rust writes when they are built.
const HOSTS: &[&str] = &["writ-linking-tests", "writ-host-tests"];

/// The tests that are run, one kind after the other, with the mutants that are left.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Stage {
    /// Cases, programs and documents in the VM.
    Scripts,
    /// Generated programs in the VM.
    Generated,
    /// Cases that are compiled, with the runtime broken.
    Compiled,
    /// Code that the emitter of Rust writes otherwise.
    Code,
    /// The tests of the crates.
    Crates,
    /// The tests of crates whose code the emitter of Rust writes.
    Hosts,
}

#[derive(Parser)]
#[command(about = "Breaks the engines at one place at a time and shows whether a test notices")]
struct Options {
    /// Only mutants of this kind.
    #[arg(long)]
    kind: Option<Kind>,
    /// Only mutants in files with this in their path.
    #[arg(long)]
    file: Option<String>,
    /// Only the mutants with these numbers.
    #[arg(long, value_delimiter = ',')]
    only: Vec<u32>,
    /// Only list them.
    #[arg(long)]
    list: bool,
    /// Run nothing, tell what is known.
    #[arg(long)]
    report: bool,
    /// Try those again that are said to be equivalent.
    #[arg(long)]
    equivalent: bool,
    /// Forget what is known from runs before.
    #[arg(long)]
    fresh: bool,
    /// Only these tests; all of them if none is named.
    #[arg(long, value_delimiter = ',')]
    stages: Vec<Stage>,
    /// Compile the code of so many scripts for a mutant of the emitter of Rust.
    #[arg(long, default_value_t = 3)]
    scripts: usize,
    /// Look for them among every so many of all scripts.
    #[arg(long, default_value_t = 3)]
    every: usize,
    /// Look for them only among those with one of these in their name.
    #[arg(long, value_delimiter = ',')]
    cases: Vec<String>,
    /// Work on so many at once.
    #[arg(long, default_value_t = 2)]
    jobs: usize,
    /// Write the list of survivors and the figures into the package.
    #[arg(long)]
    write: bool,
}

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> io::Result<()> {
    let root = workspace_folder();
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let copy = Copy::of(&root, &target);
    let state = target.join("mutants");
    fs::create_dir_all(&copy.folder)?;
    let all = candidates(&root)?;
    let runs = !options.list && !options.report;
    if runs {
        copy.update(&all)?;
    }
    let chosen = chosen(&copy, &all, &state, runs)?;
    let is_wanted = |mutant: &&Mutant| {
        options.kind.is_none_or(|kind| kind == mutant.kind)
            && options.file.as_ref().is_none_or(|file| mutant.file.contains(file.as_str()))
            && (options.only.is_empty() || options.only.contains(&mutant.id))
    };
    let wanted: Vec<&Mutant> = chosen.iter().filter(is_wanted).collect();
    let known = state.join("fates.jsonl");
    if options.fresh && known.exists() {
        fs::remove_file(&known)?;
    }
    let fates = Fates::open(&known)?;
    if options.list {
        for mutant in wanted {
            let fate = fates.of(mutant).map_or_else(String::new, |fate| format!(" [{}: {}]", fate.noticed_by, first_line(&fate.how)));
            println!("{} {}:{} {}: {}{fate}", mutant.id, mutant.file, mutant.line, mutant.function, mutant.change);
        }
        return Ok(());
    }
    if runs {
        copy.write(&all, &chosen.iter().map(|mutant| mutant.id).collect())?;
        // Of some it is known why nobody can notice them.
        let known = reasons(&fs::read_to_string(root.join("tests/mutants/survivors.txt")).unwrap_or_default());
        let open: Vec<&Mutant> =
            wanted.iter().copied().filter(|m| options.equivalent || !known.contains_key(&m.key()) || fates.of(m).is_none()).collect();
        try_all(&copy, &state, &open, options, &fates)?;
    }
    tell(&root, &chosen, &wanted, &fates, options)
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

/// The mutants that are tried: chosen of those that rustc accepts. Which these are is asked once for a state of the sources.
fn chosen(copy: &Copy, all: &Candidates, state: &Path, asks: bool) -> io::Result<Vec<Mutant>> {
    let path = state.join("accepted.json");
    let keys: Vec<String> = all.mutants.iter().map(Mutant::key).collect();
    let known: (Vec<String>, BTreeSet<u32>, bool) =
        fs::read(&path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
    let accepted = if known.0 == keys && known.2 {
        known.1
    } else {
        // What was none before is none again, most likely; and if not, little is lost.
        let refused: BTreeSet<&String> = known.0.iter().zip(1..).filter(|(_, id)| !known.1.contains(id)).map(|(key, _)| key).collect();
        let promising = all.mutants.iter().zip(&keys).filter(|(_, key)| !refused.contains(key)).map(|(mutant, _)| mutant.id);
        if !asks {
            return Ok(chosen_of(all, &promising.collect()));
        }
        eprintln!("{} places and ways to break the engines; asking rustc which are programs", keys.len());
        let keep = |accepted: &BTreeSet<u32>, is_all| fs::write(&path, serde_json::to_vec(&(&keys, accepted, is_all))?);
        copy.accepted(all, promising.collect(), &keep)?
    };
    Ok(chosen_of(all, &accepted))
}

fn chosen_of(all: &Candidates, accepted: &BTreeSet<u32>) -> Vec<Mutant> {
    let possible: Vec<Mutant> = all.mutants.iter().filter(|mutant| accepted.contains(&mutant.id)).cloned().collect();
    let chosen = choose(&possible);
    eprintln!("{} could be changed, {} of that are programs, {} are tried", all.mutants.len(), possible.len(), chosen.len());
    chosen
}

fn try_all(copy: &Copy, state: &Path, wanted: &[&Mutant], options: &Options, fates: &Fates) -> io::Result<()> {
    let is_left = |mutant: &&Mutant| !fates.is_noticed(mutant);
    let of_rust = |mutant: &&Mutant| mutant.kind == Kind::Rust;
    let worker = copy.build_worker()?;

    let is_asked = |stage| options.stages.is_empty() || options.stages.contains(&stage);
    let in_scripts: Vec<&Mutant> = wanted.iter().copied().filter(|m| is_left(m) && !of_rust(m)).collect();
    if is_asked(Stage::Scripts) && !in_scripts.is_empty() {
        let recorded = record(&worker, "tests")?;
        each(&in_scripts, options.jobs, |mutant| fates.add(in_vm(&worker, state, "tests", &recorded, mutant)?))?;
    }
    // Generated programs are compared with the other engine: what both have in common is the same in both.
    let of_vm = |mutant: &&Mutant| matches!(mutant.kind, Kind::Instructions | Kind::Bytecode);
    let in_generated: Vec<&Mutant> = in_scripts.into_iter().filter(|m| is_left(m) && of_vm(m)).collect();
    if is_asked(Stage::Generated) && !in_generated.is_empty() {
        let recorded = record(&worker, "generated")?;
        each(&in_generated, options.jobs, |mutant| {
            let fate = in_vm(&worker, state, "generated", &recorded, mutant)?;
            if fate.is_noticed() { fates.add(fate) } else { Ok(()) }
        })?;
    }
    let compiled: Vec<&Mutant> = wanted.iter().copied().filter(|m| is_left(m) && of_rust(m)).collect();
    if is_asked(Stage::Code) && !compiled.is_empty() {
        let among = emitter::Among { every: options.every, names: &options.cases };
        emitter::try_all(&worker, state, &compiled, options.scripts, &among, fates)?;
    }
    // What the interpreter does not call is there for compiled code.
    let of_runtime = |mutant: &&Mutant| mutant.kind == Kind::Runtime;
    let in_compiled: Vec<&Mutant> = wanted.iter().copied().filter(|m| is_left(m) && of_runtime(m)).collect();
    if is_asked(Stage::Compiled) && !in_compiled.is_empty() {
        let cases = Cases::build(&copy.folder)?;
        each(&in_compiled, options.jobs, |mutant| cases.run(mutant)?.map_or(Ok(()), |fate| fates.add(fate)))?;
    }
    if is_asked(Stage::Crates) {
        in_crates(copy, state, wanted, options, fates)?;
    }
    let in_hosts: Vec<&Mutant> = wanted.iter().copied().filter(|m| is_left(m) && of_rust(m)).collect();
    if is_asked(Stage::Hosts) && !in_hosts.is_empty() {
        let hosts = Hosts::build(copy, state, HOSTS)?;
        each(&in_hosts, 1, |mutant| hosts.run(mutant)?.map_or(Ok(()), |fate| fates.add(fate)))?;
    }
    Ok(())
}

fn in_crates(copy: &Copy, state: &Path, wanted: &[&Mutant], options: &Options, fates: &Fates) -> io::Result<()> {
    for (packages, rust) in [(RUNTIME_TESTS, false), (BUILD_TESTS, true)] {
        let left: Vec<&Mutant> = wanted.iter().copied().filter(|m| !fates.is_noticed(m) && (m.kind == Kind::Rust) == rust).collect();
        if left.is_empty() {
            continue;
        }
        let name = if rust { "build" } else { "runtime" };
        let crates = Crates::record(copy.build_tests(packages)?, state, name, options.jobs)?;
        eprintln!("{} mutants are left for the tests of crates", left.len());
        each(&left, options.jobs, |mutant| crates.run(mutant)?.map_or(Ok(()), |fate| fates.add(fate)))?;
    }
    Ok(())
}

/// Prints what came out, and writes it down.
fn tell(root: &Path, chosen: &[Mutant], wanted: &[&Mutant], fates: &Fates, options: &Options) -> io::Result<()> {
    for mutant in wanted.iter().filter(|mutant| !fates.is_noticed(mutant)) {
        let how = fates.of(mutant).map_or_else(String::new, |fate| fate.how);
        println!("{} {}:{} {}: {} [{how}]", mutant.id, mutant.file, mutant.line, mutant.function, mutant.change);
    }
    let package = root.join("tests/mutants");
    let reasons = reasons(&fs::read_to_string(package.join("survivors.txt")).unwrap_or_default());
    let report = Report { mutants: chosen, fates, reasons: &reasons };
    println!("\n{}", report.table());
    if options.write {
        fs::write(package.join("survivors.txt"), report.survivors())?;
        let page = fs::read_to_string(package.join("README.md"))?;
        let page = with_table(&page, &report.table()).ok_or_else(|| io::Error::other("the README has no place for the figures"))?;
        fs::write(package.join("README.md"), page)?;
    }
    Ok(())
}
