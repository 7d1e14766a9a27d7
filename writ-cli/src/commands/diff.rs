//! `writ diff`: do the two engines agree?

use super::{EXIT_FAILED, EXIT_INPUT};
use clap::Args;
use std::io;
use std::path::Path;
use std::process::ExitCode;
use writ_cli::discovery;
use writ_cli::engine::{Compiled, CompiledOptions, Engine, Ran, Script, Ticks, Vm, difference};

/// Runs scripts in the VM and as compiled Rust and shows where they part.
///
/// Compares what is printed, the module's value, run-time errors and their traces. The exit code is 1 if the engines part, 2 if a script does
/// not compile. Needs cargo, and a project that depends on `writ-runtime` in or above the current folder.
#[derive(Args)]
pub struct Diff {
    /// Scripts, folders (each script in them; a folder with `main.writ` is one), or `-` for standard input.
    #[arg(required = true)]
    files: Vec<String>,
    /// Calls `tick` so often after loading.
    #[arg(long, default_value_t = 0, value_name = "N")]
    ticks: u32,
    /// The seconds of each tick.
    #[arg(long, default_value_t = 1.0 / 60.0, value_name = "SECONDS")]
    dt: f64,
}

impl Diff {
    pub fn execute(self) -> io::Result<ExitCode> {
        let mut scripts = Vec::new();
        for file in &self.files {
            let folder = Path::new(file);
            if folder.is_dir() {
                scripts.extend(discovery::scripts_below(folder).iter().map(|found| Script::in_folder(&found.root, &found.path())));
            } else {
                scripts.push(Script::from_argument(file)?);
            }
        }
        let ticks = Ticks { count: self.ticks, seconds: self.dt };
        let scripts: Vec<Script> = scripts.into_iter().map(|script| script.with_ticks(ticks)).collect();

        let mut vm = Vm::default();
        let mut compiled = Compiled::new(CompiledOptions::for_scripts("diff", scripts.len()));
        let (in_vm, in_rust) = (vm.run(&scripts), compiled.run(&scripts));
        let (mut parted, mut rejected) = (0, 0);
        for (script, (in_vm, in_rust)) in scripts.iter().zip(in_vm.iter().zip(&in_rust)) {
            if let Some(text) = difference((vm.name(), in_vm), (compiled.name(), in_rust)) {
                super::output(&format!("{}: the engines part\n{text}\n", script.name));
                parted += 1;
            } else if let Ran::Rejected(diagnostics) = in_vm {
                super::report(diagnostics);
                rejected += 1;
            } else if let Ran::Broken(reason) = in_vm {
                // Both failed with the same words; that is no agreement.
                super::output(&format!("{}: both engines fail\n{reason}\n", script.name));
                parted += 1;
            }
        }
        super::output(&format!("{} scripts: {parted} with differences, {rejected} that do not compile\n", scripts.len()));
        Ok(match (parted, rejected) {
            (0, 0) => ExitCode::SUCCESS,
            (0, _) => ExitCode::from(EXIT_INPUT),
            (_, _) => ExitCode::from(EXIT_FAILED),
        })
    }
}
