#![allow(unused)]

use writ_runtime::{WritType, exported};

pub trait Damageable {
    fn take_damage(&mut self, amount: f32);
}

#[derive(WritType)]
#[writ(traits(Damageable))]
struct Monster;

impl Damageable for Monster {
    fn take_damage(&mut self, amount: f32) {}
}

fn main() {
    let _ = exported!(Damageable);
}
