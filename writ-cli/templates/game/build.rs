//! Compiles the scripts to Rust.

fn main() {
    writ_build::compile("scripts/main.writ");
}
