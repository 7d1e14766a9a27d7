//! The engines: those that this build has, and the columns of the table. One run of one row is a process of its own, a worker.

use crate::measure::measure_times;
use crate::rows::{ROWS, Row};
use crate::writ;
use std::hint::black_box;
use writ_runtime::Limits;

/// A program that is ready to run, and gives its checksum.
pub type Run = Box<dyn FnMut() -> f64>;

/// What executes programs.
pub struct Engine {
    /// How it is called on the command line and in the table.
    pub name: &'static str,
    /// Makes the program of a row ready; none if it has none.
    pub start: fn(&'static Row) -> Option<Run>,
}

/// A column of the table.
pub struct Column {
    /// The name of the engine.
    pub name: &'static str,
    /// One that the VM is compared with: it makes no machine code.
    pub is_peer: bool,
}

/// All that there can be, in the order of the table.
pub const COLUMNS: &[Column] = &[
    Column { name: "native", is_peer: false },
    Column { name: "native-rc", is_peer: false },
    Column { name: "compiled", is_peer: false },
    Column { name: "vm", is_peer: false },
    Column { name: "lua54", is_peer: true },
    Column { name: "luajit-off", is_peer: true },
    Column { name: "luau", is_peer: true },
    Column { name: "rhai", is_peer: true },
    Column { name: "rune", is_peer: true },
    Column { name: "koto", is_peer: true },
    Column { name: "wasmi", is_peer: true },
    Column { name: "luajit", is_peer: false },
    Column { name: "luau-codegen", is_peer: false },
    Column { name: "roto", is_peer: false },
];

/// What this build has.
const ENGINES: &[Engine] = &[
    Engine { name: "native", start: |row| native(row.native?, row) },
    Engine { name: "native-rc", start: |row| native(row.native_rc?, row) },
    Engine { name: "compiled", start: |row| Some(Box::new(writ::compiled(row)?)) },
    Engine { name: "vm", start: |row| Some(writ::interpreted(row, Limits::new())) },
    #[cfg(feature = "lua")]
    Engine { name: "lua54", start: |row| crate::peers::lua::start(row, true) },
    #[cfg(feature = "luajit")]
    Engine { name: "luajit-off", start: |row| crate::peers::lua::start(row, false) },
    #[cfg(feature = "luajit")]
    Engine { name: "luajit", start: |row| crate::peers::lua::start(row, true) },
    #[cfg(feature = "luau")]
    Engine { name: "luau", start: |row| crate::peers::lua::start(row, false) },
    #[cfg(feature = "luau")]
    Engine { name: "luau-codegen", start: |row| crate::peers::lua::start(row, true) },
    #[cfg(feature = "rhai")]
    Engine { name: "rhai", start: crate::peers::rhai::start },
    #[cfg(feature = "rune")]
    Engine { name: "rune", start: crate::peers::rune::start },
    #[cfg(feature = "koto")]
    Engine { name: "koto", start: crate::peers::koto::start },
    #[cfg(feature = "wasmi")]
    Engine { name: "wasmi", start: crate::peers::wasmi::start },
    #[cfg(feature = "roto")]
    Engine { name: "roto", start: crate::peers::roto::start },
];

/// Prints the names of the engines of this build.
pub fn list() {
    ENGINES.iter().for_each(|engine| println!("{}", engine.name));
}

fn native(program: fn(&[i64]) -> f64, row: &'static Row) -> Option<Run> {
    Some(Box::new(move || program(black_box(row.arguments))))
}

/// Measures one row in one engine, and prints the checksum's bits and the median for the driver; nothing if the engine does not have the row.
pub fn work(engine: &str, row: &str) {
    let engine = ENGINES.iter().find(|one| one.name == engine).unwrap_or_else(|| panic!("this build has no engine {engine}"));
    let row = ROWS.iter().find(|one| one.name == row).unwrap_or_else(|| panic!("there is no row {row}"));
    if let Some(run) = (engine.start)(row) {
        let sample = measure_times(5, run);
        println!("{:x} {}", sample.checksum.to_bits(), sample.milliseconds);
    }
}
