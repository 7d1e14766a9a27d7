//! Compiles the book's script.

fn main() {
    writ_build::Builder::new().folder("scripts").host_crate().linkable(true).compile();
}
