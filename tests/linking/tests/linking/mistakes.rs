//! Mods that do not fit the game.

use super::fails;

#[track_caller]
fn contains(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "no `{part}` in:\n{text}");
    }
}

#[test]
fn a_mod_for_another_version_of_a_class() {
    let text = fails(
        "import { Monster } from \"game\"
         class Old extends Monster { func attack(times: float) -> int { return 1 } }",
    );
    contains(&text, &["attack", "(times: int) -> int", "game.writ"]);
    let text = fails("import { Monster } from \"game\"\nprint(Monster(\"a\").helth)");
    contains(&text, &["`Monster` has no member `helth`", "health"]);
    let text = fails(
        "import { Monster } from \"game\"
         class Old extends Monster { func roar() -> string { return super.roar() } }",
    );
    contains(&text, &["roar"]);
    let text = fails("import { Dragon } from \"game\"");
    contains(&text, &["Dragon"]);
}

#[test]
fn only_open_classes_are_extended() {
    let text = fails("import { Sealed } from \"game\"\nclass Mine extends Sealed {}");
    contains(&text, &["`Sealed` is compiled into the host and can't be extended", "open class", "game.writ"]);
}

#[test]
fn what_is_not_exported_is_not_there() {
    contains(&fails("import { zoo } from \"game\""), &["zoo"]);
    contains(&fails("import { total } from \"game\"\ntotal = 4"), &["total"]);
}
