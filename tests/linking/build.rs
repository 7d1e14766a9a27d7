//! Compiles the base game and the classes of the layout test.

fn main() {
    writ_build::Builder::new()
        .file("scripts/game.writ")
        .file("scripts/layouts.writ")
        .file("scripts/loops.writ")
        .file("scripts/sleepers.writ")
        .root("scripts")
        .compile();
}
