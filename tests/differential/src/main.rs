//! The command: compares generated programs, reduces what differs, counts what occurs.

use clap::{Parser, Subcommand, ValueEnum};
use std::fs;
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;
use writ_cli::engine::{Host, Ran, Script, Ticks, Vm};
use writ_differential::compare::{Report, compare};
use writ_differential::coverage::Coverage;
use writ_differential::programs;
use writ_differential::reduce::{Difference, Interest, reduce};
use writ_differential::variants::{VMS, Variant};
use writ_tests::{directives, tests_folder};

/// Generated programs in all variants of the engines.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Compares programs in all variants; ends with 1 if any differ.
    Run {
        /// The seed of the first.
        #[arg(long, default_value_t = 0)]
        from: u64,
        /// How many.
        #[arg(long, default_value_t = 1000)]
        count: u64,
        /// How many at once: so many are compiled together.
        #[arg(long, default_value_t = 1000)]
        batch: u64,
        /// In which variants.
        #[arg(long, value_enum, default_values_t = [Kind::Vm, Kind::Debug])]
        with: Vec<Kind>,
        /// How many differences are shown.
        #[arg(long, default_value_t = 10)]
        show: usize,
    },
    /// Prints a program.
    Show {
        /// Its seed.
        seed: u64,
    },
    /// Makes a program that differs small, and files it as a case.
    Reduce {
        /// A seed, or a file.
        program: String,
        /// Where it differs; else the variants are tried one after the other.
        #[arg(long, value_enum)]
        with: Option<Kind>,
        /// Only prints the result.
        #[arg(long)]
        dry: bool,
    },
    /// Counts the nodes of the IR and the instructions that occur in programs; ends with 1 if one never does.
    Coverage {
        /// The seed of the first.
        #[arg(long, default_value_t = 0)]
        from: u64,
        /// How many programs.
        #[arg(long, default_value_t = 1000)]
        count: u64,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// The VM without its passes, with limits, and stopped by them.
    Vm,
    /// Compiled without optimisation.
    Debug,
    /// Compiled with it.
    Release,
}

impl Kind {
    fn variants(self) -> Vec<Variant> {
        match self {
            Kind::Vm => VMS.to_vec(),
            Kind::Debug => vec![Variant::Debug],
            Kind::Release => vec![Variant::Release],
        }
    }
}

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Run { from, count, batch, with, show } => run(from, count, batch.max(1), &with, show),
        Command::Show { seed } => {
            print!("{}", programs::script(seed).text().unwrap_or_default());
            Ok(true)
        }
        Command::Reduce { program, with, dry } => reduce_program(&program, with, dry),
        Command::Coverage { from, count } => coverage(from, count),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

fn run(from: u64, count: u64, batch: u64, kinds: &[Kind], mut show: usize) -> io::Result<bool> {
    let host = programs::host()?;
    let variants: Vec<Variant> = kinds.iter().flat_map(|kind| kind.variants()).collect();
    let mut all = Report::default();
    let start = Instant::now();
    let mut done = 0;
    while done < count {
        let scripts: Vec<Script> = (from + done..from + count.min(done + batch)).map(programs::script).collect();
        let report = compare(&scripts, &variants, &host);
        for finding in &report.findings {
            let seed = from + done + finding.index as u64;
            println!("seed {seed} differs: {}", finding.variant.name());
            if show > 0 {
                show -= 1;
                println!("{}\n", finding.text);
            }
        }
        all.extend(report, done as usize);
        done += scripts.len() as u64;
        println!(
            "{done} programs, {} lines, printed {} lines; {} ended in errors, {} left cycles; {} differences; {:.0} s",
            all.lines,
            all.printed,
            all.failed,
            all.cycles,
            all.findings.len(),
            start.elapsed().as_secs_f64()
        );
    }
    Ok(all.findings.is_empty())
}

fn reduce_program(program: &str, kind: Option<Kind>, dry: bool) -> io::Result<bool> {
    let host = programs::host()?;
    let script = match program.parse() {
        Ok(seed) => programs::script(seed),
        Err(_) => {
            let source = fs::read_to_string(program)?;
            let ticks = directives::parse(&source).map(|directives| directives.ticks).unwrap_or_default();
            Script::from_text("main.writ", ".", source).with_ticks(ticks)
        }
    };
    let kinds = kind.map_or(vec![Kind::Vm, Kind::Debug, Kind::Release], |kind| vec![kind]);
    let source = script.text().unwrap_or_default();
    for variant in std::iter::once(Variant::Vm).chain(kinds.iter().flat_map(|kind| kind.variants())) {
        let interest = Difference { variant, host: &host, ticks: script.ticks };
        if interest.sorts(&[source.to_string()])[0].is_none() {
            continue;
        }
        eprintln!("it differs: {}", variant.name());
        let small = reduce(source, &interest, |smaller| eprintln!("{} bytes", smaller.len()));
        println!("{small}");
        let script = Script::from_text("main.writ", ".", small.clone()).with_ticks(script.ticks);
        let results = [Variant::Vm, variant].map(|variant| variant.run(std::slice::from_ref(&script), &host).remove(0));
        println!("{}", variant.complaint(&results[0], &results[1]).unwrap_or_else(|| results[0].to_string()));
        if !dry {
            let path = file(&small, script.ticks, variant, &results[0])?;
            println!("filed as {}; look at what is expected there: it is what the VM does", path.display());
        }
        return Ok(false);
    }
    println!("all variants agree on it");
    Ok(true)
}

/// Files a program by its hash: among the cases, or, if it calls the host of generated programs, among those of this package.
fn file(source: &str, ticks: Ticks, variant: Variant, ran: &Ran) -> io::Result<PathBuf> {
    let needs_host = Script::from_text("main.writ", ".", source).compile().program.is_none();
    let folder = if needs_host { "differential/regress" } else { "cases/regress" };
    let folder = tests_folder().join(folder);
    fs::create_dir_all(&folder)?;
    let hash = writ_cli::engine::fnv(source);
    let path = folder.join(format!("{hash:016x}.writ"));
    let mut text = format!("// Generated programs once differed here: {}.\n", variant.name());
    if ticks.count > 0 {
        text.push_str(&format!("// ticks: {} x {:?}\n", ticks.count, ticks.seconds));
    }
    text.push_str(source);
    fs::write(&path, directives::bless(&text, &ran.lines()))?;
    Ok(path)
}

fn coverage(from: u64, count: u64) -> io::Result<bool> {
    let host: Host = programs::host()?;
    let vm = Vm { host: Some(host.clone()), ..Vm::default() };
    let mut coverage = Coverage::default();
    for seed in from..from + count {
        let script = programs::script(seed);
        let compiled = script.compile_for(Some(&host));
        let program = compiled.program.ok_or_else(|| io::Error::other(format!("the program of seed {seed} does not compile")))?;
        coverage.add(&program, &vm.disassembly(&script));
    }
    print!("{}", coverage.table());
    let (nodes, instructions) = (coverage.missing_nodes(), coverage.missing_instructions());
    println!("nodes that never occur: {}", if nodes.is_empty() { "none".into() } else { nodes.join(", ") });
    println!("instructions that never occur: {}", if instructions.is_empty() { "none".into() } else { instructions.join(", ") });
    Ok(nodes.is_empty() && instructions.is_empty())
}
