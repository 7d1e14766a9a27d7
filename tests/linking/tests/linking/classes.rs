//! Classes of the game in scripts, and classes of scripts in the game.

use super::{linked, prints};

#[test]
fn instances_are_the_games() {
    prints(
        "import { Monster, greetBy, keep, titles } from \"game\"
         import { Mood, Point } from \"lib/shared\"
         let m = Monster(\"Rat\", strength: 2)
         print(\"${m.name} ${m.health} ${m.isAlive} ${m.level} ${m.mood} ${m.home} ${m.tags}\")
         m.health += 2.5
         m.level = -4
         m.home = Point(1.0, 2.0)
         m.tags.push(\"grey\")
         m.mood = Mood.Angry(4)
         m.friend = Monster(\"Friend\")
         m.rival = m
         print(\"${m.health} ${m.level} ${m.home?.x} ${m.tags} ${m.mood} ${m.friend?.name} ${m.rival?.get()?.name}\")
         print(\"$m ${m.attack(3)} ${m.title()} ${greetBy(m)} ${m.greet(\"me\")}\")
         print(\"${m.moodAfter(Mood.Gone(\"x\", 1.0), Point(1.0, 1.0))} ${Monster.count()}\")
         keep(m)
         print(\"${titles()} ${m.damage(1.0)} ${m.twin().name}\")",
        &[
            "Rat 10.0 true 1 Mood.Calm null []",
            "12.5 1 1.0 [\"grey\"] Angry(level: 4) Friend Rat",
            "<Monster> 6 monster Rat monster Rat greets all monster Rat greets me",
            "(Gone(why: \"x\", after: 1.0), Point(x: 2.0, y: 1.0)) 0",
            "monster Rat| true Rat",
        ],
    );
}

#[test]
fn compiled_code_runs_the_overrides() {
    prints(
        "import { Monster, attackAll, greetBy, keep, taken, titles } from \"game\"
         class Dragon extends Monster {
             fire: int = 4
             breaths: Array<int> = []
             func title() -> string { return \"dragon $name\" }
             func attack(times: int) -> int {
                 breaths.push(times)
                 return super.attack(times) + fire
             }
             func dies(why: string) { super.dies(\"$why and age\") }
             func greet(other: string) -> string { return super.greet(other) .. \"!\" }
             func twin() -> Dragon { return Dragon(name .. \"2\", fire: fire) }
         }
         let d = Dragon(\"Smaug\", strength: 2, fire: 5)
         keep(d)
         keep(Monster(\"Rat\"))
         print(\"${attackAll(3)} ${titles()} ${d.breaths}\")
         print(\"${greetBy(d)} ${d.damage(100.0)} ${taken()}\")
         let twin = d.twin()
         let base: Monster = d
         print(\"${twin.fire} ${base.twin().title()} ${base is Dragon} $base\")",
        &[
            "20 dragon Smaug|monster Rat| [3]",
            "dragon Smaug greets all! false Smaug dies of damage and age",
            "5 dragon Smaug2 true <Dragon>",
        ],
    );
}

#[test]
fn constructors_of_the_game_run_overrides() {
    prints(
        "import { Boss, Monster } from \"game\"
         class King extends Boss {
             subjects: int = 3
             gold: float64
             init(name: string) {
                 gold = 1.5
                 super.init(name, \"king\")
             }
             func setUp() {
                 super.setUp()
                 tags.push(\"$subjects subjects, $gold gold\")
             }
         }
         let king = King(\"Ludwig\")
         print(\"${king.title()} ${king.tags} ${king.health} ${Monster.count()}\")
         let boss = Boss(\"Bob\", \"chief\")
         print(\"${boss.title()} ${boss.tags} ${Monster.count()}\")",
        &["king Ludwig [\"boss\", \"3 subjects, 1.5 gold\"] 100.0 1", "chief Bob [\"boss\"] 2"],
    );
}

#[test]
fn traits_of_the_game() {
    prints(
        "import { Named, greetBy } from \"game\"
         class Door with Named {
             number: int
             func title() -> string { return \"door $number\" }
         }
         class Gate with Named {
             func title() -> string { return \"gate\" }
             func greet(other: string) -> string { return \"creaks at $other\" }
         }
         print(greetBy(Door(4)))
         print(greetBy(Gate()))
         let all: Array<Named> = [Door(1), Gate()]
         for one in all { print(one.greet(\"me\")) }",
        &["door 4 greets all", "creaks at all", "door 1 greets me", "creaks at me"],
    );
}

#[test]
fn factories_make_classes_of_scripts() {
    let (mut writ, _) = linked();
    writ.run(
        "import { Monster, addMaker } from \"game\"
         class Imp extends Monster { func title() -> string { return \"imp $name\" } }
         addMaker(\"imp\", (name: string) => Imp(name))",
    )
    .unwrap();
    let imp = writ_linking_tests::game::make(&mut writ, "imp", "Pim").unwrap();
    assert_eq!(imp.title(&mut writ).unwrap(), "imp Pim");
    assert_eq!(imp.borrow(&writ).health, 10.0);
    imp.borrow_mut(&mut writ).health = 1.0;
    assert!(!imp.damage(&mut writ, 2.0).unwrap());
    assert_eq!(writ_linking_tests::game::taken(&mut writ).unwrap(), "Pim dies of damage");
}

#[test]
fn objects_are_freed_from_either_side() {
    prints(
        "import { Monster, aliveIn, keep, release, weakTo } from \"game\"
         class Ghost extends Monster {
             chain: Array<string> = [\"clank\", \"a longer string than a word\"]
             inner: Monster? = null
         }
         func weak() -> Weak<Monster> {
             let ghost = Ghost(\"Boo\")
             ghost.inner = Monster(\"inside\")
             keep(ghost)
             return weakTo(ghost)
         }
         let w = weak()
         print(\"${aliveIn(w)} ${w.get()?.name}\")
         release()
         print(\"${aliveIn(w)} ${w.get()?.name}\")
         func inVm() -> Weak<Monster> { return weakTo(Ghost(\"Poof\")) }
         print(aliveIn(inVm()))",
        &["true Boo", "false null", "false"],
    );
}

#[test]
fn nothing_is_left() {
    let before = writ_runtime::object::live_objects();
    {
        let (mut writ, lines) = linked();
        writ.run(
            "import { Monster, addMaker, apply, keep, make, attackAll } from \"game\"
             class A extends Monster { parts: Array<Monster> = [Monster(\"part\")]  func attack(times: int) -> int { return parts.len() } }
             addMaker(\"a\", (name: string) => A(name))
             keep(make(\"a\", \"one\"))
             print(attackAll(1) + apply((x: int) => x, 1))",
        )
        .unwrap();
        assert_eq!(*lines.borrow(), ["2"]);
    }
    assert_eq!(writ_runtime::object::live_objects(), before);
}

#[test]
fn an_override_takes_away_what_the_game_looks_at() {
    prints(
        "import { Monster, namesAfterAttacks } from \"game\"
         let all: Array<Monster> = []
         class Thief extends Monster {
             func attack(times: int) -> int {
                 all[0] = Monster(\"new\")
                 return 0
             }
         }
         all.push(Thief(\"thief\"))
         print(namesAfterAttacks(all))
         print(all[0].name)",
        &["thief other|", "new"],
    );
}

#[test]
fn objects_behind_traits_are_compared() {
    prints(
        "import { Monster, Named, placeOf } from \"game\"
         class Door with Named { func title() -> string { return \"door\" } }
         let (door, monster) = (Door(), Monster(\"m\"))
         let all: Array<Named> = [Monster(\"m\"), door, monster]
         print(\"${placeOf(all, door)} ${placeOf(all, monster)} ${placeOf(all, Door())}\")",
        &["1 2 -1"],
    );
}

#[test]
fn what_lies_in_collections_of_the_game_is_freed() {
    let (mut writ, _) = linked();
    writ.run(
        "import { Monster } from \"game\"
         let monster = Monster(\"m\")
         func churn() -> int {
             monster.tags.push(\"a text that needs memory of its own\" .. monster.tags.len())
             monster.tags[0] = \"another text that needs memory of its own\" .. monster.tags.len()
             monster.tags.clear()
             return monster.tags.len()
         }",
    )
    .unwrap();
    assert_eq!(writ.call::<i64>("churn", ()).unwrap(), 0);
    let before = writ.heap_bytes();
    assert_eq!(writ.call::<i64>("churn", ()).unwrap(), 0);
    assert_eq!(writ.heap_bytes(), before);
}
