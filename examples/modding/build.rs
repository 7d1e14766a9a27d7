//! Compiles the base game to Rust.

fn main() {
    writ_build::compile("scripts/game.writ");
}
