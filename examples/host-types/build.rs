//! Compiles the script to Rust, against what `src/lib.rs` and its modules export.

fn main() {
    writ_build::Builder::new().file("scripts/behaviour.writ").host_crate().compile();
}
