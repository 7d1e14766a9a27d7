//! Compiles the scripts that are measured.

/// The rows of the table (`load_10k` is generated), and the tables of their own.
const SCRIPTS: &[&str] = &[
    "fib",
    "loop_sum",
    "nbody",
    "nbody_objects",
    "spectral_norm",
    "fannkuch",
    "binary_trees",
    "mandelbrot",
    "sieve",
    "queens",
    "string_build",
    "dict_int",
    "dict_str",
    "virtual_calls",
    "closures",
    "quicksort",
    "host_call",
    "call_script",
    "host_object",
    "switches",
    "coroutines",
    "host",
    "library",
];

fn main() {
    SCRIPTS.iter().fold(writ_build::Builder::new(), |builder, name| builder.file(format!("scripts/{name}.writ"))).host_crate().compile();
}
