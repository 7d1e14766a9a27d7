//! Compiles the scripts with what this crate offers to them.

fn main() {
    writ_build::Builder::new().folder("scripts").enable_module("io").host_crate().compile();
}
