//! Functions, structs and enums of a script, with their traces.

mod game {
    writ_runtime::include_script!("tests/scripts/game.writ");
}

use writ_runtime::Writ;

fn main() {
    let mut writ = Writ::new();
    let hit = game::strike(&mut writ, 4, "Isolde").unwrap();
    assert_eq!((hit.power, hit.name.as_str()), (5, "Isolde's hit"));
    assert_eq!(hit.doubled(&mut writ).unwrap(), 10);
    assert_eq!(game::count(&mut writ).unwrap(), 1);
    assert_eq!(game::greet(&mut writ, "you", game::Mood::Angry).unwrap(), "What, you?");
    let error = game::divide(&mut writ, 1, 0).unwrap_err();
    assert_eq!(error.to_string(), "error[DivisionByZero]: division by zero\n  at divide (game.writ:22)");
    // Another instance has variables of its own.
    assert_eq!(game::count(&mut Writ::new()).unwrap(), 0);
    game::load(&mut writ).unwrap();
    assert_eq!(game::count(&mut writ).unwrap(), 0);
}
