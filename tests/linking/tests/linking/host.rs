//! The host with classes of the game and of scripts.

use super::linked;
use std::cell::Cell;
use std::rc::Rc;
use writ_linking_tests::game::{self, Boss, Kept, Monster, Named, Sealed};
use writ_runtime::{Dyn, Function, Ref, RuntimeError, Writ};

#[test]
fn a_host_makes_and_uses_objects() {
    let mut writ = Writ::new();
    let boss = Boss::new(&mut writ, "Bob", "chief").unwrap();
    assert_eq!(boss.borrow(&writ).rank.as_str(), "chief");
    assert_eq!(boss.borrow(&writ).health, 100.0);
    boss.borrow_mut(&mut writ).strength = 7;
    assert_eq!(boss.attack(&mut writ, 2).unwrap(), 14);
    assert_eq!(boss.base::<Monster>().title(&mut writ).unwrap(), "chief Bob");
    assert_eq!(boss.call(&mut writ, 3).unwrap(), "BobBobBob");
    assert_eq!(boss.fail(&mut writ, 0).unwrap_err().message, "division by zero");
}

struct Sign(&'static str);

impl Named for Sign {
    fn title(&self, _: &mut Writ) -> Result<String, Box<RuntimeError>> {
        Ok(format!("sign {}", self.0))
    }
}

fn titled(named: &impl Named, writ: &mut Writ) -> Result<String, Box<RuntimeError>> {
    Ok(format!("<{}>", named.title(writ)?))
}

#[test]
fn traits_of_scripts_are_traits_of_the_host() {
    let (mut writ, lines) = linked();
    let boss = Boss::new(&mut writ, "Bob", "chief").unwrap();
    assert_eq!(titled(&boss, &mut writ).unwrap(), "<chief Bob>");
    assert_eq!(titled(&Sign("north"), &mut writ).unwrap(), "<sign north>");
    writ.run(
        "import { Named, greetBy } from \"game\"
         func both(named: Named) -> string { return \"${greetBy(named)} ${named.greet(\"me\")} ${named.title()}\" }
         print(both)",
    )
    .unwrap();
    assert_eq!(*lines.borrow(), ["<function both>"]);
}

#[test]
fn an_override_fails_through_the_game() {
    let (mut writ, _) = linked();
    let error = writ
        .run(
            "import { Monster, attackAll, keep } from \"game\"
             class Bad extends Monster {
                 func attack(times: int) -> int { return fail(times - 1) }
             }
             keep(Bad(\"b\"))
             attackAll(1)",
        )
        .unwrap_err();
    let text = error.to_string();
    let expected = [
        "error[DivisionByZero]: division by zero",
        "  at Monster.fail (game.writ:",
        "  at Bad.attack (<script>:3)",
        "  at attackAll (game.writ:",
        "  at <module> (<script>:6)",
    ];
    for (line, expected) in text.lines().zip(expected) {
        assert!(line.starts_with(expected), "{text}");
    }
    assert_eq!(text.lines().count(), expected.len(), "{text}");
    // The instance is usable afterwards.
    assert_eq!(game::add_total(&mut writ, 1).unwrap(), 6);
    writ.run("print(1)").unwrap();
}

#[test]
fn calls_nest_across_the_engines_up_to_the_limit() {
    let (mut writ, lines) = linked();
    writ.set_call_depth_limit(2_000);
    writ.run(
        "import { Monster, deep } from \"game\"
         class Loop extends Monster {
             func attack(times: int) -> int { return deep(self, times) }
         }
         print(deep(Loop(\"l\"), 300))",
    )
    .unwrap();
    assert_eq!(*lines.borrow(), ["300"]);
    let error = writ.run("print(deep(Loop(\"l\"), 1000000))").unwrap_err();
    assert!(error.to_string().starts_with("error[StackOverflow]"), "{error}");
    writ.run("print(deep(Loop(\"l\"), 3))").unwrap();
    assert_eq!(*lines.borrow(), ["300", "3"]);
}

#[test]
fn objects_and_functions_of_scripts_for_the_host() {
    let (mut writ, _) = linked();
    writ.run(
        "import { Monster, Named, adder } from \"game\"
         class Imp extends Monster {
             func title() -> string { return \"imp $name\" }
         }
         func imp(name: string) -> Monster { return Imp(name) }
         func titleOf(named: Named) -> string { return named.title() }
         func healthOf(monster: Monster) -> float { return monster.health }
         func add() -> (int) -> int { return adder(2) }",
    )
    .unwrap();
    let imp: Ref<Monster> = writ.call("imp", ("Pim",)).unwrap();
    assert_eq!(imp.title(&mut writ).unwrap(), "imp Pim");
    imp.borrow_mut(&mut writ).health = 2.5;
    assert_eq!(writ.call::<f32>("healthOf", (imp.clone(),)).unwrap(), 2.5);
    assert_eq!(titled(&imp, &mut writ).unwrap(), "<imp Pim>");
    // A host's type where a script asks for the trait.
    let sign: Dyn<dyn Named> = Dyn::new(&mut writ, Sign("south"));
    assert_eq!(writ.call::<String>("titleOf", (sign,)).unwrap(), "sign south");
    assert!(writ.call::<Ref<Boss>>("imp", ("Pim",)).is_err());
    let add: Function<(i64,), i64> = writ.call("add", ()).unwrap();
    assert_eq!(add.call(&mut writ, (3,)).unwrap(), 5);
    let compiled = game::adder(&mut writ, 10).unwrap();
    assert_eq!(compiled.call(&mut writ, (3,)).unwrap(), 13);
}

#[test]
fn objects_of_another_instance_in_a_list_of_the_game() {
    // A function of the one instance has the number of another function in the other.
    let (mut one, _) = linked();
    let (mut other, _) = linked();
    other
        .run(
            "import { Monster } from \"game\"
             func pad() {}
             class Imp extends Monster {
                 func attack(times: int) -> int { return times * 100 }
                 func title() -> string { return \"imp $name\" }
             }
             func imp() -> Monster { return Imp(\"Pim\") }",
        )
        .unwrap();
    one.run(
        "import { crowd } from \"game\"
         func attacks() -> int { return crowd[0].attack(2) }
         func titles() -> string { return crowd[0].title() }
         func greets() -> string { let named: Named = crowd[0]\n return named.greet(\"me\") }
         func shows() -> string { return \"${crowd[0]}\" }
         import { Named } from \"game\"",
    )
    .unwrap();
    let imp: Ref<Monster> = other.call("imp", ()).unwrap();
    game::crowd_list(&mut one).unwrap().push(imp);
    for name in ["attacks", "titles", "greets", "shows"] {
        let error = one.call::<writ_runtime::Value>(name, ()).unwrap_err().to_string();
        assert_eq!(error.lines().next(), Some("error[HostError]: this `Imp` belongs to another instance"), "{name}");
    }
}

/// A value that counts those of its kind that are gone.
struct Flag(Rc<Cell<u32>>);

impl Drop for Flag {
    fn drop(&mut self) {
        self.0.set(self.0.get() + 1);
    }
}

impl Kept for Flag {
    fn title(&self, _: &mut Writ) -> Result<String, Box<RuntimeError>> {
        Ok("flag".to_owned())
    }
}

#[test]
fn values_of_the_host_are_freed_with_their_objects() {
    let gone = Rc::new(Cell::new(0));
    let (mut writ, _) = linked();
    writ.run(
        "import { Kept } from \"game\"
         let held: Array<Kept> = []
         func hold(one: Kept) -> string {
             held.push(one)
             return \"$one ${one.title()}\"
         }
         func letGo() { held.clear() }",
    )
    .unwrap();
    let flag: Dyn<dyn Kept> = Dyn::new(&mut writ, Flag(Rc::clone(&gone)));
    let other: Dyn<dyn Kept> = Dyn::new(&mut writ, Flag(Rc::clone(&gone)));
    assert!(flag.same(&flag.clone()) && flag == flag.clone());
    assert!(!flag.same(&other) && flag != other);
    drop(other);
    assert_eq!(gone.get(), 1);
    assert_eq!(writ.call::<String>("hold", (flag,)).unwrap(), "<Flag> flag");
    assert_eq!(gone.get(), 1);
    writ.call::<()>("letGo", ()).unwrap();
    assert_eq!(gone.get(), 2);
    // What has not the trait is not taken for one that has.
    let sealed = Sealed::new(&mut writ).unwrap();
    assert!(writ.call::<String>("hold", (sealed,)).is_err());
}

/// A value that scripts keep whenever they ask for its title.
struct Clingy;

impl Kept for Clingy {
    fn title(&self, writ: &mut Writ) -> Result<String, Box<RuntimeError>> {
        self.keep_me(writ)?;
        Ok("clingy".to_owned())
    }
}

#[test]
fn values_of_the_host_in_default_methods() {
    let gone = Rc::new(Cell::new(0));
    let (mut writ, _) = linked();
    // Its own object, which lives on, if it has one.
    let clingy: Dyn<dyn Kept> = Dyn::new(&mut writ, Clingy);
    assert_eq!(clingy.title(&mut writ).unwrap(), "clingy");
    assert!(game::is_kept(&mut writ, &clingy).unwrap());
    // Else one for the call, which is empty behind it.
    let (mut writ, _) = linked();
    Flag(Rc::clone(&gone)).keep_me(&mut writ).unwrap();
    assert_eq!(gone.get(), 1);
    assert_eq!(game::kept_titles(&mut writ).unwrap_err().message, "this value of the host was only lent for a call");
}
