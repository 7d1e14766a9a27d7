//! Objects of a compiled script, used as ordinary Rust: made, looked into, called; a script's trait implemented by a type of the host.

use std::cell::Cell;
use std::error::Error;
use writ_runtime::{Fallible, Writ};

// The module that build.rs made: `game`.
writ_runtime::include_modules!();

/// The host's own, behind a script's trait.
struct Barrel {
    left: Cell<f32>,
}

impl game::Damageable for Barrel {
    fn take_damage(&self, _: &mut Writ, amount: f32) -> Fallible<()> {
        self.left.set(self.left.get() - amount);
        Ok(())
    }

    fn health(&self, _: &mut Writ) -> Fallible<f32> {
        Ok(self.left.get())
    }
}

/// For everything that can be hurt, of scripts and of the host.
fn hits_until_dead(target: &impl game::Damageable, writ: &mut Writ) -> Fallible<u32> {
    let mut hits = 0;
    while target.is_alive(writ)? {
        target.take_damage(writ, 30.0)?;
        hits += 1;
    }
    Ok(hits)
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut writ = Writ::new();

    let player = game::Player::new(&mut writ, "Hero")?;
    player.take_damage(&mut writ, 10.0)?;
    player.borrow_mut(&mut writ).x = 7;
    println!("{} has {} left", player.describe(&mut writ)?, player.borrow(&writ).hp);

    let barrel = game::DamageableRef::new(&mut writ, Barrel { left: Cell::new(100.0) });
    player.borrow_mut(&mut writ).target = Some(barrel.clone());
    player.attack(&mut writ)?;
    println!("the barrel: {}", game::hit(&mut writ, &barrel, 20.0)?);

    let boss = game::Boss::new(&mut writ, "Ogre")?;
    println!("hits: boss {}, barrel {}", hits_until_dead(&boss, &mut writ)?, hits_until_dead(&barrel, &mut writ)?);
    Ok(())
}
