//! What the example prints, with the mods of its folder.

use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;
use writ_runtime::Writ;

#[test]
fn the_game_with_its_mods() {
    let lines = Rc::new(RefCell::new(Vec::new()));
    let mut writ = Writ::new();
    let sink = Rc::clone(&lines);
    writ.set_print(move |line| sink.borrow_mut().push(line.to_owned()));
    let score = modding::play(&mut writ, Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/mods"))).unwrap();
    assert_eq!(score, 112);
    let expected = "\
a rat:
Rat growls: Rat (10)
  Rat falls
  hurt by 2
level 1, dragon:
Vermithrax growls and spits: Vermithrax (10)
  Vermithrax falls
  after 2 breaths
  hurt by 10
level 2, mimic:
a chest opens: Mimic (10), 60 gold
  Mimic falls
  hurt by 2
takes a chest of 20 coins
takes something worth 60";
    assert_eq!(lines.borrow().join("\n"), expected);
}

#[test]
fn without_mods() {
    let mut writ = Writ::new();
    writ.set_print(|_| {});
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"));
    assert_eq!(modding::play(&mut writ, folder).unwrap(), 30);
}
