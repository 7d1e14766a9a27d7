//! Compiles the script to Rust.

fn main() {
    writ_build::compile("scripts/game.writ");
}
