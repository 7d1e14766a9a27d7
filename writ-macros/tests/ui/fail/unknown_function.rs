mod game {
    writ_runtime::include_script!("tests/scripts/game.writ");
}

fn main() {
    let mut writ = writ_runtime::Writ::new();
    let _ = game::no_such_function(&mut writ);
}
