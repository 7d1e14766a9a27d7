//! Compiles the scripts that are measured.

fn main() {
    writ_build::Builder::new()
        .file("scripts/fib.writ")
        .file("scripts/loop_sum.writ")
        .file("scripts/sieve.writ")
        .file("scripts/nbody.writ")
        .file("scripts/mandelbrot.writ")
        .file("scripts/closures.writ")
        .file("scripts/quicksort.writ")
        .file("scripts/dictionary.writ")
        .file("scripts/virtual_calls.writ")
        .file("scripts/binary_trees.writ")
        .file("scripts/nbody_objects.writ")
        .file("scripts/coroutines.writ")
        .file("scripts/host.writ")
        .file("scripts/library.writ")
        .host_crate()
        .compile();
}
