//! What the fuzz targets do, as plain functions of bytes: the packages of `fuzz/` call them under a fuzzer and AddressSanitizer, the tests here with a few
//! fixed inputs. Each panics if something is found.
//!
//! * [`front_end`] — a text, whatever it is, goes through the compiler, both back ends and the formatter
//! * [`vm`] — a program that checks runs under limits, several times
//! * [`host_api`] — a host does anything with a few instances, in any order
//!
//! * `input` — choices from bytes; `random` — bytes from a seed
//! * `programs` — scripts of this repository, to be changed; `mutate` — changing them; `tokens` — texts from a table of tokens
//! * `cycles` — whether a program can make objects that hold each other

mod cycles;
mod front_end;
mod host_api;
mod input;
mod mutate;
mod programs;
mod random;
mod tokens;
mod vm;

pub use front_end::front_end;
pub use host_api::{host_api, host_panics};
pub use programs::{Kind, programs};
pub use random::Random;
pub use vm::vm;

writ_runtime::include_modules!();

/// What a target does with an input.
pub type Target = fn(&[u8]);

/// The targets by name.
pub const TARGETS: &[(&str, Target)] = &[("front_end", front_end), ("vm", vm), ("host_api", host_api), ("host_panics", host_panics)];

/// A short text of an input, for reports: the script that it stands for, if it is one.
pub fn script_of(target: &str, data: &[u8]) -> Option<String> {
    match target {
        "front_end" => Some(String::from_utf8_lossy(&front_end::source_of(data)).into_owned()),
        "vm" => Some(vm::plan_of(data).source),
        _ => None,
    }
}
