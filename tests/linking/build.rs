//! Compiles the base game, the classes of the layout test and what the other tests need.

fn main() {
    writ_build::Builder::new()
        .file("scripts/game.writ")
        .file("scripts/inspect.writ")
        .file("scripts/layouts.writ")
        .file("scripts/loops.writ")
        .file("scripts/sleepers.writ")
        .file("scripts/waits.writ")
        .root("scripts")
        .compile();
}
