//! A root folder, a renamed runtime, two scripts, and no warnings.

#![deny(warnings)]

use writ_runtime as engine;

mod sword {
    writ_runtime::include_script!("tests/scripts/items/sword.writ", root = "tests/scripts", crate = crate::engine);
}

mod game {
    writ_runtime::include_script!("tests/scripts/game.writ",);
}

fn main() {
    let mut writ = engine::Writ::new();
    assert_eq!(sword::forge(&mut writ, 1).unwrap().power, 2);
    assert_eq!(game::count(&mut writ).unwrap(), 0);
}
