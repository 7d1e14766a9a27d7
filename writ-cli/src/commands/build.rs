//! `writ build`: what a script is compiled to.

use super::EXIT_INPUT;
use clap::{Args, ValueEnum};
use std::fs;
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;
use writ_cli::engine::Script;

/// Shows what a script is compiled to: Rust, the typed IR, or bytecode.
#[derive(Args)]
pub struct Build {
    /// The script, or `-` for standard input.
    file: String,
    /// Where to write it instead of standard output.
    #[arg(short, value_name = "OUT")]
    output: Option<PathBuf>,
    /// What to write.
    #[arg(long, value_enum, default_value_t = Emit::Rust)]
    emit: Emit,
}

#[derive(Clone, Copy, ValueEnum)]
enum Emit {
    Rust,
    Ir,
    Bytecode,
}

impl Build {
    pub fn execute(self) -> io::Result<ExitCode> {
        let script = Script::from_argument(&self.file)?;
        let compiled = script.compile();
        super::report_if_any(&script.render(&compiled.diagnostics, &compiled.sources));
        let Some(program) = compiled.program else { return Ok(ExitCode::from(EXIT_INPUT)) };
        let text = match self.emit {
            Emit::Rust => writ_build::generate(&program, &writ_build::Options::default()).text,
            Emit::Bytecode => writ_runtime::vm::disassemble(&program).map_err(|error| io::Error::other(error.message))?,
            Emit::Ir => writ_compiler::ir::print::program(&program),
        };
        match self.output {
            Some(path) => fs::write(&path, text)
                .map_err(|error| io::Error::new(error.kind(), format!("cannot write `{}`: {error}", path.display())))?,
            None => super::output(&text),
        }
        Ok(ExitCode::SUCCESS)
    }
}
