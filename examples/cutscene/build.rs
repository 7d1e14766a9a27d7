//! Compiles the scene to Rust.

fn main() {
    writ_build::compile("scripts/scene.writ");
}
