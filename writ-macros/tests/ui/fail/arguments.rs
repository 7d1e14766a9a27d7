mod first {
    writ_runtime::include_script!(game);
}

mod second {
    writ_runtime::include_script!("tests/scripts/game.writ", folder = "tests");
}

mod third {
    writ_runtime::include_script!("tests/scripts/game.writ", root = "tests/ui");
}

fn main() {}
