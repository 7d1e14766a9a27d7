#![allow(unused)]

use writ_runtime::{WritType, writ_export};

#[writ_export]
pub trait Damageable {
    fn take_damage(&mut self, amount: f32);
}

#[derive(WritType)]
#[writ(traits(Damageable))]
struct Monster;

fn main() {}
