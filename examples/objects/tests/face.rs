//! The public face of compiled classes and traits, as a host uses it; and scripts that are loaded at run time beside them.

use game::{Damageable as _, Noisy as _};
use std::cell::Cell;
use writ_runtime::{Fallible, Opt, Ref, WeakRef, Writ};

writ_runtime::include_modules!();

type Outcome = Result<(), Box<dyn std::error::Error>>;

struct Barrel(Cell<f32>);

impl game::Damageable for Barrel {
    fn take_damage(&self, _: &mut Writ, amount: f32) -> Fallible<()> {
        self.0.set(self.0.get() - amount);
        Ok(())
    }
    fn health(&self, _: &mut Writ) -> Fallible<f32> {
        Ok(self.0.get())
    }
}

impl game::Noisy for Barrel {
    fn shout(&self, writ: &mut Writ, times: i64) -> Fallible<Option<String>> {
        let label = self.label(writ, "barrel")?;
        Ok((times > 0).then_some(label))
    }
}

fn finish(target: &impl game::Damageable, writ: &mut Writ) -> Fallible<u32> {
    let mut hits = 0;
    while target.is_alive(writ)? {
        target.take_damage(writ, 30.0)?;
        hits += 1;
    }
    Ok(hits)
}

#[test]
fn objects_are_made_and_used() -> Outcome {
    let mut writ = Writ::new();
    let player = game::Player::new(&mut writ, "Hero")?;
    player.take_damage(&mut writ, 10.0)?;
    assert_eq!(player.borrow(&writ).hp, 90.0);
    player.borrow_mut(&mut writ).hp = 50.0;
    assert_eq!(player.health(&mut writ)?, 50.0);
    // Fields of the base are there by `Deref`.
    player.borrow_mut(&mut writ).x = 3;
    assert_eq!(player.borrow(&writ).name.as_str(), "Hero");
    assert_eq!(player.describe(&mut writ)?, "player Hero at 3");
    // A method of the base, also one with a name that Rust's handles might have had.
    player.update(&mut writ, 0.1)?;
    assert_eq!(player.move_by(&mut writ, (2, Some("far".into())))?, (6, Some("far".into())));
    player.borrow_mut(&mut writ).level = Opt::from(Some(4));
    assert_eq!(player.shout(&mut writ, 1)?.as_deref(), Some("Hero!"));
    assert_eq!(player.parse(&mut writ, "12")?, Ok(12));
    assert_eq!(player.parse(&mut writ, "x")?, Err("no number: x".to_owned()));
    assert_eq!(game::Entity::at(&mut writ, 9)?.borrow(&writ).x, 9);
    assert_eq!(game::Entity::new_with(&mut writ, "rock", 5)?.describe(&mut writ)?, "rock at 5");
    assert_eq!(game::find(&mut writ, "nobody")?, None);
    Ok(())
}

#[test]
fn calls_run_what_the_class_runs() -> Outcome {
    let mut writ = Writ::new();
    let boss = game::Boss::new(&mut writ, "Ogre")?;
    let player: &Ref<game::Player> = boss.base();
    player.take_damage(&mut writ, 10.0)?;
    assert_eq!(boss.borrow(&writ).hp, 95.0);
    let entity: &Ref<game::Entity> = boss.base();
    assert_eq!(entity.describe(&mut writ)?, "player Ogre at 0");
    let damageable: game::DamageableRef = boss.clone().into();
    assert_eq!(game::hit(&mut writ, &damageable, 10.0)?, "left: 90.0");
    Ok(())
}

#[test]
fn traits_are_for_both_sides() -> Outcome {
    let mut writ = Writ::new();
    let player = game::Player::new(&mut writ, "Hero")?;
    let boss = game::Boss::new(&mut writ, "Ogre")?;
    let barrel = game::NoisyRef::new(&mut writ, Barrel(Cell::new(100.0)));
    assert_eq!((finish(&player, &mut writ)?, finish(&boss, &mut writ)?, finish(&barrel, &mut writ)?), (4, 7, 4));
    assert_eq!(barrel.shout(&mut writ, 1)?.as_deref(), Some("barrel -20.0"));
    // A script's default method, on a value that no script has.
    assert_eq!(finish(&Barrel(Cell::new(31.0)), &mut writ)?, 2);
    let target = game::DamageableRef::new(&mut writ, Barrel(Cell::new(50.0)));
    player.borrow_mut(&mut writ).target = Some(target.clone());
    player.attack(&mut writ)?;
    assert_eq!(target.health(&mut writ)?, 20.0);
    Ok(())
}

#[test]
fn objects_die_with_their_last_reference() -> Outcome {
    let mut writ = Writ::new();
    let player = game::Player::new(&mut writ, "Hero")?;
    let weak: WeakRef<game::Player> = player.downgrade();
    let copy = player.clone();
    drop(player);
    assert!(weak.get().is_some());
    drop(copy);
    assert!(weak.get().is_none());
    Ok(())
}

#[test]
fn objects_of_another_instance_are_refused() -> Outcome {
    let (mut one, mut two) = (Writ::new(), Writ::new());
    let player = game::Player::new(&mut one, "Hero")?;
    assert_eq!(player.attack(&mut two).unwrap_err().message, "this `Player` belongs to another instance");
    let target: game::DamageableRef = player.clone().into();
    assert_eq!(game::hit(&mut two, &target, 1.0).unwrap_err().message, "this `Player` belongs to another instance");
    assert_eq!(player.borrow(&one).hp, 100.0);
    Ok(())
}

#[test]
fn scripts_that_are_loaded_use_and_extend_compiled_classes() -> Outcome {
    let mut writ = Writ::new();
    writ.link(game::module())?;
    let lines = std::rc::Rc::new(std::cell::RefCell::new(Vec::new()));
    let sink = lines.clone();
    writ.set_print(move |line| sink.borrow_mut().push(line.to_owned()));
    writ.run(
        r#"
import { Damageable, Player, hit, find, score, addScore, apply, tag } from "game"
class Ogre extends Player {
    public rage: int = 3
    init() { super.init("Ogre") }
    public func takeDamage(amount: float) { rage += 1; super.takeDamage(amount * 2.0) }
    public func describe() -> string { return "ogre " .. super.describe() .. " $rage" }
}
class Rock with Damageable {
    hp: float = 50.0
    public func takeDamage(amount: float) { hp -= amount }
    public func health() -> float { return hp }
}
let player = Player("Ann")
player.x = 9
print(player.describe())
let ogre = Ogre()
print(hit(ogre, 5.0)); print(ogre.describe())
player.target = ogre
player.attack()
print(ogre.rage)
print(hit(Rock(), 20.0))
print(find("Hero") != null)
addScore(1)
print(score)
print(apply((x) => x * 2))
print(tag(ogre) .. tag(4))
"#,
    )?;
    assert_eq!(
        *lines.borrow(),
        ["player Ann at 9", "left: 90.0", "ogre player Ogre at 0 4", "5", "left: 30.0", "true", "6", "12", "<<Ogre>><4>"]
    );
    assert_eq!(game::score(&mut writ)?, 6);
    Ok(())
}
