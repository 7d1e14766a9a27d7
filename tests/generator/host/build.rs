//! Reads what the host offers, and compiles the script that uses all of it.

fn main() {
    writ_build::Builder::new().folder("scripts").host_crate().compile();
}
