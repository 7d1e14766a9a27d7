//! The comparison as far as it fits into a run of all tests: fixed seeds, the table of what occurs, and what differed once.

use std::fs;
use std::path::Path;
use writ_cli::engine::{Script, Vm};
use writ_differential::compare::compare;
use writ_differential::coverage::Coverage;
use writ_differential::programs;
use writ_differential::variants::{VMS, Variant};
use writ_tests::directives;

/// Programs that run in the variants of the VM.
const IN_VM: u64 = 400;
/// Programs that are compiled too.
const COMPILED: u64 = 60;
/// Programs in which every node and every instruction has to occur.
const COVERING: u64 = 1000;

fn scripts(count: u64) -> Vec<Script> {
    (0..count).map(programs::script).collect()
}

#[track_caller]
fn agree(scripts: &[Script], variants: &[Variant]) {
    let report = compare(scripts, variants, &programs::host().unwrap());
    let shown: Vec<String> = report
        .findings
        .iter()
        .take(5)
        .map(|finding| format!("{} in {}:\n{}", scripts[finding.index].name, finding.variant.name(), finding.text))
        .collect();
    assert!(report.findings.is_empty(), "{} differences:\n{}", report.findings.len(), shown.join("\n\n"));
}

#[test]
fn the_variants_of_the_vm_agree() {
    agree(&scripts(IN_VM), &VMS);
}

#[test]
fn compiled_programs_do_the_same() {
    agree(&scripts(COMPILED), &[Variant::Debug]);
}

#[test]
fn programs_end_well_and_badly() {
    let report = compare(&scripts(IN_VM), &[], &programs::host().unwrap());
    let share = report.failed as f64 / IN_VM as f64;
    assert!((0.1..0.6).contains(&share), "{} of {IN_VM} end in errors", report.failed);
}

#[test]
fn every_node_and_every_instruction_occurs() {
    let host = programs::host().unwrap();
    let vm = Vm { host: Some(host.clone()), ..Vm::default() };
    let mut coverage = Coverage::default();
    for seed in 0..COVERING {
        let script = programs::script(seed);
        let program = script.compile_for(Some(&host)).program.unwrap_or_else(|| panic!("seed {seed} does not compile"));
        coverage.add(&program, &vm.disassembly(&script));
    }
    assert_eq!(coverage.missing_nodes(), Vec::<String>::new());
    assert_eq!(coverage.missing_instructions(), Vec::<&str>::new());
}

#[test]
fn what_differed_once_with_the_host_agrees() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("regress");
    let mut scripts = Vec::new();
    for entry in fs::read_dir(&folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        let source = fs::read_to_string(&path).unwrap();
        let ticks = directives::parse(&source).unwrap().ticks;
        scripts.push(Script::from_text("main.writ", ".", source).with_ticks(ticks).named(&path.display().to_string()));
    }
    agree(&scripts, &[&VMS[..], &[Variant::Debug]].concat());
}
