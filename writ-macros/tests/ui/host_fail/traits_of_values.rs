#![allow(unused)]

use writ_runtime::{WritType, writ_export};

#[writ_export]
pub trait Damageable {
    fn take_damage(&mut self, amount: f32);
}

#[derive(Clone, WritType)]
#[writ(value, traits(Damageable))]
struct Point {
    pub x: f32,
}

#[derive(Clone, WritType)]
#[writ(traits(Damageable))]
enum Kind {
    Beast,
}

#[derive(WritType)]
#[writ(traits)]
struct One;

#[derive(WritType)]
#[writ(traits(Damageable, Damageable))]
struct Two;

#[derive(WritType)]
#[writ(trait(Damageable))]
struct Three;

fn main() {}
