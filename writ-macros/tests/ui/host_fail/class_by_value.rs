#![allow(unused)]

use writ_runtime::{WritType, writ_export};

#[derive(WritType)]
struct Monster {
    pub health: f32,
}

#[writ_export]
fn take(monster: Monster) {}

fn main() {}
